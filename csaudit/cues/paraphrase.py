"""The customer's own matter in the agent's words: what both have in common, and the way of saying it.

    paraphrase:
      said_by: agent
      paraphrase: {frame: playing_back, shared: 1, loose: maybe_playing_back, loose_shared: 2}

"Sorry that your parcel came damaged" and "so you ordered it on the 3rd" are frames that say: this is what you told me.
A frame alone is generic ("sorry about this issue"), and shared words alone are an answer ("go to Settings to change
your password"), so both have to be there, in one sentence. Shared are content words by their stem, with the synonyms of
the trade (parcel, package, order), and numbers, dates and amounts. A reply that is hardly more than the customer's last
words ("five minutes after?") is an echo and needs no frame, and a statement asked back ("cancelled in May and charged
in June?") is its own.

The frames are cues, so that a rubric can show and change them; stems and synonyms are here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript
from csaudit.patterns import fold, sentence

MAX_CHARS = 4_000  # of one message that are looked at: what is longer is a pasted article
ECHO_WORDS = 4  # of a statement that may be an echo; a question may have twice as many


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """frame: the cue of ways to play back. shared: how many different things its sentence must have in common with what
    the other side said so far. loose, loose_shared: the same for ways that may as well be a plain answer (never sure).
    """

    frame: str
    shared: int = 1
    loose: str = ""
    loose_shared: int = 2


def needs(options: Options) -> tuple[str, ...]:
    """The cues of the frames."""
    return tuple(cue for cue in (options.frame, options.loose) if cue)


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterator[Hit]:
    """Each frame whose sentence shares enough, from the frame to the last shared word; and each echo."""
    frames: dict[int, list[tuple[Hit, int, bool]]] = {}
    for cue, least in ((options.frame, options.shared), (options.loose, options.loose_shared)):
        for hit in hits.get(cue, ()):
            if hit.end < MAX_CHARS:
                frames.setdefault(hit.message, []).append((hit, least, cue == options.frame))
    heard = _Heard()
    for index, message in enumerate(transcript.messages):
        if message.visibility != "public" or not message.text:
            continue
        text = message.text[:MAX_CHARS]
        if message.role == role:
            if index in frames:
                yield from _framed(text, frames[index], heard.known())
            if _may_echo(text):
                yield from _echo(index, text, heard.last())
            if "?" in text:
                yield from _asked_back(index, text, heard.known())
        elif message.role in ("agent", "customer"):
            heard.texts.append(text)


class _Heard:
    """What the other side said so far; its words are only cut to stems when they are asked about, which is seldom."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._known: set[str] = set()
        self._last: set[str] = set()
        self._read = 0

    def known(self) -> set[str]:
        """The stems of all that was said."""
        for text in self.texts[self._read :]:
            self._last = {stem for _, _, stem in words(text)}
            self._known |= self._last
        self._read = len(self.texts)
        return self._known

    def last(self) -> set[str]:
        """The stems of the last message."""
        self.known()
        return self._last


# Where a sentence turns from playing back to something else: a question, a request, an excuse.
_TURNS = re.compile(
    r"\b(?:but|however|please|can i|can you|could you|may i|would you|have you|what|which|let me)\b", re.IGNORECASE
)


def _framed(text: str, frames: Sequence[tuple[Hit, int, bool]], known: set[str]) -> Iterator[Hit]:
    for hit, least, sure in frames:
        end = sentence(text, hit.start, hit.end)[1]
        turn = _TURNS.search(text, hit.end, end)
        said = text[hit.start : turn.start() if turn else end]
        shared = {stem: (start, stop) for start, stop, stem in words(said) if stem in known}
        if len(shared) >= least:
            end = max(hit.end, *(hit.start + stop for _, stop in shared.values()))
            told = ", ".join(said[start:stop] for start, stop in shared.values())
            yield Hit(hit.message, hit.start, end, sure, hit.by, f"shares {told}")


def _may_echo(text: str) -> bool:
    """Whether a text is as short as an echo."""
    return len(text.split()) <= (2 * ECHO_WORDS if text.rstrip().endswith("?") else ECHO_WORDS)


def _echo(index: int, text: str, last: set[str]) -> Iterator[Hit]:
    """A few words whose content is all from the customer's last message: at least two of them, or a number."""
    found = list(words(text))
    stems = {stem for _, _, stem in found}
    if stems and stems <= last and (len(found) > 1 or found[0][2][0].isdigit()):
        yield Hit(index, found[0][0], found[-1][1], sure=False, by="echo", note="the customer's last words")


_STATED = re.compile(r"[^.!?\n]{8,160}\?")
_ASKS = re.compile(
    r"\b(?:what|which|who|whose|why|how|anything|please|perhaps|try|tried|suddenly)\b"
    r"|^\W*(?:or|any|maybe|where|when|if|is|are|was|were|do|does|did|have|has|had|can|could|would|will)\b"
    r"|\b(?:is|are|was|were|do|does|did|have|has|had|can|could|would|will|may|might|shall|should|got)"
    r"(?:n't)? (?:just |also |even )?(?:you|u|it|this|that|there|they|these|those|the|your|my|our|i|we|he|she|any|some|both)\b",
    re.IGNORECASE,
)


def _asked_back(index: int, text: str, known: set[str]) -> Iterator[Hit]:
    """A statement with a question mark, in the order of a statement, that shares two things or more."""
    for match in _STATED.finditer(text):
        if not _ASKS.search(match[0]):
            shared = [(start, stop) for start, stop, stem in words(match[0]) if stem in known]
            if len({match[0][start:stop].lower() for start, stop in shared}) > 1:
                start, stop = match.start() + shared[0][0], match.end()
                told = ", ".join(match[0][first:last] for first, last in shared)
                yield Hit(index, start, stop, sure=False, by="asked back", note=f"shares {told}")


# Words without content of their own, and those that all conversations with a company have in common.
_GRAMMAR = """
    a able about above actually after again ahead all allow also always am an and another any anyone anything are around
    as at away be because been before being both but by came can cannot cant come could d did didnt do does doing done
    dont down during each either else ever every few for from further get getting give go going gone got had has have
    having he her here him his hope how i if im in into is it its just know least let like ll look looking lot m make
    many may me mean might mine more most much must my myself need never no nope nor not now of off ok okay on once one
    only or other our ours out over own per put quite rather re really right s said same say see seem seems shall she
    should since so some someone something soon still such t take than that the their them then there these they thing
    this those though through till to too tried try trying two u under until up upon ur us use used using ve very via
    want was way we well went were weve what when where which while who whom whose why will with within without wont
    would yeah yep yes yet you your yours yourself
"""
_TRADE = """
    account app application ask asked back bad best better bit bring certain chat check cheers click concern concerns
    contact customer customers day days dear detail details directly dm email experience follow glad good great happy
    hear hello help hey hi inconvenience info information issue issues kindly later link message moment name new nice
    number page people please point possible problem problems provide question regards reply request screen send sent
    service setting settings share site sorry support sure tap team tell thank thanks time times today trouble
    understand update website wish work working works worry http https www com co amp lt gt
"""
_IRREGULAR = """
    bought:buy lost:lose left:leave broke:break broken:break paid:pay took:take taken:take sold:sell told:tell
    wrote:write written:write froze:freeze frozen:freeze stole:steal stolen:steal threw:throw thrown:throw
    spent:spend kept:keep met:meet felt:feel found:find caught:catch flew:fly flown:fly drove:drive driven:drive
    rang:ring rung:ring wore:wear worn:wear tore:tear torn:tear hung:hang held:hold built:build ate:eat eaten:eat
    began:begin begun:begin chose:choose chosen:choose forgot:forget forgotten:forget
"""
# What one calls a parcel the other calls an order: the words of a line are one.
_ALIKE = """
    order parcel package shipment delivery deliver item goods product purchase buy
    cancel cancellation
    refund reimburse
    late delay overdue
    break damage faulty defective smash crack
    flight aircraft fly
    phone mobile handset iphone cell call ring
    charge bill invoice debit deduct pay price cost fee
    login log sign
    store shop branch
    book ebook title
    miss lose disappear vanish
    internet wifi broadband connection
    evening night
    twice double duplicate
    wrong incorrect
    download install
    crash freeze hang
    wait hold queue
    bag luggage baggage suitcase
    tv television
    pc computer laptop
    change swap exchange replace
    staff employee colleague
    mum mom mother mama
    dad father papa
    wife husband spouse partner
    kid child children
    baby babies infant newborn
    neighbour neighbor
    colour color
    slow sluggish slowly
    signal reception coverage
    dollar dollars bucks
    mouldy moldy mould mold
    tyre tire
    jan january
    feb february
    aug august
    sep sept september
    oct october
    nov november
    dec december
    mon monday
    tue tues tuesday
    wed weds wednesday
    thu thur thurs thursday
    fri friday
    sat saturday
    sun sunday
"""
_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
"""
_ORDINALS = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
_STOP = frozenset((_GRAMMAR + _TRADE).split())
_BASE = dict(pair.split(":") for pair in _IRREGULAR.split())
_DIGITS = {word: str(number) for number, word in enumerate(_NUMBERS.split())}
_DIGITS |= {word: str(number) for number, word in enumerate(_ORDINALS.split(), 3)}
_ENDINGS = ("ations", "ation", "ingly", "edly", "ments", "ment", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s")
_WORD = re.compile(r"[^\W_]+(?:[.,:/][0-9]+|[-_][^\W_]+)*(?:'[a-z]+)?")


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """The content words of a text as (start, end, stem), without handles, initials after ^ and the paths of links."""
    folded = fold(text)
    for match in _WORD.finditer(folded):
        if match.start() and folded[match.start() - 1] in "@/^":
            continue
        if stem := stemmed(match[0]):
            yield match.start(), match.end(), stem


@lru_cache(20_000)
def stemmed(word: str) -> str:
    """A word's stem, with what means the same to the trade made one; "" for a word without content.

    >>> stemmed("Parcels"), stemmed("ordered"), stemmed("the"), stemmed("three"), stemmed("5.99")
    ('order', 'order', '', '3', '5.99')
    """
    word = word.lower().partition("'")[0]
    if word not in _STOP and word in _DIGITS:
        return _DIGITS[word]
    if word in _STOP or (len(word) < 3 and not word.isdigit()):
        return ""
    if word[0].isdigit():
        return word.rstrip("stndrh") if word[-1].isalpha() else word
    stem = _cut(_BASE.get(word, word))
    return "" if stem in _STOP else _FIRST.get(stem, stem)


def _cut(word: str) -> str:
    """The word without its ending: "delivery" and "deliveries" become "deliveri", "stopped" becomes "stop"."""
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= 3), "")
    word = word.removesuffix(ending)
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    if len(word) > 3:
        word = word.rstrip("e")
        word = word[:-1] + "i" if word[-1] == "y" else word
    return word


_FIRST = {_cut(word): _cut(line.split()[0]) for line in _ALIKE.strip().split("\n") for word in line.split()}
