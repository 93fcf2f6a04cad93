"""Freshdesk canned responses: `[{"id", "title", "folder_id", "content", "content_html"}]`.

content_html is what is sent, content the same as text. Shape: Freshdesk's API reference (not checked).
"""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document, in_forms, or_skipped, records, rows
from csaudit.source import Source

_KEYS = ("canned_responses", "responses", "canned_response_folder/canned_responses")


def claims(source: Source) -> str | None:
    """Records with content_html, or with a folder and content."""
    found = records(source, *_KEYS)
    fits = found and all("content_html" in record or {"folder_id", "content"} <= record.keys() for record in found)
    return "responses with content_html, as Freshdesk exports them" if fits else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each response: its text, then its HTML as the same in another form."""
    whole = document(source)
    for steps, record in rows(whole.value, *_KEYS):
        id = record.get("id", len(steps))
        found = in_forms(
            source, whole, steps, (("content", "text"), ("content_html", "html")), id,
            product="Freshdesk canned responses", syntax="freshdesk", title=record.get("title"),
        )  # fmt: skip
        yield from or_skipped(source, id, found)
