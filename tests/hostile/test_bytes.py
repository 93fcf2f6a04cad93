"""Cases 8 to 11: bytes that are no text, text that is no words, JSON that is none, and too much of everything."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from csaudit.errors import InputError
from csaudit.json_tolerant import loads
from tests.conftest import Outcome
from tests.hostile.inputs import chat, written

Run = Callable[..., Outcome]
LOG = "Customer: my lamp is broken\nAgent: I'm so sorry that your lamp is broken. I will send a new one today.\nCustomer: thanks\n"


def scored(done: Outcome) -> list[dict[str, object]]:
    assert "Traceback" not in done.err
    assert "bug in csaudit" not in done.out + done.err
    return json.loads(done.out)["transcripts"]  # type: ignore[no-any-return]


def apology(done: Outcome) -> object:
    (card,) = scored(done)
    return next(one for one in card["verdicts"] if one["criterion"] == "apology")  # type: ignore[attr-defined]


def test_a_line_of_50_mb_costs_its_own_record_only(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    with path.open("w") as stream:
        stream.write(json.dumps(chat("hi there", "hello, how can I help", id="before")) + "\n")
        stream.write(json.dumps(chat("x" * (50 << 20), "sorry", id="long")) + "\n")
        stream.write('{"messages": [' + "[" * (1 << 20) + "\n")
        stream.write(json.dumps(chat("hi there", "hello, how can I help", id="after")) + "\n")
    code = ("import resource, sys; from csaudit import cli; code = cli.run(['score', sys.argv[1], '-f', 'json', '-o', sys.argv[2]]); "
            "print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, str(path), str(tmp_path / "out")], capture_output=True, text=True, check=True)
    exit_code, megabytes = map(int, done.stdout.split())
    report = json.loads((tmp_path / "out").read_text())
    assert exit_code == 3
    assert [card["id"] for card in report["transcripts"]] == ["before", "long", "after"]
    assert "cut" in str(report["transcripts"][1]["warnings"])
    assert [one["line"] for one in report["unreadable"]] == [3]
    assert megabytes < 1200


def test_memory_does_not_grow_with_the_number_of_conversations(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.jsonl"
        path.write_text("".join(json.dumps(chat("my lamp is broken", "I am so sorry", id=str(n))) + "\n" for n in range(count)))
        code = ("import resource, sys; from csaudit import cli; cli.run(['score', sys.argv[1], '-f', 'jsonl', '-o', '/dev/null']); "
                "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)")  # fmt: skip
        return int(subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True).stdout)

    assert peak(3000) < peak(300) + 40


ENCODED = {
    "UTF-8 with its mark": LOG.encode("utf-8-sig"),
    "UTF-16": LOG.encode("utf-16"),
    "UTF-16 BE with its mark": b"\xfe\xff" + LOG.encode("utf-16-be"),
    "UTF-16 LE without": LOG.encode("utf-16-le"),
    "UTF-16 BE without": LOG.encode("utf-16-be"),
    "UTF-32": LOG.encode("utf-32"),
    "cp1252": LOG.replace("I'm", "I\u2019m").encode("cp1252"),
    "latin-1 accents": LOG.replace("thanks", "très bien").encode("latin-1"),
    "CR only": LOG.replace("\n", "\r").encode(),
    "mixed line ends": LOG.replace("\n", "\r\n", 1).replace("\n", "\n\n", 1).encode(),
    "invalid UTF-8 at the end": LOG.encode() + b"Agent: \xff\xfe\n",
    "line separators": LOG.replace("lamp is", "lamp\u2028\x0b\x0c\x85 is").encode(),
    "NULs in a text": LOG.replace("thanks", "th\0anks").encode(),
}


@pytest.mark.parametrize("case", ENCODED)
def test_a_log_is_read_whatever_its_bytes(tmp_path: Path, csaudit: Run, case: str) -> None:
    (tmp_path / "log.txt").write_bytes(ENCODED[case])
    done = csaudit("score", tmp_path / "log.txt", "-f", "json")
    assert apology(done)["outcome"] == "pass"  # type: ignore[index]
    assert apology(done)["evidence"][0]["line"] in (2, 3)  # type: ignore[index]


@pytest.mark.parametrize("data", [b"\0" * 5000, b"\x7fELF\x02\x01\x01\0" * 50, b"\x89PNG\r\n\x1a\n" + b"\0\xff" * 500, b"\xff\xfe", b"\xff\xfe\0\0", b"\xef\xbb\xbf",
                                  b"\xff\xfeA", b"", b" \n\t", b"\0", b"\x80" * 100])  # fmt: skip
def test_what_is_no_text_is_said(tmp_path: Path, csaudit: Run, data: bytes) -> None:
    for name in ("x.txt", "x.json", "x.jsonl", "x.eml", "x.csv"):
        (tmp_path / name).write_bytes(data)
        done = csaudit("score", tmp_path / name, "-f", "json")
        assert done.code == 3
        report = json.loads(done.out)
        assert (report["summary"]["scored"], bool(report["unreadable"])) == (0, True)
        assert "bug in csaudit" not in done.out


UNICODE = ["I'm so \u202esorry\u202c", "I'm so sorry \U0001f469\u200d\U0001f469\u200d\U0001f466", "ⓈⓄⓇⓇⓎ I am so sorry", "İstanbul: I'm so sorry", "Straße, I'm so SORRY",
           "e\u0301te\u0301: I\u2019m so sorry", "مرحبا I'm so sorry", "\U000e0049\U000e0067 I'm so sorry", "I'm so sorry" + "\u0301" * 500]  # fmt: skip


@pytest.mark.parametrize("text", UNICODE)
def test_a_quote_is_what_stands_at_its_offsets_in_any_script(tmp_path: Path, csaudit: Run, text: str) -> None:
    done = csaudit("score", written(tmp_path / "a.json", chat("my lamp is broken", text)), "-f", "json")
    found = apology(done)["evidence"]  # type: ignore[index]
    assert found
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in found)


BROKEN_JSON = {
    "deep": "[" * 100_000,
    "deep and closed": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "trailing comma": '{"messages": [],}',
    "concatenated": '{"id": "1", "messages": []}{"id": "2"}',
    "cut": '{"id": "1", "messages": [{"role": "customer", "text": "my la',
    "single quotes": "{'messages': []}",
    "comments": '{"messages": [] // none\n}',
    "a number": "9" * 5000,
    "a string": '"x"',
    "null": "null",
    "true": "true",
}


@pytest.mark.parametrize("case", BROKEN_JSON)
def test_json_that_is_none_is_said_with_its_place(tmp_path: Path, csaudit: Run, case: str) -> None:
    (tmp_path / "x.json").write_text(BROKEN_JSON[case])
    began = time.process_time()
    done = csaudit("score", tmp_path / "x.json", "-f", "json")
    assert time.process_time() - began < 5
    assert done.code == 3
    assert json.loads(done.out)["unreadable"][0]["reason"]
    assert "bug in csaudit" not in done.out


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 400, "1" + "0" * 5000, "-0.0", "1E-400"])
def test_numbers_that_json_has_not_become_null_or_a_message(tmp_path: Path, csaudit: Run, number: str) -> None:
    record = json.dumps(chat("my lamp is broken", "I'm so sorry")).replace('"id": "1"', f'"id": "1", "rating": {number}, "created_at": {number}')
    for name in ("x.json", "x.jsonl"):
        (tmp_path / name).write_text(record + "\n" + record if name.endswith("l") else record)
        done = csaudit("score", tmp_path / name, "-f", "json")
        report = json.loads(done.out, parse_constant=pytest.fail)
        assert report["summary"]["scored"] + report["summary"]["unreadable"] in ((1, 2) if name.endswith("l") else (1,))
        assert "bug in csaudit" not in done.out


def test_lone_surrogates_and_marks_are_mended_with_a_warning(tmp_path: Path, csaudit: Run) -> None:
    (tmp_path / "x.json").write_text("\ufeff" + json.dumps(chat("my lamp \ud800 is broken", "I'm so sorry \udfff")), "utf-8")
    done = csaudit("score", tmp_path / "x.json", "-f", "json")
    (card,) = scored(done)
    assert "surrogate" in str(card["warnings"])


@pytest.mark.parametrize("depth", [400, 501, 5000, 200_000])
def test_depth_is_a_message_and_never_a_crash(depth: int) -> None:
    try:
        loads(b"[" * depth + b"]" * depth)
    except InputError as error:
        assert "deep" in error.reason  # noqa: PT017


@pytest.mark.parametrize("piece", ["a", "a ", "sorry ", "? ", "I'm sorry you ", "\n", "> ", "<p>", "&amp;", "1", "İ", "A", "!", "Agent: x\n", "{{", "Thanks, ", "http://", "@",
                                   "10:02 Ana: x\n", "not ", "\"", "- "])  # fmt: skip
def test_a_message_of_a_megabyte_of_anything_is_scored_in_seconds(piece: str) -> None:
    from csaudit import rubric
    from csaudit.model import Message, Transcript
    from csaudit.redact import redactor
    from csaudit.scoring import Scorer

    scorer = Scorer(rubric.load("service"))
    text = piece * (200_000 // len(piece))
    transcript = Transcript("1", (Message("customer", text, author="Ana Ruiz"), Message("agent", text, author="Bo Li")))
    began = time.process_time()
    card = scorer.score(transcript)
    redactor("k").card(transcript, card)
    assert time.process_time() - began < 4


def test_the_limits_of_this_process_are_as_the_tests_found_them() -> None:
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
