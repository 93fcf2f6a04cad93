"""Front: messages and comments of conversations, newest first.

Shape: frontapp/front-api-specs. Messages and comments are two lists: each may be the file, or both stand in one
object. Roles: `is_inbound`, and `author.type`: a teammate is `user`, anything else that sends (ai, api, rule, macro,
csat, …) a bot. Private: comments, and conversations of the type discussion. `draft_mode` marks a draft, `error_type` a
failed send.

Comments in a file of their own are not joined to the messages in another: neither file names the other, only a link in
each entry tells which conversation it is of, so every file of a folder would have to be held before the first could be
scored; and comments, being private, change no score. Such a file is read, and said to be partial.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, find, grouped
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/front.json"
BOTS = frozenset({"ai", "api", "application", "bulk_reply", "csat", "integration", "macro", "rule", "smart_csat"})
LISTS = ("_results", "messages", "comments")


def claims(source: Source) -> str | None:
    """Messages that are inbound or not, or comments with the time they were posted at."""
    return "Front: messages and comments" if vendor.has(source, _is_one, "conversations") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation that the messages name."""
    return vendor.read(sources, options, _conversations)


def _is_message(node: Node) -> bool:
    return "is_inbound" in node and ("draft_mode" in node or "recipients" in node or "author" in node)


def _is_comment(node: Node) -> bool:
    return "posted_at" in node and "author" in node and "body" in node


def _entries(node: Node) -> list[Node]:
    lists = [node] if node.is_list else [node[key].listed("_results") for key in LISTS]
    return [entry for each in lists for entry in each.items]


def _is_one(node: Node) -> bool:
    return any(_is_message(entry) or _is_comment(entry) for entry in _entries(node)[:20])


def _conversations(document: Node) -> Iterator[Conversation]:
    for one in find(document, _is_one, "conversations"):
        about = one["conversation"] or one
        private = about["type"].word == "discussion"
        status = about.first("status_category", "status").word
        for key, entries in grouped(_entries(one), _conversation_id).items():
            subjects = (about["subject"].name, *(entry["subject"].name for entry in entries))
            yield Conversation(
                key or about["id"].name,
                [_comment(entry) if _is_comment(entry) else _message(entry, private) for entry in entries],
                channel=told.channel(next((kind for entry in entries if (kind := entry["type"].word)), "")),
                subject=next(filter(None, subjects), None),
                agent=_name(about["assignee"]),
                customer=about["recipient"]["name"].name,
                tags=about["tags"].names,
                ended={"archived": True, "resolved": True, "open": False}.get(status),
                order="newest",
                warnings=() if any(map(_is_message, entries)) else ("partial: no messages in the file, only comments",),
            )


def _conversation_id(entry: Node) -> str | None:
    link = entry["_links"]["related"]["conversation"].text
    return link.rstrip("/").rsplit("/", 1)[-1] or entry["conversation_id"].name


def _name(person: Node) -> str | None:
    full = " ".join(part for key in ("first_name", "last_name") if (part := person[key].name))
    return full or person.first("name", "username", "email").name


def _text(entry: Node, mail: bool) -> Text:
    """`body` is HTML; `text`, which only mails have, stands in where it is missing."""
    if entry["body"].text:
        return told.markup(entry["body"], mail)
    return told.mail_text(entry["text"]) if mail else told.plain(entry["text"])


def _role(entry: Node) -> Role | None:
    author, inbound = entry["author"], entry["is_inbound"].flag
    if inbound:
        return "customer"
    if author["type"].word in BOTS:
        return "bot"
    if inbound is None or (not author["type"] and not author["email"]):
        return None
    return "agent"


def _message(entry: Node, private: bool) -> Said:
    author, kind = entry["author"], entry["type"].word
    sender = next((each for each in entry["recipients"] if each["role"].word == "from"), Node())
    name = sender.first("name", "handle").name if entry["is_inbound"].flag else None
    return Said(
        _text(entry, kind in ("", "email")),
        _role(entry),
        _name(author) or name,
        (author["id"].name, author["email"].name, author["username"].name, sender["handle"].name),
        entry["id"].name,
        entry["created_at"].value,
        private or kind == "internal",
        told.attached(entry["attachments"], "filename"),
        sent=_sent(entry),
    )


def _sent(entry: Node) -> bool | None:
    if entry["draft_mode"] or entry["is_draft"].flag or entry["error_type"]:
        return False
    return True if entry["draft_mode"].there or entry["is_draft"].there or entry["is_inbound"].flag else None


def _comment(entry: Node) -> Said:
    author = entry["author"]
    return Said(
        told.plain(entry["body"]), "bot" if author["type"].word in BOTS else "agent", _name(author),
        (author["id"].name, author["email"].name), entry["id"].name, entry["posted_at"].value, True,
        told.attached(entry["attachments"], "filename"),
    )  # fmt: skip
