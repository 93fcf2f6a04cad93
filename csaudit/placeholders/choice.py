"""Which syntax a text is in: what somebody said of it, else the one that explains every token."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from csaudit.placeholders.blocks import word
from csaudit.placeholders.lexer import Piece, pieces
from csaudit.placeholders.manual import code, inside
from csaudit.placeholders.scan import is_block, native, of_tokens
from csaudit.placeholders.syntaxes import SYNTAXES, Syntax, named

# What counts against a syntax; an unclosed brace or a missing fallback is a slip in any of them.
_MISFITS = frozenset({"foreign-placeholder", "unknown-placeholder", "unknown-filter", "malformed-fallback"})
MOST_READ = 20_000  # characters of a text that its syntax is told from
_PLAIN = ("mustache", "liquid", "jinja", "handlebars", "spintax")  # they know no names: the plainest first


class Choice(Struct, frozen=True):
    """The syntax of a text, and why."""

    syntax: Syntax
    why: str


def choose(
    text: str, stated: Iterable[tuple[str | None, str]] = (), known: Sequence[str] = (), markup: str = "text"
) -> Choice:
    """The first of `stated` (a syntax's name or None, and who says so), else what the text itself shows.

    Raises UsageError for a stated name that is no syntax.
    """
    for name, why in stated:
        if name:
            return Choice(named(name), why)
    return _shown(text, known, markup)


def _shown(text: str, known: Sequence[str], markup: str) -> Choice:
    text = text[:MOST_READ]
    shown = code(text) if markup == "markdown" else []
    skipped = ("comment", "dollar", "hash", "encoded", "split")
    found = [piece for piece in pieces(text) if piece.form not in skipped and not inside(piece.start, shown)]
    forms = {piece.form for piece in found} | {"double" for piece in found if piece.form in ("unclosed", "unopened")}
    if not any(piece.form != "single" or "|" in piece.inner for piece in found):
        return Choice(SYNTAXES["none"], "it holds no placeholders")
    candidates = [
        syntax for syntax in SYNTAXES.values()
        if forms & set(syntax.forms)
        or (syntax.name == "spintax" and _spins(found))
        or (syntax.blocks in ("liquid", "jinja") and "tag" in forms)
    ]  # fmt: skip
    counts = {syntax.name: _misfits(text, syntax, found, known, markup) for syntax in candidates}
    fits = [name for name, count in counts.items() if count == 0]
    products = [name for name in fits if SYNTAXES[name].names]
    plain = [name for name in _PLAIN if name in fits]
    if len(products) == 1:
        return Choice(SYNTAXES[products[0]], f"{SYNTAXES[products[0]].title} alone explains every token")
    if plain:
        others = f" as well as {', '.join(products)}" if products else ""
        return Choice(SYNTAXES[plain[0]], f"the plainest syntax that explains every token{others}")
    if products:
        return Choice(SYNTAXES[products[0]], f"the first that explains every token of {', '.join(products)}")
    if not counts:
        return Choice(SYNTAXES["none"], "no syntax explains its tokens")
    best = min(counts, key=lambda name: (counts[name], not SYNTAXES[name].names))
    return Choice(SYNTAXES[best], "no syntax explains every token; this one explains most of them")


def _spins(found: Sequence[Piece]) -> bool:
    return any(piece.form == "single" and "|" in piece.inner for piece in found)


def _misfits(text: str, syntax: Syntax, found: Sequence[Piece], known: Sequence[str], markup: str) -> int:
    """How many tokens the syntax leaves unexplained."""
    problems = list(of_tokens(text, syntax, known, markup))
    odd_tags = sum(problem.rule == "unbalanced-block" and "has no tag" in problem.message for problem in problems)
    foreign_blocks = sum(
        piece.form == "double" and piece.inner.lstrip()[:1] in ("#", "^", "/") and not is_block(piece, syntax)
        for piece in found
    )
    # Mustache has no else, and its sections take one name: {{#if vip}} is Handlebars.
    helpers = syntax.blocks == "mustache" and sum(
        word(piece) == "else" or (word(piece)[:1] == "#" and len(piece.inner.split()) > 1) for piece in found
    )
    nothing = not any(native(piece, syntax) or is_block(piece, syntax) for piece in found) and not (
        _spins(found) or ("double" in syntax.forms and any(piece.form in ("unclosed", "unopened") for piece in found))
    )
    return sum(problem.rule in _MISFITS for problem in problems) + odd_tags + foreign_blocks + helpers + nothing
