"""What shows that bytes are a mail, and that a file lies in a maildir: all that it takes to know a mail from a chat."""

import re
from collections.abc import Iterable

from csaudit.source import Source

_LINE = re.compile(rb"[!-9;-~]{1,80}:")


def looks_like_mail(head: bytes) -> bool:
    """Whether bytes begin with the header of a mail: From, and one more that only mails have."""
    names = set()
    for line in with_line_feeds(head).lstrip(b"\xef\xbb\xbf").split(b"\n")[:200]:
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        if not _LINE.match(line):
            return False
        names.add(line.partition(b":")[0].lower())
    return b"from" in names and not names.isdisjoint(
        (b"message-id", b"received", b"mime-version", b"return-path", b"date", b"delivered-to", b"x-mailer")
    )


def with_line_feeds(data: bytes) -> bytes:
    """The same, line feeds for carriage returns that stand alone, as a Mac wrote them until 2001."""
    return data if b"\n" in data else data.replace(b"\r", b"\n")


def lines_of(source: Source) -> Iterable[bytes]:
    """The lines of mails, without their ends, whichever those are."""
    if b"\n" in source.head or b"\r" not in source.head:
        return source.lines()
    return source.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def in_maildir(name: str) -> bool:
    """Whether a file lies in one of the folders that make a maildir."""
    return re.search(r"(?:^|[/\\])(?:cur|new|tmp)[/\\][^/\\]+$", name) is not None
