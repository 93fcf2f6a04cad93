"""Lint: canned replies against a rubric made for them.

A reply is a transcript of one agent message. Its placeholders are looked at in its source, as it stands; its wording in
every reading of it, as a customer would get it (see placeholders.reading). What fails is a finding at its place in the
file. Nothing here decides on its own: the rubric names the rules, their severities and their advice.
"""

import os
import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from csaudit import language, replies
from csaudit.conditions import Situation
from csaudit.config import Lint
from csaudit.errors import InputError, UsageError
from csaudit.findings import Finding, Rule, fingerprinted, message, rules
from csaudit.lint import fixes, suppressions
from csaudit.lint.suppressions import UNREASONED, UNUSED, Suppression
from csaudit.model import Message, Origin, Skipped, Transcript, Unreadable, place
from csaudit.placeholders.choice import Choice, choose
from csaudit.placeholders.reading import Reading, readings
from csaudit.placeholders.scan import RULES, scan
from csaudit.placeholders.syntaxes import ALIASES, SUFFIXES, SYNTAXES
from csaudit.places import Lines
from csaudit.replies import Reply
from csaudit.rubric import Rubric
from csaudit.scoring import Scorer, decide
from csaudit.source import Source

MAX_SHOWN = 400  # characters of a source line that travel with a finding
_FORMER = {UNUSED: "A suppression that takes nothing back", UNREASONED: "A suppression without a reason"}


class Checked(Struct, frozen=True):
    """What came of one file: its findings in order, how many replies, what was left, the syntaxes and why."""

    findings: tuple[Finding, ...]
    replies: int = 0
    problems: tuple[Unreadable | Skipped, ...] = ()
    syntaxes: tuple[tuple[str, str], ...] = ()


class Linter:
    """A rubric made ready for linting. Placeholder rules are on whichever it is; `standard` describes them."""

    def __init__(self, rubric: Rubric, standard: Rubric) -> None:
        self.rubric = rubric
        own = {criterion.id for criterion in rubric.criteria}
        self.scorer = Scorer(rubric, skip=[id for id in RULES if id in own])
        remarks = {id: Rule(id, title, source="csaudit's own remarks") for id, title in _FORMER.items()}
        marks = {id: one for id, one in rules(standard).items() if id in RULES}
        self.rules: dict[str, Rule] = {**marks, **rules(rubric), **remarks}

    def check(
        self, source: Source, settings: Lint, *, input: str | None = None, syntax: str | None = None
    ) -> Checked:
        """The findings of one file, with what its suppressions take back taken back.

        input, syntax: what the command line says; it goes before what the file says, which goes before `settings`.
        """
        found: list[Finding] = []
        problems: list[Unreadable | Skipped] = []
        remarks: list[Suppression] = []
        syntaxes: list[tuple[str, str]] = []
        count = 0
        try:
            text = source.text
        except InputError as error:
            return Checked((), problems=(Unreadable(source.name, error.reason, error.line, error.column),))
        lines = Lines(text)
        told: set[tuple[str, str, str]] = set()
        options = replies.Options(input, settings.include_inactive)
        for item in replies.read(source, options):
            if not isinstance(item, Reply):
                problems.append(item)
                continue
            count += 1
            reply = replies.tagged(item, (settings.kind,)) if settings.kind else item
            try:
                choice = _syntax(reply, source, settings, syntax)
            except UsageError as error:  # the front matter names a syntax that there is not
                at = lines.place(max(text.find("syntax"), 0))
                problems.append(Unreadable(source.name, str(error), *at))
                continue
            syntaxes.append((choice.syntax.name, choice.why))
            remarks += _disabled(reply, text, lines)
            found += self._placeholders(reply, choice, settings, text, lines, told)
            if not reply.twin and not replies.internal(reply):
                found += self._wording(reply, choice, text, lines)
        found = _graded(found, settings)
        found = suppressions.applied(
            found, [*suppressions.parse(text), *remarks], source.name, list(self.rules),
            require_reason=settings.require_reason, active=[id for id in self.rules if _on(id, settings)],
        )  # fmt: skip
        found = _graded(found, settings)
        return Checked(tuple(fingerprinted(found)), count, tuple(problems), tuple(dict.fromkeys(syntaxes)))

    def _placeholders(
        self, reply: Reply, choice: Choice, settings: Lint, text: str, lines: Lines, told: set[tuple[str, str, str]]
    ) -> Iterator[Finding]:
        known = (*reply.variables, *settings.variables)
        before = set(told)
        for problem in scan(reply.text, choice.syntax, known, reply.markup):
            about = (reply.transcript.id, problem.rule, problem.about)
            if reply.twin and (reply.transcript.id, problem.rule, problem.about) in before:
                continue
            told.add(about)
            rule = self.rules[problem.rule]
            yield _finding(reply, rule, problem.start, problem.end, problem.message, text, lines, problem.fix)

    def _wording(self, reply: Reply, choice: Choice, text: str, lines: Lines) -> Iterator[Finding]:
        seen: set[tuple[str, int, int]] = set()
        every = readings(reply.text, choice.syntax, reply.markup)
        spoken = [reading for reading in every if re.search(r"[^\W\d_]{2}", reading.text)]
        if self.rubric.language and language.plainly_other([one.text for one in spoken[:1]], self.rubric.language):
            return
        for reading in spoken:
            for one, start, end, said in self._failed(reply, reading):
                if (one.id, start, end) in seen:
                    continue
                seen.add((one.id, start, end))
                if len(spoken) > 1 and start < 0:
                    said += f" (in one of the {len(spoken)} ways this reply can read)"
                absent = start < 0
                if absent:
                    start, end = _first_line(reply.text)
                elif one.id in fixes.LITERAL and reply.text[start:end] != said:
                    continue
                mended = fixes.mended(one.id, reply.text[start:end])
                words = message_of_slip(one, said) if one.id in fixes.LITERAL else said
                fix = (start, end, mended) if mended is not None else None
                told = _finding(reply, one, start, end, words, text, lines, fix)
                yield msgspec.structs.replace(told, whole=_all_lines(reply)) if absent else told

    def _failed(self, reply: Reply, reading: Reading) -> Iterator[tuple[Rule, int, int, str]]:
        """(rule, start, end in the reply's source or -1, what to say) for each failed criterion of one reading."""
        said = Message(role="agent", text=reading.text, id=reply.transcript.id)
        transcript: Transcript = msgspec.structs.replace(reply.transcript, messages=(said,))
        situation = Situation(transcript, self.scorer.finder.find(transcript), self.scorer.policies)
        for criterion in self.scorer.criteria:
            _, decided = decide(criterion, situation)  # a verdict would keep five of the hits: lint tells them all
            if decided.outcome != "fail":
                continue
            rule = self.rules[criterion.id]
            if not decided.hits:
                yield rule, -1, -1, message(rule, decided.reason, None)
            for _, hit in decided.hits:
                start, end = reading.source(hit.start), reading.source(max(hit.end - 1, hit.start)) + 1
                quote = reading.text[hit.start : hit.end]
                words = quote if rule.id in fixes.LITERAL else message(rule, decided.reason, quote)
                yield rule, start, max(end, start + 1), words


def message_of_slip(rule: Rule, quote: str) -> str:
    """What a finding about the very characters says; spaces are not quoted, for nobody sees them."""
    words = " ".join(quote.split())[:120]
    return f"{rule.title}: “{words}”" if any(map(str.isalpha, words)) else rule.title


def _finding(
    reply: Reply, rule: Rule, start: int, end: int, said: str, text: str, lines: Lines, fix: tuple[int, int, str] | None
) -> Finding:
    file, line, column, _ = place(reply.transcript, 0, start)
    _, end_line, last, _ = place(reply.transcript, 0, max(end - 1, start))
    if line is None or column is None or end_line is None or last is None:
        return Finding(file, line, column, end_line, last, rule.id, rule.severity, said, rule.advice,
                       reply.transcript.id, reply.text[start:end])  # fmt: skip
    at, end_at = lines.starts[line - 1], lines.starts[end_line - 1]
    shown_from = max(0, column - MAX_SHOWN // 2) if column > MAX_SHOWN // 2 else 0
    shown = re.split(r"[\r\n]", text[at + shown_from : at + shown_from + MAX_SHOWN], maxsplit=1)[0]
    counted = (column, last + 1)
    if not lines.ascii:
        counted = (len(text[at : at + column - 1].encode("utf-8", "replace")) + 1,
                   len(text[end_at : end_at + last].encode("utf-8", "replace")) + 1)  # fmt: skip
    return Finding(
        file, line, column, end_line, last + 1, rule.id, rule.severity, said, rule.advice, reply.transcript.id,
        reply.text[start:end], shown, shown_from, counted,
        fix=fixes.in_file(reply, fix, text, lines) if fix else None,
    )  # fmt: skip


def _all_lines(reply: Reply) -> tuple[int, int] | None:
    first, last = place(reply.transcript, 0, 0)[1], place(reply.transcript, 0, max(len(reply.text) - 1, 0))[1]
    return (first, last) if first is not None and last is not None else None


def _first_line(text: str) -> tuple[int, int]:
    """Where an absence is told: the first line with anything on it."""
    start = len(text) - len(text.lstrip())
    end = re.compile(r"[\r\n]|\Z").search(text, start)
    return start, min(end.start() if end else len(text), start + 120)


def _graded(found: list[Finding], settings: Lint) -> list[Finding]:
    """The findings of rules that are on, in order, with the severities that the configuration gives them."""
    graded = [
        msgspec.structs.replace(one, severity=settings.severities.get(one.rule, one.severity))
        for one in found
        if _on(one.rule, settings)
    ]
    return sorted(graded, key=lambda one: (one.line or 0, one.column or 0, one.rule))


def _on(rule: str, settings: Lint) -> bool:
    return settings.severities.get(rule) != "off" and rule not in settings.ignore


def _syntax(reply: Reply, source: Source, settings: Lint, asked: str | None) -> Choice:
    """The syntax of a reply and who says so, in the order in which they are asked."""
    folders = [part.lower() for part in os.path.dirname(source.name.partition("!")[0]).split(os.sep)]
    folder = next((name for name in reversed(folders) if name in SYNTAXES or name in ALIASES), None)
    stated = (
        (asked, "chosen with --syntax"),
        (reply.syntax if not reply.product else None, "the front matter says so"),
        (settings.syntax, "the configuration says so"),
        (reply.syntax if reply.product else None, f"an export of {reply.product}"),
        (SUFFIXES.get(source.suffix), f"its suffix is {source.suffix}"),
        (folder, f"it is in a folder named {folder}"),
    )
    return choose(reply.text, stated, (*reply.variables, *settings.variables), reply.markup)


def _disabled(reply: Reply, text: str, lines: Lines) -> list[Suppression]:
    """What a reply's front matter suppresses, for the lines of its text."""
    if not reply.disabled:
        return []
    points = (reply.transcript.messages[0].origin or Origin()).points
    first, last = (points[0][1], points[-1][1]) if points else (1, len(lines.starts))
    begin = lines.starts[first - 1]
    at = max(text.rfind("csaudit-disable", 0, begin), text.rfind("csaudit_disable", 0, begin), 0)
    line, column = lines.place(at)
    return [Suppression((name,), first, last, line, column, "front matter", 15) for name in reply.disabled]
