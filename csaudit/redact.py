"""Secrets taken out of what a run hands on: after scoring, so that no verdict changes, and before any report.

Cards (Luhn), IBANs (mod 97), e-mail addresses, phone and social security numbers, passwords, handles, the query strings
of URLs, and names: those in the data, and those that people give, sign with or are greeted by. Each becomes a
pseudonym, `[email-1f0c93ab]`, made of its kind and a keyed hash, so that the same person has the same one throughout a
run, whichever worker read it. Offsets move along: `text[start:end] == quote` holds in the redacted text. Lines and
columns go on naming the place in the file.

The key is the rubric's hash, and CSAUDIT_REDACTION_KEY where that is set: without a secret one, whoever guesses a name
can see whether it is right (.github/SECURITY.md).
"""

import hmac
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from csaudit import names, roles
from csaudit.model import Evidence, Message, Scorecard, Skipped, Transcript, Unreadable, Verdict, unique
from csaudit.scoring import short
from csaudit.secrets import PSEUDONYM, Span, apart, secrets

MAX_HANDLES = 50  # names that are no words, in one transcript
_WORD = re.compile(names.WORD)
_CHANNELS = frozenset(("chat", "email", "phone", "call", "voice", "sms", "web", "messaging", "social", "whatsapp"))


class People(NamedTuple):
    """Who a transcript is about: each word of a name, in lower case: (role, person); handles: names of other signs."""

    persons: Mapping[str, tuple[str, str]]
    handles: re.Pattern[str] | None
    done: dict[tuple[bool, str, str], str]  # what was redacted before: an author stands in every piece of evidence


def people(transcript: Transcript) -> People:
    """The names that the data gives, and those that the two sides give themselves and call each other."""
    persons: dict[str, tuple[str, str]] = {}
    handles: set[str] = set()
    for kind, name, other in (("customer", transcript.customer, "agent"), ("agent", transcript.agent, "customer")):
        authors = {one.author or "" for one in transcript.messages if one.role == kind}
        for whole in sorted(authors | {name or ""}, key=lambda whole: (-len(whole), whole)):  # "Ana" is "Ana Ruiz"
            handles |= (found := _handle(whole))
            for word in names.words(whole) | found:
                persons.setdefault(word, (kind, _identity(whole)))
        # Where the data names one person on this side, what that side is called in the text is the same person.
        known = {identity for side, identity in persons.values() if side == kind}
        for word in sorted(names.given(_as_customer(transcript, kind)) | set(_greeted(transcript, other))):
            persons.setdefault(word, (kind, next(iter(known)) if len(known) == 1 else word))
    longest = sorted(handles, key=lambda handle: (-len(handle), handle))[:MAX_HANDLES]
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"
    return People(persons, re.compile(pattern, re.IGNORECASE) if longest else None, {})


def _identity(name: str) -> str:
    return " ".join(name.lower().split())


def _handle(name: str) -> set[str]:
    """A name that is no word, such as user_4711 or a number, as a whole; none for a role."""
    plain = names.lower(" ".join(name.split()))
    if len(plain) < 4 or _is_role(plain) or PSEUDONYM.fullmatch(plain) or not re.search(r"[\d_@.]", plain):
        return set()
    return {plain}


def _is_role(name: str) -> bool:
    return roles.from_word(re.sub(r"[\W\d]+$", "", name)) is not None


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
            yield Span(match.start(), match.end(), *people.persons[names.lower(match[0])])
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


class Moved(NamedTuple):
    """A redacted text, and its pieces in order: (start, end, new start, new end) of each that was replaced."""

    text: str
    pieces: tuple[tuple[int, int, int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the old text is now; what was replaced belongs to it whole."""
        return self._at(start, last=False), max(self._at(start, last=False), self._at(end, last=True))

    def _at(self, offset: int, *, last: bool) -> int:
        index = bisect_right(self.pieces, (offset, -1, -1, -1) if last else (offset, 1 << 60, 0, 0)) - 1
        if index < 0:
            return offset
        _, end, new_start, new_end = self.pieces[index]
        if offset < end:
            return new_end if last else new_start
        return new_end + offset - end


class Redactor(Struct, frozen=True):
    """Takes secrets out; with `hashed`, all text. key: what the pseudonyms are made with."""

    key: str
    hashed: bool = False

    def pseudonym(self, kind: str, value: str) -> str:
        """[kind-hash]: the same for the same value, and of 32 bits, so that two people seldom share one."""
        digest = hmac.new(self.key.encode(), f"{kind}\0{value}".encode("utf-8", "replace"), sha256)
        return f"[{kind}-{digest.hexdigest()[:8]}]"

    def moved(self, text: str, people: People, cuts: Iterable[int] = ()) -> Moved:
        """A message's text. cuts: the offsets at which evidence begins and ends, for a text that is all hashed."""
        if self.hashed:
            at = sorted({0, len(text), *cuts})
            spans = [Span(start, end, "text", " ".join(text[start:end].split()).lower()) for start, end in pairwise(at)]
        else:
            spans = [*secrets(text), *named(text, people)]
        parts: list[str] = []
        pieces: list[tuple[int, int, int, int]] = []
        at_old = at_new = 0
        for start, end, kind, value in apart(spans):
            fresh = self.pseudonym(kind, value)
            parts += (text[at_old:start], fresh)
            at_new += start - at_old
            pieces.append((start, end, at_new, at_new + len(fresh)))
            at_old, at_new = end, at_new + len(fresh)
        return Moved("".join((*parts, text[at_old:])), tuple(pieces))

    def text(self, text: str, people: People | None = None) -> str:
        """A text without its secrets; with `hashed` one pseudonym."""
        if not text:
            return text
        if people is None:
            return self.moved(text, People({}, None, {})).text
        key = (self.hashed, "text", text)
        if key not in people.done:
            people.done[key] = self.moved(text, people).text
        return people.done[key]

    def name(self, name: str, kind: str, people: People) -> str:
        """The pseudonym of somebody; a word for a role ("agent") stays."""
        key = (self.hashed, kind, name)
        if key not in people.done:
            people.done[key] = self._name(name, kind, people)
        return people.done[key]

    def _name(self, name: str, kind: str, people: People) -> str:
        if _is_role(names.lower(name)) or not name.strip() or PSEUDONYM.fullmatch(name):
            return name
        if kind in ("bot", "system"):
            return self.text(name, people)
        persons = {people.persons.get(word) for word in names.words(name) | _handle(name)}
        person = persons.pop() if len(persons) == 1 else None
        return self.pseudonym(*(person or (kind, _identity(name))))

    def transcript(self, transcript: Transcript) -> Transcript:
        """A transcript without its secrets."""
        who = people(transcript)
        return self._transcript(transcript, who, [self.moved(one.text, who) for one in transcript.messages])

    def card(self, transcript: Transcript, card: Scorecard) -> tuple[Transcript, Scorecard]:
        """A transcript and its scorecard without their secrets; the outcomes and figures are what they were."""
        who = people(transcript)
        cuts: dict[int, set[int]] = {}
        for verdict in card.verdicts:
            for one in (*verdict.evidence, *verdict.applied, *verdict.nearest):
                cuts.setdefault(one.message, set()).update((one.start, one.end))
        texts = [self.moved(one.text, who, cuts.get(index, ())) for index, one in enumerate(transcript.messages)]
        return self._transcript(transcript, who, texts), replace(
            card,
            id=self.text(card.id, who),
            source=self.text(card.source, who),
            verdicts=tuple(self._verdict(one, who, texts) for one in card.verdicts),
            agents=self._agents(card.agents, who),
            channel=self._channel(card.channel, who),
            warnings=tuple(self._warning(one, who) for one in card.warnings),
        )

    def evidence(self, transcript: Transcript, one: Evidence) -> Evidence:
        """One piece of evidence by itself."""
        who = people(transcript)
        moved = self.moved(transcript.messages[one.message].text, who, (one.start, one.end))
        return self._evidence(one, who, {one.message: moved})

    def problem(self, problem: Unreadable | Skipped) -> Unreadable | Skipped:
        """An input that was not scored: its name and the reason."""
        reason = problem.reason.partition(":")[0] if self.hashed else self.text(problem.reason)
        changed = replace(problem, source=self.text(problem.source), reason=reason)
        return replace(changed, id=self.text(changed.id)) if isinstance(changed, Skipped) and changed.id else changed

    def _transcript(self, transcript: Transcript, who: People, texts: list[Moved]) -> Transcript:
        def maybe(text: str | None) -> str | None:
            return self.text(text, who) if text else text

        return replace(
            transcript,
            id=self.text(transcript.id, who),
            messages=tuple(map(lambda one, moved: self._message(one, moved.text, who), transcript.messages, texts)),
            source=self.text(transcript.source, who),
            channel=self._channel(transcript.channel, who),
            subject=maybe(transcript.subject),
            agent=self.name(transcript.agent, "agent", who) if transcript.agent else transcript.agent,
            customer=self.name(transcript.customer, "customer", who) if transcript.customer else transcript.customer,
            tags=tuple(self.text(tag, who) for tag in transcript.tags),
            warnings=tuple(self._warning(one, who) for one in transcript.warnings),
        )

    def _message(self, message: Message, text: str, who: People) -> Message:
        origin = message.origin
        return replace(
            message,
            text=text,
            author=self.name(message.author, message.role, who) if message.author else message.author,
            id=self.text(message.id, who) if message.id else message.id,
            attachments=tuple(self.text(name, who) for name in message.attachments),
            origin=replace(origin, points=(), pointer=self._pointer(origin.pointer, who),
                           file=self.text(origin.file, who) if origin.file else None) if origin else None,
        )  # fmt: skip

    def _verdict(self, verdict: Verdict, who: People, texts: list[Moved]) -> Verdict:
        moved = dict(enumerate(texts))
        quotes: list[tuple[str, str]] = []

        def cleaned(listed: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
            fresh = tuple(self._evidence(one, who, moved) for one in listed)
            quotes.extend((one.quote, clean.quote) for one, clean in zip(listed, fresh, strict=True))
            return fresh

        evidence, applied, nearest = cleaned(verdict.evidence), cleaned(verdict.applied), cleaned(verdict.nearest)
        return replace(
            verdict, reason=self._reason(verdict.reason, quotes, who), evidence=evidence, applied=applied,
            nearest=nearest, agents=self._agents(verdict.agents, who),
        )  # fmt: skip

    def _evidence(self, one: Evidence, who: People, texts: Mapping[int, Moved]) -> Evidence:
        moved = texts[one.message]
        start, end = moved.span(one.start, one.end)
        return replace(
            one, start=start, end=end, quote=moved.text[start:end],
            author=self.name(one.author, one.role, who) if one.author else one.author,
            file=self.text(one.file, who) if one.file else one.file, pointer=self._pointer(one.pointer, who),
            note="" if self.hashed else self.text(one.note, who),
        )  # fmt: skip

    def _reason(self, reason: str, quotes: list[tuple[str, str]], who: People) -> str:
        """A reason quotes its evidence, cut where it is long: as the evidence now reads. No other cut quote stays, for
        half a secret is not known as one."""
        if self.hashed:
            told, quote, _ = reason.partition('"')
            return replace(self, hashed=False).text(told, who) + (self.pseudonym("text", reason) if quote else "")
        for old, new in sorted(set(quotes), key=lambda pair: -len(pair[0])):
            reason = reason.replace(short(old), short(new))
        kept = {short(new) for _, new in quotes}
        reason = re.sub(r'".{77}\.\.\."', lambda cut: cut[0] if cut[0] in kept else '"..."', reason)
        return self.text(reason, who)

    def _warning(self, warning: str, who: People) -> str:
        return warning.partition(":")[0] if self.hashed else self.text(warning, who)

    def _channel(self, channel: str | None, who: People) -> str | None:
        return channel if channel is None or channel in _CHANNELS else self.text(channel, who)

    def _pointer(self, pointer: str | None, who: People) -> str | None:
        return self.text(pointer, who) if pointer else pointer

    def _agents(self, agents: tuple[str, ...], who: People) -> tuple[str, ...]:
        return unique([self.name(name, "agent", who) for name in agents])


def redactor(rubric_hash: str, *, hashed: bool = False) -> Redactor:
    """The redactor of a run: the same for every worker, and for every run with the same rubric and secret key."""
    return Redactor(f"{os.environ.get('CSAUDIT_REDACTION_KEY', '')}\0{rubric_hash}", hashed)
