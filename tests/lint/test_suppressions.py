"""Suppressions: which lines a remark covers, and what is said of those that cover nothing."""

import pytest

from csaudit.findings import Finding
from csaudit.lint.suppressions import UNREASONED, UNUSED, applied, parse

RULES = ["shouting", "no-blame"]


def finding(line, rule="shouting"):
    return Finding("a.md", line, 1, line, 2, rule, "info", "x")


def left(text, *findings, **options):
    return [(one.rule, one.line) for one in applied(list(findings), parse(text), "a.md", RULES, **options)]


@pytest.mark.parametrize(
    ("text", "covered", "uncovered"),
    [
        ("<!-- csaudit: disable-next-line=shouting why -->\nA\nB", [2], [1, 3]),
        ("a\n<!-- csaudit: disable=shouting -->\nb\nc\n<!-- csaudit: enable=shouting -->\nd", [3, 4], [1, 6]),
        ("<!-- csaudit: disable -->\nb\nc", [2, 3], []),
        ("<!-- csaudit: disable=all -->\nb\n<!-- csaudit: enable -->\nc", [2], [4]),
        ("text: A # csaudit: disable=shouting reason\ntext: B", [1], [2]),
        ("# csaudit: disable=shouting\ntext: A", [2], []),
        ("A <!-- csaudit: disable-line=shouting -->\nB", [1], [2]),
        ("{# csaudit: disable-next-line=shouting #}\nA", [2], [3]),
        ("{{! csaudit: disable-next-line=shouting }}\nA", [2], [3]),
        ("{% comment %} csaudit: disable-next-line=shouting {% endcomment %}\nA", [2], [3]),
        ("<!-- csaudit: disable-next-line=no-blame,shouting -->\nA", [2], [3]),
        ("csaudit: disable=shouting without a comment mark\nA", [], [2]),
    ],
)
def test_a_remark_covers_its_lines(text, covered, uncovered):
    for line in covered:
        assert ("shouting", line) not in left(text, finding(line))
    for line in uncovered:
        assert ("shouting", line) in left(text, finding(line))


def test_only_the_named_rules_are_taken_back():
    text = "<!-- csaudit: disable-next-line=shouting -->\nA"
    assert left(text, finding(2), finding(2, "no-blame")) == [("no-blame", 2)]


def test_a_suppression_that_takes_nothing_back_is_a_finding_at_its_place():
    [one] = applied([], parse("a\n  <!-- csaudit: disable=shouting -->"), "a.md", RULES)
    assert (one.rule, one.line, one.column) == (UNUSED, 2, 3)


def test_a_suppression_of_a_rule_that_was_not_looked_for_is_not_called_unused():
    assert left("<!-- csaudit: disable=shouting -->", active=["no-blame"]) == []


def test_an_unknown_rule_comes_with_the_nearest():
    [one] = applied([], parse("<!-- csaudit: disable=shoutin -->"), "a.md", RULES)
    assert "did you mean shouting?" in one.message


@pytest.mark.parametrize("reason", ["agreed with legal", "-- agreed"])
def test_a_reason_can_be_required(reason):
    bare, told = (
        "<!-- csaudit: disable-next-line=shouting -->\nA",
        f"<!-- csaudit: disable-next-line=shouting {reason} -->\nA",
    )
    assert left(bare, finding(2), require_reason=True) == [(UNREASONED, 1)]
    assert left(told, finding(2), require_reason=True) == []
