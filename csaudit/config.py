"""One configuration for a run: csaudit.yaml, .csaudit.yaml or [tool.csaudit] in pyproject.toml.

Found upward from the folder that the paths share, up to a .git folder or the root; the nearest wins and nothing is
merged. Checked like a rubric, every mistake with its place. What the command line says goes before what the file says.
Paths in it are relative to it.
"""

import fnmatch
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from csaudit import files
from csaudit.errors import RubricError, UsageError
from csaudit.readers import Options

MAX_BYTES = 4 << 20
NAMES = ("csaudit.yaml", ".csaudit.yaml", "pyproject.toml")
Severity = Literal["error", "warning", "info"]


class Lint(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How canned replies are checked. severities: by rule id. variables: known placeholder names, wildcards allowed."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rubric: str | None = None
    syntax: str | None = None
    kind: str | None = None
    variables: tuple[str, ...] = ()
    severities: dict[str, Severity | Literal["off"]] = {}
    ignore: tuple[str, ...] = ()
    fail_on: Literal["error", "warning", "info", "never"] | None = None
    max_warnings: int | None = None
    min_severity: Severity | None = None
    baseline: str | None = None
    require_reason: bool = False
    include_inactive: bool = False


class PathTable(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What differs for the files that a pattern names."""

    exclude: bool = False
    input: Options | None = None
    lint: Lint | None = None


class Config(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The keys of the configuration. policies: what `configured:` in a rubric asks for. paths: tables by glob."""

    rubric: str | None = None
    format: str | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    jobs: int | None = None
    fail_under: float | None = None
    fail_on: Literal["fail", "critical"] | None = None
    policies: tuple[str, ...] = ()
    input: Options = Options()
    lint: Lint = Lint()
    paths: dict[str, PathTable] = {}
    file: str | None = None

    def tables(self, name: str) -> list[PathTable]:
        """The tables whose pattern names this path, in the order of the file; patterns are relative to the file."""
        if not self.paths:
            return []
        top = Path(self.file).parent if self.file else Path()
        relative = os.path.relpath(name.partition("!")[0], top).replace(os.sep, "/")
        return [table for pattern, table in self.paths.items() if _names(pattern, relative)]

    def excluded(self, name: str) -> bool:
        """Whether this input is left out."""
        return any(table.exclude for table in self.tables(name))

    def options(self, name: str) -> Options:
        """What the configuration says about one input."""
        changed: dict[str, Any] = {}
        for table in self.tables(name):
            if table.input is not None:
                default = Options()
                fields = msgspec.structs.asdict(table.input)
                changed.update({key: value for key, value in fields.items() if value != getattr(default, key)})
        return msgspec.structs.replace(self.input, **changed) if changed else self.input


def _names(pattern: str, path: str) -> bool:
    """Whether a glob names a path; `**` crosses folders, and a folder names all below it."""
    if path.startswith(pattern.rstrip("/") + "/"):
        return True
    return fnmatch.fnmatchcase(path, pattern) or fnmatch.fnmatchcase(path, pattern.replace("**/", ""))


def shared_folder(paths: Sequence[str]) -> Path:
    """The folder that the paths share; the working folder for standard input, globs and nothing."""
    folders = [path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths if os.path.exists(path)]
    return Path(os.path.commonpath([os.path.abspath(folder) for folder in folders])) if folders else Path.cwd()


def find(paths: Sequence[str]) -> Path | None:
    """The configuration file for these paths, or None."""
    start = shared_folder(paths)
    for folder in (start, *start.parents):
        for name in NAMES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or b"[tool.csaudit" in _bytes(path)):
                return path
        if (folder / ".git").exists():
            return None
    return None


def _bytes(path: Path) -> bytes:
    try:
        data = files.content(path, MAX_BYTES)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path}: larger than {MAX_BYTES >> 20} MB")
    return data


def load(paths: Sequence[str], given: str | None = None, *, isolated: bool = False) -> Config:
    """The configuration of a run: the file given, else CSAUDIT_CONFIG, else the one found.

    Raises RubricError, UsageError.
    """
    given = given or os.environ.get("CSAUDIT_CONFIG") or None
    if isolated:
        return Config()
    path = Path(given) if given else find(paths)
    if path is None:
        return Config()
    data = _bytes(path)
    shown = os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
    # Most runs have no configuration, and need not wait 10 ms for the parsers of one.
    if path.suffix == ".toml":
        from csaudit.toml_strict import load as checked
    else:
        from csaudit.yaml_strict import load as checked
    tree, complaints = checked(data, shown, Config)
    if complaints:
        raise RubricError(complaints)
    config = msgspec.convert(tree, Config)
    return msgspec.structs.replace(config, file=shown, rubric=_beside(path, config.rubric))


def _beside(path: Path, rubric: str | None) -> str | None:
    """A rubric's path is relative to the configuration; a name stays a name."""
    if rubric is None or re.fullmatch(r"[\w-]+", rubric):
        return rubric
    return os.path.relpath(path.parent / rubric)
