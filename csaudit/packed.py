"""Compressed inputs: gz files and the members of a zip. Never unpacked to disk, and no further than real exports go."""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from msgspec import Struct

from csaudit.errors import InputError
from csaudit.limits import HEAD, MAX_BYTES, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED

_ENCRYPTED = "encrypted: unpack it with its password first"


class Member(Struct, frozen=True):
    """A file inside a zip. broken: why it cannot be read; left: why it is left out on purpose."""

    name: str
    broken: str = ""
    left: str = ""


def open_gz(path: Path) -> BinaryIO:
    """The content of a gz file. Raises OSError, and InputError while it is read."""
    return cast(BinaryIO, _Bounded(gzip.open(path), path.stat().st_size))


def gunzipped(data: bytes) -> bytes:
    """Gzip data, unpacked. Raises InputError."""
    return _Bounded(gzip.GzipFile(fileobj=io.BytesIO(data)), len(data)).read()


def open_member(path: Path, name: str) -> BinaryIO:
    """The content of a member of a zip. Raises OSError, and InputError at once or while it is read."""
    try:
        archive = zipfile.ZipFile(path)
        info = archive.getinfo(name)
        if info.flag_bits & 1:
            raise InputError(_ENCRYPTED)
        return cast(BinaryIO, _Bounded(archive.open(info), info.compress_size, archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputError(str(error)) from error


def members(path: Path) -> list[Member]:
    """What is inside a zip, sorted by name; names are shown, never used as paths. Raises InputError."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise InputError(f"not a readable zip: {error}") from error
    if len(inside) > MAX_MEMBERS or sum(info.file_size for info in inside) > MAX_UNPACKED:
        raise InputError(f"more than {MAX_MEMBERS:,} files or {MAX_UNPACKED >> 20} MB inside: unpack it yourself")
    return [_member(info) for info in sorted(inside, key=lambda info: info.filename)]


def _member(info: zipfile.ZipInfo) -> Member:
    if info.flag_bits & 1:
        return Member(info.filename, broken=_ENCRYPTED)
    if stat.S_ISLNK(info.external_attr >> 16):
        return Member(info.filename, left="a link inside a zip")
    if info.filename.lower().endswith(".zip"):
        return Member(info.filename, left="a zip inside a zip")
    return Member(info.filename)


class _Bounded(io.RawIOBase):
    """A compressed stream that stops with a clear word when it is broken, or grows past what real exports do."""

    def __init__(self, stream: Any, packed: int, archive: zipfile.ZipFile | None = None) -> None:
        self._stream, self._left = stream, min(max(packed * MAX_RATIO + HEAD, 1 << 20), MAX_BYTES)
        self._archive = archive

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._taken(self._stream.read, size if size >= 0 else self._left + 1)

    def readline(self, size: int | None = -1) -> bytes:
        return self._taken(self._stream.readline, size)

    def _taken(self, read: Callable[[Any], bytes], size: int | None) -> bytes:
        try:
            data = read(size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
            kind = "gzip" if isinstance(self._stream, gzip.GzipFile) else "zip"
            raise InputError(f"not readable as {kind}: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"unpacks to more than {MAX_RATIO} times its size: refused as a decompression bomb")
        return data

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return cast(int, self._stream.seek(offset, whence))

    def close(self) -> None:
        self._stream.close()
        super().close()
        if self._archive is not None:
            self._archive.close()
