"""The placeholder syntaxes: what each product writes, which names it knows, and what it does with a missing value.

From the products' own references (formats.md 3.1 gives the source of each). Names may hold `*`, which stands for
anything: Zendesk's dynamic content is `dc.*`, a custom field `ticket.ticket_field_*`.
"""

import re
from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from csaudit.errors import UsageError, did_you_mean


class Syntax(Struct, frozen=True):
    """One way to write placeholders.

    forms: the delimiters that print a value: double {{ }}, triple {{{ }}}, tag {% %}, bang {! }, percent %{ },
    attribute <attribute key="…"/>. blocks: the family of its block tags. fallback: how "there" is written for a missing
    name, or "" where it cannot be. names: those it knows; none: any. filters: those it knows; None: any.
    may_be_empty: fields that sending leaves blank where the contact has none. any_case: case makes no difference.
    """

    name: str
    title: str
    forms: tuple[str, ...] = ("double",)
    blocks: str = ""
    fallback: str = ""
    names: tuple[str, ...] = ()
    filters: frozenset[str] | None = None
    may_be_empty: tuple[str, ...] = ()
    any_case: bool = False


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _names(text: str) -> tuple[str, ...]:
    """Names from rows like "ticket: id title", where a row without a prefix stands for itself."""
    names: list[str] = []
    for row in text.strip().splitlines():
        prefix, colon, fields = row.strip().partition(":")
        names += [f"{prefix}.{field}" for field in fields.split()] if colon else prefix.split()
    return tuple(dict.fromkeys(names))


def _people(prefixes: str, fields: str) -> str:
    return "\n".join(f"{prefix}: {fields}" for prefix in prefixes.split())


_ZENDESK_PERSON = (
    "id name first_name last_name email language phone external_id details notes time_zone role extended_role tags "
    "signature locale organization.* custom_fields.* remote_photo_url"
)
ZENDESK = _names(f"""
{_people("ticket.requester ticket.assignee ticket.submitter current_user user agent", _ZENDESK_PERSON)}
ticket: account id title description status priority ticket_type via link url external_id tags score due_date cc_names
ticket: created_at created_at_with_time created_at_with_timestamp updated_at updated_at_with_timestamp
ticket: due_date_with_timestamp assigned_at group.name group.id group.* brand.* organization.* organization.name
ticket: email_cc_names ccs follower_names followers ticket_form encoded_id in_business_hours verbatim_description
ticket: comments comments_formatted public_comments public_comments_formatted latest_comment latest_comment.*
ticket: latest_comment_formatted latest_comment_html latest_comment_rich latest_public_comment latest_public_comment.*
ticket: latest_public_comment_formatted latest_public_comment_html latest_public_comment_rich ticket_field_*
ticket: ticket_field_option_title_* custom_field_* custom_status.* latest_comment_added_at
satisfaction: rating_section rating_url positive_rating_url negative_rating_url current_rating current_comment
satisfaction: custom_section
account.incoming_phone_number_* agent.signature dc.* custom_object.* organization.* forloop.* comment.*
""")
FRESHDESK = _names(f"""
{
    _people(
        "ticket.requester ticket.agent ticket.from",
        "id name firstname first_name lastname last_name email phone mobile "
        "address language time_zone company_name job_title unique_external_id company.* custom_fields.* cf_*",
    )
}
ticket: id subject description description_text url public_url portal_url portal_name status priority source tags
ticket: ticket_type type product_description due_by_time fr_due_by_time created_on updated_on latest_public_comment
ticket: latest_private_comment latest_conversation company.* group.* group.name satisfaction_survey surveymonkey_survey
ticket: cf_* custom_fields.* product.* survey_url
comment: body commenter.* agent.* company.* company.name contact.* current_agent.* helpdesk_name satisfaction_survey
helpdesk_name
""")
GORGIAS = _names("""
ticket: id subject status priority channel via language tags created_datetime updated_datetime closed_datetime spam
ticket: last_message_datetime external_id uri satisfaction_survey assignee_team.* summary
ticket.customer: id name firstname lastname email email_hash language timezone note external_id phone_number
ticket.customer: data.* channels* integrations.* meta.* custom_fields.*
ticket.assignee_user: id name firstname lastname email bio
ticket.account: domain name
ticket.messages*
current_user: id name firstname lastname email bio
current_date
""")
INTERCOM = _names(f"""
{
    _people(
        "user lead visitor contact",
        "id user_id name first_name last_name email phone city country city_name "
        "country_name language_override signed_up_at created_at last_seen_at role custom_attributes.* *_id",
    )
}
company: id name company_id plan size website industry monthly_spend custom_attributes.*
{_people("author teammate admin assignee", "name first_name last_name email job_title")}
conversation: id subject url
ticket: id title state type custom_attributes.*
app: name
workspace: name
office_hours.* custom.*
""")
FRONT = _names("""
recipient: name first_name last_name full_name email handle phone company title custom_fields.* *
user: name first_name last_name full_name email signature title phone username alias *
conversation: id subject link assignee.* custom_fields.* *
account: name *
contact: name first_name last_name email phone *
inbox: name address *
team: name *
survey
""")
HELPSCOUT = _names("""
customer: firstName lastName fullName name email company phone jobTitle id organization.*
user: firstName lastName fullName name email phone jobTitle id
mailbox: name email
conversation: number subject id url status assignee.*
beacon: *
satisfaction: *
ratings: *
""")
OSTICKET = _names(f"""
{
    _people(
        "ticket.name ticket.user.name ticket.staff.name ticket.assigned ticket.team.lead.name staff.name "
        "recipient.name user.name name",
        "first last full short middle formal lastfirst legal initials shortformal complete original",
    )
}
{
    _people(
        "ticket.user ticket.staff ticket.assigned ticket.lastrespondent user staff recipient",
        "name email phone mobile username signature id dept.* organization.* account.* *",
    )
}
ticket: id number email name subject phone status priority assigned create_date due_date close_date auth_token
ticket: client_link staff_link recipient_link priority.* status.* topic topic.* dept dept.* dept.name team team.* source
ticket: sla sla.* thread thread.* last_update reopen_date est_due_date duedate.* closed.* create_date.* user staff
message response comments note assignee assignee.* assigner assigner.* url company company.* company.name signature
link poster recipient token tokens user staff response.* message.* task.* thread.* reset_link system.* list.*
""")
CHATWOOT = _names("""
contact: name first_name last_name email phone phone_number id identifier custom_attribute.* custom_attributes.*
conversation: id display_id custom_attribute.* custom_attributes.* code contact_name recent_messages
agent: name first_name last_name email display_name available_name
inbox: id name
account: name
""")
HUBSPOT = _names("""
contact: firstname lastname full_name fullname email phone mobilephone company jobtitle city state country zip *
company: name domain phone city state country industry *
deal: dealname amount closedate dealstage *
ticket: subject content hs_ticket_id hs_pipeline_stage hs_ticket_priority *
owner: firstname lastname full_name email phone *
sender: firstname lastname full_name email phone calendar_link *
user: firstname lastname email *
personalization: *
custom: *
unsubscribe_link unsubscribe_link_all site_settings.* local_dt quote.* meeting.*
""")
SALESFORCE = _names("""
Contact: FirstName LastName Name Salutation Email Phone Title *
Account: Name *
Lead: FirstName LastName Name *
Case: CaseNumber Subject Status Thread_Id ThreadId *
User: FirstName LastName Name Email Title Phone *
Organization: Name Phone *
Opportunity: *
Order: *
Asset: *
Contract: *
Campaign: *
Solution: *
MessagingSession: *
MessagingEndUser: *
LiveChatTranscript: *
WorkOrder: *
ServiceAppointment: *
CaseComment: *
Receiving_User: *
Sending_User: *
$User.* $Organization.* $Profile.* $Label.* $Setup.* $Api.* *__c *__r.* *__c.* Today Now
""")
SALESFORCE_HML = _names("""
Recipient: FirstName LastName Name Email *
Sender: FirstName LastName Name Email *
Organization: Name *
Account: *
Contact: *
Lead: *
Case: *
Opportunity: *
User: *
Order: *
Contract: *
*__c.* *__r.* *__c
""")

LIQUID_FILTERS = _set(
    "abs append at_least at_most base64_decode base64_encode base64_url_safe_decode base64_url_safe_encode capitalize "
    "ceil compact concat date default divided_by downcase escape escape_once find find_index first floor has join last "
    "lstrip map minus modulo newline_to_br plus prepend reject remove remove_first remove_last replace replace_first "
    "replace_last reverse round rstrip size slice sort sort_natural split strip strip_html strip_newlines sum "
    "times truncate "
    "truncatewords uniq upcase url_decode url_encode where h t translate json"
)
JINJA_FILTERS = _set(
    "abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format "
    "groupby indent int items join last length list lower map max min pprint random reject rejectattr replace reverse "
    "round safe select selectattr slice sort string striptags sum title tojson trim truncate unique upper urlencode "
    "urlize wordcount wordwrap xmlattr"
)
HUBL_FILTERS = JINJA_FILTERS | _set(
    "add allow_snake_case_attrs between_times bool convert_rgb cut datetimeformat difference divide divisible "
    "escape_attr escape_html escape_jinjava escape_js escape_url escapejson format_currency format_date "
    "format_datetime format_number format_time fromjson geo_distance intersect ipaddr localdate log md5 "
    "minus_time multiply plus_time "
    "regex_replace root sanitize_html shuffle sqrt strtodate strtotime symmetric_difference type union unixtimestamp "
    "unescape_html"
)

SYNTAXES: Mapping[str, Syntax] = {
    syntax.name: syntax
    for syntax in (
        # Every Zendesk end user has a name (the address's first part at worst): a blank "Hi ," cannot come from one.
        Syntax("zendesk", "Zendesk", blocks="liquid", fallback="liquid", names=ZENDESK, filters=LIQUID_FILTERS),
        Syntax("intercom", "Intercom", ("double", "attribute"), fallback="intercom", names=INTERCOM,
               filters=frozenset({"fallback"}),
               may_be_empty=("user.*name", "lead.*name", "visitor.*name", "contact.*name", "company.name")),
        # A Freshdesk contact cannot be saved without a name.
        Syntax("freshdesk", "Freshdesk", blocks="liquid", fallback="liquid", names=FRESHDESK, filters=LIQUID_FILTERS),
        # Front stops the sender where a value is missing, so nothing goes out blank.
        Syntax("front", "Front", names=FRONT, filters=frozenset()),
        # Gorgias leaves a missing value blank too, but has no way to write a fallback.
        Syntax("gorgias", "Gorgias", names=GORGIAS,
               filters=frozenset({"datetime_format", "datetime_truncate", "datetime_relative"})),
        Syntax("helpscout", "Help Scout", ("tag",), fallback="helpscout", names=HELPSCOUT, filters=frozenset()),
        Syntax("salesforce", "Salesforce (SML)", ("bang",), fallback="salesforce", names=SALESFORCE, any_case=True,
               may_be_empty=("Contact.FirstName", "Lead.FirstName", "Contact.Salutation", "Contact.Title")),
        Syntax("salesforce_hml", "Salesforce Lightning (HML)", ("triple",), blocks="handlebars", names=SALESFORCE_HML,
               any_case=True),
        Syntax("hubspot", "HubSpot", blocks="jinja", fallback="jinja", names=HUBSPOT, filters=HUBL_FILTERS,
               may_be_empty=("contact.firstname", "contact.lastname", "contact.full*name", "contact.company",
                             "company.name")),
        # Chatwoot tells the agent about names that it cannot fill before sending.
        Syntax("chatwoot", "Chatwoot", blocks="liquid", fallback="liquid", names=CHATWOOT, filters=LIQUID_FILTERS),
        Syntax("osticket", "osTicket", ("percent",), names=OSTICKET),
        Syntax("liquid", "Liquid", blocks="liquid", fallback="liquid", filters=LIQUID_FILTERS),
        Syntax("jinja", "Jinja", blocks="jinja", fallback="jinja", filters=JINJA_FILTERS),
        Syntax("mustache", "Mustache", ("double", "triple"), blocks="mustache", filters=frozenset()),
        Syntax("handlebars", "Handlebars", ("double", "triple"), blocks="handlebars", filters=frozenset()),
        Syntax("spintax", "spintax", fallback="pipe"),
        Syntax("github", "GitHub saved replies", ()),
        Syntax("none", "no placeholders", ()),
    )
}  # fmt: skip
ALIASES = {
    "hubl": "hubspot", "jinja2": "jinja", "j2": "jinja", "hbs": "handlebars", "zendesk-liquid": "zendesk",
    "help_scout": "helpscout", "help-scout": "helpscout", "sml": "salesforce", "hml": "salesforce_hml",
    "salesforce-hml": "salesforce_hml", "salesforce_sml": "salesforce", "osticket_canned": "osticket",
}  # fmt: skip
SUFFIXES = {".j2": "jinja", ".jinja": "jinja", ".jinja2": "jinja", ".liquid": "liquid", ".mustache": "mustache",
            ".hbs": "handlebars", ".handlebars": "handlebars"}  # fmt: skip

LIQUID_BLOCKS: Mapping[str, tuple[str, ...]] = {
    "if": ("elsif", "else"), "unless": ("elsif", "else"), "case": ("when", "else"), "for": ("else",), "tablerow": (),
    "comment": (), "raw": (), "capture": (), "ifchanged": (), "doc": (),
}  # fmt: skip
JINJA_BLOCKS: Mapping[str, tuple[str, ...]] = {
    "if": ("elif", "else"), "for": ("else",), "block": (), "macro": (), "call": (), "filter": (), "raw": (), "with": (),
    "autoescape": (), "trans": ("pluralize",), "unless": ("else", "elif"), "ifchanged": ("else",),
}  # fmt: skip
LIQUID_SINGLE = _set("assign include increment decrement cycle break continue render echo layout section #")
JINJA_SINGLE = _set("set include import from extends do break continue debug cycle module require_js endset")


def named(name: str) -> Syntax:
    """The syntax called `name`. Raises UsageError with the nearest names."""
    folded = name.strip().lower()
    folded = ALIASES.get(folded, folded)
    if folded not in SYNTAXES:
        raise UsageError(f"no placeholder syntax is called {name!r}{did_you_mean(folded, list(SYNTAXES))}")
    return SYNTAXES[folded]


def _regex(name: str) -> str:
    return ".*".join(map(re.escape, name.split("*")))


@cache
def _any(names: tuple[str, ...], any_case: bool) -> re.Pattern[str]:
    return re.compile("|".join(map(_regex, names)), re.IGNORECASE if any_case else 0)


def is_known(path: str, names: tuple[str, ...], any_case: bool = False) -> bool:
    """Whether `path` is one of `names`, in which `*` stands for anything. An index may stand anywhere: orders[0]."""
    return bool(names) and _any(names, any_case).fullmatch(path[:200]) is not None


def known_as(path: str, names: tuple[str, ...], any_case: bool = False) -> str | None:
    """The first of `names` that `path` is; None where it is none of them."""
    if not is_known(path, names, any_case):
        return None
    return next(name for name in names if is_known(path, (name,), any_case))
