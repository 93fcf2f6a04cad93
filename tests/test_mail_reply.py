"""Of a mail's body stays what its sender wrote, whatever the mail program put around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.mail.reply import kinds, reply, written
from tests.mails import Marked, mails

MAILS = list(mails())


def test_there_are_at_least_80_mails() -> None:
    assert len(MAILS) >= 80
    assert len({mail.name for mail in MAILS}) == len(MAILS)


@pytest.mark.parametrize("mail", MAILS, ids=[mail.name for mail in MAILS])
def test_authored_lines_stay_and_all_else_goes(mail: Marked) -> None:
    kept = [line.strip() for line in reply(mail.body).split("\n") if line.strip()]
    assert kept == mail.of("a")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_any_line_end_will_do(end: str) -> None:
    body = f"Thanks!{end}{end}On 10/02/2025 16:40, Ines wrote:{end}> Done."
    assert reply(body) == "Thanks!"


def test_every_line_has_its_kind() -> None:
    lines = [
        "Hello,", "", "here you are.", "Sent from my iPhone", "", "On 10 Feb 2025, at 16:40, Ines <i@lantern.example>",
        "wrote:", "", "> Where?", "Above.", "-- ", "Tom", "---------- Forwarded message ---------", "From: X",
    ]  # fmt: skip
    assert kinds(lines) == [
        "authored", "authored", "authored", "signature", "authored", "attribution", "attribution", "authored", "quoted",
        "authored", "signature", "signature", "forwarded", "forwarded",
    ]  # fmt: skip


def test_kept_lines_are_told_by_number_so_that_places_are_known() -> None:
    assert written(["", "> When?", "", "At nine.", "", "> Sure?", "", "Yes.", ""]) == [3, 4, 7]


@pytest.mark.parametrize(
    "hostile",
    [
        "On " * 20_000, " " * 100_000, "On Mon, Jan 1 2025 at 9:00 someone\n" * 2_000, ">" * 1_000_000, ">\n" * 99_000,
        "\n" * 300_000, "From: a\n" * 60_000, "<a@b.example>:\n" * 30_000, "-" * 300_000, "--\n" * 100_000,
        ":" * 100_000, ("_" * 20 + "\n") * 9_000, "a@" * 100_000, "1." * 100_000, "wrote:\n" * 50_000,
        "On 1/1/2025\nwrote:\n" * 20_000,
    ],
    ids=lambda body: f"{body[:14]!r} {len(body)}",
)  # fmt: skip
def test_hostile_bodies_are_read_too(hostile: str) -> None:
    assert len(kinds(hostile.split("\n"))) == hostile.count("\n") + 1


PIECES = st.sampled_from(
    ["> ", "On ", "wrote:", "From: ", "To: x@y.example", "Subject: a", "-- ", "\n", "2025", "16:40", "Hello",
     "Sent from my ", "-----Original Message-----", "____________", "this e-mail is confidential", "\u2028", "\r", "İ", "https://x.example"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=4), max_size=60).map("".join))
def test_a_reply_is_made_of_the_bodys_own_lines(body: str) -> None:
    lines = body.split("\n")
    numbers = written(lines)
    assert numbers == sorted(set(numbers))
    assert all(kinds(lines)[number] == "authored" for number in numbers)
    assert not numbers or (lines[numbers[0]].strip() and lines[numbers[-1]].strip())


@given(st.lists(st.text(st.characters(categories=["L", "Zs"]), min_size=1, max_size=60), max_size=20))
def test_plain_words_are_never_lost(lines: list[str]) -> None:
    assert reply("\n".join(lines)).split() == " ".join(lines).split()
