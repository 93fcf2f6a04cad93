import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.errors import InputError
from csaudit.model import Message, Transcript, Unreadable, place
from csaudit.readers import Options, jsonl
from csaudit.source import Source
from tests.readers.reading import claimed, one, read

OWN = b'{"id":"a","messages":[{"role":"agent","text":"hi","timestamp":"2025-01-01T10:00:00Z"}]}'
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.lists(texts, max_size=4), min_size=1, max_size=4))
def test_what_csaudit_writes_comes_back_the_same(conversations: list[list[str]]) -> None:
    written = [
        Transcript(f"c{number}", tuple(Message("agent", text) for text in said), warnings=() if said else ("x",))
        for number, said in enumerate(conversations)
    ]
    items = read("jsonl", b"\n".join(msgspec.json.encode(one) for one in written))
    for before, after in zip(written, items, strict=True):
        assert isinstance(after, Transcript)
        assert (after.id, after.messages) == (before.id, before.messages)


def test_each_message_knows_its_line_and_pointer() -> None:
    items = read("jsonl", b"\n" + OWN + b"\n\n" + OWN.replace(b'"text"', b'"body"'))
    assert [place(item, 0, 0)[1:] for item in items if isinstance(item, Transcript)] == [
        (2, None, "/messages/0/text"),
        (4, None, "/messages/0/body"),
    ]


def test_a_bad_line_is_told_and_the_rest_goes_on() -> None:
    items = read("jsonl", OWN + b'\n{"id": \n[1]\n{"x": 1}\n' + OWN)
    bad = [item for item in items if isinstance(item, Unreadable)]
    assert [item.line for item in bad] == [2, 3, 4]
    assert [type(item) for item in items] == [Transcript, Unreadable, Unreadable, Unreadable, Transcript]


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        (b'{"id":"a","messages":[{"role":"agent","text":"hi"}],"x":NaN}', "json: NaN treated as null"),
        (b'{"id":"a","messages":[{"role":"agent","text":"\\ud83d hi"}]}', "json: lone surrogate replaced"),
        (b'{"id":"a","messages":[]}', "empty: no messages"),
        (
            b'{"id":"a","messages":[{"role":"agent","text":"hi","timestamp":"2025-01-01T10:00:00"}]}',
            "time: no time zone in the timestamps",
        ),
        (b'{"id":"a","messages":[{"role":"agent","text":"hi"},7]}', "message: number 2 is no record, left out"),
    ],
)
def test_what_had_to_be_mended_is_a_warning(line: bytes, warning: str) -> None:
    assert one("jsonl", line).warnings == (warning,)


def test_a_byte_order_mark_and_utf_16_are_read() -> None:
    assert one("jsonl", b"\xef\xbb\xbf" + OWN).messages[0].text == "hi"
    assert one("jsonl", b"\xff\xfe" + OWN.decode().encode("utf-16-le")).messages[0].text == "hi"


def test_options_hold_on_the_fast_path_too() -> None:
    line = (
        b'{"id":"","messages":[{"role":"agent","author":"Bo","text":"0123456789","timestamp":"2025-06-01T10:00:00"}]}'
    )
    transcript = one("jsonl", line, "x.jsonl", bots=("bo",), timezone="Europe/Rome", max_message_chars=4)
    (message,) = transcript.messages
    assert (message.role, message.text, str(message.timestamp)) == ("bot", "0123", "2025-06-01 10:00:00+02:00")
    assert transcript.warnings == ("text: message 1 has 10 characters, cut to 4",)
    assert transcript.id == "x:1"


def test_a_line_cannot_place_its_text_in_another_file() -> None:
    line = OWN.replace(b'"hi"', b'"hi","origin":{"points":[[5,1,1]],"file":"/etc/passwd"}')
    assert place(one("jsonl", line), 0, 0) == ("case.txt", 1, None, "/messages/0/text")


def test_one_message_a_line_is_gathered_by_conversation() -> None:
    lines = (
        b'{"conversation_id":"b","sender_type":"customer","text":"1"}\n{"conversation_id":"a","role":"agent","text":"2"}\n'
        b'{"conversation_id":"b","role":"agent","text":"3"}\n'
    )
    assert claimed("jsonl", lines)
    items = read("jsonl", lines)
    assert [
        (item.id, [message.text for message in item.messages]) for item in items if isinstance(item, Transcript)
    ] == [
        ("b", ["1", "3"]),
        ("a", ["2"]),
    ]
    assert [place(items[0], index, 0)[1] for index in (0, 1)] == [1, 3]  # type: ignore[arg-type]
    assert not jsonl.splittable(Source("x", data=lines))


def test_parts_of_a_file_make_the_whole() -> None:
    lines = [OWN.replace(b'"a"', b'"%d"' % number) for number in range(9)]
    source = Source("x.jsonl", data=b"\n".join(lines) + b"\n")
    assert jsonl.splittable(source)
    whole = list(jsonl.read([source], Options()))
    cut = len(b"\n".join(lines[:4])) + 1
    parts = [*jsonl.read([source], Options(), 0, cut), *jsonl.read([source], Options(), cut, None, 5)]
    assert parts == whole
    assert [item.line for item in parts if isinstance(item, Transcript)] == list(range(1, 10))


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError, match="empty"):
        read("jsonl", data)


def test_a_file_named_jsonl_may_begin_with_a_broken_line() -> None:
    assert claimed("jsonl", b'{"id": "a", "mess\n' + OWN, "x.jsonl")


@pytest.mark.parametrize(
    "data", [b'{"a":1}\n{"b":2}\n', b"[1]\n[2]\n", b"text\n", b"", OWN, b'{"text":"x"}\n{"text":"y"}']
)
def test_other_lines_are_not_claimed(data: bytes) -> None:
    assert claimed("jsonl", data) is None


@given(st.binary(max_size=60))
def test_no_bytes_break_it(data: bytes) -> None:
    with contextlib.suppress(InputError):
        read("jsonl", b'{"id":"a","messages":[]}\n' + data, "x.jsonl")
