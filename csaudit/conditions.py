"""Whether a condition of the rubric holds for a transcript: where it looked, what it found, what came nearest."""

from collections.abc import Sequence
from functools import cached_property

import msgspec
from msgspec import Struct

from csaudit import names
from csaudit.hits import Hits
from csaudit.model import Hit, Transcript
from csaudit.rubric import Condition, Words, many

Anchor = tuple[int, int]  # a message and an offset in it
Named = tuple[str, Hit]  # a hit with its cue's name

_OTHER_SIDE = {"agent": "customer", "customer": "agent", "bot": "customer"}


class Match(Struct, frozen=True):
    """The answer to a condition.

    sure: False where it rests only on doubtful hits. hits: what it rests on. looked: the messages searched. cues: what
    was searched for. nothing: no message was there to be searched. why: a fact in words, where no words were searched.
    """

    holds: bool
    sure: bool = True
    hits: tuple[Named, ...] = ()
    looked: tuple[int, ...] = ()
    cues: tuple[str, ...] = ()
    role: str = ""
    nothing: bool = False
    why: str = ""


class Situation:
    """A transcript with its hits, and what conditions ask about it, worked out once."""

    def __init__(self, transcript: Transcript, hits: Hits, policies: frozenset[str] = frozenset()) -> None:
        self.transcript, self.hits, self.policies = transcript, hits, policies
        self.by_role: dict[str, list[int]] = {}
        for index, message in enumerate(transcript.messages):
            if message.visibility == "public" and message.text:
                self.by_role.setdefault(message.role, []).append(index)

    @cached_property
    def turns(self) -> int:
        """How often the agent answered the customer."""
        count, last = 0, ""
        for message in self.transcript.messages:
            if message.role in ("agent", "customer") and message.visibility == "public":
                count += message.role == "agent" and last == "customer"
                last = message.role
        return count

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
            [transcript.messages[index].timestamp for index in self.by_role.get(role, ())] for role in ("agent", "customer")
        ]
        return all(any(times) for times in times)

    def scope(self, role: str, condition: Condition, anchor: Anchor | None) -> list[int]:
        """The messages of `role` that a condition searches, seen from `anchor`."""
        indexes = self.by_role.get(role, [])
        where = condition.where or "default"
        if where == "replied":
            others = self.by_role.get(_OTHER_SIDE.get(role, "customer"), [])
            indexes = [index for index in indexes if others and index > others[0]]
        elif anchor is not None and where != "anywhere":
            at = anchor[0]
            if where == "same":
                indexes = [index for index in indexes if index == at]
            elif where == "after":
                indexes = [index for index in indexes if index > at]
            else:
                indexes = [index for index in indexes if index >= at]
            if where in ("next_turn", "before_reply"):
                others = self.by_role.get(_OTHER_SIDE.get(role, "customer"), [])
                after = indexes[0] if where == "next_turn" and indexes else at
                end = next((other for other in others if other > after), len(self.transcript.messages))
                indexes = [index for index in indexes if index < end]
            if condition.within is not None:
                indexes = indexes[: condition.within]
        if condition.first is not None:
            indexes = indexes[: condition.first]
        if condition.last is not None:
            indexes = indexes[-condition.last :]
        return indexes


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
    parts: list[Match] = []
    for role, words in (("agent", condition.agent), ("customer", condition.customer), ("bot", condition.bot)):
        if words is not None:
            parts.append(_said(role, words, condition, situation, anchor))
    parts += _facts(condition, situation)
    parts += [holds(part, situation, anchor) for part in condition.all]
    if condition.any:
        parts.append(anyof(condition.any, situation, anchor))
    if condition.not_ is not None:
        inner = holds(condition.not_, situation, anchor)
        why = inner.why or ("no " + " or ".join(inner.cues) if not inner.holds else "there is " + " or ".join(inner.cues))
        parts.append(Match(not inner.holds or not inner.sure, inner.sure or not inner.holds, (), inner.looked, why=why))
    if len(parts) == 1:
        return parts[0]
    return Match(
        all(part.holds for part in parts),
        all(part.sure for part in parts),
        tuple(named for part in parts for named in part.hits),
        tuple(sorted({index for part in parts for index in part.looked})),
        tuple(dict.fromkeys(cue for part in parts for cue in part.cues)),
        next((part.role for part in parts if part.role), ""),
        any(part.nothing for part in parts),
        "; ".join(part.why for part in parts if part.why and part.holds == all(p.holds for p in parts)),
    )


def _said(role: str, words: Words, condition: Condition, situation: Situation, anchor: Anchor | None) -> Match:
    """Whether `role` said one of the cues, in enough messages of the scope."""
    cues = many(words)
    scope = situation.scope(role, condition, anchor)
    inside = set(scope)
    hits = [(cue, hit) for cue in cues for hit in situation.hits.found.get(cue, ()) if hit.message in inside]
    if condition.unless is not None:
        hits = [(cue, hit) for cue, hit in hits if not holds(condition.unless, situation, (hit.message, hit.end)).holds]
    hits.sort(key=lambda named: (named[1].message, named[1].start))
    sure = {hit.message for _, hit in hits if hit.sure}
    said = {hit.message for _, hit in hits}
    least = condition.at_least if condition.at_least is not None else (0 if condition.at_most is not None else 1)
    most = condition.at_most if condition.at_most is not None else len(scope) + 1
    enough = least <= len(said) <= most
    certain = enough if least == 0 else least <= len(sure)
    if certain and least:
        hits = [named for named in hits if named[1].sure]
    return Match(enough, certain if enough else True, tuple(hits) if enough or least else (), tuple(scope), cues, role,
                 nothing=not scope)  # fmt: skip


def _facts(condition: Condition, situation: Situation) -> list[Match]:
    """The parts of a condition that ask the source, not the words."""
    parts = []
    transcript = situation.transcript
    if condition.known is not None:
        facts = many(condition.known)
        found = [fact for fact in facts if situation.knows(fact)]
        words = " or ".join(fact.replace("_", " ") for fact in facts)
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
        parts.append(Match(ended == condition.ended, why="the conversation is closed" if ended else "the source does not say that it ended"))
    if condition.turns is not None:
        parts.append(Match(situation.turns >= condition.turns, why=f"{situation.turns} exchange{'s' * (situation.turns != 1)}"))
    return parts
