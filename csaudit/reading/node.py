"""JSON from strangers: values that know their place and are never surprised by another type than was promised.

Also what is found in it: the parts that look like something, what belongs together, and whether it is only a page.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from msgspec import DecodeError, Struct, json

WRAPPERS = ("data", "results", "_results", "value", "_embedded", "records", "items", "payload", "body", "result")


class Node(Struct, frozen=True):
    """A JSON value and where it stands. Asking it for what it is not gives an empty Node, "" or None.

    there: False for a key that is missing, other than one that holds null.
    """

    value: Any = None
    pointer: str = ""
    there: bool = True

    def __getitem__(self, key: str | int) -> "Node":
        found: Any = None
        there = False
        if isinstance(self.value, dict):
            found, there = self.value.get(key), key in self.value
        elif isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            found, there = self.value[key], True
        if isinstance(key, str) and ("/" in key or "~" in key):
            key = key.replace("~", "~0").replace("/", "~1")
        return Node(found, f"{self.pointer}/{key}", there)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __bool__(self) -> bool:
        return self.value is not None and self.value != "" and self.value != [] and self.value != {}

    def __iter__(self) -> Iterator["Node"]:
        """The elements of a list, the values of an object; nothing else has any."""
        if isinstance(self.value, list):
            return (self[index] for index in range(len(self.value)))
        return (self[key] for key in self.value) if isinstance(self.value, dict) else iter(())

    def first(self, *keys: str) -> "Node":
        """The first of these keys that holds anything, else an empty Node at the first key."""
        found = [self[key] for key in keys]
        return next((one for one in found if one), Node(None, found[0].pointer, any(one.there for one in found)))

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

    def listed(self, *keys: str) -> "Node":
        """This list itself, or what stands under the first of these keys that is there."""
        return self if self.is_list else next((self[key] for key in keys if key in self), Node(None, self.pointer))

    @property
    def names(self) -> tuple[str, ...]:
        """Tags: a list of strings, or of objects with a name."""
        found = (one.name or one.first("name", "title", "label").name for one in self.items)
        return tuple(name for name in found if name)


def within(node: Node) -> Node:
    """The value of a string that holds JSON; anything else as it is."""
    if node.text.lstrip()[:1] not in ("{", "["):
        return node
    try:
        return Node(json.decode(node.text), node.pointer)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return node


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
            yield from _in_pages(document, is_one, names, depth)
    elif depth:
        for key in (*names, *WRAPPERS):
            if key in document:
                found = False
                for one in find(document[key], is_one, *names, depth=depth - 1):
                    found = True
                    yield one
                if found:
                    return


def _in_pages(pages: Node, is_one: Callable[[Node], bool], names: Sequence[str], depth: int) -> Iterator[Node]:
    """What passes the test in a list of pages; a list whose first three elements hold nothing of it is none."""
    found = False
    for number, page in enumerate(pages):
        for one in find(page, is_one, *names, depth=depth - 1):
            found = True
            yield one
        if number == 2 and not found:
            return


def grouped(entries: Iterable[Node], key: Callable[[Node], str | None]) -> dict[str | None, list[Node]]:
    """Entries of several conversations in one list, by the conversation they name, in the order of the list.

    Where only one is named, those that name none belong to it.
    """
    named = [(key(entry), entry) for entry in entries]
    names = {name for name, _ in named if name}
    only = names.pop() if len(names) == 1 else None
    groups: dict[str | None, list[Node]] = {}
    for name, entry in named:
        groups.setdefault(name or only, []).append(entry)
    return groups


_CURSORS = ("next_page", "nextPage", "next_page_id", "next_cursor", "nextRecordsUrl", "nextUri", "NextToken",
            "nextPageUrl", "@odata.nextLink")  # fmt: skip
_FLAGS = ("has_more", "hasMore", "more")
_PAGED = ("links", "_links", "meta", "pages", "paging", "pagination", "_pagination", "page")
_COUNTS = ("count", "total", "total_count", "totalCount", "totalSize", "found_chats", "totalElements", "total_records")


def partial(document: Node) -> tuple[str, ...]:
    """A warning where a next-page cursor, or a count above what is there, shows that the file is only a page."""
    if not isinstance(document.value, dict):
        return ()
    places = [document, *(document[key] for key in _PAGED if isinstance(document[key].value, dict))]
    finished = any(place[key].flag is False for place in places for key in _FLAGS)
    if not finished and document["end_of_stream"].flag is not True:
        for place in places:
            for key in _CURSORS if place is document else (*_CURSORS, *_FLAGS, "next"):
                if place[key]:
                    return (f"partial: only a page of several, {place[key].pointer[1:]} names the next",)
        if document["link"]["rel"].text == "next_page":
            return ("partial: only a page of several, link names the next",)
    number, pages = document["page"]["number"].number, document["page"]["totalPages"].number
    if number is not None and pages is not None and number < pages:
        return (f"partial: page {number:g} of {pages:g}",)
    lists = (node.value for place in (document, document["_embedded"]) for node in place if node.is_list)
    held = max(map(len, lists), default=0)
    for place in places:
        for key in _COUNTS:
            count = place[key].number
            if count is not None and held and count > held:
                return (f"partial: {held} of {count:g} are in the file ({place[key].pointer[1:]})",)
    return ()
