"""Chatwoot: the messages of a conversation.

Shape: the Chatwoot API, from common knowledge. Roles: `message_type` 0 (incoming) customer, 1 (outgoing) agent unless
the sender is an `agent_bot`, 2 (activity) event, 3 (template) bot. Private: `private: true`. A `status` of failed was
never delivered. Times are epoch seconds.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find, grouped
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/chatwoot.json"
NAMES = ("payload", "conversation", "conversations")
TYPES = {"0": "incoming", "1": "outgoing", "2": "activity", "3": "template"}


def claims(source: Source) -> str | None:
    """Messages with a `message_type` and the other fields of Chatwoot's."""
    return "Chatwoot: the messages of a conversation" if vendor.has(source, _is_one, *NAMES) else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation."""
    return vendor.read(sources, options, _conversations)


def _is_message(node: Node) -> bool:
    known = _type(node) in TYPES.values()
    return known and "content" in node and any(key in node for key in ("private", "sender", "content_type", "inbox_id"))


def _type(message: Node) -> str:
    return TYPES.get(message["message_type"].word, message["message_type"].word)


def _is_one(node: Node) -> bool:
    return any_like(node.listed("messages", "payload"), _is_message)


def _conversations(document: Node) -> Iterator[Conversation]:
    for one in find(document, _is_one, *NAMES):
        meta = one["meta"]
        for key, messages in grouped(one.listed("messages", "payload"), _conversation_id).items():
            yield Conversation(
                one["id"].name or key,
                [_said(message) for message in messages],
                channel=told.channel(meta["channel"].word or one["channel"].word),
                agent=meta["assignee"]["name"].name,
                customer=meta["sender"]["name"].name or meta["contact"]["name"].name,
                tags=one["labels"].names or meta["labels"].names,
                ended={"resolved": True, "open": False, "pending": False, "snoozed": False}.get(one["status"].word),
            )


def _conversation_id(message: Node) -> str | None:
    return message["conversation_id"].name


def _role(message: Node) -> Role | None:
    kind, sender = _type(message), message["sender"]["type"].word or message["sender_type"].word
    if kind == "outgoing":
        return "bot" if "bot" in sender else "agent" if "user" in sender else None
    return {"incoming": "customer", "activity": "system", "template": "bot"}.get(kind)  # type: ignore[return-value]


def _said(message: Node) -> Said:
    sender, extra = message["sender"], message["content_attributes"]
    return Said(
        told.with_lines(told.plain(message["content"]), (item["title"] for item in extra["items"].items)),
        _role(message),
        sender["name"].name or sender["available_name"].name,
        (sender["id"].name, sender["email"].name),
        message["id"].name,
        message["created_at"].value,
        message["private"].flag,
        told.attached(message["attachments"], "file_name"),
        sent=message["status"].word != "failed" if message["status"].there or _type(message) == "incoming" else None,
        deleted=extra["deleted"].flag is True,
    )
