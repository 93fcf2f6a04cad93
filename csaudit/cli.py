"""The command line: options in, one call, exit code out."""

import sys

import click
import typer

from csaudit import __version__
from csaudit.commands.cues import cues
from csaudit.errors import USAGE, CsauditError

app = typer.Typer(name="csaudit", add_completion=True, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)
app.command()(cues)


@app.callback()
def about() -> None:
    """Audit customer-service writing against a rubric of service principles."""


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit code."""
    try:
        return int(app(arguments, standalone_mode=False) or 0)
    except CsauditError as error:
        print(error, file=sys.stderr)
        return USAGE
    except click.ClickException as error:
        error.show()
        return USAGE
