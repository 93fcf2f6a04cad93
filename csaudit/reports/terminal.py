"""For a person at a terminal: how are we doing, on what, who, and which conversations should I read.

For one transcript: the conversation itself with the evidence highlighted in place, and each verdict with its reason.
"""

import io
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from textwrap import wrap
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from csaudit import __version__
from csaudit.findings import Finding, Linted
from csaudit.model import Evidence, Scorecard, Skipped, Transcript, Unreadable, Verdict
from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import one_line, shown
from csaudit.summary import Tally

STYLES = {"pass": "green", "fail": "red", "n/a": "dim", "unsure": "yellow"}
MARKS = {"pass": "✓", "fail": "✗", "n/a": "–", "unsure": "?"}
MAX_AGENTS, MAX_WORST, MAX_PROBLEMS, MAX_FAILS, MAX_COSTLY = 10, 5, 10, 3, 3
LEAST_TO_RANK = 5  # conversations: below that a mean says nothing about an agent


def write(run: Run, out: TextIO, look: Look) -> None:
    """The report of a batch, or of one transcript."""
    page = io.StringIO()
    console = _console(page, look)
    rubric = run.scorer.rubric
    redacted = " · redacted" if look.redacted else ""
    _line(
        console,
        Text(
            f"csaudit {__version__} · {one_line(rubric.name)} {one_line(rubric.version)} ({rubric.hash}){redacted}",
            "dim",
        ),
    )
    only = run.only()
    if only is not None and run.summary.found == 1:
        _conversation(console, run, *only)
    else:
        _figures(console, run)
        if run.summary.scored:
            _criteria(console, run, look.width)
            _agents(console, run, look.width)
            _worst(console, run)
        _problems(console, run)
    # Rich fills its tables up with spaces, which pipes need not carry.
    out.writelines(line.rstrip() + "\n" for line in page.getvalue().split("\n")[:-1])


def _console(out: TextIO, look: Look) -> Console:
    return Console(
        file=out, width=look.width, color_system="standard" if look.color else None, highlight=False, markup=False,
        emoji=False, soft_wrap=False, force_terminal=look.color, legacy_windows=False,
    )  # fmt: skip


def _line(console: Console, text: Text | str) -> None:
    console.print(text, overflow="fold")


def _figures(console: Console, run: Run) -> None:
    figures = run.summary
    parts = [f"{figures.scored} scored"]
    if figures.unreadable:
        parts.append(f"{figures.unreadable} unreadable")
    if figures.skipped:
        parts.append(f"{sum(figures.skipped.values())} skipped")
    _line(console, Text(", ".join(parts) + (" (interrupted: not all was read)" if run.interrupted else "")))
    if figures.scored:
        share = figures.passed / figures.scored
        text = Text("\nmean ")
        text.append(_number(figures.mean), "bold")
        text.append("   median ").append(_number(figures.quantile(0.5)), "bold")
        text.append("   passed ").append(f"{figures.passed} of {figures.scored} ({share:.0%})", "bold")
        if figures.critical:
            text.append("   critical fails ").append(str(figures.critical), "bold red")
        if figures.mean_coverage is not None:
            text.append("   coverage ").append(f"{figures.mean_coverage:.0%}", "bold")
        _line(console, text)
        if costly := _costly(run):
            _line(console, Text("most points lost on ").append(costly, "bold"))


def _costly(run: Run) -> str:
    """The criteria that cost most points, with their share of all points lost."""
    lost = {}
    for criterion in run.scorer.criteria:
        if tally := run.summary.criteria.get(criterion.id):
            lost[criterion.id] = tally.failed * criterion.weight
    total = sum(lost.values())
    worst = sorted((one for one in lost if lost[one]), key=lambda one: (-lost[one], one))[:MAX_COSTLY]
    return ", ".join(f"{name} ({lost[name] / total:.0%})" for name in worst)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


def _criteria(console: Console, run: Run, width: int) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold", show_edge=False)
    table.add_column("criterion", overflow="ellipsis", no_wrap=True, max_width=max(20, width - 52))
    for name in ("pass", "fail", "n/a", "unsure"):
        table.add_column(name, justify="right", style=STYLES[name], min_width=4)
    table.add_column("of those that applied", no_wrap=True)
    idle = []
    for criterion in run.scorer.criteria:
        tally = run.summary.criteria.get(criterion.id, Tally())
        if not (tally.passed or tally.failed or tally.unsure):
            idle.append(criterion.id)
            continue
        counts = (tally.passed, tally.failed, tally.not_applicable, tally.unsure)
        kinds = (("bonus", criterion.bonus), ("penalty", criterion.penalty), ("critical", criterion.critical))
        name = criterion.id + "".join(f" ({kind})" for kind, on in kinds if on)
        table.add_row(name, *(str(count) if count else "·" for count in counts), _bar(tally))
    console.print()
    console.print(table)
    if idle:
        _line(console, Text(f"nowhere applied: {', '.join(idle)}", "dim"))


def _bar(tally: Tally) -> Text:
    """Ten cells, green for pass, red for fail; at least one red where anything failed."""
    decided = tally.passed + tally.failed
    if not decided:
        return Text("")
    red = min(10, max(round(10 * tally.failed / decided), 1 if tally.failed else 0))
    if red == 10 and tally.passed:
        red = 9
    text = Text("█" * (10 - red), "green")
    text.append("░" * red, "red")
    return text.append(f" {tally.passed / decided:.0%}", "default")


def _agents(console: Console, run: Run, width: int) -> None:
    agents = sorted(
        run.summary.agents.items(),
        key=lambda one: (one[1].conversations < LEAST_TO_RANK, one[1].score if one[1].conversations >= LEAST_TO_RANK and
                         one[1].score is not None else 0, one[0]),
    )  # fmt: skip
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold", show_edge=False)
    table.add_column("agent", overflow="ellipsis", no_wrap=True, max_width=24)
    table.add_column("n", justify="right")
    table.add_column("score", justify="right")
    table.add_column("most often failed", overflow="ellipsis", no_wrap=True, max_width=max(20, width - 42))
    for name, tally in agents[:MAX_AGENTS]:
        failed = ", ".join(f"{criterion} {times}" for criterion, times in _often(tally.failed))
        table.add_row(one_line(name), str(tally.conversations), _number(tally.score), failed)
    console.print()
    console.print(table)
    notes = []
    if len(agents) > MAX_AGENTS:
        notes.append(f"{len(agents) - MAX_AGENTS} more agents are in the json and csv reports")
    if any(tally.conversations < LEAST_TO_RANK for _, tally in agents):
        notes.append(f"below {LEAST_TO_RANK} conversations: in the order of names, not ranked")
    if notes:
        _line(console, Text("; ".join(notes), "dim"))


def _often(failed: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(failed.items(), key=lambda one: (-one[1], one[0]))[:3]


def _worst(console: Console, run: Run) -> None:
    worst = run.worst(MAX_WORST)
    if not worst:
        return
    weights = {criterion.id: criterion.weight for criterion in run.scorer.criteria}
    _line(console, Text("\nRead these first", "bold"))
    for card in worst:
        head = Text().append(f"\n{_number(card.score):>5}  ", "bold" if card.passed else "bold red")
        head.append(one_line(card.id), "bold")
        where = one_line(card.source) + (f":{card.line}" if card.line else "")
        head.append(f"  {where}" if where != card.id else "", "dim")
        head.append(f"  {one_line(', '.join(card.agents))}" if card.agents else "")
        _line(console, head)
        fails = sorted((one for one in card.verdicts if one.outcome == "fail"), key=lambda one: -weights[one.criterion])
        for one in fails[:MAX_FAILS]:
            _verdict(console, one, 7)
        if len(fails) > MAX_FAILS:
            console.print(Padding(Text(f"and {len(fails) - MAX_FAILS} more", "dim"), (0, 0, 0, 7)))


def _verdict(console: Console, one: Verdict, indent: int = 0) -> None:
    """A verdict behind its mark; what does not fit on the first line stands below its beginning."""
    text = Text(overflow="fold").append(f"{one.criterion}: ", STYLES[one.outcome]).append(one_line(one.reason))
    if one.evidence and (place := _where(one.evidence[0])):
        text.append(f"  {place}", "dim")
    row = Table.grid()
    row.add_column(width=indent + 2)
    row.add_column()
    row.add_row(Text(" " * indent + MARKS[one.outcome], STYLES[one.outcome]), text)
    console.print(row)


def _where(evidence: Evidence) -> str:
    """file:line:column, as far as the source has them."""
    if not evidence.line:
        return ""
    return ":".join(str(part) for part in (one_line(evidence.file or ""), evidence.line, evidence.column) if part)


def _problems(console: Console, run: Run) -> None:
    if run.summary.warnings:
        _line(console, Text("\nWarnings", "bold yellow"))
    for name, times in sorted(run.summary.warnings.items()):
        said = one_line(run.summary.said[name])
        more = f" (and {times - 1} more about {one_line(name)})" if times > 1 else ""
        console.print(Padding(Text(said + more), (0, 0, 0, 2)))
    unreadable = (one for one in run.problems() if isinstance(one, Unreadable))
    _told(console, "Unreadable", "red", [str(one) for one in islice(unreadable, MAX_PROBLEMS)], run.summary.unreadable)
    first: dict[str, str] = {}  # the first name of each reason
    for one in run.problems():
        if isinstance(one, Skipped) and len(first) < MAX_PROBLEMS:
            first.setdefault(one.reason, one.source)
    counts = {reason: run.summary.skipped.get(reason, 1) for reason in first}
    lines = [
        f"{first[reason]}{f' and {count - 1} more' if count > 1 else ''}: {reason}" for reason, count in counts.items()
    ]
    _told(console, "Skipped", "dim", lines, len(lines) + sum(run.summary.skipped.values()) - sum(counts.values()))


def _told(console: Console, title: str, style: str, lines: Sequence[str], count: int) -> None:
    if lines:
        _line(console, Text(f"\n{title}", f"bold {style}"))
    for line in lines:
        console.print(Padding(Text(one_line(line), overflow="fold"), (0, 0, 0, 2)))
    if count > len(lines):
        _line(console, Text(f"  and {count - len(lines)} more, in the json report", "dim"))


def _conversation(console: Console, run: Run, transcript: Transcript, card: Scorecard) -> None:
    """The conversation with its evidence highlighted, then each verdict."""
    head = Text(f"\n{one_line(card.id)}", "bold")
    head.append(f"   {one_line(card.source)}", "dim")
    _line(console, head)
    if transcript.subject:
        _line(console, Text(one_line(transcript.subject), "italic"))
    console.print()
    marked: dict[int, list[tuple[int, int, str]]] = {}
    for one in card.verdicts:
        for evidence in one.evidence:
            marked.setdefault(evidence.message, []).append((evidence.start, evidence.end, STYLES[one.outcome]))
    for index, message in enumerate(transcript.messages):
        who = one_line(message.author) if message.author and message.author.lower() != message.role else ""
        label = Text(f"{index + 1:>3} {message.role}", "bold cyan" if message.role == "customer" else "bold")
        label.append(f" {who}" if who else "", "default")
        label.append(f" ({message.visibility})" if message.visibility == "internal" else "", "dim")
        _line(console, label)
        console.print(Padding(_highlighted(message.text, marked.get(index, [])), (0, 0, 0, 4)))
    score = Text("\nscore ", "default").append(_number(card.score), "bold")
    score.append("  passed" if card.passed else "  not passed", "green" if card.passed else "red")
    if card.coverage is not None and card.coverage < 1:
        score.append(f"  coverage {card.coverage:.0%}", "yellow")
    _line(console, score)
    advice = {criterion.id: criterion.advice for criterion in run.scorer.criteria}
    for one in sorted(card.verdicts, key=lambda one: ("fail", "unsure", "pass", "n/a").index(one.outcome)):
        if one.outcome == "n/a":
            continue
        _verdict(console, one)
        if one.outcome in ("fail", "unsure") and advice.get(one.criterion):
            console.print(Padding(Text(shown(advice[one.criterion]), "italic"), (0, 0, 0, 4)))
    not_applied = [one.criterion for one in card.verdicts if one.outcome == "n/a"]
    if not_applied:
        _line(console, Text(f"{MARKS['n/a']} did not apply: {', '.join(not_applied)}", "dim"))
    for warning in card.warnings:
        _line(console, Text(f"! {one_line(warning)}", "yellow"))


def _highlighted(text: str, spans: list[tuple[int, int, str]]) -> Text:
    """The text made safe, piece by piece, so that the highlights stay on their words."""
    styled = Text()
    for piece, style in _pieces(text, spans):
        styled.append(shown(piece), style)
    return styled


def _pieces(text: str, spans: list[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    at = 0
    for start, end, style in sorted(spans):
        if start < at:
            continue
        yield text[at:start], ""
        yield text[start:end], f"bold {style}"
        at = end
    yield text[at:], ""


LEVELS = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: findings by file, each with its source line and a caret below its words; a summary at the end."""
    console = _console(out, look)
    fresh = [one for one in linted.findings if not one.known]
    advised: set[str] = set()
    for file, found in groupby(fresh, key=lambda one: one.file):
        _line(console, Text(one_line(file), "bold underline"))
        for one in found:
            _finding(console, one, look.width, advice=one.advice if one.rule not in advised else "")
            advised.add(one.rule)
        console.print()
    counts = linted.counts
    known = len(linted.findings) - len(fresh)
    if not fresh:
        text = Text("All well", "green").append(
            f": {linted.replies} repl{_ies(linted.replies)} in {_files(linted.files)}", ""
        )
    else:
        held = {name: count for name, count in counts.items() if count}
        listed = ", ".join(f"{count} {name}{'s' * (count != 1 and name != 'info')}" for name, count in held.items())
        text = Text(listed, LEVELS[next(iter(held))])
        text.append(f" in {linted.replies} repl{_ies(linted.replies)}, {_files(linted.files)}", "default")
    if known:
        text.append(f"; {known} known from the baseline", "dim")
    _line(console, text)
    if linted.unreadable:
        _line(console, Text(f"{len(linted.unreadable)} unreadable", "red"))
    if not look.quiet:
        for note in linted.notes:
            _line(console, Text(f"syntax {one_line(note)}", "dim"))


def _ies(count: int) -> str:
    return "y" if count == 1 else "ies"


def _files(count: int) -> str:
    return f"{count} file{'s' * (count != 1)}"


def _finding(console: Console, one: Finding, width: int, advice: str) -> None:
    place = f"{one.line}:{one.column}" if one.line is not None else "-"
    first, *more = wrap(f"{one_line(one.message)} [{one.rule}]", max(20, width - 20), break_on_hyphens=False) or [""]
    text = Text(f"  {place:<8} ").append(f"{one.severity:<8} ", LEVELS[one.severity]).append(first)
    console.print(text, overflow="fold")
    for line in more:
        console.print(Text(" " * 20 + line), overflow="fold")
    if one.shown.strip() and one.column is not None:
        _excerpt(console, one, width)
    for line in wrap(one_line(advice), max(20, width - 11)):
        console.print(Text("           ").append(line, "italic"), overflow="fold")


def _excerpt(console: Console, one: Finding, width: int) -> None:
    """The part of the source line that holds the words, and carets below them."""
    room = max(20, width - 12)
    start = (one.column or 1) - 1 - one.shown_from
    within = one.end_column is not None and one.end_line == one.line
    end = min(one.end_column - 1 - one.shown_from, len(one.shown)) if one.end_column and within else len(one.shown)
    left = 0 if len(one.shown) <= room else max(0, min(start - room // 4, len(one.shown) - room))
    piece = one.shown[left : left + room]
    before, words = shown(piece[: start - left]).replace("\t", " "), shown(piece[start - left : end - left])
    console.print(Text("           " + before + words + shown(piece[end - left :]), no_wrap=True, overflow="crop"))
    carets = "^" * max(1, min(cell_len(words), room - cell_len(before)))
    console.print(
        Text("           " + " " * cell_len(before) + carets, LEVELS[one.severity], no_wrap=True, overflow="crop")
    )
