"""score(transcript) -> Scorecard: the heart. Pure, and the same for every engine.

A verdict is decided in this order: `unless` and `when` (else n/a), then what the criterion asks (expect, never, order,
cases, reply_within, measure). Anything that fails makes a fail, anything doubtful an unsure; a fail that rests on a
doubtful `when`, or where `doubt` holds, is unsure; a bonus never fails: one that is not earned is n/a. n/a leaves the
denominator; so does unsure, and lowers coverage.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from csaudit import __version__, auditor, measures, reasons, rubric, waiting
from csaudit.conditions import Anchor, Match, Named, Situation, anyof
from csaudit.errors import UsageError, did_you_mean
from csaudit.hits import Finder
from csaudit.model import Outcome, Scorecard, Transcript, Verdict, counted
from csaudit.rubric import Condition, Criterion, Rubric, conditions

_WORST: tuple[Outcome, ...] = ("fail", "unsure", "pass", "n/a")
_FROM_HERE = Condition()


class Finding(Struct, frozen=True, gc=False):
    """One part of a verdict: its outcome, the reason in words, and what it rests on."""

    outcome: Outcome
    reason: str
    hits: tuple[Named, ...] = ()
    nearest: tuple[Named, ...] = ()
    looked: tuple[int, ...] = ()


_NOTHING = Finding("n/a", "nothing to decide")


class Scorer:
    """A rubric made ready: the cues that its criteria need are compiled once. `score` is pure."""

    def __init__(
        self, rubric_: Rubric, *, only: Iterable[str] = (), skip: Iterable[str] = (), policies: Iterable[str] = ()
    ) -> None:
        known = [criterion.id for criterion in rubric_.criteria]
        only, skip = tuple(only), tuple(skip)
        for name in (*only, *skip):
            if name not in known:
                raise UsageError(f"the rubric {rubric_.name!r} has no criterion {name!r}{did_you_mean(name, known)}")
        self.rubric = rubric_
        self.policies = frozenset(policies)
        used = [one for one in rubric_.criteria if (not only or one.id in only) and one.id not in skip]
        self.criteria = rubric.shared(used)
        self.label = f"{rubric_.name} {rubric_.version} {rubric_.hash}"
        self.finder = Finder(rubric_.cues, used_cues(self.criteria))

    def recipe(self) -> dict[str, Any]:
        """What makes the same scorer in another process."""
        ids = [criterion.id for criterion in self.criteria]
        return {"rubric_": self.rubric, "only": ids, "policies": sorted(self.policies)}

    def score(self, transcript: Transcript) -> Scorecard:
        """All verdicts for one transcript."""
        situation = Situation(transcript, self.finder.find(transcript), self.policies)
        verdicts = tuple([verdict(criterion, situation) for criterion in self.criteria])
        score, coverage = weigh(verdicts)
        critical = any(one.critical and one.outcome == "fail" for one in verdicts)
        if critical and score is not None and self.rubric.on_critical != "keep":
            score = 0.0 if self.rubric.on_critical == "zero" else min(score, float(self.rubric.on_critical))
        passed = not critical and (score is None or score >= self.rubric.pass_mark)
        agents = situation.answerable(())
        return Scorecard(
            transcript.id, transcript.source, score, passed, coverage, verdicts, agents, len(transcript.messages),
            transcript.channel, transcript.line, transcript.warnings, __version__, self.label,
        )  # fmt: skip


def used_cues(criteria: Sequence[Criterion]) -> list[str]:
    """Every cue that the criteria name."""
    return list(dict.fromkeys(rubric.used_cues(msgspec.to_builtins(criteria))))


def weigh(verdicts: Sequence[Verdict]) -> tuple[float | None, float | None]:
    """Score (0 to 100) and coverage (0 to 1); None where nothing applied. Where only penalties applied, and none
    was earned, nothing was decided either way."""
    passed = decided = unsure = 0.0
    for one in verdicts:
        adds = counted(one)
        passed, decided, unsure = passed + adds[0], decided + adds[1], unsure + adds[2]
    score = round(100 * passed / decided, 1) if decided else None
    return score, round(decided / (decided + unsure), 4) if decided + unsure else None


def verdict(criterion: Criterion, situation: Situation) -> Verdict:
    """One criterion decided for one transcript."""
    applies, finding = decide(criterion, situation)
    outcome, reason = finding.outcome, finding.reason
    shown = situation.quoted(finding.hits)
    agents: tuple[str, ...] = ()
    if outcome != "n/a":
        if notes := [cue.replace("_", " ") for cue in criterion.notes if cue in situation.hits.found]:
            reason += f" ({', '.join(notes)})"
        agents = situation.answerable([one.message for one in shown] if shown else finding.looked)
    return Verdict(
        criterion.id, outcome, reason, criterion.weight, criterion.bonus, criterion.penalty, criterion.critical, shown,
        situation.quoted(applies.hits) if applies is not None else (), situation.quoted(finding.nearest),
        finding.looked, agents,
    )  # fmt: skip


def decide(criterion: Criterion, situation: Situation) -> tuple[Match | None, Finding]:
    """What made the criterion apply (None where it always does), and what was found."""
    if criterion.unless is not None:
        spared = anyof(conditions(criterion.unless), situation)
        if spared.holds and spared.sure:
            return spared, Finding("n/a", f"does not apply: {reasons.found(spared, situation)}", looked=spared.looked)
    applies = None
    if criterion.when is not None:
        applies = anyof(conditions(criterion.when), situation)
        if not applies.holds:
            return None, Finding("n/a", f"does not apply: {reasons.missing(applies, situation)}", looked=applies.looked)
    anchor = _anchor(applies)
    finding = _worst(list(_parts(criterion, situation, anchor)))
    if finding.outcome == "fail":
        if criterion.bonus:
            return applies, Finding("n/a", f"not earned: {finding.reason}", looked=finding.looked)
        if applies is not None and not applies.sure:
            doubt = f"{finding.reason}; but it is doubtful that this applies: {reasons.found(applies, situation)}"
            finding = Finding("unsure", doubt, finding.hits, finding.nearest, finding.looked)
        elif criterion.doubt is not None and (doubted := anyof(conditions(criterion.doubt), situation, anchor)).holds:
            reason = f"{finding.reason}; but {reasons.found(doubted, situation)}"
            finding = Finding("unsure", reason, finding.hits or doubted.hits, finding.nearest, finding.looked)
    return applies, finding


def _worst(parts: Sequence[Finding]) -> Finding:
    """The part that decides: the worst; of equals one that has something to show."""
    if len(parts) == 1:
        return parts[0]
    return min(parts, key=lambda part: (_WORST.index(part.outcome), not part.hits), default=_NOTHING)


def _anchor(applies: Match | None) -> Anchor | None:
    """The first hit of `when`, from which the rest is looked at; doubtful or not, lest an early answer be missed."""
    return applies.first if applies is not None else None


def _parts(criterion: Criterion, situation: Situation, anchor: Anchor | None) -> Iterable[Finding]:
    if criterion.never is not None:
        yield _never(anyof(conditions(criterion.never), situation, anchor), situation)
    if criterion.expect is not None:
        yield _expect(anyof(conditions(criterion.expect), situation, anchor), situation, anchor)
    if criterion.order is not None:
        yield _ordered(criterion, situation, anchor)
    if criterion.cases:
        yield _case(criterion, situation)
    if criterion.reply_within:
        yield _in_time(criterion, situation)
    if criterion.measure:
        yield _measured(criterion, situation)


def _expect(match: Match, situation: Situation, anchor: Anchor | None) -> Finding:
    if match.nothing and not match.hits:
        after = " after it" if anchor is not None else ""
        return Finding("n/a", f"does not apply: the {match.role or 'agent'} wrote nothing{after}")
    if match.holds and match.sure:
        return Finding("pass", reasons.found(match, situation), match.hits, looked=match.looked)
    if match.holds:
        return Finding("unsure", f"only doubtful: {reasons.found(match, situation)}", match.hits, looked=match.looked)
    near = reasons.nearest(match, situation)
    return Finding("fail", reasons.missing(match, situation) + reasons.near(near, situation), (), near, match.looked)


def _never(match: Match, situation: Situation) -> Finding:
    if match.holds and match.sure:
        return Finding("fail", reasons.found(match, situation), match.hits, looked=match.looked)
    if match.holds:
        return Finding("unsure", f"doubtful: {reasons.found(match, situation)}", match.hits, looked=match.looked)
    if match.nothing:
        return Finding("n/a", f"does not apply: the {match.role or 'agent'} wrote nothing")
    return Finding("pass", reasons.missing(match, situation), (), reasons.nearest(match, situation), match.looked)


def _ordered(criterion: Criterion, situation: Situation, anchor: Anchor | None) -> Finding:
    """Every cue there, and each step at or after the earliest hit of the step before it."""
    steps = criterion.order.agent if criterion.order is not None else ()
    looked = situation.scope("agent", _FROM_HERE, anchor)
    if not looked:
        return Finding("n/a", "does not apply: the agent wrote nothing after it")
    chosen: list[Named] = []
    reached: Anchor = (-1, -1)
    doubtful = []
    for step in steps:
        names = (step,) if isinstance(step, str) else step
        earliest: list[Named] = []
        for cue in names:
            hits = situation.heard(cue, "agent", looked)
            in_time = [hit for hit in hits if (hit.message, hit.start) >= reached]
            if not hits or not in_time:
                word = cue.replace("_", " ")
                reason = f"{word} comes before the other steps" if hits else f"no {word} {reasons.searched(looked)}"
                near = tuple((cue, hit) for hit in hits)
                return Finding("fail", reason, tuple(chosen), near, looked)
            sure = [hit for hit in in_time if hit.sure]
            doubtful += [] if sure else [cue]
            earliest.append((cue, (sure or in_time)[0]))
        chosen += earliest
        reached = min((hit.message, hit.start) for _, hit in earliest)
    chosen.sort(key=lambda named: (named[1].message, named[1].start))
    if doubtful:
        return Finding("unsure", f"only doubtful: {', '.join(doubtful)}", tuple(chosen), looked=looked)
    return Finding("pass", "all steps, in order: " + ", ".join(cue.replace("_", " ") for cue, _ in chosen), tuple(chosen),
                   looked=looked)  # fmt: skip


def _case(criterion: Criterion, situation: Situation) -> Finding:
    """The first case whose `when` holds decides."""
    for case in criterion.cases:
        applies = anyof(conditions(case.when), situation) if case.when is not None else None
        if applies is not None and not applies.holds:
            continue
        anchor = _anchor(applies)
        found = []
        if case.never is not None:
            found.append(_never(anyof(conditions(case.never), situation, anchor), situation))
        if case.expect is not None:
            found.append(_expect(anyof(conditions(case.expect), situation, anchor), situation, anchor))
        if not found:
            why = reasons.found(applies, situation) if applies is not None else "nothing is asked here"
            return Finding("pass", f"{case.title}: {why}" if case.title else why, applies.hits if applies else ())
        finding = _worst(found)
        reason = f"{case.title}: {finding.reason}" if case.title else finding.reason
        outcome: Outcome = "unsure" if finding.outcome == "fail" and applies and not applies.sure else finding.outcome
        return Finding(outcome, reason, finding.hits, finding.nearest, finding.looked)
    every = anyof([one for case in criterion.cases for one in conditions(case.when)], situation)
    return Finding("n/a", f"does not apply: {reasons.missing(every, situation)}", looked=every.looked)


def _in_time(criterion: Criterion, situation: Situation) -> Finding:
    """How long the customer waited for a person, against the limits of the channel."""
    channel = situation.transcript.channel or "default"
    limits = criterion.reply_within.get(channel) or criterion.reply_within.get("default")
    if limits is None:
        return Finding("n/a", f"does not apply: no limit for the channel {channel!r}")
    waits = list(waiting.waits(situation.transcript))
    if not waits:
        return Finding("n/a", "does not apply: no timestamps that can be compared")
    looked = tuple(index for index, _ in waits)
    for limit, (index, wait), name in (
        (limits.first, waits[0], "the first reply"),
        (limits.longest, max(waits, key=lambda one: one[1]), "the longest wait"),
    ):
        if limit is not None and wait > rubric.seconds(limit):
            return Finding(
                "fail", f"{name} took {waiting.duration(wait)}, over {limit} (message {index + 1})", looked=(index,)
            )
    longest = max(wait for _, wait in waits)
    said = f"first reply after {waiting.duration(waits[0][1])}, longest wait {waiting.duration(longest)}"
    return Finding("pass", said, looked=looked)


def _measured(criterion: Criterion, situation: Situation) -> Finding:
    looked = tuple(situation.by_role.get("agent", ()))
    if not looked:
        return Finding("n/a", "does not apply: the agent wrote nothing")
    messages = auditor.heard(situation.transcript).messages
    sentences = measures.sentences([messages[index].text for index in looked])
    said, worst = [], "n/a"
    for name, bounds in criterion.measure.items():
        value = measures.measure(name, sentences)
        if value is None:
            said.append(f"too little text for {name.replace('_', ' ')}")
            continue
        low, high = bounds.at_least, bounds.at_most
        if low is not None and value < low:
            said.append(f"{name.replace('_', ' ')} {value:g}, under {low:g}")
            worst = "fail"
        elif high is not None and value > high:
            said.append(f"{name.replace('_', ' ')} {value:g}, over {high:g}")
            worst = "fail"
        else:
            said.append(f"{name.replace('_', ' ')} {value:g}")
            worst = "pass" if worst == "n/a" else worst
    outcome: Outcome = "fail" if worst == "fail" else "pass" if worst == "pass" else "n/a"
    reason = "; ".join(said)
    return Finding(outcome, f"does not apply: {reason}" if outcome == "n/a" else reason, looked=looked)
