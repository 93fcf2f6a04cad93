"""The language of phrases, and its translation to RE2.

A phrase is literal text: `(a|b)` alternatives, `(a|)` an optional part, ` ... ` a gap of at most four words in one
sentence. Any run of white space matches any run, curly quotes are straight ones, an apostrophe between letters may be
missing ("dont"), case is ignored, edges are word edges. A `regex:` entry is an RE2 pattern; a space in it matches any
run of spaces.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import re2
from msgspec import Struct
from msgspec.structs import replace

from csaudit.needles import needles

MAX_PATTERN = 1_000  # characters of one phrase or pattern
_WORD = r"[^\s.!?]+(?:[.!?]+[^\s.!?]+)*"
GAP = rf"[,;:)\"'-]*(?:\s+{_WORD}){{0,4}}?\s+"
_SPACE = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.| \?| (?![+*{])")  # a set, an escaped character, or a space
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n")
# One character for one, so that offsets stay true; a chain of replace takes 0.5 us where str.translate takes 8.
_FOLDS = tuple((char, "'") for char in "‘’ʼ´＇`") + tuple((char, '"') for char in "“”„") + tuple(
    (char, " ") for char in "\u00a0\u202f\u2009") + (("‑", "-"), ("–", "-"))  # fmt: skip
_WORD_ENDS, _WORD_ENDS_OUTSIDE = re.compile(r"[ ()|]"), re.compile(r"[ ()]")
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=[A-Za-z])")


class PatternError(ValueError):
    """A phrase or pattern that cannot be used; the message says what to write instead."""


class Phrase(Struct, frozen=True):
    """One phrase of a cue as written, and what it means: sure, maybe, except, except_in_sentence, except_in_message.

    source: its RE2 pattern once it has been checked, so that a rubric from the cache is ready to scan.
    needles: see csaudit.needles; kept for the same reason. made_by: the cue kind that made it; "" where it stands in the
    rubric.
    """

    cue: str
    text: str
    regex: bool = False
    kind: str = "sure"
    source: str = ""
    needles: tuple[str, ...] = ()
    made_by: str = ""

    def __str__(self) -> str:
        return f"/{self.text}/" if self.regex else self.text


def fold(text: str) -> str:
    """The text with curly quotes straight and exotic spaces plain, character for character: offsets do not move."""
    if text.isascii() and "`" not in text:
        return text
    for char, plain in _FOLDS:
        if char in text:
            text = text.replace(char, plain)
    return text


def pattern(phrase: str) -> str:
    """The RE2 pattern of a phrase. Raises PatternError for an unbalanced parenthesis or an empty phrase.

    >>> pattern("(very |)sorry")
    '\\\\b(?:very\\\\s+|)sorry\\\\b'
    """
    text = " ".join(fold(phrase).split())
    if not text or len(text) > MAX_PATTERN:
        raise PatternError("an empty phrase" if not text else f"a phrase longer than {MAX_PATTERN} characters")
    parts, end = _sequence(text, 0, nested=False)
    if end < len(text):
        raise PatternError(f"a closing parenthesis without an opening one in {phrase!r}")
    if "w..." in (parts[0], parts[-1]):
        raise PatternError(f"a gap needs words on both sides: {phrase!r}")
    body = _join(parts)
    if all(map(_optional, parts)):
        raise PatternError(f"every part of {phrase!r} is optional, so it would match anywhere")
    return _edge(parts) + body + _edge(parts[::-1], last=True)


class _Group(Struct, frozen=True):
    """Alternatives in parentheses; an empty one makes the group optional."""

    alternatives: tuple[tuple[Any, ...], ...]


def _sequence(text: str, at: int, *, nested: bool) -> tuple[tuple[Any, ...], int]:
    """Words, " ", "..." and groups from `at` up to the end, or to the `|` or `)` that ends an alternative."""
    parts: list[Any] = []
    while at < len(text):
        char = text[at]
        if nested and char in "|)":
            break
        if char == ")":
            break
        if char == "(":
            group, at = _group(text, at)
            parts.append(group)
        elif text.startswith(" ... ", at):
            parts.append("...")
            at += 5
        elif char == " ":
            parts.append(" ")
            at += 1
        else:
            stop = (_WORD_ENDS if nested else _WORD_ENDS_OUTSIDE).search(text, at)
            end = stop.start() if stop else len(text)
            parts.append("w" + text[at:end])
            at = end
    return tuple(parts), at


def _group(text: str, at: int) -> tuple[_Group, int]:
    alternatives: list[tuple[Any, ...]] = []
    at += 1
    while True:
        parts, at = _sequence(text, at, nested=True)
        alternatives.append(parts)
        if at >= len(text):
            raise PatternError(f"an opening parenthesis without a closing one in {text!r}")
        at += 1
        if text[at - 1] == ")":
            return _Group(tuple(alternatives)), at


def _join(parts: Sequence[Any]) -> str:
    """Parts as a pattern. An optional group takes a space beside it along: "so (very |)" or "so (very|) sorry"."""
    out: list[str] = []
    skip_space = False
    for index, part in enumerate(parts):
        if part == " ":
            follower = parts[index + 1] if index + 1 < len(parts) else None
            after = parts[index + 2] if index + 2 < len(parts) else None
            takes_space = isinstance(follower, _Group) and () in follower.alternatives and after in (None, " ", "...")
            if not skip_space and not takes_space:
                out.append(r"\s+")
            skip_space = False
        elif part == "...":
            out.append(GAP)
        elif isinstance(part, _Group):
            optional = () in part.alternatives
            before = parts[index - 1] if index else None
            after = parts[index + 1] if index + 1 < len(parts) else None
            # "(very |) sorry": the space inside and the one behind are one.
            spaced = optional and after == " " and before in (None, " ")
            inner = (alternative[:-1] if spaced and alternative[-1:] == (" ",) else alternative
                     for alternative in part.alternatives if alternative)  # fmt: skip
            body = "|".join(map(_join, inner))
            if optional and before == " " and after in (None, " ", "..."):
                out.append(rf"(?:\s+(?:{body}))?")
            elif optional and before is None and after == " ":
                out.append(rf"(?:(?:{body})\s+)?")
                skip_space = True
            else:
                out.append(f"(?:{body}|)" if optional else f"(?:{body})")
        else:
            out.append(_literal(part[1:]))
    return "".join(out)


def _literal(word: str) -> str:
    """A word escaped; an apostrophe between letters may be missing."""
    if word.isalnum():
        return word
    return _APOSTROPHE.sub("'?", _SPECIAL.sub(r"\\\g<0>", word))


def _edge(parts: Sequence[Any], *, last: bool = False) -> str:
    """A word edge where the phrase surely begins (ends) with an ASCII letter or digit: RE2's \\b knows no others."""
    for part in parts:
        if isinstance(part, _Group):
            inner = [alternative[::-1] if last else alternative for alternative in part.alternatives if alternative]
            if not all(_edge(alternative, last=last) for alternative in inner):
                return ""
            if () not in part.alternatives:
                return r"\b"
        elif part not in (" ", "..."):
            char = part[-1] if last else part[1]
            return r"\b" if char.isascii() and char.isalnum() else ""
    return ""


def _optional(part: Any) -> bool:
    """Whether a part may match nothing: spaces go with the groups beside them."""
    return part == " " or (isinstance(part, _Group) and any(all(map(_optional, one)) for one in part.alternatives))


def options() -> Any:
    """RE2's options for one pattern: any case, silent, and with room (with 8 MB some of the default rubric's crawl)."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False  # RE2 would write to stderr from C++
    options.max_mem = 16 << 20
    return options


@cache
def compiled(source: str) -> Any:
    """The RE2 pattern, ignoring case. Raises PatternError in words that say what to write instead."""
    if len(source) > 20 * MAX_PATTERN:
        raise PatternError("a pattern that is too large")
    try:
        return re2.compile(source, options())
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        if re.search(r"\(\?<?[=!]", source):
            reason = "look-around is not there (RE2 is linear for that); list what must not match under `except`"
        elif re.search(r"\\[1-9]", source):
            reason = "back-references are not there (RE2 is linear for that)"
        raise PatternError(f"not a regular expression: {reason}") from error


def source(phrase: Phrase) -> str:
    """The RE2 source of a phrase or of a regex entry. Raises PatternError."""
    if not phrase.regex:
        return pattern(phrase.text)
    if len(phrase.text) > MAX_PATTERN:
        raise PatternError(f"a pattern longer than {MAX_PATTERN} characters")
    if compiled(phrase.text).search("") is not None:
        raise PatternError(f"/{phrase.text}/ matches the empty text, so it would match anywhere")
    return spaced(phrase.text)


def spaced(source: str) -> str:
    """A pattern in which each plain space matches a run of spaces, as people type them, and ` ?` any run or none."""
    return _SPACE.sub(lambda part: {" ": " +", " ?": " *"}.get(part[0], part[0]), source)


def checked(phrase: Phrase) -> Phrase:
    """The phrase with its source and its needles. Raises PatternError."""
    made = phrase.source or source(phrase)
    if phrase.made_by:
        compiled(made)  # a phrase is right by its making, and `source` has tried an expression
    return replace(phrase, source=made, needles=tuple(sorted(needles(made))))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence (or line) around text[start:end]."""
    first, last = _sentence_ends(text)
    before, after = bisect_right(last, start), bisect_left(first, end)
    return last[before - 1] if before else 0, last[after] if after < len(last) else len(text)


@lru_cache(maxsize=4)
def _sentence_ends(text: str) -> tuple[list[int], list[int]]:
    """Where the marks that end sentences start and end; kept, for a long text is asked about once a hit."""
    spans = [match.span() for match in _SENTENCE_END.finditer(text)]
    return [start for start, _ in spans], [end for _, end in spans]
