"""Reports: what a run looks like on a page or to a program. One file each; the file's name is the word after `--format`.

To add one, write `reports/NAME.py` with

    def write(run: Run, out: TextIO, look: Look) -> None:
        \"\"\"Write a run of scorecards.\"\"\"

and, where it can show lint findings as well,

    def findings(linted: Linted, out: TextIO, look: Look) -> None: ...      # see csaudit.findings

A report only reads: the run's `summary`, `scorecards()`, `problems()`, `worst()` and `only()`; it decides nothing and
counts nothing. Everything from an input is escaped for its reader (see safe). The same run gives the same bytes.
"""

from msgspec import Struct


class Look(Struct, frozen=True):
    """How a report is to look. width: columns of the terminal. redacted: said in the report."""

    color: bool = False
    width: int = 80
    quiet: bool = False
    redacted: bool = False
