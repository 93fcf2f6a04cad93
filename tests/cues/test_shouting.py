"""A clause in capitals shouts; acronyms, product names and one emphasised word do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.cues import shouting
from csaudit.model import Hit, Message, Transcript


def found(*texts: str) -> list[Hit]:
    transcript = Transcript("t", tuple(Message("agent", text) for text in texts))
    return list(shouting.find(transcript, "agent", {}, shouting.Options()))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("I HAVE TOLD YOU THIS ALREADY", "I HAVE TOLD YOU THIS ALREADY"),
        ("Look. YOU DID NOT SEND IT!! So wait.", "YOU DID NOT SEND IT!!"),
        ("I said: THAT IS NOT MY PROBLEM.", "THAT IS NOT MY PROBLEM."),
        ("WHY CAN’T YOU READ, it is all there", "WHY CAN'T YOU READ"),
    ],
)
def test_a_clause_in_capitals_is_found_with_its_words(text: str, quote: str) -> None:
    (hit,) = found(text)
    assert text[hit.start : hit.end].replace("’", "'") == quote
    assert hit.sure


@pytest.mark.parametrize(
    "text",
    [
        "do NOT unplug the box",
        "Great news!!",
        "The USB HDMI VGA ports are at the back.",
        "HP ENVY PRO 6400 SERIES",
        "Your PNR is ABCDEF GHJKLM",
        "I am on it. OK, NO?",
        "IT IS",
        "@THE_SHOP #YOU #AND #ME",
    ],
)
def test_acronyms_names_codes_and_single_words_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["PLEASE DO NOT REPLY TO THIS E-MAIL.", "Note. DO NOT UNPLUG IT FOR NOW"])
def test_a_notice_in_capitals_is_doubtful(text: str) -> None:
    assert [hit.sure for hit in found(text)] == [False]


def test_who_only_ever_writes_capitals_does_not_shout() -> None:
    assert found("HOW CAN I HELP YOU TODAY?", "I WILL LOOK INTO IT FOR YOU.") == []
    assert found("HOW CAN I HELP YOU TODAY?", "I will look into it.")


def test_internal_notes_and_the_other_side_do_not_count() -> None:
    loud = "I AM NOT GOING TO DO THIS AGAIN"
    messages = (Message("customer", loud), Message("agent", loud, visibility="internal"), Message("agent", "ok"))
    assert list(shouting.find(Transcript("t", messages), "agent", {}, shouting.Options())) == []


@given(st.lists(st.text(max_size=80), max_size=3))
def test_a_hit_always_lies_inside_its_message(texts: list[str]) -> None:
    for hit in found(*texts):
        assert 0 <= hit.start < hit.end <= len(texts[hit.message])
