"""Reports of a run: golden outputs, strict shapes, and nothing from an input that acts on its reader."""

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest

from csaudit import find, plugins, rubric
from csaudit.readers import Options
from csaudit.reports import Look
from csaudit.run import Plan, Run, gather, work
from csaudit.scoring import Scorer
from tests.conftest import CONSTRUCTS, ROOT

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = json.loads((ROOT / "csaudit" / "schemas" / "run.schema.json").read_text("utf-8"))
EVIL = "\x1b]0;pwned\x07\x1b[2J[/] [link=file:///etc]x[/link] :smile: \u202eevil\u202c\u200b \x9b31m\r<b>|`@all"
CHATS = {
    "bad.txt": "Bob (agent): we can't\nCustomer: it is broken, I am furious\nBob (agent): Sorry you feel that way.\n",
    "good.txt": "Customer: my lamp is broken\nEve (agent): I am so sorry, refunded!\nCustomer: ok\n",
    "odd.txt": "Customer: it is odd\nEve (agent): my bad\n",
    "notes.bin": "\0\x01",
}


def run_over(folder: Path, chats: dict[str, str], monkeypatch, *paths: str) -> Run:
    monkeypatch.chdir(folder)
    for name, text in chats.items():
        (folder / name).write_text(text, encoding="utf-8")
    scorer = Scorer(rubric.load(CONSTRUCTS))
    plan = Plan(scorer, lambda name: Options())
    return gather((work(portion, plan) for portion in find.portions(paths or ["."], plan.options_for)), scorer)


def report(name: str, run: Run, **look: object) -> str:
    out = io.StringIO(newline="")
    plugins.load("reports", name).write(run, out, Look(**look))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "format", "paths", "look"),
    [
        ("batch-80.txt", "terminal", ["."], {"width": 80}),
        ("batch-160.txt", "terminal", ["."], {"width": 160}),
        ("batch-colour.txt", "terminal", ["."], {"width": 80, "color": True}),
        ("one-80.txt", "terminal", ["bad.txt"], {"width": 80}),
        ("batch.json", "json", ["."], {}),
        ("batch.jsonl", "jsonl", ["."], {}),
        ("batch.csv", "csv", ["."], {}),
        ("batch.md", "markdown", ["."], {}),
    ],
)
def test_a_report_looks_as_it_looked_when_a_person_last_approved_it(tmp_path, monkeypatch, name, format, paths, look, request):
    got = report(format, run_over(tmp_path, CHATS, monkeypatch, *paths), **look)
    golden = GOLDEN / name
    if request.config.getoption("--approve"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(got.encode())

    assert got.encode() == golden.read_bytes()


def test_no_line_is_wider_than_the_terminal(tmp_path, monkeypatch) -> None:
    run = run_over(tmp_path, CHATS, monkeypatch)
    for width in (40, 80, 160):
        assert max(map(len, report("terminal", run, width=width).split("\n"))) <= width


def test_what_was_not_scored_is_told_a_reason_a_line_and_counted(tmp_path, monkeypatch) -> None:
    pictures = {f"picture-{number:02}.png": "\x89PNG\0" for number in range(30)}
    mails = {f"line-{number:02}.jsonl": '{"id": "a", "messages": []}\n{"id": "b\n' for number in range(13)}
    page = report("terminal", run_over(tmp_path, {**CHATS, **pictures, **mails}, monkeypatch), width=80)

    assert "\n  notes.bin and 30 more: no reader knows this: binary data\n" in page
    assert "\n  line-00.jsonl:2" in page
    assert "\n  and 3 more, in the json report\n" in page


def test_where_most_points_are_lost_stands_on_top(tmp_path, monkeypatch) -> None:
    page = report("terminal", run_over(tmp_path, CHATS, monkeypatch), width=80)

    assert re.search(r"\nmost points lost on a_penalty \(1\d%\), at_least \(1\d%\), a_critical \(\d%\)\n", page)


def test_json_keeps_to_its_schema_and_counts_everything(tmp_path, monkeypatch) -> None:
    document = json.loads(report("json", run_over(tmp_path, CHATS, monkeypatch)))
    jsonschema.validate(document, SCHEMA)
    summary = document["summary"]

    assert summary["found"] == summary["scored"] + summary["unreadable"] + summary["skipped"] == 4
    assert len(document["transcripts"]) == summary["scored"]


def test_a_jsonl_line_is_a_transcript_of_the_json_report(tmp_path, monkeypatch) -> None:
    run = run_over(tmp_path, CHATS, monkeypatch)

    assert [json.loads(line) for line in report("jsonl", run).splitlines()] == json.loads(report("json", run))["transcripts"]


def test_csv_opens_in_a_spreadsheet_and_no_cell_is_a_formula(tmp_path, monkeypatch) -> None:
    evil = {"=1+1.txt": "Customer: it is broken\n=HYPERLINK(\"x\") (agent): we can't\n"}
    text = report("csv", run_over(tmp_path, {**CHATS, **evil}, monkeypatch))
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))

    assert text.startswith("\ufeffsource,"), "Excel reads UTF-8 only behind a byte order mark"
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[0][:8] == ["source", "id", "channel", "agents", "messages", "score", "passed", "coverage"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows[1:] for cell in row)


@pytest.mark.parametrize("format", ["terminal", "markdown"])
@pytest.mark.parametrize("paths", [["."], ["evil.txt"]])
def test_what_an_input_says_never_acts_on_its_reader(tmp_path, monkeypatch, format, paths) -> None:
    chats = {"evil.txt": f"Customer: it is broken {EVIL}\nBob{EVIL[2:9]} (agent): so sorry {EVIL}\n"}
    got = report(format, run_over(tmp_path, chats, monkeypatch, *paths))

    assert not any(char in got for char in "\x1b\x07\x9b\u202e\u202c\u200b\r")
    if format == "terminal":
        assert "[/]" in got or "sorry" in got
