"""Microsoft Teams chats and channel threads as Microsoft Graph gives them, newest first.

Shape: learn.microsoft.com, chatMessage. Apps are bots; `systemEventMessage` is an event. People have no roles in
Teams: guests from outside (`userIdentityType`) are customers, for anybody else the user has to say who is an agent, or
it is guessed and reported. The body is HTML only where `contentType` says so. A channel's threads are transcripts of
their own.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find, grouped, within
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/teams.json"
CARD = ("body", "items", "columns", "actions", "buttons")  # what holds the parts of a card
OUTSIDE = frozenset(
    {"anonymousguest", "skypeuser", "phoneuser", "emailuser", "personalmicrosoftaccountuser", "federateduser",
     "azurecommunicationservicesuser"}
)  # fmt: skip


def claims(source: Source) -> str | None:
    """Messages with a `messageType`, a time and a body with its content type."""
    return "Teams: messages from Microsoft Graph" if vendor.has(source, _is_talk) else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each chat, or for each thread of a channel."""
    return vendor.read(sources, options, _conversations)


def _is_message(node: Node) -> bool:
    return "messageType" in node and "createdDateTime" in node and ("content" in node["body"] or "eventDetail" in node)


def _is_talk(node: Node) -> bool:
    return any_like(node.listed("value", "messages"), _is_message)


def _conversations(document: Node) -> Iterator[Conversation]:
    for talk in find(document, _is_talk):
        roots = talk.listed("value", "messages").items
        messages = [message for root in roots for message in (root, *root["replies"].items)]
        for key, own in grouped(messages, _thread).items():
            subjects = (message["subject"].name for message in own)
            said = [_said(message) for message in own]
            yield Conversation(key, said, "chat", next(filter(None, subjects), None), order="newest")


def _thread(message: Node) -> str | None:
    """A chat is one conversation; in a channel a message and its replies are."""
    if chat := message["chatId"].name:
        return chat
    in_channel = bool(message["channelIdentity"]) or message["replyToId"]
    return message.first("replyToId", "id").name if in_channel else None


def _role(message: Node) -> Role | None:
    kind, sender = message["messageType"].word, message["from"]
    if kind and kind != "message":
        return "system"
    if sender["application"]:
        return "bot"
    return "customer" if sender["user"]["userIdentityType"].word in OUTSIDE else None


def _said(message: Node) -> Said:
    sender, role = message["from"], _role(message)
    who = sender["user"] or sender["application"]
    files = [each for each in message["attachments"].items if not _is_shown(each)]
    deleted = bool(message["deletedDateTime"])
    return Said(
        Text("", message["body"].pointer) if role == "system" else _text(message),
        role,
        who["displayName"].name or who["id"].name,
        (who["id"].name, who["email"].name, who["userPrincipalName"].name),
        message["id"].name,
        message["createdDateTime"].value,
        attachments=() if deleted else told.attached(files),
        deleted=deleted,
    )


def _is_shown(attachment: Node) -> bool:
    """Quoted messages and cards are attachments in name only: they show in the message."""
    kind = attachment["contentType"].text
    return kind == "messageReference" or kind.startswith("application/vnd.microsoft.card")


def _text(message: Node) -> Text:
    """The body; where it only holds a card, what the card shows."""
    content, kind = message["body"]["content"], message["body"]["contentType"].word
    is_html = kind == "html" or (not kind and "<" in content.text)
    text = told.markup(content) if is_html else told.plain(content)
    cards = [each["content"] for each in message["attachments"].items if ".card" in each["contentType"].text]
    shown = [line for card in cards for line in told.rich(within(card), CARD)] if not text.text else []
    return Text("\n".join(shown), cards[0].pointer) if shown else text
