"""What lint found, for a person at a terminal: file by file, with the line and the place in it."""

from itertools import groupby
from textwrap import wrap
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from csaudit.findings import Finding, Linted
from csaudit.reports import Look
from csaudit.reports import _screen as screen
from csaudit.safe import one_line, shown

LEVELS = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: findings by file, each with its source line and a caret below its words; a summary at the end."""
    console = screen.opened(out, look)
    fresh = [one for one in linted.findings if not one.known]
    advised: set[str] = set()
    for file, found in groupby(fresh, key=lambda one: one.file):
        screen.line(console, Text(one_line(file), "bold underline"))
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
    screen.line(console, text)
    if linted.unreadable:
        screen.line(console, Text(f"{len(linted.unreadable)} unreadable", "red"))
    if not look.quiet:
        for note in linted.notes:
            screen.line(console, Text(f"syntax {one_line(note)}", "dim"))


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
