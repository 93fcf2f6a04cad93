"""Secrets taken out of what a run hands on: after scoring, so that no verdict changes, and before any report.

Cards (Luhn), IBANs (mod 97), e-mail addresses, phone and social security numbers, passwords, handles, the query strings
of URLs, and names: those in the data, and those that people give, sign with or are greeted by (see names). Each becomes
a pseudonym, `[email-1f0c93ab]`, made of its kind and a keyed hash, so that the same person has the same one throughout a
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
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from csaudit import names, roles
from csaudit.model import Evidence, Message, Scorecard, Skipped, Transcript, Unreadable, Verdict, unique
from csaudit.scoring import short
from csaudit.secrets import Span, secrets

PSEUDONYM = re.compile(r"\[[a-z]{2,8}-[0-9a-f]{8}\]")
MAX_NAMES = 200  # words of names of one transcript; more are a list of people, not a conversation
_CHANNELS = frozenset("chat email phone call voice sms web messaging social whatsapp facebook twitter instagram".split())


class People(NamedTuple):
    """Who a transcript is about: each word of a name, in lower case, and the person; and the pattern that finds them."""

    persons: Mapping[str, tuple[str, str]]
    pattern: re.Pattern[str] | None


def people(transcript: Transcript) -> People:
    """The names that the data gives, and those that the two sides give themselves and call each other."""
    persons: dict[str, tuple[str, str]] = {}
    sides = (("customer", transcript.customer), ("agent", transcript.agent))
    for kind, name in sides:
        for whole in (name, *(one.author for one in transcript.messages if one.role == kind)):
            for word in (names.words(whole) or _handle(whole)) if whole else ():
                persons.setdefault(word, (kind, _identity(whole or "")))
    for (kind, name), other in zip(sides, ("agent", "customer"), strict=True):
        # Where the data names one person on this side, what that side is called in the text is the same person.
        known = {identity for side, identity in persons.values() if side == kind}
        for word in sorted(names.given(_as_customer(transcript, kind)) | set(_greeted(transcript, other))):
            whole = next(iter(known)) if len(known) == 1 else _identity(name or word)
            persons.setdefault(word, (kind, whole))
    words = sorted(persons, key=lambda word: (-len(word), word))[:MAX_NAMES]
    if not words:
        return People({}, None)
    each = "|".join(re.escape(word).replace("'", "['’]") for word in words)
    return People(persons, re.compile(rf"(?<![^\W_])(?:{each})(?:[ -](?:{each}))*(?![^\W\d_])", re.IGNORECASE))


def _identity(name: str) -> str:
    return " ".join(name.lower().split())


def _handle(name: str) -> set[str]:
    """A name that is no word, such as user_4711 or a number, as a whole; none for a role."""
    plain = names.lower(" ".join(name.split()))
    return {plain} if len(plain) > 3 and not _is_role(plain) and re.search(r"[\d_@.]", plain) else set()


def _is_role(name: str) -> bool:
    return roles.from_word(re.sub(r"[\W\d]+$", "", name)) is not None


def _as_customer(transcript: Transcript, kind: str) -> Transcript:
    """The transcript as `names.given` wants it: whose names are asked for is the customer."""
    if kind == "customer":
        return transcript
    said = tuple(replace(one, role="customer") for one in transcript.messages if one.role == kind)
    return replace(transcript, messages=said)


_CALLED = re.compile(r"(?:^|[\n.!?] ?)(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening))[ ,]{1,2}((?:[^\W\d_a-z][\w'’-]+ ?){1,3})")


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
    """The names in a text. A word that is no name elsewhere ("will", "may") counts only with its capital."""
    for match in people.pattern.finditer(text) if people.pattern else ():
        words = [names.lower(word) for word in re.findall(names.WORD, match[0])] or [names.lower(match[0])]
        if all(word in names.OPENERS | names.NOBODY for word in words) and match[0].islower():
            continue
        kind, identity = people.persons.get(names.lower(match[0])) or people.persons.get(words[0]) or ("name", match[0].lower())
        yield Span(match.start(), match.end(), kind, identity)


class Moved(NamedTuple):
    """A redacted text, and where its pieces were: (start, end, new start, new end) of each that was replaced, in order."""

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
            pairs = zip(at, at[1:], strict=False)
            spans = [Span(start, end, "text", " ".join(text[start:end].split()).lower()) for start, end in pairs]
        else:
            spans = sorted([*secrets(text), *named(text, people)], key=lambda one: (one.start, -one.end))
        parts: list[str] = []
        pieces: list[tuple[int, int, int, int]] = []
        at_old = at_new = 0
        for start, end, kind, value in _apart(spans):
            fresh = self.pseudonym(kind, value)
            parts += (text[at_old:start], fresh)
            at_new += start - at_old
            pieces.append((start, end, at_new, at_new + len(fresh)))
            at_old, at_new = end, at_new + len(fresh)
        return Moved("".join((*parts, text[at_old:])), tuple(pieces))

    def text(self, text: str, people: People = People({}, None)) -> str:  # noqa: B008
        """A text without its secrets; with `hashed` one pseudonym."""
        return self.moved(text, people).text if text else text

    def name(self, name: str, kind: str, people: People) -> str:
        """The pseudonym of somebody; a word for a role ("agent") stays."""
        if _is_role(names.lower(name)) or not name.strip():
            return name
        if kind in ("bot", "system"):
            return self.text(name, people)
        return self.pseudonym(kind, _identity(name))

    def transcript(self, transcript: Transcript) -> Transcript:
        """A transcript without its secrets."""
        return self._transcript(transcript, people(transcript), [self.moved(one.text, people(transcript)) for one in transcript.messages])

    def card(self, transcript: Transcript, card: Scorecard) -> tuple[Transcript, Scorecard]:
        """A transcript and its scorecard without their secrets; the outcomes and figures are what they were."""
        who = people(transcript)
        cuts: dict[int, set[int]] = {}
        for one in (one for verdict in card.verdicts for one in (*verdict.evidence, *verdict.applied, *verdict.nearest)):
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
        return self._evidence(one, who, {one.message: self.moved(transcript.messages[one.message].text, who, (one.start, one.end))})

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
            messages=tuple(self._message(one, moved.text, who) for one, moved in zip(transcript.messages, texts, strict=True)),
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
        kept = [tuple(self._evidence(one, who, moved) for one in listed) for listed in (verdict.evidence, verdict.applied, verdict.nearest)]
        quotes = [
            (one.quote, fresh.quote)
            for listed, fresh_ones in zip((verdict.evidence, verdict.applied, verdict.nearest), kept, strict=True)
            for one, fresh in zip(listed, fresh_ones, strict=True)
        ]
        return replace(verdict, reason=self._reason(verdict.reason, quotes, who), evidence=kept[0], applied=kept[1], nearest=kept[2],
                       agents=self._agents(verdict.agents, who))  # fmt: skip

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
            return replace_names(told, who, self) + (self.pseudonym("text", reason) if quote else "")
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


def replace_names(text: str, who: People, redactor: Redactor) -> str:
    """A text of csaudit's own words, without the names and secrets in it."""
    return Redactor(redactor.key).text(text, who)


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order that do not touch: of those that overlap, one from the first's start to the last's end, called by
    the longest."""
    waiting: Span | None = None
    for one in spans:
        if waiting is None or one.start >= waiting.end:
            if waiting is not None:
                yield waiting
            waiting = one
            continue
        longer = one if one.end - one.start > waiting.end - waiting.start else waiting
        waiting = Span(waiting.start, max(waiting.end, one.end), longer.kind, longer.value)
    if waiting is not None and waiting.end > waiting.start:
        yield waiting


def redactor(rubric_hash: str, *, hashed: bool = False) -> Redactor:
    """The redactor of a run: the same for every worker, and for every run with the same rubric and secret key."""
    return Redactor(f"{os.environ.get('CSAUDIT_REDACTION_KEY', '')}\0{rubric_hash}", hashed)
