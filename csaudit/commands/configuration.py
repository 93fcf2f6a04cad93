"""`csaudit config show`: which configuration holds for some paths, and what it says."""

from typing import Annotated

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
    fields = msgspec.to_builtins(msgspec.structs.replace(config, file=None))
    fields = {key: value for key, value in fields.items() if value not in (None, {}, [])}
    if fields:
        print(shown(yaml.safe_dump(fields, sort_keys=False, allow_unicode=True)), end="")
    return DONE
