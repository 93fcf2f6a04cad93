"""What `csaudit lint`, `rules` and `rule` do; apart from their options: no other command pays for its imports."""

import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from csaudit import config, findings, output, plugins, rubric, source
from csaudit.commands import options
from csaudit.errors import DONE, InputError, UsageError, did_you_mean, exit_code
from csaudit.findings import SEVERITIES, Finding, Gates, Linted, Rule
from csaudit.lint import baseline, changed, fixes
from csaudit.lint import checking as linting
from csaudit.lint import paths as lint_paths
from csaudit.lint.running import Asked, Collected, collect
from csaudit.model import Skipped, Unreadable
from csaudit.placeholders.syntaxes import named
from csaudit.redact import discreet, redactor
from csaudit.safe import json_text, one_line, shown
from csaudit.source import Source

_LEVELS = (*SEVERITIES, "never")


def lint(
    *,
    paths: list[str],
    rubric_name: str | None,
    format: str,
    out: str | None,
    reports: list[str] | None,
    syntax: str | None,
    kind: str | None,
    variables: list[str] | None,
    input: str | None,
    include_inactive: bool,
    fail_on: str | None,
    max_warnings: int | None,
    min_severity: str | None,
    exit_zero: bool,
    ignore: list[str] | None,
    only: list[str] | None,
    baseline_file: str | None,
    write_baseline: str | None,
    changed_since: str | None,
    fix: bool,
    diff: bool,
    require_reason: bool,
    stdin_filename: str,
    allow_empty: bool,
    quiet: bool,
    color: str,
    config_file: str | None,
    isolated: bool,
    redact: bool | None,
    hash_only: bool,
) -> int:
    """Check canned replies; the options are those of the command line."""
    loaded = config.load(paths, config_file, isolated=isolated)
    for name in filter(None, (syntax, loaded.lint.syntax)):
        named(name)
    over = config.Lint(
        kind=kind,
        variables=tuple(variables or ()),
        include_inactive=include_inactive,
        require_reason=require_reason,
    )
    gates = Gates(
        _level("--fail-on", fail_on or loaded.lint.fail_on or "error", _LEVELS),
        max_warnings if max_warnings is not None else loaded.lint.max_warnings,
    )
    lowest = _level("--min-severity", min_severity or loaded.lint.min_severity or "info", SEVERITIES)
    wanted = [(format, out), *map(_report, reports or ())]
    writers = [(_writer(name), file) for name, file in wanted]
    redact = options.redacts(redact, hash_only, [name for name, _ in wanted])
    made = cache(_linter)  # for this call alone: a rubric of the same name may be another one in the next
    standard = made("replies")
    for name in (*(ignore or ()), *(only or ())):
        _known(name, {**standard.rules, **(made(rubric_name).rules if rubric_name else {})})
    asked = Asked(
        lowest,
        frozenset(only or ()),
        frozenset(ignore or ()),
        changed.since(changed_since) if changed_since else None,
        fix,
        not diff,
        input,
        syntax,
    )
    cleaner = redactor(rubric_name or "replies", hashed=hash_only) if redact else None
    with discreet(cleaner):
        stdin = _stdin(stdin_filename) if "-" in paths else None
        found = collect(lint_paths.chosen(paths, loaded, over, stdin), _linters(rubric_name, loaded, made), asked)
        if not found.checked and not found.unreadable and not allow_empty and not changed_since:
            raise UsageError(f"no canned reply in {', '.join(map(one_line, paths))}: {_left(found.problems)}")
        if write_baseline:
            count = baseline.write(Path(write_baseline), found.findings)
            _note(f"{count} finding{'s' * (count != 1)} written to {write_baseline}", quiet)
            _tell(found.problems if cleaner is None else list(map(cleaner.problem, found.problems)), quiet)
            return exit_code(unreadable=found.unreadable)
        known = _marked(found, baseline_file or _beside(loaded), whole=not (changed_since or only or ignore), quiet=quiet)
        every = found.rules or standard.rules
        linted = Linted(known, every, len(found.checked), found.replies, tuple(found.problems), found.notes)
        if cleaner is not None:
            linted = findings.redacted(linted, cleaner)
        if fix and diff:
            told = found.differences if cleaner is None else map(cleaner.text, found.differences)
            sys.stdout.write("".join(map(shown, told)))
        else:
            for writer, file in writers:
                with output.opened(file) as stream:
                    look = options.look(color if file is None else "never", stream=stream, quiet=quiet, redacted=redact)
                    writer.findings(linted, stream, look)
        _tell(list(linted.problems), quiet)
    return exit_code(unreadable=found.unreadable, gate_failed=gates.failed(linted) and not exit_zero)


def _stdin(name: str) -> Source | Unreadable:
    try:
        return Source(name, data=source.stdin().data)
    except InputError as error:
        return Unreadable(name, error.reason)


def rules(rubric_name: str, format: str) -> int:
    """List the rules of a rubric."""
    linter = _linter(rubric_name)
    if format == "json":
        import msgspec

        sys.stdout.write(json_text(msgspec.json.encode({"rules": list(linter.rules.values())}).decode()) + "\n")
        return DONE
    width = max(map(len, linter.rules))
    for id, rule in linter.rules.items():
        mends = "  (--fix)" if id in _FIXABLE else ""
        sys.stdout.write(shown(f"{id:<{width}}  {rule.severity:<7}  {rule.title}{mends}\n"))
    return DONE


def rule(id: str, rubric_name: str) -> int:
    """Explain one rule of a rubric."""
    linter = _linter(rubric_name)
    _known(id, linter.rules)
    one = linter.rules[id]
    sys.stdout.write(shown(f"{one.id} ({one.severity}): {one.title}\n\n{one.advice}\n"))
    for title, examples in (("good", one.good), ("bad", one.bad)):
        for example in examples[:2]:
            indented = "".join(f"  {line}\n" for line in example.strip().split("\n"))
            sys.stdout.write(shown(f"\n{title}:\n{indented}"))
    if one.source:
        sys.stdout.write(shown(f"\nsource: {one.source}\n"))
    return DONE


_FIXABLE = frozenset({"smart-quotes-in-placeholder", "placeholder-case", *fixes.LITERAL})


def _linters(
    rubric_name: str | None, loaded: config.Config, made: Callable[[str], linting.Linter]
) -> Callable[[lint_paths.Chosen], linting.Linter]:
    """The linter of a file: with the rubric of the command line, of its path's table, of the configuration, or ours."""

    def of(one: lint_paths.Chosen) -> linting.Linter:
        named = one.settings.rubric
        if rubric_name or not named:
            return made(rubric_name or "replies")
        beside = Path(loaded.file).parent / named if loaded.file else Path(named)
        return made(named if re.fullmatch(r"[\w-]+", named) else str(beside))

    return of


def _linter(name: str) -> linting.Linter:
    return _ours() if name == "replies" else linting.Linter(rubric.load(name), _ours().rubric)


@cache
def _ours() -> linting.Linter:
    """The linter with the shipped rubric, which stays the same while the program runs."""
    ours = rubric.load("replies")
    return linting.Linter(ours, ours)


def _known(name: str, known: dict[str, Rule]) -> None:
    if name not in known:
        raise UsageError(f"no rule is called {name!r}{did_you_mean(name, list(known))}")


def _level(option: str, value: str, known: tuple[str, ...]) -> Any:
    if value not in known:
        raise UsageError(f"{option}: {value!r} is none of {', '.join(known)}")
    return value


def _report(text: str) -> tuple[str, str]:
    name, colon, file = text.partition(":")
    if not colon or not file:
        raise UsageError(f"--report: {text!r} is not FORMAT:FILE")
    return name, file


def _writer(name: str) -> Any:
    module = plugins.load("reports", name)
    if not hasattr(module, "findings"):
        raise UsageError(f"the report {name!r} shows scores, not findings")
    return module


def _beside(loaded: config.Config) -> str | None:
    """The configuration's baseline, relative to it; one that is not there yet is none."""
    if loaded.lint.baseline is None:
        return None
    path = (Path(loaded.file).parent if loaded.file else Path()) / loaded.lint.baseline
    return str(path) if path.exists() else None


def _marked(found: Collected, file: str | None, *, whole: bool, quiet: bool) -> list[Finding]:
    """The findings, those of the baseline marked; after a check of everything, what is fixed leaves the baseline."""
    if file is None:
        return found.findings
    path = Path(file)
    counts = baseline.read(path)
    marked = baseline.marked(found.findings, counts, path.parent)
    if whole and (dropped := baseline.prune(path, counts, marked, found.checked)):
        _note(f"{dropped} fixed finding{'s' * (dropped != 1)} dropped from {file}", quiet)
    return marked


def _left(problems: list[Unreadable | Skipped]) -> str:
    reasons = Counter(problem.reason for problem in problems)
    return (
        ", ".join(f"{count} left ({one_line(reason)})" for reason, count in reasons.most_common(4)) or "nothing there"
    )


def _tell(problems: list[Unreadable | Skipped], quiet: bool) -> None:
    """What was not checked, and why: what could not be read one by one, the rest by number."""
    for problem in problems:
        if isinstance(problem, Unreadable):
            _note(f"unreadable: {problem}", quiet)
    left: list[Unreadable | Skipped] = [problem for problem in problems if isinstance(problem, Skipped)]
    if left:
        _note(_left(left), quiet)


def _note(text: str, quiet: bool) -> None:
    if not quiet:
        sys.stderr.write(f"csaudit: {one_line(text)}\n")
