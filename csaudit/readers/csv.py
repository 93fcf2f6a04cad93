"""CSV and TSV: one row a message, its columns named in the first row.

Recognised by a header that names a text and a role or an author (the synonyms are those of `csaudit.reading.records`;
`columns:` in the options names others). The delimiter is the one of , ; tab and | that the header makes most sense
with; a "sep=;" line, a byte order mark and Excel's UTF-16 are understood. Rows are gathered by their conversation's id
and sorted by time.

An own scanner instead of the csv module: it knows the place of each cell, and a quote that never closes spoils one cell
where csv takes the rest of the file into it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from csaudit import clock
from csaudit.decoding import decode, split_lines
from csaudit.errors import InputError
from csaudit.model import Item, Origin
from csaudit.readers import Options
from csaudit.reading import fields, records
from csaudit.source import Source

GENERIC = True
EXAMPLE = "samples/formats/csv.csv"

_LIST_OF_TICKETS = (
    "a list of tickets without their messages: export the comments as well (Zendesk: the JSON export with comments)"
)


class _Cell(NamedTuple):
    """A cell as written between its delimiters, without the quotes around it; `start` is its offset in the file."""

    raw: str
    start: int
    quoted: bool

    @property
    def value(self) -> str:
        value = self.raw.replace('""', '"') if self.quoted else self.raw
        return value.replace("\r\n", "\n").replace("\r", "\n")


def claims(source: Source) -> str | None:
    """A header row that names a text and who says it."""
    if source.head.lstrip()[:1] in (b"{", b"["):
        return None
    try:
        text = decode(source.head, source.encoding)[0]
    except InputError:
        return None
    header, delimiter = _header(text, Options())
    if fields.holds_messages(header):
        return f"a table with the columns {', '.join(header[:8])}"
    return "a table of tickets" if delimiter and _holds_tickets(header) else None


def mapped(source: Source, options: Options) -> bool:
    """Whether this is a table with every column that the user named: no other word of its header has to be known."""
    try:
        text = decode(source.head, options.encoding or source.encoding)[0]
    except InputError:
        return False
    return set(options.columns.values()) <= set(_header(text, options)[0])


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """The transcripts, in the order of their first rows. Raises InputError where the header names no text."""
    for source in sources:
        if not source.text.strip():
            raise InputError("empty")
        header, delimiter = _header(source.text, options)
        if "text" not in _columns(header, options):
            raise InputError(_LIST_OF_TICKETS if _holds_tickets(header) else _no_text(header), 1)
        rows = list(_records(source.text, header, delimiter, options))
        if not rows:
            raise InputError("empty: a header and no rows")
        time = _columns(header, options).get("timestamp", "")
        order, guessed = clock.order([str(row.record.get(time, "")) for row in rows], options.date_order)
        rows[0] = rows[0]._replace(warnings=(*source.text_warnings, *guessed, *rows[0].warnings))
        yield from records.conversations(rows, source.stem, source.name, replace(options, date_order=order))


def _columns(header: Sequence[str], options: Options) -> dict[str, str]:
    return fields.under(dict.fromkeys(header, "x"), "message", options.columns)


def _holds_tickets(header: Sequence[str]) -> bool:
    names = {name.strip().lower() for name in header}
    return "text" not in _columns(header, Options()) and {"subject", "status"} <= names and bool(
        names & {"requester", "ticket id", "ticket_id", "assignee"}
    )  # fmt: skip


def _no_text(header: Sequence[str]) -> str:
    return f"no column holds the text: {', '.join(header[:12])}; name it with columns: {{text: ...}}"


def _header(text: str, options: Options) -> tuple[list[str], str]:
    """The names of the columns and the delimiter with which they make most sense; ([], "") where none does."""
    line = next((line for _, line in split_lines(text[:65536]) if line.strip() and not _is_sep(line)), "")
    best: tuple[int, list[str], str] = (0, [], "")
    for delimiter in ",;\t|":
        names = [cell.value.strip() for cell in next(_rows(line, delimiter), [])]
        known = len(_columns(names, options)) + len(fields.under(dict.fromkeys(names, "x"), "conversation"))
        if len(names) > 1 and known > best[0]:
            best = known, names, delimiter
    return best[1], best[2]


def _is_sep(line: str) -> bool:
    return re.fullmatch(r'"?sep=.{0,2}"?', line.strip(), re.IGNORECASE) is not None


def _records(text: str, header: Sequence[str], delimiter: str, options: Options) -> Iterator[records.Row]:
    """A record a row, and where its text stands. Cells over the header's count belong to a text that is last."""
    starts = [offset for offset, _ in split_lines(text)]
    key = _columns(header, options)["text"]
    column = header.index(key) if key in header else len(header) - 1
    begun = False
    for cells in _rows(text, delimiter):
        first = "".join(cell.raw for cell in cells)
        if not begun:
            begun = bool(first.strip()) and not _is_sep(first)
            continue
        if not first.strip():
            continue
        line = bisect_right(starts, cells[0].start)
        warnings: tuple[str, ...] = ()
        if len(cells) > len(header):
            cells, warnings = _fitted(cells, header, column, delimiter, text, line)
        record = {name: cell.value if at == column else cell.value.strip()
                  for at, (name, cell) in enumerate(zip(header, cells, strict=False))}  # fmt: skip
        origin = Origin(_points(cells[column], starts)) if column < len(cells) else Origin(((0, line, 0),))
        yield records.Row(record, line, origin, warnings)


def _fitted(
    cells: list[_Cell], header: Sequence[str], column: int, delimiter: str, text: str, line: int
) -> tuple[list[_Cell], tuple[str, ...]]:  # fmt: skip
    """Cells cut to the header's count; a text in the last column takes the rest, for it holds unquoted delimiters."""
    count = len(header)
    if column != count - 1 or any(cell.quoted for cell in cells[column:]):
        return cells[:count], (f"csv: line {line} has {len(cells)} cells for {count} columns, the rest left out",)
    end = cells[-1].start + len(cells[-1].raw)
    whole = _Cell(text[cells[column].start : end], cells[column].start, False)
    return [*cells[:column], whole], (f"csv: line {line} has more cells than columns, the rest taken as text",)


def _points(cell: _Cell, starts: Sequence[int]) -> tuple[tuple[int, int, int], ...]:
    """Where a cell's value stands: a point for its start, and for what follows each line end and doubled quote."""
    places = [(0, cell.start)]
    shorter = 0
    for match in re.finditer(r'""|\r\n|\r|\n' if cell.quoted else r"\r\n|\r|\n", cell.raw):
        shorter += len(match[0]) - 1
        places.append((match.end() - shorter, cell.start + match.end()))
    lines = [(offset, place, bisect_right(starts, place)) for offset, place in places]
    return tuple((offset, line, place - starts[line - 1] + 1) for offset, place, line in lines if line)


def _rows(text: str, delimiter: str) -> Iterator[list[_Cell]]:
    """The cells of each row."""
    mark = re.escape(delimiter)
    pattern = re.compile(
        rf'(?:"([^"]*(?:""[^"]*)*)"[^{mark}\r\n]*|([^{mark}\r\n]*))({mark}|\r\n|\n|\r|\Z)'  # a quote ends the cell
    )
    row: list[_Cell] = []
    for match in pattern.finditer(text):
        group = 1 if match[1] is not None else 2
        row.append(_Cell(match[group], match.start(group), group == 1))
        if match[3] != delimiter:
            if match[3] or len(row) > 1 or row[0].raw:
                yield row
            row = []
