"""Apple Mail's files (.emlx), one mail each: all of a folder at once, joined into threads.

Recognised by a first line that is nothing but a number, and a mail's header behind it. The number is how many bytes the
mail has; behind it stands a property list whose flags decide: deleted mails and drafts are skipped (bits 1 and 6, as
jwz.org/blog/2005/07/emlx-flags has them). All else is as for eml files; attachments that Apple Mail keeps
apart (.partial.emlx) are not needed.
"""

import re
from collections.abc import Iterator, Sequence

from csaudit.mail import threads
from csaudit.mail.header import looks_like_mail
from csaudit.model import Item
from csaudit.readers import Options
from csaudit.source import Source

EXAMPLE = "samples/formats/emlx.emlx"
TOGETHER = True

_COUNT = re.compile(rb"(\d{1,12})[ \t]*\r?\n")
_LIST = (b"<?xml", b"<!DOCTYPE plist", b"<plist")
_FLAGS = re.compile(rb"<key>flags</key>\s{0,20}<integer>(\d{1,20})</integer>")
_DELETED, _DRAFT = 1 << 1, 1 << 6


def claims(source: Source) -> str | None:
    """A number on a line of its own, then a mail's header."""
    return "a byte count and the header of a mail, as Apple Mail writes them" if _header(source) else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each thread among the files; what was thrown away or not sent is skipped."""
    return threads.of_files(sources, options, _lines, first=2)


def _lines(source: Source) -> Sequence[bytes] | str:
    if not (count := _header(source)):
        return "no byte count and header of a mail"
    mail, flags = _parts(source.data, count)
    return _why_not(flags) or [line.rstrip(b"\r") for line in mail.split(b"\n")]


def _header(source: Source) -> re.Match[bytes] | None:
    count = _COUNT.match(source.head)
    return count if count and looks_like_mail(source.head[count.end() :]) else None


def _parts(data: bytes, count: re.Match[bytes]) -> tuple[bytes, int]:
    """The mail and the flags behind it. A count that does not end at the property list is not believed."""
    start = count.end()
    end = start + int(count[1])
    if not data[end : end + 100].lstrip().startswith(_LIST):
        listed = data.rfind(b"\n<?xml ", start)
        end = listed + 1 if listed >= 0 else len(data)
    flags = _FLAGS.search(data, end)
    return data[start:end], int(flags[1]) if flags else 0


def _why_not(flags: int) -> str | None:
    if flags & _DELETED:
        return "emlx: deleted"
    return "emlx: a draft" if flags & _DRAFT else None
