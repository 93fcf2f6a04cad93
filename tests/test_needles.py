"""What a text must hold for a pattern to match."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from csaudit import patterns, rubric
from csaudit.needles import needles
from csaudit.patterns import fold
from csaudit.scanner import Scanner

SERVICE = rubric.load("service").cues
TEXTS = [text for cue in SERVICE.values() for text in cue.examples.hit + cue.examples.miss]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (r"\bsorry\b", {"sorry"}),
        (r"\b(?:so\s+)?sorry\s+(?:about|for)", {"sorry"}),
        (r"\b(?:thanks|thank\s+you)\b", {"thanks", "thank"}),
        (r"(?:really\s+)?(?:a|an)\s+(?:refunds?|credit)", {"refund", "credit"}),
        (r"so+r+y", {"so"}),
        (r"apolog[iy]+ze?", {"apolog"}),
        (r"wait(?:ed|ing)", {"wait"}),
        (r"colou?r", {"colo"}),
        (r"x{0,3}yes{2}", {"yes"}),
        (r"(?i)HELLO", {"hello"}),
        (r"(?P<who>we|they) (?-i:CALLED)", {"called"}),
        (r"[a-z]+ly", {"ly"}),
        (r"\p{Lu}zed|\x{1F600}ok", {"zed", "ok"}),
        (r"[]x]one[^]]two", {"one"}),
        (r"a\.b", {"a"}),
        (r"(?:maybe|)(?:not)?", set()),
        (r"\d+|pounds", set()),
        (r"\Qa(b\E", set()),
        (r"[!?]{2,}", set()),
    ],
)  # fmt: skip
def test_needles_are_what_no_match_can_do_without(source: str, found: set[str]) -> None:
    re2.compile(source)
    assert needles(source) == found


def test_every_text_that_a_pattern_of_the_rubric_matches_holds_one_of_its_needles() -> None:
    scanner = Scanner([phrase for cue in SERVICE.values() for phrase in cue.phrases])
    for text in TEXTS:
        low = fold(text).casefold()
        for found in scanner.scan(text):
            wanted = found.phrase.needles
            assert not wanted or any(needle in low for needle in wanted), (found.phrase, text)


WORDS = st.sampled_from(
    ["so", "sorry", "KELVIN", "stra\u00dfe", "caf\u00e9", "don't", "(a|b)", "(very|)", "(can|could|)", "..."]
)


@given(
    st.lists(WORDS, min_size=1, max_size=5), st.sampled_from(["", "\u212a", "\u017f", "SO SORRY", "a very", "STRASSE"])
)
def test_a_phrase_that_matches_is_never_missed_for_its_needles(words: list[str], more: str) -> None:
    try:
        source = patterns.pattern(" ".join(words))
    except patterns.PatternError:
        return
    text = (
        fold(" ".join(words).replace("(very|)", "very").replace("(a|b)", "b").replace("(can|could|)", "could"))
        + " "
        + more
    )
    if patterns.compiled(source).search(text):
        wanted = needles(source)
        assert not wanted or any(needle in text.casefold() for needle in wanted)
