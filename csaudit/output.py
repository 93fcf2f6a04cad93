"""Where reports go: standard output, or a file that appears whole under its name or not at all."""

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from csaudit.errors import UsageError


@contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """A text stream in UTF-8, without newline translation. A file is written under a temporary name and renamed; a
    device or a pipe (/dev/null, a shell's `>(...)`) is written to as it is, for a rename would put a file in its place.

    Raises UsageError naming the file where it cannot be written.
    """
    if path is None or path == "-":
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")  # type: ignore[union-attr]
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries once more as it leaves
            raise UsageError(f"standard output: cannot be written: {error.strerror or error}") from error
        return
    target = Path(os.path.realpath(path))  # a link stays a link
    temporary: str | None = None
    try:
        if os.path.isdir(path or "."):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
                yield stream
            return
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            yield stream
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
        temporary = None
    except OSError as error:
        raise UsageError(f"{path or repr(path)}: cannot be written: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
