"""What every page for a terminal is made of: the console, a line, a verdict, a list that is cut."""

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from csaudit.model import Evidence, Verdict
from csaudit.reports import Look
from csaudit.safe import one_line

STYLES = {"pass": "green", "fail": "red", "n/a": "dim", "unsure": "yellow"}
MARKS = {"pass": "✓", "fail": "✗", "n/a": "–", "unsure": "?"}


def opened(out: TextIO, look: Look) -> Console:
    """A console on which text is text: no markup, no emoji codes, no highlighting."""
    return Console(
        file=out, width=look.width, color_system="standard" if look.color else None, highlight=False, markup=False,
        emoji=False, soft_wrap=False, force_terminal=look.color, legacy_windows=False,
    )  # fmt: skip


def line(console: Console, text: Text | str) -> None:
    """One line, folded where it is too long."""
    console.print(text, overflow="fold")


def verdict(console: Console, one: Verdict, indent: int = 0) -> None:
    """A verdict behind its mark; what does not fit on the first line stands below its beginning."""
    text = Text(overflow="fold").append(f"{one.criterion}: ", STYLES[one.outcome]).append(one_line(one.reason))
    if one.evidence and (place := where(one.evidence[0])):
        text.append(f"  {place}", "dim")
    row = Table.grid()
    row.add_column(width=indent + 2)
    row.add_column()
    row.add_row(Text(" " * indent + MARKS[one.outcome], STYLES[one.outcome]), text)
    console.print(row)


def where(evidence: Evidence) -> str:
    """file:line:column, as far as the source has them."""
    if not evidence.line:
        return ""
    return ":".join(str(part) for part in (one_line(evidence.file or ""), evidence.line, evidence.column) if part)


def told(console: Console, title: str, style: str, lines: Sequence[str], count: int) -> None:
    """A titled list; and how many more there are."""
    if lines:
        line(console, Text(f"\n{title}", f"bold {style}"))
    for one in lines:
        console.print(Padding(Text(one_line(one), overflow="fold"), (0, 0, 0, 2)))
    if count > len(lines):
        line(console, Text(f"  and {count - len(lines)} more, in the json report", "dim"))


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")
