"""Writes every generated file of the repository: `python -m tests.write_generated`. A test holds each to its source."""

import importlib.util
import io
import os
import re
from pathlib import Path

import msgspec
from rich.console import Console
from rich.text import Text

from csaudit import find, plugins, rubric
from csaudit.readers import Options
from csaudit.reports import Look
from csaudit.run import Plan, gather, work
from csaudit.scoring import Scorer

ROOT = Path(__file__).parent.parent
SAMPLES = ("samples/chat", "samples/email")


def generated() -> dict[Path, str]:
    """Each generated file and what belongs in it."""
    return {
        ROOT / "rubrics" / "rubric.schema.json": _json(rubric.schema()),
        ROOT / "csaudit" / "schemas" / "run.schema.json": _json(plugins.load("reports", "json").schema()),
        ROOT / "samples" / "report.svg": _picture(),
        ROOT / "README.md": _readme(),
    }


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def _picture() -> str:
    """The README's picture: the terminal report on the samples, drawn by Rich."""
    scorer = Scorer(rubric.load("service"))
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        plan = Plan(scorer, lambda name: Options(agent_domains=("lumbra.example",)))
        run = gather((work(portion, plan) for portion in find.portions(SAMPLES, plan.options_for)), scorer)
    finally:
        os.chdir(here)
    out = io.StringIO()
    plugins.load("reports", "terminal").write(run, out, Look(color=True, width=100))
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(out.getvalue()))
    return console.export_svg(title="csaudit score samples/chat samples/email", unique_id="csaudit") + "\n"


def _readme() -> str:
    """README.md with its generated parts as they are now."""
    text = (ROOT / "README.md").read_text("utf-8")
    parts = {"commands": _commands(), "formats": _formats(), "rules": _rules(), "ci": _ci(), **_accuracy()}
    between = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
    return between.sub(lambda match: match[1] + parts[match[2]] + match[3] if match[2] in parts else match[0], text)


def _commands() -> str:
    """Every command's help, as the terminal prints it at 80 columns."""
    import click
    import typer

    from csaudit.cli import app

    group = typer.main.get_command(app())
    parts = []

    def add(command: object, name: str) -> None:
        context = click.Context(command, info_name=name, terminal_width=80, max_content_width=80)  # type: ignore[arg-type]
        parts.append(f"<details><summary><code>{name}</code>: {command.get_short_help_str(70)}</summary>\n\n```\n"  # type: ignore[attr-defined]
                     f"{command.get_help(context)}\n```\n\n</details>\n")  # type: ignore[attr-defined]  # fmt: skip
        for child_name, child in getattr(command, "commands", {}).items():
            add(child, f"{name} {child_name}")

    add(group, "csaudit")
    return "\n".join(parts)


def _formats() -> str:
    """A row a reader: what it recognises, the sample, the extra it needs."""
    rows = ["| `--input` | what it reads | sample |\n|---|---|---|\n"]
    for name in plugins.names("readers"):
        reader = plugins.load("readers", name)
        first = (reader.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
        extra = f" Needs `pip install 'csaudit[{reader.NEEDS}]'`." if hasattr(reader, "NEEDS") else ""
        rows.append(f"| `{name}` | {first}{extra} | `{getattr(reader, 'EXAMPLE', '-')}` |\n")
    return "".join(rows)


def _accuracy() -> dict[str, str]:
    """The accuracy tables, where the labelled conversations and statsmodels are there; else what stands is left alone."""
    from tests.accuracy.table import GOLD, tables

    if not (GOLD / "labels.jsonl").exists() or importlib.util.find_spec("statsmodels") is None:
        return {}
    return {"accuracy": "".join(line + "\n" for line in tables(GOLD))}


def _rules() -> str:
    """Every rule of lint in a row."""
    from csaudit.lint.checking import Linter

    rows = ["| rule | severity | what it finds |\n|---|---|---|\n"]
    replies = rubric.load("replies")
    for rule in Linter(replies, replies).rules.values():
        title = rule.title.replace("|", "\\|")
        rows.append(f"| `{rule.id}` | {rule.severity} | {title} |\n")
    return "".join(rows)


def _ci() -> str:
    """The snippets of samples/ci, as they are run in a test."""
    parts = []
    for title, name, language in (("GitLab", "gitlab-ci.yml", "yaml"), ("Jenkins", "Jenkinsfile", "groovy")):
        text = (ROOT / "samples" / "ci" / name).read_text("utf-8").rstrip("\n")
        parts.append(f"{title}:\n\n```{language}\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
