import json
from typing import Any

import pytest

from csaudit.errors import InputError
from csaudit.model import Transcript, Unreadable, place
from tests.readers.reading import claimed, one, read, spoken

SAID = [{"role": "customer", "text": "hi"}, {"role": "agent", "author": "Bo", "text": "yo"}]
BROKEN: list[Any] = [None, [], {}, 7, "x", True, [[]], {"name": None}]
WHAT = [("customer", None, "hi"), ("agent", "Bo", "yo")]


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"id": "c", "messages": SAID}, "/messages/1/text"),
        ([{"id": "c", "messages": SAID}], "/0/messages/1/text"),
        ({"conversations": [{"id": "c", "turns": SAID}]}, "/conversations/0/turns/1/text"),
        ({"data": {"results": [{"id": "c", "messages": SAID}]}}, "/data/results/0/messages/1/text"),
        ({"value": [{"id": "c", "messages": SAID}], "count": 1}, "/value/0/messages/1/text"),
        ({"a/b": [{"id": "c", "messages": SAID}]}, "/a~1b/0/messages/1/text"),
        ([part | {"chat_id": "c"} for part in SAID], "/1/text"),
        ({"data": [part | {"chat_id": "c"} for part in SAID]}, "/data/1/text"),
    ],
)
def test_conversations_are_found_wherever_they_lie(value: Any, pointer: str) -> None:
    data = json.dumps(value)
    assert claimed("json", data, "x.json")
    transcript = one("json", data, "x.json")
    assert (transcript.id, spoken(transcript)) == ("c", WHAT)
    assert place(transcript, 1, 0)[3] == pointer


def test_without_an_id_the_file_and_the_place_name_it() -> None:
    assert one("json", json.dumps({"messages": SAID}), "chat.json").id == "chat"
    items = read("json", json.dumps([{"messages": SAID}] * 2), "chat.json")
    assert [item.id for item in items if isinstance(item, Transcript)] == ["chat:1", "chat:2"]


def test_a_page_of_several_says_so() -> None:
    value = {"conversations": [{"messages": SAID}], "next_page": "https://x.example/2"}
    assert one("json", json.dumps(value)).warnings == ("partial: the file names a next page that is not here",)


def test_what_is_no_conversation_in_a_list_is_unreadable() -> None:
    items = read("json", json.dumps([{"messages": SAID}, {"x": 1}]))
    assert isinstance(items[1], Unreadable)
    assert items[1].reason == "/1: no messages: a record with the keys x"


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        7,
        "x",
        None,
        {"messages": []},
        {"messages": ["hi"]},
        {"name": "package", "version": 1},
        {"comments": [{"author": "ann", "body": "nice patch"}]},
        [{"text": "x"}],
        {"roles": [{"role": "admin"}]},
        {"macros": [{"title": "Hello", "actions": []}]},
        [{"name": "Greeting", "text": "Hello"}],
    ],
)
def test_other_json_is_not_claimed(value: Any) -> None:
    assert claimed("json", json.dumps(value), "x.json") is None


@pytest.mark.parametrize(
    ("data", "reason"), [("", "empty"), ("{", "not JSON"), ("{}", "no messages"), ("[" * 9999, "not")]
)
def test_unusable_json_is_an_error(data: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read("json", data)


def test_no_missing_field_is_a_traceback() -> None:
    whole: dict[str, Any] = {
        "id": "c",
        "channel": "chat",
        "tags": ["x"],
        "messages": [
            {
                "id": 1,
                "role": "agent",
                "author": {"name": "Bo"},
                "text": "hi",
                "time": 1735689600,
                "files": [{"name": "a"}],
            },
        ],
    }
    for key in whole["messages"][0]:
        for value in BROKEN:
            part = {**whole["messages"][0], key: value}
            assert len(read("json", json.dumps({**whole, "messages": [part, *SAID]}))) == 1
    for key in ("id", "channel", "tags"):
        for value in BROKEN:
            assert len(read("json", json.dumps({**whole, key: value}))) == 1
