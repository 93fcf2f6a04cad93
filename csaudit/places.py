"""Where every string of a JSON, YAML or CSV file stands: from an offset in the string to its line and column.

A string is seldom written as it reads: JSON escapes it, YAML indents and folds it, CSV doubles its quotes. `Placed`
keeps the text and, for each stretch that runs on alike in the file, where that stretch begins.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from csaudit.decoding import split_lines
from csaudit.errors import InputError
from csaudit.model import Origin

MAX_DEPTH = 50
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_YAML_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)", re.DOTALL)
_YAML_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b",
                 "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}  # fmt: skip


class Placed(Struct, frozen=True):
    """A string and where it stands: runs of (offset in the text, offset in the file), sorted.

    quoting: how the file writes it, for whoever changes it: json, yaml ("double" quotes), single, csv or plain.
    """

    text: str
    runs: tuple[tuple[int, int], ...]
    quoting: str = "plain"

    def at(self, offset: int) -> int:
        """Where the character at `offset` of the text stands in the file."""
        start, place = self.runs[max(bisect_right(self.runs, (offset, 1 << 60)) - 1, 0)]
        return place + offset - start


@lru_cache(maxsize=8)
def _starts(text: str) -> Sequence[int]:
    return [start for start, _ in split_lines(text)] or [0]


class Lines:
    """Line and column, from 1 and in code points, of an offset into a file."""

    def __init__(self, text: str) -> None:
        self.starts = _starts(text)
        self.ascii = text.isascii()

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = max(bisect_right(self.starts, offset), 1)
        return line, offset - self.starts[line - 1] + 1

    def origin(self, placed: Placed, pointer: str | None = None) -> Origin:
        """The table that a message keeps: a point for each run, and for each line that a run goes on to."""
        points: list[tuple[int, int, int]] = []
        for index, (offset, place) in enumerate(placed.runs):
            end = placed.runs[index + 1][0] if index + 1 < len(placed.runs) else len(placed.text)
            points.append((offset, *self.place(place)))
            first = bisect_right(self.starts, place)
            last = bisect_right(self.starts, place + end - offset)
            points += [(offset + start - place, *self.place(start)) for start in self.starts[first:last]]
        return Origin(tuple(points), pointer)


class Document:
    """A JSON or YAML file: its value, and each string in it by JSON pointer."""

    def __init__(self, value: Any, strings: dict[str, tuple[int, int, str]], text: str) -> None:
        self.value, self.text, self.lines = value, text, Lines(text)
        self._strings = strings

    def string(self, pointer: str) -> Placed | None:
        """The string at a JSON pointer, or None where there is none."""
        if pointer not in self._strings:
            return None
        start, end, style = self._strings[pointer]
        if style == "json":
            return _json_string(self.text, start, end)
        value = self.value
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            value = value[int(step)] if isinstance(value, list) else value[step]
        return _yaml_string(self.text, start, end, style, str(value))


def pointer(*steps: str | int) -> str:
    """A JSON pointer of keys and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def json_document(text: str, value: Any) -> Document:
    """The places of a JSON text whose value is known to be good."""
    return Document(value, dict(_json_strings(text)), text)


def _json_strings(text: str) -> Iterator[tuple[str, tuple[int, int, str]]]:
    """(pointer, (start, end, "json")) of each string that is a value; start and end are those of its quotes."""
    path: list[str | int] = []
    kinds: list[str] = []
    key_next = False
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word in "{[":
            kinds.append(word)
            path.append(0 if word == "[" else "")
            key_next = word == "{"
        elif word in "}]":
            if kinds:
                kinds.pop()
                path.pop()
            key_next = False
        elif word == ",":
            if kinds and kinds[-1] == "[":
                path[-1] = int(path[-1]) + 1
            key_next = bool(kinds) and kinds[-1] == "{"
        elif word == ":":
            key_next = False
        elif word[0] == '"':
            if key_next:
                path[-1] = json.loads(word, strict=False)
            else:
                yield pointer(*path), (match.start(), match.end(), "json")


def _json_string(text: str, start: int, end: int) -> Placed:
    parts: list[str] = []
    runs = [(0, start + 1)]
    length, position = 0, start + 1
    for match in _ESCAPE.finditer(text, start + 1, end - 1):
        plain = text[position : match.start()]
        read = json.loads(f'"{match[0]}"', strict=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        parts += (plain, read)
        length += len(plain) + len(read)
        position = match.end()
        runs += [(length - len(read), match.start()), (length, position)]
    parts.append(text[position : end - 1])
    return Placed("".join(parts), _unique(runs), "json")


def _unique(runs: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(dict(runs).items()))


def yaml_document(text: str, start: int = 0, end: int | None = None) -> Document:
    """A YAML text, or the stretch of one between two offsets. Every scalar is a string, as it is written.

    Raises InputError with line and column for what is no YAML, for more than one document, aliases, or a depth over 50.
    """
    import yaml  # 8 ms, and many replies hold none

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    end = len(text) if end is None else end
    strings: dict[str, tuple[int, int, str]] = {}
    lines = Lines(text)
    root: list[Any] = []
    stack: list[tuple[Any, list[str | int]]] = [(root, [0])]  # a container, and the key that its next value goes under
    key_next = False
    try:
        for event in yaml.parse(text[start:end], Loader=loader):
            marks: Any = event
            place = start + marks.start_mark.index
            if isinstance(event, yaml.AliasEvent):
                raise InputError("not readable: aliases are not taken", *lines.place(place))
            if isinstance(event, yaml.DocumentStartEvent) and root:
                raise InputError("not readable: more than one YAML document", *lines.place(place))
            if isinstance(event, yaml.ScalarEvent):
                if key_next:
                    stack[-1][1][0] = event.value
                    key_next = False
                    continue
                strings[_path(stack)] = (place, start + marks.end_mark.index, event.style or "")
                key_next = _put(stack, event.value)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if key_next or len(stack) > MAX_DEPTH:
                    raise InputError("not readable: nested too deep, or a key that is no string", *lines.place(place))
                container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                _put(stack, container)
                stack.append((container, [0] if isinstance(container, list) else [""]))
                key_next = isinstance(container, dict)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
                key_next = isinstance(stack[-1][0], dict)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = lines.place(start + mark.index) if mark else (None, None)
        raise InputError(f"not YAML: {getattr(error, 'problem', None) or error}", *at) from error
    return Document(root[0] if root else None, strings, text)


def _path(stack: Sequence[tuple[Any, list[str | int]]]) -> str:
    steps = [key[0] if isinstance(container, dict) else len(container) for container, key in stack[1:]]
    for index in range(len(steps) - 1):  # a list that holds the next container has counted it already
        if isinstance(stack[1 + index][0], list):
            steps[index] = int(steps[index]) - 1
    return pointer(*steps)


def _put(stack: Sequence[tuple[Any, list[str | int]]], value: Any) -> bool:
    """Place a value in the innermost container; whether a key comes next."""
    container, key = stack[-1]
    if isinstance(container, list):
        container.append(value)
        return False
    container[key[0]] = value
    return True


def _yaml_string(text: str, start: int, end: int, style: str, value: str) -> Placed:
    """A YAML scalar: its words are found in the file one by one, so that folding and indenting do not matter."""
    read, offsets = _as_read(text, start, end, style)
    runs: list[tuple[int, int]] = []
    position = 0
    for match in re.finditer(r"\S+", value):
        found = read.find(match[0], position)
        if found < 0:
            break
        position = found + len(match[0])
        for index in range(len(match[0])):
            place = offsets[found + index]
            if not runs or runs[-1][1] + match.start() + index - runs[-1][0] != place:
                runs.append((match.start() + index, place))
    if not runs or runs[0][0]:
        runs.insert(0, (0, max(start, runs[0][1] - runs[0][0]) if runs else start))
    return Placed(value, _unique(runs), {'"': "yaml", "'": "single"}.get(style, "plain"))


def _as_read(text: str, start: int, end: int, style: str) -> tuple[str, Sequence[int]]:
    """A scalar's text with its escapes read, and where each character stands."""
    if style in ("|", ">"):
        start = text.find("\n", start) + 1 or start
        return text[start:end], range(start, end)
    if style not in ("'", '"'):
        return text[start:end], range(start, end)
    parts: list[str] = []
    offsets: list[int] = []
    position = start + 1
    pattern = _YAML_ESCAPE if style == '"' else re.compile("''")
    for match in pattern.finditer(text, start + 1, end - 1):
        parts.append(text[position : match.start()])
        offsets += range(position, match.start())
        read = "'" if style == "'" else _yaml_escape(match[0][1:])
        parts.append(read)
        offsets += [match.start()] * len(read)
        position = match.end()
    parts.append(text[position : end - 1])
    offsets += range(position, end - 1)
    return "".join(parts), offsets


def _yaml_escape(code: str) -> str:
    if code[0] in "xuU" and len(code) > 1:
        return chr(int(code[1:], 16))
    return "" if code[0] in "\r\n" else _YAML_LETTERS.get(code, code)


def csv_rows(text: str, delimiter: str = ",") -> Iterator[list[Placed]]:
    """The cells of each row, with their places; quotes as RFC 4180 has them."""
    quote_or_plain = re.compile(rf'"([^"]*(?:""[^"]*)*)"|([^{re.escape(delimiter)}\r\n]*)')
    position, row = 0, list[Placed]()
    while position <= len(text):
        match = quote_or_plain.match(text, position)
        if match is None:
            return
        if match[1] is not None:
            row.append(_csv_cell(match[1], match.start() + 1))
        else:
            row.append(Placed(match[2], ((0, match.start()),), "csv"))
        position = match.end()
        if text.startswith(delimiter, position):
            position += len(delimiter)
            continue
        if any(cell.text for cell in row):
            yield row
        row = []
        position += 2 if text.startswith("\r\n", position) else 1


def _csv_cell(raw: str, start: int) -> Placed:
    runs = [(0, start)]
    for count, match in enumerate(re.finditer('""', raw)):
        runs.append((match.end() - count - 1, start + match.end()))
    return Placed(raw.replace('""', '"'), _unique(runs), "csv")
