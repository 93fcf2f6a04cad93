"""Findings: what lint reports, one placed piece of evidence each, and the gates over them.

A finding is one piece of evidence of a failed criterion, or its absence at the reply's first line, with the criterion's
severity. The scorecards of `score` become findings in the same way, for the reports that know nothing else.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal

import msgspec
from msgspec import Struct

from csaudit.model import Scorecard, Skipped, Unreadable, Verdict
from csaudit.redact import Redactor
from csaudit.rubric import Criterion, Rubric
from csaudit.run import Run
from csaudit.secrets import PSEUDONYM, masked

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Rule(Struct, frozen=True):
    """What a finding's rule asks, for whoever reads the finding. good, bad: texts that pass and that fail."""

    id: str
    title: str
    severity: Severity = "warning"
    advice: str = ""
    source: str = ""
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()


class Finding(Struct, frozen=True, gc=False):
    """One thing to change. Lines and columns count from 1, in code points; `end_column` is the one after the last.

    reply: the reply's or transcript's id. quote: the words it is about. shown: the source line, or of a long one the
    part around the words, which begins `shown_from` characters into it. bytes: the columns counted in UTF-8 bytes.
    fingerprint: the same for the same words of a rule, file and reply, wherever they move. known: in the baseline.
    whole: first and last line of the reply, for an absence. fix: (start, end, new text), offsets into the file's text,
    where mending it cannot be wrong.
    """

    file: str
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    rule: str
    severity: Severity
    message: str
    advice: str = ""
    reply: str = ""
    quote: str = ""
    shown: str = ""
    shown_from: int = 0
    bytes: tuple[int, int] | None = None
    fingerprint: str = ""
    known: bool = False
    whole: tuple[int, int] | None = None
    fix: tuple[int, int, str] | None = None


class Linted(Struct, frozen=True):
    """All findings of one call, and what the reports say besides: rules by id, how much was read, what was not."""

    findings: Sequence[Finding]
    rules: dict[str, Rule]
    files: int = 0
    replies: int = 0
    problems: tuple[Unreadable | Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    redacted: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each severity, without those in the baseline."""
        counted = Counter(one.severity for one in self.findings if not one.known)
        return {severity: counted[severity] for severity in SEVERITIES}

    @property
    def total(self) -> str:
        """The counts in words: "2 errors, 1 warning, 0 info"."""
        return ", ".join(f"{n} {name}{'s' * (n != 1 and name != 'info')}" for name, n in self.counts.items())

    @property
    def unreadable(self) -> list[Unreadable]:
        """The inputs that could not be read."""
        return [one for one in self.problems if isinstance(one, Unreadable)]


class Gates(Struct, frozen=True):
    """When lint fails. fail_on: from this severity on; never: not at all. max_warnings: more warnings fail."""

    fail_on: Literal["error", "warning", "info", "never"] = "error"
    max_warnings: int | None = None

    def failed(self, linted: Linted) -> bool:
        """Whether a gate was not met. Findings in the baseline count for nothing."""
        counts = linted.counts
        if self.max_warnings is not None and counts["warning"] > self.max_warnings:
            return True
        if self.fail_on == "never":
            return False
        return any(counts[severity] for severity in SEVERITIES[: SEVERITIES.index(self.fail_on) + 1])


def at_least(severity: str, lowest: str) -> bool:
    """Whether a severity is as grave as another."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(lowest)


def rule(criterion: Criterion) -> Rule:
    """A criterion as a rule."""
    return Rule(
        criterion.id, criterion.title or criterion.id, criterion.severity, criterion.advice, criterion.source,
        criterion.examples.pass_, criterion.examples.fail,
    )  # fmt: skip


def rules(rubric: Rubric) -> dict[str, Rule]:
    """The rubric's criteria as rules, by id."""
    return {criterion.id: rule(criterion) for criterion in rubric.criteria}


def message(rule: Rule, reason: str, quote: str | None) -> str:
    """What a finding says: the rule's title, and the words that break it or, for an absence, the verdict's reason."""
    if quote is not None:
        return f"{rule.title}: {_short(quote)}"
    return rule.title if reason.startswith("no ") else f"{rule.title}: {reason}"


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return f"“{quote if len(quote) <= 80 else quote[:77] + '...'}”"


def fingerprinted(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same findings with fingerprints: rule, file, reply and words, and a count for those that are alike.

    No line number goes in, so that a finding keeps its fingerprint when lines move; and no secret, which somebody could
    try to guess.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for one in findings:
        key = (one.rule, _masked(one.file), _masked(one.reply), _masked(" ".join(one.quote.split())))
        seen[key] += 1
        digest = sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "replace")).hexdigest()
        yield msgspec.structs.replace(one, fingerprint=digest[:32])


_masked = lru_cache(maxsize=1024)(masked)  # the findings of a file share its name, and files the words that are wrong


def of_scorecard(card: Scorecard, rubric: Rubric) -> Iterator[Finding]:
    """A finding for each piece of evidence of each failed verdict, or one for the absence."""
    known = rules(rubric)
    for verdict in card.verdicts:
        if verdict.outcome == "fail" and not verdict.bonus:
            rule = known.get(verdict.criterion) or Rule(verdict.criterion, verdict.criterion)
            yield from _of_verdict(card, verdict, rule)


def _of_verdict(card: Scorecard, verdict: Verdict, rule: Rule) -> Iterator[Finding]:
    for one in verdict.evidence or (None,):
        line = one.line if one is not None else card.line
        column = one.column if one is not None else None
        lines = one.quote.count("\n") if one is not None else 0
        as_written = one is not None and not lines and not PSEUDONYM.search(one.quote)  # a pseudonym has its own length
        end = column + len(one.quote) if one is not None and column is not None and as_written else None
        file = (one.file if one is not None else None) or card.source
        where = f"{card.id}, message {one.message + 1}" if one is not None else card.id
        quote = one.quote if one is not None else None
        yield Finding(
            file, line, column, line + lines if line is not None else None, end, rule.id, rule.severity,
            message(rule, verdict.reason, quote), rule.advice, where, quote or "",
        )  # fmt: skip


def of_run(run: Run) -> Iterator[Finding]:
    """The findings of every scorecard of a run, with fingerprints, in the order of the input."""
    return fingerprinted(one for card in run.scorecards() for one in of_scorecard(card, run.scorer.rubric))


def redacted(linted: Linted, redactor: Redactor) -> Linted:
    """The same findings without secrets in what they say; a source line that holds one is not shown."""
    findings = [_redacted(one, redactor) for one in linted.findings]
    problems = tuple(redactor.problem(problem) for problem in linted.problems)
    return msgspec.structs.replace(linted, findings=findings, problems=problems, redacted=True)


def _redacted(one: Finding, redactor: Redactor) -> Finding:
    """A finding without secrets. Its message quotes the words cut where they are long: cut after they were redacted,
    for half a secret is not known as one."""
    quote = redactor.text(one.quote)
    said = one.message.replace(_short(one.quote), _short(quote)) if one.quote else one.message
    return msgspec.structs.replace(
        one, file=redactor.text(one.file), message=redactor.text(said), reply=redactor.text(one.reply), quote=quote,
        shown=one.shown if redactor.text(one.shown) == one.shown else "",
        fix=one.fix if one.fix is None or redactor.text(one.fix[2]) == one.fix[2] else None,
    )  # fmt: skip


def relative(file: str) -> str:
    """A file's path as CI wants it: relative to the working folder where it lies below it, with / and without ./"""
    path = os.path.relpath(file) if os.path.isabs(file) and not os.path.relpath(file).startswith("..") else file
    path = path.replace(os.sep, "/")
    while path.startswith("./"):
        path = path[2:]
    return path


def finding(one: Finding) -> dict[str, Any]:
    """A finding as JSON shows it: its place, its rule, what to do; and what tells it from others."""
    shape = {
        "file": one.file,
        "line": one.line,
        "column": one.column,
        "end_line": one.end_line,
        "end_column": one.end_column,
        "rule": one.rule,
        "severity": one.severity,
        "message": one.message,
        "advice": one.advice,
        "reply": one.reply,
        "fingerprint": one.fingerprint,
    }
    return {**shape, "known": True} if one.known else shape
