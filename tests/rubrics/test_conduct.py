"""The documents' own words against the conduct cues, with straight and with curly quotes."""

import pytest

from csaudit import examples, rubric
from csaudit.hits import Finder

CUES = rubric.load("english_conduct").cues
FINDER = Finder(CUES, CUES)
JUDGED = ("blame", "confrontation", "anger", "belittling", "dead_end", "alternative", "negative")


def cues(text: str) -> dict[str, bool]:
    """The judged cues of the last message, and whether any of their hits is sure."""
    transcript = examples.transcript(text)
    last = len(transcript.messages) - 1
    found = FINDER.find(transcript).found
    hits = {name: [hit.sure for hit in found.get(name, ()) if hit.message == last] for name in JUDGED}
    return {name: any(sure) for name, sure in hits.items() if sure}


UPSET = "Customer: This is the third time, I am furious! My order is broken.\nAgent: "


@pytest.mark.parametrize("quotes", ["straight", "curly"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the shipping department made an error", {"blame": True}),
        ("our salesperson failed to include it", {"blame": True}),
        ("the order was damaged in transit", {"blame": False}),
        ("I am so sorry the order was damaged in transit", {}),
        ("It was my fault", {}),
        ("Yes, I understand we made a mistake", {}),
        ("Wow! I'm so terribly sorry we didn't perform as expected! Please allow me to make it right for you", {}),
        ("while we do try to keep our installation appointments occasionally there are unforeseen difficulties", {}),
        ("I don't know", {"dead_end": True, "negative": True}),
        ("I don't know yet, I'm checking", {}),
        ("Let me find that information for you.", {}),
        ("Oh it's MY problem because YOU'RE upset", {"confrontation": True, "anger": True, "negative": True}),
        ("You're wrong", {"confrontation": True, "negative": True}),
        ("I see your point and may I offer an alternative?", {"alternative": True}),
        ("Why are you so mad?", {"confrontation": True, "belittling": True, "negative": True}),
        ("I completely understand and would feel the same if I were in your shoes", {}),
        ("You're really getting under my skin right now", {"confrontation": True, "anger": True, "negative": True}),
        ("the fee is £5, not £50", {}),
        ("as I mentioned, Friday works", {}),
        ("please do NOT unplug the box", {}),
        ("Great news!!", {}),
        ("I'd be frustrated too. That would confuse me as well.", {}),
        ("I know your time is very valuable", {}),
    ],
)
def test_the_documents_own_words(text: str, expected: dict[str, bool], quotes: str) -> None:
    if quotes == "curly":
        text = text.replace("'", "’")
    assert cues(UPSET + text) == expected


@pytest.mark.parametrize("name", CUES)
def test_each_cue_finds_its_examples_and_needs_each_phrase(name: str) -> None:
    assert list(examples.cue_failures(CUES[name], CUES)) == []
    assert list(examples.unneeded(CUES[name], CUES)) == []
