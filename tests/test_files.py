"""Files on disk: what is left out of a folder, and that no file that a stranger wrote keeps csaudit busy."""

import os
from pathlib import Path

import pytest

from csaudit import files

HOSTILE = ("a*" * 30 + "b", "**/" * 200 + "b", "[z-a]", "[" * 2000, "!", "\\", "*" * 5000, "a/" * 3000, "\x00", "[[:alpha:]]", "a{1,1000}" * 50, "(a+)+$")


def names(folder: Path) -> list[str]:
    return [one.path.name if isinstance(one, files.Closed) else one.name for one in files.below(folder)]


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: line[:12])
def test_no_gitignore_takes_long_or_ends_the_walk(tmp_path: Path, line: str) -> None:
    (tmp_path / ("a" * 200)).write_text("")
    (tmp_path / ".gitignore").write_text(f"{line}\nleft.txt\n", "utf-8")
    (tmp_path / "left.txt").write_text("")
    assert names(tmp_path) in (["a" * 200], [".gitignore"], [])


def test_a_gitignore_that_is_too_large_closes_its_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / ".gitignore").write_text("x\n" * 600_000)
    (tmp_path / "in" / "a.txt").write_text("")
    (tmp_path / "b.txt").write_text("")
    assert names(tmp_path) == ["b.txt", ".gitignore"]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
@pytest.mark.parametrize("words", [("score", "in", "--config", "{}"), ("lint", "in", "--baseline", "{}"), ("score", "in", "-r", "{}"), ("rubric", "check", "{}")])
def test_neither_a_device_nor_a_pipe_is_read_as_a_file_of_settings(tmp_path: Path, csaudit, monkeypatch: pytest.MonkeyPatch, words) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "macros").mkdir(parents=True)
    (tmp_path / "in" / "macros" / "a.md").write_text("---\nkind: note\n---\nHello.\n")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    for name in ("pipe.yaml", "zero.yaml"):
        done = csaudit(*(word.replace("{}", name) for word in words))
        assert (done.code, name in done.err) == (2, True)
        assert "bug" not in done.err


def test_a_baseline_that_the_configuration_names_is_no_device(tmp_path: Path, csaudit) -> None:
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros" / "a.md").write_text("---\nkind: note\n---\nHello.\n")
    (tmp_path / "csaudit.yaml").write_text("lint: {baseline: /dev/zero}\n")
    done = csaudit("lint", tmp_path / "macros")
    assert (done.code, "/dev/zero: not a regular file" in done.err) == (2, True)
