import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit import find
from csaudit.decoding import decode, split_lines
from csaudit.errors import InputError
from csaudit.find import Portion
from csaudit.json_tolerant import loads
from csaudit.model import Unreadable
from csaudit.readers import Options
from csaudit.source import Source


@pytest.mark.parametrize(
    ("data", "text", "warned"),
    [
        (b"plain", "plain", False),
        ("é".encode(), "é", False),
        (b"\xef\xbb\xbfx", "x", False),
        (b"\xff\xfe" + "é".encode("utf-16-le"), "é", False),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "é", False),
        ("Agent: hello".encode("utf-16-le"), "Agent: hello", True),
        (b"caf\xe9 \x93x\x94", "café “x”", True),
    ],
)
def test_decoding(data: bytes, text: str, warned: bool) -> None:
    decoded, warnings = decode(data)
    assert (decoded, bool(warnings)) == (text, warned)


@pytest.mark.parametrize(("data", "encoding"), [(b"\x00\xff\x00\x01\xfe", None), (b"x", "no-such"), (b"\xff", "utf-8")])
def test_what_is_no_text_is_an_error(data: bytes, encoding: str | None) -> None:
    with pytest.raises(InputError):
        decode(data, encoding)


@given(st.text(st.sampled_from("ab\r\n\u2028\x0b\x0c\x85"), max_size=30))
def test_lines_end_at_cr_and_lf_only(text: str) -> None:
    for offset, line in split_lines(text):
        assert text[offset : offset + len(line)] == line
        assert not set(line) & set("\r\n")
    assert len(split_lines(text)) == len(text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")) + (
        len(text.replace("\r\n", "\n")) - len(text.replace("\r\n", "\n").rstrip("\r\n")) - 1
        if text.replace("\r\n", "\n").endswith(("\r", "\n"))
        else 0
    ) - (not text)


@pytest.mark.parametrize(
    ("data", "value", "mended"),
    [
        (b'{"a": NaN}', {"a": None}, ("json: NaN treated as null",)),
        (b'"\\ud83d"', "\ufffd", ("json: lone surrogate replaced",)),
        (b"\xef\xbb\xbf[1]", [1], ()),
        (b"[1e999]", [None], ()),
        (b'"\\ud83d\\ude00"', "😀", ()),
    ],
)
def test_json_is_mended_and_it_is_said(data: bytes, value: object, mended: tuple[str, ...]) -> None:
    assert loads(data) == (value, mended)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[" * 100_000, b"9" * 5000, b"[" * 2000 + b"NaN" + b"]" * 2000, b"\xff\x00\x01"]
)
def test_what_is_no_json_is_an_input_error(data: bytes) -> None:
    with pytest.raises(InputError):
        loads(data)


def test_lines_of_a_byte_range_are_those_that_begin_in_it() -> None:
    source = Source("x", data=b"one\ntwo\r\nthree")
    assert list(source.lines()) == [b"one", b"two", b"three"]
    assert list(source.lines(4, 9)) == [b"two"]
    assert list(source.lines(0, 5)) == [b"one", b"two"]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("x.json", b'{"a":1}\n{"a":2}', True),
        ("x.json", b'{"a":1}\n', False),
        ("x.jsonl", b'{"a":1}', True),
        ("x.jsonl", b"[\n1]", False),
        ("x.json", b'{\n"a":1}', False),
        ("x.ndjson", b'{"a\n{"a":1}', True),
    ],
)
def test_json_lines_are_told_from_one_document(name: str, data: bytes, expected: bool) -> None:
    assert Source(name, data=data).is_jsonl is expected


def test_a_gz_is_read_and_a_bomb_refused(tmp_path: Path) -> None:
    good, bomb = tmp_path / "chat.log.gz", tmp_path / "zeros.gz"
    good.write_bytes(gzip.compress(b"Agent: hi"))
    bomb.write_bytes(gzip.compress(b"0" * 30_000_000))
    assert (Source("chat.log.gz", good).text, Source("chat.log.gz", good).stem) == ("Agent: hi", "chat")
    assert Source("chat.log.gz", good).suffix == ".log"
    with pytest.raises(InputError, match="decompression bomb"):
        _ = Source("zeros.gz", bomb).data


def test_a_member_of_a_zip_is_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../chat.txt", "Agent: hi")
    assert Source("export.zip!../chat.txt", path, "../chat.txt").text == "Agent: hi"
    assert [entry.name for entry in tmp_path.iterdir()] == ["export.zip"]


@pytest.mark.parametrize("data", [b"", b"garbage", b"\x1f\x8b\x08garbage"])
def test_a_broken_gz_is_an_input_error(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(data)
    if data:
        with pytest.raises(InputError):
            _ = Source("x.gz", path).data


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        _ = Source("x", tmp_path / "x").text


@pytest.mark.parametrize("cut", [12, 60, 2000])
def test_a_gz_file_that_breaks_off_is_said_to_and_no_bug(tmp_path: Path, cut: int) -> None:
    lines = b"".join(b'{"id": "%d", "messages": [{"role": "agent", "text": "%d"}]}\n' % (n, n**40) for n in range(99))
    path = tmp_path / "chats.jsonl.gz"
    path.write_bytes(gzip.compress(lines)[:cut])

    (portion,) = find.portions([str(path)], lambda name: Options())
    assert isinstance(portion, Portion)
    found = list(find.items(portion, lambda name: Options()))

    assert isinstance(found[-1], Unreadable)
    assert found[-1].reason.startswith("not readable as gzip: ")
