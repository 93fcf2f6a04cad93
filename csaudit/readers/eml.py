"""E-mail files (.eml, RFC 5322), one mail each: all of a folder at once, joined into threads.

Recognised by the header: From, and Date, Message-ID, Received or the like. Quoted mail, attributions, signatures and
disclaimers are left out; the From domain decides the role (`--agent-domain`); what Auto-Submitted or Precedence says is
a machine's is the bot's. A delivery report is no message.
"""

from collections.abc import Iterator, Sequence

from csaudit.mail import threads
from csaudit.mail.header import in_maildir, lines_of, looks_like_mail
from csaudit.model import Item
from csaudit.readers import Options
from csaudit.source import Source

EXAMPLE = "samples/formats/eml.eml"
TOGETHER = True


def claims(source: Source) -> str | None:
    """A mail's header, in a file that lies in no maildir."""
    if in_maildir(source.name) or not looks_like_mail(source.head):
        return None
    return "begins with the header of a mail"


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each thread among the files; what is no mail among them is skipped."""

    def lines(source: Source) -> Sequence[bytes] | str:
        stray = len(sources) > 1 and not looks_like_mail(source.head)
        return "no header of a mail" if stray else list(lines_of(source))

    return threads.of_files(sources, options, lines)
