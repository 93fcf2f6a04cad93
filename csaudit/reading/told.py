"""What a vendor's fields tell of a conversation and its entries: what a reader hands on, and how it makes its texts.

A reader says of each entry what the fields say (`Said`), with None for what they do not tell; what has to be guessed is
guessed later, once for all vendors (see `vendor`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from csaudit import html
from csaudit.mail.reply import reply
from csaudit.model import Role
from csaudit.reading.node import Node


class Text(Struct, frozen=True):
    """What was written, and the pointer of the string it came from, or the points where it stands in a CSV file.

    there: False where the field that should hold it is missing.
    """

    text: str
    pointer: str | None = None
    points: tuple[tuple[int, int, int], ...] = ()
    there: bool = True


class Said(Struct, frozen=True):
    """One entry of a conversation as the vendor's fields tell it; None is what they do not tell.

    known_as: what else its author may be called by the user: ids, mail addresses.
    internal, sent: None where the field that would tell is missing or makes no sense. sent is False for drafts and
    failed sends. deleted: taken back in the source.
    """

    text: Text
    role: Role | None
    author: str | None = None
    known_as: tuple[str | None, ...] = ()
    id: str | None = None
    time: Any = None
    internal: bool | None = False
    attachments: tuple[str, ...] = ()
    sent: bool | None = True
    deleted: bool = False


class Conversation(Struct, frozen=True):
    """One conversation as a reader found it. The fields are those of `model.Transcript`.

    order: "time" where the times decide and the list is oldest first, "newest" where it is newest first, "given" where
    the list is to be left as it stands. timed: False where the format has no times at all. line: of a CSV file.
    """

    id: str | None
    said: Sequence[Said]
    channel: str | None = None
    subject: str | None = None
    agent: str | None = None
    customer: str | None = None
    tags: tuple[str, ...] = ()
    ended: bool | None = None
    earlier_contact: bool = False
    warnings: tuple[str, ...] = ()
    order: str = "time"
    timed: bool = True
    line: int | None = None


def plain(node: Node) -> Text:
    """The string as it stands, without white space around it."""
    return Text(node.text.strip(), node.pointer, there=node.there)


def markup(node: Node, mail: bool = False) -> Text:
    """HTML as text; of a mail only what is new in it, unless there is nothing new."""
    text = reply(html.to_text(node.text, quoted=False)) if mail else ""
    return Text(text or html.to_text(node.text), node.pointer, there=node.there)


def mail_text(node: Node) -> Text:
    """What is new in a plain-text mail, unless there is nothing new."""
    return Text(reply(node.text) or node.text.strip(), node.pointer, there=node.there)


def lines(*nodes: Node) -> Text:
    """Several strings, a line each, placed at the first that holds any."""
    held = [node for node in nodes if node.text.strip()]
    there = any(node.there for node in nodes)
    return Text("\n".join(node.text.strip() for node in held), (held or nodes)[0].pointer, there=there)


def with_lines(text: Text, extra: Iterable[Node]) -> Text:
    """A text and below it, a line each, the choices it offered."""
    more = [node.text.strip() for node in extra if node.text.strip()]
    return Text("\n".join([text.text, *more]).strip(), text.pointer, there=text.there)


def attached(files: Iterable[Node], *keys: str) -> tuple[str, ...]:
    """The names of attachments; one without a name is called after the end of its URL, or "attachment"."""
    names = []
    for file in files:
        name = file.name or file.first(*keys, "name", "filename", "file_name", "fileName").name
        url = file.first("url", "href", "content_url", "contentUrl", "data_url", "mediaUrl").text
        names.append(_last_part(name or "") or _last_part(url) or "attachment")
    return tuple(names)


def _last_part(path: str) -> str:
    return path.split("?")[0].rsplit("/", 1)[-1]


def channel(word: str) -> str | None:
    """The vendor's word for a channel as csaudit says it: email, chat, voice; any other word as it is."""
    if "mail" in word:
        return "email"
    return _CHANNELS.get(word, word) or None


_CHANNELS = {
    word: channel
    for channel, words in {
        "chat": "native_messaging messaging messenger web_messaging livechat live_chat conversation webchat web-chat "
        "beacon chatbot gorgias_chat front_chat web_widget channel::webwidget webmessaging "
        "in_app answer_bot_for_web_widget",
        "voice": "phone call phone-call voice_inbound voice_outbound aircall",
    }.items()
    for word in words.split()
}


def rich(node: Node, below: Sequence[str], depth: int = 20) -> Iterator[str]:
    """What a rich content shows, in its order: its text or title, then those of its elements, under `below`."""
    if own := node.first("text", "title").text.strip():
        yield own
    children = list(node) if node.is_list else [child for key in below for child in node[key].items or [node[key]]]
    for child in children if depth else ():
        if child:
            yield from rich(child, below, depth - 1)
