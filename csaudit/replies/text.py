"""A reply in a text file, with or without front matter."""

from collections.abc import Iterator

from csaudit.replies import TEMPLATES, Item, Options, looks_like_html, of_file, suffix
from csaudit.source import Source

GENERIC = True


def claims(source: Source) -> str | None:
    """Text whose name ends in .txt, or in a template suffix alone."""
    own = suffix(source)
    plain = own in (".txt", ".text") or (own == "" and source.suffix in TEMPLATES)
    return "a text file" if plain and b"\0" not in source.head[:4096] else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """The reply: what stands below the front matter; a template without a suffix of its own may be HTML."""
    html = suffix(source) == "" and looks_like_html(source.text)
    yield from of_file(source, options, "html" if html else "text")
