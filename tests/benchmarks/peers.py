"""What csaudit is measured against, each in a process of its own: `python peers.py NAME FILE MESSAGES`.

Prints the messages it took and the seconds of processor time they cost, without imports and set-up. `floor` is typed
decoding and one RE2 Set of all patterns, `lowest` the same with gappy patterns in a Filter, as csaudit has them: the least
that any program could do; `naive` is the program one writes first; the others are peers.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice

import msgspec
import re2

from csaudit import hits, rubric
from csaudit.model import Transcript
from csaudit.patterns import fold
from csaudit.scoring import Scorer

Work = Callable[[Iterator[bytes]], int]


def patterns() -> dict[str, list[str]]:
    """The RE2 sources of all phrases of the default rubric, by the role that says them."""
    scorer = Scorer(rubric.load("service"))
    by_role: dict[str, dict[str, None]] = {"agent": {}, "customer": {}}
    for cue in scorer.finder.order:
        for role in (cue.said_by,) if cue.said_by else hits._ANYONE:
            by_role.setdefault(role, {}).update(dict.fromkeys(phrase.source for phrase in cue.phrases))
    return {role: list(sources) for role, sources in by_role.items()}


def floor() -> Work:
    """Typed decoding and one RE2 Set of all patterns, once a message; nothing is kept."""
    decode = msgspec.json.Decoder(Transcript).decode
    options = re2.Options()
    options.case_sensitive, options.max_mem = False, 64 << 20
    sets = {}
    for role, sources in patterns().items():
        sets[role] = re2.Set.SearchSet(options)
        for one in sources:
            sets[role].Add(one)
        sets[role].Compile()

    def work(lines: Iterator[bytes]) -> int:
        count = 0
        for line in lines:
            for message in decode(line).messages:
                sets[message.role].Match(message.text)
                count += 1
        return count

    return work


def lowest() -> Work:
    """Typed decoding and csaudit's own Set and Filter, once a message; nothing is kept."""
    decode = msgspec.json.Decoder(Transcript).decode
    finder = Scorer(rubric.load("service")).finder
    matchers = {role: [matcher for matcher, _ in finder.scanner(role)._matchers] for role in ("agent", "customer")}

    def work(lines: Iterator[bytes]) -> int:
        count = 0
        for line in lines:
            for message in decode(line).messages:
                for matcher in matchers[message.role]:
                    matcher.Match(message.text)
                count += 1
        return count

    return work


def naive() -> Work:
    """json, every pattern by itself with `re`, TextBlob on every message."""
    from textblob import TextBlob

    compiled = {role: [re.compile(one, re.IGNORECASE) for one in map(_as_python, all_) if one] for role, all_ in patterns().items()}

    def work(lines: Iterator[bytes]) -> int:
        count = 0
        for line in lines:
            for message in json.loads(line)["messages"]:
                for pattern in compiled[message["role"]]:
                    pattern.search(message["text"])
                _ = TextBlob(message["text"]).sentiment
                count += 1
        return count

    return work


def textblob() -> Work:
    """TextBlob's sentiment of every message and nothing else."""
    from textblob import TextBlob

    return _each(lambda text: TextBlob(text).sentiment)


def vader() -> Work:
    """VADER's sentiment of every message and nothing else."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return _each(SentimentIntensityAnalyzer().polarity_scores)


def convokit() -> Work:
    """ConvoKit's politeness strategies with the dependency parse that they need; SPACY_MODEL names another model."""
    import spacy
    from convokit import PolitenessStrategies, TextParser

    parser = TextParser(spacy_nlp=spacy.load(os.environ.get("SPACY_MODEL", "en_core_web_sm")))
    strategies = PolitenessStrategies()

    def ask(text: str) -> object:
        return strategies.transform_utterance(parser.transform_utterance(text))

    return _each(ask)


def _each(ask: Callable[[str], object]) -> Work:
    def work(lines: Iterator[bytes]) -> int:
        count = 0
        for line in lines:
            for message in json.loads(line)["messages"]:
                ask(fold(message["text"]))
                count += 1
        return count

    return work


def _as_python(source: str) -> str:
    """An RE2 source for `re`; "" for the few that it does not take."""
    try:
        re.compile(source, re.IGNORECASE)
    except re.error:
        return ""
    return source


def _first(path: str, messages: int) -> list[bytes]:
    """The first conversations of a file with about that many messages."""
    with open(path, "rb") as stream:
        return list(islice(stream, max(1, messages // 10)))


if __name__ == "__main__":
    name, path, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
    work = {"floor": floor, "lowest": lowest, "naive": naive, "textblob": textblob, "vader": vader, "convokit": convokit}[name]()
    lines = _first(path, wanted)
    began = time.process_time()
    print(json.dumps({"messages": work(iter(lines)), "seconds": time.process_time() - began}))
