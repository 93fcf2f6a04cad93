"""Genesys Cloud: transcripts of speech and text analytics, and recordings of messages, chats and mails.

Shape: public code that reads the transcript URL, and MyPureCloud/platform-client-sdk-python for recordings. Roles:
`participantPurpose` (external or customer; internal, agent or user; ivr, acd, workflow, bot), in recordings `purpose`,
`fromUser` and `fromExternalContact`. `decoratedText`, with its punctuation, is preferred to `text`. Phrase times are
epoch milliseconds, or offsets from `conversationStartTime`.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find, grouped
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/genesys.json"
ROLES: dict[str, Role] = {
    "external": "customer", "customer": "customer", "internal": "agent", "agent": "agent", "user": "agent",
    "ivr": "bot", "acd": "bot", "workflow": "bot", "bot": "bot", "botflow": "bot", "virtualagent": "bot",
    "system": "system",
}  # fmt: skip
EPOCH = 1e11  # milliseconds: anything below is an offset
RECORDED = ("messagingTranscript", "transcript", "emails")


def claims(source: Source) -> str | None:
    """Transcripts made of phrases, or a recording with its messages."""
    if vendor.has(source, _is_call):
        return "Genesys: transcripts of phrases"
    return "Genesys: a recording's messages" if vendor.has(source, _is_recording, "recordings", "entities") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation."""
    return vendor.read(sources, options, _conversations)


def _is_call(node: Node) -> bool:
    return any_like(node["transcripts"], lambda one: any_like(one["phrases"], lambda each: "text" in each))


def _is_recording(node: Node) -> bool:
    return (
        any_like(node["messagingTranscript"], lambda one: "messageText" in one or "purpose" in one)
        or any_like(node["emails"], lambda one: "htmlBody" in one or "textBody" in one)
        or any_like(node["transcript"], lambda one: "body" in one and ("utc" in one or "chat_type" in one))
    )


def _conversations(document: Node) -> Iterator[Conversation]:
    for call in find(document, _is_call):
        yield _call(call)
    recordings = find(document, _is_recording, "recordings", "entities")
    for key, own in grouped(recordings, lambda one: one["conversationId"].name).items():
        mail = any(one["emails"] for one in own)
        said = [_recorded(entry) for one in own for key_ in RECORDED for entry in one[key_].items]
        yield Conversation(key or own[0]["id"].name, said, channel="email" if mail else "chat")


def _call(call: Node) -> Conversation:
    start = call["conversationStartTime"].number or call["startTime"].number
    phrases = [phrase for transcript in call["transcripts"] for phrase in transcript["phrases"].items]
    phrases.sort(key=lambda phrase: phrase["startTimeMs"].number or 0)
    said = []
    for phrase in phrases:
        moment = phrase["startTimeMs"].number
        if moment is not None and abs(moment) < EPOCH:
            moment = start + moment if start else None
        role = ROLES.get(phrase["participantPurpose"].word)
        said.append(Said(told.plain(phrase.first("decoratedText", "text")), role, time=moment))
    channel = call["mediaType"].word or call["transcripts"][0]["mediaType"].word
    bare = sum("decoratedText" not in phrase for phrase in phrases)
    warnings = (f"text: {bare} phrases without decoratedText, so without punctuation",) if bare else ()
    return Conversation(call["conversationId"].name, said, told.channel(channel), warnings=warnings, order="given")


def _recorded(entry: Node) -> Said:
    user, outside, sender = entry["fromUser"].first("name", "email"), entry["fromExternalContact"], entry["from"]
    purpose = ROLES.get(entry.first("purpose", "participantPurpose", "participant_purpose").word)
    role = purpose or ("customer" if outside else "agent" if user else None)
    if entry["htmlBody"].text or entry["textBody"].text:
        html = entry["htmlBody"].text
        text = told.markup(entry["htmlBody"], mail=True) if html else told.mail_text(entry["textBody"])
    else:
        text = told.plain(entry.first("messageText", "body"))
    full = " ".join(part for key in ("firstName", "lastName") if (part := outside[key].name))
    files = [file for key in ("messageMediaAttachments", "attachments") for file in entry[key].items]
    return Said(
        text,
        role,
        user.name or full or sender.name or sender.first("name", "email").name,
        (sender.name, sender["email"].name, entry["participantId"].name),
        entry["id"].name,
        entry.first("timestamp", "time", "utc").value,
        attachments=told.attached(files),
    )
