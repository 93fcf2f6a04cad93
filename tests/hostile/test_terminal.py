"""Cases 1 and 2: nothing from an input acts on a terminal, and nothing in it is Rich's markup."""

import ast
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Set
from pathlib import Path

import pytest

from csaudit.safe import json_text
from tests.conftest import ROOT, Outcome
from tests.hostile.inputs import ALL, ESCAPES, MARKUP, acting, chat, written

REPORTS = ("terminal", "json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab")
LINT_REPORTS = (*REPORTS[:3], "sarif", "junit", "github", "gitlab", "checkstyle", "rdjson", "markdown")
RUBRIC = """name: "N \\e]0;pwned\\a [/] \\u202e"
version: "1 \\e[2J"
description: "D \\e[2J [/]"
cues:
  sorry: {said_by: agent, phrases: ["sorry", "s\\u200by"], title: "T \\e[2J"}
criteria:
  - {id: apology, title: "Says \\e[2J [/] sorry", expect: {agent: sorry}, advice: "\\e]0;pwned\\a [/]", source: "S \\e[2J", examples: {pass: ["Agent: \\e[2J"]}}
  - {id: calm, never: {agent: sorry}, advice: "\\x9b31m"}
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder in which everything that can be shown is hostile: texts, ids, names, tags, channels, file names."""
    folder = tmp_path / "\x1b]0;pwned\x07[red]"
    folder.mkdir()
    names = {"agent": f"A{ALL}"[:150], "customer": f"C{ALL}"[:150], "subject": ALL, "channel": ALL[:80], "tags": [ALL[:50]]}
    for number, text in enumerate((*ESCAPES, *MARKUP)):
        said = chat(f"my lamp {text} is broken", f"sorry {text} that your lamp is broken", id=f"{number}{text}", **names)
        written(folder / f"{number}.json", said)
    written(folder / "all \x1b[2J \u202e\x9b.json", chat(ALL, f"sorry {ALL}", id=ALL, **names))
    (folder / "broken \x1b[2J\r.jsonl").write_text(f'{{"messages": 1, "{ALL[:5]}": 2}}\n{{\x1b[2J\n' + json.dumps({ALL: 1}))
    (folder / "unknown \x1b[2J.bin").write_bytes(b"\x1b[2J\x00\x01")
    (folder / "mail.eml").write_bytes(b"From: \x1b[2J <a@b.example>\r\nTo: c@d.example\r\nDate: Mon, 3 Mar 2025 10:00:00 +0000\r\nMessage-ID: <1@b.example>\r\nSubject: =?utf-8?Q?=1B[2J=0AX?=\r\n\r\n\x1b[2J hello\r\n")
    return folder


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    """A rubric whose every string is hostile."""
    path = tmp_path / "rubric.yaml"
    path.write_text(RUBRIC)
    return path


def safe(done: Outcome) -> None:
    """Nothing printed acts, and nothing ended in a traceback."""
    assert acting(done.out.removeprefix("\ufeff").replace("\r\n", "\n")) == []  # CSV: the mark that Excel wants, its line ends
    assert acting(done.err) == []
    assert "Traceback" not in done.err
    assert "a bug in csaudit" not in done.out + done.err
    assert "MarkupError" not in done.err


@pytest.mark.parametrize("flags", [(), ("--redact",), ("--hash-only",)], ids=" ".join)
@pytest.mark.parametrize("format", REPORTS)
def test_no_report_of_a_run_hands_it_on(
    hostile: Path, rubric: Path, csaudit: Callable[..., Outcome], format: str, flags: tuple[str, ...]
) -> None:
    done = csaudit("score", hostile, "-r", rubric, "-f", format, *flags)
    safe(done)
    assert done.code in (0, 3)


def test_nor_does_the_report_of_one_conversation(hostile: Path, csaudit: Callable[..., Outcome]) -> None:
    for path in sorted(hostile.iterdir())[::4]:
        safe(csaudit("score", path))


@pytest.mark.parametrize(
    "words",
    [
        ("cues",), ("cues", "-f", "jsonl"), ("convert",), ("convert", "--redact"), ("inspect",), ("explain",), ("config", "show"), ("lint",),
        *(("lint", "-f", format) for format in LINT_REPORTS),
    ],
    ids=" ".join,
)  # fmt: skip
def test_nor_does_any_other_command(hostile: Path, rubric: Path, csaudit: Callable[..., Outcome], words: tuple[str, ...]) -> None:
    for path in [hostile, *sorted(hostile.iterdir())[::9]]:
        safe(csaudit(*words, path, *(("apology", "-r", rubric) if words[0] == "explain" else ())))


def test_nor_do_the_commands_about_rubrics(rubric: Path, csaudit: Callable[..., Outcome]) -> None:
    for words in (("check",), ("show",)):
        safe(csaudit("rubric", *words, rubric))
    for words in (("rules", "-r"), ("rule", "apology", "-r")):
        safe(csaudit(*words, rubric))


@pytest.mark.parametrize(
    "words",
    [
        ("score", "{}"), ("score", "x", "-r", "{}"), ("score", "x", "-f", "{}"), ("score", "x", "--only", "{}"), ("score", "x", "--engine", "{}"),
        ("score", ".", "--input", "{}"), ("score", "x", "--config", "{}"), ("score", "x", "--report", "{}"), ("score", "x", "{}"), ("{}",),
        ("lint", "{}"), ("lint", "x", "--syntax", "{}"), ("rule", "{}"), ("explain", "x", "{}"), ("rubric", "check", "{}"), ("score", "--{}"),
        ("score", "x", "--timezone", "{}"), ("score", "x", "--agent", "/{}(/"), ("score", "x", "--color", "{}"), ("score", "x", "-j", "{}"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_nor_does_an_error_about_the_command_line(csaudit: Callable[..., Outcome], words: tuple[str, ...]) -> None:
    done = csaudit(*(word.replace("{}", "\x1b]0;pwned\x07[/]\u202e\x9b31m") for word in words))
    safe(done)
    assert done.code == 2


@pytest.mark.parametrize(
    "text",
    ["name: \x1b[2J", 'name: N\n"\\e[2J": 1', "criteria:\n - id: '\\e[2J'", 'name: "a\\eb"\nuse: ["\\e]0;x\\a"]', "[/]", "name: [/"],
)
def test_nor_do_complaints_about_a_rubric(tmp_path: Path, csaudit: Callable[..., Outcome], text: str) -> None:
    (tmp_path / "\x1b[2J.yaml").write_text(text)
    done = csaudit("rubric", "check", tmp_path / "\x1b[2J.yaml")
    safe(done)
    assert done.code == 2


@pytest.mark.parametrize("text", [*ESCAPES, ALL, "plain", "é\u200d\U0001f680"])
def test_json_says_the_same_with_its_escapes(text: str) -> None:
    told = json_text(json.dumps(text, ensure_ascii=False))
    assert acting(told) == []
    assert json.loads(told) == text


# What prints, whatever object it is asked of: print, sys.stdout.write, os.write, rich's console, typer and click, a traceback,
# and cli's own `_say`. Warnings and logs are printed by Python itself: nobody may warn or log.
WRITES = {"print", "pprint", "write", "writelines", "echo", "secho", "echo_via_pager", "prompt", "confirm", "input", "print_exc", "print_exception", "print_json",
          "print_stack", "print_tb", "print_last", "_say"}
PRINTED_BY_PYTHON = {"logging", "syslog", "pprint", "pdb", "faulthandler", "cgitb"}
SAFE = {"shown", "one_line", "json_text", "safe", "bug", "clipped", "_yaml", "_usage"}  # the last ones end with one of the others
# Where what is written is no text of an input, or is made safe before.
TRUSTED = {
    "progress.py": "numbers, and escapes of its own",
    "reports": "a report escapes for its reader; the tests above hold each to it",
    "commands/rubrics.py": "the starter rubric and the schema, as shipped; the rest is held by the tests above",
    "cache.py": "bytes to a file",
    "output.py": "bytes to a temporary file",
    "baseline.py": "bytes to a file",
    "fixes.py": "a person's own file, at their wish",
    "run.py": "bytes to a temporary file",
    "resume.py": "bytes to a file",
    "arrow.py": "bytes to a file",
    "remote.py": "bytes to a file",
}
# Words that csaudit gives itself, locals that were made safe in the line before, and the arguments of other `write`s.
KNOWN = {
    "cli.py": {"__version__", "text", "error.strerror or error"},
    "checking.py": {"Path(write_baseline)", "found.findings"},
    "configuration.py": {"''.join((f'#   {line}\\n' for line in _yaml(_said(config.options(path))).splitlines()))"},
    "convert.py": {"more", "found[0]", "message.role", "name", "kind", "when", "attached", "text", "first", "getattr(reader, 'EXAMPLE', '-')", "needs"},
    "cues.py": set(),
    "progress.py": set(),
    "rubrics.py": {"checked.of_criteria", "counts"},
    "score.py": {"run", "stream", "look", "f\"{folder.rstrip('/')}/part-{number:06}.{kind}\"", "made(part.cards)", "skipped - MAX_SKIPPED", "left"},
}  # fmt: skip


def written_around(path: Path) -> Iterator[str]:
    """Calls that print or write a value that did not go through csaudit.safe, and what Python prints by itself."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {one.name for one in node.names} | {getattr(node, "module", None)}
            yield from (f"{where}: imports {name}" for name in names & PRINTED_BY_PYTHON)
        if isinstance(node, ast.Raise) and "SystemExit" in ast.unparse(node) and ast.unparse(node.exc or node) != "SystemExit":
            yield f"{where}: {ast.unparse(node)}"
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        name = called.rpartition(".")[2]
        leaves = name == "exit" and path.name != "__main__.py"
        if leaves or name in ("warn", "showwarning", "excepthook") or (name == "log" and called != "math.log"):
            yield f"{where}: {ast.unparse(node)}"
        elif name in WRITES:
            yield from (f"{where}: {ast.unparse(part)}" for part in node.args if not made_safe(part, KNOWN.get(path.name, set())))


def made_safe(node: ast.expr, known: Set[str]) -> bool:
    """Whether a printed value is a constant, a number by its format, or went through a function of csaudit.safe."""
    if isinstance(node, ast.Constant) or ast.unparse(node) in known:
        return True
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        return name in SAFE or name == "len" or (name == "join" and ast.unparse(node.args[0]).startswith("map(shown"))
    if isinstance(node, ast.JoinedStr | ast.BoolOp):
        return all(made_safe(part, known) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        is_number = node.format_spec is not None and ast.unparse(node.format_spec)[2:-1] in (",", ">3")
        return is_number or made_safe(node.value, known)
    if isinstance(node, ast.IfExp):
        return made_safe(node.body, known) and made_safe(node.orelse, known)
    return isinstance(node, ast.BinOp) and made_safe(node.left, known) and made_safe(node.right, known)


def test_nothing_is_printed_around_the_one_function_that_makes_it_safe() -> None:
    package = ROOT / "csaudit"
    found = [
        call
        for path in sorted(package.rglob("*.py"))
        if not any(str(path.relative_to(package)).startswith(trusted) or path.name == trusted for trusted in TRUSTED)
        for call in written_around(path)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "print(text)", "print('x', text)", "print(f'{text}')", "sys.stdout.write(name)", "sys.stderr.writelines(lines)", "os.write(2, data)", "Console().print(text)",
        "console.print(name)", "console.log(message.text)", "typer.echo(item.id)", "click.secho(item.id)", "typer.confirm(item.id)", "import logging", "from logging import warning",
        "warnings.warn(text)", "from warnings import warn\nwarn(text)", "raise SystemExit(text)", "sys.exit(item.id)", "traceback.print_exception(error)", "input(item.id)",
        "stream.write(item.id + shown(text))", "print(*rows)", "print(shown(text) if text else item.id)", "_say(str(error))",
    ],
)  # fmt: skip
def test_a_print_that_goes_around_it_would_be_found(tmp_path: Path, code: str) -> None:
    (tmp_path / "any.py").write_text(code.replace("text", "message.said"))
    assert list(written_around(tmp_path / "any.py"))


def test_what_a_library_warns_of_is_not_printed(tmp_path: Path) -> None:
    """openpyxl warns with what stands in the workbook, and Python prints it: here C1, an override, a card's number."""
    openpyxl = pytest.importorskip("openpyxl", exc_type=ImportError)
    book = openpyxl.Workbook()
    for row in (["conversation_id", "role", "text"], ["1", "customer", "my lamp is broken"], ["1", "agent", "I am sorry"]):
        book.active.append(row)
    book.save(tmp_path / "plain.xlsx")
    area = '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">\x9b31m \u202e 4111 1111 1111 1111</definedName></definedNames></workbook>'
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(tmp_path / "evil.xlsx", "w") as evil:
        for name in plain.namelist():
            data = plain.read(name)
            if name == "xl/workbook.xml":
                data = re.sub(rb"<definedNames ?/>", b"", data).replace(b"</workbook>", area.encode())
            evil.writestr(name, data)
    for more in ((), ("-j", "2")):
        call = [sys.executable, "-m", "csaudit", "score", str(tmp_path / "evil.xlsx"), "-f", "json", "-q", *more]
        done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT)
        assert (done.returncode, done.stderr) == (0, "")
