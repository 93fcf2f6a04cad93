"""Every way csaudit stops, and the exit code of each.

    CsauditError        2  what the user asked for cannot be done as asked
    ├── UsageError      2  an option, a path, a name
    └── RubricError     2  a rubric or a configuration, with every complaint and its place
    InputError             one input cannot be read: becomes an `Unreadable`, and the batch goes on (3 at the end)

The code of a run is the first that holds of 130, 2, 3, 1 (see `exit_code`).
"""

import os
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches

import msgspec

from csaudit import __version__
from csaudit.safe import shown

DEBUG = "CSAUDIT_DEBUG"  # set by --debug, for the workers as well
DONE, GATE, USAGE, UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 130


class Complaint(msgspec.Struct, frozen=True):
    """One mistake in a file that a person wrote. Lines and columns count from 1, in code points; 0 where unknown."""

    file: str
    line: int
    column: int
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.severity}: {self.message}"


class CsauditError(Exception):
    """The run cannot go on; the message is for the user."""


class UsageError(CsauditError):
    """An option, a path or a name that cannot be used as given."""


class RubricError(CsauditError):
    """A rubric or configuration with mistakes: all of them, in the order of the file."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = tuple(complaints)


class InputError(Exception):
    """One input cannot become a transcript. `line` and `column` count from 1."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column


def bug(error: Exception, where: str, *, quoted: bool = True) -> str:
    """What to say of an error that is csaudit's own: kind, place, what to do. With --debug the traceback is printed.

    quoted: with its own words, which may be those of an input.
    """
    if os.environ.get(DEBUG):
        print(shown("".join(traceback.format_exception(error))), file=sys.stderr)  # noqa: T201
    said = str(error)
    if len(said) > 200:  # cut, half a secret might stay in it, which no redaction would know as one
        said = f"a message of {len(said):,} characters"
    what = f"{type(error).__name__}: {said}" if quoted else type(error).__name__
    return (
        f"a bug in csaudit {__version__}: {what} ({where}); please open an issue at the project with this line; "
        "--debug prints a traceback"
    )


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A closing remark for "unknown X": the nearest known words, or all when there are few, or nothing.

    >>> did_you_mean("apologie", ["apology", "thanks"])
    '; did you mean apology?'
    """
    near = get_close_matches(word, known, n=2, cutoff=0.6)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; known: {', '.join(known)}" if 0 < len(known) <= 12 else ""


def exit_code(*, interrupted: bool = False, unreadable: bool = False, gate_failed: bool = False) -> int:
    """The one code of a run that got as far as reading: the first that holds of 130, 3, 1, 0."""
    if interrupted:
        return INTERRUPTED
    if unreadable:
        return UNREADABLE
    return GATE if gate_failed else DONE
