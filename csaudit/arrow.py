"""Record batches of conversations in, record batches of scorecards out: for Spark, Ray, Daft, DuckDB.

    from csaudit import arrow
    frame.mapInArrow(arrow.scored("service"), arrow.DDL)                    # Spark; frame has the columns of INPUT
    dataset.map_batches(arrow.scored("service", batches=False), batch_format="pyarrow")      # Ray Data

Needs the extra csaudit[parquet] (pyarrow). Nothing is shipped but the rubric itself; each worker compiles it once. What
cannot be scored comes out as a row with `problem`: no conversation is dropped.

Columns in (INPUT; others are ignored, all but `id` and `messages` may be missing): `id` string, `channel` string,
`customer` string, `agent` string, `ended` bool, `messages` a list of {role, text, author, timestamp}.

Columns out (OUTPUT): `id` string, `score` double (null where nothing applied), `passed` bool, `coverage` double,
`failed` list of the ids of the criteria that failed, `unsure` likewise, `messages` int, `problem` string, `card` string:
the scorecard as JSON, the same bytes as a line of `--format jsonl` has.
"""

import io
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow
from pyarrow.parquet import write_table

from csaudit import rubric
from csaudit.model import Message, Scorecard, Transcript
from csaudit.run import judged
from csaudit.scoring import Scorer

INPUT = pyarrow.schema([
    ("id", pyarrow.string()), ("channel", pyarrow.string()), ("customer", pyarrow.string()), ("agent", pyarrow.string()),
    ("ended", pyarrow.bool_()),
    ("messages", pyarrow.list_(pyarrow.struct([
        ("role", pyarrow.string()), ("text", pyarrow.string()), ("author", pyarrow.string()),
        ("timestamp", pyarrow.timestamp("us", "UTC")),
    ]))),
])  # fmt: skip
OUTPUT = pyarrow.schema([
    ("id", pyarrow.string()), ("score", pyarrow.float64()), ("passed", pyarrow.bool_()), ("coverage", pyarrow.float64()),
    ("failed", pyarrow.list_(pyarrow.string())), ("unsure", pyarrow.list_(pyarrow.string())), ("messages", pyarrow.int64()),
    ("problem", pyarrow.string()), ("card", pyarrow.string()),
])  # fmt: skip
# The same for Spark's mapInArrow, which wants it in words.
DDL = (
    "id string, score double, passed boolean, coverage double, failed array<string>, unsure array<string>, "
    "messages bigint, problem string, card string"
)
_decode = msgspec.json.Decoder(Scorecard).decode
_FIELDS = ("id", "channel", "customer", "agent", "ended", "messages")

Batches = Callable[[Iterator[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]


def scored(
    name: str = "service", *, only: tuple[str, ...] = (), skip: tuple[str, ...] = (), batches: bool = True
) -> Callable[[Any], Any]:
    """A function that scores by a rubric, ready to be sent to workers.

    It takes and gives an iterator of record batches; with `batches=False` one table or batch at a time. Raises UsageError
    or RubricError at once, not in a worker.
    """
    recipe = pickle.dumps(Scorer(rubric.load(name), only=only, skip=skip).recipe())

    def many(coming: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        return (_scored(batch, _scorer(recipe)) for batch in coming)

    def one(table: pyarrow.Table) -> pyarrow.Table:
        return pyarrow.Table.from_batches([_scored(batch, _scorer(recipe)) for batch in table.to_batches()], OUTPUT)

    return many if batches else one


@lru_cache(4)
def _scorer(recipe: bytes) -> Scorer:
    """The rubric compiled, once in each worker."""
    return Scorer(**pickle.loads(recipe))  # noqa: S301 (made by `scored`, sent by the caller's own engine)


def _scored(batch: pyarrow.RecordBatch, scorer: Scorer) -> pyarrow.RecordBatch:
    known = [name for name in _FIELDS if name in batch.schema.names]
    return pyarrow.RecordBatch.from_pylist([_row(row, scorer) for row in batch.select(known).to_pylist()], OUTPUT)


def _row(row: dict[str, Any], scorer: Scorer) -> dict[str, Any]:
    """One conversation's row of the output."""
    given = {key: value for key, value in row.items() if value is not None}
    messages = [{key: value for key, value in one.items() if value is not None} for one in given.pop("messages", ()) if one]
    try:
        said = tuple(msgspec.convert({"text": "", **one}, Message) for one in messages)
        transcript = msgspec.convert({"id": "", **given, "messages": said}, Transcript)
    except msgspec.ValidationError as error:
        return {"id": given.get("id"), "messages": len(messages), "problem": f"not readable: {error}"}
    card = judged(transcript, scorer)
    if not isinstance(card, Scorecard):
        return {"id": transcript.id, "messages": len(messages), "problem": card.reason}
    return columns(card)


def parquet(lines: Iterable[bytes]) -> bytes:
    """Scorecards, each a line of JSON, as a Parquet file with the columns of OUTPUT."""
    out = io.BytesIO()
    write_table(pyarrow.Table.from_pylist([columns(card) for card in map(_decode, lines)], OUTPUT), out)
    return out.getvalue()


def columns(card: Scorecard) -> dict[str, Any]:
    """A scorecard's row of OUTPUT."""
    return {
        "id": card.id, "score": card.score, "passed": card.passed, "coverage": card.coverage, "messages": card.messages,
        "failed": [one.criterion for one in card.verdicts if one.outcome == "fail"],
        "unsure": [one.criterion for one in card.verdicts if one.outcome == "unsure"],
        "card": msgspec.json.encode(card).decode(),
    }  # fmt: skip
