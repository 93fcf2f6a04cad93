"""Salesforce quick text: a CSV of QuickText rows (`Name`, `Message`, `Category`, `Channel`, `IsActive`), or JSON.

Columns as the Data Loader and `sf data query` name them. Messages are plain text with {!Object.Field}.
"""

import re
from collections.abc import Iterator

from csaudit.places import Lines, Placed, csv_rows
from csaudit.reading.front_matter import About
from csaudit.replies import Item, Options, document, from_export, records, reply, rows, skipped
from csaudit.source import Source

_KEYS = ("records", "result/records", "QuickText")


def claims(source: Source) -> str | None:
    """A Message column or key together with one more that only quick text has."""
    if found := records(source, *_KEYS):
        fits = found and all(
            isinstance(record.get("Message"), str)
            and ("IsInsertable" in record or "Category" in record or _type(record) == "QuickText")
            for record in found
        )
        return "records of QuickText" if fits else None
    if source.suffix not in (".csv", ".tsv", ".txt"):
        return None
    first = source.head.split(b"\n", 1)[0].decode("utf-8", "replace").lower()
    header = set(re.split(r"[,;\t]", first.replace('"', "").strip("\ufeff\r ")))
    telling = {"category", "channel", "isinsertable", "isactive", "masterlabel", "developername", "sourcetype"}
    fits = "message" in header and len(telling & header) > 1
    return "a table of QuickText with a Message column" if fits else None


def _type(record: dict[str, object]) -> object:
    attributes = record.get("attributes")
    return attributes.get("type") if isinstance(attributes, dict) else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each row."""
    if isinstance(source.first_json, dict | list):
        whole = document(source)
        for steps, record in rows(whole.value, *_KEYS):
            id = record.get("Id") or record.get("Name") or len(steps)
            yield from from_export(
                source, whole, (*steps, "Message"), id, product="Salesforce quick text", syntax="salesforce",
                title=record.get("Name") or record.get("MasterLabel"), tags=[str(record.get("Category") or "").lower()],
            )  # fmt: skip
        return
    text = source.text
    lines = Lines(text)
    head = text.partition("\n")[0]
    table = csv_rows(text, max(",;\t", key=head.count))
    names = [cell.text.strip().lower() for cell in next(table, [])]
    for number, row in enumerate(table, 2):
        cells: dict[str, Placed] = dict(zip(names, row, strict=False))
        words = {name: cell.text for name, cell in cells.items()}
        id = words.get("id") or words.get("name") or words.get("masterlabel") or f"row {number}"
        if words.get("isactive", "true").lower() in ("false", "0") and not options.include_inactive:
            yield skipped(source, id, "inactive (checked with --include-inactive)")
        elif not words.get("message", "").strip():
            yield skipped(source, id, "no text")
        else:
            about = About(title=words.get("name") or words.get("masterlabel") or "")
            tags = [words["category"].lower()] if words.get("category") else []
            yield reply(source, lines, cells["message"], None, id, about=about, tags=tags,
                        product="Salesforce quick text", syntax="salesforce")  # fmt: skip
