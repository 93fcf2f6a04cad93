"""Freshdesk canned responses: `[{"id", "title", "folder_id", "content", "content_html"}]`.

content_html is what is sent, content the same as text. Shape: Freshdesk's API reference (not checked).
"""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document, from_export, records, rows, skipped
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
        forms = (("content", "text"), ("content_html", "html"))
        texts = [(field, markup) for field, markup in forms if record.get(field)]
        if not texts:
            yield skipped(source, id, "no text")
        for order, (field, markup) in enumerate(texts):
            yield from from_export(
                source, whole, (*steps, field), id, product="Freshdesk canned responses", syntax="freshdesk",
                title=record.get("title"), markup=markup, twin=order > 0,  # type: ignore[arg-type]
            )  # fmt: skip
