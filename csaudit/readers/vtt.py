"""WebVTT captions of a call, with speakers as voice tags (`<v Ann>`) or before a colon.

Recognised by its first line, WEBVTT. Notes, styles and regions are left out, entities decoded (webvtt-py leaves them).
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item
from csaudit.readers import Options
from csaudit.reading import captions
from csaudit.source import BLANK, Source

EXAMPLE = "samples/formats/vtt.vtt"


def claims(source: Source) -> str | None:
    """A first line of WEBVTT."""
    start = source.text[:7] if source.is_wide else source.head.lstrip(BLANK)[:7].decode("latin-1")
    return "captions that begin with WEBVTT" if start.strip() == "WEBVTT" else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """One transcript a file."""
    return captions.transcripts(sources, options)
