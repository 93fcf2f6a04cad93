"""Amazon Connect Contact Lens: analysed calls and chats, and raw chat transcripts.

Shape: AWS documentation and aws-samples/amazon-transcribe-output-word-document; the real-time variant with `Segments`
from common knowledge. Roles: the turn's `ParticipantRole`, else that of its participant; in older files the
`ParticipantId` itself is AGENT or CUSTOMER. Custom bots and texts of the system are bots; entries of the type EVENT
are events. Calls have offsets and no times. Interactive messages are JSON in a string, read as their titles.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find, within
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/amazon_connect.json"
ROLES: dict[str, Role] = {
    "customer": "customer", "agent": "agent", "supervisor": "agent", "custom_bot": "bot", "lex_bot": "bot",
    "system": "bot",
}  # fmt: skip


def claims(source: Source) -> str | None:
    """A `Transcript` or `Segments` with participants."""
    return "Amazon Connect: a transcript with participants" if vendor.has(source, _is_contact) else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each contact."""
    return vendor.read(sources, options, _conversations)


def _is_turn(node: Node) -> bool:
    return ("ParticipantId" in node or "ParticipantRole" in node) and ("Id" in node or "Content" in node)


def _is_contact(node: Node) -> bool:
    return any_like(node["Transcript"], _is_turn) or any_like(
        node["Segments"], lambda one: any(_is_turn(one[key]) for key in ("Transcript", "Event", "Attachments"))
    )


def _conversations(document: Node) -> Iterator[Conversation]:
    for contact in find(document, _is_contact):
        live = (one[key] for one in contact["Segments"] for key in ("Transcript", "Event", "Attachments") if one[key])
        turns = contact["Transcript"].items or list(live)
        people = {person["ParticipantId"].name: person for person in contact["Participants"]}
        spoken = any("BeginOffsetMillis" in turn for turn in turns)
        astray = sum("BeginOffsetMillis" not in turn for turn in turns) if spoken else 0
        if spoken:
            turns = sorted(turns, key=lambda turn: turn["BeginOffsetMillis"].number or 0)
        customers = {name for person in people.values() if _role(person, person) == "customer"
                     if (name := person["DisplayName"].name)}  # fmt: skip
        yield Conversation(
            contact["CustomerMetadata"]["ContactId"].name or contact.first("ContactId", "InitialContactId").name,
            [_said(turn, people.get(turn["ParticipantId"].name, Node())) for turn in turns],
            channel=told.channel(contact["Channel"].word or ("voice" if spoken else "chat")),
            customer=customers.pop() if len(customers) == 1 else None,
            order="given" if spoken else "time",
            timed=not spoken,
            warnings=_of_call(astray) if spoken else (),
        )


def _of_call(astray: int) -> tuple[str, ...]:
    lost = (f"order: {astray} turns without an offset",) if astray else ()
    return ("time: a call has offsets, no times", *lost)


def _role(turn: Node, person: Node) -> Role | None:
    if turn["Type"].word == "event" or ".event." in turn["ContentType"].word:
        return "system"
    words = (turn["ParticipantRole"].word, person["ParticipantRole"].word, turn["ParticipantId"].word)
    return next((ROLES[word] for word in words if word in ROLES), None)


def _said(turn: Node, person: Node) -> Said:
    who, files = turn["ParticipantId"].name, turn["Attachments"].items
    return Said(
        _text(turn),
        _role(turn, person),
        turn["DisplayName"].name or person["DisplayName"].name,
        (who,),
        turn["Id"].name,
        turn.first("AbsoluteTime").value or turn["Time"]["AbsoluteTime"].value,
        attachments=told.attached(files, "AttachmentName"),
    )


def _text(turn: Node) -> Text:
    content = turn["Content"]
    if turn["Type"].word == "attachment":
        return Text(content.text, content.pointer)
    if "interactive" in turn["ContentType"].word or '"templateType"' in content.text[:1000]:
        shown = list(told.rich(within(content), ("data", "content", "elements")))
        if shown:
            return Text("\n".join(shown), content.pointer)
    return told.plain(content)
