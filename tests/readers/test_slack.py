import json
from pathlib import Path
from typing import Any

import pytest

from csaudit.errors import InputError
from csaudit.model import Transcript, Unreadable, place
from csaudit.readers import Options, slack
from csaudit.source import Source
from tests.conftest import ROOT

USERS = [
    {"id": "U1", "team_id": "T1", "profile": {"real_name": "Noor"}},
    {"id": "U3", "team_id": "T1", "name": "sam"},
    {"id": "U2", "team_id": "T2", "profile": {"real_name": "Ilse"}},
]


def said(ts: float, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "ts": f"{ts:.6f}", "user": "U1", "text": text, **more}


def read(days: dict[str, Any], users: Any = USERS, **options: Any) -> list[Any]:
    sources = [Source(f"export/{name}.json", data=json.dumps(value).encode()) for name, value in days.items()]
    if users:
        sources.append(Source("export/users.json", data=json.dumps(users).encode()))
    return list(slack.read(sources, Options(**options)))


def test_the_sample_is_an_export() -> None:
    sources = [Source(str(path), path) for path in sorted((ROOT / "samples/formats/slack").rglob("*.json"))]
    assert all(slack.claims(source) for source in sources)
    channel, thread = [item for item in slack.read(sources, Options()) if isinstance(item, Transcript)]
    assert [message.role for message in channel.messages] == ["system", "bot"]
    assert [(message.role, message.author) for message in thread.messages] == [
        ("customer", "Ilse Maas"),
        ("agent", "Noor Visser"),
        ("customer", "Ilse Maas"),
    ]
    assert thread.messages[0].attachments == ("leak.jpg",)
    file, _, _, pointer = place(thread, 2, 0)
    assert (Path(file).name, pointer) == ("2025-04-03.json", "/0/text")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("hi <@U2>", "hi @Ilse"),
        ("<@U9>", "@U9"),
        ("<#C1|help>", "#help"),
        ("<!here> x", "@here x"),
        ("<!subteam^S1|@team>", "@team"),
        ("<https://x.example|the list>", "the list"),
        ("<https://x.example>", "https://x.example"),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
        ("a < b", "a < b"),
    ],
)
def test_text_is_shown_as_slack_shows_it(raw: str, shown: str) -> None:
    assert read({"help/2025-01-01": [said(1735689600, raw)]})[0].messages[0].text == shown


def test_a_thread_crosses_days_and_the_rest_of_a_channel_is_one() -> None:
    items = read(
        {
            "help/2025-01-02": [said(1735776000, "later", thread_ts="1735689600.000000", user="U2")],
            "help/2025-01-01": [said(1735689600, "root", thread_ts="1735689600.000000"), said(1735689601, "loose")],
            "sales/2025-01-01": [said(1735689700, "other")],
        }
    )
    assert [(item.id, [message.text for message in item.messages]) for item in items] == [
        ("help:1735689600.000000", ["root", "later"]),
        ("help", ["loose"]),
        ("sales", ["other"]),
    ]


@pytest.mark.parametrize(
    ("more", "role"),
    [
        ({"user": "U2"}, "customer"),
        ({"bot_id": "B1"}, "bot"),
        ({"subtype": "bot_message"}, "bot"),
        ({"subtype": "channel_join"}, "system"),
        ({"user": "U3"}, "agent"),
        ({"subtype": "file_share"}, "agent"),
    ],
)
def test_roles(more: dict[str, Any], role: str) -> None:
    (item,) = read({"help/1": [said(1735689600, "x", **more)]}, agents=("Noor", "sam"))
    assert item.messages[0].role == role


def test_without_users_people_are_their_ids_and_it_is_said() -> None:
    (item,) = read({"help/1": [said(1735689600, "x")]}, users=None)
    assert item.messages[0].author == "U1"
    assert item.warnings[0].startswith("partial: no users.json")


def test_what_is_no_message_is_unreadable() -> None:
    items = read({"help/1": [said(1735689600, "x"), 7], "help/2": {"x": 1}})
    assert [type(item) for item in items] == [Unreadable, Unreadable, Transcript]


def test_nothing_said_is_an_error() -> None:
    with pytest.raises(InputError, match="without messages"):
        read({"help/1": []})


@pytest.mark.parametrize("value", [[], {}, [{"type": "message", "ts": "x"}], [{"id": "c", "messages": []}], [1]])
def test_other_json_is_not_claimed(value: Any) -> None:
    assert slack.claims(Source("x.json", data=json.dumps(value).encode())) is None
