"""Front matter: what a reply's file says about itself between two lines of three dashes at its top.

---
title: Refund, order not received
kind: refund
channel: email
tags: [billing]
syntax: zendesk
variables: [ticket.requester.first_name, ticket.id]
csaudit-disable: [shouting]
---
"""

import re
from typing import Any

from msgspec import Struct

from csaudit.errors import InputError
from csaudit.places import Lines, yaml_document

# Keys that only a reply of ours has: other tools' front matter has titles and tags as well.
TELLING = frozenset({"kind", "variables", "syntax", "csaudit-disable", "csaudit_disable", "channel"})
_FENCE = re.compile(r"(?:<!--\s*)?---[ \t]*(?:\r\n|\n|\r)")
_END = re.compile(r"(?m)^(?:---|\.\.\.)[ \t]*(?:-->)?[ \t]*(?:\r\n|\n|\r|\Z)")


class About(Struct, frozen=True):
    """What a reply says about itself. channel, kind, syntax: as written, or None.

    public, active: False for internal notes and replies that are switched off. ours: it has a key that only we have.
    """

    title: str = ""
    kind: str | None = None
    channel: str | None = None
    tags: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    syntax: str | None = None
    disabled: tuple[str, ...] = ()
    public: bool = True
    active: bool = True
    ours: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """The tags of the reply's transcript, by which a rubric tells replies apart: its kind and syntax among them."""
        kind = (self.kind,) if self.kind else ()
        return tuple(dict.fromkeys((*self.tags, *kind, *((f"syntax:{self.syntax}",) if self.syntax else ()))))


def about(fields: Any) -> About:
    """The keys of front matter, or of a reply in a collection; values of a wrong kind are passed over."""
    if not isinstance(fields, dict):
        return About()
    disabled = fields.get("csaudit-disable", fields.get("csaudit_disable"))
    return About(
        _word(fields.get("title")) or _word(fields.get("name")) or "",
        _word(fields.get("kind")),
        _word(fields.get("channel")),
        _words(fields.get("tags")),
        _words(fields.get("variables")),
        _word(fields.get("syntax")),
        _words(disabled),
        _truth(fields.get("public"), True) and not _truth(fields.get("internal"), False),
        _truth(fields.get("active"), True) and not _truth(fields.get("archived"), False),
        bool(TELLING & fields.keys()),
    )


def split(text: str) -> tuple[About, int]:
    """(what the file says about itself, where its body begins); a file without front matter begins at 0.

    Raises InputError, with line and column, for front matter that is no YAML.
    """
    opening = _FENCE.match(text)
    ending = _END.search(text, opening.end()) if opening else None
    if opening is None or ending is None:
        return About(), 0
    document = yaml_document(text, opening.end(), ending.start())
    if document.value is None:
        return About(), ending.end()
    if not isinstance(document.value, dict):
        raise InputError("front matter must be a list of keys and values", *Lines(text).place(opening.end()))
    return about(document.value), ending.end()


def _word(value: Any) -> str | None:
    plain = isinstance(value, str | int) and not isinstance(value, bool)
    return (str(value).strip() or None) if plain else None


def _words(value: Any) -> tuple[str, ...]:
    """A list of words, or words apart by commas or spaces; of mappings the keys or names."""
    if isinstance(value, str):
        value = [part for part in re.split(r"[,\s]+", value) if part]
    if isinstance(value, dict):
        value = list(value)
    if not isinstance(value, list):
        return ()
    named = [part.get("name") if isinstance(part, dict) else part for part in value]
    return tuple(word for part in named if (word := _word(part)))


def _truth(value: Any, default: bool) -> bool:
    """YAML read as text says "no", JSON says false."""
    if isinstance(value, str):
        return value.strip().lower() not in ("false", "no", "off", "0", "")
    return bool(value) if value is not None else default
