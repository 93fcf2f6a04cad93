"""The same again: a sentence that the same side has already sent.

    repeats_itself:
      said_by: agent
      repeated: {}
    asks_same_again:
      said_by: customer
      repeated: {alike: 0.6, questions: true}

A sentence counts from `words` words on. `alike` is the least share of common content words (1 is word for word);
`questions` looks at questions and requests alone. The other side must have spoken in between: two copies in a row are a
double click. Kind words that belong to every closing, thanks, wishes and offers of help, do not count. A hit is sure
where the same words make up half of the message, and are no question: steps and questions are often repeated for good
reason.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript
from csaudit.patterns import fold

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_NOISE = re.compile(r"https?://\S{0,300}|[@#]\w{1,60}|\^\s?\w{1,20}\b")
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:(?:ok|okay|so|but|and|again|please|pls)\W+)*(?:what|when|where|which|who|why|how|can|could|is|are|do"
    r"|does|did|will|would|should|tell|give|send)\b",
    re.IGNORECASE,
)  # fmt: skip
_KIND = re.compile(
    r"\b(?:thank|thanks|welcome|sorry|apologi[sz]e|anything else|let (?:us|me) know|have a|hope|glad|happy to help"
    r"|hello|hi|dear|regards|bear with|one moment|moment please|how (?:can|may) i)\b",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a again an and are as at be been but by can could did do does for from had has have he how i if in is it its
        just me my no not of ok okay on or our please pls she so still that the their them then there they this to us
        was we were what when where which who why will with would you your""",
    )
)
_Words = tuple[tuple[str, ...], frozenset[str]]  # all of them in order, and those with content
_LOOK_BACK = 60  # sentences of the same side that are compared


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """words: the least length of a sentence. alike: the least share of common content words. questions: only those."""

    words: int = 6
    alike: float = 1.0
    questions: bool = False


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Each sentence said before, with the number of the message that said it first."""
    said: list[tuple[int, int, _Words]] = []  # turn, message, words
    turn, last = 0, ""
    for index, message in enumerate(transcript.messages):
        if message.visibility != "public" or not message.text or message.role not in ("agent", "customer", "bot"):
            continue
        turn += message.role != last
        last = message.role
        if message.role != role:
            continue
        for start, end, words in _sentences(message.text, options):
            for at, first, before in said[-_LOOK_BACK:]:
                if at < turn and _same(words, before, options.alike):
                    sure = options.alike == 1.0 and _weighs(message.text, start, end)
                    yield Hit(index, start, end, sure, "repeated", f"as in message {first + 1}")
                    break
            said.append((turn, index, words))


def _sentences(text: str, options: Options) -> Iterable[tuple[int, int, _Words]]:
    """Sentences that are long enough to be the same by more than chance: their span and their words."""
    folded = _NOISE.sub(lambda found: " " * len(found[0]), fold(text))
    for found in _SENTENCE.finditer(folded):
        if options.questions and not _ASKS.search(found[0]):
            continue
        words = tuple(map(str.lower, _TOKEN.findall(found[0])))
        if len(words) >= options.words and not _KIND.search(found[0]):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield start, start + len(found[0].strip()), (words, frozenset(words) - _EMPTY)


def _weighs(text: str, start: int, end: int) -> bool:
    """Whether the sentence makes up half of the message and is no question."""
    return 2 * (end - start) >= len(text.strip()) and text[end - 1] != "?"


def _same(one: _Words, other: _Words, alike: float) -> bool:
    if alike == 1.0:
        return one[0] == other[0]
    common = len(one[1] & other[1])
    return common >= 3 and common / len(one[1] | other[1]) >= alike
