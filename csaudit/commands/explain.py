"""`csaudit explain`: why this verdict, in enough detail to settle a dispute without a meeting."""

import sys
from difflib import SequenceMatcher
from typing import Annotated

import typer

from csaudit import output, rubric
from csaudit.commands import options
from csaudit.commands.cues import read
from csaudit.errors import DONE, UNREADABLE, UsageError, did_you_mean
from csaudit.explaining import explained
from csaudit.model import Transcript
from csaudit.safe import one_line, shown
from csaudit.scoring import Scorer


def explain(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="The input that holds the transcript.", show_default=False)
    ],
    criterion: Annotated[str, typer.Argument(metavar="CRITERION", help="The criterion's id.", show_default=False)],
    id: Annotated[
        str | None, typer.Option("--id", metavar="TRANSCRIPT", help="Which transcript, where there are several.")
    ] = None,
    rubric_name: options.RubricName = None,
    config_file: options.ConfigFile = None,
    isolated: options.Isolated = False,
    input: options.Input = None,
    agents: options.Agents = None,
    customers: options.Customers = None,
    bots: options.Bots = None,
    domains: options.Domains = None,
    date: options.Date = None,
    date_order: options.DateOrder = None,
    timezone: options.Timezone = None,
    encoding: options.Encoding = None,
    columns: options.Columns = None,
    assistant: options.Assistant = None,
) -> int:
    """Explain one verdict: what applied, where it looked, what counted, what was excepted, and the arithmetic."""
    config = options.configuration(
        [path], config_file, isolated, input=input, agents=agents, customers=customers, bots=bots, domains=domains,
        date=date, date_order=date_order, timezone=timezone, encoding=encoding, columns=columns, assistant=assistant,
    )  # fmt: skip
    scorer = Scorer(rubric.load(rubric_name or config.rubric or "service"), policies=config.policies)
    ids = [one.id for one in scorer.criteria]
    if criterion not in ids:
        name = rubric_name or config.rubric or "service"
        hint = did_you_mean(criterion, ids) or f"; `csaudit rubric show {name}` lists them"
        raise UsageError(f"the rubric {scorer.rubric.name!r} has no criterion {criterion!r}{hint}")
    items = list(read([path], config))
    transcripts = [item for item in items if isinstance(item, Transcript)]
    if not transcripts and items:
        for item in items:
            if not isinstance(item, Transcript):
                print(f"csaudit: {one_line(options.told(item))}", file=sys.stderr)
        return UNREADABLE
    transcript = _chosen(transcripts, path, id)
    with output.opened(None) as stream:
        stream.write(shown(explained(transcript, criterion, scorer)))
    return DONE


def _chosen(transcripts: list[Transcript], path: str, id: str | None) -> Transcript:
    """The one transcript meant; UsageError with the ids, nearest first, where that is not clear."""
    if not transcripts:
        raise UsageError(f"{path}: no transcript in it")
    named = transcripts if id is None else [one for one in transcripts if one.id == id]
    if len(named) == 1:
        return named[0]
    if id is None:
        listed = [one.id for one in transcripts]
    else:
        listed = sorted((one.id for one in transcripts), key=lambda known: -SequenceMatcher(None, known, id).ratio())
    shown = "\n  ".join(one_line(known) for known in listed[:20])
    more = f"\n  and {len(listed) - 20} more" if len(listed) > 20 else ""
    start = (
        f"{path} holds {len(transcripts)} transcripts: say which with --id"
        if id is None
        else f"no transcript {id!r} in {path}"
    )
    raise UsageError(f"{start}\n  {shown}{more}")
