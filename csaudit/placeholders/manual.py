"""Placeholders that people leave for themselves: [NAME], <<date>>, {name}, XXX, ____, INSERT DATE, TBD, %NAME%.

No product fills these: they are sent as they stand, the commonest accident of all with canned replies.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

# Words for what a person would fill in; a bracket without one is mostly an aside, a link or a tag: [FAQ], [SOLVED].
FIELDS = (
    "name|firstname|lastname|surname|customer|client|agent|company|business|order|number|date|time|day|month|amount|price|"
    "total|email|e-mail|address|phone|product|item|link|url|ticket|case|tracking|reference|ref|code|city|country|store|"
    "account|title|department|team|issue|reason|refund|insert|enter|your|position|carrier|plan|website|signature|subject|"
    "invoice|deadline|hours|days|location|model|version|details|xx+"
)
_HAS_FIELD = re.compile(rf"(?i)(?:\b|_)(?:{FIELDS})(?:\b|_|s\b)")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NO_FIELD = _set(
    "FAQ URGENT SOLVED RESOLVED CLOSED EXTERNAL INTERNAL SPAM BETA NEW OK PDF VIDEO IMAGE SIC REDACTED EDIT UPDATE "
    "UPDATED OPTIONAL REQUIRED IMPORTANT NOTE WARNING INFO ERROR DEBUG YES NO TODO WIP DRAFT EN DE FR ES IT"
)
# Windows writes its variables so, and support agents quote them.
_WINDOWS = _set(
    "APPDATA LOCALAPPDATA TEMP TMP USERPROFILE PROGRAMFILES PROGRAMDATA WINDIR SYSTEMROOT SYSTEMDRIVE PATH HOMEPATH "
    "HOMEDRIVE COMSPEC PUBLIC ALLUSERSPROFILE COMPUTERNAME USERNAME USERDOMAIN"
)
_MANUAL = re.compile(
    r"\[\[[ ]?(?P<double>[A-Za-z][\w .'/-]{0,40}?)[ ]?\]\]"
    r"|(?:<<|&lt;&lt;|«)[ ]?(?P<angle>[A-Za-z][\w .'/-]{0,40}?)[ ]?(?:>>|&gt;&gt;|»)"
    r"|\[(?P<bracket>[A-Za-z][A-Za-z _.'/#-]{1,40})\](?![(\[:])"
    r"|(?:<|&lt;)(?P<tag>(?:insert|enter|your|customer|FIRST|LAST|NAME|DATE|ORDER)(?:[ _][A-Za-z ]{1,30})?)(?:>|&gt;)"
    r"|(?<![\w%])%(?P<percent>[A-Za-z][A-Za-z_]{2,30})%(?![\w%\\])"
    r"|(?<![\w$])\$(?P<dollar>[A-Z][A-Z_]{2,30})\$"
    r"|@@(?P<at>[A-Za-z]\w{1,30})@@"
    r"|(?<![\w*#.-])(?P<crosses>X{3,}(?:[ ]X{3,}){0,5})(?![\w*-])"
    r"|(?<![\w_/])_{3,}(?![\w_])"
    r"|\bINSERT (?!INTO\b)(?:YOUR |THE )?[A-Z]{3,}(?: (?:NAME|NUMBER|DATE|LINK|HERE|ADDRESS))?\b"
    r"|\bTBD\b"
)
# One of these is in each of them: most texts hold none, and need not be searched.
_MARKS = ("[", "<", "&lt;", "«", "%", "$", "@@", "XXX", "___", "INSERT ", "TBD")
_URL = re.compile(r"(?i)\b(?:https?://|www\.|mailto:)[^\s<>\"'\])]{1,2000}")
_FENCE = re.compile(r"(?m)^[ ]{0,3}(```|~~~)")
_INLINE = re.compile(r"(?<!`)`[^`\n]{1,500}`(?!`)")
_UNSEEN = re.compile(r"<!--|<(script|style|head)\b[^<>]{0,500}>", re.IGNORECASE)


def code(text: str) -> list[tuple[int, int]]:
    """Where Markdown shows code: fenced blocks, and spans between backticks."""
    if "`" not in text and "~~~" not in text:
        return []
    fences: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match.start(), match[1]
        elif match[1] == opened[1]:
            fences.append((opened[0], match.end()))
            opened = None
    if opened is not None:  # a fence that is never closed runs to the end
        fences.append((opened[0], len(text)))
    inline = [match.span() for match in _INLINE.finditer(text) if not inside(match.start(), fences)]
    return sorted(fences + inline)


def hidden(text: str) -> list[tuple[int, int]]:
    """Where HTML shows nothing: comments, scripts, styles. What is never closed hides nothing."""
    spans: list[tuple[int, int]] = []
    never: set[str] = set()
    position = 0
    while "<" in text and (match := _UNSEEN.search(text, position)):
        closer = "-->" if match[1] is None else f"</{match[1].lower()}"
        end = -1 if closer in never else _find(text, closer, match.end())
        position = match.end()
        if end < 0:
            never.add(closer)
            continue
        position = end + len(closer)
        if match[1] is not None:
            position = max(text.find(">", position) + 1, position)
        spans.append((match.start(), position))
    return spans


def _find(text: str, closer: str, start: int) -> int:
    if closer == "-->":
        return text.find(closer, start)
    match = re.compile(re.escape(closer), re.IGNORECASE).search(text, start)
    return match.start() if match else -1


def urls(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _URL.finditer(text)] if "http" in text or "www." in text else []


def inside(start: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of `spans`, which are sorted and apart."""
    at = bisect_right(spans, (start, 1 << 60)) - 1
    return at >= 0 and spans[at][0] <= start < spans[at][1]


def manual(text: str, markup: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(start, end) of each, outside `taken` spans, addresses, code, and rules drawn with underscores."""
    if not any(mark in text for mark in _MARKS):
        return
    skip = sorted(chain(taken, urls(text), code(text) if markup == "markdown" else (), hidden(text)))
    at = 0
    for match in _MANUAL.finditer(text):
        start, end = match.span()
        while at < len(skip) and skip[at][1] <= start:
            at += 1
        if at < len(skip) and skip[at][0] < end:
            continue
        if _is_manual(text, match):
            yield start, end


def _is_manual(text: str, match: re.Match[str]) -> bool:
    kind, word = match.lastgroup, match[match.lastgroup] if match.lastgroup else match[0]
    if kind == "bracket":
        if word.upper() in _NO_FIELD:
            return False
        return bool(_HAS_FIELD.search(word)) or (word.isupper() and len(word) > 2)
    if kind == "percent":
        return word.upper() not in _WINDOWS
    if match[0].startswith("___"):
        before = text[max(0, match.start() - 80) : match.start()].rpartition("\n")[2]
        return bool((before + text[match.end() : match.end() + 80].partition("\n")[0]).strip())  # else a ruled line
    return True
