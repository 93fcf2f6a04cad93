"""Phrases: what they match, where, and what is no phrase."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.patterns import PatternError, Phrase, fold, pattern, source
from csaudit.scanner import Scanner


def spans(phrase: str, text: str, *, regex: bool = False) -> list[str]:
    return [text[found.start : found.end] for found in Scanner([Phrase("cue", phrase, regex)]).scan(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("so sorry", "I am SO   sorry!", ["SO   sorry"]),
        ("so sorry", "so\nsorry", ["so\nsorry"]),
        ("so sorry", "also sorry", []),
        ("sorry", "sorrynotsorry", []),
        ("don't", "I dont, I don’t, I don't", ["dont", "don’t", "don't"]),
        ("(very|really) sorry", "very sorry, really sorry", ["very sorry", "really sorry"]),
        ("(very |)sorry", "very sorry; sorry", ["very sorry", "sorry"]),
        ("(very |) sorry", "very sorry; sorry", ["very sorry", "sorry"]),
        ("so (very |) sorry", "so sorry, so very sorry", ["so sorry", "so very sorry"]),
        ("so (very|) sorry", "so sorry, so very sorry", ["so sorry", "so very sorry"]),
        ("sorry (about that|)", "sorry about that", ["sorry about that"]),
        ("being (here |)with us", "being with us, being here with us", ["being with us", "being here with us"]),
        ("a (b|(c|d) e) f", "a b f a d e f", ["a b f", "a d e f"]),
        ("I'm ... sorry", "I'm terribly, terribly sorry", ["I'm terribly, terribly sorry"]),
        ("I'm ... sorry", "I'm one two three four five sorry", []),
        ("I'm ... sorry", "I'm gone. Very sorry", []),
        ("école", "l'école, une école", ["école", "école"]),
        ("cole", "école", []),
        ("10% off", "get 10% off", ["10% off"]),
        ("c++", "in C++ code", ["C++"]),
        ("sorry", "İİİ sorry", ["sorry"]),
        ("thank you", "thank\u00a0you", ["thank\u00a0you"]),
    ],
)
def test_a_phrase_matches_as_a_person_reads_it(phrase: str, text: str, found: list[str]) -> None:
    assert spans(phrase, text) == found


def test_a_regex_entry_is_taken_as_it_stands() -> None:
    assert spans(r"so+ sorry", "sooooo sorry", regex=True) == ["sooooo sorry"]


@pytest.mark.parametrize(
    ("phrase", "regex", "told"),
    [
        ("(a|b", False, "an opening parenthesis without a closing one in '(a|b'"),
        ("a)", False, "a closing parenthesis without an opening one in 'a)'"),
        ("(sorry|)", False, "every part of '(sorry|)' is optional, so it would match anywhere"),
        ("sorry ...", False, "a gap needs words on both sides: 'sorry ...'"),
        ("x" * 1001, False, "a phrase longer than 1000 characters"),
        ("(?<!no )sorry", True, "not a regular expression: look-around is not there (RE2 is linear for that); "
                                "list what must not match under `except`"),
        (r"(a)\1", True, "not a regular expression: back-references are not there (RE2 is linear for that)"),
        ("a*", True, "/a*/ matches the empty text, so it would match anywhere"),
        ("a(", True, "not a regular expression: missing ): a("),
    ],
)  # fmt: skip
def test_what_is_no_phrase_is_told_in_words(phrase: str, regex: bool, told: str) -> None:
    with pytest.raises(PatternError) as error:
        source(Phrase("cue", phrase, regex))

    assert str(error.value) == told


@given(st.text())
def test_folding_never_moves_an_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(), st.text())
def test_a_phrase_is_found_at_its_offsets_in_any_text(before: str, after: str) -> None:
    text = f"{before} so sorry {after}"

    assert any(text[one.start : one.end].lower() == "so sorry" for one in Scanner([Phrase("c", "so sorry")]).scan(text))


@given(st.text(alphabet="ab|() .'x", max_size=30))
def test_any_phrase_compiles_or_is_told(phrase: str) -> None:
    try:
        pattern(phrase)
    except PatternError:
        return
    Scanner([Phrase("c", phrase)])


@pytest.mark.parametrize("text", ["a b c", "a  b   c", "ab c", "a b  c"])
def test_a_space_in_an_expression_is_any_run_of_spaces_and_an_optional_one_any_or_none(text: str) -> None:
    assert spans("a ?b c", text, regex=True) == [text]
