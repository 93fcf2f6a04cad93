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
from tests.hostile.inputs import chat, good, written

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
    real = readers.module("whatsapp").claims
    monkeypatch.setattr(readers.module("whatsapp"), "claims", lambda source: broken() if "odd" in source.name else real(source))
    (tmp_path / "odd.txt").write_text("hello\n")
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


def test_debug_prints_the_traceback(tmp_path: Path) -> None:
    code = ("import sys; from csaudit import cli, plugins; plugins.load('reports', 'csv').write = None; "
            "sys.exit(cli.run(['--debug', 'score', sys.argv[1], '-f', 'csv']))")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, str(good(tmp_path))], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert "Traceback" in done.stderr


def test_a_plug_in_of_others_that_fails_does_not_take_the_batch_down(tmp_path: Path) -> None:
    (tmp_path / "site" / "theirs-1.dist-info").mkdir(parents=True)
    (tmp_path / "site" / "theirs-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (tmp_path / "site" / "theirs-1.dist-info" / "entry_points.txt").write_text("[csaudit.readers]\naa_theirs = theirs_reader\n")
    (tmp_path / "site" / "theirs_reader.py").write_text(
        '"""Theirs."""\nEXAMPLE = "x"\ndef claims(source):\n    return "mine" if source.name.endswith(".theirs") else None\n'
        "def read(sources, options):\n    yield from ()\n    raise RuntimeError('theirs fails')\n"
    )
    (tmp_path / "in").mkdir()
    good(tmp_path / "in")
    (tmp_path / "in" / "a.theirs").write_text("x")
    done = subprocess.run(
        [sys.executable, "-m", "csaudit", "score", str(tmp_path / "in"), "-f", "json", "-j", "2"], capture_output=True, text=True,
        cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{tmp_path / 'site'}"},
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert report["summary"]["scored"] == 1
    assert "theirs fails" in report["unreadable"][0]["reason"]


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
