"""Bytes of strangers as text, and text as lines: what had to be guessed is said, and lines are those of editors."""

import re

from csaudit.errors import InputError


def decode(data: bytes, encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Text and what had to be guessed: a byte order mark, else UTF-8, else UTF-16 by its NUL pattern, else cp1252.

    Statistical guessers are wrong on short cp1252 text (measured: cp1250, cp862), so nothing is guessed beyond this.
    Raises InputError for an unknown `encoding` or for bytes that are no text.
    """
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), ()
        except (LookupError, UnicodeDecodeError) as error:
            raise InputError(f"not readable as {encoding}: {error}") from error
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"),
                       (b"\xfe\xff", "utf-16")):  # fmt: skip
        if data.startswith(mark):
            text = data.decode(name, "replace").removeprefix("\ufeff")
            return text, (f"encoding: bytes that are not {name} replaced",) if "\ufffd" in text else ()
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) > 3 and max(even, odd) > len(head) // 5 and min(even, odd) < len(head) // 20:
        name = "utf-16-le" if odd > even else "utf-16-be"
        return data.decode(name, "replace"), (f"encoding: no byte order mark, read as {name.upper()}",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if b"\0" in head:
            raise InputError("binary data, not text") from error
        text = data.decode("cp1252", "replace")
        return text, (f"encoding: not UTF-8 at byte {error.start}, read as cp1252",)


def split_lines(text: str) -> list[tuple[int, str]]:
    """(offset, line) for each line, cut at \\r\\n, \\n and \\r only: splitlines would also cut at U+2028, VT, FF."""
    lines, start = [], 0
    for end in re.finditer(r"\r\n|\n|\r", text):
        lines.append((start, text[start : end.start()]))
        start = end.end()
    if start < len(text):
        lines.append((start, text[start:]))
    return lines
