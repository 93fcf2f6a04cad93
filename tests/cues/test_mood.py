"""The mood is asked about only after trouble, and points at the word that weighs most."""

import pytest

from csaudit.cues.mood import Options, find
from csaudit.model import Hit, Message, Transcript

OPTIONS = Options(after=("upset",), unless=("upset",), at_least=0.3)


def turned(*texts: str, upset: tuple[int, ...] = (0,)) -> list[str]:
    transcript = Transcript("t", tuple(Message("customer", text) for text in texts))
    hits = {"upset": [Hit(index, 0, 1) for index in upset]} if upset else {}
    return [texts[hit.message][hit.start : hit.end] for hit in find(transcript, "customer", hits, OPTIONS)]


@pytest.mark.parametrize(
    ("later", "word"),
    [
        ("Oh, that's really good of you", ["good"]),
        ("@ShopHelp WONDERFUL, see https://shop.example/great", ["WONDERFUL"]),
        ("That isn’t good", []),
        ("The box is grey.", []),
        ("", []),
    ],
)
def test_a_good_word_after_trouble_is_a_turn(later: str, word: list[str]) -> None:
    assert turned("I am livid", later) == word


def test_before_the_trouble_and_within_it_nothing_turns() -> None:
    assert turned("That's really good of you", upset=()) == []
    assert turned("That's really good of you", "I am livid", upset=(1,)) == []
    assert turned("I am livid", "Oh great, really great", upset=(0, 1)) == []
