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
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone

from csaudit import clock, html, vendor
from csaudit.model import Item, Role
from csaudit.node import Node, any_like, find, grouped
from csaudit.readers import Options
from csaudit.source import MAX_LINE, Source, decode
from csaudit.vendor import Conversation, Said, Text

EXAMPLE = "samples/formats/salesforce.csv"
CHAT = frozenset({"ChatKey", "LiveChatVisitorId", "LiveChatDeploymentId", "LiveChatButtonId", "ChatDuration"})
ROLES: dict[str, Role] = {
    "enduser": "customer", "agent": "agent", "supervisor": "agent", "bot": "bot", "chatbot": "bot", "system": "system",
}  # fmt: skip
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
    return [name.strip().strip('"') for name in first.split(_delimiter(first))]


def _rows(source: Source) -> Iterator[Conversation]:
    csv.field_size_limit(MAX_LINE)
    text = source.text
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:10_000]), strict=False)
    entries: dict[str | None, list[Node]] = {}
    lines: dict[str | None, int] = {}
    line = 2
    for row in rows:
        node = Node({key.strip(): value for key, value in row.items() if key and isinstance(value, str)})
        if "Body" in node or "ActorType" not in node:
            yield _chat(node, source.text_warnings, line)
        else:
            key = node["ConversationId"].name
            entries.setdefault(key, []).append(node)
            lines.setdefault(key, line)
        line = rows.line_num + 1
    for key, own in entries.items():
        yield _session(key, own, source.text_warnings, lines[key])


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
            yield _chat(one)
            continue
        for key, own in grouped(_entries(one), lambda entry: entry["ConversationId"].name).items():
            yield _session(key or one.first("conversationIdentifier", "conversationId").name, own)


def _chat(record: Node, warnings: Iterable[str] = (), line: int | None = None) -> Conversation:
    """A live chat transcript: the pieces of its body, with the agents that its paragraphs name."""
    body, status = record["Body"], record["Status"].word
    start = clock.parse(record.first("StartTime", "RequestTime", "CreatedDate").text)
    agents: set[str] = set()
    said: list[Said] = []
    if not body.text.strip():
        warnings = (*warnings, f"empty: no Body, {'a missed chat' if status == 'missed' else 'so nothing to read'}")
    for offset, name, text in _pieces(body.text):
        if offset is None:
            agents |= _agents(text)
            start = _started(text) or start
            said.append(Said(Text(text, body.pointer or None), "system"))
        else:
            moment = start + offset if start else None
            role: Role | None = None if name else "system"
            said.append(Said(Text(text, body.pointer or None), role, name, time=moment and moment.isoformat()))
    return Conversation(
        record.first("Id", "LiveChatTranscriptId", "Name").name,
        [_with_role(one, agents) for one in said],
        channel="chat",
        customer=record.first("Contact.Name", "Account.Name").name or record["Contact"]["Name"].name,
        agent=record.first("Owner.Name").name or record["Owner"]["Name"].name,
        ended={"completed": True, "missed": True, "inprogress": False, "waiting": False}.get(status),
        warnings=tuple(warnings),
        order="given",
        line=line,
    )


def _with_role(one: Said, agents: set[str]) -> Said:
    role: Role | None = one.role or (("agent" if one.author in agents else "customer") if agents else None)
    return Said(one.text, role, one.author, time=one.time)


def _pieces(body: str) -> Iterator[tuple[timedelta | None, str | None, str]]:
    """(time since the start, speaker, text) for each message; (None, None, text) for each paragraph and for what stands
    between the messages."""
    marks = list(_PIECE.finditer(body))
    ends = [*(mark.start() for mark in marks[1:]), len(body)][: len(marks)]
    if marks and (before := html.to_text(body[: marks[0].start()])):
        yield None, None, before
    for mark, end in zip(marks, ends, strict=True):
        content = body[mark.end() : end]
        if mark[1] is None:
            paragraph, _, rest = content.partition("</p>")
            for text in (html.to_text(paragraph), html.to_text(rest)):
                if text:
                    yield None, None, text
        else:
            yield _offset(mark[1]), mark[2] and html.to_text(mark[2]), html.to_text(content)
    if not marks and (text := html.to_text(body)):
        yield None, None, text


def _offset(words: str) -> timedelta:
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    found = {units[unit]: int(number) for number, unit in re.findall(r"(\d{1,6})([dhms])", words)}
    return timedelta(**found)


def _agents(paragraph: str) -> set[str]:
    if transfer := _TRANSFER.search(paragraph):
        return {transfer[1].strip(), transfer[2].strip()}
    return {paragraph[6:].strip()} if paragraph.startswith("Agent ") else set()


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


def _session(
    key: str | None, entries: Sequence[Node], warnings: Iterable[str] = (), line: int | None = None
) -> Conversation:
    ordered = sorted(entries, key=lambda entry: entry["Seq"].name or "")
    if not any("EntryType" in entry or "messageText" in entry for entry in entries):
        warnings = (*warnings, "events: no EntryType, so events cannot be told from messages")
    return Conversation(key, [_entry(entry) for entry in ordered], "chat", warnings=tuple(warnings), line=line)


def _entry(entry: Node) -> Said:
    actor = entry["ActorType"].word or entry["sender"]["role"].word
    text = vendor.plain(entry.first("Message", "messageText"))
    has_file = entry["HasAttachments"].flag
    return Said(
        Text(text.text, text.pointer or None),
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
