"""A run: the scorecards of one call as a stream that can be gone over again, and its summary in one pass.

Memory does not grow with the number of transcripts: scorecards go to a temporary file as JSON lines. A worker turns a
portion into a `Part`; parts are merged in the order of the input, and every counter is a whole number, so the summary is
the same to the byte whichever engine did the work and however many workers it had.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

import msgspec
from msgspec import Struct

from csaudit import find, language
from csaudit.errors import CsauditError, bug
from csaudit.find import Found, OptionsFor, Portion
from csaudit.model import Item, Outcome, Scorecard, Skipped, Transcript, Unreadable, counted
from csaudit.output import Spool
from csaudit.redact import Redactor
from csaudit.scoring import Scorer

WORST = 10  # scorecards kept for "which conversations should I read"
MILLI = 1000  # weights are added up as whole thousandths, so that sums do not depend on their order

_encode = msgspec.json.Encoder().encode
_decode_card = msgspec.json.Decoder(Scorecard).decode


class Tally(Struct):
    """How often each outcome was given for one criterion."""

    passed: int = 0
    failed: int = 0
    not_applicable: int = 0
    unsure: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one verdict."""
        if outcome == "pass":
            self.passed += 1
        elif outcome == "fail":
            self.failed += 1
        elif outcome == "n/a":
            self.not_applicable += 1
        else:
            self.unsure += 1

    def merge(self, other: "Tally") -> None:
        """Add another tally."""
        self.passed += other.passed
        self.failed += other.failed
        self.not_applicable += other.not_applicable
        self.unsure += other.unsure


class AgentTally(Struct):
    """What one agent is answerable for. passed_weight, decided_weight: in thousandths."""

    conversations: int = 0
    passed_weight: int = 0
    decided_weight: int = 0
    failed: Counter[str] = msgspec.field(default_factory=Counter)

    @property
    def score(self) -> float | None:
        """0 to 100 over the verdicts booked to the agent, None where there are none."""
        return round(100 * self.passed_weight / self.decided_weight, 1) if self.decided_weight else None


class Summary(Struct):
    """The figures over a run. scores: how often each score was given, in tenths of a point."""

    found: int = 0
    scored: int = 0
    unreadable: int = 0
    skipped: Counter[str] = msgspec.field(default_factory=Counter)
    passed: int = 0
    critical: int = 0
    scores: Counter[int] = msgspec.field(default_factory=Counter)
    coverage: int = 0  # sum in ten-thousandths
    covered: int = 0
    messages: int = 0
    criteria: dict[str, Tally] = {}
    agents: dict[str, AgentTally] = {}
    warnings: Counter[str] = msgspec.field(default_factory=Counter)
    said: dict[str, str] = {}  # the first warning of each kind, in full

    @property
    def mean(self) -> float | None:
        """The mean score, to a tenth."""
        count = sum(self.scores.values())
        return round(sum(score * times for score, times in self.scores.items()) / count / 10, 1) if count else None

    def quantile(self, share: float) -> float | None:
        """The score below which `share` of the scored transcripts lie; the mean of the two middle ones for the median."""
        count = sum(self.scores.values())
        if not count:
            return None
        low, high = int((count - 1) * share), -int(-(count - 1) * share // 1)
        seen, at_low = 0, None
        for score in sorted(self.scores):
            seen += self.scores[score]
            if at_low is None and seen > low:
                at_low = score
            if seen > high:
                return round(((at_low if at_low is not None else score) + score) / 20, 1)
        return None

    @property
    def mean_coverage(self) -> float | None:
        """The mean share of what applied that could be decided."""
        return round(self.coverage / self.covered / 10_000, 3) if self.covered else None

    def add(self, card: Scorecard) -> None:
        """Count one scorecard."""
        self.scored += 1
        self.passed += card.passed
        self.messages += card.messages
        if card.score is not None:
            self.scores[round(card.score * 10)] += 1
        if card.coverage is not None:
            self.coverage += round(card.coverage * 10_000)
            self.covered += 1
        for warning in card.warnings:
            kind = warning.partition(":")[0]
            self.warnings[kind] += 1
            self.said.setdefault(kind, warning)
        for name in card.agents:
            self.agents.setdefault(name, AgentTally()).conversations += 1
        critical = False
        for one in card.verdicts:
            self.criteria.setdefault(one.criterion, Tally()).add(one.outcome)
            critical |= one.critical and one.outcome == "fail"
            passed, decided, _ = counted(one)
            if decided:
                for name in one.agents:
                    tally = self.agents.setdefault(name, AgentTally())
                    tally.passed_weight += round(passed * MILLI)
                    tally.decided_weight += round(decided * MILLI)
                    if one.outcome == "fail":
                        tally.failed[one.criterion] += 1
        self.critical += critical

    def merge(self, other: "Summary") -> None:
        """Add the figures of another part of the run."""
        self.found += other.found
        self.scored += other.scored
        self.unreadable += other.unreadable
        self.passed += other.passed
        self.critical += other.critical
        self.coverage += other.coverage
        self.covered += other.covered
        self.messages += other.messages
        self.skipped.update(other.skipped)
        self.scores.update(other.scores)
        self.warnings.update(other.warnings)
        self.said = {**other.said, **self.said}
        for name, tally in other.criteria.items():
            self.criteria.setdefault(name, Tally()).merge(tally)
        for name, theirs in other.agents.items():
            mine = self.agents.setdefault(name, AgentTally())
            mine.conversations += theirs.conversations
            mine.passed_weight += theirs.passed_weight
            mine.decided_weight += theirs.decided_weight
            mine.failed.update(theirs.failed)


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
