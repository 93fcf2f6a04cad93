"""Names that a product knows: as they are, and with stars in them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.placeholders.names import ZENDESK, is_known, known_as

PATHS = st.text("ab.", max_size=6)


@given(PATHS, st.lists(st.text("aAb.*", max_size=6), max_size=4).map(tuple), st.booleans())
def test_a_star_stands_for_anything(path: str, names: tuple[str, ...], any_case: bool) -> None:
    pattern = "|".join(".*".join(map(re.escape, name.split("*"))) for name in names)
    expected = bool(names) and re.fullmatch(pattern, path, re.IGNORECASE if any_case else 0) is not None
    assert is_known(path, names, any_case) is expected


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("ticket.id", "ticket.id"),
        ("ticket.ticket_field_360001", "ticket.ticket_field_*"),
        ("Ticket.ID", "ticket.id"),
        ("dc.late_parcel", "dc.*"),
        ("ticket.idea", None),
        ("", None),
    ],
)
def test_a_path_is_known_as_the_first_name_that_it_is(path: str, known: str | None) -> None:
    assert known_as(path, ZENDESK, any_case=True) == known


def test_a_name_of_many_stars_and_a_long_path_take_no_time() -> None:
    assert not is_known("a" * 200 + "!", ("*a" * 90 + "b",))
