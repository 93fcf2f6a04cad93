"""`csaudit cues`: every cue hit in the inputs, for looking inside and for measuring against labels."""

import sys
from typing import Annotated

import msgspec
import typer

from csaudit import find, hits, rubric
from csaudit.errors import DONE, UNREADABLE, exit_code
from csaudit.model import Transcript, Unreadable, evidence
from csaudit.readers import Options


def cues(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...")],
    rubric_name: Annotated[str, typer.Option("-r", "--rubric", metavar="FILE|NAME")] = "service",
    format: Annotated[str, typer.Option("-f", "--format", metavar="terminal|jsonl")] = "terminal",
) -> int:
    """Print every cue hit."""
    loaded = rubric.load(rubric_name)
    finder = hits.Finder(loaded.cues, loaded.cues)
    encode = msgspec.json.Encoder().encode
    unreadable = False
    for portion in find.portions(paths, Options()):
        for item in find.items(portion, Options()) if isinstance(portion, find.Portion) else (portion,):
            if isinstance(item, Unreadable):
                unreadable = True
                print(item, file=sys.stderr)
            if not isinstance(item, Transcript):
                continue
            for cue, found in finder.find(item).found.items():
                for hit in found:
                    shown = msgspec.to_builtins(evidence(item, cue, hit))
                    sys.stdout.buffer.write(encode({"source": item.source, "transcript": item.id, "by": hit.by, **shown}) + b"\n")
    return exit_code(unreadable=unreadable)
