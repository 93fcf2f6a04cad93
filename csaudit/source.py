"""One input and what its bytes are: text with its warnings, lines, JSON. Read lazily, kept at most once, bounded.

A source is a file, a member of a zip or gz (never unpacked to disk), or standard input. Every reader works on this.
"""

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from csaudit.decoding import decode
from csaudit.errors import InputError
from csaudit.json_tolerant import loads
from csaudit.limits import HEAD, MAX_BYTES, MAX_LINE

BLANK = b"\xef\xbb\xbf \t\r\n"  # what may stand before the first character: a byte order mark, white space


def displayable(path: str | Path) -> str:
    """A path as text: bytes of it that are not UTF-8, which Python keeps as lone surrogates, as \\xe9."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class Source:
    """One input. `name` is what the user sees; `path` the file on disk; `member` the name inside a zip."""

    def __init__(
        self, name: str, path: Path | None = None, member: str | None = None, data: bytes | None = None,
        encoding: str | None = None,
    ) -> None:  # fmt: skip
        self.name, self.path, self.member, self.encoding = displayable(name), path, member, encoding
        if path is None or data is not None:
            self.__dict__["data"] = data or b""

    def __reduce__(self) -> tuple[Any, ...]:
        """A worker gets the place, not the bytes (except what has no place: standard input)."""
        kept = self.__dict__.get("data") if self.path is None else None
        return Source, (self.name, self.path, self.member, kept, self.encoding)

    @property
    def stem(self) -> str:
        """The file's name without folders and suffix, for ids: "chat-2025-03-03"."""
        name = re.split(r"[/\\!]", self.name)[-1]
        return Path(name.removesuffix(".gz")).stem if name not in ("", "-", ".", "..") else "stdin"

    @cached_property
    def suffix(self) -> str:
        """The file's suffix in lower case, without .gz: ".eml"."""
        return Path(re.split(r"[/\\!]", self.name)[-1].lower().removesuffix(".gz")).suffix

    def open(self) -> BinaryIO:
        """A fresh binary stream from the start. Raises InputError where the file cannot be opened."""
        if self.path is None or "data" in self.__dict__:
            return io.BytesIO(self.data)
        try:
            if self.member is not None or self.path.suffix.lower() == ".gz":
                from csaudit import packed  # what unpacks takes 2 ms to import

                return packed.open_gz(self.path) if self.member is None else packed.open_member(self.path, self.member)
            return self.path.open("rb")
        except OSError as error:
            raise InputError(error.strerror or str(error)) from error

    @contextmanager
    def reading(self) -> Iterator[BinaryIO]:
        """`open`, and closed in the end; what goes wrong on the way is an InputError too. That what was read cannot be
        closed is no matter."""
        stream = self.open()
        try:
            yield stream
        except OSError as error:
            raise InputError(error.strerror or str(error)) from error
        finally:
            with suppress(OSError):
                stream.close()

    def stamp(self) -> tuple[Any, ...]:
        """What tells whether it has changed: size, time of change and the first 64 KB; of standard input, all of it.

        Raises InputError where it cannot be read.
        """
        if self.path is None:
            return (sha256(self.data).hexdigest(),)
        try:
            status = self.path.stat()
        except OSError as error:
            raise InputError(error.strerror or str(error)) from error
        return status.st_size, status.st_mtime_ns, sha256(self.head).hexdigest()

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB, for detection."""
        if "data" in self.__dict__:
            return self.data[:HEAD]
        with self.reading() as stream:
            return stream.read(HEAD)

    @cached_property
    def data(self) -> bytes:
        """All bytes. Raises InputError past 512 MB."""
        with self.reading() as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InputError(f"larger than {MAX_BYTES // 1024**2} MB: give it as JSONL, which is read line by line")
        return data

    @cached_property
    def _decoded(self) -> tuple[str, tuple[str, ...]]:
        return decode(self.data, self.encoding)

    @property
    def text(self) -> str:
        """The whole input decoded (see `decode`), without a byte order mark."""
        return self._decoded[0]

    @property
    def text_warnings(self) -> tuple[str, ...]:
        """What decoding had to guess."""
        return self._decoded[1]

    def lines(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Raw lines, without their ends, whose first byte lies in [start, end). Memory is that of one line.

        Of UTF-16 with its mark the lines come as UTF-8, all read at once.

        A line over 64 MB comes back cut to 64 MB plus one byte, so that its reader can refuse it by size.
        """
        with io.BytesIO(self.text.encode()) if self.is_wide else self.reading() as stream:
            position = start
            if start:
                stream.seek(start)
            while end is None or position < end:
                line = stream.readline(MAX_LINE + 1)
                if not line:
                    return
                position += len(line)
                if len(line) > MAX_LINE and not line.endswith(b"\n"):
                    yield line
                    while rest := stream.readline(MAX_LINE):
                        position += len(rest)
                        if rest.endswith(b"\n"):
                            break
                    continue
                yield line.rstrip(b"\r\n")

    @property
    def is_wide(self) -> bool:
        """UTF-16 or UTF-32 with its mark, whose bytes cannot be cut at line ends."""
        return self.head.startswith((b"\xff\xfe", b"\xfe\xff"))

    @cached_property
    def json(self) -> Any:
        """The whole input as one JSON value, read tolerantly (see `loads`). Raises InputError with line and column."""
        return loads(self.data)[0]

    @cached_property
    def first_json(self) -> Any:
        """The JSON value that the shape of a format shows in: the whole document, or the first line that is a record.

        None where the input is neither.
        """
        if self.head.lstrip(BLANK)[:1] not in (b"{", b"[") and not self.is_wide and not self.named_jsonl:
            return None
        if self.is_jsonl:
            return self._first_record
        try:
            return self.json
        except InputError:
            return None

    @cached_property
    def is_jsonl(self) -> bool:
        """One JSON object a line: the first line with any text is an object by itself, and it is not the only line.

        A file called .jsonl or .ndjson is that even where its first lines are broken, unless it holds one array.
        """
        if self.named_jsonl:
            return not self.head.lstrip(BLANK).startswith(b"[")
        first = self._first_record
        return isinstance(first, dict) and len(self.head.strip().split(b"\n", 1)) > 1

    @property
    def named_jsonl(self) -> bool:
        """Whether its name says that it is JSON lines."""
        return self.suffix in (".jsonl", ".ndjson")

    @cached_property
    def _first_record(self) -> Any:
        """The first line's value; in a file that is named JSONL, the first that can be read among its first hundred."""
        for line in islice((line for line in self.lines() if line.strip(BLANK)), 100 if self.named_jsonl else 1):
            try:
                return loads(line)[0]
            except InputError:
                continue
        return None


def stdin() -> Source:
    """Standard input as a source named "-"; gzip is unpacked, within the bounds of a file. Raises InputError."""
    if sys.stdin is None:
        raise InputError("standard input is closed")
    data = sys.stdin.buffer.read()
    if data.startswith(b"\x1f\x8b"):
        from csaudit import packed

        data = packed.gunzipped(data)
    return Source("-", data=data)
