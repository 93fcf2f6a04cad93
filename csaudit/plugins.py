"""A word the user types is the name of a file: `--format sarif` is `csaudit/reports/sarif.py`.

Nothing is imported until it is named. Others add to a folder through entry points: a package that declares
`[project.entry-points."csaudit.reports"]  mine = "their_package.mine"` brings `--format mine`.
"""

import os
import sys
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

from csaudit.errors import UsageError, did_you_mean

FOLDERS = ("readers", "replies", "cues", "reports", "engines")


@cache
def _own(folder: str) -> frozenset[str]:
    """The words that are files of ours; one whose name starts with an underscore is no word."""
    return frozenset(path.stem for path in (Path(__file__).parent / folder).glob("[!_]*.py"))


@cache
def _others(folder: str) -> dict[str, str]:
    """Name to module path of what other packages add to `folder`."""
    if not _may_be_others():
        return {}
    from importlib.metadata import entry_points

    return {point.name: point.value for point in entry_points(group=f"csaudit.{folder}")}


@cache
def _may_be_others() -> bool:
    """Whether any package that is installed may add to a folder of ours.

    importlib.metadata knows exactly, but to import it and let it look takes 20 ms; most have no such package. So the
    files that it would read are looked at here, and it is asked where one speaks of us, or where packages lie elsewhere
    than in folders.
    """
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True
    return any(os.path.isfile(place) or _speaks_of_us(place or ".") for place in sys.path)


def _speaks_of_us(folder: str) -> bool:
    try:
        about = [name for name in os.listdir(folder) if name.lower().endswith((".dist-info", ".egg-info", "egg-info"))]
    except OSError:
        return False
    for name in about:
        try:
            with open(os.path.join(folder, name, "entry_points.txt"), "rb") as stream:
                if b"[csaudit." in stream.read():
                    return True
        except OSError:  # most packages have none
            continue
    return False


@cache
def names(folder: str) -> tuple[str, ...]:
    """Every word that `folder` knows, sorted."""
    return tuple(sorted(_own(folder) | _others(folder).keys()))


@cache
def load(folder: str, name: str) -> ModuleType:
    """The module for `name`. Raises UsageError with the nearest names when there is none."""
    if name in _own(folder):
        return import_module(f"csaudit.{folder}.{name}")
    if name not in _others(folder):
        raise UsageError(f"no {folder[:-1]} is called {name!r}{did_you_mean(name, names(folder))}")
    return import_module(_others(folder)[name])
