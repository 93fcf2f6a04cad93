"""How a good input becomes a hostile one: bytes bent, and JSON trees whose values are not what they were.

Everything follows from the random generator alone, so a seed says all there is to say about an input.
"""

import json
from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any

NASTY_BYTES = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"\xed\xa0\x80", b"\r", b"\r\n", b"\n\n", b"\x1b[2J", b"\x85", b"\xe2\x80\xa8",
    b'"', b"'", b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\ud800", b"NaN", b"1e999", b"-", b"=", b"9" * 5000, b"[" * 600,
    b"From ", b"\n--", b"Content-Type: ", b"=?utf-8?Q?=0A?=", b"boundary=", b"\n> ", b"<", b"</", b"&#0;", b"{{", b"}}", b"{%",
    b"%}", b"[[", b"*x", b"&x ", b"? ", b"- ", b"!!python/object:os.system ", b"|", b">", b"...", b"\t", b"a" * 300, b"(a|", b")+",
    "\u202e\u200b\u2066".encode(), "\U0001f469\u200d\U0001f680".encode(), "İß".encode(), "２０２５".encode(), b"99999999999999999999",
    b"0000-00-00T00:00:00Z", b"9999-12-31T23:59:60Z", b"-1", b"24:00", b"12/31/0001", b"PK\x03\x04", b"null", b"true",
)  # fmt: skip
NASTY_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, -1e308, 10**19, -(10**30), 1.5, "", " ", "x", "\0", "\x1b]0;x\x07", "\u202e", "﻿", "0", "-1",
    "9" * 400, "2025-02-30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+23:59", "1e400", "../../etc/passwd", "<p>a<br>b</p>",
    "<" * 200, "{{x}}", [], {}, [[]], [None], [{}], {"": ""}, {"id": {"id": []}}, "agent", "customer", "a@b", "=1+1", "a\r\nb",
    "\U0010ffff", "\ufffe", "ǅ", "e\u0301", float("nan"), float("inf"),
)  # fmt: skip


def mutated(seeds: Sequence[bytes], random: Random) -> bytes:
    """One seed bent: as JSON where it is that, in two cases of three; else as bytes."""
    data = random.choice(seeds)
    if data[:1] in (b"{", b"[") and random.random() < 0.67:
        try:
            value = json.loads(data)
        except ValueError:
            return bent(data, seeds, random)
        for _ in range(random.choice((1, 1, 2, 4))):
            value = _grafted(value, random)
        return json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    return bent(data, seeds, random)


def bent(data: bytes, seeds: Sequence[bytes], random: Random) -> bytes:
    """Bytes with one to four wounds."""
    for _ in range(random.choice((1, 1, 2, 4))):
        at = random.randrange(len(data) + 1)
        end = min(len(data), at + random.choice((1, 1, 4, 20, 200)))
        kind = random.randrange(7)
        if kind == 0:
            data = data[:at] + bytes((random.randrange(256),)) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[end:]
        elif kind == 2:
            data = data[:end] + data[at:end] * random.choice((1, 1, 30)) + data[end:]
        elif kind == 3:
            data = data[:at] + random.choice(NASTY_BYTES) + data[at:]
        elif kind == 4:
            data = data[:at] + random.choice(NASTY_BYTES) + data[end:]
        elif kind == 5:
            data = data[:at]
        else:
            other = random.choice(seeds)
            cut = random.randrange(len(other) + 1)
            data = data[:at] + other[cut : cut + random.choice((10, 100, 1000))] + data[at:]
    return data[:200_000]


def _grafted(value: Any, random: Random) -> Any:
    """The tree with one node, wherever it stands, replaced, dropped, doubled, wrapped or put where another stood."""
    places: list[tuple[Any, Any]] = []
    pending = [value] if isinstance(value, dict | list) else []
    while pending:
        node = pending.pop()
        pairs = list(node.items() if isinstance(node, dict) else enumerate(node))
        places += [(node, key) for key, _ in pairs]
        pending += [part for _, part in pairs if isinstance(part, dict | list)]
    if not places:
        return deepcopy(random.choice(NASTY_VALUES))
    node, key = random.choice(places)
    kind = random.randrange(6)
    if kind <= 2:
        node[key] = deepcopy(random.choice(NASTY_VALUES))
    elif kind == 3:
        del node[key]
    elif kind == 4:
        node[key] = random.choice(([node[key]], {"x": node[key]}, str(node[key])[:2000]))
    else:
        other, place = random.choice(places)
        if place in other if isinstance(other, dict) else place < len(other):
            node[key] = json.loads(json.dumps(other[place]))
    return value
