"""What an agent says of its own accord: no question, no echo, no answer to "why?"."""

import pytest

from csaudit.cues import unprompted
from csaudit.model import Hit, Message, Role, Transcript

OPTIONS = unprompted.Options(of=("accuses", "names"), excused=("names",), asked="why", softened="sorry")


def found(*turns: tuple[Role, str], cue: str = "names", **cues: int) -> list[Hit]:
    """What is left of a hit of `cue` over the whole last message; further cues by the message that holds them."""
    last = len(turns) - 1
    hits = {cue: [Hit(last, 0, len(turns[last][1].rstrip("?.!")))]}
    hits |= {name: [Hit(index, 0, 1)] for name, index in cues.items()}
    transcript = Transcript("t", tuple(Message(who, text) for who, text in turns))
    return list(unprompted.find(transcript, "agent", hits, OPTIONS))


def test_what_nobody_asked_for_counts() -> None:
    (hit,) = found(("customer", "Where is my chair?"), ("agent", "The courier lost it."))
    assert (hit.message, hit.sure, hit.note) == (1, True, "names")


def test_a_question_is_none() -> None:
    assert found(("customer", "It is gone"), ("agent", "The courier lost it?")) == []


@pytest.mark.parametrize("echo", ["The drivers left parcels in the rain.", "the driver LEFT the parcel in the rain"])
def test_the_customers_own_words_are_none(echo: str) -> None:
    assert found(("customer", "your driver left my parcel in the rain"), ("agent", echo)) == []


def test_one_word_in_common_is_no_echo() -> None:
    assert found(("customer", "ask the courier"), ("agent", "The courier lost it."))


def test_an_answer_to_why_is_none_for_those_who_may_be_named_only() -> None:
    turns: tuple[tuple[Role, str], ...] = (("customer", "Why?"), ("agent", "The courier lost it."))
    assert found(*turns, why=0) == []
    assert found(*turns, cue="accuses", why=0)


def test_why_counts_in_the_turn_before_only() -> None:
    turns: tuple[tuple[Role, str], ...] = (
        ("customer", "Why?"),
        ("customer", "Hello?"),
        ("agent", "One moment"),
        ("customer", "ok"),
        ("agent", "They lost it."),
    )
    assert found(*turns, why=0)
    assert found(*turns[:2], turns[4], why=0) == []


def test_beside_an_apology_it_is_doubtful() -> None:
    assert [hit.sure for hit in found(("agent", "The courier lost it, sorry."), sorry=0)] == [False]
    assert [hit.sure for hit in found(("agent", "You lost it, sorry."), cue="accuses", sorry=0)] == [True]
