"""A broken run goes on, and ends in the same bytes as one that was not broken."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from csaudit import find, rubric
from csaudit.engines import serial
from csaudit.find import Found
from csaudit.readers import Options
from csaudit.resume import beside, continued
from csaudit.run import Part, Plan, gather
from csaudit.scoring import Scorer
from tests.conftest import CONSTRUCTS

OPTIONS = Options()


def options_for(name: str) -> Options:
    return OPTIONS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number in range(find.FILES_A_PORTION * 3):
        (inputs / f"{number:03}.txt").write_text(f"Customer: it is broken {number}\nAgent: so sorry\n")
    return inputs


@pytest.fixture
def plan() -> Plan:
    return Plan(Scorer(rubric.load(CONSTRUCTS)), options_for)


class Engine:
    """The serial engine; counts the portions it worked on, and breaks after so many."""

    def __init__(self, plan: Plan, until: int = 1000) -> None:
        self.plan, self.until, self.worked = plan, until, 0

    def __call__(self, portions: Iterable[Found]) -> Iterator[Part]:
        for part in serial.parts(portions, self.plan, 1):
            if self.worked == self.until:
                raise KeyboardInterrupt
            self.worked += 1
            yield part


def lines(folder: Path, plan: Plan, engine: Engine, journal: Path) -> list[bytes]:
    portions = find.portions([str(folder)], options_for)
    return list(gather(continued(portions, plan, engine, journal), plan.scorer).lines())


def test_what_is_finished_is_not_done_again(folder: Path, plan: Plan, tmp_path: Path) -> None:
    whole = lines(folder, plan, Engine(plan), tmp_path / "whole")
    broken, rest = Engine(plan, until=2), Engine(plan)

    part = lines(folder, plan, broken, tmp_path / "journal")
    resumed = lines(folder, plan, rest, tmp_path / "journal")

    assert (len(part), broken.worked, rest.worked) == (2 * find.FILES_A_PORTION, 2, 1)
    assert resumed == whole


def test_from_a_file_that_changed_on_everything_is_done_again(folder: Path, plan: Plan, tmp_path: Path) -> None:
    lines(folder, plan, Engine(plan), tmp_path / "journal")
    (folder / f"{find.FILES_A_PORTION:03}.txt").write_text("Customer: it is late\nAgent: ok\n")
    again = Engine(plan)

    assert lines(folder, plan, again, tmp_path / "journal") == lines(folder, plan, Engine(plan), tmp_path / "fresh")
    assert again.worked == 2


def test_another_rubric_takes_nothing_over(folder: Path, plan: Plan, tmp_path: Path) -> None:
    lines(folder, plan, Engine(plan), tmp_path / "journal")
    other = Plan(Scorer(rubric.load(CONSTRUCTS), only=["never"]), options_for)
    engine = Engine(other)
    lines(folder, other, engine, tmp_path / "journal")

    assert engine.worked == 3


@pytest.mark.parametrize("left", [5, 20, -1, -200])
def test_a_record_cut_short_is_none(folder: Path, plan: Plan, tmp_path: Path, left: int) -> None:
    whole = lines(folder, plan, Engine(plan), tmp_path / "journal")
    data = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(data[:left])

    assert lines(folder, plan, Engine(plan), tmp_path / "journal") == whole
    assert (tmp_path / "journal").read_bytes() == data


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_call_goes_on_to_the_same_bytes(folder: Path, tmp_path: Path, kill: signal.Signals) -> None:
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "csaudit", "score", str(folder), "-r", str(CONSTRUCTS), "-f", "jsonl", "--isolated"]
    subprocess.run([*command, "-o", str(tmp_path / "whole.jsonl")], check=False, capture_output=True)
    process = subprocess.Popen([*command, "-o", str(out), "--resume"], stderr=subprocess.DEVNULL)
    while process.poll() is None and not (beside(str(out)).exists() and beside(str(out)).stat().st_size):
        time.sleep(0.001)  # until something is finished; how much does not matter
    process.send_signal(kill) if process.poll() is None else None
    process.wait()

    done = subprocess.run([*command, "-o", str(out), "--resume"], check=False, capture_output=True)

    assert done.returncode == 0
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert not beside(str(out)).exists()


def test_resume_needs_an_output(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "csaudit", "score", os.devnull, "--resume"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (
        2, "csaudit: --resume needs -o FILE: the journal of what is finished is kept beside it\n"
    )  # fmt: skip
