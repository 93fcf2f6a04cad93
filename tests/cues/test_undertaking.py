"""What a speaker takes on, is at, or has done."""

import msgspec
import pytest

from csaudit.cues import undertaking
from csaudit.patterns import PatternError, Phrase
from csaudit.scanner import Scanner

VERBS = undertaking.Options(
    will=("(check|look into)", "call you back"), doing=("looking into",), done=("passed ... on", "refunded")
)


def taken_on(text: str) -> list[str]:
    """The words of each undertaking of the agent."""
    phrases = [Phrase("promise", form, source=source) for form, source in undertaking.patterns(VERBS)]
    return [text[found.start : found.end] for found in Scanner(phrases).scan(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I'll check that.", "I'll check"),
        ("I’ll check that.", "I’ll check"),
        ("ill just quickly check", "ill just quickly check"),
        ("We will of course look into it", "We will of course look into"),
        ("Let me go ahead and check.", "Let me go ahead and check"),
        ("Send it over so that we can look into it", "we can look into"),
        ("I'd be more than happy to look into this", "I'd be more than happy to look into"),
        ("Please allow me a few minutes to check", "allow me a few minutes to check"),
        ("Our billing team will look into it", "Our billing team will look into"),
        ("Someone from our dispute team will call you back", "Someone from our dispute team will call you back"),
        ("We'd  LIKE\nto  check", "We'd  LIKE\nto  check"),
        ("We're currently looking into it", "We're currently looking into"),
        ("The engineers are still looking into it", "The engineers are still looking into"),
        ("I've already passed your comments on", "I've already passed your comments on"),
        ("I refunded it", "I refunded"),
    ],
)
def test_the_first_person_and_a_verb_of_the_rubric(text: str, words: str) -> None:
    assert words in taken_on(text)


def test_a_second_verb_after_and_belongs_to_the_same_person() -> None:
    assert taken_on("I'll speak to the depot this morning and call you back") == [
        "I'll speak to the depot this morning and call you back"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Can we check the number?",
        "You can check the status online.",
        "We can't look into orders of other shops.",
        "I will not check it.",
        "Please check the cable.",
        "They refunded it.",
        "We will miss you",
    ],
)
def test_questions_negations_and_the_deeds_of_others_are_not(text: str) -> None:
    assert not taken_on(text)


@pytest.mark.parametrize("options", [{}, {"will": ["(check"]}, {"done": [""]}])
def test_verbs_that_are_no_phrases_are_refused_when_the_rubric_is_read(options: dict[str, list[str]]) -> None:
    with pytest.raises(PatternError):
        list(undertaking.patterns(msgspec.convert(options, undertaking.Options)))
