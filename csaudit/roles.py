"""Who said it: the vendor's fields first, then what the user stated, then a guess that is always reported."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Protocol, cast

from csaudit.errors import UsageError
from csaudit.model import Role

# Words that name a role by themselves, in the exports seen (formats.md 1.9) and in the CSV files people make.
_WORDS: dict[Role, str] = {
    "agent": "agent agents rep representative advisor adviser support operator csr staff admin employee helpdesk "
    "consultant specialist associate teammate expert moderator supervisor manager assistant_agent business "
    "outbound outgoing internal_user company team human_agent care service team_member customer_service customer_care "
    "customer_support customer_service_rep customer_service_representative customer_service_agent customer_success "
    "support_agent service_agent live_agent chat_agent support_team support_rep sales_rep sales_agent help_desk "
    "service_desk technical_support tech_support agente asesor atendente mitarbeiter berater conseiller medewerker",
    "customer": "customer client caller visitor user guest consumer member buyer shopper requester end_user "
    "end-user enduser contact lead inbound incoming external patient passenger subscriber cust customers cliente "
    "kunde kundin klant",
    "bot": "bot chatbot assistant ivr virtual_assistant virtual_agent ai ai_agent custom_bot automation "
    "auto_reply autoresponder answer_bot botuser ai_assistant support_bot automated_message",
    "system": "system event info notification developer tool function trigger log note_system",
}
WORDS = {word: role for role, words in _WORDS.items() for word in words.split()}
INTERNAL_WORDS = frozenset({"internal", "private", "note", "internal note", "private note", "whisper", "draft",
                            "comment (internal)"})  # fmt: skip
# What ends the name of a team or a program: "Acme Support", "Acme Bot".
_ENDS: dict[str, Role] = {
    "support": "agent", "care": "agent", "helpdesk": "agent", "service": "agent", "bot": "bot", "chatbot": "bot",
}  # fmt: skip


def from_word(word: str) -> Role | None:
    """The role that a word states, whatever its case: "Customer" and "END-USER" are customers; None for a name."""
    return WORDS.get(re.sub(r"[\s]+", "_", word.strip().lower()))


def is_internal(word: str) -> bool:
    """Whether a word marks what only colleagues see: "internal", "private note", "whisper"."""
    return word.strip().lower().replace("_", " ") in INTERNAL_WORDS


def role_and_name(speaker: str) -> tuple[Role | None, str]:
    """A role word taken off a speaker: "Agent Bob" and "Bob (agent)" are Bob, an agent; a bare word names itself.

    >>> role_and_name("Agent Bob")
    ('agent', 'Bob')
    >>> role_and_name("Customer Service Anna")
    ('agent', 'Anna')
    >>> role_and_name("Agent 7")
    ('agent', 'Agent 7')
    >>> role_and_name("Acme Bot")
    ('bot', 'Acme Bot')
    >>> role_and_name("Priya")
    (None, 'Priya')
    """
    return _role_and_name(speaker.strip()) if len(speaker) <= 200 else (None, speaker.strip())


@lru_cache(maxsize=4096)
def _role_and_name(speaker: str) -> tuple[Role | None, str]:
    if role := from_word(speaker):
        return role, speaker
    inside = re.fullmatch(r"([^()\[\]]{1,80}?)\s*[(\[]\s*([^()\[\]]{1,40}?)\s*[)\]]", speaker)
    if inside and (role := from_word(inside[2])):
        return role, inside[1]
    words = speaker.split(" ")
    if len(words) > 1 and (role := _ENDS.get(words[-1].lower())):
        return role, speaker
    for count in range(min(3, len(words) - 1), 0, -1):
        rest = " ".join(words[count:]).strip(" -")
        if (role := from_word(" ".join(words[:count]).rstrip(":-"))) and rest:
            return role, rest if rest[0].isalpha() else speaker
    return None, speaker


@cache
def _pattern(name: str) -> re.Pattern[str] | None:
    if len(name) < 2 or name[0] != "/" or name[-1] != "/":
        return None
    import re2

    quiet = re2.Options()
    quiet.log_errors, quiet.case_sensitive = False, False
    try:
        return cast("re.Pattern[str]", re2.compile(name[1:-1], quiet))
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise UsageError(f"{name}: not a regular expression: {reason}") from error


def matches(name: str | None, stated: Iterable[str]) -> bool:
    """Whether a name is one of those the user stated: whole and whatever its case, or a /regex/ found in it."""
    if not name or not stated:
        return False
    folded = name.strip().casefold()
    return any(
        pattern.search(name) is not None if (pattern := _pattern(one)) else one.strip().casefold() == folded
        for one in stated
    )


class Stated(Protocol):
    """Who is who, as the user said: names or /regex/ (readers.Options is one)."""

    @property
    def agents(self) -> tuple[str, ...]: ...
    @property
    def customers(self) -> tuple[str, ...]: ...
    @property
    def bots(self) -> tuple[str, ...]: ...


def stated(name: str | None, said: Stated) -> Role | None:
    """The role that the user gave to a name, or None. A bot's name wins over an agent's: bots post as agents."""
    if matches(name, said.bots):
        return "bot"
    if matches(name, said.agents):
        return "agent"
    return "customer" if matches(name, said.customers) else None


# What only the company's side writes when a conversation opens; looked for where nothing else tells who is who.
_OPENING = re.compile(
    r"how (?:can|may) (?:i|we) (?:help|assist)|thank(?:s| you) for (?:calling|contacting|reaching|getting in touch)"
    r"|you(?:'re|’re| are) (?:speaking|chatting|through) (?:with|to)|my name is \w+ (?:and i|from|with)",
    re.IGNORECASE,
)


def settle(turns: Sequence[tuple[str | None, Role | None, str]], said: Stated) -> tuple[list[Role], list[str]]:
    """A role for each (name, role in the source or None, text) of one conversation, and a warning for what was guessed.

    What the source knows to be the system's stays so; then comes what the user stated, then the source, there or
    elsewhere for the same name. Where agents are stated, whoever is left is a customer, and the other way round.
    Otherwise it is guessed: the side that is missing, the side that opens like a company, or, failing that, that the
    customer spoke first.
    """
    known = [role if role == "system" else stated(name, said) or role for name, role, _ in turns]
    elsewhere = {name: role for (name, _, _), role in zip(turns, known, strict=True)
                 if name and role and role != "system"}  # fmt: skip
    known = [role or elsewhere.get(name or "") for (name, _, _), role in zip(turns, known, strict=True)]
    if all(known):
        return [role for role in known if role], []
    left = dict.fromkeys(name for (name, _, _), role in zip(turns, known, strict=True) if role is None)
    guessed, sure = _guess(left, turns, known, said)
    final = [role or guessed[name] for (name, _, _), role in zip(turns, known, strict=True)]
    if sure:
        return final, []
    who = ", ".join(f"{name or 'nobody named'} as {role}" for name, role in list(guessed.items())[:5])
    return final, [f"roles: guessed {who}"]


def _guess(
    left: Iterable[str | None], turns: Sequence[tuple[str | None, Role | None, str]], known: Sequence[Role | None],
    said: Stated,
) -> tuple[dict[str | None, Role], bool]:  # fmt: skip
    """A role for each name that is left, and whether the user's words settle it."""
    if bool(said.agents) != bool(said.customers):
        return dict.fromkeys(left, "customer" if said.agents else "agent"), True
    if "agent" in known:
        return dict.fromkeys(left, "customer"), False
    if "customer" in known:
        return dict.fromkeys(left, "agent"), False
    opened = next((name for (name, _, text), role in zip(turns, known, strict=True)
                   if role is None and _OPENING.search(text[:2000])), ...)  # fmt: skip
    names = list(left)
    if opened is not ...:
        return {name: "agent" if name == opened else "customer" for name in names}, False
    return {name: "agent" if place else "customer" for place, name in enumerate(names)}, False
