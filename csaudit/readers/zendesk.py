"""Zendesk tickets: comments, audits, the NDJSON export, the conversation log.

Shape: developer.zendesk.com, ticket_comments, ticket_audits, conversation_log; the lines of the full JSON export
partly from common knowledge. The CSV export holds no comments and so is none of these.

Roles: the user's `role` (end-user; agent, admin), else requester and assignee. `author_id` -1 and `via.channel: rule`
are the system; mails flagged as automatic (4) are bots. Private: `public: false`, in audits also a later
`CommentPrivacyChange`, in the log `metadata.public`. The first message is the first comment, or `description` where no
comment repeats it. `html_body` is preferred, for `plain_body` may hold entities; the text of a VoiceComment is its
transcription.
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from html import unescape

from msgspec.structs import replace

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor, zopim
from csaudit.reading.node import Node, any_like, find, grouped
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/zendesk.json"
COMMENTS = ("Comment", "VoiceComment", "FacebookComment", "TweetComment")
AUTOMATIC = 4  # metadata.flags: an auto-reply of the sender's mail program
ENDED = {"closed": True, "solved": True, "new": False, "open": False, "pending": False, "hold": False}


def claims(source: Source) -> str | None:
    """Comments of a ticket, a ticket, audits, or a conversation log."""
    for is_one, names, what in _SHAPES:
        if vendor.has(source, is_one, *names):
            return f"Zendesk: {what}"
    return None


def splittable(source: Source) -> bool:
    """The JSON export, a ticket a line, is large: it may be read in parts by byte range."""
    return source.is_jsonl and not source.is_wide


def read(
    sources: Sequence[Source], options: Options, start: int = 0, end: int | None = None, first_line: int = 1
) -> Iterator[Item]:
    """A transcript for each ticket; of JSON lines only those whose first byte lies in [start, end)."""
    return vendor.read(sources, options, _conversations, (start, end, first_line))


def _conversations(document: Node) -> Iterator[Conversation]:
    people = _people(document["users"].items)
    for ticket in find(document, _is_ticket, "tickets", "ticket"):
        yield _ticket(ticket, people)
    for log in find(document, _is_log):
        yield _log(log)
    for list_ in find(document, _is_audits):
        audits = list_.listed("audits").items
        for ticket_id, own in grouped(audits, lambda audit: audit["ticket_id"].name).items():
            yield _audited(ticket_id, own, people)


def _is_comment(node: Node) -> bool:
    says = "public" in node or node["type"].text in COMMENTS
    return says and ("author_id" in node or "html_body" in node) and "incoming" not in node and "from_agent" not in node


def _is_ticket(node: Node) -> bool:
    if any_like(node.listed("comments"), _is_comment):
        return True
    return "description" in node and ("submitter_id" in node or "submitter" in node or bool(node["via"]["channel"]))


def _is_audits(node: Node) -> bool:
    return any_like(node.listed("audits"), lambda one: one["events"].is_list and "ticket_id" in one)


def _is_log(node: Node) -> bool:
    return any_like(node.listed("events"), _is_logged)


def _is_logged(node: Node) -> bool:
    return bool(node["author"]["type"]) and "content" in node and ("reference" in node or "metadata" in node)


_SHAPES = (
    (_is_ticket, ("tickets", "ticket"), "a ticket or its comments"),
    (_is_audits, (), "ticket audits"),
    (_is_log, (), "a conversation log"),
)


People = MutableMapping[str, Node]


def _people(users: Iterable[Node]) -> People:
    return {user["id"].name or "": user for user in users if user["id"]}


def _role(author: str | None, person: Node, via: Node, requester: str | None, assignee: str | None) -> Role | None:
    if author == "-1" or via["channel"].word == "rule":
        return "system"
    if person["role"].word in ("agent", "admin"):
        return "agent"
    if person["role"].word == "end-user" or (author and author == requester):
        return "customer"
    return "agent" if author and author == assignee else None


def _comment(comment: Node, people: People, requester: str | None, assignee: str | None, mail: bool) -> Said:
    author = comment["author_id"].name or comment["author"]["id"].name
    person = people.get(author or "", comment["author"])
    via = comment["via"]
    role = _role(author, person, via, requester, assignee)
    if role != "system" and any(flag.value == AUTOMATIC for flag in comment["metadata"]["flags"]):
        role = "bot"
    name = person["name"].name or (via["source"]["from"]["name"].name if role == "customer" else None)
    return Said(
        _text(comment, mail or via["channel"].word == "email"),
        role,
        name or author,
        (author, person["email"].name),
        comment["id"].name,
        comment["created_at"].value,
        None if comment["public"].flag is None else not comment["public"].flag,
        told.attached(comment["attachments"], "file_name"),
    )


def _text(comment: Node, mail: bool) -> Text:
    if spoken := comment["data"]["transcription_text"]:
        return told.plain(spoken)
    if comment["html_body"].text:
        return told.markup(comment["html_body"], mail)
    body = comment.first("plain_body", "body")
    if body.pointer.endswith("plain_body"):  # it may hold entities, but neither tags nor "<" as such
        body = Node(unescape(body.text), body.pointer, body.there)
    return told.mail_text(body) if mail else told.plain(body)


def _ticket(ticket: Node, people: People) -> Conversation:
    requester, via = ticket["requester"], ticket["via"]
    own = _people([*ticket["users"].items, requester, ticket["submitter"], ticket["assignee"]])
    known = ChainMap(own, people)
    asked = ticket["requester_id"].name or requester["id"].name
    assignee = ticket["assignee_id"].name or ticket["assignee"]["id"].name
    comments = ticket.listed("comments").items
    mail = via["channel"].word == "email"
    said = [_comment(comment, known, asked, assignee, mail) for comment in comments]
    opening, by = ticket["description"], ticket["submitter_id"].name or ticket["submitter"]["id"].name or asked
    ends = [one for one in said[:1] + said[-1:] if by is None or one.known_as[0] in (by, asked)]
    if opening.text and not any(_repeats(one.text.text, opening.text) for one in ends):
        person = known.get(by or "", requester)
        role = _role(by, person, via, asked, assignee)
        first = Said(told.mail_text(opening) if mail else told.plain(opening), role, person["name"].name or by,
                     (by, person["email"].name), time=ticket["created_at"].value)  # fmt: skip
        said = [first, *said]
    person = known.get(asked or "", requester)
    said, taken = _others(said, asked)
    calls = sum(one["type"].text == "VoiceComment" and not one["data"]["transcription_text"] for one in comments)
    return Conversation(
        ticket["id"].name,
        said,
        channel=told.channel(via["channel"].word or (comments[0]["via"]["channel"].word if comments else "")),
        subject=ticket.first("subject", "raw_subject").name,
        agent=known.get(assignee or "", Node())["name"].name,
        customer=person["name"].name,
        tags=ticket["tags"].names,
        ended=ENDED.get(ticket["status"].word),
        earlier_contact=via["source"]["rel"].word == "follow_up",
        warnings=(*taken, *_missing(ticket, calls)),
    )


def _others(said: list[Said], requester: str | None) -> tuple[list[Said], tuple[str, ...]]:
    """Where the requester is known, and a user's role is not, the others are taken as agents, and it is told."""
    others = {one.author or "" for one in said if one.role is None} if requester else set()
    if not others:
        return said, ()
    agents = [one if one.role else replace(one, role="agent") for one in said]
    return agents, (f"roles: guessed {', '.join(sorted(others))} as agent, for somebody else asked",)


def _missing(ticket: Node, calls: int) -> tuple[str, ...]:
    if not ticket.listed("comments").is_list:
        return ("partial: the ticket's comments are not in the file",)
    return (f"text: {calls} calls without a transcription",) if calls else ()


def _repeats(text: str, description: str) -> bool:
    """Whether the first comment is the description again: they begin alike, but marks, quotes and signatures differ."""
    start, other = (" ".join(one.split())[:60] for one in (text, description))
    return start.startswith(other) or (bool(start) and other.startswith(start))


def _audited(ticket_id: str | None, audits: list[Node], people: People) -> Conversation:
    """A ticket put together from its audits: comments, what was hidden later, and what the fields were set to last."""
    said: list[Said] = []
    fields: dict[str, Node] = {}
    hidden: dict[str, bool] = {}
    chats: dict[tuple[object, str], Said] = {}
    for audit in audits:
        for event in audit["events"]:
            kind = event["type"].text
            if kind in ("Create", "Change"):
                fields[event["field_name"].text] = event["value"]
            elif kind == "CommentPrivacyChange" and event["public"].flag is not None:
                hidden[event["comment_id"].name or ""] = not event["public"].flag
            elif kind in ("ChatStartedEvent", "ChatEndedEvent"):
                for entry in event["value"]["history"].items:
                    one = zopim.said(entry)
                    chats[str(one.time), one.text.text] = one
    asked = fields.get("requester_id", Node()).name
    assignee = fields.get("assignee_id", Node()).name
    for audit in audits:
        for event in audit["events"]:
            if event["type"].text in COMMENTS or ("html_body" in event and "public" in event):
                merged = Node({"author_id": audit["author_id"].value, "created_at": audit["created_at"].value,
                               "via": audit["via"].value, **event.value}, event.pointer)  # fmt: skip
                one = _comment(merged, people, asked, assignee, merged["via"]["channel"].word == "email")
                said.append(replace(one, internal=hidden.get(one.id or "", one.internal)))
    said, taken = _others(said, asked)
    return Conversation(
        ticket_id,
        [*said, *chats.values()],
        channel=told.channel(audits[0]["via"]["channel"].word),
        subject=fields.get("subject", Node()).name,
        customer=people.get(asked or "", Node())["name"].name,
        tags=fields.get("tags", Node()).names,
        ended=ENDED.get(fields.get("status", Node()).word),
        earlier_contact=any(audit["via"]["source"]["rel"].word == "follow_up" for audit in audits),
        warnings=taken,
    )


_AUTHORS: dict[str, Role] = {
    "user": "customer", "end-user": "customer", "end_user": "customer", "agent": "agent", "admin": "agent",
    "bot": "bot", "system": "system",
}  # fmt: skip


def _log(log: Node) -> Conversation:
    return Conversation(log["ticket_id"].name, [_logged(event) for event in log.listed("events").items])


def _logged(event: Node) -> Said:
    """Messages of the messaging channels, and comments; anything else (attribute changes, tags) is an event."""
    content, author, is_comment = event["content"], event["author"], event["type"].text == "Comment"
    is_message = is_comment or "Message" in event["type"].text
    if content["type"].text == "html" or (content["body"] and not content["text"]):
        text = told.markup(content["body"])
    else:
        text = told.plain(content["text"])
    choices = (action.first("text", "label") or action["reply"]["text"] for action in content["actions"])
    media = [content] if content["media_url"] or content["mediaUrl"] else []
    public = event["metadata"]["public"].flag
    return Said(
        told.with_lines(text, choices),
        _AUTHORS.get(author["type"].word) if is_message else "system",
        author["display_name"].name,
        tuple(author[key].name for key in ("zen:support:user_id", "zen:sunco:user_id")),
        event["id"].name,
        event["created_at"].value,
        (None if public is None else not public) if is_comment else False,
        told.attached(event["attachments"].items or media, "file_name", "media_url"),
    )
