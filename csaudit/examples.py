"""Runs a rubric's own examples: each cue's hits and misses, each criterion's pass, fail, n/a and unsure."""

import re
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from csaudit import rubric
from csaudit.conditions import Situation
from csaudit.errors import Complaint
from csaudit.hits import Finder
from csaudit.model import Message, Transcript
from csaudit.patterns import Phrase
from csaudit.readers import Options, module
from csaudit.reading import front_matter
from csaudit.rubric import Cue, Rubric
from csaudit.scanner import Scanner
from csaudit.scoring import Scorer, verdict

_SPOKEN = re.compile(
    r"^\s*(?:\[[^\]\n]{1,40}\]\s*)?(agent|customer|bot|system)\b[^:\n]{0,60}:", re.IGNORECASE | re.MULTILINE
)


class Failure(Struct, frozen=True):
    """An example that did not get the verdict it stands under. number: its place in that list, from 0."""

    owner: str
    expected: str
    number: int
    text: str
    got: str


class Checked(Struct, frozen=True):
    """What running all examples of a rubric showed: each failure at its place, and how many there were."""

    complaints: tuple[Complaint, ...]
    of_criteria: int
    of_cues: int


def check(loaded: Rubric) -> Checked:
    """Run every example of every criterion and cue."""
    places = rubric.example_places(loaded.file)
    failures = [("criteria", failure) for failure in criterion_failures(loaded)]
    failures += [("cues", failure) for cue in loaded.cues.values() for failure in cue_failures(cue, loaded.cues)]
    complaints = []
    for kind, failure in failures:
        place = places[kind, failure.owner, failure.expected, failure.number]
        message = f"{failure.owner}: must be {failure.expected}, but is {failure.got}: {' / '.join(failure.text.split(chr(10)))}"
        complaints.append(Complaint(place.file, place.line, place.column, message))
    counts = [sum(key[0] == kind for key in places) for kind in ("criteria", "cues")]
    return Checked(tuple(complaints), *counts)


def criterion_failures(loaded: Rubric) -> Iterator[Failure]:
    """The examples of criteria that get another verdict. Every policy that a criterion asks for counts as configured."""
    scorer = Scorer(loaded, policies=_policies(loaded.criteria))
    for criterion in loaded.criteria:
        for expected, texts in (("pass", criterion.examples.pass_), ("fail", criterion.examples.fail),
                                ("n/a", criterion.examples.na), ("unsure", criterion.examples.unsure)):  # fmt: skip
            for number, text in enumerate(texts):
                read = transcript(text)
                decided = verdict(criterion, Situation(read, scorer.finder.find(read), scorer.policies))
                if decided.outcome != expected:
                    yield Failure(criterion.id, expected, number, text, f"{decided.outcome} ({decided.reason})")


def _policies(value: object) -> set[str]:
    """Every policy named by `configured:` in some criteria."""
    plain = msgspec.to_builtins(value)
    found: set[str] = set()

    def visit(part: object) -> None:
        if isinstance(part, dict):
            found.update([part["configured"]] if isinstance(part.get("configured"), str) else [])
            for inner in part.values():
                visit(inner)
        elif isinstance(part, list | tuple):
            for inner in part:
                visit(inner)

    visit(plain)
    return found


def transcript(text: str, role: str = "agent") -> Transcript:
    """An example as a transcript: "Role: text" lines, read by the text reader, or one message of `role`.

    Front matter gives the message's transcript its tags, as it does for a canned reply: "---\\nkind: refund\\n---\\nHi".
    """
    about, start = front_matter.split(text)
    if start:
        return Transcript("example", (Message(role, text[start:]),), "example", about.channel, tags=about.marks)  # type: ignore[arg-type]
    if _SPOKEN.search(text):
        parsed: Transcript = module("text").parse(text, "example", Options())
        return parsed
    return Transcript("example", (Message(role, text),), "example")  # type: ignore[arg-type]


def cue_failures(cue: Cue, cues: Mapping[str, Cue]) -> Iterator[Failure]:
    """The cue's examples that do not hold. In a conversation the last message of the cue's role counts."""
    finder = Finder(cues, [cue.name])
    for expected, texts in (("hit", cue.examples.hit), ("miss", cue.examples.miss)):
        for number, text in enumerate(texts):
            if _holds(finder, cue, text) != (expected == "hit"):
                yield Failure(cue.name, expected, number, text, "a miss" if expected == "hit" else "a hit")


def _holds(finder: Finder, cue: Cue, text: str, without: Phrase | None = None) -> bool:
    role = cue.said_by or "agent"
    read = transcript(text, role)
    last = max((index for index, message in enumerate(read.messages) if message.role == role), default=-1)
    return any(hit.message == last for hit in finder.find(read, without).found.get(cue.name, ()))


def unneeded(cue: Cue, cues: Mapping[str, Cue]) -> Iterator[str]:
    """Phrases of the cue that no example needs: without it every example of the cue still holds.

    Only the examples in which a phrase is found are looked at again, so that 2,000 phrases take seconds.
    """
    finder, scanner = Finder(cues, [cue.name]), Scanner(cue.phrases)
    found_in: dict[Phrase, list[tuple[str, bool]]] = {}
    for expected, texts in ((True, cue.examples.hit), (False, cue.examples.miss)):
        for text in texts:
            messages = transcript(text, cue.said_by or "agent").messages
            for phrase in {found.phrase for message in messages for found in scanner.scan(message.text)}:
                found_in.setdefault(phrase, []).append((text, expected))
    for phrase in cue.phrases:
        if all(_holds(finder, cue, text, phrase) == expected for text, expected in found_in.get(phrase, ())):
            yield f"{phrase.kind}: {phrase}"
