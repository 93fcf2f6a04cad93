"""What the readers of vendors' exports have in common, so that a reader only maps its vendor's fields.

A reader finds the conversations in a document and says of each entry what the vendor's fields tell (`Said`), with None
for what they do not tell. Here, once for all: wrappers and JSON lines unpacked, pages that are not in the file noticed,
entries put in order, roles settled with what the user said, times put in their zone, and everything that had to be
guessed or left out turned into a warning. Values come as `Node`s, which know their JSON pointer and are never surprised
by another type than the vendor promises.

An entry that never reached anybody (a draft, a failed send) was said to nobody: it stays, as system and internal.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Protocol

from msgspec import Struct, json
from msgspec.structs import replace

from csaudit import clock, html, roles
from csaudit.errors import InputError
from csaudit.model import Item, Message, Origin, Role, Transcript, Unreadable
from csaudit.source import MAX_LINE, Source, loads

WRAPPERS = ("data", "results", "_results", "value", "_embedded", "records", "items", "payload", "body", "result")
NOBODY = re.compile(r"(?:(?:web )?visitor|guest|customer|anonymous|unknown|user|client)[\s#:_-]*\d*", re.IGNORECASE)


class Wishes(roles.Stated, Protocol):
    """What of the user's options decides here (readers.Options is one)."""

    @property
    def agent_domains(self) -> tuple[str, ...]: ...
    @property
    def date_order(self) -> str | None: ...
    @property
    def timezone(self) -> str | None: ...
    @property
    def max_message_chars(self) -> int: ...


class Node(Struct, frozen=True):
    """A JSON value and where it stands. Asking it for what it is not gives an empty Node, "" or None."""

    value: Any = None
    pointer: str = ""

    def __getitem__(self, key: str | int) -> "Node":
        found: Any = None
        if isinstance(self.value, dict):
            found = self.value.get(key)
        elif isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            found = self.value[key]
        step = key if isinstance(key, int) else key.replace("~", "~0").replace("/", "~1")
        return Node(found, f"{self.pointer}/{step}")

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __bool__(self) -> bool:
        return self.value is not None and self.value != "" and self.value != [] and self.value != {}

    def __iter__(self) -> Iterator["Node"]:
        """The elements of a list, the values of an object; nothing else has any."""
        if isinstance(self.value, list):
            return (self[index] for index in range(len(self.value)))
        return (self[key] for key in self.value) if isinstance(self.value, dict) else iter(())

    def at(self, *path: str) -> "Node":
        """The value at the end of a path of keys."""
        node = self
        for key in path:
            node = node[key]
        return node

    def first(self, *keys: str) -> "Node":
        """The first of these keys that holds anything, else an empty Node at the first key."""
        return next((found for key in keys if (found := self[key])), Node(None, self[keys[0]].pointer))

    @property
    def items(self) -> list["Node"]:
        """The elements of a list; nothing else has any."""
        return list(self) if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """The string as it stands, or ""."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def name(self) -> str | None:
        """A name or an id: a string without the spaces around it, or a number; None where it is neither or empty."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        return self.text.strip() or None

    @property
    def word(self) -> str:
        """A word of the vendor's vocabulary, in lower case."""
        return (self.name or "").lower()

    @property
    def flag(self) -> bool | None:
        """True or False, also as 1, 0, "true" and "false"; None where it is no truth value."""
        return {"true": True, "1": True, "false": False, "0": False}.get(str(self.value).lower())

    @property
    def number(self) -> float | None:
        """A number, or None."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return self.value if is_number else None

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.value, list)

    @property
    def names(self) -> tuple[str, ...]:
        """Tags: a list of strings, or of objects with a name."""
        found = (one.name or one.first("name", "title", "label").name for one in self.items)
        return tuple(name for name in found if name)


class Text(Struct, frozen=True):
    """What was written, and the pointer of the string it came from."""

    text: str
    pointer: str


class Said(Struct, frozen=True):
    """One entry of a conversation as the vendor's fields tell it; None is what they do not tell.

    known_as: what else its author may be called by the user: ids, mail addresses.
    internal: None where the field that would tell is missing or makes no sense.
    sent: False for drafts and failed sends. deleted: taken back in the source.
    """

    text: Text
    role: Role | None
    author: str | None = None
    known_as: tuple[str | None, ...] = ()
    id: str | None = None
    time: Any = None
    internal: bool | None = False
    attachments: tuple[str, ...] = ()
    sent: bool = True
    deleted: bool = False


class Conversation(Struct, frozen=True):
    """One conversation as a reader found it. The fields are those of `model.Transcript`.

    order: "time" where the times decide and the list is oldest first, "newest" where it is newest first, "given" where
    the list is to be left as it stands. timed: False where the format has no times at all.
    """

    id: str | None
    said: Sequence[Said]
    channel: str | None = None
    subject: str | None = None
    agent: str | None = None
    customer: str | None = None
    tags: tuple[str, ...] = ()
    ended: bool | None = None
    earlier_contact: bool = False
    warnings: tuple[str, ...] = ()
    order: str = "time"
    timed: bool = True


def plain(node: Node) -> Text:
    """The string as it stands, without white space around it."""
    return Text(node.text.strip(), node.pointer)


def markup(node: Node, mail: bool = False) -> Text:
    """HTML as text; of a mail without the quoted history, unless that is all there is."""
    text = html.to_text(node.text, quoted=not mail)
    return Text(reply(text) if mail else text, node.pointer)


def mail_text(node: Node) -> Text:
    """A plain-text mail body without the quoted history."""
    return Text(reply(node.text.strip()), node.pointer)


def reply(text: str) -> str:
    """What is new in the text of a mail: quoted mail and its attribution line are gone."""
    return text


def lines(*nodes: Node) -> Text:
    """Several strings, a line each, placed at the first that holds any."""
    held = [node for node in nodes if node.text.strip()]
    return Text("\n".join(node.text.strip() for node in held), held[0].pointer if held else nodes[0].pointer)


def with_lines(text: Text, extra: Iterable[Node]) -> Text:
    """A text and below it, a line each, the choices it offered."""
    more = [node.text.strip() for node in extra if node.text.strip()]
    return Text("\n".join([text.text, *more]).strip(), text.pointer)


def within(node: Node) -> Node:
    """The value of a string that holds JSON; anything else as it is."""
    if node.text.lstrip()[:1] not in ("{", "["):
        return node
    try:
        return Node(json.decode(node.text), node.pointer)
    except (ValueError, RecursionError):
        return node


def attached(files: Iterable[Node], *keys: str) -> tuple[str, ...]:
    """The names of attachments; one without a name is called after the end of its URL, or "attachment"."""
    names = []
    for file in files:
        name = file.name or file.first(*keys, "name", "filename", "file_name", "fileName").name
        url = file.first("url", "href", "content_url", "contentUrl", "data_url", "mediaUrl").text
        names.append((name or "").split("?")[0].rsplit("/", 1)[-1] or url.split("?")[0].rsplit("/", 1)[-1] or "attachment")
    return tuple(names)


def any_like(entries: Node, test: Callable[[Node], bool]) -> bool:
    """Whether this is a list and one of its first entries passes the test."""
    return entries.is_list and any(test(entry) for entry in islice(entries, 20))


def find(document: Node, is_one: Callable[[Node], bool], *names: str, depth: int = 4) -> Iterator[Node]:
    """What passes the test: the document itself, the elements of a list, or what lies under one of `names` or a usual
    wrapper. Of a list in which one of the first elements passes, all come: the others are broken ones."""
    if is_one(document):
        yield document
    elif document.is_list:
        if any_like(document, is_one):
            yield from document
        elif depth:
            for entry in islice(document, 20):
                yield from find(entry, is_one, *names, depth=depth - 1)
    elif depth:
        for key in (*names, *WRAPPERS):
            if key in document:
                found = False
                for one in find(document[key], is_one, *names, depth=depth - 1):
                    found = True
                    yield one
                if found:
                    return


def has(source: Source, is_one: Callable[[Node], bool], *names: str) -> bool:
    """Whether the document, or the first record of JSON lines, holds what passes the test."""
    return next(find(Node(source.first_json), is_one, *names), None) is not None


def grouped(entries: Iterable[Node], key: Callable[[Node], str | None]) -> dict[str | None, list[Node]]:
    """Entries of several conversations in one list, by the conversation they name, in the order of the list."""
    groups: dict[str | None, list[Node]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def read(
    sources: Sequence[Source], options: Wishes, conversations: Callable[[Node], Iterable[Conversation]]
) -> Iterator[Item]:
    """The items of some sources, by the reader's function from a document to its conversations."""
    for source in sources:
        seen: Counter[str] = Counter()
        for found in _documents(source):
            if isinstance(found, Unreadable):
                yield found
                continue
            document, line, warnings = found
            warnings += partial(document)
            empty = True
            for number, one in enumerate(conversations(document), 1):
                empty = False
                stated = one.id or (source.stem if number == 1 and line is None else f"{source.stem}#{line or number}")
                seen[stated] += 1
                unique = stated if seen[stated] == 1 else f"{stated}#{seen[stated]}"
                yield _transcript(replace(one, id=unique, warnings=warnings + one.warnings), source.name, line, options)
            if empty:
                yield Unreadable(source.name, f"no conversation in it{_keys(document)}", line)


def _documents(source: Source) -> Iterator[tuple[Node, int | None, tuple[str, ...]] | Unreadable]:
    """The whole document, or each line of JSON lines with its number, and what was mended in it."""
    if not source.is_jsonl:
        value, mended = loads(source.data)
        yield Node(value), None, mended
        return
    for number, line in enumerate(source.lines(), 1):
        if len(line) > MAX_LINE:
            yield Unreadable(source.name, "a line of more than 64 MB", number)
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            try:
                value, mended = loads(line)
            except InputError as error:
                yield Unreadable(source.name, error.reason, number, error.column)
            else:
                yield Node(value), number, mended


def _keys(document: Node) -> str:
    return f"; it has the keys {', '.join(sorted(map(str, document.value))[:12])}" if isinstance(document.value, dict) else ""


_NEXT = ("next_page", "nextPage", "next_page_id", "next_cursor", "nextRecordsUrl", "nextUri", "NextToken", "nextPageUrl",
         "@odata.nextLink", "next", "has_more", "hasMore", "more", "nextPageToken")  # fmt: skip
_PAGED = ("links", "_links", "meta", "pages", "paging", "pagination", "_pagination", "page")
_COUNTS = ("count", "total", "total_count", "totalCount", "totalSize", "found_chats", "totalElements", "total_records")


def partial(document: Node) -> tuple[str, ...]:
    """A warning where a next-page cursor, or a count above what is there, shows that the file is only a page."""
    if not isinstance(document.value, dict):
        return ()
    places = [document, *(document[key] for key in _PAGED if isinstance(document[key].value, dict))]
    finished = any(place[key].flag is False for place in places for key in ("has_more", "hasMore", "more"))
    if not finished and document["end_of_stream"].flag is not True:
        for place in places:
            for key in _NEXT if place is not document else _NEXT[:9]:
                if place[key] and place[key].flag is not False:
                    return (f"partial: only a page of several, {place[key].pointer[1:]} names the next",)
        if document["link"]["rel"].text == "next_page":
            return ("partial: only a page of several, link names the next",)
    number, pages = document["page"]["number"].number, document["page"]["totalPages"].number
    if number is not None and pages is not None and number < pages:
        return (f"partial: page {number:g} of {pages:g}",)
    held = max((len(node.value) for place in (document, document["_embedded"]) for node in place if node.is_list), default=0)
    for place in places:
        for key in _COUNTS:
            count = place[key].number
            if count is not None and held and count > held:
                return (f"partial: {held} of {count:g} are in the file ({place[key].pointer[1:]})",)
    return ()


def _transcript(one: Conversation, name: str, line: int | None, options: Wishes) -> Transcript:
    """The transcript of a conversation, with a warning for each kind of thing that was guessed or left out."""
    warnings = list(one.warnings)
    timed = _in_order(one, options)
    said = [(moment, entry) for moment, entry in timed if entry.text.text or entry.attachments]
    left = [entry for _, entry in timed if not (entry.text.text or entry.attachments) and entry.role != "system"]
    for reason, entries in (
        ("deleted", [entry for entry in left if entry.deleted]),
        ("text", [entry for entry in left if not entry.deleted and entry.sent]),
    ):
        if entries:
            where = ", ".join(entry.text.pointer for entry in entries[:3])
            warnings.append(f"{reason}: {len(entries)} without a text left out: {where}")
    final, guessed = _roles([entry for _, entry in said], options)
    warnings += guessed
    spoken = [(moment, entry) for moment, entry in said if entry.role != "system"]
    if one.timed and (lost := sum(moment is None for moment, _ in spoken)):
        warnings.append(f"time: {lost} of {len(spoken)} messages without a readable time")
    if any(moment and moment.tzinfo is None for moment, _ in said):
        warnings.append(clock.NO_ZONE)
    if unclear := sum(entry.internal is None for _, entry in spoken):
        warnings.append(f"visibility: {unclear} messages do not say whether they are private, taken as public")
    limit = options.max_message_chars
    warnings += [
        f"text: {entry.text.pointer} has {len(entry.text.text):,} characters, cut to {limit:,}"
        for _, entry in said
        if len(entry.text.text) > limit
    ]
    messages = tuple(
        Message(
            role if entry.sent else "system", entry.text.text[:limit], entry.author, entry.id, moment,
            "internal" if entry.internal or not entry.sent else "public", entry.attachments,
            Origin(pointer=entry.text.pointer),
        )
        for (moment, entry), role in zip(said, final, strict=True)
    )  # fmt: skip
    if not messages:
        warnings.append("empty: no messages")
    customer = one.customer if one.customer and not NOBODY.fullmatch(one.customer) else None
    return Transcript(
        one.id or name, messages, name, one.channel, one.subject, one.agent, customer, one.tags, one.ended,
        one.earlier_contact, tuple(dict.fromkeys(warnings)), line,
    )  # fmt: skip


def _roles(said: Sequence[Said], options: Wishes) -> tuple[list[Role], list[str]]:
    """What the user stated of any of the author's names, else the vendor's field, else a guess with a warning."""
    turns = []
    for entry in said:
        names = [name for name in (entry.author, *entry.known_as) if name]
        stated = next((role for name in names if (role := roles.stated(name, options))), None)
        ours = any(name.lower().rstrip(">").endswith(f"@{domain.lower()}") for name in names for domain in options.agent_domains)
        turns.append((names[0] if names else None, stated or entry.role or ("agent" if ours else None), entry.text.text))
    spoken = [turn for turn, entry in zip(turns, said, strict=True) if entry.role != "system"]
    final, warnings = roles.settle(spoken, options)
    rest = iter(final)
    return ["system" if entry.role == "system" else next(rest) for entry in said], warnings


def _in_order(one: Conversation, options: Wishes) -> list[tuple[datetime | None, Said]]:
    """Entries with their moments, oldest first: a list that falls is turned, then sorted by time; an entry without a
    time stays behind the one before it."""
    timed = [(clock.in_zone(clock.parse(entry.time, options.date_order), options.timezone), entry) for entry in one.said]
    if one.order == "given":
        return timed
    known = [_comparable(moment) for moment, _ in timed if moment]
    falls = known[0] > known[-1] if known and known[0] != known[-1] else one.order == "newest"
    if falls:
        timed.reverse()
    last = min(known, default=datetime.min.replace(tzinfo=UTC))
    keys = [last := _comparable(moment) if moment else last for moment, _ in timed]
    return [timed[index] for index in sorted(range(len(timed)), key=keys.__getitem__)]


def _comparable(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
