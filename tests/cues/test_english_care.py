"""The shared cues for ownership, remedy, follow-up, empathy and questions, as rubrics/english_care.yaml writes them."""

from collections.abc import Iterator

import msgspec
import pytest
import yaml

from csaudit import examples, rubric
from csaudit.cues import undertaking
from csaudit.hits import Finder
from csaudit.model import Message, Transcript
from csaudit.patterns import Phrase
from csaudit.rubric import Cue

CUES = rubric.load("english_care").cues
WRITTEN = yaml.safe_load(rubric.find("english_care").read_text("utf-8"))["cues"]
FINDER = Finder(CUES, list(CUES))


def cues(text: str) -> set[str]:
    """The cues that an agent's message holds."""
    return set(FINDER.find(Transcript("t", (Message("agent", text),))).found)


@pytest.mark.parametrize("quote", ["'", "’"])
@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("What can I do to make this right?", {"make_it_right", "remedy_asked"}, {"clarify"}),
        ("How can I make things right?", {"make_it_right", "remedy_asked"}, {"clarify"}),
        ("I'd be frustrated too.", {"empathy"}, set()),
        ("That would confuse me as well.", {"empathy"}, set()),
        ("I know your time is very valuable", {"empathy"}, set()),
        ("I know how frustrating this must have been; I would feel the same way.", {"empathy"}, set()),
        ("I completely understand and would feel the same if I were in your shoes", {"empathy"}, set()),
        (
            "Let me find out why this happened and what I can do to make it up to you.",
            {"ownership", "make_it_right"},
            set(),
        ),
        ("Let me find that information for you.", {"ownership"}, set()),
        ("It was my fault", {"ownership"}, set()),
        ("Yes, I understand we made a mistake", {"ownership"}, set()),
        (
            "Wow! I'm so terribly sorry we didn't perform as expected! Please allow me to make it right for you",
            {"ownership", "make_it_right"},
            set(),
        ),
        ("Oh it's MY problem because YOU'RE upset", set(), {"ownership", "empathy"}),
        ("Why are you so mad?", set(), {"clarify", "empathy"}),
        ("I understand. And what is the order number?", {"clarify"}, {"empathy"}),
    ],
)
def test_the_documents_own_words(text: str, held: set[str], not_held: set[str], quote: str) -> None:
    found = cues(text.replace("'", quote))
    assert held <= found
    assert not found & not_held


@pytest.mark.parametrize("cue", CUES.values(), ids=list(CUES))
def test_capitals_doubled_spaces_and_curly_quotes_change_nothing(cue: Cue) -> None:
    for text in cue.examples.hit + cue.examples.miss:
        for variant in (text.upper(), text.replace(" ", "  "), text.replace("'", "’"), f"@4711 {text} ^JR"):
            assert (cue.name in cues(variant)) == (cue.name in cues(text)), variant


def without_a_verb(cue: Cue) -> Iterator[tuple[str, Cue]]:
    """The cue less one verb of what its speaker undertakes, each in turn."""
    forms = WRITTEN[cue.name].get("undertaking", {})
    phrases = tuple(phrase for phrase in cue.phrases if not phrase.made_by)
    for form, verbs in forms.items():
        for verb in verbs:
            fewer = {**forms, form: [other for other in verbs if other != verb]}
            if not any(fewer.values()):
                continue
            made = undertaking.patterns(msgspec.convert(fewer, undertaking.Options))
            left = tuple(Phrase(cue.name, name, source=source, made_by="undertaking") for name, source in made)
            yield verb, msgspec.structs.replace(cue, phrases=phrases + left)


@pytest.mark.parametrize("cue", CUES.values(), ids=list(CUES))
def test_an_example_needs_every_verb_and_every_phrase(cue: Cue) -> None:
    assert not list(examples.cue_failures(cue, CUES))
    assert not list(examples.unneeded(cue, CUES))
    assert not [
        verb for verb, fewer in without_a_verb(cue) if not list(examples.cue_failures(fewer, {**CUES, cue.name: fewer}))
    ]
