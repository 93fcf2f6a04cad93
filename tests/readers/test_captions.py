import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.errors import InputError
from tests.readers.reading import claimed, one, read, spoken

TIMES = "00:00:01.000 --> 00:00:02.000"
SRT_TIMES = "00:00:01,000 --> 00:00:02,000"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("<v Ann>hi</v>", [("customer", "Ann", "hi")]),
        ("<v.loud Ann>hi &amp; bye", [("customer", "Ann", "hi & bye")]),
        ("<v Agent Kim>one <00:00:01.500>two <c.x>three</c>", [("agent", "Agent Kim", "one two three")]),
        ("<v Ann>a\nb", [("customer", "Ann", "a\nb")]),
        ("<v Agent>a</v>\n<v Ann>b</v>", [("agent", "Agent", "a"), ("customer", "Ann", "b")]),
        ("Agent: hi\nCustomer: yo", [("agent", "Agent", "hi"), ("customer", "Customer", "yo")]),
        (">> AGENT: hi", [("agent", "AGENT", "hi")]),
        ("- Agent: hi\n- Customer: yo", [("agent", "Agent", "hi"), ("customer", "Customer", "yo")]),
        ("<v Ann>1 < 2 & so on", [("customer", "Ann", "1 < 2 & so on")]),
    ],
)
def test_speakers_and_markup(lines: str, expected: list[tuple[str, str, str]]) -> None:
    assert (
        spoken(one("vtt", f"WEBVTT\n\nNOTE\nno text\n\nSTYLE\n::cue {{}}\n\n7\n{TIMES} align:start\n{lines}\n"))
        == expected
    )
    assert spoken(one("srt", f"7\n{SRT_TIMES}\n{lines}\n")) == expected


def test_a_caption_without_a_name_goes_on_with_the_speaker_before() -> None:
    transcript = one("srt", f"1\n{SRT_TIMES}\nAgent: hi\n\n2\n{SRT_TIMES}\n{{\\an8}}and more\n")
    assert spoken(transcript) == [("agent", "Agent", "hi"), ("agent", "Agent", "and more")]
    assert [message.id for message in transcript.messages] == ["1", "2"]


def test_each_piece_knows_its_line_and_column() -> None:
    transcript = one("vtt", f"WEBVTT\n\n{TIMES}\n<v Ann>a<i>b</i>\n&lt;c\n")
    assert transcript.messages[0].text == "ab\n<c"
    assert transcript.messages[0].origin is not None
    assert transcript.messages[0].origin.points == ((0, 4, 8), (1, 4, 12), (3, 5, 1), (4, 5, 5))


def test_minutes_alone_and_carriage_returns() -> None:
    assert spoken(one("vtt", "\ufeffWEBVTT x\r\n\r\n00:01.000 --> 00:02.000\r\n<v Ann>hi\r\n")) == [
        ("customer", "Ann", "hi")
    ]


@pytest.mark.parametrize(("name", "text"), [("vtt", "WEBVTT\n\nNOTE x\n"), ("srt", f"1\n{SRT_TIMES}\n\n"), ("vtt", "")])
def test_without_captions_it_is_an_error(name: str, text: str) -> None:
    with pytest.raises(InputError):
        read(name, text)


@pytest.mark.parametrize("text", ["WEBVTTX\n", "Agent: hi", "", "1\n2\n", "a --> b\n"])
def test_other_text_is_not_claimed(text: str) -> None:
    assert claimed("vtt", text) is None
    assert claimed("srt", text) is None


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"], exclude_characters="<>&{}\ufeff:-–"), min_size=1),
        min_size=1,
    )
)
def test_any_text_survives(texts: list[str]) -> None:
    blocks = [f"{number}\n{TIMES}\n<v Ann>{text}</v>" for number, text in enumerate(texts)]
    transcript = one("vtt", "WEBVTT\n\n" + "\n\n".join(blocks))
    assert [message.text for message in transcript.messages] == [text for text in texts if text.strip()]


@given(st.text(st.sampled_from("<v An>&lt;/:-\n0{\\}"), max_size=60))
def test_nothing_breaks_it(text: str) -> None:
    with contextlib.suppress(InputError):
        read("vtt", f"WEBVTT\n\n{TIMES}\n<v Ann>x\n{text}")
