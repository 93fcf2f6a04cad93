"""What is said without being asked for: the hits of other cues, but not in an answer to the other side's question.

    presses_on:
      said_by: customer
      unasked: {of: [pushes_back]}
      any_of: [chases]

"I already did that" is a reproach after an instruction, and a plain answer after "Have you tried a restart?". Likewise
"it still flickers" after "what do you see now?". A question is known by its mark.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """of: the cues whose hits count."""

    of: tuple[str, ...]


def needs(options: Options) -> tuple[str, ...]:
    """The cues it looks at."""
    return options.of


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterator[Hit]:
    """The hits of those cues in messages that answer no question."""
    wanted = {hit.message for cue in options.of for hit in hits.get(cue, ())}
    answers = set(_answers(transcript, role)) if wanted else set()
    for cue in options.of:
        yield from (hit for hit in hits.get(cue, ()) if hit.message not in answers)


def _answers(transcript: Transcript, role: Role) -> Iterator[int]:
    """The messages of `role` since the other side last spoke and asked something."""
    asked = False
    for index, message in enumerate(transcript.messages):
        if message.visibility != "public" or not message.text:
            continue
        if message.role == role:
            if asked:
                yield index
        elif message.role in ("agent", "customer", "bot"):
            asked = "?" in message.text
