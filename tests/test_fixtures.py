"""The vendors' example exports beside the repository, read with no hint but what each says a user would have to say."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from csaudit import find
from csaudit.commands.convert import own_form
from csaudit.model import Transcript
from csaudit.readers import Options
from tests.conftest import SHARED

FIXTURES = SHARED / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/expected.json") if path.parent.parent.name != "templates")

pytestmark = pytest.mark.skipif(not CASES, reason="the example exports are not beside this clone")


def comparison() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare", FIXTURES / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def said(expected: dict[str, object]) -> Options:
    """The options of a fixture under csaudit's names; a list becomes a tuple."""
    names = {"assistant_role": "assistant"}
    fields = {names.get(key, key): tuple(value) if isinstance(value, list) else value for key, value in expected.items()}
    return Options(**fields)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_an_export_reads_as_it_should(folder: Path, tmp_path: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    for name in expected["inputs"]:
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    options = said(expected.get("options", {}))
    paths = [str(tmp_path)] if len(expected["inputs"]) > 1 else [str(tmp_path / expected["inputs"][0])]

    got = [
        json.loads(msgspec.json.encode(own_form(item)))
        for portion in find.portions(paths, lambda name: options)
        if isinstance(portion, find.Portion)
        for item in find.items(portion, lambda name: options)
        if isinstance(item, Transcript)
    ]

    assert comparison().compare(expected, got) == []
