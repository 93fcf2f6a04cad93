"""tawk.to: chat transcripts as its webhooks and API give them.

Shape: developer.tawk.to (chat:transcript_created) and public code that receives it. Roles: `sender.t`: `v` visitor,
`a` agent, `s` system, which is what its automations send as: a bot. Whispers are not exported.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/tawkto.json"
ROLES: dict[str, Role] = {"v": "customer", "a": "agent", "s": "bot"}


def claims(source: Source) -> str | None:
    """Messages whose sender has a one-letter type."""
    return "tawk.to: a chat transcript" if vendor.has(source, _is_chat, "chat", "chats") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each chat."""
    return vendor.read(sources, options, _conversations)


def _is_message(node: Node) -> bool:
    return node["sender"]["t"].text in ROLES or ("t" in node["sender"] and "msg" in node)


def _is_chat(node: Node) -> bool:
    return any_like(node.listed("messages"), _is_message)


def _conversations(document: Node) -> Iterator[Conversation]:
    for chat in find(document, _is_chat, "chat", "chats"):
        visitor = chat["visitor"] or document["visitor"]
        yield Conversation(
            chat.first("id", "chatId").name,
            [_said(message, visitor) for message in chat.listed("messages").items],
            channel="chat",
            customer=visitor["name"].name,
            tags=chat["tags"].names,
            ended=True if document["event"].text in ("chat:transcript_created", "chat:end") else None,
        )


def _said(message: Node, visitor: Node) -> Said:
    sender, kind = message["sender"], message["type"].word
    role, files = ROLES.get(sender["t"].word), [file["content"]["file"] or file for file in message["attchs"].items]
    return Said(
        told.plain(message["msg"]),
        role if kind in ("msg", "file", "") else "system",
        sender["n"].name or (visitor["name"].name if role == "customer" else None),
        (sender["id"].name, visitor["email"].name if role == "customer" else None),
        message["id"].name,
        message["time"].value,
        attachments=told.attached(files),
    )
