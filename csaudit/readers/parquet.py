"""Parquet: one row a message, or one row a conversation with a list of messages.

Recognised by its mark (PAR1) and the names of its columns. Read with pyarrow, the extra `parquet`. A message's line is
its row.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from msgspec.structs import replace

from csaudit.errors import InputError
from csaudit.model import Item, Origin, Unreadable
from csaudit.readers import Options
from csaudit.reading import fields, records
from csaudit.source import Source

NEEDS = "parquet"
EXAMPLE = "samples/formats/parquet.parquet"


def claims(source: Source) -> str | None:
    """Columns for a text and who says it, or a list of messages; any Parquet file where pyarrow is missing."""
    if not source.head.startswith(b"PAR1"):
        return None
    try:
        names = _open(source).schema_arrow.names
    except InputError as error:
        return f"a Parquet file; {error.reason}"
    if fields.holds_messages(names) or fields.list_key(names):
        return f"a Parquet file with the columns {', '.join(names[:8])}"
    return None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """The transcripts: in the order of their rows. Raises InputError for columns that hold no messages."""
    for source in sources:
        names = _open(source).schema_arrow.names
        if fields.list_key(names) and not fields.holds_messages(names, options.columns):
            yield from _conversations(source, options)
        elif "text" in fields.under(dict.fromkeys(names, "x"), "message", options.columns):
            rows = [records.Row(record, number, Origin(((0, number, 0),))) for number, record in _rows(source)]
            yield from records.conversations(rows, source.stem, source.name, options)
        else:
            raise InputError(f"no column holds messages or a text: {', '.join(names[:12])}")


def _conversations(source: Source, options: Options) -> Iterator[Item]:
    for number, record in _rows(source):
        try:
            found = records.conversation(record, f"{source.stem}:{number}", options)
            yield replace(found, source=source.name, line=number)
        except InputError as error:
            yield Unreadable(source.name, error.reason, number)


def _rows(source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    try:
        for batch in _open(source).iter_batches(batch_size=2048):
            for record in batch.to_pylist():
                number += 1
                yield number, _plain(record)
    except (OSError, ValueError, NotImplementedError, OverflowError, MemoryError) as error:  # pyarrow's are of these
        raise InputError(f"not readable as Parquet: {error}") from error


def _open(source: Source) -> Any:
    """The file, opened. Raises InputError where pyarrow is missing or the file is broken."""
    try:
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise InputError("needs pyarrow: pip install 'csaudit[parquet]'") from error
    except ImportError as error:  # installed, and at odds with something else
        raise InputError(f"pyarrow cannot be used: {error}") from error
    try:
        return parquet.ParquetFile(BytesIO(source.data))
    except (OSError, ValueError) as error:
        raise InputError(f"not readable as Parquet: {error}") from error


def _plain(value: Any) -> Any:
    """Values as JSON has them: times as ISO 8601, bytes as text."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
