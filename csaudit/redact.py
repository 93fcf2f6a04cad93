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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain, pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from csaudit import names
from csaudit.errors import UsageError
from csaudit.model import Evidence, Hit, Message, Scorecard, Skipped, Transcript, Unreadable, Verdict, unique
from csaudit.people import identity, is_role, named, people
from csaudit.reasons import short
from csaudit.secrets import PSEUDONYM, Span, apart, secrets

_CHANNELS = frozenset(("chat", "email", "phone", "call", "voice", "sms", "web", "messaging", "social", "whatsapp"))


class Moved(NamedTuple):
    """A redacted text, and its pieces in order: (start, end, new start, new end) of each that was replaced."""

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] = ()

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

    def moved(self, text: str, spans: Iterable[Span]) -> Moved:
        """A text with a pseudonym in the place of each span."""
        parts: list[str] = []
        pieces: list[tuple[int, int, int, int]] = []
        known: dict[tuple[str, str], str] = {}
        at_old = at_new = 0
        for start, end, kind, value in apart(spans):
            fresh = known.get((kind, value)) or known.setdefault((kind, value), self.pseudonym(kind, value))
            parts += (text[at_old:start], fresh)
            at_new += start - at_old
            pieces.append((start, end, at_new, at_new + len(fresh)))
            at_old, at_new = end, at_new + len(fresh)
        return Moved("".join((*parts, text[at_old:])), tuple(pieces))

    def text(self, text: str) -> str:
        """A text by itself, without what its form alone gives away; with `hashed` one pseudonym."""
        return self.moved(text, hidden(text) if self.hashed else secrets(text)).text if text else text

    def problem(self, problem: Unreadable | Skipped, transcript: Transcript | None = None) -> Unreadable | Skipped:
        """An input that was not scored: its name and the reason. transcript: what was read of it, for the names in it."""
        cleaned = self.text if transcript is None else Redacted(self, transcript).text
        reason = problem.reason.partition(":")[0] if self.hashed else cleaned(problem.reason)
        changed = replace(problem, source=cleaned(problem.source), reason=reason)
        return replace(changed, id=cleaned(changed.id)) if isinstance(changed, Skipped) and changed.id else changed

    def transcript(self, transcript: Transcript) -> Transcript:
        """A transcript without its secrets."""
        return Redacted(self, transcript).transcript

    def card(self, transcript: Transcript, card: Scorecard) -> tuple[Transcript, Scorecard]:
        """A transcript and its scorecard without their secrets; the outcomes and figures are what they were."""
        quoted = (one for verdict in card.verdicts for one in (*verdict.evidence, *verdict.applied, *verdict.nearest))
        clean = Redacted(self, transcript, quoted)
        return clean.transcript, clean.card(card)


def hidden(text: str, cuts: Iterable[int] = ()) -> Iterator[Span]:
    """All of a text, in pieces between the cuts, at which evidence begins and ends."""
    for start, end in pairwise(sorted({0, len(text), *cuts})):
        yield Span(start, end, "text", " ".join(text[start:end].split()).lower())


class Redacted:
    """One transcript without its secrets, and whatever else was made of it: evidence, verdicts, hits, names.

    quoted: what will be asked for, where all text is hashed: each stretch by itself.
    """

    def __init__(self, redactor: Redactor, transcript: Transcript, quoted: Iterable[Evidence | Hit] = ()) -> None:
        self._redactor, self._who = redactor, people(transcript)
        self._done: dict[tuple[str, str], str] = {}  # an author stands in every piece of evidence
        cuts: dict[int, set[int]] = {}
        for one in quoted if redactor.hashed else ():
            cuts.setdefault(one.message, set()).update((one.start, one.end))
        self._old = transcript.messages
        self._texts = [
            redactor.moved(one.text, hidden(one.text, cuts.get(index, ())) if redactor.hashed else self._secrets(one.text))
            for index, one in enumerate(self._old)
        ]
        self.transcript = self._clean(transcript)

    def _secrets(self, text: str) -> Iterator[Span]:
        return chain(secrets(text), named(text, self._who))

    def text(self, text: str) -> str:
        """A text about the conversation: an id, a file's name, a remark."""
        key = ("text", text)
        if key not in self._done:
            spans = hidden(text) if self._redactor.hashed else self._secrets(text)
            self._done[key] = self._redactor.moved(text, spans).text
        return self._done[key]

    def name(self, name: str, kind: str) -> str:
        """The pseudonym of somebody; a word for a role ("agent") stays."""
        key = (kind, name)
        if key not in self._done:
            self._done[key] = self._name(name, kind)
        return self._done[key]

    def _name(self, name: str, kind: str) -> str:
        if is_role(names.lower(name)) or not name.strip() or PSEUDONYM.fullmatch(name):
            return name
        if kind in ("bot", "system"):
            return self.text(name)
        return self._redactor.pseudonym(*(self._who.identity(name) or (kind, identity(name))))

    def card(self, card: Scorecard) -> Scorecard:
        """A scorecard of this transcript."""
        return replace(
            card,
            id=self.text(card.id),
            source=self.text(card.source),
            verdicts=tuple(map(self.verdict, card.verdicts)),
            agents=self._agents(card.agents),
            channel=self._channel(card.channel),
            warnings=tuple(map(self._warning, card.warnings)),
        )

    def verdict(self, verdict: Verdict) -> Verdict:
        """A verdict on this transcript."""
        quotes: list[tuple[str, str]] = []

        def cleaned(listed: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
            fresh = tuple(map(self.evidence, listed))
            quotes.extend((one.quote, clean.quote) for one, clean in zip(listed, fresh, strict=True))
            return fresh

        evidence, applied, nearest = cleaned(verdict.evidence), cleaned(verdict.applied), cleaned(verdict.nearest)
        return replace(
            verdict, reason=self._reason(verdict.reason, quotes), evidence=evidence, applied=applied,
            nearest=nearest, agents=self._agents(verdict.agents),
        )  # fmt: skip

    def evidence(self, one: Evidence) -> Evidence:
        """One piece of evidence from this transcript."""
        moved = self._texts[one.message]
        start, end = moved.span(one.start, one.end)
        return replace(
            one, start=start, end=end, quote=moved.text[start:end],
            author=self.name(one.author, one.role) if one.author else one.author,
            file=self.text(one.file) if one.file else one.file, pointer=self._pointer(one.pointer),
            note=self._note(one.note),
        )  # fmt: skip

    def hit(self, hit: Hit) -> Hit:
        """One hit in this transcript; the words that took it back are those that stand there now."""
        moved = self._texts[hit.message]
        start, end = moved.span(hit.start, hit.end)
        at = self._old[hit.message].text.find(hit.because) if hit.because else -1
        first, last = moved.span(at, at + len(hit.because)) if at >= 0 else (0, 0)
        return replace(hit, start=start, end=end, note=self._note(hit.note), because=moved.text[first:last])

    def _reason(self, reason: str, quotes: list[tuple[str, str]]) -> str:
        """A reason quotes its evidence, cut where it is long: as the evidence now reads. No other cut quote stays, for
        half a secret is not known as one."""
        if self._redactor.hashed:
            told, quote, _ = reason.partition('"')
            plain = replace(self._redactor, hashed=False).moved(told, self._secrets(told)).text
            return plain + (self._redactor.pseudonym("text", reason) if quote else "")
        for old, new in sorted(set(quotes), key=lambda pair: -len(pair[0])):
            reason = reason.replace(short(old), short(new))
        kept = {short(new) for _, new in quotes}
        reason = re.sub(r'".{77}\.\.\."', lambda cut: cut[0] if cut[0] in kept else '"..."', reason)
        return self.text(reason)

    def _clean(self, transcript: Transcript) -> Transcript:
        return replace(
            transcript,
            id=self.text(transcript.id),
            messages=tuple(map(self._message, transcript.messages, self._texts)),
            source=self.text(transcript.source),
            channel=self._channel(transcript.channel),
            subject=self.text(transcript.subject) if transcript.subject else transcript.subject,
            agent=self.name(transcript.agent, "agent") if transcript.agent else transcript.agent,
            customer=self.name(transcript.customer, "customer") if transcript.customer else transcript.customer,
            tags=tuple(map(self.text, transcript.tags)),
            warnings=tuple(map(self._warning, transcript.warnings)),
        )

    def _message(self, message: Message, moved: Moved) -> Message:
        origin = message.origin
        return replace(
            message,
            text=moved.text,
            author=self.name(message.author, message.role) if message.author else message.author,
            id=self.text(message.id) if message.id else message.id,
            attachments=tuple(map(self.text, message.attachments)),
            origin=replace(origin, points=(), pointer=self._pointer(origin.pointer),
                           file=self.text(origin.file) if origin.file else None) if origin else None,
        )  # fmt: skip

    def _note(self, note: str) -> str:
        return "" if self._redactor.hashed else self.text(note)

    def _warning(self, warning: str) -> str:
        return warning.partition(":")[0] if self._redactor.hashed else self.text(warning)

    def _channel(self, channel: str | None) -> str | None:
        return channel if channel is None or channel in _CHANNELS else self.text(channel)

    def _pointer(self, pointer: str | None) -> str | None:
        return self.text(pointer) if pointer else pointer

    def _agents(self, agents: tuple[str, ...]) -> tuple[str, ...]:
        return unique([self.name(name, "agent") for name in agents])


def redactor(rubric_hash: str, *, hashed: bool = False) -> Redactor:
    """The redactor of a run: the same for every worker, and for every run with the same rubric and secret key."""
    return Redactor(f"{os.environ.get('CSAUDIT_REDACTION_KEY', '')}\0{rubric_hash}", hashed)


@contextmanager
def discreet(redactor: Redactor | None) -> Iterator[None]:
    """What stops the work inside is told without secrets: a path, an id, what a system call was given."""
    try:
        yield
    except UsageError as error:
        if redactor is None:
            raise
        raise UsageError(replace(redactor, hashed=False).text(str(error))) from error
    except OSError as error:
        if redactor is not None and isinstance(error.filename, str):
            error.filename = replace(redactor, hashed=False).text(error.filename)
        raise
