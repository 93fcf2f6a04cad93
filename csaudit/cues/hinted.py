"""What is only hinted at counts where the conversation bears it out.

    problem_goes_on:
      said_by: customer
      hinted: {by: problem_hint, after: [problem_named], words: 12}

"But I have to be there by nine" says little by itself; after "my train was cancelled" it is more of the complaint, and
as an opening that the agent answers with "I'm so sorry" it is one too. A hit is the sentence with the hinting words, for
they are often one word ("your"), never sure, with the reason in its note.

`after` counts for messages that nobody asked for: a customer who answers a question gives details, and the words for a
detail ("no, not yet") are the words of a complaint.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, said_by
from csaudit.patterns import sentence

_LONGEST = 200  # characters of a sentence that is shown; of a longer one the hinting words alone
_WORD = re.compile(r"[^\W_]\S*")  # not an emoji or a dash standing alone


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """by: the cue that hints. It counts in a message

    beside: that holds one of these cues too,
    after: where an earlier message of the role holds one, unless the message answers a question,
    answered: of the role's opening, where the first answer to it holds one.
    words: in messages of so many words or more."""

    by: str
    beside: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    words: int = 1


def needs(options: Options) -> tuple[str, ...]:
    """The hinting cue and those that bear it out."""
    return (options.by, *options.beside, *options.after, *options.answered)


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterator[Hit]:
    """The hints of `by` that the conversation bears out."""
    if options.by not in hits:
        return
    beside = _messages(hits, options.beside)
    since = min(_messages(hits, options.after), default=len(transcript.messages))
    opening = _opening(transcript, role)
    taken_so = opening.stop in _messages(hits, options.answered)
    why: dict[int, str] = {}
    for index in _messages(hits, (options.by,)):
        if options.words > 1 and len(_WORD.findall(transcript.messages[index].text)) < options.words:
            continue
        if index in beside:
            why[index] = "beside plainer words"
        elif since < index and not _asked(transcript, index):
            why[index] = "goes on from before"
        elif taken_so and index in opening:
            why[index] = "the answer takes it so"
    done: tuple[int, int] = (-1, 0)
    for hit in hits.get(options.by, ()):
        if hit.message in why and (hit.message, hit.start) >= done:
            text = transcript.messages[hit.message].text
            start, end = sentence(text, hit.start, hit.end)
            start += len(text[start:end]) - len(text[start:end].lstrip())
            if end - start > _LONGEST:
                start, end = hit.start, hit.end
            yield Hit(hit.message, start, end, sure=False, by=hit.by, note=why[hit.message])
            done = (hit.message, end)


def _messages(hits: Mapping[str, Sequence[Hit]], cues: Sequence[str]) -> set[int]:
    return {hit.message for cue in cues for hit in hits.get(cue, ())}


def _opening(transcript: Transcript, role: Role) -> range:
    """From the role's first message up to the other side's first answer; the range's stop is the answer's index."""
    other: Role = "customer" if role == "agent" else "agent"
    end = len(transcript.messages)
    first = min(said_by(transcript, role), default=end)
    return range(first, min((index for index in said_by(transcript, other) if index > first), default=end))


def _asked(transcript: Transcript, message: int) -> bool:
    """Whether the message answers a question: the last public one before it is the other side's and asks."""
    for index in range(message - 1, -1, -1):
        before = transcript.messages[index]
        if before.visibility == "public" and before.text:
            return before.role != transcript.messages[message].role and "?" in before.text
    return False
