"""What the shape of a rubric cannot say: unknown cues, roles that contradict, patterns that do not compile, circles."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from csaudit import measures, patterns, plugins
from csaudit.errors import Complaint, did_you_mean
from csaudit.marked import Map, Place, Seq
from csaudit.model import ROLES
from csaudit.patterns import Phrase
from csaudit.rubric.language import Cue, CueExamples, Facts, seconds

_KINDS = {"phrases": "sure", "maybe": "maybe", "except": "except", "except_in_sentence": "except_in_sentence",
          "except_in_message": "except_in_message"}  # fmt: skip


def _phrases(name: str, entry: Map) -> Iterator[tuple[Phrase, Place]]:
    for key, kind in _KINDS.items():
        listed = entry.get(key, ())
        for index, one in enumerate(listed):
            regex = isinstance(one, Mapping)
            if regex and "regex" not in one:
                continue
            yield Phrase(name, one["regex"] if regex else one, regex, kind), listed.items_at[index]


def cue_of(name: str, entry: Map, checked: Mapping[Phrase, Phrase]) -> Cue:
    kinds = {key: entry[key] or {} for key in entry if key in plugins.names("cues")}
    examples = msgspec.convert(entry.get("examples", {}), CueExamples)
    phrases = tuple(checked.get(phrase, phrase) for phrase, _ in _phrases(name, entry))
    return Cue(
        name, entry.get("said_by"), phrases, kinds, tuple(entry.get("any_of", ())), examples, entry.get("title", "")
    )


def _complain(complaints: list[Complaint], place: Place, message: str, severity: str = "error") -> None:
    complaints.append(Complaint(place.file, place.line, place.column, message, severity))


def check_phrases(tree: Map, complaints: list[Complaint]) -> dict[Phrase, Phrase]:
    """Each phrase that is right as written, and ready to scan; a complaint for each that is not."""
    checked: dict[Phrase, Phrase] = {}
    for name, entry in tree["cues"].items():
        seen: set[tuple[str, str]] = set()
        for phrase, place in _phrases(name, entry):
            if (phrase.kind, str(phrase)) in seen:
                _complain(complaints, place, f"cue {name!r}: {str(phrase)!r} stands twice")
            seen.add((phrase.kind, str(phrase)))
            try:
                checked[phrase] = patterns.checked(phrase)
            except patterns.PatternError as error:
                _complain(complaints, place, f"cue {name!r}: {error}")
    return checked


_ONLY_ABOUT = frozenset({"said_by", "title", "examples", "except", "except_in_sentence", "except_in_message"})


def check_cues(tree: Map, cues: Mapping[str, Cue], complaints: list[Complaint]) -> dict[str, Cue]:
    """The cues made ready: with the patterns of kinds that are nothing but patterns, and the cues that each looks at."""
    made = {}
    for name, cue in cues.items():
        place = tree["cues"].keys_at[name]
        if _ONLY_ABOUT.issuperset(tree["cues"][name].keys_at):
            _complain(complaints, place, f"cue {name!r} has nothing that finds it: phrases, maybe, any_of or a kind")
        for index, other in enumerate(cue.any_of):
            at = tree["cues"][name]["any_of"].items_at[index]
            if other not in cues:
                _complain(complaints, at, f"cue {name!r}: unknown cue {other!r}{did_you_mean(other, list(cues))}")
        phrases, kinds = list(cue.phrases), {}
        needs: list[str] = []
        for kind, written in cue.kinds.items():
            at = tree["cues"][name].values_at[kind]
            module = plugins.load("cues", kind)
            try:
                options = msgspec.convert(written, module.Options)
                if hasattr(module, "patterns"):
                    for form, source in module.patterns(options):
                        phrases.append(patterns.checked(Phrase(name, form, source=source, made_by=kind)))
                    continue
                kinds[kind] = written
                looks_at = module.needs(options) if hasattr(module, "needs") else ()
                needs += looks_at
                for other in looks_at:
                    if other not in cues:
                        unknown = f"{kind} needs the cue {other!r}{did_you_mean(other, list(cues))}"
                        _complain(complaints, at, f"cue {name!r}: {unknown}")
            except (msgspec.ValidationError, patterns.PatternError) as error:
                _complain(complaints, at, f"cue {name!r}: {kind}: {error}")
        needs += cue.any_of
        made[name] = msgspec.structs.replace(
            cue, phrases=tuple(phrases), kinds=kinds, needs=tuple(dict.fromkeys(needs))
        )
    if not any(complaint.severity == "error" for complaint in complaints):
        try:
            in_order(made, list(made))
        except ValueError as error:
            at = tree["cues"].keys_at[str(error).split()[-1]]
            _complain(complaints, at, f"cues need each other in a circle: {error}")
    return made


def in_order(cues: Mapping[str, Cue], wanted: list[str]) -> list[str]:
    """The wanted cues and all that they need, each after what it needs. Raises ValueError with the circle's names."""
    done: dict[str, bool] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(" ".join((*above[above.index(name) :], name)))
        if name not in done:
            for other in cues[name].needs:
                visit(other, (*above, name))
            done[name] = True

    for name in wanted:
        visit(name, ())
    return list(done)


def check_criteria(tree: Map, cues: Mapping[str, Cue], complaints: list[Complaint]) -> None:
    seen: dict[str, Place] = {}
    for criterion in tree.get("criteria", ()):
        _check_conditions(criterion, cues, complaints)
        if "id" not in criterion:
            continue
        name, place = criterion["id"], criterion.values_at["id"]
        if name in seen:
            _complain(complaints, place, f"criterion {name!r} stands twice (first on line {seen[name].line})")
        seen[name] = place
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", name):
            _complain(complaints, place, f"criterion id {name!r}: small letters, digits, _ and - only")
        weight = criterion.get("weight", 1)
        if not (math.isfinite(weight) and weight > 0):
            _complain(
                complaints, criterion.values_at["weight"], f"weight must be a positive, finite number, not {weight:g}"
            )
        if not any(
            key in criterion.keys_at for key in ("expect", "never", "order", "cases", "reply_within", "measure")
        ):
            _complain(complaints, place, f"criterion {name!r} decides nothing: it needs expect, never, order, cases, "
                                         "reply_within or measure")  # fmt: skip
        if criterion.get("bonus") and criterion.get("penalty"):
            _complain(
                complaints, criterion.values_at["penalty"], f"criterion {name!r} is a bonus or a penalty, not both"
            )
        for key in criterion.get("measure", {}):
            if key not in measures.NAMES:
                at = criterion["measure"].keys_at[key]
                _complain(complaints, at, f"unknown measure {key!r}{did_you_mean(key, list(measures.NAMES))}")
        for limits in criterion.get("reply_within", {}).values():
            for key, value in limits.items():
                if value is None:
                    continue
                try:
                    seconds(value)
                except ValueError as error:
                    _complain(complaints, limits.values_at[key], str(error))
    mark = tree.get("pass_mark", 75)
    if not 0 <= mark <= 100:
        _complain(complaints, tree.values_at["pass_mark"], f"pass_mark must be 0 to 100, not {mark:g}")
    if tree.get("criteria"):
        used = set(in_order(cues, [cue for cue in used_cues(tree["criteria"]) if cue in cues])) if not any(
            one.severity == "error" for one in complaints) else set(cues)  # fmt: skip
        for name, place in tree["cues"].keys_at.items():
            if name not in used and place.file == tree.place.file:
                _complain(complaints, place, f"no criterion uses the cue {name!r}", "warning")


def used_cues(value: Any) -> Iterator[str]:
    """Every cue named in criteria given as plain mappings and lists."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in ROLES or key == "notes":
                yield from _names(part)
            elif key not in ("examples", "known", "channel", "tag"):
                yield from used_cues(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from used_cues(part)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _names(part)


def _check_conditions(value: Any, cues: Mapping[str, Cue], complaints: list[Complaint]) -> None:
    """Cue names, roles and facts in every condition below `value`."""
    if isinstance(value, Seq):
        for part in value:
            _check_conditions(part, cues, complaints)
    if not isinstance(value, Map):
        return
    for key, part in value.items():
        place = value.values_at[key]
        if part is None:  # "within:" with nothing behind it is as if it were not there
            continue
        if key in ROLES or key == "notes":
            for name in _names(part):
                if name not in cues:
                    _complain(complaints, place, f"unknown cue {name!r}{did_you_mean(name, list(cues))}")
                elif key in ROLES and cues[name].said_by not in (None, key):
                    _complain(complaints, place, f"the cue {name!r} is said by the {cues[name].said_by}, not the {key}")
        elif key == "known":
            for name in _names(part):
                if name not in Facts:
                    _complain(complaints, place, f"unknown fact {name!r}{did_you_mean(name, Facts)}")
        elif key in ("first", "last", "within", "at_least", "turns") and part < 1:
            _complain(complaints, place, f"{key} must be 1 or more, not {part}")
        elif key == "share" and not 0 < part <= 1:
            _complain(complaints, place, f"share must be over 0 and at most 1, not {part:g}")
        elif key not in ("examples", "measure", "reply_within"):
            _check_conditions(part, cues, complaints)
