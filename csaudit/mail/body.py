"""The text of a mail that was meant to be read, line by line, each with its places in the file."""

import base64
import codecs
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from csaudit import html
from csaudit.mail import charsets
from csaudit.mail.mime import Part

_OLD_WEB = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_VIEW_ONLINE = re.compile(
    r"view (?:this (?:e-?mail|message) )?(?:in (?:your |a )?(?:web )?browser|online)|html[- ](?:e-?mail|message)"
    r"|im browser|dans (?:votre|un) navigateur|en (?:el|su|tu) navegador",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"(\r\n|\n|\r)")
_ESCAPE = re.compile(rb"(?:=[0-9A-Fa-f]{2})+")


class Line(Struct, frozen=True, gc=False):
    """A line of text, and the sorted (offset, line, column) of the source where its characters stand."""

    text: str
    points: tuple[tuple[int, int, int], ...]


def read(part: Part, lines: Sequence[bytes], encoding: str | None, warnings: list[str]) -> list[Line]:
    """The text that was meant to be read: plain text, or HTML where that is all there is or says far more.

    encoding: what the user says of bodies that do not declare theirs.
    """
    if part.is_file:
        return []
    if part.kind == "text/plain":
        return _plain(part, lines, encoding, warnings)
    if part.kind == "text/html":
        return _page(part, lines, encoding, warnings)
    if part.kind == "multipart/encrypted":
        warnings.append("mail: encrypted, not read")
        return []
    if part.kind == "multipart/alternative":
        return _alternative(part, lines, encoding, warnings)
    children = part.children[:1] if part.kind in ("multipart/related", "multipart/signed") else part.children
    return [line for child in children for line in read(child, lines, encoding, warnings)]


def _alternative(part: Part, lines: Sequence[bytes], encoding: str | None, warnings: list[str]) -> list[Line]:
    """The first plain text, unless it is a stub: nothing, a word on HTML mail, or under 5 % of what the page says."""
    plain = next((child for child in part.children if child.kind == "text/plain"), None)
    pages = [child for child in part.children if child.kind == "text/html" or child.kind.startswith("multipart/")]
    said: list[str] = []
    text = read(plain, lines, encoding, said) if plain else []
    length = _length(text)
    stub = _VIEW_ONLINE.search(" ".join(line.text for line in text)[:1000]) is not None
    if pages and (stub or length * 20 < sum(map(len, lines[pages[-1].start : pages[-1].end]))):
        said_of_page: list[str] = []
        page = read(pages[-1], lines, encoding, said_of_page)
        if not length or length * 20 < _length(page) or (stub and length < _length(page)):
            text, said = page, said_of_page
    warnings += said
    return text


def _length(text: Sequence[Line]) -> int:
    return sum(len(line.text.strip()) for line in text)


def _page(part: Part, lines: Sequence[bytes], encoding: str | None, warnings: list[str]) -> list[Line]:
    """A page's text: what it quotes leaves a mark, its lines stand where the part begins."""
    data, segments = _decoded(part, lines, warnings)
    codec = charsets.choose(data, part.parameter("content-type", "charset") or _of_page(data), encoding, warnings)
    text = html.to_text(data.decode(codec, "replace"), quoted=False, mark=">")
    number = segments[0][1] if segments else part.start + 1
    return [Line(line, ((0, number, 1),)) for line in text.split("\n")] if text else []


def _of_page(data: bytes) -> str:
    declared = _OLD_WEB.search(data[:4096])
    return declared[1].decode("ascii", "replace") if declared else ""


Segment = tuple[bytes, int, int]  # bytes, and the line and column where they stand


def _decoded(part: Part, lines: Sequence[bytes], warnings: list[str]) -> tuple[bytes, list[Segment]]:
    """The bytes of a body, as a whole and in the segments that stand together in the source."""
    transfer = part.header("content-transfer-encoding").strip().lower()
    if transfer == "base64":
        joined = re.sub(rb"[^A-Za-z0-9+/]", b"", b"".join(lines[part.start : part.end]))
        if len(joined) % 4 == 1:
            warnings.append("mime: base64 is cut")
            joined = joined[:-1]
        data = base64.b64decode(joined + b"=" * (-len(joined) % 4))
        return data, [(data, part.start + 1, 1)]
    if transfer == "quoted-printable":
        segments = [piece for at in range(part.start, part.end) for piece in _unquoted(lines[at], at + 1)]
    else:
        if transfer not in ("", "7bit", "8bit", "binary"):
            warnings.append(f"mime: unknown transfer encoding {transfer[:40]!r}, read as it is")
        segments = [(lines[at] + b"\n", at + 1, 1) for at in range(part.start, part.end)]
        if segments:  # the last line has no end of its own: UTF-16 would not come out even
            segments[-1] = (lines[part.end - 1], part.end, 1)
    return b"".join(data for data, _, _ in segments), segments


def _unquoted(line: bytes, number: int) -> Iterator[Segment]:
    """A quoted-printable line in segments: a stretch of plain bytes, or of escapes."""
    line = line.rstrip(b" \t")
    soft = line.endswith(b"=")
    line = line[:-1] if soft else line
    at = 0
    for escape in _ESCAPE.finditer(line):
        if escape.start() > at:
            yield line[at : escape.start()], number, at + 1
        data = bytes.fromhex(escape[0].replace(b"=", b"").decode())
        yield data.rstrip(b"\r") if escape.end() == len(line) and not soft else data, number, escape.start() + 1
        at = escape.end()
    yield line[at:] + (b"" if soft else b"\n"), number, at + 1


def _plain(part: Part, lines: Sequence[bytes], encoding: str | None, warnings: list[str]) -> list[Line]:
    data, segments = _decoded(part, lines, warnings)
    codec = charsets.choose(data, part.parameter("content-type", "charset"), encoding, warnings)
    placed = _text_lines(segments, codec)
    if part.parameter("content-type", "format").lower() == "flowed":
        return _unflowed(placed, part.parameter("content-type", "delsp").lower() == "yes")
    return placed


def _text_lines(segments: Sequence[Segment], codec: str) -> list[Line]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    plain = codec.startswith(("utf-8", "cp12"))
    result: list[Line] = []
    text: list[str] = []
    points: list[tuple[int, int, int]] = []
    length = 0
    for data, line, column in segments:
        if plain and not points and data.find(b"\n") == len(data) - 1 and data.isascii() and b"\r" not in data:
            result.append(Line(data[:-1].decode(), ((0, line, column),)))  # most lines of most mails
            continue
        decoded = decoder.decode(data)
        for piece in _LINE_END.split(decoded) if "\n" in decoded or "\r" in decoded else (decoded,):
            if piece in ("\r\n", "\n", "\r"):
                result.append(Line("".join(text), tuple(points) or ((0, line, column),)))
                text, points, length = [], [], 0
            elif piece:
                points.append((length, line, column))
                text.append(piece)
                length += len(piece)
    if text:
        result.append(Line("".join(text), tuple(points)))
    return result


def _unflowed(lines: Sequence[Line], delete_space: bool) -> list[Line]:
    """format=flowed (RFC 3676): a line that ends in a space goes on in the next, at the same depth of quoting."""
    result: list[Line] = []
    text: list[str] = []
    points: list[tuple[int, int, int]] = []
    length, open_depth = 0, -1
    for line in lines:
        depth = len(line.text) - len(line.text.lstrip(">"))
        inside = line.text[depth:] if depth else line.text
        stuffed = inside.startswith(" ")
        signature = inside in ("-- ", " -- ")
        if open_depth != depth or signature:
            if text:
                result.append(Line("".join(text), tuple(points)))
            text, points, length = [], [], 0
            piece = line if depth or not stuffed else _cut(line, 1)
        else:
            piece = _cut(line, depth + stuffed) if depth or stuffed else line
        flows = inside.endswith(" ") and not signature
        points += [(offset + length, number, column) for offset, number, column in piece.points]
        text.append(piece.text[:-1] if flows and delete_space else piece.text)
        length += len(text[-1])
        open_depth = depth if flows else -1
    if text:
        result.append(Line("".join(text), tuple(points)))
    return result


def _cut(line: Line, length: int) -> Line:
    """A line without its first characters."""
    before = [point for point in line.points if point[0] <= length]
    moved = (0, before[-1][1], before[-1][2] + length - before[-1][0])
    return Line(line.text[length:], (moved, *((o - length, n, c) for o, n, c in line.points if o > length)))
