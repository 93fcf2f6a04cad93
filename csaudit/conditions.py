"""Whether a condition of the rubric holds for a transcript: where it looked, what it found, what came nearest."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter

import msgspec
from msgspec import Struct

from csaudit import names
from csaudit.hits import Hits
from csaudit.model import Evidence, Hit, Transcript, agent_name, evidence, unique
from csaudit.rubric import Condition, Words, many

Anchor = tuple[int, int]  # a message and an offset in it
Named = tuple[str, Hit]  # a hit with its cue's name

_FACTS = {"customer_name": "the customer's name", "earlier_contact": "an earlier contact", "times": "when it was written",
          "ended": "that it ended"}  # fmt: skip
_OTHER_SIDE = {"agent": "customer", "customer": "agent", "bot": "customer"}
_message = attrgetter("message")
MAX_EVIDENCE = 5  # quotes kept for one verdict; the first ones, in the order of the conversation


class Match(Struct, frozen=True, gc=False):
    """The answer to a condition.

    sure: False where it rests only on doubtful hits. hits: what it rests on. looked: the messages searched. cues: what
    was searched for. nothing: no message was there to be searched. why: a fact in words, where no words were searched.
    few: how many messages hold it, where more have to. first: where the first hit ends, be it doubtful.
    """

    holds: bool
    sure: bool = True
    hits: tuple[Named, ...] = ()
    looked: tuple[int, ...] = ()
    cues: tuple[str, ...] = ()
    role: str = ""
    nothing: bool = False
    why: str = ""
    few: int = 0
    first: Anchor | None = None


class Situation:
    """A transcript with its hits, and what conditions ask about it, worked out once."""

    def __init__(self, transcript: Transcript, hits: Hits, policies: frozenset[str] = frozenset()) -> None:
        self.transcript, self.hits, self.policies = transcript, hits, policies
        by_role: dict[str, list[int]] = {}
        for index, message in enumerate(transcript.messages):
            if message.visibility == "public" and message.text:
                by_role.setdefault(message.role, []).append(index)
        self.by_role = {role: tuple(indexes) for role, indexes in by_role.items()}
        # By identity, which costs nothing; what is asked about is kept, so that its id stays its own.
        self._answers: dict[int, tuple[Condition, Match]] = {}
        self._quoted: dict[int, tuple[Sequence[Named], tuple[Evidence, ...]]] = {}

    def holds(self, condition: Condition) -> Match:
        """Whether a condition holds, seen from nowhere; worked out once, for criteria share their conditions."""
        known = self._answers.get(id(condition))
        if known is None:
            known = self._answers[id(condition)] = (condition, _holds(condition, self, None))
        return known[1]

    def quoted(self, hits: Sequence[Named]) -> tuple[Evidence, ...]:
        """The first of these hits as evidence; made once, for what makes one criterion apply makes others apply."""
        if not hits:
            return ()
        known = self._quoted.get(id(hits))
        if known is None:
            made = tuple([evidence(self.transcript, cue, hit) for cue, hit in hits[:MAX_EVIDENCE]])
            known = self._quoted[id(hits)] = (hits, made)
        return known[1]

    @cached_property
    def turns(self) -> int:
        """How often the agent answered the customer."""
        count, last = 0, ""
        for message in self.transcript.messages:
            if message.role in ("agent", "customer") and message.visibility == "public":
                count += message.role == "agent" and last == "customer"
                last = message.role
        return count

    def answerable(self, indexes: Sequence[int]) -> tuple[str, ...]:
        """The agents who wrote these messages, each once; all agents where no agent did."""
        messages = self.transcript.messages
        if indexes and indexes is not self.by_role.get("agent"):
            written = [agent_name(self.transcript, index) for index in indexes if messages[index].role == "agent"]
            if written:
                return unique(written)
        return self._agents

    @cached_property
    def _agents(self) -> tuple[str, ...]:
        return unique([agent_name(self.transcript, index) for index in self.by_role.get("agent", ())])

    def knows(self, fact: str) -> bool:
        """Whether the source itself shows a fact (see rubric.Facts)."""
        transcript = self.transcript
        if fact == "customer_name":
            return bool(names.in_data(transcript))
        if fact == "earlier_contact":
            return transcript.earlier_contact
        if fact == "ended":
            return transcript.ended is True
        times = [
            [transcript.messages[index].timestamp for index in self.by_role.get(role, ())]
            for role in ("agent", "customer")
        ]
        return all(any(times) for times in times)

    def scope(self, role: str, condition: Condition, anchor: Anchor | None) -> tuple[int, ...]:
        """The messages of `role` that a condition searches, seen from `anchor`: a run of them, found by bisection."""
        indexes = self.by_role.get(role, ())
        where = condition.where
        if where is None and anchor is None and condition.first is None and condition.last is None:
            return indexes
        start, end = 0, len(indexes)
        if where in ("replied", "last_turn"):
            others = self.by_role.get(_OTHER_SIDE.get(role, "customer"), ())
            answers = others[bisect_right(others, indexes[0]) : bisect_right(others, indexes[-1])] if indexes else ()
            start = bisect_right(indexes, answers[0 if where == "replied" else -1]) if answers else end
        elif anchor is not None and where != "anywhere":
            at = anchor[0]
            start = bisect_right(indexes, at) if where == "after" else bisect_left(indexes, at)
            if where == "same":
                end = bisect_right(indexes, at)
            elif where in ("next_turn", "before_reply"):
                others = self.by_role.get(_OTHER_SIDE.get(role, "customer"), ())
                after = indexes[start] if where == "next_turn" and start < end else at
                reply = bisect_right(others, after)
                end = bisect_left(indexes, others[reply]) if reply < len(others) else end
            if condition.within is not None:
                end = min(end, start + condition.within)
        if condition.first is not None:
            end = min(end, start + condition.first)
        if condition.last is not None:
            start = max(start, end - condition.last)
        return indexes if end - start == len(indexes) else indexes[start:end]

    def heard(self, cue: str, role: str, scope: Sequence[int]) -> Sequence[Hit]:
        """The hits of a cue in the messages of a scope."""
        hits = self.hits.found.get(cue)
        if not hits or not scope:
            return ()
        if scope[0] > hits[0].message or hits[-1].message > scope[-1]:
            hits = hits[bisect_left(hits, scope[0], key=_message) : bisect_right(hits, scope[-1], key=_message)]
        messages = self.transcript.messages
        return [hit for hit in hits if messages[hit.message].role == role]


def listed(cues: Sequence[str]) -> str:
    """The cues in words: "apology, thanks or follow up"."""
    words = [cue.replace("_", " ") for cue in cues]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def anyof(conditions: Sequence[Condition], situation: Situation, anchor: Anchor | None = None) -> Match:
    """The first surely holding of several conditions, else a doubtful one, else the first that does not hold."""
    if len(conditions) == 1:
        return holds(conditions[0], situation, anchor)
    matches = [holds(condition, situation, anchor) for condition in conditions]
    found = [match for match in matches if match.holds]
    if found:
        return min(found, key=lambda match: (not match.sure, _first(match)))
    return msgspec.structs.replace(
        matches[0],
        cues=tuple(dict.fromkeys(cue for match in matches for cue in match.cues)),
        looked=tuple(sorted({index for match in matches for index in match.looked})),
        nothing=all(match.nothing for match in matches),
        why="; ".join(match.why for match in matches if match.why),
    )


def _first(match: Match) -> Anchor:
    return min(((hit.message, hit.start) for _, hit in match.hits), default=(-1, 0))


def holds(condition: Condition, situation: Situation, anchor: Anchor | None = None) -> Match:
    """Whether all that a condition says holds, seen from `anchor`."""
    return situation.holds(condition) if anchor is None else _holds(condition, situation, anchor)


def _holds(condition: Condition, situation: Situation, anchor: Anchor | None) -> Match:
    parts: list[Match] = []
    if condition.agent is not None:
        parts.append(_said("agent", condition.agent, condition, situation, anchor))
    if condition.customer is not None:
        parts.append(_said("customer", condition.customer, condition, situation, anchor))
    if condition.bot is not None:
        parts.append(_said("bot", condition.bot, condition, situation, anchor))
    parts += _facts(condition, situation)
    if condition.all:
        parts += [holds(part, situation, anchor) for part in condition.all]
    if condition.any:
        parts.append(anyof(condition.any, situation, anchor))
    if condition.not_ is not None:
        inner = holds(condition.not_, situation, anchor)
        why = inner.why or f"{'there is' if inner.holds else 'no'} {listed(inner.cues)}"
        parts.append(Match(not inner.holds or not inner.sure, inner.sure or not inner.holds, (), inner.looked, why=why))
    if len(parts) == 1:
        return parts[0]
    every = all(part.holds for part in parts)
    return Match(
        every,
        all(part.sure for part in parts),
        tuple(named for part in parts for named in part.hits),
        tuple(sorted({index for part in parts for index in part.looked})),
        tuple(dict.fromkeys(cue for part in parts for cue in part.cues)),
        next((part.role for part in parts if part.role), ""),
        any(part.nothing for part in parts),
        "; ".join(part.why for part in parts if part.why and part.holds == every),
        first=min((part.first for part in parts if part.first), default=None),
    )


def _said(role: str, words: Words, condition: Condition, situation: Situation, anchor: Anchor | None) -> Match:
    """Whether `role` said one of the cues, in enough messages of the scope."""
    cues = many(words)
    scope = situation.scope(role, condition, anchor)
    found = situation.hits.found
    hits = [(cue, hit) for cue in cues if cue in found for hit in situation.heard(cue, role, scope)]
    if condition.unless is not None:
        hits = [(cue, hit) for cue, hit in hits if not holds(condition.unless, situation, (hit.message, hit.end)).holds]
    least, most = condition.at_least, condition.at_most
    if least is None:
        least = 0 if most is not None else 1
    if condition.share is not None:
        least = max(least, math.ceil(condition.share * len(scope)))
    if not hits and least:
        return Match(False, True, (), scope, cues, role, nothing=not scope)
    if len(cues) > 1:
        hits.sort(key=_place)
    first = (hits[0][1].message, hits[0][1].end) if hits else None
    sure = [named for named in hits if named[1].sure]
    if least == 1 and most is None:
        return Match(True, bool(sure), tuple(sure or hits), scope, cues, role, first=first)
    said = len({hit.message for _, hit in hits})
    enough = least <= said and (most is None or said <= most)
    certain = enough if least == 0 else least <= len({hit.message for _, hit in sure})
    if certain and least:
        hits = sure
    why = (
        f"{listed(cues)} in {said or 'none'} of {len(scope)} message{'s' * (len(scope) != 1)}"
        if enough and not hits
        else ""
    )
    return Match(enough, certain if enough else True, tuple(hits) if enough or least else (), scope, cues, role,
                 nothing=not scope, why=why, few=said if said < least else 0, first=first)  # fmt: skip


def _place(named: Named) -> Anchor:
    return named[1].message, named[1].start


def _facts(condition: Condition, situation: Situation) -> list[Match]:
    """The parts of a condition that ask the source, not the words."""
    parts: list[Match] = []
    transcript = situation.transcript
    if condition.known is not None:
        facts = many(condition.known)
        found = [fact for fact in facts if situation.knows(fact)]
        words = " or ".join(_FACTS[fact] for fact in found or facts)
        parts.append(Match(bool(found), why=f"{words} {'is known' if found else 'is not known'}"))
    if condition.configured is not None:
        named = condition.configured in situation.policies
        parts.append(Match(named, why=f"the policy {condition.configured!r} is {'' if named else 'not '}configured"))
    if condition.channel is not None:
        channel = transcript.channel or "unknown"
        parts.append(Match(channel in many(condition.channel), why=f"the channel is {channel}"))
    if condition.tag is not None:
        tagged = [tag for tag in many(condition.tag) if tag in transcript.tags]
        parts.append(Match(bool(tagged), why=f"tagged {tagged[0]!r}" if tagged else "not tagged so"))
    if condition.ended is not None:
        ended = transcript.ended is True
        parts.append(
            Match(
                ended == condition.ended,
                why="the conversation is closed" if ended else "the source does not say that it ended",
            )
        )
    if condition.turns is not None:
        parts.append(
            Match(situation.turns >= condition.turns, why=f"{situation.turns} exchange{'s' * (situation.turns != 1)}")
        )
    return parts
