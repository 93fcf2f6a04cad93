"""For a person at a terminal: how are we doing, on what, who, and which conversations should I read.

For one transcript: the conversation itself with the evidence highlighted in place, and each verdict with its reason.
"""

import io
from itertools import islice
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from csaudit import __version__
from csaudit.model import Skipped, Unreadable
from csaudit.reports import Look
from csaudit.reports import _screen as screen
from csaudit.reports._conversation import conversation
from csaudit.reports._linted import findings
from csaudit.run import Run
from csaudit.safe import one_line
from csaudit.summary import Tally

__all__ = ["findings", "write"]

MAX_AGENTS, MAX_WORST, MAX_PROBLEMS, MAX_FAILS, MAX_COSTLY = 10, 5, 10, 3, 3
LEAST_TO_RANK = 5  # conversations: below that a mean says nothing about an agent


def write(run: Run, out: TextIO, look: Look) -> None:
    """The report of a batch, or of one transcript."""
    page = io.StringIO()
    console = screen.opened(page, look)
    rubric = run.scorer.rubric
    redacted = " · redacted" if look.redacted else ""
    screen.line(
        console,
        Text(
            f"csaudit {__version__} · {one_line(rubric.name)} {one_line(rubric.version)} ({rubric.hash}){redacted}",
            "dim",
        ),
    )
    only = run.only()
    if only is not None and run.summary.found == 1:
        conversation(console, run, *only)
    else:
        _figures(console, run)
        if run.summary.scored:
            _criteria(console, run, look.width)
            _agents(console, run, look.width)
            _worst(console, run)
        _problems(console, run)
    # Rich fills its tables up with spaces, which pipes need not carry.
    out.writelines(line.rstrip() + "\n" for line in page.getvalue().split("\n")[:-1])


def _figures(console: Console, run: Run) -> None:
    figures = run.summary
    parts = [f"{figures.scored} scored"]
    if figures.unreadable:
        parts.append(f"{figures.unreadable} unreadable")
    if figures.skipped:
        parts.append(f"{sum(figures.skipped.values())} skipped")
    screen.line(console, Text(", ".join(parts) + (" (interrupted: not all was read)" if run.interrupted else "")))
    if figures.scored:
        share = figures.passed / figures.scored
        text = Text("\nmean ")
        text.append(screen.number(figures.mean), "bold")
        text.append("   median ").append(screen.number(figures.quantile(0.5)), "bold")
        text.append("   passed ").append(f"{figures.passed} of {figures.scored} ({share:.0%})", "bold")
        if figures.critical:
            text.append("   critical fails ").append(str(figures.critical), "bold red")
        if figures.mean_coverage is not None:
            text.append("   coverage ").append(f"{figures.mean_coverage:.0%}", "bold")
        screen.line(console, text)
        if costly := _costly(run):
            screen.line(console, Text("most points lost on ").append(costly, "bold"))


def _costly(run: Run) -> str:
    """The criteria that cost most points, with their share of all points lost."""
    lost = {}
    for criterion in run.scorer.criteria:
        if tally := run.summary.criteria.get(criterion.id):
            lost[criterion.id] = tally.failed * criterion.weight
    total = sum(lost.values())
    worst = sorted((one for one in lost if lost[one]), key=lambda one: (-lost[one], one))[:MAX_COSTLY]
    return ", ".join(f"{name} ({lost[name] / total:.0%})" for name in worst)


def _criteria(console: Console, run: Run, width: int) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold", show_edge=False)
    table.add_column("criterion", overflow="ellipsis", no_wrap=True, max_width=max(20, width - 52))
    for name in ("pass", "fail", "n/a", "unsure"):
        table.add_column(name, justify="right", style=screen.STYLES[name], min_width=4)
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
        screen.line(console, Text(f"nowhere applied: {', '.join(idle)}", "dim"))


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
        table.add_row(one_line(name), str(tally.conversations), screen.number(tally.score), failed)
    console.print()
    console.print(table)
    notes = []
    if len(agents) > MAX_AGENTS:
        notes.append(f"{len(agents) - MAX_AGENTS} more agents are in the json and csv reports")
    if any(tally.conversations < LEAST_TO_RANK for _, tally in agents):
        notes.append(f"below {LEAST_TO_RANK} conversations: in the order of names, not ranked")
    if notes:
        screen.line(console, Text("; ".join(notes), "dim"))


def _often(failed: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(failed.items(), key=lambda one: (-one[1], one[0]))[:3]


def _worst(console: Console, run: Run) -> None:
    worst = run.worst(MAX_WORST)
    if not worst:
        return
    weights = {criterion.id: criterion.weight for criterion in run.scorer.criteria}
    screen.line(console, Text("\nRead these first", "bold"))
    for card in worst:
        head = Text().append(f"\n{screen.number(card.score):>5}  ", "bold" if card.passed else "bold red")
        head.append(one_line(card.id), "bold")
        where = one_line(card.source) + (f":{card.line}" if card.line else "")
        head.append(f"  {where}" if where != card.id else "", "dim")
        head.append(f"  {one_line(', '.join(card.agents))}" if card.agents else "")
        screen.line(console, head)
        fails = sorted((one for one in card.verdicts if one.outcome == "fail"), key=lambda one: -weights[one.criterion])
        for one in fails[:MAX_FAILS]:
            screen.verdict(console, one, 7)
        if len(fails) > MAX_FAILS:
            console.print(Padding(Text(f"and {len(fails) - MAX_FAILS} more", "dim"), (0, 0, 0, 7)))


def _problems(console: Console, run: Run) -> None:
    if run.summary.warnings:
        screen.line(console, Text("\nWarnings", "bold yellow"))
    for name, times in sorted(run.summary.warnings.items()):
        said = one_line(run.summary.said[name])
        more = f" (and {times - 1} more about {one_line(name)})" if times > 1 else ""
        console.print(Padding(Text(said + more), (0, 0, 0, 2)))
    unreadable = (one for one in run.problems() if isinstance(one, Unreadable))
    screen.told(
        console, "Unreadable", "red", [str(one) for one in islice(unreadable, MAX_PROBLEMS)], run.summary.unreadable
    )
    first: dict[str, str] = {}  # the first name of each reason
    for one in run.problems():
        if isinstance(one, Skipped) and len(first) < MAX_PROBLEMS:
            first.setdefault(one.reason, one.source)
    counts = {reason: run.summary.skipped.get(reason, 1) for reason in first}
    lines = [
        f"{first[reason]}{f' and {count - 1} more' if count > 1 else ''}: {reason}" for reason, count in counts.items()
    ]
    screen.told(console, "Skipped", "dim", lines, len(lines) + sum(run.summary.skipped.values()) - sum(counts.values()))
