"""A bug in one reader, cue or report ends with the input's name or the transcript's id, and the rest goes on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from csaudit import __version__, plugins, readers
from tests.conftest import ROOT, Outcome
from tests.hostile.inputs import acting, chat, good, written

Run = Callable[..., Outcome]


def broken(*args: Any, **kwargs: Any) -> Any:
    raise ZeroDivisionError("boom for ana@mail.example \x1b[2J")


def test_a_bug_in_a_reader_is_that_inputs(tmp_path: Path, csaudit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    good(tmp_path)
    (tmp_path / "x.vtt").write_bytes((ROOT / "samples" / "formats" / "vtt.vtt").read_bytes())
    monkeypatch.setattr(readers.module("vtt"), "read", broken)
    done = csaudit("score", tmp_path, "-f", "json")
    report = json.loads(done.out)
    assert done.code == 3
    assert report["summary"]["scored"] == 1
    (problem,) = report["unreadable"]
    assert problem["source"].endswith("x.vtt")
    for told in ("a bug in csaudit", __version__, "ZeroDivisionError", "issue", "--debug"):
        assert told in problem["reason"]


def test_a_bug_in_a_readers_claim_is_that_inputs_too(tmp_path: Path, csaudit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    good(tmp_path)
    real = readers.module("vtt").claims
    monkeypatch.setattr(readers.module("vtt"), "claims", lambda source: broken() if "odd" in source.name else real(source))
    (tmp_path / "odd.txt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n")
    report = json.loads(csaudit("score", tmp_path, "-f", "json").out)
    assert (report["summary"]["scored"], report["summary"]["unreadable"]) == (1, 1)


def test_a_bug_in_a_cue_names_the_transcript(tmp_path: Path, csaudit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    paraphrase = plugins.load("cues", "paraphrase")
    real = paraphrase.find

    def find(transcript: Any, *rest: Any) -> Any:
        return broken() if transcript.id == "bad one" else real(transcript, *rest)

    monkeypatch.setattr(paraphrase, "find", find)
    lines = [json.dumps(chat("my lamp is broken", "I am so sorry about the lamp", id=id)) for id in ("first", "bad one", "last")]
    (tmp_path / "three.jsonl").write_text("\n".join(lines))
    for flags in ((), ("--redact",)):
        done = csaudit("score", tmp_path, "-f", "json", *flags)
        report = json.loads(done.out)
        assert done.code == 3
        assert [card["id"] for card in report["transcripts"]] == ["first", "last"]
        assert "bad one" in report["unreadable"][0]["reason"]
        assert report["unreadable"][0]["line"] == 2
        assert ("ana@mail.example" in done.out) is (flags == ())


def test_a_bug_in_a_report_is_one_line_without_secrets_and_exit_2(tmp_path: Path, csaudit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    good(tmp_path)
    monkeypatch.setattr(plugins.load("reports", "csv"), "write", broken)
    done = csaudit("score", tmp_path, "-f", "csv", "-o", tmp_path / "out.csv")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "a bug in csaudit" in done.err
    assert __version__ in done.err
    assert "ana@mail.example" not in done.err
    assert "\x1b" not in done.err
    assert not (tmp_path / "out.csv").exists()


FAILS = "raise RuntimeError('theirs fails for ana@mail.example \\x1b[2J')"
THEIRS = {
    "theirs_reader": '"""Theirs."""\nEXAMPLE = "x"\ndef claims(source):\n    return "mine" if source.name.endswith(".theirs") else None\n'
                     f"def read(sources, options):\n    yield from ()\n    {FAILS}\n",
    "theirs_cue": '"""Theirs."""\nfrom msgspec import Struct\nclass Options(Struct):\n    pass\ndef find(transcript, said_by, hits, options):\n'
                  f"    if transcript.id == 'bad one':\n        {FAILS}\n    return ()\n",
    "theirs_report": f'"""Theirs."""\ndef write(run, out, look):\n    out.write("half")\n    {FAILS}\n',
}  # fmt: skip
POINTS = "[csaudit.readers]\naa_theirs = theirs_reader\n[csaudit.cues]\ntheirs = theirs_cue\n[csaudit.reports]\ntheirs = theirs_report\n"
REPORTED = (__version__, "RuntimeError: theirs fails", "please open an issue", "--debug")


@pytest.fixture
def theirs(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """csaudit with a package installed beside it that brings a reader, a cue and a report, each with a bug."""
    site = tmp_path / "site"
    (site / "theirs-1.dist-info").mkdir(parents=True)
    (site / "theirs-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (site / "theirs-1.dist-info" / "entry_points.txt").write_text(POINTS)
    for name, code in THEIRS.items():
        (site / f"{name}.py").write_text(code)
    (tmp_path / "in").mkdir()
    written(tmp_path / "in" / "a.json", [chat("hi", "hello there", id=id) for id in ("first", "bad one", "last")])

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "csaudit", *map(str, words)]
        environment = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "CSAUDIT_CACHE": "off"}
        return subprocess.run(call, capture_output=True, text=True, cwd=tmp_path, env=environment)

    return run


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_of_others_that_fails_does_not_take_the_batch_down(tmp_path: Path, theirs: Any, jobs: int) -> None:
    (tmp_path / "in" / "b.theirs").write_text("x")
    done = theirs("score", "in", "-f", "json", "-j", jobs)
    report = json.loads(done.stdout)
    assert (done.returncode, report["summary"]["scored"]) == (3, 3)
    (problem,) = report["unreadable"]
    assert problem["source"] == "in/b.theirs"
    assert all(word in problem["reason"] for word in REPORTED)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_cue_of_others_that_fails_names_the_transcript(tmp_path: Path, theirs: Any, jobs: int) -> None:
    (tmp_path / "r.yaml").write_text("name: R\nversion: '1'\ncues:\n  odd: {said_by: agent, theirs: {}}\ncriteria:\n  - {id: odd, never: {agent: odd}}\n")
    done = theirs("score", "in", "-r", "r.yaml", "-f", "json", "-j", jobs)
    report = json.loads(done.stdout)
    assert [card["id"] for card in report["transcripts"]] == ["first", "last"], done.stderr
    (problem,) = report["unreadable"]
    assert all(word in problem["reason"] for word in (*REPORTED, "bad one"))
    for words in (("explain", "in", "odd", "--id", "bad one"), ("cues", "in")):
        told = theirs(*words, "-r", "r.yaml")
        assert told.returncode == 2
        assert all(word in told.stderr for word in (__version__, "please open an issue"))


def test_a_report_of_others_that_fails_leaves_no_half_file(tmp_path: Path, theirs: Any) -> None:
    done = theirs("score", "in", "-f", "theirs", "-o", "out.x")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert all(word in done.stderr for word in (*REPORTED, "csaudit score"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "site"]


def test_debug_prints_the_traceback_and_nothing_in_it_acts(theirs: Any) -> None:
    done = theirs("--debug", "score", "in", "-f", "theirs")
    assert done.returncode == 2
    assert "Traceback" in done.stderr
    assert "theirs_report.py" in done.stderr
    assert acting(done.stderr) == []


def test_a_long_message_of_an_error_is_not_cut_in_the_middle_of_a_secret(tmp_path: Path, csaudit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> Any:
        raise ValueError("x " * 95 + "4111 1111 1111 1111")

    monkeypatch.setattr(plugins.load("cues", "paraphrase"), "find", fail)
    done = csaudit("score", good(tmp_path), "-f", "json", "--redact")
    assert "4111" not in done.out
    assert "ValueError: a message of 209 characters" in done.out


def test_a_reader_that_yields_and_then_fails_keeps_what_it_yielded(tmp_path: Path, csaudit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    jsonl: ModuleType = readers.module("jsonl")
    real = jsonl.read

    def read(*args: Any) -> Any:
        yield next(iter(real(*args)))
        broken()

    monkeypatch.setattr(jsonl, "read", read)
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(chat("hi", "hello there", id=id)) for id in "ab"))
    report = json.loads(csaudit("score", written(tmp_path / "z.json", chat("hi", "hello")), tmp_path / "a.jsonl", "-f", "json").out)
    assert (report["summary"]["scored"], report["summary"]["unreadable"]) == (2, 1)
