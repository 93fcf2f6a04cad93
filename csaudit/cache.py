"""What was worked out once from files that have not changed since: checked rubrics, ready to scan.

A speed-up and nothing else: a verdict never depends on it, any trouble with it is as if it were not there, and
CSAUDIT_CACHE=off leaves it alone. An entry holds the sha256 of every file it was made of and a stamp of the code.
"""

import os
import tempfile
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from csaudit import __version__

Kept = TypeVar("Kept")
MOST = 64  # entries kept, the newest; one is up to 2 MB


class _Entry(Struct, frozen=True):
    stamp: str
    files: dict[str, str]
    value: msgspec.Raw


def folder() -> Path | None:
    """Where entries are kept: the platform's cache folder for the user; None where there is none or it is switched off."""
    if os.environ.get("CSAUDIT_CACHE") == "off":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return Path(base) / "csaudit" if base else Path.home() / ".cache" / "csaudit"
    except RuntimeError:  # no home
        return None


@cache
def _stamp() -> str:
    """The version and the state of the code, so that a developer's change is never hidden by an old entry."""
    package = Path(__file__).parent
    newest = max(
        path.stat().st_mtime_ns for pattern in ("*.py", "cues/*.py", "rubric/*.py") for path in package.glob(pattern)
    )
    return f"{__version__} {newest}"


def get(name: str, kind: type[Kept]) -> Kept | None:
    """The value kept for a file, if all files that it was made of are what they were."""
    at = folder()
    if at is None:
        return None
    try:
        entry = msgspec.msgpack.decode((at / _file(name)).read_bytes(), type=_Entry)
        if entry.stamp != _stamp() or any(_digest(Path(path)) != digest for path, digest in entry.files.items()):
            return None
        return msgspec.msgpack.decode(entry.value, type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def put(name: str, value: Any, files: Sequence[Path]) -> None:
    """Keep a value made of these files; whole or not at all."""
    at = folder()
    if at is None:
        return
    try:
        at.mkdir(parents=True, exist_ok=True)
        digests = {str(path.resolve()): _digest(path) for path in files}
        packed = msgspec.msgpack.encode(_Entry(_stamp(), digests, msgspec.Raw(msgspec.msgpack.encode(value))))
        descriptor, temporary = tempfile.mkstemp(dir=at)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(packed)
            os.replace(temporary, at / _file(name))
        except OSError:
            os.unlink(temporary)
        for old in sorted(at.iterdir(), key=lambda path: path.stat().st_mtime)[:-MOST]:
            old.unlink()
    except OSError:
        return


def _file(name: str) -> str:
    return sha256(str(Path(name).resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
