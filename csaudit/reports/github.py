"""Annotations on a pull request: GitHub's workflow commands. GitHub shows ten errors and ten warnings of a step, so the
gravest come first, and a last line tells how many there are."""

from collections.abc import Iterable
from typing import TextIO

from csaudit.findings import SEVERITIES, Finding, Linted, of_run, relative
from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import one_line, shown

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
MOST = 500  # of each severity; GitHub shows 50 a job at most


def write(run: Run, out: TextIO, look: Look) -> None:
    """Score: each failed verdict's evidence, or its absence, as an annotation."""
    total = _annotate(of_run(run), out)
    figures = run.summary
    _notice(out, f"{figures.passed} of {figures.scored} passed, mean {figures.mean}; {total} findings{_told(look)}")


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: each finding that is not in the baseline as an annotation."""
    _annotate((one for one in linted.findings if not one.known), out)
    _notice(out, f"{linted.total} in {linted.replies} replies")


def _annotate(found: Iterable[Finding], out: TextIO) -> int:
    kept: dict[str, list[Finding]] = {severity: [] for severity in SEVERITIES}
    total = 0
    for one in found:
        total += 1
        if len(kept[one.severity]) < MOST:
            kept[one.severity].append(one)
    for severity in SEVERITIES:
        for one in kept[severity]:
            out.write(command(one) + "\n")
    return total


def command(one: Finding) -> str:
    """One workflow command, on one line whatever the finding quotes."""
    fields = {"file": relative(one.file), "line": one.line, "col": one.column, "endLine": one.end_line,
              "endColumn": one.end_column, "title": one.rule}  # fmt: skip
    properties = ",".join(f"{key}={_property(shown(str(value)))}" for key, value in fields.items() if value is not None)
    message = one_line(one.message) + (f"\n{one_line(one.advice)}" if one.advice else "")
    return f"::{COMMANDS[one.severity]} {properties}::{_message(message)}"


def _notice(out: TextIO, text: str) -> None:
    out.write(f"::notice title=csaudit::{_message(text)}\n")


def _told(look: Look) -> str:
    return "" if look.redacted else "; not redacted"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
