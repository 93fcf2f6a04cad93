"""Which of our readers are asked of an input at all: to import one takes a millisecond or two, and there are thirty.

A chat in a text file need not wait for the readers of mail, tables and JSON. Each condition looks at the first bytes and
is wider than its reader's `claims`, which a test holds over every sample; a reader without one is asked of everything.
"""

from collections.abc import Callable

from csaudit.mail.header import looks_like_mail
from csaudit.source import BLANK, Source

_JSON = (
    "amazon_connect chatwoot drift freshchat freshdesk front genesys gorgias helpscout hubspot intercom json livechat "
    "liveperson openai slack sunshine tawkto teams zendesk zendesk_chat"
)


def may_claim(name: str, source: Source) -> bool:
    """Whether the reader called `name` could claim an input, as far as its first bytes tell."""
    fits = _FITS.get(name)
    return fits is None or fits(source)


def _is_json(source: Source) -> bool:
    return source.first_json is not None


def _is_jsonl(source: Source) -> bool:
    return _is_json(source) or source.named_jsonl


def _begins(*marks: bytes) -> Callable[[Source], bool]:
    return lambda source: source.head.startswith(marks)


def _is_mail(source: Source) -> bool:
    return looks_like_mail(source.head)


def _begins_with_number(source: Source) -> bool:
    return source.head[:1].isdigit()


def _is_mailbox(source: Source) -> bool:
    return source.head.lstrip(BLANK).startswith(b"From ")


def _is_table(source: Source) -> bool:
    """A delimiter in the first line that holds anything, or Excel's "sep=" there."""
    first = source.head.lstrip(BLANK).replace(b"\r", b"\n").partition(b"\n")[0]
    return not _is_ascii(source) or not set(b",;\t|=").isdisjoint(first)


def _is_salesforce(source: Source) -> bool:
    start = source.head[:10_000].lower()
    return _is_json(source) or not _is_ascii(source) or b"body" in start or b"actortype" in start


def _holds_arrow(source: Source) -> bool:
    return source.is_wide or b"-->" in source.head[:4096]


def _is_webvtt(source: Source) -> bool:
    return source.is_wide or source.head.lstrip(BLANK).startswith(b"WEBVTT")


def _begins_with_date(source: Source) -> bool:
    """A digit, a bracket or a direction mark: no letter, whatever the encoding."""
    return not source.head.lstrip(BLANK)[:1].isalpha()


def _is_ascii(source: Source) -> bool:
    """Whether a character of ASCII is a byte: not in UTF-16, and who knows in what the user names."""
    return source.encoding is None and b"\0" not in source.head[:4096]


_FITS: dict[str, Callable[[Source], bool]] = {
    **dict.fromkeys(_JSON.split(), _is_json),
    "csv": _is_table,
    "jsonl": _is_jsonl,
    "eml": _is_mail,
    "emlx": _begins_with_number,
    "maildir": _is_mail,
    "mbox": _is_mailbox,
    "msg": _begins(b"\xd0\xcf\x11\xe0"),
    "parquet": _begins(b"PAR1"),
    "salesforce": _is_salesforce,
    "srt": _holds_arrow,
    "vtt": _is_webvtt,
    "whatsapp": _begins_with_date,
    "xlsx": _begins(b"PK\x03\x04"),
}
