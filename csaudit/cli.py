"""The command line: options in, one call, exit code out. Each command is a file in csaudit/commands/."""

import os
import signal
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from csaudit import __version__
from csaudit.commands import configuration, convert, cues, explain, lint, rubrics, score
from csaudit.errors import DEBUG, INTERRUPTED, USAGE, CsauditError, RubricError, bug
from csaudit.safe import one_line, shown

app = typer.Typer(name="csaudit", rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True,
                  context_settings={"help_option_names": ["-h", "--help"]})  # fmt: skip
app.command()(score.score)
app.command()(explain.explain)
app.command()(lint.lint)
app.command()(lint.rules)
app.command()(lint.rule)
app.command()(cues.cues)
app.command()(convert.convert)
app.command()(convert.inspect)
app.command()(convert.formats)
app.add_typer(rubrics.app, name="rubric")
app.add_typer(configuration.app, name="config")


def _version(asked: bool) -> None:
    if asked:
        print(f"csaudit {__version__}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Print a traceback when csaudit itself fails.")] = False,
) -> None:
    """Audit customer-service writing against a rubric of service principles, with the evidence for every verdict."""
    if debug:
        os.environ[DEBUG] = "1"


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit code. Every error ends here, as one clear line."""
    signal.signal(signal.SIGTERM, _terminated)
    if "_CSAUDIT_COMPLETE" in os.environ:
        app(prog_name="csaudit")  # the shell asks for completions, and this leaves with them
    try:
        # Not app(): it turns a closed pipe into exit 1, and Ctrl-C into silence.
        command = get_command(app)
        with command.make_context("csaudit", list(arguments)) as context:
            return int(command.invoke(context) or 0)
    except RubricError as error:
        print(shown(str(error)), file=sys.stderr)  # each line begins with its place, which editors take one to
        return USAGE
    except CsauditError as error:
        print(f"csaudit: {shown(str(error))}", file=sys.stderr)
        return USAGE
    except typer.Exit as leaving:
        return leaving.exit_code
    except TyperException as error:
        print(_usage(error), file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("csaudit: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from csaudit.redact import redactor

        told = bug(error, f"csaudit {' '.join(arguments[:1])}")  # its message may quote an input
        print(f"csaudit: {one_line(redactor('').text(told))}", file=sys.stderr)
        return USAGE


def _usage(error: TyperException) -> str:
    """What is wrong with the command line, and where its help is; or the help, for a command without arguments."""
    context = getattr(error, "ctx", None)
    told = shown(error.format_message())
    if context is None or told.startswith("Usage:"):
        return told
    return f"csaudit: {told}\nTry '{context.command_path} --help'."


def _terminated(number: int, frame: object) -> None:
    """SIGTERM ends a run as Ctrl-C does: what is done is written."""
    raise KeyboardInterrupt
