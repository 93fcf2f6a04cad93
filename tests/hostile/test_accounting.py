"""Nothing lost: what was found is scored, unreadable or skipped, and no reader drops a message without a word."""

import json
import os
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csaudit import cli, find, plugins, readers
from csaudit.errors import InputError
from csaudit.model import Transcript
from csaudit.readers import Options
from csaudit.source import Source
from tests.conftest import ROOT, Outcome
from tests.hostile.inputs import chat

CHAT = json.dumps(chat("my lamp is broken", "I'm so sorry that your lamp is broken."))
MAIL = "From: a@mail.example\r\nTo: help@shop.example\r\nDate: Mon, 3 Mar 2025 10:00:00 +0000\r\nSubject: {n}\r\nMessage-ID: <{n}@mail.example>\r\n\r\nmy lamp is broken\r\n"
# What may lie in a folder: suffix, content, and how many scored, unreadable and skipped it makes (None: whatever it makes).
FAULTS: dict[str, tuple[str, bytes, tuple[int, int, int] | None]] = {
    "good": (".json", CHAT.encode(), (1, 0, 0)),
    "log": (".txt", b"Customer: my lamp is broken\nAgent: I'm so sorry.\n", (1, 0, 0)),
    "lines": (".jsonl", (CHAT + "\n" + CHAT.replace('"1"', '"2"') + "\n").encode(), (2, 0, 0)),
    "one bad line": (".jsonl", (CHAT + "\n{broken\n" + CHAT.replace('"1"', '"2"') + "\n").encode(), (2, 1, 0)),
    "two bad lines": (".jsonl", ("{}\n" + CHAT + '\n{"messages": 7}\n').encode(), None),
    "empty": (".json", b"", (0, 0, 1)),
    "no JSON": (".json", b"{not json", (0, 0, 1)),
    "binary": (".bin", b"\0\1\2" * 100, (0, 0, 1)),
    "another language": (".txt", ("Kunde: meine Lampe ist leider kaputt gegangen und ich bin sehr traurig\nAgent: Es tut mir sehr leid, dass Ihre "
                                  "Lampe kaputt ist. Wir werden Ihnen sofort eine neue schicken und das Geld zurückgeben.\n").encode(), None),
    "prose": (".md", b"# Notes\n\nnothing here\n", (0, 0, 1)),
    "a number": (".json", b"7", (0, 0, 1)),
    "cp1252": (".txt", "Customer: my lamp is broken, très triste\nAgent: I’m so sorry.\n".encode("cp1252"), (1, 0, 0)),
    "a cut zip": (".zip", b"PK\x03\x04\0\0", (0, 1, 0)),
    "a reply": (".md", b"---\ntitle: Refund\n---\nHello {{name}}, we refund it.\n", (0, 0, 1)),
}  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*FAULTS, "mail", "zip", "link", "pipe", "folder"]), max_size=12), st.booleans())
def test_scored_and_unreadable_and_skipped_are_what_was_found(kinds: list[str], two: bool) -> None:
    expected: Counter[str] = Counter()
    exact = True
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "in", Path(name) / "out.json"
        folder.mkdir()
        for number, kind in enumerate(kinds):
            path = folder / f"{number:02}"
            made: tuple[int, int, int] | None = (0, 0, 0)
            if kind == "mail":
                path.with_suffix(".eml").write_bytes(MAIL.format(n=number).encode())
                made = (1, 0, 0)
            elif kind == "zip":
                with zipfile.ZipFile(path.with_suffix(".zip"), "w") as into:
                    into.writestr("a.json", CHAT)
                    into.writestr("b.bin", b"\0\1")
                    into.writestr("c.zip", b"PK")
                made = (1, 0, 2)
            elif kind == "link":
                path.with_suffix(".json").symlink_to(folder / "gone")
                made = (0, 0, 1)
            elif kind == "pipe":
                os.mkfifo(path.with_suffix(".json"))
                made = (0, 0, 1)
            elif kind == "folder":
                path.with_suffix(".json").mkdir()
            else:
                suffix, data, made = FAULTS[kind]
                path.with_suffix(suffix).write_bytes(data)
            if made is None:
                exact = False
            else:
                expected.update(scored=made[0], unreadable=made[1], skipped=made[2])
        cli.run(["score", str(folder), "-f", "json", "-o", str(out), "--allow-empty", "-q", "-j", "2" if two else "1"])
        report = json.loads(out.read_text("utf-8"))
    figures = report["summary"]
    assert figures["found"] == figures["scored"] + figures["unreadable"] + figures["skipped"]
    assert figures["scored"] == len(report["transcripts"])
    assert figures["unreadable"] == len(report["unreadable"])
    assert figures["skipped"] == len(report["skipped"])
    assert sum(figures["warnings"].values()) == sum(len(card["warnings"]) for card in report["transcripts"])
    if exact:
        assert [figures[kind] for kind in ("scored", "unreadable", "skipped")] == [expected[kind] for kind in ("scored", "unreadable", "skipped")]


@pytest.mark.parametrize("format", ["terminal", "json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab"])
def test_every_report_has_the_figures_in_it_or_beside_it(tmp_path: Path, csaudit: Callable[..., Outcome], format: str) -> None:
    for name in ("good", "one bad line", "binary"):
        suffix, data, _ = FAULTS[name]
        (tmp_path / f"{name}{suffix}").write_bytes(data)
    done = csaudit("score", tmp_path, "-f", format)
    told = "".join((done.out + done.err).split())  # the terminal breaks its lines, and long names in the middle
    assert done.code == 3
    assert "1unreadable,1skipped" in told
    assert "onebadline.jsonl" in told
    assert "binary.bin" in told


# Text of each sample's messages that a reader must hand on: every string under these names in the file.
WORDED = ("text", "body", "content", "plain_body", "body_text", "message", "Content", "body_plain")


def _texts(value: object, key: str = "") -> list[str]:
    if isinstance(value, dict):
        return [text for name, part in value.items() for text in _texts(part, name)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part, key)]
    return [value] if isinstance(value, str) and key in WORDED and len(value) > 12 else []


# Rich content written as JSON, whose own texts are handed on; "Call from", which stands in a call's comment and twice more.
LEFT_OUT = {"liveperson": 1, "zendesk": 2}


@pytest.mark.parametrize("name", [name for name in plugins.names("readers") if readers.module(name).EXAMPLE.endswith(".json")])
def test_no_text_of_a_sample_is_lost_without_a_warning(name: str) -> None:
    path = ROOT / readers.module(name).EXAMPLE
    items = list(readers.read([Source(str(path), path)], Options()))
    said = " ".join(" ".join(message.text for message in item.messages) for item in items if isinstance(item, Transcript))
    words = set("".join(sign if sign.isalnum() else " " for sign in said).lower().split())
    lost = []
    for text in _texts(json.loads(path.read_text("utf-8"))):
        plain = re.sub(r"<[^>]*>|&\w+;", " ", text)
        own = [word for word in "".join(sign if sign.isalnum() else " " for sign in plain).lower().split() if len(word) > 3]
        if own and sum(word in words for word in own) < len(own) * 0.6:
            lost.append(text)
    assert len(lost) == LEFT_OUT.get(name, 0), lost


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["customer", "agent", "bot", "system"]), st.text(min_size=1, max_size=20)), min_size=1, max_size=8))
def test_every_message_of_csaudit_s_own_form_comes_back(said: list[tuple[str, str]]) -> None:
    record = {"id": "1", "messages": [{"role": role, "text": text, "visibility": "public"} for role, text in said]}
    data = json.dumps(record).encode() + b"\n"
    try:
        (item,) = readers.module("jsonl").read([Source("x.jsonl", data=data)], Options())
    except InputError:
        return
    assert isinstance(item, Transcript)
    assert [(message.role, message.text) for message in item.messages] == said
    assert find.Portion((Source("x.jsonl", data=data),), True).named
