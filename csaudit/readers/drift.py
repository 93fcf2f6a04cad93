"""Drift: the messages of a conversation.

Shape: devdocs.drift.com (conversations, messages). Roles: `author.type` contact or user; a user with `bot: true` is a
bot. Private: the types `private_note` and `private_prompt`. Bodies are HTML. Times are epoch milliseconds.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find, grouped
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/drift.json"


def claims(source: Source) -> str | None:
    """Messages of contacts and users with a body and the time of creation."""
    return "Drift: messages of contacts and users" if vendor.has(source, _is_talk, "conversations") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation."""
    return vendor.read(sources, options, _conversations)


def _is_message(node: Node) -> bool:
    author = node["author"]["type"].text in ("contact", "user") or "bot" in node["author"]
    return author and "createdAt" in node and ("body" in node or "conversationId" in node) and "content" not in node


def _is_talk(node: Node) -> bool:
    return any_like(node.listed("messages"), _is_message)


def _conversations(document: Node) -> Iterator[Conversation]:
    for talk in find(document, _is_talk, "conversations"):
        for key, messages in grouped(talk.listed("messages"), lambda one: one["conversationId"].name).items():
            yield Conversation(
                key or talk["conversationId"].name or talk["id"].name,
                [_said(message) for message in messages],
                channel="chat",
                ended={"closed": True, "open": False}.get(talk["status"].word),
            )


def _role(author: Node) -> Role | None:
    if author["type"].word == "user":
        return None if author["bot"].flag is None else "bot" if author["bot"].flag else "agent"
    return "customer" if author["type"].word == "contact" else None


def _said(message: Node) -> Said:
    author, kind = message["author"], message["type"].word
    return Said(
        told.with_lines(told.markup(message["body"]), (button["label"] for button in message["buttons"])),
        _role(author),
        author["name"].name or author["id"].name,
        (author["id"].name, author["email"].name),
        message["id"].name,
        message["createdAt"].value,
        kind.startswith("private") if kind else None,
        told.attached(message["attachments"], "fileName"),
    )
