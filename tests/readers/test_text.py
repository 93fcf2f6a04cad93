import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.errors import InputError
from csaudit.readers import Options
from csaudit.readers.text import parse
from tests.readers.reading import claimed, misplaced, one, read, spoken

KNOWN = [
    ("Agent: hi\nCustomer: hello", [("agent", "Agent", "hi"), ("customer", "Customer", "hello")]),
    ("AGENT:hi", [("agent", "AGENT", "hi")]),
    ("[10:02] Bob (agent): hi\n[10:03] Ann: yo", [("agent", "Bob", "hi"), ("customer", "Ann", "yo")]),
    ("10:02 Agent Bob: hi\n10:03 Customer: yo", [("agent", "Bob", "hi"), ("customer", "Customer", "yo")]),
    ("(10:02:11 AM) Visitor: hi\n(10:02:40 AM) Agent: yo", [("customer", "Visitor", "hi"), ("agent", "Agent", "yo")]),
    ("Agent #3: hi\nGuest: yo", [("agent", "Agent #3", "hi"), ("customer", "Guest", "yo")]),
    ("Bob (agent, 10:02): hi\nAnn (10:03): yo", [("agent", "Bob", "hi"), ("customer", "Ann", "yo")]),
    ("<bob> (x)\nAgent: hi", [("customer", "bob", "(x)"), ("agent", "Agent", "hi")]),
    ("**Agent:** hi\n**Customer**: yo", [("agent", "Agent", "hi"), ("customer", "Customer", "yo")]),
    ("Customer Service: hi\nMr. Jones: yo", [("agent", "Customer Service", "hi"), ("customer", "Mr. Jones", "yo")]),
    (
        "Priya: hi\nTom: yo\nPriya: ok",
        [("customer", "Priya", "hi"), ("agent", "Tom", "yo"), ("customer", "Priya", "ok")],
    ),
    ("Agent:\n  one\n  two\n\nCustomer:\nthree", [("agent", "Agent", "one\ntwo"), ("customer", "Customer", "three")]),
    ("  Agent: hi\n    more\n  Customer: yo", [("agent", "Agent", "hi\nmore"), ("customer", "Customer", "yo")]),
    ("Cliente: olá\nAtendente: oi", [("customer", "Cliente", "olá"), ("agent", "Atendente", "oi")]),
    ("Agent: hi\n* Bob is typing", [("agent", "Agent", "hi"), ("system", None, "* Bob is typing")]),
    ("Agent: try\n* restart it\n* wait", [("agent", "Agent", "try\n* restart it\n* wait")]),
    ("Bot: beep\nAgent: hi", [("bot", "Bot", "beep"), ("agent", "Agent", "hi")]),
]


@pytest.mark.parametrize(("text", "expected"), KNOWN, ids=lambda value: str(value)[:30])
def test_knows_who_speaks(text: str, expected: list[tuple[str, str, str]]) -> None:
    transcript = one("text", text)
    assert spoken(transcript) == expected
    assert not misplaced(transcript, text)


@pytest.mark.parametrize(
    "line",
    [
        "Order: A-1",
        "Note: it is late",
        "https://x.example",
        "10:30 or 11:00 suits",
        "Customer number: 12",
        "one, two: three",
        "   Carrier: DPD",
        "so I said: no",
        "Total: 12",
    ],
)
def test_a_line_that_only_looks_like_a_speaker_continues_the_message(line: str) -> None:
    transcript = one("text", f"Agent: your order\n{line}\nCustomer: thanks")
    assert [message.role for message in transcript.messages] == ["agent", "customer"]
    assert transcript.messages[0].text == f"your order\n{line.strip()}"


def test_where_lines_have_times_only_those_open_messages() -> None:
    transcript = one("text", "[10:02] Bob (agent): see\nAnn: quoted\nAnn: twice\n[10:03] Ann: [10:01] was when")
    assert spoken(transcript) == [
        ("agent", "Bob", "see\nAnn: quoted\nAnn: twice"),
        ("customer", "Ann", "[10:01] was when"),
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ("Bob  10:02 AM", "Ann  10:03 AM"),
        ("Bob (10:02)", "Ann (10:03)"),
        ("[3/13/2025 10:02 AM] Bob", "[3/13/2025 10:03 AM] Ann"),
        ("Bob, 13 Mar 2025 at 10:02", "Ann, 13 Mar 2025 at 10:03"),
    ],
)
def test_pasted_chats_have_their_names_on_lines_of_their_own(headings: tuple[str, str]) -> None:
    text = f"{headings[0]}\nHow can I help?\nIt is me.\n\n{headings[1]}\nlamp: broken\n"
    transcript = one("text", text, date="2025-03-13")
    assert spoken(transcript) == [("agent", "Bob", "How can I help?\nIt is me."), ("customer", "Ann", "lamp: broken")]
    assert [f"{message.timestamp:%d. %H:%M}" for message in transcript.messages] == ["13. 10:02", "13. 10:03"]
    assert not misplaced(transcript, text)
    assert claimed("text", text)


def test_times_take_their_date_from_the_options_and_cross_midnight() -> None:
    transcript = one("text", "[23:59] Agent: hi\n[00:01] Customer: yo", date="2025-03-03")
    assert [str(message.timestamp) for message in transcript.messages] == ["2025-03-03 23:59:00", "2025-03-04 00:01:00"]
    assert transcript.warnings == (
        "time: no date in the lines, taken from --date",
        "time: went backwards 23:59 -> 00:01, assumed midnight",
        "time: no time zone in the timestamps",
    )


@pytest.mark.parametrize("name", ["chat-2025-03-03.log", "20250303_chat.txt", "2025_03_03.txt"])
def test_the_file_name_may_give_the_date(name: str) -> None:
    assert str(one("text", "[10:02] Agent: hi", name).messages[0].timestamp) == "2025-03-03 10:02:00"


def test_a_time_without_any_date_is_left_out_with_a_word() -> None:
    transcript = one("text", "[10:02] Agent: hi")
    assert transcript.messages[0].timestamp is None
    assert transcript.warnings == ("time: no date in some lines, their times left out; state it with --date",)


def test_an_instant_keeps_its_zone() -> None:
    transcript = one("text", "2025-03-03T10:02:00+01:00 Agent: hi")
    assert str(transcript.messages[0].timestamp) == "2025-03-03 10:02:00+01:00"
    assert transcript.warnings == ()


def test_lines_before_the_first_speaker_state_what_a_log_cannot() -> None:
    transcript = parse(
        "Channel: email\nSubject: Late\nCustomer-Name: Mrs Smith\nAgent-Name: Bob\nTags: vip, late\nEnded: yes\n"
        "Earlier-Contact: yes\nDate: 2025-03-03\nId: case-7\n\nCustomer [10:00]: hello\nAgent (internal): careful\n",
        "example",
        Options(),
    )
    assert (transcript.id, transcript.channel, transcript.subject) == ("case-7", "email", "Late")
    assert (transcript.customer, transcript.agent, transcript.tags) == ("Mrs Smith", "Bob", ("vip", "late"))
    assert (transcript.ended, transcript.earlier_contact) == (True, True)


def test_internal_marks_make_private_notes() -> None:
    transcript = parse("Customer: hi\nAgent (internal): careful\nAgent: hello", "example", Options())
    assert [message.visibility for message in transcript.messages] == ["public", "internal", "public"]


def test_stated_names_win() -> None:
    transcript = one("text", "Priya: hi\nTom: yo\nPriya: ok\nTom: fine", agents=("priya",))
    assert [message.role for message in transcript.messages] == ["agent", "customer", "agent", "customer"]
    assert transcript.warnings == ()


def test_a_guess_is_reported() -> None:
    transcript = one("text", "Priya: hi\nTom: How can I help?\nPriya: ok\nTom: fine")
    assert transcript.warnings == ("roles: guessed Priya as customer, Tom as agent",)


def test_what_stands_before_the_first_speaker_is_not_lost_silently() -> None:
    assert one("text", "Transcript 7\nAgent: hi").warnings == ("text: 1 line before the first speaker left out",)


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), (" \n\n", "empty"), ("Dear all, hello", "nobody speaks")])
def test_no_speaker_is_an_error(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read("text", text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "# Title\n\nNote: this.\nUser: the one who\n\nMore text here,\nand here\nand there\nand so on\n"),
        ("letter.txt", "Dear Sir,\nOrder: 5\nNumber: 6\nRegards,\nBob"),
        ("labels.txt", "Note: a\nWarning: b\nNote: c"),
        ("settings.yaml", "agent: bob\nuser: ann"),
        ("settings.txt", "name: a\nuser id: bob\n"),
        ("table.txt", "role,text\nagent,hello: you\n"),
        ("captions.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nAgent: hi\n"),
        ("object.txt", '{"agent": "hi"}'),
        ("empty.txt", ""),
        ("binary", b"\x00\x01\xff\xfeAgent: hi"),
        ("poem.txt", "Roses are red:\nviolets are blue\n"),
        ("log.txt", "2025-03-03 10:02:11 INFO server started\n2025-03-03 10:02:12 INFO listening\n"),
    ],
)
def test_prose_settings_and_tables_are_not_claimed(name: str, text: str | bytes) -> None:
    assert claimed("text", text, name) is None


@pytest.mark.parametrize("text", ["Agent: hi", "Priya: hi\nTom: yo\nPriya: ok", "[10:02] Bob: hi\n[10:03] Ann: yo"])
def test_logs_are_claimed_in_any_encoding(text: str) -> None:
    assert claimed("text", text)
    assert claimed("text", text.encode("utf-16"))
    assert claimed("text", b"\xef\xbb\xbf" + text.encode())


@given(st.lists(st.tuples(st.booleans(), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)), min_size=1))
def test_any_text_comes_out_as_it_went_in_and_where_it_stood(turns: list[tuple[bool, str]]) -> None:
    texts = [text.replace("\r", " ").replace("\n", " ").replace("\ufeff", " ").strip(" \t") for _, text in turns]
    content = "".join(
        f"{'Agent' if agent else 'Customer'}: {text}\n" for (agent, _), text in zip(turns, texts, strict=True)
    )
    transcript = parse(content, "x", Options())
    assert [message.text for message in transcript.messages] == texts
    assert not misplaced(transcript, content)


@given(st.text(st.sampled_from("Ag:en t\n[]()10 <>*-_.\r\u2028é"), max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    try:
        transcript = parse(text, "x", Options())
    except InputError:
        return
    assert not misplaced(transcript, text)
