"""Progress on standard error for work that takes longer than a second; none when standard error is no terminal."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence

from csaudit import files
from csaudit.run import Part

EVERY = 0.25  # seconds


def told(parts: Iterable[Part], paths: Sequence[str], *, quiet: bool) -> Iterator[Part]:
    """The parts, as they come, with a line about how far they are: counts, rate, time left by the bytes read so far."""
    if quiet or not sys.stderr.isatty():
        yield from parts
        return
    began = last = time.monotonic()
    transcripts = messages = size = total = 0
    try:
        for part in parts:
            yield part
            transcripts += part.summary.scored
            messages += part.summary.messages
            size += part.size
            now = time.monotonic()
            if now - began > 1 and now - last > EVERY:
                total = total or files.total_size(paths)
                said = line(transcripts, messages, size, total, now - began)
                print(f"\r\x1b[2K{said}", end="", file=sys.stderr, flush=True)
                last = now
    finally:
        if last > began:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)


def line(transcripts: int, messages: int, size: int, total: int, seconds: float) -> str:
    """How far it is: `size` bytes of `total` after so many seconds. No time left where the size is not known.

    >>> line(1200, 12000, 50, 200, 60.0)
    '1,200 transcripts, 12,000 messages, 200 messages/s, 25 %, 3:00 left'
    """
    said = f"{transcripts:,} transcripts, {messages:,} messages, {messages / seconds:,.0f} messages/s"
    if not 0 < size <= total:
        return said
    left = round(seconds * (total - size) / size)
    hours, minutes = left // 3600, left // 60 % 60
    clock = f"{hours}:{minutes:02}:{left % 60:02}" if hours else f"{minutes}:{left % 60:02}"
    return f"{said}, {100 * size // total} %, {clock} left"
