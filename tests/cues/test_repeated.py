"""The same sentence again, after the other side has spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.cues import repeated
from csaudit.model import Hit, Message, Role, Transcript

AIM = "We aim to look at every claim within five working days."


def found(*turns: tuple[Role, str], role: Role = "agent", options: repeated.Options | None = None) -> list[Hit]:
    transcript = Transcript("t", tuple(Message(who, text) for who, text in turns))
    return list(repeated.find(transcript, role, {}, options or repeated.Options()))


def test_a_sentence_sent_again_points_at_the_copy_and_names_the_first() -> None:
    again = f"As you know: no. {AIM}"
    (hit,) = found(("agent", AIM), ("customer", "it has been three weeks"), ("agent", again))
    assert (hit.message, again[hit.start : hit.end], hit.sure, hit.note) == (2, AIM, True, "as in message 1")


@pytest.mark.parametrize(
    "copy",
    [
        AIM.upper(),
        AIM.replace(" ", "  "),
        f"@anna {AIM} ^JR",
        "we aim to look at every claim, within five working days!!",
    ],
)
def test_capitals_spaces_handles_and_signatures_do_not_hide_a_copy(copy: str) -> None:
    assert found(("agent", AIM), ("customer", "still nothing"), ("agent", copy))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (AIM, "We aim to look at every claim within six working days."),
        ("Thank you for contacting the Harbour team.", "Thank you for contacting the Harbour team."),
        ("Let me know if there is anything else I can do.", "Let me know if there is anything else I can do."),
        ("Is it the blue one?", "Is it the blue one?"),
    ],
)
def test_other_words_kind_words_and_short_sentences_are_none(first: str, second: str) -> None:
    assert found(("agent", first), ("customer", "and?"), ("agent", second)) == []


def test_two_copies_in_a_row_are_a_double_click() -> None:
    assert found(("customer", "hello"), ("agent", AIM), ("agent", AIM)) == []


@pytest.mark.parametrize(
    "again",
    [
        "Can you see a green light on the back of the box?",
        "Right. First of all please open the app. Go to the menu at the top of the screen. Then choose Settings, and"
        " then Accounts, and sign out of the old one.",
    ],
)
def test_questions_and_steps_repeated_for_good_reason_are_doubtful(again: str) -> None:
    first = "Can you see a green light on the back of the box? Go to the menu at the top of the screen."
    (hit,) = found(("agent", first), ("customer", "which one"), ("agent", again))
    assert not hit.sure


def test_a_customer_asks_the_same_in_slightly_other_words() -> None:
    options = repeated.Options(alike=0.6, questions=True)
    turns: list[tuple[Role, str]] = [
        ("customer", "Can I take the bike on the early train?"),
        ("agent", "We have forty trains a day."),
        ("customer", "ok but can I take my bike on the early train??"),
    ]
    (hit,) = found(*turns, role="customer", options=options)
    assert (hit.message, hit.sure) == (2, False)
    turns[2] = ("customer", "And what does a bike ticket cost on that?")
    assert found(*turns, role="customer", options=options) == []


@given(st.lists(st.tuples(st.sampled_from(["agent", "customer"]), st.text(max_size=60)), max_size=4))
def test_a_hit_always_lies_inside_its_message(turns: list[tuple[Role, str]]) -> None:
    for hit in found(*turns, *turns):
        assert 0 <= hit.start < hit.end <= len((turns * 2)[hit.message][1])
