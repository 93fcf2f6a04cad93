"""Outlook's saved mails (.msg, MS-OXMSG), one mail each: all of a folder at once, joined into threads.

Recognised by the OLE signature and the property streams in it. Read with python-oxmsg, an extra: `csaudit[msg]`. The
internet headers that Outlook keeps with a received mail decide as they do for eml files; a mail without them (sent, or
saved inside one company) is known by its sender and its time. Such a file has no lines, so neither has the evidence.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from csaudit import html
from csaudit.errors import InputError
from csaudit.mail import body, mime, threads
from csaudit.model import Item, Unreadable
from csaudit.readers import Options
from csaudit.source import Source

EXAMPLE = "samples/formats/msg.msg"
TOGETHER = True
NEEDS = "msg"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
_MESSAGE_ID, _REFERENCES, _IN_REPLY_TO, _FLAGS = 0x1035, 0x1039, 0x1042, 0x0E07  # MS-OXPROPS
_UNSENT = 0x8


def claims(source: Source) -> str | None:
    """An OLE file with the property streams of a message."""
    if not source.head.startswith(_OLE) or _PROPERTIES not in source.data:
        return None
    return "an OLE file with the properties of an Outlook message"


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each thread among the files. Raises InputError where python-oxmsg is not installed."""
    try:
        import olefile
        import oxmsg
    except ImportError as error:
        raise InputError("Outlook's .msg needs an extra: pip install 'csaudit[msg]'") from error
    mails = []
    for source in sources:
        try:
            _check_sizes(olefile.OleFileIO(BytesIO(source.data)), len(source.data))
            mails.append(_mail(oxmsg.Message.load(BytesIO(source.data)), source.name))
        except InputError as error:
            yield Unreadable(source.name, error.reason, error.line, error.column)
        except Exception as error:  # olefile and oxmsg meet hostile bytes with whatever comes first
            yield Unreadable(source.name, f"not a readable Outlook message: {type(error).__name__}: {error}"[:200])
    yield from threads.transcripts(mails, sources[0].stem, options)


def _check_sizes(ole: Any, size: int) -> None:
    """Refuse streams that say they are larger than the file: olefile would read as many sectors as they name.

    Small streams lie in the root's own, so that true sizes add up to twice the file's at most.
    """
    if sum(entry.size for entry in ole.direntries if entry) > 2 * size:
        raise InputError("not a readable Outlook message: streams larger than the file")


def _mail(message: Any, name: str) -> threads.Mail:
    headers = {
        key.lower(): [" ".join(str(value).split())[: mime.MAX_HEADER]] for key, value in message.message_headers.items()
    }
    for key, value in _known(message):
        if value and key not in headers:
            headers[key] = [value]
    kind = "multipart/report" if message.message_class.upper().startswith("REPORT.") else "text/plain"
    text = message.body or html.to_text(message.html_body or "", quoted=False, mark=">")
    lines = [body.Line(line, ()) for line in re.split(r"\r\n|\n|\r", text)]
    attachments = [one.file_name or one.mime_type or "attachment" for one in message.attachments]
    return threads.made(mime.Part(headers, kind, 0, 0), lines, attachments, name, [])


def _known(message: Any) -> Iterator[tuple[str, str]]:
    """Headers as the message's own properties give them."""
    properties = message.properties
    sent: datetime | None = message.sent_date
    yield "from", message.sender or ""
    yield "to", ", ".join(person.email_address for person in message.recipients if person.email_address)
    yield "subject", message.subject
    yield "date", format_datetime(sent) if sent else ""
    yield "message-id", properties.str_prop_value(_MESSAGE_ID) or ""
    yield "references", properties.str_prop_value(_REFERENCES) or ""
    yield "in-reply-to", properties.str_prop_value(_IN_REPLY_TO) or ""
    yield "x-unsent", "1" if (properties.int_prop_value(_FLAGS) or 0) & _UNSENT else ""
