"""Questions, by the form of the sentence: with its question mark, and without one as people type and speak.

    clarify:
      said_by: agent
      question: {}
      except: [anything else]          # what is asked, but not to learn something

A sentence that ends in a question mark is a question ("Last four digits?"). Without one it is a question where it, or a
clause of it, begins like one: a question word and a verb ("what's the number please"), or a verb before its subject
("have you got it there"). Speech written down often has no marks at all: there such a beginning counts anywhere. What
repeats a question of the other side, as forum replies quote it, is not asked again. The rubric's `except` decides which
questions do not count.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, said_by
from csaudit.patterns import compiled, fold

_SENTENCE_END = re.compile(r"\?[?!.]*|[.!]+(?=[\s\"')\]]|$)|\n")
_LONGEST = 300  # characters of a question that are shown, the last ones
_NOT = "(?:n'?t)?"
_INVERTED = (
    rf"(?:(?:is|was){_NOT} (?:it|this|that|there|your|he|she)"
    rf"|(?:are|were){_NOT} (?:you|u|ya|there|they|these|those|your|we)"
    rf"|(?:do|does|did){_NOT} (?:you|u|ya|it|they|this|that|your|we)"
    rf"|have{_NOT} (?:you|u|ya|they|your|we)|has{_NOT} (?:it|this|that|your)"
    rf"|(?:ca|can|could|would|will|wo|may|might){_NOT} (?:you|u|ya|i|we|it|this|that))"
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|have|has|had|would|will|can|could|should)"
_ASKED = (
    rf"(?:(?:what|who|where|when|why|how)(?:'?s| {_AUXILIARY})|what (?:happens|happened|seems|brings|made)"
    rf"|(?:what|which|whose|how) \w+ (?:\w+ )?{_AUXILIARY} (?:you|u|i|we|it|this|that|they|the|your)"
    r"|(?:at|for|from|in|on) (?:what|which) \w+)"
)
_BEGINNING = rf"(?:{_INVERTED}|{_ASKED})\b"
_LEAD_IN = (
    r"(?:^|[,;:&>)\n]\s*| - |\b(?:and|or|but|so|also|then|now|well|ok|okay|okey|alright|right|yes|yeah|yep|sure|great|"
    r"perfect|lovely|sorry|please|pls|thanks|thx|thank you|hi|hello|hey|oh|uh|um|er|hmm|"
    r"first|next|maam|ma'am|sir|madam) )"
)
_CLAUSE = compiled(rf"{_LEAD_IN}({_BEGINNING})".replace(" ", r"\s+"))
_ANYWHERE = compiled(rf"\b({_BEGINNING})".replace(" ", r"\s+"))


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """None: what does not count stands under the cue's `except`."""


def find(
    transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options
) -> Iterable[Hit]:
    """Every question that `role` asks, each a hit over its words."""
    own = set(said_by(transcript, role))
    asked_before: set[str] = set()
    for index, message in enumerate(transcript.messages):
        text = fold(message.text)
        for start, end, by in questions(text):
            words = " ".join(text[start:end].lower().split())
            if index not in own:
                asked_before.add(words)
            elif words not in asked_before or " " not in words:
                yield Hit(index, start, end, by=by)


def questions(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and form of each question in a folded text. Linear."""
    begins = _ANYWHERE.search(text) is not None
    if not begins and "?" not in text:
        return
    if not any(mark in text for mark in ".,;:!?\n"):
        starts = [match.start(1) for match in _ANYWHERE.finditer(text)]
        for start, following in pairwise([*starts, len(text)]):
            yield start, min(following, start + _LONGEST), "word order"
        return
    for start, end, marked in _sentences(text):
        if marked:
            yield max(start, end - _LONGEST), end, "question mark"
        elif begins and (match := _CLAUSE.search(text[start:end])) is not None:
            yield start + match.start(1), min(end, start + match.start(1) + _LONGEST), "word order"


def _sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Sentences and lines without the white space before them; True for those with a question mark."""
    start = 0
    for match in _SENTENCE_END.finditer(text + "\n"):
        if match[0].startswith("?") and _inside_link(text, match.start()):
            continue
        end = min(match.end(), len(text))
        first = end - len(text[start:end].lstrip())
        if text[first:end].strip(" .!?\n"):
            yield first, end, match[0].startswith("?")
        start = end


def _inside_link(text: str, mark: int) -> bool:
    """The question mark begins the query of a URL: more of it follows without a space."""
    if mark + 1 >= len(text) or text[mark + 1].isspace():
        return False
    word = text[max(0, mark - 200) : mark].split()[-1:]
    return bool(word) and ("://" in word[0] or "www." in word[0])
