"""Where what csaudit makes goes: standard output, or a file that appears whole under its name or not at all."""

import errno
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from csaudit.errors import UsageError


@contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """A text stream in UTF-8, without newline translation. A file is written under a temporary name and renamed; a
    device or a pipe (/dev/null, a shell's `>(...)`) is written to as it is, for a rename would put a file in its place.

    Raises UsageError naming the file where it cannot be written.
    """
    if path is None or path == "-":
        with printed() as stream:
            yield stream
    elif os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        with _said(path), open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            yield stream
    else:
        with replaced(path) as raw, io.TextIOWrapper(raw, "utf-8", "backslashreplace", newline="") as stream:
            yield stream


@contextmanager
def printed() -> Iterator[TextIO]:
    """Standard output in UTF-8, flushed in the end. Raises UsageError where it cannot be written, and BrokenPipeError."""
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")  # type: ignore[union-attr]
    try:
        with _said("standard output"):
            yield sys.stdout
            sys.stdout.flush()
    except UsageError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries once more as it leaves
        raise


@contextmanager
def replaced(path: str | Path, mode: int | None = None) -> Iterator[BinaryIO]:
    """A stream to what takes a file's place once it is all written; where anything fails, what was there stays. A link
    stays a link. mode: the file's permissions, if not those of a new one.

    Raises UsageError naming the file where it cannot be written.
    """
    target = Path(os.path.realpath(path))
    temporary: str | None = None
    try:
        with _said(path):
            if os.path.isdir(path or "."):
                raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
            try:
                descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            except OSError as error:  # whose file name would be the temporary one's
                raise OSError(error.errno, error.strerror) from error
            with open(descriptor, "wb") as stream:
                yield stream
        with _said(path, temporary):
            os.chmod(temporary, 0o666 & ~_umask() if mode is None else mode)
            os.replace(temporary, target)
        temporary = None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


class Spool:
    """Lines on disk for as long as they are wanted: written once, read over and over.

    Raises UsageError where the disk says no.
    """

    def __init__(self) -> None:
        with _said("a temporary file"):
            self._stream = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the spool

    def write(self, lines: bytes) -> None:
        """Add lines, each with its end."""
        with _said(f"a temporary file in {tempfile.gettempdir()}"):
            self._stream.write(lines)

    def __iter__(self) -> Iterator[bytes]:
        with _said(f"a temporary file in {tempfile.gettempdir()}"):
            self._stream.seek(0)
            yield from self._stream


@contextmanager
def _said(name: str | Path, own: str | None = None) -> Iterator[None]:
    """An error of the system as a UsageError that names the file; one that is about another file has that in it.

    own: a name that is this file's as well.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename not in (None, name, own):
            raise
        raise UsageError(f"{name or repr(name)}: cannot be written: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
