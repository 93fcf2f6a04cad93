"""Asked again: the agent wants what the customer has already given: a number, an e-mail, a name, a postcode, a phone.

    asks_again:
      said_by: agent
      asked_again: {asks: asks_identifier}       # the cue that finds the question

A detail is given where the customer names it with a value ("my order number is 4471902"), writes what can be nothing
else (an e-mail address), or answers the same agent's question for it with something of its shape. It is fair to ask
again where something is wrong with what came, where it is read back, or where another one is wanted; doubtful where the
channel changes or security asks for it. Another agent who asks anew is not the same agent.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, agent_name
from csaudit.patterns import fold, sentence

# What is asked for, and the shape of an answer. Exports hide details behind words such as [EMAIL], #PHONE#, NAME-M.
_CODE = r"\b(?=[\w-]{4,24}\b)[a-z]{0,6}[-_]?\d[\w-]{3,23}\b|[#\[<{(](?:order|booking|number|ref\w*|id|account)[\w -]{0,20}[#\]>})]"
_DETAILS: dict[str, tuple[str, str]] = {
    "order number": (r"(?:order|purchase) (?:number|no\.?|id|ref(?:erence)?|code)", _CODE),
    "booking reference": (r"(?:booking|reservation) (?:number|no\.?|id|ref(?:erence)?|code)|pnr|record locator", r"\b(?=\w*[a-z])[a-z0-9]{6}\b|" + _CODE),
    "account number": (r"(?:account|customer|policy|membership) (?:number|no\.?|id|ref(?:erence)?)", _CODE),
    "tracking number": (r"tracking (?:number|no\.?|id|ref(?:erence)?|code)", _CODE),
    "case number": (r"(?:case|ticket|complaint) (?:number|no\.?|id|ref(?:erence)?)", _CODE),
    "e-mail": (r"e-?mail(?: address| id)?", r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,30}|[#\[<{(]e-?mail[\w -]{0,20}[#\]>})]"),
    "postcode": (r"post ?code|zip(?: code)?", r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b|\b\d{5}(?:-\d{4})?\b|\b\d{6}\b"),
    "phone number": (r"(?:phone|telephone|mobile|contact|cell)(?: phone)?(?: number| no\.?)?", r"\+?\d[\d ()-]{7,18}\d|[#\[<{(]?phone[ _-]?number[#\]>})]?"),
    "date of birth": (r"date of birth|dob", r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}(?:st|nd|rd|th)? \w{3,9} \d{4}\b"),
    "address": (r"(?:home |delivery |shipping |billing |postal )?address", r"\b\d{1,5}[a-z]?,? \w[\w .'-]{2,30}(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|way|court|place|square)\b"),
    "name": (r"(?:full |first |last |sur)?name", r"^\W*(?:(?:it'?s|i am|i'm|my name is|name is|this is|name:?|sure,?|yes,?)\s){0,2}(?-i:[A-Z][\w'-]{1,20}(?: [A-Z][\w'.-]{0,20}){0,3})\W*$|[#\[<{(]\w{0,10}_?name[#\]>})]|\bname-[mf]\b"),
}  # fmt: skip
_ASKED = {name: re.compile(rf"\b(?:{noun})\b(?! (?:of|on|for) (?:the|your) (?:friend|other|sender|recipient))", re.IGNORECASE)
          for name, (noun, _) in _DETAILS.items()}  # fmt: skip
_SHAPE = {name: re.compile(shape, re.IGNORECASE | re.MULTILINE) for name, (_, shape) in _DETAILS.items()}
_STATED = {
    name: re.compile(rf"\b(?:{noun})\s*(?:is|was|are|:|-|=|#|number)?[\s:#=-]{{1,4}}(?:{shape.replace('^', '')})", re.IGNORECASE)
    for name, (noun, shape) in _DETAILS.items() if name != "name"
}  # fmt: skip
_STATED["name"] = re.compile(r"\bmy (?:full )?name(?:'s| is|:) (?-i:[A-Z])[\w'-]{1,20}", re.IGNORECASE)
_UNMISTAKABLE = ("e-mail",)
# Fair: something was wrong with what came, it is read back, or another one is wanted.
_FAIR = re.compile(
    r"\b(?:wrong|incorrect|invalid|not valid|isn't valid|doesn't match|does not match|don't match|not match\w*|no match"
    r"|(?:can't|cannot|can not|couldn't|unable to|not able to|did not|didn't|don't|isn't|not) (?:\w+ ){0,2}(?:find|locate"
    r"|see|read|open|catch|hear|get|pull|found|recogni[sz]ed?|go through|showing)|other|another|different|alternat\w+|new"
    r"|missing (?:a )?digits?|typo|complete|full|no (?:result|account|order|record)s?|nothing (?:comes|came|shows))\b",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(r"\b(?:dm|pm|direct message|private message|security|secure|verif\w+|confirm\w*|data protection|gdpr"
                       r"|privacy|double[- ]check|spell|correct)\b", re.IGNORECASE)  # fmt: skip
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
    given: dict[str, tuple[int, str, str]] = {}  # detail: the message that gave it, its value, to whom
    wanted: set[str] = set()
    answering = ""
    for index, message in enumerate(transcript.messages):
        if message.visibility != "public" or not message.text:
            continue
        text = fold(message.text)
        if message.role == "customer":
            for name, value in _given(text, wanted):
                given.setdefault(name, (index, value, answering))
            continue
        if message.role != role:
            continue
        speaker = _speaker(transcript, index)
        for hit in asked.get(index, ()):
            start, end = sentence(text, hit.start, hit.end)
            for name in _asked(text[hit.start : end]):
                wanted.add(name)
                if name not in given:
                    continue
                first, value, to = given[name]
                if (to and to != speaker) or value.lower() in text.lower() or _FAIR.search(text):
                    continue
                sure = not _DOUBTFUL.search(text[start:end]) and not _is_other(text[start:end])
                yield Hit(index, hit.start, hit.end, sure, "asked_again", f"the {name} was given in message {first + 1}")
                break
        answering = speaker


def _asked(text: str) -> list[str]:
    """The details that a question names; "email address" is no street address."""
    names = [name for name, noun in _ASKED.items() if noun.search(text)]
    if "e-mail" in names and "address" in names:
        names.remove("address")
    if "name" in names and re.search(r"\b(?:user|file|store|shop|branch|item|product|game|company|brand|book|model)[ -]?name", text, re.IGNORECASE):
        names.remove("name")
    return names


def _given(text: str, wanted: set[str]) -> Iterable[tuple[str, str]]:
    """Details that the customer gives here, with their value."""
    for name, shape in _SHAPE.items():
        if stated := _STATED[name].search(text):
            yield name, _value(name, stated[0])
        elif (name in wanted or name in _UNMISTAKABLE) and (shaped := shape.search(text)):
            yield name, shaped[0].strip()


def _value(name: str, stated: str) -> str:
    found = None if name == "name" else _SHAPE[name].search(stated)
    return found[0].strip() if found else stated.split()[-1]


def _is_other(text: str) -> bool:
    """Whether the detail may be another one of its kind: that on the card, of the recipient, of the return."""
    return bool(re.search(r"\b(?:on|of|for|from|linked|associated|registered|used|old|previous|recipient|sender)\b", text))


def _speaker(transcript: Transcript, index: int) -> str:
    """Who writes: the signature (^JR, - Alisha) where there is one, else the name in the data."""
    signed = _SIGNED.search(transcript.messages[index].text[-40:])
    return signed[1].lower() if signed else agent_name(transcript, index)
