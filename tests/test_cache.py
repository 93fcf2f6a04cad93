"""What is worked out once is kept, for as long as nothing of it has changed, and not for ever."""

import os
from pathlib import Path

import pytest

from csaudit import cache
from csaudit.errors import Complaint


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the entries."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "csaudit"


def test_a_value_is_there_again_until_a_file_that_it_was_made_of_changes(tmp_path: Path, kept: Path) -> None:
    source, value = tmp_path / "rubric.yaml", Complaint("rubric.yaml", 1, 2, "words", "error")
    source.write_text("name: one")
    cache.put(str(source), value, [source])
    assert cache.get(str(source), Complaint) == value
    source.write_text("name: two")
    assert cache.get(str(source), Complaint) is None


def test_only_the_newest_entries_are_kept(tmp_path: Path, kept: Path) -> None:
    sources = [tmp_path / f"{number}.yaml" for number in range(cache.MOST + 5)]
    for age, source in enumerate(sources):
        source.write_text("name: one")
        cache.put(str(source), Complaint(source.name, 1, 1, "", "error"), [source])
        for entry in kept.iterdir():
            if entry.stat().st_mtime > 1e9:
                os.utime(entry, (age, age))
    assert len(list(kept.iterdir())) == cache.MOST
    assert cache.get(str(sources[0]), Complaint) is None
    assert cache.get(str(sources[-1]), Complaint) is not None


def test_without_a_folder_nothing_is_kept_and_nothing_breaks(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSAUDIT_CACHE", "off")
    cache.put(str(tmp_path), 1, [])
    assert cache.get(str(tmp_path), int) is None
    assert not kept.exists()
