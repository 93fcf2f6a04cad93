"""What is said without being asked for, by the shape of the conversation."""

import pytest

from csaudit.cues.unasked import Options, find
from csaudit.model import Hit, Message, Transcript


def hits(*turns: tuple[str, str]) -> list[int]:
    """The customer's messages that count, each of which holds the cue."""
    transcript = Transcript("t", tuple(Message(role, text) for role, text in turns))  # type: ignore[arg-type]
    every = [Hit(index, 0, 1) for index, (role, _) in enumerate(turns) if role == "customer"]
    return [hit.message for hit in find(transcript, "customer", {"cue": every}, Options(("cue",)))]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([("customer", "it drips")], [0]),
        ([("customer", "it drips"), ("agent", "Turn it off."), ("customer", "I did")], [0, 2]),
        ([("customer", "it drips"), ("agent", "Did you turn it off?"), ("customer", "I did")], [0]),
        ([("agent", "Which tap?"), ("customer", "the left one"), ("customer", "it drips")], []),
        ([("agent", "Which tap?"), ("customer", "both"), ("agent", "I see."), ("customer", "it drips")], [3]),
        ([("agent", "Which tap?"), ("system", "joined"), ("customer", "both")], []),
    ],
)
def test_an_answer_to_a_question_does_not_count(turns: list[tuple[str, str]], expected: list[int]) -> None:
    assert hits(*turns) == expected
