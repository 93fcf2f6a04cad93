"""What a speaker takes on, is at, or has done: the first person and a verb.

    ownership:
      said_by: agent
      undertaking:
        will: [look into, "(pass|send) ... on"]     # I'll ..., let me ..., so that we can ..., our team will ...
        doing: [looking into]                       # I'm ..., we are still ..., our engineers are ...
        done: [passed ... on]                       # I've ..., we have just ..., I ...

The rubric gives the verbs, in the phrase language; the grammar before them is here: who (I, we, our team), will or can or
would like to, and adverbs between. Questions ("can we ...", "how may I ..."), the negated ("we can't ...") and other
people's deeds ("you can ...") have another word order and are not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, said_by
from csaudit.patterns import PatternError, compiled, fold, pattern

_TEAM = (
    r"(?:(?:our|my|the|this|that|a|an|one of our|one of my|a member of (?:our|the))(?: [\w&/-]+){0,3}? "
    r"(?:teams?|colleagues?|executives?|devs?|drivers?|couriers?|department|dept|specialists?|managers?|manager|crew|agents?|engineers?|developers?|technicians?|"
    r"experts?|staff|supervisors?|advisors?|advisers?|representatives?|reps?|ops|mgmt|management|office)|(?:someone|somebody|one)(?: (?:from|in|on|of) (?:our|the|my)(?: [\w&/-]+){1,3}?)?)"
)
_ADVERB = (
    r"(?:(?:[a-z]+ly|just|also|now|then|already|still|further|first|indeed|of course|always|often|again|double|so|all|even|quick|please|kindly|"
    r"currently|here|both|go ahead and|gone ahead and|went ahead and|go and|try to|try and|trying to|be able to|be sure to|make sure to|make sure i|make sure we|be happy to|be glad to|"
    r"be more than happy to|be delighted to|be pleased to|do my best to|do our best to|do my very best to|do our very best to|"
    r"have to|need to|want to|like to|love to|continue to|get to|get back to) ){0,3}"
)
_WILL = (
    rf"(?:(?:i|we|{_TEAM})(?:'?ll| will| shall| can| could| may| are going to|'?re going to|'?m going to| am going to|"
    rf" is going to|'?m gonna|'?re gonna| need to| have to| would|'?d| must)"
    rf"|i(?:'?d|'?m| would| am| want| wanted) {_ADVERB}(?:like|love|happy|glad|want|prefer|going)? ?to"
    rf"|we(?:'?d|'?re| would| are| want| wanted) {_ADVERB}(?:like|love|happy|glad|want|prefer|going)? ?to"
    r"|let me|let us|let's|lets|lemme|allow me to|allow us to|(?:happy|glad|pleased|delighted) to"
    r"|(?:allow|give|grant) (?:me|us) (?:just )?(?:a|one|some|a few|a couple of|\d+(?: to \d+)?|two|five) "
    r"(?:quick |short |little |more )?(?:moments?|minutes?|mins?|seconds?|secs?|time|bit|while)(?: of your time)?,? (?:please )?(?:to|while i|while we|as i|as we|and i'?ll|and we'?ll)"
    rf"|(?:i|we|{_TEAM})(?:'?ll| will| can|'?re going to)\b[^.!?\n]{{1,60}}? (?:and|then|&)"
    r"|(?:while|as|so|so that) (?:i|we)|(?:^|[.!?,] )(?:will|shall))"
)
_DOING = rf"(?:(?:i|we|{_TEAM})(?:'?m|'re| am| are| is|'?ve been| have been| has been)|am|still|currently)"
_DONE = rf"(?:i|we|{_TEAM})(?:'?ve| have| has| had|'?d| was able to| were able to)?"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs, as phrases, in the form that follows "I will", "I am" and "I have"."""

    will: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


def needs(options: Options) -> tuple[str, ...]:
    """No cue; a verb that is no phrase is refused here. Raises PatternError."""
    _sources(options)
    return ()


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Every undertaking of `role`: a hit from the first person to the end of the verb."""
    for index in said_by(transcript, role):
        text = fold(transcript.messages[index].text)
        for name, source in _sources(options):
            for match in compiled(source).finditer(text):
                yield Hit(index, match.start(), match.end(), by=name)


@cache
def _sources(options: Options) -> tuple[tuple[str, str], ...]:
    """The name and the RE2 source of each form that has verbs."""
    forms = (("will do", _WILL, options.will), ("is doing", _DOING, options.doing), ("has done", _DONE, options.done))
    made = []
    for name, subject, verbs in forms:
        if verbs:
            source = rf"\b{subject} {_ADVERB}(?:{'|'.join(pattern(verb) for verb in verbs)})"
            compiled(source)
            made.append((name, source))
    if not made:
        raise PatternError("no verbs: will, doing or done must list some")
    return tuple(made)
