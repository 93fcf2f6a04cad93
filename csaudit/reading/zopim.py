"""The history of a Zendesk Chat (once Zopim), as it stands in chat exports and inside the audits of Zendesk tickets."""

from csaudit.model import Role
from csaudit.reading import told
from csaudit.reading.node import Node
from csaudit.reading.told import Said


def is_entry(node: Node) -> bool:
    """Whether this is an entry of such a history."""
    return node["type"].text.startswith("chat.") or ("nick" in node and ("msg" in node or "msg_id" in node))


def said(entry: Node) -> Said:
    """Messages and files with the role that the nick states; anything else (joins, ratings, transfers) is an event."""
    kind = entry["type"].text
    file = entry["attachment"]
    is_message = kind in ("chat.msg", "chat.file") or (not kind and ("msg" in entry or bool(file)))
    return Said(
        told.plain(entry["msg"]) if is_message and not file else told.Text(entry["msg"].text, entry["msg"].pointer),
        _role(entry) if is_message else "system",
        entry["name"].name,
        (entry["nick"].name,),
        entry["msg_id"].name,
        entry["timestamp"].value,
        attachments=told.attached([file]) if is_message and file else (),
    )


def _role(entry: Node) -> Role | None:
    """`agent:trigger` is an automation that posts as an agent; with it as one, every first reply takes a second."""
    side, _, who = entry["nick"].word.partition(":")
    if side == "agent":
        return "bot" if who.startswith(("trigger", "bot")) else "agent"
    sender = entry["sender_type"].word
    return _SIDES.get(side) or _SIDES.get(sender)


_SIDES: dict[str, Role] = {"visitor": "customer", "agent": "agent", "trigger": "bot", "bot": "bot", "system": "system"}
