"""A trap in Python's calls to the system: it counts those that concern some folders, and makes one of them fail."""

import builtins
import errno
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any, NamedTuple

WRITES = ("create", "write", "replace", "mkdir", "truncate")
STDOUT = "<stdout>"
BUFFER = 1 << 17  # bytes of a read: a large file has some points, not thousands


class Point(NamedTuple):
    """One call to the system: what it does, and to which file."""

    kind: str
    path: str


class Trap:
    """Counts calls to the system that concern the watched folders; the one with the number `at` fails with `error`."""

    def __init__(self, watched: tuple[str, ...], told: int, at: int = 0, error: int = 0, *, stays: bool = False) -> None:
        self.watched, self.at, self.error, self.stays = watched, at, error, stays
        self.points: list[Point] = []
        self.fault: Point | None = None
        self._told = told  # a file's descriptor: workers tell their faults there too
        self._opened: dict[int, str] = {}

    def reach(self, kind: str, path: Any) -> None:
        """A call is about to be made: count it, and fail where it is the one."""
        name = self._opened.get(path, "") if isinstance(path, int) else os.fsdecode(path)
        if name != STDOUT and not os.path.abspath(name).startswith(self.watched):
            return
        point = Point(kind, name)
        self.points.append(point)
        if len(self.points) == self.at:
            self.fault = point
            os.write(self._told, json.dumps(point).encode() + b"\n")
        elif self.fault is None or not self.stays or not self._same(point):
            return
        raise OSError(self.error, os.strerror(self.error), name if name != STDOUT else None)

    def _same(self, point: Point) -> bool:
        if self.fault is not None and self.fault.kind in WRITES:
            return point.kind in WRITES and (self.error == errno.ENOSPC or point.path == self.fault.path)
        return self.fault == point

    def tell(self) -> None:
        """The points that were reached, as the last line."""
        os.write(self._told, json.dumps(self.points).encode() + b"\n")

    def install(self) -> None:
        """Put the counting calls in the place of Python's own."""
        for name, kind in (("stat", "stat"), ("lstat", "stat"), ("listdir", "list"), ("unlink", "unlink"), ("remove", "unlink"),
                           ("chmod", "chmod"), ("mkdir", "mkdir"), ("replace", "replace"), ("rename", "replace")):  # fmt: skip
            setattr(os, name, self._counted(getattr(os, name), kind))
        self._os_open, self._scandir, self._io_open = os.open, os.scandir, io.open
        os.open, os.scandir = self._open_descriptor, self._list  # type: ignore[assignment]
        io.open = builtins.open = self._open  # type: ignore[assignment]
        tempfile.tempdir = None  # chosen anew, by writing to it
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(self._raw(1, "wb", STDOUT)), "utf-8")

    def _counted(self, real: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, **named: Any) -> Any:
            self.reach(kind, path)
            return real(path, *arguments, **named)

        return call

    def _open_descriptor(self, path: Any, flags: int, *arguments: Any, **named: Any) -> int:
        self.reach("create" if flags & (os.O_WRONLY | os.O_RDWR) else "open", path)
        descriptor = self._os_open(path, flags, *arguments, **named)
        self._opened[descriptor] = os.fsdecode(path)
        return descriptor

    def _list(self, path: Any = ".") -> Any:
        self.reach("list", path)
        return _Listed(self._scandir(path), self, path)

    def _open(self, file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
              newline: str | None = None, closefd: bool = True, opener: Any = None) -> Any:  # fmt: skip
        name = self._opened.get(file, "") if isinstance(file, int) else os.fsdecode(file)
        if not os.path.abspath(name).startswith(self.watched) or not name:
            return self._io_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if not isinstance(file, int) and opener is None:
            self.reach("open" if mode[0] == "r" and "+" not in mode else "create", name)
        raw = self._raw(file, mode.replace("t", ""), name, closefd=closefd, opener=opener)
        if buffering == 0:
            return raw
        kind = io.BufferedRandom if "+" in mode else io.BufferedReader if mode[0] == "r" else io.BufferedWriter
        stream = kind(raw, BUFFER)
        return stream if "b" in mode else io.TextIOWrapper(stream, encoding or "utf-8", errors, newline)

    def _raw(self, file: Any, mode: str, path: str, **named: Any) -> io.FileIO:
        trap = self

        class Raw(io.FileIO):
            def readinto(self, buffer: Any) -> Any:
                trap.reach("read", path)
                return super().readinto(buffer)

            def readall(self) -> bytes:
                trap.reach("read", path)
                return super().readall()

            def read(self, size: int | None = -1) -> Any:
                trap.reach("read", path)
                return super().read(-1 if size is None else size)

            def write(self, data: Any) -> Any:
                if path != STDOUT or os.fstat(1).st_rdev != os.stat(os.devnull).st_rdev:
                    trap.reach("write", path)
                return super().write(data)

            def truncate(self, size: int | None = None) -> int:
                trap.reach("truncate", path)
                return super().truncate(size)

            def close(self) -> None:
                was = self.closed
                super().close()
                if not was and path != STDOUT:
                    trap.reach("close", path)

        return Raw(file, mode.replace("b", ""), **named)


class _Listed:
    """os.scandir's answer, whose entries count."""

    def __init__(self, entries: Any, trap: Trap, path: Any) -> None:
        self._entries, self._trap, self._path = entries, trap, path

    def __iter__(self) -> "_Listed":
        return self

    def __next__(self) -> Any:
        self._trap.reach("entry", self._path)
        return next(self._entries)

    def __enter__(self) -> "_Listed":
        return self

    def __exit__(self, *_: object) -> None:
        self._entries.close()

    def close(self) -> None:
        self._entries.close()
