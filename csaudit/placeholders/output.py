"""What is wrong with one placeholder that prints a value: its quotes, its name, its filters, its fallback."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from html import unescape

from csaudit.placeholders.lexer import Piece
from csaudit.placeholders.names import is_known, known_as
from csaudit.placeholders.problem import Problem, at
from csaudit.placeholders.syntaxes import Syntax

PATH = re.compile(r"\$?[A-Za-z_][\w$-]*(?:\[-?\d+\]|\[['\"][\w -]+['\"]\]|\.[\w$-]+)*")
SMART = re.compile(r"[“”„«»‘’‚′]|&[lr][sd]quo;|&#82(?:16|17|20|21);")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "′": "'"})
_ENTITIES = {"&lsquo;": "'", "&rsquo;": "'", "&#8216;": "'", "&#8217;": "'",
             "&ldquo;": '"', "&rdquo;": '"', "&#8220;": '"', "&#8221;": '"'}  # fmt: skip
_HTML_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CALL = re.compile(r"\s*personalization_token\(\s*[\"']([\w.]+)[\"']\s*(,)?")
_FILTER = re.compile(r"\s*([A-Za-z_]\w*)\s*(.*)", re.DOTALL)
_QUOTED = re.compile(r"\s*(?:\"[^\"]+\"|'[^']+')\s*")
_LIQUID_VALUE = re.compile(
    r"\s*(?:\"[^\"]+\"|'[^']+'|-?\d[\d.]*|[A-Za-z_]\w*\.[\w.]+|true|false|nil)\s*(?:,.*)?", re.DOTALL
)
_FALLBACKS = ("default", "fallback", "d")
Complain = Callable[[str], list[Problem]]
Parsed = tuple[str, bool, list[Problem]]  # the name or "", whether a fallback is given, problems of both


def straight(raw: str) -> str:
    """The same with straight quotes."""
    for entity, quote in _ENTITIES.items():
        raw = raw.replace(entity, quote)
    return raw.translate(_STRAIGHT)


def output(piece: Piece, raw: str, syntax: Syntax, names: tuple[str, ...], markup: str) -> Iterator[Problem]:
    """The problems of one placeholder; `names` are all that may stand in it, or empty for any."""
    if _HTML_TAG.search(piece.inner):
        yield at(piece, "split-placeholder", "HTML tags split the placeholder, so it is not filled", raw)
        return
    inner = piece.inner
    if SMART.search(inner):
        yield Problem(
            "smart-quotes-in-placeholder", piece.start, piece.end,
            "curly quotes break a placeholder: use straight ones", raw, (piece.start, piece.end, straight(raw)),
        )  # fmt: skip
        inner = straight(inner)
    if markup == "html" and "&" in inner:
        inner = unescape(inner)
    path, fallback, problems = _parsed(inner.replace("\xa0", " "), piece, raw, syntax)
    if path:
        start = piece.start + max(raw.find(path), 0)
        yield from name_problems(path, start, syntax, names)
    yield from problems
    if path and not fallback and is_known(path, syntax.may_be_empty, syntax.any_case):
        message = f"{path} may be empty, and is then sent as a blank{_write(syntax, path)}"
        yield at(piece, "missing-fallback", message, path)


@lru_cache(maxsize=1024)
def nearest(path: str, names: tuple[str, ...]) -> str:
    """The name that `path` was likely meant to be, or ""."""
    concrete = [name for name in names if "*" not in name]
    same = [name for name in concrete if _bare(name) == _bare(path)]
    if same:
        return same[0]
    near = get_close_matches(path[:80], concrete, n=1, cutoff=0.75)
    return near[0] if near else ""


def _bare(name: str) -> str:
    return re.sub(r"[._-]", "", name).casefold()


def name_problems(path: str, start: int, syntax: Syntax, names: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with a name that stands at `start`: unknown, or in the wrong case. No names: none is wrong."""
    if not names or is_known(path, names, syntax.any_case):
        return
    name = known_as(path, names, any_case=True)
    if name is None:
        yield Problem("unknown-placeholder", start, start + len(path), f"{syntax.title} knows no {path}", path)
        return
    fixed = name.partition("*")[0]
    right = fixed + path[len(fixed) :]
    sure = "*" not in name[:-1]
    yield Problem(
        "placeholder-case", start, start + len(path),
        f"{path}: upper and lower case matter; did you mean {right}?", path,
        (start, start + len(path), right) if sure else None,
    )  # fmt: skip


def _parsed(inner: str, piece: Piece, raw: str, syntax: Syntax) -> Parsed:
    def malformed(why: str) -> list[Problem]:
        return [at(piece, "malformed-fallback", f"{raw!r}: {why}", raw)]

    inner = inner.strip("~-& \t\r\n") if syntax.fallback != "salesforce" else inner.strip()
    if syntax.fallback == "helpscout":
        return _helpscout(inner, malformed)
    if syntax.fallback == "salesforce":
        return _salesforce(inner, malformed)
    if token := _CALL.match(inner):
        return token[1], bool(token[2]), []
    if "||" in inner:
        head, _, value = inner.partition("||")
        if syntax.name == "chatwoot" and _QUOTED.fullmatch(value):
            return _path(head), True, []
        return _path(head), True, malformed(f"{syntax.title} has no ||{_write(syntax, _path(head))}")
    head, *filters = _split(inner)
    if syntax.fallback == "pipe":
        wrong = not all(one.strip() for one in filters)
        return _path(head), bool(filters), malformed("the fallback is empty") if wrong else []
    return _filtered(_path(head), filters, piece, syntax, malformed)


def _filtered(path: str, filters: list[str], piece: Piece, syntax: Syntax, malformed: Complain) -> Parsed:
    """A name with filters after pipes: Liquid, Jinja, Intercom and those that know a few filters or none."""
    problems: list[Problem] = []
    fallback = False
    for one in filters:
        match = _FILTER.fullmatch(one)
        name, argument = (match[1], match[2]) if match else ("", one)
        if name in _FALLBACKS or match is None:
            fallback = True
            if why := _malformed(name, argument, syntax):
                problems += malformed(why + _write(syntax, path))
        elif syntax.filters is not None and name not in syntax.filters:
            near = get_close_matches(name[:40], sorted(syntax.filters), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            problems.append(at(piece, "unknown-filter", f"{syntax.title} knows no filter {name!r}{hint}", name))
    return path, fallback, problems


def _malformed(name: str, argument: str, syntax: Syntax) -> str:
    """Why a fallback does not work in this syntax, or ""."""
    if syntax.fallback == "":
        return f"{syntax.title} has no fallbacks"
    if not argument.strip(" :()\"'"):
        return "the fallback is empty"
    if syntax.fallback == "intercom":
        right = name == "fallback" and argument.startswith(":") and _QUOTED.fullmatch(argument[1:])
        return "" if right else "Intercom does not read a fallback written so"
    if syntax.fallback == "liquid":
        right = name == "default" and argument.startswith(":") and _LIQUID_VALUE.fullmatch(argument[1:])
        return "" if right else "Liquid does not read a fallback written so"
    right = name in ("default", "d") and re.fullmatch(r"\(.+\)\s*", argument, re.DOTALL)
    return "" if right else "Jinja does not read a fallback written so"


def _write(syntax: Syntax, path: str) -> str:
    """How a fallback is written, as a closing remark."""
    example = {
        "intercom": f'{{{{{path}|fallback:"there"}}}}',
        "jinja": f'{{{{ {path}|default("there") }}}}',
        "liquid": f"{{{{{path} | default: 'there'}}}}",
        "salesforce": f'{{!BLANKVALUE({path}, "there")}}',
    }.get(syntax.fallback)
    return f"; write {example}" if example and path else ""


def _helpscout(inner: str, malformed: Complain) -> Parsed:
    path, comma, rest = inner.partition(",")
    if not comma:
        path, bar, _ = inner.partition("|")
        return _path(path), bool(bar), malformed("a fallback is written ,fallback=there") if bar else []
    key, equals, value = rest.partition("=")
    if key.strip() != "fallback" or not equals:
        return _path(path), True, malformed("a fallback is written ,fallback=there")
    return _path(path), True, [] if value.strip(" \"'") else malformed("the fallback is empty")


def _salesforce(inner: str, malformed: Complain) -> Parsed:
    if "(" in inner:  # a formula: IF(...), BLANKVALUE(Contact.FirstName, "there")
        empty = re.search(r"(?:BLANKVALUE|NULLVALUE)\([^,()]{0,200},\s*(?:\"\"|'')?\s*\)", inner)
        return "", True, malformed("the fallback is empty") if empty else []
    if "|" in inner:
        return (
            _path(inner.partition("|")[0]),
            True,
            malformed("Salesforce reads no filters: write BLANKVALUE(field, …)"),
        )
    path, comma, value = inner.partition(",")
    empty_value = bool(comma) and not value.strip(" \"'")
    return _path(path), bool(comma), malformed("the fallback is empty") if empty_value else []


def _path(head: str) -> str:
    head = head.strip(" \t\r\n-~&")
    return head if PATH.fullmatch(head) else ""


def _split(inner: str) -> list[str]:
    """The parts between the pipes that stand outside quotes."""
    if "|" not in inner:
        return [inner]
    parts, start, quote = [], 0, ""
    for place, char in enumerate(inner):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "|":
            parts.append(inner[start:place])
            start = place + 1
    return [*parts, inner[start:]]
