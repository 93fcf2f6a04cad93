"""Mistakes in placeholders: the words of a canned reply that a product fills in when it is sent.

    unclosed_placeholder:
      said_by: agent
      placeholder: {rule: unclosed-placeholder}        # syntax: zendesk; names: [order.id]

The syntax is the one given, else the transcript's tag `syntax:NAME`, else the one that explains every token. `csaudit
lint` knows more of a reply (its export, its file's name, its front matter) and looks for all these mistakes at once,
whichever rubric is used; the cue is how a rubric names them, gives them severity and advice, and shows them by example.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from csaudit.model import Hit, Role, Transcript, said_by
from csaudit.patterns import PatternError
from csaudit.placeholders.choice import choose
from csaudit.placeholders.problem import Problem
from csaudit.placeholders.scan import RULES, scan
from csaudit.placeholders.syntaxes import SYNTAXES


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """rule: which mistake. syntax: the product's; default: what the text shows. names: known ones besides its own."""

    rule: str
    syntax: str | None = None
    names: tuple[str, ...] = ()


def needs(options: Options) -> tuple[str, ...]:
    """No other cue; a rule or syntax that there is not is an error of the rubric."""
    if options.rule not in RULES:
        raise PatternError(f"no rule {options.rule!r}; known: {', '.join(RULES)}")
    if options.syntax is not None and options.syntax not in SYNTAXES:
        raise PatternError(f"no syntax {options.syntax!r}; known: {', '.join(SYNTAXES)}")
    return ()


def find(transcript: Transcript, role: Role, hits: Mapping[str, Sequence[Hit]], options: Options) -> Iterable[Hit]:
    """Every mistake of the rule."""
    tagged = next((tag.partition(":")[2] for tag in transcript.tags if tag.startswith("syntax:")), None)
    for index in said_by(transcript, role):
        for problem in _scanned(transcript.messages[index].text, options.syntax or tagged, options.names):
            if problem.rule == options.rule:
                yield Hit(index, problem.start, problem.end, by="placeholder", note=problem.message)


@lru_cache(maxsize=64)
def _scanned(text: str, syntax: str | None, names: tuple[str, ...]) -> list[Problem]:
    """The rules of a rubric ask for the same text one after the other."""
    choice = choose(text, ((syntax, "the rubric says so"),), names)
    return scan(text, choice.syntax, names)
