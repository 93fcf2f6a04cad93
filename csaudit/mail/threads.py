"""Mails to transcripts: one for each thread, joined by References and In-Reply-To, never by a subject alone."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from itertools import pairwise
from typing import Protocol

from msgspec import Struct

from csaudit import roles
from csaudit.errors import InputError
from csaudit.mail import body, mime
from csaudit.mail.reply import written
from csaudit.model import Item, Message, Origin, Role, Skipped, Transcript, Unreadable
from csaudit.reading import turns
from csaudit.source import Source

_ID = re.compile(r"<[^<>\s]{1,500}>")
_DESK = re.compile(
    r"(?:support|help|helpdesk|service|services|care|customer.?(?:care|service|support)|info|contact|hello|team|sales"
    r"|orders?|billing|kundenservice|kundendienst|hilfe|soporte|ayuda|atencion|contacto|assistance|aide|assistenza|suporte"
    r"|klantenservice|no-?reply|do-?not-?reply)(?:[+._-].*)?",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|outlook|hotmail|live|msn|icloud|me|mac|aol|gmx|web|mail|proton|protonmail|pm|qq|163"
    r"|126|yandex|t-online|free|orange|wanadoo|libero|seznam|wp|o2|naver)\.[a-z.]{2,6}"
)


class Wishes(roles.Stated, Protocol):
    """What of the user's options decides here (readers.Options is one)."""

    @property
    def agent_domains(self) -> tuple[str, ...]: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def max_message_chars(self) -> int: ...


class Mail(Struct, frozen=True):
    """One mail, before it is known which thread it belongs to. ids: its own, then those it answers, oldest first.

    sender, recipients: addresses in lower case. automatic: why it is no person's, or "". bounce: a delivery report.
    """

    file: str
    ids: tuple[str, ...]
    references: tuple[str, ...]
    author: str | None
    sender: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    origin: Origin
    attachments: tuple[str, ...] = ()
    automatic: str = ""
    bounce: bool = False
    draft: bool = False
    warnings: tuple[str, ...] = ()


def of_files(
    sources: Sequence[Source], wishes: Wishes, lines: Callable[[Source], Sequence[bytes] | str], first: int = 1
) -> Iterator[Item]:
    """The threads among files of one mail each. lines: a file's mail, or why it is left out; first: the line it begins at."""
    mails = []
    for source in sources:
        try:
            found = lines(source)
            if isinstance(found, str):
                yield Skipped(source.name, found)
            else:
                mails.append(read(found, first, source.name, wishes.encoding))
        except InputError as error:
            yield Unreadable(source.name, error.reason, error.line, error.column)
    yield from transcripts(mails, sources[0].stem, wishes)


def read(lines: Sequence[bytes], first: int, file: str, encoding: str | None) -> Mail:
    """One mail from its lines, the first of which is line `first` of the file."""
    warnings: list[str] = []
    root = mime.parse([lines[0].removeprefix(b"\xef\xbb\xbf"), *lines[1:]] if lines else lines, warnings)
    placed = body.read(root, lines, encoding, warnings)
    return made(root, placed, mime.attachments(root), file, warnings, first)


def made(
    root: mime.Part, placed: Sequence[body.Line], attachments: Sequence[str], file: str, warnings: list[str],
    first: int = 1,
) -> Mail:  # fmt: skip
    """One mail from its headers, the lines of its text and the names of its attachments."""
    text, points = _written(placed, first - 1)
    headers = {name: " ".join(root.headers.get(name, [])) for name in ("message-id", "references", "in-reply-to")}
    own = _ID.findall(headers["message-id"])[:1] or headers["message-id"].split()[:1]
    answered = [*_ID.findall(headers["references"]), *_ID.findall(headers["in-reply-to"])]
    senders = _addresses(root, ["from"])
    return Mail(
        file, tuple(own), tuple(dict.fromkeys(answered)),
        next((mime.words(name) or address for name, address in senders), None),
        tuple(address.lower() for _, address in _addresses(root, ["x-original-from", "x-original-sender"]) or (
            senders + _addresses(root, ["sender"]))),
        tuple(address.lower() for _, address in _addresses(root, ["to", "cc"])),
        mime.words(root.header("subject")), _date(root.header("date"), warnings),
        text, Origin(points), tuple(attachments), _automatic(root), _is_bounce(root),
        root.header("x-unsent").strip() == "1", tuple(dict.fromkeys(warnings)),
    )  # fmt: skip


def _written(lines: Sequence[body.Line], above: int) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """The newly written text and its places in the file; `above` lines of the file stand before the mail."""
    texts, points, offset = [], [], 0
    for number in written([line.text for line in lines]):
        text = lines[number].text.rstrip()
        texts.append(text)
        points += [
            (offset + start, line + above, column) for start, line, column in lines[number].points if start <= len(text)
        ]
        offset += len(text) + 1
    return "\n".join(texts), tuple(points)


def _addresses(part: mime.Part, names: Iterable[str]) -> list[tuple[str, str]]:
    """(name, address) of headers, the names still encoded."""
    try:
        found = getaddresses([part.header(name) for name in names])
    except RecursionError:  # a comment in a comment, a thousand times
        return []
    return [(name, address) for name, address in found if "@" in address or name]


def _date(value: str, warnings: list[str]) -> datetime | None:
    if not value.strip():
        warnings.append("time: no Date header")
        return None
    try:
        moment = parsedate_to_datetime(value[:200])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000" is UTC from an unknown place
        moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        warnings.append(f"time: Date header not understood: {' '.join(value.split())[:60]}")
        return None
    return moment


def _automatic(root: mime.Part) -> str:
    """Which header says that no person sent this; "" where none does."""
    submitted = root.header("auto-submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return f"Auto-Submitted: {submitted[:40]}"
    precedence = root.header("precedence").strip().lower()
    if precedence in ("bulk", "auto_reply", "junk"):
        return f"Precedence: {precedence}"
    for name in ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond"):
        if root.header(name.lower()).strip().lower() not in ("", "none", "no"):
            return name
    return ""


def _is_bounce(root: mime.Part) -> bool:
    if root.kind == "multipart/report":
        return True
    sender = root.header("from").lower()
    return root.header("return-path").strip() == "<>" and ("mailer-daemon" in sender or "postmaster" in sender)


def transcripts(mails: Sequence[Mail], stem: str, wishes: Wishes) -> Iterator[Transcript]:
    """A transcript for each thread, in the order in which their first mails stand in the input."""
    parents: dict[str, str] = {}
    for mail in mails:
        chain = [*mail.references, *mail.ids]
        for parent, child in pairwise(chain):
            if child not in parents and _root(parent, parents) != child:
                parents[child] = parent
    threads: dict[str, list[Mail]] = {}
    for number, mail in enumerate(mails, 1):
        known = (*mail.references, *mail.ids)
        key = _root(known[0], parents) if known else f"{stem}-{number}" if len(mails) > 1 else stem
        threads.setdefault(key, []).append(mail)
    for key, thread in threads.items():
        yield _transcript(key, thread, wishes)


def _root(one: str, parents: dict[str, str]) -> str:
    """The first mail of a thread, as far as its ids tell; the path is shortened on the way, so threads may be long."""
    path = []
    while one in parents:
        path.append(one)
        one = parents[one]
    for passed in path:
        parents[passed] = one
    return one


def _transcript(key: str, thread: Sequence[Mail], wishes: Wishes) -> Transcript:
    warnings: list[str] = []
    mails = _in_order(_once(thread, warnings))
    several = len({mail.file for mail in mails}) > 1
    source = thread[0].file
    people = [mail for mail in mails if not mail.bounce]
    company = _company(people, wishes, warnings)
    messages = []
    for mail in mails:
        place = f"{mail.file}: " if several else ""
        warnings += [f"{place}{warning}" for warning in mail.warnings]
        if mail.bounce:
            warnings.append(f"{place or mail.file + ': '}delivery status notification ignored")
            continue
        role = _role(mail, company, wishes)
        if mail.automatic:
            warnings.append(f"role: {place}an automatic mail ({mail.automatic}) is the bot's")
        inside = role == "agent" and bool(mail.recipients) and bool(wishes.agent_domains) and all(
            _in_domains(address, wishes.agent_domains) for address in mail.recipients
        )
        if inside:
            warnings.append(f"visibility: {place}a mail among colleagues is internal")
        origin = Origin(mail.origin.points, file=mail.file if mail.file != source else None)
        messages.append(Message(
            role, mail.text, mail.author, next(iter(mail.ids), None), mail.date,
            "internal" if inside or mail.draft else "public", mail.attachments, origin,
        ))  # fmt: skip
    kept, cut = turns.cut(tuple(messages), wishes.max_message_chars)
    return Transcript(
        key, kept, source, "email", mails[0].subject or None, warnings=tuple(dict.fromkeys(warnings + cut))
    )


def _once(thread: Sequence[Mail], warnings: list[str]) -> list[Mail]:
    """Each mail once: the same mail lies in "Sent" and in the inbox of who was copied."""
    seen: Counter[tuple[tuple[str, ...], str]] = Counter((mail.ids, mail.text) for mail in thread if mail.ids)
    copies = sum(seen.values()) - len(seen)
    if not copies:
        return list(thread)
    warnings.append(f"mail: {copies} {'copy' if copies == 1 else 'copies'} of the same mail left out")
    first = {(mail.ids, mail.text): mail for mail in reversed(thread) if mail.ids}
    return [mail for mail in thread if not mail.ids or first[mail.ids, mail.text] is mail]


def _in_order(mails: Sequence[Mail]) -> list[Mail]:
    """By date; a mail without one stays behind the mail before it."""
    last, dated = datetime.min.replace(tzinfo=UTC), []
    for mail in mails:
        last = mail.date or last
        dated.append((last, mail))
    return [mail for _, mail in sorted(dated, key=lambda pair: pair[0])]


def _role(mail: Mail, company: tuple[str, ...], wishes: Wishes) -> Role:
    """Who wrote a mail: a machine by its headers, then the names that the user stated, then the company's domains."""
    names = (mail.author, *mail.sender)
    if mail.automatic or any(roles.matches(name, wishes.bots) for name in names):
        return "bot"
    if any(roles.matches(name, wishes.customers) for name in names):
        return "customer"
    if any(roles.matches(name, wishes.agents) for name in names):
        return "agent"
    if company:
        return "agent" if any(_in_domains(address, company) for address in mail.sender) else "customer"
    return "customer" if wishes.agents else "agent"


def _in_domains(address: str, domains: Iterable[str]) -> bool:
    """Whether an address is one of `domains`, or in one or a subdomain of one."""
    host = address.rpartition("@")[2]
    return any(
        address == domain or host == domain or host.endswith("." + domain)
        for domain in (one.lower().lstrip("@.") for one in domains)
    )


def _company(mails: Sequence[Mail], wishes: Wishes, warnings: list[str]) -> tuple[str, ...]:
    """The company's domains: as stated; else a guess, said in a warning; none where names were stated instead."""
    if wishes.agent_domains or wishes.agents or wishes.customers:
        return wishes.agent_domains
    people = [mail for mail in mails if not mail.automatic and mail.sender]
    if not people:
        return ()
    first = people[0]
    desk = next((one for mail in people for one in (*mail.sender, *mail.recipients)
                 if _DESK.fullmatch(one.rpartition("@")[0])), None)  # fmt: skip
    other = first.sender if first.references else first.recipients or first.sender
    side = desk or other[0]
    host = side.rpartition("@")[2]
    company = side if _FREE.fullmatch(host) else host
    warnings.append(f"role: guessed that {company} is the company (--agent-domain says it)")
    return (company,)
