"""Every phrase of the cues that one role can say, found in one go.

Measured (performance.md): one RE2 `Set` per role scans 300 phrases 175 times faster than `re` one by one; a gappy
pattern inside the Set makes it 75 times slower (its automaton explodes), so those go into a `Filter`, which is slower
than a Set for all others. Both only name the patterns that hit; each of these is then confirmed for its spans. RE2 is
linear on any pattern, and has no look-around: `except` does that job.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import re2
from msgspec import Struct

from csaudit.patterns import GAP, Phrase, compiled, fold, options, source

FEW, SHORT = 10, 4_000  # texts that are searched without compiling all patterns, and the bytes of one
# What makes a pattern gappy: a repeated set, any character or class ([^.!?]{0,40}, \\w+), but not runs of white space.
_WIDE = re.compile(r"(?:\[(?:\^[^\]]*|[^\]]*(?:\w-\w|\\w)[^\]]*)\]|(?<!\\)\.|\\[wSWD])(?:[*+]|\{\d*,\d*\})")
_CONTINUES = re.compile(rb"[\x80-\xbf]")  # a byte of UTF-8 that begins no character


class Found(Struct, frozen=True, gc=False):
    """A phrase found at text[start:end]."""

    phrase: Phrase
    start: int
    end: int


class _Pattern(Struct, frozen=True):
    """What one RE2 source finds. edged: it begins and ends with \\b, so that ASCII text needs no look at its edges."""

    source: str
    phrases: tuple[Phrase, ...]
    edged: bool
    needles: tuple[str, ...]


class Scanner:
    """All phrases of the cues that one role can say. `scan` finds every occurrence in a text.

    The first short texts are searched for each pattern's needles, and only the patterns that may match are compiled:
    two messages take 15 ms so, where compiling 1,500 patterns would take 150. After that all are compiled once.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        by_source: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            by_source.setdefault(phrase.source or source(phrase), []).append(phrase)
        self._patterns = [
            _Pattern(text, tuple(those), text.startswith(r"\b") and text.endswith(r"\b"), those[0].needles)
            for text, those in by_source.items()
        ]
        self._few = FEW

    @cached_property
    def _matchers(self) -> list[tuple[Any, list[_Pattern]]]:
        """A Set of what is not gappy and a Filter of what is, each with its patterns by their number."""
        alone, together = options(), options()
        together.max_mem = 64 << 20  # twice as fast as the default 8 MB
        phrases_set, filtered = re2.Set.SearchSet(together), re2.Filter()
        in_set: list[_Pattern] = []
        in_filter: list[_Pattern] = []
        for one in self._patterns:
            if GAP in one.source or _WIDE.search(one.source):
                filtered.Add(one.source, alone)
                in_filter.append(one)
            else:
                phrases_set.Add(one.source)
                in_set.append(one)
        matchers: list[tuple[Any, list[_Pattern]]] = [(phrases_set, in_set), (filtered, in_filter)]
        for matcher, patterns in matchers:
            if patterns:
                matcher.Compile()
        return [(matcher, patterns) for matcher, patterns in matchers if patterns]

    def _matching(self, folded: str, data: bytes) -> Iterator[_Pattern]:
        """The patterns that match, and for the first texts some that do not."""
        if self._few and len(data) <= SHORT:
            self._few -= 1
            low = folded.casefold()
            for one in self._patterns:
                if not one.needles or any(map(low.__contains__, one.needles)):
                    yield one
            return
        for matcher, patterns in self._matchers:
            for index in matcher.Match(data) or ():
                yield patterns[index]

    def scan(self, text: str) -> list[Found]:
        """Every phrase found, in no order. Linear in the text."""
        folded = fold(text)
        # RE2 works on bytes. Given a str it encodes it anew for every pattern, and turns each offset back one by one.
        data = folded.encode()
        plain = len(data) == len(folded)
        more = [] if plain else [match.start() for match in _CONTINUES.finditer(data)]
        found = []
        for one in self._matching(folded, data):
            for match in compiled(one.source).finditer(data):
                start, end = match.span()
                if not plain:
                    start, end = start - bisect_left(more, start), end - bisect_left(more, end)
                edges = (plain and one.edged) or _at_word_edges(folded, start, end)
                found += [Found(phrase, start, end) for phrase in one.phrases if edges or phrase.regex]
        return found


def _at_word_edges(text: str, start: int, end: int) -> bool:
    """No letter or digit of any script runs on over the start or the end."""
    before = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after
