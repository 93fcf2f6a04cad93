"""A collection of replies in the project's own shape, in YAML or JSON.

    - id: late-delivery
      title: Late delivery
      kind: delay
      text: |
        Hi {{name}}, …

One record, a list of records, a list under replies, templates, macros, canned_responses or snippets, or a mapping from
names to texts or records. A record's keys are those of front matter (csaudit/front_matter.py); its text stands under
text, body, content, message, response or template, or under html for HTML.
"""

from collections.abc import Iterator
from typing import Any

from csaudit.places import Document, pointer
from csaudit.reading.front_matter import TELLING, About, about
from csaudit.replies import Item, Options, looks_like_html, reply, skipped
from csaudit.source import Source

TEXTS = ("text", "body", "content", "message", "response", "template", "reply", "html", "body_html")
LISTS = ("replies", "templates", "macros", "canned_responses", "canned", "snippets", "saved_replies", "responses")
_OWN = TELLING | {"version", "language", "tags"}
# What a transcript's record has and a reply's has not: such a file is `score`'s to read.
_TRANSCRIPT = frozenset({"role", "author", "author_id", "messages", "conversation_id", "from_agent", "sender"})


_NAMING = TELLING | {"id", "title", "name"}


def ours(source: Source) -> bool:
    """Whether a file that cannot be read was meant as a collection: it has a key that says so."""
    return any(key + b":" in source.head for key in (b"csaudit-disable", b"replies", b"macros", b"canned_responses"))


def claims(value: Any, kind: str) -> str | None:
    """What makes a value a collection, in words, or None."""
    records = list(_records(value))
    return f"{kind} with {len(records)} texts of replies" if records else None


def _records(value: Any) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, Any], str]]:
    """(steps to the text, id, record, field) for each reply; nothing where the value holds anything else."""
    steps: tuple[str | int, ...] = ()
    shared: dict[str, Any] = {}
    if isinstance(value, dict) and not any(isinstance(value.get(key), str) for key in TEXTS):
        for key in LISTS:
            if isinstance(value.get(key), list | dict):
                shared = {name: part for name, part in value.items() if name in _OWN}
                value, steps = value[key], (key,)
                break
    if isinstance(value, list):
        pairs: list[tuple[str | int, str, Any]] = [(index, str(index + 1), one) for index, one in enumerate(value)]
    elif isinstance(value, dict) and any(isinstance(value.get(key), str) for key in TEXTS):
        if record := _record((), "1", value, shared):
            yield record
        return
    elif isinstance(value, dict):
        pairs = [(name, name, one) for name, one in value.items() if name not in _OWN]
    else:
        return
    found = [_record((*steps, step), id, one, shared) for step, id, one in pairs]
    if found and all(found):
        yield from (record for record in found if record)


def _record(
    steps: tuple[str | int, ...], id: str, value: Any, shared: dict[str, Any]
) -> tuple[tuple[str | int, ...], str, dict[str, Any], str] | None:
    if isinstance(value, str) and steps and not isinstance(steps[-1], int):
        return steps, id, {"title": id, **shared}, "text"
    if not isinstance(value, dict) or _TRANSCRIPT & value.keys():
        return None
    field = next((key for key in TEXTS if isinstance(value.get(key), str)), None)
    if field is None or (steps and isinstance(steps[-1], int) and len(value) > 1 and not _NAMING & value.keys()):
        return None
    name = value.get("id", value.get("name", value.get("title", id)))
    return (*steps, field), str(name), {**shared, **value}, field


def read(source: Source, document: Document, options: Options) -> Iterator[Item]:
    """A reply for each record."""
    for steps, id, record, field in _records(document.value):
        known: About = about(record)
        placed = document.string(pointer(*steps))
        if placed is None or not placed.text.strip():
            yield skipped(source, id, "no text")
        elif not known.active and not options.include_inactive:
            yield skipped(source, id, "inactive (checked with --include-inactive)")
        else:
            html = field in ("html", "body_html") or looks_like_html(placed.text)
            yield reply(
                source, document.lines, placed, pointer(*steps), id, about=known, markup="html" if html else "markdown",
                visibility="public" if known.public else "internal",
            )  # fmt: skip
