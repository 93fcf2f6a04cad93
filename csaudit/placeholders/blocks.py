"""Which blocks of a text are never closed, closed twice, or closed by another's end."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from csaudit.placeholders.lexer import Piece
from csaudit.placeholders.problem import Problem, at
from csaudit.placeholders.syntaxes import JINJA_BLOCKS, JINJA_SINGLE, LIQUID_BLOCKS, LIQUID_SINGLE, Syntax

MIDDLES = frozenset(one for blocks in (LIQUID_BLOCKS, JINJA_BLOCKS) for words in blocks.values() for one in words)


def word(piece: Piece) -> str:
    """A tag's own word: "if" of {%- if x %}, "#each" of {{#each x}}."""
    inner = piece.inner.strip("-+~ \t\r\n")
    if inner[:1] in ("#", "^", "/"):
        return inner[0] + (inner[1:].split() or [""])[0].strip("*>")
    return (inner.split(None, 1) or [""])[0]


def known_tag(piece: Piece, syntax: Syntax) -> bool:
    """Whether a {% %} tag is one of the syntax's own."""
    blocks, single = _tags(syntax)
    name = word(piece)
    return name in blocks or name in single or name in _middles(blocks) or name.startswith("end")


def nearest_tag(piece: Piece, syntax: Syntax) -> str:
    """A closing remark with the tag that was likely meant, or ""."""
    blocks, single = _tags(syntax)
    middles = _middles(blocks)
    if word(piece) in ("elseif", "elsif", "elif"):  # each language spells it in its own way
        return f"; did you mean {next(one for one in sorted(middles) if one in ('elif', 'elsif'))}?"
    tags = sorted({*blocks, *single, *middles, *("end" + one for one in blocks)})
    near = get_close_matches(word(piece)[:40], tags, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def unbalanced(found: Sequence[Piece], syntax: Syntax) -> Iterator[Problem]:
    """One problem for each tag that has no partner; a wrong end still closes what is open, so that it is told once."""
    if syntax.blocks in ("liquid", "jinja"):
        yield from _tag_blocks([piece for piece in found if piece.form == "tag"], syntax)
    elif syntax.blocks:
        yield from _sections([piece for piece in found if piece.form in ("double", "triple")], syntax)


def _tags(syntax: Syntax) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    return (dict(LIQUID_BLOCKS), LIQUID_SINGLE) if syntax.blocks == "liquid" else (dict(JINJA_BLOCKS), JINJA_SINGLE)


def _middles(blocks: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {one for words in blocks.values() for one in words}


def _tag_blocks(tags: Sequence[Piece], syntax: Syntax) -> Iterator[Problem]:
    blocks, _ = _tags(syntax)
    middles = _middles(blocks)
    opened: list[tuple[str, Piece]] = []
    for piece in tags:
        name = word(piece)
        if name in blocks:
            opened.append((name, piece))
        elif name in middles:
            if not opened or name not in blocks[opened[-1][0]]:
                yield at(piece, "unbalanced-block", f"{name!r} stands in no block that takes it", name)
        elif name.startswith("end") and name[3:] in blocks:
            if not opened:
                yield at(piece, "unbalanced-block", f"{name!r} closes a block that was never opened", name)
            elif (last := opened.pop()[0]) != name[3:]:
                yield at(piece, "unbalanced-block", f"{name!r} ends a block that {last!r} began: write end{last}", name)
    for name, piece in opened:
        yield at(piece, "unbalanced-block", f"{name!r} is never closed with end{name}", name)


def _sections(found: Sequence[Piece], syntax: Syntax) -> Iterator[Problem]:
    opened: list[tuple[str, Piece]] = []
    for piece in found:
        name = word(piece)
        if name[:1] in ("#", "^") and name[1:]:
            opened.append((name[1:], piece))
        elif name == "else" and syntax.blocks == "handlebars" and not opened:
            yield at(piece, "unbalanced-block", "'else' stands in no block", name)
        elif name[:1] == "/":
            if not opened:
                yield at(piece, "unbalanced-block", f"{name!r} closes a section that was never opened", name)
            elif (last := opened.pop()[0]) != name[1:]:
                yield at(piece, "unbalanced-block", f"{name!r} ends a section that {last!r} began: write /{last}", name)
    for name, piece in opened:
        yield at(piece, "unbalanced-block", f"{name!r} is never closed with /{name}", name)


def unbalanced_spintax(text: str, found: Sequence[Piece]) -> Iterator[Problem]:
    """Braces of {Hi|Hello} that have no partner; those of whole {{placeholders}} are none of its business."""
    others = {piece.start: piece.end for piece in found if piece.form not in ("single", "unopened")}
    opened: list[int] = []
    position = 0
    while position < len(text):
        if position in others:
            position = others[position]
            continue
        if text[position] == "{":
            opened.append(position)
        elif text[position] == "}":
            if not opened:
                yield Problem("unbalanced-spintax", position, position + 1, "'}' closes no choice", "}")
            else:
                opened.pop()
        position += 1
    for start in opened:
        shown = text[start : start + 40].partition("\n")[0].partition("{{")[0] or "{"
        yield Problem("unbalanced-spintax", start, start + len(shown), f"{shown!r} is never closed", shown)
