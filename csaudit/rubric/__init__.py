"""Rubrics: from YAML to what is asked of a transcript, with every complaint at its line and column.

language: the keys and what they mean. merge: a file with everything that it uses and extends. checks: what the shape
cannot say. A file is checked against the language first (yaml_strict), then merged, then checked for sense.
"""

from hashlib import sha256
from pathlib import Path

import msgspec

from csaudit import cache
from csaudit.errors import Complaint, RubricError
from csaudit.marked import Map, Place
from csaudit.rubric.checks import check_criteria, check_cues, check_phrases, cue_of, in_order, used_cues
from csaudit.rubric.language import (
    Condition,
    Conditions,
    Criterion,
    Cue,
    Rubric,
    RubricFile,
    Words,
    conditions,
    many,
    schema,
    seconds,
    shape,
    shared,
)
from csaudit.rubric.merge import find, folder, merged, shipped

__all__ = [
    "Condition", "Conditions", "Criterion", "Cue", "ExamplePlaces", "Rubric", "RubricFile", "Words", "conditions",
    "example_places", "find", "folder", "in_order", "load", "many", "schema", "seconds", "shape", "shared", "shipped",
    "used_cues",
]  # fmt: skip


def load(name: str) -> Rubric:
    """The rubric called `name` or at that path. Raises RubricError with every mistake, UsageError when there is none.

    Checking 850 phrases takes 0.3 s, the whole start-up of a small run; so a rubric that was found right is kept in the
    user's cache and used again as long as none of its files has changed (see cache).
    """
    path = find(name)
    kept = cache.get(str(path), Rubric)
    if kept is not None:
        return kept
    made, files = _made(path)
    cache.put(str(path), made, files)
    return made


def _made(path: Path) -> tuple[Rubric, list[Path]]:
    """The rubric of a file, checked, and the files that it is made of."""
    complaints: list[Complaint] = []
    files: list[Path] = []
    tree = merged(path, complaints, (), files)
    if tree is None or any(complaint.message.startswith(("use: ", "extends: ")) for complaint in complaints):
        raise RubricError(_sorted(complaints))  # without these, half of what it names would be unknown
    # What has the wrong shape is not in the tree; the rest of it is checked all the same, to tell all mistakes at once.
    phrases = check_phrases(tree, complaints)
    cues = {key: cue_of(key, entry, phrases) for key, entry in tree.get("cues", {}).items()}
    cues = check_cues(tree, cues, complaints)
    check_criteria(tree, cues, complaints)
    if any(complaint.severity == "error" for complaint in complaints):
        raise RubricError(_sorted(complaints))
    criteria = msgspec.convert(tree.get("criteria", []), tuple[Criterion, ...])
    rubric = Rubric(
        tree["name"], str(tree.get("version", "1")), tree.get("language"), float(tree.get("pass_mark", 75)),
        tree.get("on_critical", "keep"), cues, criteria, str(path), tree.get("description", ""),
        warnings=tuple(_sorted(complaints)),
    )  # fmt: skip
    bare = msgspec.structs.replace(rubric, file="", warnings=(), description="")
    digest = sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()[:16]
    return msgspec.structs.replace(rubric, hash=digest), files


ExamplePlaces = dict[tuple[str, str, str, int], Place]


def example_places(name: str) -> ExamplePlaces:
    """Where each example stands, by ("cues" or "criteria", owner, verdict, number)."""
    path = find(name)
    tree = merged(path, [], (), []) or Map(Place(str(path), 1, 1))
    found: ExamplePlaces = {}
    entries = [("cues", key, entry) for key, entry in tree.get("cues", {}).items()]
    entries += [("criteria", one["id"], one) for one in tree.get("criteria", ())]
    for kind, owner, entry in entries:
        for verdict, texts in entry.get("examples", {}).items():
            for index, place in enumerate(texts.items_at):
                found[kind, owner, verdict, index] = place
    return found


def _sorted(complaints: list[Complaint]) -> list[Complaint]:
    return sorted(complaints, key=lambda one: (one.file, one.line, one.column))
