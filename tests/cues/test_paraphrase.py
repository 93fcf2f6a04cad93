"""Playing back is a frame and something of the customer's own in it; or an echo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit import rubric
from csaudit.cues.paraphrase import stemmed, words
from csaudit.hits import Finder
from csaudit.model import Message, Transcript

FINDER = Finder(rubric.load("english_customer").cues, ["paraphrase"])


def played_back(*texts: str) -> list[str]:
    """What the last of alternating customer and agent messages plays back, as it stands there."""
    messages = tuple(Message("agent" if index % 2 else "customer", text) for index, text in enumerate(texts))
    hits = FINDER.find(Transcript("t", messages)).found.get("paraphrase", [])
    return [texts[-1][hit.start : hit.end] for hit in hits if hit.message == len(texts) - 1]


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("The kettle I got on Monday leaks.", "I'm so sorry that the kettle is leaking!"),
        ("The kettle I got on Monday leaks.", "I’m so sorry that it’s leaking!"),
        ("my parcel still isnt here", "Sorry your package has not turned up yet."),
        ("I need two rooms from the 3rd of May", "Okay, so you need two rooms from the 3rd?"),
        ("Cd u cancel the cot plz", "Just to confirm, you'd like the cot cancelled."),
        ("I can't open the garage with the remote", "Are you still unable to open the garage?"),
        ("Please ring me at twenty past seven", "Twenty past seven?"),
        ("It's order 88172", "88172"),
        ("i was overcharged £14.50 for the ferry", "I can see that you were charged £14.50 for the ferry."),
        ("Paid for the ferry in Feb, no tickets yet", "Paid in February and still without tickets?"),
        ("The kettle leaks on the third cup.", "In other words it starts to leak on cup 3."),
        ("My mum is 84 and has no heating since Tues", "Your mother has had no heating since Tuesday, noted."),
    ],
)
def test_the_customers_matter_in_a_frame_is_played_back(said: str, reply: str) -> None:
    assert played_back(said, reply)


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("The kettle leaks.", "Sorry about this issue."),
        ("The kettle leaks.", "I'm sorry to hear that. Could you send a photo of the kettle?"),
        ("How do I change the language?", "Go to Settings, then Language, and change it there."),
        ("The kettle leaks.", "Just to confirm, which model is it?"),
        ("The kettle leaks.", "I understand your frustration, but we only repair kettles."),
        ("The kettle leaks.", "Thank you for your message."),
        ("The kettle leaks.", "Which of your kettles leaks when it is full?"),
        ("The kettle leaks.", "Is the kettle still leaking or has the leak stopped?"),
        ("Thanks!", "Thank you!"),
        ("ok", "ok"),
    ],
)
def test_a_frame_alone_and_shared_words_alone_are_not(said: str, reply: str) -> None:
    assert played_back(said, reply) == []


def test_what_only_the_agent_said_is_not_the_customers() -> None:
    assert played_back("Hello?", "Our tulips are back.", "Nice.", "Sorry about the tulips.") == []


def test_internal_notes_are_not_known_to_the_customer() -> None:
    note = Message("customer", "kettle leaks", visibility="internal")
    reply = Message("agent", "Sorry about the kettle leaks")
    assert "paraphrase" not in FINDER.find(Transcript("t", (note, reply))).found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("parcels", "package"), ("ordered", "purchase"), ("cancelled", "cancellation"), ("cancelling", "canceled"),
        ("delayed", "late"), ("deliveries", "delivery"), ("broke", "broken"), ("cracked", "damage"),
        ("bought", "order"), ("refunded", "reimbursement"), ("three", "3"), ("3rd", "3"), ("STOPPED", "stops"),
        ("leaking", "leaks"),
        ("charged", "bills"), ("replaced", "exchange"),
    ],
)  # fmt: skip
def test_words_that_mean_the_same_have_one_stem(one: str, other: str) -> None:
    assert stemmed(one) == stemmed(other) != ""


@given(st.text(max_size=300))
def test_every_word_stands_where_it_is_said_to_stand(text: str) -> None:
    for start, end, stem in words(text):
        assert 0 <= start < end <= len(text)
        assert stem


@given(st.lists(st.text(alphabet="sorry that you're parcel 12.3 ’!?\n", max_size=80), max_size=6))
def test_every_hit_lies_within_its_message(texts: list[str]) -> None:
    messages = tuple(Message("agent" if index % 2 else "customer", text) for index, text in enumerate(texts))
    for hit in FINDER.find(Transcript("t", messages)).found.get("paraphrase", []):
        assert 0 <= hit.start < hit.end <= len(texts[hit.message])
