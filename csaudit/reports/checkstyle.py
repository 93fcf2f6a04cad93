"""Checkstyle XML, which most review tools read. Lint only."""

import re
from itertools import groupby
from typing import TextIO
from xml.sax.saxutils import quoteattr

from csaudit.findings import Linted, relative
from csaudit.reports import Look
from csaudit.safe import one_line

_NEVER = re.compile("[\ufffe\uffff\ud800-\udfff]")


def findings(linted: Linted, out: TextIO, look: Look) -> None:
    """A file element a file, an error element a finding that is not in the baseline."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n')
    fresh = (one for one in linted.findings if not one.known)
    for file, found in groupby(fresh, key=lambda one: one.file):
        out.write(f"<file name={_quoted(relative(file))}>\n")
        out.writelines(_error(one.line, one.column, one.severity, one.message, one.rule) for one in found)
        out.write("</file>\n")
    for problem in linted.unreadable:
        error = _error(problem.line, problem.column, "error", problem.reason, "unreadable")
        out.write(f"<file name={_quoted(relative(problem.source))}>\n{error}</file>\n")
    out.write("</checkstyle>\n")


def _error(line: int | None, column: int | None, severity: str, message: str, rule: str) -> str:
    place = f'line="{line or 1}"' + (f' column="{column}"' if column is not None else "")
    return f'<error {place} severity="{severity}" message={_quoted(message)} source={_quoted("csaudit." + rule)}/>\n'


def _quoted(text: str) -> str:
    return quoteattr(_NEVER.sub("\ufffd", one_line(text)))
