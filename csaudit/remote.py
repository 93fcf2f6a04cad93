"""Inputs and outputs by URL: s3://, gs://, hdfs://, https:// and whatever else fsspec has a package for.

Needs the extra csaudit[dask], which brings fsspec. This is the only file that reaches over a network, and only where
the user names a URL. A worker gets the URL and reads it itself. A large JSONL file is read twice, once to find the ends
of its lines: many files of some megabytes each are cheaper than one of many gigabytes.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from csaudit.errors import InputError, UsageError
from csaudit.source import Source


class Remote(Source):
    """An input with a URL for its name."""

    def __init__(self, name: str, encoding: str | None = None) -> None:
        self.name, self.path, self.member, self.encoding = name, None, None, encoding

    def __reduce__(self) -> tuple[Any, ...]:
        return Remote, (self.name, self.encoding)

    def open(self) -> BinaryIO:
        """A fresh binary stream from the start. Raises InputError where there is none."""
        if "data" in self.__dict__:
            return io.BytesIO(self.data)
        try:
            return cast(BinaryIO, _files().open(self.name, "rb").open())
        except (OSError, ValueError, ImportError) as error:
            raise InputError(str(error)) from error

    def stamp(self) -> tuple[Any, ...]:
        """What tells whether it has changed: size, time and tag, as far as the store gives them."""
        filesystem, path = _files().core.url_to_fs(self.name)
        info = filesystem.info(path)
        return tuple(str(info.get(key)) for key in ("size", "mtime", "LastModified", "updated", "ETag", "etag"))


def is_url(name: str) -> bool:
    """Whether a path is the URL of something that is read through fsspec."""
    return "://" in name


def listed(url: str, encoding: str | None = None) -> Iterator[tuple[Remote, int]]:
    """The files that a URL names, sorted, with their size: one, those below a folder, those of a glob.

    Raises UsageError where there is none, or no package for the protocol.
    """
    try:
        filesystem, path = _files().core.url_to_fs(url)
        found = filesystem.glob(path) if "*" in path else filesystem.find(path)
        sized = [(filesystem.unstrip_protocol(one), filesystem.size(one)) for one in sorted(found)]
    except (OSError, ValueError, ImportError) as error:
        raise UsageError(f"{url}: {error}") from error
    if not sized:
        raise UsageError(f"{url}: no such file or folder")
    for name, size in sized:
        yield Remote(name, encoding), size or 0


def write(url: str, data: bytes) -> None:
    """Write a file, by URL or path; folders above it are made. Raises UsageError."""
    try:
        with _files().open(url, "wb", auto_mkdir=True) if not is_url(url) else _files().open(url, "wb") as stream:
            stream.write(data)
    except (OSError, ValueError, ImportError) as error:
        raise UsageError(f"{url}: cannot be written: {error}") from error


def _files() -> Any:
    try:
        import fsspec
    except ImportError as error:
        raise UsageError("URLs need csaudit[dask]: pip install 'csaudit[dask]'") from error
    return fsspec
