"""A run: the scorecards of one call as a stream that can be gone over again, and its summary.

Memory does not grow with the number of transcripts: scorecards go to a temporary file as JSON lines. A worker turns a
portion into a `Part`; parts are merged in the order of the input, and every counter is a whole number, so the summary is
the same to the byte whichever engine did the work and however many workers it had.
"""

import heapq
from collections.abc import Iterable, Iterator
from typing import Any, cast

import msgspec
from msgspec import Struct

from csaudit import find, language
from csaudit.errors import CsauditError, bug
from csaudit.find import Found, OptionsFor, Portion
from csaudit.model import Item, Scorecard, Skipped, Transcript, Unreadable
from csaudit.output import Spool
from csaudit.redact import Redactor
from csaudit.scoring import Scorer
from csaudit.summary import Summary

WORST = 10  # scorecards kept for "which conversations should I read"

_encode = msgspec.json.Encoder().encode
_decode_card = msgspec.json.Decoder(Scorecard).decode


class Part(Struct):
    """What a worker hands back for one portion: scorecards and problems as JSON lines, the figures over them,
    and how many bytes of input that was."""

    cards: bytes
    problems: bytes
    summary: Summary
    worst: list[tuple[float, int, bytes]]
    first: tuple[Transcript, Scorecard] | None
    size: int = 0


class Plan(Struct, frozen=True):
    """All that a worker needs to know: the scorer, what the user says about each input, and what takes secrets out."""

    scorer: Scorer
    options_for: OptionsFor
    redactor: Redactor | None = None


def work(found: Found, plan: Plan) -> Part:
    """Read and score one portion."""
    summary, cards, problems = Summary(), bytearray(), bytearray()
    worst: list[tuple[float, int, bytes]] = []
    first = None
    for item in find.items(found, plan.options_for) if isinstance(found, Portion) else (found,):
        summary.found += 1
        item, result = _clean(item, _contained(item, plan.scorer), plan.redactor)
        if isinstance(result, Scorecard):
            first = first or (cast(Transcript, item), result)
            summary.add(result)
            line = _encode(result)
            cards += line + b"\n"
            _keep_worst(worst, result, line, summary.scored)
        else:
            problems += _encode(_tagged(result)) + b"\n"
            if isinstance(result, Skipped):
                summary.skipped[result.reason] += 1
            else:
                summary.unreadable += 1
    size = found.size if isinstance(found, Portion) else 0
    return Part(bytes(cards), bytes(problems), summary, worst, first, size)


def _contained(item: Item, scorer: Scorer) -> Scorecard | Skipped | Unreadable:
    """`judged`; a bug met in one transcript is that transcript's, and the batch goes on."""
    if not isinstance(item, Transcript):
        return item
    try:
        return judged(item, scorer)
    except CsauditError:
        raise
    except Exception as error:
        return Unreadable(item.source, bug(error, f"scoring {item.id}"), item.line)


def _clean(
    item: Item, result: Scorecard | Skipped | Unreadable, redactor: Redactor | None
) -> tuple[Item, Scorecard | Skipped | Unreadable]:
    """What leaves the worker: without secrets where there is a redactor."""
    if redactor is None:
        return item, result
    try:
        if not isinstance(result, Scorecard):
            return item, redactor.problem(result, item if isinstance(item, Transcript) else None)
        return redactor.card(cast(Transcript, item), result)
    except Exception as error:
        return item, redactor.problem(Unreadable(item.source, bug(error, "redacting", quoted=False)))


def judged(item: Item, scorer: Scorer) -> Scorecard | Skipped | Unreadable:
    """A transcript's scorecard, or why there is none."""
    if not isinstance(item, Transcript):
        return item
    if scorer.rubric.language:
        texts = [
            message.text for message in item.messages if message.role == "agent" and message.visibility == "public"
        ]
        other = language.plainly_other(texts, scorer.rubric.language)
        if other:
            return Skipped(
                item.source, f"written in {other}, and the rubric is for {language.named(scorer.rubric.language)}", item.id
            )
    return scorer.score(item)


def _keep_worst(worst: list[tuple[float, int, bytes]], card: Scorecard, line: bytes, order: int) -> None:
    """Keep the lowest scores; of equals the earlier. The heap's top is the best of them, the first to go."""
    if card.score is None or not any(one.outcome == "fail" for one in card.verdicts):
        return
    entry = (-card.score, -order, line)
    if len(worst) < WORST:
        heapq.heappush(worst, entry)
    elif entry > worst[0]:
        heapq.heapreplace(worst, entry)


def _tagged(problem: Skipped | Unreadable) -> dict[str, Any]:
    kind = "skipped" if isinstance(problem, Skipped) else "unreadable"
    return {"kind": kind, **msgspec.to_builtins(problem)}


class Run:
    """All scorecards of one call. `scorecards` and `problems` can be gone over again; they are read from disk."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.summary = Summary()
        self.interrupted = False
        self.first: tuple[Transcript, Scorecard] | None = None
        self._worst: list[tuple[float, int, bytes]] = []
        self._cards, self._problems = Spool(), Spool()

    def add(self, part: Part) -> None:
        """Take in the next part, in the order of the input."""
        before = self.summary.scored
        self.summary.merge(part.summary)
        self.first = self.first or part.first
        self._cards.write(part.cards)
        self._problems.write(part.problems)
        for score, order, line in part.worst:
            entry = (score, order - before, line)
            if len(self._worst) < WORST:
                heapq.heappush(self._worst, entry)
            elif entry > self._worst[0]:
                heapq.heapreplace(self._worst, entry)

    def lines(self) -> Iterator[bytes]:
        """Each scorecard as one line of JSON, with its end of line."""
        yield from self._cards

    def scorecards(self) -> Iterator[Scorecard]:
        """Each scorecard, in the order of the input."""
        return map(_decode_card, self.lines())

    def problems(self) -> Iterator[Unreadable | Skipped]:
        """Everything that could not be scored, and why."""
        for line in self._problems:
            fields = msgspec.json.decode(line)
            kind = Skipped if fields.pop("kind") == "skipped" else Unreadable
            yield kind(**fields)

    def worst(self, count: int = WORST) -> list[Scorecard]:
        """The scorecards with the lowest scores, lowest first; of equals the earlier."""
        return [_decode_card(line) for _, _, line in sorted(self._worst, reverse=True)[:count]]

    def only(self) -> tuple[Transcript, Scorecard] | None:
        """The transcript and its scorecard, where the run has just one."""
        return self.first if self.summary.scored == 1 else None


def gather(parts: Iterable[Part], scorer: Scorer) -> Run:
    """The run over all parts; Ctrl-C ends it with what is done."""
    run = Run(scorer)
    try:
        for part in parts:
            run.add(part)
    except KeyboardInterrupt:
        run.interrupted = True
    return run
