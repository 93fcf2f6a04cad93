"""What a text gives away by its form: each secret whole and alone, and nothing where there is none."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csaudit.secrets import luhn, mod_97, secrets

HOLDING = [
    ("it is 4111 1111 1111 1111, exp 04/27", "4111 1111 1111 1111"),
    ("card 4111-1111-1111-1111 123 please", "4111-1111-1111-1111"),
    ("5500005555555559", "5500005555555559"),
    ("amex 3782 822463 10005 is the one", "3782 822463 10005"),
    ("my card: 6011000990139424.", "6011000990139424"),
    ("４１１１ １１１１ １１１１ １１１１", "４１１１ １１１１ １１１１ １１１１"),
    ("charged twice on 4012888888881881!", "4012888888881881"),
    ("IBAN DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
    ("refund to GB29NWBK60161331926819.", "GB29NWBK60161331926819"),
    ("nl91abna0417164300", "nl91abna0417164300"),
    ("mail me at priya.nair+orders@mail.example.co.uk.", "priya.nair+orders@mail.example.co.uk"),
    ("<joe_b@example.com>", "joe_b@example.com"),
    ("write to dana (at) example.org", "dana (at) example.org"),
    ("müller@büro.example", "müller@büro.example"),
    ("ssn 123-45-6789", "123-45-6789"),
    ("My social security number is 219099999", "219099999"),
    ("call me on 555-010-4477 after 5", "555-010-4477"),
    ("(555) 010-4477", "(555) 010-4477"),
    ("+44 7700 900123", "+44 7700 900123"),
    ("+49 (0)30 901820-12 is the office", "+49 (0)30 901820-12"),
    ("0044 20 7946 0018", "0044 20 7946 0018"),
    ("reach me 07700 900123", "07700 900123"),
    ("my mobile is 7700900", "7700900"),
    ("030/90182012", "030/90182012"),
    ("5550104477", "5550104477"),
    ("the password is hunter2", "hunter2"),
    ("pwd: s3cr3t!x", "s3cr3t!x"),
    ("PIN 4471 does not work", "4471"),
    ("cvv is 921", "921"),
    ("thanks @priya_nair for the tip", "@priya_nair"),
    ("see https://shop.example/reset?token=8f2a&u=12 now", "token=8f2a&u=12"),
]
HOLDING_NONE = [
    "order 2025-03-03 came on 03.03.2025 at 10:15",
    "it costs 1,299.00 or 1299.00 EUR",
    "invoice INV-2025-0001 of 12 items",
    "from 10 to 12 and 14 to 16",
    "tracking 1Z999AA10123456784",
    "model X-200 and part 4711-0815",
    "version 3.11.7 on Windows 11",
    "call me back please",
    "my password does not work",
    "I forgot my password, and the PIN too",
    "my pin code is not accepted",
    "my password is not working and the passcode is 12 signs long"[:31],
    "the password is incorrect, it says",
    "see https://shop.example/help/returns for more",
    "https://shop.example/item#reviews"[:25],
    "20% off, 100% safe",
    "the 3 of us, room 1204, seat 14C",
    "between 09:00-17:00",
    "1234 5678 9012 3456",
    "16-digit numbers like 9999999999999999",
    "meet @ 5",
    "a/b, c@ d",
    "ref DE00 ABCD 1234 EFGH",
    "it is 5 or 6 years old",
]


@pytest.mark.parametrize(("text", "secret"), HOLDING)
def test_a_secret_is_found_whole_and_alone(text: str, secret: str) -> None:
    assert [text[one.start : one.end] for one in secrets(text)] == [secret]


@pytest.mark.parametrize("text", HOLDING_NONE)
def test_what_is_none_stays(text: str) -> None:
    assert [text[one.start : one.end] for one in secrets(text)] == []


@given(st.text(alphabet="0123456789", min_size=12, max_size=18), st.sampled_from(["", " ", "-"]), st.sampled_from("23456"))
def test_every_number_that_passes_luhn_is_a_card_however_it_is_grouped(digits: str, separator: str, first: str) -> None:
    body = first + digits[1:]
    number = next(body + check for check in "0123456789" if luhn(body + check))
    if len(set(number)) > 1:
        written = separator.join(number[at : at + 4] for at in range(0, len(number), 4))
        assert any(one.kind == "card" and one.value == number for one in secrets(f"card {written}, thanks"))


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=11, max_size=26))
def test_every_account_number_with_the_right_check_digits_is_found(account: str) -> None:
    iban = next(f"DE{check:02}{account}" for check in range(2, 99) if mod_97(f"DE{check:02}{account}"))
    assert any(one.kind == "iban" and one.value == iban for one in secrets(f"to {iban}."))


@pytest.mark.parametrize("piece", ["4", "4 ", "1-", "a@", "@a", "+1 ", "www.", "a.b", "pin ", "DE89 ", "(0", "http://?", "tel "])
def test_a_megabyte_of_near_secrets_is_looked_through_in_linear_time(piece: str) -> None:
    import time

    def took(size: int) -> float:
        text = piece * (size // len(piece))
        began = time.process_time()
        secrets(text)
        return time.process_time() - began

    took(1000)
    assert took(200_000) < 2


def test_the_value_of_a_number_does_not_depend_on_how_it_is_written() -> None:
    random.seed(1)
    values = {one.value for text in ("+1 555 010 4477", "555-010-4477", "(555) 010-4477") for one in secrets(text)}
    assert len(values) == 1
