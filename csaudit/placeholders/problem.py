"""One mistake in a placeholder."""

from msgspec import Struct

from csaudit.placeholders.lexer import Piece


class Problem(Struct, frozen=True, gc=False):
    """One mistake: rule id, place, what is wrong. fix: (start, end, new text) where mending it cannot be wrong.

    about: the name or text it is about, the same however the placeholder is written.
    """

    rule: str
    start: int
    end: int
    message: str
    about: str = ""
    fix: tuple[int, int, str] | None = None


def at(piece: Piece, rule: str, message: str, about: str) -> Problem:
    """A problem of a whole piece."""
    return Problem(rule, piece.start, piece.end, message, about)
