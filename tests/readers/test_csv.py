import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.errors import InputError
from tests.readers.reading import claimed, misplaced, one, read, spoken

ROWS = "id,role,author,text\nc1,agent,Bo,hello\nc1,customer,Al,hi\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_tells_the_delimiter(delimiter: str) -> None:
    assert spoken(one("csv", ROWS.replace(",", delimiter))) == [("agent", "Bo", "hello"), ("customer", "Al", "hi")]


def test_excel_writes_utf_16_and_a_sep_line() -> None:
    text = "sep=;\r\nChat ID;Sender Type;Message\r\n7;Agent;schön\r\n"
    transcript = one("csv", b"\xff\xfe" + text.encode("utf-16-le"))
    assert (transcript.id, transcript.messages[0].text) == ("7", "schön")
    assert not misplaced(transcript, text)


@pytest.mark.parametrize(
    "header",
    [
        "conversation_id,sender_type,message",
        "Ticket ID,Role,Body",
        "session,direction,Content",
        "thread,from,comment",
        "Chat Id,Speaker,Utterance",
    ],
)
def test_columns_have_many_names(header: str) -> None:
    assert claimed("csv", f"{header}\n1,agent,hello\n")
    transcript = one("csv", f"{header}\n1,agent,hello\n")
    assert (transcript.id, transcript.messages[0].role, transcript.messages[0].text) == ("1", "agent", "hello")


def test_the_options_name_columns_that_nobody_knows() -> None:
    columns = {"text": "Was", "role": "Wer"}
    assert spoken(one("csv", "Wer,Was\nagent,hallo\n", columns=columns)) == [("agent", None, "hallo")]


def test_rows_are_gathered_by_conversation_and_sorted_by_time() -> None:
    text = (
        "chat_id,time,role,text\nb,2025-01-01 10:00,agent,3\na,2025-01-01 09:01,agent,2\n"
        "a,2025-01-01 09:00,customer,1\nb,2025-01-01 10:00,customer,4\n"
    )
    transcripts = read("csv", text)
    assert [transcript.id for transcript in transcripts] == ["b", "a"]  # type: ignore[union-attr]
    assert [[message.text for message in transcript.messages] for transcript in transcripts] == [  # type: ignore[union-attr]
        ["3", "4"],
        ["1", "2"],
    ]


def test_newest_first_is_turned_with_its_ties() -> None:
    text = "role,text,time\nagent,3,2025-01-01 09:02\nagent,2,2025-01-01 09:01\ncustomer,1,2025-01-01 09:01\n"
    assert [message.text for message in one("csv", text).messages] == ["1", "2", "3"]


def test_cells_over_the_header_are_the_rest_of_a_last_text() -> None:
    transcript = one("csv", "role,text\nagent,hello, how are you\n")
    assert transcript.messages[0].text == "hello, how are you"
    assert transcript.warnings == ("csv: line 2 has more cells than columns, the rest taken as text",)


def test_a_quote_that_never_closes_spoils_one_cell_only() -> None:
    transcript = one("csv", 'role,text\nagent,5" nails\ncustomer,"open\nagent,bye\n')
    assert [message.text for message in transcript.messages] == ['5" nails', '"open', "bye"]


def test_formulas_are_only_text() -> None:
    assert one("csv", 'role,text\nagent,"=HYPERLINK(""x"")"\n').messages[0].text == '=HYPERLINK("x")'


@pytest.mark.parametrize(
    ("cell", "visibility"), [("true", "internal"), ("no", "public"), ("1", "internal"), ("", "public")]
)
def test_private_rows_are_internal(cell: str, visibility: str) -> None:
    assert one("csv", f"role,text,is_private\nagent,x,{cell}\n").messages[0].visibility == visibility


def test_day_and_month_are_told_apart_over_the_whole_file() -> None:
    text = "role,text,date\nagent,a,03/02/2025 10:00\nagent,b,13/02/2025 10:00\n"
    assert [f"{message.timestamp:%d.%m.}" for message in one("csv", text).messages] == ["03.02.", "13.02."]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("role,text\n", "empty: a header and no rows"),
        ("a,b\n1,2\n", "no column holds the text"),
        ("Ticket ID,Subject,Status,Requester\n1,Late,Open,Ann\n", "a list of tickets without their messages"),
    ],
)
def test_what_is_no_table_of_messages_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read("csv", text)


@pytest.mark.parametrize(
    "text",
    [
        "name,body\nhello,Dear you\n",
        "a,b\n1,2\n",
        "just some, prose\nwith commas\n",
        "",
        "[1,2]",
        "text\nhello\n",
        "Id,ChatKey,StartTime,Body,Owner\n1,k,2025,<p>,x\n",
    ],
)
def test_tables_of_other_things_are_not_claimed(text: str) -> None:
    assert claimed("csv", text) is None


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff"), max_size=30), min_size=1)
)
def test_whatever_python_writes_comes_back_and_is_placed(texts: list[str]) -> None:
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows([["role", "text", "note to self"], *(["agent", text, ""] for text in texts)])
    transcript = one("csv", file.getvalue())
    assert [message.text for message in transcript.messages] == texts
    assert not misplaced(transcript, file.getvalue())


@given(st.text(st.sampled_from('",;\n\r ab'), max_size=60))
def test_no_table_breaks_it(text: str) -> None:
    content = "role,text\nagent," + text
    for transcript in read("csv", content):
        assert not misplaced(transcript, content)  # type: ignore[arg-type]
