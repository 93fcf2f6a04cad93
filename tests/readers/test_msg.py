"""Outlook's saved mails, read with an extra package."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csaudit.errors import InputError
from csaudit.model import Transcript, Unreadable, place
from csaudit.readers import Options, msg
from csaudit.source import Source
from tests.mails import outlook

SAMPLE = Path(__file__).parents[2] / msg.EXAMPLE
STATED = Options(agent_domains=("lumbra.example",))


def read(*files: bytes) -> list[Transcript]:
    items = msg.read([Source(f"{number}.msg", data=data) for number, data in enumerate(files, 1)], STATED)
    return [item for item in items if isinstance(item, Transcript)]


@pytest.fixture(autouse=True)
def _needs_the_extra(request: pytest.FixtureRequest) -> None:
    if "without" not in request.node.name:
        pytest.importorskip("oxmsg")


def test_the_sample_reads_as_its_writer_meant_it() -> None:
    assert msg.claims(Source("msg.msg", SAMPLE))
    [transcript] = msg.read([Source("msg.msg", SAMPLE)], STATED)
    assert isinstance(transcript, Transcript)
    [message] = transcript.messages
    assert (transcript.id, transcript.subject) == ("<lamp-1@example.org>", "Desk lamp flickers")
    assert message.text == "Hello,\n\nmy desk lamp flickers since Sunday. Can you help?\n\nMarta"
    assert (message.role, message.author, message.attachments) == ("customer", "Marta Ruiz", ("lamp.mov",))
    assert message.timestamp == datetime(2025, 2, 10, 16, 40, tzinfo=UTC)
    assert place(transcript, 0, 3) == ("msg.msg", None, None, None)


def test_a_reply_joins_its_thread_by_outlooks_properties() -> None:
    reply: dict[int, outlook.Value] = {
        outlook.SENDER_NAME: "Ines Duarte", outlook.SENDER_ADDRESS: "ines@lumbra.example",
        outlook.SENT: datetime(2025, 2, 11, 9, 5, tzinfo=UTC), outlook.IN_REPLY_TO: "<lamp-1@example.org>",
        outlook.HTML: "<p>I'm sorry.</p><div id=divRplyFwdMsg>From: Marta</div><p>my lamp</p>",
    }  # fmt: skip
    [transcript] = read(outlook.message(reply, ["marta.ruiz@example.org"]), outlook.message(outlook.SAMPLE))
    assert [(message.role, message.text[:11]) for message in transcript.messages] == [
        ("customer", "Hello,\n\nmy "), ("agent", "I'm sorry."),
    ]  # fmt: skip


def test_the_internet_headers_go_first() -> None:
    headers = "From: Tom Baker <tom@example.org>\r\nMessage-ID: <t@example.org>\r\nAuto-Submitted: auto-replied\r\n\r\n"
    [transcript] = read(outlook.message({**outlook.SAMPLE, outlook.HEADERS: headers}))
    assert (transcript.id, transcript.messages[0].role, transcript.messages[0].author) == (
        "<t@example.org>", "bot", "Tom Baker",
    )  # fmt: skip


def test_a_draft_is_internal_and_a_report_is_no_message() -> None:
    [draft] = read(outlook.message({**outlook.SAMPLE, outlook.FLAGS: 8}))
    [report] = read(outlook.message({**outlook.SAMPLE, outlook.CLASS: "REPORT.IPM.Note.NDR"}))
    assert draft.messages[0].visibility == "internal"
    assert report.messages == ()


@pytest.mark.parametrize("cut", [600, 1_100, 2_000, 3_000])
def test_a_broken_file_is_unreadable(cut: int) -> None:
    data = SAMPLE.read_bytes()[:cut]
    for item in msg.read([Source("x.msg", data=data)], STATED):
        assert isinstance(item, Unreadable)
        assert item.reason.startswith("not a readable Outlook message")


def test_other_ole_files_are_not_claimed() -> None:
    assert msg.claims(Source("x.doc", data=SAMPLE.read_bytes()[:8] + b"\0" * 600)) is None
    assert msg.claims(Source("x.msg", data=b"From: a@b.example\n\n")) is None


def test_without_the_extra_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oxmsg", None)
    with pytest.raises(InputError, match=r"pip install 'csaudit\[msg\]'"):
        list(msg.read([Source("x.msg", SAMPLE)], STATED))
