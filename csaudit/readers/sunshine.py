"""Sunshine Conversations (Zendesk messaging): `messages[]` with `received`, `author` and `content`.

Shape: zendesk/sunshine-conversations-python. `author.type` is user or business; a business message with the subtype
`AI` is a bot's, with `activity` an event. There are no private notes. Rich contents are read as their texts, a line
each.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/sunshine.json"


def claims(source: Source) -> str | None:
    """Messages with `received`, an author who is user or business, and a content with a type."""
    return "Sunshine Conversations: messages of users and business" if vendor.has(source, _is_talk) else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation."""
    return vendor.read(sources, options, _conversations)


def _is_message(node: Node) -> bool:
    author = node["author"]["type"].text in ("user", "business") or "displayName" in node["author"]
    return author and bool(node["content"]["type"]) and ("received" in node or "source" in node)


def _is_talk(node: Node) -> bool:
    return any_like(node.listed("messages"), _is_message)


def _conversations(document: Node) -> Iterator[Conversation]:
    for talk in find(document, _is_talk):
        messages = talk.listed("messages").items
        origin = next((one["source"]["type"].word for one in messages if one["source"]["type"]), "")
        yield Conversation(
            talk["conversation"]["id"].name or talk["conversationId"].name or talk["id"].name,
            [_said(message) for message in messages],
            channel=told.channel({"web": "chat", "android": "chat", "ios": "chat"}.get(origin, origin)),
        )


def _said(message: Node) -> Said:
    author, content = message["author"], message["content"]
    return Said(
        _text(content),
        _role(author),
        author["displayName"].name,
        (author["userId"].name, author["user"]["externalId"].name),
        message["id"].name,
        message["received"].value,
        attachments=_files(content),
        deleted=message["deleted"].flag is True,
    )


def _role(author: Node) -> Role | None:
    subtypes = {subtype.word for subtype in author["subtypes"]}
    if "activity" in subtypes:
        return "system"
    if author["type"].word == "business":
        return "bot" if "ai" in subtypes else "agent"
    return "customer" if author["type"].word == "user" else None


def _text(content: Node) -> Text:
    """The text and the choices below it, or what the vendor shows in place of a list or a carousel."""
    if _files(content) and not content["text"]:
        return told.with_lines(Text("", content.pointer), [content["caption"]])
    if content["text"].text.strip():
        text = told.plain(content["text"])
    elif content["htmlText"].text:
        text = told.markup(content["htmlText"])
    elif content["textFallback"].text.strip():
        return told.plain(content["textFallback"])
    else:
        text = told.plain(content["markdownText"])
    parts = [part for item in content["items"].items for part in (item["title"], item["description"])]
    fields = [part for field in content["fields"].items for part in (field["label"], field.first("text", "email"))]
    parts += [action["text"] for action in content["actions"].items]
    return told.with_lines(text, parts + fields)


def _files(content: Node) -> tuple[str, ...]:
    files = [content, *content["items"].items]
    return told.attached([file for file in files if file["mediaUrl"]], "altText")
