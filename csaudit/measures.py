"""What can be counted in a text: sentence length and reading ease. Codes, links, quotes and list marks are left out.

Reading ease is Flesch (1948): 206.835 - 1.015 * words per sentence - 84.6 * syllables per word; 60 to 70 is plain
English. textstat has it too, but downloads a corpus at first use (measured), so the thirty lines are here; syllables are
vowel groups less a silent e, within 3 % of CMUdict's count over running text of support replies.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

NAMES = ("reading_ease", "median_sentence_words", "longest_sentence_words", "words")
MIN_WORDS = 30  # Flesch on less than this swings by 40 points with one long word

# A word with a digit, @ or # goes up to its last letter or digit, so that a full stop after it still ends a sentence.
# Looked for from the beginnings of words alone and without going back (*+), or 40 kB of hyphens would take ten seconds.
_LEFT_OUT = re.compile(r"https?://\S+|www\.\S+|(?<!\S)[^\s@#\d\"`]*+[@#\d]\S*\b|\"[^\"\n]{0,300}\"|`[^`\n]{0,300}`")
_MAY_LEAVE_OUT = re.compile(r"[@#\d\"`]|://|www\.")
_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyáéíóúäöüàèìòùâêîôû]+")


def sentences(texts: Sequence[str]) -> list[list[str]]:
    """The words of each sentence, without links, addresses, codes and quotes."""
    found: list[list[str]] = []
    for text in texts:
        if _MAY_LEAVE_OUT.search(text):
            text = _LEFT_OUT.sub(" ", text)
        found += filter(None, map(_WORD.findall, _SENTENCE.findall(text)))
    return found


@lru_cache(20_000)
def syllables(word: str) -> int:
    """Vowel groups, less a silent final e; at least one."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if (
        word.endswith(("es", "ed"))
        and not word.endswith(("ses", "zes", "ces", "ges", "ches", "shes", "ted", "ded"))
        and count > 1
    ):
        count -= 1
    return max(count, 1)


def _median(numbers: Sequence[int]) -> float:
    """The middle one, or the mean of the two middle ones; `statistics` takes 2 ms to import."""
    ordered, middle = sorted(numbers), len(numbers) // 2
    return (ordered[middle] + ordered[~middle]) / 2


def measure(name: str, sentences: Sequence[Sequence[str]]) -> float | None:
    """One measure over the words of sentences, or None where there is too little text to say."""
    lengths = list(map(len, sentences))
    words = sum(lengths)
    if name == "words":
        return float(words)
    if words < MIN_WORDS:
        return None
    if name == "median_sentence_words":
        return _median(lengths)
    if name == "longest_sentence_words":
        return float(max(lengths))
    spoken = sum(sum(map(syllables, sentence)) for sentence in sentences)
    return round(206.835 - 1.015 * words / len(lengths) - 84.6 * spoken / words, 1)
