"""Unfilled placeholders in sent messages, and all that looks like them in a support chat and is none."""

import pytest

from csaudit.placeholders.sent import unfilled

SENT = [
    "Hi {{first_name}}, thanks",
    "Hi {{ ticket.requester.first_name }},",
    "Hello {%customer.firstName%}",
    "Dear {!Contact.FirstName}",
    "Your order %{order.number} left",
    "Hi {{name}, thanks",
    "Hi ,",
    "Hello ,\nthanks for waiting",
    "Hi , Thanks",
    "Dear null,",
    "Dear undefined\nthanks",
    "Hello None, how are you",
    "Hi nan!",
    "Hi null null,",
    "Total: [object Object]",
    "Hi [Customer Name],",
    "Hello [name],",
    "It comes on [INSERT DATE] then",
    "Hi <<first name>>,",
    "Hi [[name]],",
    "Dear %first_name%,",
    "Hi {name},",
]
DOUBTFUL = [
    "Use {{first_name}} in your template",
    "set {{ inventory_hostname }} there",
    "I see [object Object] on that page",
    "Hi , how can i help",
    "It says 'Dear {{first_name}}' in the mail",
]
NOT_SENT = [
    "Use `{{first_name}}` there",
    "```\nHi {{first_name}}\n```",
    "https://x.example/{{user.id}}/a",
    '{"name": "{{user.name}}"}',
    '{"a": {"b": 1}}',
    "docker inspect -f '{{.State.Status}}' web",
    "<h1>{{ title }}</h1>",
    "const {name} = props;",
    "run ${HOME}/bin/x",
    "None of these work",
    "Hi, none here",
    "Hello!",
    "Hi there, thanks",
    "see [this FAQ] or [1]",
    "color: {{ theme.color }};",
    "{% if x %}",
    "a null pointer",
    "x[name](y)",
    "The value is null.",
    "for (i of {items}) {",
    "Dear Nan,"[:4] + " Nora,",
    "$total$ is",
    "50% off %",
    "Hi Nancy,",
    "Open Settings > [your name] > iCloud",
    "Go to /Users/[[your account]]/Library",
]


@pytest.mark.parametrize("text", SENT)
def test_an_unfilled_placeholder_is_seen(text):
    assert [one.sure for one in unfilled(text)] == [True]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_be_meant_as_written_is_doubtful(text):
    assert [one.sure for one in unfilled(text)] == [False]


@pytest.mark.parametrize("text", NOT_SENT)
def test_code_addresses_and_plain_words_are_none(text):
    assert unfilled(text) == []
