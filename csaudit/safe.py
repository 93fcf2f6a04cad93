"""Transcript text is never trusted: what a terminal, a spreadsheet or a Markdown page would act on is made visible.

Rich passes ESC through even in `Text()` (measured), so every string that comes from an input, a file name, a rubric or
an error goes through `shown` before it reaches a terminal. A test finds any print that goes around it.
"""

import json
import re

# C0 but line feed and tab, DEL, C1, bidi controls, zero-width and other invisible marks, line separators, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0e\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_UNSEEN_IN_JSON = re.compile(_UNSEEN.pattern.replace("\x0b-\x1f", ""))  # CR may stand between values
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shown(text: str) -> str:
    """The text for a terminal: control, bidi and invisible characters as visible escapes; line feeds and tabs stay."""
    return _UNSEEN.sub(_visible, text)


def one_line(text: str) -> str:
    """`shown`, on one line."""
    return shown(" ".join(text.split()))


def json_text(text: str) -> str:
    """JSON whose strings hold no such character as it is: the same value, and a terminal acts on none of it.

    JSON escapes C0 by itself; what else is unseen stands in strings only, so that its escape is right wherever it is.
    """
    return text if text.isascii() and "\x7f" not in text else _UNSEEN_IN_JSON.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else json.dumps(match[0])[1:-1]


def cell(text: str) -> str:
    """The text for a spreadsheet cell: one that a spreadsheet would take for a formula gets a leading apostrophe."""
    return "'" + shown(text) if text.startswith(_FORMULA) else shown(text)


def markdown(text: str) -> str:
    """The text inside a Markdown line or table cell: nothing in it is markup, a link or a mention."""
    return (
        re.sub(r"([\\`*_{}\[\]()<>#+!|~@:&$^-])", r"\\\1", one_line(text)).replace("\\<", "&lt;").replace("\\>", "&gt;")
    )
