"""The placeholder syntaxes: what each product writes, and what it does with a missing value.

From the products' own references (formats.md 3.1 gives the source of each).
"""

from collections.abc import Mapping

from msgspec import Struct

from csaudit.errors import UsageError, did_you_mean
from csaudit.placeholders import names


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


SYNTAXES: Mapping[str, Syntax] = {
    syntax.name: syntax
    for syntax in (
        # Every Zendesk end user has a name (the address's first part at worst): a blank "Hi ," cannot come from one.
        Syntax("zendesk", "Zendesk", blocks="liquid", fallback="liquid", names=names.ZENDESK,
               filters=names.LIQUID_FILTERS),
        Syntax("intercom", "Intercom", ("double", "attribute"), fallback="intercom", names=names.INTERCOM,
               filters=frozenset({"fallback"}),
               may_be_empty=("user.*name", "lead.*name", "visitor.*name", "contact.*name", "company.name")),
        # A Freshdesk contact cannot be saved without a name.
        Syntax("freshdesk", "Freshdesk", blocks="liquid", fallback="liquid", names=names.FRESHDESK,
               filters=names.LIQUID_FILTERS),
        # Front stops the sender where a value is missing, so nothing goes out blank.
        Syntax("front", "Front", names=names.FRONT, filters=frozenset()),
        # Gorgias leaves a missing value blank too, but has no way to write a fallback.
        Syntax("gorgias", "Gorgias", names=names.GORGIAS,
               filters=frozenset({"datetime_format", "datetime_truncate", "datetime_relative"})),
        Syntax("helpscout", "Help Scout", ("tag",), fallback="helpscout", names=names.HELPSCOUT, filters=frozenset()),
        Syntax("salesforce", "Salesforce (SML)", ("bang",), fallback="salesforce",
               names=names.SALESFORCE, any_case=True,
               may_be_empty=("Contact.FirstName", "Lead.FirstName", "Contact.Salutation", "Contact.Title")),
        Syntax("salesforce_hml", "Salesforce Lightning (HML)", ("triple",), blocks="handlebars",
               names=names.SALESFORCE_HML,
               any_case=True),
        Syntax("hubspot", "HubSpot", blocks="jinja", fallback="jinja", names=names.HUBSPOT, filters=names.HUBL_FILTERS,
               may_be_empty=("contact.firstname", "contact.lastname", "contact.full*name", "contact.company",
                             "company.name")),
        # Chatwoot tells the agent about names that it cannot fill before sending.
        Syntax("chatwoot", "Chatwoot", blocks="liquid", fallback="liquid", names=names.CHATWOOT,
               filters=names.LIQUID_FILTERS),
        Syntax("osticket", "osTicket", ("percent",), names=names.OSTICKET),
        Syntax("liquid", "Liquid", blocks="liquid", fallback="liquid", filters=names.LIQUID_FILTERS),
        Syntax("jinja", "Jinja", blocks="jinja", fallback="jinja", filters=names.JINJA_FILTERS),
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
LIQUID_SINGLE = names.words("assign include increment decrement cycle break continue render echo layout section #")
JINJA_SINGLE = names.words("set include import from extends do break continue debug cycle module require_js endset")


def named(name: str) -> Syntax:
    """The syntax called `name`. Raises UsageError with the nearest names."""
    folded = name.strip().lower()
    folded = ALIASES.get(folded, folded)
    if folded not in SYNTAXES:
        raise UsageError(f"no placeholder syntax is called {name!r}{did_you_mean(folded, list(SYNTAXES))}")
    return SYNTAXES[folded]
