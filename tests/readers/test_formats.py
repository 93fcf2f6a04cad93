"""The text-shaped formats as a whole: fixtures read as expected, samples are recognised by their reader alone."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import msgspec
import pytest

from csaudit import plugins, readers
from csaudit.model import Transcript
from csaudit.readers import Options
from csaudit.source import Source
from tests.conftest import ROOT, SHARED

FOLDERS = {
    "plain_log": "text",
    "whatsapp": "whatsapp",
    "vtt": "vtt",
    "csv": "csv",
    "jsonl": "jsonl",
    "openai_messages": "openai",
}
FIXTURES = sorted(path for folder in FOLDERS for path in (SHARED / "fixtures" / folder).glob("*/expected.json"))
OWN = ["csv", "json", "jsonl", "openai", "parquet", "slack", "srt", "text", "vtt", "whatsapp", "xlsx"]


def differences(expected: dict[str, Any], items: list[Any]) -> list[str]:
    """What the shared comparison finds."""
    spec = spec_from_file_location("compare", SHARED / "fixtures" / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    got = [msgspec.to_builtins(item) for item in items if isinstance(item, Transcript)]
    return module.compare(expected, got)  # type: ignore[no-any-return]


@pytest.mark.skipif(not FIXTURES, reason="the shared fixtures are not here")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.parent.name)
def test_fixtures_read_as_expected(path: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))
    stated = expected["options"].items()
    options: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in stated}
    options = {"assistant" if key == "assistant_role" else key: value for key, value in options.items()}
    sources = [Source(name, path.parent / name) for name in expected["inputs"]]
    found = readers.detect(sources[0], Options())
    assert found is not None
    assert found[0] == FOLDERS[path.parent.parent.name]
    items = list(readers.read(sources, Options(**options)))
    assert differences(expected, items) == []
    ids = [item.id for item in items if isinstance(item, Transcript)]
    assert ids == [one["id"] for one in expected["conversations"]]


@pytest.mark.parametrize("name", OWN)
def test_a_sample_is_recognised_by_its_reader_and_read_without_trouble(name: str) -> None:
    if needed := getattr(readers.module(name), "NEEDS", None):
        pytest.importorskip({"xlsx": "openpyxl", "parquet": "pyarrow"}[needed], exc_type=ImportError)
    path = ROOT / readers.module(name).EXAMPLE
    found = readers.detect(Source(str(path), path), Options())
    assert found is not None
    assert found[0] == name
    transcripts = [item for item in readers.read([Source(str(path), path)], Options()) if isinstance(item, Transcript)]
    assert transcripts
    assert {message.role for one in transcripts for message in one.messages} >= {"agent", "customer"}


@pytest.mark.parametrize("name", OWN)
def test_no_two_generic_readers_and_no_two_vendors_claim_a_sample(name: str) -> None:
    path = ROOT / readers.module(name).EXAMPLE
    claiming = [other for other in plugins.names("readers") if readers.module(other).claims(Source(str(path), path))]
    vendors = [other for other in claiming if not getattr(readers.module(other), "GENERIC", False)]
    assert len(vendors) <= 1
    assert len(claiming) - len(vendors) <= 1
