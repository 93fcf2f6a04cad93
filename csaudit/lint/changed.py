"""What a branch touches: the lines that differ from a commit, by file, from git's own difference."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from csaudit.errors import UsageError

_FILE = re.compile(rb"^\+\+\+ (?:b/(.*?)|\"b/((?:[^\"\\]|\\.)*)\")\t?$")
_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
Lines = Mapping[str, list[range]]


def since(ref: str, folder: Path | None = None) -> Lines:
    """Changed lines by absolute path, links followed: since the merge base with `ref`, new and uncommitted ones too.

    Raises UsageError where there is no repository or no such commit.
    """
    if ref.startswith("-"):
        raise UsageError(f"--changed-since: {ref!r} names no commit")
    here = folder or Path.cwd()
    top = Path(os.path.realpath(os.fsdecode(_git(here, "rev-parse", "--show-toplevel").rstrip(b"\n"))))
    base = _git(here, "merge-base", "--", ref, "HEAD").strip().decode()
    found: dict[str, list[range]] = {}
    difference = _git(top, "-c", "core.quotepath=off", "diff", "--no-color", "--no-ext-diff", "-U0", "--find-renames",
                      "--src-prefix=a/", "--dst-prefix=b/", base, "--")  # fmt: skip
    name = ""
    for line in difference.split(b"\n"):
        if file := _FILE.match(line):
            raw = file[1] if file[1] is not None else file[2].decode("unicode_escape").encode("latin-1")
            name = str(top / os.fsdecode(raw))
            found.setdefault(name, [])
        elif line.startswith(b"+++ /dev/null"):
            name = ""
        elif name and (hunk := _HUNK.match(line)):
            start, count = int(hunk[1]), int(hunk[2] or 1)
            found[name].append(range(start, start + count))
    for new in _git(top, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0"):
        if new:
            found[str(top / os.fsdecode(new))] = [range(1, 1 << 40)]
    return found


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise UsageError(f"--changed-since needs git: {error.strerror}") from error
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"--changed-since: {why or 'no such commit, or nothing in common with it'}")
    return done.stdout


def touches(lines: Lines, file: str, first: int | None, last: int | None) -> bool:
    """Whether any line from `first` to `last` of a file changed; the whole file where there is no line."""
    ranges = lines.get(os.path.realpath(file))
    if ranges is None:
        return False
    if first is None:
        return True
    return any(one.start <= (last or first) and first < one.stop for one in ranges)
