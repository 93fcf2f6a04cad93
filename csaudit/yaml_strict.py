"""YAML as a person meant it: no tags, no surprises of YAML 1.1, every complaint with its line and column.

The event stream is walked first (size, depth, aliases, tags, one document: the C composer crashes on deep nesting),
then composed, then checked against a msgspec type, collecting *every* complaint; `msgspec.convert` would stop at the
first and knows no lines. Scalars are read by the type that is expected, so `no` and `1:30` stay text where text belongs.
"""

import math
from typing import Any

import msgspec
import yaml

from csaudit.decoding import decode
from csaudit.errors import Complaint, InputError, did_you_mean
from csaudit.marked import Map, Place, Seq

MAX_BYTES, MAX_DEPTH, MAX_ALIASES = 4 << 20, 50, 100
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(data: bytes, file: str, shape: type) -> tuple[Any, list[Complaint]]:
    """The document as Maps, Seqs and scalars that fit `shape`, and every complaint about it; what does not fit is left out."""
    if len(data) > MAX_BYTES:
        return None, [Complaint(file, 0, 0, f"larger than {MAX_BYTES >> 20} MB")]
    try:
        text, _ = decode(data)
    except InputError as error:
        return None, [Complaint(file, 0, 0, error.reason)]
    try:
        if complaint := _walk(text, file):
            return None, [complaint]
        node = yaml.compose(text, _LOADER)
    except yaml.YAMLError as error:
        return None, [_syntax(error, file, text)]
    except RecursionError:
        return None, [Complaint(file, 1, 1, f"nested deeper than {MAX_DEPTH}")]
    if node is None:
        return None, [Complaint(file, 1, 1, "an empty file")]
    complaints: list[Complaint] = []
    return check(node, file, shape, complaints), complaints


def check(node: Any, file: str, shape: type, complaints: list[Complaint]) -> Any:
    """A node tree read as `shape`; what does not fit is left out and complained about."""
    return _Checker(file, complaints).check(node, msgspec.inspect.type_info(shape), "the file")


def _walk(text: str, file: str) -> Complaint | None:
    """The first thing that makes composing the document unsafe or unclear, from its events alone."""
    depth = aliases = documents = 0
    for event in yaml.parse(text, _LOADER):
        mark: Any = event.start_mark
        problem = None
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            problem = "more than one document: keep one a file" if documents > 1 else None
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
            problem = f"more than {MAX_ALIASES} aliases" if aliases > MAX_ALIASES else None
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            problem = f"nested deeper than {MAX_DEPTH}" if depth > MAX_DEPTH else None
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            problem = f"a tag ({event.tag}): tags are not used here"
        if problem:
            return Complaint(file, mark.line + 1, mark.column + 1, problem)
    return None


def _syntax(error: yaml.YAMLError, file: str, text: str) -> Complaint:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    if mark is None:
        return Complaint(file, 0, 0, f"not YAML: {problem}")
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1] or "'\\t'" in problem:
        problem = "a tab: indent with spaces"
    elif line.lstrip().startswith("- [") or line.lstrip().startswith("- {"):
        problem = f"a list entry that begins with a bracket must be quoted: - '{line.lstrip()[2:].strip()}'"
    elif "undefined alias" in problem or "alias" in problem:
        problem = f"an alias without its anchor ({problem})"
    return Complaint(
        file, mark.line + 1, mark.column + 1, f"not YAML: {problem}" if "quoted" not in problem else problem
    )


class _Checker:
    """Walks a node tree along a msgspec type, and writes down what does not fit."""

    def __init__(self, file: str, complaints: list[Complaint]) -> None:
        self.file, self.complaints = file, complaints
        self._open: list[int] = []  # nodes being walked: an alias inside its own anchor never ends

    def check(self, node: Any, info: Any, what: str) -> Any:
        """The node's value by the type, or _WRONG after a complaint."""
        if id(node) in self._open:
            return self.wrong(node, f"{what} contains itself")
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, info, what)
        self._open.append(id(node))
        try:
            return (
                self.mapping(node, info, what)
                if isinstance(node, yaml.MappingNode)
                else self.sequence(node, info, what)
            )
        finally:
            self._open.pop()

    def wrong(self, node: Any, message: str) -> Any:
        place = self.place(node)
        self.complaints.append(Complaint(place.file, place.line, place.column, message))
        return _WRONG

    def place(self, node: Any) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def scalar(self, node: Any, info: Any, what: str) -> Any:
        for option in _options(info):
            value = _scalar(node, option)
            if value is not _WRONG:
                return value
        literals = [value for option in _options(info) for value in getattr(option, "values", ())]
        if literals:
            return self.wrong(node, f"{what}: {node.value!r} is none of {', '.join(map(str, literals))}")
        shown = repr(node.value) if node.value else "nothing"
        return self.wrong(node, f"{what} must be {_named(info)}, not {shown}")

    def sequence(self, node: Any, info: Any, what: str) -> Any:
        kind = next((option for option in _options(info) if hasattr(option, "item_type")), None)
        if kind is None and not _is_any(info):
            return self.wrong(node, f"{what} must be {_named(info)}, not a list")
        result = Seq(self.place(node))
        if not node.value:
            return self.wrong(node, f"{what} is an empty list: leave the key out")
        item_type = kind.item_type if kind is not None else info
        for child in node.value:
            value = self.item(child, item_type, what)
            if value is not _WRONG:
                result.append(value)
                result.items_at.append(self.place(child))
        return result

    def item(self, node: Any, info: Any, what: str) -> Any:
        """A list entry; one that YAML turned into something other than text is told with the quotes it needs."""
        takes_text = any(isinstance(option, msgspec.inspect.StrType) for option in _options(info))
        if takes_text and isinstance(node, yaml.ScalarNode) and not node.style:
            if node.tag != "tag:yaml.org,2002:str":
                return self.wrong(
                    node, f'{what}: {node.value or "an empty entry"} is no text to YAML: write "{node.value}"'
                )
            if node.value != node.value.strip():
                return self.wrong(node, f"{what}: an entry with loose spaces")
        takes_map = any(
            hasattr(option, "fields") or isinstance(option, msgspec.inspect.DictType) for option in _options(info)
        )
        if takes_text and isinstance(node, yaml.MappingNode) and node.value and not (
            takes_map and node.value[0][0].value in _field_names(info)
        ):  # fmt: skip
            key, value = node.value[0]
            text = (
                f"{key.value}: {getattr(value, 'value', '')}"
                if isinstance(value, yaml.ScalarNode)
                else f"{key.value}: ..."
            )
            return self.wrong(node, f'{what}: a colon makes this a mapping: write "{text}"')
        return self.check(node, info, what)

    def mapping(self, node: Any, info: Any, what: str) -> Any:
        options = _options(info)
        struct = next((option for option in options if hasattr(option, "fields")), None)
        free = next((option for option in options if isinstance(option, msgspec.inspect.DictType)), None)
        if struct is None and free is None and not _is_any(info):
            return self.wrong(node, f"{what} must be {_named(info)}, not a mapping")
        fields = {field.encode_name: field for field in struct.fields} if struct else {}
        result = Map(self.place(node))
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.wrong(key, f"{what}: a key must be text")
                continue
            name = key.value
            if name in result.keys_at:
                self.wrong(key, f"{what}: {name!r} stands twice (first on line {result.keys_at[name].line})")
                continue
            result.keys_at[name] = self.place(key)
            if struct and name not in fields:
                self.wrong(key, f"{what}: unknown key {name!r}{did_you_mean(name, list(fields))}")
                continue
            kind = fields[name].type if struct else free.value_type if free is not None else info
            value = self.check(child, kind, name)
            if value is not _WRONG:
                result[name] = value
                result.values_at[name] = self.place(child)
        for name, field in fields.items():
            if field.required and name not in result.keys_at:
                self.wrong(node, f"{what}: {name!r} is missing")
        return result


_WRONG: Any = object()


def _options(info: Any) -> list[Any]:
    return list(info.types) if isinstance(info, msgspec.inspect.UnionType) else [info]


def _is_any(info: Any) -> bool:
    return any(isinstance(option, msgspec.inspect.AnyType) for option in _options(info))


def _field_names(info: Any) -> set[str]:
    return {field.encode_name for option in _options(info) for field in getattr(option, "fields", ())}


def _scalar(node: Any, info: Any) -> Any:
    """A scalar read as the one type `info`, or _WRONG."""
    inspect, text = msgspec.inspect, node.value
    plain = not node.style
    if isinstance(info, inspect.LiteralType):
        return next((value for value in info.values if str(value) == text), _WRONG)
    if isinstance(info, inspect.BoolType):
        return {"true": True, "false": False}.get(text, _WRONG) if plain else _WRONG
    if isinstance(info, inspect.NoneType):
        return None if plain and text in ("", "null", "~") else _WRONG
    if isinstance(info, inspect.IntType | inspect.FloatType) and plain:
        try:
            number = int(text) if isinstance(info, inspect.IntType) else float(text)
        except ValueError:
            return _WRONG
        return number if math.isfinite(number) else _WRONG
    if isinstance(info, inspect.StrType):
        return text or _WRONG
    if isinstance(info, inspect.AnyType):
        return text if not plain else _plain(text)
    return _WRONG


def _plain(text: str) -> Any:
    """A plain scalar where any type fits: JSON's numbers, true, false and null; all else is text."""
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
    return value if not isinstance(value, str | list | dict) else text


def _named(info: Any) -> str:
    """A type in words: "a number", "text or a list"."""
    inspect = msgspec.inspect
    words: list[str] = []
    for option in _options(info):
        if isinstance(option, inspect.LiteralType):
            words.append("one of " + ", ".join(map(str, option.values)))
        elif isinstance(option, inspect.NoneType):
            continue
        else:
            words.append(next(word for kinds, word in _WORDS if isinstance(option, kinds)))
    return " or ".join(dict.fromkeys(words)) or "nothing"


_WORDS: tuple[tuple[Any, str], ...] = (
    (msgspec.inspect.BoolType, "true or false"),
    (msgspec.inspect.IntType, "a whole number"),
    (msgspec.inspect.FloatType, "a number"),
    (msgspec.inspect.StrType, "text"),
    ((msgspec.inspect.ListType, msgspec.inspect.VarTupleType, msgspec.inspect.TupleType), "a list"),
    ((msgspec.inspect.StructType, msgspec.inspect.DictType), "a mapping"),
    (object, "anything"),
)
