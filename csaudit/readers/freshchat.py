"""Freshchat: `messages[]` with `actor_type` and `message_parts`, newest first.

Shape: the Freshchat API as public clients read it. Roles: `actor_type` (user, agent, bot, system). Private:
`message_type: private`. The text is that of all text parts; quick replies stand below it, a line each.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find, grouped
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/freshchat.json"
ROLES: dict[str, Role] = {"user": "customer", "agent": "agent", "bot": "bot", "system": "system"}
FILES = ("image", "file", "video", "audio")


def claims(source: Source) -> str | None:
    """Messages with an `actor_type` and `message_parts`."""
    return "Freshchat: messages with actors and parts" if vendor.has(source, _is_talk, "conversations") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation."""
    return vendor.read(sources, options, _conversations)


def _is_message(node: Node) -> bool:
    return "message_parts" in node and ("actor_type" in node or "actor_id" in node)


def _is_talk(node: Node) -> bool:
    return any_like(node.listed("messages"), _is_message)


def _conversations(document: Node) -> Iterator[Conversation]:
    for talk in find(document, _is_talk, "conversations"):
        names = {one["id"].name: _name(one) for group in ("users", "agents") for one in talk[group].items}
        for key, messages in grouped(talk.listed("messages"), lambda one: one["conversation_id"].name).items():
            yield Conversation(
                key or talk.first("conversation_id", "id").name,
                [_said(message, names) for message in messages],
                channel="chat",
                ended={"resolved": True, "new": False, "assigned": False}.get(talk["status"].word),
                order="newest",
            )


def _name(person: Node) -> str | None:
    return " ".join(part for key in ("first_name", "last_name") if (part := person[key].name)) or person["email"].name


def _said(message: Node, names: dict[str | None, str | None]) -> Said:
    actor, parts = message["actor_id"].name, message["message_parts"].items
    kind = message["message_type"].word
    choices = [
        sub["quick_reply_button"].first("label", "custom_reply_text")
        for part in (*message["reply_parts"].items, *parts)
        for sub in part["collection"]["sub_parts"].items
    ]
    whole = all(part and ("text" not in part or "content" in part["text"]) for part in parts) and bool(parts)
    texts = [part["text"]["content"] for part in parts] + [part["url_button"]["label"] for part in parts]
    text = told.with_lines(told.lines(*(texts or [message["message_parts"]])), choices)
    return Said(
        replace(text, there=whole),
        "system" if kind == "system" else ROLES.get(message["actor_type"].word),
        names.get(actor) or _name(message["actor"]) or actor,
        (actor,),
        message["id"].name,
        message["created_time"].value,
        kind == "private" if kind else None,
        told.attached(part[key] for part in parts for key in FILES if part[key]),
    )
