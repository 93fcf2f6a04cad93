"""Everything behind one verdict, in plain text."""

from collections.abc import Iterator

import msgspec

from csaudit import rubric
from csaudit.conditions import Situation
from csaudit.model import Evidence, Hit, Transcript, Verdict, counted, place
from csaudit.rubric import Criterion
from csaudit.safe import one_line, shown
from csaudit.scoring import Scorer, verdict, weigh


def explained(transcript: Transcript, criterion_id: str, scorer: Scorer) -> str:
    """What applied, every place looked at, what counted, what was excepted and by which phrase, the arithmetic."""
    criterion = next(one for one in scorer.criteria if one.id == criterion_id)
    situation = Situation(transcript, scorer.finder.find(transcript), scorer.policies)
    verdicts = [verdict(one, situation) for one in scorer.criteria]
    decided = next(one for one in verdicts if one.criterion == criterion_id)
    return "\n".join(_lines(transcript, criterion, decided, verdicts, situation, scorer)) + "\n"


def _lines(
    transcript: Transcript, criterion: Criterion, decided: Verdict, verdicts: list[Verdict], situation: Situation, scorer: Scorer
) -> Iterator[str]:
    yield f"{criterion.id} in {one_line(transcript.id)}: {decided.outcome}"
    yield f"  {shown(criterion.title)}" if criterion.title else ""
    yield f"  because {one_line(decided.reason)}"
    if decided.applied:
        yield "\nIt applies because of"
        yield from map(_quoted, decided.applied)
    elif criterion.when is None:
        yield "\nIt applies to every conversation."
    if decided.evidence:
        yield "\nThe verdict rests on"
        yield from map(_quoted, decided.evidence)
    if decided.nearest:
        yield "\nNearest"
        yield from map(_quoted, decided.nearest)
    cues = list(dict.fromkeys(rubric.used_cues(msgspec.to_builtins(criterion))))
    yield "\nIt listens for " + (", ".join(cues) if cues else "nothing said")
    if decided.looked:
        yield f"\nLooked at {len(decided.looked)} message{'s' * (len(decided.looked) != 1)}"
    for index in decided.looked:
        message = transcript.messages[index]
        file, line, column, _ = place(transcript, index, 0)
        where = ":".join(str(part) for part in (one_line(file), line, column) if part)
        yield f"  {index + 1} {message.role}{' ' + one_line(message.author) if message.author else ''} ({where})"
        yield f"    {one_line(message.text)}"
        yield from _heard(index, cues, situation)
    yield ""
    yield from _arithmetic(decided, verdicts)
    yield f"\nrubric {scorer.label}; transcript {one_line(transcript.id)} from {one_line(transcript.source)}"
    if criterion.advice:
        yield f"advice: {shown(criterion.advice)}"
    if criterion.source:
        yield f"source: {shown(criterion.source)}"


def _quoted(one: Evidence) -> str:
    where = ":".join(str(part) for part in (one_line(one.file or ""), one.line, one.column) if part)
    doubt = "" if one.sure else " (doubtful)"
    return f'  {one.cue}{doubt}: "{one_line(one.quote)}" in message {one.message + 1}, {one.role} ({where}, {one.start} to {one.end})'


def _heard(index: int, cues: list[str], situation: Situation) -> Iterator[str]:
    """The hits in one message, counted and taken back."""
    text = situation.transcript.messages[index].text

    def told(cue: str, hit: Hit, verb: str, by: str) -> str:
        return f'      {verb} {cue}: "{one_line(text[hit.start : hit.end])}" by {one_line(by) or "its context"}'

    for cue in cues:
        for hit in situation.hits.found.get(cue, ()):
            if hit.message == index:
                yield told(cue, hit, "counted" if hit.sure else "doubtful", hit.by)
        for hit in situation.hits.cancelled.get(cue, ()):
            if hit.message == index:
                yield told(cue, hit, "excepted", f"{hit.by}, taken back by: {hit.cancelled}")


def _arithmetic(decided: Verdict, verdicts: list[Verdict]) -> Iterator[str]:
    score, coverage = weigh(verdicts)
    adds = [counted(one) for one in verdicts]
    passed, unsure = sum(one[0] for one in adds), sum(one[2] for one in adds)
    failed = sum(one[1] for one in adds) - passed
    mine = counted(decided)
    share = "adds to both sides" if mine[0] else "adds below the line only" if mine[1] else "leaves the score alone"
    yield f"Weight {decided.weight:g}: {decided.outcome} {share}."
    if score is None:
        yield "Nothing could be decided, so there is no score."
    else:
        yield f"Score: {passed:g} passed / ({passed:g} passed + {failed:g} failed) = {score:g}; {unsure:g} unsure, coverage {coverage:.0%}"
