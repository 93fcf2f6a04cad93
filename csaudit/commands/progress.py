"""Progress on standard error for work that takes longer than a second; none when standard error is no terminal."""

import sys
import time
from collections.abc import Iterable, Iterator

from csaudit.run import Part

EVERY = 0.25  # seconds


def told(parts: Iterable[Part], *, quiet: bool) -> Iterator[Part]:
    """The parts, as they come, with a line about how far they are."""
    if quiet or not sys.stderr.isatty():
        yield from parts
        return
    began = last = time.monotonic()
    transcripts = messages = 0
    try:
        for part in parts:
            yield part
            transcripts += part.summary.scored
            messages += part.summary.messages
            now = time.monotonic()
            if now - began > 1 and now - last > EVERY:
                rate = messages / (now - began)
                print(f"\r\x1b[2K{transcripts:,} transcripts, {messages:,} messages, {rate:,.0f} messages/s", end="",
                      file=sys.stderr, flush=True)  # fmt: skip
                last = now
    finally:
        if last > began:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
