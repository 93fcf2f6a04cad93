"""What vendors' readers share: texts, attachments, channels, and how entries become a transcript."""

from collections.abc import Iterator
from typing import Any

import pytest

from csaudit.model import Transcript
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source


def transcript(*said: Said, options: Options | None = None, **facts: Any) -> Transcript:
    def conversations(document: Node) -> Iterator[Conversation]:
        yield Conversation(None, said, **facts)

    (item,) = vendor.read([Source("chat.json", data=b"{}")], options or Options(), conversations)
    assert isinstance(item, Transcript)
    return item


def say(text: str, role: Any = "agent", **fields: Any) -> Said:
    return Said(Text(text, "/x"), role, **{"time": "2025-01-01T10:00:00Z", **fields})


@pytest.mark.parametrize(
    ("fields", "heard"),
    [
        ({}, ("agent", "public")),
        ({"internal": True}, ("agent", "internal")),
        ({"sent": False}, ("system", "internal")),
        ({"deleted": True}, ("system", "internal")),
        ({"role": "system"}, ("system", "public")),
    ],
)
def test_who_hears_a_message(fields: dict[str, Any], heard: tuple[str, str]) -> None:
    (message,) = transcript(say("hello", **fields)).messages
    assert (message.role, message.visibility) == heard


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"internal": None}, "visibility"),
        ({"sent": None}, "visibility"),
        ({"time": "soon"}, "time"),
        ({"role": None}, "roles"),
    ],
)
def test_what_no_field_tells_is_a_warning(fields: dict[str, Any], kind: str) -> None:
    (warning,) = transcript(say("hello", **fields)).warnings
    assert warning.startswith(f"{kind}: ")


def test_the_users_word_wins_over_the_vendors_by_name_id_or_address() -> None:
    said = say("hello", author="Jo", known_as=("77", "jo@acme.test"))
    for options in (Options(bots=("jo",)), Options(bots=("77",)), Options(bots=("/@acme/",))):
        assert transcript(said, options=options).messages[0].role == "bot"


def test_an_event_stays_one_whoever_made_it() -> None:
    assert (
        transcript(say("joined", "system", author="Jo"), options=Options(agents=("Jo",))).messages[0].role == "system"
    )


@pytest.mark.parametrize(
    ("times", "order", "read"),
    [
        ([3, 2, 1], "time", [1, 2, 3]),
        ([1, 3, 2], "time", [1, 2, 3]),
        ([1, None, 2], "time", [1, None, 2]),
        ([2, None, 1], "newest", [1, None, 2]),
        ([None, None], "newest", [None, None]),
        ([3, 1, 2], "given", [3, 1, 2]),
    ],
)
def test_entries_come_in_the_order_of_their_times(times: list[int | None], order: str, read: list[int | None]) -> None:
    said = [say(str(hour), time=f"2025-01-01T0{hour}:00:00Z" if hour else None) for hour in times]
    assert [message.text for message in transcript(*said, order=order).messages] == [str(hour) for hour in read]


def test_newest_first_without_times_is_turned() -> None:
    said = [say("second", time=None), say("first", time=None)]
    assert [message.text for message in transcript(*said, order="newest").messages] == ["first", "second"]


@pytest.mark.parametrize(
    ("given", "writers", "name"),
    [
        ("Ida Bo", ["Ida"], "Ida Bo"),
        (None, ["Ida"], "Ida"),
        (None, ["Ida", "Bo"], None),
        ("Visitor 75212165", [], None),
        ("guest#12", [], None),
        ("ida@example.com", [], None),
    ],
)
def test_the_customers_name_is_no_id_address_or_number(given: str | None, writers: list[str], name: str | None) -> None:
    said = [say("hi", "customer", author=writer) for writer in writers] or [say("hi")]
    assert transcript(*said, customer=given).customer == name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ({"file_name": "a.pdf"}, "a.pdf"),
        ({"name": "../../etc/passwd"}, "passwd"),
        ({"url": "https://x.test/y/b.png?token=1"}, "b.png"),
        ({"name": None}, "attachment"),
        ("c.txt", "c.txt"),
        (None, "attachment"),
    ],
)
def test_an_attachment_has_a_name_that_is_no_path(file: Any, name: str) -> None:
    assert told.attached([Node(file)], "file_name") == (name,)


def test_a_mail_loses_its_history_unless_it_is_all_there_is() -> None:
    history = '<div class="gmail_quote">On 1 May 2025, Jo wrote:<blockquote>old</blockquote></div>'
    assert told.markup(Node(f"<p>new &amp; short</p>{history}"), mail=True).text == "new & short"
    assert told.markup(Node(f"<p>new</p>{history}")).text.endswith("old")
    assert "old" in told.markup(Node(history), mail=True).text
    assert told.mail_text(Node("new\n\nOn 1 May 2025, Jo wrote:\n> old")).text == "new"


@pytest.mark.parametrize(
    ("word", "channel"), [("native_messaging", "chat"), ("mail", "email"), ("sms", "sms"), ("", None)]
)
def test_channels_have_one_word_each(word: str, channel: str | None) -> None:
    assert told.channel(word) == channel
