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


SAID = [{"role": "customer", "text": "My lamp is broken."}, {"role": "agent", "text": "I am sorry."}]
ASKED = [{"role": "user", "content": "My lamp is broken."}, {"role": "assistant", "content": "I am sorry."}]
TWICE: dict[str, tuple[str, bytes]] = {
    "json lines": ("a.jsonl", b"".join(json.dumps({"id": id, "messages": SAID}).encode() + b"\n" for id in "1121")),
    "json lines of other names": ("a.jsonl", b"".join(json.dumps({"chat_id": id, "turns": SAID}).encode() + b"\n" for id in "1121")),
    "a list": ("a.json", json.dumps([{"id": id, "messages": SAID} for id in "1121"]).encode()),
    "openai": ("a.jsonl", b"".join(json.dumps({"custom_id": id, "messages": ASKED}).encode() + b"\n" for id in "1121")),
    "a vendor": ("a.json", json.dumps({"tickets": [
        {"id": int(id), "comments": [{"id": 7, "author_id": 1, "public": True, "plain_body": "hello"}]} for id in "1121"]}).encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", TWICE)
def test_an_id_that_stood_before_is_told_and_nothing_is_merged_or_lost(name: str) -> None:
    file, data = TWICE[name]
    found = list(readers.read([Source(file, data=data)], Options()))
    transcripts = [item for item in found if isinstance(item, Transcript)]

    assert [one.id for one in transcripts] == ["1", "1#2", "2", "1#3"]
    said = [[warning for warning in one.warnings if warning.startswith("duplicate id: ")] for one in transcripts]
    assert said == [
        [], ["duplicate id: 1 is another conversation's as well, this one is called 1#2"],
        [], ["duplicate id: 1 is another conversation's as well, this one is called 1#3"],
    ]  # fmt: skip


def test_many_conversations_of_one_id_and_of_the_ids_that_they_would_get() -> None:
    ids = ["a#2", *["a"] * 5000, "a#3", "a#3"]
    found = readers.told_apart(Transcript(id, ()) for id in ids)
    assert len({item.id for item in found if isinstance(item, Transcript)}) == len(ids)
