"""HubSpot snippets: `{"results": [{"id", "name", "shortcut", "body"}]}`, as scripts take them from the app.

HubSpot has no public API for snippets; the keys are those of its own app (not checked against an account).
"""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document, from_export, looks_like_html, records, rows, skipped
from csaudit.source import Source

_TEXTS = ("html", "body", "content", "text")


def claims(source: Source) -> str | None:
    """Records with a shortcut and a text."""
    found = records(source, "results", "objects", "snippets")
    fits = found and all("shortcut" in record and any(key in record for key in _TEXTS) for record in found)
    return "snippets with a shortcut, as HubSpot has them" if fits else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each snippet."""
    whole = document(source)
    for steps, record in rows(whole.value, "results", "objects", "snippets"):
        id = record.get("id", record.get("shortcut", len(steps)))
        field = next((key for key in _TEXTS if isinstance(record.get(key), str) and record[key].strip()), None)
        if field is None:
            yield skipped(source, id, "no text")
            continue
        yield from from_export(
            source, whole, (*steps, field), id, product="HubSpot snippets", syntax="hubspot", title=record.get("name"),
            markup="html" if looks_like_html(record[field]) else "text",
        )  # fmt: skip
