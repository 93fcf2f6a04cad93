"""Cases 18 to 21: caches, interruptions, full disks, killed workers, two runs at once, locales and zones."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Outcome
from tests.hostile.inputs import ACTING, chat, good, written

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and limits")
Run = Callable[..., Outcome]


def run(act: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ACTING.replace("{act}", act), *map(str, arguments)], capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, **environment}, timeout=120,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three hundred conversations in as many files; the one in the middle is called "stop"."""
    (tmp_path / "in").mkdir()
    for number in range(300):
        written(tmp_path / "in" / f"{number:03}.json", chat("my lamp is broken", "I am so sorry", id="stop" if number == 150 else str(number)))
    return tmp_path


@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
def test_an_interrupted_run_writes_what_is_done_and_says_so(folder: Path, sent: str) -> None:
    done = run(f"os.kill(os.getpid(), signal.{sent})", "score", folder / "in", "-f", "json", "-o", folder / "out.json")
    report = json.loads((folder / "out.json").read_text())
    assert done.returncode == 130
    assert report["interrupted"] is True
    assert 0 < report["summary"]["scored"] < 300
    assert report["summary"]["found"] == report["summary"]["scored"]
    assert "Traceback" not in done.stderr
    assert "interrupted" in done.stderr


def test_an_interrupt_while_the_report_is_written_leaves_no_half_file(folder: Path) -> None:
    code = ("import sys; from csaudit import cli, plugins; report = plugins.load('reports', 'csv'); "
            "report.cell = lambda text: (_ for _ in ()).throw(KeyboardInterrupt()); sys.exit(cli.run(sys.argv[1:]))")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, "score", str(folder / "in"), "-f", "csv", "-o", str(folder / "out.csv")],
                          capture_output=True, text=True, cwd=ROOT)  # fmt: skip
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert [path.name for path in folder.iterdir()] == ["in"]


@pytest.mark.parametrize("kept", [0, 1, 50])
@pytest.mark.parametrize("format", ["json", "csv", "terminal", "junit"])
def test_a_closed_pipe_ends_it_quietly(folder: Path, kept: int, format: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "csaudit", "score", "in", "-f", format], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(kept)
    process.stdout.close()
    told = process.stderr.read().decode()
    assert process.wait() in (0, 141)
    assert "Traceback" not in told
    assert "BrokenPipe" not in told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("format", ["json", "terminal", "csv"])
def test_a_full_disk_behind_standard_output_is_exit_2(folder: Path, format: str) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "csaudit", "score", str(folder / "in"), "-f", format], stdout=full, stderr=subprocess.PIPE,
                              text=True, cwd=ROOT)  # fmt: skip
    assert done.returncode == 2
    assert "space" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("size", [0, 1, 100, 5_000, 50_000, 200_000, 400_000])
def test_a_disk_that_is_full_at_any_point_is_exit_2_and_leaves_no_half_file(folder: Path, size: int) -> None:
    """RLIMIT_FSIZE makes every write past so many bytes fail, wherever it is: temporary files, reports, caches."""
    code = ("import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from csaudit import cli; "
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); sys.exit(cli.run(sys.argv[1:]))")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, "score", str(folder / "in"), "-f", "json", "-o", str(folder / "out.json")],
                          capture_output=True, text=True, cwd=ROOT, env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")})  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "bug in csaudit" not in done.stderr
    assert sorted(path.name for path in folder.iterdir() if path.name != "cache") == (["in", "out.json"] if done.returncode == 0 else ["in"])
    if done.returncode:
        assert done.returncode == 2
        assert any(word in done.stderr for word in ("too large", "space", "temporary directory"))


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount")
def test_a_small_disk_that_fills_up_is_said(folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("mount is not allowed here")
    try:
        done = run("pass", "score", folder / "in", "-f", "json", "-o", disk / "out.json")
        assert done.returncode == 2
        assert "No space left" in done.stderr
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_worker_that_the_kernel_kills_is_said_and_nothing_hangs(folder: Path) -> None:
    done = run("os.kill(os.getpid(), signal.SIGKILL)", "score", folder / "in", "-f", "json", "-j", "2", "-o", folder / "out.json")
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
    assert "bug in csaudit" not in done.stderr
    if (folder / "out.json").exists():
        figures = json.loads((folder / "out.json").read_text())["summary"]
        assert figures["found"] == figures["scored"] + figures["unreadable"] + figures["skipped"]
    else:
        assert "worker" in done.stderr or "process" in done.stderr


def test_a_transcript_that_eats_all_memory_is_that_transcripts(folder: Path) -> None:
    done = run("raise MemoryError", "score", folder / "in", "-f", "json", "-o", folder / "out.json")
    report = json.loads((folder / "out.json").read_text())
    assert done.returncode == 3
    assert (report["summary"]["scored"], report["summary"]["unreadable"]) == (299, 1)


@pytest.mark.parametrize("state", ["a file", "read-only", "garbage", "empty", "off", "gone"])
def test_a_verdict_never_depends_on_the_cache(tmp_path: Path, csaudit: Run, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    path = good(tmp_path)
    cache = tmp_path / "cache"
    monkeypatch.delenv("CSAUDIT_CACHE", raising=False)  # another test's module may have switched it off
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    plain = csaudit("score", path, "-f", "json").out
    if state == "a file":
        monkeypatch.setenv("XDG_CACHE_HOME", str(path))
    elif state == "read-only":
        cache.chmod(0o500)
    elif state in ("garbage", "empty"):
        for entry in (cache / "csaudit").iterdir():
            entry.write_bytes(b"\xc1\xff{" if state == "garbage" else b"")
    elif state == "off":
        monkeypatch.setenv("CSAUDIT_CACHE", "off")
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "none" / "of" / "these"))
    assert csaudit("score", path, "-f", "json").out == plain
    cache.chmod(0o700)


def test_two_runs_to_one_output_leave_one_whole_report(folder: Path) -> None:
    call = [sys.executable, "-m", "csaudit", "score", "in", "-f", "json", "-o", "out.json"]
    both = [subprocess.Popen(call, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert json.loads((folder / "out.json").read_text())["summary"]["scored"] == 300
    assert sorted(path.name for path in folder.iterdir()) == ["in", "out.json"]


@pytest.mark.parametrize("format", ["json", "terminal", "csv"])
def test_neither_locale_nor_zone_nor_terminal_changes_a_byte(tmp_path: Path, format: str) -> None:
    written(tmp_path / "a.json", {"id": "é", "messages": [
        {"role": "customer", "text": "my lamp “is” broken — très triste", "timestamp": "2025-03-30T02:30:00+01:00", "author": "Zoë"},
        {"role": "agent", "text": "I’m so sorry", "timestamp": "2025-03-30T02:35:59+01:00", "author": "Łukasz"},
    ]})  # fmt: skip
    outputs = set()
    for environment in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii"},
                        {"TZ": "Pacific/Apia"}, {"TZ": "America/St_Johns"}, {"LANG": "tr_TR.UTF-8"}, {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"}):  # fmt: skip
        done = subprocess.run([sys.executable, "-m", "csaudit", "score", "a.json", "-f", format], capture_output=True, cwd=tmp_path,
                              env={**os.environ, "PYTHONPATH": str(ROOT), **environment})  # fmt: skip
        assert done.returncode == 0, done.stderr
        outputs.add(done.stdout)
    assert len(outputs) == 1


TIMES = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "1970-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "2025-02-30T10:00:00Z",
         "2025-03-30T02:30:00", 0, -1, -62135596800, 253402300800, 1e308, 10**30, "0", "-1", "24:00", "٢٠٢٥-٠٣-٠٣", True, [], {}, "now"]  # fmt: skip


@pytest.mark.parametrize("time", TIMES, ids=str)
@pytest.mark.parametrize("zone", [None, "Europe/Berlin", "Pacific/Apia"])
def test_a_time_out_of_range_is_none_and_never_a_crash(tmp_path: Path, csaudit: Run, time: object, zone: str | None) -> None:
    record = chat("my lamp is broken", "I am so sorry", created_at=time)
    for message in record["messages"]:
        message["timestamp"] = time
    done = csaudit("score", written(tmp_path / "a.json", record), "-f", "json", *(("--timezone", zone) if zone else ()))
    assert done.code == 0
    assert "bug in csaudit" not in done.out


def test_the_limits_of_this_process_are_as_the_tests_found_them() -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    assert signal.getsignal(signal.SIGXFSZ) is not None
