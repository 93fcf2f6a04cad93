"""Verdicts, scores and what they rest on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit import examples, rubric
from csaudit.model import Message, Scorecard, Transcript, Verdict
from csaudit.scoring import Scorer, weigh
from tests.conftest import CONSTRUCTS

SCORER = Scorer(rubric.load(CONSTRUCTS), policies=["angry"])


def score(text: str, **given_: object) -> Scorecard:
    return SCORER.score(examples.transcript(text))


def verdict(card: Scorecard, criterion: str) -> Verdict:
    return next(one for one in card.verdicts if one.criterion == criterion)


@pytest.mark.parametrize(
    ("outcomes", "score_and_coverage"),
    [
        ([("pass", 3), ("fail", 1)], (75.0, 1.0)),
        ([("pass", 1), ("n/a", 5)], (100.0, 1.0)),
        ([("pass", 1), ("unsure", 3)], (100.0, 0.25)),
        ([("n/a", 1)], (None, None)),
        ([("unsure", 1)], (None, 0.0)),
        ([], (None, None)),
    ],
)
def test_the_score_is_what_passed_of_what_was_decided(outcomes, score_and_coverage) -> None:
    assert weigh([Verdict("c", outcome, "", weight) for outcome, weight in outcomes]) == score_and_coverage


@given(st.lists(st.tuples(st.sampled_from(["pass", "fail", "n/a", "unsure"]), st.floats(0.1, 10))), st.floats(0.1, 10))
def test_a_bonus_adds_and_never_takes(outcomes, weight) -> None:
    verdicts = [Verdict("c", outcome, "", given_) for outcome, given_ in outcomes]
    plain = weigh(verdicts)[0]
    for outcome in ("pass", "n/a", "unsure"):  # a bonus never fails: see the next test
        with_bonus = weigh([*verdicts, Verdict("b", outcome, "", weight, bonus=True)])[0]
        assert plain is None or (with_bonus is not None and with_bonus >= plain)


def test_a_bonus_that_is_not_earned_is_not_a_fail() -> None:
    one = verdict(score("Customer: it is broken\nAgent: ok"), "a_bonus")

    assert (one.outcome, one.reason) == ("n/a", "not earned: no sorry in message 2")


@given(st.lists(st.tuples(st.sampled_from(["pass", "fail", "n/a", "unsure"]), st.floats(0.1, 10))), st.floats(0.1, 10))
def test_a_penalty_takes_and_never_adds(outcomes, weight) -> None:
    verdicts = [Verdict("c", outcome, "", given_) for outcome, given_ in outcomes]
    plain = weigh(verdicts)[0]
    for outcome in ("pass", "fail", "n/a", "unsure"):
        with_penalty = weigh([*verdicts, Verdict("p", outcome, "", weight, penalty=True)])[0]
        assert with_penalty == plain or (outcome == "fail" and with_penalty is not None and with_penalty <= (plain or 0))


def test_an_absence_says_where_it_looked_and_what_came_nearest() -> None:
    card = score("Customer: it is broken\nAgent: Sorry you feel that way.\nAgent: ok")
    one = verdict(card, "when_expect")

    assert one.reason == (
        'no sorry in 2 messages (2 to 3); nearest: "Sorry" in message 2, which does not count in "Sorry you feel"'
    )
    assert one.looked == (1, 2)
    assert [(near.quote, near.message) for near in one.nearest] == [("Sorry", 1)]
    assert [(it.cue, it.quote) for it in one.applied] == [("problem", "broken")]


def test_evidence_is_cut_from_the_text_at_its_place() -> None:
    card = score("Customer: it is broken\nAgent: I am so sorry\n  about that")
    (evidence,) = verdict(card, "when_expect").evidence

    assert (evidence.quote, evidence.message, evidence.start, evidence.end) == ("sorry", 1, 8, 13)
    assert (evidence.line, evidence.column) == (2, 16)


def test_a_critical_fail_fails_the_transcript_and_leaves_the_number() -> None:
    card = score("Customer: hi\nAgent: sorry, refunded. we can't, but we can wait\nAgent: sorry")

    assert verdict(card, "a_critical").outcome == "fail"
    assert (card.passed, card.score is not None and card.score > 0) == (False, True)


@pytest.mark.parametrize(("rule", "expected"), [("zero", 0.0), ("30", 30.0), ("keep", 50.0)])
def test_the_rubric_says_what_a_critical_fail_does_to_the_number(tmp_path, rule: str, expected: float) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(
        f"name: r\non_critical: {rule}\ncues:\n  hi: {{said_by: agent, phrases: [hi]}}\ncriteria:\n"
        "  - {id: a, expect: {agent: hi}}\n  - {id: b, never: {agent: hi}, critical: true}\n"
    )
    card = Scorer(rubric.load(str(file))).score(examples.transcript("Agent: hi"))

    assert (card.score, card.passed) == (expected, False)


def test_a_verdict_names_the_agents_who_answer_for_it() -> None:
    card = score("Customer: broken\nBob (agent): sorry\nEve (agent): refunded\nCustomer: late\nEve (agent): we can't")

    assert verdict(card, "when_expect").agents == ("Bob",)
    assert verdict(card, "never").agents == ("Eve",)
    assert verdict(card, "after").agents == ("Eve",)
    assert card.agents == ("Bob", "Eve")


@pytest.mark.parametrize("role", ["bot", "customer", "system"])
def test_nobody_elses_words_count_as_the_agents(role: str) -> None:
    messages = (Message("customer", "broken"), Message(role, "so sorry, refunded"), Message("agent", "ok"))

    assert verdict(SCORER.score(Transcript("t", messages)), "when_expect").outcome == "fail"


def test_a_private_note_never_counts() -> None:
    messages = (
        Message("customer", "broken"),
        Message("agent", "so sorry", visibility="internal"),
        Message("agent", "we can't do that", visibility="internal"),
        Message("agent", "ok"),
    )
    card = SCORER.score(Transcript("t", messages))

    assert (verdict(card, "when_expect").outcome, verdict(card, "never").outcome) == ("fail", "pass")


def test_an_empty_conversation_is_scored_as_nothing_to_decide() -> None:
    card = SCORER.score(Transcript("t", ()))

    assert (card.score, card.passed, {one.outcome for one in card.verdicts}) == (None, True, {"n/a"})


messages = st.builds(Message, st.sampled_from(["agent", "customer", "bot"]), st.text(max_size=80) | st.sampled_from(
    ["so sorry İ", "it is broken 🙂", "we can't", "furious", "sorry you feel sad", "but we can\u2028refunded"]))  # fmt: skip


@given(st.lists(messages, max_size=8))
def test_every_quote_is_the_text_between_its_offsets(said: list[Message]) -> None:
    transcript = Transcript("t", tuple(said))
    for one in SCORER.score(transcript).verdicts:
        for evidence in (*one.evidence, *one.applied, *one.nearest):
            assert transcript.messages[evidence.message].text[evidence.start : evidence.end] == evidence.quote


@given(st.lists(messages, max_size=6), st.text(min_size=1, max_size=12))
def test_an_agents_name_never_changes_a_verdict(said: list[Message], name: str) -> None:
    from msgspec.structs import replace

    renamed = [replace(message, author=name) if message.role == "agent" else message for message in said]
    before, after = (SCORER.score(Transcript("t", tuple(some))) for some in (said, renamed))

    assert [(one.outcome, one.reason) for one in before.verdicts] == [(one.outcome, one.reason) for one in after.verdicts]
