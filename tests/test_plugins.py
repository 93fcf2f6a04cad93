"""Words become files of ours, or modules of other packages that say so in their entry points."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from csaudit import plugins
from csaudit.errors import UsageError

READER = '''
"""Lines that begin with THEIRS."""
from csaudit.model import Message, Transcript

def claims(source):
    return "it says so" if source.head.startswith(b"THEIRS") else None

def read(sources, options):
    yield Transcript("theirs", (Message("agent", sources[0].text),), sources[0].name)
'''
ENTRY_POINTS = "[console_scripts]\ntheirs = theirs:main\n\n[csaudit.readers]\ntheirs = theirs\n"
METADATA = "Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with a package of others, as pip installs it."""
    folder = tmp_path / "site"
    about = folder / "theirs-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "theirs.py").write_text(READER)
    (about / "METADATA").write_text(METADATA)
    (about / "entry_points.txt").write_text(ENTRY_POINTS)
    return folder


def run(place: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a program prints that starts with `place` among the packages."""
    monkeypatch.setenv("PYTHONPATH", str(place))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


DETECTED = (
    "from csaudit import readers; from csaudit.source import Source; "
    "print(readers.detect(Source('x', data=b'THEIRS\\nCustomer: hi\\nAgent: hello\\n'), readers.Options()))"
)


def test_a_reader_of_another_package_is_asked_before_our_general_ones(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(package, DETECTED, monkeypatch) == "('theirs', 'it says so')"


def test_a_package_in_a_zip_counts_too(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        for path in package.rglob("*"):
            archive.write(path, path.relative_to(package))
    assert run(tmp_path / "site.zip", DETECTED, monkeypatch) == "('theirs', 'it says so')"


def test_a_word_of_ours_asks_nobody_else(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; from csaudit import plugins; print(plugins.load('readers', 'text').__name__); "
        "print('importlib.metadata' in sys.modules, 'theirs' in plugins.names('readers'))"
    )
    assert run(package, code, monkeypatch).split() == ["csaudit.readers.text", "False", "True"]


def test_without_such_a_package_nothing_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys; from csaudit import plugins; plugins.names('readers'); print('importlib.metadata' in sys.modules)"
    assert run(tmp_path, code, monkeypatch) == "False"


@pytest.mark.parametrize("name", ["txt", "_asked", "../source", "", "__init__"])
def test_a_word_that_is_no_reader_is_an_error(name: str) -> None:
    with pytest.raises(UsageError, match="no reader is called"):
        plugins.load("readers", name)
