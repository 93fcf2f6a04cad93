"""Apple Mail's files: a count, the mail, a property list."""

import pytest

from csaudit import readers
from csaudit.model import Skipped, Transcript
from csaudit.readers import Options, eml, emlx, mbox
from csaudit.source import Source
from tests.conftest import ROOT

MAIL = b"From: Ada <ada@acme.test>\nTo: help@lumbra.test\nDate: Mon, 3 Mar 2025 10:00:00 +0000\nMessage-ID: <1@t>\n\nMy lamp is broken.\n"
LIST = b'<?xml version="1.0"?>\n<plist version="1.0"><dict>\n<key>flags</key>\n\t<integer>%d</integer>\n</dict></plist>\n'
STATED = Options(agent_domains=("lumbra.test",))


def whole(mail: bytes = MAIL, count: int | None = None, flags: int = 1, name: str = "1.emlx") -> Source:
    return Source(name, data=b"%d      \n" % (len(mail) if count is None else count) + mail + LIST % flags)


def test_the_sample_is_recognised_and_read_at_the_lines_of_the_file() -> None:
    path = ROOT / emlx.EXAMPLE
    source = Source(str(path), path)
    assert readers.detect(source, Options()) == ("emlx", "a byte count and the header of a mail, as Apple Mail writes them")
    [transcript] = [one for one in emlx.read([source], Options(agent_domains=("tarn.example",))) if isinstance(one, Transcript)]
    [message] = transcript.messages
    assert (message.role, message.author, message.text.split("\n")[0]) == ("agent", "Oda Brekke", "Hi Nils,")
    assert message.text.endswith("Oda")
    assert message.origin is not None
    assert source.text.split("\n")[message.origin.points[0][1] - 1] == "Hi Nils,"


@pytest.mark.parametrize("count", [None, 3, 10**9], ids=["right", "too small", "too large"])
def test_the_mail_ends_where_the_property_list_begins(count: int | None) -> None:
    [transcript] = emlx.read([whole(count=count)], STATED)
    assert isinstance(transcript, Transcript)
    assert [message.text for message in transcript.messages] == ["My lamp is broken."]


@pytest.mark.parametrize(
    ("flags", "reason"), [(8590195713, None), (1 | 1 << 1, "emlx: deleted"), (1 | 1 << 6, "emlx: a draft"), (0, None)]
)
def test_flags_decide(flags: int, reason: str | None) -> None:
    [item] = emlx.read([whole(flags=flags)], STATED)
    assert (item.reason if isinstance(item, Skipped) else None) == reason


def test_the_mails_of_a_folder_are_joined_and_what_is_none_is_skipped() -> None:
    answer = b"From: help@lumbra.test\nDate: Mon, 3 Mar 2025 11:00:00 +0000\nMessage-ID: <2@t>\nReferences: <1@t>\n\nI am sorry.\n"
    found = list(emlx.read([whole(), Source("x.emlx", data=b"12\nno mail"), whole(answer, name="2.emlx")], STATED))
    assert [type(item) for item in found] == [Skipped, Transcript]
    assert isinstance(found[1], Transcript)
    assert [(one.role, one.text) for one in found[1].messages] == [("customer", "My lamp is broken."), ("agent", "I am sorry.")]


@pytest.mark.parametrize("data", [b"12\n", b"12 apples\n" + MAIL, b"", MAIL, b"-5\n" + MAIL, b"9" * 40 + b"\n" + MAIL])
def test_nothing_else_is_claimed(data: bytes) -> None:
    assert emlx.claims(Source("1.emlx", data=data)) is None


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_mails_are_read_whatever_their_lines_end_with(end: bytes) -> None:
    mail = Source("1.eml", data=MAIL.replace(b"\n", end))
    box = Source("in.mbox", data=b"".join(b"From ada@acme.test Mon Mar  3 10:00:00 2025\n%b\n" % MAIL.replace(b"<1", id)
                                          for id in (b"<1", b"<2")).replace(b"\n", end))  # fmt: skip
    for reader, source, count in ((eml, mail, 1), (mbox, box, 2)):
        assert readers.detect(source, Options()) == (reader.__name__.rpartition(".")[2], reader.claims(source))
        found = list(reader.read([source], STATED))
        assert [[message.text for message in one.messages] for one in found if isinstance(one, Transcript)] == [["My lamp is broken."]] * count
        assert isinstance(found[0], Transcript)
        assert found[0].messages[0].origin is not None
        assert found[0].messages[0].origin.points[0][1] == 6 + (reader is mbox)
