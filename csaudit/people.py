"""Who a transcript is about: the names that the data gives, and those that people give, sign with or are greeted by.

What redaction takes out besides what a text gives away by its form alone (see secrets).
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from csaudit import names, roles
from csaudit.model import Transcript
from csaudit.secrets import PSEUDONYM, Span

MAX_HANDLES = 50  # names that are no words, in one transcript
_WORD = re.compile(names.WORD)


class People(NamedTuple):
    """Who a transcript is about. persons: each word of a name, in lower case: (role, person).

    handles: names that are no words, a group for each; handled: who that is, in the order of the groups.
    """

    persons: Mapping[str, tuple[str, str]]
    handles: re.Pattern[str] | None
    handled: tuple[tuple[str, str], ...]

    def identity(self, name: str) -> tuple[str, str] | None:
        """(role, person) of somebody whose name, or a part of it, is known here as one person's."""
        found = {self.persons.get(word) for word in names.words(name) | _handle(name)}
        return found.pop() if len(found) == 1 else None


def people(transcript: Transcript) -> People:
    """The names that the data gives, and those that the two sides give themselves and call each other."""
    persons: dict[str, tuple[str, str]] = {}
    handles: set[str] = set()
    for kind, name, other in (("customer", transcript.customer, "agent"), ("agent", transcript.agent, "customer")):
        authors = {one.author or "" for one in transcript.messages if one.role == kind}
        for whole in sorted(authors | {name or ""}, key=lambda whole: (-len(whole), whole)):  # "Ana" is "Ana Ruiz"
            handles |= (found := _handle(whole))
            for word in names.words(whole) | found:
                persons.setdefault(word, (kind, identity(whole)))
        # Where the data names one person on this side, what that side is called in the text is the same person.
        known = {identity for side, identity in persons.values() if side == kind}
        for word in sorted(names.given(_as_customer(transcript, kind)) | set(_greeted(transcript, other))):
            persons.setdefault(word, (kind, next(iter(known)) if len(known) == 1 else word))
    longest = sorted(handles, key=lambda handle: (-len(handle), handle))[:MAX_HANDLES]
    pattern = rf"(?<!\w)(?:{'|'.join(f'({re.escape(handle)})' for handle in longest)})(?!\w)"
    handled = tuple(persons[handle] for handle in longest)
    return People(persons, re.compile(pattern, re.IGNORECASE) if longest else None, handled)


def identity(name: str) -> str:
    """What makes two spellings of a whole name the same."""
    return " ".join(name.lower().split())


def _handle(name: str) -> set[str]:
    """A name that is no word, such as user_4711 or a number, as a whole; none for a role."""
    plain = names.lower(" ".join(name.split()))
    if len(plain) < 4 or is_role(plain) or PSEUDONYM.fullmatch(plain) or not re.search(r"[\d_@.]", plain):
        return set()
    return {plain}


def is_role(name: str) -> bool:
    """Whether a name is a word for a role, with a number perhaps: "agent 2". None is long; a million digits are none."""
    return len(name) < 80 and roles.from_word(re.sub(r"[\W\d]+$", "", name)) is not None


def _as_customer(transcript: Transcript, kind: str) -> Transcript:
    """The transcript as `names.given` wants it: whose names are asked for is the customer."""
    if kind == "customer":
        return transcript
    said = tuple(replace(one, role="customer") for one in transcript.messages if one.role == kind)
    return replace(transcript, messages=said)


_CALLED = re.compile(
    r"(?:^|[\n.!?] ?)(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening))[ ,]{1,2}"
    r"((?:[^\W\d_a-z][\w'’-]+ ?){1,3})"
)


def _greeted(transcript: Transcript, role: str) -> Iterator[str]:
    """Words of the names that one side greets the other by: "Dear Ms Nair"."""
    for message in transcript.messages:
        if message.role == role:
            for match in _CALLED.finditer(message.text[:2000]):
                for word in map(names.lower, match[1].split()):
                    if word in names.OPENERS or roles.from_word(word):
                        break
                    if word not in names.NOBODY | names.TITLES and len(word) > 1:
                        yield word.removesuffix("'s")


def named(text: str, people: People) -> Iterator[Span]:
    """The names in a text. A word that is none elsewhere ("will", "may") counts only with its capital."""
    if people.handles is not None:
        for match in people.handles.finditer(text):
            yield Span(match.start(), match.end(), *people.handled[(match.lastindex or 1) - 1])
    waiting: Span | None = None
    for match in _WORD.finditer(text) if people.persons else ():
        word = names.lower(match[0])
        if word not in people.persons:
            word = word.removesuffix("'s")
        person = people.persons.get(word)
        if person is None or (match[0][0].islower() and word in names.OPENERS | names.NOBODY):
            continue
        one = Span(match.start(), match.start() + len(word), *person)
        if waiting is not None and text[waiting.end : one.start] == " " and waiting[2:] == one[2:]:
            waiting = Span(waiting.start, one.end, *person)
            continue
        if waiting is not None:
            yield waiting
        waiting = one
    if waiting is not None:
        yield waiting
