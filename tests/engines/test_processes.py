"""Many workers, one result: the same bytes in the order of the input."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from csaudit import files, find, rubric
from csaudit.engines import processes, serial
from csaudit.errors import UsageError
from csaudit.find import Portion
from csaudit.readers import Options
from csaudit.run import Plan, gather
from csaudit.scoring import Scorer
from tests.conftest import CONSTRUCTS

OPTIONS = Options()


def options_for(name: str) -> Options:
    return OPTIONS


def plan() -> Plan:
    return Plan(Scorer(rubric.load(CONSTRUCTS)), options_for)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A JSONL file of several byte ranges."""
    monkeypatch.setattr(find, "BYTES_A_PORTION", 4096)
    path = tmp_path / "large.jsonl"
    line = '{"id": "c%d", "messages": [{"role": "customer", "text": "it is broken"}, {"role": "agent", "text": "%s"}]}\n'
    path.write_text("".join(line % (number, ("sorry", "we can't", "refunded")[number % 3]) for number in range(300)))
    return path


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_any_number_of_workers_gives_the_same_bytes(large: Path, jobs: int) -> None:
    ready = plan()
    alone = gather(serial.parts(find.portions([str(large)], options_for), ready, 1), ready.scorer)
    together = gather(processes.parts(find.portions([str(large)], options_for), ready, jobs), ready.scorer)

    assert list(together.lines()) == list(alone.lines())
    assert together.summary == alone.summary
    assert together.worst() == alone.worst()
    assert [card.id for card in together.scorecards()] == [f"c{number}" for number in range(300)]


def test_byte_ranges_cut_at_lines_and_count_them(large: Path) -> None:
    portions = [one for one in find.portions([str(large)], options_for) if isinstance(one, Portion)]

    assert len(portions) > 3
    assert sum(one.size for one in portions) == large.stat().st_size == files.total_size([str(large)])
    for one in portions:
        assert large.read_bytes()[: one.start].count(b"\n") == one.first_line - 1


class _Deadly(Options, frozen=True):
    """Options whose use ends the worker, as the system does when memory runs out."""

    def __getattribute__(self, name: str) -> object:
        if name == "input" and os.getpid() != _PARENT:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__getattribute__(name)


_PARENT = os.getpid()
_DEADLY = _Deadly()


def deadly(name: str) -> Options:
    return _DEADLY


def test_a_worker_ended_from_outside_is_told_in_words(tmp_path: Path) -> None:
    def portions() -> Iterator[Portion]:
        (tmp_path / "a.txt").write_text("Customer: hi\nAgent: sorry\n")
        yield from (one for one in find.portions([str(tmp_path)], options_for) if isinstance(one, Portion))

    ready = Plan(plan().scorer, deadly)
    with pytest.raises(UsageError, match="a worker was ended from outside"):
        list(processes.parts(portions(), ready, 1))
