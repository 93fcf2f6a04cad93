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
    """Score: a case for each criterion and conversation; n/a and unsure are skipped. Twice over the run: counts first."""
    suites: list[tuple[str, Counter[str]]] = []
    for source, cards in groupby(run.scorecards(), key=lambda card: card.source):
        counts = Counter(_KINDS.get(_outcome(one), "passed") for card in cards for one in card.verdicts)
        suites.append((source, counts))
    problems = [one for one in run.problems() if isinstance(one, Unreadable)]
    _head(out, [counts for _, counts in suites], len(problems))
    groups = groupby(run.scorecards(), key=lambda card: card.source)
    for (source, counts), (_, cards) in zip(suites, groups, strict=True):
        _suite(out, source, counts)
        for card in cards:
            for one in card.verdicts:
                _verdict(out, card, one)
        out.write("</testsuite>\n")
    _unreadable(out, problems)
    out.write("</testsuites>\n")


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: a case for each rule that found something in a file; info and the baseline's are skipped, not failed."""
    suites = [(file, list(_cases(list(found)))) for file, found in groupby(linted.findings, key=lambda one: one.file)]
    counts = [Counter("failures" if failed else "skipped" for _, _, failed in cases) for _, cases in suites]
    _head(out, [*counts, Counter(passed=1)], len(linted.unreadable))
    for (file, cases), count in zip(suites, counts, strict=True):
        _suite(out, file, count)
        for rule, found, failed in cases:
            lines = [f"{one.line}:{one.column}: {one.severity}: {one.message}" for one in found]
            first = found[0]
            out.write(f"<testcase classname={_attribute(_class(file))} name={_attribute(rule)} time=\"0\""
                      f" file={_attribute(relative(file))}" + (f' line="{first.line}"' if first.line else "") + ">")  # fmt: skip
            body = _body("\n".join([*lines, first.advice]))
            if failed:
                out.write(f"<failure message={_attribute(first.message)} type={_attribute(first.severity)}>{body}</failure>")
            else:
                why = "known from the baseline" if first.known else f"info: {first.message}"
                out.write(f"<skipped message={_attribute(why)}/>")
            out.write("</testcase>\n")
        out.write("</testsuite>\n")
    out.write(f'<testsuite name="csaudit lint" tests="1" failures="0" errors="0" skipped="0" time="0">\n<testcase '
              f'classname="csaudit" name="{linted.replies} replies in {linted.files} files checked" time="0"/>\n</testsuite>\n')  # fmt: skip
    _unreadable(out, linted.unreadable)
    out.write("</testsuites>\n")


def _cases(found: Sequence[Finding]) -> Iterator[tuple[str, list[Finding], bool]]:
    """(rule, its findings, whether they fail) for one file."""
    by_rule: dict[str, list[Finding]] = {}
    for one in found:
        by_rule.setdefault(one.rule, []).append(one)
    for rule, mine in by_rule.items():
        fresh = [one for one in mine if not one.known]
        yield rule, fresh or mine, any(one.severity != "info" for one in fresh)


def _head(out: TextIO, suites: Sequence[Counter[str]], errors: int) -> None:
    total = sum(suites, Counter[str]())
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<testsuites name="csaudit" tests="{total.total() + errors}" failures="{total["failures"]}" errors="{errors}" '
              f'skipped="{total["skipped"]}" time="0">\n')  # fmt: skip


def _suite(out: TextIO, file: str, counts: Counter[str]) -> None:
    out.write(f'<testsuite name={_attribute(relative(file))} tests="{counts.total()}" failures="{counts["failures"]}" '
              f'errors="0" skipped="{counts["skipped"]}" time="0">\n')  # fmt: skip


def _outcome(verdict: Verdict) -> str:
    return "n/a" if verdict.bonus and verdict.outcome == "fail" else verdict.outcome


def _verdict(out: TextIO, card: Scorecard, verdict: Verdict) -> None:
    line = next((one.line for one in verdict.evidence if one.line), card.line)
    out.write(f"<testcase classname={_attribute(_class(card.source))} name={_attribute(f'{card.id}: {verdict.criterion}')} "
              f"file={_attribute(relative(card.source))}" + (f' line="{line}"' if line else "") + ' time="0"')  # fmt: skip
    outcome = _outcome(verdict)
    if outcome == "pass":
        out.write("/>\n")
    elif outcome == "fail":
        quotes = "\n".join(f"message {one.message + 1}: {one.quote}" for one in verdict.evidence)
        kind = "critical" if verdict.critical else "fail"
        out.write(f'><failure message={_attribute(verdict.reason)} type="{kind}">{_body(quotes)}</failure></testcase>\n')
    else:
        out.write(f"><skipped message={_attribute(f'{outcome}: {verdict.reason}')}/></testcase>\n")


def _unreadable(out: TextIO, problems: Sequence[Unreadable]) -> None:
    if not problems:
        return
    count = len(problems)
    out.write(f'<testsuite name="unreadable" tests="{count}" failures="0" errors="{count}" skipped="0" time="0">\n')
    out.writelines(f"<testcase classname=\"unreadable\" name={_attribute(f'{number}: {relative(one.source)}')} time=\"0\">"
                  f'<error message={_attribute(str(one))} type="unreadable"/></testcase>\n' for number, one in enumerate(problems, 1))  # fmt: skip
    out.write("</testsuite>\n")


def _class(file: str) -> str:
    """Jenkins shows what stands before the last dot as a package: a file's dots become underscores."""
    return relative(file).replace(".", "_")


def _clean(text: str) -> str:
    return _NEVER.sub("\ufffd", shown(text))


def _attribute(text: str) -> str:
    return quoteattr(" ".join(_clean(text).split()))


def _body(text: str) -> str:
    return escape(_clean(text))
