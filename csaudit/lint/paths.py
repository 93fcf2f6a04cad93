"""Which files lint reads: what the user names, and in a folder what is plainly a canned reply; the rest is left.

In a folder without `include` patterns these are taken: exports of a product, files that have a key of ours (front
matter or a collection with a kind, a syntax, variables, csaudit-disable), and files of text in a folder named macros,
templates, canned, replies, saved_replies or snippets.
"""

import fnmatch
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from csaudit import files, replies
from csaudit.config import Config, Lint
from csaudit.errors import InputError
from csaudit.model import Skipped, Unreadable
from csaudit.reading import front_matter
from csaudit.replies import Reply
from csaudit.source import Source, displayable

FOLDERS = frozenset(
    ["macros", "templates", "canned", "replies", "saved_replies", "snippets", "canned_responses", "saved-replies",
     "canned-responses", "quicktext"]
)  # fmt: skip
_PLAIN = (".md", ".markdown", ".txt", ".text", ".html", ".htm", ".yaml", ".yml", ".json", ".csv")
_CONFIGURATION = frozenset({"csaudit.yaml", ".csaudit.yaml"})


class Chosen(Struct, frozen=True):
    """A file to lint. named: the user named it, so that not to know it is an error. settings: what holds for it.

    reader: which reads it, where that is known already.
    """

    source: Source
    settings: Lint
    named: bool = False
    reader: str | None = None


def settings(config: Config, name: str) -> Lint:
    """What the configuration says about linting one file: its own table over the general one."""
    laid = config.lint
    default = Lint()
    for table in config.tables(name):
        if table.lint is None:
            continue
        fields = msgspec.structs.asdict(table.lint)
        said = {key: value for key, value in fields.items() if value != getattr(default, key)}
        if "severities" in said:
            said["severities"] = {**laid.severities, **table.lint.severities}
        for key in ("ignore", "variables"):
            if key in said:
                said[key] = (*getattr(laid, key), *said[key])
        laid = msgspec.structs.replace(laid, **said)
    return laid


def chosen(
    paths: Sequence[str], config: Config, over: Lint, stdin: Source | Unreadable | None = None
) -> Iterator[Chosen | Unreadable | Skipped]:
    """Everything that the paths name, in order; `over` goes before the configuration.

    Raises UsageError for a path that names nothing.
    """
    named = files.Named(paths)
    for name in named.names:
        path = Path(name)
        if name == "-" and stdin is not None:
            yield stdin if isinstance(stdin, Unreadable) else _piped(stdin, config, over)
        elif path.is_dir():
            for file in files.below(path):
                if isinstance(file, files.Closed):
                    yield Unreadable(displayable(file.path), file.reason)
                elif named.lacks(file):
                    yield _in_folder(file, config, over)
        else:
            yield _named(path, config, over)
    yield from (Skipped(displayable(name), files.TWICE) for name in named.again)


def _piped(stdin: Source, config: Config, over: Lint) -> Chosen:
    return Chosen(stdin, _over(settings(config, stdin.name), over), named=True)


def _over(laid: Lint, over: Lint) -> Lint:
    default = Lint()
    said = {key: value for key, value in msgspec.structs.asdict(over).items() if value != getattr(default, key)}
    return msgspec.structs.replace(laid, **said) if said else laid


def _named(path: Path, config: Config, over: Lint) -> Chosen | Unreadable | Skipped:
    problem = files.irregular(path)
    if problem:
        return Unreadable(displayable(path), problem)
    laid = _over(settings(config, str(path)), over)
    # Hooks pass every changed file by name: what the configuration excludes stays out all the same.
    if excluded(str(path), config, laid):
        return Skipped(displayable(path), "excluded by the configuration")
    return Chosen(Source(str(path), path), laid, named=True)


def _in_folder(path: Path, config: Config, over: Lint) -> Chosen | Unreadable | Skipped:
    irregular = files.irregular(path)
    if irregular:
        return Skipped(displayable(path), irregular)
    laid = _over(settings(config, str(path)), over)
    if excluded(str(path), config, laid):
        return Skipped(displayable(path), "excluded by the configuration")
    one = Source(str(path), path)
    if laid.include:
        wanted = any(_matches(pattern, str(path), config) for pattern in laid.include)
        return Chosen(one, laid) if wanted else Skipped(displayable(path), "not among the configuration's include")
    try:
        reader = None if path.name in _CONFIGURATION else _candidate(one)
    except InputError as error:
        return Unreadable(one.name, error.reason)
    if reader:
        return Chosen(one, laid, reader=reader)
    problem = replies.broken(one) if FOLDERS & _folders(one.name) else None
    return problem or Skipped(displayable(path), "no canned reply")


def excluded(name: str, config: Config, laid: Lint) -> bool:
    """Whether the configuration leaves a file out."""
    if any(table.exclude for table in config.tables(name)):
        return True
    return any(_matches(pattern, name, config) for pattern in laid.exclude)


def _matches(pattern: str, name: str, config: Config) -> bool:
    """Whether a glob names a file; patterns are relative to the configuration, `**` crosses folders."""
    top = Path(config.file).parent if config.file else Path()
    path = os.path.relpath(name, top).replace(os.sep, "/")
    return path.startswith(pattern.rstrip("/") + "/") or any(
        fnmatch.fnmatchcase(path, one) for one in (pattern, pattern.replace("**/", ""))
    )


def _candidate(source: Source) -> str | None:
    """The reader of a file in a folder that is plainly a canned reply; None for any other file.

    Raises InputError where the system does not let it be read.
    """
    if replies.suffix(source) not in _PLAIN and source.suffix not in replies.TEMPLATES:
        return None
    try:
        found = replies.detect(source, replies.Options())
        if found is None:
            return None
        generic = getattr(replies.module(found[0]), "GENERIC", False)
        return found[0] if not generic or FOLDERS & _folders(source.name) or _ours(source, found[0]) else None
    except InputError as error:
        if isinstance(error.__cause__, OSError):
            raise
        return None


def _ours(source: Source, reader: str) -> bool:
    """Whether a file has a key that only replies of ours have."""
    if reader not in ("yaml", "json"):
        return front_matter.split(source.text)[0].ours
    first = next(replies.module(reader).read(source, replies.Options(include_inactive=True)), None)
    return isinstance(first, Reply) and bool(first.kind or first.syntax or first.variables or first.disabled)


def _folders(name: str) -> set[str]:
    """The folders of a path as the user named it, and the two nearest in any case: `lint .` inside templates/."""
    whole = os.path.abspath(name).lower().split(os.sep)
    return {*name.lower().split(os.sep)[:-1], *whole[-3:-1]}
