"""A MIME message as lines with their places: headers, the text that was meant to be read, the names of attachments.

An own walk over the lines instead of `email.message_from_bytes`: that keeps no line numbers, recurses as deep as the
message says (a RecursionError from 500 multiparts on) and decodes attachments that nobody reads. Words in headers and
their parameters (RFC 2047, 2231) are left to the standard library.
"""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator, Sequence
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Header
from email.utils import collapse_rfc2231_value

from msgspec import Struct

from csaudit import html

MAX_DEPTH, MAX_PARTS = 50, 1_000
MAX_HEADER = 20_000  # characters of one header that are looked at: To with 10,000 recipients is no harm, 1 MB would be

# Names that mean another charset than they say: as browsers read them, or as Windows wrote them.
_CHARSETS = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "ks_c_5601": "cp949", "shift_jis": "cp932", "x-sjis": "cp932",
    "iso-8859-8-i": "cp1255", "iso-8859-8-e": "cp1255", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "iso-2022-jp": "iso2022_jp_ext",
}  # fmt: skip
_UNKNOWN = frozenset(["unknown-8bit", "x-unknown", "unknown", "ansi", "default", "binary", "8bit", "utf-7", "none"])
_OLD_WEB = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_VIEW_ONLINE = re.compile(
    r"view (?:this (?:e-?mail|message) )?(?:in (?:your |a )?(?:web )?browser|online)|html[- ](?:e-?mail|message)"
    r"|im browser|dans (?:votre|un) navigateur|en (?:el|su|tu) navegador",
    re.IGNORECASE,
)
_ESCAPE = re.compile(rb"(?:=[0-9A-Fa-f]{2})+")


class Line(Struct, frozen=True, gc=False):
    """A line of text, and the sorted (offset, line, column) of the source where its characters stand."""

    text: str
    points: tuple[tuple[int, int, int], ...]


class Part(Struct, frozen=True):
    """A MIME entity: its headers by lower-case name, and the range of the lines of its body."""

    headers: dict[str, list[str]]
    kind: str
    start: int
    end: int
    children: tuple["Part", ...] = ()

    def header(self, name: str) -> str:
        """The first header of a name, unfolded but not decoded; "" where there is none."""
        return self.headers.get(name, [""])[0]

    def parameter(self, header: str, name: str) -> str:
        """A parameter of a header, decoded (RFC 2231, 2047); "" where there is none."""
        carrier = Header()
        carrier["content-type"] = self.header(header)
        value = carrier.get_param(name, "", header="content-type")
        return words(collapse_rfc2231_value(value, errors="replace")) if value else ""

    @property
    def filename(self) -> str:
        """The name that the sender gave to a file; never to be used as a path."""
        return self.parameter("content-disposition", "filename") or self.parameter("content-type", "name")

    @property
    def is_file(self) -> bool:
        disposition = self.header("content-disposition").lower().lstrip()
        return disposition.startswith("attachment") or (bool(self.filename) and not disposition.startswith("inline"))


def words(value: str) -> str:
    """A header's encoded words decoded (RFC 2047), on one line whatever they decode to."""
    if "=?" in value:
        try:
            pieces = decode_header(value)
        except (HeaderParseError, binascii.Error, ValueError):
            pieces = []
        value = "".join(
            piece if isinstance(piece, str) else piece.decode(_codec(charset) or "latin-1", "replace")
            for piece, charset in pieces
        ) or value  # fmt: skip
    return " ".join(value.split())


def parse(lines: Sequence[bytes], warnings: list[str]) -> Part:
    """The tree of a message. What is deeper or more than the bounds is left out, with a warning."""
    left = [MAX_PARTS]
    return _part(lines, 0, len(lines), 0, left, warnings)


def _part(lines: Sequence[bytes], start: int, end: int, depth: int, left: list[int], warnings: list[str]) -> Part:
    headers, body = _headers(lines, start, end)
    part = Part(headers, _kind(headers), body, end)
    if not part.kind.startswith("multipart/"):
        return part
    boundary = part.parameter("content-type", "boundary").encode("utf-8", "replace")
    if not boundary:
        warnings.append("mime: multipart without a boundary, read as text")
        return Part(headers, "text/plain", body, end)
    if depth == MAX_DEPTH:
        warnings.append(f"mime: nested deeper than {MAX_DEPTH}, the rest not read")
        return Part(headers, "application/octet-stream", body, end)
    children: list[Part] = []
    for first, last in _between(lines, body, end, b"--" + boundary, warnings):
        left[0] -= 1
        if left[0] < 0:
            warnings.append(f"mime: more than {MAX_PARTS:,} parts, the rest not read")
            break
        children.append(_part(lines, first, last, depth + 1, left, warnings))
    return Part(headers, part.kind, body, end, tuple(children))


def _headers(lines: Sequence[bytes], start: int, end: int) -> tuple[dict[str, list[str]], int]:
    """Headers by lower-case name, and the line after the blank one that ends them."""
    headers: dict[str, list[str]] = {}
    pieces: list[bytes] = []
    at = start
    while at < end and lines[at]:
        if lines[at][:1] in b" \t" and pieces:
            pieces.append(lines[at].strip())
        elif b":" not in lines[at][:200] and not lines[at].startswith(b"From "):
            return _add(headers, pieces), at  # no header at all: the body begins without a blank line
        else:
            _add(headers, pieces)
            pieces = [lines[at]]
        at += 1
    return _add(headers, pieces), min(at + 1, end)


def _add(headers: dict[str, list[str]], pieces: Sequence[bytes]) -> dict[str, list[str]]:
    name, colon, value = b" ".join(pieces)[:MAX_HEADER].partition(b":")
    if colon:
        text = value.strip()
        try:
            decoded = text.decode("utf-8")
        except UnicodeDecodeError:
            decoded = text.decode("cp1252", "replace")
        headers.setdefault(name.strip().lower().decode("latin-1"), []).append(decoded)
    return headers


def _kind(headers: dict[str, list[str]]) -> str:
    declared = headers.get("content-type", ["text/plain"])[0].partition(";")[0].strip().lower()
    return declared if declared.count("/") == 1 else "text/plain"


def _between(
    lines: Sequence[bytes], start: int, end: int, mark: bytes, warnings: list[str]
) -> Iterator[tuple[int, int]]:
    """The ranges of lines between the boundaries of one multipart."""
    first: int | None = None
    for at in range(start, end):
        if not lines[at].startswith(mark):
            continue
        line = lines[at].rstrip()
        if line == mark or line == mark + b"--":
            if first is not None:
                yield first, at
            first = at + 1
            if line != mark:
                return
    warnings.append("mime: no end boundary")
    if first is not None:
        yield first, end


def attachments(part: Part) -> list[str]:
    """The names of what is no text to be read, in order; a mail within the mail is one of them."""
    if part.children:
        return [name for child in part.children for name in attachments(child)]
    if part.kind.startswith("multipart/") or (part.kind in ("text/plain", "text/html") and not part.is_file):
        return []
    return [part.filename or ("message.eml" if part.kind == "message/rfc822" else part.kind)]


def body(part: Part, lines: Sequence[bytes], encoding: str | None, warnings: list[str]) -> list[Line]:
    """The text that was meant to be read: plain text, or HTML where that is all there is or says far more."""
    if part.is_file:
        return []
    if part.kind == "text/plain":
        return _plain(part, lines, encoding, warnings)
    if part.kind == "text/html":
        data, placed = _decoded(part, lines, warnings)
        codec = charset(data, part.parameter("content-type", "charset") or _of_page(data), encoding, warnings)
        text = html.to_text(data.decode(codec, "replace"), quoted=False, mark=">")
        line = placed[0][1] if placed else part.start + 1
        return [Line(one, ((0, line, 1),)) for one in text.split("\n")] if text else []
    if part.kind == "multipart/encrypted":
        warnings.append("mail: encrypted, not read")
        return []
    if part.kind == "multipart/alternative":
        return _alternative(part, lines, encoding, warnings)
    children = part.children[:1] if part.kind in ("multipart/related", "multipart/signed") else part.children
    return [line for child in children for line in body(child, lines, encoding, warnings)]


def _alternative(part: Part, lines: Sequence[bytes], encoding: str | None, warnings: list[str]) -> list[Line]:
    plain = rich = ()  # type: tuple[Part, ...]
    for child in part.children:
        if child.kind == "text/plain":
            plain = plain or (child,)
        elif child.kind in ("text/html", "multipart/related", "multipart/mixed", "multipart/alternative"):
            rich = (child,)
    said: list[str] = []
    text = [line for one in plain for line in body(one, lines, encoding, said)]
    length = sum(len(line.text.strip()) for line in text)
    if rich and (not length or length < 2_000):
        other_said: list[str] = []
        other = body(rich[0], lines, encoding, other_said)
        longer = sum(len(line.text.strip()) for line in other)
        stub = length < longer / 20 or (
            length < longer and _VIEW_ONLINE.search(" ".join(line.text for line in text)[:1000])
        )
        if not length or stub:
            warnings += other_said
            return other
    warnings += said
    return text


def _of_page(data: bytes) -> str:
    declared = _OLD_WEB.search(data[:4096])
    return declared[1].decode("ascii", "replace") if declared else ""


def _codec(name: str | None) -> str | None:
    """The Python codec for a charset's name, as Windows and browsers mean it; None where there is none such."""
    folded = (name or "").strip().strip("'\"").lower()
    if not folded or folded in _UNKNOWN:
        return None
    try:
        found = codecs.lookup(_CHARSETS.get(folded, folded))
    except (LookupError, ValueError):
        return None
    return _CHARSETS.get(found.name, found.name) if found._is_text_encoding else None


def charset(data: bytes, declared: str, encoding: str | None, warnings: list[str]) -> str:
    """The codec that reads a body: as declared, else UTF-8 where it fits, else what the user says, or cp1252."""
    codec = _codec(declared)
    if data.isascii() and (codec is None or not codec.startswith(("utf", "iso2022", "hz"))):
        return "utf-8"
    if codec and not codec.startswith("cp125"):
        try:
            data.decode(codec)
            return codec
        except (UnicodeDecodeError, ValueError):
            pass
    try:
        data.decode("utf-8")
        found = "utf-8"
    except UnicodeDecodeError:
        if codec and codec.startswith("cp125"):
            return codec
        found = encoding or "cp1252"
    said = f"declared as {declared}" if declared else "not declared"
    if declared or found != "utf-8":
        warnings.append(f"encoding: {said}, read as {found.upper() if found == 'utf-8' else found}")
    return found


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
    codec = charset(data, part.parameter("content-type", "charset"), encoding, warnings)
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
        for piece in re.split(r"(\r\n|\n|\r)", decoder.decode(data)):
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
