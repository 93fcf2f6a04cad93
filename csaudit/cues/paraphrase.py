"""The customer's own matter in the agent's words: what both have in common, and the way of saying it.

    paraphrase:
      said_by: agent
      paraphrase: {frame: playing_back, shared: 1, loose: maybe_playing_back, loose_shared: 3}

"Sorry that your parcel came damaged" and "so you ordered it on the 3rd" are frames that say: this is what you told me. A
frame alone is generic ("sorry about this issue"), and shared words alone are an answer ("go to Settings to change your
password"), so both have to be there, in one sentence. Shared are content words by their stem, with the synonyms of the
trade (parcel, package, order), and numbers, dates and amounts. An answer that is hardly more than the customer's last
words ("five minutes after?") is an echo and needs no frame.

The rubric gives the frames as cues, so that they can be read and changed there; stems and synonyms are here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript
from csaudit.patterns import fold, sentence

MAX_CHARS = 4_000  # of one message that are looked at: longer ones are pasted articles
ECHO_WORDS = 8
# Where a sentence turns from playing back to something else: a question, a request, an excuse.
_TURNS = re.compile(r"\b(?:but|however|please|can i|can you|could you|may i|would you|have you|what|which|let me)\b", re.IGNORECASE)


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """frame: the cue of ways to play back; shared: how many different things its sentence must share with what the other
    side said. loose: ways that may as well be a plain answer, and how many those must share (never sure)."""

    frame: str
    shared: int = 1
    loose: str = ""
    loose_shared: int = 3
    echo: bool = True


def needs(options: Options) -> tuple[str, ...]:
    """The cues of the frames."""
    return tuple(cue for cue in (options.frame, options.loose) if cue)


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterator[Hit]:
    """Each sentence with a frame that shares enough, from the frame to the last shared word; and each echo."""
    frames: dict[int, list[tuple[Hit, int, bool]]] = {}
    for cue, least in ((options.frame, options.shared), (options.loose, options.loose_shared)):
        for hit in hits.get(cue, ()):
            frames.setdefault(hit.message, []).append((hit, least, cue == options.frame))
    known: set[str] = set()
    last: set[str] = set()
    for index, message in enumerate(transcript.messages):
        if message.visibility != "public" or not message.text:
            continue
        if message.role == role:
            yield from _framed(message.text, frames.get(index, ()), known)
            if options.echo and last and (echo := _echo(index, message.text, last)):
                yield echo
        elif message.role in ("agent", "customer"):
            last = {stem for _, _, stem in words(message.text)}
            known |= last


def _framed(text: str, frames: Sequence[tuple[Hit, int, bool]], known: set[str]) -> Iterator[Hit]:
    for hit, least, sure in frames:
        if hit.start > MAX_CHARS:
            return
        end = sentence(text, hit.start, hit.end)[1]
        turn = _TURNS.search(text, hit.end, end)
        end = turn.start() if turn else end
        shared = {stem: stop for _, stop, stem in words(text[hit.start : end], hit.start) if stem in known}
        if len(shared) >= least:
            stop = max(hit.end, *shared.values())
            yield Hit(hit.message, hit.start, stop, sure, f"{hit.by} + what the customer said", "shares " + ", ".join(shared))


def _echo(index: int, text: str, last: set[str]) -> Hit | None:
    """A message of a few words whose content is all from the customer's last one: at least two words, or a number."""
    if len(text) > 200 or len(text.split()) > (ECHO_WORDS if text.rstrip().endswith("?") else ECHO_WORDS // 2):
        return None
    found = list(words(text))
    if not found or any(stem not in last for _, _, stem in found):
        return None
    if len(found) < 2 and not any(stem[0].isdigit() for _, _, stem in found):
        return None
    return Hit(index, found[0][0], found[-1][1], sure=False, by="echo of the customer's words")


# Words without content of their own, and those that every conversation with a company has in common.
_STOP = frozenset(
    """a about above after again all also am an and any anyone anything are as at away be because been before being both
    but by came can cannot come could did do does doing done down during each either else ever every few for from further
    get getting give go going gone got had has have having he hello help her here hey hi him his how i if in into is it its
    just know let like ll lot make many may me mean might mine more most much must my myself need never no nor not now of
    off ok okay on once one only or other our ours out over own per please put quite rather re really right said same say
    see seem seems shall she should since so some someone something soon still such sure take than thank thanks that the
    their them then there these they thing this those though through till to today too try trying tried two under until up
    upon us use used using very via want was way we well went were what when where which while who whom whose why will wish
    with within without wont would yes yet you your yours yourself m s t ve d u ur im dont didnt cant yeah yep nope hope
    able above actually ahead allow always another around ask asked back bad best better bit bring certain check cheers
    day days detail details contact customer customers day dear directly dm email follow glad good great happy hear
    inconvenience info information issue issues kindly later least link look looking message much name new nice number
    people point possible problem problems provide regards reply send sent service share sorry support team tell time times
    trouble understand update weve work working works worry chat experience question request concern concerns moment team
    account app application click page screen settings setting site tap website
    https http co com www amp lt gt""".split()  # fmt: skip
)
_IRREGULAR = dict(
    pair.split(":")
    for pair in """bought:buy lost:lose left:leave broke:break broken:break paid:pay took:take taken:take sold:sell
    told:tell wrote:write written:write froze:freeze frozen:freeze stole:steal stolen:steal threw:throw thrown:throw
    spent:spend kept:keep met:meet felt:feel found:find caught:catch flew:fly flown:fly flying:fly drove:drive
    driven:drive rang:ring rung:ring wore:wear worn:wear tore:tear torn:tear hung:hang held:hold built:build ate:eat
    eaten:eat began:begin begun:begin chose:choose chosen:choose forgot:forget forgotten:forget""".split()
)
# What one calls a parcel the other calls an order: the first word stands for the group.
_SYNONYMS = {
    word: group.split()[0]
    for group in """order parcel package packag shipment delivery deliveri deliver item goods product purchase purchas
    buy|cancel cancell cancellation|refund reimburse reimburs reimbursement|late delay overdue|
    broken break damag damage faulty faulti defect defective smash crack|flight plane fly|phone mobile handset iphone cell|
    charge bill invoice debit deduct payment pay price cost fee|login log sign|store shop branch|
    book ebook title|miss missing lose disappear vanish|card cards creditcard|cold freez freeze|internet wifi broadband|
    download install|crash freeze hang|wait hold queue|call phone ring|bag luggage baggage suitcase|seat chair|
    tv television|pc computer laptop|password passcode|rude impolite|change swap exchange replace replacement|
    error errors|close shut|staff employee colleague|print printed""".split("|")
    for word in group.split()
}
_NUMBERS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_WORD = re.compile(r"[^\W_]+(?:[.,:/][0-9]+|[-_][^\W_]+)*(?:'[a-z]+)?")


def words(text: str, offset: int = 0) -> Iterator[tuple[int, int, str]]:
    """The content words of a text as (start, end, stem); handles, hashtags' marks, links and stop words are left out."""
    folded = fold(text[:MAX_CHARS])
    for match in _WORD.finditer(folded):
        if match.start() and folded[match.start() - 1] in "@/^":
            continue
        if stem := stemmed(match[0]):
            yield offset + match.start(), offset + match.end(), stem


@lru_cache(20_000)
def stemmed(word: str) -> str:
    """A word's stem with its synonyms made one, or "" for a word without content.

    >>> stemmed("Parcels"), stemmed("ordered"), stemmed("the"), stemmed("three"), stemmed("£5.99")
    ('order', 'order', '', '3', '5.99')
    """
    word = word.lower().strip("£$€").partition("'")[0]
    if word in _NUMBERS and word not in _STOP:
        return _NUMBERS[word]
    if not word or word in _STOP or (len(word) < 3 and not word.isdigit()):
        return ""
    if word[0].isdigit():
        return word.rstrip("stndrh") if word[-1:].isalpha() else word
    word = _IRREGULAR.get(word, word)
    if word in _SYNONYMS:
        return _SYNONYMS[word]
    for ending in ("ations", "ation", "ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    word = word.rstrip("ei") if len(word) > 3 else word
    return "" if word in _STOP else _SYNONYMS.get(word, word)
