"""What a text gives away by its form alone: cards, IBANs, addresses, numbers, passwords, handles, queries of URLs.

Own patterns, because the libraries do worse on the table of tests/test_secrets.py, which was written before they were
tried (31 texts with a secret, 22 without): scrubadub 2.0.1 finds 8 and errs on 2, commonregex 1.5.3 finds 13 and errs
on 4, phonenumbers 9 finds 4 of the 11 phone numbers, for it wants those that are in use somewhere, and a region.
presidio needs a model to be downloaded. Every pattern looks at a bounded stretch, so time grows with the text only.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

PSEUDONYM = re.compile(r"\[[a-z]{2,8}-[0-9a-f]{8}\]")  # what stands for a secret that was taken out


class Span(NamedTuple):
    """A secret in a text: where it stands, what it is, and what makes it the same as another."""

    start: int
    end: int
    kind: str
    value: str


# From its @ on; what stands before is read backwards from there, or each letter of a long word would be tried as a start.
_EMAIL = re.compile(r"(?:@| ?[(\[]at[)\]] ?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LOCAL = re.compile(r"[\w.+%'-]{1,64}")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
_SSN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}([ -])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-])")
_SSN_SAID = re.compile(r"\b(?i:ssn|social security(?: number| no\.?)?)(?: is|:| =|=)?[ ]{0,3}(\d{9})(?!\d)")
_PASSWORD = re.compile(
    r"\b(?i:password|passwort|passphrase|passcode|pass ?word|pwd|security code|one[- ]time (?:code|password)|otp"
    r"|cvv2?|cvc2?|pin(?: code)?)(?:(?: is|:|=| ->){1,2}[ ]{1,3}|[ ]{0,2}[:=][ ]{0,2}|[ ](?=\d{3,8}\b))"
    r"[\"'“‘]?(?!(?i:not|wrong|incorrect|invalid|correct|expired|too|being|still|now|required|needed|reset|asked|never|always|"
    r"only|working|locked|case|the|for|and|set|changed|sent|gone|lost|missing)\b)([^\s\"'”’]{3,64})"
)
_HANDLE = re.compile(r"(?<![\w@./\]])@(?=[\w.]*[^\W\d_])[\w](?:[\w.]{0,28}\w)?")
_DIGITS = re.compile(r"(?<![\w+])\d(?:[ \u00a0.–-]{0,2}\d){12,}+")  # to its end, or a card would be cut in two there
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,40}")
# +49 30 1234567, 0049..., (555) 010-4477, 555-010-4477, 030/1234567, 07700 900123, and ten to twelve bare digits.
_PHONE = re.compile(
    r"(?<![\w.,#/-])(?:(?:\+|00)[1-9](?:[ \u00a0().\-/]{0,2}\d){6,14}|\(\d{2,5}\)(?:[ .\-/]{0,2}\d){5,10}"
    r"|[2-9]\d{2}[ .-]\d{3}[ .-]\d{4}|1[ .-][2-9]\d{2}[ .-]\d{3}[ .-]\d{4}"
    r"|0\d{1,4}(?:[ \-/]\d{2,8}){1,4}|\d{10,12})(?![\w%]|[.,]\d)"
)
_PHONE_SAID = re.compile(
    r"\b(?i:phone|telephone|tel|mobile|cell|cellphone|landline|whatsapp|(?:call|ring|text|reach) (?:me|us)(?: back)?)\b"
    r"(?i:[^\d\n@#]{0,25}?)(\(?\d(?:[ ().\-/]{0,2}\d){5,14})(?!\w)"
)
_DATE = re.compile(r"(?:19|20)\d\d[ ./-]\d{1,2}[ ./-]\d{1,2}|\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d")


_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # twice each digit, its own digits added up
MAX_GROUPS = 8  # of a card's digits; one that is spelled digit by digit is found where it stands alone


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others, as on a payment card."""
    return (sum(map(int, digits[-1::-2])) + sum(_DOUBLED[int(digit)] for digit in digits[-2::-2])) % 10 == 0


def mod_97(iban: str) -> bool:
    """Whether an IBAN's two check digits are right (ISO 13616)."""
    moved = iban[4:] + iban[:4]
    return moved.isascii() and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def _cards(text: str) -> Iterator[Span]:
    """Groups of digits, 13 to 19 in all, that begin as cards do and pass Luhn; a CVV or a date may stand beside."""
    for run in _DIGITS.finditer(text):
        groups = [(run.start() + one.start(), run.start() + one.end()) for one in re.finditer(r"\d+", run[0])]
        written = run[0] if run[0].isascii() else "".join(str(int(sign)) if sign.isdecimal() else sign for sign in run[0])
        digits = "".join(filter(str.isdecimal, written))
        at = list(accumulate((end - start for start, end in groups), initial=0))  # of each group, in `digits`
        first = 0
        while first < len(groups):
            taken = 0
            most = len(groups) if first == 0 and len(groups) <= 19 else min(len(groups), first + MAX_GROUPS)
            for last in range(most, first, -1) if digits[at[first]] in "23456" else ():
                if 13 <= at[last] - at[first] <= 19 and _is_card(digits[at[first] : at[last]]):
                    yield Span(groups[first][0], groups[last - 1][1], "card", digits[at[first] : at[last]])
                    taken = last - first
                    break
            first += taken or 1


def _is_card(digits: str) -> bool:
    return len(set(digits)) > 1 and luhn(digits)


def _ibans(text: str) -> Iterator[Span]:
    for found in _IBAN.finditer(text):
        for end in range(found.end(), found.start() + 14, -1):
            if text[end : end + 1].isalnum():
                continue
            value = re.sub(r"[ -]", "", text[found.start() : end]).upper()
            if 15 <= len(value) <= 34 and mod_97(value):
                yield Span(found.start(), end, "iban", value)
                break


def _numbers(text: str) -> Iterator[Span]:
    for match in _SSN.finditer(text):
        yield Span(match.start(), match.end(), "ssn", re.sub(r"\D", "", match[0]))
    for match in _SSN_SAID.finditer(text):
        yield Span(match.start(1), match.end(1), "ssn", match[1])
    for match in _PASSWORD.finditer(text):
        yield Span(match.start(1), match.end(1), "password", match[1])
    for pattern, group, least in ((_PHONE, 0, 8), (_PHONE_SAID, 1, 6)):
        for match in pattern.finditer(text):
            if len(re.sub(r"\D", "", match[group])) >= least and not _DATE.fullmatch(match[group]):
                yield Span(match.start(group), match.end(group), "phone", _national(match[group]))


def _national(number: str) -> str:
    """What several ways to write one number have in common: its last nine digits."""
    return re.sub(r"\D", "", number)[-9:]


def _addresses(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        if before := _LOCAL.match(text[max(0, match.start() - 64) : match.start()][::-1]):
            start = match.start() - len(before[0].rstrip(".'"))  # a quotation mark before an address is none of it
            if start < match.start():
                whole = text[start : match.end()]
                yield Span(start, match.end(), "email", re.sub(r" ?[(\[]at[)\]] ?", "@", whole).lower())
    for match in _URL.finditer(text):
        at = min((place for sign in "?#" if (place := match[0].find(sign)) >= 0), default=-1)
        if 0 <= at < len(match[0]) - 1 and not PSEUDONYM.fullmatch(match[0], at + 1):
            yield Span(match.start() + at + 1, match.end(), "query", match[0][at + 1 :])
        if "@" in match[0]:  # user:password@host, which is no e-mail address
            yield Span(match.start() + match[0].find("//") + 2, match.start() + match[0].find("@"), "login", match[0])
    for match in _HANDLE.finditer(text):
        yield Span(match.start(), match.end(), "handle", match[0].lower())


def apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order that do not touch: of those that overlap, one from the first's start to the last's end, called by
    the longest."""
    waiting: Span | None = None
    for one in sorted(spans, key=lambda one: (one.start, -one.end)):
        if waiting is None or one.start >= waiting.end:
            if waiting is not None:
                yield waiting
            waiting = one
            continue
        longer = one if one.end - one.start > waiting.end - waiting.start else waiting
        waiting = Span(waiting.start, max(waiting.end, one.end), longer.kind, longer.value)
    if waiting is not None and waiting.end > waiting.start:
        yield waiting


def secrets(text: str) -> list[Span]:
    """What a text gives away by its form alone, in order and apart from each other."""
    if not re.search(r"[@?#\d]|[(\[]at|(?i:pass|pwd|otp|pin)", text):
        return []
    spans = [*_addresses(text)]
    if re.search(r"\d\d|\d[ .-]{1,2}\d|(?i:pass|pwd)", text):
        spans += [*_cards(text), *_ibans(text), *_numbers(text)]
    return list(apart(spans))


def masked(text: str) -> str:
    """A text with the kind of each secret, or of its pseudonym, in its place: "[email]". What is hashed and kept is made
    of this: it is the same whether or not the text was redacted before, and there is nothing in it to be guessed."""
    parts, at = [], 0
    text = PSEUDONYM.sub(lambda one: f"{one[0].rpartition('-')[0]}]", text)
    for start, end, kind, _ in secrets(text):
        parts += [text[at:start], f"[{kind}]"]
        at = end
    return "".join((*parts, text[at:]))
