"""Intercom conversations: one, or a list; teammates, Fin and notes.

Shape: intercom/Intercom-OpenAPI 2.16. The first message is in `source`, the others in `conversation_parts`. Roles:
`author.type` (user, lead, contact; admin, team; bot) and `from_ai_agent`; an opening that an admin's name signs but
`delivered_as` calls automated or a campaign is a bot's. Private: part types `note` and `assignment`. Parts other than
comment, quick_reply, note, assignment, open and close are events. Times are epoch seconds.

Lists omit the parts, and of more than 500 parts only the newest 500 come: both are partial.
"""

from collections.abc import Iterator, Sequence

from csaudit import html
from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/intercom.json"
ROLES: dict[str, Role] = {
    "user": "customer", "lead": "customer", "contact": "customer", "admin": "agent", "team": "agent", "bot": "bot",
}  # fmt: skip
AUTOMATED = frozenset({"automated", "operator_initiated", "campaigns_initiated"})
PUBLIC = frozenset({"comment", "quick_reply", "open", "close", "reopen", "message"})


def claims(source: Source) -> str | None:
    """A conversation with `conversation_parts`, or with a `source` that has an author and a way of delivery."""
    return "Intercom: a source and conversation parts" if vendor.has(source, _is_one, "conversations") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation."""
    return vendor.read(sources, options, _conversations)


def _is_part(node: Node) -> bool:
    return "part_type" in node


def _is_one(node: Node) -> bool:
    parts = node["conversation_parts"]
    opening = node["source"]
    delivered = "author" in opening and ("delivered_as" in opening or node["type"].text == "conversation")
    return delivered or any_like(parts if parts.is_list else parts["conversation_parts"], _is_part)


def _conversations(document: Node) -> Iterator[Conversation]:
    for one in find(document, _is_one, "conversations"):
        opening, held = one["source"], one["conversation_parts"]
        mail = opening["type"].word == "email"
        parts = (held if held.is_list else held["conversation_parts"]).items
        said = [_part(part, mail) for part in parts]
        if opening:
            said = [_opening(opening, one["created_at"], mail), *said]
        subject = opening["subject"].text or one["title"].text
        yield Conversation(
            one.first("id", "conversation_id").name,
            said,
            channel=told.channel(opening["type"].word),
            subject=html.to_text(subject) or None,
            tags=one["tags"]["tags"].names or one["tags"].names,
            ended={"closed": True, "open": False, "snoozed": False}.get(one["state"].word),
            warnings=_missing(one, parts),
        )


def _missing(one: Node, parts: list[Node]) -> tuple[str, ...]:
    held, total = one["conversation_parts"], one["conversation_parts"]["total_count"].number
    if total is not None and total > len(parts):
        return (f"partial: {len(parts)} of {total:g} conversation parts are in the file",)
    if not held.is_list and not held["conversation_parts"].is_list:
        return ("partial: no conversation parts in the file, only the first message (lists leave them out)",)
    if "source" not in one:
        return ("partial: no source in the file, which holds the first message",)
    return ()


def _role(author: Node) -> Role | None:
    if author["from_ai_agent"].flag or author["is_ai_answer"].flag:
        return "bot"
    return ROLES.get(author["type"].word)


def _opening(opening: Node, started: Node, mail: bool) -> Said:
    author, role = opening["author"], _role(opening["author"])
    if role == "agent" and opening["delivered_as"].word in AUTOMATED:
        role = "bot"
    return Said(
        told.markup(opening["body"], mail), role, author["name"].name or author["email"].name,
        (author["id"].name, author["email"].name), opening["id"].name, started.value,
        attachments=told.attached(opening["attachments"]),
        deleted=not opening["body"] and opening["redacted"].flag is True,
    )  # fmt: skip


def _part(part: Node, mail: bool) -> Said:
    author, kind, has_body = part["author"], part["part_type"].word, bool(part["body"].text) or not part["body"].there
    internal = "note" in kind or "assignment" in kind
    is_message = kind in ("comment", "quick_reply", "note") or (has_body and (internal or kind in PUBLIC or not kind))
    return Said(
        told.markup(part["body"], mail),
        _role(author) if is_message else "system",
        author["name"].name or author["email"].name,
        (author["id"].name, author["email"].name),
        part["id"].name,
        part["created_at"].value,
        internal if kind else None,
        told.attached(part["attachments"]),
        deleted=not has_body and part["redacted"].flag is True,
    )
