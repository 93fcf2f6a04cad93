"""Inputs by URL and scorecards in many files; fsspec's own memory and file systems stand for the stores."""

import json
from pathlib import Path

import pytest

fsspec = pytest.importorskip("fsspec")

from csaudit import find, remote, rubric  # noqa: E402
from csaudit.engines import serial  # noqa: E402
from csaudit.errors import UsageError  # noqa: E402
from csaudit.readers import Options  # noqa: E402
from csaudit.run import Plan, gather  # noqa: E402
from csaudit.scoring import Scorer  # noqa: E402
from tests.conftest import CONSTRUCTS  # noqa: E402

OPTIONS = Options()
LINE = '{"id": "c%d", "messages": [{"role": "customer", "text": "it is broken"}, {"role": "agent", "text": "so sorry"}]}\n'


def options_for(name: str) -> Options:
    return OPTIONS


def ids(*urls: str) -> list[str]:
    plan = Plan(Scorer(rubric.load(CONSTRUCTS)), options_for)
    return [card.id for card in gather(serial.parts(find.portions(urls, options_for), plan, 1), plan.scorer).scorecards()]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(find, "BYTES_A_PORTION", 500)
    files = fsspec.filesystem("memory")
    files.pipe("/chats/b.jsonl", "".join(LINE % number for number in range(10, 30)).encode())
    files.pipe("/chats/deep/a.txt", b"Customer: it is late\nAgent: so sorry\n")
    files.pipe("/chats/a.jsonl", (LINE % 1).encode())
    yield "memory://chats"
    files.rm("/chats", recursive=True)


def test_a_folder_a_file_and_a_glob_are_read_in_order(store: str) -> None:
    many = [f"c{number}" for number in range(10, 30)]

    assert ids(store) == ["c1", *many, "a"]
    assert ids(f"{store}/b.jsonl") == many
    assert ids(f"{store}/*.jsonl") == ["c1", *many]


def test_a_url_without_a_file_is_told(store: str) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        ids(f"{store}/none.jsonl")
    with pytest.raises(UsageError, match="nosuch"):
        ids("nosuch://a/b")


def test_partitions_hold_every_scorecard_once(csaudit, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("".join(LINE % number for number in range(6000)))
    call = ("score", tmp_path / "in.jsonl", "-r", CONSTRUCTS, "-f", "jsonl", "-o", tmp_path / "all.jsonl")
    csaudit(*call, "--partitions", f"jsonl:{tmp_path / 'many'}")
    csaudit(*call, "--partitions", f"parquet:{(tmp_path / 'parquet').as_uri()}")
    parts = sorted((tmp_path / "many").iterdir())

    assert [part.name for part in parts] == ["part-000000.jsonl", "part-000001.jsonl"]
    assert b"".join(part.read_bytes() for part in parts) == (tmp_path / "all.jsonl").read_bytes()
    table = pytest.importorskip("pyarrow.parquet").read_table(tmp_path / "parquet")
    cards = [json.loads(line) for line in (tmp_path / "all.jsonl").read_bytes().splitlines()]
    assert table["id"].to_pylist() == [card["id"] for card in cards]
    assert table["score"].to_pylist() == [card["score"] for card in cards]


def test_a_remote_input_says_when_it_has_changed(store: str) -> None:
    (one,) = (source for source, _ in remote.listed(f"{store}/a.jsonl"))
    before = one.stamp()
    fsspec.filesystem("memory").pipe("/chats/a.jsonl", b"{}\n{}\n")

    assert one.stamp() != before
