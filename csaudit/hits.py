"""From a transcript to the hits of every cue in use: phrases first, then the kinds in order of need."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import msgspec
from msgspec import Struct

from csaudit import auditor, plugins, rubric
from csaudit.model import Hit, Transcript
from csaudit.patterns import Found, Phrase, Scanner, sentence
from csaudit.rubric import Cue

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
    """The cues in use, compiled once; `find` is pure. Only what is wanted, and what that needs, is compiled."""

    def __init__(self, cues: Mapping[str, Cue], wanted: Iterable[str]) -> None:
        self.order = [cues[name] for name in rubric.in_order(cues, list(dict.fromkeys(wanted)))]
        by_role: dict[str, list[Any]] = {}
        for cue in self.order:
            for role in (cue.said_by,) if cue.said_by else _ANYONE:
                by_role.setdefault(role, []).extend(cue.phrases)
        self._scanners = {role: _scanner(tuple(phrases)) for role, phrases in by_role.items() if phrases}
        self._kinds: dict[str, list[tuple[Callable[..., Iterable[Hit]], Any]]] = {
            cue.name: [
                (module.find, msgspec.convert(options, module.Options))
                for kind, options in cue.kinds.items()
                for module in (plugins.load("cues", kind),)
            ]
            for cue in self.order
        }

    def find(self, transcript: Transcript, without: Phrase | None = None) -> Hits:
        """Every hit of every cue in use, or of all but one phrase. What is meant for the auditor is not heard."""
        transcript = auditor.heard(transcript)
        spotted: dict[str, list[tuple[int, Found]]] = {}
        for index, message in enumerate(transcript.messages):
            scanner = self._scanners.get(message.role)
            if scanner and message.text and message.visibility == "public":
                for found in scanner.scan(message.text):
                    if without is None or found.phrase != without:
                        spotted.setdefault(found.phrase.cue, []).append((index, found))
        hits = Hits({}, {})
        for cue in self.order:
            seen = spotted.get(cue.name, ())
            if not (seen or self._kinds[cue.name] or cue.any_of):
                continue
            raw = [
                Hit(index, found.start, found.end, found.phrase.kind == "sure", str(found.phrase))
                for index, found in seen
                if found.phrase.kind in ("sure", "maybe")
            ]
            for find, options in self._kinds[cue.name]:
                raw.extend(find(transcript, cue.said_by or "agent", hits.found, options))
            for other in cue.any_of:
                raw.extend(hits.found.get(other, ()))
            if raw:
                _settle(cue.name, raw, seen, transcript, hits)
        return hits


def _settle(
    name: str, raw: list[Hit], spotted: Sequence[tuple[int, Found]], transcript: Transcript, hits: Hits
) -> None:
    """Take away what an `except` cancels; of overlapping hits keep the surer, then the longer one."""
    excepts = _excepts(spotted, transcript)
    if len(raw) == 1 and not excepts:
        hits.found[name] = raw
        return
    kept: list[Hit] = []
    raw.sort(key=lambda hit: (hit.message, not hit.sure, hit.start, -hit.end, hit.by))
    for hit in raw:
        if hit.message in excepts and (taken := _excepted(hit, excepts[hit.message])):
            back = msgspec.structs.replace(hit, cancelled=taken[0], because=taken[1])
            hits.cancelled.setdefault(name, []).append(back)
        elif not (kept and kept[-1].message == hit.message and _overlaps(hit, kept[-40:])):
            kept.append(hit)
    if kept:
        kept.sort(key=lambda hit: (hit.message, hit.start, hit.end))
        hits.found[name] = kept


def _overlaps(hit: Hit, kept: Sequence[Hit]) -> bool:
    return any(other.message == hit.message and hit.start < other.end and other.start < hit.end for other in kept)


class _Excepts(Struct, frozen=True):
    """What takes hits back in one message: where each starts, sorted, and up to each the one that ends last."""

    starts: list[int]
    furthest: list[tuple[int, str, str]]


def _excepts(spotted: Sequence[tuple[int, Found]], transcript: Transcript) -> dict[int, _Excepts]:
    spans: dict[int, list[tuple[int, int, str, str]]] = {}
    for index, found in spotted:
        if found.phrase.kind in ("sure", "maybe"):
            continue
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
