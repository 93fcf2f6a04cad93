"""A hint counts where the conversation bears it out, and points at its own words."""

import pytest

from csaudit.cues.hinted import Options, find, needs
from csaudit.model import Hit, Message, Transcript

OPTIONS = Options(by="hint", beside=("plain",), after=("plain",), answered=("concern",), words=3)


def talk(*turns: str) -> Transcript:
    roles = {"C": "customer", "A": "agent", "N": "agent"}
    return Transcript(
        "t",
        tuple(
            Message(roles[turn[0]], turn[3:], visibility="internal" if turn[0] == "N" else "public")  # type: ignore[arg-type]
            for turn in turns
        ),
    )


def hits_of(transcript: Transcript, words: dict[str, str]) -> dict[str, list[Hit]]:
    return {
        cue: [
            Hit(index, message.text.index(word), message.text.index(word) + len(word))
            for index, message in enumerate(transcript.messages)
            if word in message.text
        ]
        for cue, word in words.items()
    }


@pytest.mark.parametrize(
    ("turns", "why"),
    [
        (["C: broken, but I need it"], ["beside plainer words"]),
        (["C: it is broken", "A: Noted.", "C: but I need it now"], ["goes on from before"]),
        (["C: it is broken", "A: Which one?", "C: the big one but white"], []),
        (["C: it is broken", "A: Noted.", "N: what now?", "C: but I need it now"], ["goes on from before"]),
        (["C: it is broken", "C: and it is mine?", "C: but I need it now"], ["goes on from before"]),
        (["C: but where is the lid", "A: So sorry!"], ["the answer takes it so"]),
        (["C: but where is the lid", "A: In the box.", "C: but which box then", "A: So sorry!"], []),
        (["C: but no", "A: So sorry!"], []),
        (["A: So sorry!", "C: but where is the lid"], []),
        (["C: but where is the lid"], []),
    ],
)
def test_a_hint_counts_only_where_something_bears_it_out(turns: list[str], why: list[str]) -> None:
    transcript = talk(*turns)
    hits = hits_of(transcript, {"hint": "but", "plain": "broken", "concern": "sorry"})
    found = list(find(transcript, "customer", hits, OPTIONS))
    assert [hit.note for hit in found] == why
    assert all(transcript.messages[hit.message].text == words(transcript, hit) and not hit.sure for hit in found)


def test_of_a_sentence_without_end_only_the_hint_is_shown() -> None:
    transcript = talk(f"C: broken, but {'I need it ' * 40}")
    found = list(find(transcript, "customer", hits_of(transcript, {"hint": "but", "plain": "broken"}), OPTIONS))
    assert [words(transcript, hit) for hit in found] == ["but"]


def words(transcript: Transcript, hit: Hit) -> str:
    """What a hit points at."""
    return transcript.messages[hit.message].text[hit.start : hit.end]


def test_it_needs_the_hint_and_all_that_bears_it_out() -> None:
    assert needs(OPTIONS) == ("hint", "plain", "plain", "concern")


def test_a_conversation_without_messages_holds_nothing() -> None:
    assert list(find(Transcript("t", ()), "customer", {}, OPTIONS)) == []
