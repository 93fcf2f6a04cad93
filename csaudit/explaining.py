"""Everything behind one verdict, in plain text, for people who do not know how csaudit works."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set

import msgspec
from msgspec import Struct

from csaudit import plugins, rubric
from csaudit.conditions import Situation, anyof
from csaudit.hits import Hits
from csaudit.model import Evidence, Hit, Scorecard, Transcript, Verdict, counted, place
from csaudit.redact import Redacted, Redactor
from csaudit.rubric import Criterion, Cue, conditions
from csaudit.run import judged
from csaudit.safe import one_line, shown
from csaudit.scoring import Scorer, verdict

MAX_PHRASE = 64  # characters shown of a phrase; one with many alternatives says nothing more to a reader


class _Case(Struct, frozen=True):
    """A transcript with all that was decided about it. places: file, line and column of each message. card: its score;
    why: what made the criterion apply, where no words did; left: why `csaudit score` would skip it."""

    transcript: Transcript
    places: tuple[tuple[str, int | None, int | None], ...]
    hits: Hits
    verdicts: tuple[Verdict, ...]
    card: Scorecard
    why: str = ""
    left: str = ""


def explained(transcript: Transcript, criterion_id: str, scorer: Scorer, redactor: Redactor | None = None) -> str:
    """What applied, every place looked at, what counted, what was excepted and by which phrase, the arithmetic.

    With a redactor, all of it without secrets; what is decided was decided before.
    """
    criterion = next(one for one in scorer.criteria if one.id == criterion_id)
    situation = Situation(transcript, scorer.finder.find(transcript), scorer.policies)
    verdicts = tuple(verdict(one, situation) for one in scorer.criteria)
    card = judged(transcript, scorer)
    case = _Case(
        transcript,
        tuple(place(transcript, index, 0)[:3] for index in range(len(transcript.messages))),
        situation.hits,
        verdicts,
        card if isinstance(card, Scorecard) else scorer.score(transcript),
        anyof(conditions(criterion.when), situation).why if criterion.when is not None else "",
        "" if isinstance(card, Scorecard) else card.reason,
    )
    if redactor is not None:
        case = _clean(case, Redacted(redactor, transcript))
    return "\n".join(_lines(criterion, case, scorer)) + "\n"


def _clean(case: _Case, clean: Redacted) -> _Case:
    def cleaned(hits: Mapping[str, list[Hit]]) -> dict[str, list[Hit]]:
        return {cue: list(map(clean.hit, found)) for cue, found in hits.items()}

    return _Case(
        clean.transcript,
        tuple((clean.text(file), line, column) for file, line, column in case.places),
        Hits(cleaned(case.hits.found), cleaned(case.hits.cancelled)),
        tuple(map(clean.verdict, case.verdicts)),
        clean.card(case.card),
        clean.text(case.why),
        clean.text(case.left),
    )


def _lines(criterion: Criterion, case: _Case, scorer: Scorer) -> Iterator[str]:
    transcript = case.transcript
    decided = next(one for one in case.verdicts if one.criterion == criterion.id)
    yield f"{criterion.id} in {one_line(transcript.id)}: {decided.outcome}"
    if criterion.title:
        yield f"  {shown(criterion.title)}"
    yield f"  because {one_line(decided.reason)}"
    if case.left:
        yield f"  ! `csaudit score` skips this transcript: {one_line(case.left)}"
    if decided.applied:
        yield "\nIt applies because of"
        yield from map(_quoted, decided.applied)
    elif criterion.when is None:
        yield (
            "\nIt applies to every conversation."
            if criterion.unless is None
            else (
                "\nIt applies to every conversation but some, and this is none of those."
                if decided.outcome != "n/a"
                else ""
            )
        )
    elif decided.outcome != "n/a" and case.why:
        yield f"\nIt applies because {one_line(case.why)}."
    if decided.evidence:
        yield "\nThe verdict rests on"
        yield from map(_quoted, decided.evidence)
    if decided.nearest:
        yield "\nNearest"
        yield from map(_quoted, decided.nearest)
    cues = list(dict.fromkeys(rubric.used_cues(msgspec.to_builtins(criterion))))
    known = scorer.rubric.cues
    yield "\nIt listens for" if cues else "\nIt listens for nothing said."
    for cue in cues:
        about = f": {shown(known[cue].title)}" if known[cue].title else ""
        yield f"  {cue} ({known[cue].said_by or 'anyone'}){about}"
    if decided.looked:
        yield f"\nLooked at {len(decided.looked)} message{'s' * (len(decided.looked) != 1)}"
    for index in decided.looked:
        message = transcript.messages[index]
        name = f" {one_line(message.author)}" if message.author else ""
        yield f"  {index + 1} {message.role}{name} ({_at(*case.places[index])})"
        yield f"    {one_line(message.text)}"
        yield from _heard(index, cues, case, known)
    yield ""
    yield from _arithmetic(decided, case.verdicts, case.card)
    yield f"\nrubric {scorer.label}; transcript {one_line(transcript.id)} from {one_line(transcript.source)}"
    if criterion.advice and decided.outcome in ("fail", "unsure"):
        yield f"advice: {shown(criterion.advice)}"
    if criterion.source:
        yield f"source: {shown(criterion.source)}"


def _quoted(one: Evidence) -> str:
    doubt = "" if one.sure else " (doubtful)"
    where = _at(one.file or "", one.line, one.column)
    return f'  {one.cue}{doubt}: "{one_line(one.quote)}" in message {one.message + 1}, {one.role} ({where})'


def _at(file: str, line: int | None, column: int | None) -> str:
    return ":".join(str(part) for part in (one_line(file), line, column) if part)


def _heard(index: int, cues: Sequence[str], case: _Case, known: Mapping[str, Cue]) -> Iterator[str]:
    """The hits in one message: what counted, and what did not count, with the words that took it back."""
    text = case.transcript.messages[index].text
    phrases = {str(phrase) for one in known.values() for phrase in one.phrases if not phrase.made_by}
    for cue in cues:
        for hit in case.hits.found.get(cue, ()):
            if hit.message == index:
                words, sure = text[hit.start : hit.end], "counted" if hit.sure else "doubtful"
                yield f'      {sure} {cue}: "{one_line(words)}"{_by(hit, words, phrases)}'
        for part in _made_of(cue, known):
            for hit in case.hits.cancelled.get(part, ()):
                if hit.message == index:
                    yield f'      did not count as {cue}: {_taken_back(hit, text[hit.start : hit.end])}'


def _made_of(cue: str, known: Mapping[str, Cue]) -> Iterator[str]:
    """A cue, and the cues whose hits are its own."""
    yield cue
    for other in known[cue].any_of:
        yield from _made_of(other, known)


def _by(hit: Hit, words: str, phrases: Set[str]) -> str:
    """How it was found, where that says more than the words themselves."""
    note = f" ({one_line(hit.note).replace('_', ' ')})" if hit.note else ""
    if not hit.by or hit.by in plugins.names("cues"):
        return note or ", by its context"
    means = "by the phrase" if hit.by in phrases else "found as"
    return note + ("" if _same(hit.by, words) else f", {means} {clipped(hit.by)}")


def _taken_back(hit: Hit, words: str) -> str:
    exception = "" if _same(hit.cancelled, hit.because) else f": {clipped(hit.cancelled)}"
    return f'"{one_line(words)}", because of the exception "{one_line(hit.because)}"{exception}'


def _same(phrase: str, words: str) -> bool:
    return one_line(phrase).lower() == one_line(words).lower()


def clipped(phrase: str) -> str:
    """A phrase on one line, cut where it is long."""
    text = one_line(phrase)
    return text if len(text) <= MAX_PHRASE else text[:MAX_PHRASE] + " ..."


def _arithmetic(decided: Verdict, verdicts: Sequence[Verdict], card: Scorecard) -> Iterator[str]:
    """Each criterion that passed, failed or was unsure, with its weight; from these the score."""
    mine = counted(decided)
    share = ("counts as points earned" if mine[0] else "counts as points missed" if mine[1] else
             "is left out of the score, and lowers coverage" if mine[2] else "is left out of the score")  # fmt: skip
    yield f"Weight {decided.weight:g}, {decided.outcome}: {share}."

    def line(name: str, weight: Callable[[Verdict], float]) -> str:
        parts = [f"{one.criterion} {weight(one):g}" for one in verdicts if weight(one)]
        return f"  {name:7} {sum(map(weight, verdicts)):>5g}   {', '.join(parts)}".rstrip()

    yield line("earned", lambda one: counted(one)[0])
    yield line("missed", lambda one: counted(one)[1] - counted(one)[0])
    yield line("unsure", lambda one: counted(one)[2])
    if card.score is None:
        yield "Score: nothing could be decided, so there is none."
        return
    earned, decided_weight = (sum(counted(one)[side] for one in verdicts) for side in (0, 1))
    worth = 100 * earned / decided_weight
    capped = "" if abs(worth - card.score) < 0.1 else f", set to {card.score:g} by a critical fail"
    yield (f"Score: {earned:g} earned of {decided_weight:g} earned or missed = {worth:.1f}{capped}; "
           f"coverage {card.coverage:.0%}; {'passed' if card.passed else 'not passed'}")  # fmt: skip
