"""The command line: options in, one call, exit code out. Each command is a file in csaudit/commands/.

Only the file of the command that is called is imported: all of them would cost every call 30 ms.
"""

import os
import signal
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, TextIO

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from csaudit import __version__
from csaudit.errors import DEBUG, INTERRUPTED, USAGE, CsauditError, RubricError, bug
from csaudit.safe import one_line, shown

# Each command, in the order of the help, and the file that it is in; a whole group of commands has an `app` of its own.
COMMANDS = {
    "score": "score",
    "explain": "explain",
    "lint": "lint",
    "rules": "lint",
    "rule": "lint",
    "cues": "cues",
    "convert": "convert",
    "inspect": "convert",
    "formats": "convert",
    "rubric": "rubrics",
    "config": "configuration",
}


def app(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands."""
    made = typer.Typer(name="csaudit", rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True,
                       context_settings={"help_option_names": ["-h", "--help"]})  # fmt: skip
    made.callback()(about)
    for name in names:
        module = import_module(f"csaudit.commands.{COMMANDS[name]}")
        if hasattr(module, "app"):
            made.add_typer(module.app, name=name)
        else:
            made.command()(getattr(module, name))
    return made


def _version(asked: bool) -> None:
    if asked:
        print(f"csaudit {__version__}")
        raise typer.Exit


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
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: nobody wants to know
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the program
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    return _flushed(_ended(arguments))


def _flushed(code: int) -> int:
    """The exit code, once all of standard output is written; Python would end with 120 and a traceback."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        _say(f"csaudit: standard output: cannot be written: {error.strerror or error}")
        return code if code == INTERRUPTED else USAGE
    return code


def _say(text: str) -> None:
    """Say something on standard error, as far as that is possible."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _ended(arguments: list[str]) -> int:
    if "_CSAUDIT_COMPLETE" in os.environ:
        app()(prog_name="csaudit")  # the shell asks for completions, and this leaves with them
    try:
        # Not app(): it turns a closed pipe into exit 1, and Ctrl-C into silence.
        called = next((one for one in arguments if not one.startswith("-")), "")
        command = get_command(app([called] if called in COMMANDS else COMMANDS))
        with command.make_context("csaudit", list(arguments)) as context:
            return int(command.invoke(context) or 0)
    except RubricError as error:
        _say(shown(str(error)))  # each line begins with its place, which editors take one to
        return USAGE
    except CsauditError as error:
        _say(f"csaudit: {shown(str(error))}")
        return USAGE
    except typer.Exit as leaving:
        return leaving.exit_code
    except TyperException as error:
        _say(_usage(error))
        return USAGE
    except KeyboardInterrupt:
        _say("csaudit: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _silence(sys.stdout)
        return 0
    except OSError as error:  # a folder that is gone; what has no name is printed
        where = error.filename or "standard output"
        _say(f"csaudit: {one_line(where)}: {one_line(error.strerror or str(error))}")
        return USAGE
    except Exception as error:
        from csaudit.redact import redactor

        told = bug(error, f"csaudit {' '.join(arguments[:1])}")  # its message may quote an input
        _say(f"csaudit: {one_line(redactor('').text(told))}")
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
