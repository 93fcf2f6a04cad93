"""The rubric language: from YAML to a Rubric, with every complaint at its line and column.

The Structs here are the language: their fields are the keys, their docstrings the manual, and `csaudit rubric schema`
prints them as a JSON Schema. A file is checked against them (yaml_strict), files named by `use` and `extends` are merged
in, and what the shape cannot say is checked last: unknown cues, roles that contradict, patterns that do not compile.
"""

import functools
import math
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from csaudit import cache, measures, patterns, plugins, yaml_strict
from csaudit.errors import Complaint, RubricError, UsageError, did_you_mean
from csaudit.model import ROLES, Role
from csaudit.patterns import Phrase
from csaudit.yaml_strict import Map, Place, Seq

Words = str | tuple[str, ...]
Facts = ("customer_name", "earlier_contact", "times", "ended")
Where = Literal["anywhere", "same", "after", "next_turn", "before_reply", "replied", "last_turn"]


class Pattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A list entry that is an RE2 pattern instead of a phrase."""

    regex: str


class CueExamples(Struct, frozen=True, forbid_unknown_fields=True):
    """Messages (or "Role: ..." conversations, whose last message counts) that hold the cue, and some that do not."""

    hit: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()


class CueEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """How a cue is found. Phrases, other cues and kinds (any file of csaudit/cues/) add up; `except` takes away.

    said_by: whose messages are searched. maybe: doubtful phrases. except: cancels each hit it overlaps;
    except_in_sentence and except_in_message cancel more. any_of: cues whose hits are this cue's hits too.
    """

    said_by: Role | None = None
    title: str = ""
    phrases: tuple[str | Pattern, ...] = ()
    maybe: tuple[str | Pattern, ...] = ()
    except_: tuple[str | Pattern, ...] = field(default=(), name="except")
    except_in_sentence: tuple[str | Pattern, ...] = ()
    except_in_message: tuple[str | Pattern, ...] = ()
    any_of: tuple[str, ...] = ()
    examples: CueExamples = CueExamples()


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """What has to hold; all keys given must. A role with a list of cues means any of them.

    where: anywhere | same (message) | after | next_turn | before_reply (before the other side speaks again) | replied
    (once the other side has answered, whatever the hit) | last_turn (what the role wrote after the last answer);
    default: at or after the first hit of `when`. first, last, within: only the first or last N messages of the role, or
    the N after the hit. at_least, at_most: how many messages must (may) hold it; share: what part of them must. known: customer_name, earlier_contact, times,
    ended. configured: a policy named in the configuration. turns: at least so many exchanges.
    unless: looked at from each hit, a hit counts only where this does not hold.
    """

    agent: Words | None = None
    customer: Words | None = None
    bot: Words | None = None
    where: Where | None = None
    first: int | None = None
    last: int | None = None
    within: int | None = None
    at_least: int | None = None
    share: float | None = None
    at_most: int | None = None
    known: Words | None = None
    configured: str | None = None
    channel: Words | None = None
    tag: Words | None = None
    ended: bool | None = None
    turns: int | None = None
    unless: "Condition | None" = None
    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()
    not_: "Condition | None" = field(default=None, name="not")


Conditions = Condition | tuple[Condition, ...]
Step = str | tuple[str, ...]


class Order(Struct, frozen=True, forbid_unknown_fields=True):
    """Cues that must come one after the other, over one or more messages; an inner list may come in any order."""

    agent: tuple[Step, ...]


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """One case of several: the first whose `when` holds decides."""

    when: Conditions | None = None
    expect: Conditions | None = None
    never: Conditions | None = None
    title: str = ""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """How long a customer may wait: 90s, 2m, 4h, 1d."""

    first: str | None = None
    longest: str | None = None


class Bounds(Struct, frozen=True, forbid_unknown_fields=True):
    """The range a measure has to stay in."""

    at_least: float | None = None
    at_most: float | None = None


class Examples(Struct, frozen=True, forbid_unknown_fields=True):
    """Conversations, one "Role: text" a line, by the verdict that they must get; `rubric check` runs them."""

    pass_: tuple[str, ...] = field(default=(), name="pass")
    fail: tuple[str, ...] = ()
    na: tuple[str, ...] = field(default=(), name="n/a")
    unsure: tuple[str, ...] = ()


class Criterion(Struct, frozen=True, forbid_unknown_fields=True):
    """What the rubric asks of a transcript.

    when: it applies only then (else n/a); unless: n/a if that holds. expect: must be there; never: must not be.
    order, cases, reply_within, measure: other ways to decide. doubt: where this holds, a fail is unsure instead.
    notes: cues whose presence the reason mentions. weight: its share of the score. bonus: may add, never takes; penalty: may
    take, never adds.
    critical: a fail fails the transcript. severity: of a lint finding. advice, source: for whoever reads the report.
    """

    id: str
    title: str = ""
    weight: float = 1.0
    when: Conditions | None = None
    unless: Conditions | None = None
    expect: Conditions | None = None
    never: Conditions | None = None
    order: Order | None = None
    cases: tuple[Case, ...] = ()
    reply_within: dict[str, Limits] = {}
    measure: dict[str, Bounds] = {}
    doubt: Conditions | None = None
    notes: tuple[str, ...] = ()
    critical: bool = False
    bonus: bool = False
    penalty: bool = False
    severity: Literal["error", "warning", "info"] = "warning"
    advice: str = ""
    source: str = ""
    examples: Examples = Examples()


class RubricFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A rubric file.

    language: ISO 639-1; a transcript plainly in another is skipped. pass_mark: 0 to 100. on_critical: what a critical
    fail does to the score: keep it visible, zero it, or cap it at a number; the transcript fails in any case.
    use: files whose cues are shared. extends: a rubric to start from; its criteria are overridden by id, dropped with
    `without`.
    """

    name: str
    version: str = "1"
    description: str = ""
    language: str | None = None
    pass_mark: float = 75.0
    on_critical: Literal["keep", "zero"] | float = "keep"
    use: tuple[str, ...] = ()
    extends: str | None = None
    without: tuple[str, ...] = ()
    cues: dict[str, CueEntry] = {}
    criteria: tuple[Criterion, ...] = ()


class Cue(Struct, frozen=True):
    """A cue ready for use: its phrases, the kinds that find it (name and options) and the cues it is made of."""

    name: str
    said_by: Role | None
    phrases: tuple[Phrase, ...]
    kinds: dict[str, Any]
    any_of: tuple[str, ...]
    examples: CueExamples
    title: str = ""


class Rubric(Struct, frozen=True):
    """A rubric ready for use. hash: of everything that can change a verdict. warnings: complaints that do not stop it."""

    name: str
    version: str
    language: str | None
    pass_mark: float
    on_critical: str | float
    cues: dict[str, Cue]
    criteria: tuple[Criterion, ...]
    file: str
    description: str = ""
    hash: str = ""
    warnings: tuple[Complaint, ...] = ()


def many(value: Words | None) -> tuple[str, ...]:
    """One word or several, as a tuple."""
    return () if value is None else (value,) if isinstance(value, str) else value


def conditions(value: Conditions | None) -> tuple[Condition, ...]:
    """One condition or a list of alternatives, as a tuple."""
    return () if value is None else (value,) if isinstance(value, Condition) else value


def seconds(duration: str) -> float:
    """Seconds of "90s", "2m", "4h" or "1d". Raises ValueError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", duration)
    if not match:
        raise ValueError(f"{duration!r} is no duration such as 90s, 2m, 4h or 1d")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]]


def folder() -> Path:
    """Where the shipped rubrics are: beside the package in a clone, inside it in a wheel."""
    inside = Path(__file__).parent / "rubrics"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "rubrics"


def shipped() -> tuple[str, ...]:
    """Names of the shipped rubrics and cue files."""
    return tuple(sorted(path.stem for path in folder().glob("*.yaml")))


def find(name: str, beside: Path | None = None) -> Path:
    """The file of a rubric given by name or path (relative paths: beside the file that names it). Raises UsageError."""
    if re.fullmatch(r"[\w-]+", name):
        if name in shipped():
            return folder() / f"{name}.yaml"
        raise UsageError(f"no rubric is called {name!r}{did_you_mean(name, shipped())}")
    path = Path(name) if beside is None else beside / name
    if not path.is_file():
        raise UsageError(f"no such rubric: {name}")
    return path


@functools.cache
def shape() -> type[Struct]:
    """RubricFile with a key for each cue kind there is: the file's name in csaudit/cues/."""
    kinds = [(kind, Any, field(default=None)) for kind in plugins.names("cues")]
    entry = msgspec.defstruct("CueEntry", kinds, bases=(CueEntry,), frozen=True, kw_only=True, forbid_unknown_fields=True)
    fields: list[Any] = [("cues", dict[str, entry], field(default_factory=dict))]  # type: ignore[valid-type]
    return msgspec.defstruct("RubricFile", fields, bases=(RubricFile,), frozen=True, kw_only=True,
                             forbid_unknown_fields=True)  # fmt: skip


def schema() -> dict[str, Any]:
    """The JSON Schema of a rubric file, for editors."""
    made = msgspec.json.schema(shape())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "csaudit rubric", **made}


def load(name: str) -> Rubric:
    """The rubric called `name` or at that path. Raises RubricError with every mistake, UsageError when there is none.

    Checking 850 phrases takes 0.3 s, the whole start-up of a small run; so a rubric that was found right is kept in the
    user's cache and used again as long as none of its files has changed (see cache).
    """
    path = find(name)
    kept = cache.get(str(path), Rubric)
    if kept is not None:
        return kept
    made, files = _made(path)
    cache.put(str(path), made, files)
    return made


def _made(path: Path) -> tuple[Rubric, list[Path]]:
    """The rubric of a file, checked, and the files that it is made of."""
    complaints: list[Complaint] = []
    files: list[Path] = []
    tree = _merged(path, complaints, (), files)
    if tree is None or any(complaint.message.startswith(("use: ", "extends: ")) for complaint in complaints):
        raise RubricError(_sorted(complaints))  # without these, half of what it names would be unknown
    # What has the wrong shape is not in the tree; the rest of it is checked all the same, to tell all mistakes at once.
    sources = _check_phrases(tree, complaints)
    cues = {key: _cue(key, entry, sources) for key, entry in tree.get("cues", {}).items()}
    _check_cues(tree, cues, complaints)
    _check_criteria(tree, cues, complaints)
    if any(complaint.severity == "error" for complaint in complaints):
        raise RubricError(_sorted(complaints))
    criteria = msgspec.convert(tree.get("criteria", []), tuple[Criterion, ...])
    rubric = Rubric(
        tree["name"], str(tree.get("version", "1")), tree.get("language"), float(tree.get("pass_mark", 75)),
        tree.get("on_critical", "keep"), cues, criteria, str(path), tree.get("description", ""),
        warnings=tuple(_sorted(complaints)),
    )  # fmt: skip
    bare = msgspec.structs.replace(rubric, file="", warnings=(), description="")
    digest = sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()[:16]
    return msgspec.structs.replace(rubric, hash=digest), files


ExamplePlaces = dict[tuple[str, str, str, int], Place]


def example_places(name: str) -> ExamplePlaces:
    """Where each example stands, by ("cues" or "criteria", owner, verdict, number)."""
    path = find(name)
    tree = _merged(path, [], (), []) or Map(Place(str(path), 1, 1))
    found: ExamplePlaces = {}
    entries = [("cues", key, entry) for key, entry in tree.get("cues", {}).items()]
    entries += [("criteria", one["id"], one) for one in tree.get("criteria", ())]
    for kind, owner, entry in entries:
        for verdict, texts in entry.get("examples", {}).items():
            for index, place in enumerate(texts.items_at):
                found[kind, owner, verdict, index] = place
    return found


def _sorted(complaints: list[Complaint]) -> list[Complaint]:
    return sorted(complaints, key=lambda one: (one.file, one.line, one.column))


def _tree(path: Path, complaints: list[Complaint]) -> Map | None:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    tree, found = yaml_strict.load(data, str(path), shape())
    complaints.extend(found)
    return tree if isinstance(tree, Map) else None


def _merged(path: Path, complaints: list[Complaint], above: tuple[Path, ...], files: list[Path]) -> Map | None:
    """A file with everything that it uses and extends merged in; its own words win. `files` gets every file read."""
    files.append(path)
    if path in above:
        complaints.append(Complaint(str(path), 1, 1, "uses or extends itself, by way of " + ", ".join(p.name for p in above)))
        return None
    tree = _tree(path, complaints)
    if tree is None:
        return None
    cues: Map = Map(tree.place)
    for key, names in (("use", tree.get("use", ())), ("extends", [tree["extends"]] if "extends" in tree else ())):
        for index, name in enumerate(names):
            place = names.items_at[index] if isinstance(names, Seq) else tree.values_at[key]
            try:
                other = _merged(find(name, path.parent), complaints, (*above, path), files)
            except UsageError as error:
                complaints.append(Complaint(place.file, place.line, place.column, f"{key}: {error}"))
                continue
            if other is None:
                continue
            _overlay(cues, other.get("cues", {}))
            if key == "extends":
                tree = _extended(tree, other, complaints)
    _overlay(cues, tree.get("cues", {}))
    tree["cues"] = cues
    tree.keys_at["cues"] = tree.values_at["cues"] = cues.place
    return tree


def _overlay(base: Map, top: Mapping[str, Any]) -> None:
    for name, entry in top.items():
        base[name] = entry
        if isinstance(top, Map):
            base.keys_at[name], base.values_at[name] = top.keys_at[name], top.values_at[name]


def _extended(tree: Map, other: Map, complaints: list[Complaint]) -> Map:
    """`other` with the criteria of `tree` laid over it by id, new ones at the end, `without` taken away."""
    by_id = {criterion.get("id"): criterion for criterion in other.get("criteria", ())}
    for index, name in enumerate(tree.get("without", ())):
        if name not in by_id:
            place = tree["without"].items_at[index]
            hint = did_you_mean(name, list(by_id))
            complaints.append(Complaint(place.file, place.line, place.column, f"without: no criterion {name!r} to drop{hint}"))
        by_id.pop(name, None)
    for criterion in tree.get("criteria", ()):
        under = by_id.get(criterion.get("id"))
        if under is not None:
            for key in [key for key in under if key not in criterion]:
                criterion[key] = under[key]
                criterion.keys_at[key], criterion.values_at[key] = under.keys_at[key], under.values_at[key]
        by_id[criterion.get("id")] = criterion
    merged = Seq(tree.place)
    for criterion in by_id.values():
        merged.append(criterion)
        merged.items_at.append(criterion.place)
    for key, value in other.items():
        if key not in tree and key not in ("without", "extends", "use"):
            tree[key] = value
            tree.keys_at[key], tree.values_at[key] = other.keys_at[key], other.values_at[key]
    tree["criteria"] = merged
    tree.values_at["criteria"] = tree.place
    return tree


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


def _cue(name: str, entry: Map, sources: Mapping[Phrase, str]) -> Cue:
    kinds = {key: entry[key] or {} for key in entry if key in plugins.names("cues")}
    examples = msgspec.convert(entry.get("examples", {}), CueExamples)
    phrases = tuple(
        msgspec.structs.replace(phrase, source=sources.get(phrase, "")) for phrase, _ in _phrases(name, entry)
    )
    return Cue(name, entry.get("said_by"), phrases, kinds, tuple(entry.get("any_of", ())), examples, entry.get("title", ""))


def _complain(complaints: list[Complaint], place: Place, message: str, severity: str = "error") -> None:
    complaints.append(Complaint(place.file, place.line, place.column, message, severity))


def _check_phrases(tree: Map, complaints: list[Complaint]) -> dict[Phrase, str]:
    """The RE2 pattern of each phrase that is right; a complaint for each that is not."""
    sources: dict[Phrase, str] = {}
    for name, entry in tree["cues"].items():
        seen: set[tuple[str, str]] = set()
        for phrase, place in _phrases(name, entry):
            if (phrase.kind, str(phrase)) in seen:
                _complain(complaints, place, f"cue {name!r}: {str(phrase)!r} stands twice")
            seen.add((phrase.kind, str(phrase)))
            try:
                sources[phrase] = patterns.source(phrase)
            except patterns.PatternError as error:
                _complain(complaints, place, f"cue {name!r}: {error}")
    return sources


_ONLY_ABOUT = frozenset({"said_by", "title", "examples", "except", "except_in_sentence", "except_in_message"})


def _check_cues(tree: Map, cues: Mapping[str, Cue], complaints: list[Complaint]) -> None:
    for name, cue in cues.items():
        place = tree["cues"].keys_at[name]
        if _ONLY_ABOUT.issuperset(tree["cues"][name].keys_at):
            _complain(complaints, place, f"cue {name!r} has nothing that finds it: phrases, maybe, any_of or a kind")
        for index, other in enumerate(cue.any_of):
            at = tree["cues"][name]["any_of"].items_at[index]
            if other not in cues:
                _complain(complaints, at, f"cue {name!r}: unknown cue {other!r}{did_you_mean(other, list(cues))}")
        for kind, options in cue.kinds.items():
            at = tree["cues"][name].values_at[kind]
            try:
                made = msgspec.convert(options, plugins.load("cues", kind).Options)
                for other in needs(cue, kind, made):
                    if other not in cues:
                        _complain(complaints, at, f"cue {name!r}: {kind} needs the cue {other!r}{did_you_mean(other, list(cues))}")
            except (msgspec.ValidationError, patterns.PatternError) as error:
                _complain(complaints, at, f"cue {name!r}: {kind}: {error}")
    if not any(complaint.severity == "error" for complaint in complaints):
        try:
            in_order(cues, list(cues))
        except ValueError as error:
            _complain(complaints, tree["cues"].keys_at[str(error).split()[-1]], f"cues need each other in a circle: {error}")


def needs(cue: Cue, kind: str, options: Any) -> tuple[str, ...]:
    """The cues that a kind looks at, by the options it was given."""
    module = plugins.load("cues", kind)
    return tuple(module.needs(options)) if hasattr(module, "needs") else ()


def in_order(cues: Mapping[str, Cue], wanted: list[str]) -> list[str]:
    """The wanted cues and all that they need, each after what it needs. Raises ValueError with the circle's names."""
    done: dict[str, bool] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(" ".join((*above[above.index(name) :], name)))
        if name in done:
            return
        cue = cues[name]
        for kind, options in cue.kinds.items():
            for other in needs(cue, kind, msgspec.convert(options, plugins.load("cues", kind).Options)):
                visit(other, (*above, name))
        for other in cue.any_of:
            visit(other, (*above, name))
        done[name] = True

    for name in wanted:
        visit(name, ())
    return list(done)


def _check_criteria(tree: Map, cues: Mapping[str, Cue], complaints: list[Complaint]) -> None:
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
            _complain(complaints, criterion.values_at["weight"], f"weight must be a positive, finite number, not {weight:g}")
        if not any(key in criterion.keys_at for key in ("expect", "never", "order", "cases", "reply_within", "measure")):
            _complain(complaints, place, f"criterion {name!r} decides nothing: it needs expect, never, order, cases, "
                                         "reply_within or measure")  # fmt: skip
        if criterion.get("bonus") and criterion.get("penalty"):
            _complain(complaints, criterion.values_at["penalty"], f"criterion {name!r} is a bonus or a penalty, not both")
        for key in criterion.get("measure", {}):
            if key not in measures.NAMES:
                at = criterion["measure"].keys_at[key]
                _complain(complaints, at, f"unknown measure {key!r}{did_you_mean(key, list(measures.NAMES))}")
        for limits in criterion.get("reply_within", {}).values():
            for key, value in limits.items():
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
