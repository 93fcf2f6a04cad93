from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit import clock
from csaudit.errors import UsageError


@pytest.mark.parametrize(
    ("value", "order", "expected"),
    [
        ("2025-03-03T10:02:00Z", None, "2025-03-03 10:02:00+00:00"),
        ("2025-03-03 10:02:00 UTC", None, "2025-03-03 10:02:00+00:00"),
        ("2016-08-29 15:14:19.564+0000", None, "2016-08-29 15:14:19.564000+00:00"),
        ("2025-03-03 10:02", None, "2025-03-03 10:02:00"),
        ("2016-12-31T23:59:60Z", None, "2016-12-31 23:59:59+00:00"),
        ("13/02/2025 09:14", None, "2025-02-13 09:14:00"),
        ("02/13/2025 09:14 PM", None, "2025-02-13 21:14:00"),
        ("03/02/2025, 12:05 AM", "DMY", "2025-02-03 00:05:00"),
        ("03/02/2025", "MDY", "2025-03-02 00:00:00"),
        ("Mar 3, 2025 10:02 AM", None, "2025-03-03 10:02:00"),
        ("3 March 2025 at 10:02", None, "2025-03-03 10:02:00"),
        (1735689600, None, "2025-01-01 00:00:00+00:00"),
        (1735689600123, None, "2025-01-01 00:00:00.123000+00:00"),
        ("1735689600.5", None, "2025-01-01 00:00:00.500000+00:00"),
        (-1, None, "1969-12-31 23:59:59+00:00"),
    ],
)
def test_reads_the_times_of_exports(value: object, order: str | None, expected: str) -> None:
    assert str(clock.parse(value, order)) == expected


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "soon",
        "10:02",
        "03/02/2025 10:00",
        "99/99/2025",
        1e30,
        float("nan"),
        [],
        "x" * 99,
        "Foo 3, 2025",
    ],
)
def test_what_is_no_sure_time_is_none(value: object) -> None:
    assert clock.parse(value) is None


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.text(st.sampled_from("0123456789-/:. TZ+apm"))))
def test_nothing_breaks_it(value: object) -> None:
    assert clock.parse(value, "DMY") is None or isinstance(clock.parse(value, "DMY"), datetime)


def test_a_log_crosses_midnight_but_stands_small_steps_back() -> None:
    moments, warnings = clock.log_times(["10:05", "10:04", None, "23:59", "00:01"], "2025-03-03")
    assert [str(moment)[8:16] if moment else None for moment in moments] == [
        "03 10:05",
        "03 10:04",
        None,
        "03 23:59",
        "04 00:01",
    ]
    assert warnings == ["time: went backwards 23:59 -> 00:01, assumed midnight"]


def test_a_date_on_one_line_holds_for_the_next() -> None:
    moments, _ = clock.log_times(["2025-03-03 10:05", "10:06"])
    assert str(moments[1]) == "2025-03-03 10:06:00"


@pytest.mark.parametrize(
    ("stamps", "expected", "guessed"),
    [
        (["13/02/2025", "03/02/2025"], "DMY", False),
        (["02/13/2025"], "MDY", False),
        (["03/02/2025", "04/01/2025"], "MDY", False),
        (["03/02/2025", "04/02/2025"], "DMY", True),
        (["2025-02-03"], None, False),
        ([None, ""], None, False),
    ],
)
def test_day_and_month(stamps: list[str | None], expected: str | None, guessed: bool) -> None:
    order, warnings = clock.order(stamps, None)
    assert (order, bool(warnings)) == (expected, guessed)


def test_a_zone_is_given_to_naive_times_only() -> None:
    naive, aware = clock.parse("2025-06-01 10:00"), clock.parse("2025-06-01T10:00Z")
    assert str(clock.in_zone(naive, "Europe/Rome")) == "2025-06-01 10:00:00+02:00"
    assert clock.in_zone(aware, "Europe/Rome") == aware
    with pytest.raises(UsageError, match="no time zone is called"):
        clock.in_zone(naive, "Europe/Atlantis")
