"""Excel workbooks: one row a message, as in a CSV file; the first sheet whose first row names a text and who says it.

Recognised by its parts (xl/workbook.xml) and that row. Read with openpyxl, the extra `xlsx`. A message's line is its
row.
"""

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from csaudit.errors import InputError
from csaudit.limits import MAX_BYTES, MAX_RATIO
from csaudit.model import Item, Origin
from csaudit.readers import Options
from csaudit.reading import fields, records
from csaudit.source import Source

NEEDS = "xlsx"
EXAMPLE = "samples/formats/xlsx.xlsx"


def claims(source: Source) -> str | None:
    """A workbook with a sheet of messages; any workbook where openpyxl is missing, so that the user hears of it."""
    if not source.head.startswith(b"PK\x03\x04") or not _is_workbook(source):
        return None
    try:
        found = _sheet(source, Options())
    except InputError as error:
        return f"an Excel workbook; {error.reason}"
    return f"an Excel workbook with the sheet {found[0]!r}" if found else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """The transcripts of the first sheet with messages. Raises InputError where none has any."""
    for source in sources:
        found = _sheet(source, options)
        if found is None:
            raise InputError("no sheet names a text and who says it in its first row")
        _, header, rows = found
        said = [
            records.Row(record, number, Origin(((0, number, 0),)))
            for number, cells in rows
            if (record := {name: _value(cell) for name, cell in zip(header, cells, strict=False) if name})
            and any(value is not None for value in record.values())
        ]
        yield from records.conversations(said, source.stem, source.name, options)


def _is_workbook(source: Source) -> bool:
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (InputError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _sheet(source: Source, options: Options) -> tuple[str, list[str], Iterator[tuple[int, tuple[Any, ...]]]] | None:
    """Name, header and numbered rows of the first sheet with messages."""
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError as error:
        raise InputError("needs openpyxl: pip install 'csaudit[xlsx]'") from error
    except ImportError as error:  # installed, and at odds with something else
        raise InputError(f"openpyxl cannot be used: {error}") from error
    warnings.filterwarnings("ignore", module="openpyxl")  # Python would print them, with what stands in the workbook
    try:
        _check_size(source.data)
        book = load_workbook(BytesIO(source.data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = enumerate(sheet.iter_rows(values_only=True), 1)
            first = next(((number, row) for number, row in rows if any(cell is not None for cell in row)), None)
            header = [str(cell).strip() if cell is not None else "" for cell in first[1]] if first else []
            if fields.holds_messages(header, options.columns):
                return sheet.title, header, rows
    except InputError:
        raise
    except Exception as error:  # openpyxl passes on whatever its XML and zip parsers raise
        raise InputError(f"not readable as a workbook: {type(error).__name__}: {error}") from error
    return None


def _check_size(data: bytes) -> None:
    """Refuse what would unpack to far more than real workbooks do."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > MAX_BYTES or size > max(len(data) * MAX_RATIO, 1 << 20):
        raise InputError(f"unpacks to {size // 1024**2} MB: refused as a decompression bomb")


def _value(cell: Any) -> Any:
    """A cell as a record holds it: times as ISO 8601, whole numbers without a point."""
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
