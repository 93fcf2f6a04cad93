"""The default rubric: every principle, with examples that hold, in the documents' own words and in people's."""

import re

import pytest

from csaudit import examples, rubric
from csaudit.rubric import Criterion
from csaudit.scoring import Scorer

RUBRIC = rubric.load("service")
CRITERIA = {one.id: one for one in RUBRIC.criteria}
HEART = ("apology", "make_it_right", "paraphrase", "thanks", "blame")

# Every row of the principles that text can show; four more are of the outcome, as the customer's words show it.
PRINCIPLES = """apology make_it_right paraphrase thanks no_blame ownership apology_steps empathy no_confrontation
positive_language calm_tone listens_first clarifies follow_up keeps_promises further_help personal remembers greeting
prompt_reply escalates proactive offers_alternative benefits informed clear_writing correct_writing small_talk relationship
abuse_policy""".split()
OUTCOMES = ["resolves", "earns_thanks", "calms", "settles"]

COMPLAINT = "Customer: The fitter came three hours late and I lost a whole day at work! I am furious.\nAgent: "
MUST_HOLD = [
    ("What can I do to make this right?", {"make_it_right": "pass"}),
    ("I'd be frustrated too.", {"empathy": "pass"}),
    ("That would confuse me as well.", {"empathy": "pass"}),
    ("Mrs Smith I am so sorry this happened", {"apology": "pass", "personal": "pass"}),
    ("I know your time is very valuable", {"empathy": "pass"}),
    (
        "while we do try to keep our installation appointments occasionally there are unforeseen difficulties",
        {"no_blame": "pass", "no_confrontation": "pass"},
    ),
    ("I know how frustrating this must have been; I would feel the same way.", {"empathy": "pass"}),
    (
        "Let me find out why this happened and what I can do to make it up to you.",
        {"ownership": "pass", "make_it_right": "pass"},
    ),
    ("I don't know", {"positive_language": "fail"}),
    ("Let me find that information for you.", {"positive_language": "pass", "ownership": "pass"}),
    ("I'm sorry", {"apology": "pass"}),
    ("It was my fault", {"ownership": "pass", "no_blame": "pass"}),
    ("How can I make things right?", {"make_it_right": "pass"}),
    (
        "I'm sorry. It was my fault. How can I make things right?",
        {"apology": "pass", "ownership": "pass", "make_it_right": "pass", "apology_steps": "pass"},
    ),
    (
        "Wow! I'm so terribly sorry we didn't perform as expected! Please allow me to make it right for you",
        {
            "apology": "pass", "ownership": "pass", "make_it_right": "pass", "apology_steps": "pass", "no_blame": "pass",
            "calm_tone": "pass",
        },
    ),
    ("Oh it's MY problem because YOU'RE upset", {"no_confrontation": "fail", "calm_tone": "fail", "ownership": "fail"}),
    ("You're wrong", {"no_confrontation": "fail"}),
    ("I see your point and may I offer an alternative?", {"no_confrontation": "pass", "offers_alternative": "pass"}),
    ("Why are you so mad?", {"no_confrontation": "fail", "empathy": "fail", "clarifies": "n/a"}),
    (
        "I completely understand and would feel the same if I were in your shoes",
        {"empathy": "pass", "no_confrontation": "pass"},
    ),
    ("Yes, I understand we made a mistake", {"ownership": "pass", "no_blame": "pass", "apology": "fail"}),
    ("You're really getting under my skin right now", {"calm_tone": "fail", "no_confrontation": "fail"}),
    ("the shipping department made an error", {"no_blame": "fail"}),
    ("our salesperson failed to include it", {"no_blame": "fail"}),
    ("the order was damaged in transit", {"no_blame": "unsure"}),
    ("I am so sorry that the order was damaged in transit", {"no_blame": "pass"}),
    (
        "Mrs Smith I am so sorry this happened, I know your time is very valuable and while we do try to keep our "
        "installation appointments occasionally there are unforeseen difficulties. I know how frustrating this must have "
        "been; I would feel the same way. Let me find out why this happened and what I can do to make it up to you.",
        {"apology_steps": "pass", "calm_tone": "pass", "listens_first": "n/a"},
    ),
]  # fmt: skip


def texts(criterion: Criterion) -> dict[str, tuple[str, ...]]:
    """Its examples by verdict."""
    of = criterion.examples
    return {"pass": of.pass_, "fail": of.fail, "n/a": of.na, "unsure": of.unsure}


SCORER = Scorer(RUBRIC)


def outcomes(text: str) -> dict[str, str]:
    return {one.criterion: one.outcome for one in SCORER.score(examples.transcript(text)).verdicts}


def test_every_principle_has_its_row() -> None:
    assert sorted(CRITERIA) == sorted(PRINCIPLES + OUTCOMES + ["friendly", "hands_on"])


def test_there_are_at_least_150_examples() -> None:
    assert sum(len(given) for one in RUBRIC.criteria for given in texts(one).values()) >= 150


@pytest.mark.parametrize("criterion", RUBRIC.criteria, ids=list(CRITERIA))
def test_a_criterion_names_its_source_and_says_what_to_do(criterion: Criterion) -> None:
    assert re.match(r"(D[0-4]|cp)\b", criterion.source)
    assert criterion.title
    assert criterion.advice
    assert not criterion.critical


@pytest.mark.parametrize("criterion", RUBRIC.criteria, ids=list(CRITERIA))
def test_a_criterion_has_two_examples_of_each_verdict(criterion: Criterion) -> None:
    given = {verdict: len(found) for verdict, found in texts(criterion).items()}

    assert given["pass"] >= 2
    assert given["n/a"] >= 2
    assert given["fail"] >= (0 if criterion.bonus else 2)


@pytest.mark.parametrize("quotes", ["straight", "curly"])
@pytest.mark.parametrize(("said", "expected"), MUST_HOLD, ids=[said[:40] for said, _ in MUST_HOLD])
def test_the_documents_own_words(said: str, expected: dict[str, str], quotes: str) -> None:
    text = COMPLAINT + said
    found = outcomes(text.replace("'", "’") if quotes == "curly" else text)

    assert {criterion: found[criterion] for criterion in expected} == expected


@pytest.mark.parametrize("quotes", ["straight", "curly"])
@pytest.mark.parametrize(("said", "expected"), MUST_HOLD, ids=[said[:40] for said, _ in MUST_HOLD])
def test_the_documents_own_words_are_examples_in_the_rubric(said: str, expected: dict[str, str], quotes: str) -> None:
    said = said.replace("'", "’") if quotes == "curly" else said
    missing = [
        criterion
        for criterion, verdict in expected.items()
        if not (verdict == "n/a" and CRITERIA[criterion].bonus)
        and not any(re.search(rf"Agent: {re.escape(said)}$", one, re.MULTILINE) for one in texts(CRITERIA[criterion])[verdict])
    ]

    assert missing == []


def test_the_apology_without_thanks_fails_thanks() -> None:
    assert outcomes("Ended: yes\n\n" + COMPLAINT + MUST_HOLD[-1][0])["thanks"] == "fail"


@pytest.mark.parametrize("name", HEART)
def test_removing_any_phrase_of_a_heart_cue_breaks_an_example(name: str) -> None:
    assert list(examples.unneeded(RUBRIC.cues[name], RUBRIC.cues)) == []


@pytest.mark.parametrize("name", sorted(set(RUBRIC.cues) - set(HEART)))
def test_no_phrase_is_there_without_an_example_that_needs_it(name: str) -> None:
    assert list(examples.unneeded(RUBRIC.cues[name], RUBRIC.cues)) == []
