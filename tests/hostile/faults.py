"""A fault at every point of a run: the n-th open, read, write, close, stat, listing or rename fails, for every n.

    python -m tests.hostile.faults                       every point of every call, with every error that it may give
    python -m tests.hostile.faults --every 9 --only lint

Python's own calls to the system (io.open, os.open, os.stat, os.scandir, os.replace ...) count what concerns the files of
the call, its temporary files, its cache, its rubrics and its standard output, and raise OSError at one point (see trap);
nothing of csaudit is replaced. Each point is a fork of one warm process over a fresh copy of the same files, so that the n-th call
is always the same one. Once: that call fails and what follows goes well. For good: so does all of its kind after it, as on
a disk that is full, for a file that is broken.
"""

import argparse
import csv
import errno
import io
import json
import os
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import ROOT
from tests.hostile.calls import CALLS, Call, staged
from tests.hostile.trap import STDOUT, WRITES, Point, Trap

ERRORS = {
    "open": (errno.EACCES, errno.EIO, errno.ENOENT, errno.EMFILE),
    "create": (errno.EACCES, errno.ENOSPC, errno.EROFS),
    "read": (errno.EIO,),
    "write": (errno.ENOSPC, errno.EIO),
    "close": (errno.EIO,),
    "stat": (errno.EACCES, errno.EIO, errno.ENOENT),
    "list": (errno.EACCES, errno.EIO),
    "entry": (errno.EIO,),
    "replace": (errno.EACCES, errno.ENOSPC),
    "unlink": (errno.EACCES,),
    "chmod": (errno.EPERM,),
    "mkdir": (errno.ENOSPC,),
    "truncate": (errno.EIO,),
}
LOOKED_FOR = ("csaudit.yaml", ".csaudit.yaml", "pyproject.toml", ".git")  # no inputs: where nobody can tell, the call ends


class Left(NamedTuple):
    """What a call left behind: exit code, what it printed, its outputs, every file in the folder it may write to."""

    code: int
    out: str
    err: str
    outputs: dict[str, bytes | None]
    files: tuple[str, ...]
    points: tuple[Point, ...]
    faults: tuple[Point, ...]


def run(call: Call, root: Path, at: int = 0, error: int = 0, *, stays: bool = False) -> Left:
    """One call in a fork of this process, over a fresh copy of its files."""
    staged(call, root)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            _child(call, root, Trap((str(root), str(ROOT / "rubrics")), told.fileno(), at, error, stays=stays), out, err)
        _, status = os.waitpid(child, 0)
        for stream in (out, err, told):
            stream.seek(0)
        *faults, points = map(json.loads, told)
        made = {name: path.read_bytes() if (path := root / "out" / name).is_file() else None for name in call.outputs}
        files = tuple(sorted(str(path.relative_to(root)) for path in root.rglob("*") if not _is_cache(path, root)))
        return Left(
            os.waitstatus_to_exitcode(status), out.read().decode(), err.read().decode(), made, files,
            tuple(Point(*pair) for pair in points), tuple(Point(*pair) for pair in faults),
        )  # fmt: skip


def _is_cache(path: Path, root: Path) -> bool:
    return path.is_relative_to(root / "cache")


def _child(call: Call, root: Path, trap: Trap, out: Any, err: Any) -> None:
    """Make the call, and leave as the interpreter does: what is left of standard output is written, then it is over."""
    code = 70
    try:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.chdir(root)
        os.environ.update(XDG_CACHE_HOME=str(root / "cache"), TMPDIR=str(root / "tmp"), HOME=str(root))
        parent = os.getpid()
        from csaudit import cli

        trap.install()
        code = cli.run([word.replace("{root}", str(root)) for word in call.words])
        try:
            sys.stdout.flush()
        except OSError:
            os.write(2, b"Exception ignored in: <stdout>\n")
            code = 120
        if os.getpid() == parent:
            trap.tell()
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def complaints(call: Call, plain: Left, left: Left, faults: tuple[Point, ...], error: int, *, stays: bool) -> Iterator[str]:
    """What is wrong with how a call took its faults: one, or one in each worker."""
    told = left.err + left.out + "".join((data or b"").decode("utf-8", "replace") for data in left.outputs.values())
    if left.code not in (0, 1, 2, 3):
        yield f"exit code {left.code}"
    for word in ("Traceback", "a bug in csaudit", "Exception ignored"):
        if word in told:
            yield word
    complete = [name for name, data in left.outputs.items() if _whole(name, data)]
    for name, data in left.outputs.items():
        if name not in complete and data != call.before.get(name):
            yield f"half a file under its final name: {name}"
    if left.code in (0, 1, 3):
        if len(complete) < len(left.outputs):
            yield "done, and an output is missing"
        yield from _accounted(call, plain, left, faults)
    if left.code != plain.code and not any(_names(fault, told, call, stays=stays) for fault in faults):
        yield "nothing names the path"
    if left.code == 2 and error != errno.ENOENT and call.words[0] in ("score", "convert", "cues") and all(map(_is_input, faults)):
        yield "one input ended the batch"
    extra = set(left.files) - set(plain.files) - {f"out/{name}" for name in left.outputs} - set(call.may_stay)
    if extra and all(fault.kind != "unlink" for fault in faults):
        yield f"left behind: {', '.join(sorted(extra))}"


def _is_input(fault: Point) -> bool:
    return "/in/" in f"/{fault.path}" and Path(fault.path).name not in LOOKED_FOR


def _whole(name: str, data: bytes | None) -> bool:
    if data is None:
        return False
    if name.endswith(".json"):
        try:
            json.loads(data)
        except ValueError:
            return False
        return True
    if name.endswith(".jsonl"):
        return data.endswith(b"\n") or not data
    return True


def _accounted(call: Call, plain: Left, left: Left, faults: tuple[Point, ...]) -> Iterator[str]:
    """Nothing lost: the figures add up, and what is not scored is told."""
    data, usual = (json.loads(one.outputs.get("run.json") or b"null") for one in (left, plain))
    if data is None:
        return
    figures, about = data["summary"], json.dumps(data["unreadable"] + data["skipped"])
    is_told = any(Path(fault.path).name in about for fault in faults)
    if figures["found"] != figures["scored"] + figures["unreadable"] + figures["skipped"]:
        yield "found is not scored + unreadable + skipped"
    if figures["scored"] != len(data["transcripts"]):
        yield "scored is not the number of scorecards"
    if (left.code == 3) != bool(figures["unreadable"]):
        yield "exit code 3 and unreadable inputs do not go together"
    scored, usually = ({(card["source"], card["id"]) for card in one["transcripts"]} for one in (data, usual))
    # Where a configuration or a part of an export is gone for a moment, inputs are read as if it were not there.
    is_other = all(fault.kind == "stat" and (Path(fault.path).name in LOOKED_FOR or usually <= scored) for fault in faults)
    if scored != usually and not is_told and not is_other:
        yield f"not what is usually scored, and nobody says why: {sorted(usually ^ scored)[:3]}"
    if figures["found"] < usual["summary"]["found"] and not is_told:
        yield "fewer found than there are"
    rows = left.outputs["rows.csv"] or b""
    if (count := len(list(csv.reader(io.StringIO(rows.decode("utf-8-sig"), newline="")))) - 1) != figures["scored"]:
        yield f"{count} rows for {figures['scored']} scored"


def _names(fault: Point, told: str, call: Call, *, stays: bool) -> bool:
    """Whether a message names the path, or, for a temporary file, the output that it was to become or the folder."""
    if fault.path == STDOUT:
        return "standard output" in told
    name = Path(fault.path).name
    if fault.kind == "stat" and name in LOOKED_FOR:  # a configuration that is gone for a moment is none
        return True
    known = [name, *re.findall(r"^\.(.+)\.[a-z0-9_]{8}$", name)]
    if f"{os.sep}tmp{os.sep}" in fault.path or name == "tmp":
        known += [f"{os.sep}tmp", "temporary"]
    if stays and fault.kind in WRITES:  # what is written next may be told of as well
        known += [*call.outputs, "temporary", "standard output"]
    if fault.path == str(ROOT / "rubrics"):
        known += ["rubric"]
    if call.words[0] == "lint":  # what is skipped is told by number
        known += ["left (cannot be opened"]
    return any(one in told for one in known)


class Tried(NamedTuple):
    """What came of one point: how the call ended, and what was wrong with that."""

    call: str
    at: int
    point: Point
    error: int
    stays: bool
    code: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        kept = " for good" if self.stays else ""
        return (f"{self.call} #{self.at} {self.point.kind} {self.point.path}: {errno.errorcode[self.error]}{kept}: "
                f"exit {self.code}: {'; '.join(self.wrong) or 'well taken'}")  # fmt: skip


def tried(call: Call, root: Path, every: int = 1, all_errors: bool = True) -> Iterator[Tried]:
    """Every `every`-th point of a call, with every error that it may give, or with one of them in turn."""
    run(call, root)  # what is imported on first use is imported in the fork only; the order of the points is that of a second
    plain = run(call, root)
    if plain.code not in call.codes:
        raise AssertionError(f"{call.name}: exit {plain.code} without any fault: {plain.err}")
    for at, point in enumerate(plain.points, 1):
        if at % every:
            continue
        errors = ERRORS[point.kind]
        for error in errors if all_errors else (errors[at // every % len(errors)],):
            for stays in (False, True) if all_errors else (bool(at // every % 2),):
                left = run(call, root, at, error, stays=stays)
                faults = left.faults or (point,)
                wrong = tuple(complaints(call, plain, left, faults, error, stays=stays))
                yield Tried(call.name, at, faults[0], error, stays, left.code, wrong)


def main() -> int:
    """Try the points, print what went wrong, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--every", type=int, default=1, help="only every n-th point")
    parser.add_argument("--one-error", action="store_true", help="one error at each point, in turn")
    parser.add_argument("--only", default="", help="calls whose name begins with this")
    parser.add_argument("--verbose", action="store_true", help="print every point")
    asked = parser.parse_args()
    warm()
    bad = 0
    with tempfile.TemporaryDirectory(prefix="csaudit-faults-") as folder:
        for call in CALLS:
            if not call.name.startswith(asked.only):
                continue
            codes: Counter[int] = Counter()
            kinds: Counter[str] = Counter()
            for one in tried(call, Path(os.path.realpath(folder)) / "root", asked.every, not asked.one_error):
                codes[one.code] += 1
                kinds[one.point.kind] += 1
                bad += bool(one.wrong)
                if one.wrong or asked.verbose:
                    print(one, flush=True)
            print(f"{call.name:24} {codes.total():>6,} faults, exit "
                  + ", ".join(f"{code}: {count}" for code, count in sorted(codes.items()))
                  + " (" + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) + ")", flush=True)  # fmt: skip
    print(f"{bad} were taken badly")
    return bool(bad)


def warm() -> None:
    """Import what the calls need, so that each fork has it."""
    from csaudit import plugins, readers, rubric
    from csaudit.commands import checking, convert, cues, explain, lint, rubrics, score  # noqa: F401
    from csaudit.lint import checking as linting
    from csaudit.source import Source

    for folder in ("readers", "replies", "cues", "reports"):
        for name in plugins.names(folder):
            plugins.load(folder, name)
    for name in ("xlsx", "parquet", "msg", "mbox", "csv"):  # these import on first use
        path = ROOT / readers.module(name).EXAMPLE
        if path.exists():
            list(readers.read([Source(str(path), path)], readers.Options()))
    linting.Linter(rubric.load("replies"), rubric.load("replies"))  # its phrases compiled, the file read anew by each fork


if __name__ == "__main__":
    sys.exit(main())
