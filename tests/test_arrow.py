"""Record batches in, record batches out; and the recipes for Spark and Ray, where those are installed."""

import datetime
import sys
from typing import Any

import msgspec
import pytest

pyarrow = pytest.importorskip("pyarrow")

from csaudit import arrow, rubric  # noqa: E402
from csaudit.model import Message, Scorecard, Transcript  # noqa: E402
from csaudit.scoring import Scorer  # noqa: E402
from tests.conftest import CONSTRUCTS  # noqa: E402

RUBRIC = str(CONSTRUCTS)
WHEN = datetime.datetime(2025, 3, 3, 10, 0, tzinfo=datetime.UTC)


def said(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "text": text, "author": None, "timestamp": WHEN}


ROWS = [
    {"id": "a", "channel": "chat", "ended": True, "messages": [said("customer", "it is broken"), said("agent", "so sorry")]},
    {"id": "b", "channel": None, "messages": [said("customer", "it is late"), said("agent", "ok")]},
    {"id": "c", "messages": [said("wizard", "hello")]},
    {"id": "d", "messages": None},
]


def batch(rows: list[dict[str, Any]]) -> Any:
    return pyarrow.RecordBatch.from_pylist(rows, arrow.INPUT)


def test_a_row_holds_the_same_card_as_a_line_of_jsonl() -> None:
    (out,) = arrow.scored(RUBRIC)(iter([batch(ROWS[:1])]))
    messages = (Message("customer", "it is broken", timestamp=WHEN), Message("agent", "so sorry", timestamp=WHEN))
    card = Scorer(rubric.load(RUBRIC)).score(Transcript("a", messages, channel="chat", ended=True))

    (row,) = out.to_pylist()
    assert row["card"] == msgspec.json.encode(card).decode()
    assert (row["score"], row["passed"], row["coverage"]) == (card.score, card.passed, card.coverage)
    assert row["failed"] == [one.criterion for one in card.verdicts if one.outcome == "fail"]


def test_no_conversation_is_dropped() -> None:
    rows = [row for out in arrow.scored(RUBRIC)(iter([batch(ROWS[:2]), batch(ROWS[2:])])) for row in out.to_pylist()]

    assert [(row["id"], row["problem"]) for row in rows] == [
        ("a", None), ("b", None), ("c", "not readable: Invalid enum value 'wizard' - at `$.role`"), ("d", None),
    ]  # fmt: skip


def test_a_table_at_a_time_and_columns_left_out() -> None:
    table = pyarrow.Table.from_pylist([{"id": "a", "other": 1, "messages": [{"role": "agent", "text": "so sorry"}]}])
    out = arrow.scored(RUBRIC, batches=False)(table)

    assert out.schema == arrow.OUTPUT
    assert msgspec.json.decode(out["card"][0].as_py(), type=Scorecard).id == "a"


def test_spark_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    sql = pytest.importorskip("pyspark.sql")
    pytest.importorskip("pandas")
    session = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        frame = session.createDataFrame(
            [("a", [("customer", "it is broken"), ("agent", "so sorry")])] * 20,
            "id string, messages array<struct<role string, text string>>",
        )
        rows = frame.mapInArrow(arrow.scored(RUBRIC), arrow.DDL).collect()
    finally:
        session.stop()

    assert {(row.id, row.problem) for row in rows} == {("a", None)}
    assert len(rows) == 20


def test_ray_runs_it() -> None:
    data = pytest.importorskip("ray.data")
    table = pyarrow.Table.from_pylist([{"id": "a", "messages": [{"role": "agent", "text": "so sorry"}]}] * 20)
    out = data.from_arrow(table).map_batches(arrow.scored(RUBRIC, batches=False), batch_format="pyarrow")

    assert [row["id"] for row in out.take_all()] == ["a"] * 20
