"""Who speaks on a line of text: "[10:02] Agent Bob: hello", "Bob (agent, internal): ...", "<bob> hello".

The grammar is that of formats.md 1.9: an optional time, then a name of at most 60 characters without sentence
punctuation, then a colon. Whether such a line really opens a message is for the reader to decide over the whole file.
"""

import re
from functools import lru_cache

from msgspec import Struct

from csaudit import roles
from csaudit.model import Role, Visibility

_TIME = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,6})?)?(?:[ \u00a0\u202f]?[AaPp]\.?[Mm]\b\.?)?"
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2}\.? [A-Z][a-z]{2,8}\.? \d{4})"
)
STAMP = rf"(?:{_DATE}(?:T|,? at |, ?| - | ))?{_TIME}(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
_OPENING = re.compile(rf"([\[(]?)\s?({STAMP})\s?[\])]?\s*(?:[-–—|:]\s*)?")
_NAME = r"[^\W_][^:：,;!?\"<>|\t\r\n]{0,59}"
_SPEAKER = re.compile(
    rf"<@?([\w\-^`|\\]{{2,30}})>[ \t]+"
    rf"|[*_]{{2}}({_NAME})(?::[*_]{{2}}|[*_]{{2}}\s?:)[ \t]*"
    rf"|({_NAME}?)[ \t]?[\[(]([^\[\]()\n]{{1,60}})[\])][ \t]?[:：][ \t]*"
    rf"|({_NAME})[:：][ \t]*"
)
_STAMPED = re.compile(rf"({_NAME}?)(?:[ \t]*[\[(][ \t]*|[ \t]*[,–—|-][ \t]*|[ \t]+)(?:at )?({STAMP})[\])]?[ \t]*:?")
_NAMED = re.compile(rf"({_NAME})")


def words(listed: str) -> frozenset[str]:
    """A set of words, written as one text."""
    return frozenset(listed.split())


# Words that stand before a colon in what people write, and are nobody's name.
_LABELS = words(
    "account address amount answer attn attachment attribution author bcc body carrier category cc company copyright "
    "date default delivery description details email e-mail error eta example expected file from fw fwd hint hours "
    "http https id image important info input item items license link location mail model name note notes number "
    "observed order output p.s path phone price product ps quantity question re ref reference reply-to result sent "
    "serial size solution source status step steps subject summary tel time tip title to todo total tracking type url "
    "usage value version via warning website what when where who why"
)
_TAGS = words("br hr div span li ul ol td tr th em html body head center pre code table strong")
_LABEL_ENDS = _LABELS | words("agreement guide hours manual policy portal since terms")
# Role words that are as often a label ("Contact: 555-0100"): they speak only where they do so more than once.
_DOUBTFUL = words(
    "admin ai business care company contact event expert external function info inbound lead log manager member "
    "notification outbound private internal service team tool trigger"
)


class Opening(Struct, frozen=True):
    """The start of a line that may open a message.

    stamp: its time as written, with the bracket before it as `bracket`. certain: a role word or a form that nothing
    else takes. start: where the text begins.
    """

    speaker: str
    role: Role | None
    start: int
    stamp: str | None = None
    bracket: str = ""
    visibility: Visibility = "public"
    certain: bool = False


def opening(line: str) -> Opening | None:
    """The speaker that a line may open with. A line with a time and no speaker is a system's, with the speaker ""."""
    head = line[:200]
    timed = _OPENING.match(head)
    position = timed.end() if timed else 0
    stamp, bracket = (timed[2], timed[1]) if timed else (None, "")
    match = _SPEAKER.match(head, position)
    name = next((part for part in match.groups() if part), "").strip(" *_") if match else ""
    if match is None or not _may_be_name(name, bool(stamp)) or _goes_on(head, match):
        return Opening("", "system", position, stamp, bracket) if timed else None
    speaker, role, visibility, certain, marked_stamp = _who(name, match[4] or "")
    certain = certain or (match[1] is not None and name.lower() not in _TAGS)
    return Opening(speaker, role, match.end(), stamp or marked_stamp, bracket, visibility, certain)


@lru_cache(maxsize=4096)
def _who(name: str, marks: str) -> tuple[str, Role | None, Visibility, bool, str | None]:
    """Speaker, role, visibility, if certain, and a time: from a name and the marks in brackets after it."""
    visibility: Visibility = "internal" if roles.is_internal(name) else "public"
    role: Role | None = None
    stamp: str | None = None
    kept = []
    for mark in (part.strip() for part in marks.split(",")):
        if roles.is_internal(mark):
            visibility = "internal"
        elif re.fullmatch(STAMP, mark):
            stamp = mark
        elif word := roles.from_word(mark):
            role = word
        elif mark:
            kept.append(mark)
    by_name, plain = roles.role_and_name(name)
    certain = role is not None or (by_name is not None and not _doubtful(name, plain))
    if visibility == "internal":
        by_name = by_name or "agent"  # a private note is a colleague's
    return f"{plain} ({', '.join(kept)})" if kept else plain, role or by_name, visibility, certain, stamp


def heading(line: str) -> Opening | None:
    """A line that is nothing but a name and a time, either first, as chats are pasted: "Bob  10:02 AM"."""
    head = line.rstrip(" \t")
    if len(head) > 120:
        return None
    timed = _OPENING.match(head)
    behind = _NAMED.fullmatch(head, timed.end()) if timed else None
    match = behind or _STAMPED.fullmatch(head)
    name, stamp = (match[1], timed[2] if behind and timed else match[2]) if match else ("", "")
    if not name[:1].isupper() or not _may_be_name(name, True):
        return None
    role, plain = roles.role_and_name(name)
    return Opening(plain, role, len(line), stamp)


def is_personal(name: str) -> bool:
    """Whether a name may be a person's: up to four words that are capitalised, or as short as "de la"."""
    words = name.split()
    return name[:1].isupper() and len(words) <= 4 and all(len(word) <= 3 or word[:1].isupper() for word in words)


def _goes_on(head: str, match: re.Match[str]) -> bool:
    """A colon inside something else: "https://x", "or 11:00"; only a role word may do without a space after it."""
    after = head[match.end() : match.end() + 1]
    return bool(after) and head[match.end() - 1] in ":：" and (after in "/:\\" or not roles.from_word(match[5] or ""))


def _may_be_name(name: str, timed: bool) -> bool:
    words = name.lower().split()
    if not words or len(words) > 6 or ". " in re.sub(r"\b\w{1,3}\. ", "", name):
        return False
    return timed or (words[0] not in _LABELS and words[-1] not in _LABEL_ENDS)


def _doubtful(name: str, plain: str) -> bool:
    """A role word that may be a label, or a phrase that begins with one: "Customer since"."""
    return name.lower() in _DOUBTFUL or (plain != name and not plain[:1].isupper() and not plain[:1].isdigit())
