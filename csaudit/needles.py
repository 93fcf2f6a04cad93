"""What a text must hold for a pattern to match: for a short input, looking for these is quicker than compiling it.

A pattern's needles are words or parts of words; where none of them is in the text, the pattern cannot match. They are
read from the RE2 source: literal letters that are not optional, of the alternatives of a group one each; of several such
sets the one whose shortest needle is longest. All is casefolded, as RE2's own folding is (K is k, but for the Kelvin
sign too). RE2's FilteredRE2 works so too, but has to compile each pattern first.
"""

import re

# Letters; flags; a group's beginning; a set, an escape or any other character, which is no needle.
_TOKEN = re.compile(
    r"([^\W\d_]+)|\(\?[a-zA-Z-]+\)|(\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?)|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]"
    r"|\\[pPx]\{[^}]*\}|\\[pP].|\\.|.",
    re.DOTALL,
)
_REPEAT = re.compile(r"([*?])\??|(\+)\??|\{(\d+)(?:,\d*)?\}\??")

Needles = frozenset[str]
_NONE: Needles = frozenset()


def needles(source: str) -> Needles:
    """Of these casefolded strings each text that the RE2 source matches holds one; empty where nothing can be said.

    >>> sorted(needles(r"\\b(?:so\\s+)?sorry\\s+(?:about|for)"))
    ['sorry']
    """
    return _NONE if r"\Q" in source else _alternatives(source, 0)[0]  # \Q quotes what follows


def _alternatives(source: str, at: int) -> tuple[Needles, int]:
    """The needles of alternatives up to the `)` that ends them, or the end; and where that is."""
    each: list[Needles] = []
    while True:
        best, at = _sequence(source, at)
        each.append(best)
        if at >= len(source) or source[at] == ")":
            return (frozenset().union(*each) if all(each) else _NONE), at
        at += 1


def _sequence(source: str, at: int) -> tuple[Needles, int]:
    """The best needles of one alternative, and where it ends."""
    best = _NONE
    run = ""
    while at < len(source) and source[at] not in "|)" and (token := _TOKEN.match(source, at)):
        at = token.end()
        inner = _NONE
        if token[2]:
            inner, at = _alternatives(source, at)
            at += 1
        repeat = _REPEAT.match(source, at)
        optional = repeat is not None and (repeat[1] is not None or repeat[3] == "0")
        at = repeat.end() if repeat else at
        if token[1]:
            run += token[1][:-1] if optional else token[1]
            if repeat is None:
                continue
        best, run = _better(best, frozenset((run.casefold(),)) if run else _NONE), ""
        if not optional:
            best = _better(best, inner)
    return _better(best, frozenset((run.casefold(),)) if run else _NONE), at


def _better(one: Needles, other: Needles) -> Needles:
    """The set whose shortest needle is longer; of equals the smaller set."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda these: (min(map(len, these)), -len(these)))
