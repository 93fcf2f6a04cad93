"""Files on disk: those below a folder, which of them are read at all, and how large they are."""

import errno
import glob
import os
import stat
import warnings
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from csaudit.errors import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

TWICE = "named more than once, read once"
MAX_RULES = 1 << 20  # bytes of a .gitignore
_NOTHING = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


class Closed(Struct, frozen=True):
    """A folder, or what it says is to be left out, that cannot be looked at: nothing in it is read."""

    path: Path
    reason: str


def irregular(path: Path) -> str | None:
    """Why a path is not read: a FIFO, a device, a link to nowhere; None for a regular file.

    None as well for one that the system refuses to tell of: to read it says why.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be opened: {error.strerror}" if error.errno in _NOTHING else None
    return None if stat.S_ISREG(mode) else "not a regular file"


def content(path: Path, most: int) -> bytes:
    """What a file holds, and no more than a byte over `most`, for whoever refuses one that is larger.

    Raises OSError, also where it is no regular file: /dev/zero has no end, and a FIFO perhaps no beginning.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with path.open("rb") as stream:
        return stream.read(most + 1)


def is_archive(path: Path) -> bool:
    """A zip of transcripts; xlsx and docx are zips too, and files of their own."""
    if path.suffix.lower() in (".xlsx", ".docx", ".pptx", ".ods"):
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def below(folder: Path) -> Iterator[Path | Closed]:
    """The files below a folder, sorted by name; hidden ones, what .gitignore names and links back up are left out."""
    seen: set[tuple[int, int]] = set()

    def inside(here: Path, rules: "tuple[tuple[Path, GitIgnoreSpec], ...]") -> Iterator[Path | Closed]:
        ignore = here / ".gitignore"
        asked = here
        try:
            status = here.stat()
            with os.scandir(here) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
            if (status.st_dev, status.st_ino) in seen:
                return
            seen.add((status.st_dev, status.st_ino))
            asked = ignore
            if ignore.is_file():
                rules = (*rules, (here, _spec(ignore)))
        except OSError as error:
            yield Closed(asked, f"cannot be read, and so nothing in its folder: {error.strerror or error}")
            return
        for entry in entries:
            path = Path(entry.path)
            is_dir = _is_dir(entry)
            if entry.name.startswith(".") or any(
                spec.match_file(str(path.relative_to(base)) + "/" * is_dir) for base, spec in rules
            ):
                continue
            if is_dir:
                yield from inside(path, rules)
            else:
                yield path

    yield from inside(folder, ())


def _spec(ignore: Path) -> "GitIgnoreSpec":
    """What a .gitignore names, by RE2: with Python's own patterns `a*a*a*a*a*b` takes seconds for one name.

    Raises OSError where it cannot be read or understood.
    """
    from pathspec import GitIgnoreSpec

    data = content(ignore, MAX_RULES)
    if len(data) > MAX_RULES:
        raise OSError(f"larger than {MAX_RULES >> 20} MB")
    try:
        with warnings.catch_warnings(action="ignore"):  # of patterns that Python would understand in another way
            return GitIgnoreSpec.from_lines(data.decode("utf-8", "replace").split("\n"), backend="re2")
    except Exception as error:  # pathspec, re and RE2 refuse a pattern each in its own way
        raise OSError(f"not understood: {error}"[:200]) from error


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


class Named:
    """What the user names, each file once. names: in order; again: those that stood there before under any name.

    A file that is named goes before the folder that it lies in. Only what is named can be met twice, so that one folder
    of millions of files costs no memory.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        """Raises UsageError for a path or glob that names nothing."""
        self.names: list[str] = []
        self.again: list[str] = []
        self._met: set[tuple[int, int] | str] = set()
        for name in chain.from_iterable(map(_expanded, paths)):
            if os.path.isdir(name) or self._first(name):
                self.names.append(name)
            else:
                self.again.append(name)

    def lacks(self, path: Path) -> bool:
        """Whether a file in a folder is to be read as a part of it: neither named by itself nor met before."""
        return len(self.names) == 1 or self._first(str(path))

    def _first(self, path: str) -> bool:
        one = _identity(path)
        new = one not in self._met
        self._met.add(one)
        return new


def _expanded(path: str) -> Sequence[str]:
    """A path as it is, or what it matches, sorted."""
    if path == "-" or "://" in path or _is_there(path):
        return (path,)
    matched = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []
    if not matched:
        raise UsageError(f"{path}: {'matches no file' if glob.has_magic(path) else 'no such file or folder'}")
    return matched


def _is_there(path: str) -> bool:
    try:
        os.lstat(path)
    except OSError as error:
        return error.errno not in _NOTHING
    except ValueError:  # a NUL in it
        return False
    return True


def _identity(path: str) -> tuple[int, int] | str:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return path
    return status.st_dev, status.st_ino


def total_size(paths: Sequence[str]) -> int:
    """Bytes on disk of all that the paths name: for progress, and not exact, for nobody has said yet what is skipped."""
    named = Named(paths)
    total = 0
    for name in named.names:
        if os.path.isdir(name):
            inside = (Path(folder, file) for folder, _, files in os.walk(name) for file in files)
            total += sum(size_of(path) for path in inside if named.lacks(path))
        else:
            total += size_of(Path(name))
    return total


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where nobody can tell."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
