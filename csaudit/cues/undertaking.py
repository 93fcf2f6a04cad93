"""What a speaker takes on, is at, or has done: the first person and a verb.

    ownership:
      said_by: agent
      undertaking:
        will: [look into, "(pass|send) ... on"]     # I'll ..., let me ..., so that we can ..., our team will ...
        doing: [looking into]                       # I'm ..., we are still ..., our engineers are ...
        done: [passed ... on]                       # I've ..., we have just ..., I ...

The rubric gives the verbs, in the phrase language; the grammar before them is here: who (I, we, our team), will or can
or would like to, adverbs, and "I will check and ..." for the second verb. Questions ("can we ...", "how may I ..."),
the negated ("we can't ...") and other people's deeds ("you can ...") have another word order and are not found.
"""

from collections.abc import Iterator

from msgspec import Struct

from csaudit.patterns import PatternError, pattern

_TEAM = (
    r"(?:(?:our|my|the|this|that|a|an|one of our|one of my|a member of (?:our|the))(?: [\w&/-]+){0,3}? (?:teams?|"
    r"colleagues?|department|dept|specialists?|managers?|crew|agents?|engineers?|developers?|devs?|technicians?|experts?|"
    r"staff|ops|supervisors?|advis[eo]rs?|representatives?|reps?|executives?|drivers?|couriers?|mgmt|management|office|"
    r"stores?|shop|branch|hotel|warehouse|depot)"
    r"|(?:someone|somebody|one)(?: (?:from|in|on|of) (?:our|the|my)(?: [\w&/-]+){1,3}?)?)"
)
_ADVERB = (
    r"(?:(?:[a-z]+ly|just|also|now|then|already|still|further|first|indeed|of course|always|often|again|double|so|all|"
    r"even|quick|please|here|both|go ahead and|gone ahead and|went ahead and|go and|try(?:ing)? to|try and|be able to|"
    r"be sure to|make sure (?:to|i|we)|be (?:more than )?(?:happy|glad|delighted|pleased) to|"
    r"do (?:my|our) (?:very )?best to|(?:have|need|want|like|love|continue|get) to|get back to) ){0,3}"
)
_A_MOMENT = (
    r"(?:(?:allow|give|grant) (?:me|us)|gimme) (?:just )?(?:a|one|some|a few|a couple of|two|five|\d+(?: to \d+)?) "
    r"(?:quick |short |little |more )?(?:moments?|minutes?|mins?|seconds?|secs?|time|bit|while)(?: of your time)?,? "
    r"(?:please )?(?:to|(?:while|as) (?:i|we)|and (?:i|we)'?ll)"
)
_WILL = (
    rf"(?:\b(?:(?:i|we|{_TEAM})(?:'?ll| will| shall| should| can| could| may| must| need to| have to| would|'?d|"
    rf" (?:am|are|is) going to|'?(?:m|re) going to|'?(?:m|re) gonna)"
    rf"|(?:i(?:'?d|'?m| would| am| want| wanted)|we(?:'?d|'?re| would| are| want| wanted)) "
    rf"{_ADVERB}(?:(?:like|love|happy|glad|want|prefer|going) )?to"
    rf"|\b(?:i|we|{_TEAM}) {_ADVERB}(?:aim|hope|plan|intend|expect|promise|endeavou?r|undertake)s? to"
    rf"|\b(?:i'?m|i am|we'?re|we are|{_TEAM} (?:is|are)) {_ADVERB}"
    r"(?:(?:aiming|hoping|planning|looking|trying|expecting|going) to|gonna)"
    r"|let me|let us|let's|lets|lemme|allow me to|allow us to|(?:happy|glad|pleased|delighted) to"
    rf"|{_A_MOMENT}"
    rf"|(?:i|we|{_TEAM})(?:'?ll| will| can|'?(?:re|m) going to| (?:am|are|is) going to)\b"
    r"[^.!?\n]{1,90}? (?:and|then|&)"
    r"|(?:let me|let us|lemme|allow me to|allow us to|(?:happy|glad|pleased|delighted|like|love) to) "
    r"(?:check|have|see|take|speak|talk|chat|look|ask|find|pull|get|go|do|try|contact|call|ring|chase|send|pass|forward|raise|"
    r"run|confirm|verify|investigate|dig|consult|liaise|review)\b[^.!?\n]{0,60}? (?:and|then|&)"
    r"|(?:while|as|so|so that) (?:i|we)|(?:and|then) (?:will|shall))|(?:^|[.!?,] |@\w+ )(?:will|shall|gonna|going to)"
    r"|(?:^|[.!?] |@\w+ )(?:will|shall|gonna|going to)\b[^.!?\n]{1,60}? (?:and|then|&))"
)
_DOING = (
    rf"\b(?:(?:i|we|{_TEAM})(?:'?m|'re| am| are| is|'?ve been| have been| has been)|am|still|currently"
    rf"|(?:i|we|{_TEAM})(?:'?m|'?re|'?ve| am| are| is| have| has)\b"
    r"[^.!?\n]{1,60}? (?:and|&)(?: are| is| am|'?re|'?m)?)"
)
_DONE = rf"\b(?:i|we|{_TEAM})(?:'?ve| have| has| had|'?d| was able to| were able to)?"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs, as phrases, in the form that follows "I will", "I am" and "I have"."""

    will: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


def patterns(options: Options) -> Iterator[tuple[str, str]]:
    """The name and the RE2 source of each form that has verbs: from the first person to the end of the verb.

    Raises PatternError where there are no verbs, or one is no phrase.
    """
    forms = (("will do", _WILL, options.will), ("is doing", _DOING, options.doing), ("has done", _DONE, options.done))
    if not any(verbs for _, _, verbs in forms):
        raise PatternError("no verbs: will, doing or done must list some")
    for name, subject, verbs in forms:
        if verbs:
            grammar = f"{subject} {_ADVERB}".replace(" ", r"\s+")
            yield name, f"{grammar}(?:{'|'.join(map(pattern, verbs))})"
