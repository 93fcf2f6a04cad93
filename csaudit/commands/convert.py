"""`csaudit convert`, `inspect` and `formats`: what was read, how it was understood, and what can be read."""

import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec
import typer

from csaudit import find, output, plugins, readers
from csaudit.commands import options
from csaudit.commands.cues import read
from csaudit.config import Config
from csaudit.errors import DONE, UNREADABLE, InputError, UsageError, exit_code
from csaudit.model import Item, Transcript, Unreadable
from csaudit.redact import Redactor, discreet, redactor
from csaudit.safe import json_text, one_line

INSPECTED, WIDEST = 12, 70  # messages shown, and characters of each
KEY = "convert"  # of the pseudonyms, where there is no rubric that could be it


@options.reading
def convert(
    paths: options.Paths,
    format: Annotated[
        str, typer.Option("-f", "--format", metavar="jsonl", help="csaudit's own form, a conversation a line.")
    ] = "jsonl",
    out: options.Output = None,
    redact: options.RedactPlain = False,
    *,
    config: Config,
) -> int:
    """Print what was read in csaudit's own form: roles, times and texts as they are scored."""
    if format != "jsonl":
        raise UsageError(f"--format: {format!r} is not jsonl")
    cleaner = redactor(KEY) if redact else None
    unreadable = False
    with discreet(cleaner), output.opened(out) as stream:
        for item in read(paths, config):
            item = _clean(item, cleaner)
            if isinstance(item, Transcript):
                stream.write(json_text(msgspec.json.encode(own_form(item)).decode()) + "\n")
                for warning in item.warnings:
                    print(f"csaudit: {one_line(item.id)}: {one_line(warning)}", file=sys.stderr)
            else:
                unreadable |= isinstance(item, Unreadable)
                print(f"csaudit: {one_line(options.told(item))}", file=sys.stderr)
    return exit_code(unreadable=unreadable)


def own_form(transcript: Transcript) -> dict[str, Any]:
    """A transcript as JSON: what is known of the conversation, and every message with all its fields."""
    known = {
        "subject": transcript.subject, "agent": transcript.agent, "customer": transcript.customer,
        "tags": transcript.tags, "ended": transcript.ended, "earlier_contact": transcript.earlier_contact or None,
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


@options.reading
def inspect(
    path: Annotated[str, typer.Argument(metavar="FILE", help="The file to look at.", show_default=False)],
    redact: options.RedactPlain = False,
    *,
    config: Config,
) -> int:
    """Show how one file is understood: its reader, why, and the first messages, before thousands are scored."""
    cleaner = redactor(KEY) if redact else None
    shown = 0
    code = DONE
    with discreet(cleaner):
        for portion in _one_by_one(options.inputs([path], config)):
            if isinstance(portion, find.Portion):
                _say_reader(portion, config.options, cleaner)
            for item in find.items(portion, config.options) if isinstance(portion, find.Portion) else (portion,):
                item = _clean(item, cleaner)
                if isinstance(item, Transcript):
                    shown = _say_messages(item, shown)
                else:
                    print(one_line(options.told(item)))
                    code = UNREADABLE if isinstance(item, Unreadable) else code
                if shown >= INSPECTED:
                    print("...")
                    return code
    return code


def _clean(item: Item, cleaner: Redactor | None) -> Item:
    if cleaner is None:
        return item
    return cleaner.transcript(item) if isinstance(item, Transcript) else cleaner.problem(item)


def _one_by_one(found: Iterable[find.Found]) -> Iterator[find.Found]:
    """What was found, a file at a time, so that each is told with its own reader; an export of several files is one."""
    for one in found:
        if isinstance(one, find.Portion) and not one.together:
            yield from (msgspec.structs.replace(one, sources=(source,)) for source in one.sources)
        else:
            yield one


def _say_reader(portion: find.Portion, options_for: find.OptionsFor, cleaner: Redactor | None) -> None:
    """The reader and why, for the first source that one claims; what none claims is told when it is read."""
    for source in portion.sources:
        with contextlib.suppress(InputError):
            if source.head.strip() and (found := readers.detect(source, options_for(source.name))):
                more = f" and {len(portion.sources) - 1} more" if len(portion.sources) > 1 else ""
                name, why = (source.name, found[1]) if cleaner is None else map(cleaner.text, (source.name, found[1]))
                print(f"{one_line(name)}{more}: {found[0]} ({one_line(why)})")
                return


def _say_messages(item: Transcript, shown: int) -> int:
    print(f"\n{one_line(item.id)}  channel {one_line(item.channel or 'unknown')}  {len(item.messages)} messages")
    for warning in item.warnings:
        print(f"  ! {one_line(warning)}")
    for index, message in enumerate(item.messages[: INSPECTED - shown]):
        when = message.timestamp.isoformat(" ", "seconds") if message.timestamp else "no time"
        name = f" {one_line(message.author)}" if message.author else ""
        kind = "" if message.visibility == "public" else " internal"
        attached = f"  [{len(message.attachments)} attached]" if message.attachments else ""
        text = one_line(message.text)
        text = text if len(text) <= WIDEST else text[: WIDEST - 3] + "..."
        print(f"  {index + 1:>3} {message.role}{name}{kind}  {when}{attached}\n      {text or '(no text)'}")
    return shown + max(1, len(item.messages))


def formats() -> int:
    """List the readers: what each recognises, an example, and what to install where something is needed."""
    for name in plugins.names("readers"):
        reader = plugins.load("readers", name)
        first = (reader.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        needs = getattr(reader, "NEEDS", None)
        print(f"{name:14} {first}")
        print(
            f"{'':14} example: {getattr(reader, 'EXAMPLE', '-')}"
            + (f"; pip install 'csaudit[{needs}]'" if needs else "")
        )
    return DONE
