"""One transcript for a person at a terminal: what was said, with the evidence highlighted in place, and each verdict."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from csaudit.model import Scorecard, Transcript
from csaudit.reports import _screen as screen
from csaudit.run import Run
from csaudit.safe import one_line, shown


def conversation(console: Console, run: Run, transcript: Transcript, card: Scorecard) -> None:
    """The conversation with its evidence highlighted, then each verdict."""
    head = Text(f"\n{one_line(card.id)}", "bold")
    head.append(f"   {one_line(card.source)}", "dim")
    screen.line(console, head)
    if transcript.subject:
        screen.line(console, Text(one_line(transcript.subject), "italic"))
    console.print()
    marked: dict[int, list[tuple[int, int, str]]] = {}
    for one in card.verdicts:
        for evidence in one.evidence:
            marked.setdefault(evidence.message, []).append((evidence.start, evidence.end, screen.STYLES[one.outcome]))
    for index, message in enumerate(transcript.messages):
        who = one_line(message.author) if message.author and message.author.lower() != message.role else ""
        label = Text(f"{index + 1:>3} {message.role}", "bold cyan" if message.role == "customer" else "bold")
        label.append(f" {who}" if who else "", "default")
        label.append(f" ({message.visibility})" if message.visibility == "internal" else "", "dim")
        screen.line(console, label)
        console.print(Padding(_highlighted(message.text, marked.get(index, [])), (0, 0, 0, 4)))
    score = Text("\nscore ", "default").append(screen.number(card.score), "bold")
    score.append("  passed" if card.passed else "  not passed", "green" if card.passed else "red")
    if card.coverage is not None and card.coverage < 1:
        score.append(f"  coverage {card.coverage:.0%}", "yellow")
    screen.line(console, score)
    advice = {criterion.id: criterion.advice for criterion in run.scorer.criteria}
    for one in sorted(card.verdicts, key=lambda one: ("fail", "unsure", "pass", "n/a").index(one.outcome)):
        if one.outcome == "n/a":
            continue
        screen.verdict(console, one)
        if one.outcome in ("fail", "unsure") and advice.get(one.criterion):
            console.print(Padding(Text(shown(advice[one.criterion]), "italic"), (0, 0, 0, 4)))
    not_applied = [one.criterion for one in card.verdicts if one.outcome == "n/a"]
    if not_applied:
        screen.line(console, Text(f"{screen.MARKS['n/a']} did not apply: {', '.join(not_applied)}", "dim"))
    for warning in card.warnings:
        screen.line(console, Text(f"! {one_line(warning)}", "yellow"))


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
