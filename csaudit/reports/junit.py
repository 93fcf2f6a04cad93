"""JUnit XML, for Jenkins, GitLab and most others: a suite a file, a case a rule, or a criterion and a conversation.

Counts match the cases; names are unique within a suite; attributes hold no character that XML 1.0 forbids.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from csaudit.findings import Finding, Linted, relative
from csaudit.model import Scorecard, Unreadable, Verdict
from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import shown

_NEVER = re.compile("[\ufffe\uffff\ud800-\udfff]")
_KINDS = {"fail": "failures", "unsure": "skipped", "n/a": "skipped"}


def write(run: Run, out: TextIO, look: Look) -> None:
    """Score: a case a criterion and conversation; n/a and unsure are skipped. Counts come first: twice over the run."""
    suites: list[tuple[str, Counter[str]]] = []
    for source, cards in groupby(run.scorecards(), key=lambda card: card.source):
        counts = Counter(_KINDS.get(_outcome(one), "passed") for card in cards for one in card.verdicts)
        suites.append((source, counts))
    problems = [one for one in run.problems() if isinstance(one, Unreadable)]
    _open(out, [counts for _, counts in suites], len(problems), look)
    groups = groupby(run.scorecards(), key=lambda card: card.source)
    for (source, counts), (_, cards) in zip(suites, groups, strict=True):
        out.write(_suite(relative(source), counts))
        for card in cards:
            out.writelines(_verdict(card, one) for one in card.verdicts)
        out.write("</testsuite>\n")
    _close(out, problems)


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: a case a rule that found something in a file; info and the baseline's are skipped, not failed."""
    suites = [(file, list(_cases(list(found)))) for file, found in groupby(linted.findings, key=lambda one: one.file)]
    counts = [Counter("failures" if failed else "skipped" for _, _, failed in cases) for _, cases in suites]
    _open(out, [*counts, Counter(passed=1)], len(linted.unreadable), look)
    for (file, cases), count in zip(suites, counts, strict=True):
        out.write(_suite(relative(file), count))
        out.writelines(_rule(file, rule, found, failed) for rule, found, failed in cases)
        out.write("</testsuite>\n")
    checked = f"{linted.replies} replies in {linted.files} files checked"
    out.write(_suite("csaudit lint", Counter(passed=1)))
    out.write(_tag("testcase", classname="csaudit", name=checked, time=0) + "/>\n</testsuite>\n")
    _close(out, linted.unreadable)


def _cases(found: Sequence[Finding]) -> Iterator[tuple[str, list[Finding], bool]]:
    """(rule, its findings, whether they fail) for one file."""
    by_rule: dict[str, list[Finding]] = {}
    for one in found:
        by_rule.setdefault(one.rule, []).append(one)
    for rule, mine in by_rule.items():
        fresh = [one for one in mine if not one.known]
        yield rule, fresh or mine, any(one.severity != "info" for one in fresh)


def _rule(file: str, rule: str, found: Sequence[Finding], failed: bool) -> str:
    first = found[0]
    case = _tag("testcase", classname=_class(file), name=rule, time=0, file=relative(file), line=first.line)
    if failed:
        lines = [f"{one.line}:{one.column}: {one.severity}: {one.message}" for one in found]
        body = _body("\n".join([*lines, first.advice]))
        return f"{case}>{_tag('failure', message=first.message, type=first.severity)}>{body}</failure></testcase>\n"
    why = "known from the baseline" if first.known else f"info: {first.message}"
    return f"{case}>{_tag('skipped', message=why)}/></testcase>\n"


def _verdict(card: Scorecard, verdict: Verdict) -> str:
    line = next((one.line for one in verdict.evidence if one.line), card.line)
    name, file = f"{card.id}: {verdict.criterion}", relative(card.source)
    case = _tag("testcase", classname=_class(card.source), name=name, file=file, line=line, time=0)
    outcome = _outcome(verdict)
    if outcome == "pass":
        return f"{case}/>\n"
    if outcome == "fail":
        quotes = _body("\n".join(f"message {one.message + 1}: {one.quote}" for one in verdict.evidence))
        failure = _tag("failure", message=verdict.reason, type="critical" if verdict.critical else "fail")
        return f"{case}>{failure}>{quotes}</failure></testcase>\n"
    return f"{case}>{_tag('skipped', message=f'{outcome}: {verdict.reason}')}/></testcase>\n"


def _outcome(verdict: Verdict) -> str:
    return "n/a" if verdict.bonus and verdict.outcome == "fail" else verdict.outcome


def _open(out: TextIO, suites: Sequence[Counter[str]], errors: int, look: Look) -> None:
    total = sum(suites, Counter[str]())
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f"<!-- {'names, addresses and numbers are pseudonyms' if look.redacted else 'not redacted'} -->\n")
    tests, failures, skipped = total.total() + errors, total["failures"], total["skipped"]
    whole = _tag("testsuites", name="csaudit", tests=tests, failures=failures, errors=errors, skipped=skipped, time=0)
    out.write(whole + ">\n")


def _close(out: TextIO, problems: Sequence[Unreadable]) -> None:
    """The inputs that could not be read, as errors, and the end."""
    if problems:
        out.write(_suite("unreadable", Counter(errors=len(problems))))
        for number, one in enumerate(problems, 1):
            case = _tag("testcase", classname="unreadable", name=f"{number}: {relative(one.source)}", time=0)
            out.write(f"{case}>{_tag('error', message=str(one), type='unreadable')}/></testcase>\n")
        out.write("</testsuite>\n")
    out.write("</testsuites>\n")


def _suite(name: str, counts: Counter[str]) -> str:
    failures, errors, skipped = counts["failures"], counts["errors"], counts["skipped"]
    tests = counts.total()
    return _tag("testsuite", name=name, tests=tests, failures=failures, errors=errors, skipped=skipped, time=0) + ">\n"


def _tag(element: str, /, **attributes: str | int | None) -> str:
    """An element's beginning, without its ">"; attributes that are None are left out."""
    written = [f"{key}={quoteattr(_line(value))}" for key, value in attributes.items() if value is not None]
    return f"<{element} {' '.join(written)}"


def _class(file: str) -> str:
    """Jenkins shows what stands before the last dot as a package: a file's dots become underscores."""
    return relative(file).replace(".", "_")


def _line(value: str | int) -> str:
    return " ".join(_NEVER.sub("\ufffd", shown(str(value))).split())


def _body(text: str) -> str:
    return escape(_NEVER.sub("\ufffd", shown(text)))
