"""`csaudit cues`: every cue hit in the inputs, for looking inside and for measuring against labels."""

import sys
from collections.abc import Iterator
from typing import Annotated

import msgspec
import typer

from csaudit import find, hits, output, rubric
from csaudit.commands import options
from csaudit.config import Config
from csaudit.errors import UsageError, did_you_mean, exit_code
from csaudit.explaining import clipped
from csaudit.model import Evidence, Item, Transcript, Unreadable, evidence
from csaudit.redact import Redacted, discreet, redactor
from csaudit.safe import json_text, one_line


@options.reading
def cues(
    paths: options.Paths,
    rubric_name: options.RubricName = None,
    format: Annotated[
        str, typer.Option("-f", "--format", metavar="terminal|jsonl", help="How to print them.")
    ] = "terminal",
    out: options.Output = None,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="CUE", help="Only this cue; repeatable.")] = None,
    redact: options.RedactPlain = False,
    *,
    config: Config,
) -> int:
    """Print every cue hit: what csaudit heard, where, and by which phrase."""
    if format not in ("terminal", "jsonl"):
        raise UsageError(f"--format: {format!r} is none of terminal, jsonl")
    loaded = rubric.load(rubric_name or config.rubric or "service")
    for name in only or ():
        if name not in loaded.cues:
            raise UsageError(f"the rubric {loaded.name!r} has no cue {name!r}{did_you_mean(name, list(loaded.cues))}")
    finder = hits.Finder(loaded.cues, only or loaded.cues)
    encode = msgspec.json.Encoder().encode
    cleaner = redactor(loaded.hash) if redact else None
    unreadable = False
    with discreet(cleaner), output.opened(out) as stream:
        for item in read(paths, config):
            if cleaner is not None and not isinstance(item, Transcript):
                item = cleaner.problem(item)
            if not isinstance(item, Transcript):
                unreadable |= isinstance(item, Unreadable)
                print(f"csaudit: {one_line(options.told(item))}", file=sys.stderr)
                continue
            hits_found = found(item, finder)
            if cleaner is not None:
                clean = Redacted(cleaner, item)
                item, hits_found = clean.transcript, [(clean.evidence(one), by) for one, by in hits_found]
            for one, by in hits_found:
                if format == "jsonl":
                    row = {"source": item.source, "transcript": item.id, **msgspec.to_builtins(one), "by": by}
                    stream.write(json_text(encode(row).decode()) + "\n")
                else:
                    sure = "" if one.sure else "?"
                    stream.write(f"{one_line(item.id)} {one.message + 1:>3} {one_line(one.cue + sure):16} "
                                 f"{one_line(one.quote)}   [{clipped(by)}]\n")  # fmt: skip
    return exit_code(unreadable=unreadable)


def read(paths: list[str], config: Config) -> Iterator[Item]:
    """All items that the paths name, in order."""
    for portion in options.inputs(paths, config):
        yield from find.items(portion, config.options) if isinstance(portion, find.Portion) else (portion,)


def found(transcript: Transcript, finder: hits.Finder) -> list[tuple[Evidence, str]]:
    """Every hit as evidence with the phrase or means that found it, in the order of the conversation."""
    hits_by_cue = finder.find(transcript).found
    listed = [(evidence(transcript, cue, hit), hit.by) for cue, hits_ in hits_by_cue.items() for hit in hits_]
    return sorted(listed, key=lambda one: (one[0].message, one[0].start, one[0].cue))
