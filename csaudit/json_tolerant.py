"""JSON as exports have it: what can be mended is, and is said to be; what cannot has a line and a column."""

import json
from typing import Any

import msgspec

from csaudit.decoding import decode
from csaudit.errors import InputError


def loads(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """A JSON value and what was mended on the way: NaN to null, lone surrogates to U+FFFD, a byte order mark, UTF-16.

    Raises InputError with line and column for what is no JSON, nested deeper than 500, or with absurd numbers.
    """
    try:
        return msgspec.json.decode(data), ()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    text, warnings = decode(data)
    mended: list[str] = list(warnings)

    def constant(name: str) -> None:
        mended.append(f"json: {name} treated as null")

    try:
        value = json.loads(text, parse_constant=constant, parse_float=_number)
    except json.JSONDecodeError as error:
        what = "it breaks off here" if error.pos and error.pos >= len(text.rstrip()) else error.msg
        raise InputError(f"not JSON: {what}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise InputError("not readable: nested too deep") from error
    except ValueError as error:  # more than 4,300 digits
        raise InputError(f"not readable: {error}") from error
    return _without_surrogates(value, mended, 0), tuple(dict.fromkeys(mended))


def _number(digits: str) -> float | None:
    number = float(digits)
    return number if abs(number) != float("inf") else None


def _without_surrogates(value: Any, mended: list[str], depth: int) -> Any:
    if depth > 500:
        raise InputError("not readable: nested too deep")
    if isinstance(value, str):
        if value.isascii():
            return value
        clean = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if clean != value:
            mended.append("json: lone surrogate replaced")
        return clean
    if isinstance(value, list):
        return [_without_surrogates(part, mended, depth + 1) for part in value]
    if isinstance(value, dict):
        return {
            _without_surrogates(key, mended, depth + 1): _without_surrogates(part, mended, depth + 1)
            for key, part in value.items()
        }
    return value
