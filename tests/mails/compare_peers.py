"""How csaudit and two libraries do on the mails of this folder: `python -m tests.mails.compare_peers`.

Right is a mail of which no authored line is lost and no quoted line kept; signatures and small print may go or stay.
Both libraries are asked for the reply with its signature, mail-parser-reply in all its languages. They are no
dependency: `pip install mail-parser-reply email-reply-parser` first.
"""

import sys
from collections.abc import Callable

from csaudit.mail.reply import reply
from tests.mails import Marked, mails


def wrong(mail: Marked, text: str) -> tuple[list[str], list[str]]:
    """The authored lines that are lost and the quoted ones that were kept, each as often as it is so."""
    kept = [line.strip() for line in text.split("\n")]
    lost: list[str] = []
    left: list[str] = []
    for mark, result in (("a", lost), ("q", left)):
        for line in mail.of(mark):
            if (line in kept) == (mark == "q"):
                result.append(line)
            if line in kept:
                kept.remove(line)
    return lost, left


def peers() -> dict[str, Callable[[str], str]]:
    from email_reply_parser import EmailReplyParser
    from mailparser_reply import EmailReplyParser as MailParserReply
    from mailparser_reply.constants import MAIL_LANGUAGES

    every = MailParserReply(languages=[language for language in MAIL_LANGUAGES if language != "david"])
    english = MailParserReply(languages=["en"])
    return {
        "csaudit": reply,
        "mail-parser-reply, all languages": lambda text: every.parse_reply(text=text) or "",
        "mail-parser-reply, en": lambda text: english.parse_reply(text=text) or "",
        "email-reply-parser": EmailReplyParser.parse_reply,
    }


def main() -> None:
    every = list(mails())
    sys.stdout.write(f"{len(every)} mails{'':27} right  lost text  left quotes\n")
    for name, strip in peers().items():
        results = [wrong(mail, strip(mail.body)) for mail in every]
        lost, left = (sum(bool(result[side]) for result in results) for side in (0, 1))
        sys.stdout.write(f"{name:36} {results.count(([], [])):5}  {lost:9}  {left:11}\n")


if __name__ == "__main__":
    main()
