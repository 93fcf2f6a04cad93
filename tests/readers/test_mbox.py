"""Mailboxes in one file: where a mail begins, what belongs together, and on which line it stands."""

from pathlib import Path

import pytest

from csaudit.model import Transcript, place
from csaudit.readers import Options, mbox
from csaudit.source import Source

SAMPLE = Path(__file__).parents[2] / mbox.EXAMPLE
FIXTURE = Path(__file__).parents[3] / "shared" / "fixtures" / "mbox" / "01-threads" / "inbox.mbox"
STATED = Options(agent_domains=("lumbra.example", "acme.test"))


def read(source: Source) -> list[Transcript]:
    return [item for item in mbox.read([source], STATED) if isinstance(item, Transcript)]


def test_the_sample_holds_two_threads_of_one_subject_and_a_report() -> None:
    lamp, other = read(Source("mbox.mbox", SAMPLE))
    assert [(message.role, message.author) for message in lamp.messages] == [
        ("customer", "Marta Ruiz"), ("agent", "Inês Duarte"), ("customer", "Marta Ruiz"),
    ]  # fmt: skip
    assert lamp.messages[0].text == (
        "Hello,\n\nmy desk lamp flickers since Sunday.\nFrom the first day it hummed, too. Can you help?\n\nMarta"
    )
    assert lamp.messages[1].text.endswith("Kind regards,\nInês")
    assert [message.text for message in other.messages] == ["Mine does too, since yesterday. What can I do?"]
    assert other.warnings == ("mbox.mbox: delivery status notification ignored",)


@pytest.mark.parametrize(("index", "phrase", "line"), [(0, "flickers", 12), (1, "sorry", 32), (2, "works", 59)])
def test_lines_count_over_the_whole_mailbox(index: int, phrase: str, line: int) -> None:
    lamp, _ = read(Source("mbox.mbox", SAMPLE))
    offset = lamp.messages[index].text.index(phrase)
    assert place(lamp, index, offset)[1] == line
    assert phrase in SAMPLE.read_text("utf-8").split("\n")[line - 1]


@pytest.mark.skipif(not FIXTURE.exists(), reason="the shared fixtures are not here")
def test_the_shared_fixture_comes_out_as_expected() -> None:
    first, second = read(Source("inbox.mbox", FIXTURE))
    assert [(message.role, message.author, message.text) for message in first.messages] == [
        ("customer", "Priya", "My order is late.\n\nFrom the start I asked for Monday."),
        ("agent", "Acme Support via Dana", "Sorry! It ships today."),
        ("customer", "Priya", "ok thx"),
    ]
    assert [message.author for message in second.messages] == ["x@example.com"]


HEAD = "From: Tom <tom@example.org>\nDate: Mon, 10 Feb 2025 16:40:00 +0000\n"


@pytest.mark.parametrize(
    "separator",
    [
        "From tom@example.org Mon Feb 10 16:40:00 2025",
        "From - Mon Feb 10 16:40:00 2025",
        "From MAILER-DAEMON Mon Feb 10 16:40:00 2025 +0000",
        "From 1823@xxx Mon Feb 10 16:40:00 +0000 2025",
        "From tom@example.org",
    ],
)
def test_the_lines_that_begin_a_mail(separator: str) -> None:
    data = f"{separator}\n{HEAD}\nOne\n\n{separator}\r\n{HEAD}\nTwo\n".encode()
    source = Source("x", data=data)
    assert mbox.claims(source)
    assert [one.messages[0].text for one in read(source)] == ["One", "Two"]


def test_a_sentence_that_begins_with_from_begins_no_mail() -> None:
    body = "Hello.\n\nFrom what I see it is broken.\n\n>>From quoted\nFrom 9:00 on I am in.\n"
    [transcript] = read(Source("x", data=f"From a@b.example Mon Feb 10 16:40:00 2025\n{HEAD}\n{body}".encode()))
    assert transcript.messages[0].text == "Hello.\n\nFrom what I see it is broken.\n\nFrom 9:00 on I am in."


@pytest.mark.parametrize("data", [b"", b"From me to you\nHello: you\n", b"From: a@b.example\nDate: x\n\n", b"\0From "])
def test_nothing_else_is_claimed(data: bytes) -> None:
    assert mbox.claims(Source("x.mbox", data=data)) is None
