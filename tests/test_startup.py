"""What a run of one small file imports: nobody slows the start unseen.

The limits are what is imported today and a little room. Who needs more, says why here; who can do with less, lowers them.
"""

import subprocess
import sys
from pathlib import Path

import pytest

# Never for a chat in a text file or a reply in Markdown: readers of anything else, what reads YAML, TOML, zips, mails and
# time zones, what looks for packages of others, TextBlob, clusters.
UNWANTED = (
    "csaudit.readers.", "csaudit.reading.vendor", "csaudit.reading.records", "csaudit.mail.threads", "csaudit.mail.mime", "csaudit.html",
    "csaudit.engines.processes", "csaudit.engines.dask", "csaudit.arrow", "csaudit.packed", "csaudit.yaml_strict", "csaudit.toml_strict",
    "importlib.metadata", "email", "yaml", "tomllib", "zipfile", "gzip", "csv", "zoneinfo", "statistics", "textblob", "nltk", "numpy",
    "pyarrow", "pandas", "openpyxl", "oxmsg", "distributed", "concurrent.futures.process", "asyncio", "rich.markdown", "typing_inspection",
    "pydantic", "ssl", "http.client",
)  # fmt: skip
WANTED = {"csaudit.readers._asked", "csaudit.readers.text"}  # by a chat


def imported(*arguments: str) -> set[str]:
    """The modules that a call of csaudit leaves behind, less those that Python itself starts with."""
    code = (
        "import sys; before = set(sys.modules); from csaudit.cli import run; run(sys.argv[1:]); "
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "name", "text", "at_most"),
    [
        (("score", "-r", "service"), "one.txt", "Customer: My lamp came late.\nAgent: I am sorry about that.\n", 275),
        (("lint",), "one.md", "Hi {{name}},\n\nThank you for waiting. The shade is on its way.\n", 285),
    ],
)
def test_a_small_file_imports_little(tmp_path: Path, arguments: tuple[str, ...], name: str, text: str, at_most: int) -> None:
    (tmp_path / name).write_text(text)
    imported(*arguments, str(tmp_path / name))  # the rubric is checked once, and kept
    found = imported(*arguments, str(tmp_path / name), "--isolated")

    assert {module for module in found - WANTED if module.startswith(UNWANTED)} == set()
    assert len(found) <= at_most, f"{len(found)} modules: {sorted(found)}"


def test_a_command_imports_no_other(tmp_path: Path) -> None:
    found = imported("rubric", "list")

    assert {module for module in found if module.startswith("csaudit.commands.")} == {
        "csaudit.commands.options", "csaudit.commands.rubrics",
    }  # fmt: skip
