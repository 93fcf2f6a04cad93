"""What the fuzzer found stays found: every input of the corpus, in bounded time and memory."""

import re
import resource
import time
from pathlib import Path

import pytest

from csaudit.plugins import names
from tests.fuzz.fuzz import CORPUS
from tests.fuzz.targets import targets

TARGETS = {re.sub(r"[^a-z_]+", "-", name): function for name, (_, function) in targets().items()}
NEEDS = {"reader-msg": "oxmsg", "reader-xlsx": "openpyxl", "reader-parquet": "pyarrow"}
KEPT = sorted(path for path in CORPUS.iterdir() if path.is_file())


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rubrics of the fuzzer's are of no use to anybody."""
    monkeypatch.setenv("CSAUDIT_CACHE", "off")


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_once_went_wrong_is_refused_or_read(path: Path) -> None:
    target = path.name.partition("--")[0]
    if target in NEEDS:
        pytest.importorskip(NEEDS[target], exc_type=ImportError)
    function, data = TARGETS[target], path.read_bytes()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    function(data)
    assert time.process_time() - began < 5  # five, for a first call compiles the rubric; the rest takes milliseconds
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


def test_every_reader_is_fuzzed() -> None:
    fuzzed = set(targets())
    assert {f"reader {name}" for name in names("readers")} | {f"reply {name}" for name in names("replies")} <= fuzzed
