"""How far a long run is."""

import pytest

from csaudit.commands.progress import line


@pytest.mark.parametrize(
    ("size", "total", "seconds", "told"),
    [
        (50, 200, 60.0, "1,200 transcripts, 12,000 messages, 200 messages/s, 25 %, 3:00 left"),
        (200, 200, 60.0, "1,200 transcripts, 12,000 messages, 200 messages/s, 100 %, 0:00 left"),
        (1, 200, 60.0, "1,200 transcripts, 12,000 messages, 200 messages/s, 0 %, 3:19:00 left"),
        (0, 0, 60.0, "1,200 transcripts, 12,000 messages, 200 messages/s"),
        (300, 200, 60.0, "1,200 transcripts, 12,000 messages, 200 messages/s"),
    ],
)
def test_progress_says_rate_and_time_left(size: int, total: int, seconds: float, told: str) -> None:
    assert line(1200, 12_000, size, total, seconds) == told
