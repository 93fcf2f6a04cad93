"""Help Scout saved replies: `{"_embedded": {"replies": [{"id", "name", "text": "<p>…", "chatText"}]}}`.

text is sent by mail (HTML), chatText in the chat; both go out, so both are checked. Shape: Help Scout's API reference,
FreeScout's app/Misc/Mail.php for the placeholders.
"""

from collections.abc import Iterator

from csaudit.replies import Item, Options, document, from_export, records, rows, skipped
from csaudit.source import Source

_KEYS = ("_embedded/replies", "_embedded/saved-replies", "replies", "items")


def claims(source: Source) -> str | None:
    """Replies with a chatText, or embedded as the API does it."""
    found = records(source, *_KEYS)
    embedded = b'"_embedded"' in source.head[:200]
    fits = found and all("text" in record and ("chatText" in record or embedded) for record in found)
    return "saved replies with text and chatText, as Help Scout exports them" if fits else None


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for the mail and one for the chat."""
    whole = document(source)
    for steps, record in rows(whole.value, *_KEYS):
        id = record.get("id", len(steps))
        texts = [(field, channel) for field, channel in (("text", "email"), ("chatText", "chat")) if record.get(field)]
        if not texts:
            yield skipped(source, id, "no text")
        for field, channel in texts:
            yield from from_export(
                source, whole, (*steps, field), id, product="Help Scout saved replies", syntax="helpscout",
                title=record.get("name"), markup="html", channel=channel,
            )  # fmt: skip
