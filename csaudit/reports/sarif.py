"""SARIF 2.1.0, for GitHub code scanning and its like: columns in code points, fingerprints, rules with help.

Findings of the baseline stay, marked "unchanged": a result that is dropped closes its alert, and the next one opens a
new one. No snippets: what a finding quotes is in its message, and nothing more of an input goes to that service.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO
from urllib.parse import quote

from csaudit import __version__
from csaudit.findings import Finding, Linted, Rule, of_run, relative, rules
from csaudit.model import Unreadable
from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import json_text, shown

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def write(run: Run, out: TextIO, look: Look) -> None:
    """Score: each failed verdict's evidence, or its absence, as a result."""
    problems = [one for one in run.problems() if isinstance(one, Unreadable)]
    _write(of_run(run), rules(run.scorer.rubric), problems, "score", out, against=False, redacted=look.redacted)


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: each finding as a result."""
    against = any(one.known for one in linted.findings)
    _write(linted.findings, linted.rules, linted.unreadable, "lint", out, against=against, redacted=look.redacted)


def _write(
    found: Iterable[Finding], known: Mapping[str, Rule], problems: list[Unreadable], command: str, out: TextIO, *,
    against: bool, redacted: bool,
) -> None:  # fmt: skip
    """One run, its results one a line; they are written as they come."""
    indexes = {id: index for index, id in enumerate(known)}
    driver = {
        "name": "csaudit",
        "version": __version__,
        "rules": [_rule(one) for one in known.values()],
    }
    head = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"csaudit/{command}/"},
        "columnKind": "unicodeCodePoints",
        "properties": {"redacted": redacted},
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": [_problem(one) for one in problems]}
        ],
    }
    out.write(f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [\n{_text(head)[:-1]}, "results": [')
    separator = "\n"
    for one in found:
        out.write(separator + _text(_result(one, indexes, against)))
        separator = ",\n"
    out.write("\n]}\n]}\n")


def _rule(one: Rule) -> dict[str, Any]:
    good = "\n\n".join(f"    {line}" for text in one.good[:1] for line in text.split("\n"))
    bad = "\n\n".join(f"    {line}" for text in one.bad[:1] for line in text.split("\n"))
    advice = one.advice or one.title
    examples = f"\n\nGood:\n\n{good}\n\nBad:\n\n{bad}" if good and bad else ""
    return {
        "id": one.id,
        "shortDescription": {"text": one.title},
        "fullDescription": {"text": advice},
        "help": {"text": advice + examples, "markdown": advice + examples},
        "defaultConfiguration": {"level": LEVELS[one.severity]},
    }


def _result(one: Finding, indexes: Mapping[str, int], against: bool) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": uri(one.file)}}
    if one.line is not None:
        region = {
            "startLine": one.line,
            "startColumn": one.column,
            "endLine": one.end_line,
            "endColumn": one.end_column,
        }
        place["region"] = {key: value for key, value in region.items() if value is not None}
    location: dict[str, Any] = {"physicalLocation": place}
    if one.reply:
        location["logicalLocations"] = [{"name": shown(one.reply)}]
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "level": LEVELS[one.severity],
        "message": {"text": shown(one.message)},
        "locations": [location],
        "partialFingerprints": {"csaudit/v1": one.fingerprint},
    }
    if one.rule in indexes:
        result["ruleIndex"] = indexes[one.rule]
    if against:
        result["baselineState"] = "unchanged" if one.known else "new"
    if one.known:
        result["suppressions"] = [{"kind": "external", "justification": "in the baseline"}]
    return result


def _problem(one: Unreadable) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": uri(one.source)}}
    if one.line:
        place["region"] = {"startLine": one.line, **({"startColumn": one.column} if one.column else {})}
    return {"level": "error", "message": {"text": shown(one.reason)}, "locations": [{"physicalLocation": place}]}


def uri(file: str) -> str:
    """A file as a relative, percent-encoded reference."""
    return quote(relative(file), safe="/-._~!$&'()*+,;=@")


def _text(value: Any) -> str:
    return json_text(json.dumps(value, ensure_ascii=False, allow_nan=False))
