"""Placeholders in canned replies: what a text holds, what is wrong with it, and what it reads like once filled.

A placeholder's meaning hangs on the product that fills it: `{% x %}` prints a value in Help Scout and opens a tag in
Liquid, `{a|b}` is spintax and `{{a|b}}` a filter. So a whole text has one syntax (`choose`), never guessed per token,
and everything else in it is foreign.

    names       the names and filters that each product knows
    syntaxes    what each product writes
    lexer       every piece with the look of a placeholder, whoever wrote it
    manual      what people leave for themselves: [NAME], <<date>>, XXX
    scan        text + syntax + known names -> problems, each with rule, place, message and, where safe, the mended text
    choice      which syntax a text is in, and why
    reading     what it reads like filled in, one reading for each way through its branches
    sent        placeholders that went out to a customer unfilled
    left        those of them that still look like placeholders

Pure functions over strings. All offsets count code points from 0 and hold for the text as given.
"""
