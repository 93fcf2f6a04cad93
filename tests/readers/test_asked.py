"""A reader that is not asked of an input would not have claimed it: over every sample, whole and broken, as any text."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from csaudit import plugins, readers, replies
from csaudit.readers._asked import may_claim
from csaudit.source import Source
from tests.conftest import ROOT
from tests.fuzz.mutate import bent

SAMPLES = sorted(path for path in (ROOT / "samples").rglob("*") if path.is_file() and path.stat().st_size < 100_000)
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037")


def inputs(path: Path) -> Iterator[Source]:
    """A sample as it is, with blank lines above it, in other encodings that may be named, and bent a few times."""
    data = path.read_bytes()
    yield from (Source(str(path), data=one) for one in (data, b"\r\n \n" + data, b"\xef\xbb\xbf\n" + data, data.replace(b"\n", b"\r")))
    text = data.decode("utf-8", "replace")
    for encoding in ENCODINGS:
        written = text.encode(encoding, "replace")
        yield from (Source(str(path), data=written), Source(str(path), data=written, encoding=encoding))
    random = Random(str(path.name))
    yield from (Source(str(path), data=bent(data, [data], random)) for _ in range(12))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_reader_that_claims_an_input_is_asked(path: Path) -> None:
    for source in inputs(path):
        claiming = [name for name in plugins.names("readers") if readers.module(name).claims(source)]
        assert [name for name in claiming if not may_claim(name, source)] == [], source.data[:200]
        claiming = [name for name in plugins.names("replies") if replies.module(name).claims(source)]
        assert [name for name in claiming if not replies.may_claim(name, source)] == [], source.data[:200]
