"""What the readers of vendors' exports have in common, so that a reader only maps its vendor's fields.

A reader finds the conversations in a document and says what the vendor's fields tell of each entry (see `told`). Here,
once for all: wrappers and JSON lines unpacked, pages that are not in the file noticed,
entries put in order, roles settled with what the user said, times put in their zone, and everything that had to be
guessed or left out turned into a warning.

An entry that reached nobody (a draft, a failed send) or was taken back is said to nobody: it stays, as system and
internal.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol

from msgspec.structs import replace

from csaudit import clock, roles
from csaudit.errors import InputError
from csaudit.json_tolerant import loads
from csaudit.limits import MAX_LINE
from csaudit.model import Item, Message, Origin, Role, Transcript, Unreadable
from csaudit.reading import turns
from csaudit.reading.node import Node, find, partial
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

NOBODY = re.compile(r"(?:(?:web )?visitor|guest|customer|anonymous|unknown|user|client)[\s#:_-]*\d*", re.IGNORECASE)


class Wishes(turns.Wishes, Protocol):
    """What of the user's options decides here (readers.Options is one)."""

    @property
    def agent_domains(self) -> tuple[str, ...]: ...
    @property
    def date_order(self) -> str | None: ...


def has(source: Source, is_one: Callable[[Node], bool], *names: str) -> bool:
    """Whether the document, or the first record of JSON lines, holds what passes the test."""
    return next(find(Node(source.first_json), is_one, *names), None) is not None


Lines = tuple[int, int | None, int]  # of JSON lines: whose first byte lies in [start, end), and the first one's number
ALL: Lines = (0, None, 1)


def read(
    sources: Sequence[Source],
    options: Wishes,
    conversations: Callable[[Node], Iterable[Conversation]],
    lines: Lines = ALL,
) -> Iterator[Item]:
    """The items of some sources, by the reader's function from a document to its conversations."""
    for source in sources:
        yield from transcripts(source, options, _found(source, conversations, lines))


def transcripts(source: Source, options: Wishes, found: Iterable[Conversation | Unreadable]) -> Iterator[Item]:
    """The transcripts of what was found in one source; one without an id is called by its place."""
    for number, one in enumerate(found, 1):
        if isinstance(one, Unreadable):
            yield one
            continue
        stated = one.id or (source.stem if number == 1 and not one.line else f"{source.stem}#{one.line or number}")
        yield _transcript(one, stated, source.name, options)


def _found(
    source: Source, conversations: Callable[[Node], Iterable[Conversation]], lines: Lines
) -> Iterator[Conversation | Unreadable]:
    for one in _documents(source, lines):
        if isinstance(one, Unreadable):
            yield one
            continue
        document, line, warnings = one
        warnings += partial(document)
        empty = True
        for conversation in conversations(document):
            empty = False
            yield replace(conversation, line=line, warnings=warnings + conversation.warnings)
        if empty:
            yield Unreadable(source.name, f"no conversation in it{_keys(document)}", line)


def _documents(source: Source, lines: Lines) -> Iterator[tuple[Node, int | None, tuple[str, ...]] | Unreadable]:
    """The whole document, or each line of JSON lines with its number, and what was mended in it."""
    if not source.is_jsonl:
        value, mended = loads(source.data)
        yield Node(value), None, mended
        return
    start, end, first = lines
    for number, line in enumerate(source.lines(start, end), first):
        if len(line) > MAX_LINE:
            yield Unreadable(source.name, "a line of more than 64 MB", number)
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            try:
                value, mended = loads(line)
            except InputError as error:
                yield Unreadable(source.name, error.reason, number, error.column)
            else:
                yield Node(value), number, mended


def _keys(document: Node) -> str:
    keys = sorted(map(str, document.value)) if isinstance(document.value, dict) else []
    return f"; it has the keys {', '.join(keys[:12])}" if keys else ""


def _transcript(one: Conversation, id_: str, name: str, options: Wishes) -> Transcript:
    """The transcript of a conversation, with a warning for each kind of thing that was guessed or left out."""
    timed = _in_order(one, options)
    kept = [(moment, entry) for moment, entry in timed if entry.text.text or entry.attachments]
    final, guessed = _roles([entry for _, entry in kept], options)
    whole = tuple(_message(entry, role, moment) for (moment, entry), role in zip(kept, final, strict=True))
    messages, shortened = turns.cut(whole, options.max_message_chars)
    missing = [*_left_out(entry for _, entry in timed), *_unclear(kept, one.timed)]
    warnings = [*one.warnings, *missing, *guessed, *shortened]
    if not messages and not any(warning.startswith("empty: ") for warning in warnings):
        warnings.append("empty: no messages")
    return Transcript(
        id_, messages, name, one.channel, one.subject, one.agent, _customer(one, kept, final), one.tags, one.ended,
        one.earlier_contact, tuple(dict.fromkeys(warnings)), one.line,
    )  # fmt: skip


def _message(entry: Said, role: Role, moment: datetime | None) -> Message:
    to_nobody = entry.sent is False or entry.deleted
    return Message(
        "system" if to_nobody else role, entry.text.text, entry.author, entry.id, moment,
        "internal" if entry.internal or to_nobody else "public", entry.attachments,
        Origin(entry.text.points, entry.text.pointer),
    )  # fmt: skip


def _left_out(said: Iterable[Said]) -> Iterator[str]:
    """A warning for messages that hold nothing: events do so by nature, and drafts may."""
    empty = [entry for entry in said if not entry.text.text and not entry.attachments and entry.role != "system"]
    for reason, entries in (
        ("deleted", [entry for entry in empty if entry.deleted]),
        ("text", [entry for entry in empty if not entry.deleted and entry.sent is not False]),
    ):
        if entries:
            where = ", ".join(entry.text.pointer or "" for entry in entries[:3])
            yield f"{reason}: {len(entries)} without a text left out {where}".rstrip()


def _unclear(said: Sequence[tuple[datetime | None, Said]], timed: bool) -> Iterator[str]:
    """A warning for each kind of field that decides and is missing."""
    spoken = [(moment, entry) for moment, entry in said if entry.role != "system"]
    if timed and (lost := sum(moment is None for moment, _ in spoken)):
        yield f"time: {lost} of {len(spoken)} messages without a readable time"
    if any(moment and moment.tzinfo is None for moment, _ in said):
        yield clock.NO_ZONE
    if unclear := sum(entry.internal is None for _, entry in spoken):
        yield f"visibility: {unclear} messages do not say whether they are private, taken as public"
    if unclear := sum(entry.sent is None and not entry.internal for _, entry in spoken):
        yield f"visibility: {unclear} messages do not say whether they were sent, taken as sent"
    if wordless := sum(not entry.text.there for _, entry in spoken):
        yield f"text: {wordless} messages without the field that holds their text"


def _customer(one: Conversation, said: Sequence[tuple[datetime | None, Said]], final: Sequence[Role]) -> str | None:
    """The customer's name: as the vendor gives it, else that of the only customer who writes. An id, an address or
    "Visitor 7521" is no name."""
    writers = {entry.author for (_, entry), role in zip(said, final, strict=True)
               if role == "customer" and entry.author not in entry.known_as}  # fmt: skip
    name = one.customer or (writers.pop() if len(writers) == 1 else None)
    return name if name and "@" not in name and not NOBODY.fullmatch(name) else None


def _roles(said: Sequence[Said], options: Wishes) -> tuple[list[Role], list[str]]:
    """What the user stated of any of the author's names, else the vendor's field, else a guess with a warning."""
    told = []
    for entry in said:
        names = [name for name in (entry.author, *entry.known_as) if name]
        stated = next((role for name in names if (role := roles.stated(name, options))), None)
        ours = any(_of_domain(name, options.agent_domains) for name in names)
        role = stated or entry.role or ("agent" if ours else None)
        told.append((names[0] if names else None, role, entry.text.text))
    spoken = [turn for turn, entry in zip(told, said, strict=True) if entry.role != "system"]
    final, warnings = roles.settle(spoken, options)
    rest = iter(final)
    return ["system" if entry.role == "system" else next(rest) for entry in said], warnings


def _of_domain(name: str, domains: Sequence[str]) -> bool:
    return any(name.lower().rstrip(">").endswith(f"@{domain.lower().lstrip('@')}") for domain in domains)


def _in_order(one: Conversation, options: Wishes) -> list[tuple[datetime | None, Said]]:
    """Entries with their moments, oldest first: a list that falls is turned, then sorted by time; an entry without a
    time stays behind the one before it."""
    times = [clock.parse(entry.time, options.date_order) for entry in one.said]
    timed = [(clock.in_zone(time, options.timezone), entry) for time, entry in zip(times, one.said, strict=True)]
    if one.order == "given":
        return timed
    known = [_comparable(moment) for moment, _ in timed if moment]
    falls = known[0] > known[-1] if known and known[0] != known[-1] else one.order == "newest"
    if falls:
        timed.reverse()
    last = min(known, default=datetime.min.replace(tzinfo=UTC))
    keys = [last := _comparable(moment) if moment else last for moment, _ in timed]
    return [timed[index] for index in sorted(range(len(timed)), key=keys.__getitem__)]


def _comparable(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
