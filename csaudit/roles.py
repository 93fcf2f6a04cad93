"""Who said it: the vendor's fields first, then what the user stated, then a guess that is always reported."""

import re
from collections.abc import Iterable
from functools import cache

from csaudit.errors import UsageError
from csaudit.model import Role

# Words that name a role by themselves, in the exports seen (formats.md 1.9) and in the CSV files people make.
WORDS: dict[str, Role] = {
    word: role
    for role, words in {
        "agent": "agent agents rep representative advisor adviser support operator csr staff admin employee helpdesk "
        "consultant specialist associate teammate expert moderator supervisor manager assistant_agent business "
        "outbound outgoing internal_user company team human_agent care service team_member",
        "customer": "customer client caller visitor user guest consumer member buyer shopper requester end_user "
        "end-user enduser contact lead inbound incoming external patient passenger subscriber cust customers",
        "bot": "bot chatbot assistant ivr virtual_assistant virtual_agent ai ai_agent custom_bot automation "
        "auto_reply autoresponder answer_bot botuser",
        "system": "system event info notification developer tool function trigger log note_system",
    }.items()
    for word in words.split()
}  # type: ignore[misc]
INTERNAL_WORDS = frozenset({"internal", "private", "note", "internal note", "whisper", "draft", "comment (internal)"})


def from_word(word: str) -> Role | None:
    """The role that a word states, whatever its case: "Customer" and "END-USER" are customers; None for a name."""
    return WORDS.get(re.sub(r"[\s]+", "_", word.strip().lower()))


def role_and_name(speaker: str) -> tuple[Role | None, str]:
    """A role word taken off a speaker: "Agent Bob" and "Bob (agent)" are Bob, an agent; a bare word names itself.

    >>> role_and_name("Agent Bob")
    ('agent', 'Bob')
    >>> role_and_name("Priya")
    (None, 'Priya')
    """
    speaker = speaker.strip()
    if role := from_word(speaker):
        return role, speaker
    inside = re.fullmatch(r"([^()\[\]]{1,80}?)\s*[(\[]\s*([^()\[\]]{1,40}?)\s*[)\]]", speaker)
    if inside and (role := from_word(inside[2])):
        return role, inside[1]
    first, _, rest = speaker.partition(" ")
    if rest and (role := from_word(first.rstrip(":-"))) and rest[:1].isalpha():
        return role, rest.strip(" -")
    return None, speaker


@cache
def _pattern(name: str) -> re.Pattern[str] | None:
    if len(name) < 2 or name[0] != "/" or name[-1] != "/":
        return None
    import re2

    try:
        re2.compile(name[1:-1])
    except re2.error as error:
        raise UsageError(f"{name}: not a regular expression: {error}") from error
    return re2.compile("(?i)" + name[1:-1])  # type: ignore[no-any-return]


def matches(name: str | None, stated: Iterable[str]) -> bool:
    """Whether a name is one of those the user stated: whole and whatever its case, or a /regex/ found in it."""
    if not name:
        return False
    folded = name.strip().casefold()
    return any(
        pattern.search(name) is not None if (pattern := _pattern(one)) else one.strip().casefold() == folded
        for one in stated
    )
