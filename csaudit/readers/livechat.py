"""LiveChat archives: chats with their users and the events of one thread or more.

Shape: livechat/livechat-public-docs, payloads v3.6 (list_archives, get_chat). Roles: the author's type among `users`;
an agent whose id is no mail address is a bot. Private: `visibility: agents`, whispers among the team. Messages, rich
messages and files are messages; forms, system messages and annotations are events. A thread is a transcript.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, find
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/livechat.json"


def claims(source: Source) -> str | None:
    """A chat with users and the events of a thread."""
    return "LiveChat: chats with users and threads" if vendor.has(source, _is_chat, "chats", "chat") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each thread."""
    return vendor.read(sources, options, _conversations)


def _is_chat(node: Node) -> bool:
    threads = [node["thread"], *node["threads"].items]
    return node["users"].is_list and any(thread["events"].is_list or "user_ids" in thread for thread in threads)


def _conversations(document: Node) -> Iterator[Conversation]:
    for chat in find(document, _is_chat, "chats", "chat"):
        users = {user["id"].name: user for user in chat["users"] if user["id"]}
        customers = [user["name"].name for user in users.values() if user["type"].word == "customer"]
        for thread in [chat["thread"]] if "thread" in chat else chat["threads"].items:
            active = thread["active"].flag
            yield Conversation(
                "/".join(part for part in (chat["id"].name, thread["id"].name) if part) or None,
                [_said(event, users.get(event["author_id"].name, Node())) for event in thread["events"].items],
                channel="chat",
                customer=customers[0] if len(customers) == 1 else None,
                tags=thread["tags"].names,
                ended=None if active is None else not active,
                warnings=() if thread["events"].is_list else ("partial: the thread's events are not in the file",),
            )


def _role(user: Node) -> Role | None:
    kind, address = user["type"].word, user["id"].name or ""
    if kind == "agent":
        return "agent" if "@" in address else "bot"
    return "customer" if kind == "customer" else None


def _said(event: Node, user: Node) -> Said:
    kind, visibility = event["type"].word, event["visibility"].word
    is_message = kind in ("message", "rich_message", "file") or (not kind and "author_id" in event)
    file = kind == "file" or (not kind and bool(event["url"]))
    return Said(
        _text(event, file),
        _role(user) if is_message else "system",
        user["name"].name or event["author_id"].name,
        (event["author_id"].name, user["email"].name),
        event["id"].name,
        event["created_at"].value,
        visibility == "agents" if visibility else None,
        told.attached([event]) if file else (),
    )


def _text(event: Node, is_file: bool) -> Text:
    if event["type"].word == "rich_message":
        return _rich(event)
    return Text(event["text"].text, event["text"].pointer) if is_file else told.plain(event["text"])


def _rich(event: Node) -> Text:
    """The titles of a rich message and the buttons below them, a line each."""
    parts = []
    for element in event["elements"]:
        parts += [element["title"], element["subtitle"], *(button["text"] for button in element["buttons"])]
    return told.lines(*parts, event["text"])
