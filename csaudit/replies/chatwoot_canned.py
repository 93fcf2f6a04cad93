"""Chatwoot canned responses: `[{"id", "account_id", "short_code", "content"}]`. Shape: Chatwoot's API reference."""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document, from_export, or_skipped, records, rows
from csaudit.source import Source


def claims(source: Source) -> str | None:
    """Records with a short_code and content."""
    found = records(source, "payload", "canned_responses", "data")
    fits = found and all({"short_code", "content"} <= record.keys() for record in found)
    return "responses with a short_code, as Chatwoot exports them" if fits else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each response; Chatwoot writes Markdown."""
    whole = document(source)
    for steps, record in rows(whole.value, "payload", "canned_responses", "data"):
        id = record.get("id", record.get("short_code", len(steps)))
        found = from_export(
            source, whole, (*steps, "content"), id, product="Chatwoot canned responses", syntax="chatwoot",
            title=record.get("short_code"), markup="markdown",
        )  # fmt: skip
        yield from or_skipped(source, id, found)
