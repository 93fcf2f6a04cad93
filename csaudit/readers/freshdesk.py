"""Freshdesk tickets with their conversations.

Shape: developers.freshdesk.com (view a ticket, include=conversations) and singer-io/tap-freshdesk. The first message
is the ticket's `description`. Roles: `incoming`, the requester's id, and `auto_response` or `automation_id` for bots;
an outbound-mail ticket (source 10) is opened by the agent. Private: `private: true`; source 8 was forwarded to a third
party and never seen by the customer. Conversations name nobody: only the requester's name is known, agents are ids.

`body` is preferred: `body_text` flattens the lines and holds the quoted mail. `include=conversations` gives ten at
most.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find
from csaudit.reading.told import Conversation, Said
from csaudit.source import Source

EXAMPLE = "samples/formats/freshdesk.json"
CHANNELS = {1: "email", 2: "portal", 3: "voice", 7: "chat", 9: "feedback widget", 10: "email"}
NOTE, FORWARDED, OUTBOUND = 2, 8, 10
INCLUDED = 10


def claims(source: Source) -> str | None:
    """Conversations that are incoming or not, alone or with their ticket."""
    return "Freshdesk: a ticket and its conversations" if vendor.has(source, _is_ticket, "tickets", "ticket") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each ticket."""
    return vendor.read(sources, options, _conversations)


def _is_entry(node: Node) -> bool:
    return ("incoming" in node or "private" in node) and ("body_text" in node or "support_email" in node)


def _is_ticket(node: Node) -> bool:
    if any_like(node.listed("conversations"), _is_entry):
        return True
    opened = "description_text" in node or "description" in node
    return opened and "requester_id" in node and ("responder_id" in node or "fr_escalated" in node)


def _conversations(document: Node) -> Iterator[Conversation]:
    for ticket in find(document, _is_ticket, "tickets", "ticket"):
        requester, entries = ticket["requester"], ticket.listed("conversations").items
        asked = ticket["requester_id"].name or requester["id"].name
        name = requester["name"].name
        agent = ticket["responder"].first("name", "email").name
        said = [_said(entry, asked, name) for entry in entries]
        if "description" in ticket or "description_text" in ticket:
            said = [_opening(ticket, asked, name), *said]
        yield Conversation(
            ticket["id"].name or (entries[0]["ticket_id"].name if entries else None),
            said,
            channel=CHANNELS.get(int(ticket["source"].number or 0)),
            subject=ticket["subject"].name,
            agent=agent or ticket["responder_id"].name,
            customer=name,
            tags=ticket["tags"].names,
            ended={4: True, 5: True, 2: False, 3: False}.get(int(ticket["status"].number or 0)),
            warnings=_missing(ticket, entries),
        )


def _missing(ticket: Node, entries: list[Node]) -> tuple[str, ...]:
    """What the file does not hold, and what only stands in for it."""
    warnings = []
    if ticket.is_list or not ("description" in ticket or "description_text" in ticket):
        warnings.append("partial: no description in the file, which holds the first message")
    if not ticket.listed("conversations").is_list:
        warnings.append("partial: the ticket's conversations are not in the file")
    if not ticket.is_list and len(entries) == INCLUDED:
        warnings.append(f"partial: {INCLUDED} conversations, the most that include=conversations gives, may not be all")
    flat = sum(not entry["body"].text and bool(entry["body_text"].text) for entry in entries)
    if flat:
        warnings.append(f"text: {flat} without a body; their body_text has no lines and holds the quoted mail")
    return tuple(warnings)


def _body(node: Node, html_key: str, text_key: str) -> told.Text:
    return told.markup(node[html_key], mail=True) if node[html_key].text else told.mail_text(node[text_key])


def _opening(ticket: Node, asked: str | None, name: str | None) -> Said:
    outbound = ticket["source"].number == OUTBOUND
    return Said(
        _body(ticket, "description", "description_text"),
        "agent" if outbound else "customer",
        ticket["responder_id"].name if outbound else name or asked,
        (ticket["responder_id"].name,) if outbound else (asked, ticket["requester"]["email"].name),
        time=ticket["created_at"].value,
        attachments=told.attached(ticket["attachments"]),
    )


def _said(entry: Node, asked: str | None, requester: str | None) -> Said:
    author, role = entry["user_id"].name, _role(entry, asked)
    private = entry["private"].flag
    if private is None and entry["source"].number == NOTE:
        private = True
    return Said(
        _body(entry, "body", "body_text"),
        role,
        (requester if author and author == asked else None) or author,
        (author, entry["from_email"].name),
        entry["id"].name,
        entry["created_at"].value,
        True if entry["source"].number == FORWARDED else private if private or "source" in entry else None,
        told.attached(entry["attachments"]),
    )


def _role(entry: Node, asked: str | None) -> Role | None:
    incoming = entry["incoming"].flag
    if entry["auto_response"].flag or entry["automation_id"]:
        return "bot"
    if incoming is None:
        return "customer" if asked and entry["user_id"].name == asked else None
    return "customer" if incoming else "agent"
