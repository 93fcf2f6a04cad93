"""What several tests share: a way to run the command line, and where things are."""

from collections.abc import Callable, Iterator
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


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests cache is theirs, in this process and in those that they start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CSAUDIT_CACHE", raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


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
