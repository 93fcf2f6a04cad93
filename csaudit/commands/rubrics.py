"""`csaudit rubric check|show|new|schema|list`: writing and trusting a rubric."""

import os
import sys
from typing import Annotated

import msgspec
import typer

from csaudit import examples, output, rubric
from csaudit.commands import options
from csaudit.errors import DONE, GATE, USAGE, RubricError, UsageError
from csaudit.safe import shown

app = typer.Typer(help="Rubrics: check, show, write one.", rich_markup_mode=None, no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="FILE|NAME", help="A rubric's file or the name of a shipped one.")]


@app.callback()
def about() -> None:
    """Rubrics: check, show, write one."""


@app.command()
def check(names: Annotated[list[str], typer.Argument(metavar="FILE|NAME...", help="Rubrics by file or name.")]) -> int:
    """Validate rubrics and run every example in them: exit 2 on a broken rubric, 1 on a failing example."""
    code = DONE
    for name in names:
        loaded = rubric.load(name)
        for warning in loaded.warnings:
            print(shown(str(warning)), file=sys.stderr)
        checked = examples.check(loaded)
        for complaint in checked.complaints:
            print(shown(str(complaint)))
        of_criteria = f"{checked.of_criteria} examples of {len(loaded.criteria)} criteria"
        of_cues = f"{checked.of_cues} of {len(loaded.cues)} cues"
        print(f"{name}: {of_criteria}, {of_cues}, {len(checked.complaints)} failing")
        code = GATE if checked.complaints else code
    return code


@app.command()
def show(name: Name = "service") -> int:
    """Print a rubric for people: each criterion, when it applies, what it asks, and the advice."""
    loaded = rubric.load(name)
    print(
        shown(
            f"{loaded.name} {loaded.version} ({loaded.hash}), pass mark {loaded.pass_mark:g}, "
            f"language {loaded.language or 'any'}"
        )
    )
    if loaded.description:
        print(shown(loaded.description))
    for one in loaded.criteria:
        flags = "".join(
            f", {word}"
            for word, on in (("bonus", one.bonus), ("penalty", one.penalty), ("critical", one.critical))
            if on
        )
        print(
            shown(
                f"\n{one.id}: {one.title}  (weight {one.weight:g}{flags}{f', from {one.source}' if one.source else ''})"
            )
        )
        for key, value in msgspec.to_builtins(one).items():
            if (
                key in ("when", "unless", "expect", "never", "order", "cases", "reply_within", "measure", "doubt")
                and value
            ):
                print(shown(f"    {key:12} {_words(value)}"))
        if one.advice:
            print(shown(f"    advice       {one.advice}"))
    for cue in loaded.cues.values():
        if not loaded.criteria:
            print(shown(f"{cue.name}: said by {cue.said_by or 'anyone'}, {len(cue.phrases)} phrases{_kinds(cue)}"))
    return DONE


def _kinds(cue: rubric.Cue) -> str:
    named = [*cue.kinds, *cue.any_of]
    return f", {', '.join(named)}" if named else ""


def _words(value: object) -> str:
    """A condition on one line, without what was left at its default."""
    if isinstance(value, dict):
        kept = {key: part for key, part in value.items() if part not in (None, [], {}, "", ())}
        return ", ".join(f"{key} {_words(part)}" for key, part in kept.items())
    if isinstance(value, list | tuple):
        return " or ".join(_words(part) for part in value)
    return str(value)


@app.command()
def new(out: options.Output = None) -> int:
    """Write a commented rubric to start from."""
    if out not in (None, "-") and os.path.isfile(str(out)):
        raise UsageError(f"{out}: is there already, and maybe somebody's work: choose another name")
    path = rubric.folder() / "starter.yaml"
    try:
        starter = path.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    with output.opened(out) as stream:
        stream.write(starter)
    return DONE


@app.command()
def schema(out: options.Output = None) -> int:
    """Print the JSON Schema of rubric files, for editors."""
    with output.opened(out) as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(rubric.schema()), indent=2).decode() + "\n")
    return DONE


@app.command(name="list")
def list_() -> int:
    """List the shipped rubrics and cue files."""
    code = DONE
    for name in rubric.shipped():
        try:
            loaded = rubric.load(name)
        except RubricError as error:
            print(shown(str(error)), file=sys.stderr)
            code = USAGE
            continue
        kind = f"{len(loaded.criteria)} criteria" if loaded.criteria else f"{len(loaded.cues)} cues"
        print(shown(f"{name:18} {kind:14} {loaded.name}: {loaded.description or ''}".rstrip(": ")))
    return code


