"""All phrases of a rubric, found in one go."""

import pytest

from csaudit import rubric, scanner
from csaudit.patterns import Phrase
from csaudit.scanner import Scanner

PHRASES = [phrase for cue in rubric.load("service").cues.values() for phrase in cue.phrases]
TEXTS = [text for cue in rubric.load("service").cues.values() for text in cue.examples.hit + cue.examples.miss]


def compiled(phrases: list[Phrase]) -> Scanner:
    """A scanner that has seen enough to have compiled everything."""
    made = Scanner(phrases)
    for _ in range(scanner.FEW):
        made.scan("")
    return made


def test_the_first_texts_are_scanned_as_all_others_are() -> None:
    after = compiled(PHRASES)
    for text in TEXTS[::29]:
        assert set(Scanner(PHRASES).scan(text)) == set(after.scan(text))


@pytest.mark.parametrize("ready", [Scanner, compiled])
@pytest.mark.parametrize("text", ["größer: so sorry — naïve, so sorry", "🙂 so sorry", "so sorry ’ so sorry"])
def test_offsets_are_those_of_characters_whatever_script_stands_before(ready, text: str) -> None:
    spans = [(found.start, found.end) for found in ready([Phrase("c", "so sorry")]).scan(text)]
    assert spans
    assert {text[start:end] for start, end in spans} == {"so sorry"}
