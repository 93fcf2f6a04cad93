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
        out.write(f"<file name={_attribute(relative(file))}>\n")
        for one in found:
            column = f' column="{one.column}"' if one.column is not None else ""
            out.write(f'<error line="{one.line or 1}"{column} severity="{one.severity}" message={_attribute(one.message)} '
                      f"source={_attribute('csaudit.' + one.rule)}/>\n")  # fmt: skip
        out.write("</file>\n")
    out.writelines(f"<file name={_attribute(relative(problem.source))}>\n<error line=\"{problem.line or 1}\" severity=\"error\" "
                  f'message={_attribute(problem.reason)} source="csaudit.unreadable"/>\n</file>\n' for problem in linted.unreadable)  # fmt: skip
    out.write("</checkstyle>\n")


def _attribute(text: str) -> str:
    return quoteattr(_NEVER.sub("\ufffd", one_line(text)))
