"""What the sender of a mail wrote, and what the mail program put around it: a kind for each line, so places are kept.

One pass from the top. Lines with a quote mark are quoted, wherever they stand: what stands between them is an answer
and stays. An attribution ("On ..., Priya wrote:", on up to four lines) or a header block ("From: ... Sent: ...
Subject: ...") that no quote mark follows makes all the rest quoted. "-- " begins the signature; a sign-off stays.

Measured on the 136 mails in tests/mails (tests/mails/compare_peers.py): right, with no authored line lost and no quoted
line kept, are all 136; of mail-parser-reply in all its languages 64, in English 38, of email-reply-parser 58. No body
of 1 MB takes a second, where both hang on 60 kB of "On On On" (formats.md 2.2).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from csaudit.mail import words

Kind = Literal["authored", "quoted", "attribution", "signature", "disclaimer", "forwarded"]

LOOK = 500  # characters of a line, or of an attribution, that a pattern sees: none is longer
WRAPPED = 4  # lines of an attribution
LINES = 10_000  # in which a quote may open: hostile input could else make every line a candidate
BLOCK = 30  # lines of a header block: its addresses wrap

_QUOTED = re.compile(r"\s{0,8}(?:>|[A-Z]{1,4}>\s|\|\s?>)")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}\.|\[mailto:|<mailto:")
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\s?\d{1,2}(?:[./-]|\b)")
_CLOCK = re.compile(r"\d[:.h時点시]\s?\d\d")
_OPENS = re.compile(
    rf"[\s*_\"'-]{{0,60}}(?:(?:{words.OPENERS})\b[\s,.]|\w{{1,12}}[.,]{{1,2}}\s+\d|\d{{1,4}}\s?[./年년-])",
    re.IGNORECASE,
)
_VERB_LAST = re.compile(  # a word of its own, where the script has such
    rf"(?:^|(?<=[\W\d_\u0e00-\uffff]))(?:{words.VERBS})[\s*_\"'»:：-]*$", re.IGNORECASE
)
_RUN_ON = re.compile(rf">\s?(?:{words.VERBS})\s?:\s", re.IGNORECASE)  # Yahoo for Android
_VERB_BEFORE_NAME = re.compile(rf"\b(?:{words.BEFORE_NAME})\b", re.IGNORECASE)
_WROTE_ON = re.compile(r"[>)]\s(?:wrote|schrieb|ezt írta)\s", re.IGNORECASE)
_ADDRESS_LAST = re.compile(r"@[\w.-]{1,200}(?:>|\)|\]){1,2}\s*[:：]$")
_NOT_A_NAME = re.compile(
    rf"\b(?:{words.NOT_A_NAME})\s+(?:\w+\s)?(?:{words.VERBS})\W*$", re.IGNORECASE
)
_SPEAKER = re.compile(rf"\b(?:{words.NOT_A_NAME})\b.{{0,60}}$", re.IGNORECASE)
_ENDS = (":", "：", "--", "—", "_", "*", "=")
_QUOTING = re.compile(r"(?:quoting|zitat von|citando|citat|in message)\s", re.IGNORECASE)
_LABEL = re.compile(r"[*_|]{0,3}\s?([^\W\d_][\w .'’-]{0,30}?)\s?[*_]{0,2}\s?[:：]")
_DASHED = re.compile(
    rf"\W{{0,3}}[-_=*~—–+]{{2,80}}\s*(?:({words.FORWARDED})|{words.ORIGINAL})\b.{{0,80}}$", re.IGNORECASE
)
_BEGIN_FORWARDED = re.compile(rf"(?:{words.FORWARDED})\s?[:：]$", re.IGNORECASE)
_REPLY_ABOVE = re.compile(words.REPLY_ABOVE, re.IGNORECASE)
_RULE = re.compile(r"[_-]{10,200}$")
_TAGLINE = re.compile(rf"[\W_]{{0,4}}(?:{words.TAGLINES})", re.IGNORECASE)
_LINK = re.compile(r"[<(\[]?https?://\S+$")
_DISCLAIMER = re.compile(words.DISCLAIMERS, re.IGNORECASE)
_BANNER = re.compile(words.BANNERS, re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:tel|phone|mobile|mob|cell|fax|direct|office|t|m|p|e|w|telefon|tél|teléfono|handy|mobil)\b\.?\s?[:.+]\s?[\d+(w\w]"
    r"|(?:https?://|www\.)\S+$|\+?[\d\s().-]{9,25}$|[\w.+-]{1,64}@[\w.-]{1,200}$",
    re.IGNORECASE,
)
_FIELDS = {label: field for field, labels in words.LABELS.items() for label in labels.split("|")}


class _Mail(NamedTuple):
    """A mail's body, line by line: the text that patterns see, whether it has a quote mark, its header field."""

    text: list[str]
    marked: list[bool]
    fields: list[str | None]

    def next_text(self, at: int) -> int | None:
        """The number of the next line with any text, no more than five lines on."""
        return next((number for number in range(at, min(at + 6, len(self.text))) if self.text[number]), None)

    def quote_mark_follows(self, at: int) -> bool:
        following = self.next_text(at)
        return following is not None and self.marked[following]


def kinds(lines: Sequence[str]) -> list[Kind]:
    """The kind of each line of a mail's body."""
    text = [line.strip()[:LOOK] for line in lines]
    mail = _Mail(text, [_QUOTED.match(line) is not None for line in lines], [_field(line) for line in text])
    found: list[Kind] = []
    state: Kind = "authored"
    any_text = False
    while (at := len(found)) < len(text):
        line = text[at]
        if mail.marked[at]:
            found.append("quoted")
            state = "authored"
        elif not line:
            found.append(state)
        elif at < LINES and (rest := _rest(mail, at, any_text)):
            found += [rest] * (len(text) - at)
        elif at < LINES and (length := _attribution(mail, at)):
            found += ["attribution"] * length
            if not mail.quote_mark_follows(len(found)):
                found += ["quoted"] * (len(text) - len(found))
            state = "authored"
        elif _is_reply_above(line):  # at the top it is the help desk's own mail that follows
            found.append("quoted")
        elif line == "--":
            state = "signature"
            found.append(state)
        elif _is_tagline(line) or (found and found[-1] == "signature" and _LINK.match(line)):
            found.append("signature")
        else:
            found.append(state)
            any_text = True
    _mark_contacts(text, found)
    _mark_small_print(text, found)
    return found


def written(lines: Sequence[str]) -> list[int]:
    """The numbers of the lines to keep, from 0: the authored ones, with one blank line where something was left out."""
    kept: list[int] = []
    for number, kind in enumerate(kinds(lines)):
        if kind == "authored" and (lines[number].strip() or (kept and lines[kept[-1]].strip())):
            kept.append(number)
    while kept and not lines[kept[-1]].strip():
        kept.pop()
    return kept


def reply(text: str) -> str:
    """The newly written text of a mail's body."""
    lines = re.split(r"\r\n|\n|\r", text)
    return "\n".join(lines[number].rstrip() for number in written(lines))


def _rest(mail: _Mail, at: int, any_text: bool) -> Kind | None:
    """What all the rest is, if a quoted mail begins at a line by its separator or header; None where none does."""
    line = mail.text[at]
    if line[0] in "-_=*~—–+#" and (dashed := _DASHED.match(line)):
        return "forwarded" if dashed[1] else "quoted"
    if line[-1] in ":：" and _BEGIN_FORWARDED.match(line):
        return "forwarded"
    if any_text and _is_reply_above(line):
        return "quoted"
    if "@" in line and _RUN_ON.search(line) and _OPENS.match(line):
        return "quoted"
    if _RULE.match(line):
        below = mail.next_text(at + 1)
        return "quoted" if below is not None and _is_header_block(mail, below, any_text=True) else None
    return "quoted" if _is_header_block(mail, at, any_text) else None


def _is_header_block(mail: _Mail, at: int, any_text: bool) -> bool:
    """Whether the header of a quoted mail begins here: who sent it, and two more fields of it.

    From, To and Date alone are a journey as well as a mail: without a subject one of them must hold an address. At the
    top of a mail, where a web form stands too, all four are asked for.
    """
    if mail.fields[at] is None or (at and mail.fields[at - 1]):
        return False
    fields: set[str] = set()
    addressed, loose = False, 0
    for number in range(at, min(at + BLOCK, len(mail.text))):
        if field := mail.fields[number]:
            fields.add(field)
            loose = 0
        else:
            loose += 1
            if loose > 3 or (not mail.text[number] and len(fields) > 3):
                break
        addressed = addressed or field == "subject" or "@" in mail.text[number]
    return addressed and "from" in fields and len(fields) >= (3 if any_text else 4)


def _field(line: str) -> str | None:
    if ":" not in line[:50] and "：" not in line[:50]:
        return None
    label = _LABEL.match(line[:50])
    return _FIELDS.get(label[1].strip().lower()) if label else None


def _attribution(mail: _Mail, at: int) -> int:
    """How many lines from `at` on are an attribution; 0 where none begins here."""
    ends = [number for number in range(at, min(at + WRAPPED, len(mail.text))) if mail.text[number].endswith(_ENDS)]
    if not ends:
        return 0
    opens = _OPENS.match(mail.text[at]) is not None
    for end in ends:
        text = " ".join(mail.text[at : end + 1])
        if not all(mail.text[at:end]) or any(mail.marked[at : end + 1]) or len(text) > LOOK:
            return 0
        if end > at and not opens and not _ADDRESS.search(mail.text[at]):
            return 0  # only a date or an address can go on in the next line
        if _attributes(text, mail.quote_mark_follows(end + 1)):
            return end + 1 - at
    return 0


def _attributes(text: str, marked: bool) -> bool:
    """Whether a text is an attribution: a verb or an address at its end, and a date or an address in it.

    marked: a quote mark follows, so that less is asked for.
    """
    addressed = _ADDRESS.search(text) is not None
    evidence = addressed or _DATED.search(text) is not None
    if _VERB_LAST.search(text[-60:]):
        if _NOT_A_NAME.search(text[-60:]):
            return marked and evidence
        if marked:
            return evidence or text.count(" ") < 8
        return addressed or (evidence and _CLOCK.search(text) is not None)
    if not evidence:
        return marked and _QUOTING.match(text) is not None
    if _ADDRESS_LAST.search(text[-200:]):
        return marked or _CLOCK.search(text) is not None
    if _VERB_BEFORE_NAME.search(text):
        return marked or "@" in text or (_CLOCK.search(text) is not None and not _SPEAKER.search(text))
    if _WROTE_ON.search(text):
        return True
    return marked and _CLOCK.search(text) is not None and ("@" in text or _OPENS.match(text) is not None)


def _is_reply_above(line: str) -> bool:
    return len(line) < 200 and _REPLY_ABOVE.search(line) is not None


def _is_tagline(line: str) -> bool:
    """"Sent from my iPhone", alone or with its link; not "Sent from my office on Monday, the parcel never came"."""
    if not _TAGLINE.match(line):
        return False
    return len(re.sub(r"https?://\S+", "", line)) <= 80 and not re.search(r"[.!?,]\s+\w+\s+\w+\s+\w+", line)


def _mark_contacts(lines: Sequence[str], found: list[Kind]) -> None:
    """Telephone numbers and links that close a block of text, below a name, are a signature without its mark."""
    for number in range(len(lines) - 1, 0, -1):
        if found[number] != "authored":
            continue
        line = lines[number]
        if line and not (len(line) < 100 and _CONTACT.match(line)):
            return
        if line and lines[number - 1]:
            found[number] = "signature"


def _mark_small_print(lines: Sequence[str], found: list[Kind]) -> None:
    """Disclaimers among the last paragraphs, and warnings about outside mail at the top."""
    paragraphs = list(_paragraphs(lines, found))
    for start, end in reversed(paragraphs[1:]):
        if not _DISCLAIMER.search(" ".join(lines[start:end])[:LOOK]):
            break
        found[start:end] = ["disclaimer"] * (end - start)
    for start, end in paragraphs[:1]:
        if _BANNER.search(" ".join(lines[start:end])[:LOOK]) and len(paragraphs) > 1:
            found[start:end] = ["disclaimer"] * (end - start)


def _paragraphs(lines: Sequence[str], found: Sequence[Kind]) -> Iterator[tuple[int, int]]:
    """(first, last + 1) of each run of authored lines with text."""
    start: int | None = None
    for number in range(len(lines) + 1):
        inside = number < len(lines) and found[number] == "authored" and bool(lines[number])
        if inside and start is None:
            start = number
        elif not inside and start is not None:
            yield start, number
            start = None
