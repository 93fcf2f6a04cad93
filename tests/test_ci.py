"""What CI services are given: hooks, the action's script, the GitLab and Jenkins snippets, run as far as they go here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

REPLY = "---\nsyntax: zendesk\nkind: note\n---\nHi {{Ticket.ID}}\n"


@pytest.fixture
def scratch(tmp_path):
    """A repository with a bad reply, and csaudit on the path."""
    tools = tmp_path / "tools"
    tools.mkdir()
    script = tools / "csaudit"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m csaudit "$@"\n')
    script.chmod(0o755)
    folder = tmp_path / "repo"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "a.md").write_text(REPLY)
    return folder


def run(folder, command, **environment):
    path = f"{folder.parent / 'tools'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def action():
    return yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def run_action(folder, **inputs):
    output, summary = folder.parent / "output", folder.parent / "summary"
    output.touch()
    summary.write_text("before\n")
    step = action()["runs"]["steps"][0]
    given = {key: str(action()["inputs"][key.lower()].get("default", "")) for key in step["env"] if key != "HERE"}
    environment = {
        **given,
        **inputs,
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "HERE": str(ROOT),
    }
    done = run(folder, ["bash", "-c", step["run"]], **environment)
    return done, output.read_text(), summary.read_text()


def test_the_actions_script_annotates_summarises_and_fails():
    text = (ROOT / "action.yml").read_text("utf-8")
    script = action()["runs"]["steps"][0]["run"]
    assert "${{" not in script
    assert action()["runs"]["using"] == "composite"
    assert "steps.run.outputs.code" in text


def test_the_action_fails_with_the_code_of_csaudit(scratch):
    done, output, summary = run_action(scratch, PATHS="templates", SARIF="a.sarif")
    assert done.returncode == 1, done.stderr
    assert "::error file=templates/a.md,line=5,col=6" in done.stdout
    assert output == "code=1\n"
    assert summary.startswith("before\n# Canned replies: 1 error,")
    assert (scratch / "a.sarif").exists()


def test_the_action_takes_options_and_runs_nothing_that_an_input_holds(scratch):
    done, output, _ = run_action(scratch, PATHS="templates", ARGS="--exit-zero -q")
    assert (done.returncode, output) == (0, "code=0\n")
    done, _, _ = run_action(scratch, PATHS="$(touch pwned); touch pwned", ARGS="`touch pwned` $(touch pwned)")
    assert done.returncode == 2
    assert not (scratch / "pwned").exists()
    assert run_action(scratch, COMMAND="sh -c x")[0].returncode == 2


def test_hooks_name_commands_that_there_are_and_files_that_are_replies(csaudit):
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert set(hooks) == {"csaudit-lint", "csaudit-rubric"}
    for hook in hooks.values():
        arguments = hook["entry"].split()[1:]
        assert csaudit(*[one for one in arguments if not one.startswith("-")], "--help").code == 0
    files = re.compile(hooks["csaudit-lint"]["files"])
    assert files.search("macros/refunds/a.md")
    assert files.search("x/templates/a.html.liquid")
    assert not files.search("docs/a.md")


def test_a_real_pre_commit_run_stops_the_bad_reply_and_passes_the_good_one(scratch):
    pytest.importorskip("pre_commit")
    hook = next(
        one
        for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
        if one["id"] == "csaudit-lint"
    )
    local = {**hook, "language": "system"}  # what it would install is what runs here
    (scratch / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]}))
    (scratch / "README.md").write_text("{{ }}")
    run(scratch, ["git", "init", "-q"])
    run(scratch, ["git", "add", "."])
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    home = {"PRE_COMMIT_HOME": str(scratch.parent / "home")}
    failed = run(scratch, command, **home)
    assert failed.returncode == 1
    assert "templates/a.md" in failed.stdout
    assert "placeholder-case" in failed.stdout
    (scratch / "templates" / "a.md").write_text(REPLY.replace("Ticket.ID", "ticket.id"))
    run(scratch, ["git", "add", "."])
    assert run(scratch, command, **home).returncode == 0


def test_the_gitlab_snippet_writes_the_reports_that_it_names(scratch):
    job = yaml.safe_load((ROOT / "samples" / "ci" / "gitlab-ci.yml").read_text("utf-8"))["canned-replies"]
    [command] = [one for one in job["script"] if one.startswith("csaudit ")]
    assert run(scratch, ["sh", "-c", command]).returncode == 1
    assert all((scratch / name).stat().st_size for name in job["artifacts"]["reports"].values())


def test_the_jenkins_snippet_writes_the_reports_that_it_names(scratch):
    text = (ROOT / "samples" / "ci" / "Jenkinsfile").read_text("utf-8")
    [command] = re.findall(r"sh '(csaudit [^']+)'", text)
    assert run(scratch, ["sh", "-c", command]).returncode == 1
    for name in re.findall(r"(?:junit|pattern:) '([^']+)'", text):
        assert Path(scratch / name).stat().st_size
    assert text.count("{") == text.count("}")


def test_action_hooks_and_gitlab_job_fit_their_services_own_schemas():
    pytest.importorskip("check_jsonschema")
    for schema, file in (("github-actions", "action.yml"), ("gitlab-ci", "samples/ci/gitlab-ci.yml")):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", file]
        done = run(ROOT, command)
        assert done.returncode == 0, done.stdout
    pytest.importorskip("pre_commit")
    manifest = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    assert run(ROOT, manifest).returncode == 0
