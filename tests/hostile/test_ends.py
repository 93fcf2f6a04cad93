"""How a run ends that is cut short: stopped while it lints, out of disk while it notes or converts, over inputs that move."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Outcome
from tests.hostile.inputs import ACTING, chat, written

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and limits")
Run = Callable[..., Outcome]
BAD = "---\ntitle: R\nkind: note\n---\nWe we have it. It is your fault.\n"
# Runs csaudit in a process of its own, in which something happens when the linter comes to the file "stop.md".
LINTING = """
import os, signal, sys
from csaudit import cli
from csaudit.lint.checking import Linter
real = Linter.check
def check(self, source, *rest, **more):
    if source.name.endswith("stop.md"):
        {act}
    return real(self, source, *rest, **more)
Linter.check = check
sys.exit(cli.run(sys.argv[1:]))
"""
LIMITED = """
import resource, signal, sys
from csaudit import cli
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
sys.exit(cli.run(sys.argv[1:]))
"""


def run(code: str, *arguments: object, **given: object) -> subprocess.CompletedProcess[str]:
    for name, value in given.items():
        code = code.replace(f"{{{name}}}", str(value))
    return subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, timeout=120)


def summed(path: Path) -> dict[str, int]:
    figures: dict[str, int] = json.loads(path.read_text("utf-8"))["summary"]
    assert figures["found"] == figures["scored"] + figures["unreadable"] + figures["skipped"]
    return figures


@pytest.fixture
def macros(tmp_path: Path) -> Path:
    """Replies with something to mend in each; csaudit is stopped at the one in the middle."""
    folder = tmp_path / "macros"
    folder.mkdir()
    for name in ("a", "b", "stop", "x", "y"):
        (folder / f"{name}.md").write_text(BAD)
    return folder


@pytest.mark.parametrize("sent", ["SIGTERM", "SIGINT"])
@pytest.mark.parametrize("more", [(), ("--fix",), ("--write-baseline", "{}/base.json"), ("--baseline", "{}/old.json")], ids=" ".join)
def test_a_lint_that_is_stopped_says_so_and_leaves_whole_files(macros: Path, sent: str, more: tuple[str, ...]) -> None:
    old = '{"format": "csaudit-baseline/1", "findings": {"macros/gone.md": {"blame": {"0123456789abcdef": 1}}}}'
    (macros.parent / "old.json").write_text(old)
    words = [word.replace("{}", str(macros.parent)) for word in more]
    done = run(LINTING, "lint", macros, "-f", "json", "-o", macros.parent / "out.json", *words, act=f"os.kill(os.getpid(), signal.{sent})")
    assert (done.returncode, done.stderr) == (130, "csaudit: interrupted\n")
    assert {path.read_text() for path in macros.iterdir()} <= {BAD, BAD.replace("We we", "We")}
    assert sorted(path.name for path in macros.parent.iterdir()) == ["macros", "old.json"]
    assert (macros.parent / "old.json").read_text() == old


def test_a_worker_that_the_kernel_kills_ends_the_run_with_a_word_and_no_half_file(tmp_path: Path) -> None:
    for number in range(80):
        written(tmp_path / f"{number:03}.json", chat("my lamp is broken", "I am so sorry", id="stop" if number == 70 else str(number)))
    for sent in ("SIGKILL", "SIGSEGV"):
        done = run(ACTING, "score", tmp_path, "-f", "json", "-j", 2, "-o", tmp_path / "out.x", act=f"os.kill(os.getpid(), signal.{sent})")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "worker" in done.stderr
        assert not [path for path in tmp_path.iterdir() if path.suffix != ".json"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_input_that_grows_while_it_is_read_is_read_as_far_as_it_goes(tmp_path: Path, jobs: int) -> None:
    log = tmp_path / "in" / "log.jsonl"
    log.parent.mkdir()
    line = json.dumps(chat("my lamp is broken", "I am so sorry", id="1")) + "\n"
    log.write_text("".join(line.replace('"1"', '"stop"' if n == 50 else f'"{n}"') for n in range(100)))
    act = f"open({str(log)!r}, 'a').write({line!r} * 200 + '{{\"half a li')"
    done = run(ACTING, "score", log.parent, "-f", "json", "-j", jobs, "-o", tmp_path / "out.json", act=act)
    assert done.returncode in (0, 3)
    figures = summed(tmp_path / "out.json")
    assert 100 <= figures["scored"] <= 300
    assert figures["unreadable"] <= 1


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("act", ["os.unlink(last)", "open(last, 'w').close()", "os.unlink(last); os.mkdir(last)", "os.unlink(last); os.symlink(last, last)"])
def test_an_input_that_goes_while_others_are_read_is_said(tmp_path: Path, act: str, jobs: int) -> None:
    for name in ("a", "z"):
        written(tmp_path / f"{name}.json", chat("my lamp is broken", "I am so sorry", id="stop" if name == "a" else name))
    act = f"last = {str(tmp_path / 'z.json')!r}; {act}"
    done = run(ACTING, "score", tmp_path, "-f", "json", "-j", jobs, "-o", tmp_path / "out", act=act)
    figures = summed(tmp_path / "out")
    assert (figures["found"], figures["scored"]) == (2, 1)
    assert done.returncode in (0, 3)
    report = json.loads((tmp_path / "out").read_text())
    assert "z.json" in str(report["unreadable"] + report["skipped"])


@pytest.mark.parametrize("size", [0, 1_000, 60_000])
def test_a_disk_that_fills_under_a_journal_is_said_and_the_next_run_goes_on(tmp_path: Path, csaudit: Run, size: int) -> None:
    (tmp_path / "in").mkdir()
    for number in range(150):
        written(tmp_path / "in" / f"{number:03}.json", chat("my lamp is broken", "I am so sorry", id=str(number)))
    out = tmp_path / "out.json"
    done = run(LIMITED, "score", tmp_path / "in", "--resume", "-f", "json", "-o", out, size=size)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr or "temporary" in done.stderr
    assert any(name in done.stderr for name in (".out.json.unfinished", "out.json", "temporary"))
    assert not out.exists()
    assert csaudit("score", tmp_path / "in", "--resume", "-f", "json", "-o", out).code == 0
    assert summed(out)["scored"] == 150
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.json"]


@pytest.mark.parametrize("size", [0, 1_000, 100_000])
@pytest.mark.parametrize("command", ["convert", "cues"])
def test_a_disk_that_fills_under_what_is_converted_leaves_no_half_file(tmp_path: Path, command: str, size: int) -> None:
    written(tmp_path / "a.json", [chat("my lamp is broken", "I am so sorry " * 20, id=str(number)) for number in range(300)])
    done = run(LIMITED, command, tmp_path / "a.json", *(("-f", "jsonl") if command == "cues" else ()), "-o", tmp_path / "out.jsonl", size=size)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "out.jsonl: cannot be written: File too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_journal_and_a_cache_hold_no_secret_where_the_report_does_not(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(120):
        said = f"I'm Zsuzsa and my card 4111 1111 1111 1111 was charged, mail {number}@mail.example"
        written(tmp_path / "in" / f"{number:03} of {number}@mail.example.json",
                chat(said, "I am so sorry, Zsuzsa", id="stop" if number == 110 else f"Okonkwo {number}", customer="Zsuzsa Okonkwo"))  # fmt: skip
    (tmp_path / "tmp").mkdir()
    code = f"import os; os.environ.update(XDG_CACHE_HOME={str(tmp_path / 'cache')!r}, TMPDIR={str(tmp_path / 'tmp')!r})\n{ACTING}"
    words = ("score", tmp_path / "in", "--redact", "--resume", "-f", "json", "-o", tmp_path / "out.json")
    done = run(code, *words, act="os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == -signal.SIGKILL
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and "in" not in path.relative_to(tmp_path).parts]
    assert any(path.name.endswith(".unfinished") and path.stat().st_size > 1000 for path in kept)
    assert any("cache" in path.parts for path in kept)
    for path in kept:
        data = path.read_bytes()
        assert not [secret for secret in (b"4111", b"@mail.example", b"Zsuzsa", b"Okonkwo") if secret in data], path
