"""Suppressions: remarks in a reply's file that take a rule's findings back, with a reason.

    <!-- csaudit: disable-next-line=no_blame the courier's own wording, agreed with legal -->
    <!-- csaudit: disable=shouting --> … <!-- csaudit: enable=shouting -->
    text: HELLO           # csaudit: disable=shouting
    {# csaudit: disable-next-line=shouting #}  {{! csaudit: … }}  {% comment %} csaudit: … {% endcomment %}

`disable` on a line of its own holds until `enable` or the end of the file; behind something else, for that line.
Without rules, or with "all", every rule is meant. JSON has no comments: there the configuration's `ignore` serves.
"""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from csaudit.decoding import split_lines
from csaudit.errors import did_you_mean
from csaudit.findings import Finding

UNUSED, UNREASONED = "unused-suppression", "suppression-without-reason"
_REMARK = re.compile(
    r"(?P<open><!--|\{#|\{\{!(?:--)?|\{%-?\s*comment\s*-?%\}|#|//)\s*csaudit:\s*"
    r"(?P<verb>disable-next-line|disable-line|disable|enable)\b[ \t]*(?P<rules>=[ \t]*[\w,-]+(?:,[ \t]*[\w-]+)*)?"
    r"(?P<reason>[^\n]{0,500})"
)
_CLOSERS = re.compile(r"\s*(?:--\s*>|#\}|(?:--)?\}\}|\{%-?\s*endcomment\s*-?%\}).*$")


class Suppression(Struct, frozen=True):
    """One remark: the rules it takes back (none: all), for the lines from `first` to `last`."""

    rules: tuple[str, ...]
    first: int
    last: int
    line: int
    column: int
    reason: str = ""
    length: int = 0


def parse(text: str) -> list[Suppression]:
    """The suppressions of a file, in the order of their remarks."""
    if "csaudit:" not in text:
        return []
    found: list[Suppression] = []
    lines = [line for _, line in split_lines(text)]
    for number, line in enumerate(lines, 1):
        for match in _REMARK.finditer(line) if "csaudit:" in line else ():
            named = re.split(r"[,\s]+", (match["rules"] or "").lstrip("= \t").strip()) if match["rules"] else []
            rules = () if "all" in named else tuple(name for name in named if name)
            reason = _CLOSERS.sub("", match["reason"]).strip(" -:\t")
            alone = not line[: match.start()].strip()
            verb = match["verb"]
            first, last = number, len(lines) + 1
            if verb == "disable-next-line":
                first = last = number + 1
            elif verb == "disable-line" or not alone:
                last = number
            if verb == "enable":
                found = [_ended(one, rules, number) for one in found]
            else:
                column = match.start() + 1
                found.append(Suppression(rules, first, last, number, column, reason, len(match[0].rstrip())))
    return found


def _ended(one: Suppression, rules: tuple[str, ...], line: int) -> Suppression:
    """A suppression that `enable` on a line ends, if it is one that reaches there and means these rules."""
    if one.last <= line or (rules and one.rules and not set(rules) & set(one.rules)):
        return one
    return Suppression(one.rules, one.first, line, one.line, one.column, one.reason, one.length)


def applied(
    findings: Sequence[Finding], suppressions: Sequence[Suppression], file: str, known: Sequence[str], *,
    require_reason: bool = False, active: Iterable[str] | None = None,
) -> list[Finding]:  # fmt: skip
    """The findings that stay, and one for each suppression that is unused, unknown, or lacks its reason.

    active: the rules that were looked for; a suppression of another is not called unused.
    """
    used: set[int] = set()
    left: list[Finding] = []
    for one in findings:
        covering = [
            index for index, suppression in enumerate(suppressions)
            if one.line is not None and suppression.first <= one.line <= suppression.last
            and (not suppression.rules or one.rule in suppression.rules)
        ]  # fmt: skip
        used.update(covering)
        if not covering:
            left.append(one)
    looked_for = set(known if active is None else active)
    for index, suppression in enumerate(suppressions):
        named = ", ".join(suppression.rules) or "all rules"
        unknown = [name for name in suppression.rules if name not in known]
        if unknown:
            message = f"no rule is called {unknown[0]!r}{did_you_mean(unknown[0], known)}"
            left.append(_remark(file, suppression, UNUSED, message))
        elif index not in used and (not suppression.rules or looked_for & set(suppression.rules)):
            message = f"the suppression of {named} takes nothing back: drop it"
            left.append(_remark(file, suppression, UNUSED, message))
        elif require_reason and not suppression.reason:
            left.append(_remark(file, suppression, UNREASONED, f"the suppression of {named} needs a reason behind it"))
    return left


def _remark(file: str, one: Suppression, rule: str, message: str) -> Finding:
    advice = "Say why a rule does not hold here, and drop what no longer suppresses anything."
    end = one.column + one.length
    return Finding(file, one.line, one.column, one.line, end, rule, "warning", message, advice, quote=message)
