"""Asked again: the agent wants what the customer has already given: a number, an e-mail, a name, a postcode, a phone.

    asks_again:
      said_by: agent
      asked_again: {asks: asks_identifier}       # the cue that finds the question

A detail is given where the customer names it with a value ("my order number is 4471902"), writes what can be nothing
else (an e-mail address), or answers the same agent's question for it with something of its shape. It is fair to ask
again where something is wrong with what came, where it is read back, or where another one is wanted; doubtful where the
channel changes, security asks for it, or it may be the one of somebody else. Another agent who asks anew is not the
same agent.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, agent_name
from csaudit.patterns import fold, sentence, spaced

_MAX_CHARS = 4_000  # of a message that are read; who gives or wants a detail does not bury it deeper
_NUMBER = r"(?:number|no\.?|id|ref(?:erence)?|code)"
_CODE = r"\b[a-z]{0,6}[-_]?\d[\w-]{3,23}\b"
_PLACE = r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|way|court|place|square)"
_ME = r"(?:it'?s|i am|i'm|my name is|name is|this is|name:?|sure,?|yes,?)"
# What is asked for; the shape of an answer; the word by which exports hide it: [EMAIL], #PHONE#, NAME-M.
_DETAILS: dict[str, tuple[str, str, str]] = {
    "order number": (rf"(?:order|purchase) {_NUMBER}", _CODE, "order"),
    "booking reference": (
        rf"(?:booking|reservation) {_NUMBER}|pnr|record locator",
        rf"\b(?=[a-z]*\d)[a-z0-9]{{6}}\b|(?-i:\b[A-Z]{{6}}\b)|{_CODE}",
        "booking",
    ),
    "account number": (rf"(?:account|customer|policy|membership) {_NUMBER}", _CODE, "account"),
    "tracking number": (rf"tracking {_NUMBER}", _CODE, "tracking"),
    "case number": (rf"(?:case|ticket|complaint) {_NUMBER}", _CODE, "case"),
    "e-mail": (r"e-?mail(?: address| id)?", r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,30}", "e-?mail"),
    "postcode": (
        r"post ?code|zip(?: code)?",
        r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b|\b\d{5}(?:-\d{4})?\b|\b\d{6}\b",
        "(?:postcode|zip)",
    ),
    "phone number": (
        r"(?:phone|telephone|mobile|contact|cell)(?: phone)?(?: number| no\.?)?",
        r"\+?\d[\d ()-]{7,18}\d",
        "phone",
    ),
    "date of birth": (
        r"date of birth|dob",
        r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}(?:st|nd|rd|th)? \w{3,9} \d{4}\b",
        "(?:dob|date)",
    ),
    "address": (
        r"(?:home |delivery |shipping |billing |postal )?address",
        rf"\b\d{{1,5}}[a-z]?,? \w[\w .'-]{{2,30}} {_PLACE}\b",
        "address",
    ),
    "name": (
        r"(?:full |first |last |sur)?name",
        rf"^\W{{0,3}}(?:{_ME}\s){{0,2}}(?-i:[A-Z][\w'-]{{1,20}}(?: [A-Z][\w'.-]{{0,20}}){{0,3}})\W{{0,3}}$",
        "(?:person_?)?name",
    ),
}


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """How a detail is asked for, its shape, and how it is stated; compiled when it is needed, for it seldom is."""
    noun, shape, hidden = _DETAILS[name]
    shaped = rf"{shape}|[#\[<{{(]{hidden}[\w -]{{0,20}}[#\]>}})]"
    stated = rf"\b(?:{noun})\s?(?:is|was|are|number)?[\s:#=-]{{1,4}}({shape})"
    if name == "name":
        stated = r"\bmy (?:full )?name(?:'s| is|:) ((?-i:[A-Z])[\w'-]{1,20})"
    return (
        re.compile(spaced(rf"\b(?:{noun})\b"), re.IGNORECASE),
        re.compile(shaped, re.IGNORECASE | re.MULTILINE),
        re.compile(stated if name == "name" else spaced(stated), re.IGNORECASE),
    )


_UNMISTAKABLE = ("e-mail",)
# Capitalised words that answer a question for a name without giving one.
_NO_NAME = re.compile(
    r"^\W*(?:yes|yeah|no|nope|sure|ok|okay|thanks|thank|hello|hi|hey|which|what|why|who|sorry|please|wait|great|right)\b",
    re.IGNORECASE,
)
_OTHER_NAME = re.compile(
    r"\b(?:user|file|store|shop|branch|item|product|game|company|brand|book|model|domain)[ -]?name", re.IGNORECASE
)
# Fair: something was wrong with what came, or another one is wanted.
_FAIR = re.compile(
    r"\b(?:wrong|incorrect|invalid|no match|another|different|other|alternat\w+|new|missing|typo|complete|full"
    r"|\w{2,5}n't (?:match|valid)|not (?:match\w*|valid)|no (?:result|account|order|record)s?"
    r"|nothing (?:comes|came|shows)|(?:can ?not|unable to|able to|did not|not|\w{2,5}n't) (?:\w+ ){0,2}"
    r"(?:find|locate|see|read|open|catch|hear|get|pull|found|recogni[sz]ed?|showing))\b",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(
    r"\b(?:dm|pm|direct message|private message|security|secure|verif\w+|confirm\w*|data protection|gdpr|privacy"
    r"|double[- ]check|spell|correct|on|of|for|from|linked|associated|registered|used|old|previous|recipient|sender)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?:\^|[-–—/*]\s?)([A-Za-z]{2,15})\s*$")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """asks: the agent's cue that finds a question for a detail."""

    asks: str


def needs(options: Options) -> tuple[str, ...]:
    """The cue it looks at."""
    return (options.asks,)


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Each question for a detail that was already given, with the message that gave it."""
    asked: dict[int, list[Hit]] = {}
    for hit in hits.get(options.asks, ()):
        asked.setdefault(hit.message, []).append(hit)
    if not asked:
        return
    given: dict[str, tuple[int, str, str]] = {}  # detail: the message that gave it, its value, the agent asked before
    wanted: set[str] = set()
    speaker = ""
    for index, message in enumerate(transcript.messages[: max(asked) + 1]):
        if message.visibility != "public" or not message.text:
            continue
        text = fold(message.text[:_MAX_CHARS])
        if message.role == "customer":
            for name, value in _given(text, wanted):
                given.setdefault(name, (index, value, speaker))
        elif message.role == role:
            speaker = _speaker(transcript, index)
            for hit in asked.get(index, ()):
                question = text[hit.start : sentence(text, hit.start, hit.end)[1]]
                names = _asked(question)
                wanted.update(names)
                for name in names:
                    first, value, to = given.get(name, (-1, "", ""))
                    if first < 0 or to not in ("", speaker) or value.lower() in text.lower() or _FAIR.search(text):
                        continue
                    note = f"the {name} was given in message {first + 1}"
                    yield Hit(index, hit.start, hit.end, not _DOUBTFUL.search(question), "asked_again", note)
                    break


def _asked(question: str) -> list[str]:
    """The details that a question names; an e-mail address is no street address, a user name no name."""
    names = [name for name in _DETAILS if _patterns(name)[0].search(question)]
    if "e-mail" in names and "address" in names:
        names.remove("address")
    if "name" in names and _OTHER_NAME.search(question):
        names.remove("name")
    return names


def _given(text: str, wanted: set[str]) -> Iterable[tuple[str, str]]:
    """Details that the customer gives here, with their value."""
    for name in _DETAILS:
        _, shape, stating = _patterns(name)
        if stated := stating.search(text):
            yield name, stated[1]
        elif name in wanted or name in _UNMISTAKABLE:
            shaped = shape.search(text)
            if shaped and not (name == "name" and _NO_NAME.search(shaped[0])):
                yield name, shaped[0].strip()


def _speaker(transcript: Transcript, index: int) -> str:
    """Who writes: the signature (^JR, - Alisha) where there is one, else the name in the data."""
    signed = _SIGNED.search(transcript.messages[index].text[-40:])
    return signed[1].lower() if signed else agent_name(transcript, index)
