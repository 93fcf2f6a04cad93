"""Maildir folders: cur and new are read together, thrown away mails and drafts are skipped with a word."""

from pathlib import Path

import pytest

from csaudit import readers
from csaudit.model import Skipped, Transcript
from csaudit.readers import Options, eml, maildir
from csaudit.source import Source

FOLDER = (Path(__file__).parents[2] / maildir.EXAMPLE).parents[1]
STATED = Options(agent_domains=("lumbra.example",))


def sources() -> list[Source]:
    return [Source(str(path), path) for path in sorted(FOLDER.glob("*/*"))]


def test_the_sample_is_one_thread_over_two_folders() -> None:
    items = list(maildir.read(sources(), STATED))
    [transcript] = [item for item in items if isinstance(item, Transcript)]
    assert [(message.role, message.text.split("\n")[0]) for message in transcript.messages] == [
        ("customer", "Hello, my desk lamp flickers since Sunday. Can you help?"), ("agent", "Hello Marta,"),
    ]  # fmt: skip
    assert [item.reason for item in items if isinstance(item, Skipped)] == ["maildir: a draft"]


def test_its_mails_are_claimed_here_and_not_as_eml() -> None:
    for source in sources():
        assert maildir.claims(source)
        assert not eml.claims(source)
    assert maildir.claims(Source("inbox/mail.eml", data=b"From: a@b.example\nDate: x\n\nhi")) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("m/cur/1.a:2,S", None), ("m/cur/1.a:2,ST", "maildir: trashed"), ("m/cur/1.a;2,DF", "maildir: a draft"),
        ("m/new/1.a", None), ("m\\cur\\1.a!2,T", "maildir: trashed"), ("m/tmp/1.a", "maildir: not delivered yet"),
        ("cur/1.DT", None),
    ],
)  # fmt: skip
def test_flags_decide(name: str, reason: str | None) -> None:
    [item] = maildir.read([Source(name, data=b"From: a@b.example\nDate: x\n\nhi")], STATED)
    assert (item.reason if isinstance(item, Skipped) else None) == reason


def test_it_is_read_with_its_folder() -> None:
    assert readers.module("maildir").TOGETHER
