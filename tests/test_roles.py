import pytest

from csaudit import roles
from csaudit.errors import UsageError
from csaudit.readers import Options


@pytest.mark.parametrize(
    ("speaker", "role", "name"),
    [
        ("Agent", "agent", "Agent"),
        ("END-USER", "customer", "END-USER"),
        ("Agent Bob", "agent", "Bob"),
        ("Bob (agent)", "agent", "Bob"),
        ("Bob [Customer]", "customer", "Bob"),
        ("Agent 7", "agent", "Agent 7"),
        ("Customer Service", "agent", "Customer Service"),
        ("Customer Service Anna", "agent", "Anna"),
        ("Acme Support", "agent", "Acme Support"),
        ("Support Bot", "bot", "Support Bot"),
        ("Acme Bot", "bot", "Acme Bot"),
        ("virtual assistant", "bot", "virtual assistant"),
        ("Priya", None, "Priya"),
        ("", None, ""),
        ("Bob (Acme)", None, "Bob (Acme)"),
        ("x" * 300, None, "x" * 300),
    ],
)
def test_a_role_word_is_taken_off_a_name(speaker: str, role: str | None, name: str) -> None:
    assert roles.role_and_name(speaker) == (role, name)


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        ("Bob", ["bob"], True),
        ("Bob B", ["bob"], False),
        ("Bob B", ["/^bob/"], True),
        (None, ["bob"], False),
        ("Bob", [], False),
    ],
)
def test_stated_names_match_whole_or_as_a_pattern(name: str | None, stated: list[str], expected: bool) -> None:
    assert roles.matches(name, stated) is expected


def test_a_bad_pattern_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="not a regular expression"):
        roles.matches("x", ["/(/"])


A, B = ("Ann", None, "hi"), ("Bo", None, "yo")
CASES = [
    ([("Ann", "customer", "hi"), ("Bo", "agent", "yo")], {}, ["customer", "agent"], None),
    ([A, B], {"agents": ("Bo",)}, ["customer", "agent"], None),
    ([A, B], {"customers": ("Bo",)}, ["agent", "customer"], None),
    ([A, B], {"bots": ("Bo",)}, ["customer", "bot"], "guessed Ann as customer"),
    ([("Ann", "customer", "hi"), B], {}, ["customer", "agent"], "guessed Bo as agent"),
    ([("Ann", "agent", "hi"), B], {}, ["agent", "customer"], "guessed Bo as customer"),
    ([("Ann", None, "Thank you for calling"), B], {}, ["agent", "customer"], "guessed Ann as agent, Bo as customer"),
    ([A, B], {}, ["customer", "agent"], "guessed Ann as customer, Bo as agent"),
    ([A, ("Ann", "agent", "x")], {}, ["agent", "agent"], None),
    ([("Ann", "system", "deleted"), ("Ann", None, "x")], {"agents": ("Bo",)}, ["system", "customer"], None),
    ([("Bo", "agent", "x")], {"bots": ("/b/",)}, ["bot"], None),
    ([("Bo", "system", "x")], {"agents": ("Bo",)}, ["system"], None),
    ([], {}, [], None),
]


@pytest.mark.parametrize(("turns", "said", "expected", "warning"), CASES)
def test_roles_are_settled_over_the_conversation(turns: list, said: dict, expected: list, warning: str | None) -> None:  # type: ignore[type-arg]
    settled, warnings = roles.settle(turns, Options(**said))
    assert settled == expected
    assert warnings == ([f"roles: {warning}"] if warning else [])
