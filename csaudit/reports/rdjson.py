"""reviewdog's diagnostics (rdjson). Columns count UTF-8 bytes there, unlike everywhere else. Lint only."""

import json
from typing import Any, TextIO

from csaudit.findings import Finding, Linted, relative
from csaudit.reports import Look
from csaudit.safe import json_text, one_line

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """One object; its diagnostics one a line, without the baseline's."""
    out.write('{"source": {"name": "csaudit"}, "severity": "WARNING", "diagnostics": [')
    separator = "\n"
    for one in linted.findings:
        if not one.known:
            out.write(separator + json_text(json.dumps(_diagnostic(one), ensure_ascii=False)))
            separator = ",\n"
    out.write("\n]}\n")


def _diagnostic(one: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"path": relative(one.file)}
    if one.line is not None and one.bytes is not None:
        location["range"] = {
            "start": {"line": one.line, "column": one.bytes[0]},
            "end": {"line": one.end_line, "column": one.bytes[1]},
        }
    elif one.line is not None:
        location["range"] = {"start": {"line": one.line}}
    message = one_line(one.message) + (f" {one_line(one.advice)}" if one.advice else "")
    diagnostic: dict[str, Any] = {
        "message": message,
        "location": location,
        "severity": SEVERITIES[one.severity],
        "code": {"value": one.rule},
    }
    if one.fix is not None and "range" in location and one.line == one.end_line:
        diagnostic["suggestions"] = [{"range": location["range"], "text": one.fix[2]}]
    return diagnostic
