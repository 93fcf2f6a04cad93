"""GitLab Code Quality: one JSON array. Fingerprints are unique within a report and know no line numbers."""

import json
from collections.abc import Iterable
from typing import TextIO

from csaudit.findings import Finding, Linted, of_run, relative
from csaudit.reports import Look
from csaudit.run import Run
from csaudit.safe import json_text, one_line

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def write(run: Run, out: TextIO, look: Look) -> None:
    """Score: each failed verdict's evidence, or its absence."""
    _write(of_run(run), out)


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """Lint: each finding that is not in the baseline."""
    _write((one for one in linted.findings if not one.known), out)


def _write(found: Iterable[Finding], out: TextIO) -> None:
    out.write("[")
    separator = "\n"
    for one in found:
        entry = {
            "description": one_line(one.message),
            "check_name": one.rule,
            "fingerprint": one.fingerprint,
            "severity": SEVERITIES[one.severity],
            "location": {"path": relative(one.file), "lines": {"begin": one.line or 1}},
        }
        out.write(separator + json_text(json.dumps(entry, ensure_ascii=False)))
        separator = ",\n"
    out.write("\n]\n")
