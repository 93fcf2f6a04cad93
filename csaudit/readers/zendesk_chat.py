"""Zendesk Chat: `chats[]` with a `history`, and offline messages.

Shape: developer.zendesk.com, Chat API (chats and incremental export); the type names of history entries partly from
common knowledge. A chat may stand alone, in `chats`, in a bare list, or a line each.

Who speaks is in `nick`: `visitor:…`, `agent:<id>`, and `agent:trigger` for automations, which are bots. Only
`chat.msg` and `chat.file` are messages. An `offline_msg` has no history: its `message` is the visitor's. There are no
private notes.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item
from csaudit.readers import Options
from csaudit.reading import told, vendor, zopim
from csaudit.reading.node import Node, any_like, find
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/zendesk_chat.json"


def claims(source: Source) -> str | None:
    """A chat with a `history` of nicks, or an offline message of a visitor."""
    return "Zendesk Chat: chats with a history of nicks" if vendor.has(source, _is_chat, "chats") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each chat."""
    return vendor.read(sources, options, _conversations)


def _is_chat(node: Node) -> bool:
    offline = node["type"].text == "offline_msg" and "message" in node and "visitor" in node
    return offline or any_like(node["history"], zopim.is_entry)


def _conversations(document: Node) -> Iterator[Conversation]:
    for chat in find(document, _is_chat, "chats"):
        visitor, agents = chat["visitor"], chat["agent_names"].names
        said = [zopim.said(entry) for entry in chat["history"]]
        if chat["message"] and not said:
            said = [Said(told.plain(chat["message"]), "customer", visitor["name"].name, (visitor["email"].name,),
                         time=chat["timestamp"].value)]  # fmt: skip
        yield Conversation(
            chat["id"].name,
            said,
            channel="chat",
            agent=agents[0] if len(agents) == 1 else None,
            customer=visitor["name"].name,
            tags=chat["tags"].names,
            ended=True if chat["session"]["end_date"] else None,
            warnings=("partial: the chat has no history",) if not said and not chat["missed"].flag else (),
        )
