import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.errors import InputError
from tests.readers.reading import claimed, misplaced, one, read, spoken


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("[03/02/2025, 09:14:10] ", "2025-02-03 09:14:10"),
        ("\u200e[3/2/25, 9:14:10\u202fAM] ", "2025-02-03 09:14:10"),
        ("[03.02.25, 09:14:10] ", "2025-02-03 09:14:10"),
        ("[2025-02-03, 09:14:10] ", "2025-02-03 09:14:10"),
        ("03/02/2025, 09:14 - ", "2025-02-03 09:14:00"),
        ("3/2/25 9:14 - ", "2025-02-03 09:14:00"),
        ("03.02.25, 09:14 - ", "2025-02-03 09:14:00"),
        ("2025-02-03 09:14 - ", "2025-02-03 09:14:00"),
        ("3/2/2025, 12:05 a. m. - ", "2025-02-03 00:05:00"),
        ("3/2/2025, 9.14 pm - ", "2025-02-03 21:14:00"),
    ],
)
def test_reads_the_dates_of_every_phone(start: str, expected: str) -> None:
    text = f"{start}Ann: hello\n"
    assert claimed("whatsapp", text)
    transcript = one("whatsapp", text, date_order="DMY")
    assert spoken(transcript) == [("customer", "Ann", "hello")]
    assert str(transcript.messages[0].timestamp) == expected
    assert not misplaced(transcript, text)


def test_month_first_is_seen_over_the_whole_file() -> None:
    transcript = one("whatsapp", "3/2/25, 9:14 AM - Ann: a\n3/13/25, 9:14 AM - Ann: b\n")
    assert [f"{message.timestamp:%m-%d}" for message in transcript.messages] == ["03-02", "03-13"]


def test_day_and_month_that_cannot_be_told_apart_are_a_guess_that_is_reported() -> None:
    transcript = one("whatsapp", "03/02/2025, 09:14 - Ann: a\n04/02/2025, 09:14 - Ann: b\n")
    assert [f"{message.timestamp:%m-%d}" for message in transcript.messages] == ["02-03", "02-04"]
    assert any(warning.startswith("time: day and month cannot be told apart") for warning in transcript.warnings)


@pytest.mark.parametrize(
    ("body", "text", "attachments"),
    [
        ("\u200eimage omitted", "", ("image omitted",)),
        ("<Media omitted>", "", ("Media omitted",)),
        ("\u200e<attached: 0012-PHOTO.jpg>", "", ("0012-PHOTO.jpg",)),
        ("look \u200e<attached: 0012-PHOTO.jpg>", "look", ("0012-PHOTO.jpg",)),
        ("IMG-1.jpg (file attached)\nlook", "look", ("IMG-1.jpg",)),
        ("fixed \u200e<This message was edited>", "fixed", ()),
        ("one\n\ntwo: three", "one\n\ntwo: three", ()),
        ("my image omitted the lamp", "my image omitted the lamp", ()),
    ],
)
def test_media_and_edits_are_no_text(body: str, text: str, attachments: tuple[str, ...]) -> None:
    transcript = one("whatsapp", f"03/02/2025, 09:14 - Ann: {body}\r\n", agents=("Bo",))
    assert (transcript.messages[0].text, transcript.messages[0].attachments) == (text, attachments)


@pytest.mark.parametrize(
    "line",
    [
        "Ann: You deleted this message.",
        "Ann: This message was deleted",
        "Ann added Bo",
        "Ann: Missed voice call",
        "Messages and calls are end-to-end encrypted. Tap: learn more.",
    ],
)
def test_notices_are_the_systems(line: str) -> None:
    transcript = one("whatsapp", f"03/02/2025, 09:14 - {line}\n13/02/2025, 09:15 - Ann: hi\n", agents=("Ann",))
    assert [message.role for message in transcript.messages] == ["system", "agent"]


@pytest.mark.parametrize(
    "text", ["", "hello\n03/02/2025, 09:14 - Ann: hi", "[2025-02-03 09:14:10] Bob: hi", "Agent: hi"]
)
def test_other_text_is_not_claimed(text: str) -> None:
    assert claimed("whatsapp", text) is None


def test_no_dated_line_is_an_error() -> None:
    with pytest.raises(InputError, match="no line begins with a date"):
        read("whatsapp", "hello")


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\r\n<>\u200e\u200f\u202a\u202c\ufeff"),
            max_size=40,
        ),
        min_size=1,
    )
)
def test_any_text_comes_back_where_it_stood(texts: list[str]) -> None:
    content = "".join(f"03/02/2025, 09:14 - Ann: say {text}\n" for text in texts)
    transcript = one("whatsapp", content, agents=("Ann",), date_order="DMY")
    assert [message.text for message in transcript.messages] == [f"say {text}".rstrip(" ") for text in texts]
    assert not misplaced(transcript, content)
