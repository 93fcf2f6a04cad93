"""OpenAI's shapes: fine-tuning lines, logs of chat completions and of responses, batches, prompt and completion pairs.

Recognised by messages whose roles are only user, assistant, system, developer, tool and function, with `content`.
`user` is the customer; `assistant` is the agent, or the bot where the options say so (`assistant: bot`); the rest is
the system's. Tool calls without any text are no messages. Content may be a list of parts; those that are no text are
named as attachments. A record is one conversation, called by its custom_id or id.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from csaudit.errors import InputError
from csaudit.json_tolerant import loads
from csaudit.model import Item, Transcript, Unreadable
from csaudit.readers import Options
from csaudit.reading import records
from csaudit.reading.turns import settle
from csaudit.source import BLANK, Source

EXAMPLE = "samples/formats/openai.jsonl"

_ROLES = frozenset({"user", "assistant", "system", "developer", "tool", "function"})
_Found = tuple[str, dict[str, Any]]  # a JSON pointer and the message there


def claims(source: Source) -> str | None:
    """Messages of user and assistant with a content."""
    value = source.first_json
    if isinstance(value, list) and value and not _is_message(value[0]):
        value = value[0]
    found = _messages(value)
    if found and all(_is_message(message) for _, message in found):
        return "messages of user and assistant, as OpenAI writes them"
    return None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript a record."""
    for source in sources:
        if source.is_jsonl:
            yield from _lines(source, options)
            continue
        document, mended = loads(source.data)
        several = isinstance(document, list) and bool(document) and not _is_message(document[0])
        for number, record in enumerate(document if several else [document], 1):
            name, pointer = (f"{source.stem}:{number}", f"/{number - 1}") if several else (source.stem, "")
            yield _conversation(record, name, pointer, source, mended, options)


def _lines(source: Source, options: Options) -> Iterator[Item]:
    for number, line in enumerate(source.lines(), 1):
        if line.strip(BLANK):
            try:
                record, mended = loads(line)
            except InputError as error:
                yield Unreadable(source.name, error.reason, number, error.column)
                continue
            item = _conversation(record, f"{source.stem}:{number}", "", source, mended, options)
            yield replace(item, line=number)


def _conversation(
    record: Any, name: str, pointer: str, source: Source, mended: tuple[str, ...], options: Options
) -> Transcript | Unreadable:
    found = _messages(record)
    if found is None:
        return Unreadable(source.name, f"{pointer or 'record'}: no messages of user and assistant")
    said = [
        records.message(message, options, pointer + place)
        for place, message in found
        if message.get("content") or message.get("role") in ("user", "system", "developer")
    ]
    messages, guessed = settle(said, options)
    fields = record if isinstance(record, dict) else {}
    identity = fields.get("custom_id") or fields.get("conversation_id") or fields.get("id")
    return Transcript(str(identity or name), messages, source.name, warnings=(*mended, *guessed))


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and str(value.get("role")) in _ROLES and "text" not in value and (
        "content" in value or "tool_calls" in value or "refusal" in value
    )  # fmt: skip


def _messages(record: Any) -> list[_Found] | None:
    """The messages of a record with their pointers: what was asked, then what was answered; None where it has none."""
    if isinstance(record, list):
        return [(f"/{index}", part) for index, part in enumerate(record) if isinstance(part, dict)] or None
    if not isinstance(record, dict):
        return None
    if isinstance(record.get("prompt"), str) and isinstance(record.get("completion"), str):
        return [
            ("", {"role": "user", "content": record["prompt"].strip()}),
            ("", {"role": "assistant", "content": record["completion"].strip()}),
        ]
    found: list[_Found] = []
    for key in ("messages", "input", "output"):  # `output` is an answer of the Responses API
        if isinstance(parts := record.get(key), list):
            found += [(f"/{key}/{index}", part) for index, part in enumerate(parts) if _is_message(part)]
        elif key == "input" and isinstance(parts, str) and "output" in record:
            found.append(("", {"role": "user", "content": parts}))
    for key in ("request", "body", "response"):  # a log of both sides; a batch has its body in either
        inner = _messages(record.get(key)) if isinstance(record.get(key), dict) else None
        found += [(f"/{key}{place}", message) for place, message in inner or ()]
    choices = record.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    answer = first.get("message") if isinstance(first, dict) else None
    if isinstance(answer, dict) and _is_message(answer):
        found.append(("/choices/0/message", answer))
    if any(message["role"] not in _ROLES for _, message in found) or not found:
        return None
    return [(place, _with_refusal(message)) for place, message in found]


def _with_refusal(message: dict[str, Any]) -> dict[str, Any]:
    """A refusal is what the assistant said."""
    refusal = message.get("refusal")
    return message | {"content": refusal} if refusal and not message.get("content") else message
