"""A word the user types is the name of a file: `--format sarif` is `csaudit/reports/sarif.py`.

Nothing is imported until it is named. Others add to a folder through entry points: a package that declares
`[project.entry-points."csaudit.reports"]  mine = "their_package.mine"` brings `--format mine`.
"""

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from csaudit.errors import UsageError, did_you_mean

FOLDERS = ("readers", "replies", "cues", "reports", "engines")


@cache
def _others(folder: str) -> dict[str, str]:
    """Name to module path of what other packages add to `folder`."""
    return {point.name: point.value for point in entry_points(group=f"csaudit.{folder}")}


@cache
def names(folder: str) -> tuple[str, ...]:
    """Every word that `folder` knows, sorted; a file whose name starts with an underscore is no word."""
    own = {path.stem for path in (Path(__file__).parent / folder).glob("[!_]*.py")}
    return tuple(sorted(own | _others(folder).keys()))


@cache
def load(folder: str, name: str) -> ModuleType:
    """The module for `name`. Raises UsageError with the nearest names when there is none."""
    if name not in names(folder):
        raise UsageError(f"no {folder[:-1]} is called {name!r}{did_you_mean(name, names(folder))}")
    own = Path(__file__).parent / folder / f"{name}.py"
    return import_module(f"csaudit.{folder}.{name}" if own.exists() else _others(folder)[name])
