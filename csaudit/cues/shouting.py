"""Shouting: a clause in capitals. Acronyms, product names, headings of codes and a single emphasised word are none.

    anger:
      said_by: agent
      shouting: {}

A run counts from `words` words in capitals on, when it is a clause: some of them are the small words that sentences are
made of (YOU, NOT, IS, THE ...), which no acronym or product name is. It is doubtful where it opens like a notice
("PLEASE DO NOT REPLY"), and none where the speaker knows no small letters at all: a transcript typed in capitals.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, said_by
from csaudit.patterns import fold

# Capital words with what may stand between them; a word is at most 30 letters, so that a run stays linear.
_RUN = re.compile(r"(?<![\w@#])[A-Z][A-Z']{0,30}(?:[,:;\s\"-]{1,3}[A-Z][A-Z']{0,30}(?![\w]))+[!?.]*")
_CAPITAL = re.compile(r"[A-Z][A-Z']*")
_SMALL = frozenset(
    re.findall(
        r"\S+",
        """A AM AN AND ARE AREN'T BE BUT CAN CAN'T CANNOT CANT DID DO DOES DON'T DONT FOR GET HAVE HE HER HIM HIS HOW I
        I'M I'LL I'VE IF IM IN IS ISN'T IT IT'S IVE JUST ME MY NEVER NO NOT NOW OF OR OUR SHE SO STOP THAT THE THEIR
        THEM THEN THEY THIS TO U UR US WANT WAS WE WERE WHAT WHEN WHERE WHO WHY WILL WITH WON'T WONT WOULD YOU YOU'RE
        YOUR YOURE""",
    )
)
_NOTICE = ("PLEASE", "NOTE", "IMPORTANT", "WARNING", "DO", "NB", "READ", "ATTENTION", "URGENT", "REMEMBER", "NEVER")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """words: how many words in capitals, one after the other, make a clause."""

    words: int = 3


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Each clause in capitals, of a speaker who also writes small letters somewhere."""
    spoken = said_by(transcript, role)
    whole = "".join(transcript.messages[index].text for index in spoken)
    if len(spoken) > 1 and whole == whole.upper():
        return
    for index in spoken:
        for run in _RUN.finditer(fold(transcript.messages[index].text)):
            words = _CAPITAL.findall(run[0])
            small = sum(word in _SMALL for word in words)
            if len(words) >= options.words and small >= 2 and sum(map(len, words)) >= 4 * options.words - 2:
                yield Hit(index, run.start(), run.end(), words[0] not in _NOTICE, "shouting", "a clause in capitals")
