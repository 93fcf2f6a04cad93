"""Writes small Outlook messages (MS-OXMSG in a compound file, MS-CFB), for samples and tests.

`python -m tests.mails.outlook` writes samples/formats/msg.msg anew.
"""

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SUBJECT, SENDER_NAME, SENDER_ADDRESS, BODY, HTML = 0x0037, 0x0C1A, 0x0C1F, 0x1000, 0x1013
MESSAGE_ID, IN_REPLY_TO, CLASS, SENT, FLAGS, HEADERS = 0x1035, 0x1042, 0x001A, 0x0039, 0x0E07, 0x007D
RECIPIENT_ADDRESS, FILE_NAME = 0x39FE, 0x3707

Value = str | int | bytes | datetime
Tree = dict[str, "bytes | Tree"]
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def message(
    values: Mapping[int, Value], recipients: Sequence[str] = (), attachments: Sequence[str] = ()
) -> bytes:
    """A .msg file with these properties, recipients and names of attachments."""
    counts = struct.pack("<8x4I8x", len(recipients), len(attachments), len(recipients), len(attachments))
    tree = _properties({CLASS: "IPM.Note", **values}, counts)
    for number, address in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = _properties({RECIPIENT_ADDRESS: address}, bytes(8))
    for number, name in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = _properties({FILE_NAME: name}, bytes(8))
    return _compound(tree)


def _properties(values: Mapping[int, Value], header: bytes) -> Tree:
    tree: Tree = {}
    entries = b""
    for number, value in values.items():
        if isinstance(value, int):
            entries += struct.pack("<HHIII", 0x0003, number, 6, value, 0)
        elif isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            entries += struct.pack("<HHIQ", 0x0040, number, 6, ticks)
        else:
            kind, data = (0x001F, value.encode("utf-16-le")) if isinstance(value, str) else (0x0102, value)
            tree[f"__substg1.0_{number:04X}{kind:04X}"] = data
            entries += struct.pack("<HHIII", kind, number, 6, len(data) + 2 * (kind == 0x001F), 0)
    tree["__properties_version1.0"] = header + entries
    return tree


def _compound(tree: Tree) -> bytes:
    """A compound file of 512-byte sectors: FAT, mini FAT, directory, and all streams, small ones in the mini stream."""
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", list[int]()
    entries: list[list[Any]] = [["Root Entry", 5, _FREE, _FREE, _FREE, 0, 0]]

    def chain(data: bytes) -> int:
        first = len(sectors)
        parts = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(parts)
        fat.extend([*range(first + 1, first + len(parts)), _END] if parts else [])
        return first if parts else _END

    def add(parent: int, children: Tree) -> None:
        nonlocal mini
        previous, side = parent, 4
        for name, value in sorted(children.items(), key=lambda item: (len(item[0]), item[0].upper())):
            at = len(entries)
            entries[previous][side] = at
            previous, side = at, 3
            if isinstance(value, dict):
                entries.append([name, 1, _FREE, _FREE, _FREE, 0, 0])
            elif len(value) >= 4096:
                entries.append([name, 2, _FREE, _FREE, _FREE, chain(value), len(value)])
            else:
                start, count = len(mini) // 64, -(-len(value) // 64)
                mini += value.ljust(count * 64, b"\0")
                mini_fat.extend([*range(start + 1, start + count), _END] if count else [])
                entries.append([name, 2, _FREE, _FREE, _FREE, start if count else _END, len(value)])
            if isinstance(value, dict):
                add(at, value)

    add(0, tree)
    entries[0][5:] = [chain(mini), len(mini)]
    padded = mini_fat + [_FREE] * (-len(mini_fat) % 128)
    mini_fat_at, mini_fat_sectors = chain(struct.pack(f"<{len(padded)}I", *padded)), len(padded) // 128
    directory = b"".join(_entry(*entry) for entry in entries)
    directory_at = chain(directory + _entry("", 0, _FREE, _FREE, _FREE, 0, 0) * (-len(entries) % 4))
    fat_sectors = 1
    while (len(fat) + fat_sectors) > fat_sectors * 128:
        fat_sectors += 1
    fat_at = list(range(len(fat), len(fat) + fat_sectors))
    full = fat + [_FAT] * fat_sectors
    full += [_FREE] * (fat_sectors * 128 - len(full))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors,
        directory_at, 0, 4096, mini_fat_at, mini_fat_sectors, _END, 0, fat_at[0],
    )  # fmt: skip
    more = struct.pack(f"<{fat_sectors - 1}I", *fat_at[1:])
    head = (header + more).ljust(512, b"\xff")
    return head + b"".join(sectors) + struct.pack(f"<{len(full)}I", *full)


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    return struct.pack("<64sHBBIII36xIQ", text, length, kind, 1, left, right, child, start, size)


SAMPLE: dict[int, Value] = {
    SUBJECT: "Desk lamp flickers",
    SENDER_NAME: "Marta Ruiz",
    SENDER_ADDRESS: "marta.ruiz@example.org",
    SENT: datetime(2025, 2, 10, 16, 40, tzinfo=UTC),
    MESSAGE_ID: "<lamp-1@example.org>",
    BODY: "Hello,\r\n\r\nmy desk lamp flickers since Sunday. Can you help?\r\n\r\nMarta\r\n\r\nGet Outlook for iOS\r\n",
}

if __name__ == "__main__":
    sample = Path(__file__).parents[2] / "samples" / "formats" / "msg.msg"
    sample.write_bytes(message(SAMPLE, ["help@lumbra.example"], ["lamp.mov"]))
