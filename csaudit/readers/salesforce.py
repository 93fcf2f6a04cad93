"""Salesforce: LiveChatTranscript with its HTML body, and ConversationEntry of messaging; CSV or JSON.

Shape: Salesforce's own ChatTranscriptTransformerTest (TransmogrifAI) and the object reference. A transcript is one
cell: `( 1h 2m 3s ) NAME: text` for each message, after the time since "Chat Started". Agents are those named in
centred paragraphs ("Agent NAME", "Chat Transferred From A To B"); everybody else is the visitor. Entries state
`ActorType`; a Supervisor whispers; other types of entry than Text are events. A missed chat has no Body, and no
messages.
"""

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone

from msgspec.structs import replace

from csaudit import clock, html
from csaudit.decoding import decode, split_lines
from csaudit.limits import MAX_LINE
from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import vendor
from csaudit.reading.node import Node, any_like, find, grouped
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/salesforce.csv"
CHAT = frozenset({"ChatKey", "LiveChatVisitorId", "LiveChatDeploymentId", "LiveChatButtonId", "ChatDuration"})
ROLES: dict[str, Role] = {
    "enduser": "customer", "agent": "agent", "supervisor": "agent", "bot": "bot", "chatbot": "bot", "system": "system",
}  # fmt: skip
COLUMNS = (
    "Id", "Name", "Body", "Status", "StartTime", "RequestTime", "CreatedDate", "Owner.Name", "Contact.Name",
    "ActorType", "ActorName", "ActorId", "EntryType", "EntryTime", "Message", "ConversationId", "MessageStatus",
    "HasAttachments",
)  # fmt: skip
_SPELLINGS = {column.lower(): column for column in (*CHAT, *COLUMNS)}
SPOKEN = frozenset({"", "text", "message", "attachment", "staticcontentmessage"})
_PIECE = re.compile(
    r"(?:^|<br\s{0,3}/?>|</p>)\s{0,9}\(\s{0,3}([\d dhms]{2,30})\)\s{0,9}(?:([^:<>\n]{1,120}):\s?)?|<p\b[^>]{0,200}>",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r":\s*(?:\w{3,12},\s*)?(\w{3,12}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\s?([AP])M)?\s*"
    r"\(([+-]\d\d):?(\d\d)\)"
)
_TRANSFER = re.compile(r"Chat Transferred From (.{1,100}?) To (.{1,100})$")
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december"]  # fmt: skip


def claims(source: Source) -> str | None:
    """A CSV with the columns of a chat transcript or of conversation entries, or their records as JSON."""
    if source.first_json is not None:
        return "Salesforce: records of conversations" if vendor.has(source, _is_one) else None
    columns = set(_columns(source))
    if {"ActorType", "Message"} <= columns and columns & {"EntryType", "EntryTime", "ConversationId"}:
        return "Salesforce: a CSV of conversation entries"
    if "Body" in columns and (columns & CHAT or b'<p align="' in source.head.replace(b'""', b'"')):
        return "Salesforce: a CSV of live chat transcripts"
    return None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each chat or messaging session."""
    for source in sources:
        if source.first_json is not None:
            yield from vendor.read([source], options, _conversations)
        else:
            yield from vendor.transcripts(source, options, _rows(source))


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.split("\n", 1)[0].count)


def _columns(source: Source) -> list[str]:
    if b"\0" in source.head[:4096] and not source.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return []
    head, _ = decode(source.head, source.encoding) if source.encoding else decode(source.head)
    first = head.lstrip("\ufeff\r\n").split("\n", 1)[0][:10_000]
    return [_spelled(name.strip().strip('"')) for name in first.split(_delimiter(first))]


def _spelled(column: str) -> str:
    """A column as Salesforce spells it: exports may shout or whisper."""
    return _SPELLINGS.get(column.strip().lower(), column.strip())


def _rows(source: Source) -> Iterator[Conversation]:
    csv.field_size_limit(MAX_LINE)
    text = source.text
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:10_000]), strict=False)
    starts = [start for start, _ in split_lines(text)] + [len(text)]
    sessions: dict[str | None, list[tuple[Node, int, str]]] = {}
    end = 1
    for row in rows:
        line, end = end + 1, rows.line_num
        node = Node({_spelled(key): value for key, value in row.items() if key and isinstance(value, str)})
        raw = text[starts[line - 1] : starts[end]]
        if "ActorType" in node:
            sessions.setdefault(node["ConversationId"].name, []).append((node, line, raw))
            continue
        chat = _chat(node, _cell(node["Body"].text, raw, line))
        yield replace(chat, line=line, warnings=source.text_warnings + chat.warnings)
    for key, own in sessions.items():
        places = [_cell(node["Message"].text, raw, line) for node, line, raw in own]
        session = _session(key, [node for node, _, _ in own], places)
        yield replace(session, line=own[0][1], warnings=source.text_warnings + session.warnings)


Place = Callable[[str, int, int], Text]  # a text and where in its value it was read from, as a Text with its place


def _cell(value: str, raw: str, line: int) -> Place:
    """The places of what is read from a cell of a CSV row, in which quotes stand doubled."""
    start = max(raw.find(value.replace('"', '""')), 0)
    quotes = [mark.start() for mark in re.finditer('"', value)]
    breaks = [mark.start() for mark in re.finditer("\n", raw)]

    def place(text: str, begin: int, end: int) -> Text:
        points, offset = [], 0
        for part in text.split("\n"):
            begin = max(value.find(part, begin, end), begin)  # where markup spells it otherwise: from where it begins
            position = start + begin + bisect_left(quotes, begin)
            above = bisect_left(breaks, position)
            points.append((offset, line + above, position - (breaks[above - 1] if above else -1)))
            offset += len(part) + 1
        return Text(text, points=tuple(points))

    return place


def _json(value: Node) -> Place:
    return lambda text, begin, end: Text(text, value.pointer)


def _is_entry(node: Node) -> bool:
    return "ActorType" in node or ("messageText" in node and "role" in node["sender"])


def _is_chat(node: Node) -> bool:
    stated = node["attributes"]["type"].text == "LiveChatTranscript"
    return "Body" in node and (stated or any(key in node for key in CHAT))


def _entries(node: Node) -> Node:
    return node.listed("records", "conversationEntries", "entries")


def _is_one(node: Node) -> bool:
    return _is_chat(node) or any_like(_entries(node), _is_entry)


def _conversations(document: Node) -> Iterator[Conversation]:
    for one in find(document, _is_one):
        if _is_chat(one):
            yield _chat(one, _json(one["Body"]))
            continue
        for key, own in grouped(_entries(one), lambda entry: entry["ConversationId"].name).items():
            yield _session(key or one.first("conversationIdentifier", "conversationId").name, own,
                           [_json(entry.first("Message", "messageText")) for entry in own])  # fmt: skip


def _chat(record: Node, place: Place) -> Conversation:
    """A live chat transcript: the pieces of its body, with the agents that its paragraphs name."""
    body, status, owner = record["Body"], record["Status"].word, record["Owner.Name"] or record["Owner"]["Name"]
    start = clock.parse(record.first("StartTime", "RequestTime", "CreatedDate").text)
    paragraphs: list[str] = []
    said: list[Said] = []
    for offset, name, text, begin, end in _pieces(body.text):
        moment = start + offset if start and offset is not None else None
        if offset is None:
            paragraphs.append(text)
            start = _started(text) or start
        role: Role | None = None if name else "system"
        said.append(Said(place(text, begin, end), role, name, time=moment and moment.isoformat()))
    agents, warnings = _agents(paragraphs, {one.author for one in said if one.author} - {owner.text})
    if not body.text.strip():
        warnings = (f"empty: no Body, {'a missed chat' if status == 'missed' else 'so nothing to read'}",)
    known: dict[str | None, Role] = dict.fromkeys({*agents, owner.text}, "agent")
    return Conversation(
        record.first("Id", "LiveChatTranscriptId", "Name").name,
        [replace(one, role=one.role or known.get(one.author, "customer" if agents else None)) for one in said],
        channel="chat",
        customer=record["Contact.Name"].name or record["Contact"]["Name"].name,
        agent=owner.name,
        ended={"completed": True, "missed": True, "inprogress": False, "waiting": False}.get(status),
        warnings=warnings,
        order="given",
    )


def _agents(paragraphs: Sequence[str], speakers: set[str]) -> tuple[set[str], tuple[str, ...]]:
    """The agents that the paragraphs name, and a warning where their words are not the English ones.

    There is one visitor. Where more speakers are left, those whom a paragraph names are agents: it tells of a transfer
    in another language.
    """
    agents: set[str] = set()
    for text in paragraphs:
        if transfer := _TRANSFER.search(text):
            agents |= {transfer[1].strip(), transfer[2].strip()}
        elif text.startswith("Agent "):
            agents.add(text[6:].strip())
    visitors, said = speakers - agents, "\n".join(paragraphs)[:20_000]
    named = {name for name in visitors if name in said} if 1 < len(visitors) < 50 else set()
    if not named or named == visitors:
        return agents, ()
    return agents | named, (f"roles: guessed {', '.join(sorted(named))} as agent, named between the messages",)


def _pieces(body: str) -> Iterator[tuple[timedelta | None, str | None, str, int, int]]:
    """Time since the start, speaker, text, and the text's span in the body, for each message; without time and speaker
    for each paragraph and for what stands between."""
    marks = list(_PIECE.finditer(body))
    ends = [*(mark.start() for mark in marks), len(body)]
    spans: list[tuple[timedelta | None, str | None, int, int]] = [(None, None, 0, ends[0])]
    for mark, end in zip(marks, ends[1:], strict=True):
        if mark[1] is not None:
            spans.append((_offset(mark[1]), mark[2] and html.to_text(mark[2]), mark.end(), end))
        else:
            closing = body.find("</p>", mark.end(), end)
            middle = closing if closing >= 0 else end
            spans += [(None, None, mark.end(), middle), (None, None, middle, end)]
    for offset, name, begin, end in spans:
        text = html.to_text(body[begin:end])
        if text or offset is not None:
            yield offset, name, text, begin, end


def _offset(words: str) -> timedelta:
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    found = {units[unit]: int(number) for number, unit in re.findall(r"(\d{1,6})([dhms])", words)}
    return timedelta(**found)


def _started(paragraph: str) -> datetime | None:
    """The moment in "Chat Started: Monday, December 17, 2018, 23:27:57 (-0500)", whose month is an English word."""
    match = _STARTED.search(paragraph) if paragraph.startswith("Chat Started") else None
    if not match or match[1].lower() not in _MONTHS:
        return None
    hour = int(match[4]) % 12 + (12 if match[7] == "P" else 0) if match[7] else int(match[4])
    sign = -1 if match[8].startswith("-") else 1
    offset = timezone(sign * timedelta(hours=int(match[8][1:]), minutes=int(match[9])))
    month = _MONTHS.index(match[1].lower()) + 1
    try:
        return datetime(int(match[3]), month, int(match[2]), hour, int(match[5]), int(match[6]), 0, offset)
    except ValueError:
        return None


def _session(key: str | None, entries: Sequence[Node], places: Sequence[Place]) -> Conversation:
    said = [_entry(entry, place) for entry, place in zip(entries, places, strict=True)]
    untold = sum(not ("EntryType" in entry or "messageText" in entry) for entry in entries)
    warning = f"events: {untold} entries without EntryType, so events cannot be told from messages"
    return Conversation(key, said, "chat", warnings=(warning,) if untold else ())


def _entry(entry: Node, place: Place) -> Said:
    message = entry.first("Message", "messageText").text
    actor = entry["ActorType"].word or entry["sender"]["role"].word
    has_file = entry["HasAttachments"].flag
    return Said(
        place(message.strip(), 0, len(message)),
        ROLES.get(actor) if entry["EntryType"].word in SPOKEN else "system",
        entry["ActorName"].name or entry["senderDisplayName"].name,
        (entry["ActorId"].name, entry["sender"]["subject"].name),
        entry.first("Id", "identifier").name,
        entry.first("EntryTime", "EntryTimeMilliSecs", "ServerReceivedTimestamp", "serverReceivedTimestamp",
                    "clientTimestamp", "ClientTimestamp").value,
        actor == "supervisor",
        ("attachment",) if has_file else (),
        sent=entry["MessageStatus"].word not in ("failed", "error", "undelivered"),
    )  # fmt: skip
