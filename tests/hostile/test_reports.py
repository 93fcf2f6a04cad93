"""Cases 3 and 4: what each report's readers would act on is defused, and each report stays what its readers take it for."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome
from tests.hostile.inputs import ALL, chat, written

Run = Callable[..., Outcome]
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "=HYPERLINK(\"http://evil\")", "=cmd|' /C calc'!A0", "'=1", " =1", "\n=1")
MARKUP = ("</testsuite>", "]]>", "&x;", "<!ENTITY x>", "\ufffe\uffff", "\x01", "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://evil/x.png)",
          "| a | b |", "`code`", "# head", "@everyone", "http://evil.example", "::error::x", "%0A::set-output name=x::y", "::add-mask::x", "<img src=x onerror=alert(1)>",
          "\u2028", "$$x$$", "~~x~~", "<!-- x", "&lt;b&gt;")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Conversations whose ids, names, channels, texts and warnings are each of the above."""
    for number, text in enumerate((*FORMULAS, *MARKUP, ALL)):
        record = chat(f"my lamp {text} is broken", f"{text} this is your own fault {text}", id=f"{text}{number}" if number % 2 else text, channel=text)
        record["messages"][1]["author"] = text
        written(tmp_path / f"{number:02}.json", record)
    return tmp_path


def test_no_cell_is_a_formula(folder: Path, csaudit: Run) -> None:
    rows = list(csv.reader(io.StringIO(csaudit("score", folder, "-f", "csv").out.removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(FORMULAS) + len(MARKUP) + 2
    assert len({len(row) for row in rows}) == 1
    for row in rows[1:]:
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r", "＝", "＋", "－", "＠"))
            assert not cell.startswith("-") or re.fullmatch(r"-?[\d.]+", cell)


@pytest.mark.parametrize("command", ["score", "lint"])
def test_xml_is_well_formed_and_its_counts_are_those_of_its_cases(folder: Path, csaudit: Run, command: str) -> None:
    for number, text in enumerate(MARKUP):
        (folder / f"{number}.md").write_text(f"---\ntitle: T{number}\nkind: refund\n---\nHello {{{{ name }}, it is your fault. the the {text}\n", "utf-8", "replace")
    for format in ("junit",) if command == "score" else ("junit", "checkstyle"):
        tree = ElementTree.fromstring(csaudit(command, folder, "-f", format).out)
        if format == "junit":
            cases = tree.findall(".//testcase")
            assert len(cases) == int(tree.get("tests", "")) > 0
            assert len(tree.findall(".//failure")) == int(tree.get("failures", ""))
            for suite in tree.findall("testsuite"):
                names = [case.get("name") for case in suite]
                assert len(names) == len(set(names))


@pytest.mark.parametrize("command", ["score", "lint"])
def test_a_finding_is_one_workflow_command(folder: Path, csaudit: Run, command: str) -> None:
    for number, text in enumerate(MARKUP):
        (folder / f"{number}.md").write_text(f"---\ntitle: T{number}\nkind: refund\n---\nHello {{{{ name }}, it is your fault. the the {text}\n", "utf-8", "replace")
    for flag in ("--redact", "--no-redact"):
        lines = csaudit(command, folder, "-f", "github", flag).out.split("\n")[:-1]
        assert lines
        for line in lines:
            assert re.match(r"::(error|warning|notice) (file=[^,:]*,)?[^:]*::", line), line
            assert "::set-output" not in line[:20]


@pytest.mark.parametrize("format", ["json", "jsonl", "sarif", "gitlab"])
def test_json_is_strict(folder: Path, csaudit: Run, format: str) -> None:
    told = csaudit("score", folder, "-f", format).out
    for document in told.split("\n")[:-1] if format == "jsonl" else [told]:
        json.loads(document, parse_constant=pytest.fail)


def test_nothing_in_markdown_is_markup(folder: Path, csaudit: Run) -> None:
    page = csaudit("score", folder, "-f", "markdown").out
    bare = re.sub(r"\\.", "", page)
    for wrong in ("<script", "<img", "](", "![", "`", "http://", "@every", "~~", "$$", "<!--"):
        assert wrong not in bare
    tables = [line for line in page.split("\n") if line.startswith("|")]
    assert len({len(re.sub(r"\\\|", "", line).split("|")) for line in tables if line.count("|") > 4}) <= 3


def test_there_is_no_report_in_html_to_inject_into() -> None:
    from csaudit import plugins

    assert not {"html", "htm", "svg"} & set(plugins.names("reports"))
