"""Intercom macros: `{"data": [{"type": "macro", "body": "<p>Hi <attribute key=…/></p>", "body_text": "Hi …"}]}`.

body_text holds the placeholders as people write them, body the same text as HTML. Shape: Intercom's OpenAPI 2.16.
"""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document, in_forms, or_skipped, records, rows, skipped
from csaudit.source import Source


def claims(source: Source) -> str | None:
    """Records of the type macro, or a body in both forms."""
    found = records(source, "data", "macros")
    fits = found and all(
        (record.get("type") == "macro" or "visible_to" in record or "available_on" in record)
        and ("body" in record or "body_text" in record)
        for record in found
    )
    return "macros with body and body_text, as Intercom exports them" if fits else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each macro: its text, then its HTML as the same in another form."""
    whole = document(source)
    for steps, macro in rows(whole.value, "data", "macros"):
        id = macro.get("id", len(steps))
        if macro.get("archived") is True and not options.include_inactive:
            yield skipped(source, id, "archived (checked with --include-inactive)")
            continue
        found = in_forms(
            source, whole, steps, (("body_text", "text"), ("body", "html")), id,
            product="Intercom macros", syntax="intercom", title=macro.get("name"),
        )  # fmt: skip
        yield from or_skipped(source, id, found)
