"""Replies in a YAML file: one mapping with a text, a list of them, or a mapping from names to texts or mappings."""

from collections.abc import Iterator

from csaudit.errors import InputError
from csaudit.places import yaml_document
from csaudit.replies import Item, Options
from csaudit.replies import _collection as collection
from csaudit.source import Source

GENERIC = True


def claims(source: Source) -> str | None:
    """YAML in which each record has a text."""
    if source.suffix not in (".yaml", ".yml"):
        return None
    try:
        return collection.claims(yaml_document(source.text).value, "YAML")
    except InputError:
        return "a YAML file" if collection.ours(source) else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """The replies of the file."""
    yield from collection.read(source, yaml_document(source.text), options)
