"""The customer is addressed by name: "Hi Sarah,", "Thanks, Tom.", "Mrs Smith I am so sorry", "Certainly #NAME#".

Whether a word is the customer's name follows from where it stands, from its capital, and from what is known: the names
in the data, those the customer gives or signs (names.py), and those the agent greets elsewhere in the conversation.
Known names count in any case and in more places. What the data leaves open needs a place that only a name takes: after
a greeting or a word of courtesy, between a comma and the end. Where even that is weak ("When did you order it Rae?"),
the hit is not sure. Redacted names (NAME-M, [PERSON_NAME], {{first_name}}) count by their place alone.
The agent's own name never counts: introduced ("this is Bob"), signed ("- Alisha", "^JR", a last line), or the author of
an agent's message; nor does a bare @handle.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from csaudit import names
from csaudit.model import Hit, Role, Transcript, said_by
from csaudit.patterns import fold

_MOST = 100_000  # characters read of one message; nobody greets later
_KINDS = ("", "mask", "skip", "word", "end", "mark", "number")
_TOKEN = re.compile(
    rf"""([\[<{{\#%]{{1,2}}[\w.:|\ -]{{0,24}}?(?i:name|person)(?!al)[\w.:|\ -]{{0,24}}[\]>}}\#%]{{1,2}}
       |\b(?:PERSON_NAME|NAME(?:[-_][A-Z0-9]{{1,3}}|\d{{1,3}}))\b)
    |(@\w{{1,50}}|https?://\S+|\d/\d)
    |((?i:mrs?|ms|dr|prof|st)\.|{names.WORD})
    |(\n\s*|[.!?…]+|$)
    |(&\w{{1,8}};|[^\w\s])
    |(\d[\d/:.,]*)""",
    re.VERBOSE,
)
# A redacted name or a placeholder of somebody or something else.
_OTHERS = re.compile(
    r"agent|company|brand|product|store|org|business|team|file|host|event|city|place|my_|our_|user_?name", re.IGNORECASE
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEADING = names.GREETINGS | names.COURTESY | names.LEADS
_CALLS = names.GREETINGS | names.TITLES  # after these a name may be in lower case
_PARTICLES = _set("de del della der den van von da di la le bin bint al el ibn y mac st")
# What a name does not follow when somebody is spoken to: it is then spoken about, or introduces the speaker.
_ABOUT = _set("""
    is are was were be am i'm it's this's name name's named called to for of from with by at as via and or than like
    about under through into between against per the a an my our your his her their its using use contact visit ask
    tell speak see spoke told asked meet colleague agent manager representative advisor
""")
# After these, a name at the end is most likely an address even when unknown: nothing else is left for it to be.
_COMPLETE = _set("""
    this that it you me us them here today tomorrow tonight now again soon too though already well much lot
    along back shortly away way thing fine okay sorted done time help day know patience feedback details information
    info message wait delay inconvenience trouble experience confusion understanding news
""")
# How a clause goes on after the name in "Thanks Tom we will" or "Mrs Smith I am".
_GOES_ON = _set("""
    i i'm i've i'll i'd we we're we've we'll you your please can could may would let for that if what it's thanks
""")
# After a greeting, a word that could begin a sentence ("Hi Will", "Hi May") is a name where this goes on.
_RESUMES = _set("thanks thank thx sorry apologies i'm i've i'll we're we've we'll")
_MODALS = _set("will may can could would might must shall should")  # open a sentence, but never with a comma after
_NO_CLOSER = frozenset("'’&/(+=@#%<[{\"\\$€£")
_BRACKETS = frozenset("])}>")
_OPEN = frozenset("?!,")
_SIGNS = frozenset("-–—^~*/|+(_•")
_DASHES = frozenset("-–—")
_ENDINGS = _set("regards rgds best sincerely yours wishes truly faithfully")
_THANKING = _set("thanks thx thnx thanx ty cheers thank ta love kindly")
_INTRODUCED = {"name is", "this is", "through to", "speaking with", "speaking to", "chatting with", "i am"}

NOWHERE = ("", False)


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """not_names: words in a name's place that are none, such as the company's own products."""

    not_names: tuple[str, ...] = ()


class _Token(Struct, frozen=True, gc=False):
    kind: str
    text: str
    low: str
    start: int
    end: int


class _Text(Struct, frozen=True):
    """A message in tokens.

    spots: tokens with which a name may begin, whatever is known. head, tail: the first token that is no handle, the
    last that is a word or a comma, ? or !. loud: all words in capitals, so that capitals tell nothing.
    """

    tokens: list[_Token]
    spots: list[int]
    head: int
    tail: int
    loud: bool


class _Run(Struct, frozen=True):
    """Tokens first to last (exclusive) that may be one name."""

    first: int
    last: int
    titled: bool
    known: bool
    masked: bool
    capital: bool


_EDGE = _Token("end", "", "", 0, 0)


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Where a message of `role` addresses the customer by name; see the module's text for what is sure."""
    texts = {index: _read(transcript.messages[index].text) for index in said_by(transcript, role)}
    stops = names.NOBODY | {word.lower() for word in options.not_names}
    known = names.in_data(transcript)
    own = {word for text in texts.values() for word in _own_names(text)} | names.words(transcript.agent)
    own = own.union(*(names.words(message.author) for message in transcript.messages if message.role == role)) - known
    known |= names.given(transcript, stops) - own  # "Thanks, Alisha" from a customer may name the agent
    found = {index: list(_addresses(text, known, own, stops)) for index, text in texts.items()}
    if greeted := {word for index in found for word in _greeted(texts[index], found[index])} - known:
        found = {index: list(_addresses(text, known | greeted, own, stops)) for index, text in texts.items()}
    for index, runs in found.items():
        tokens = texts[index].tokens
        for run, place, sure in runs:
            yield Hit(index, tokens[run.first].start, tokens[run.last - 1].end, sure, f"name {place}")


def _greeted(text: _Text, found: Sequence[tuple[_Run, str, bool]]) -> Iterator[str]:
    """The words of the names in a greeting: from then on they are known."""
    for run, place, _ in found:
        if place == "after a greeting" and not run.masked:
            words = (token.low for token in text.tokens[run.first : run.last] if len(token.text) > 1)
            yield from (word for word in words if word not in names.TITLES)


def _read(text: str) -> _Text:
    matches = list(_TOKEN.finditer(fold(text[:_MOST])))
    said = [match[0] for match in matches]
    low = [word.lower() for word in said]
    kinds = [_KINDS[match.lastindex or 0] for match in matches]
    spots, words = [], []
    for at, kind in enumerate(kinds):
        if kind == "word":
            words.append(said[at])
            if said[at][0].isupper() or low[at] in names.TITLES or (at and low[at - 1] in _CALLS):
                spots.append(at)
        elif kind == "mask":
            if _OTHERS.search(said[at]):
                kinds[at] = "skip"
            else:
                spots.append(at)
    tokens = list(map(_Token, kinds, said, low, *zip(*[match.span() for match in matches], strict=True)))
    head = next((at for at, kind in enumerate(kinds) if kind != "skip"), len(tokens))
    ends = (at for at in reversed(range(len(tokens))) if kinds[at] == "word" or said[at] in _OPEN)
    return _Text(tokens, spots, head, next(ends, -1), len(words) > 3 and not any(word[0].islower() for word in words))


def _own_names(text: _Text) -> Iterator[str]:
    """The agent's names: introduced ("my name is Bob", "you're through to Bob") or signed at the end."""
    for at in text.spots:
        token = text.tokens[at]
        if token.kind == "word" and token.text[0].isupper():
            before = [one.low for one in text.tokens[max(0, at - 2) : at]]
            introduced = " ".join(before) in _INTRODUCED or before[-1:] in (["i'm"], ["name's"])
            if introduced or _signature(text, at, at + 1):
                yield token.low


def _runs(text: _Text, known: Collection[str]) -> Iterator[_Run]:
    """Every stretch of up to five words that is capitalised, known, redacted, or follows a title or a greeting."""
    tokens, done = text.tokens, 0
    named = {at for at, token in enumerate(tokens) if token.low in known} if known else ()
    for first in sorted({*text.spots, *named}):
        titled = tokens[first].low in names.TITLES
        if first < done or (not titled and tokens[first].low in _LEADING and tokens[first].low not in known):
            continue
        start = at = first + titled
        while at < len(tokens) and at - start < 5 and _may_be_name(tokens, at, known, inside=at > start):
            at += 1
        while at > start and tokens[at - 1].low in _PARTICLES and tokens[at - 1].low not in known:
            at -= 1
        if at > start:
            part, done = tokens[start:at], at
            yield _Run(
                first, at, titled, any(token.low in known for token in part),
                any(token.kind == "mask" for token in part),
                part[0].text[0].isupper() and not part[0].text[1:2].isupper(),
            )  # fmt: skip


def _may_be_name(tokens: Sequence[_Token], at: int, known: Collection[str], *, inside: bool) -> bool:
    token = tokens[at]
    if token.kind != "word" or token.low.endswith("'s"):
        return token.kind == "mask"
    if token.low in known:
        return True
    if token.text[0].isupper():
        masked = at + 1 < len(tokens) and tokens[at + 1].kind == "mask"
        return token.low not in names.OPENERS or not (inside or masked)
    before = tokens[at - 1].low if at else ""
    return before in _CALLS or (inside and token.low in _PARTICLES)


def _addresses(
    text: _Text, known: Collection[str], own: Collection[str], stops: Collection[str]
) -> Iterator[tuple[_Run, str, bool]]:
    """Runs that address somebody: where they stand, and whether that is sure."""
    for run in _runs(text, known):
        low = [token.low for token in text.tokens[run.first : run.last]]
        if not (run.known or run.masked or run.titled) and (low[0] in stops or len(low[0]) < 2):
            continue
        if _signature(text, run.first, run.last) and not (run.known and text.tokens[run.first - 1].text == ","):
            continue
        place, sure = _place(text, run)
        if place and (place == "after a greeting" or run.known or run.masked or not any(word in own for word in low)):
            yield run, place, sure


def _place(text: _Text, run: _Run) -> tuple[str, bool]:
    """Where the name stands, NOWHERE if in no place of an address, and whether that place is enough."""
    tokens, loud, at = text.tokens, text.loud, run.first
    word, left, left2 = tokens[at].low, tokens[at - 1] if at else _EDGE, tokens[at - 2] if at > 1 else _EDGE
    right = tokens[run.last] if run.last < len(tokens) else _EDGE
    following = tokens[run.last + 1] if run.last + 1 < len(tokens) else _EDGE
    touching = right.start == tokens[run.last - 1].end
    closed = (right.kind == "skip" and not touching) or (right.kind in ("end", "mark") and right.text not in _NO_CLOSER)
    goes_on = right.low in _GOES_ON
    certain = run.known or run.masked or run.titled
    named = certain or (run.capital and not loud)
    opener = word in names.OPENERS  # "Will" and "May" are names too, where no sentence can start
    repeated = left2.kind == "mask" and left.kind != "word" and right.text != ","
    if run.masked and (repeated or following.kind == "mask"):
        return NOWHERE  # spelled out, or read back
    if left.low in names.GREETINGS:
        starts = opener and right.low not in _RESUMES and not certain
        return ("after a greeting", True) if closed or (named and not starts) else NOWHERE
    if left.low == "," and left2.low in names.GREETINGS:
        return ("after a greeting", True) if closed and not opener else NOWHERE
    if not certain and (word in _LEADING or word in _ENDINGS):
        return NOWHERE
    thanked = left.low == "you" and left2.low in ("thank", "bless")
    leads = left.low in names.LEADS and left2.kind != "word" and left2.text not in _BRACKETS
    if thanked or leads or left.low in names.COURTESY:
        fits = closed or (goes_on and (certain or not opener or right.low == "for"))
        if loud and not certain and not leads:
            return ("after a courtesy", False) if closed and run.last == at + 1 and not opener else NOWHERE
        return ("after a courtesy", True) if named and fits else NOWHERE
    if left.kind == "end" or at <= text.head:
        if certain and (right.text in (",", "?", "!", ":") or right.text in _DASHES or (run.titled and goes_on)):
            return "at the start", True
        clause = following.text[:1].islower() or following.low in _GOES_ON
        fits = right.text == "," and clause and (not opener or word in _MODALS)
        return ("at the start", False) if named and fits else NOWHERE
    if left.text == ",":
        if certain:
            return ("after a comma", True) if closed or goes_on else NOWHERE
        if loud:
            return ("after a comma", False) if right.kind == "end" and run.last == at + 1 and not opener else NOWHERE
        single = left2.text[:1].islower() or left2.kind == "skip" or at < 3 or tokens[at - 3].kind in ("end", "skip")
        return ("after a comma", right.text != ",") if closed and single and run.capital else NOWHERE
    if left.kind not in ("word", "skip") or left.low in _ABOUT or not (closed or (certain and goes_on)):
        return NOWHERE
    if run.masked or run.titled or (run.known and tokens[at].text[0].isupper()):
        return "at the end of a clause", True
    complete = left.low in _COMPLETE or (left.low == "on" and left2.low in ("going", "happening", "goes"))
    asked = left2.low in ("your", "this", "that") and left.text.islower() and right.text in ("?", "!")
    ended = right.kind == "end" or right.text in (",", "^")
    return ("at the end of a clause", False) if (complete or asked) and ended and named else NOWHERE


def _signature(text: _Text, first: int, last: int) -> bool:
    """Whether these tokens sign the message: after a sign, or alone at its end, below or after the closing words."""
    if not first:
        return False
    tokens = text.tokens
    left, before = tokens[first - 1], tokens[first - 2] if first > 1 else _EDGE
    if left.text in _SIGNS and (left.end == tokens[first].start or left.text not in _DASHES or last >= len(tokens) - 2):
        return True
    if text.tail >= last:
        return False
    closing = (left if left.kind == "word" else before).low
    if closing == "you" and left.text == ",":
        closing = tokens[first - 3].low
    return left.kind == "end" or closing in _ENDINGS or (closing in _THANKING and left.text == "," and first > 3)
