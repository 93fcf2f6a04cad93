"""`csaudit score`: transcripts against a rubric, a report, and the gates asked for."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from csaudit import files, output, plugins, remote, rubric
from csaudit.commands import options
from csaudit.commands.progress import told
from csaudit.config import Config
from csaudit.errors import UsageError, exit_code
from csaudit.model import Skipped, Unreadable
from csaudit.redact import discreet, redactor
from csaudit.resume import beside, continued
from csaudit.run import Part, Plan, Run, gather
from csaudit.safe import one_line
from csaudit.scoring import Scorer

MAX_SKIPPED = 20  # told one by one
MUCH = 8 << 20  # bytes of input


@options.reading
def score(
    paths: options.Paths,
    rubric_name: options.RubricName = None,
    format: Annotated[
        str | None,
        typer.Option("-f", "--format", metavar="NAME",
                     help="terminal, json, jsonl, csv, markdown, sarif, junit, github, gitlab.  [default: terminal]"),
    ] = None,
    out: options.Output = None,
    reports: Annotated[list[str] | None, typer.Option("--report", metavar="FORMAT:FILE",
                                                      help="One more report from the same run; repeatable.")] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="CRITERION", help="Only this criterion; repeatable.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option("--skip", metavar="CRITERION", help="Not this criterion; repeatable.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", metavar="N", min=1,
                                 help="Processes.  [default: 1, and one a core from 8 MB of input on]")
    ] = None,
    fail_under: Annotated[
        float | None, typer.Option("--fail-under", metavar="N", help="Exit 1 if the mean score is below N.")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", metavar="fail|critical",
                     help="Exit 1 if a transcript does not pass, or has a critical fail."),
    ] = None,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="Nothing to score is no error.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no notes on standard error.")] = False,
    redact: options.Redact = None,
    hash_only: options.HashOnly = False,
    color: options.Color = "auto",
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Keep a journal beside the output, and go on from one that a broken run left."),
    ] = False,
    partitions: Annotated[str | None, typer.Option("--partitions", metavar="FORMAT:FOLDER", help="Scorecards in many files "
                                                   "as well: jsonl:FOLDER, parquet:FOLDER; a folder or a URL.")] = None,
    engine: Annotated[str | None, typer.Option("--engine", metavar="NAME", help="serial, processes, dask.  "
                                               "[default: by -j]")] = None,
    scheduler: Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS", help="The Dask scheduler to use.  "
                                                  "[default: a cluster on this machine]")] = None,
    *,
    config: Config,
) -> int:  # fmt: skip
    """Score transcripts against a rubric and print a report."""
    fail_on = fail_on or config.fail_on
    if fail_on not in (None, "fail", "critical"):
        raise UsageError(f"--fail-on: {fail_on!r} is none of fail, critical")
    fail_under = fail_under if fail_under is not None else config.fail_under
    if fail_under is not None and not 0 <= fail_under <= 100:
        raise UsageError(f"--fail-under: {fail_under:g} is no score, which goes from 0 to 100")
    wanted = [(format or config.format or "terminal", out), *map(_report, reports or ())]
    for name, _ in wanted:
        if not hasattr(plugins.load("reports", name), "write"):
            raise UsageError(f"the report {name!r} is for lint")
    loaded = rubric.load(rubric_name or config.rubric or "service")
    if not loaded.criteria:
        raise UsageError(f"the rubric {loaded.name!r} has no criteria: there is nothing to score against")
    scorer = Scorer(loaded, only=only or config.only, skip=skip or config.skip, policies=config.policies)
    redact = options.redacts(redact, hash_only, [name for name, _ in wanted])
    plan = Plan(scorer, config.options, redactor(scorer.rubric.hash, hashed=hash_only) if redact else None)
    if scheduler and engine not in (None, "dask"):
        raise UsageError("--scheduler is for --engine dask")
    with discreet(plan.redactor):
        portions = options.inputs(paths, config)
        jobs = jobs or config.jobs or _fitting(paths)
        engine = engine or ("dask" if scheduler else "processes" if jobs > 1 else "serial")
        started = {"scheduler": scheduler} if scheduler else {}
        work = partial(plugins.load("engines", engine).parts, plan=plan, jobs=jobs, **started)
        journal = _journal(out) if resume else None
        parts = continued(portions, plan, work, journal) if journal else work(portions)
        if partitions:
            parts = _partitioned(parts, *_report(partitions, "--partitions"))
        run = gather(told(parts, paths, quiet=quiet), scorer)
        for name, file in wanted:
            with output.opened(file) as stream:
                look = options.look(color if file is None else "never", stream=stream, quiet=quiet, redacted=redact)
                plugins.load("reports", name).write(run, stream, look)
        shown = any(name in ("terminal", "markdown") and file is None for name, file in wanted)
        if not quiet and not shown:
            _tell(run)
        if not (quiet or redact) and any(name == "gitlab" for name, _ in wanted):
            print("csaudit: the gitlab report is not redacted, and has no place to say so", file=sys.stderr)
        if run.interrupted:
            print(f"csaudit: interrupted: {run.summary.scored:,} transcripts are done and written"
                  + ("; the same call goes on from there" if resume else ""), file=sys.stderr)  # fmt: skip
        elif journal is not None:
            journal.unlink(missing_ok=True)
        if not run.summary.found - sum(run.summary.skipped.values()) and not allow_empty and not run.interrupted:
            raise UsageError(f"nothing to score in {', '.join(map(one_line, paths))}: {run.summary.found} found, "
                             f"{sum(run.summary.skipped.values())} skipped")  # fmt: skip
    return exit_code(
        interrupted=run.interrupted,
        unreadable=bool(run.summary.unreadable),
        gate_failed=_gate_failed(run, fail_under, fail_on),
    )


def _journal(out: str | None) -> Path:
    if out is None or out == "-":
        raise UsageError("--resume needs -o FILE: the journal of what is finished is kept beside it")
    return beside(out)


def _fitting(paths: Sequence[str]) -> int:
    """How many processes pay: each takes a third of a second to be ready, and 8 MB take some ten seconds."""
    if files.total_size(paths) < MUCH:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _report(text: str, option: str = "--report") -> tuple[str, str]:
    name, colon, file = text.partition(":")
    if not colon or not file:
        raise UsageError(f"{option}: {text!r} is not FORMAT:FILE")
    return name, file


def _partitioned(parts: Iterable[Part], kind: str, folder: str) -> Iterator[Part]:
    """The parts as they come, each with its scorecards written to a file of its own, in the order of the input."""
    made: Callable[[bytes], bytes] = bytes
    if kind == "parquet":
        made = _parquet()
    elif kind != "jsonl":
        raise UsageError(f"--partitions: {kind!r} is none of jsonl, parquet")
    for number, part in enumerate(parts):
        remote.write(f"{folder.rstrip('/')}/part-{number:06}.{kind}", made(part.cards))
        yield part


def _parquet() -> Callable[[bytes], bytes]:
    try:
        from csaudit import arrow
    except ImportError as error:
        raise UsageError("--partitions parquet needs csaudit[parquet]: pip install 'csaudit[parquet]'") from error
    return lambda cards: arrow.parquet(cards.splitlines())


def _tell(run: Run) -> None:
    """What a machine's report does not put before a person's eyes."""
    skipped = 0
    for problem in run.problems():
        skipped += isinstance(problem, Skipped)
        if isinstance(problem, Unreadable) or skipped <= MAX_SKIPPED:
            print(f"csaudit: {one_line(options.told(problem))}", file=sys.stderr)
    if skipped > MAX_SKIPPED:
        print(f"csaudit: and {skipped - MAX_SKIPPED} more skipped", file=sys.stderr)
    if skipped or run.summary.unreadable:
        left = f"{run.summary.unreadable:,} unreadable, {skipped:,} skipped"
        print(f"csaudit: {run.summary.found:,} found: {run.summary.scored:,} scored, {left}", file=sys.stderr)


def _gate_failed(run: Run, fail_under: float | None, fail_on: str | None) -> bool:
    mean = run.summary.mean
    if fail_under is not None and mean is not None and mean < fail_under:
        return True
    if fail_on == "critical":
        return run.summary.critical > 0
    return fail_on == "fail" and run.summary.passed < run.summary.scored
