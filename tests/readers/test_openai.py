import json
from typing import Any

import pytest

from csaudit.model import Unreadable, place
from tests.readers.reading import claimed, one, read, spoken

ASKED = {"role": "user", "content": "where is it?"}
TOLD = {"role": "assistant", "content": "On its way."}
BOTH = [("customer", "user", "where is it?"), ("agent", "assistant", "On its way.")]


@pytest.mark.parametrize(
    ("record", "pointer"),
    [
        ({"messages": [ASKED, TOLD]}, "/messages/1/content"),
        ([ASKED, TOLD], "/1/content"),
        ({"messages": [ASKED], "choices": [{"index": 0, "message": TOLD}]}, "/choices/0/message/content"),
        (
            {"request": {"messages": [ASKED]}, "response": {"choices": [{"message": TOLD}]}},
            "/response/choices/0/message/content",
        ),
        ({"custom_id": "c", "body": {"messages": [ASKED, TOLD]}}, "/body/messages/1/content"),
        (
            {
                "input": "where is it?",
                "output": [{"role": "assistant", "content": [{"type": "output_text", "text": "On its way."}]}],
            },
            "/output/0/content",
        ),
        (
            {"messages": [ASKED, {"role": "assistant", "content": None, "tool_calls": [{}]}, TOLD]},
            "/messages/2/content",
        ),
        (
            {"messages": [ASKED, {"role": "assistant", "content": None, "refusal": "On its way."}]},
            "/messages/1/content",
        ),
    ],
)
def test_reads_each_shape(record: Any, pointer: str) -> None:
    data = json.dumps(record)
    assert claimed("openai", data)
    transcript = one("openai", data)
    assert spoken(transcript) == BOTH
    assert place(transcript, 1, 0)[3] == pointer


def test_prompt_and_completion_are_a_pair() -> None:
    assert spoken(one("openai", '{"prompt": "where is it?\\n", "completion": " On its way."}')) == BOTH


def test_the_options_say_what_an_assistant_is() -> None:
    transcript = one("openai", json.dumps({"messages": [ASKED, TOLD]}), assistant="bot")
    assert [message.role for message in transcript.messages] == ["customer", "bot"]


def test_parts_that_are_no_text_are_attachments() -> None:
    content = [
        {"type": "text", "text": "see"},
        {"type": "image_url", "image_url": {"url": "x"}},
        {"type": "input_audio"},
    ]
    transcript = one("openai", json.dumps({"messages": [{"role": "user", "content": content}, TOLD]}))
    assert (transcript.messages[0].text, transcript.messages[0].attachments) == ("see", ("image", "audio"))


def test_a_bad_line_is_told() -> None:
    items = read("openai", json.dumps({"messages": [ASKED, TOLD]}) + '\n{"x": 1}\n{"mess\n', "x.jsonl")
    assert [item.line for item in items] == [1, 2, 3]  # type: ignore[union-attr]
    assert [type(item) is Unreadable for item in items] == [False, True, True]


@pytest.mark.parametrize(
    "value",
    [
        {"messages": [{"role": "agent", "content": "x"}]},
        {"messages": []},
        {"messages": [{"role": "user", "text": "x"}]},
        {},
        [],
        1,
        {"role": "user"},
    ],
)
def test_other_roles_are_not_claimed(value: Any) -> None:
    assert claimed("openai", json.dumps(value)) is None
