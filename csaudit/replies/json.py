"""Replies in a JSON file: one object with a text, a list of them, or an object from names to texts or objects."""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document
from csaudit.replies import _collection as collection
from csaudit.source import Source

GENERIC = True


def claims(source: Source) -> str | None:
    """JSON in which each record has a text."""
    return None if source.is_jsonl or source.first_json is None else collection.claims(source.first_json, "JSON")


def read(source: Source, options: Options) -> Iterator[Item]:
    """The replies of the file."""
    yield from collection.read(source, document(source), options)
