"""Records whose shape nobody promised become transcripts: JSON, JSONL, CSV, XLSX and Parquet all come through here.

A record is a dict: a conversation that holds its messages, or one message of a flat file. What its fields may be called
is in `csaudit.reading.fields`; who speaks, where no field says so, is settled in `csaudit.reading.turns`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from csaudit import clock, html, roles
from csaudit.errors import InputError
from csaudit.model import ROLES, Origin, Role, Transcript, Visibility
from csaudit.reading import fields, turns

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
    keys = fields.under(record, "conversation")

    def get(field: str) -> Any:
        return record[keys[field]] if field in keys else None

    named = {"agent": fields.name(get("agent")), "customer": fields.name(get("customer"))}
    said, warnings = [], _said_before(record)
    for index, part in enumerate(parts):
        where = f"{pointer}/{fields.escape(list_key)}/{index}"
        if isinstance(part, str):
            said.append(_spoken(part, where))
        elif isinstance(part, dict):
            said.append(message(part, wishes, where, named))
        else:
            warnings.append(f"message: number {index + 1} is no record, left out")
    settled, guessed = turns.settle(said, wishes)
    return Transcript(
        id=fields.plain(get("id")) or name,
        messages=settled,
        channel=fields.plain(get("channel")),
        subject=fields.plain(get("subject")),
        agent=named["agent"],
        customer=named["customer"],
        tags=fields.names(get("tags")),
        ended=_ended(get("ended"), get("status")),
        earlier_contact=bool(fields.truth(get("earlier_contact"))),
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
        gathered.setdefault((fields.plain(row.record.get(key)) if key else None) or stem, []).append(row)
    for name, group in gathered.items():
        said = turns.in_time_order([message(row.record, wishes, origin=row.origin) for row in group])
        settled, guessed = turns.settle(said, wishes)
        about = {field: row.record[key] for row in reversed(group)
                 for field, key in fields.under(row.record, "about", wishes.columns).items()}  # fmt: skip
        yield Transcript(
            id=name,
            messages=settled,
            source=source,
            channel=fields.plain(about.get("channel")),
            subject=fields.plain(about.get("subject")),
            tags=fields.names(about.get("tags")),
            warnings=tuple(dict.fromkeys([warning for row in group for warning in row.warnings] + guessed)),
            line=group[0].line,
        )


def _grouping(rows: Sequence[Row], wishes: Wishes) -> str | None:
    """The field that names the conversation; a plain "id" does where it is the same in several rows."""
    if not rows or (key := fields.conversation_key(rows[0].record, wishes.columns)):
        return key if rows else None
    key = fields.under(rows[0].record, "message").get("id")
    return key if key and len({fields.plain(row.record.get(key)) for row in rows}) < len(rows) else None


def message(
    record: Mapping[str, Any], wishes: Wishes, pointer: str | None = None,
    named: Mapping[str, str | None] = {}, origin: Origin | None = None,
) -> turns.Turn:  # fmt: skip
    """A turn from a record. named: the conversation's agent and customer, for messages that state a role and no name.

    pointer: leads to the record. origin: where the caller knows better than that where the text stands.
    """
    keys = fields.under(record, "message", wishes.columns)

    def get(field: str) -> Any:
        return record.get(keys[field]) if field in keys else None

    role, author = _who(get("role"), get("author"), record, wishes)
    if author is None and role and (word := fields.plain(get("role"))) and word not in ROLES and not named.get(role):
        author = word
    key = keys.get("text")
    text, attachments = fields.content(get("text"))
    if not text and isinstance(markup := get("html"), str):
        key, text = keys["html"], html.to_text(markup)
    if origin is None and pointer is not None and key is not None:
        origin = Origin(pointer=f"{pointer}/{fields.escape(key)}")
    visibility = _visibility(get("visibility"), get("internal"), get("public"), get("status"), get("kind"))
    if role is None and visibility == "internal":
        role = "agent"  # a private note is a colleague's
    return turns.Turn(
        text,
        role,
        author,
        fields.plain(get("id")),
        clock.parse(get("timestamp"), wishes.date_order),
        visibility,
        attachments + fields.names(get("attachments")),
        origin,
    )


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
    keys = fields.under(value, "message")
    return "text" in keys and ("role" in keys or "author" in keys)


def states_role(value: object, wishes: Wishes) -> bool:
    """Whether a message says by its fields who speaks, so that nothing has to be guessed."""
    if not isinstance(value, dict):
        return False
    keys = fields.under(value, "message")
    return _who(value.get(keys.get("role", "")), value.get(keys.get("author", "")), value, wishes)[0] is not None


def messages(record: Mapping[str, Any]) -> list[Any]:
    """A conversation's messages as they stand in its record."""
    return _messages(record)[1]


def _messages(record: Mapping[str, Any]) -> tuple[str | None, list[Any]]:
    key = fields.list_key(key for key, value in record.items() if isinstance(value, list))
    return key, record[key] if key else []


def _who(word: Any, author: Any, record: Mapping[str, Any], wishes: Wishes) -> tuple[Role | None, str | None]:
    """The stated role, and the author's name."""
    role = _role(word, wishes)
    if isinstance(author, dict):
        role = role or _role(author.get("role") or author.get("type"), wishes)
    name = fields.name(author)
    if role is None and name is not None:
        role, name = roles.role_and_name(name)
    for field, key in fields.under(record, "flags").items():
        if role is None and (flag := fields.truth(record[key])) is not None:
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


def _visibility(visibility: Any, internal: Any, public: Any, status: Any, kind: Any) -> Visibility:
    words = {str(word).strip().lower().replace("_", " ") for word in (visibility, kind) if isinstance(word, str)}
    private = bool(words & roles.INTERNAL_WORDS) or fields.truth(internal) is True or fields.truth(public) is False
    return "internal" if private or str(status).strip().lower() in UNSENT else "public"


def _ended(ended: Any, status: Any) -> bool | None:
    stated = fields.truth(ended)
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
