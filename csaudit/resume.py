"""Going on after a kill: a journal of the finished parts, beside the output.

One record for each portion, in the order of the input: the key of the portion, and the part that came of it. The key is
made of all that a part depends on: the files (name, size, time of change, first 64 KB), what the user says about them,
the rubric, the redaction, the version of csaudit. The next call takes the parts over as long as the keys agree, and
works from the first on that does not; so the result is the same to the byte as that of an unbroken run. A record that a
kill cut short is none.
"""

import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from csaudit import __version__
from csaudit.errors import InputError, UsageError
from csaudit.find import Found, Portion
from csaudit.run import Part, Plan

_HEADER = 12  # bytes before a record: its length and its checksum


class _Record(Struct, frozen=True):
    key: str
    part: Part


def beside(output: str) -> Path:
    """Where the journal of an output is kept."""
    path = Path(output)
    return path.with_name(f".{path.name}.unfinished")


def continued(
    portions: Iterable[Found], plan: Plan, engine: Callable[[Iterable[Found]], Iterator[Part]], journal: Path
) -> Iterator[Part]:
    """The parts of all portions: those of the journal first, then what the engine makes of the rest, noted as it comes.

    Raises UsageError where the journal cannot be written.
    """
    coming = iter(portions)
    keys: deque[str] = deque()
    with _noted(journal):
        stream = journal.open("a+b")
    with stream:
        stream.seek(0)
        done, first = 0, []
        for portion in coming:
            with _noted(journal):
                record = _read(stream)
            if record is None or record.key != _key(portion, plan):
                first = [portion]
                break
            done = stream.tell()
            yield record.part
        with _noted(journal):
            stream.truncate(done)

        def rest() -> Iterator[Found]:
            for portion in chain(first, coming):
                keys.append(_key(portion, plan))
                yield portion

        for part in engine(rest()):
            with _noted(journal):
                _write(stream, _Record(keys.popleft(), part))
            yield part


@contextmanager
def _noted(journal: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{journal}: cannot be written: {error.strerror}") from error


def _key(found: Found, plan: Plan) -> str:
    """A digest of all that the part of a portion depends on."""
    scorer = plan.scorer
    ids = [one.id for one in scorer.criteria]
    said: list[Any] = [__version__, scorer.label, ids, sorted(scorer.policies), plan.redactor]
    if isinstance(found, Portion):
        said += [found.named, found.together, found.start, found.end, found.first_line]
        for one in found.sources:
            try:
                stamp = one.stamp()
            except InputError as error:
                stamp = (error.reason,)
            said += [one.name, one.member, stamp, plan.options_for(one.name)]
    else:
        said.append(found)
    return sha256(msgspec.msgpack.encode(said)).hexdigest()


def _write(stream: BinaryIO, record: _Record) -> None:
    packed = msgspec.msgpack.encode(record)
    stream.write(len(packed).to_bytes(8) + zlib.crc32(packed).to_bytes(4) + packed)
    stream.flush()


def _read(stream: BinaryIO) -> _Record | None:
    """The next record, or None at the end, or where it was cut short."""
    header = stream.read(_HEADER)
    packed = stream.read(int.from_bytes(header[:8])) if len(header) == _HEADER else b""
    if not packed or zlib.crc32(packed) != int.from_bytes(header[8:]):
        return None
    try:
        return _decode(packed)
    except msgspec.MsgspecError:
        return None


def _counter(kind: type, value: Any) -> Any:
    """msgspec knows no Counter: a mapping of counts becomes one."""
    return Counter(value)


_decode = msgspec.msgpack.Decoder(_Record, dec_hook=_counter).decode
