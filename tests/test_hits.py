"""From what is found to what counts: the surer of two hits, then the longer, and never two on the same words."""

import pytest

from csaudit.hits import Finder
from csaudit.model import Message, Transcript
from csaudit.patterns import Phrase
from csaudit.rubric import Cue
from csaudit.rubric.language import CueExamples


def heard(text: str, *phrases: Phrase) -> list[tuple[str, bool]]:
    """The words of each hit that counts, and whether it is sure."""
    cue = Cue("cue", "agent", phrases, {}, (), CueExamples())
    found = Finder({"cue": cue}, ["cue"]).find(Transcript("t", (Message("agent", text),))).found
    return [(text[hit.start : hit.end], hit.sure) for hit in found.get("cue", ())]


def phrase(text: str, kind: str = "sure") -> Phrase:
    return Phrase("cue", text, kind=kind)


@pytest.mark.parametrize(
    ("text", "phrases", "counted"),
    [
        ("so sorry", [phrase("so sorry"), phrase("sorry")], [("so sorry", True)]),
        ("so sorry", [phrase("so sorry", "maybe"), phrase("sorry")], [("sorry", True)]),
        ("so sorry, sorry", [phrase("so sorry", "maybe"), phrase("sorry")], [("sorry", True), ("sorry", True)]),
        ("sorry you feel so", [phrase("sorry"), phrase("sorry you feel", "except")], []),
        ("sorry. sorry you feel so", [phrase("sorry"), phrase("sorry you feel", "except")], [("sorry", True)]),
        ("sorry about that", [phrase("sorry about"), phrase("about that")], [("sorry about", True)]),
    ],
)
def test_of_overlapping_hits_the_surer_then_the_longer_counts(
    text: str, phrases: list[Phrase], counted: list[tuple[str, bool]]
) -> None:
    assert heard(text, *phrases) == counted


def test_a_doubtful_hit_is_dropped_however_many_sure_ones_stand_behind_the_one_it_overlaps() -> None:
    found = heard("so sorry " + "sorry " * 100, phrase("so sorry", "maybe"), phrase("sorry"))
    assert found == [("sorry", True)] * 101
