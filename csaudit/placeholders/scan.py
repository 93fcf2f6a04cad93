"""What is wrong with the placeholders of a text."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from csaudit.placeholders.blocks import known_tag, nearest_tag, unbalanced, unbalanced_spintax, word
from csaudit.placeholders.lexer import Piece, pieces
from csaudit.placeholders.manual import code, hidden, inside, manual
from csaudit.placeholders.names import Names
from csaudit.placeholders.output import PATH, SMART, name_problems, nearest, output, straight
from csaudit.placeholders.problem import Problem, at
from csaudit.placeholders.syntaxes import Syntax

RULES = (
    "unclosed-placeholder", "unopened-placeholder", "empty-placeholder", "unbalanced-block", "unbalanced-spintax",
    "unknown-placeholder", "placeholder-case", "foreign-placeholder", "malformed-fallback", "missing-fallback",
    "split-placeholder", "smart-quotes-in-placeholder", "encoded-placeholder", "manual-placeholder", "unknown-filter",
)  # fmt: skip
MAX_HINTS = 50  # "did you mean" compares with every known name: ten thousand unknown names would take a minute
_MARKS = ("{", "}", "<attribute", "&#", "%7", "&l")
_DOTTED = re.compile(r"\s*[A-Za-z_]\w*\.[\w.]+\s*(?:,.*)?", re.DOTALL)
_SPIN = re.compile(r"[\w ,.!?'’&|-]*[A-Za-z][\w ,.!?'’&|-]*")
_ASKING = frozenset({"if", "elsif", "elif", "unless", "case", "when", "for"})
# Dotted names only: a bare word may be anything.
_ASKED = re.compile(r"(?<![\w.$])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?![\w(\[])")
_STRINGS = re.compile(r"\"[^\"]*\"|'[^']*'")
_MADE = re.compile(r"[-\s]*(?:for|assign|capture|set|tablerow|macro|with)\s+([A-Za-z_]\w*)")
_FIELD = re.compile(r"[ ]?[A-Za-z_][\w.]*(?:[ ][A-Za-z]\w*){0,2}[ ]?")
_WRITTEN_FOR = {
    "bang": "Salesforce", "percent": "osTicket", "triple": "Salesforce Lightning or Handlebars",
    "double": "Liquid, Intercom and their like", "actions": "GitHub Actions", "attribute": "Intercom's API",
}  # fmt: skip


@lru_cache(maxsize=8)
def tokens(text: str, markup: str = "text") -> tuple[Piece, ...]:
    """The pieces of a text that count: none in HTML's comments, in raw blocks, in Markdown's code."""
    if not any(mark in text for mark in _MARKS):
        return ()
    found = pieces(text)
    shown = code(text) if markup == "markdown" else []
    unseen = hidden(text) if markup == "html" else []
    return tuple(
        _outside_raw(piece for piece in found if not inside(piece.start, unseen) and not inside(piece.start, shown))
    )


def scan(text: str, syntax: Syntax, known: Sequence[str] = (), markup: str = "text") -> list[Problem]:
    """The problems of `text`, in the order of their places.

    known: names beside those that the syntax brings; a syntax that brings none takes every name as long as `known` is
    empty. markup: text, markdown or html; Markdown's code is shown as it is, HTML's comments not at all.
    """
    found = tokens(text, markup)
    problems = [*of_tokens(text, syntax, known, markup)]
    for start, end in manual(text, markup, [(piece.start, piece.end) for piece in found]):
        words = text[start:end]
        why = f"{words!r} waits for a person to fill it in"
        problems.append(Problem("manual-placeholder", start, end, why, words))
    return _with_hints(
        sorted(problems, key=lambda problem: (problem.start, problem.end, problem.rule)), _names(found, syntax, known)
    )


def of_tokens(text: str, syntax: Syntax, known: Sequence[str], markup: str) -> Iterator[Problem]:
    """What is wrong with the tokens of a text alone; in no order, and without a hint at what was meant."""
    found = tokens(text, markup)
    names = _names(found, syntax, known)
    for piece in found:
        yield from _problems(piece, text[piece.start : piece.end], syntax, names, markup)
    yield from unbalanced(found, syntax)
    if syntax.name == "spintax":
        yield from unbalanced_spintax(text, found)


def _names(found: Sequence[Piece], syntax: Syntax, known: Sequence[str]) -> Names:
    """What may stand in a placeholder: the syntax's names, those that are known, those that the text makes; none: any."""
    names = (*syntax.names, *known)
    return (*names, *_made_here(found)) if names else ()


def _with_hints(problems: list[Problem], names: tuple[str, ...]) -> list[Problem]:
    unknown = [index for index, problem in enumerate(problems) if problem.rule == "unknown-placeholder"]
    for index in unknown[:MAX_HINTS]:
        problem = problems[index]
        if near := nearest(problem.about, names):
            problems[index] = msgspec.structs.replace(problem, message=f"{problem.message}; did you mean {near}?")
    return problems


def native(piece: Piece, syntax: Syntax) -> bool:
    """Whether a piece is one of the syntax's own that prints a value."""
    return piece.form in syntax.forms and not is_block(piece, syntax)


def is_block(piece: Piece, syntax: Syntax) -> bool:
    """Whether a piece is a block tag of the syntax, or a tag that prints nothing."""
    if piece.form == "tag":
        return syntax.blocks in ("liquid", "jinja")
    if piece.form not in ("double", "triple") or syntax.blocks not in ("mustache", "handlebars"):
        return False
    return word(piece)[:1] in ("#", "^", "/", ">", "=") or (syntax.blocks == "handlebars" and word(piece) == "else")


def _outside_raw(found: Iterator[Piece]) -> Iterator[Piece]:
    """Pieces, without those that {% raw %} or {% comment %} takes out."""
    until = ""
    for piece in found:
        name = word(piece) if piece.form == "tag" else ""
        if until and name != until:
            continue
        until = "end" + name if name in ("raw", "comment") else ""
        yield piece


def _problems(piece: Piece, raw: str, syntax: Syntax, names: tuple[str, ...], markup: str) -> Iterator[Problem]:
    match piece.form:
        case "unclosed":
            yield at(piece, "unclosed-placeholder", f"{raw!r} is never closed", raw)
        case "unopened" if syntax.name != "spintax":  # where it is a choice at the end of another: {a|{b}}
            yield at(piece, "unopened-placeholder", f"{raw!r} closes a placeholder that was never opened", raw)
        case "comment" | "unopened":
            return
        case "split":
            yield at(piece, "split-placeholder", "HTML tags split the placeholder, so it is not filled", raw)
        case "encoded":
            yield at(piece, "encoded-placeholder", f"{raw!r} is encoded, so it is not filled", raw)
        case "single":
            yield from _single(piece, raw, syntax)
        case "dollar" | "hash":
            if PATH.fullmatch(piece.inner.strip()):
                yield at(
                    piece, "manual-placeholder", f"{raw!r} is no placeholder of {syntax.title}: sent as it is", raw
                )
        case "actions":
            if syntax.forms:
                yield _foreign(piece, raw, syntax)
        case _ if not piece.inner.strip("~#^/&- \t\r\n\xa0"):
            yield at(piece, "empty-placeholder", f"{raw!r} holds no name", raw)
        case _ if is_block(piece, syntax):
            yield from _tag(piece, raw, syntax, names)
        case _ if native(piece, syntax):
            yield from output(piece, raw, syntax, names, markup)
        case _:
            yield _foreign(piece, raw, syntax)


def _foreign(piece: Piece, raw: str, syntax: Syntax) -> Problem:
    if piece.form == "tag":
        product = "Help Scout" if _DOTTED.fullmatch(piece.inner) else "Liquid or Jinja"
    else:
        product = _WRITTEN_FOR[piece.form]
    why = f"{syntax.title} fills no such token" if syntax.forms else "nothing fills it here"
    return at(piece, "foreign-placeholder", f"{raw!r} is written for {product}; {why}", raw)


def _single(piece: Piece, raw: str, syntax: Syntax) -> Iterator[Problem]:
    if "|" in piece.inner:
        if syntax.name != "spintax" and _SPIN.fullmatch(piece.inner):
            yield at(piece, "foreign-placeholder", f"{raw!r} is spintax; {syntax.title} sends it as it is", raw)
    elif _FIELD.fullmatch(piece.inner):
        hint = f"; did you mean {{{raw}}}?" if "double" in syntax.forms else ""
        yield at(piece, "manual-placeholder", f"{raw!r} waits for a person to fill it in{hint}", raw)


def _made_here(found: Sequence[Piece]) -> Iterator[str]:
    """Names that the text makes itself: {% for item in items %}, {% assign total = … %}."""
    for piece in found:
        if piece.form == "tag" and (made := _MADE.match(piece.inner)):
            yield from (made[1], f"{made[1]}.*")


def _tag(piece: Piece, raw: str, syntax: Syntax, names: tuple[str, ...]) -> Iterator[Problem]:
    """A tag of blocks: its quotes, the names it asks for, and whether the syntax has it at all."""
    if piece.form != "tag" or known_tag(piece, syntax):
        if SMART.search(piece.inner):
            message, fix = "curly quotes break a tag: use straight ones", (piece.start, piece.end, straight(raw))
            yield Problem("smart-quotes-in-placeholder", piece.start, piece.end, message, raw, fix)
        if piece.form == "tag" and word(piece) in _ASKING:
            for match in _ASKED.finditer(_STRINGS.sub(lambda quoted: " " * len(quoted[0]), raw)):
                yield from name_problems(match[0], piece.start + match.start(), syntax, names)
    elif _DOTTED.fullmatch(piece.inner) or "fallback" in piece.inner:
        yield _foreign(piece, raw, syntax)
    else:
        message = f"{syntax.title} has no tag {word(piece)!r}{nearest_tag(piece, syntax)}"
        yield at(piece, "unbalanced-block", message, raw)
