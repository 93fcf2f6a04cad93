"""Workbooks and Parquet: what their libraries write comes back; where those are missing, the user is told."""

import sys
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from csaudit.errors import InputError
from csaudit.model import place
from tests.readers.reading import claimed, one, read, spoken

ROWS = [("c1", datetime(2025, 4, 2, 14, 1), "customer", "Al", "hi", False), ("c1", None, "agent", "Bo", "yo", True)]
HEADER = ["Chat ID", "Created at", "Role", "Author", "Message", "Private"]


def workbook(*sheets: list[Any]) -> bytes:
    openpyxl = pytest.importorskip("openpyxl", exc_type=ImportError)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def table(columns: dict[str, list[Any]]) -> bytes:
    pyarrow = pytest.importorskip("pyarrow", exc_type=ImportError)
    from pyarrow import parquet

    file = BytesIO()
    parquet.write_table(pyarrow.table(columns), file)
    return file.getvalue()


def test_the_first_sheet_with_messages_is_read() -> None:
    data = workbook([["About this file"]], [HEADER, *ROWS])
    assert claimed("xlsx", data)
    transcript = one("xlsx", data)
    assert (transcript.id, spoken(transcript)) == ("c1", [("customer", "Al", "hi"), ("agent", "Bo", "yo")])
    assert [message.visibility for message in transcript.messages] == ["public", "internal"]
    assert transcript.messages[0].timestamp == datetime(2025, 4, 2, 14, 1)
    assert place(transcript, 1, 0)[1:3] == (3, None)


def test_a_workbook_of_other_things_is_not_claimed() -> None:
    data = workbook([["Name", "Price"], ["lamp", 3]])
    assert claimed("xlsx", data) is None
    with pytest.raises(InputError, match="no sheet"):
        read("xlsx", data)


def test_a_workbook_that_unpacks_to_nonsense_is_refused() -> None:
    pytest.importorskip("openpyxl", exc_type=ImportError)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 20_000_000)
    with pytest.raises(InputError, match="decompression bomb"):
        read("xlsx", file.getvalue())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"text"])
def test_a_broken_workbook_is_an_error(data: bytes) -> None:
    assert claimed("xlsx", data) is None
    with pytest.raises(InputError):
        read("xlsx", data)


def test_parquet_with_a_message_a_row() -> None:
    data = table({name: [row[at] for row in ROWS] for at, name in enumerate(HEADER)})
    assert claimed("parquet", data)
    transcript = one("parquet", data)
    assert (transcript.id, spoken(transcript)) == ("c1", [("customer", "Al", "hi"), ("agent", "Bo", "yo")])
    assert place(transcript, 0, 0)[1:3] == (1, None)


def test_parquet_with_a_conversation_a_row() -> None:
    said = [{"role": "agent", "text": "yo", "ts": datetime(2025, 1, 1, tzinfo=UTC)}]
    data = table({"id": ["c1", "c2"], "messages": [said, []]})
    assert claimed("parquet", data)
    items: list[Any] = read("parquet", data)
    assert [(item.id, item.line, len(item.messages)) for item in items] == [("c1", 1, 1), ("c2", 2, 0)]
    assert items[0].messages[0].timestamp == datetime(2025, 1, 1, tzinfo=UTC)


def test_parquet_of_other_things_is_refused() -> None:
    data = table({"price": [1]})
    assert claimed("parquet", data) is None
    with pytest.raises(InputError, match="no column holds messages"):
        read("parquet", data)
    with pytest.raises(InputError, match="not readable as Parquet"):
        read("parquet", b"PAR1xxxx")


@pytest.mark.parametrize(
    ("reader", "package", "extra"), [("xlsx", "openpyxl", "xlsx"), ("parquet", "pyarrow", "parquet")]
)
def test_a_missing_library_is_named_with_its_extra(
    reader: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workbook([HEADER, *ROWS]) if reader == "xlsx" else table({"role": ["agent"], "text": ["x"]})
    monkeypatch.setitem(sys.modules, package, None)
    assert claimed(reader, data) is not None
    with pytest.raises(InputError, match=rf"pip install 'csaudit\[{extra}\]'"):
        read(reader, data)
