"""Placeholders that went out to a customer unfilled: "Hi {{first_name}},", "Dear null", "Hi ,", "[object Object]"."""

import re

from msgspec import Struct


class Unfilled(Struct, frozen=True):
    """One unfilled placeholder. sure: False where it may well have been meant as written."""

    start: int
    end: int
    sure: bool
    why: str


_GREETING = r"(?:hi|hello|hey|dear|hiya|good (?:morning|afternoon|evening|day)|thank you|thanks)"
_BLANK = re.compile(
    r"(?m)^[ \t>*]{0,8}(?P<blank>(?i:hi|hello|hey|dear|hiya|good (?:morning|afternoon|evening|day))[ \t\xa0]{1,4},)"
    r"(?=(?P<mid>[ \t]*[a-z])?)"
)
_NULL = re.compile(
    rf"(?i)(?<![\w'\"`“‘])(?:{_GREETING}),?[ \t]{{1,3}}"
    r"(?P<null>(?:mr |mrs |ms )?(?:null|undefined|none|nan|nil|n/a|\(null\)|<null>)"
    r"(?: (?:null|undefined|none))?)(?=[ \t]*(?:[,!:.]|\r?\n|$))"
)


def unfilled(text: str) -> list[Unfilled]:
    """The unfilled placeholders of a sent message, in the order of their places."""
    found = [
        Unfilled(*match.span("blank"), match["mid"] is None, "the name after the greeting is missing")
        for match in _BLANK.finditer(text)
    ]
    found += (Unfilled(*match.span("null"), True, "an empty value was sent as a name") for match in _NULL.finditer(text))
    if any(mark in text for mark in "{[<%"):  # few messages hold one: 4 ms of patterns can wait for them
        from csaudit.placeholders.left import left

        found += (Unfilled(*one) for one in left(text))
    return sorted(found, key=lambda one: one.start)
