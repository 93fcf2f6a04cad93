"""The rubric language: what the keys of a rubric file are, and what they mean.

The Structs are the language: their fields are the keys, their docstrings the manual, and `csaudit rubric schema` prints
them as a JSON Schema.
"""

import functools
import re
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from csaudit import plugins
from csaudit.errors import Complaint
from csaudit.model import Role
from csaudit.patterns import Phrase

Words = str | tuple[str, ...]
Facts = ("customer_name", "earlier_contact", "times", "ended")
Where = Literal["anywhere", "same", "after", "next_turn", "before_reply", "replied", "last_turn"]


class Pattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A list entry that is an RE2 pattern instead of a phrase."""

    regex: str


class CueExamples(Struct, frozen=True, forbid_unknown_fields=True):
    """Messages (or "Role: ..." conversations, whose last message counts) that hold the cue, and some that do not."""

    hit: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()


class CueEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """How a cue is found. Phrases, other cues and kinds (any file of csaudit/cues/) add up; `except` takes away.

    said_by: whose messages are searched. maybe: doubtful phrases. except: cancels each hit it overlaps;
    except_in_sentence and except_in_message cancel more. any_of: cues whose hits are this cue's hits too.
    """

    said_by: Role | None = None
    title: str = ""
    phrases: tuple[str | Pattern, ...] = ()
    maybe: tuple[str | Pattern, ...] = ()
    except_: tuple[str | Pattern, ...] = field(default=(), name="except")
    except_in_sentence: tuple[str | Pattern, ...] = ()
    except_in_message: tuple[str | Pattern, ...] = ()
    any_of: tuple[str, ...] = ()
    examples: CueExamples = CueExamples()


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """What has to hold; all keys given must. A role with a list of cues means any of them.

    where: anywhere | same (message) | after | next_turn | before_reply (before the other side speaks again) | replied
    (once the other side has answered, whatever the hit) | last_turn (what the role wrote after the last answer);
    default: at or after the first hit of `when`. first, last, within: only the first or last N messages of the role, or
    the N after the hit. at_least, at_most: how many messages must (may) hold it; share: what part of them must.
    known: customer_name, earlier_contact, times, ended. configured: a policy named in the configuration. turns: at
    least so many exchanges. unless: looked at from each hit, a hit counts only where this does not hold.
    """

    agent: Words | None = None
    customer: Words | None = None
    bot: Words | None = None
    where: Where | None = None
    first: int | None = None
    last: int | None = None
    within: int | None = None
    at_least: int | None = None
    share: float | None = None
    at_most: int | None = None
    known: Words | None = None
    configured: str | None = None
    channel: Words | None = None
    tag: Words | None = None
    ended: bool | None = None
    turns: int | None = None
    unless: "Condition | None" = None
    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()
    not_: "Condition | None" = field(default=None, name="not")


Conditions = Condition | tuple[Condition, ...]
Step = str | tuple[str, ...]


class Order(Struct, frozen=True, forbid_unknown_fields=True):
    """Cues that must come one after the other, over one or more messages; an inner list may come in any order."""

    agent: tuple[Step, ...]


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """One case of several: the first whose `when` holds decides."""

    when: Conditions | None = None
    expect: Conditions | None = None
    never: Conditions | None = None
    title: str = ""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """How long a customer may wait: 90s, 2m, 4h, 1d."""

    first: str | None = None
    longest: str | None = None


class Bounds(Struct, frozen=True, forbid_unknown_fields=True):
    """The range a measure has to stay in."""

    at_least: float | None = None
    at_most: float | None = None


class Examples(Struct, frozen=True, forbid_unknown_fields=True):
    """Conversations, one "Role: text" a line, by the verdict that they must get; `rubric check` runs them."""

    pass_: tuple[str, ...] = field(default=(), name="pass")
    fail: tuple[str, ...] = ()
    na: tuple[str, ...] = field(default=(), name="n/a")
    unsure: tuple[str, ...] = ()


class Criterion(Struct, frozen=True, forbid_unknown_fields=True):
    """What the rubric asks of a transcript.

    when: it applies only then (else n/a); unless: n/a if that holds. expect: must be there; never: must not be.
    order, cases, reply_within, measure: other ways to decide. doubt: where this holds, a fail is unsure instead.
    notes: cues whose presence the reason mentions. weight: its share of the score. bonus: may add, never takes; penalty: may
    take, never adds.
    critical: a fail fails the transcript. severity: of a lint finding. advice, source: for whoever reads the report.
    """

    id: str
    title: str = ""
    weight: float = 1.0
    when: Conditions | None = None
    unless: Conditions | None = None
    expect: Conditions | None = None
    never: Conditions | None = None
    order: Order | None = None
    cases: tuple[Case, ...] = ()
    reply_within: dict[str, Limits] = {}
    measure: dict[str, Bounds] = {}
    doubt: Conditions | None = None
    notes: tuple[str, ...] = ()
    critical: bool = False
    bonus: bool = False
    penalty: bool = False
    severity: Literal["error", "warning", "info"] = "warning"
    advice: str = ""
    source: str = ""
    examples: Examples = Examples()


class RubricFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A rubric file.

    language: ISO 639-1; a transcript plainly in another is skipped. pass_mark: 0 to 100. on_critical: what a critical
    fail does to the score: keep it visible, zero it, or cap it at a number; the transcript fails in any case.
    use: files whose cues are shared. extends: a rubric to start from; its criteria are overridden by id, dropped with
    `without`.
    """

    name: str
    version: str = "1"
    description: str = ""
    language: str | None = None
    pass_mark: float = 75.0
    on_critical: Literal["keep", "zero"] | float = "keep"
    use: tuple[str, ...] = ()
    extends: str | None = None
    without: tuple[str, ...] = ()
    cues: dict[str, CueEntry] = {}
    criteria: tuple[Criterion, ...] = ()


class Cue(Struct, frozen=True):
    """A cue ready for use.

    phrases: as written, and those of kinds that are nothing but patterns. kinds: the others that find it, by name, with
    their options. any_of: the cues it is made of. needs: every cue that has to be found before it.
    """

    name: str
    said_by: Role | None
    phrases: tuple[Phrase, ...]
    kinds: dict[str, Any]
    any_of: tuple[str, ...]
    examples: CueExamples
    title: str = ""
    needs: tuple[str, ...] = ()


class Rubric(Struct, frozen=True):
    """A rubric ready for use. hash: of everything that can change a verdict. warnings: complaints that do not stop it."""

    name: str
    version: str
    language: str | None
    pass_mark: float
    on_critical: str | float
    cues: dict[str, Cue]
    criteria: tuple[Criterion, ...]
    file: str
    description: str = ""
    hash: str = ""
    warnings: tuple[Complaint, ...] = ()


def many(value: Words | None) -> tuple[str, ...]:
    """One word or several, as a tuple."""
    return () if value is None else (value,) if isinstance(value, str) else value


def conditions(value: Conditions | None) -> tuple[Condition, ...]:
    """One condition or a list of alternatives, as a tuple."""
    return () if value is None else (value,) if isinstance(value, Condition) else value


def shared(criteria: Iterable[Criterion]) -> list[Criterion]:
    """The criteria with equal conditions made one object, so that each needs to be asked only once."""
    kept: dict[Condition, Condition] = {}

    def one(value: Conditions | None) -> Conditions | None:
        return None if value is None else tuple([kept.setdefault(each, each) for each in conditions(value)])

    return [
        replace(
            criterion,
            **{name: one(getattr(criterion, name)) for name in ("unless", "when", "expect", "never", "doubt")},
            cases=tuple([replace(case, when=one(case.when), expect=one(case.expect), never=one(case.never))
                         for case in criterion.cases]),
        )
        for criterion in criteria
    ]  # fmt: skip


def seconds(duration: str) -> float:
    """Seconds of "90s", "2m", "4h" or "1d". Raises ValueError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", duration)
    if not match:
        raise ValueError(f"{duration!r} is no duration such as 90s, 2m, 4h or 1d")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]]


@functools.cache
def shape() -> type[Struct]:
    """RubricFile with a key for each cue kind there is: the file's name in csaudit/cues/."""
    kinds = [(kind, Any, field(default=None)) for kind in plugins.names("cues")]
    entry = msgspec.defstruct(
        "CueEntry", kinds, bases=(CueEntry,), frozen=True, kw_only=True, forbid_unknown_fields=True
    )
    fields: list[Any] = [("cues", dict[str, entry], field(default_factory=dict))]  # type: ignore[valid-type]
    return msgspec.defstruct("RubricFile", fields, bases=(RubricFile,), frozen=True, kw_only=True,
                             forbid_unknown_fields=True)  # fmt: skip


def schema() -> dict[str, Any]:
    """The JSON Schema of a rubric file, for editors."""
    made = msgspec.json.schema(shape())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "csaudit rubric", **made}
