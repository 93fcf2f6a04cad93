"""osTicket canned responses: a list of `isenabled`, `title`, `response` and `notes`, in YAML or JSON.

Also the rows of its table canned_response (`canned_id`, `isenabled`, `response`). Shape: osTicket's
include/i18n/en_US/templates/premade.yaml.
"""

from collections.abc import Iterator

from csaudit.errors import InputError
from csaudit.places import Document, yaml_document
from csaudit.replies import Item, Options, document, from_export, looks_like_html, or_skipped, rows, skipped
from csaudit.source import Source

_KEYS = ("canned_responses", "premade")
_TELLING = {"isenabled", "canned_id", "isactive"}


def claims(source: Source) -> str | None:
    """Records with a response, and whether it is enabled."""
    if source.suffix in (".yaml", ".yml"):
        if b"response:" not in source.head or not any(key.encode() in source.head for key in _TELLING):
            return None
        try:
            value = yaml_document(source.text).value
        except InputError:
            return None
    else:
        value = None if source.is_jsonl else source.first_json
    found = [record for _, record in rows(value, *_KEYS)[:5]]
    fits = found and all("response" in record and _TELLING & record.keys() for record in found)
    return "responses with isenabled, as osTicket keeps them" if fits else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each response."""
    whole: Document = yaml_document(source.text) if source.suffix in (".yaml", ".yml") else document(source)
    for index, (steps, record) in enumerate(rows(whole.value, *_KEYS)):
        id = record.get("canned_id", record.get("id", index + 1))
        enabled = record.get("isenabled", record.get("isactive", 1))
        if str(enabled).lower() in ("0", "false", "no") and not options.include_inactive:
            yield skipped(source, id, "not enabled (checked with --include-inactive)")
            continue
        text = record.get("response")
        found = from_export(
            source, whole, (*steps, "response"), id, product="osTicket canned responses", syntax="osticket",
            title=record.get("title"), markup="html" if looks_like_html(str(text)) else "text",
        )  # fmt: skip
        yield from or_skipped(source, id, found)
