"""Mails of our own over the mail programs and languages seen: each line marked with what it is.

    === name of the mail
    a a line that its sender wrote
    q a line of quoted mail, an attribution, a header block, a separator
    s a line of a signature or of small print
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Marked(NamedTuple):
    name: str
    lines: tuple[tuple[str, str], ...]

    @property
    def body(self) -> str:
        return "\n".join(text for _, text in self.lines)

    def of(self, mark: str) -> list[str]:
        """The lines with a mark, blank ones left out."""
        return [text.strip() for kind, text in self.lines if kind == mark and text.strip()]


def mails() -> Iterator[Marked]:
    for file in sorted(FOLDER.glob("*.txt")):
        name, lines = "", list[tuple[str, str]]()
        for line in [*file.read_text("utf-8").split("\n"), "=== "]:
            if line.startswith("=== "):
                if lines:
                    yield Marked(f"{file.stem}: {name}", tuple(lines))
                name, lines = line[4:], []
            elif line:
                lines.append((line[0], line[2:]))
