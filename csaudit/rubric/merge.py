"""Finding a rubric's file, and merging in what it uses and extends, so that each part keeps its place."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from csaudit.errors import Complaint, UsageError, did_you_mean
from csaudit.marked import Map, Seq
from csaudit.rubric.language import shape


def folder() -> Path:
    """Where the shipped rubrics are: beside the package in a clone, inside it in a wheel."""
    package = Path(__file__).parent.parent
    inside = package / "rubrics"
    return inside if inside.is_dir() else package.parent / "rubrics"


def shipped() -> tuple[str, ...]:
    """Names of the shipped rubrics and cue files."""
    return tuple(sorted(path.stem for path in folder().glob("*.yaml")))


def find(name: str, beside: Path | None = None) -> Path:
    """The file of a rubric given by name or path (relative paths: beside the file that names it). Raises UsageError."""
    if re.fullmatch(r"[\w-]+", name):
        if name in shipped():
            return folder() / f"{name}.yaml"
        raise UsageError(f"no rubric is called {name!r}{did_you_mean(name, shipped())}")
    path = Path(name) if beside is None else beside / name
    if not path.is_file():
        raise UsageError(f"no such rubric: {name}")
    return path


def _tree(path: Path, complaints: list[Complaint]) -> Map | None:
    from csaudit import yaml_strict  # 10 ms, and mostly the checked rubric was kept

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    tree, found = yaml_strict.load(data, str(path), shape())
    complaints.extend(found)
    return tree if isinstance(tree, Map) else None


def merged(path: Path, complaints: list[Complaint], above: tuple[Path, ...], files: list[Path]) -> Map | None:
    """A file with everything that it uses and extends merged in; its own words win. `files` gets every file read."""
    files.append(path)
    if path in above:
        complaints.append(
            Complaint(str(path), 1, 1, "uses or extends itself, by way of " + ", ".join(p.name for p in above))
        )
        return None
    tree = _tree(path, complaints)
    if tree is None:
        return None
    cues: Map = Map(tree.place)
    for key, names in (("use", tree.get("use", ())), ("extends", [tree["extends"]] if "extends" in tree else ())):
        for index, name in enumerate(names):
            place = names.items_at[index] if isinstance(names, Seq) else tree.values_at[key]
            try:
                other = merged(find(name, path.parent), complaints, (*above, path), files)
            except UsageError as error:
                complaints.append(Complaint(place.file, place.line, place.column, f"{key}: {error}"))
                continue
            if other is None:
                continue
            _overlay(cues, other.get("cues", {}))
            if key == "extends":
                tree = _extended(tree, other, complaints)
    _overlay(cues, tree.get("cues", {}))
    tree["cues"] = cues
    tree.keys_at["cues"] = tree.values_at["cues"] = cues.place
    return tree


def _overlay(base: Map, top: Mapping[str, Any]) -> None:
    for name, entry in top.items():
        base[name] = entry
        if isinstance(top, Map):
            base.keys_at[name], base.values_at[name] = top.keys_at[name], top.values_at[name]


def _extended(tree: Map, other: Map, complaints: list[Complaint]) -> Map:
    """`other` with the criteria of `tree` laid over it by id, new ones at the end, `without` taken away."""
    by_id = {criterion.get("id"): criterion for criterion in other.get("criteria", ())}
    for index, name in enumerate(tree.get("without", ())):
        if name not in by_id:
            place = tree["without"].items_at[index]
            hint = did_you_mean(name, list(by_id))
            complaints.append(
                Complaint(place.file, place.line, place.column, f"without: no criterion {name!r} to drop{hint}")
            )
        by_id.pop(name, None)
    for criterion in tree.get("criteria", ()):
        under = by_id.get(criterion.get("id"))
        if under is not None:
            for key in [key for key in under if key not in criterion]:
                criterion[key] = under[key]
                criterion.keys_at[key], criterion.values_at[key] = under.keys_at[key], under.values_at[key]
        by_id[criterion.get("id")] = criterion
    merged = Seq(tree.place)
    for criterion in by_id.values():
        merged.append(criterion)
        merged.items_at.append(criterion.place)
    for key, value in other.items():
        if key not in tree and key not in ("without", "extends", "use"):
            tree[key] = value
            tree.keys_at[key], tree.values_at[key] = other.keys_at[key], other.values_at[key]
    tree["criteria"] = merged
    tree.values_at["criteria"] = tree.place
    return tree
