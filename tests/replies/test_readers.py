"""Readers of canned replies: the shared fixtures, our samples, and what each decides."""

import json
import re
from pathlib import Path

import pytest

from csaudit import plugins, replies
from csaudit.model import Skipped, Unreadable, place
from csaudit.placeholders.choice import choose
from csaudit.placeholders.scan import scan
from csaudit.replies import Options, Reply
from csaudit.source import Source
from tests.conftest import ROOT, SHARED

FIXTURES = SHARED / "fixtures" / "templates"
SAMPLES = ROOT / "samples" / "replies"


def read(path_or_name, text=None, **options):
    if text is None:
        source = Source(str(path_or_name), Path(path_or_name))
    else:
        source = Source(path_or_name, data=text.encode() if isinstance(text, str) else text)
    return list(replies.read(source, Options(**options)))


@pytest.mark.skipif(not FIXTURES.exists(), reason="the shared fixtures are not here")
@pytest.mark.parametrize("folder", ["zendesk_macros", "gorgias_macros", "helpscout_saved_replies"])
def test_the_shared_exports_give_exactly_the_expected_problems_at_their_places(folder):
    expected = json.loads((FIXTURES / folder / "expected.json").read_text("utf-8"))
    path = FIXTURES / folder / expected["inputs"][0]
    lines = path.read_text("utf-8").split("\n")
    found = {template["id"]: [] for template in expected["templates"]}
    items = read(path)
    for reply in items:
        if not isinstance(reply, Reply):
            continue
        choice = choose(reply.text, ((reply.syntax, "export"),))
        for problem in scan(reply.text, choice.syntax, reply.variables, reply.markup):
            _, line, column, _ = place(reply.transcript, 0, problem.start)
            found[reply.transcript.id].append((problem.rule, lines[line - 1][column - 1 :]))
    for template in expected["templates"]:
        wanted = [(one["rule"], re.split(r" \(", one["near"])[0]) for one in template["problems"]]
        assert sorted(rule for rule, _ in found[template["id"]]) == sorted(rule for rule, _ in wanted)
        for rule, near in wanted:
            assert any(mine == rule and rest.startswith(near) for mine, rest in found[template["id"]])
        if template.get("visibility") == "internal":
            assert all(
                replies.internal(one) for one in items if isinstance(one, Reply) and one.transcript.id == template["id"]
            )
        if template.get("skipped"):
            assert any(isinstance(one, Skipped) and one.id == template["id"] for one in items)


@pytest.mark.parametrize(
    ("path", "reader", "ids", "syntax"),
    [
        ("good/zendesk/macros.json", "zendesk_macros", ["101", "102", "103", "104", "105"], "zendesk"),
        ("good/helpscout/saved_replies.json", "helpscout_saved_replies", ["1", "1", "2", "3", "3"], "helpscout"),
        ("good/intercom/macros.json", "intercom_macros", ["31", "31", "32", "32"], "intercom"),
        ("good/gorgias/macros.json", "gorgias_macros", ["51", "51", "52"], "gorgias"),
        ("good/salesforce/quicktext.csv", "salesforce_quicktext", ["0Qt1", "0Qt2"], "salesforce"),
        ("good/osticket/premade.yaml", "osticket_canned", ["1", "2"], "osticket"),
        ("good/spintax/hello.yaml", "yaml", ["hello", "later"], "spintax"),
        ("good/jinja/refund.md.j2", "markdown", ["refund.md"], None),
        ("good/liquid/delay.html.liquid", "html", ["delay.html"], "liquid"),
        ("good/mustache/welcome.mustache", "text", ["welcome"], None),
    ],
)
def test_a_sample_is_read_by_its_reader(path, reader, ids, syntax):
    source = Source(path, SAMPLES / path)
    assert replies.detect(source, Options())[0] == reader
    found = [one for one in replies.read(source, Options()) if isinstance(one, Reply)]
    assert [one.transcript.id for one in found] == ids
    assert {one.syntax for one in found} == {syntax}


@pytest.mark.parametrize(
    ("name", "text", "reader"),
    [
        (
            "a.json",
            '[{"id": 1, "title": "x", "folder_id": 2, "content": "Hi {{ticket.id}}", "content_html": "<p>Hi</p>"}]',
            "freshdesk_canned",
        ),
        (
            "a.json",
            '{"_results": [{"id": "rsp_1", "name": "x", "subject": "s", "body": "Hi {{recipient.first_name}}"}]}',
            "front_templates",
        ),
        (
            "a.json",
            '{"results": [{"id": 1, "name": "x", "shortcut": "hi", "body": "Hi {{ contact.firstname }}"}]}',
            "hubspot_snippets",
        ),
        (
            "a.json",
            '[{"id": 1, "account_id": 1, "short_code": "hi", "content": "Hi {{contact.name}}"}]',
            "chatwoot_canned",
        ),
        (
            "a.json",
            '{"records": [{"attributes": {"type": "QuickText"}, "Name": "x", "Message": "Hi"}]}',
            "salesforce_quicktext",
        ),
        ("a.json", '{"macro": {"id": 1, "actions": [{"field": "comment_value", "value": "Hi"}]}}', "zendesk_macros"),
        ("a.json", '{"hello": "Hi there", "bye": "Bye"}', "json"),
        ("a.yml", "replies:\n  - id: x\n    text: Hi\n", "yaml"),
        ("a.md", "Hi", "markdown"),
        ("a.txt", "Hi", "text"),
        ("a.hbs", "Hi", "text"),
        ("a.html", "<p>Hi</p>", "html"),
    ],
)
def test_an_export_is_known_by_its_shape(name, text, reader):
    source = Source(name, data=text.encode())
    assert replies.detect(source, Options())[0] == reader
    assert any(isinstance(one, Reply) for one in replies.read(source, Options()))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[{"role": "agent", "text": "Hi"}, {"role": "customer", "text": "Hello"}]'),
        ("a.json", '{"version": 1, "dependencies": {"a": "1"}}'),
        ("a.json", '{"messages": [{"role": "agent", "text": "Hi"}]}'),
        ("a.jsonl", '{"text": "Hi"}\n{"text": "Ho"}\n'),
        ("a.py", "print('Hi')"),
        ("a.bin", b"\0\1\2"),
        ("a.md", b"\0\1\2"),
    ],
)
def test_what_is_no_canned_reply_is_claimed_by_none(name, text):
    assert replies.detect(Source(name, data=text.encode() if isinstance(text, str) else text), Options()) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\nkind: [x\n---\nHi"),
        ("a.md", "---\n- a\n---\nHi"),
        ("a.yaml", "replies:\n  - text: {{name}\n"),
    ],
)
def test_a_broken_file_is_unreadable_and_says_where(name, text):
    [problem] = read(name, text)
    assert isinstance(problem, Unreadable)
    assert problem.line


def test_front_matter_says_what_a_reply_is():
    [reply] = read(
        "a.md",
        "---\ntitle: T\nkind: refund\nchannel: email\ntags: [a, b]\nvariables: x, y.z\nsyntax: liquid\n"
        "csaudit-disable: [shouting]\n---\n\nHi\n",
    )
    assert (reply.title, reply.kind, reply.transcript.channel) == ("T", "refund", "email")
    assert reply.transcript.tags == ("a", "b", "refund", "syntax:liquid")
    assert (reply.variables, reply.syntax, reply.disabled) == (("x", "y.z"), "liquid", ("shouting",))
    assert place(reply.transcript, 0, reply.text.index("Hi"))[1:3] == (11, 1)


def test_inactive_replies_are_left_unless_asked_for():
    path = SAMPLES / "good" / "zendesk" / "macros.json"
    assert [one.id for one in read(path) if isinstance(one, Skipped)] == ["106", "107"]
    assert [one.id for one in read(path, include_inactive=True) if isinstance(one, Skipped)] == ["107"]


def test_internal_notes_are_internal():
    path = SAMPLES / "good" / "zendesk" / "macros.json"
    assert [one.transcript.id for one in read(path) if isinstance(one, Reply) and replies.internal(one)] == ["105"]


def test_every_reader_keeps_the_contract():
    for name in plugins.names("replies"):
        module = plugins.load("replies", name)
        assert module.__doc__
        assert callable(module.claims)
        assert callable(module.read)
