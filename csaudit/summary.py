"""The figures over a run: counted in one pass, and the same whatever the order in which parts are added.

Every counter is a whole number (weights in thousandths, scores in tenths of a point), so no sum depends on its order.
"""

from collections import Counter

import msgspec
from msgspec import Struct

from csaudit.model import Outcome, Scorecard, counted

MILLI = 1000  # weights are added up as whole thousandths


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
