"""Paths, globs, folders and zips become portions of work, in an order that depends on their names alone.

A portion is what one worker reads: some small files, files that belong together (the mails of a folder), or a byte range
of a large JSONL file. Nothing is opened that is no regular file; links are followed once; .gitignore is respected in
folders. In a folder, a file that no reader claims is skipped and counted; a file named by the user must be readable.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from msgspec import Struct

from csaudit import files, readers, remote, source
from csaudit.errors import CsauditError, InputError, bug
from csaudit.model import Item, Skipped, Unreadable
from csaudit.readers import Options
from csaudit.source import Source, displayable

TOGETHER_SUFFIXES = (".eml", ".emlx", ".msg")
FILES_A_PORTION = 64
BYTES_A_PORTION = 128 << 10  # a quarter of a second of work: what a Ctrl-C loses, and what a resumed run does again


class Portion(Struct, frozen=True):
    """What one worker reads. `named`: the user named the input, so not to know it is an error, not a skip.

    start, end: byte range of a JSONL file; first_line: the number of the line at `start`.
    """

    sources: tuple[Source, ...]
    named: bool
    together: bool = False
    start: int = 0
    end: int | None = None
    first_line: int = 1

    @property
    def size(self) -> int:
        """Bytes on disk, as far as they are known: for progress."""
        if self.end is not None:
            return self.end - self.start
        return sum(files.size_of(one.path) for one in self.sources if one.path is not None and one.member is None)


Found = Portion | Unreadable | Skipped


OptionsFor = Callable[[str], Options]  # what the user says about one input, by its name


def portions(paths: Sequence[str], options_for: OptionsFor) -> Iterator[Found]:
    """Everything that the paths name, in order, each file once. Raises UsageError for what names nothing."""
    named = files.Named(paths)
    together: dict[Path, list[str]] = {}
    for name in named.names:
        if (bundle := _bundle(Path(name))) is not None:
            together.setdefault(bundle, []).append(name)
    for name in named.names:
        path = Path(name)
        try:
            is_folder = name != "-" and path.is_dir()
        except OSError as error:
            yield Unreadable(displayable(path), f"cannot be opened: {error.strerror}")
            continue
        if name == "-":
            yield from _piped(options_for(name))
        elif remote.is_url(name):
            options = options_for(name)
            for one, size in remote.listed(name, options.encoding):
                yield from _whole_or_ranges(one, size, options)
        elif is_folder:
            yield from _folder(path, options_for, named)
        elif (bundle := _bundle(path)) is None:
            yield from _file(path, options_for(name))
        elif bundle in together:
            yield from _several(together.pop(bundle), options_for)
    yield from (Skipped(displayable(name), files.TWICE) for name in named.again)


def _piped(options: Options) -> Iterator[Found]:
    try:
        piped = source.stdin()
    except InputError as error:
        yield Unreadable("-", error.reason)
        return
    piped.encoding = options.encoding
    yield Portion((piped,), named=True)


def _several(names: Sequence[str], options_for: OptionsFor) -> Iterator[Found]:
    """Files that the user named and that are one export: they are handed over together, as those of a folder are."""
    sources = []
    for name in names:
        if problem := files.irregular(Path(name)):
            yield Unreadable(displayable(name), problem)
        else:
            sources.append(Source(name, Path(name), encoding=options_for(name).encoding))
    if sources:
        yield Portion(tuple(sources), named=True, together=True)


def _file(path: Path, options: Options) -> Iterator[Found]:
    """A file that the user named: a zip's members, byte ranges of a large JSONL file, or itself."""
    problem = files.irregular(path)
    if problem:
        yield Unreadable(displayable(path), problem)
        return
    if files.is_archive(path):
        yield from _zip(path, options)
        return
    one = Source(str(path), path, encoding=options.encoding)
    yield from _whole_or_ranges(one, files.size_of(path), options)


def _whole_or_ranges(one: Source, size: int, options: Options) -> Iterator[Found]:
    """A large JSONL file in byte ranges, anything else whole."""
    if size > BYTES_A_PORTION and not one.name.endswith(".gz"):
        with contextlib.suppress(InputError):  # told when it is read
            found = readers.detect(one, options)
            reader = readers.module(found[0]) if found else None
            if reader is not None and hasattr(reader, "splittable") and reader.splittable(one):
                yield from _ranges(one, size)
                return
    yield Portion((one,), named=True)


def _ranges(one: Source, size: int) -> Iterator[Found]:
    """Byte ranges of whole lines, about half a megabyte each, with the number of their first line."""
    start, line = 0, 1
    try:
        with one.reading() as stream:
            while start < size:
                block = stream.read(BYTES_A_PORTION)
                if not block:
                    return
                block += stream.readline()
                yield Portion((one,), True, False, start, start + len(block), line)
                start += len(block)
                line += block.count(b"\n")
    except InputError as error:
        yield Unreadable(one.name, error.reason, line)


def _folder(folder: Path, options_for: OptionsFor, named: files.Named) -> Iterator[Found]:
    """A folder's files, a portion of 64 at a time; mails of one folder, and folders that are one export, together."""
    waiting: list[Source] = []
    together: dict[Path, list[Source]] = {}
    for path in files.below(folder):
        if isinstance(path, files.Closed):
            yield Unreadable(displayable(path.path), path.reason)
            continue
        problem = files.irregular(path)
        if problem:
            yield Skipped(displayable(path), problem)
            continue
        if not named.lacks(path):
            continue
        options = options_for(str(path))
        one = Source(str(path), path, encoding=options.encoding)
        bundle = _bundle(path)
        if bundle is not None:
            together.setdefault(bundle, []).append(one)
        elif files.is_archive(path):
            yield from _flush(waiting)
            yield from _zip(path, options, named=False)
        else:
            waiting.append(one)
            if len(waiting) == FILES_A_PORTION:
                yield from _flush(waiting)
    yield from _flush(waiting)
    for sources in together.values():
        yield Portion(tuple(sources), named=False, together=True)


def _flush(waiting: list[Source]) -> Iterator[Portion]:
    if waiting:
        yield Portion(tuple(waiting), named=False)
        waiting.clear()


def _bundle(path: Path) -> Path | None:
    """What all files of one export share: mails side by side, a maildir, a Slack export; None for a file by itself."""
    if path.suffix.lower() in TOGETHER_SUFFIXES:
        return path.parent / f"*{path.suffix.lower()}"
    if path.parent.name in ("cur", "new") and os.path.isdir(path.parent.parent / "cur"):
        return path.parent.parent
    for above in (path.parent, path.parent.parent) if path.suffix == ".json" else ():
        if all(os.path.isfile(above / name) for name in ("users.json", "channels.json")):
            return above
    return None


def _zip(path: Path, options: Options, *, named: bool = True) -> Iterator[Found]:
    """A zip's members as sources: what is one export together, the rest a portion of 64 at a time."""
    from csaudit import packed

    try:
        inside = packed.members(path)
    except InputError as error:
        yield Unreadable(displayable(path), error.reason)
        return
    sources = []
    for one in inside:
        name = f"{displayable(path)}!{one.name}"
        if one.broken:
            yield Unreadable(name, one.broken)
        elif one.left:
            yield Skipped(name, one.left)
        else:
            sources.append(Source(name, path, one.name, encoding=options.encoding))
    if {"users.json", "channels.json"} <= {str(one.member).rsplit("/", 1)[-1] for one in sources}:
        yield Portion(tuple(sources), named=named, together=True)
        return
    mails = [one for one in sources if one.suffix in TOGETHER_SUFFIXES]
    rest = [one for one in sources if one.suffix not in TOGETHER_SUFFIXES]
    if mails:
        yield Portion(tuple(mails), named=named, together=True)
    for start in range(0, len(rest), FILES_A_PORTION):
        yield Portion(tuple(rest[start : start + FILES_A_PORTION]), named=False)


def items(portion: Portion, options_for: OptionsFor) -> Iterator[Item]:
    """Everything in a portion; what cannot be read is an Unreadable, and the rest goes on."""
    for group in (portion.sources,) if portion.together else ((one,) for one in portion.sources):
        options = options_for(group[0].name)
        found = _guarded(lambda group=group, options=options: _read(group, portion, options), group[0].name)  # type: ignore[misc]
        yield from readers.told_apart(found)


def _guarded(read: Callable[[], Iterable[Item]], name: str) -> Iterator[Item]:
    try:
        yield from read()
    except InputError as error:
        yield Unreadable(name, error.reason, error.line, error.column)
    except OSError as error:
        yield Unreadable(name, error.strerror or str(error))
    except CsauditError:
        raise
    except Exception as error:  # a bug met in one input, or in a reader that others wrote, does not end the batch
        yield Unreadable(name, bug(error, f"reading {name}"))


def _read(group: tuple[Source, ...], portion: Portion, options: Options) -> Iterator[Item]:
    if len(group) == 1 and not group[0].head.strip():
        if portion.named:
            raise InputError("empty")
        yield Skipped(group[0].name, "empty")
        return
    reader = _reader(group, options)
    strays = _strays(group, reader, portion, options) if len(group) > 1 else frozenset()
    for one in group if strays else ():
        if one in strays:
            yield from _guarded(lambda one=one: _read((one,), portion, options), one.name)  # type: ignore[misc]
    group = tuple(one for one in group if one not in strays)
    if not group:
        return
    if reader is None:
        unknown = readers.unknown(group[0])
        if portion.named:
            raise unknown
        yield Skipped(group[0].name, unknown.reason)
    elif portion.end is not None:
        yield from reader.read(group, options, portion.start, portion.end, portion.first_line)
    else:
        yield from reader.read(group, options)


def _strays(
    group: tuple[Source, ...], reader: ModuleType | None, portion: Portion, options: Options
) -> frozenset[Source]:
    """Those of several that are read by themselves: all, where their reader takes one at a time; and what the user named
    and is none of the reader's, so that it is told."""
    if not getattr(reader, "TOGETHER", False):
        return frozenset(group)
    named = portion.named and group[0].member is None
    return frozenset(one for one in group if named and not _is_of(reader, one, options))


def _is_of(reader: ModuleType | None, one: Source, options: Options) -> bool:
    """Whether a reader claims a source; one that cannot be opened is its, too, to be told in its place."""
    try:
        return _reader((one,), options) is reader
    except InputError:
        return True


def _reader(group: tuple[Source, ...], options: Options) -> ModuleType | None:
    """The reader of the first that one claims; of several, one that cannot be read is told when its turn comes."""
    for one in group:
        with contextlib.suppress(*(InputError,) * (len(group) > 1)):
            if found := readers.detect(one, options):
                return readers.module(found[0])
    return None
