"""From a transcript to the hits of every cue in use: phrases first, then the kinds in order of need."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Struct

from csaudit import auditor, plugins, rubric
from csaudit.model import Hit, Transcript
from csaudit.patterns import Phrase, sentence
from csaudit.rubric import Cue
from csaudit.scanner import Found, Scanner

_ANYONE = ("agent", "customer")


class Hits(Struct, frozen=True):
    """Hits by cue, in the order of the conversation; and those that an `except` took back, for `explain`."""

    found: dict[str, list[Hit]]
    cancelled: dict[str, list[Hit]]


@lru_cache(maxsize=8)
def _scanner(phrases: tuple[Phrase, ...]) -> Scanner:
    """The scanner of these phrases; kept, for compiling a thousand takes 0.2 s and a program may want the same again."""
    return Scanner(phrases)


class Finder:
    """The cues in use; `find` is pure. What one role can say is compiled when the first message of that role comes."""

    def __init__(self, cues: Mapping[str, Cue], wanted: Iterable[str]) -> None:
        self.order = [cues[name] for name in rubric.in_order(cues, list(dict.fromkeys(wanted)))]
        self._phrases: dict[str, list[Phrase]] = {}
        for cue in self.order:
            for role in (cue.said_by,) if cue.said_by else _ANYONE:
                self._phrases.setdefault(role, []).extend(cue.phrases)
        self._steps = [(cue.name, cue.said_by or "agent", tuple(_kinds(cue)), cue.any_of) for cue in self.order]
        self._scanners: dict[str, Scanner | None] = {}

    def scanner(self, role: str) -> Scanner | None:
        """The scanner of what a role can say, None where nothing is listened for."""
        if role not in self._scanners:
            phrases = self._phrases.get(role)
            self._scanners[role] = _scanner(tuple(phrases)) if phrases else None
        return self._scanners[role]

    def find(self, transcript: Transcript, without: Phrase | None = None) -> Hits:
        """Every hit of every cue in use, or of all but one phrase. What is meant for the auditor is not heard."""
        transcript = auditor.heard(transcript)
        spotted: dict[str, list[Hit]] = {}
        taking: dict[str, list[tuple[int, Found]]] = {}
        for index, message in enumerate(transcript.messages):
            if not message.text or message.visibility != "public" or (scanner := self.scanner(message.role)) is None:
                continue
            for found in scanner.scan(message.text):
                phrase = found.phrase
                if phrase == without:
                    continue
                if phrase.kind in ("sure", "maybe"):
                    hit = Hit(index, found.start, found.end, phrase.kind == "sure", str(phrase))
                    spotted.setdefault(phrase.cue, []).append(hit)
                else:
                    taking.setdefault(phrase.cue, []).append((index, found))
        hits = Hits({}, {})
        for name, role, kinds, any_of in self._steps:
            raw = spotted.get(name)
            if kinds or any_of:
                raw = raw or []
                for find, options in kinds:
                    raw.extend(find(transcript, role, hits.found, options))
                for other in any_of:
                    if other in hits.found:
                        raw.extend(hits.found[other])
            if raw:
                _settle(name, raw, taking.get(name, ()), transcript, hits)
        return hits


def _kinds(cue: Cue) -> Iterator[tuple[Callable[..., Iterable[Hit]], Any]]:
    """How each kind of a cue finds it, and with which options."""
    for kind, options in cue.kinds.items():
        module = plugins.load("cues", kind)
        yield module.find, msgspec.convert(options, module.Options)


_in_order = attrgetter("message", "start", "end")


def _settle(name: str, raw: list[Hit], taking: Sequence[tuple[int, Found]], transcript: Transcript, hits: Hits) -> None:
    """Take away what an `except` cancels; of overlapping hits keep the surer, then the longer one."""
    if not taking:
        if len(raw) > 1:
            raw.sort(key=_in_order)
        if not any(one.message == two.message and two.start < one.end for one, two in pairwise(raw)):
            hits.found[name] = raw
            return
    excepts = _excepts(taking, transcript)
    kept: list[Hit] = []
    at, starts, ends = -1, list[int](), list[int]()  # where what is kept in one message lies: no two overlap
    raw.sort(key=lambda hit: (hit.message, not hit.sure, hit.start, -hit.end, hit.by))
    for hit in raw:
        if hit.message != at:
            at, starts, ends = hit.message, [], []
        if hit.message in excepts and (taken := _excepted(hit, excepts[hit.message])):
            back = msgspec.structs.replace(hit, cancelled=taken[0], because=taken[1])
            hits.cancelled.setdefault(name, []).append(back)
            continue
        before = bisect_left(starts, hit.end)
        if not before or ends[before - 1] <= hit.start:
            starts.insert(before, hit.start)
            ends.insert(before, hit.end)
            kept.append(hit)
    if kept:
        kept.sort(key=_in_order)
        hits.found[name] = kept


class _Excepts(Struct, frozen=True):
    """What takes hits back in one message: where each starts, sorted, and up to each the one that ends last."""

    starts: list[int]
    furthest: list[tuple[int, str, str]]


def _excepts(taking: Sequence[tuple[int, Found]], transcript: Transcript) -> dict[int, _Excepts]:
    spans: dict[int, list[tuple[int, int, str, str]]] = {}
    for index, found in taking:
        text, start, end = transcript.messages[index].text, found.start, found.end
        if found.phrase.kind == "except_in_message":
            start, end = 0, len(text)
        elif found.phrase.kind == "except_in_sentence":
            start, end = sentence(text, start, end)
        words = text[found.start : found.end]
        spans.setdefault(index, []).append((start, end, str(found.phrase), words))
    made = {}
    for index, taken in spans.items():
        taken.sort()
        furthest = accumulate(((end, by, words) for _, end, by, words in taken), max)
        made[index] = _Excepts([start for start, *_ in taken], list(furthest))
    return made


def _excepted(hit: Hit, excepts: _Excepts) -> tuple[str, str] | None:
    """The `except` phrase that overlaps the hit, and its words; by bisection, for there may be thousands of each."""
    before = bisect_left(excepts.starts, hit.end)
    end, by, words = excepts.furthest[before - 1] if before else (0, "", "")
    return (by, words) if end > hit.start else None
