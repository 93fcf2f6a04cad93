"""The baseline: findings that were there before the gate, by rule, file and a hash of their words, with counts.

No line numbers, so it survives moved lines; no text, so it can be committed; and no secret, not even as a hash: it
stands there by its kind, in the words and in the names of files. What is fixed is pruned from it.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from csaudit import files, output
from csaudit.errors import UsageError
from csaudit.findings import Finding
from csaudit.secrets import masked

FORMAT = "csaudit-baseline/1"
MAX_BYTES = 64 << 20
Key = tuple[str, str, str]  # file, rule, hash


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    findings: dict[str, dict[str, dict[str, int]]]


def _key(finding: Finding, folder: Path) -> Key:
    words = masked(" ".join((finding.quote or finding.message).split()))
    return _file(finding.file, folder), finding.rule, sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def _file(name: str, folder: Path) -> str:
    return masked(os.path.relpath(name, folder).replace(os.sep, "/"))


def read(path: Path) -> Counter[Key]:
    """The counts of a baseline. Raises UsageError for what is none."""
    try:
        data = files.content(path, MAX_BYTES)
        if len(data) > MAX_BYTES:
            raise UsageError(f"{path}: larger than {MAX_BYTES >> 20} MB")
        file = msgspec.json.decode(data, type=_File)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; write one with --write-baseline") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no baseline: {error}") from error
    if file.format != FORMAT:
        raise UsageError(f"{path}: written as {file.format!r}, this csaudit reads {FORMAT!r}")
    return Counter(
        {(name, rule, digest): count for name, rules in file.findings.items() for rule, digests in rules.items()
         for digest, count in digests.items() if count > 0}
    )  # fmt: skip


def write(path: Path, findings: Iterable[Finding]) -> int:
    """Write a baseline of these findings, and return how many there are. The same findings give the same bytes."""
    counts = Counter(_key(one, path.parent) for one in findings)
    _write(path, counts)
    return sum(counts.values())


def _write(path: Path, counts: Counter[Key]) -> None:
    tree: dict[str, dict[str, dict[str, int]]] = {}
    for (file, rule, digest), count in sorted(counts.items()):
        tree.setdefault(file, {}).setdefault(rule, {})[digest] = count
    data = msgspec.json.format(msgspec.json.encode({"format": FORMAT, "findings": tree}), indent=1)
    with output.replaced(path) as stream:
        stream.write(data + b"\n")


def marked(findings: Sequence[Finding], counts: Counter[Key], folder: Path) -> list[Finding]:
    """The findings, those in the baseline marked as known: of equal ones as many as it counts, the first ones."""
    left = Counter(counts)
    result = []
    for one in findings:
        key = _key(one, folder)
        known = left[key] > 0
        left[key] -= known
        result.append(msgspec.structs.replace(one, known=True) if known else one)
    return result


def prune(path: Path, counts: Counter[Key], findings: Sequence[Finding], checked: Iterable[str]) -> int:
    """Drop what is fixed in the files that were checked, and what counts files that are gone; return how many."""
    now = Counter(_key(one, path.parent) for one in findings if one.known)
    files = {_file(name, path.parent) for name in checked}
    kept: Counter[Key] = Counter()
    for key, count in counts.items():
        # Whether there is still a file behind "mail of [email].md" cannot be looked up.
        gone = key[0] not in files and "[" not in key[0] and not (path.parent / key[0]).exists()
        kept[key] = 0 if gone else min(count, now[key]) if key[0] in files else count
    dropped = sum(counts.values()) - sum(kept.values())
    if dropped:
        _write(path, +kept)
    return dropped
