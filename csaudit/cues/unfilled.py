"""Placeholders that were sent unfilled: "Hi {{first_name}},", "Dear null", "Hi ,", "[object Object]".

    unfilled:
      said_by: agent
      unfilled: {}

Code, addresses and quoted tokens are left alone. A message that talks about placeholders is doubtful, and so is a name
that no reply would hold (see csaudit.placeholders.sent).
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, said_by
from csaudit.placeholders.sent import unfilled


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """None."""


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Every placeholder that `role` sent unfilled."""
    for index in said_by(transcript, role):
        for one in unfilled(transcript.messages[index].text):
            yield Hit(index, one.start, one.end, one.sure, by="unfilled", note=one.why)
