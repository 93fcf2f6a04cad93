"""Placeholders in canned replies: what a text holds, what is wrong with it, and what it reads like once filled.

A placeholder's meaning hangs on the product that fills it: `{% x %}` prints a value in Help Scout and opens a tag in
Liquid, `{a|b}` is spintax and `{{a|b}}` a filter. So a whole text has one syntax (`choose`), never guessed per token,
and everything else in it is foreign.

    syntaxes    what each product writes, the names and filters it knows
    lexer       every piece with the look of a placeholder, whoever wrote it
    manual      what people leave for themselves: [NAME], <<date>>, XXX
    scan        text + syntax + known names -> problems, each with rule, place, message and, where safe, the mended text
    choice      which syntax a text is in, and why
    reading     what it reads like filled in, one reading for each way through its branches
    sent        placeholders that went out to a customer unfilled

Pure functions over strings. All offsets count code points from 0 and hold for the text as given.
"""

from csaudit.placeholders.choice import Choice, choose
from csaudit.placeholders.problem import Problem
from csaudit.placeholders.reading import Reading, readings
from csaudit.placeholders.scan import RULES, scan
from csaudit.placeholders.sent import Unfilled, unfilled
from csaudit.placeholders.syntaxes import SYNTAXES, Syntax, named

__all__ = [
    "RULES", "SYNTAXES", "Choice", "Problem", "Reading", "Syntax", "Unfilled", "choose", "named", "readings", "scan",
    "unfilled",
]  # fmt: skip
