"""One scorecard a line, in the order of the input; the shape is that of a transcript in the JSON report."""

from typing import TextIO

import msgspec

from csaudit.findings import Linted, finding
from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import json_text


def write(run: Run, out: TextIO, look: Look) -> None:
    """Each scorecard as it was made; what could not be scored is told on standard error."""
    out.writelines(json_text(line.decode()) for line in run.lines())


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: one finding a line."""
    out.writelines(json_text(msgspec.json.encode(finding(one)).decode()) + "\n" for one in linted.findings)
