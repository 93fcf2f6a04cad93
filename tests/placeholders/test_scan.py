"""Every placeholder rule: where it finds something, to the character, and where it must not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csaudit.placeholders.choice import choose
from csaudit.placeholders.reading import readings
from csaudit.placeholders.scan import RULES, scan
from csaudit.placeholders.sent import unfilled
from csaudit.placeholders.syntaxes import SYNTAXES, named

# rule, syntax, text with the place between ‹ and ›
FOUND = [
    ("unclosed-placeholder", "zendesk", "Dear ‹{{ticket.requester.first_name}›, your case {{ticket.id}}"),
    ("unclosed-placeholder", "helpscout", "Hello ‹{% user.firstName }›"),
    ("unclosed-placeholder", "salesforce", "Case ‹{!Case.CaseNumber› is open."),
    ("unclosed-placeholder", "osticket", "sent to ‹%{staff.name›"),
    ("unclosed-placeholder", "liquid", "Hi ‹{{ name›\n\nand so on }}"),
    ("unopened-placeholder", "gorgias", "Hi ‹{ticket.customer.firstname}}› and {{ticket.messages[-1].body_text}}"),
    ("unopened-placeholder", "liquid", "Order ‹order.id}}› left."),
    ("empty-placeholder", "liquid", "Hi ‹{{ }}›."),
    ("empty-placeholder", "salesforce", "Hi ‹{!}›."),
    ("empty-placeholder", "osticket", "Hi ‹%{}›."),
    ("unbalanced-block", "zendesk", "{% if a %}We are on it.‹{% endfor %}›"),
    ("unbalanced-block", "liquid", "‹{% unless a %}›We are on it."),
    ("unbalanced-block", "liquid", "a‹{% else %}›b"),
    ("unbalanced-block", "jinja", "{% if a %}b‹{% elseif b %}›c{% endif %}"),
    ("unbalanced-block", "mustache", "{{#vip}}a‹{{/member}}›"),
    ("unbalanced-block", "handlebars", "‹{{#if vip}}›a"),
    ("unbalanced-spintax", "spintax", "{Hi|Hello} there‹}›"),
    ("unbalanced-spintax", "spintax", "‹{Hi|Hello there›"),
    ("unknown-placeholder", "zendesk", "Hi {{‹ticket.requester.firstname›}}"),
    ("unknown-placeholder", "helpscout", "Hi {%‹client.forename›%}"),
    ("unknown-placeholder", "intercom", 'Hi {{ ‹company.plann›|fallback:"x" }}'),
    ("unknown-placeholder", "zendesk", "{% if ‹ticket.prioritty› == 'a.b' %}x{% endif %}"),
    ("placeholder-case", "zendesk", "Ticket {{‹Ticket.ID›}}"),
    ("placeholder-case", "helpscout", "Hello {%‹customer.firstname›%}"),
    ("placeholder-case", "zendesk", "{{‹DC.footer›}}"),
    ("foreign-placeholder", "zendesk", "Hi ‹{%customer.firstName,fallback=there%}›"),
    ("foreign-placeholder", "helpscout", "Hi ‹{{customer.name}}›"),
    ("foreign-placeholder", "salesforce", "Hi ‹{{{Recipient.Name}}}›"),
    ("foreign-placeholder", "liquid", "‹{Hi|Hello}› there"),
    ("foreign-placeholder", "none", "Hi ‹{{name}}›"),
    ("malformed-fallback", "helpscout", "‹{%customer.firstName,fallback=%}›"),
    ("malformed-fallback", "helpscout", "‹{%customer.firstName|there%}›"),
    ("malformed-fallback", "intercom", "‹{{user.name|fallback:there}}›"),
    ("malformed-fallback", "zendesk", "‹{{ticket.requester.name | default('there')}}›"),
    ("malformed-fallback", "zendesk", "‹{{ticket.requester.name || 'there'}}›"),
    ("malformed-fallback", "jinja", '‹{{ name|default: "there" }}›'),
    ("malformed-fallback", "salesforce", "‹{!Contact.LastName, }›"),
    ("malformed-fallback", "gorgias", '‹{{ticket.customer.name|default:"x"}}›'),
    ("missing-fallback", "intercom", "Hi ‹{{user.first_name}}›,"),
    ("missing-fallback", "hubspot", "Hi ‹{{ contact.firstname }}›,"),
    ("missing-fallback", "salesforce", "Hi ‹{!Contact.FirstName}›,"),
    ("missing-fallback", "intercom", 'Hi ‹<attribute key="user.name"/>›,'),
    ("split-placeholder", "zendesk", "<p>Hi ‹{{<span>ticket.requester.first_name</span>}}›</p>"),
    ("split-placeholder", "zendesk", "<p>Hi ‹{<b>{ticket.id}</b>}›</p>"),
    ("smart-quotes-in-placeholder", "zendesk", "Hi ‹{{ticket.requester.name | default: ‘there’}}›"),
    ("smart-quotes-in-placeholder", "intercom", "Hi ‹{{user.name|fallback:“there”}}›"),
    ("smart-quotes-in-placeholder", "liquid", "‹{% if a == “b” %}›c{% endif %}"),
    ("encoded-placeholder", "liquid", "https://shop.example/t/‹%7B%7Border.id%7D%7D›"),
    ("encoded-placeholder", "osticket", "see ‹%25%7Bticket.client_link%7D›"),
    ("encoded-placeholder", "zendesk", "Hi ‹&#123;&#123;ticket.id&#125;&#125;›"),
    ("manual-placeholder", "zendesk", "Hi ‹[[NAME]]›"),
    ("manual-placeholder", "zendesk", "on ‹<<insert date>>›"),
    ("manual-placeholder", "none", "Hi ‹[Customer Name]›, hello"),
    ("manual-placeholder", "none", "Order ‹XXXX› is ready"),
    ("manual-placeholder", "none", "Please sign here: ‹____›."),
    ("manual-placeholder", "none", "It comes ‹TBD›."),
    ("manual-placeholder", "none", "Dear ‹%FIRST_NAME%›,"),
    ("manual-placeholder", "none", "Dear ‹$FIRSTNAME$›,"),
    ("manual-placeholder", "none", "Dear ‹@@name@@›,"),
    ("manual-placeholder", "none", "Dear ‹${name}›,"),
    ("manual-placeholder", "none", "Dear ‹{name}›,"),
    ("manual-placeholder", "none", "‹INSERT DATE HERE› please"),
    ("unknown-filter", "zendesk", "{{ticket.id | ‹›titlecase}}"),
    ("unknown-filter", "gorgias", '{{ticket.created_datetime|‹›date("MMM")}}'),
]

CLEAN = [
    ("zendesk", "{{ticket.requester.first_name}} {{ticket.id}} {{dc.footer}} {{ticket.ticket_field_123}}"),
    ("zendesk", "#{{ticket.id}} costs ${{ticket.ticket_field_7}} and 5%{{ticket.id}}"),
    ("zendesk", "{% case a %}{% when 'b' %}c{% else %}{{ticket.requester.name | default: 'there'}}{% endcase %}"),
    ("zendesk", "{% comment %}{{ nothing here {% endcomment %}{% raw %}{{ }}{% endraw %}"),
    ("zendesk", "{% for one in ticket.comments %}{{one.value}}{% if one.x.y == 2.5 %}a{% endif %}{% endfor %}"),
    ("zendesk", "{% assign who = ticket.requester %}{{who.name}}{% if ticket.tags contains 'x.y' %}a{% endif %}"),
    ("zendesk", "{{&nbsp;ticket.id&nbsp;}} {{ ticket.id }}"),
    ("gorgias", '{{ticket.messages[-1].body_text}} {{ticket.created_datetime|datetime_format("MMM Do YY")}}'),
    ("gorgias", "{{ticket.customer.integrations.shopify.orders[0].name}}"),
    ("helpscout", "Hi {%customer.firstName,fallback=there%}, {%user.firstName%}"),
    ("intercom", 'Hi {{user.name|fallback:"there"}} and <attribute key="user.name" default="there"/>'),
    ("salesforce", 'Hi {!BLANKVALUE(Contact.FirstName, "there")}, {!Contact.LastName}, {!Custom__c}'),
    ("salesforce_hml", "{{{Recipient.FirstName}}} {{#if Recipient.Name}}a{{else}}b{{/if}}"),
    ("chatwoot", "{{ contact.first_name || 'there' }}"),
    ("hubspot", 'Hi {{ contact.firstname|default("there") }} {{ personalization_token("contact.firstname", "you") }}'),
    ("jinja", "{# a {{ b #}{%- if a -%}{{ b|upper }}{%- elif c -%}d{%- endif -%}{% set x = 1 %}"),
    ("jinja", "{{ a if b else c }} {{ f(x) }} {{ a ~ b }}"),
    ("handlebars", "{{#each items}}{{this}}{{else}}none{{/each}} {{!-- {{x}} --}} {{> part}} \\{{raw}}"),
    ("mustache", "{{#a}}b{{/a}}{{^a}}c{{/a}} {{{raw}}} {{&raw}}"),
    ("spintax", "{Hi|Hello {{name}}|{Hey|Hi} there} {{name|you}}"),
    ("github", "Run ${{ github.ref }} again, @octocat"),
    ("none", "[FAQ](https://x.example) [SOLVED] - [ ] task, card XXXX-XXXX-XXXX-1234, size XL"),
    ("none", '{"a": {"b": true}} function f() { return {a: 1}; }'),
    ("none", "See https://x.example/a%20b%E2%80%93c?d=[NAME] in %APPDATA%\\csaudit"),
    ("none", "a rule:\n\n____\n\nand snake___case and ___bold___"),
    ("none", "SELECT; INSERT INTO table"),
]


@pytest.mark.parametrize(("rule", "syntax", "marked"), FOUND, ids=lambda value: str(value)[:50])
def test_a_mistake_is_found_at_its_place(rule, syntax, marked):
    start, end = marked.index("‹"), marked.index("›") - 1
    text = marked.replace("‹", "").replace("›", "")
    problems = [one for one in scan(text, named(syntax), markup="html" if "<" in text else "text") if one.rule == rule]
    assert problems, scan(text, named(syntax))
    if start != end:
        assert (problems[0].start, problems[0].end) == (start, end)
    assert len(problems) == 1


@pytest.mark.parametrize(("syntax", "text"), CLEAN, ids=lambda value: str(value)[:50])
def test_what_is_right_is_left_alone(syntax, text):
    assert scan(text, named(syntax), markup="html" if "&nbsp;" in text else "text") == []


def test_every_rule_has_two_mistakes_in_the_table():
    counted = [rule for rule, _, _ in FOUND]
    assert {rule for rule in RULES if counted.count(rule) < 2} == set()


@pytest.mark.parametrize("syntax", ["zendesk", "helpscout", "front", "gorgias", "chatwoot", "freshdesk"])
def test_no_fallback_is_asked_for_where_none_is_needed_or_possible(syntax):
    form = "{%customer.firstName%}" if syntax == "helpscout" else "{{ticket.requester.first_name}}"
    assert "missing-fallback" not in {one.rule for one in scan(form, named(syntax))}


@pytest.mark.parametrize(
    ("syntax", "text", "hint"),
    [
        ("zendesk", "{{ticket.requester.firstname}}", "ticket.requester.first_name?"),
        ("helpscout", "{%customer.firstNam%}", "customer.firstName?"),
        ("osticket", "%{ticket.nmae.first}", "ticket.name.first?"),
        ("liquid", "{{ name | defualt: 'x' }}", "default?"),
        ("jinja", "{% elseif x %}", "elif?"),
    ],
)
def test_an_unknown_word_comes_with_what_was_likely_meant(syntax, text, hint):
    assert any(f"did you mean {hint}" in one.message for one in scan(text, named(syntax)))


def test_declared_names_are_known_beside_the_products_own():
    text = "{{ticket.id}} {{our.field_7}}"
    assert [one.rule for one in scan(text, named("zendesk"))] == ["unknown-placeholder"]
    assert scan(text, named("zendesk"), ["our.*"]) == []
    assert [one.rule for one in scan("{{a}} {{b}}", named("liquid"), ["a"])] == ["unknown-placeholder"]


@pytest.mark.parametrize(
    ("syntax", "text", "mended"),
    [
        ("zendesk", "Hi {{Ticket.ID}}!", "Hi {{ticket.id}}!"),
        ("zendesk", "{{DC.Footer}}", "{{dc.Footer}}"),
        ("intercom", "{{user.name|fallback:“there”}}", '{{user.name|fallback:"there"}}'),
        ("liquid", "{{x | default: ‘a’}}", "{{x | default: 'a'}}"),
    ],
)
def test_a_fix_mends_the_placeholder_and_nothing_else(syntax, text, mended):
    [problem] = [one for one in scan(text, named(syntax)) if one.fix]
    start, end, new = problem.fix
    assert text[:start] + new + text[end:] == mended
    assert [one for one in scan(mended, named(syntax)) if one.fix] == []


def test_markdowns_code_is_shown_and_not_filled():
    text = "Use `{{name}}` or\n```\n[NAME] {% x %}\n```\n"
    assert scan(text, named("helpscout"), markup="markdown") == []
    assert scan(text, named("none"), markup="markdown") == []


_pieces = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        "{!",
        "}",
        "{",
        "%{",
        "|",
        "a.b",
        " ",
        "if x",
        "endif",
        "#",
        "/",
        "name",
        "[NAME]",
        "<b>",
        "‘",
        "\n\n",
        "é",
        "else",
        "fallback:",
        '"',
        ",fallback=",
        "&#123;",
        "<attribute ",
    ]
)


@settings(deadline=None)  # a busy machine is no bug
@given(
    st.lists(_pieces, max_size=40).map("".join),
    st.sampled_from(sorted(SYNTAXES)),
    st.sampled_from(["text", "markdown", "html"]),
)
def test_any_text_gives_problems_inside_it_and_readings_that_point_into_it(text, syntax, markup):
    for problem in scan(text, named(syntax), markup=markup):
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.rule in RULES
    for reading in readings(text, named(syntax), markup):
        assert all(0 <= reading.source(offset) < max(len(text), 1) for offset in range(len(reading.text)))
    for one in unfilled(text):
        assert 0 <= one.start < one.end <= len(text)
    choose(text, markup=markup)
