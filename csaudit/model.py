"""The nouns: message, transcript, hit, evidence, verdict, scorecard. Frozen, no I/O.

msgspec Structs: sixteen times cheaper to make than frozen dataclasses, typed decoding straight from JSON, and JSON out.
Those that are made by the thousand are left out of garbage collection (gc=False): they hold nothing that could hold them.
Lines and columns count from 1, offsets from 0; all in code points. `text[start:end] == quote` always holds.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

Role = Literal["agent", "customer", "bot", "system"]
Visibility = Literal["public", "internal"]
Outcome = Literal["pass", "fail", "n/a", "unsure"]
ROLES: tuple[Role, ...] = ("agent", "customer", "bot", "system")


class Origin(Struct, frozen=True, gc=False):
    """Where a message's text stands in its source.

    points: sorted (offset, line, column): from that offset of the text on, it runs along that line from that column;
    column 0 where only the line is known (text that is escaped in its source).
    pointer: the JSON pointer of the string, for sources whose lines mean nothing to a reader.
    file: where it is not the transcript's own source (an export of several files).
    """

    points: tuple[tuple[int, int, int], ...] = ()
    pointer: str | None = None
    file: str | None = None


class Message(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=False):
    """One thing somebody wrote or said.

    text: what was newly written; quoted mail and signatures are gone. Only the reader decides it.
    author: the name as the source gives it, or None. Never used for a verdict on the agent.
    timestamp: an instant with its zone, or naive local time where the source has no zone, or None.
    visibility: internal for private notes, whispers, drafts and failed sends; never scored.
    attachments: their names; they are never read, and never used as paths.
    """

    role: Role
    text: str
    author: str | None = None
    id: str | None = None
    timestamp: datetime | None = None
    visibility: Visibility = "public"
    attachments: tuple[str, ...] = ()
    origin: Origin | None = None


class Transcript(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=False):
    """Messages in order, and what the source says about the conversation.

    id: unique within its source. source: the file as the user named it. line: the record's line in a JSONL file.
    agent, customer: names where the source gives them for the whole conversation.
    ended: True where the source says that it is closed or solved, None where it does not say.
    earlier_contact: True where the source shows an earlier contact on this matter.
    warnings: what the reader had to guess or leave out, as "kind: detail".
    """

    id: str
    messages: tuple[Message, ...]
    source: str = ""
    channel: str | None = None
    subject: str | None = None
    agent: str | None = None
    customer: str | None = None
    tags: tuple[str, ...] = ()
    ended: bool | None = None
    earlier_contact: bool = False
    warnings: tuple[str, ...] = ()
    line: int | None = None


class Unreadable(Struct, frozen=True):
    """An input, or one record of it, that could not become a transcript."""

    source: str
    reason: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.source, self.line, self.column) if part)
        return f"{place}: {self.reason}"


class Skipped(Struct, frozen=True):
    """An input left out on purpose, and why: no reader knows it, another language, an inactive macro."""

    source: str
    reason: str
    id: str | None = None


Item = Transcript | Unreadable | Skipped


class Hit(Struct, frozen=True, gc=False):
    """A cue found in a message, from `start` to `end` of its text.

    sure: False for a doubtful hit: a verdict that rests only on such is unsure.
    by: the phrase or the means that found it, as written in the rubric. note: a remark for the reason.
    cancelled: the `except` phrase that took it back, or ""; because: the words which that phrase found.
    """

    message: int
    start: int
    end: int
    sure: bool = True
    by: str = ""
    note: str = ""
    cancelled: str = ""
    because: str = ""


class Evidence(Struct, frozen=True, gc=False):
    """A hit as a report shows it; file, line, column and pointer are None where the source has none."""

    cue: str
    message: int
    start: int
    end: int
    quote: str
    role: Role
    author: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    pointer: str | None = None
    sure: bool = True
    note: str = ""


class Verdict(Struct, frozen=True, gc=False):
    """One criterion decided for one transcript. A bonus may add to the score and never takes, a penalty the other way.

    applied: evidence of what made it apply. looked: the indexes of the messages searched, for an absence.
    nearest: what came closest, for an absence. agents: who is answerable: the authors of the evidence, or, for an
    absence, those who wrote where it was looked for.
    """

    criterion: str
    outcome: Outcome
    reason: str
    weight: float
    bonus: bool = False
    penalty: bool = False
    critical: bool = False
    evidence: tuple[Evidence, ...] = ()
    applied: tuple[Evidence, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    looked: tuple[int, ...] = ()
    agents: tuple[str, ...] = ()


class Scorecard(Struct, frozen=True):
    """All verdicts for one transcript. score: 0 to 100, None where nothing applied. coverage: the share, by weight, of
    what applied that could be decided (0 to 1), None where nothing applied."""

    id: str
    source: str
    score: float | None
    passed: bool
    coverage: float | None
    verdicts: tuple[Verdict, ...]
    agents: tuple[str, ...] = ()
    messages: int = 0
    channel: str | None = None
    line: int | None = None
    warnings: tuple[str, ...] = ()
    csaudit: str = ""
    rubric: str = ""


def place(transcript: Transcript, message: int, offset: int) -> tuple[str, int | None, int | None, str | None]:
    """File, line, column and JSON pointer of an offset into a message's text; None for what the source has not."""
    origin = transcript.messages[message].origin
    if origin is None:
        pointer = f"/messages/{message}/text" if transcript.line else None
        return transcript.source, transcript.line, None, pointer
    file = origin.file or transcript.source
    if not origin.points:
        return file, transcript.line, None, origin.pointer
    start, line, column = origin.points[bisect_right(origin.points, (offset, 1 << 60, 0)) - 1]
    return file, line, column + offset - start if column else None, origin.pointer


def evidence(transcript: Transcript, cue: str, hit: Hit) -> Evidence:
    """The one place where evidence is made: the quote is cut from the text, and the place looked up in the origin."""
    message = transcript.messages[hit.message]
    file, line, column, pointer = place(transcript, hit.message, hit.start)
    return Evidence(
        cue, hit.message, hit.start, hit.end, message.text[hit.start : hit.end], message.role, message.author,
        file, line, column, pointer, hit.sure, hit.note,
    )  # fmt: skip


def counted(verdict: Verdict) -> tuple[float, float, float]:
    """What a verdict adds to the weight that passed, that was decided, and that was unsure.

    n/a adds nothing. A bonus never fails, a penalty counts only where it fails.
    """
    weight = verdict.weight
    if verdict.outcome == "pass" and not verdict.penalty:
        return weight, weight, 0.0
    if verdict.outcome == "fail":
        return 0.0, weight, 0.0
    if verdict.outcome == "unsure" and not verdict.bonus and not verdict.penalty:
        return 0.0, 0.0, weight
    return 0.0, 0.0, 0.0


def said_by(transcript: Transcript, role: str) -> list[int]:
    """Indexes of the public messages of `role` that hold any text."""
    return [
        index
        for index, message in enumerate(transcript.messages)
        if message.role == role and message.visibility == "public" and message.text
    ]


def agent_name(transcript: Transcript, message: int) -> str:
    """Who is answerable for an agent's message: its author, else the conversation's agent, else "agent"."""
    return transcript.messages[message].author or transcript.agent or "agent"


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once, in the order of first use."""
    return tuple(dict.fromkeys(names))
