"""Text logs: "Agent: hello", "[10:02] Bob (agent): hello", "2025-03-03 10:02:11 Bob: hello", "<bob> hello".

A line opens a message where it begins with a speaker (see `csaudit.reading.speakers`) that is a role word, that the user
stated, that stands behind a time, or that takes turns with others; every other line, and every line that is indented,
continues the message before it. Where speakers' lines have times, only lines with a time open a message. Lines such as
"* Bob is typing", or a time without a speaker, are the system's. Where no line has a speaker and a text, a line of a
name and a time alone ("Bob  10:02 AM", as chats are pasted) opens a message with the text below it. One file is one
conversation, called by its stem.

Before the first speaker, lines may say what the log itself cannot (for samples and a rubric's examples):

    Channel: email            Subject: Where is my order?      Id: case-7         Date: 2025-03-03
    Customer-Name: Mrs Smith  Agent-Name: Bob                  Tags: vip, refund  Ended: yes        Earlier-Contact: yes

"Agent (internal): ..." is a private note. Times without a date take it from --date, the Date line or the file's name,
and go on to the next day where the clock goes back by more than twelve hours.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from csaudit import clock, roles
from csaudit.decoding import decode, split_lines
from csaudit.errors import InputError
from csaudit.model import Item, Transcript
from csaudit.readers import Options
from csaudit.reading import fields, speakers
from csaudit.reading.speakers import Opening
from csaudit.reading.turns import Part, Turn, joined, settle
from csaudit.source import BLANK, Source

GENERIC = True
EXAMPLE = "samples/formats/text.log"

HEADERS = speakers.words("id channel subject date agent-name customer-name tags ended earlier-contact")
# Files whose "user: x" lines are settings, code or another format, whatever they look like.
_OTHER_FILES = speakers.words(
    ".yaml .yml .toml .ini .cfg .conf .env .py .js .ts .java .go .rs .c .h .cpp .css .sql .sh .json .jsonl .ndjson "
    ".html .htm .xml .svg .csv .tsv .eml .mbox .vtt .srt .properties .lock .rst .tex .po"
)
_EVENT = re.compile(
    r"\*{3,}\s*\S|(?:-{2,}|={2,}) ?[^-=\n]{1,80} ?(?:-{2,}|={2,})$"
    r"|[-=*\[(]{1,3}\s?[^*\n]{1,60}\b(?:is typing|joined|left|entered|disconnected|chat started|chat ended|transferred"
    r"|conversation (?:started|ended))\b",
    re.IGNORECASE,
)
_DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")


class _Line(Struct, frozen=True):
    """A line of the file: its number and where its text begins, from 1; whether it is indented deeper than most."""

    number: int
    column: int
    text: str
    deeper: bool
    opening: Opening | None


def claims(source: Source) -> str | None:
    """Text that opens with speakers: role words, or names that take turns."""
    head = source.head.lstrip(BLANK)
    if source.suffix in _OTHER_FILES or head.startswith((b"{", b"WEBVTT")) or b" --> " in head[:4096]:
        return None
    try:
        lines = _lines(decode(source.head, source.encoding)[0])
    except InputError:
        return None
    openers = _openers(lines, Options())
    content = [line for line in lines if line.text and _header(line) is None and not _is_event(line)]
    if not openers or (content[0].number not in openers and (len(openers) < 2 or len(openers) * 5 < len(content))):
        return None
    return f"text with the speakers {', '.join(list(dict.fromkeys(_name(line) for line in openers.values()))[:4])}"


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """One transcript a file. Raises InputError for an empty file and for one in which nobody speaks."""
    for source in sources:
        transcript = parse(source.text, source.stem, options)
        yield replace(transcript, source=source.name, warnings=source.text_warnings + transcript.warnings)


def parse(text: str, name: str, options: Options) -> Transcript:
    """A transcript from text alone: a file, or an example in a rubric. `name` is its id where no Id line gives one.

    Raises InputError where the text is empty or nobody speaks in it.
    """
    lines = _lines(text)
    openers = _openers(lines, options)
    if not openers:
        raise InputError('nobody speaks: no line begins with a speaker such as "Agent:"' if text.strip() else "empty")
    first = min(openers)
    before = [line for line in lines[: first - 1] if line.text]
    headers = dict(header for line in before if (header := _header(line)))
    turns, stamps = _turns(lines[first - 1 :], openers)
    date, dated_by = _date(name, headers, options)
    moments, warnings = clock.log_times(stamps, date, options.date_order)
    if dated_by and any(stamps) and not any(clock.parse(stamp, "DMY") for stamp in stamps):
        warnings.insert(0, f"time: no date in the lines, taken from {dated_by}")
    if left_out := len(before) - len(headers):
        warnings.append(f"text: {left_out} line{'s' * (left_out > 1)} before the first speaker left out")
    messages, guessed = settle(
        [replace(turn, timestamp=moment) for turn, moment in zip(turns, moments, strict=True)], options
    )
    return Transcript(
        id=headers.get("id") or name,
        messages=messages,
        channel=headers.get("channel"),
        subject=headers.get("subject"),
        agent=headers.get("agent-name"),
        customer=headers.get("customer-name"),
        tags=tuple(tag for part in headers.get("tags", "").split(",") if (tag := part.strip())),
        ended=fields.truth(headers.get("ended")),
        earlier_contact=fields.truth(headers.get("earlier-contact")) is True,
        warnings=tuple(warnings + guessed),
    )


def _lines(text: str) -> list[_Line]:
    """The lines, with the speaker that each may open with."""
    pairs = [(number, line, line.lstrip(" \t")) for number, (_, line) in enumerate(split_lines(text), 1)]
    margin = min((len(line) - len(bare) for _, line, bare in pairs if bare), default=0)
    return [
        _Line(number, len(line) - len(bare) + 1, bare, deeper := len(line) - len(bare) > margin,
              None if deeper or not bare else speakers.opening(bare))
        for number, line, bare in pairs
    ]  # fmt: skip


def _openers(lines: Sequence[_Line], options: Options) -> dict[int, Opening]:
    """The lines that open a message, by number.

    Where role words do not name both sides, a capitalised name speaks too if it comes more than once, if it is the only
    other one, or if there are no other lines than speakers'.
    """
    named = {line.number: line.opening for line in lines if line.opening and line.opening.speaker}
    timed = {number: opening for number, opening in named.items() if opening.stamp}
    if len(timed) > 1 or (timed and len(timed) == len(named)):
        style = Counter(opening.bracket for opening in timed.values()).most_common(1)[0][0]
        return {number: opening for number, opening in timed.items() if opening.bracket == style}
    sure = {
        number: opening for number, opening in named.items()
        if opening.certain or roles.stated(opening.speaker, options)
    }  # fmt: skip
    if {"agent", "customer"} <= {opening.role for opening in sure.values()}:
        return sure
    others = {number: opening for number, opening in named.items()
              if number not in sure and speakers.is_personal(opening.speaker)}  # fmt: skip
    counts = Counter(_name(opening) for opening in others.values())
    one_more = bool(sure) and len(counts) == 1
    nothing_else = len(named) == sum(bool(line.text) for line in lines) and max(counts.values(), default=0) > 1
    turning = sure | {
        number: opening for number, opening in others.items()
        if one_more or nothing_else or counts[_name(opening)] > 1
    }  # fmt: skip
    several = len({_name(opening) for opening in turning.values()}) > 1
    return dict(sorted(turning.items())) if several else sure or _headings(lines)


def _headings(lines: Sequence[_Line]) -> dict[int, Opening]:
    """Where no line has a speaker and a text: lines that hold a name and a time alone, with the text below them.

    Two names have to take turns, and each has to have said something: a program's log does not look like that.
    """
    found = {line.number: opening for line in lines if not line.deeper and (opening := speakers.heading(line.text))}
    texts = {line.number for line in lines if line.text} - found.keys()
    names = [_name(opening) for opening in found.values()]
    spoken = all(number + 1 in texts or number + 2 in texts for number in found)
    return found if spoken and 1 < len(set(names)) < max(len(names), 3) else {}


def _name(opening: Opening) -> str:
    return opening.speaker.casefold()


def _is_event(line: _Line) -> bool:
    return _EVENT.match(line.text[:200]) is not None


def _header(line: _Line) -> tuple[str, str] | None:
    """A line that states something of the whole conversation, as (name, value)."""
    name, colon, value = line.text.partition(":")
    return (name.lower(), value.strip()) if colon and name.lower() in HEADERS else None


def _turns(lines: Sequence[_Line], openers: Mapping[int, Opening]) -> tuple[list[Turn], list[str | None]]:
    """The messages with the place of each of their lines, and the time that stands before each."""
    style = next(iter(openers.values()))
    turns: list[tuple[Opening, list[Part]]] = []
    for line in lines:
        opening = openers.get(line.number) or _system(line, style)
        if opening:
            turns.append((opening, [(line.text[opening.start :], line.number, line.column + opening.start)]))
        else:
            turns[-1][1].append((line.text, line.number, line.column))
    return [_turn(opening, parts) for opening, parts in turns], [opening.stamp for opening, _ in turns]


def _system(line: _Line, style: Opening) -> Opening | None:
    """A line of the system's own: an event, or the time as the speakers have it, with no speaker."""
    opening = line.opening
    if opening and style.stamp and opening.stamp and not opening.speaker and opening.bracket == style.bracket and (
        opening.bracket or len(opening.stamp) > 8
    ):  # fmt: skip
        return opening
    return Opening("", "system", 0) if not line.deeper and _is_event(line) else None


def _turn(opening: Opening, parts: list[Part]) -> Turn:
    while len(parts) > 1 and not parts[-1][0].strip(" \t"):
        parts.pop()
    while len(parts) > 1 and not parts[0][0].strip(" \t"):
        parts.pop(0)
    text, origin = joined(parts)
    return Turn(text.rstrip(" \t"), opening.role, opening.speaker or None, visibility=opening.visibility, origin=origin)


def _date(name: str, headers: Mapping[str, str], options: Options) -> tuple[str | None, str]:
    """The date of a log without one, and where it comes from."""
    if options.date:
        return options.date, "--date"
    if clock.parse(headers.get("date"), options.date_order):
        return headers["date"], "the Date line"
    found = _DATE_IN_NAME.search(name)
    return (f"{found[1]}-{found[2]}-{found[3]}", "the file's name") if found else (None, "")
