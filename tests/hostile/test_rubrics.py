"""Cases 5, 6 and 22: a rubric from a stranger costs a moment at most, says where it is wrong, and runs nothing."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from csaudit import plugins, yaml_strict
from csaudit.errors import CsauditError, UsageError
from csaudit.rubric import load
from csaudit.scoring import Scorer
from tests.conftest import Outcome
from tests.hostile.inputs import good

BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
BASE = "name: N\ncues: {c: {said_by: agent, phrases: [%s]}}\ncriteria:\n  - {id: a, expect: {agent: c}}\n"
REFUSED = {
    "alias bomb": BOMB,
    "recursive alias": "name: &a [*a]\n",
    "python tag": "name: !!python/object/apply:os.system ['touch /tmp/pwned']\n",
    "own tag": "name: !include /etc/passwd\n",
    "duplicate key": "name: N\nname: M\n",
    "duplicate cue": "name: N\ncues:\n  a: {phrases: [x]}\n  a: {phrases: [y]}\n",
    "no is no text": BASE % "no",
    "1:30 is no text": BASE % "1:30",
    "tab": "name: N\ncriteria:\n\t- id: a\n",
    "two documents": "name: N\n---\nname: M\n",
    "over 1 MB": "name: N\n#" + "x" * (yaml_strict.MAX_BYTES + 1),
    "deep": "name: " + "[" * 5000,
    "deep and closed": "name: " + "[" * 5000 + "]" * 5000,
    "deep mapping": "name: " + "{a: " * 5000,
    "merge key": "x: &x {id: a}\nname: N\ncriteria:\n  - {<<: *x, never: {agent: c}}\n",
    "NULs": "name: N\x00\n",
    "empty": "",
    "a list": "- name\n",
    "a number as key": "1: 2\n",
    "not finite": "name: N\npass_mark: .nan\ncriteria: []\n",
    "infinite weight": "name: N\ncues: {c: {phrases: [x]}}\ncriteria:\n  - {id: a, weight: .inf, never: {agent: c}}\n",
    "regex too large": BASE % "{regex: '(x{1,1000}){1,1000}'}",
    "look-around": BASE % "{regex: '(?=x)y'}",
    "backreference": BASE % "{regex: '(a)\\1'}",
    "unbalanced": BASE % "{regex: '(((('}",
    "long phrase": BASE % f"'{'x' * 20_000}'",
    "itself": "name: N\nextends: rubric.yaml\n",
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_its_place_in_under_a_second(tmp_path: Path, case: str) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_text(REFUSED[case])
    began = time.process_time()
    with pytest.raises(CsauditError) as refused:
        Scorer(load(str(path)))
    assert time.process_time() - began < 1
    assert str(path) in str(refused.value)
    assert not Path("/tmp/pwned").exists()


@pytest.mark.parametrize("regex", [r"^(\w+\s?)+$", r"(a+)+b", r"(a|aa)+$", r"(.*a){12}", r"(x+x+)+y"])
@pytest.mark.parametrize("text", ["a" * 10_000, "aaaa " * 2000 + "!", "x" * 10_000, "word " * 2000])
def test_a_pattern_that_re_would_choke_on_is_matched_in_linear_time(tmp_path: Path, regex: str, text: str) -> None:
    from csaudit.model import Message, Transcript

    path = tmp_path / "rubric.yaml"
    path.write_text(BASE % f"{{regex: '{regex}'}}")
    scorer = Scorer(load(str(path)))
    began = time.process_time()
    scorer.score(Transcript("1", (Message("agent", text),)))
    assert time.process_time() - began < 1


def test_many_phrases_are_read_in_bounded_time(tmp_path: Path) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_text(BASE % ", ".join(f"'word{n} (a|b|) ... end'" for n in range(1500)))
    began = time.process_time()
    Scorer(load(str(path)))
    assert time.process_time() - began < 10


def test_no_code_is_loaded_from_beside_the_input_or_the_rubric(tmp_path: Path, csaudit: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("evil", "name", "json", "yaml", "csaudit", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (tmp_path / "rubric.yaml").write_text("name: N\ncues: {c: {evil: {}}}\ncriteria:\n  - {id: a, expect: {agent: c}}\n")
    good(tmp_path)
    monkeypatch.chdir(tmp_path)
    csaudit("score", "good.json", "-r", "rubric.yaml")
    csaudit("score", "good.json", "--input", "evil")
    csaudit("score", "good.json")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["../evil", "..", "os", "/etc/passwd", "a.b", "__init__", "", "json\x00", "_private"])
@pytest.mark.parametrize("folder", ["readers", "reports", "engines", "cues", "replies"])
def test_a_word_names_a_file_of_the_folder_or_nothing(folder: str, name: str) -> None:
    with pytest.raises(UsageError):
        plugins.load(folder, name)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs Linux")
def test_start_up_loads_no_network_code() -> None:
    import subprocess

    code = ("import sys; from csaudit import cli; cli.run(['score', sys.argv[1]]); "
            "print([m for m in ('http.client', 'urllib.request', 'ssl', 'requests') if m in sys.modules], file=sys.stderr)")  # fmt: skip
    sample = Path(__file__).parents[2] / "samples" / "chat" / "01-lamp-broken.txt"
    done = subprocess.run([sys.executable, "-c", code, str(sample)], capture_output=True, text=True, check=True)
    assert done.stderr.strip().endswith("[]")
