"""Intercom macros: `{"data": [{"type": "macro", "body": "<p>Hi <attribute key=…/></p>", "body_text": "Hi …"}]}`.

body_text holds the placeholders as people write them, body the same text as HTML. Shape: Intercom's OpenAPI 2.16.
"""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document, from_export, records, rows, skipped
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
        forms = (("body_text", "text"), ("body", "html"))
        texts = [(field, markup) for field, markup in forms if macro.get(field)]
        if not texts:
            yield skipped(source, id, "no text")
        for order, (field, markup) in enumerate(texts):
            yield from from_export(
                source, whole, (*steps, field), id, product="Intercom macros", syntax="intercom",
                title=macro.get("name"), markup=markup, twin=order > 0,  # type: ignore[arg-type]
            )  # fmt: skip
