"""Fixes that cannot be wrong: straight quotes in placeholders, their case, doubled words, spaces. Nothing else changes.

A fix is an edit of a file's text; it is kept only where the words stand in the file as they stand in the reply. Files
are written back byte for byte but for the edits: their encoding, byte order mark and line ends stay.
"""

import difflib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from csaudit import output
from csaudit.errors import UsageError
from csaudit.findings import Finding
from csaudit.model import place
from csaudit.places import Lines
from csaudit.replies import Reply

Edit = tuple[int, int, str]
LITERAL = ("doubled-words", "extra-spaces")  # rules about the very characters: only where they stand so in the source
_BOM = b"\xef\xbb\xbf"


def mended(rule: str, quote: str) -> str | None:
    """The words that take the place of those that break a rule, or None where that takes a person."""
    if rule == "doubled-words":
        return quote.split()[0]
    if rule == "extra-spaces":
        return quote.strip(" ") or " "
    return None


def in_file(reply: Reply, fix: Edit, text: str, lines: Lines) -> Edit | None:
    """An edit of a reply as an edit of its file; None where the file writes these words in another way."""
    start, end, new = fix
    _, line, column, _ = place(reply.transcript, 0, start)
    if line is None or column is None:
        return None
    at = lines.starts[line - 1] + column - 1
    if text[at : at + end - start] != reply.text[start:end]:
        return None
    if reply.quoting == "json":
        new = json.dumps(new, ensure_ascii=False)[1:-1]
    elif reply.quoting == "yaml":
        new = new.replace("\\", "\\\\").replace('"', '\\"')
    elif reply.quoting == "single":
        new = new.replace("'", "''")
    elif reply.quoting == "csv":
        new = new.replace('"', '""')
    return at, at + end - start, new


def edits(findings: Sequence[Finding]) -> list[Edit]:
    """The edits of one file's findings, apart and in order; of two that touch, the first."""
    kept: list[Edit] = []
    for fix in sorted({one.fix for one in findings if one.fix is not None}):
        if not kept or fix[0] >= kept[-1][1]:
            kept.append(fix)
    return kept


def edited(text: str, changes: Sequence[Edit]) -> str:
    """The text with the edits made."""
    parts: list[str] = []
    at = 0
    for start, end, new in changes:
        parts += (text[at:start], new)
        at = end
    return "".join((*parts, text[at:]))


def apply(path: Path, changes: Sequence[Edit], name: str) -> str:
    """Make the edits in a file, and return the difference. Raises UsageError where it cannot be written."""
    shown, data = difference(path, changes, name)
    if data is not None:
        with output.replaced(path, path.stat().st_mode) as stream:
            stream.write(data)
    return shown


def difference(path: Path, changes: Sequence[Edit], name: str) -> tuple[str, bytes | None]:
    """The unified difference that the edits make, and the file's new bytes; None where it is not plain UTF-8.

    Raises UsageError where it cannot be read any more.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}") from error
    mark = _BOM if data.startswith(_BOM) else b""
    try:
        text = data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError:
        return "", None
    new = edited(text, changes)
    before, after = (re.findall(r"[^\n]*\n|[^\n]+", one) for one in (text, new))
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    shown = "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
    return shown, mark + new.encode("utf-8")
