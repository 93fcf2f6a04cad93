"""Why a verdict is as it is, in words that settle a dispute without a meeting."""

from pathlib import Path

import pytest

from tests.conftest import ROOT

RUBRIC = """
name: House rules
version: "1"
language: en
pass_mark: 75
cues:
  sorry:
    said_by: agent
    title: Says sorry
    any_of: [plainly_sorry]
  plainly_sorry:
    said_by: agent
    phrases:
      - (so |very |truly |really |awfully |terribly |ever so |deeply |)sorry (about|for|that|to) (the|your|this|that|hear|you)
      - my apologies
    maybe: [oh dear]
    except: [sorry for the (delay|wait), sorry that you feel]
    examples: {hit: ["So sorry for the mess.", "My apologies.", "Oh dear."], miss: ["Sorry for the delay.", "Sorry that you feel so."]}
  trouble:
    said_by: customer
    phrases: [broken]
    examples: {hit: [It is broken.], miss: [Hello.]}
criteria:
  - {id: says_sorry, title: Says sorry for what broke, weight: 3, when: {customer: trouble}, expect: {agent: sorry}, advice: Say it plainly.}
  - {id: in_time, when: {known: times}, expect: {agent: sorry}}
  - {id: kind, unless: {channel: voice}, never: {agent: trouble_made}, weight: 2, critical: true}
"""
RUBRIC = RUBRIC.replace("  trouble:", """  trouble_made:
    phrases: [your own fault]
    examples: {hit: [It is your own fault.], miss: [Hello.]}
  trouble:""")


@pytest.fixture
def explain(csaudit, tmp_path: Path):
    (tmp_path / "house.yaml").write_text(RUBRIC)

    def explained(text: str, criterion: str) -> str:
        (tmp_path / "chat.txt").write_text(text)
        result = csaudit("explain", tmp_path / "chat.txt", criterion, "-r", tmp_path / "house.yaml", "--isolated")
        assert (result.code, result.err) == (0, "")
        return result.out

    return explained


def test_what_applied_what_counted_and_by_which_phrase(explain) -> None:
    out = explain("Customer: My kettle is broken.\nAgent: I am so sorry about your kettle!\n", "says_sorry")

    assert out.startswith("says_sorry in chat: pass\n  Says sorry for what broke\n  because sorry in message 2: ")
    assert 'It applies because of\n  trouble: "broken" in message 1, customer (' in out
    assert "  sorry (agent): Says sorry\n  trouble (customer)\n" in out or "  trouble (customer)\n  sorry (agent): Says sorry\n" in out
    assert '      counted sorry: "so sorry about your", by the phrase (so |very |truly |really |awfully |terribly |' in out
    assert "sorry (about|for" not in out, "a long phrase is cut"
    assert "advice" not in out


def test_what_did_not_count_is_told_with_the_words_that_took_it_back(explain) -> None:
    out = explain("Customer: It is broken.\nAgent: Sorry for the delay.\n", "says_sorry")

    assert 'nearest: "Sorry for the" in message 2, which does not count in "Sorry for the delay"' not in out, "a part of sorry"
    assert ('      did not count as sorry: "Sorry for the", because of the exception "Sorry for the delay": '
            "sorry for the (delay|wait)\n") in out  # fmt: skip
    assert "advice: Say it plainly." in out


def test_what_is_doubtful_is_told(explain) -> None:
    out = explain("Customer: It is broken.\nAgent: Oh dear.\n", "says_sorry")

    assert out.startswith("says_sorry in chat: unsure\n")
    assert '      doubtful sorry: "Oh dear"\n' in out, "the phrase says no more than the words"
    assert "Weight 3, unsure: is left out of the score, and lowers coverage.\n" in out


def test_what_no_phrase_found_is_told_with_its_means(csaudit, tmp_path) -> None:
    (tmp_path / "r.yaml").write_text(
        "name: r\ncues:\n  promise: {said_by: agent, undertaking: {will: [call]}, examples: {hit: [I will call you.]}}\n"
        "criteria:\n  - {id: promises, expect: {agent: promise}}\n"
    )
    (tmp_path / "a.txt").write_text("Customer: hi\nAgent: I will call you.\n")
    result = csaudit("explain", tmp_path / "a.txt", "promises", "-r", tmp_path / "r.yaml")

    assert '      counted promise: "I will call", found as will do\n' in result.out


def test_the_arithmetic_can_be_done_again_by_hand(explain) -> None:
    out = explain("Customer: It is broken.\nAgent: Hello.\n", "says_sorry")

    assert "Weight 3, fail: counts as points missed.\n" in out
    assert "  earned      2   kind 2\n  missed      3   says_sorry 3\n  unsure      0\n" in out
    assert "Score: 2 earned of 5 earned or missed = 40.0; coverage 100%; not passed\n" in out


def test_a_critical_fail_is_part_of_the_arithmetic(explain) -> None:
    out = explain("Customer: It is broken.\nAgent: So sorry about that. It is your own fault.\n", "kind")

    assert "Score: 3 earned of 5 earned or missed = 60.0; coverage 100%; not passed\n" in out


@pytest.mark.parametrize(
    ("criterion", "told"),
    [
        ("kind", "It applies to every conversation but some, and this is none of those.\n"),
        ("in_time", "It applies because when it was written is known.\n"),
    ],
)
def test_why_it_applies_where_no_words_say_so(explain, criterion, told) -> None:
    out = explain("[2025-03-03 10:02] Ann (customer): It is broken.\n[2025-03-03 10:03] Bo (agent): Hello.\n", criterion)

    assert told in out


def test_a_transcript_that_score_skips_is_said_to_be_skipped(explain) -> None:
    out = explain(
        "Customer: Guten Tag, die Lampe ist kaputt.\nAgent: Guten Tag, es tut mir sehr leid, dass Ihre Lampe nicht mehr geht. Ich habe "
        "das sofort geprüft, und die neue Lampe wird morgen bei Ihnen sein.\n", "says_sorry",
    )  # fmt: skip

    assert "  ! `csaudit score` skips this transcript: written in German" in out


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("empty.txt", "", 3, "empty.txt: empty"),
        ("notes.txt", "Buy milk.\n", 3, "notes.txt: no reader knows this: text without speakers"),
        ("table.json", '{"widgets": []}', 3, "table.json: no reader knows this: JSON with the keys widgets"),
    ],
)
def test_an_input_without_a_transcript_is_told_with_its_reason(csaudit, tmp_path, name, content, code, told) -> None:
    (tmp_path / name).write_text(content)
    result = csaudit("explain", tmp_path / name, "greeting")

    assert (result.code, result.out, told in result.err) == (code, "", True), result.err


def test_a_criterion_that_is_not_there_is_told_with_where_they_are_listed(csaudit) -> None:
    result = csaudit("explain", ROOT / "samples" / "chat" / "02-lamp-blame.txt", "xyz", "-r", "service")

    assert (result.code, result.err) == (
        2, "csaudit: the rubric 'Service essentials' has no criterion 'xyz'; `csaudit rubric show service` lists them\n",
    )  # fmt: skip
