"""The names and filters that each product knows, from its own reference (formats.md 3.1 gives the source of each).

A name may hold `*`, which stands for anything: Zendesk's dynamic content is `dc.*`, a custom field
`ticket.ticket_field_*`.
"""

from functools import lru_cache

Names = tuple[str, ...]


def words(listed: str) -> frozenset[str]:
    """A set of words, written as one text."""
    return frozenset(listed.split())


def _names(text: str) -> Names:
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

LIQUID_FILTERS = words(
    "abs append at_least at_most base64_decode base64_encode base64_url_safe_decode base64_url_safe_encode capitalize "
    "ceil compact concat date default divided_by downcase escape escape_once find find_index first floor has join last "
    "lstrip map minus modulo newline_to_br plus prepend reject remove remove_first remove_last replace replace_first "
    "replace_last reverse round rstrip size slice sort sort_natural split strip strip_html strip_newlines sum "
    "times truncate "
    "truncatewords uniq upcase url_decode url_encode where h t translate json"
)
JINJA_FILTERS = words(
    "abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format "
    "groupby indent int items join last length list lower map max min pprint random reject rejectattr replace reverse "
    "round safe select selectattr slice sort string striptags sum title tojson trim truncate unique upper urlencode "
    "urlize wordcount wordwrap xmlattr"
)
HUBL_FILTERS = JINJA_FILTERS | words(
    "add allow_snake_case_attrs between_times bool convert_rgb cut datetimeformat difference divide divisible "
    "escape_attr escape_html escape_jinjava escape_js escape_url escapejson format_currency format_date "
    "format_datetime format_number format_time fromjson geo_distance intersect ipaddr localdate log md5 "
    "minus_time multiply plus_time "
    "regex_replace root sanitize_html shuffle sqrt strtodate strtotime symmetric_difference type union unixtimestamp "
    "unescape_html"
)


@lru_cache(maxsize=256)
def _sorted_out(names: Names, any_case: bool) -> tuple[frozenset[str], tuple[list[str], ...]]:
    """The names that stand for themselves, and the others cut at their stars."""
    if any_case:
        names = tuple(map(str.lower, names))
    return frozenset(name for name in names if "*" not in name), tuple(name.split("*") for name in names if "*" in name)


def is_known(path: str, names: Names, any_case: bool = False) -> bool:
    """Whether `path` is one of `names`, in which `*` stands for anything."""
    path = path[:200].lower() if any_case else path[:200]
    plain, starred = _sorted_out(names, any_case)
    return path in plain or any(_fits(path, parts) for parts in starred)


def _fits(path: str, parts: list[str]) -> bool:
    """Whether `path` is these parts in their order, with anything between them."""
    first, last = parts[0], parts[-1]
    at, end = len(first), len(path) - len(last)
    if end < at or not path.startswith(first) or not path.endswith(last):
        return False
    for part in parts[1:-1]:
        at = path.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def known_as(path: str, names: Names, any_case: bool = False) -> str | None:
    """The first of `names` that `path` is; None where it is none of them."""
    if not is_known(path, names, any_case):
        return None
    return next(name for name in names if is_known(path, (name,), any_case))
