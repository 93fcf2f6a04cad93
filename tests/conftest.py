"""What several tests share: a way to run the command line, and where things are."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from csaudit import cli

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
CONSTRUCTS = str(ROOT / "tests" / "rubrics" / "constructs.yaml")


class Outcome(NamedTuple):
    """What a call of the command line left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def csaudit(capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run csaudit in this process: exit code, standard output, standard error."""

    def run(*arguments: object) -> Outcome:
        code = cli.run([str(argument) for argument in arguments])
        printed = capfd.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--approve` writes the golden outputs anew, for a person to read and commit."""
    parser.addoption("--approve", action="store_true", help="write golden outputs anew")
