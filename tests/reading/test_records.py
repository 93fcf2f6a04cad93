from typing import Any

import pytest

from csaudit.errors import InputError
from csaudit.readers import Options
from csaudit.reading import fields, records


def message(record: dict[str, Any], **options: Any) -> Any:
    return records.message(record, Options(**options), "")


@pytest.mark.parametrize(
    ("record", "role", "author"),
    [
        ({"role": "agent", "text": "x"}, "agent", None),
        ({"sender_type": "Client", "text": "x"}, "customer", "Client"),
        ({"authorRole": "rep", "author": "Bo", "text": "x"}, "agent", "Bo"),
        ({"direction": "inbound", "from": "Ann", "text": "x"}, "customer", "Ann"),
        ({"from": {"type": "visitor", "name": "Ann"}, "text": "x"}, "customer", "Ann"),
        ({"sender": {"role": "agent", "email": "bo@x.example"}, "text": "x"}, "agent", "bo@x.example"),
        ({"speaker": "Agent Bo", "text": "x"}, "agent", "Bo"),
        ({"author": "Bo", "is_agent": True, "text": "x"}, "agent", "Bo"),
        ({"author": "Ann", "isAgent": "false", "text": "x"}, "customer", "Ann"),
        ({"author": "Bo", "isBot": 1, "text": "x"}, "bot", "Bo"),
        ({"role": "supervisor", "text": "x"}, "agent", "supervisor"),
        ({"role": "assistant", "text": "x"}, "agent", "assistant"),
        ({"author": "Bo", "internal": True, "text": "x"}, "agent", "Bo"),
        ({"author": "Bo", "text": "x"}, None, "Bo"),
        ({"role": 7, "author": ["x"], "text": "x"}, None, None),
    ],
)
def test_who_speaks(record: dict[str, Any], role: str | None, author: str | None) -> None:
    turn = message(record)
    assert (turn.role, turn.author) == (role, author)


@pytest.mark.parametrize(
    ("record", "visibility"),
    [
        ({"internal": True}, "internal"),
        ({"private": "false"}, "public"),
        ({"public": False}, "internal"),
        ({"is_public": "yes"}, "public"),
        ({"visibility": "private"}, "internal"),
        ({"visibility": "public"}, "public"),
        ({"type": "internal_note"}, "internal"),
        ({"note": "call back at five"}, "public"),
        ({"status": "failed"}, "internal"),
        ({"isDraft": 1}, "internal"),
        ({"status": "read"}, "public"),
        ({}, "public"),
    ],
)
def test_what_is_private(record: dict[str, Any], visibility: str) -> None:
    assert message({"role": "agent", "text": "x", **record}).visibility == visibility


@pytest.mark.parametrize(
    ("value", "text", "attachments"),
    [
        ("x", "x", ()),
        (None, "", ()),
        (7, "7", ()),
        (["a", "b"], "a\nb", ()),
        ({"text": "x"}, "x", ()),
        ([{"type": "text", "text": {"value": "x"}}], "x", ()),
        ([{"type": "image_url"}], "", ("image",)),
        ({"parts": [{"text": "x"}]}, "x", ()),
        ([7, None], "", ()),
        (True, "", ()),
    ],
)
def test_what_a_content_field_says(value: Any, text: str, attachments: tuple[str, ...]) -> None:
    assert fields.content(value) == (text, attachments)


def test_a_text_buried_under_records_ends_nothing() -> None:
    value: Any = "x"
    for _ in range(900):
        value = {"text": [value]}
    assert fields.content(value) == ("", ())


def test_html_alone_becomes_text_and_is_pointed_at() -> None:
    turn = message({"role": "agent", "html_body": "<p>Hi <b>Ann</b></p>"})
    assert turn.text.strip() == "Hi Ann"
    assert turn.origin.pointer == "/html_body"


def test_the_first_synonym_that_holds_a_value_wins() -> None:
    assert message({"body": "second", "text": "first"}).text == "first"
    assert message({"body": "second", "text": ""}).text == "second"


def test_a_conversation_states_what_it_knows() -> None:
    transcript = records.conversation(
        {
            "ticketId": 7,
            "title": "Late",
            "assignee": {"name": "Bo"},
            "requester": "Ann",
            "labels": "vip, late",
            "status": "Solved",
            "meta": {"channel": "email"},
            "thread": [{"role": "agent", "text": "hi"}, "Customer: yo"],
        },
        "x",
        Options(),
    )
    assert (transcript.id, transcript.subject, transcript.channel) == ("7", "Late", "email")
    assert (transcript.agent, transcript.customer, transcript.tags, transcript.ended) == (
        "Bo",
        "Ann",
        ("vip", "late"),
        True,
    )
    assert [(message.role, message.text) for message in transcript.messages] == [("agent", "hi"), ("customer", "yo")]


def test_no_messages_names_the_keys() -> None:
    with pytest.raises(InputError, match="no messages: a record with the keys a, b"):
        records.conversation({"b": 1, "a": 2}, "x", Options())


@pytest.mark.parametrize(
    "wrapper", [{"next_page": "u"}, {"meta": {"has_more": True}}, {"links": {"next": "u"}}, {"@odata.nextLink": "u"}]
)
def test_a_next_page_is_noticed(wrapper: dict[str, Any]) -> None:
    assert records.has_more(wrapper)


@pytest.mark.parametrize("wrapper", [{}, {"next_page": None}, {"meta": {"has_more": False}}, {"links": {}}])
def test_a_whole_export_is_no_page(wrapper: dict[str, Any]) -> None:
    assert not records.has_more(wrapper)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), ("Yes", True), (1, True), ("0", False), ("", False), (None, None), ("maybe", None), ([], None)],
)
def test_yes_and_no(value: Any, expected: bool | None) -> None:
    assert fields.truth(value) is expected
