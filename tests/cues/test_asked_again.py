"""The agent asks for what the customer has already given."""

import pytest

from csaudit import rubric
from csaudit.hits import Finder
from csaudit.model import Hit, Message, Transcript

FINDER = Finder(rubric.load("english_conduct").cues, ["asking_again"])


def found(*lines: str) -> list[Hit]:
    """Hits in a conversation written as "A: ..." and "C: ..."; "A Bob: ..." is an agent called Bob."""
    messages = []
    for line in lines:
        who, text = line.split(": ", 1)
        messages.append(Message("agent" if who[0] == "A" else "customer", text, who[2:] or None))
    return FINDER.find(Transcript("t", tuple(messages))).found.get("asking_again", [])


@pytest.mark.parametrize(
    ("given", "again", "detail"),
    [
        ("My order number is 4471902", "Could you give me your order number?", "order number"),
        ("order number: AB-55120", "What is your order number?", "order number"),
        ("you can reach me at jo.l@example.com", "May I have your email address please?", "e-mail"),
        ("my name is Priya", "Can I take your name?", "name"),
        ("The booking reference is QX7T2M", "What's your booking reference?", "booking reference"),
        ("postcode is LS6 3QB", "Please tell me your postcode.", "postcode"),
        ("my mobile number is 07700 900123", "Could I have your phone number?", "phone number"),
        ("account number 30992215", "Please provide your account number.", "account number"),
    ],
)
def test_what_the_customer_stated_is_not_to_be_asked_for(given: str, again: str, detail: str) -> None:
    (hit,) = found(f"C: It never came. {given}", f"A: {again}")
    assert hit.note == f"the {detail} was given in message 1"
    assert again[hit.start : hit.end] in again


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What's your order number?", "4471902"),
        ("What's your name?", "Priya Nair"),
        ("What's your postcode?", "ls6 3qb"),
        ("What's your date of birth?", "04/11/1988"),
        ("What's your address?", "12 Mill Lane"),
        ("What's your email?", "[EMAIL]"),
        ("What's your order number?", "#ORDER NUMBER#"),
    ],
)
def test_an_answer_counts_by_its_shape_once_it_was_asked_for(question: str, answer: str) -> None:
    assert [hit.message for hit in found(f"A: {question}", f"C: {answer}", f"A: Thanks. {question}")] == [2]


@pytest.mark.parametrize(
    "again",
    [
        "I can't find that one. What's your order number?",
        "That doesn't match, what's your order number?",
        "Thanks, 4471902. Is that your order number?",
        "What's your postcode?",
        "Do you have another order number?",
    ],
)
def test_it_is_fair_to_ask_where_something_is_wrong_or_another_is_wanted(again: str) -> None:
    assert found("A: What's your order number?", "C: 4471902", f"A: {again}") == []


@pytest.mark.parametrize("answer", ["which one?", "Sure", "no idea", "I threw the slip away in 2024"])
def test_what_was_not_answered_may_be_asked_again(answer: str) -> None:
    assert found("A: What's your order number and your name?", f"C: {answer}", "A: What's your name?") == []


def test_another_agent_is_not_the_same_agent() -> None:
    assert found("A Bob: What's your order number?", "C: 4471902", "A Mia: What's your order number?") == []
    assert found("A Bob: What's your order number?", "C: 4471902", "A Bob: What's your order number?")
    assert found("A: What's your order number? ^JR", "C: 4471902", "A: What's your order number? ^MB") == []


@pytest.mark.parametrize(
    "again",
    [
        "For security, please confirm your order number?",
        "Please DM us your order number.",
        "Could you give me your order number for the return?",
    ],
)
def test_security_another_channel_and_another_one_of_its_kind_are_doubtful(again: str) -> None:
    assert [hit.sure for hit in found("C: my order number is 4471902", f"A: {again}")] == [False]
