"""The command line as a user meets it: what it prints, where, and the exit code."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CONSTRUCTS, ROOT

GOOD = "Customer: my lamp is broken\nAgent: I am so sorry. Refunded!\n"
BAD = "Customer: my lamp is broken, I am furious\nAgent: we can't\n"


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    (tmp_path / "good.txt").write_text(GOOD)
    (tmp_path / "bad.txt").write_text(BAD)
    return tmp_path


def score(csaudit, *arguments):
    return csaudit("score", "-r", CONSTRUCTS, *arguments)


def test_the_version_is_told(csaudit) -> None:
    assert csaudit("--version").out == "csaudit 0.1.0\n"


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        ([], 0),
        (["--fail-under", "10"], 0),
        (["--fail-under", "99"], 1),
        (["--fail-on", "fail"], 1),
        (["--fail-on", "critical"], 1),
        (["--skip", "a_critical", "--fail-on", "critical"], 0),
    ],
)
def test_a_gate_that_is_not_met_is_exit_1_and_no_gate_is_never(csaudit, chats, gate, code) -> None:
    assert score(csaudit, chats, *gate).code == code


@pytest.mark.parametrize(
    ("files", "arguments", "code", "told"),
    [
        pytest.param({}, ["gone.txt"], 2, "gone.txt: no such file or folder", id="missing file"),
        pytest.param({}, ["*.nope"], 2, "*.nope: matches no file", id="glob without a match"),
        pytest.param({"empty.txt": ""}, ["empty.txt"], 3, "empty.txt: empty", id="empty file"),
        pytest.param({"d/logo.png": "\x89PNG\0\0"}, ["d"], 2, "nothing to score in d: 1 found, 1 skipped", id="nothing readable"),
        pytest.param({"d/logo.png": "\x89PNG\0\0"}, ["d", "--allow-empty"], 0, "", id="nothing readable, allowed"),
        pytest.param({"a.jsonl": '{"id":"a","messages":[]}\n{"id":"b","mess\n{"id":"c","messages":[]}\n'}, ["a.jsonl"], 3,
                     "a.jsonl:2", id="one bad line"),
        pytest.param({"a.txt": "Agent: hello\nAgent: anyone?\n"}, ["a.txt"], 0, "", id="one side only"),
        pytest.param({"a.txt": "Customer: hi\nAgent:\nAgent: ok\n"}, ["a.txt"], 0, "", id="an empty message"),
        pytest.param({"notes.md": "# Plan\n\nNote: buy milk.\n"}, ["notes.md"], 3, "no reader knows this", id="no transcript"),
    ],
)  # fmt: skip
def test_bad_input_is_told_in_a_clear_word_and_the_rest_is_scored(csaudit, tmp_path, monkeypatch, files, arguments, code, told):
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    result = score(csaudit, *arguments)

    assert result.code == code
    assert told in result.out + result.err
    assert "Traceback" not in result.err


def test_the_rest_of_a_batch_goes_on_past_a_bad_line(csaudit, tmp_path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id":"a","messages":[]}\n{"id":"b","mess\n{"id":"c","messages":[]}\n')
    result = score(csaudit, tmp_path / "a.jsonl", "-f", "json")
    report = json.loads(result.out)

    assert [one["id"] for one in report["transcripts"]] == ["a", "c"]
    assert [one["line"] for one in report["unreadable"]] == [2]
    assert report["summary"]["found"] == 3


def test_standard_input_is_a_path(chats) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "csaudit", "score", "-", "-r", CONSTRUCTS, "-f", "jsonl"], input=GOOD, capture_output=True, text=True
    )

    assert (done.returncode, json.loads(done.stdout)["id"]) == (0, "stdin")


def test_packed_standard_input_is_unpacked() -> None:
    command = [sys.executable, "-m", "csaudit", "score", "-", "-r", CONSTRUCTS, "-f", "jsonl"]
    done = subprocess.run(command, input=gzip.compress(GOOD.encode()), capture_output=True)
    cut = subprocess.run(command, input=gzip.compress(GOOD.encode())[:40], capture_output=True)

    assert (done.returncode, json.loads(done.stdout)["id"]) == (0, "stdin")
    assert (cut.returncode, b"not readable as gzip" in cut.stderr) == (3, True)


def test_a_rubric_without_criteria_scores_nothing(csaudit, chats) -> None:
    result = csaudit("score", chats, "-r", "english_courtesy")

    assert (result.code, "has no criteria" in result.err) == (2, True)


def test_several_reports_come_from_one_run(csaudit, chats) -> None:
    result = score(csaudit, chats / "*.txt", "--report", f"json:{chats}/r.json", "--report", f"csv:{chats}/r.csv")

    assert result.code == 0
    assert json.loads((chats / "r.json").read_text())["summary"]["scored"] == 2
    assert (chats / "r.csv").read_text().count("\n") == 3
    assert "Read these first" in result.out


def test_what_is_skipped_does_not_drown_what_is_unreadable(csaudit, tmp_path) -> None:
    for number in range(30):
        (tmp_path / f"picture-{number:02}.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    (tmp_path / "zz.jsonl").write_text('{"id": "a", "messages": []}\n{"id": "b\n')
    told = score(csaudit, tmp_path, "-f", "json").err.splitlines()

    assert sum(f"{tmp_path}/zz.jsonl:2:" in line for line in told) == 1
    assert (len(told), told[-2]) == (23, "csaudit: and 10 more skipped")


@pytest.mark.parametrize("format", ["terminal", "json", "jsonl", "csv", "markdown"])
def test_workers_change_no_byte(csaudit, tmp_path, format) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.txt").write_text(GOOD if number % 3 else BAD)
    serial, parallel = (score(csaudit, tmp_path, "-f", format, "-j", jobs).out for jobs in (1, 2))

    assert serial == parallel
    assert serial == score(csaudit, tmp_path, "-f", format).out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-f", "jsn"], "no report is called 'jsn'; did you mean json or jsonl?"),
        (["-r", "servce"], "no rubric is called 'servce'; did you mean service?"),
        (["--only", "nevr"], "the rubric 'Constructs' has no criterion 'nevr'; did you mean never?"),
        (["--input", "zendsk"], "no reader is called 'zendsk'; did you mean zendesk"),
        (["--report", "json"], "--report: 'json' is not FORMAT:FILE"),
        (["--color", "pink"], "--color: 'pink' is none of auto, always, never"),
        (["--date", "3/3/2025"], "--date: '3/3/2025' is no date like 2025-03-31"),
        (["--date-order", "DYM"], "--date-order: 'DYM' is none of DMY, MDY, YMD"),
        (["--assistant", "human"], "--assistant: 'human' is none of agent, bot"),
        (["--timezone", "Mars"], "no time zone is called 'Mars'"),
        (["--encoding", "klingon"], "--encoding: no encoding is called 'klingon'"),
        (["--agent", "/[/"], "/[/: not a regular expression: missing ]: ["),
        (["--map", "text"], "--map: 'text' is not FIELD=COLUMN"),
        (["--map", "txt=Body"], "--map: no field is called 'txt'; did you mean text?"),
        (["--fail-under", "101"], "--fail-under: 101 is no score, which goes from 0 to 100"),
        (["--fail-under", "nan"], "--fail-under: nan is no score, which goes from 0 to 100"),
        (["--fail-on", "maybe"], "--fail-on: 'maybe' is none of fail, critical"),
        (["-f", "checkstyle"], "the report 'checkstyle' is for lint"),
        ([""], "an empty PATH: it would be the working folder, or a variable that is not set"),
        (["-o", "/nonexistent/x.txt"], "/nonexistent/x.txt: cannot be written: No such file or directory"),
    ],
)
def test_a_wrong_option_is_exit_2_with_the_nearest_right_one(csaudit, chats, arguments, told) -> None:
    given = arguments if "-r" in arguments else ["-r", CONSTRUCTS, *arguments]
    result = csaudit("score", chats, *given)

    assert (result.code, told in result.err) == (2, True), result.err


def test_a_cue_that_is_not_there_is_told(csaudit, chats) -> None:
    result = csaudit("cues", chats, "-r", CONSTRUCTS, "--only", "sory")

    assert (result.code, "the rubric 'Constructs' has no cue 'sory'; did you mean sorry?" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["score"], "csaudit: Missing argument 'PATH...'.\nTry 'csaudit score --help'.\n"),
        (["scor"], "csaudit: No such command 'scor'. Did you mean 'score'?\nTry 'csaudit --help'.\n"),
        (["rubric", "chek"], "csaudit: No such command 'chek'. Did you mean 'check', 'schema'?\nTry 'csaudit rubric --help'.\n"),
        (["score", ".", "--fail-under", "x"], "'x' is not a valid float.\nTry 'csaudit score --help'.\n"),
        (["score", ".", "-j", "0"], "0 is not in the range x>=1.\nTry 'csaudit score --help'.\n"),
        (["score", ".", "--formt", "json"], "csaudit: No such option: --formt"),
        ([], "Usage: csaudit [OPTIONS] COMMAND [ARGS]..."),
        (["rubric"], "Usage: csaudit rubric [OPTIONS] COMMAND [ARGS]..."),
    ],
)
def test_a_command_line_that_cannot_be_understood_is_exit_2_and_no_bug(csaudit, arguments, told) -> None:
    result = csaudit(*arguments)

    assert (result.code, result.out, told in result.err) == (2, "", True), result.err
    assert "a bug in csaudit" not in result.err


def test_one_configuration_holds_for_a_run(csaudit, chats) -> None:
    (chats / "csaudit.yaml").write_text(f"rubric: {CONSTRUCTS}\nonly: [never]\nfail_on: fail\n")
    result = csaudit("score", chats, "-f", "json")

    assert result.code == 1
    assert [one["id"] for one in json.loads(result.out)["criteria"]] == ["never"]
    assert "fail_on: fail" in csaudit("config", "show", chats).out
    assert csaudit("score", chats, "-r", CONSTRUCTS, "--isolated").code == 0


def test_a_configurations_mistakes_are_told_like_a_rubrics(csaudit, chats) -> None:
    (chats / "csaudit.yaml").write_text("rubrik: x\ninput: {agents: Bob}\n")
    result = csaudit("score", chats)

    assert result.code == 2
    assert "csaudit.yaml:1:1: error: the file: unknown key 'rubrik'; did you mean rubric?" in result.err
    assert "csaudit.yaml:2:17: error: agents must be a list, not 'Bob'" in result.err


def test_each_line_of_a_rubrics_mistakes_begins_with_its_place(csaudit, tmp_path) -> None:
    (tmp_path / "r.yaml").write_text("nme: r\npass_mark: high\n")
    result = csaudit("rubric", "check", tmp_path / "r.yaml")

    assert result.code == 2
    assert [line.partition(" error: ")[0] for line in result.err.splitlines()] == [f"{tmp_path}/r.yaml:{at}:" for at in ("1:1", "1:1", "2:12")]


def test_every_shipped_rubric_and_cue_file_stands_by_itself(csaudit) -> None:
    result = csaudit("rubric", "list")

    assert (result.code, result.err) == (0, "")
    assert {"english", "replies", "service", "starter"} <= {line.split()[0] for line in result.out.splitlines()}


def test_a_new_rubric_is_right_and_overwrites_nobodys_work(csaudit, tmp_path) -> None:
    made = csaudit("rubric", "new", "-o", tmp_path / "r.yaml")
    again = csaudit("rubric", "new", "-o", tmp_path / "r.yaml")

    assert (made.code, csaudit("rubric", "show", tmp_path / "r.yaml").code) == (0, 0)
    assert (again.code, "r.yaml: is there already" in again.err) == (2, True)


def test_explain_settles_a_dispute(csaudit, chats) -> None:
    out = csaudit("explain", chats / "good.txt", "when_expect", "-r", CONSTRUCTS).out

    assert "when_expect in good: pass" in out
    assert 'sorry: "sorry" in message 2, agent' in out
    assert "It applies because of" in out
    assert "Score:" in out


def test_explain_lists_the_ids_where_a_path_holds_several(csaudit, chats) -> None:
    result = csaudit("explain", chats, "never", "-r", CONSTRUCTS)
    near = csaudit("explain", chats, "never", "-r", CONSTRUCTS, "--id", "goood")

    assert (result.code, "say which with --id\n  bad\n  good" in result.err) == (2, True)
    assert near.err.index("good\n") < near.err.index("bad")


def test_inspect_shows_each_file_of_a_folder_with_its_reader(csaudit, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("Ann (customer): hi\nBo (agent):\n")
    (tmp_path / "b.jsonl").write_text('{"id": "b", "messages": [{"role": "customer", "text": "' + "so " * 40 + '"}]}\n{"id\n')
    (tmp_path / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    result = csaudit("inspect", tmp_path)

    assert result.code == 3
    assert f"{tmp_path}/a.txt: text (text with the speakers ann, bo)\n" in result.out
    assert "  2 agent Bo  no time\n      (no text)\n" in result.out
    assert f"{tmp_path}/b.jsonl: jsonl (JSON lines, a conversation on each)\n" in result.out
    assert "so so so so so so so so so so s...\n" in result.out, "a long text is cut, and seen to be"
    assert f"{tmp_path}/b.jsonl:2:" in result.out
    assert result.out.count("c.png: skipped: no reader knows this: binary data") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["inspect"], "  1 customer Ann  2025-02-03 00:00:00+00:00\n      it is broken\n"),
        (["convert"], '"timestamp":"2025-02-03T00:00:00Z"'),
        (["explain", "never", "-r", CONSTRUCTS], "never in 7: pass\n"),
        (["cues", "-r", CONSTRUCTS], 'problem          broken'),
    ],
    ids=["inspect", "convert", "explain", "cues"],
)  # fmt: skip
def test_what_is_said_about_an_export_holds_for_every_command(csaudit, tmp_path, arguments, told) -> None:
    """A table that score reads with --map can be looked at, converted and disputed with it too."""
    (tmp_path / "t.csv").write_bytes("Nr;Wer;Was;Tag\n7;Ann;it is broken;03/02/2025\n7;Zoë;so sorry;03/02/2025\n".encode("cp1252"))
    given = ["--map", "text=Was", "--map", "author=Wer", "--map", "conversation=Nr", "--map", "timestamp=Tag", "--customer", "Ann",
             "--agent", "/^Zo/", "--date-order", "DMY", "--timezone", "UTC", "--encoding", "cp1252", "--assistant", "agent",
             "--date", "2025-02-03"]  # fmt: skip
    command, *rest = arguments
    result = csaudit(command, tmp_path / "t.csv", *rest, *given)

    assert (result.code, told in result.out) == (0, True), (result.out, result.err)


def test_a_closed_pipe_ends_it_quietly(chats) -> None:
    script = f"{sys.executable} -m csaudit cues {ROOT}/samples/chat -r starter | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", script], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_is_exit_130_in_one_clear_word() -> None:
    script = """
import io, signal, sys
class Waiting(io.BytesIO):  # standard input at which somebody loses patience
    def read(self, size=-1):
        signal.raise_signal(signal.SIGINT)
        return b""
sys.stdin = io.TextIOWrapper(Waiting())
from csaudit.cli import run
sys.exit(run(["convert", "-"]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "csaudit: interrupted\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_completes_commands(shell) -> None:
    asked = {"_CSAUDIT_COMPLETE": f"complete_{shell}", "COMP_WORDS": "csaudit expl", "COMP_CWORD": "1",
             "_TYPER_COMPLETE_ARGS": "csaudit expl", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "csaudit"], capture_output=True, text=True, env=os.environ | asked)

    assert (done.returncode, "explain" in done.stdout) == (0, True), done.stderr


def test_an_output_file_appears_whole_or_not_at_all(csaudit, chats) -> None:
    assert score(csaudit, chats / "good.txt", "-f", "csv", "-o", chats / "r.csv").code == 0
    assert score(csaudit, chats / "good.txt", "-f", "csv", "-o", chats / "no" / "r.csv").code == 2
    assert sorted(os.listdir(chats)) == ["bad.txt", "good.txt", "r.csv"]


def test_help_imports_no_plug_in_no_table_and_no_textblob() -> None:
    script = (
        "import sys; from csaudit.cli import run; run(['--help']); "
        "print([m for m in sys.modules if m.startswith(('csaudit.readers.', 'csaudit.cues.', 'csaudit.reports.', "
        "'csaudit.engines.', 'rich.table', 'textblob', 'nltk'))], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert done.stderr.strip() == "[]"
