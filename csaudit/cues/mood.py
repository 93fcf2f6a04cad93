"""Whether a mood has turned to the better after trouble, by TextBlob's word polarities.

    mood_turned:
      said_by: customer
      mood: {after: [upset], unless: [upset], at_least: 0.3}

TextBlob is imported, and asked, only about messages that come after a hit of `after`: elsewhere its answer can change
nothing. Measured on shared/gold: as a sign of upset it makes `upset` worse at every threshold (kappa alone 0.24), so it
is no part of it. After upset, though, it tells conversations apart where no word of thanks does: rated 2.97 of 5 where
the mood turned and 2.43 where it did not (15 and 57 conversations without thanks; with thanks 3.67 and 3.02).

A hit is the word that weighs most, never sure. A negated word weighs as TextBlob has it, once "don't" is "do not".
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, said_by
from csaudit.patterns import fold

MAX_CHARS = 2_000  # of one message that are asked about
_NO_WORDS = re.compile(r"https?://\S+|@\w+")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """after: only messages later than the first with one of these. unless: not messages with one of these. at_least:
    the polarity that a message needs, from -1 to 1."""

    after: tuple[str, ...]
    unless: tuple[str, ...] = ()
    at_least: float = 0.3


def needs(options: Options) -> tuple[str, ...]:
    """The cues of the trouble."""
    return (*options.after, *options.unless)


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterator[Hit]:
    """The weightiest word of each message in a good mood after the trouble."""
    since = min((hit.message for cue in options.after for hit in hits.get(cue, ())), default=None)
    if since is None:
        return
    troubled = {hit.message for cue in options.unless for hit in hits.get(cue, ())}
    for index in said_by(transcript, role):
        if index > since and index not in troubled:
            yield from _good(index, transcript.messages[index].text[:MAX_CHARS], options.at_least)


def _good(index: int, text: str, at_least: float) -> Iterator[Hit]:
    from textblob import TextBlob

    plain = re.sub(r"n't\b", " not", _NO_WORDS.sub(" ", fold(text)), flags=re.IGNORECASE)
    mood = TextBlob(plain).sentiment_assessments
    if mood.polarity < at_least or not mood.assessments:
        return
    words = max(mood.assessments, key=lambda assessed: assessed[1])[0]
    place = re.search(rf"\b{re.escape(words[-1])}", text, re.IGNORECASE)
    start, end = place.span() if place else (0, len(text))
    yield Hit(index, start, end, sure=False, by="mood", note=f"mood {mood.polarity:+.1f}, by {' '.join(words)}")
