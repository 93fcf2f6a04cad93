"""From turns, as a source gives them, to the messages of a transcript: who speaks, in what order, how long."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from csaudit import clock, roles
from csaudit.model import Message, Origin, Role, Visibility


class Wishes(roles.Stated, Protocol):
    """What of the user's options a conversation needs (readers.Options is one)."""

    @property
    def timezone(self) -> str | None: ...
    @property
    def max_message_chars(self) -> int: ...


class Turn(Struct, frozen=True):
    """A message before it is settled who speaks: as Message, with the role only where the source states one."""

    text: str
    role: Role | None = None
    author: str | None = None
    id: str | None = None
    timestamp: datetime | None = None
    visibility: Visibility = "public"
    attachments: tuple[str, ...] = ()
    origin: Origin | None = None


Part = tuple[str, int, int]  # a line's text, its number, and the column where the text begins


def joined(parts: Sequence[Part]) -> tuple[str, Origin]:
    """The text of several lines and where it stands."""
    points, offset = [], 0
    for text, number, column in parts:
        points.append((offset, number, column))
        offset += len(text) + 1
    return "\n".join(text for text, _, _ in parts), Origin(tuple(points))


def settle(turns: Sequence[Turn], wishes: Wishes) -> tuple[tuple[Message, ...], list[str]]:
    """The messages of one conversation and what had to be guessed: roles, times without a zone, texts that are cut."""
    final, warnings = roles.settle([(turn.author, turn.role, turn.text) for turn in turns], wishes)
    messages = tuple(
        Message(role, turn.text, turn.author, turn.id, clock.in_zone(turn.timestamp, wishes.timezone), turn.visibility,
                turn.attachments, turn.origin)
        for turn, role in zip(turns, final, strict=True)
    )  # fmt: skip
    if any(message.timestamp and message.timestamp.tzinfo is None for message in messages):
        warnings.append(clock.NO_ZONE)
    if not messages:
        warnings.append("empty: no messages")
    messages, shortened = cut(messages, wishes.max_message_chars)
    return messages, warnings + shortened


def cut(messages: tuple[Message, ...], limit: int) -> tuple[tuple[Message, ...], list[str]]:
    """The messages with no text over the limit, and a warning for each that was."""
    long = {number: len(message.text) for number, message in enumerate(messages) if len(message.text) > limit}
    if not long:
        return messages, []
    return (
        tuple(replace(message, text=message.text[:limit]) for message in messages),
        [f"text: message {number + 1} has {length:,} characters, cut to {limit:,}" for number, length in long.items()],
    )


def in_time_order(turns: Sequence[Turn]) -> list[Turn]:
    """Turns sorted by time where the source does not promise an order; those without a time stay after their neighbour.

    The order of the source breaks ties; where the source is newest first throughout, it is turned before.
    """
    times = [turn.timestamp for turn in turns if turn.timestamp]
    steps = [(_instant(one), _instant(next_one)) for one, next_one in pairwise(times)]
    newest_first = len(steps) > 1 and any(a > b for a, b in steps) and all(a >= b for a, b in steps)
    ordered = list(reversed(turns)) if newest_first else list(turns)
    return [turn for _, turn in sorted(zip(_carried(ordered), ordered, strict=True), key=lambda pair: pair[0])]


def _carried(turns: Sequence[Turn]) -> Iterator[datetime]:
    """A time for each turn: its own, else that of the turn before it."""
    last = datetime.min.replace(tzinfo=UTC)
    for turn in turns:
        last = _instant(turn.timestamp) if turn.timestamp else last
        yield last


def _instant(moment: datetime) -> datetime:
    """For comparing only: a time without a zone stands as if in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
