"""One configuration for a run: where it is found, what it may say, and that it holds."""

from pathlib import Path

import pytest

from csaudit import config
from csaudit.errors import RubricError, UsageError

GOOD = "Customer: my lamp is broken\nAgent: I am so sorry. Refunded!\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    """A repository with exports of two kinds, and the user in its top folder."""
    monkeypatch.delenv("CSAUDIT_CONFIG", raising=False)
    for name in ("exports/chat/a.txt", "exports/chat/b.txt", "exports/old/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("files", "paths", "found"),
    [
        (["csaudit.yaml"], ["exports/chat/a.txt"], "csaudit.yaml"),
        ([".csaudit.yaml"], ["exports"], ".csaudit.yaml"),
        (["csaudit.yaml", ".csaudit.yaml"], ["exports"], "csaudit.yaml"),
        (["csaudit.yaml", "exports/csaudit.yaml"], ["exports"], "exports/csaudit.yaml"),
        (["csaudit.yaml", "exports/chat/csaudit.yaml"], ["exports/chat", "exports/old"], "csaudit.yaml"),
        (["csaudit.yaml"], ["-"], "csaudit.yaml"),
        (["csaudit.yaml"], ["exports/*/*.txt"], "csaudit.yaml"),
        (["../csaudit.yaml"], ["exports"], None),
        ([], ["exports"], None),
    ],
)
def test_it_is_found_upward_from_the_folder_that_the_paths_share_but_not_past_the_repository(project, files, paths, found) -> None:
    for name in files:
        (project / name).write_text("jobs: 2\n")

    assert config.load(paths).file == found


def test_pyproject_counts_only_with_a_table_of_its_own(project) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert config.load(["exports"]).file is None

    (project / "pyproject.toml").write_text('[tool.csaudit]\njobs = 2\n[tool.csaudit.input]\nagents = ["Bo"]\n')
    assert (config.load(["exports"]).jobs, config.load(["exports"]).input.agents) == (2, ("Bo",))


def test_what_is_given_goes_before_what_is_found_and_isolated_before_all(project, monkeypatch) -> None:
    for name, jobs in (("csaudit.yaml", 1), ("mine.yaml", 2), ("theirs.yaml", 3)):
        (project / name).write_text(f"jobs: {jobs}\n")
    monkeypatch.setenv("CSAUDIT_CONFIG", "theirs.yaml")

    assert config.load(["exports"]).jobs == 3
    assert config.load(["exports"], "mine.yaml").jobs == 2
    assert config.load(["exports"], "mine.yaml", isolated=True) == config.Config()
    with pytest.raises(UsageError, match=r"gone\.yaml: No such file"):
        config.load(["exports"], "gone.yaml")


def test_a_rubrics_path_is_relative_to_the_file_that_names_it(project, monkeypatch) -> None:
    (project / "csaudit.yaml").write_text("rubric: rules/ours.yaml\n")
    assert config.load(["exports"]).rubric == "rules/ours.yaml"

    monkeypatch.chdir(project / "exports")
    assert config.load(["chat"]).rubric == "../rules/ours.yaml"

    (project / "csaudit.yaml").write_text("rubric: service\n")
    assert config.load(["chat"]).rubric == "service"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("csaudit.yaml", "rubrik: x\nfail_on: sometimes\njobs: many\ninput: {agents: Bob}\npaths:\n  a: {inputs: {}}\n", [
            "1:1: error: the file: unknown key 'rubrik'; did you mean rubric?",
            "2:10: error: fail_on: 'sometimes' is none of critical, fail",
            "3:7: error: jobs must be a whole number, not 'many'",
            "4:17: error: agents must be a list, not 'Bob'",
            "6:7: error: a: unknown key 'inputs'; did you mean input or lint?",
        ]),
        ("pyproject.toml", '[tool.csaudit]\nfail_on = "critcal"\n[tool.csaudit.input]\nagentz = ["b"]\n', [
            "2:1: error: fail_on: 'critcal' is none of critical, fail",
            "4:1: error: input: unknown key 'agentz'; did you mean agents?",
        ]),
        ("pyproject.toml", "[tool.csaudit]\njobs = \n", ["2:8: error: not TOML: Invalid value (at line 2, column 8)"]),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_place(project, name, text, told) -> None:
    (project / name).write_text(text)
    with pytest.raises(RubricError) as caught:
        config.load(["exports"])

    assert [str(one) for one in caught.value.complaints] == [f"{name}:{line}" for line in told]


TABLES = """
input: {agents: [Bo], timezone: Europe/Oslo}
paths:
  "exports/chat/**": {input: {timezone: Asia/Kolkata}}
  exports/old: {exclude: true}
"""


@pytest.mark.parametrize(
    ("folder", "name", "zone"),
    [
        (".", "exports/chat/a.txt", "Asia/Kolkata"),
        (".", "exports/other/a.txt", "Europe/Oslo"),
        ("exports", "chat/a.txt", "Asia/Kolkata"),
        ("exports/chat", "a.txt", "Asia/Kolkata"),
        (".", "exports/chat/deep/er/a.zip!exports/x.json", "Asia/Kolkata"),
    ],
)
def test_a_table_holds_for_its_paths_wherever_the_user_stands(project, monkeypatch, folder, name, zone) -> None:
    (project / "csaudit.yaml").write_text(TABLES)
    monkeypatch.chdir(project / folder)
    found = config.load(["."]).options(name)

    assert (found.timezone, found.agents) == (zone, ("Bo",))


@pytest.mark.parametrize("command", ["score", "convert", "cues", "inspect"])
def test_what_is_excluded_is_skipped_and_said_to_be(csaudit, project, command) -> None:
    (project / "csaudit.yaml").write_text(TABLES)
    result = csaudit(command, "exports")
    named = csaudit(command, "exports/old/c.txt")

    assert result.code == 0
    assert "excluded by the configuration" in (result.out + result.err).partition("exports/old/c.txt: ")[2].split("\n")[0]
    assert named.code == (2 if command == "score" else 0)


def test_config_show_prints_what_was_said_and_what_holds_for_a_path(csaudit, project) -> None:
    (project / "csaudit.yaml").write_text(TABLES)
    out = csaudit("config", "show", "exports/chat/a.txt", "exports/old/c.txt").out

    assert out == (
        "# csaudit.yaml\n"
        "input:\n  agents:\n  - Bo\n  timezone: Europe/Oslo\n"
        "paths:\n  exports/chat/**:\n    input:\n      timezone: Asia/Kolkata\n  exports/old:\n    exclude: true\n"
        "# exports/chat/a.txt is read with\n#   agents:\n#   - Bo\n#   timezone: Asia/Kolkata\n"
        "# exports/old/c.txt is excluded\n"
    )
    (project / "again.yaml").write_text(out)
    assert config.load(["."], "again.yaml").paths == config.load(["exports"]).paths
    assert csaudit("config", "show", "--isolated").out == "# no configuration file: the defaults hold\n"


def test_what_the_command_line_says_goes_before_every_table(csaudit, project) -> None:
    (project / "csaudit.yaml").write_text(TABLES)
    (project / "exports/chat/a.txt").write_text("[2025-03-03 10:00] Ann (customer): hi\n")
    tabled = csaudit("convert", "exports/chat/a.txt")
    said = csaudit("convert", "exports/chat/a.txt", "--timezone", "UTC")

    assert '"timestamp":"2025-03-03T10:00:00+05:30"' in tabled.out
    assert '"timestamp":"2025-03-03T10:00:00Z"' in said.out
