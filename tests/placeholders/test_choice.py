"""Which syntax a text is taken for, and why."""

import pytest

from csaudit.errors import UsageError
from csaudit.placeholders.choice import choose


@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        ("Thank you.", "none"),
        ("{%customer.firstName,fallback=there%} {%user.firstName%}", "helpscout"),
        ("Hi {!Contact.FirstName}", "salesforce"),
        ("Hi %{ticket.name.first}", "osticket"),
        ('{{ticket.created_datetime|datetime_format("MMM Do YY")}}', "gorgias"),
        ("{{ticket.requester.first_name}} {{current_user.name}} {{dc.footer}}", "zendesk"),
        ('{{user.name|fallback:"there"}}', "intercom"),
        ("{Hi|Hello} there", "spintax"),
        ("{{#vip}}a{{/vip}}", "mustache"),
        ("{{#if vip}}a{{else}}b{{/if}}", "handlebars"),
        ("{% if a %}{{ b | default: 'c' }}{% endif %}", "liquid"),
        ('{% if a %}{{ b|default("c") }}{% elif d %}e{% endif %}', "jinja"),
        ("{{first_name}}", "mustache"),
    ],
)
def test_the_one_syntax_that_explains_every_token(text, syntax):
    assert choose(text).syntax.name == syntax


def test_what_is_stated_goes_before_what_the_text_shows_in_the_order_of_the_statements():
    choice = choose("{{a}}", [(None, "nobody"), ("helpscout", "front matter"), ("zendesk", "suffix")])
    assert (choice.syntax.name, choice.why) == ("helpscout", "front matter")


def test_a_choice_between_products_that_all_explain_it_falls_on_none_of_them_and_says_so():
    choice = choose("{{ticket.id}}")
    assert choice.syntax.name == "mustache"
    assert "zendesk" in choice.why


def test_an_unknown_syntax_is_an_error_with_the_nearest_name():
    with pytest.raises(UsageError, match="zendesk"):
        choose("x", [("zendsk", "front matter")])
