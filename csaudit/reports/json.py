"""The whole run as one JSON document: versions, rubric, summary, transcripts, unreadable and skipped inputs.

The shape is versioned (`format`), described by `csaudit/schemas/run.schema.json`, and written as a stream.
"""

from typing import Any, TextIO

import msgspec
from msgspec import Struct

from csaudit import __version__
from csaudit.findings import Linted, finding
from csaudit.model import Scorecard, Skipped, Unreadable
from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import json_text
from csaudit.summary import Summary

FORMAT = "csaudit-run/1"


class RubricUsed(Struct):
    """The rubric behind the verdicts. hash: of everything in it that can change one."""

    name: str
    version: str
    hash: str
    pass_mark: float


class CriterionUsed(Struct):
    """A criterion that was asked for."""

    id: str
    title: str
    weight: float
    critical: bool
    bonus: bool
    penalty: bool


class AgentFigures(Struct):
    """One agent's figures. score: over the verdicts that the agent answers for. failed: criteria by how often."""

    conversations: int
    score: float | None
    failed: dict[str, int]


class Figures(Struct):
    """The summary. found = scored + unreadable + skipped. coverage: 0 to 1. criteria: outcomes counted by id."""

    found: int
    scored: int
    unreadable: int
    skipped: int
    messages: int
    mean: float | None
    median: float | None
    quartiles: tuple[float | None, float | None]
    passed: int
    critical: int
    coverage: float | None
    criteria: dict[str, dict[str, int]]
    agents: dict[str, AgentFigures]
    warnings: dict[str, int]


class Document(Struct):
    """The whole report. Message indexes and offsets count from 0, lines and columns from 1, all in code points; reasons
    count messages from 1."""

    format: str
    csaudit: str
    rubric: RubricUsed
    criteria: list[CriterionUsed]
    summary: Figures
    redacted: bool
    interrupted: bool
    transcripts: list[Scorecard]
    unreadable: list[Unreadable]
    skipped: list[Skipped]


def schema() -> dict[str, Any]:
    """The JSON Schema of the report; a line of the jsonl report is its `Scorecard`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT, **msgspec.json.schema(Document)}


def write(run: Run, out: TextIO, look: Look) -> None:
    """One object; the transcripts one a line, so that a difference between two runs reads well."""
    rubric = run.scorer.rubric
    head = {
        "format": FORMAT,
        "csaudit": __version__,
        "rubric": RubricUsed(rubric.name, rubric.version, rubric.hash, rubric.pass_mark),
        "criteria": [
            CriterionUsed(one.id, one.title, one.weight, one.critical, one.bonus, one.penalty)
            for one in run.scorer.criteria
        ],
        "summary": figures(run.summary),
        "redacted": look.redacted,
        "interrupted": run.interrupted,
    }
    out.write(_text(head)[:-1] + ',\n"transcripts": [')
    separator = "\n"
    for line in run.lines():
        out.write(separator + json_text(line.decode().rstrip("\n")))
        separator = ",\n"
    for kind in ("unreadable", "skipped"):
        out.write(f'\n],\n"{kind}": [')
        separator = "\n"
        for problem in run.problems():
            if isinstance(problem, Skipped) == (kind == "skipped"):
                out.write(separator + _text(problem))
                separator = ",\n"
    out.write("\n]}\n")


def figures(of: Summary) -> Figures:
    """The figures of a run under the names of the report."""
    agents = {
        name: AgentFigures(
            tally.conversations, tally.score, dict(sorted(tally.failed.items(), key=lambda one: (-one[1], one[0])))
        )
        for name, tally in sorted(of.agents.items())
    }
    criteria = {
        name: {"pass": tally.passed, "fail": tally.failed, "n/a": tally.not_applicable, "unsure": tally.unsure}
        for name, tally in of.criteria.items()
    }
    return Figures(
        of.found, of.scored, of.unreadable, sum(of.skipped.values()), of.messages, of.mean, of.quantile(0.5),
        (of.quantile(0.25), of.quantile(0.75)), of.passed, of.critical, of.mean_coverage, criteria, agents,
        dict(sorted(of.warnings.items())),
    )  # fmt: skip


def _text(value: Any) -> str:
    return json_text(msgspec.json.encode(value).decode())


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
