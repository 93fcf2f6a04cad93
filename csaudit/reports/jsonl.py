"""One scorecard a line, in the order of the input; the shape is that of a transcript in the JSON report."""

from typing import TextIO

import msgspec

from csaudit.findings import Linted, finding
from csaudit.reports import Look
from csaudit.run import Run


def write(run: Run, out: TextIO, look: Look) -> None:
    """Each scorecard as it was made; what could not be scored is told on standard error."""
    for line in run.lines():
        out.write(line.decode())


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: one finding a line."""
    for one in linted.findings:
        out.write(msgspec.json.encode(finding(one)).decode() + "\n")
