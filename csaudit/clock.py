"""Timestamps as they stand in exports: instants with their zone, or naive and said to be so; never guessed silently."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from csaudit.errors import UsageError

NO_ZONE = "time: no time zone in the timestamps"


@cache
def zone(name: str) -> tzinfo:
    """The IANA zone called `name`. Raises UsageError."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # 2 ms, for the few who name one

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"no time zone is called {name!r}") from error


def parse(value: object, date_order: str | None = None) -> datetime | None:
    """An instant (with zone) or a naive time from what exports hold, or None where it is no time.

    Numbers are epoch seconds, milliseconds or microseconds by their size. Strings are ISO 8601 in its common spellings
    (space for T, +0000, Z, " UTC"), or numeric dates in `date_order` (DMY, MDY, YMD; YMD and clear days are sure).
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch(float(value))
    if not isinstance(value, str) or not (text := value.strip()) or len(text) > 64:
        return None
    if re.fullmatch(r"-?\d{9,17}(\.\d+)?", text):
        return _epoch(float(text))
    if text[:4].isdigit() and (moment := _iso(text)):
        return moment
    return _numeric(text, date_order) or _numeric(_months_as_numbers(text), date_order)


def _epoch(number: float) -> datetime | None:
    for limit, scale in ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6)):
        if abs(number) < limit:
            try:
                return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=round(number / scale * 1e6))
            except (OverflowError, ValueError):
                return None
    return None


def _iso(text: str) -> datetime | None:
    text = re.sub(r"\s*(?:UTC|GMT|Z)$", "+00:00", text, flags=re.IGNORECASE)
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    text = re.sub(r"(:\d\d):?60(?=[.+-]|$)", r"\1:59", text)  # a leap second
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _numeric(text: str, order: str | None) -> datetime | None:
    """A date of numbers with an optional time and am/pm: 03/02/2025 09:14:10, 2.3.25, 9:14 PM."""
    match = re.fullmatch(
        r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:,?[\sT\u202f]+(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d+)?)?"
        r"(?:[\s\u202f]*([ap])\.?\s?m\.?)?)?(?:\s*([+-])(\d\d):?(\d\d))?",
        text, re.IGNORECASE,
    )  # fmt: skip
    if not match:
        return None
    first, second, third = int(match[1]), int(match[2]), int(match[3])
    if len(match[1]) == 4:
        year, month, day = first, second, third
    else:
        order = order or ("DMY" if first > 12 else "MDY" if second > 12 else None)
        if order is None:
            return None
        year = third + 2000 if third < 100 else third
        month, day = (second, first) if order == "DMY" else (first, second)
        if order == "YMD":
            year, month, day = first + 2000, second, third
    hour = int(match[4] or 0)
    if match[7]:
        hour = hour % 12 + (12 if match[7].lower() == "p" else 0)
    try:
        offset = None
        if match[8]:
            sign = -1 if match[8] == "-" else 1
            offset = timezone(sign * timedelta(hours=int(match[9]), minutes=int(match[10])))
        return datetime(year, month, day, hour, int(match[5] or 0), int(match[6] or 0), tzinfo=offset)
    except ValueError:
        return None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _months_as_numbers(text: str) -> str:
    """A date with an English month, year first: "3 Mar 2025 at 10:02" and "March 3, 2025, 10:02" are 2025-3-3 10:02."""
    match = re.match(r"(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.? (?:(\d{1,2}),? )?(\d{4})(?:,| at)?(?= |$)", text)
    if match is None or match[2][:3].lower() not in _MONTHS or not (match[1] or match[3]):
        return text.replace(" at ", " ").replace(" - ", " ")
    month = _MONTHS.index(match[2][:3].lower()) + 1
    return f"{match[4]}-{month}-{match[1] or match[3]}{text[match.end():]}"


def log_times(
    stamps: Sequence[str | None], date: str | None = None, date_order: str | None = None
) -> tuple[list[datetime | None], list[str]]:
    """The times of a log's lines in their order, and what was guessed.

    A stamp without a date takes `date` (YYYY-MM-DD) or the date of the line before it, and the next day where the
    clock goes back by more than twelve hours: midnight. Without any date it stays None.
    """
    found, warnings = order(stamps, date_order)
    day = parse(date)
    moments: list[datetime | None] = []
    before: datetime | None = None
    for stamp in stamps:
        moment = parse(stamp, found)
        if stamp and moment is None and day is not None:
            moment = parse(f"{day:%Y-%m-%d} {stamp}")
            if moment and before and _apart(before, moment) > timedelta(hours=12):
                moment += timedelta(days=1)
                warnings.append(f"time: went backwards {before:%H:%M} -> {moment:%H:%M}, assumed midnight")
        if moment:
            before = day = moment
        moments.append(moment)
    if any(stamp and not moment for stamp, moment in zip(stamps, moments, strict=True)):
        warnings.insert(0, "time: no date in some lines, their times left out; state it with --date")
    return moments, warnings


def _apart(earlier: datetime, later: datetime) -> timedelta:
    return earlier.replace(tzinfo=None) - later.replace(tzinfo=None)


def order(stamps: Sequence[str | None], stated: str | None) -> tuple[str | None, list[str]]:
    """Which of day and month comes first in the stamps of one file, and whether that is a guess.

    What the user stated; a number over 12; an order in which time never goes back; the order in which less time
    passes, for a conversation takes days, not months.
    """
    matches = [re.match(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", stamp) for stamp in stamps if stamp]
    dates = list(dict.fromkeys(match[0] for match in matches if match))
    if stated or not dates or (sure := day_order(dates)):
        return stated or (sure if dates else None), []
    read = {order: [moment for date in dates if (moment := parse(date, order))] for order in ("DMY", "MDY")}
    forward = [order for order, moments in read.items() if moments and moments == sorted(moments)]
    if len(forward) == 1:
        return forward[0], []
    best = min(read, key=lambda order: max(read[order], default=datetime.max) - min(read[order], default=datetime.min))
    return best, [f"time: day and month cannot be told apart, read as {best}; state it with --date-order"]


def day_order(dates: list[str]) -> str | None:
    """DMY or MDY, decided over all dates of a file: a first or second number over 12 settles it; else None."""
    numbers = [re.match(r"(\d{1,2})[./-](\d{1,2})[./-]", date) for date in dates]
    if any(int(match[1]) > 12 for match in numbers if match):
        return "DMY"
    if any(int(match[2]) > 12 for match in numbers if match):
        return "MDY"
    return None


def in_zone(moment: datetime | None, timezone_name: str | None) -> datetime | None:
    """A naive moment put into the zone that the user named; anything else as it is."""
    if moment is None or moment.tzinfo or not timezone_name:
        return moment
    return moment.replace(tzinfo=zone(timezone_name))
