"""A fault at every point of a run: here one point in some, each with one error; `python -m tests.hostile.faults` tries all."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each point is a fork")
EVERY = os.environ.get("CSAUDIT_FAULTS_EVERY", "23")  # 1: every point


@pytest.mark.parametrize("calls", ["score a folder", "score with a journal", "score in two", "lint", "rubric"])
def test_no_call_to_the_system_that_fails_loses_an_input_or_leaves_half_a_file(calls: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.faults", "--every", EVERY, "--one-error", "--only", calls], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "faults, exit" in done.stdout
