"""E-mail files (.eml, RFC 5322), one mail each: all of a folder at once, joined into threads.

Recognised by the header: From, and Date, Message-ID, Received or the like. Quoted mail, attributions, signatures and
disclaimers are left out; the From domain decides the role (`--agent-domain`); what Auto-Submitted or Precedence says is
a machine's is the bot's. A delivery report is no message.
"""

from collections.abc import Iterator, Sequence

from csaudit.errors import InputError
from csaudit.mail import threads
from csaudit.mail.header import in_maildir, lines_of, looks_like_mail
from csaudit.model import Item, Skipped, Unreadable
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
    mails = []
    for source in sources:
        try:
            if len(sources) > 1 and not looks_like_mail(source.head):
                yield Skipped(source.name, "no header of a mail")
                continue
            mails.append(threads.read(list(lines_of(source)), 1, source.name, options.encoding))
        except InputError as error:
            yield Unreadable(source.name, error.reason, error.line, error.column)
    yield from threads.transcripts(mails, sources[0].stem, options)
