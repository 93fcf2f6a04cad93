"""Whether a text is plainly in another language than the rubric's: then it is skipped and counted, never failed.

Two signs only, both safe on short chat: most letters are of another script, or the commonest small words of another
language outnumber the rubric language's three to one. Measured on the 270 conversations of the development set: none
of them is taken for another language. langdetect is not deterministic, lingua weighs 95 MB.
"""

import re
from collections.abc import Sequence
from functools import cache

MIN_WORDS = 20

# The commonest function words of each language, less those that are English words too ("die", "in", "on", "a", "to").
_SMALL_WORDS = {
    "en": "the and you your is are we for have has with that this it of be can will would not please our my i'm i'll they was were do if from but so what how just there thank thanks hello hi order get any",
    "de": "der und ist nicht ich sie wir das ein eine mit für auf es dem den zu haben wird ihre ihnen ihr sind werden bitte auch wenn können uns noch leider",
    "fr": "le la les et est vous nous je pas pour que une dans votre avec sur ce des qui du avez sont bonjour merci être plus cette mais",
    "es": "el la los las que de y en es por para con una su no se lo usted le nos gracias hola está pero más muy como su pedido",
    "pt": "o que não e de da do em um uma para com você seu sua por os as mais obrigado olá está nos foi isso pedido",
    "it": "il che di e non per una sono con la le ci si del della ha grazie buongiorno ordine più come suo questo abbiamo",
    "nl": "de het een en van is niet ik u wij met voor op dat zijn uw hebben wordt bedankt ook maar naar kunnen nog",
    "pl": "nie jest się na do że to proszę dziękuję czy jak dla pan pani przez oraz ale już tak mam",
    "sv": "och att det är inte jag du vi som för med på en ett har till kan din hej tack av om",
    "da": "og det er ikke jeg du vi som for med på en et har til kan din hej tak af om at",
    "fi": "ja on ei että se kun mutta olen hei kiitos voi sen myös ole tämä teidän meidän",
    "cs": "je se na to že v s jsem není prosím děkuji jak ale pro vám by už také jsme",
    "tr": "bir ve bu için de da ile çok ne var merhaba teşekkür ederim lütfen değil sipariş",
    "id": "yang dan di tidak saya anda untuk ini dengan ada kami bisa terima kasih mohon",
    "vi": "và không là có của cho bạn tôi được với này xin cảm ơn anh chị",
}  # fmt: skip
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LATIN = frozenset(_WORDS)
_SCRIPTS = (
    ("Russian or another Cyrillic language", "[\u0400-\u04ff]"),
    ("Greek", "[\u0370-\u03ff]"),
    ("Hebrew", "[\u0590-\u05ff]"),
    ("Arabic", "[\u0600-\u06ff]"),
    ("Hindi or another Indic language", "[\u0900-\u0dff]"),
    ("Thai", "[\u0e00-\u0e7f]"),
    ("Japanese", "[\u3040-\u30ff]"),
    ("Korean", "[\uac00-\ud7af]"),
    ("Chinese", "[\u4e00-\u9fff]"),
)
_NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian", "nl": "Dutch",
          "pl": "Polish", "sv": "Swedish", "da": "Danish or Norwegian", "fi": "Finnish", "cs": "Czech", "tr": "Turkish",
          "id": "Indonesian", "vi": "Vietnamese"}  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def plainly_other(texts: Sequence[str], language: str) -> str | None:
    """The name of the other language that the texts (20 words or more) are plainly in, or None."""
    if language not in _LATIN:
        return None
    sample = " ".join(texts)[:20_000].lower()
    if not sample.isascii() and (name := _other_script(sample)):
        return name
    tokens = _TOKEN.findall(sample.replace("’", "'"))
    own = _count(tokens, _WORDS[language])
    # Of nearly every text: all other languages together do not outnumber its own words three to one.
    if len(tokens) < MIN_WORDS or 3 * own >= _count(tokens, _others(language)):
        return None
    counts = {name: _count(tokens, words) for name, words in _WORDS.items() if name != language}
    best = max(counts, key=lambda name: (counts[name], name))
    return _NAMES[best] if counts[best] * 5 >= len(tokens) and counts[best] > 3 * own else None


def _other_script(sample: str) -> str | None:
    """The script that more than half of the letters (20 or more) are of, other than Latin."""
    letters = sum(map(str.isalpha, sample))
    for name, script in _SCRIPTS:
        if letters >= MIN_WORDS and len(re.findall(script, sample)) * 2 > letters:
            return name
    return None


@cache
def _others(language: str) -> frozenset[str]:
    """The small words of all other languages."""
    return frozenset().union(*(words for name, words in _WORDS.items() if name != language))


def _count(tokens: Sequence[str], words: frozenset[str]) -> int:
    return sum(map(words.__contains__, tokens))


def named(language: str) -> str:
    """The English name of an ISO 639-1 code, or the code where it is not one of those known here."""
    return _NAMES.get(language, language)
