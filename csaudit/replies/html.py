"""A reply in an HTML file, with or without front matter; comments and tags are not read, but keep their places."""

from collections.abc import Iterator

from csaudit.replies import Item, Options, of_file, suffix
from csaudit.source import Source

GENERIC = True


def claims(source: Source) -> str | None:
    """Text whose name ends so, whichever template suffix stands behind it."""
    return "an HTML file" if suffix(source) in (".html", ".htm", ".xhtml") and b"\0" not in source.head[:4096] else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """The reply: what stands below the front matter."""
    yield from of_file(source, options, "html")
