"""Readers: from what a team exports to transcripts. One file each; the file's name is the word after `--input`.

To add one, write `readers/NAME.py` with

    def claims(source: Source) -> str | None:
        \"\"\"Why this input is mine, in words for `csaudit inspect`, or None.\"\"\"

    def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
        \"\"\"Its transcripts, and an Unreadable for each part that could not become one.\"\"\"

    EXAMPLE = "samples/formats/NAME.json"      # a small true-to-life sample, used by tests and `csaudit formats`

and, where they differ from the defaults, `GENERIC = True` (asked only when no vendor's reader claims the input),
`TOGETHER = True` (all files of one folder or zip are handed over at once: threads of mails, a Slack export) and
`NEEDS = "msg"` (the extra to install). The module's docstring says what it recognises, where the shape comes from, and
which fields decide; its first line is shown by `csaudit formats`.

`claims` looks at content, never at the suffix alone; two readers never claim the same input. `read` raises InputError
when the whole input is unusable. A reader decides each message's text, role and visibility and its `Origin`; it never
drops a message silently and never guesses one silently: a guess is a warning "kind: detail" on the transcript.
Readers import source, roles, clock, html, mail and model; never each other. Which inputs a reader of ours is asked of at
all is in `_asked.py`; one that is not there, or in another package, is asked of every input.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType

from msgspec import Struct
from msgspec.structs import replace

from csaudit import plugins
from csaudit.errors import InputError
from csaudit.model import Item, Transcript
from csaudit.source import BLANK, Source


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """What the user says about the inputs; also the `input` table of the configuration.

    agents, customers, bots: names, or /regex/. agent_domains: mail domains of the company. date: of a log without one
    (YYYY-MM-DD). date_order: DMY, MDY or YMD. timezone: IANA name for times without a zone. encoding: a Python codec
    name. columns: CSV column names by what they hold ("text": "Body"). assistant: what an OpenAI assistant is.
    max_message_chars: longer texts are cut, with a warning.
    """

    input: str | None = None
    agents: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()
    agent_domains: tuple[str, ...] = ()
    date: str | None = None
    date_order: str | None = None
    timezone: str | None = None
    encoding: str | None = None
    columns: dict[str, str] = {}
    assistant: str = "agent"
    max_message_chars: int = 1_000_000


def detect(source: Source, options: Options) -> tuple[str, str] | None:
    """The reader for an input and why it was chosen; None where none claims it. `--input` decides before content."""
    if options.input:
        plugins.load("readers", options.input)
        return options.input, "chosen with --input"
    from csaudit.readers._asked import may_claim  # not for those who only want the options

    generic: tuple[str, str] | None = None
    for name in plugins.names("readers"):
        if not may_claim(name, source):
            continue
        reader = plugins.load("readers", name)
        if options.columns and hasattr(reader, "mapped") and reader.mapped(source, options):
            return name, "it has the columns named with --map"
        if getattr(reader, "GENERIC", False) and generic:
            continue
        if why := reader.claims(source):
            if not getattr(reader, "GENERIC", False):
                return name, why
            generic = (name, why)
    return generic


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """All items of inputs that belong together (mostly one). Raises InputError where no reader claims the first."""
    found = detect(sources[0], options)
    if found is None:
        raise unknown(sources[0])
    yield from told_apart(module(found[0]).read(sources, options))


def told_apart(items: Iterable[Item]) -> Iterator[Item]:
    """The items of one source, ids unique: a transcript whose id stood there before gets a number to it, and says so."""
    met: set[str] = set()
    numbers: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Transcript):
            id = item.id
            while id in met:
                numbers[item.id] += 1
                id = f"{item.id}#{numbers[item.id] + 1}"
            met.add(id)
            if id != item.id:
                said = f"duplicate id: {item.id} is another conversation's as well, this one is called {id}"
                item = replace(item, id=id, warnings=(*item.warnings, said))
        yield item


def module(name: str) -> ModuleType:
    """The reader called `name`."""
    return plugins.load("readers", name)


def unknown(source: Source) -> InputError:
    """Why no reader knows an input: JSON that is broken, with its place, or what it looks like."""
    if source.suffix in (".json", ".jsonl", ".ndjson") or source.head.lstrip(BLANK).startswith(b"{"):
        try:
            _ = source.json if source.first_json is None else None
        except InputError as error:
            return error
    return InputError(f"no reader knows this: {_looks(source)}")


def _looks(source: Source) -> str:
    """What an unknown input looks like: the keys of a JSON value, or that it is text or binary."""
    value = source.first_json
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        return "JSON with the keys " + ", ".join(sorted(map(str, value))[:12])
    if value is not None:
        return "JSON without a record"
    if not source.head.strip():
        return "empty"
    return "binary data" if b"\0" in source.head[:4096] else "text without speakers"
