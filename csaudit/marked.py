"""What was read from a file that a person wrote, knowing where each part of it stands."""

from typing import Any

import msgspec


class Place(msgspec.Struct, frozen=True):
    """Where a key or value stands; line and column count from 1."""

    file: str
    line: int
    column: int


class Map(dict[str, Any]):
    """A mapping that knows where each of its keys and values stands."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}


class Seq(list[Any]):
    """A list that knows where each of its items stands."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.items_at: list[Place] = []
