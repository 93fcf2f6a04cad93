"""The fields of records whose shape nobody promised, each under any of its usual names.

Names are compared without case, spaces and marks, so that `createdAt`, `created_at` and `Created at` are one. The lists
below are in order of trust: the first that holds a value wins. They come from formats.md 1.10 and from the exports of
its table 1.0.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

MESSAGE = {
    "id": "id messageid msgid uuid",
    "role": "role sendertype authortype senderrole authorrole speakerrole participantrole participanttype usertype "
    "actortype direction type",
    "author": "author authorname sendername agentname sender speaker name displayname username user agent from "
    "fromname participant actor",
    "text": "text body message content comment utterance plaintext plainbody bodytext messagetext messagebody msg "
    "transcript value parts",
    "html": "html bodyhtml htmlbody htmltext",
    "timestamp": "timestamp ts createdat time sentat datetime date created sent sendtime createdtime createdtimestamp "
    "receivedat updatedat",
    "visibility": "visibility privacy audience",
    "internal": "internal private isprivate isinternal isnote privatenote internalnote note draft isdraft whisper",
    "public": "public ispublic",
    "status": "status state",
    "kind": "type messagetype kind parttype",
    "attachments": "attachments attachment files media",
}
CONVERSATION = {
    "id": "id conversationid chatid ticketid sessionid threadid customid transcriptid caseid interactionid callid "
    "requestid uuid key ticket session thread conversation chat case",
    "messages": "messages turns utterances conversation transcript dialogue dialog chat comments history thread "
    "exchange log",
    "channel": "channel channeltype sourcechannel medium",
    "subject": "subject title topic",
    "agent": "agent agentname assignee assignedto",
    "customer": "customer customername requester client visitor",
    "tags": "tags labels",
    "ended": "ended closed isclosed resolved solved",
    "status": "status state",
    "earlier_contact": "earliercontact repeatcontact reopened",
}
_TABLES = {
    "message": MESSAGE,
    "conversation": CONVERSATION,
    # What a message of a flat file says of its conversation: an id under a name that cannot be the message's own.
    "conversation id": {"id": CONVERSATION["id"].removeprefix("id ").replace("uuid key ", "")},
    "about": {field: CONVERSATION[field] for field in ("channel", "subject", "tags")},
    "messages": {"messages": CONVERSATION["messages"]},
    "flags": {
        "bot": "isbot frombot",
        "agent": "isagent fromagent",
        "customer": "iscustomer fromcustomer incoming isinbound",
    },
    "person": {"name": "name displayname fullname username email address id"},
    "file": {"name": "filename name title url type id"},
}
NAMED = (*MESSAGE, "conversation", *_TABLES["about"])  # what `columns` may name
_TEXT_KEYS = ("text", "body", "content", "parts", "value", "refusal")


def under(record: Mapping[str, Any], table: str, columns: Mapping[str, str] = {}) -> dict[str, str]:
    """For each field of a table that the record holds a value for: the key under which it stands.

    columns: keys that the user named for a field ("text": "Body"); they win.
    """
    held = tuple([key for key, value in record.items() if value is not None and value != ""])
    found = _found(held, table) if len(held) < 200 else _found.__wrapped__(held, table)
    return found | {field: key for field, key in columns.items() if field in _TABLES[table]} if columns else found


@lru_cache(maxsize=512)
def _found(keys: tuple[str, ...], table: str) -> dict[str, str]:
    """The same for keys alone: records of one source have the same few sets of them."""
    places = _places(table)
    best: dict[str, tuple[int, str]] = {}
    for key in keys:
        for field, place in places.get(_bare(key), ()):
            best[field] = min(best.get(field, (place, key)), (place, key))
    return {field: key for field, (_, key) in best.items()}


@cache
def _places(table: str) -> dict[str, list[tuple[str, int]]]:
    """Each synonym's fields, with its place in their lists."""
    places: dict[str, list[tuple[str, int]]] = {}
    for field, synonyms in _TABLES[table].items():
        for place, synonym in enumerate(synonyms.split()):
            places.setdefault(synonym, []).append((field, place))
    return places


@lru_cache(maxsize=4096)
def _bare(key: str) -> str:
    """A key without case, spaces and marks: "Created at" and "created_at" are "createdat"."""
    return re.sub(r"[\W_]+", "", key[:80]).lower()


def list_key(keys: Iterable[str]) -> str | None:
    """The one among keys, or names of columns, that would hold the messages."""
    return under(dict.fromkeys(keys, "x"), "messages").get("messages")


def conversation_key(record: Mapping[str, Any], columns: Mapping[str, str] = {}) -> str | None:
    """The field in which a message of a flat file names its conversation, or None."""
    if "conversation" in columns:
        return columns["conversation"] if columns["conversation"] in record else None
    return under(record, "conversation id", columns).get("id")


def holds_messages(header: Sequence[str], columns: Mapping[str, str] = {}) -> bool:
    """Whether a table with these columns has a message in each row.

    A bare name beside a text may as well be a canned reply; a Body with a ChatKey is a whole chat, Salesforce's.
    """
    keys = dict.fromkeys(header, "x")
    found = under(keys, "message", columns)
    if "text" not in found or {"ChatKey", "StartTime"} & keys.keys():
        return False
    named = "author" in found and _bare(found["author"]) not in ("name", "displayname")
    return "role" in found or named or ("author" in found and conversation_key(keys) is not None)


def content(value: Any, depth: int = 6) -> tuple[str, tuple[str, ...]]:
    """The text of a content field and what is attached in it: a string, a list of parts, or a record around one.

    depth: of records and lists around a text; what lies deeper is nobody's message.

    >>> content([{"type": "text", "text": "see"}, {"type": "image_url", "image_url": {"url": "data:..."}}])
    ('see', ('image',))
    """
    if value is None or isinstance(value, bool) or not depth:
        return "", ()
    if isinstance(value, dict):
        inner = next((value[key] for key in _TEXT_KEYS if value.get(key)), None)
        if inner is None and isinstance(value.get("type"), str):
            return "", (value["type"].removesuffix("_url").removeprefix("input_"),)
        return content(inner, depth - 1)
    if not isinstance(value, list):
        return str(value), ()
    parts = [content(part, depth - 1) if isinstance(part, str | dict) else ("", ()) for part in value]
    return "\n".join(text for text, _ in parts if text), tuple(name for _, names in parts for name in names)


def truth(value: Any) -> bool | None:
    """Yes or no, as exports write it; None for anything else."""
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int | float) else None
    if word in ("true", "yes", "y", "1", "1.0", "x"):
        return True
    return False if word in ("false", "no", "n", "0", "0.0", "") else None


def plain(value: Any) -> str | None:
    """A value of one word or line as a string; None where it is empty or no such thing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def name(value: Any) -> str | None:
    """A person's name: the string, or what a record of a person calls it."""
    if isinstance(value, dict):
        keys = under(value, "person")
        value = value[keys["name"]] if "name" in keys else None
    return plain(value)


def names(value: Any) -> tuple[str, ...]:
    """A list of names: of strings, of records that have one, or "a, b"."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return ()
    return tuple(name for part in value if (name := _file_name(part)))


def _file_name(part: Any) -> str | None:
    if isinstance(part, dict):
        keys = under(part, "file")
        part = part[keys["name"]] if "name" in keys else "attachment"
    return plain(part)


def escape(key: str) -> str:
    """A key inside a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
