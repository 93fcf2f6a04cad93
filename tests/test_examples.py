"""A rubric's own examples run, and what they need is held."""

import pytest

from csaudit import examples, rubric
from tests.conftest import CONSTRUCTS


@pytest.mark.parametrize("name", [CONSTRUCTS, *(name for name in rubric.shipped() if name != "starter"), "starter"])
def test_every_example_gets_its_verdict(name: str) -> None:
    checked = examples.check(rubric.load(name))

    assert [str(complaint) for complaint in checked.complaints] == []


def test_every_construct_of_the_language_has_examples() -> None:
    loaded = rubric.load(CONSTRUCTS)
    without = [one.id for one in loaded.criteria if not (one.examples.pass_ or one.examples.fail or one.examples.unsure)]

    assert without == ["a_bonus", "a_critical", "a_penalty"]


def test_a_failing_example_is_told_with_its_place(tmp_path) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(
        "name: r\ncues:\n  hi: {said_by: agent, phrases: [hi], examples: {hit: [bye]}}\n"
        "criteria:\n  - id: greets\n    expect: {agent: hi}\n    examples:\n      pass:\n        - \"Agent: bye\"\n"
    )

    told = [str(one) for one in examples.check(rubric.load(str(file))).complaints]

    assert told == [
        f"{file}:9:11: error: greets: must be pass, but is fail (no hi in message 1): Agent: bye",
        f"{file}:3:56: error: hi: must be hit, but is a miss: bye",
    ]
