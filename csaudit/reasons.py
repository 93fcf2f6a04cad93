"""A verdict in words: what was found and where, what is missing and where it was looked for, what came nearest.

Messages count from 1 here, as people count; indexes in evidence count from 0.
"""

from collections.abc import Sequence

from csaudit.conditions import Match, Named, Situation, listed
from csaudit.hits import Hits


def found(match: Match, situation: Situation) -> str:
    """What a condition rests on, in words."""
    if not match.hits:
        return match.why or "it holds"
    parts = []
    for cue, hit in match.hits[:2]:
        quote = situation.transcript.messages[hit.message].text[hit.start : hit.end]
        note = f" ({hit.note.replace('_', ' ')})" if hit.note and hit.note != cue else ""
        parts.append(f"{cue.replace('_', ' ')} in message {hit.message + 1}: {short(quote)}{note}")
    more = len(match.hits) - 2
    return "; ".join(parts) + (f"; and {more} more" if more > 0 else "")


def short(quote: str) -> str:
    """A quote as reasons show it: on one line, cut to 80 characters."""
    quote = " ".join(quote.split())
    return f'"{quote}"' if len(quote) <= 80 else f'"{quote[:77]}..."'


def missing(match: Match, situation: Situation) -> str:
    """What is not there, and where it was looked for."""
    if not match.cues:
        return match.why or "it does not hold"
    names = listed(match.cues)
    if not match.looked:
        return f"no {names}: the {match.role or 'other side'} wrote nothing there"
    if match.few:
        return f"{names} in only {match.few} of {len(match.looked)} messages"
    return f"no {names} {searched(match.looked)}" + (f"; {match.why}" if match.why else "")


def searched(looked: Sequence[int]) -> str:
    """Where something was looked for."""
    if len(looked) == 1:
        return f"in message {looked[0] + 1}"
    return f"in {len(looked)} messages ({looked[0] + 1} to {looked[-1] + 1})"


def nearest(match: Match, situation: Situation) -> tuple[Named, ...]:
    """What came closest to something absent: hits that an `except` took back, then hits outside the search."""
    hits: Hits = situation.hits
    if hits.found.keys().isdisjoint(match.cues) and hits.cancelled.keys().isdisjoint(match.cues):
        return ()
    looked = frozenset(match.looked)
    taken = [(cue, hit) for cue in match.cues for hit in hits.cancelled.get(cue, ()) if hit.message in looked]
    outside = [(cue, hit) for cue in match.cues for hit in hits.found.get(cue, ()) if hit.message not in looked]
    return tuple((taken + outside)[:3])


def near(nearest: Sequence[Named], situation: Situation) -> str:
    """The nearest thing in words: `; nearest: "sorry" in message 4, which does not count in "sorry you feel so"`."""
    if not nearest:
        return ""
    _, hit = nearest[0]
    quote = situation.transcript.messages[hit.message].text[hit.start : hit.end]
    why = ""
    if hit.cancelled:
        why = ", which does not count" + (f" in {short(hit.because)}" if hit.because != quote else " there")
    return f"; nearest: {short(quote)} in message {hit.message + 1}{why}"
