"""Captions: WebVTT and SubRip share their blocks, their tags and their ways of naming who speaks.

A speaker stands in a voice tag (`<v Ann>`), before a colon ("Agent: hello", ">> ANN: hello"), or behind a dash where
two share a caption. A caption that names nobody goes on with the speaker before it. Each caption is a message of its
own; offsets into a recording are no times of day, so there are no timestamps.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape

from msgspec import Struct

from csaudit import roles
from csaudit.decoding import split_lines
from csaudit.errors import InputError
from csaudit.model import Origin, Transcript
from csaudit.reading import speakers, turns
from csaudit.reading.speakers import Opening
from csaudit.reading.turns import Turn
from csaudit.source import Source

_TIMES = re.compile(r"[ \t]*(?:\d{1,6}:)?\d{1,2}:\d\d[.,]\d{1,3}[ \t]+-->[ \t]+(?:\d{1,6}:)?\d{1,2}:\d\d[.,]\d{1,3}")
_MARKUP = re.compile(
    r"<v(?:\.[^\s<>]{1,80})?[ \t]+([^<>\n]{1,80})>"  # a voice
    r"|</?[a-zA-Z][^<>\n]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^{}\n]{1,100}\}"
    r"|&(?:[a-zA-Z]{2,30}|#\d{1,7}|#x[0-9a-fA-F]{1,6});"
)
_LEAD = re.compile(r"[ \t]*(?:\{\\[^{}\n]{1,100}\}|</?[ibu]>)?[ \t]*(?:(?:-|–|>>)[ \t]*)?")

_Caption = tuple[str | None, list[tuple[int, str]]]  # its id, and its lines with their numbers


class _Said(Struct):
    """What one speaker says in one caption, as it grows. points: as in Origin."""

    id: str | None
    author: str | None
    text: str = ""
    points: list[tuple[int, int, int]] = []


def has_times(line: str) -> bool:
    """Whether a line says from when to when a caption stands."""
    return _TIMES.match(line[:80]) is not None


def transcripts(sources: Sequence[Source], wishes: turns.Wishes) -> Iterator[Transcript]:
    """One transcript a file. Raises InputError for a file without any text."""
    for source in sources:
        if not (said := _turns(source.text)):
            raise InputError("no captions with any text" if source.text.strip() else "empty")
        messages, guessed = turns.settle(said, wishes)
        yield Transcript(
            source.stem, messages, source.name, channel="voice", warnings=(*source.text_warnings, *guessed)
        )


def _turns(text: str) -> list[Turn]:
    """What is said in a file of captions, in its order."""
    captions = list(_captions(text))
    opened = [_opening(_LEAD.sub("", line, count=1)) for _, lines in captions for _, line in lines]
    count = Counter(opening.speaker for opening in opened if opening)
    named = {opening.speaker for opening in opened if opening and (opening.certain or count[opening.speaker] > 1)}
    said: list[_Said] = []
    for caption in captions:
        said += _in_caption(caption, said[-1].author if said else None, named)
    return [
        Turn(one.text.rstrip(), roles.role_and_name(one.author or "")[0], one.author, one.id,
             origin=Origin(tuple(one.points)))
        for one in said if one.text.strip()
    ]  # fmt: skip


def _opening(line: str) -> Opening | None:
    """A speaker before a colon; a tag is no name and a time no speaker."""
    opening = None if line.startswith("<") else speakers.opening(line)
    return None if opening is None or opening.stamp else opening


def _captions(text: str) -> Iterator[_Caption]:
    """The blocks that have a line of times; notes, styles and regions have none."""
    block: list[tuple[int, str]] = []
    for number, line in [*((number, line) for number, (_, line) in enumerate(split_lines(text), 1)), (0, "")]:
        if line.strip():
            block.append((number, line))
            continue
        times = next((at for at, (_, line) in enumerate(block[:2]) if has_times(line)), None)
        if times is not None:
            yield block[0][1].strip() if times else None, block[times + 1 :]
        block = []


def _in_caption(caption: _Caption, before: str | None, named: set[str]) -> list[_Said]:
    """What is said in a caption: by the speaker before it, until another is named."""
    name, lines = caption
    said = [_Said(name, before)]
    dashes = sum(line.lstrip().startswith(("-", "–")) for _, line in lines) > 1
    for number, line in lines:
        lead = _LEAD.match(line)
        start = lead.end() if lead else 0
        opening = _opening(line[start:])
        if opening and opening.speaker in named:
            said.append(_Said(name, opening.speaker))
            start += opening.start
        elif dashes and start:
            said.append(_Said(name, None if said[-1].text or len(said) > 1 else before))
        else:
            start = start if line[:start].strip().endswith(">>") else len(line) - len(line.lstrip())
        _add(said, line, number, start)
    return said


def _add(said: list[_Said], line: str, number: int, start: int) -> None:
    """A line's text without its markup, added to the last speaker's; a voice tag begins the next."""
    last = said[-1]
    if last.text:
        last.text += "\n"
    for match in [*_MARKUP.finditer(line, start), None]:
        end = match.start() if match else len(line)
        if end > start:
            last.points.append((len(last.text), number, start + 1))
            last.text += line[start:end]
        if match is None:
            return
        if match[1]:
            said.append(last := _Said(last.id, match[1].strip()))
        elif match[0].startswith("&"):
            last.points.append((len(last.text), number, match.start() + 1))
            last.text += unescape(match[0])
        start = match.end()
