"""The other shapes in which vendors' exports come: lists, audits, logs, real-time variants, old and partial files."""

import json
from typing import Any

import pytest

from csaudit import readers
from csaudit.model import Transcript, Unreadable
from csaudit.readers import Options
from csaudit.source import Source
from tests.readers.test_vendors import told


def read(document: Any, name: str = "x.json", **options: Any) -> tuple[str, list[Any]]:
    """The reader that claims a document, and its items."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    source = Source(name, data=data)
    found = readers.detect(source, Options(**options))
    assert found is not None
    return found[0], list(readers.read([source], Options(**options)))


def only(document: Any, name: str = "x.json", **options: Any) -> tuple[str, Transcript]:
    reader, (item,) = read(document, name, **options)
    assert isinstance(item, Transcript), item
    return reader, item


def comment(id_: int, author: int, text: str, public: bool = True, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "type": "Comment",
        "author_id": author,
        "html_body": f"<p>{text}</p>",
        "public": public,
        "created_at": f"2025-03-03T09:{id_:02}:00Z",
        **more,
    }


def audit(minute: int, author: int, *events: dict[str, Any], ticket: int = 77, channel: str = "web") -> dict[str, Any]:
    return {
        "id": minute,
        "ticket_id": ticket,
        "created_at": f"2025-03-03T09:{minute:02}:00Z",
        "author_id": author,
        "via": {"channel": channel},
        "events": list(events),
    }


USERS = [{"id": 1, "name": "Ida", "role": "end-user"}, {"id": 2, "name": "Noor", "role": "agent"}]


def test_zendesk_audits_are_tickets_and_a_comment_made_private_later_is_internal() -> None:
    history = [
        {"type": "chat.msg", "nick": "visitor:1", "name": "Ida", "msg": "hello?", "timestamp": "2025-03-03T08:59:00Z"}
    ]
    reader, items = read(
        {
            "users": USERS,
            "audits": [
                audit(
                    0,
                    1,
                    {
                        "id": 91,
                        "type": "Comment",
                        "author_id": 1,
                        "html_body": "<p>Bike &amp; me</p>",
                        "public": True,
                        "attachments": [{"file_name": "bike.png"}],
                    },
                    {"type": "Create", "field_name": "subject", "value": "Bike"},
                    {"type": "Create", "field_name": "requester_id", "value": "1"},
                    {"type": "ChatStartedEvent", "value": {"history": history}},
                ),
                audit(
                    5,
                    2,
                    {"id": 92, "type": "Comment", "author_id": 2, "html_body": "<p>call the depot</p>", "public": True},
                    {"id": 95, "type": "Notification", "body": "We got your request", "subject": "x"},
                ),
                audit(6, 2, {"id": 96, "type": "CommentPrivacyChange", "comment_id": 92, "public": False}),
                audit(
                    7,
                    2,
                    {
                        "id": 93,
                        "type": "VoiceComment",
                        "author_id": 2,
                        "public": True,
                        "body": "Call",
                        "data": {"transcription_text": "Hello Ida, it is ready."},
                    },
                    {"type": "Change", "field_name": "status", "value": "solved"},
                ),
                audit(
                    8,
                    1,
                    {"id": 97, "type": "Comment", "author_id": 1, "html_body": "<p>And mine?</p>", "public": True},
                    ticket=78,
                ),
            ],
        }
    )
    assert reader == "zendesk"
    assert [(item.id, item.subject, item.ended) for item in items] == [("77", "Bike", True), ("78", None, None)]
    assert told(items[0]) == [
        "customer Ida: hello?",
        "customer Ida: Bike & me [bike.png]",
        "agent Noor (internal): call the depot",
        "agent Noor: Hello Ida, it is ready.",
    ]


def test_zendesk_lines_of_the_json_export_are_tickets_with_their_lines() -> None:
    ticket = {
        "id": 5,
        "subject": "Bike",
        "description": "My bike is late",
        "status": "closed",
        "created_at": "2025-03-03T09:00:00Z",
        "requester": {"id": 1, "name": "Ida"},
        "submitter": {"id": 1, "name": "Ida"},
        "assignee": {"id": 2, "name": "Noor"},
        "via": {"channel": "web", "source": {"rel": "follow_up"}},
        "tags": ["late"],
        "comments": [comment(1, 2, "It leaves today"), comment(2, 2, "depot forgot it", public=False)],
    }
    lines = b"\n".join([json.dumps(ticket).encode(), b"{broken", json.dumps({**ticket, "id": 6}).encode()])
    reader, (first, broken, last) = read(lines, "tickets.json")
    assert reader == "zendesk"
    assert told(first) == [
        "customer Ida: My bike is late",
        "agent Noor: It leaves today",
        "agent Noor (internal): depot forgot it",
    ]
    assert (first.line, first.subject, first.customer, first.agent) == (1, "Bike", "Ida", "Noor")
    assert (first.ended, first.earlier_contact, first.tags, first.warnings) == (True, True, ("late",), ())
    assert isinstance(broken, Unreadable)
    assert broken.line == 2
    assert (last.id, last.line) == ("6", 3)


def test_zendesk_json_export_reads_the_same_in_parts() -> None:
    lines = [json.dumps({"comments": [comment(1, 1, f"ticket {number}")], "id": None}).encode() for number in range(9)]
    source = Source("tickets.json", data=b"\n".join(lines))
    reader = readers.module("zendesk")
    assert reader.splittable(source)
    cut = sum(len(line) + 1 for line in lines[:4])
    parts = [*reader.read([source], Options(), 0, cut, 1), *reader.read([source], Options(), cut, None, 5)]
    assert parts == list(reader.read([source], Options()))
    assert [item.id for item in parts] == [f"tickets#{number}" for number in range(1, 10)]


def test_zendesk_description_that_a_comment_repeats_is_not_read_twice() -> None:
    _, ticket = only(
        {
            "ticket": {
                "id": 5,
                "description": "My bike\n\nis late",
                "submitter_id": 1,
                "requester_id": 1,
                "comments": [comment(1, 1, "My bike<br><br>is late")],
            },
            "users": USERS,
        }
    )
    assert told(ticket) == ["customer Ida: My bike /  / is late"]


def test_zendesk_conversation_log_reads_messages_and_comments() -> None:
    def logged(kind: str, author: str, content: dict[str, Any], **metadata: Any) -> dict[str, Any]:
        return {
            "id": f"01{author}",
            "type": kind,
            "reference": "zen:x:1",
            "created_at": "2025-03-03T09:00:00Z",
            "attachments": [],
            "author": {"type": author, "display_name": author.title()},
            "content": content,
            "metadata": {"system": {}, **metadata},
        }

    message = "Messaging::ConversationMessage"
    choice = {"type": "text", "text": "Shall I?", "actions": [{"reply": {"text": "Yes"}}]}
    reader, log = only(
        {
            "events": [
                logged(message, "user", {"type": "text", "text": "where & when?"}),
                logged(message, "bot", choice),
                logged("Ticket::StatusChange", "agent", {"type": "text", "text": "open"}),
                logged("Comment", "agent", {"type": "html", "body": "<p>Today &amp; here</p>"}, public=True),
                logged("Comment", "agent", {"type": "html", "body": "<p>note</p>"}, public=False),
            ]
        }
    )
    assert reader == "zendesk"
    assert told(log) == [
        "customer User: where & when?",
        "bot Bot: Shall I? / Yes",
        "agent Agent: Today & here",
        "agent Agent (internal): note",
    ]


def test_zendesk_comments_without_users_are_guessed_and_reported() -> None:
    _, ticket = only(
        {"comments": [comment(1, 1, "hi"), comment(2, 2, "hello")], "next_page": "https://z/2", "count": 7}
    )
    assert told(ticket) == ["customer 1: hi", "agent 2: hello"]
    assert "roles: guessed 1 as customer, 2 as agent" in ticket.warnings
    assert "partial: only a page of several, next_page names the next" in ticket.warnings


def test_zendesk_automatic_mail_is_a_bot_and_mail_history_goes() -> None:
    quoted = 'New text</p><div class="gmail_quote">On Monday X wrote:<blockquote>old</blockquote></div><p>'
    _, ticket = only(
        {
            "comments": [
                comment(1, 1, "I am away until May", metadata={"flags": [0, 4]}, via={"channel": "email"}),
                comment(2, 1, quoted, via={"channel": "email"}),
            ],
            "users": USERS,
        }
    )
    assert told(ticket) == ["bot Ida: I am away until May", "customer Ida: New text"]


def test_intercom_lists_leave_out_the_parts_and_say_so() -> None:
    opening = {
        "author": {"type": "admin", "name": "Jo"},
        "delivered_as": "automated",
        "body": "<p>News!</p>",
        "type": "email",
    }
    reader, (first,) = read(
        {
            "type": "conversation.list",
            "pages": {"next": {"starting_after": "x"}},
            "conversations": [
                {"type": "conversation", "id": 1, "created_at": "1735725600", "source": opening},
            ],
        }
    )
    assert reader == "intercom"
    assert told(first) == ["bot Jo: News!"]
    assert first.channel == "email"
    assert {warning.partition(":")[0] for warning in first.warnings} == {"partial"}
    assert len(first.warnings) == 2


def test_intercom_says_how_many_parts_are_missing() -> None:
    part = {
        "part_type": "comment",
        "body": "<p>hi</p>",
        "created_at": 1735725600,
        "author": {"type": "admin", "name": "Jo"},
    }
    source = {"author": {"type": "user", "name": "Io"}, "delivered_as": "customer_initiated", "body": "<p>ho</p>"}
    _, one = only(
        {
            "id": 1,
            "created_at": 1735725000,
            "source": source,
            "conversation_parts": {"conversation_parts": [part], "total_count": 612},
        }
    )
    assert "partial: 1 of 612 conversation parts are in the file" in one.warnings


def test_freshdesk_conversations_alone_lack_the_description() -> None:
    entry = {
        "incoming": True,
        "private": False,
        "user_id": 5,
        "source": 0,
        "body": "<div>Hi</div>",
        "body_text": "Hi",
        "created_at": "2025-03-04T10:00:00Z",
        "ticket_id": 20,
    }
    reader, talk = only([entry, {**entry, "incoming": False, "user_id": 6, "source": 2}])
    assert reader == "freshdesk"
    assert talk.id == "20"
    assert told(talk) == ["customer 5: Hi", "agent 6: Hi"]
    assert talk.warnings == ("partial: no description in the file, which holds the first message",)


def test_helpscout_lists_of_conversations_with_and_without_threads() -> None:
    thread = {
        "type": "message",
        "state": "hidden",
        "body": "x",
        "createdBy": {"type": "user", "first": "Jo"},
        "createdAt": "2025-02-10T12:00:00Z",
        "source": {"type": "web", "via": "user"},
    }
    base = {"mailboxId": 1, "primaryCustomer": {"first": "Ula"}, "status": "active", "subject": "S"}
    reader, (first, second) = read(
        {
            "_embedded": {
                "conversations": [
                    {
                        **base,
                        "id": 1,
                        "_embedded": {"threads": [thread, {**thread, "type": "forwardchild", "state": "published"}]},
                    },
                    {**base, "id": 2},
                ]
            },
            "page": {"number": 1, "totalPages": 3, "size": 2, "totalElements": 5},
        }
    )
    assert reader == "helpscout"
    assert told(first) == ["agent Jo (internal): x", "agent Jo (internal): x"]
    assert first.customer == "Ula"
    assert first.warnings == ("partial: page 1 of 3",)
    assert "partial: the conversation's threads are not in the file" in second.warnings


def test_front_messages_of_several_conversations_in_one_page() -> None:
    def message(id_: str, conversation: str, inbound: bool, **more: Any) -> dict[str, Any]:
        return {
            "id": id_,
            "type": "custom",
            "is_inbound": inbound,
            "draft_mode": None,
            "created_at": 1701292639.5,
            "author": None if inbound else {"first_name": "Jo", "email": "jo@a.test"},
            "body": f"<p>{id_}</p>",
            "recipients": [{"handle": "p@x.test", "role": "from"}],
            "_links": {"related": {"conversation": f"https://api.example/conversations/{conversation}"}},
            **more,
        }

    reader, (first, second) = read(
        {
            "_pagination": {"next": "https://x"},
            "_results": [
                message("m3", "cnv_a", False, error_type="bounce"),
                message("m2", "cnv_b", True),
                message("m1", "cnv_a", True),
            ],
        }
    )
    assert reader == "front"
    assert (first.id, told(first)) == ("cnv_a", ["customer p@x.test: m1"])
    assert [message.visibility for message in first.messages if message.role == "system"] == ["internal"]
    assert (second.id, told(second)) == ("cnv_b", ["customer p@x.test: m2"])
    assert first.warnings[0].startswith("partial:")


def test_gorgias_ticket_list_has_no_messages() -> None:
    _, ticket = only(
        {
            "data": [{"id": 1, "created_datetime": "2025-07-01T08:10:00", "messages_count": 4, "channel": "chat"}],
            "meta": {"next_cursor": "abc"},
        }
    )
    assert "partial: 0 of 4 messages are in the file" in ticket.warnings
    assert "partial: only a page of several, meta/next_cursor names the next" in ticket.warnings


def test_hubspot_truncated_text_is_partial() -> None:
    message = {
        "type": "MESSAGE",
        "id": "m1",
        "createdBy": "E-a@b.c",
        "createdAt": "2025-08-01T10:00:00Z",
        "text": "Hello the",
        "direction": "INCOMING",
        "senders": [],
        "truncationStatus": "TRUNCATED_TO_MOST_RECENT_REPLY",
    }
    reader, thread = only({"results": [message], "paging": {"next": {"after": "x"}}})
    assert reader == "hubspot"
    assert "partial: HubSpot truncated m1" in thread.warnings
    assert "partial: only a page of several, paging/next names the next" in thread.warnings


def test_hubspot_failed_send_is_internal_and_nobodys() -> None:
    message = {
        "type": "MESSAGE",
        "id": "m1",
        "createdBy": "A-7",
        "createdAt": "2025-08-01T10:00:00Z",
        "text": "Hello",
        "direction": "OUTGOING",
        "senders": [{"actorId": "A-7", "name": "Jo"}],
        "status": {"statusType": "FAILED"},
    }
    _, thread = only({"results": [message, {**message, "id": "m2", "status": {"statusType": "SENT"}}]})
    assert [(message.role, message.visibility) for message in thread.messages] == [
        ("agent", "public"),
        ("system", "internal"),
    ]


def test_livechat_chat_with_several_threads() -> None:
    users = [{"id": "c", "type": "customer", "name": "Cy"}, {"id": "a@b.c", "type": "agent", "name": "Al"}]
    event = {
        "type": "message",
        "visibility": "all",
        "author_id": "c",
        "created_at": "2025-05-12T11:42:47.383001Z",
        "text": "hi",
    }
    reader, (first, second) = read(
        {
            "id": "Q",
            "users": users,
            "threads": [
                {"id": "T1", "active": False, "events": [event]},
                {"id": "T2", "active": True, "events": [{**event, "author_id": "a@b.c"}]},
            ],
        }
    )
    assert reader == "livechat"
    assert (first.id, first.ended, told(first)) == ("Q/T1", True, ["customer Cy: hi"])
    assert (second.id, second.ended, told(second)) == ("Q/T2", False, ["agent Al: hi"])


def test_livechat_bot_may_be_called_an_agent_by_the_user() -> None:
    users = [{"id": "77", "type": "agent", "name": "Helper"}]
    event = {
        "type": "message",
        "visibility": "all",
        "author_id": "77",
        "created_at": "2025-05-12T11:42:47Z",
        "text": "hi",
    }
    chat = {"id": "Q", "users": users, "thread": {"id": "T", "events": [event]}}
    assert told(only(chat)[1]) == ["bot Helper: hi"]
    assert told(only(chat, agents=("helper",))[1]) == ["agent Helper: hi"]
    assert told(only(chat, bots=("/^Hel/",), agents=("Helper",))[1]) == ["bot Helper: hi"]


ENTRIES = [
    ("e1", "EndUser", "Io", "Text", "my order", "2025-04-01T10:00:00.000+0000"),
    ("e2", "Bot", "Ein", "Text", "one moment", "2025-04-01T10:00:01.000+0000"),
    ("e3", "System", "", "AgentJoined", "Jo joined", "2025-04-01T10:00:30.000+0000"),
    ("e5", "Agent", "Jo", "Text", "it is here", "2025-04-01T10:02:00.000+0000"),
    ("e4", "Supervisor", "Bo", "Text", "be quick", "2025-04-01T10:01:00.000+0000"),
]
COLUMNS = ("Id", "ActorType", "ActorName", "EntryType", "Message", "EntryTime")
SAID = ["customer Io: my order", "bot Ein: one moment", "agent Bo (internal): be quick", "agent Jo: it is here"]


def test_salesforce_conversation_entries_as_records() -> None:
    records = [
        {
            "attributes": {"type": "ConversationEntry"},
            "ConversationId": "0Mw1",
            **dict(zip(COLUMNS, entry, strict=True)),
        }
        for entry in ENTRIES
    ]
    reader, session = only({"totalSize": 9, "done": False, "nextRecordsUrl": "/x", "records": records})
    assert (reader, session.id, told(session)) == ("salesforce", "0Mw1", SAID)
    assert session.warnings == ("partial: only a page of several, nextRecordsUrl names the next",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_salesforce_conversation_entries_as_csv(delimiter: str, encoding: str) -> None:
    rows = [("ConversationId", *COLUMNS), *(("0Mw1", *entry) for entry in ENTRIES)]
    text = "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    reader, session = only(text.encode(encoding), "entries.csv")
    assert (reader, session.id, told(session)) == ("salesforce", "0Mw1", SAID)
    assert [message.origin.points[0][1] for message in session.messages if message.origin] == [2, 3, 4, 6, 5]


def test_salesforce_connect_entries() -> None:
    entry = {
        "identifier": "1",
        "clientTimestamp": 1743501600000,
        "sender": {"appType": "agent", "role": "Agent", "subject": "005"},
        "messageText": "hello",
        "relatedRecords": [],
    }
    _, session = only({"conversationEntries": [entry, {**entry, "sender": {"role": "EndUser"}, "messageText": "hi"}]})
    assert [(message.role, message.text) for message in session.messages] == [("agent", "hello"), ("customer", "hi")]


def test_salesforce_body_without_agents_in_it_is_guessed_and_uses_the_start_time() -> None:
    body = "( 5s ) Ana: Bonjour<br>( 1m 2s ) Bo: mon vélo: il manque<br>( 9s ) Ana quitte<br>"
    text = f'Id,ChatKey,StartTime,Body\n1,k,2025-01-05T08:00:00.000+0000,"{body}"\n'
    _, chat = only(text.encode(), "chats.csv")
    assert told(chat) == ["customer Ana: Bonjour", "agent Bo: mon vélo: il manque"]
    assert chat.messages[1].timestamp is not None
    assert chat.messages[1].timestamp.isoformat() == "2025-01-05T08:01:02+00:00"
    assert any(warning.startswith("roles: guessed") for warning in chat.warnings)


def test_salesforce_transfer_in_another_language_is_guessed_and_reported() -> None:
    body = (
        '<p align=""center"">Chat gestartet</p><p align=""center"">Agent Ana</p>( 5s ) Ana: Hi<br>( 9s ) Bo: Rad!<br>'
        '<p align=""center"">Chat weitergeleitet von Ana an Cy</p>( 1m 2s ) Cy: Es kommt.<br>'
    )
    _, chat = only(f'ID,CHATKEY,STARTTIME,BODY\n1,k,2025-01-05T08:00:00Z,"{body}"\n'.encode(), "chats.csv")
    assert told(chat) == ["agent Ana: Hi", "customer Bo: Rad!", "agent Cy: Es kommt."]
    assert chat.warnings == ("roles: guessed Cy as agent, named between the messages",)


def test_a_large_salesforce_body_is_read_in_linear_time() -> None:
    body = '<p align=""center"">Agent A</p>' + "( 1h 2m 3s ) A: it is: so &amp; so<br>" * 20_000
    _, chat = only(f'Id,ChatKey,StartTime,Body\n1,k,,"{body}"\n'.encode(), "chats.csv")
    assert len(chat.messages) == 20_001


def turn(id_: str, who: str, text: str, begin: int, **more: Any) -> dict[str, Any]:
    return {
        "Id": id_,
        "ParticipantId": who,
        "BeginOffsetMillis": begin,
        "EndOffsetMillis": begin + 5,
        "Content": text,
        **more,
    }


def test_contact_lens_old_calls_name_the_role_as_the_participant() -> None:
    reader, call = only(
        {
            "Channel": "VOICE",
            "CustomerMetadata": {"ContactId": "c"},
            "Participants": [],
            "Transcript": [turn("2", "CUSTOMER", "hello", 900), turn("1", "AGENT", "Good day", 0)],
        }
    )
    assert (reader, told(call)) == ("amazon_connect", ["agent -: Good day", "customer -: hello"])
    assert [message.timestamp for message in call.messages] == [None, None]


def test_contact_lens_real_time_segments() -> None:
    turns = [
        turn("1", "p1", "Good day", 0, ParticipantRole="AGENT"),
        turn("2", "p2", "hi", 9, ParticipantRole="CUSTOMER"),
    ]
    reader, call = only(
        {"Segments": [{"Transcript": turns[0]}, {"Categories": {}}, {"Transcript": turns[1]}], "NextToken": "x"}
    )
    assert (reader, told(call)) == ("amazon_connect", ["agent -: Good day", "customer -: hi"])
    assert "partial: only a page of several, NextToken names the next" in call.warnings


def test_connect_raw_chat_transcript() -> None:
    row = {
        "AbsoluteTime": "2025-10-27T03:31:53Z",
        "ContentType": "text/plain",
        "Id": "1",
        "Type": "MESSAGE",
        "ParticipantId": "x",
    }
    reader, chat = only(
        {
            "Version": "2019-08-26",
            "ContactId": "c9",
            "Participants": [{"ParticipantId": "x"}],
            "Transcript": [
                {**row, "Content": "hi", "DisplayName": "Io", "ParticipantRole": "CUSTOMER"},
                {**row, "Content": "ho", "DisplayName": "Bo", "ParticipantRole": "CUSTOM_BOT"},
            ],
        }
    )
    assert (reader, chat.id, told(chat)) == ("amazon_connect", "c9", ["customer Io: hi", "bot Bo: ho"])


def test_genesys_phrases_with_offsets_and_recordings_with_messages() -> None:
    phrases = [{"text": "hello", "startTimeMs": 4500, "participantPurpose": "external"}]
    reader, call = only(
        {"conversationId": "c", "conversationStartTime": 1754035200000, "transcripts": [{"phrases": phrases}]}
    )
    assert reader == "genesys"
    assert call.messages[0].timestamp is not None
    assert call.messages[0].timestamp.isoformat() == "2025-08-01T08:00:04.500000+00:00"

    message = {
        "id": "1",
        "timestamp": "2025-08-01T08:00:00.000Z",
        "messageText": "hi",
        "from": "+49",
        "purpose": "customer",
        "fromExternalContact": {"firstName": "Ola"},
    }
    ours = {
        **message,
        "messageText": "ho",
        "purpose": "agent",
        "fromUser": {"name": "Jo"},
        "timestamp": "2025-08-01T08:01:00.000Z",
        "messageMediaAttachments": [{"url": "https://x/y/list.pdf?z=1"}],
    }
    reader, chat = only([{"id": "r", "conversationId": "c", "messagingTranscript": [message, ours]}])
    assert (reader, told(chat)) == ("genesys", ["customer Ola: hi", "agent Jo: ho [list.pdf]"])


def test_genesys_mails_are_told_apart_by_the_company_domain() -> None:
    mail = {
        "id": "1",
        "subject": "S",
        "time": "2025-08-01T08:00:00Z",
        "from": {"name": "Ola", "email": "ola@x.test"},
        "textBody": "hi",
    }
    ours = {
        **mail,
        "from": {"name": "Jo", "email": "jo@acme.test"},
        "htmlBody": "<p>ho</p>",
        "time": "2025-08-01T09:00:00Z",
    }
    _, chat = only([{"conversationId": "c", "emails": [ours, mail]}], agent_domains=("acme.test",))
    assert told(chat) == ["customer Ola: hi", "agent Jo: ho"]


def test_teams_channel_threads_are_apart_and_people_are_named_by_the_user() -> None:
    def message(id_: str, minute: int, name: str, text: str, reply_to: str | None = None) -> dict[str, Any]:
        return {
            "id": id_,
            "replyToId": reply_to,
            "messageType": "message",
            "createdDateTime": f"2025-04-02T08:{minute}:00Z",
            "channelIdentity": {"teamId": "t", "channelId": "c"},
            "from": {"user": {"id": name, "displayName": name}},
            "body": {"contentType": "text", "content": text},
        }

    reader, (second, first) = read(
        {
            "@odata.nextLink": "https://x",
            "value": [
                message("9", 50, "Kim", "1 < 2 & so"),
                message("2", 20, "Jo", "yes", "1"),
                message("1", 10, "Kim", "open?"),
            ],
        },
        agents=("Jo",),
    )
    assert reader == "teams"
    assert (first.id, told(first)) == ("1", ["customer Kim: open?", "agent Jo: yes"])
    assert (second.id, told(second)) == ("9", ["customer Kim: 1 < 2 & so"])
    assert first.warnings == ("partial: only a page of several, @odata.nextLink names the next",)


def test_teams_cards_are_read_and_quoted_messages_are_no_attachments() -> None:
    card = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Order 7"}], "actions": [{"title": "Open"}]}
    message = {
        "id": "1",
        "messageType": "message",
        "createdDateTime": "2025-04-02T08:00:00Z",
        "chatId": "c",
        "from": {"application": {"displayName": "Bot"}},
        "body": {"contentType": "html", "content": '<attachment id="1"></attachment>'},
        "attachments": [
            {"contentType": "application/vnd.microsoft.card.adaptive", "content": json.dumps(card), "name": None},
            {"contentType": "messageReference", "content": "{}", "name": None},
        ],
    }
    assert told(only({"value": [message]})[1]) == ["bot Bot: Order 7 / Open"]


def test_chatwoot_payload_with_words_for_types() -> None:
    base = {"content_type": "text", "created_at": 1749200000, "private": False, "status": "sent"}
    reader, talk = only(
        {
            "meta": {"labels": []},
            "payload": [
                {
                    **base,
                    "id": 1,
                    "content": "hi",
                    "message_type": "incoming",
                    "sender": {"name": "Io", "type": "contact"},
                },
                {
                    **base,
                    "id": 2,
                    "content": "ho",
                    "message_type": "outgoing",
                    "sender": {"name": "Jo", "type": "user"},
                },
            ],
        }
    )
    assert (reader, told(talk)) == ("chatwoot", ["customer Io: hi", "agent Jo: ho"])


def test_times_without_a_zone_are_said_to_be_so_or_put_in_the_users_zone() -> None:
    document = {
        "ticket": {"id": 1, "description": "hi", "submitter_id": 1, "created_at": "2025-07-01 10:00:00"},
        "users": USERS,
    }
    _, naive = only(document)
    assert "time: no time zone in the timestamps" in naive.warnings
    _, placed = only(document, timezone="Europe/Oslo")
    assert placed.messages[0].timestamp is not None
    assert placed.messages[0].timestamp.utcoffset() is not None


def test_zendesk_others_than_the_requester_are_taken_as_agents_and_told() -> None:
    ticket = {"id": 1, "requester_id": 1, "comments": [comment(1, 1, "hi"), comment(2, 2, "ho"), comment(3, 3, "he")]}
    _, one = only({"tickets": [ticket]})
    assert told(one) == ["customer 1: hi", "agent 2: ho", "agent 3: he"]
    assert one.warnings == ("roles: guessed 2, 3 as agent, for somebody else asked",)


def test_a_message_taken_back_is_said_to_nobody() -> None:
    message = {
        "id": "1",
        "received": "2025-09-14T10:00:00Z",
        "author": {"type": "business", "displayName": "Jo"},
        "deleted": True,
    }
    text = {"type": "text", "text": "wrong chat"}
    _, talk = only({"messages": [{**message, "content": text}, {**message, "content": {"type": "text"}}]})
    assert [(one.role, one.visibility, one.text) for one in talk.messages] == [("system", "internal", "wrong chat")]
    assert talk.warnings == ("deleted: 1 without a text left out /messages/1/content/markdownText",)


def test_pages_in_a_list_are_all_read() -> None:
    page = {"tickets": [{"id": 1, "comments": [comment(1, 1, "a")]}], "users": USERS}
    _, items = read([page, {"tickets": [{"id": 2, "comments": [comment(1, 2, "b")]}]}])
    assert [item.id for item in items] == ["1", "2"]


def test_texts_over_the_limit_are_cut_and_told() -> None:
    _, ticket = only({"comments": [comment(1, 1, "x" * 50)], "users": USERS}, max_message_chars=10)
    assert ticket.messages[0].text == "x" * 10
    assert "text: message 1 has 50 characters, cut to 10" in ticket.warnings


def test_ids_are_unique_within_a_source() -> None:
    _, items = read(
        {
            "tickets": [
                {"id": 1, "comments": [comment(1, 1, "a")]},
                {"id": 1, "comments": [comment(1, 1, "b")]},
                {"comments": [comment(1, 1, "c")]},
            ],
            "users": USERS,
        },
        "week.json",
    )
    assert [item.id for item in items] == ["1", "1#2", "week#3"]


def test_broken_pieces_among_good_ones_are_told() -> None:
    _, ticket = only({"comments": [comment(1, 1, "a"), None, "x", comment(2, 2, "b")], "users": USERS})
    assert told(ticket) == ["customer Ida: a", "agent Noor: b"]
    assert "text: 2 without a text left out /comments/1/plain_body, /comments/2/plain_body" in ticket.warnings


def test_a_list_that_falls_is_turned_and_equal_times_keep_their_order() -> None:
    same = "2025-03-03T09:05:00Z"
    _, ticket = only(
        {
            "comments": [
                comment(9, 2, "d"),
                comment(3, 2, "c", created_at=same),
                comment(4, 2, "b", created_at=same),
                comment(1, 1, "a"),
            ],
            "users": USERS,
        }
    )
    assert [message.text for message in ticket.messages] == ["a", "b", "c", "d"]
