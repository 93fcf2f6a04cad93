"""Every piece of a text that has the look of a placeholder, whoever wrote it, with its place.

One pass, whatever the syntax: what a piece means (a value, a block, another product's token) is decided later, for the
syntax of the whole text. Braces never nest inside a piece, which keeps the pass linear on any input.
"""

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct


class Piece(Struct, frozen=True, gc=False):
    """One token. form: double {{ }}, triple {{{ }}}, tag {% %}, bang {! }, percent %{ }, actions ${{ }}, dollar ${ },
    hash #{ }, single { }, attribute <attribute/>, comment, or what is broken: unclosed, unopened, split, encoded.
    inner: what stands between the delimiters.
    """

    start: int
    end: int
    form: str
    inner: str


MOST = 5000  # no reply has so many tokens; a file that has is no reply, and must not take minutes
OPENERS = {
    "${{": ("actions", "}}"), "{{{": ("triple", "}}}"), "{{": ("double", "}}"), "{%": ("tag", "%}"),
    "{!": ("bang", "}"), "%{": ("percent", "}"), "${": ("dollar", "}"), "#{": ("hash", "}"), "{": ("single", "}"),
}  # fmt: skip
# "${{" is an Actions expression by its first word; in "${{order.total}}" and "#{{ticket.id}}" a sign precedes a value.
_ACTIONS = r"\$\{\{(?=\s*(?:github|secrets|env|matrix|steps|inputs|vars|needs|runner|job|strategy|hashFiles)\b)"
_OPEN = re.compile(
    rf"\\?(?:{_ACTIONS}|\{{\{{\{{|\{{\{{|\{{%|\{{#|\{{!|%\{{(?!\{{)|\$\{{(?!\{{)|#\{{(?!\{{)|\{{)|<attribute\s[^<>]{{0,400}}>"
)
_INNER = re.compile(r"[^{}]{0,1000}")
_LEFT_OPEN = re.compile(r"[\w.\s\[\]'\"|:,=/#^&-]{0,120}\}")
_NAME = re.compile(r"[ \t]?[#/^&]?[\w.\[\]-]{0,100}")
_SPLIT = re.compile(r"\{(?:<[^<>]{1,200}>){1,5}\{([^{}]{0,300})\}(?:<[^<>]{1,200}>){0,5}\}")
_STRAY = re.compile(r"%\}|\}\}")
_BEFORE = re.compile(r"(?:^|(?<=[\s>({]))[A-Za-z_][\w.\[\]]{1,100}[ \t]?\Z")
_PATH = re.compile(r"\s*[A-Za-z_$][\w.\[\]-]*\s*\Z")
_ATTRIBUTE = re.compile(r"""(key|default)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_L = r"(?:&#0{0,5}123;|&#[xX]0{0,4}7[bB];|&lcub;|&lbrace;|%7[bB])"
_R = r"(?:&#0{0,5}125;|&#[xX]0{0,4}7[dD];|&rcub;|&rbrace;|%7[dD])"
_GAP = r"(?:%20|\+|&nbsp;|[ \t]){0,3}"
_ENCODED = re.compile(
    rf"(?:{_L}{_L}|(?:%25|%|&#37;){_L}|{_L}(?:%25|%|&#37;|!|%21)){_GAP}([A-Za-z_][\w.\[\]-]{{0,100}}){_GAP}[^{{}}<>\s]{{0,60}}?"
    rf"(?:{_R}{_R}|(?:%25|%|&#37;)?{_R})"
)


def pieces(text: str) -> list[Piece]:
    """The pieces in the order of the text, the first 5,000 of each sort; they never overlap."""
    found: list[Piece] = []
    if "{<" in text:
        found += (Piece(m.start(), m.end(), "split", m[1]) for m in islice(_SPLIT.finditer(text), MOST))
    if "&" in text or "%7" in text:
        found += (Piece(m.start(), m.end(), "encoded", m[1]) for m in islice(_ENCODED.finditer(text), MOST))
    if "{" in text or "<attribute" in text:
        found += _delimited(text, found)
    if "}" in text:
        found += islice(_unopened(text, found), MOST)
    return sorted(found, key=lambda piece: piece.start)


def _delimited(text: str, taken: list[Piece]) -> list[Piece]:
    skip = {piece.start: piece.end for piece in taken}
    found: list[Piece] = []
    position = 0
    while len(found) < MOST and (match := _OPEN.search(text, position)):
        start = match.start()
        if start in skip:
            position = skip[start]
            continue
        if match[0].startswith("\\"):  # Handlebars: \{{a}} prints the braces
            end = text.find("}}", match.end(), match.end() + 300)
            position = end + 2 if end >= 0 and match[0].endswith("{{") else match.end()
            found.append(Piece(start, position, "comment", ""))
            continue
        piece = _attribute(match) if match[0].startswith("<") else _piece(text, start, match[0])
        position = piece.end if piece else match.end()
        if piece:
            found.append(piece)
    return found


def _piece(text: str, start: int, opener: str) -> Piece | None:
    """The piece that opens at `start`; None for a brace that opens nothing."""
    if opener == "{#":
        end = text.find("#}", start + 2, start + 5000)
        return Piece(start, end + 2, "comment", text[start + 2 : end]) if end >= 0 else None
    if text.startswith("{{!", start):
        closer = "--}}" if text.startswith("{{!--", start) else "}}"
        end = text.find(closer, start + 3, start + 5000)
        if end >= 0:
            return Piece(start, end + len(closer), "comment", text[start + 3 : end])
    form, closer = OPENERS[opener]
    inner_start = start + len(opener)
    match = _INNER.match(text, inner_start)
    inner = match[0] if match else ""
    end = max(inner_start, inner_start + len(inner) - (closer[0] == "%"))
    if text.startswith(closer, end) and "\n\n" not in inner and "\r\n\r\n" not in inner:
        if form != "single":
            return Piece(start, end + len(closer), form, text[inner_start:end])
        if "\n" in inner and "|" not in inner:
            return None
        if text.startswith("}}", end) and _PATH.match(inner):
            return Piece(start, end + 2, "unopened", inner)
        return Piece(start, end + 1, form, inner)
    return None if form == "single" else _left_open(text, start, opener)


def _left_open(text: str, start: int, opener: str) -> Piece | None:
    """An opener that nothing closes, as far as it plausibly meant to go; None for a lone "%{" or "${" of code."""
    after = start + len(opener)
    match = _LEFT_OPEN.match(text, after)
    if match is None or "\n\n" in match[0]:
        match = _NAME.match(text, after)
    inner = match[0] if match else ""
    if opener not in ("{{", "{{{", "{%") and not _PATH.match(inner.rstrip("}")):
        return None
    return Piece(start, after + len(inner), "unclosed", inner)


def _attribute(match: re.Match[str]) -> Piece:
    """Intercom's API writes {{user.name|fallback:"there"}} as <attribute key="user.name" default="there"/>."""
    parts = {one[1]: one[2] if one[2] is not None else one[3] for one in _ATTRIBUTE.finditer(match[0])}
    inner = parts.get("key", "")
    if "default" in parts:
        inner += f'|fallback:"{parts["default"]}"'
    return Piece(match.start(), match.end(), "attribute", inner)


def _unopened(text: str, taken: list[Piece]) -> Iterator[Piece]:
    """Closers that nothing opened, with the name before them; in code and JSON no name stands alone before "}}"."""
    covered = sorted((piece.start, piece.end) for piece in taken)
    at = 0
    for match in _STRAY.finditer(text):
        while at < len(covered) and covered[at][1] <= match.start():
            at += 1
        if at < len(covered) and covered[at][0] <= match.start():
            continue
        floor = covered[at - 1][1] if at else 0
        before = _BEFORE.search(text[max(floor, match.start() - 110) : match.start()])
        if before:
            start = match.start() - (before.end() - before.start())
            yield Piece(start, match.end(), "unopened", before[0])
