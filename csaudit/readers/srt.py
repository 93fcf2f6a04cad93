"""SubRip captions of a call, with speakers before a colon or behind a dash.

Recognised by its first block: a number, and a line of times with "-->". Tags such as `<i>` and `{\\an8}` are dropped
(pysubs2 drops the speakers as well).
"""

from collections.abc import Iterator, Sequence

from csaudit.decoding import decode, split_lines
from csaudit.model import Item
from csaudit.readers import Options
from csaudit.reading import captions
from csaudit.source import Source

EXAMPLE = "samples/formats/srt.srt"


def claims(source: Source) -> str | None:
    """A number, then a line from when to when."""
    if b"-->" not in source.head[:4096] and not source.is_wide:
        return None
    lines = [line for _, line in split_lines(decode(source.head, source.encoding)[0][:4096]) if line.strip()]
    numbered = len(lines) > 1 and lines[0].strip().isdigit() and captions.has_times(lines[1])
    return "captions with a number and a line of times" if numbered else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """One transcript a file."""
    return captions.transcripts(sources, options)
