"""How long the customer waited for a person, by the timestamps of a transcript."""

from collections.abc import Iterable

from csaudit.model import Transcript


def waits(transcript: Transcript) -> Iterable[tuple[int, float]]:
    """(agent message, seconds since the customer first wrote and was not answered)."""
    asked = None
    for index, message in enumerate(transcript.messages):
        if message.visibility != "public" or message.timestamp is None:
            continue
        if message.role == "customer" and asked is None:
            asked = message.timestamp
        elif message.role == "agent" and asked is not None:
            if (asked.tzinfo is None) == (message.timestamp.tzinfo is None):
                yield index, (message.timestamp - asked).total_seconds()
            asked = None


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(40), duration(90), duration(7200)
    ('40 s', '1.5 m', '2 h')
    """
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"
