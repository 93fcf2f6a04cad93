"""The customer is addressed by name: "Hi Sarah,", "Thanks, Tom.", "Mrs Smith I am so sorry", "Certainly #NAME#".

No list of first names: whether a word is the customer's name follows from where it stands, from its capital, and from
what is known. Known are the names in the data, those the customer signs or gives ("my name is priya", "- Priya"), and
those the agent greets elsewhere in the conversation; known names count in any case and in more places. What the data
leaves open needs a place that only a name takes: after a greeting or a word of courtesy, between a comma and the end.
Where even that is weak ("When did you order it Rae?"), the hit is not sure. Redacted names (NAME-M, [PERSON_NAME],
{{first_name}}) count by their place alone. The agent's own name never counts: introduced ("this is Bob"), signed
("- Alisha", "^JR", a last line), or the author of an agent's message; nor does a bare @handle.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from csaudit import roles
from csaudit.model import Hit, Role, Transcript, said_by

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
# Every repeat that could run over the same characters twice is capped, so the whole is linear.
_TOKEN = re.compile(
    rf"""(?P<skip>@\w{{1,50}}|https?://\S+|[\w.+-]{{1,64}}@[\w-]{{1,60}}\.\w[\w.]{{0,60}}|\d/\d)
    |(?P<number>\d[\d/:.,]{{0,30}})
    |(?P<mask>[\[<{{\#%]{{1,2}}[ ]?[\w.:|-]{{0,24}}?(?:[Nn][Aa][Mm][Ee]|PERSON|[Pp]erson)[\w.:|-]{{0,24}}[ ]?[\]>}}\#%]{{1,2}}
       |\b(?:PERSON_)?NAME(?:[-_]?[A-Z0-9]{{1,3}})?\b)
    |(?P<word>{_WORD})|(?P<end>\n|[.!?…]+|$)|(?P<mark>&\w{{1,8}};|[^\w\s])""",
    re.VERBOSE,
)
# A redacted name that is somebody's or something's else.
_OTHERS = re.compile(r"agent|company|brand|product|store|org|business|team|file|host|event|city|place|my_|our_|user_?name",
                     re.IGNORECASE)  # fmt: skip


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("mr mrs ms miss mx dr prof professor mister missus messrs sri shri smt")
_PARTICLES = _set("de del della der den van von da di la le bin bint al el ibn y mac st")
_GREETINGS = _set("hi hii hiii hiya heya hey heyy heyyy hello helloo hullo hallo howdy greetings dear dearest morning "
                  "afternoon evening g'day gday namaste bonjour hola aloha")  # fmt: skip
# Words a name follows with nothing between, anywhere: thanks, regret, farewell.
_COURTESY = _set(
    "thanks thank-you thankyou thx thnx ty cheers sorry sry apologies welcome congratulations congrats birthday night "
    "weekend bye goodbye problem problems worries probs pleasure course there again"
)
# Words a name follows only where they open what is said: "Yes, Elin", "And Sarah, could you", "Good day Tom".
_LEADS = _set(
    "yes yeah yep yup no nope ok okay okey right alright sure certainly absolutely definitely perfect great brilliant "
    "excellent fantastic awesome lovely wonderful super good fine understood noted indeed and so well but now oh ah aw "
    "aww oops wow hmm also then day true correct exactly gotcha"
)
# Who is spoken to without being named, and what else stands where a name could.
_NOBODY = _set(
    "there all team everyone everybody folks guys guy people sir madam ma'am maam mam miss friend friends mate buddy pal love dear "
    "darling customer customers client member members guest passenger passengers traveller reader user users valued "
    "sir/madam ladies gentlemen colleague colleagues both anyone again back y'all yall admin support service "
    "monday tuesday wednesday thursday friday saturday sunday english british i"
)
# Function words and sentence openers, which have a capital at a sentence's start without being names.
_OPENERS = _COURTESY | _GREETINGS | _LEADS | _set(
    "i a an the this that these those it its it's he she they we we're we've we'll we'd you your you're you'll you've our "
    "my i'm i've i'll i'd his her their if when while once since as although though because whether unless until after "
    "before during for from to in on at by with without of about per via is are was were be been has have had do does "
    "did don't didn't doesn't can could can't couldn't will would won't wouldn't shall should may might must let let's "
    "what what's who which where when why how hows however also besides moreover meanwhile otherwise instead "
    "nevertheless nonetheless therefore thus hence then next first second third lastly finally firstly secondly "
    "please pls kindly just only even still yet already always never sometimes maybe perhaps unfortunately sadly "
    "luckily hopefully actually currently basically usually generally additionally alternatively today tomorrow tonight "
    "yesterday later soon here everything something nothing anything none some any each every most many much more "
    "both either neither not nor or too very really thank hope hoping glad happy pleased delighted nice cool ouch "
    "yikes uh um er true correct agreed exactly gotcha granted admittedly otherwise step note ps p.s fyi btw dm pm asap "
    "faq eta id app update edit regards best sincerely kind warm yours respectfully cordially overall depending based "
    "given regarding concerning considering following according due check try go open tap click select press enter see "
    "wait look"
)
# What a name does not follow when somebody is spoken to: it is then spoken about, or introduces the speaker.
_ABOUT = _set(
    "is are was were be am i'm i’m it's this's name name's named called to for of from with by at as via and or the a an "
    "my our your his her their its than like about under through into between against per using use contact visit ask "
    "tell called speak see spoke told asked meet colleague agent manager representative advisor"
)
# After these, a name at the end is most likely an address even when unknown: nothing else is left for it to be.
_COMPLETE = _set(
    "this that it you me us them here today tomorrow tonight now again soon too though then already well much lot along "
    "patience feedback details information info message wait delay inconvenience trouble experience confusion understanding "
    "time help day know back shortly away way fine okay sorted done"
)
# How a clause goes on after the name in "Thanks Tom we will" or "Mrs Smith I am".
_GOES_ON = _set("i i'm i've i'll i'd we we're we've we'll you your please can could may would let for that if what it's thanks")
_LEADING = _GREETINGS | _COURTESY | _LEADS
_NO_CLOSER = frozenset("'’&/(+=@#%<[{\"\\$€£")
_SIGNS = frozenset("-–—^~*/|+(_•")
_ENDINGS = _set("thanks thx thnx thanx ty regards rgds cheers best sincerely yours wishes kindly you ta love truly faithfully")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """not_names: words in a name's place that are none, such as the company's own products."""

    not_names: tuple[str, ...] = ()


class _Token(Struct, frozen=True):
    kind: str
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower().replace("’", "'")


class _Run(Struct, frozen=True):
    """Tokens first to last (exclusive) that may be one name."""

    first: int
    last: int
    titled: bool
    known: bool
    masked: bool
    capital: bool


_EDGE = _Token("end", "", 0, 0)


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Where a message of `role` addresses the customer by name; see the module's text for what is sure."""
    messages = {index: _tokens(transcript.messages[index].text) for index in said_by(transcript, role)}
    stops = _NOBODY | {word.lower() for word in options.not_names}
    own = {word for tokens in messages.values() for word in _own_names(tokens)}
    own |= _words(transcript.agent)
    own |= {word for message in transcript.messages if message.role == role for word in _words(message.author)}
    known = {word for name in _names_in_data(transcript) for word in _words(name)}
    own -= known
    known |= set(_names_given(transcript, stops)) - own  # "Thanks, Alisha" from a customer may name the agent
    for tokens in messages.values():
        for run, place, sure in _addresses(tokens, known, own, stops):
            if sure and place == "after a greeting" and not run.masked:
                known |= {token.low for token in tokens[run.first : run.last] if len(token.text) > 1} - _TITLES
    for index, tokens in messages.items():
        for run, place, sure in _addresses(tokens, known, own, stops):
            yield Hit(index, tokens[run.first].start, tokens[run.last - 1].end, sure, f"name {place}")


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind == "mask" and _OTHERS.search(match[0]):
            kind = "skip"
        found.append(_Token(kind, match[0], match.start(), match.end()))
    return found


def _words(name: str | None) -> set[str]:
    """The words of a name in the data, lower case; none for a role, a number or a handle with digits."""
    words = re.findall(_WORD, (name or "")[:200])
    if not words or re.search(r"[\d_]", name or "") or any(roles.from_word(word) for word in words):
        return set()
    return {word.lower().replace("’", "'") for word in words if len(word) > 1} - _TITLES - _NOBODY - {"anonymous", "unknown"}


_NAME = rf"{_WORD}(?:[ ]{_WORD}){{0,2}}"
_GIVEN = re.compile(rf"\b(?:my (?:first |full |last )?name(?:'s|’s|s| is)|call me|(?<!user)name ?[:=])[ ]+({_NAME})", re.IGNORECASE)
_CAPITAL = r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
_SELF = re.compile(rf"(?:\b[Ii]['’]?m|\b[Ii] am|(?:^|[\n.!?,] ?|\b[Hh](?:i|ello|ey),? )(?:[Tt]his is|[Ii]t['’]?s)) ({_CAPITAL}(?: {_CAPITAL}){{0,2}})(?=\s*(?:[,.!?\n]|$| (?:here|from|and|calling|speaking)\b))")
_HERE = re.compile(rf"(?:^|[\n.!,] ?|\b[Hh](?:i|ello|ey) )({_CAPITAL}(?: {_CAPITAL})?) here\b", re.MULTILINE)
_THANKS = r"(?i:thanks|thank you|thankyou|thx|ty|regards|rgds|cheers|best|wishes|sincerely|faithfully|love)(?i: again| so much| very much)?"
_SIGNED = re.compile(
    rf"(?:\b{_THANKS}[.! ]{{0,3}}[,\n]\s{{0,3}}({_WORD}(?: {_CAPITAL}){{0,2}})|\b{_THANKS} ({_CAPITAL}(?: {_CAPITAL}){{0,2}})"
    rf"|[\s.!?,][-–—~] ?({_CAPITAL}(?: {_CAPITAL}){{0,2}})|\n\s?([^\W\d_a-z][^\W\d_A-Z]+(?: {_CAPITAL}){{0,2}}))\s*[.!]?\s*$"
)


def _names_in_data(transcript: Transcript) -> Iterator[str | None]:
    yield transcript.customer
    for message in transcript.messages:
        if message.role == "customer":
            yield message.author


def _names_given(transcript: Transcript, stops: Iterable[str]) -> Iterator[str]:
    """Words of the names that the customer gives or signs, lower case."""
    for index in said_by(transcript, "customer"):
        message = transcript.messages[index]
        given = [match[1] for pattern in (_GIVEN, _SELF, _HERE) for match in pattern.finditer(message.text[:20_000])]
        if signed := _SIGNED.search(message.text[-120:]):
            given.append(signed[signed.lastindex or 1])
        for name in given:
            for word in name.replace("’", "'").split():
                if word.lower() in _OPENERS or word.lower() in stops:
                    break  # "my name is on the account", "my name is priya and"
                if len(word) > 1 and not roles.from_word(word):
                    yield word.lower()


def _own_names(tokens: Sequence[_Token]) -> Iterator[str]:
    """The agent's names: introduced ("my name is Bob", "you're through to Bob") or signed at the end."""
    for at, token in enumerate(tokens):
        before = [one.low for one in tokens[max(0, at - 3) : at]]
        introduced = before[-2:] in (["name", "is"], ["this", "is"], ["through", "to"], ["speaking", "with"], ["chatting", "with"],
                                     ["speaking", "to"], ["i", "am"]) or before[-1:] in (["i'm"], ["name's"])  # fmt: skip
        if token.kind == "word" and token.text[0].isupper() and (introduced or _signature(tokens, at, at + 1)):
            yield token.low


def _runs(tokens: Sequence[_Token], known: set[str]) -> Iterator[_Run]:
    """Every stretch of up to five words that is capitalised, known, redacted, or follows a title or a greeting."""
    at = 0
    while at < len(tokens):
        first = at
        titled = tokens[at].kind == "word" and tokens[at].low in _TITLES
        if titled:
            at += 1
            at += at < len(tokens) and tokens[at].text == "."
        while not titled and at < len(tokens) and tokens[at].low in _LEADING and tokens[at].low not in known:
            at += 1
        start = at
        first = first if titled else start
        while at < len(tokens) and at - start < 5 and _may_be_name(tokens, at, known, at > start):
            at += 1
        while at > start and tokens[at - 1].low in _PARTICLES and tokens[at - 1].low not in known:
            at -= 1
        if at == start:
            at = max(at, first + 1)
            continue
        part = tokens[start:at]
        yield _Run(
            first, at, titled, any(token.low in known for token in part), any(token.kind == "mask" for token in part),
            part[0].text[0].isupper(),
        )  # fmt: skip


def _may_be_name(tokens: Sequence[_Token], at: int, known: set[str], inside: bool) -> bool:
    token = tokens[at]
    if token.kind == "mask":
        return True
    if token.kind != "word" or token.low.endswith("'s"):
        return False
    if token.text[0].isupper():
        return token.low in known or not inside or token.low not in _OPENERS
    before = tokens[at - 1].low if at else ""
    return token.low in known or before in _GREETINGS or before in _TITLES or (inside and token.low in _PARTICLES)


def _addresses(
    tokens: Sequence[_Token], known: set[str], own: set[str], stops: Iterable[str]
) -> Iterator[tuple[_Run, str, bool]]:
    """Runs that address somebody: where they stand, and whether that is sure."""
    words = [token.text for token in tokens if token.kind == "word"]
    loud = len(words) > 3 and not any(word[0].islower() for word in words)
    for run in _runs(tokens, known):
        low = [token.low for token in tokens[run.first : run.last]]
        if not (run.known or run.masked or run.titled) and (low[0] in stops or len(tokens[run.first].text) < 2):
            continue
        if _signature(tokens, run.first, run.last) and not (run.known and tokens[run.first - 1].text == ","):
            continue
        place, sure = _place(tokens, run, loud)
        if place and (place == "after a greeting" or run.known or run.masked or not own.intersection(low)):
            yield run, place, sure


def _place(tokens: Sequence[_Token], run: _Run, loud: bool) -> tuple[str, bool]:
    """Where the name stands, "" if in no place of an address, and whether that place is enough."""
    at = run.first
    left, left2 = (tokens[at - 1] if at else _EDGE), (tokens[at - 2] if at > 1 else _EDGE)
    right = tokens[run.last] if run.last < len(tokens) else _EDGE
    closed = right.kind in ("end", "mark", "skip") and right.text not in _NO_CLOSER
    goes_on = right.low in _GOES_ON
    opener = tokens[at].low in _OPENERS
    sure_name = run.known or run.masked or run.titled
    following = tokens[run.last + 1] if run.last + 1 < len(tokens) else _EDGE
    if run.masked and (following.kind == "mask" or left.kind in ("mark", "end") and left2.kind == "mask" and right.text != ","):
        return "", False  # spelling it out, or reading it back
    if left.low in _GREETINGS or (left.low == "," and left2.low in _GREETINGS):
        direct = left.low in _GREETINGS
        if closed and (direct or not opener) or direct and (sure_name or run.capital and not loud and not opener):
            return "after a greeting", True
        return "", False
    if opener and not sure_name:
        return "", False
    leads = left.low in _LEADS and left2.kind != "word" and left2.text not in ("]", ")", "}", ">")
    if left.low == "you" and left2.low in ("thank", "bless", "love") or left.low in _COURTESY or leads:
        named = sure_name or run.capital and not loud
        return ("after a courtesy", True) if named and (closed or goes_on) else ("", False)
    starts = left.kind == "end" or (left.kind == "skip" and all(token.kind == "skip" for token in tokens[:at]))
    if starts:
        if sure_name and (right.text in (",", "?", "!", "-", "–", ":") or run.titled and goes_on):
            return "at the start", True
        weak = right.text == "," and run.capital and not loud and not tokens[at].low.endswith("ly")
        return ("at the start", False) if weak and (following.text[:1].islower() or following.low in _GOES_ON) else ("", False)
    if left.text == ",":
        if sure_name and (closed or goes_on):
            return "after a comma", True
        before = left2.text[:1].islower() or left2.kind == "skip" or (tokens[at - 3].kind in ("end", "skip") if at > 2 else True)
        ended = closed and right.text != ","
        return ("after a comma", not loud) if ended and before and run.capital else ("", False)
    if left.kind not in ("word", "skip") or left.low in _ABOUT or not (closed or sure_name and goes_on):
        return "", False
    if run.masked or run.titled or run.known and run.capital and not loud:
        return "at the end of a clause", True
    ended = right.text in (".", "?", "!", ",", "^", "") or right.kind == "end"
    complete = left.low in _COMPLETE or (left.low == "on" and left2.low in ("going", "happening", "goes"))
    weak = complete or (left2.low in ("your", "this", "that") and left.text.islower() and right.text in ("?", "!"))
    return ("at the end of a clause", False) if weak and ended and run.capital and not loud else ("", False)


def _signature(tokens: Sequence[_Token], first: int, last: int) -> bool:
    """Whether tokens first to last sign the message: after a sign, or alone at the end, below or after the closing words."""
    if not first:
        return False
    left, before = tokens[first - 1], tokens[first - 2] if first > 1 else _EDGE
    if left.text in _SIGNS and (left.end == tokens[first].start or left.text not in "-–—" or last >= len(tokens) - 2):
        return True
    rest = [token for token in tokens[last:] if token.kind == "word" or token.text in ("?", "!", ",")]
    if rest:
        return False
    if left.kind == "end":
        return True
    closing = left if left.kind == "word" else before
    return closing.low in _ENDINGS and first > 3 and (left.text == "," or closing.low in ("regards", "sincerely"))
