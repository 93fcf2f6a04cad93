"""What an agent says of its own accord: the hits of other cues that are no question, no echo and no asked-for answer.

    blame:
      said_by: agent
      unprompted: {of: [blames_customer, culprit], excused: [culprit], asked: asks_why, softened: says_sorry}

A hit is dropped where its sentence ends with a question mark, where all its content words stand in what the other side
said before ("so the driver left it in the rain"), and, for the cues named under `excused`, where the other side has
just asked for the cause (`asked`): whoever answers "why?" has to name it. Those are doubtful where their message also
holds the cue `softened`: "our driver forgot it, I'm so sorry" owns up as much as it accuses.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from csaudit.model import Hit, Role, Transcript
from csaudit.patterns import fold, sentence

_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
_SHARED = 2  # content words in common below which an echo could be chance
_NEAR = 400  # characters after a hit in which its sentence may end
_ENDING = re.compile(r"(?:ing|ed|es|en|s|t)$")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """of: the cues whose hits count. excused: those that may answer `asked`, a cue of the other side, and that are
    doubtful in a message that holds `softened`."""

    of: tuple[str, ...]
    excused: tuple[str, ...] = ()
    asked: str = ""
    softened: str = ""


def needs(options: Options) -> tuple[str, ...]:
    """The cues it looks at."""
    return (*options.of, *(name for name in (options.asked, options.softened) if name))


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """The hits that the speaker came up with."""
    asked = {hit.message for hit in hits.get(options.asked, ())}
    soft = {hit.message for hit in hits.get(options.softened, ())}
    heard: dict[str, int] | None = None
    for name in options.of:
        for hit in hits.get(name, ()):
            if transcript.messages[hit.message].role != role:
                continue
            if name in options.excused and asked and asked.intersection(_turn_before(transcript, hit.message, role)):
                continue
            heard = _heard(transcript, role) if heard is None else heard
            if not _is_question(transcript, hit) and not _is_echo(transcript, hit, heard):
                sure = hit.sure and not (name in options.excused and hit.message in soft)
                yield msgspec.structs.replace(hit, sure=sure, note=hit.note or name)


def _turn_before(transcript: Transcript, index: int, role: str) -> Iterator[int]:
    """What the other side said since the speaker's last turn, going back from `index`."""
    heard = False
    for before in range(index - 1, -1, -1):
        message = transcript.messages[before]
        if message.visibility != "public":
            continue
        if message.role == role:
            if heard:
                return
        else:
            heard = True
            yield before


def _is_question(transcript: Transcript, hit: Hit) -> bool:
    """Whether the sentence ends with a question mark; looked for near the hit only."""
    near = transcript.messages[hit.message].text[hit.start : hit.end + _NEAR]
    _, end = sentence(near, 0, hit.end - hit.start)
    return near[:end].rstrip().endswith("?")


def _is_echo(transcript: Transcript, hit: Hit, heard: Mapping[str, int]) -> bool:
    """Whether the other side has said all its content words before."""
    mine = _stems(transcript.messages[hit.message].text[hit.start : hit.end])
    return len(mine) >= _SHARED and all(heard.get(stem, hit.message) < hit.message for stem in mine)


def _heard(transcript: Transcript, role: str) -> dict[str, int]:
    """The first message of the other side that holds each stem: read once, however many hits there are."""
    first: dict[str, int] = {}
    for index, message in enumerate(transcript.messages):
        if message.role != role and message.visibility == "public":
            for stem in _stems(message.text):
                first.setdefault(stem, index)
    return first


def _stems(text: str) -> set[str]:
    """Words of four letters and more without their endings: "parcels", "failed" and "fails" meet."""
    return {_ENDING.sub("", word)[:6] for word in _WORD.findall(fold(text).lower())}
