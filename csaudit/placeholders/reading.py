"""What a reply reads like once it is sent: placeholders filled with a word, tags gone, one way through its branches.

A reading keeps, for every stretch of its text, where that stretch stands in the source; a finding in the reading is
reported at the source. Every branch of every block is read at least once, every combination of them up to 64.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice, product

from msgspec import Struct

from csaudit.placeholders.blocks import MIDDLES, known_tag, word
from csaudit.placeholders.lexer import MOST, Piece
from csaudit.placeholders.manual import code, hidden, inside
from csaudit.placeholders.scan import is_block, tokens
from csaudit.placeholders.syntaxes import Syntax

MAX_READINGS = 64
MAX_DEPTH = 40
MAX_TEXT = 50_000  # no reply is longer; of longer texts only the first two readings are made


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


class Reading(Struct, frozen=True):
    """The text of one reading. points: sorted (offset in it, offset in the source, whether characters run on alike)."""

    text: str
    points: tuple[tuple[int, int, bool], ...]

    def source(self, offset: int) -> int:
        """Where the character at `offset` stands in the source."""
        start, at, alike = self.points[max(bisect_right(self.points, (offset, 1 << 60, True)) - 1, 0)]
        return at + (offset - start if alike else 0)


class Part(Struct, frozen=True):
    """A stretch of the source: kept as it is (word None), or read as `word`."""

    start: int
    end: int
    word: str | None = None


class Fork(Struct, frozen=True):
    """A place where sending takes one of several ways."""

    ways: tuple[tuple["Part | Fork", ...], ...]


Node = Part | Fork
_HTML = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})\b[^<>]{0,2000}>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
)
_BREAKS = _set("p div br li ul ol tr table h1 h2 h3 h4 h5 h6 blockquote hr section article header footer pre")
_MARKDOWN = re.compile(
    r"(?m)^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)"
    r"|(?<!\\)(?:\*\*\*|\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w.,!?])[*_](?!\w))"
    r"|!?\[(?=[^\[\]\n]{1,300}\]\()|\]\([^()\s]{1,1000}(?:\s+\"[^\"\n]{0,200}\")?\)"
)
_WORDS = (
    ("name", "Alex"), ("date", "Monday"), ("time", "Monday"), ("email", "alex@example.com"), ("url", "https://example.com"),
    ("link", "https://example.com"), ("number", "1042"), ("id", "1042"), ("order", "1042"), ("amount", "20"),
    ("total", "20"),
    ("price", "20"), ("phone", "5550100"), ("company", "Acme"),
)  # fmt: skip


def readings(text: str, syntax: Syntax, markup: str = "text") -> list[Reading]:
    """All readings of a reply, each once, in the order of its branches; at most 64."""
    nodes = _nodes(text, syntax, markup)
    forks = list(_forks(nodes))
    seen: dict[str, Reading] = {}
    for picks in islice(_picks([len(fork.ways) for fork in forks]), MAX_READINGS if len(text) < MAX_TEXT else 2):
        chosen = dict(zip(map(id, forks), picks, strict=True))
        reading = _read(text, nodes, chosen)
        seen.setdefault(reading.text, reading)
    return list(seen.values())


def _picks(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Which way each fork takes: every combination, or, where there are more than 64, each way at least once."""
    total = 1
    for size in sizes:
        total = min(total * size, MAX_READINGS + 1)
    if total <= MAX_READINGS:
        yield from product(*map(range, sizes))
    else:
        yield from (tuple(turn % size for size in sizes) for turn in range(min(max(sizes), MAX_READINGS)))
        yield from islice(product(*map(range, sizes)), max(MAX_READINGS - max(sizes), 0))


def _forks(nodes: Sequence[Node]) -> Iterator[Fork]:
    for node in nodes:
        if isinstance(node, Fork):
            yield node
            for way in node.ways:
                yield from _forks(way)


def _read(text: str, nodes: Sequence[Node], chosen: dict[int, int]) -> Reading:
    parts: list[str] = []
    points: list[tuple[int, int, bool]] = []
    length = 0
    for part in _taken(nodes, chosen):
        shown = text[part.start : part.end] if part.word is None else part.word
        if shown:
            points.append((length, part.start, part.word is None))
            parts.append(shown)
            length += len(shown)
    return Reading("".join(parts), tuple(points) or ((0, 0, True),))


def _taken(nodes: Sequence[Node], chosen: dict[int, int]) -> Iterator[Part]:
    for node in nodes:
        if isinstance(node, Part):
            yield node
        else:
            yield from _taken(node.ways[chosen[id(node)]], chosen)


def _nodes(text: str, syntax: Syntax, markup: str) -> tuple[Node, ...]:
    """The text as a tree of stretches and forks."""
    found = tokens(text, markup)
    marks: list[tuple[int, int, Piece | str]] = [
        (piece.start, piece.end, piece) for piece in found if piece.form != "single"
    ]
    covered = _Covered(marks)
    marks += [mark for mark in _markup(text, markup) if not covered(mark[0])]
    if syntax.name == "spintax":
        marks += [(at, at + 1, text[at]) for at in _spin_marks(text) if not covered(at)]
    marks.sort(key=lambda mark: mark[:2])
    tree = _Tree()
    position = 0
    for start, end, mark in marks:
        if start < position:
            continue
        if start > position:
            tree.add(Part(position, start))
        position = end
        _place(tree, start, end, mark, syntax)
    if position < len(text):
        tree.add(Part(position, len(text)))
    return tree.whole()


class _Covered:
    """Whether a place lies in one of some spans that are apart."""

    def __init__(self, marks: Sequence[tuple[int, int, object]]) -> None:
        self._spans = [(start, end) for start, end, _ in marks]

    def __call__(self, place: int) -> bool:
        at = bisect_right(self._spans, (place, 1 << 60)) - 1
        return at >= 0 and self._spans[at][0] <= place < self._spans[at][1]


class _Tree:
    """Nodes being put together: a stack of the open forks' ways. Forks deeper than 40 are read as one way."""

    def __init__(self) -> None:
        self._stack: list[tuple[list[list[Node]], bool]] = [([[]], True)]
        self._deeper = 0

    def add(self, node: Node) -> None:
        if ways := self._stack[-1][0]:  # what stands between a case and its first when is never sent
            ways[-1].append(node)

    def open(self, optional: bool, begun: bool = True) -> None:
        """A fork begins; `optional`: sending may take none of its ways; `begun`: and so does its first way."""
        if self._deeper or len(self._stack) > MAX_DEPTH:
            self._deeper += 1
        else:
            self._stack.append(([[]] if begun else [], optional))

    def next(self, last: bool = False) -> None:
        """Its next way begins; `last`: an else, so that one of the ways is always taken."""
        if not self._deeper and len(self._stack) > 1:
            ways, optional = self._stack[-1]
            ways.append([])
            self._stack[-1] = (ways, optional and not last)

    def close(self) -> None:
        if self._deeper:
            self._deeper -= 1
        elif len(self._stack) > 1:
            ways, optional = self._stack.pop()
            self.add(Fork(tuple(map(tuple, ways if not optional else [*ways, []]))))

    def whole(self) -> tuple[Node, ...]:
        self._deeper = 0
        while len(self._stack) > 1:
            self.close()
        return tuple(self._stack[0][0][0])


def _place(tree: _Tree, start: int, end: int, mark: Piece | str, syntax: Syntax) -> None:
    if isinstance(mark, Piece):
        if is_block(mark, syntax) and (mark.form != "tag" or known_tag(mark, syntax)):
            _branch(tree, mark, syntax)
        elif mark.form != "comment":
            tree.add(Part(start, end, _filled(mark)))
    elif syntax.name == "spintax" and mark in ("{", "|", "}") and end == start + 1:
        _spin(tree, mark)
    elif mark:
        tree.add(Part(start, end, mark))


def _spin(tree: _Tree, mark: str) -> None:
    if mark == "{":
        tree.open(optional=False)
    elif mark == "|":
        tree.next()
    else:
        tree.close()


def _branch(tree: _Tree, piece: Piece, syntax: Syntax) -> None:
    name = word(piece)
    if piece.form == "tag":
        if name in ("if", "unless", "case", "for", "tablerow", "ifchanged"):
            tree.open(optional=True, begun=name != "case")
        elif name == "else":
            tree.next(last=True)
        elif name in MIDDLES:
            tree.next()
        elif name in ("endif", "endunless", "endcase", "endfor", "endtablerow", "endifchanged"):
            tree.close()
    elif name[:1] in ("#", "^") and name[1:]:
        tree.open(optional=True)
    elif name == "else":
        tree.next(last=True)
    elif name[:1] == "/":
        tree.close()


def _filled(piece: Piece) -> str:
    """A word like the one that sending puts there."""
    if piece.form == "unclosed":
        return "Alex" if "name" in piece.inner.lower() else "1042"
    last = re.split(r"[.\s|,(]", piece.inner.strip(" ~&-").split("|")[0].split(",")[0].strip())[-1].lower()
    return next((filled for part, filled in _WORDS if part in last), "this")


def _markup(text: str, markup: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what to read for it) of HTML tags and entities, or of Markdown's marks and code."""
    if markup == "html":
        unseen = hidden(text)
        yield from ((start, end, "") for start, end in unseen)
        for match in _HTML.finditer(text):
            if inside(match.start(), unseen):
                continue
            if match[0][0] == "&":
                yield match.start(), match.end(), unescape(match[0]).replace("\xa0", " ")
            else:
                yield match.start(), match.end(), "\n" if match[2].lower() in _BREAKS else ""
    elif markup == "markdown":
        unseen, shown = hidden(text), code(text)
        yield from ((start, end, "") for start, end in unseen)
        yield from ((start, end, "code") for start, end in shown)
        whole = sorted((*unseen, *shown))
        for match in _MARKDOWN.finditer(text):
            if not inside(match.start(), whole):
                yield match.start(), match.end(), ""


def _spin_marks(text: str) -> Iterator[int]:
    return (match.start() for match in islice(re.finditer(r"[{|}]", text), MOST))
