"""Readers of canned replies: macros, saved replies, mail templates. One file each, like csaudit/readers/.

A canned reply is a transcript of one agent message, so the rubric, the cues and the scores are those of any transcript.
`csaudit score` never claims one. To add a source, write `replies/NAME.py` with

    def claims(source: Source) -> str | None:
        \"\"\"Why this input is mine, in words, or None.\"\"\"

    def read(source: Source, options: Options) -> Iterator[Reply | Unreadable | Skipped]:
        \"\"\"Its replies, each with the place of its text.\"\"\"

and `GENERIC = True` where no product's export is recognised (files of text; asked only when no other claims the input).
`claims` looks at content, never at the suffix alone. A message's text is the source of the reply, tags and all, for
placeholders are looked for between the tags; `markup` says how it is written. An internal note has the visibility
"internal": its placeholders are checked, its tone is not. Inactive replies are Skipped unless `include_inactive`.
Import: source, places, front_matter, model, and this file; never another reader.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import msgspec
from msgspec import Struct

from csaudit import plugins
from csaudit.errors import InputError
from csaudit.model import Message, Origin, Skipped, Transcript, Unreadable, Visibility
from csaudit.places import Document, Lines, Placed, json_document, pointer, yaml_document
from csaudit.reading.front_matter import About, split
from csaudit.source import Source

Markup = Literal["text", "markdown", "html"]
# Template suffixes that stand behind the text's own: reply.html.liquid.
_HTML = re.compile(r"(?i)<(?:p|br|div|span|html|table|ul|ol|li|b|strong|em|h[1-6]|a href)[\s>/=]")
TEMPLATES = (".j2", ".jinja", ".jinja2", ".liquid", ".mustache", ".hbs", ".handlebars")
# Our readers that claim JSON alone, each with the suffixes of what else it claims.
_EXPORTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("chatwoot_canned", "freshdesk_canned", "front_templates", "gorgias_macros", "helpscout_saved_replies",
         "hubspot_snippets", "intercom_macros", "json", "zendesk_macros"), ()),
    "osticket_canned": (".yaml", ".yml"),
    "salesforce_quicktext": (".csv", ".tsv", ".txt"),
}  # fmt: skip


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """input: the reader to use, chosen by name. include_inactive: read replies that are switched off, too."""

    input: str | None = None
    include_inactive: bool = False


class Reply(Struct, frozen=True):
    """One canned reply.

    syntax, variables, disabled: what its file says (see front_matter), product: the export it comes from.
    twin: the same reply in another form (its text as HTML): what the first form shows is not told again.
    quoting: how the file writes its text (see places.Placed). body: where in the file the text begins, for remarks.
    """

    transcript: Transcript
    markup: Markup = "text"
    title: str = ""
    kind: str | None = None
    syntax: str | None = None
    product: str = ""
    variables: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    twin: bool = False
    quoting: str = "plain"

    @property
    def text(self) -> str:
        """The source of the reply."""
        return self.transcript.messages[0].text


Item = Reply | Unreadable | Skipped


def detect(source: Source, options: Options) -> tuple[str, str] | None:
    """The reader for an input and why it was chosen; None where none claims it."""
    if options.input:
        plugins.load("replies", options.input)
        return options.input, "chosen by name"
    generic: tuple[str, str] | None = None
    for name in plugins.names("replies"):
        if not may_claim(name, source):
            continue
        reader = module(name)
        is_generic = getattr(reader, "GENERIC", False)
        if is_generic and generic:
            continue
        if why := reader.claims(source):
            if not is_generic:
                return name, why
            generic = (name, why)
    return generic


def may_claim(name: str, source: Source) -> bool:
    """Whether the reader called `name` could claim an input: those of exports need not be imported for a text file."""
    also = _EXPORTS.get(name)
    return also is None or source.suffix in also or source.first_json is not None


def module(name: str) -> ModuleType:
    """The reader called `name`."""
    return plugins.load("replies", name)


def read(source: Source, options: Options) -> Iterator[Item]:
    """All replies of one input; what goes wrong is a value among them."""
    try:
        found = detect(source, options)
        if found is None:
            yield broken(source) or Skipped(source.name, "no canned reply that csaudit knows")
        else:
            yield from module(found[0]).read(source, options)
    except InputError as error:
        yield Unreadable(source.name, error.reason, error.line, error.column)


def broken(source: Source) -> Unreadable | None:
    """What is wrong with a JSON or YAML file that no reader knows, where it cannot even be parsed."""
    try:
        if suffix(source) == ".json":
            _ = source.json
        elif suffix(source) in (".yaml", ".yml"):
            yaml_document(source.text)
    except InputError as error:
        return Unreadable(source.name, error.reason, error.line, error.column)
    return None


def document(source: Source) -> Document:
    """A JSON source with the places of its strings. Raises InputError."""
    return json_document(source.text, source.json)


def reply(
    source: Source, lines: Lines, placed: Placed, at: str | None, id: str, *, about: About = About(),  # noqa: B008
    markup: Markup = "text", visibility: Visibility = "public", tags: Sequence[str] = (), product: str = "",
    syntax: str | None = None, twin: bool = False,
) -> Reply:  # fmt: skip
    """A reply from its text and what is known about it; `at` is the JSON pointer of its text."""
    message = Message(role="agent", text=placed.text, id=id, visibility=visibility, origin=lines.origin(placed, at))
    id = id or at or source.stem
    told = dict.fromkeys((*about.marks, *tags))
    transcript = Transcript(
        id, (message,), source.name, about.channel, about.title or None, tags=tuple(told), warnings=source.text_warnings
    )
    return Reply(
        transcript, markup, about.title, about.kind, about.syntax or syntax, product if not about.syntax else "",
        about.variables, about.disabled, twin, placed.quoting,
    )  # fmt: skip


def from_export(
    source: Source, document: Document, steps: Sequence[str | int], id: object, *, product: str, syntax: str,
    title: object = "", markup: Markup = "text", visibility: Visibility = "public", tags: Sequence[str] = (),
    twin: bool = False, channel: str | None = None,
) -> Iterator[Reply]:  # fmt: skip
    """The reply whose text stands at these steps of an export; nothing where there is no text."""
    at = pointer(*steps)
    placed = document.string(at)
    if placed is not None and placed.text.strip():
        known = About(title=str(title or ""), channel=channel)
        yield reply(
            source, document.lines, placed, at, str(id), about=known, markup=markup, visibility=visibility, tags=tags,
            product=product, syntax=syntax, twin=twin,
        )  # fmt: skip


def in_forms(
    source: Source, document: Document, steps: Sequence[str | int], forms: Sequence[tuple[str, Markup]], id: object, *,
    product: str, syntax: str, title: object = "", visibility: Visibility = "public", tags: Sequence[str] = (),
) -> Iterator[Reply]:  # fmt: skip
    """The reply that a record holds in several forms: in the first that has any text, and the others as its twins."""
    first = True
    for field, markup in forms:
        for one in from_export(
            source, document, (*steps, field), id, product=product, syntax=syntax, title=title, markup=markup,
            visibility=visibility, tags=tags, twin=not first,
        ):  # fmt: skip
            first = False
            yield one


def or_skipped(source: Source, id: object, found: Iterable[Reply], why: str = "no text") -> Iterator[Item]:
    """The replies that a record holds, or that it holds none."""
    none = True
    for one in found:
        none = False
        yield one
    if none:
        yield skipped(source, id, why)


def looks_like_html(text: str) -> bool:
    """Whether a text is written in HTML: one of its common tags in the first few thousand characters."""
    return _HTML.search(text[:4000]) is not None


def of_file(source: Source, options: Options, markup: Markup) -> Iterator[Item]:
    """The one reply of a file of text: what stands below its front matter."""
    text = source.text
    known, start = split(text)
    if not text[start:].strip():
        yield skipped(source, source.stem, "no text")
    elif not known.active and not options.include_inactive:
        yield skipped(source, source.stem, "inactive (checked with --include-inactive)")
    else:
        yield reply(
            source, Lines(text), Placed(text[start:], ((0, start),)), None, source.stem, about=known, markup=markup,
            visibility="public" if known.public else "internal",
        )  # fmt: skip


def suffix(source: Source) -> str:
    """A file's own suffix, whichever template suffix stands behind it: .html of reply.html.liquid; "" for reply.j2."""
    name = re.split(r"[/\\!]", source.name.lower())[-1]
    for template in TEMPLATES:
        name = name.removesuffix(template)
    return Path(name).suffix


def records(source: Source, *keys: str) -> list[dict[str, Any]]:
    """The first records of a JSON source, for `claims`: what `rows` finds under `keys`; none where it is JSON lines."""
    value = None if source.is_jsonl else source.first_json
    return [record for _, record in rows(value, *keys)[:5]] if isinstance(value, dict | list) else []


def rows(value: Any, *keys: str) -> list[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """(steps, record) for each record of an export: a bare list, or a list under the first of `keys` that holds one."""
    steps: tuple[str | int, ...] = ()
    for key in keys:
        found = value
        path = key.split("/")
        for part in path:
            found = found.get(part) if isinstance(found, dict) else None
        if isinstance(found, list):
            value, steps = found, tuple(path)
            break
    if not isinstance(value, list):
        value = [value] if isinstance(value, dict) else []
        return [((), record) for record in value]
    return [((*steps, index), record) for index, record in enumerate(value) if isinstance(record, dict)]


def skipped(source: Source, id: object, reason: str) -> Skipped:
    """A reply left out on purpose."""
    return Skipped(source.name, reason, str(id))


def internal(reply: Reply) -> bool:
    """Whether only colleagues see the reply."""
    return reply.transcript.messages[0].visibility == "internal"


def origin_of(reply: Reply) -> Origin:
    """Where the reply's text stands; every reply has one."""
    return reply.transcript.messages[0].origin or Origin()


def tagged(reply: Reply, kinds: Sequence[str]) -> Reply:
    """The reply with further tags: the kinds that a configuration gives it."""
    tags = tuple(dict.fromkeys((*reply.transcript.tags, *kinds)))
    return msgspec.structs.replace(reply, transcript=msgspec.structs.replace(reply.transcript, tags=tags))
