"""`csaudit config show`: which configuration holds for some paths, and what it says."""

from typing import Annotated, Any

import msgspec
import typer
import yaml

from csaudit.commands import options
from csaudit.errors import DONE
from csaudit.safe import shown

app = typer.Typer(help="The configuration of a run.", rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def about() -> None:
    """The configuration of a run."""


@app.command()
def show(
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH...]", help="The paths to be scored.")] = None,
    config_file: options.ConfigFile = None,
    isolated: options.Isolated = False,
) -> int:
    """Print the configuration that holds for PATH..., and the file it comes from."""
    config = options.configuration(paths or ["."], config_file, isolated)
    print(f"# {shown(config.file)}" if config.file else "# no configuration file: the defaults hold")
    fields = _said(msgspec.structs.replace(config, file=None))
    if fields:
        print(_yaml(fields), end="")
    for path in paths or ():
        if config.excluded(path):
            print(f"# {shown(path)} is excluded")
        elif config.tables(path):
            print(f"# {shown(path)} is read with")
            print("".join(f"#   {line}\n" for line in _yaml(_said(config.options(path))).splitlines()), end="")
    return DONE


def _said(settings: msgspec.Struct) -> dict[str, Any]:
    """What is not at its default, for each table below too."""
    defaults = type(settings)()
    said = {}
    for name, value in msgspec.structs.asdict(settings).items():
        if value != getattr(defaults, name):
            said[name] = _said(value) if isinstance(value, msgspec.Struct) else (
                {key: _said(part) for key, part in value.items()} if name == "paths" else value
            )
    return said


def _yaml(fields: dict[str, Any]) -> str:
    return shown(yaml.safe_dump(msgspec.to_builtins(fields), sort_keys=False, allow_unicode=True))
