"""Runs a rubric's own examples: each cue's hits and misses, each criterion's pass, fail, n/a and unsure."""

import re
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from csaudit.hits import Finder
from csaudit.model import Message, Transcript
from csaudit.readers import Options, module
from csaudit.rubric import Cue

_SPOKEN = re.compile(r"^\s*(agent|customer|bot|system)\b[^:\n]{0,60}:", re.IGNORECASE | re.MULTILINE)


class Failure(Struct, frozen=True):
    """An example that did not get the verdict it stands under."""

    owner: str
    expected: str
    text: str
    got: str


def transcript(text: str, role: str = "agent") -> Transcript:
    """An example as a transcript: "Role: text" lines, read by the text reader, or one message of `role`."""
    if _SPOKEN.search(text):
        parsed: Transcript = module("text").parse(text, "example", Options())
        return parsed
    return Transcript("example", (Message(role, text),), "example")  # type: ignore[arg-type]


def cue_failures(cue: Cue, cues: Mapping[str, Cue]) -> Iterator[Failure]:
    """The cue's examples that do not hold. In a conversation the last message of the cue's role counts."""
    finder = Finder(cues, [cue.name])
    for expected, texts in (("hit", cue.examples.hit), ("miss", cue.examples.miss)):
        for text in texts:
            if (_holds(finder, cue, text)) != (expected == "hit"):
                yield Failure(f"cue {cue.name}", expected, text, "miss" if expected == "hit" else "hit")


def _holds(finder: Finder, cue: Cue, text: str) -> bool:
    role = cue.said_by or "agent"
    read = transcript(text, role)
    last = max((index for index, message in enumerate(read.messages) if message.role == role), default=-1)
    return any(hit.message == last for hit in finder.find(read).found.get(cue.name, ()))


def unneeded(cue: Cue, cues: Mapping[str, Cue]) -> Iterator[str]:
    """Phrases of the cue that no example needs: without it every example of the cue still holds."""
    for index, phrase in enumerate(cue.phrases):
        fewer = msgspec.structs.replace(cue, phrases=cue.phrases[:index] + cue.phrases[index + 1 :])
        if not fewer.phrases and not fewer.kinds and not fewer.any_of:
            continue
        if next(cue_failures(fewer, {**cues, cue.name: fewer}), None) is None:
            yield f"{phrase.kind}: {phrase}"
