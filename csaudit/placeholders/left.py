"""Tokens that stand in a message that was sent: {{first_name}}, [NAME], <<date>>, %ORDER_ID%, [object Object].

In support chats braces are mostly something else: code, configuration, JSON, a lesson on templates. So code, addresses
and quoted tokens are left alone, a message that talks about placeholders is only doubtful, and so is a name that no
reply would hold (`{{ inventory_hostname }}`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from csaudit.placeholders.lexer import Piece, pieces
from csaudit.placeholders.manual import code, urls

_FIELDS = (
    r"first_?name|last_?name|full_?name|customer|client|contact|requester|recipient|user|visitor|agent|assignee|ticket|order|"
    r"conversation|mailbox|company|account|name|email|date|number|tracking|amount|product|signature|survey|case|lead"
)
_FIELD = re.compile(rf"(?i)(?:^|[._!\s])(?:{_FIELDS})(?:$|[._\d\s|,]|id\b|number|name)")
_NAME_LIKE = re.compile(
    r"[A-Za-z$][\w$]*(?:\.[\w$]+|\[-?\d+\]){0,8}(?:\s*(?:\|\|?|,)[^{}<>;=]{0,80}|\s*,fallback=[^{}]{0,60})?"
)
_OBJECT = re.compile(r"\[object [A-Z][a-z]{2,12}\]")
_LEFT = re.compile(
    r"\[\[(?P<a>[A-Za-z][\w .]{1,30})\]\]|<<(?P<b>[A-Za-z][\w .]{1,30})>>"
    r"|\[(?P<c>(?i:(?:insert|enter|your|customer|client|agent|first|last|full|order|ticket|tracking|company|product|"
    r"case)[ _-]?){1,3}"
    r"(?i:name|number|date|id|email|address|link|here|details|amount|no\.?|#)|name|NAME|DATE|AGENT|AMOUNT|EMAIL|LINK)\](?![(\[:])"
    r"|(?<![\w%])%(?P<d>(?i:first_?name|last_?name|name|customer_?name|order_?(?:id|number)|ticket_?id))%(?![\w%])",
)
_TEACHING = re.compile(
    r"(?i)\b(?:placeholders?|merge (?:tags?|fields?)|template (?:tags?|variables?|syntax)|templating|liquid|jinja2?|"
    r"handlebars|mustache|hubl|curly braces|double braces|personali[sz]ation tokens?|variables?|syntax|snippets?|"
    r"tokens?|macros?|ansible|helm|shortcodes?|template (?:file|editor)|your template)\b"
)
_SHOWING = re.compile(
    r"(?i)\b(?:shows?|showing|displays?|displaying|prints?|says?|error|logs?|console|output|returns?|reads?|"
    r"instead of|see(?:ing)?)\b[^.!?\n]{0,40}$"
)
_QUOTES = "\"'`“”‘’«»"
_CODE_LINE = re.compile(
    r"[;=]\s*$|^\s*(?:[<$#>]|//|- name:|[\w-]+:\s*[\"{\[])|</?\w+|\bfunction\b|=>|\{\s*\"|\"\s*:|v-|ng-"
)


def left(text: str) -> Iterator[tuple[int, int, bool, str]]:
    """(start, end, whether it surely is one, what happened) for each token that stands in a message as it was written."""
    skip = sorted(code(text) + urls(text))
    teaching = bool(_TEACHING.search(text))

    def shown(start: int, end: int) -> bool:
        """Whether it stands in code, an address, quotes, or a line of code: then it is shown on purpose."""
        at = bisect_right(skip, (start, 1 << 60)) - 1
        if at >= 0 and start < skip[at][1]:
            return True
        if text[start - 1 : start] in _QUOTES and start and text[end : end + 1] in _QUOTES and end < len(text):
            return True
        before = text[max(0, start - 200) : start].rpartition("\n")[2]
        return bool(_CODE_LINE.search(before + " " + text[end : end + 200].partition("\n")[0]))

    for piece in pieces(text) if "{" in text else ():
        if (sure := _piece(piece)) is not None and not shown(piece.start, piece.end):
            told = bool(_SHOWING.search(text[max(0, piece.start - 80) : piece.start]))
            yield piece.start, piece.end, sure and not teaching and not told, "a placeholder was sent unfilled"
    for match in _LEFT.finditer(text):
        if not shown(match.start(), match.end()) and not _on_a_path(text, match.start(), match.end()):
            yield match.start(), match.end(), not teaching, "a blank was left to fill in"
    for match in _OBJECT.finditer(text):
        if not shown(match.start(), match.end()):
            told = bool(_SHOWING.search(text[max(0, match.start() - 80) : match.start()]))
            yield match.start(), match.end(), not told and not teaching, "a value was sent as a program prints it"


def _on_a_path(text: str, start: int, end: int) -> bool:
    """Whether it stands for what the reader will see there: Settings > [your name] > iCloud, /Users/[name]/Library."""
    before, after = text[max(0, start - 8) : start].rstrip(), text[end : end + 8].lstrip()
    return before.endswith((">", "/", "\\", "→", "&gt;")) or after.startswith((">", "/", "\\", "→", "&gt;"))


def _piece(piece: Piece) -> bool | None:
    """Whether a piece surely is a placeholder; None where it is none."""
    inner = piece.inner.strip(" -~&")
    match piece.form:
        case "double" | "triple" | "bang" | "percent" if _NAME_LIKE.fullmatch(inner):
            return bool(_FIELD.search(inner))
        case "tag" if "." in inner.split(",")[0] and _NAME_LIKE.fullmatch(inner):
            return bool(_FIELD.search(inner))
        case "unclosed" if _NAME_LIKE.fullmatch(inner.strip("} ")) and _FIELD.search(inner.strip("} ")):
            return True
        case "single" | "dollar" if re.fullmatch(r"\w{3,30}", inner) and _FIELD.fullmatch(inner):
            return True
        case _:
            return None
