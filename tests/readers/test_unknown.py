"""What no reader knows is said with why: broken JSON with its place, anything else by what it looks like."""

from pathlib import Path

import pytest

from csaudit import find
from csaudit.find import Portion
from csaudit.model import Item, Skipped, Unreadable
from csaudit.readers import Options


def items(path: Path) -> list[Item]:
    """What comes of a path as the user names it."""
    found = find.portions([str(path)], lambda name: Options())
    return [
        item for one in found for item in (find.items(one, lambda name: Options()) if isinstance(one, Portion) else (one,))
    ]


BROKEN = [
    ("one.jsonl", b'{"id": 1, "messages": [{"role": "agent", "text": "x"}\n', "it breaks off here", 1, 54),
    ("words.ndjson", b"hello there\n", "Expecting value", 1, 1),
    ("chat.json", b'{"id": "1",\n "messages": [}\n', "Expecting value", 2, 15),
    ("cut.json", b'[{"id": 1}, {"id', "Unterminated string starting at", 1, 14),
    ("list.jsonl", b'[{"a": 1},\n', "it breaks off here", 2, 1),
    ("export", b'\xef\xbb\xbf{"x": 1,,}', "Expecting property name enclosed in double quotes", 1, 9),
]


@pytest.mark.parametrize(("name", "data", "why", "line", "column"), BROKEN, ids=[one[0] for one in BROKEN])
def test_broken_json_is_said_to_be_that_and_where(
    tmp_path: Path, name: str, data: bytes, why: str, line: int, column: int
) -> None:
    (tmp_path / name).write_bytes(data)
    assert items(tmp_path / name) == [Unreadable(str(tmp_path / name), f"not JSON: {why}", line, column)]


def test_every_broken_line_of_a_file_of_json_lines_is_told(tmp_path: Path) -> None:
    (tmp_path / "chats.jsonl").write_bytes(b"{\n\n1,2\n")
    assert items(tmp_path / "chats.jsonl") == [
        Unreadable(str(tmp_path / "chats.jsonl"), "not JSON: it breaks off here", 1, 2),
        Unreadable(str(tmp_path / "chats.jsonl"), "not JSON: Extra data", 3, 2),
    ]


def test_in_a_folder_broken_json_is_skipped_and_said_to_be_broken_but_json_lines_are_claimed_by_their_name(tmp_path: Path) -> None:
    (tmp_path / "tsconfig.json").write_bytes(b'{// strict\n"strict": true}')
    (tmp_path / "chats.jsonl").write_bytes(b'{"id": 1, "mess')
    assert [(type(item), item.reason) for item in items(tmp_path) if isinstance(item, Unreadable | Skipped)] == [
        (Unreadable, "not JSON: Unterminated string starting at"),
        (Skipped, "not JSON: Expecting property name enclosed in double quotes"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "looks"),
    [
        ("a.json", b'{"widgets": [], "b": 1}', "JSON with the keys b, widgets"),
        ("a.json", b'["x"]', "JSON without a record"),
        ("a.jsonl", b"5\n", "JSON without a record"),
        ("a.txt", b"Buy milk.\n", "text without speakers"),
        ("a.bin", b"\x00\x01\x02", "binary data"),
    ],
)
def test_what_is_whole_and_unknown_is_said_by_what_it_looks_like(tmp_path: Path, name: str, data: bytes, looks: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert items(tmp_path / name) == [Unreadable(str(tmp_path / name), f"no reader knows this: {looks}")]
