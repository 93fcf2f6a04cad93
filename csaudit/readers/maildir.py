"""Maildir folders (Dovecot, Courier, mutt, offlineimap): one mail a file in `cur` and `new`, joined into threads.

Recognised by a mail's header in a file that lies in a folder called cur, new or tmp. The flags after ":2," (";2," and
"!2," on Windows) decide: T (trashed) and D (draft) are skipped, as is all of `tmp`. All else is as for eml files.
"""

import re
from collections.abc import Iterator, Sequence

from csaudit.mail import threads
from csaudit.mail.header import in_maildir, lines_of, looks_like_mail
from csaudit.model import Item
from csaudit.readers import Options
from csaudit.source import Source

EXAMPLE = "samples/formats/maildir/new/1741082400.M1P1.mail"
TOGETHER = True

_FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)$")


def claims(source: Source) -> str | None:
    """A mail's header, in a file of a maildir."""
    if not in_maildir(source.name) or not looks_like_mail(source.head):
        return None
    return "a mail in a maildir folder"


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each thread among the files; what was thrown away or not sent is skipped."""
    return threads.of_files(sources, options, lambda source: _why_not(source) or list(lines_of(source)))


def _why_not(source: Source) -> str | None:
    flags = _FLAGS.search(source.name)
    if not looks_like_mail(source.head):
        return "no header of a mail"
    if re.search(r"(?:^|[/\\])tmp[/\\][^/\\]*$", source.name):
        return "maildir: not delivered yet"
    if flags and "T" in flags[1]:
        return "maildir: trashed"
    return "maildir: a draft" if flags and "D" in flags[1] else None
