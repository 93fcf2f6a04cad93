"""Mailboxes in one file (mbox: Gmail Takeout, Thunderbird, Apple Mail, mutt), joined into threads.

Recognised by a first line "From ADDRESS DATE" and a mail's header below it. A mail begins at each such line after a
blank one; ">From " is unescaped (mboxrd). Read line by line: memory holds what people wrote, not their attachments.
All else is as for eml files.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from csaudit.errors import InputError
from csaudit.mail import threads
from csaudit.mail.header import lines_of, looks_like_mail, with_line_feeds
from csaudit.model import Item, Unreadable
from csaudit.readers import Options
from csaudit.source import Source

EXAMPLE = "samples/formats/mbox.mbox"

_FROM = re.compile(rb"From (?:\S.{0,300}?)?\b\d{1,2}:\d\d\b.{0,40}\d{4}|From - |From \S{1,300}@\S{1,300}\s*$")
_ESCAPED = re.compile(rb">+From ")


def claims(source: Source) -> str | None:
    """A "From " line, then a mail's header."""
    first, _, rest = with_line_feeds(source.head).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").partition(b"\n")
    if not _FROM.match(first[:500]) or not looks_like_mail(rest):
        return None
    return 'begins with a "From " line and the header of a mail'


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each thread of each mailbox."""
    for source in sources:
        try:
            mails = [
                threads.read(lines, first, source.name, options.encoding)
                for first, lines in _mails(lines_of(source))
            ]
        except InputError as error:
            yield Unreadable(source.name, error.reason, error.line, error.column)
            continue
        yield from threads.transcripts(mails, source.stem, options)


def _mails(lines: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """(number of its first line, its lines) for each mail, ">From " unescaped."""
    first, mail, blank = 0, list[bytes](), True
    for number, line in enumerate(lines, 1):
        if blank and line.startswith(b"From ") and _FROM.match(line[:500]):
            if first:
                yield first, mail
            first, mail = number + 1, []
        elif first:
            mail.append(line[1:] if _ESCAPED.match(line) else line)
        blank = not line
    if first:
        yield first, mail
