"""JSON from strangers: a Node answers any question, knows its place, and finds what looks like something."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.reading.node import Node, find, grouped, partial, within

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(JSON)
def test_a_node_answers_whatever_it_is(value: Any) -> None:
    node = Node(value)
    assert isinstance(node.text, str)
    assert isinstance(node.word, str)
    assert node.name is None or node.name
    assert node["a"][0]["b"].first("c", "d").listed("e").names == () or isinstance(value, dict)
    assert all(isinstance(child, Node) for child in node)


@given(JSON)
def test_a_pointer_leads_back_to_its_value(value: Any) -> None:
    for child in Node(value):
        for grandchild in child:
            assert followed(value, grandchild.pointer) == grandchild.value


def followed(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), (False, False), (1, True), (0, False), ("true", True), ("False", False), (None, None), ("yes", None),
     ([], None), (7, None)],
)  # fmt: skip
def test_a_flag_is_what_says_yes_or_no(value: Any, flag: bool | None) -> None:
    assert Node(value).flag is flag


def test_a_missing_key_is_not_there_and_one_that_holds_null_is() -> None:
    node = Node({"a": None})
    assert node["a"].there
    assert not node["b"].there
    assert node.first("b", "a").there
    assert not node.first("b", "c").there


def test_json_in_a_string_is_read_and_anything_else_left_alone() -> None:
    assert within(Node('{"a": 1}', "/x"))["a"].value == 1
    assert within(Node("{broken", "/x")).text == "{broken"
    assert within(Node("[" * 100_000)).text


@pytest.mark.parametrize(
    "document",
    [{"id": 1}, [{"id": 1}], {"data": [{"id": 1}]}, {"results": {"items": [{"id": 1}]}}, {"things": {"id": 1}},
     [{"data": {"id": 1}}]],
)  # fmt: skip
def test_what_looks_like_it_is_found_in_its_wrappers(document: Any) -> None:
    assert [one.value for one in find(Node(document), lambda node: "id" in node, "things")] == [{"id": 1}]


def test_broken_elements_of_a_list_that_holds_it_come_too() -> None:
    assert len(list(find(Node([{"id": 1}, None, 7]), lambda node: "id" in node))) == 3


def test_entries_without_a_name_belong_to_the_only_one_named() -> None:
    entries = [Node({"c": "x"}), Node({}), Node({"c": "x"})]
    assert {key: len(own) for key, own in grouped(entries, lambda one: one["c"].name).items()} == {"x": 3}
    assert set(grouped([*entries, Node({"c": "y"})], lambda one: one["c"].name)) == {"x", None, "y"}


@pytest.mark.parametrize(
    "document",
    [
        {"next_page": "https://x"},
        {"links": {"next": "https://x"}},
        {"meta": {"has_more": True}},
        {"_pagination": {"next": "x"}},
        {"pages": {"next": {"page": 2}}},
        {"link": {"rel": "next_page", "href": "x"}},
        {"@odata.nextLink": "x"},
        {"paging": {"next": {"after": "5"}}},
        {"next_page_id": "x", "chats": []},
        {"page": {"number": 1, "totalPages": 2}},
        {"found_chats": 9, "chats": [1]},
        {"totalSize": 3, "records": [1, 2]},
    ],
)
def test_a_page_of_several_is_partial(document: Any) -> None:
    (warning,) = partial(Node(document))
    assert warning.startswith("partial: ")


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"next_page": None, "count": 1, "comments": [1]},
        {"meta": {"has_more": False}, "links": {"next": "https://still-there"}},
        {"end_of_stream": True, "next_page": "https://x"},
        {"_pagination": {"next": None}},
        {"page": {"number": 2, "totalPages": 2}},
        {"pagination": {"more": False}},
        {"next": "a word in a conversation"},
    ],
)
def test_a_whole_export_is_not_partial(document: Any) -> None:
    assert partial(Node(document)) == ()
