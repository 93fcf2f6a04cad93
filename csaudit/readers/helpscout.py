"""Help Scout conversations and their threads, newest first.

Shape: developer.helpscout.com (list threads, v2 and v3), helpscout/helpscout-api-php. Roles: the thread's `type`
(customer; message, chat, phone) with `createdBy.type`: `system_user` (v3) is AI, and workflows are bots. Private:
notes, threads forwarded to third parties, hidden ones; drafts and those under review were never sent. `lineitem` is an
event.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/helpscout.json"
PRIVATE = frozenset({"note", "forwardparent", "forwardchild"})
UNSENT = frozenset({"draft", "underreview"})


def claims(source: Source) -> str | None:
    """Threads with a state and their creator, alone or in a conversation."""
    return "Help Scout: threads of a conversation" if vendor.has(source, _is_one, "conversations") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation."""
    return vendor.read(sources, options, _conversations)


def _is_thread(node: Node) -> bool:
    return "createdBy" in node and "body" in node and ("state" in node or "savedReplyId" in node or "action" in node)


def _is_one(node: Node) -> bool:
    return any_like(_threads(node), _is_thread) or ("primaryCustomer" in node and "mailboxId" in node)


def _threads(node: Node) -> Node:
    return node if node.is_list else node["threads"] if "threads" in node else node["_embedded"]["threads"]


def _conversations(document: Node) -> Iterator[Conversation]:
    for one in find(document, _is_one, "conversations"):
        threads = _threads(one)
        writers = (one["primaryCustomer"], *(each["customer"] for each in threads))
        yield Conversation(
            one["id"].name,
            [_said(thread) for thread in threads],
            channel=told.channel(one["type"].word or next((each["source"]["type"].word for each in threads), "")),
            subject=one["subject"].name,
            agent=_name(one["assignee"]),
            customer=next(filter(None, map(_name, writers)), None),
            tags=tuple(tag for each in one["tags"] if (tag := each.first("tag", "name").name)),
            ended={"closed": True, "active": False, "open": False, "pending": False}.get(one["status"].word),
            warnings=() if threads.is_list else ("partial: the conversation's threads are not in the file",),
            order="newest",
        )


def _name(person: Node) -> str | None:
    first, last = person.first("first", "firstName").name, person.first("last", "lastName").name
    return " ".join(part for part in (first, last) if part) or person["email"].name


def _role(thread: Node) -> Role | None:
    kind, by = thread["type"].word, thread["createdBy"]["type"].word
    if kind == "lineitem":
        return "system"
    if by == "system_user" or "workflow" in thread["source"]["via"].word:
        return "bot"
    if kind == "customer" or (kind == "beaconchat" and by == "customer"):
        return "customer"
    if kind in ("message", "chat", "phone", "note", "forwardparent", "forwardchild", "reply"):
        return "customer" if by == "customer" and kind in ("chat", "phone") else "agent" if by else None
    return {"customer": "customer", "user": "agent"}.get(by)  # type: ignore[return-value]


def _said(thread: Node) -> Said:
    kind, state, by = thread["type"].word, thread["state"].word, thread["createdBy"]
    mail = thread["source"]["type"].word in ("", "email")
    return Said(
        told.plain(thread["action"]["text"]) if kind == "lineitem" else told.markup(thread["body"], mail),
        _role(thread),
        _name(by),
        (by["id"].name, by["email"].name),
        thread["id"].name,
        thread["createdAt"].value,
        None if not kind or not state else kind in PRIVATE or state == "hidden",
        told.attached(thread["_embedded"]["attachments"].items or thread["attachments"].items, "filename"),
        sent=state not in UNSENT,
    )
