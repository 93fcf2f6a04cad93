"""One JSON document of conversations in no vendor's shape: one, a list, or either in a wrapper such as {"data": ...}.

Recognised by messages that hold a text and state a role, under any of the names in `csaudit.reading.records`. A list of
messages is one conversation, or several where each message names its own. Vendors' readers are asked before this one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from csaudit.errors import InputError
from csaudit.json_tolerant import loads
from csaudit.model import Item, Origin, Unreadable
from csaudit.readers import Options
from csaudit.reading import fields, records
from csaudit.source import Source

GENERIC = True
EXAMPLE = "samples/formats/json.json"

DEPTH = 3  # of wrappers around the conversations: {"data": {"conversations": [...]}}
_Found = tuple[str, Any]  # a JSON pointer and the value there


def claims(source: Source) -> str | None:
    """Messages with a text and a role, in a conversation or a list."""
    if source.is_jsonl:
        return None
    found = _conversations(source.first_json)
    if found is None:
        return None
    pointer, value = next((one for one in found if isinstance(one[1], dict | list)), ("", []))
    messages = value if isinstance(value, list) else records.messages(value)
    stating = next((part for part in messages[:20] if records.states_role(part, Options())), None)
    if stating is None:
        return None
    return f"JSON with messages of {', '.join(map(str, stating))}, at {pointer or 'the top'}"[:200]


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """The transcripts in the order of the document. Raises InputError where it holds none."""
    for source in sources:
        if not source.data.strip():
            raise InputError("empty")
        document, mended = loads(source.data)
        found = _conversations(document)
        if found is None:
            raise InputError("no messages with a text and somebody who says it")
        if isinstance(document, dict) and records.has_more(document):
            mended += (records.NEXT_PAGE_MISSING,)
        for item in _items(found, source, options):
            if mended and not isinstance(item, Unreadable):
                item, mended = replace(item, warnings=tuple(dict.fromkeys(mended + item.warnings))), ()
            yield item


def _items(found: list[_Found], source: Source, options: Options) -> Iterator[Any]:
    for number, (pointer, value) in enumerate(found, 1):
        if isinstance(value, list):
            yield from _from_messages(value, pointer, source, options)
            continue
        if not isinstance(value, dict):
            yield Unreadable(source.name, f"{pointer}: no conversation")
            continue
        try:
            name = source.stem if len(found) == 1 else f"{source.stem}:{number}"
            yield replace(records.conversation(value, name, options, pointer), source=source.name)
        except InputError as error:
            yield Unreadable(source.name, f"{pointer}: {error.reason}")


def _from_messages(value: list[Any], pointer: str, source: Source, options: Options) -> Iterator[Item]:
    """A list of messages, each of the conversation that it names."""
    rows = []
    for index, part in enumerate(value):
        if isinstance(part, dict):
            key = fields.under(part, "message", options.columns).get("text")
            place = f"{pointer}/{index}" + (f"/{fields.escape(key)}" if key else "")
            rows.append(records.Row(part, None, Origin(pointer=place)))
        else:
            yield Unreadable(source.name, f"{pointer}/{index}: no message")
    yield from records.conversations(rows, source.stem, source.name, options)


def _conversations(value: Any, pointer: str = "", depth: int = DEPTH) -> list[_Found] | None:
    """Each conversation with its pointer, or the one list of messages; None where there is neither."""
    if records.is_conversation(value) and records.messages(value):
        return [(pointer, value)]
    if isinstance(value, list) and value:
        if any(records.is_conversation(part) for part in value[:20]):
            return [(f"{pointer}/{index}", part) for index, part in enumerate(value)]
        return [(pointer, value)] if any(records.is_message(part) for part in value[:20]) else None
    if isinstance(value, dict) and depth:
        for key, part in value.items():
            if isinstance(part, list | dict) and (
                found := _conversations(part, f"{pointer}/{fields.escape(key)}", depth - 1)
            ):
                return found
    return None
