"""Front message templates: `{"_results": [{"id": "rsp_…", "subject", "body"}]}`. Shape: frontapp/front-api-specs."""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document, from_export, looks_like_html, records, rows, skipped
from csaudit.source import Source


def claims(source: Source) -> str | None:
    """Results whose ids begin with rsp_, or that say for which inboxes they are."""
    found = records(source, "_results")
    fits = found and all(
        "body" in record and (str(record.get("id", "")).startswith("rsp_") or "is_available_for_all_inboxes" in record)
        for record in found
    )
    return "message templates with ids rsp_…, as Front exports them" if fits else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each template's body, and one for a subject with placeholders."""
    whole = document(source)
    for steps, record in rows(whole.value, "_results"):
        id = record.get("id", len(steps))
        body = record.get("body")
        if not isinstance(body, str) or not body.strip():
            yield skipped(source, id, "no text")
            continue
        yield from from_export(
            source, whole, (*steps, "body"), id, product="Front templates", syntax="front", title=record.get("name"),
            markup="html" if looks_like_html(body) else "text",
        )  # fmt: skip
        if "{" in str(record.get("subject") or ""):
            yield from from_export(
                source, whole, (*steps, "subject"), f"{id} subject", product="Front templates", syntax="front",
                title=record.get("name"), twin=True,
            )  # fmt: skip
