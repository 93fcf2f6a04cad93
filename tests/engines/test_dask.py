"""Dask: the same bytes as one process, also when a worker is killed in the middle."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from csaudit import find, rubric
from csaudit.engines import dask, serial
from csaudit.errors import UsageError
from csaudit.find import Found
from csaudit.readers import Options
from csaudit.run import Part, Plan, gather
from csaudit.scoring import Scorer
from tests.conftest import CONSTRUCTS

distributed = pytest.importorskip("distributed")
OPTIONS = Options()


def options_for(name: str) -> Options:
    return OPTIONS


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(find, "BYTES_A_PORTION", 4096)
    path = tmp_path / "large.jsonl"
    line = '{"id": "c%d", "messages": [{"role": "customer", "text": "it is broken"}, {"role": "agent", "text": "%s"}]}\n'
    path.write_text("".join(line % (number, ("sorry", "we can't", "refunded")[number % 3]) for number in range(400)))
    return path


def test_a_killed_worker_changes_nothing(large: Path) -> None:
    plan = Plan(Scorer(rubric.load(CONSTRUCTS)), options_for)
    alone = gather(serial.parts(find.portions([str(large)], options_for), plan, 1), plan.scorer)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:

        def killing(portions: Iterator[Found]) -> Iterator[Found]:
            """Ends a worker from outside once a few portions are under way."""
            for number, portion in enumerate(portions):
                if number == 5:
                    os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
                yield portion

        parts: Iterator[Part] = dask.parts(
            killing(find.portions([str(large)], options_for)), plan, 2, cluster.scheduler_address
        )
        run = gather(parts, plan.scorer)

    assert list(run.lines()) == list(alone.lines())
    assert run.summary == alone.summary


def test_no_scheduler_is_told_in_words() -> None:
    plan = Plan(Scorer(rubric.load(CONSTRUCTS)), options_for)

    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        list(dask.parts(iter(()), plan, 1, "tcp://127.0.0.1:9"))
