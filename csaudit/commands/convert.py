"""`csaudit convert`, `inspect` and `formats`: what was read, how it was understood, and what can be read."""

import sys
from typing import Annotated, Any

import msgspec
import typer

from csaudit import find, output, plugins, readers
from csaudit.commands import options
from csaudit.commands.cues import read, told
from csaudit.errors import DONE, UNREADABLE, InputError, UsageError, exit_code
from csaudit.model import Transcript, Unreadable
from csaudit.redact import redactor
from csaudit.safe import json_text, one_line
from csaudit.source import Source

INSPECTED = 12  # messages shown


def convert(
    paths: options.Paths,
    format: Annotated[str, typer.Option("-f", "--format", metavar="jsonl", help="csaudit's own form, a conversation a line.")] = "jsonl",
    out: options.Output = None,
    config_file: options.ConfigFile = None,
    isolated: options.Isolated = False,
    input: options.Input = None,
    agents: options.Agents = None,
    customers: options.Customers = None,
    bots: options.Bots = None,
    domains: options.Domains = None,
    date: options.Date = None,
    date_order: options.DateOrder = None,
    timezone: options.Timezone = None,
    encoding: options.Encoding = None,
    columns: options.Columns = None,
    assistant: options.Assistant = None,
    redact: options.RedactPlain = False,
) -> int:
    """Print what was read in csaudit's own form: roles, times and texts as they are scored."""
    if format != "jsonl":
        raise UsageError(f"--format: {format!r} is not jsonl")
    config = options.configuration(
        paths, config_file, isolated, input=input, agents=agents, customers=customers, bots=bots, domains=domains, date=date,
        date_order=date_order, timezone=timezone, encoding=encoding, columns=columns, assistant=assistant,
    )  # fmt: skip
    cleaner = redactor("convert")
    unreadable = False
    with output.opened(out) as stream:
        for item in read(paths, config.options):
            if redact:
                item = cleaner.transcript(item) if isinstance(item, Transcript) else cleaner.problem(item)
            if isinstance(item, Transcript):
                stream.write(json_text(msgspec.json.encode(own_form(item)).decode()) + "\n")
                for warning in item.warnings:
                    print(f"csaudit: {one_line(item.id)}: {one_line(warning)}", file=sys.stderr)
            else:
                unreadable |= isinstance(item, Unreadable)
                print(f"csaudit: {one_line(told(item))}", file=sys.stderr)
    return exit_code(unreadable=unreadable)


def own_form(transcript: Transcript) -> dict[str, Any]:
    """A transcript as JSON: what is known of the conversation, and every message with all its fields."""
    known = {
        "subject": transcript.subject, "agent": transcript.agent, "customer": transcript.customer, "tags": transcript.tags,
        "ended": transcript.ended, "earlier_contact": transcript.earlier_contact or None,
    }  # fmt: skip
    return {
        "id": transcript.id,
        "source": transcript.source,
        "channel": transcript.channel,
        **{key: value for key, value in known.items() if value not in (None, ())},
        "messages": [
            {"id": one.id, "role": one.role, "author": one.author, "text": one.text, "timestamp": one.timestamp,
             "visibility": one.visibility, "attachments": one.attachments}
            for one in transcript.messages
        ],
        "warnings": transcript.warnings,
    }  # fmt: skip


def inspect(
    path: Annotated[str, typer.Argument(metavar="FILE", help="The file to look at.", show_default=False)],
    config_file: options.ConfigFile = None,
    isolated: options.Isolated = False,
    input: options.Input = None,
    agents: options.Agents = None,
    customers: options.Customers = None,
    bots: options.Bots = None,
    domains: options.Domains = None,
) -> int:
    """Show how one file is understood: its reader, why, and the first messages, before thousands are scored."""
    config = options.configuration([path], config_file, isolated, input=input, agents=agents, customers=customers, bots=bots,
                                   domains=domains)  # fmt: skip
    shown = 0
    code = DONE
    for portion in find.portions([path], config.options):
        if not isinstance(portion, find.Portion):
            print(f"{one_line(portion.source)}: {one_line(portion.reason)}")
            code = UNREADABLE if isinstance(portion, Unreadable) else code
            continue
        _say_reader(portion.sources[0], config.options(portion.sources[0].name))
        for item in find.items(portion, config.options):
            if isinstance(item, Transcript):
                shown = _say_messages(item, shown)
            else:
                print(f"{one_line(item.source)}: {one_line(item.reason)}")
                code = UNREADABLE if isinstance(item, Unreadable) else code
            if shown >= INSPECTED:
                print("...")
                return code
    return code


def _say_reader(source: Source, known: readers.Options) -> None:
    try:
        found = readers.detect(source, known)
        print(f"{one_line(source.name)}: " + (f"{found[0]} ({one_line(found[1])})" if found else
                                              f"no reader knows this: {one_line(readers.nearest(source))}"))  # fmt: skip
    except InputError as error:
        print(f"{one_line(source.name)}: {one_line(error.reason)}")


def _say_messages(item: Transcript, shown: int) -> int:
    print(f"\n{one_line(item.id)}  channel {item.channel or 'unknown'}  {len(item.messages)} messages")
    for warning in item.warnings:
        print(f"  ! {one_line(warning)}")
    for index, message in enumerate(item.messages[: INSPECTED - shown]):
        when = message.timestamp.isoformat(" ", "seconds") if message.timestamp else "no time"
        name = f" {one_line(message.author)}" if message.author else ""
        kind = "" if message.visibility == "public" else " internal"
        attached = f"  [{len(message.attachments)} attached]" if message.attachments else ""
        print(f"  {index + 1:>3} {message.role}{name}{kind}  {when}{attached}\n      {one_line(message.text)[:60]}")
    return shown + max(1, len(item.messages))


def formats() -> int:
    """List the readers: what each recognises, an example, and what to install where something is needed."""
    for name in plugins.names("readers"):
        reader = plugins.load("readers", name)
        first = (reader.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        needs = getattr(reader, "NEEDS", None)
        print(f"{name:14} {first}")
        print(f"{'':14} example: {getattr(reader, 'EXAMPLE', '-')}" + (f"; pip install 'csaudit[{needs}]'" if needs else ""))
    return DONE
