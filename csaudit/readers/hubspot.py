"""HubSpot conversations: the `results[]` of a thread's messages, newest first unless asked otherwise.

Shape: HubSpot-public-api-spec-collection (conversations v3). Roles: the prefix of the actor (`V-`, `E-` visitor and
mail; `A-` agent; `B-`, `L-` bot and language model; `S-`, `I-` system and integration; prefixes partly from common
knowledge), else `direction`. Types: MESSAGE; WELCOME_MESSAGE, a bot's; COMMENT, private; all others are events. What
HubSpot truncated is marked; the original stands only in HubSpot.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find, grouped
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/hubspot.json"
ROLES: dict[str, Role] = {
    "v": "customer", "e": "customer", "a": "agent", "b": "bot", "l": "bot", "s": "system", "i": "system",
}  # fmt: skip
MESSAGES = frozenset({"MESSAGE", "COMMENT", "WELCOME_MESSAGE"})
CHANNELS = {"1000": "chat", "1001": "chat", "1002": "email"}
EVENTS = frozenset({"ASSIGNMENT", "THREAD_STATUS_CHANGE", "THREAD_INBOX_CHANGE"})


def claims(source: Source) -> str | None:
    """Entries of the types MESSAGE, COMMENT and so on, with the actor who made them."""
    return "HubSpot: the messages of a thread" if vendor.has(source, _is_thread, "threads", "thread") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each thread."""
    return vendor.read(sources, options, _conversations)


def _is_entry(node: Node) -> bool:
    says = any(key in node for key in ("createdBy", "senders", "direction", "truncationStatus"))
    return node["type"].text in MESSAGES | EVENTS and says and "createdAt" in node


def _is_thread(node: Node) -> bool:
    return any_like(node.listed("results", "messages"), _is_entry)


def _conversations(document: Node) -> Iterator[Conversation]:
    for thread in find(document, _is_thread, "threads", "thread"):
        entries = thread.listed("results", "messages")
        for key, own in grouped(entries, lambda entry: entry["conversationsThreadId"].name).items():
            statuses = [entry["newStatus"].word for entry in own if entry["newStatus"]]
            cut = [entry["id"].name or entry.pointer for entry in own if _is_cut(entry)]
            yield Conversation(
                key or thread.first("threadId", "id").name,
                [_said(entry) for entry in own],
                channel=next((CHANNELS.get(entry["channelId"].word) for entry in own if entry["channelId"]), None),
                subject=next((subject for entry in own if (subject := entry["subject"].name)), None),
                ended=(statuses[0] == "closed") if statuses else None,
                warnings=(f"partial: HubSpot truncated {', '.join(cut)}",) if cut else (),
                order="newest",
            )


def _is_cut(entry: Node) -> bool:
    return entry["truncationStatus"].text.startswith("TRUNCATED")


def _is_mail(entry: Node) -> bool:
    by_mail = (each["deliveryIdentifier"]["type"].text == "HS_EMAIL_ADDRESS" for each in entry["senders"])
    return CHANNELS.get(entry["channelId"].word) == "email" or any(by_mail)


def _said(entry: Node) -> Said:
    kind, sender = entry["type"].text, entry["senders"][0]
    actor = sender["actorId"].name or entry["createdBy"].name
    body = entry["text"]
    if body.text.strip():
        text = told.mail_text(body) if _is_mail(entry) else told.plain(body)
    else:
        text = told.markup(entry["richText"], mail=True)
    files = [each for each in entry["attachments"] if each["type"].text != "QUICK_REPLIES"]
    choices = [reply["label"] for each in entry["attachments"] for reply in each["quickReplies"].items]
    return Said(
        told.with_lines(text, choices),
        _role(entry, actor) if kind in MESSAGES or not kind else "system",
        sender["name"].name or actor,
        (actor, sender["deliveryIdentifier"]["value"].name),
        entry["id"].name,
        entry["createdAt"].value,
        kind == "COMMENT" if kind else None,
        told.attached(files, "name", "fileId"),
        sent=entry["status"]["statusType"].text != "FAILED",
        deleted=entry["archived"].flag is True,
    )


def _role(entry: Node, actor: str | None) -> Role | None:
    if entry["type"].text == "WELCOME_MESSAGE":
        return "bot"
    prefix, dash, _ = (actor or "").lower().partition("-")
    if dash and prefix in ROLES:
        return ROLES[prefix]
    return {"INCOMING": "customer", "OUTGOING": "agent"}.get(entry["direction"].text)  # type: ignore[return-value]
