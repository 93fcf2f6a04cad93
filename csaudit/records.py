"""Records whose shape nobody promised: a conversation or a message as a dict, its fields under any of the usual names.

JSON, JSONL, CSV, XLSX and Parquet all come through here. Names are compared without case, spaces and marks, so that
`createdAt`, `created_at` and `Created at` are one. The lists below are in order of trust: the first that holds a value
wins. They come from formats.md 1.10 and from the exports of its table 1.0.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple, Protocol

from csaudit import clock, html, roles, turns
from csaudit.errors import InputError
from csaudit.model import ROLES, Origin, Role, Transcript, Visibility

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
NEXT_PAGE = ("next_page", "next_cursor", "next", "nextPage", "@odata.nextLink", "has_more")
NEXT_PAGE_MISSING = "partial: the file names a next page that is not here"
ENDED = {"ended": True, "closed": True, "solved": True, "resolved": True, "completed": True, "finished": True,
         "open": False, "new": False, "pending": False, "active": False, "ongoing": False}  # fmt: skip
UNSENT = frozenset({"draft", "failed", "undelivered", "rejected"})


class Wishes(turns.Wishes, Protocol):
    """What of the user's options a record needs (readers.Options is one)."""

    @property
    def date_order(self) -> str | None: ...
    @property
    def columns(self) -> dict[str, str]: ...
    @property
    def assistant(self) -> str: ...


class Row(NamedTuple):
    """A message of a flat file: its record, the number of its line or row, and where its text stands."""

    record: Mapping[str, Any]
    line: int | None = None
    origin: Origin | None = None
    warnings: tuple[str, ...] = ()


def conversation(
    record: Mapping[str, Any], name: str, wishes: Wishes, pointer: str = "", line: int | None = None
) -> Transcript:  # fmt: skip
    """A transcript from a record that holds its messages. `name` is its id where it states none; `pointer` leads to it.

    Raises InputError where it holds no list of messages.
    """
    list_key, parts = _messages(record)
    if list_key is None:
        raise InputError(f"no messages: a record with the keys {', '.join(sorted(map(str, record))[:12])}")
    for meta in ("meta", "metadata"):
        if isinstance(inner := record.get(meta), dict):
            record = {**inner, **record}
    keys = fields(record, "conversation")

    def get(field: str) -> Any:
        return record[keys[field]] if field in keys else None

    named = {"agent": _name(get("agent")), "customer": _name(get("customer"))}
    said, warnings = [], _said_before(record)
    for index, part in enumerate(parts):
        where = f"{pointer}/{escape(list_key)}/{index}"
        if isinstance(part, str):
            said.append(_spoken(part, where))
        elif isinstance(part, dict):
            said.append(message(part, wishes, where, named))
        else:
            warnings.append(f"message: number {index + 1} is no record, left out")
    settled, guessed = turns.settle(said, wishes)
    return Transcript(
        id=_plain(get("id")) or name,
        messages=settled,
        channel=_plain(get("channel")),
        subject=_plain(get("subject")),
        agent=named["agent"],
        customer=named["customer"],
        tags=_names(get("tags")),
        ended=_ended(get("ended"), get("status")),
        earlier_contact=bool(truth(get("earlier_contact"))),
        warnings=tuple(dict.fromkeys(warnings + guessed)),
        line=line,
    )


def conversations(rows: Sequence[Row], stem: str, source: str, wishes: Wishes) -> Iterator[Transcript]:
    """The transcripts of a flat file, in the order of their first rows, each in the order of its times.

    Rows that name no conversation are one, called by the file's stem.
    """
    key = _grouping(rows, wishes)
    gathered: dict[str, list[Row]] = {}
    for row in rows:
        gathered.setdefault((_plain(row.record.get(key)) if key else None) or stem, []).append(row)
    for name, group in gathered.items():
        said = turns.in_time_order([message(row.record, wishes, origin=row.origin) for row in group])
        settled, guessed = turns.settle(said, wishes)
        about = {field: row.record[key] for row in reversed(group)
                 for field, key in fields(row.record, "about", wishes.columns).items()}  # fmt: skip
        yield Transcript(
            id=name,
            messages=settled,
            source=source,
            channel=_plain(about.get("channel")),
            subject=_plain(about.get("subject")),
            tags=_names(about.get("tags")),
            warnings=tuple(dict.fromkeys([warning for row in group for warning in row.warnings] + guessed)),
            line=group[0].line,
        )


def _grouping(rows: Sequence[Row], wishes: Wishes) -> str | None:
    """The field that names the conversation; a plain "id" does where it is the same in several rows."""
    if not rows or (key := conversation_key(rows[0].record, wishes.columns)):
        return key if rows else None
    key = fields(rows[0].record, "message").get("id")
    return key if key and len({row.record.get(key) for row in rows}) < len(rows) else None


def message(
    record: Mapping[str, Any], wishes: Wishes, pointer: str | None = None,
    named: Mapping[str, str | None] = {}, origin: Origin | None = None,
) -> turns.Turn:  # fmt: skip
    """A turn from a record. named: the conversation's agent and customer, for messages that state a role and no name.

    pointer: leads to the record. origin: where the caller knows better than that where the text stands.
    """
    keys = fields(record, "message", wishes.columns)

    def get(field: str) -> Any:
        return record.get(keys[field]) if field in keys else None

    role, author = _who(get("role"), get("author"), record, wishes)
    if author is None and role and (word := _plain(get("role"))) and word not in ROLES and not named.get(role):
        author = word
    key = keys.get("text")
    text, attachments = content(get("text"))
    if not text and isinstance(markup := get("html"), str):
        key, text = keys["html"], html.to_text(markup)
    if origin is None and pointer is not None and key is not None:
        origin = Origin(pointer=f"{pointer}/{escape(key)}")
    visibility = _visibility(get("visibility"), get("internal"), get("public"), get("status"), get("kind"))
    if role is None and visibility == "internal":
        role = "agent"  # a private note is a colleague's
    return turns.Turn(
        text,
        role,
        author,
        _plain(get("id")),
        clock.parse(get("timestamp"), wishes.date_order),
        visibility,
        attachments + _names(get("attachments")),
        origin,
    )


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


_TEXT_KEYS = ("text", "body", "content", "parts", "value", "refusal")


def is_conversation(value: object) -> bool:
    """Whether a value plainly holds a conversation: a list of records with a text and somebody who says it."""
    if not isinstance(value, dict):
        return False
    key, parts = _messages(value)
    return key is not None and (not parts or any(is_message(part) for part in parts[:20]))


def is_message(value: object) -> bool:
    """Whether a value plainly is a message: it has a text, and a role or an author."""
    if not isinstance(value, dict):
        return False
    keys = fields(value, "message")
    return "text" in keys and ("role" in keys or "author" in keys)


def states_role(value: object, wishes: Wishes) -> bool:
    """Whether a message says by its fields who speaks, so that nothing has to be guessed."""
    return isinstance(value, dict) and message(value, wishes).role is not None


def holds_messages(header: Sequence[str], columns: Mapping[str, str] = {}) -> bool:
    """Whether a table with these columns has a message in each row.

    A bare name beside a text may as well be a canned reply; a Body with a ChatKey is a whole chat, Salesforce's.
    """
    keys = dict.fromkeys(header, "x")
    found = fields(keys, "message", columns)
    if "text" not in found or {"ChatKey", "StartTime"} & keys.keys():
        return False
    named = "author" in found and _bare(found["author"]) not in ("name", "displayname")
    return "role" in found or named or ("author" in found and conversation_key(keys) is not None)


def conversation_key(record: Mapping[str, Any], columns: Mapping[str, str] = {}) -> str | None:
    """The field in which a message of a flat file names its conversation, or None."""
    return fields(record, "conversation id", columns).get("id")


def fields(record: Mapping[str, Any], table: str, columns: Mapping[str, str] = {}) -> dict[str, str]:
    """For each field of a table that the record holds a value for: the key under which it stands.

    columns: keys that the user named for a field ("text": "Body"); they win.
    """
    keys = tuple([key for key, value in record.items() if value is not None and value != ""])
    found = _found(keys, table) if len(keys) < 200 else _found.__wrapped__(keys, table)
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


def escape(key: str) -> str:
    """A key inside a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def truth(value: Any) -> bool | None:
    """Yes or no, as exports write it; None for anything else."""
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int | float) else None
    if word in ("true", "yes", "y", "1", "1.0", "x"):
        return True
    return False if word in ("false", "no", "n", "0", "0.0", "") else None


def list_key(keys: Iterable[str]) -> str | None:
    """The one among keys, or names of columns, that would hold the messages."""
    return fields(dict.fromkeys(keys, "x"), "messages").get("messages")


def messages(record: Mapping[str, Any]) -> list[Any]:
    """A conversation's messages as they stand in its record."""
    return _messages(record)[1]


def _messages(record: Mapping[str, Any]) -> tuple[str | None, list[Any]]:
    key = list_key(key for key, value in record.items() if isinstance(value, list))
    return key, record[key] if key else []


def _who(word: Any, author: Any, record: Mapping[str, Any], wishes: Wishes) -> tuple[Role | None, str | None]:
    """The stated role, and the author's name."""
    role = _role(word, wishes)
    if isinstance(author, dict):
        role = role or _role(author.get("role") or author.get("type"), wishes)
    name = _name(author)
    if role is None and name is not None:
        role, name = roles.role_and_name(name)
    for field, key in fields(record, "flags").items():
        if role is None and (flag := truth(record[key])) is not None:
            role = _FLAGS[field][0] if flag else _FLAGS[field][1]
    return role, name


# What a flag states when it is yes, and when it is no.
_FLAGS: dict[str, tuple[Role, Role | None]] = {
    "bot": ("bot", None), "agent": ("agent", "customer"), "customer": ("customer", "agent"),
}  # fmt: skip


def _role(word: Any, wishes: Wishes) -> Role | None:
    if not isinstance(word, str):
        return None
    role = roles.from_word(word)
    return roles.from_word(wishes.assistant) if word.strip().lower() == "assistant" else role


def _name(value: Any) -> str | None:
    """A person's name: the string, or what a record of a person calls it."""
    if isinstance(value, dict):
        keys = fields(value, "person")
        value = value[keys["name"]] if "name" in keys else None
    return _plain(value)


def _plain(value: Any) -> str | None:
    """A value of one word or line as a string; None where it is empty or no such thing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _names(value: Any) -> tuple[str, ...]:
    """A list of names: of strings, of records that have one, or "a, b"."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return ()
    return tuple(name for part in value if (name := _file_name(part)))


def _file_name(part: Any) -> str | None:
    if isinstance(part, dict):
        keys = fields(part, "file")
        part = part[keys["name"]] if "name" in keys else "attachment"
    return _plain(part)


def _visibility(visibility: Any, internal: Any, public: Any, status: Any, kind: Any) -> Visibility:
    words = {str(word).strip().lower().replace("_", " ") for word in (visibility, kind) if isinstance(word, str)}
    private = bool(words & roles.INTERNAL_WORDS) or truth(internal) is True or truth(public) is False
    return "internal" if private or str(status).strip().lower() in UNSENT else "public"


def _ended(ended: Any, status: Any) -> bool | None:
    stated = truth(ended)
    return ENDED.get(str(status).strip().lower()) if stated is None else stated


def _spoken(line: str, pointer: str) -> turns.Turn:
    """A message that is only a string: "Agent: hello"."""
    speaker, _, rest = line.partition(":")
    role, name = roles.role_and_name(speaker) if len(speaker) <= 60 else (None, "")
    if role is None:
        return turns.Turn(line, origin=Origin(pointer=pointer))
    skipped = len(line) - len(rest.lstrip())
    return turns.Turn(line[skipped:], role, name, origin=Origin(pointer=pointer))


def _said_before(record: Mapping[str, Any]) -> list[str]:
    """The warnings that a transcript of csaudit brings with it, and one for a page of several."""
    own = record.get("warnings")
    said = [warning for warning in own if isinstance(warning, str)] if isinstance(own, list) else []
    return said + [NEXT_PAGE_MISSING] * has_more(record)


def has_more(record: Mapping[str, Any]) -> bool:
    """Whether a wrapper says that it is only a page of several (formats.md 1.0)."""
    inner = [record.get(key) for key in ("meta", "links", "_pagination", "pages", "paging")]
    values = [part.get(key) for part in (record, *inner) if isinstance(part, dict) for key in NEXT_PAGE]
    return any(values)
