"""JSON lines: one conversation a line, or one message a line with its conversation's id.

Recognised by its first line: a record that holds a list of messages, or a message that names its conversation. Field
names are those of `csaudit.reading.records`. csaudit's own form (`csaudit convert --format jsonl`) takes a fast path: msgspec
decodes the line straight into a Transcript; whatever that refuses (other names, NaN, lone surrogates, a byte order
mark) is read again tolerantly. One bad line is an Unreadable with its number, and the rest goes on.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from csaudit import clock, roles
from csaudit.errors import InputError
from csaudit.json_tolerant import loads
from csaudit.limits import MAX_LINE
from csaudit.model import Item, Message, Origin, Transcript, Unreadable
from csaudit.readers import Options
from csaudit.reading import fields, records, turns
from csaudit.source import BLANK, Source

GENERIC = True
EXAMPLE = "samples/formats/jsonl.jsonl"

_decode = msgspec.json.Decoder(Transcript).decode


def claims(source: Source) -> str | None:
    """JSON lines whose first record holds messages, or is one; or none that can be read, in a file that is named so."""
    first = source.first_json if source.is_jsonl else None
    if records.is_conversation(first):
        return "JSON lines, a conversation on each"
    if isinstance(first, dict) and records.is_message(first) and (key := fields.conversation_key(first)):
        return f"JSON lines, a message on each, of the conversation that {key!r} names"
    if first is None and source.named_jsonl and source.is_jsonl:
        return "JSON lines by its name, though none of its first lines is JSON"
    return None


def splittable(source: Source) -> bool:
    """Whether each line stands for itself, so that the file may be read in parts by byte range."""
    return not source.is_wide and not _a_message_a_line(source)


def read(
    sources: Sequence[Source], options: Options, start: int = 0, end: int | None = None, first_line: int = 1
) -> Iterator[Item]:
    """Transcripts in the order of the file; of the lines whose first byte lies in [start, end).

    first_line: the number of the line at `start`. Raises InputError for an input without a record.
    """
    for source in sources:
        if _a_message_a_line(source):
            yield from _grouped(source, options)
            continue
        any_line = False
        for number, line in enumerate(source.lines(start, end), first_line):
            if line and (line[:1] == b"{" or line.strip(BLANK)):
                any_line = True
                yield _conversation(source, options, line, number)
        if not any_line and start == 0 and end is None:
            raise InputError("empty")


def _a_message_a_line(source: Source) -> bool:
    first = source.first_json
    return isinstance(first, dict) and not records.is_conversation(first) and bool(fields.conversation_key(first))


def _conversation(source: Source, options: Options, line: bytes, number: int) -> Item:
    try:
        return _checked(_decode(line), source, number, line, options)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        value, mended = _record(line)
        transcript = records.conversation(value, f"{source.stem}:{number}", options, line=number)
    except InputError as error:
        return Unreadable(source.name, error.reason, number, error.column)
    return msgspec.structs.replace(
        transcript, source=source.name, warnings=tuple(dict.fromkeys(mended + transcript.warnings))
    )


def _record(line: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A line's record and what was mended in it. Raises InputError."""
    if len(line) > MAX_LINE:
        raise InputError(f"a line of more than {MAX_LINE // 1024**2} MB")
    value, mended = loads(line)
    if not isinstance(value, dict):
        raise InputError("no record: a line has to be a JSON object")
    return value, mended


def _checked(transcript: Transcript, source: Source, number: int, line: bytes, options: Options) -> Transcript:
    """A decoded transcript with its place, and with what the tolerant path does as well, where it applies."""
    messages, warnings = transcript.messages, list(transcript.warnings)
    if not messages:
        warnings.append("empty: no messages")
    if b'"origin"' in line:  # a file cannot state where a text stands in another
        messages = tuple(msgspec.structs.replace(message, origin=None) for message in messages)
    if options.agents or options.customers or options.bots:
        messages = tuple(_restated(message, options) for message in messages)
    if b'"timestamp"' in line:
        messages = _zoned(messages, options.timezone)
        if any(message.timestamp and message.timestamp.tzinfo is None for message in messages):
            warnings.append(clock.NO_ZONE)
    if len(line) > options.max_message_chars:
        messages, cut = turns.cut(messages, options.max_message_chars)
        warnings.extend(cut)
    return msgspec.structs.replace(
        transcript,
        id=transcript.id or f"{source.stem}:{number}",
        messages=messages,
        source=source.name,
        line=number,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _restated(message: Message, options: Options) -> Message:
    role = roles.stated(message.author, options) or message.role
    return message if role == message.role else msgspec.structs.replace(message, role=role)


def _zoned(messages: tuple[Message, ...], zone: str | None) -> tuple[Message, ...]:
    if not zone:
        return messages
    return tuple(
        msgspec.structs.replace(message, timestamp=clock.in_zone(message.timestamp, zone)) for message in messages
    )


def _grouped(source: Source, options: Options) -> Iterator[Item]:
    """Messages gathered by their conversation's id; each knows its own line."""
    rows = []
    for number, line in enumerate(source.lines(), 1):
        if line.strip(BLANK):
            try:
                record, mended = _record(line)
            except InputError as error:
                yield Unreadable(source.name, error.reason, number, error.column)
            else:
                rows.append(records.Row(record, number, Origin(points=((0, number, 0),)), mended))
    yield from records.conversations(rows, source.stem, source.name, options)
