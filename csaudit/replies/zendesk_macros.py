"""Zendesk macros: `{"macros": [{"actions": [{"field": "comment_value_html", "value": …}]}]}`.

A comment's value is a string, or ["channel:…", string]. comment_mode_is_public false makes it an internal note; side
conversations go to third parties, and are public too. Shape: Zendesk's API reference, singer-io/tap-zendesk.
"""

from collections.abc import Iterator
from typing import Any

from csaudit.model import Visibility
from csaudit.replies import Item, Options, Reply, document, from_export, or_skipped, records, rows, skipped
from csaudit.source import Source

_HTML = ("comment_value_html", "side_conversation", "side_conversation_ticket")
_FIELDS = (*_HTML, "comment_value", "side_conversation_slack")


def claims(source: Source) -> str | None:
    """Macros with actions of a field and a value."""
    found = records(source, "macros")
    if len(found) == 1 and isinstance(found[0].get("macro"), dict):
        found = [found[0]["macro"]]
    fits = found and all(_is_macro(record) for record in found)
    return "macros with actions, as Zendesk exports them" if fits else None


def _is_macro(record: dict[str, Any]) -> bool:
    actions = record.get("actions")
    if not isinstance(actions, list):
        return False
    return all(isinstance(one, dict) and {"field", "value"} <= one.keys() for one in actions)


def read(source: Source, options: Options) -> Iterator[Item]:
    """A reply for each comment of each macro."""
    whole = document(source)
    macros = rows(whole.value, "macros")
    if isinstance(whole.value, dict) and isinstance(whole.value.get("macro"), dict):
        macros = [(("macro",), whole.value["macro"])]
    for steps, macro in macros:
        id = macro.get("id", len(steps))
        listed = macro["actions"] if isinstance(macro.get("actions"), list) else []
        actions = [one for one in listed if isinstance(one, dict)]
        if macro.get("active") is False and not options.include_inactive:
            yield skipped(source, id, "inactive (checked with --include-inactive)")
            continue
        public = not any(one.get("field") == "comment_mode_is_public" and _false(one.get("value")) for one in actions)
        title = str(macro.get("title") or "")
        tags = [part.strip().lower() for part in title.split("::")[:-1]]
        found: list[Reply] = []
        for index, action in enumerate(listed):
            if not isinstance(action, dict) or action.get("field") not in _FIELDS:
                continue
            value = action.get("value")
            last = (len(value) - 1,) if isinstance(value, list) and value else ()
            visibility: Visibility = "public" if public or action["field"].startswith("side") else "internal"
            found += from_export(
                source, whole, (*steps, "actions", index, "value", *last), id, product="Zendesk macros",
                syntax="zendesk", title=title, visibility=visibility, tags=tags,
                markup="html" if action["field"] in _HTML else "text",
            )  # fmt: skip
        yield from or_skipped(source, id, found, "no comment action")


def _false(value: object) -> bool:
    return value is False or str(value).lower() == "false"
