"""Where reports go: whole or not at all, and never in the place of a device."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from csaudit.errors import UsageError
from csaudit.output import opened


def test_a_file_is_there_when_all_is_written(tmp_path: Path) -> None:
    with opened(str(tmp_path / "r.txt")) as stream:
        stream.write("all\n")
        assert not (tmp_path / "r.txt").exists()

    assert (tmp_path / "r.txt").read_text() == "all\n"
    assert os.listdir(tmp_path) == ["r.txt"]


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("old\n")
    with pytest.raises(ZeroDivisionError), opened(str(tmp_path / "r.txt")) as stream:
        stream.write(str(1 // 0))

    assert (tmp_path / "r.txt").read_text() == "old\n"
    assert os.listdir(tmp_path) == ["r.txt"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "r.txt")
    with opened(str(tmp_path / "link.txt")) as stream:
        stream.write("all\n")

    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "r.txt").read_text() == "all\n"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    """As `-o /dev/null` and `-o >(...)` are: the rename of a temporary file would put a file in the device's place."""
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    with opened(str(pipe)) as stream:
        stream.write("all\n")
    reader.join()

    assert read == ["all\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("", "'': cannot be written: Is a directory"),
        (".", ".: cannot be written: Is a directory"),
        ("no/r.txt", "no/r.txt: cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_named(tmp_path, monkeypatch, path, told) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught, opened(path) as stream:
        stream.write("all\n")

    assert str(caught.value) == told


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_behind_standard_output_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Customer: hi\nAgent: hello\n")
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "csaudit", "convert", "a.txt"], stdout=full, stderr=subprocess.PIPE,
                              text=True, cwd=tmp_path)  # fmt: skip

    assert (done.returncode, done.stderr) == (2, "csaudit: standard output: cannot be written: No space left on device\n")
