"""A word typed twice ("the the"), or spaces where none belong ("your  order ,").

    doubled_words:
      said_by: agent
      doubled: {of: words}              # or: spaces

Patterns without back-references cannot say "the same word again". Words that English doubles on purpose ("had had",
"bye bye") are none. Two spaces behind the end of a sentence are a typist's habit, and no slip.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, said_by

_ON_PURPOSE = frozenset(
    word
    for words in (
        "had that bye so very really no yes knock please many much far long night hey ha haha ok now there well hear",
        "chop tut again day step blah is do x walla",
    )
    for word in words.split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPACES = re.compile(r"(?<=[^\s.!?:|;])[ ]{2,}(?=[^\s|,;.])|(?<=[\w”\"’)\]])[ ]+[,;.](?=\s|$)")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """of: words or spaces."""

    of: Literal["words", "spaces"]


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Every slip of that sort."""
    for index in said_by(transcript, role):
        for start, end in (_words if options.of == "words" else _spaces)(transcript.messages[index].text):
            yield Hit(index, start, end, by=f"doubled {options.of}")


def _words(text: str) -> Iterator[tuple[int, int]]:
    before: re.Match[str] | None = None
    for word in _WORD.finditer(text):
        if before is not None and word[0].lower() == before[0].lower() and word[0].lower() not in _ON_PURPOSE:
            gap = text[before.end() : word.start()]
            # "New York, York": a comma stands between; "Boutros Boutros": names are written so.
            if gap.isspace() and "\n\n" not in gap and not (word[0][:1].isupper() and before[0][:1].isupper()):
                yield before.start(), word.end()
                before = None
                continue
        before = word


def _spaces(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _SPACES.finditer(text))
