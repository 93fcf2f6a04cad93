"""Mails in files of their own: who wrote what, when, and where it stands in the file."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit import readers
from csaudit.model import Skipped, Transcript, place
from csaudit.readers import Options, eml
from csaudit.source import Source

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures"
SAMPLE = Path(__file__).parents[2] / eml.EXAMPLE
STATED = Options(agent_domains=("lumbra.example",))


def mail(body: str | bytes = "Hello", **headers: str) -> bytes:
    """A mail from a customer, with some headers changed, added, or left out where empty."""
    given = {
        "From": "Tom Baker <tom@example.org>", "To": "help@lumbra.example", "Date": "Mon, 10 Feb 2025 16:40:00 +0000",
        "Subject": "Lamp", "Message-ID": "<1@example.org>",
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    head = "".join(f"{name}: {value}\n" for name, value in given.items() if value)
    return head.encode() + b"\n" + (body.encode() if isinstance(body, str) else body)


def read(*mails: bytes, options: Options = STATED) -> list[Transcript]:
    items = eml.read([Source(f"{number}.eml", data=data) for number, data in enumerate(mails, 1)], options)
    return [item for item in items if isinstance(item, Transcript)]


def text_of(body: str | bytes, **headers: str) -> str:
    return read(mail(body, **headers))[0].messages[0].text


def warnings_of(body: str | bytes = "Hello", **headers: str) -> str:
    return "; ".join(read(mail(body, **headers))[0].warnings)


def test_the_sample_is_claimed_by_this_reader_alone() -> None:
    assert readers.detect(Source("eml.eml", SAMPLE), Options()) == ("eml", "begins with the header of a mail")


def test_the_sample_reads_as_its_writer_meant_it() -> None:
    [transcript] = eml.read([Source("eml.eml", SAMPLE)], STATED)
    assert isinstance(transcript, Transcript)
    [message] = transcript.messages
    assert (message.role, message.author, transcript.id) == ("agent", "Inês Duarte", "<lamp-1@example.org>")
    assert transcript.subject == "Re: Desk lamp flickers"
    assert transcript.channel == "email"
    assert message.text == (
        "Hello Marta,\n\nI’m sorry about the flickering lamp. Please press the wheel for ten seconds; it starts anew "
        "then. If it still flickers tonight, write to me and a new one leaves on Wednesday.\n\nKind regards,\nInês"
    )
    assert str(message.timestamp) == "2025-02-11 10:05:11+01:00"


@pytest.mark.parametrize(
    ("phrase", "line", "column"),
    [("Hello Marta", 16, 1), ("sorry", 18, 13), ("seconds", 19, 1), ("new one", 20, 7), ("Inês", 23, 1), ("ês", 23, 3)],
)
def test_words_are_found_where_they_stand_in_the_file(phrase: str, line: int, column: int) -> None:
    [transcript] = eml.read([Source("eml.eml", SAMPLE)], STATED)
    assert isinstance(transcript, Transcript)
    offset = transcript.messages[0].text.index(phrase)
    assert place(transcript, 0, offset) == ("eml.eml", line, column, None)


@pytest.mark.skipif(not FIXTURES.exists(), reason="the shared fixtures are not here")
@pytest.mark.parametrize("folder", ["eml/01-gmail-top-post", "eml/03-forward-rfc822-attachment",
                                    "eml/05-bounce-and-autoreply"])  # fmt: skip
def test_the_shared_fixtures_come_out_as_expected(folder: str) -> None:
    expected = json.loads((FIXTURES / folder / "expected.json").read_text("utf-8"))
    options = msgspec.convert(expected["options"], Options)
    items = list(eml.read([Source(name, FIXTURES / folder / name) for name in expected["inputs"]], options))
    for item, conversation in zip(items, expected["conversations"], strict=True):
        assert isinstance(item, Transcript)
        assert item.id == conversation["id"]
        assert [
            (message.role, message.author, message.text, list(message.attachments)) for message in item.messages
        ] == [
            (message["role"], message["author"], message["text"], message["attachments"])
            for message in conversation["messages"]
        ]
        for message, wanted in zip(item.messages, conversation["messages"], strict=True):
            assert message.timestamp == datetime.fromisoformat(wanted["timestamp"])
    said = [warning for item in items if isinstance(item, Transcript) for warning in item.warnings]
    assert all(warning in said for warning in expected["warnings"])


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"From: a@b.example\nDate: x\n\nhi", "mail"),
        (b"Received: by x\n\tfor y\nFrom: a@b.example\n\nhi", "mail"),
        (b"\xef\xbb\xbfMessage-ID: <1@x>\r\nFrom: a@b.example\r\n\r\nhi", "mail"),
        (b"Agent: hello\nCustomer: hi\n", ""),
        (b"Subject: a canned reply\n\nHello {{name}}", ""),
        (b"From: Lisbon\nTo: Porto\n", ""),
        (b'{"from": "x"}', ""),
        (b"", ""),
    ],
)
def test_only_mails_are_claimed(head: bytes, why: str) -> None:
    assert why in (eml.claims(Source("x.txt", data=head)) or "")
    assert bool(eml.claims(Source("x.txt", data=head))) == bool(why)


def answer(number: int, to: Sequence[int], sender: str = "help@lumbra.example", **headers: str) -> bytes:
    return mail(
        f"Mail {number}", From=sender, To="x@example.org", Message_ID=f"<{number}@example.org>",
        References=" ".join(f"<{one}@example.org>" for one in to), Date=f"Mon, 10 Feb 2025 17:{number:02}:00 +0000",
        **headers,
    )  # fmt: skip


def test_threads_are_joined_by_references_and_never_by_subject() -> None:
    first, second = read(mail(), answer(3, [1, 2]), answer(2, [1]), mail(Message_ID="<9@example.org>"))
    assert [message.id for message in first.messages] == ["<1@example.org>", "<2@example.org>", "<3@example.org>"]
    assert [message.id for message in second.messages] == ["<9@example.org>"]
    assert (first.id, second.id) == ("<1@example.org>", "<9@example.org>")


def test_a_thread_holds_together_when_its_middle_is_missing() -> None:
    [transcript] = read(answer(5, [1, 2, 4]), mail(In_Reply_To="<4@example.org>", Message_ID="<7@x>"))
    assert transcript.id == "<1@example.org>"
    assert len(transcript.messages) == 2


def test_references_that_run_in_a_circle_end() -> None:
    assert len(read(answer(1, [2]), answer(2, [1]), answer(3, [3]))) == 2


def test_each_mail_of_a_thread_knows_its_file() -> None:
    [transcript] = read(mail(), answer(2, [1]))
    assert [place(transcript, index, 0)[:3] for index in (0, 1)] == [("1.eml", 7, 1), ("2.eml", 8, 1)]


def test_the_same_mail_twice_is_one() -> None:
    [transcript] = read(mail(), mail())
    assert len(transcript.messages) == 1
    assert "mail: 1 copy of the same mail left out" in transcript.warnings


def test_mails_without_an_id_stay_apart() -> None:
    assert [one.id for one in read(mail(Message_ID=""), mail(Message_ID=""))] == ["1-1", "1-2"]


@pytest.mark.parametrize(
    ("headers", "options", "role"),
    [
        ({}, {}, "customer"),
        ({"From": "help@lumbra.example"}, {}, "agent"),
        ({"From": "a@eu.lumbra.example"}, {}, "agent"),
        ({"From": "a@notlumbra.example"}, {}, "customer"),
        ({"From": "Web form <form@web.example>", "Sender": "help@lumbra.example"}, {}, "agent"),
        ({"From": "'Tom' via Help <help@lumbra.example>", "X-Original-Sender": "tom@example.org"}, {}, "customer"),
        ({"Reply-To": "help@lumbra.example"}, {}, "customer"),
        ({"Auto-Submitted": "auto-replied"}, {}, "bot"),
        ({"Auto-Submitted": "no"}, {}, "customer"),
        ({"Precedence": "bulk"}, {}, "bot"),
        ({"Precedence": "list"}, {}, "customer"),
        ({"X-Auto-Response-Suppress": "All"}, {}, "bot"),
        ({}, {"bots": ("Tom Baker",)}, "bot"),
        ({}, {"agents": ("/^tom/",)}, "agent"),
        ({"From": "help@lumbra.example"}, {"customers": ("help@lumbra.example",)}, "customer"),
    ],
)
def test_who_wrote_it(headers: dict[str, str], options: dict[str, tuple[str, ...]], role: str) -> None:
    [transcript] = read(mail(**headers), options=Options(agent_domains=("lumbra.example",), **options))  # type: ignore[arg-type]
    assert transcript.messages[0].role == role


@pytest.mark.parametrize(
    ("mails", "roles", "company"),
    [
        ([mail()], ["customer"], "lumbra.example"),
        ([mail(), answer(2, [1])], ["customer", "agent"], "lumbra.example"),
        ([answer(2, [1], "ines@lumbra.example")], ["agent"], "lumbra.example"),
        ([mail(To="acme.help@gmail.com")], ["customer"], "acme.help@gmail.com"),
        ([mail(From="support@shop.example", To="tom@example.org")], ["agent"], "shop.example"),
    ],
)
def test_without_a_word_from_the_user_the_role_is_guessed_and_said(
    mails: list[bytes], roles: list[str], company: str
) -> None:
    [transcript] = read(*mails, options=Options())
    assert [message.role for message in transcript.messages] == roles
    assert f"role: guessed that {company} is the company (--agent-domain says it)" in transcript.warnings


def test_a_mail_among_colleagues_is_internal_and_so_is_a_draft() -> None:
    [inside] = read(mail(From="ines@lumbra.example", To="owen@lumbra.example"))
    [draft] = read(mail(From="ines@lumbra.example", To="tom@example.org", X_Unsent="1"))
    assert inside.messages[0].visibility == draft.messages[0].visibility == "internal"
    assert "visibility: a mail among colleagues is internal" in inside.warnings


def test_a_delivery_report_is_no_message() -> None:
    [transcript] = read(mail("x", Content_Type="multipart/report; boundary=b"))
    assert transcript.messages == ()
    assert "1.eml: delivery status notification ignored" in transcript.warnings


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("Mon, 10 Feb 2025 16:40:00 -0000", "2025-02-10 16:40:00+00:00"),
        ("10 Feb 2025 16:40 +0530 (IST)", "2025-02-10 16:40:00+05:30"),
        ("Mon, 10 Feb 2025 16:40:00 GMT", "2025-02-10 16:40:00+00:00"),
        ("yesterday", "None"),
        ("Mon, 31 Feb 2025 16:40:00 +0000", "None"),
        ("Mon, 10 Feb 9999999 16:40:00 +0000", "None"),
    ],
)
def test_dates(value: str, time: str) -> None:
    [transcript] = read(mail(Date=value))
    assert str(transcript.messages[0].timestamp) == time
    assert ("time: Date header not understood" in "; ".join(transcript.warnings)) == (time == "None")


def test_headers_decode_to_one_line() -> None:
    subject = "=?utf-8?Q?Hi=0AX-Evil:_1?=\n =?gb2312?B?xOO6ww==?="
    [transcript] = read(mail(Subject=subject, From='"B, P" <p@example.org>'))
    assert transcript.subject == "Hi X-Evil: 1你好"
    assert transcript.messages[0].author == "B, P"


@pytest.mark.parametrize(
    ("body", "charset", "text", "warning"),
    [
        ("“née”".encode("cp1252"), "iso-8859-1", "“née”", ""),
        ("你好".encode("gb18030"), "gb2312", "你好", ""),
        ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕", ""),
        ("日本".encode("iso2022_jp"), "iso-2022-jp", "日本", ""),
        ("née".encode(), "iso-8859-1", "née", "encoding: declared as iso-8859-1, read as UTF-8"),
        ("née".encode("cp1252"), "utf-8", "née", "encoding: declared as utf-8, read as cp1252"),
        ("née".encode("cp1252"), "x-made-up", "née", "encoding: declared as x-made-up, read as cp1252"),
        ("née".encode("cp1252"), "", "née", "encoding: not declared, read as cp1252"),
        ("née".encode("cp1252"), "us-ascii", "née", "encoding: declared as us-ascii, read as cp1252"),
        ("née".encode(), "unknown-8bit", "née", "encoding: declared as unknown-8bit, read as UTF-8"),
        ("hé\nho".encode("utf-16"), "utf-16", "hé\nho", ""),
    ],
)
def test_charsets(body: bytes, charset: str, text: str, warning: str) -> None:
    kind = f"text/plain; charset={charset}" if charset else ""
    assert text_of(body, Content_Type=kind) == text
    assert warnings_of(body, Content_Type=kind) == warning


FLOWED = "text/plain; format=flowed"


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("one \ntwo\n three\n", FLOWED, "one two\nthree"),
        ("one \ntwo\n", FLOWED + "; delsp=yes", "onetwo"),
        ("> one \n> two\nthree\n", FLOWED, "three"),
        ("text\n-- \nTom\n", FLOWED, "text"),
        ("one \ntwo\n", "text/plain", "one\ntwo"),
    ],
)
def test_flowed_text_is_joined(body: str, kind: str, text: str) -> None:
    assert text_of(body, Content_Type=kind) == text


def test_a_byte_order_mark_is_no_part_of_the_first_header() -> None:
    data = b"\xef\xbb\xbf" + mail()
    assert eml.claims(Source("1.eml", data=data))
    assert read(data)[0].messages[0].author == "Tom Baker"


OUTLOOK = (
    "<html xmlns:o='urn:x'><head><style><!-- p {margin:0} --></style><!--[if mso]><xml>x</xml><![endif]--></head><body>"
    "<div class=WordSection1><p class=MsoNormal>Guten Tag,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    "<ul><li>die Lampe ist unterwegs</li></ul><p class=MsoNormal>Ines<o:p></o:p></p>"
    "<div style='border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Von:</b> Tom Baker<br><b>Gesendet:</b>"
    " Montag<br><b>An:</b> Kundendienst<br><b>Betreff:</b> Lampe</p></div><p class=MsoNormal>Sie ist kaputt.</p></div>"
)


def test_a_mail_of_html_alone_is_read_without_its_quote() -> None:
    assert text_of(OUTLOOK, Content_Type="text/html; charset=utf-8") == (
        "Guten Tag,\n\n- die Lampe ist unterwegs\n\nInes"
    )


def alternatives(plain: str, rich: str) -> str:
    return (
        f"--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html; charset=utf-8\n\n{rich}\n--b--\n"
    )


@pytest.mark.parametrize(
    ("plain", "rich", "text"),
    [
        ("Plain.", "<p>Rich.</p>", "Plain."),
        ("", "<p>Rich.</p>", "Rich."),
        ("View this email in your browser", "<p>" + "Rich. " * 9 + "</p>", ("Rich. " * 9).strip()),
        ("x", "<ul><li>" + "Rich. " * 9 + "</ul>", "- " + ("Rich. " * 9).strip()),
        ("", "<p>Rich.</p><p>On 10/02/2025 16:40, Tom wrote:</p><blockquote type=cite>q</blockquote><p>And so on.</p>",
         "Rich.\n\nAnd so on."),
    ],
)  # fmt: skip
def test_plain_text_is_preferred_unless_it_says_nothing(plain: str, rich: str, text: str) -> None:
    assert text_of(alternatives(plain, rich), Content_Type="multipart/alternative; boundary=b") == text


def test_attachments_are_named_and_text_around_them_is_joined() -> None:
    body = (
        "--b\n\nBefore.\n--b\nContent-Type: image/png; name=\"=?utf-8?Q?l=C3=A4mp.png?=\"\n\nx\n--b\n\nAfter.\n"
        "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''..%2Flog.txt\n\nsecret\n"
        "--b--\n"
    )
    [transcript] = read(mail(body, Content_Type="multipart/mixed; boundary=b"))
    assert transcript.messages[0].text == "Before.\nAfter."
    assert transcript.messages[0].attachments == ("lämp.png", "../log.txt")


def nested(depth: int) -> str:
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return opened.removeprefix("Content-Type: multipart/mixed; boundary=b0\n\n") + "\nHello\n"


@pytest.mark.parametrize(
    ("body", "headers", "text", "warning"),
    [
        ("--b\n\nHello", {"Content_Type": "multipart/mixed; boundary=b"}, "Hello", "mime: no end boundary"),
        ("Hello", {"Content_Type": "multipart/mixed"}, "Hello", "mime: multipart without a boundary"),
        ("Hello", {"Content_Transfer_Encoding": "x-rot"}, "Hello", "mime: unknown transfer encoding 'x-rot'"),
        ("SGVs!bG8", {"Content_Transfer_Encoding": "base64"}, "Hello", ""),
        ("SGVsbG8zz", {"Content_Transfer_Encoding": "base64"}, "Hello3", "mime: base64 is cut"),
        ("Hel=\nlo =zz", {"Content_Transfer_Encoding": "quoted-printable"}, "Hello =zz", ""),
        (nested(3_000), {"Content_Type": "multipart/mixed; boundary=b0"}, "", "mime: nested deeper than 50"),
        ("--b\n\nHello\n" * 2_000, {"Content_Type": "multipart/alternative; boundary=b"}, "Hello", "more than 1,000"),
        ("Hello", {"To": "(" * 5_000}, "Hello", ""),
        ("Hello", {"X_Long": "a" * 1_000_000}, "Hello", ""),
        ("Hello", {"From": "<" * 5_000 + "tom@example.org"}, "Hello", ""),
        ("x", {"Content_Type": "multipart/encrypted; boundary=b"}, "", "mail: encrypted, not read"),
    ],
)  # fmt: skip
def test_broken_and_hostile_mails_become_warnings(body: str, headers: dict[str, str], text: str, warning: str) -> None:
    assert text_of(body, **headers) == text
    assert warning in warnings_of(body, **headers)


def test_a_text_over_the_limit_is_cut_and_said() -> None:
    [transcript] = read(mail("x" * 50), options=Options(agent_domains=("lumbra.example",), max_message_chars=10))
    assert transcript.messages[0].text == "x" * 10
    assert "text: message 1 has 50 characters, cut to 10" in transcript.warnings


def test_what_is_no_mail_among_mails_is_skipped() -> None:
    items = list(eml.read([Source("0.eml", data=b""), Source("1.eml", data=mail())], STATED))
    assert [type(item) for item in items] == [Skipped, Transcript]


PIECES = st.sampled_from(
    [b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: multipart/alternative; boundary=b\n", b"\n",
     b"Content-Type: text/html; charset=utf-16\n", b"Content-Type: text/plain; format=flowed; delsp=yes; charset=x\n",
     b"Content-Transfer-Encoding: quoted-printable\n", b"Content-Transfer-Encoding: base64\n", b"--b\n", b"--b--\n",
     b"Content-Disposition: attachment; filename*0=a\n", b"Date: x\n", b"References: <a> <b>\n", b"From: a\n",
     b"To: (\n", b" folded\n", b"Content-Type: ;;;=\n", b"=E2=80", b"=", b"<div>", b"> q \n", b"a \n", b"-- \n", b"\r",
     b":\n"]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=6), max_size=30).map(b"".join))
def test_no_bytes_end_in_a_traceback_and_places_stay_in_the_file(data: bytes) -> None:
    data = b"From: tom@example.org\n" + data
    for transcript in read(data):
        for index, message in enumerate(transcript.messages):
            for offset in range(len(message.text)):
                _, line, column, _ = place(transcript, index, offset)
                assert line is not None
                assert 1 <= line <= data.count(b"\n") + 2
                assert column is not None
                assert column >= 1
