"""Gorgias tickets and their messages.

Shape: brooklyn-data/tap-gorgias, zelazna/freshdesk_to_gorgias, developers.gorgias.com. Roles: `from_agent`; what a
rule, a flow or the AI agent sent (`via`, `rule_id`) is a bot's. Private: `channel: internal-note` or `public: false`.
A message with `failed_datetime` was never delivered. The vendor itself strips quoted mail: `stripped_html` and
`stripped_text` are preferred to the bodies.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, any_like, find, grouped
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/gorgias.json"
STRIPPED = ("stripped_html", "stripped_text")
AUTOMATIC = frozenset({"rule", "flow", "flows", "self_service", "self-service", "ai-agent", "ai_agent"})


def claims(source: Source) -> str | None:
    """Messages with `from_agent`, or a ticket of such without its messages."""
    return "Gorgias: a ticket and its messages" if vendor.has(source, _is_one, "tickets", "ticket") else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each ticket."""
    return vendor.read(sources, options, _conversations)


def _is_message(node: Node) -> bool:
    says = any(key in node for key in ("sent_datetime", "created_datetime", "body_text", "stripped_text", "via"))
    return "from_agent" in node and says


def _is_one(node: Node) -> bool:
    return any_like(node.listed("messages"), _is_message) or ("messages_count" in node and "created_datetime" in node)


def _conversations(document: Node) -> Iterator[Conversation]:
    for ticket in find(document, _is_one, "tickets", "ticket"):
        for key, messages in grouped(ticket.listed("messages").items, _ticket_id).items() or [(None, [])]:
            customer = ticket["customer"]
            yield Conversation(
                ticket["id"].name or key,
                [_said(message) for message in messages],
                channel=told.channel(ticket["channel"].word or (messages[0]["channel"].word if messages else "")),
                subject=ticket["subject"].name,
                agent=ticket["assignee_user"].first("name", "email").name,
                customer=_name(customer),
                tags=ticket["tags"].names,
                ended={"closed": True, "open": False}.get(ticket["status"].word),
                warnings=_missing(ticket, messages),
            )


def _missing(ticket: Node, messages: list[Node]) -> tuple[str, ...]:
    count = ticket["messages_count"].number or 0
    whole = sum(not each.first(*STRIPPED) and not all(key in each for key in STRIPPED) for each in messages)
    warnings = []
    if count > len(messages):
        warnings.append(f"partial: {len(messages)} of {count:g} messages are in the file")
    if whole:
        warnings.append(f"text: {whole} without what Gorgias strips of quoted mail")
    return tuple(warnings)


def _ticket_id(message: Node) -> str | None:
    return message["ticket_id"].name


def _name(person: Node) -> str | None:
    full = " ".join(part for key in ("firstname", "lastname") if (part := person[key].name))
    return person["name"].name or full or person["email"].name


def _role(message: Node) -> Role | None:
    ours = message["from_agent"].flag
    if message["via"].word in AUTOMATIC or message["rule_id"]:
        return "bot"
    return None if ours is None else "agent" if ours else "customer"


def _text(message: Node) -> Text:
    for key in ("stripped_html", "body_html"):
        other = "stripped_text" if key == "stripped_html" else "body_text"
        if message[key].text.strip():
            return told.markup(message[key], mail=key == "body_html")
        if message[other].text.strip():
            return told.plain(message[other]) if other == "stripped_text" else told.mail_text(message[other])
    return told.plain(message["body_text"])


def _said(message: Node) -> Said:
    sender, public = message["sender"], message["public"].flag
    note = message["channel"].word == "internal-note" or message["source"]["type"].word == "internal-note"
    return Said(
        _text(message),
        _role(message),
        _name(sender),
        (sender["id"].name, sender["email"].name, message["source"]["from"]["address"].name),
        message["id"].name,
        message.first("sent_datetime", "created_datetime").value,
        True if note else None if public is None else not public,
        told.attached(message["attachments"]),
        sent=not message["failed_datetime"] if message["failed_datetime"].there else None,
    )
