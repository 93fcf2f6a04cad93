"""`csaudit explain`: why this verdict, in enough detail to settle a dispute without a meeting."""

import sys
from difflib import SequenceMatcher
from typing import Annotated

import typer

from csaudit import output, rubric
from csaudit.commands import options
from csaudit.commands.cues import read
from csaudit.config import Config
from csaudit.errors import DONE, UNREADABLE, UsageError, did_you_mean
from csaudit.explaining import explained
from csaudit.model import Transcript
from csaudit.redact import Redactor, discreet, redactor
from csaudit.safe import one_line, shown
from csaudit.scoring import Scorer


@options.reading
def explain(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="The input that holds the transcript.", show_default=False)
    ],
    criterion: Annotated[str, typer.Argument(metavar="CRITERION", help="The criterion's id.", show_default=False)],
    id: Annotated[
        str | None, typer.Option("--id", metavar="TRANSCRIPT", help="Which transcript, where there are several.")
    ] = None,
    rubric_name: options.RubricName = None,
    redact: options.RedactPlain = False,
    *,
    config: Config,
) -> int:
    """Explain one verdict: what applied, where it looked, what counted, what was excepted, and the arithmetic."""
    scorer = Scorer(rubric.load(rubric_name or config.rubric or "service"), policies=config.policies)
    ids = [one.id for one in scorer.criteria]
    if criterion not in ids:
        name = rubric_name or config.rubric or "service"
        hint = did_you_mean(criterion, ids) or f"; `csaudit rubric show {name}` lists them"
        raise UsageError(f"the rubric {scorer.rubric.name!r} has no criterion {criterion!r}{hint}")
    cleaner = redactor(scorer.rubric.hash) if redact else None
    with discreet(cleaner):
        items = list(read([path], config))
        transcripts = [item for item in items if isinstance(item, Transcript)]
        if not transcripts and items:
            for item in items:
                if not isinstance(item, Transcript):
                    said = cleaner.problem(item) if cleaner is not None else item
                    print(f"csaudit: {one_line(options.told(said))}", file=sys.stderr)
            return UNREADABLE
        transcript = _chosen(transcripts, path, id, cleaner)
        with output.opened(None) as stream:
            stream.write(shown(explained(transcript, criterion, scorer, cleaner)))
    return DONE


def _chosen(transcripts: list[Transcript], path: str, id: str | None, cleaner: Redactor | None) -> Transcript:
    """The one transcript meant; UsageError with the ids, nearest first, where that is not clear.

    With a redactor the ids are told as reports tell them, and such a one is known.
    """
    ids = [one.id if cleaner is None else cleaner.transcript(one).id for one in transcripts]
    named = [one for one, told in zip(transcripts, ids, strict=True) if id is None or id in (one.id, told)]
    if len(named) == 1:
        return named[0]
    if not transcripts:
        raise UsageError(f"{path}: no transcript in it")
    if id is not None:
        ids.sort(key=lambda known: -SequenceMatcher(None, known, id).ratio())
    shown = "\n  ".join(map(one_line, ids[:20]))
    more = f"\n  and {len(ids) - 20} more" if len(ids) > 20 else ""
    start = (
        f"{path} holds {len(transcripts)} transcripts: say which with --id"
        if id is None
        else f"no transcript {id!r} in {path}"
    )
    raise UsageError(f"{start}\n  {shown}{more}")
