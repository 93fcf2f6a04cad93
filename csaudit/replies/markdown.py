"""A reply in a Markdown file, with or without front matter."""

from collections.abc import Iterator

from csaudit.replies import Item, Markup, Options, looks_like_html, of_file, suffix
from csaudit.source import Source

GENERIC = True


def claims(source: Source) -> str | None:
    """Text whose name ends so, whichever template suffix stands behind it."""
    fits = suffix(source) in (".md", ".markdown", ".mdx") and b"\0" not in source.head[:4096]
    return "a Markdown file" if fits else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """The reply: what stands below the front matter."""
    html = source.text.lstrip()[:1] == "<" and looks_like_html(source.text[:300])
    markup: Markup = "html" if html else "markdown"
    yield from of_file(source, options, markup)
