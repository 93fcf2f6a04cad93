"""One call of lint over many files: what is asked for, and all that came of it."""

import os
from collections import Counter
from collections.abc import Callable, Iterable

from msgspec import Struct, field

from csaudit.findings import Finding, Rule, at_least
from csaudit.lint import changed, fixes
from csaudit.lint.checking import Checked, Linter
from csaudit.lint.paths import Chosen
from csaudit.model import Skipped, Unreadable
from csaudit.source import Source


class Asked(Struct, frozen=True):
    """What the user asks to see, and what to do about it.

    lowest: the least grave severity. only, ignore: rules. lines: changed lines by file, None for all. fix: mend what is
    safe; write: in the files themselves. input, syntax: by name.
    """

    lowest: str = "info"
    only: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    lines: changed.Lines | None = None
    fix: bool = False
    write: bool = False
    input: str | None = None
    syntax: str | None = None

    def wants(self, one: Finding) -> bool:
        """Whether a finding is to be reported; an absence stands at the first line, but is of all the reply's lines."""
        named = one.rule in self.only if self.only else one.rule not in self.ignore
        if not named or not at_least(one.severity, self.lowest):
            return False
        if self.lines is None:
            return True
        first, last = one.whole or (one.line, one.end_line)
        return changed.touches(self.lines, one.file, first, last)


class Collected(Struct):
    """What came of all files: findings in order, what was not checked, how the syntaxes were told, changes made."""

    findings: list[Finding] = field(default_factory=list)
    problems: list[Unreadable | Skipped] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)
    syntaxes: Counter[str] = field(default_factory=Counter)
    replies: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def unreadable(self) -> bool:
        """Whether anything could not be read."""
        return any(isinstance(problem, Unreadable) for problem in self.problems)

    @property
    def notes(self) -> tuple[str, ...]:
        """The syntaxes, why each was taken, and for how many files."""
        return tuple(f"{note} ({count} file{'s' * (count != 1)})" for note, count in sorted(self.syntaxes.items()))


def collect(
    files: Iterable[Chosen | Unreadable | Skipped], linter_of: Callable[[Chosen], Linter], asked: Asked
) -> Collected:
    """Check every file, in order."""
    found = Collected()
    for one in files:
        if not isinstance(one, Chosen):
            found.problems.append(one)
        elif asked.lines is not None and os.path.realpath(one.source.name) not in asked.lines:
            found.problems.append(Skipped(one.source.name, "not changed"))
        else:
            linter = linter_of(one)
            found.rules.update(linter.rules)
            result = linter.check(one.source, one.settings, input=asked.input or one.reader, syntax=asked.syntax)
            _take(one, result, asked, found)
    return found


def _take(one: Chosen, result: Checked, asked: Asked, found: Collected) -> None:
    found.checked.append(one.source.name)
    found.problems += _named(one.source, result) if one.named else result.problems
    found.replies += result.replies
    found.syntaxes.update(f"{name}: {why}" for name, why in result.syntaxes if name != "none")
    mine = [finding for finding in result.findings if asked.wants(finding)]
    if asked.fix and one.source.path is not None and (edits := fixes.edits(mine)):
        if asked.write:
            found.differences.append(fixes.apply(one.source.path, edits, one.source.name))
            mine = [finding for finding in mine if finding.fix not in edits] if found.differences[-1] else mine
        else:
            found.differences.append(fixes.difference(one.source.path, edits, one.source.name)[0])
    found.findings += mine


def _named(source: Source, result: Checked) -> tuple[Unreadable | Skipped, ...]:
    """What the user named must be a reply; a file of inactive ones is."""
    unknown = not result.replies and all(isinstance(one, Skipped) and one.id is None for one in result.problems)
    return (Unreadable(source.name, "no canned reply that csaudit knows"),) if unknown else result.problems
