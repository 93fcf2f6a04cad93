"""Gorgias macros: `{"data": [{"actions": [{"name": "setResponseText", "arguments": {"body_text", "body_html"}}]}]}`.

body_html is body_text with tags. An addInternalNote action is seen by colleagues only. Shape: Gorgias' API reference.
"""

from collections.abc import Iterator
from typing import Any

from csaudit.replies import Item, Options, Reply, document, in_forms, or_skipped, records, rows, skipped
from csaudit.source import Source

_TEXTS = ("setResponseText", "addInternalNote", "forwardByEmail")


def claims(source: Source) -> str | None:
    """Macros whose actions have a name and arguments."""
    found = records(source, "data", "macros")
    fits = found and all(_is_macro(record) for record in found)
    return "macros with named actions, as Gorgias exports them" if fits else None


def _is_macro(record: dict[str, Any]) -> bool:
    actions = record.get("actions")
    if not isinstance(actions, list) or not actions:
        return False
    return all(isinstance(one, dict) and {"name", "arguments"} <= one.keys() for one in actions)


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each response text: as text, then as HTML, the same in another form."""
    whole = document(source)
    for steps, macro in rows(whole.value, "data", "macros"):
        id = macro.get("id", len(steps))
        if macro.get("archived_datetime") and not options.include_inactive:
            yield skipped(source, id, "archived (checked with --include-inactive)")
            continue
        found: list[Reply] = []
        actions = macro.get("actions")
        for index, action in enumerate(actions if isinstance(actions, list) else ()):
            arguments = action.get("arguments") if isinstance(action, dict) else None
            if not isinstance(arguments, dict) or action.get("name") not in _TEXTS:
                continue
            found += in_forms(
                source, whole, (*steps, "actions", index, "arguments"), (("body_text", "text"), ("body_html", "html")), id,
                product="Gorgias macros", syntax="gorgias", title=macro.get("name"),
                visibility="internal" if action["name"] == "addInternalNote" else "public",
                tags=[part for part in str(macro.get("intent") or "").split("/") if part],
            )  # fmt: skip
        yield from or_skipped(source, id, found, "no response text")
