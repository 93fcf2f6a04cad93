"""The options that several commands share, and what they mean together with the configuration."""

import codecs
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import wraps
from inspect import Signature, signature
from typing import Annotated, Any

import msgspec
import typer

from csaudit import clock, config, find, roles
from csaudit.config import Config
from csaudit.errors import UsageError, did_you_mean
from csaudit.model import Skipped, Unreadable
from csaudit.readers import Options
from csaudit.reading import fields
from csaudit.reports import Look

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Files, folders, globs or zips; - for standard input.", show_default=False),
]
RubricName = Annotated[
    str | None,
    typer.Option("-r", "--rubric", metavar="FILE|NAME", help="The rubric.  [default: service]", show_default=False),
]
ConfigFile = Annotated[str | None, typer.Option("--config", metavar="FILE", help="Use this configuration file.")]
Isolated = Annotated[bool, typer.Option("--isolated", help="Use no configuration file.")]
Output = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, not to standard output.")
]
Color = Annotated[str, typer.Option("--color", metavar="auto|always|never", help="When to use colour.")]
Input = Annotated[
    str | None, typer.Option("--input", metavar="NAME", help="Read with this reader; see `csaudit formats`.")
]
Agents = Annotated[
    list[str] | None, typer.Option("--agent", metavar="NAME", help="An agent's name or /regex/; repeatable.")
]
Customers = Annotated[
    list[str] | None, typer.Option("--customer", metavar="NAME", help="A customer's name or /regex/; repeatable.")
]
Bots = Annotated[list[str] | None, typer.Option("--bot", metavar="NAME", help="A bot's name or /regex/; repeatable.")]
Domains = Annotated[
    list[str] | None, typer.Option("--agent-domain", metavar="DOMAIN", help="A mail domain of the company; repeatable.")
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The date of logs that have only times.")
]
DateOrder = Annotated[str | None, typer.Option("--date-order", metavar="DMY|MDY|YMD", help="How to read 03/02/2025.")]
Timezone = Annotated[str | None, typer.Option("--timezone", metavar="NAME", help="The zone of times without one.")]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="The encoding of the files.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="A CSV column by what it holds: text=Body; repeatable."),
]
Assistant = Annotated[
    str | None, typer.Option("--assistant", metavar="agent|bot", help="What an OpenAI assistant is.  [default: agent]")
]

Redact = Annotated[
    bool | None,
    typer.Option(
        "--redact/--no-redact",
        help="Names, addresses, numbers and the like as pseudonyms.  [default: for sarif, junit, github, gitlab]",
        show_default=False,
    ),
]
RedactPlain = Annotated[bool, typer.Option("--redact", help="Names, addresses, numbers and the like as pseudonyms.")]
HashOnly = Annotated[bool, typer.Option("--hash-only", help="No text at all: quotes, names, ids and files as hashes.")]
PUBLIC = frozenset({"sarif", "junit", "github", "gitlab"})  # reports that end where more people look than at the inputs


def redacts(asked: bool | None, hash_only: bool, formats: Sequence[str]) -> bool:
    """Whether secrets are taken out: as asked, else where any of the reports is made for others to see."""
    if hash_only and asked is False:
        raise UsageError("--hash-only and --no-redact: only one of them")
    return hash_only or (not PUBLIC.isdisjoint(formats) if asked is None else asked)


def configuration(
    paths: list[str],
    config_file: ConfigFile = None,
    isolated: Isolated = False,
    input: Input = None,
    agents: Agents = None,
    customers: Customers = None,
    bots: Bots = None,
    domains: Domains = None,
    date: Date = None,
    date_order: DateOrder = None,
    timezone: Timezone = None,
    encoding: Encoding = None,
    columns: Columns = None,
    assistant: Assistant = None,
) -> Config:
    """The configuration of the run with what the command line says laid over it. Raises UsageError, RubricError."""
    if "" in paths:
        raise UsageError("an empty PATH: it would be the working folder, or a variable that is not set")
    loaded = config.load(paths, config_file, isolated=isolated)
    said: dict[str, Any] = {
        "input": input, "agents": tuple(agents or ()), "customers": tuple(customers or ()), "bots": tuple(bots or ()),
        "agent_domains": tuple(domains or ()), "date": date, "date_order": date_order, "timezone": timezone,
        "encoding": encoding, "columns": _pairs(columns), "assistant": assistant,
    }  # fmt: skip
    said = {key: value for key, value in said.items() if value}
    laid = msgspec.structs.replace(
        loaded,
        input=msgspec.structs.replace(loaded.input, **said),
        paths={glob: _over(table, said) for glob, table in loaded.paths.items()},
    )
    for one in (laid.input, *(table.input for table in laid.paths.values() if table.input is not None)):
        _check(one)
    return laid


def reading(command: Callable[..., int]) -> Callable[..., int]:
    """A command that reads `paths`, or one `path`: it takes every option of `configuration` too, and is called with the
    `config` that they make."""
    own = [one for one in signature(command).parameters.values() if one.name != "config"]
    shared = [one for one in signature(configuration).parameters.values() if one.name != "paths"]

    @wraps(command)
    def called(**given: Any) -> int:
        said = {one.name: given.pop(one.name) for one in shared}
        paths = given["paths"] if "paths" in given else [given["path"]]
        return command(**given, config=configuration(paths, **said))

    called.__dict__["__signature__"] = Signature([*own, *shared])  # what Typer reads
    return called


def inputs(paths: Sequence[str], config: Config) -> Iterator[find.Found]:
    """Everything that the paths name; what the configuration excludes is skipped, and said to be."""
    for found in find.portions(paths, config.options):
        out = (
            [one.name for one in found.sources if config.excluded(one.name)] if isinstance(found, find.Portion) else []
        )
        yield from (Skipped(name, "excluded by the configuration") for name in out)
        if isinstance(found, find.Portion) and out:
            found = msgspec.structs.replace(found, sources=tuple(one for one in found.sources if one.name not in out))
        if not isinstance(found, find.Portion) or found.sources:
            yield found


def told(problem: Unreadable | Skipped) -> str:
    """An input that is no transcript: its name and place, and why."""
    return str(problem) if isinstance(problem, Unreadable) else f"{problem.source}: skipped: {problem.reason}"


def _check(one: Options) -> None:
    """UsageError for a value that no reader could use; what is not checked here, the readers check themselves."""
    for option, value, known in (
        ("date-order", one.date_order, ("DMY", "MDY", "YMD")),
        ("assistant", one.assistant, ("agent", "bot")),
    ):
        if value is not None and value not in known:
            raise UsageError(f"--{option}: {value!r} is none of {', '.join(known)}")
    if one.date is not None and not _is_date(one.date):
        raise UsageError(f"--date: {one.date!r} is no date like 2025-03-31")
    for field in one.columns:
        if field not in fields.NAMED:
            hint = did_you_mean(field, fields.NAMED) or f"; known: {', '.join(fields.NAMED)}"
            raise UsageError(f"--map: no field is called {field!r}{hint}")
    try:
        codecs.lookup(one.encoding or "utf-8")
    except LookupError as error:
        raise UsageError(f"--encoding: no encoding is called {one.encoding!r}") from error
    if one.timezone is not None:
        clock.zone(one.timezone)
    roles.matches("anybody", (*one.agents, *one.customers, *one.bots))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _over(table: config.PathTable, said: dict[str, Any]) -> config.PathTable:
    """What the command line says goes before a per-path table too."""
    return (
        msgspec.structs.replace(table, input=msgspec.structs.replace(table.input or Options(), **said))
        if said
        else table
    )


def _pairs(columns: list[str] | None) -> dict[str, str]:
    pairs = {}
    for column in columns or ():
        name, equals, header = column.partition("=")
        if not equals or not name or not header:
            raise UsageError(f"--map: {column!r} is not FIELD=COLUMN")
        pairs[name.strip()] = header.strip()
    return pairs


def look(color: str, *, stream: Any = None, quiet: bool = False, redacted: bool = False) -> Look:
    """Colour and width for a stream: NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE as everywhere, --color before them."""
    if color not in ("auto", "always", "never"):
        raise UsageError(f"--color: {color!r} is none of auto, always, never")
    stream = stream or sys.stdout
    wanted = color == "always"
    if color == "auto":
        forced = os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE")
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        wanted = bool(forced) or (stream.isatty() and not plain)
    return Look(wanted, max(40, shutil.get_terminal_size((80, 24)).columns), quiet, redacted)
