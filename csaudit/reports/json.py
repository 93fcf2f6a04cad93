"""The whole run as one JSON document: versions, rubric, summary, transcripts, unreadable and skipped inputs.

The shape is versioned (`format`), described by `csaudit/schemas/run.json`, and written as a stream.
"""

from typing import Any, TextIO

import msgspec

from csaudit import __version__
from csaudit.findings import Linted, finding
from csaudit.model import Skipped
from csaudit.reports import Look
from csaudit.run import Run, Summary

FORMAT = "csaudit-run/1"


def write(run: Run, out: TextIO, look: Look) -> None:
    """One object; the transcripts one a line, so that a difference between two runs reads well."""
    rubric = run.scorer.rubric
    head = {
        "format": FORMAT,
        "csaudit": __version__,
        "rubric": {"name": rubric.name, "version": rubric.version, "hash": rubric.hash, "pass_mark": rubric.pass_mark},
        "criteria": [
            {"id": one.id, "title": one.title, "weight": one.weight, "critical": one.critical, "bonus": one.bonus}
            for one in run.scorer.criteria
        ],
        "summary": summary(run.summary),
        "redacted": look.redacted,
        "interrupted": run.interrupted,
    }
    out.write(_text(head)[:-1] + ',\n"transcripts": [')
    separator = "\n"
    for line in run.lines():
        out.write(separator + line.decode().rstrip("\n"))
        separator = ",\n"
    for kind in ("unreadable", "skipped"):
        out.write(f'\n],\n"{kind}": [')
        separator = "\n"
        for problem in run.problems():
            if isinstance(problem, Skipped) == (kind == "skipped"):
                out.write(separator + _text(problem))
                separator = ",\n"
    out.write("\n]}\n")


def summary(figures: Summary) -> dict[str, Any]:
    """The figures of a run under the names of the report."""
    return {
        "found": figures.found,
        "scored": figures.scored,
        "unreadable": figures.unreadable,
        "skipped": sum(figures.skipped.values()),
        "messages": figures.messages,
        "mean": figures.mean,
        "median": figures.quantile(0.5),
        "quartiles": [figures.quantile(0.25), figures.quantile(0.75)],
        "passed": figures.passed,
        "critical": figures.critical,
        "coverage": figures.mean_coverage,
        "criteria": {
            name: {"pass": tally.passed, "fail": tally.failed, "n/a": tally.not_applicable, "unsure": tally.unsure}
            for name, tally in figures.criteria.items()
        },
        "agents": {
            name: {"conversations": tally.conversations, "score": tally.score,
                   "failed": dict(sorted(tally.failed.items(), key=lambda one: (-one[1], one[0])))}
            for name, tally in sorted(figures.agents.items())
        },
        "warnings": dict(sorted(figures.warnings.items())),
    }  # fmt: skip


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: one object; the findings one a line, in the order of the files."""
    out.write('{"format": "csaudit-lint/1", "csaudit": ' + _text(__version__) + ', "findings": [')
    separator = "\n"
    for one in linted.findings:
        out.write(separator + _text(finding(one)))
        separator = ",\n"
    rest = {
        "summary": {**linted.counts, "known": sum(one.known for one in linted.findings), "files": linted.files,
                    "replies": linted.replies},
        "unreadable": linted.unreadable,
        "syntaxes": linted.notes,
    }  # fmt: skip
    out.write("\n]," + _text(rest)[1:] + "\n")
