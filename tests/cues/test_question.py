"""Questions by the form of the sentence, with and without their mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.cues import question
from csaudit.model import Message, Role, Transcript
from csaudit.patterns import fold


def asked(*turns: tuple[Role, str]) -> list[str]:
    """The words of each question that the agent asks."""
    transcript = Transcript("t", tuple(Message(role, text) for role, text in turns))
    hits = question.find(transcript, "agent", {}, question.Options())
    return [transcript.messages[hit.message].text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sorry to hear that. Which branch was it? ^JR", ["Which branch was it?"]),
        ("Last four digits?", ["Last four digits?"]),
        ("Is it the app?! Or the site?", ["Is it the app?!", "Or the site?"]),
        ("¿Where? Here\nAnd when?", ["¿Where?", "And when?"]),
        ("Is it this one: https://shop.example/a?", ["Is it this one: https://shop.example/a?"]),
    ],
)
def test_a_sentence_with_a_question_mark_is_a_question(text: str, words: list[str]) -> None:
    assert asked(("agent", text)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ok, what's the postcode please", ["what's the postcode please"]),
        ("Thanks. have you tried it over wifi", ["have you tried it over wifi"]),
        ("And which platform was it on.", ["which platform was it on."]),
        ("right how long have you had it", ["how long have you had it"]),
        ("Can  you   send the number", ["Can  you   send the number"]),
        ("lovely thank you is it still ringing and what colour is the light",
         ["is it still ringing and ", "what colour is the light"]),
    ],
)  # fmt: skip
def test_without_a_mark_the_order_of_the_words_tells(text: str, words: list[str]) -> None:
    assert asked(("agent", text)) == words


@pytest.mark.parametrize(
    "text",
    [
        "What you can do is restart it.",
        "Please let me know when you are there.",
        "The page at https://shop.example/find?q=lamp&page=2 shows it.",
        "Let's have it checked.",
        "If you have this issue again, tell us.",
        "That is how it works. When it rings, press one.",
        "",
    ],
)
def test_statements_are_no_questions(text: str) -> None:
    assert not asked(("agent", text))


def test_a_customers_question_quoted_in_the_answer_is_not_asked_again() -> None:
    first = "How can I see that kind of error?"
    assert not asked(("customer", first), ("agent", "jo.miller said\nhow can I see  that kind of error?\nYou cannot."))
    assert asked(("customer", first), ("agent", "Which kind of error?")) == ["Which kind of error?"]


def test_only_what_the_role_says_in_public_counts() -> None:
    assert not asked(("customer", "Where is it?"), ("bot", "Which order?"))
    internal = Transcript("t", (Message("agent", "Who has this one?", visibility="internal"),))
    assert not list(question.find(internal, "agent", {}, question.Options()))


@given(st.text(alphabet=st.sampled_from("what is you  have ?.!,\n’İé://"), max_size=80))
def test_spans_lie_in_the_text_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for start, stop, _ in question.questions(fold(text)):
        assert end <= start < stop <= len(text)
        end = stop
