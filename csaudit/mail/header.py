"""What shows that bytes are a mail, and that a file lies in a maildir: all that it takes to know a mail from a chat."""

import re

_LINE = re.compile(rb"[!-9;-~]{1,80}:")


def looks_like_mail(head: bytes) -> bool:
    """Whether bytes begin with the header of a mail: From, and one more that only mails have."""
    names = set()
    for line in head.lstrip(b"\xef\xbb\xbf").split(b"\n")[:200]:
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


def in_maildir(name: str) -> bool:
    """Whether a file lies in one of the folders that make a maildir."""
    return re.search(r"(?:^|[/\\])(?:cur|new|tmp)[/\\][^/\\]+$", name) is not None
