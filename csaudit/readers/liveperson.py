"""LivePerson messaging interactions: `conversationHistoryRecords[]` with `messageRecords`.

Shape: developers.liveperson.com, Messaging Interactions API. Roles: `sentBy`, and the agent's `userTypeName`: a Bot
sends as an agent. Private: `audience: AGENTS_AND_MANAGERS`. The order is that of `seq` within each dialog. The strings
"undefined" and "null" stand for nothing. Rich contents are JSON in a string, read as their texts, a line each.
"""

from collections.abc import Iterator, Sequence

from csaudit.model import Item, Role
from csaudit.readers import Options
from csaudit.reading import told, vendor
from csaudit.reading.node import Node, find, grouped, within
from csaudit.reading.told import Conversation, Said, Text
from csaudit.source import Source

EXAMPLE = "samples/formats/liveperson.json"


def claims(source: Source) -> str | None:
    """Records with `messageRecords`."""
    found = vendor.has(source, _is_record, "conversationHistoryRecords")
    return "LivePerson: conversation history records" if found else None


def read(sources: Sequence[Source], options: Options) -> Iterator[Item]:
    """A transcript for each conversation."""
    return vendor.read(sources, options, _conversations)


def _is_record(node: Node) -> bool:
    return node["messageRecords"].is_list or ("conversationId" in node["info"] and "consumerParticipants" in node)


def _value(node: Node) -> str | None:
    return None if node.word in ("undefined", "null") else node.name


def _conversations(document: Node) -> Iterator[Conversation]:
    for record in find(document, _is_record, "conversationHistoryRecords"):
        info, messages = record["info"], record["messageRecords"].items
        agents = {each["agentId"].name: each for each in record["agentParticipants"]}
        consumers = {each["participantId"].name: each for each in record["consumerParticipants"]}
        dialogs = grouped(messages, lambda each: each["dialogId"].name).values()
        ordered = [each for dialog in dialogs for each in sorted(dialog, key=_seq)]
        lost = sum(each["seq"].number is None for each in messages)
        yield Conversation(
            info["conversationId"].name,
            [_said(message, agents, consumers) for message in ordered],
            channel="chat",
            agent=_value(info["latestAgentFullName"]),
            customer=next((name for each in consumers.values() if (name := _consumer(each))), None),
            ended={"close": True, "open": False}.get(info["status"].word),
            warnings=(f"order: {lost} messages without a seq",) if lost else (),
            order="given",
        )


def _seq(message: Node) -> float:
    return message["seq"].number or 0


def _consumer(person: Node) -> str | None:
    return " ".join(part for key in ("firstName", "lastName") if (part := _value(person[key]))) or _value(
        person["consumerName"]
    )


def _role(message: Node, agent: Node) -> Role | None:
    sender = message["sentBy"].word
    if sender == "agent":
        return {"bot": "bot", "human": "agent", "system": "bot"}.get(agent["userTypeName"].word)  # type: ignore[return-value]
    return {"consumer": "customer", "system": "system", "bot": "bot", "controller": "system"}.get(sender)  # type: ignore[return-value]


def _said(message: Node, agents: dict[str | None, Node], consumers: dict[str | None, Node]) -> Said:
    who = message["participantId"].name
    agent, data, audience = agents.get(who, Node()), message["messageData"], message["audience"].word
    file = data["file"]
    name = agent.first("agentFullName", "agentNickname", "agentLoginName")
    return Said(
        _text(data),
        _role(message, agent),
        _value(name) or _consumer(consumers.get(who, Node())),
        (who, _value(agent["agentLoginName"]), _value(agent["agentNickname"])),
        message["messageId"].name,
        message["timeL"].value if message["timeL"].number else message["time"].value,
        audience == "agents_and_managers" if audience else None,
        told.attached([file], "relativePath") if file else (),
    )


def _text(data: Node) -> Text:
    """The text, rich content and quick replies of a message, in the order in which they show."""
    plain, rich, quick = data["msg"]["text"], data["richContent"]["content"], data["quickReplies"]["content"]
    shown = [each for part in (rich, quick) for each in told.rich(within(part), ("elements", "replies", "body"))]
    if plain.text or shown:
        pointer = next(part.pointer for part in (plain, rich, quick) if part)
        return Text("\n".join(filter(None, [plain.text.strip(), *shown])), pointer)
    caption = data["file"]["caption"]
    return Text(_value(caption) or "", caption.pointer)
