"""What can be counted in a text."""

import pytest

from csaudit.measures import MIN_WORDS, measure, sentences, syllables


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It came. It broke!", [["It", "came"], ["It", "broke"]]),
        ("See https://example.com/a.b?c=1 for more", [["See", "for", "more"]]),
        ("Write to help@example.com. We answer", [["Write", "to"], ["We", "answer"]]),
        ("Order AB-1234-x is late", [["Order", "is", "late"]]),
        ("@kiosk #late hello", [["hello"]]),
        ('You wrote "it is broken" to us', [["You", "wrote", "to", "us"]]),
        ("Don’t re-open it", [["Don’t", "re-open", "it"]]),
        ("...", []),
    ],
)
def test_codes_links_and_quotes_are_no_words(text: str, words: list[list[str]]) -> None:
    assert sentences([text]) == words


@pytest.mark.parametrize(("word", "count"), [("sorry", 2), ("made", 1), ("table", 2), ("Delivered", 3), ("hmm", 1), ("used", 1)])
def test_syllables_are_groups_of_vowels_less_a_silent_e(word: str, count: int) -> None:
    assert syllables(word) == count


def test_too_little_text_has_no_reading_ease() -> None:
    short, enough = [["word"] * (MIN_WORDS - 1)], [["word"] * MIN_WORDS]

    assert measure("reading_ease", short) is None
    assert measure("reading_ease", enough) == 91.8
    assert (measure("words", short), measure("longest_sentence_words", enough)) == (29.0, 30.0)


@pytest.mark.parametrize("hostile", ["a-", "a", "@", '"a', "1.", "a@", "#a.", "www"])
def test_a_megabyte_without_a_space_is_read_once(hostile: str) -> None:
    sentences([hostile * (1_000_000 // len(hostile))])
