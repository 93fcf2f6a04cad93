"""What the customer is called: by the data, and by the customer's own words ("my name is priya", "Thanks, Priya").

Also the words that stand in a name's place without being one. They are words of the language, not first names: no
list of names decides anything. Everything is lower case with straight apostrophes.
"""

import re
from collections.abc import Collection
from functools import cache

from csaudit import roles
from csaudit.model import Transcript, said_by

WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set("mr mrs ms miss mx dr prof mr. mrs. ms. dr. prof. professor mister missus messrs sri shri smt")
# Who is spoken to without being named, and what else stands where a name could, with a capital or without.
NOBODY = _set("""
    there all team everyone everybody folks guys guy people sir madam ma'am maam mam miss friend friends mate buddy
    pal love dear darling customer customers client member members guest passenger passengers traveller reader user
    users valued ladies gentlemen colleague colleagues both anyone again back y'all yall admin support service
    monday tuesday wednesday thursday friday saturday sunday english british luck many very really truly extremely
    terribly i i'm i'll i've i'd im
""")
GREETINGS = _set("""
    hi hii hiii hiya heya hey heyy heyyy hello helo helloo hullo hallo howdy greetings dear dearest morning
    afternoon evening g'day gday namaste bonjour hola aloha
""")
# Words that a name follows with nothing between, anywhere: thanks, regret, farewell.
COURTESY = _set("""
    thanks thank-you thankyou thx thnx cheers sorry sry apologies welcome congratulations congrats birthday night
    weekend bye goodbye problem problems worries probs pleasure course there again
""")
# Words that a name follows only where they open what is said: "Yes, Elin", "And Sarah, could you", "Good day Tom".
LEADS = _set("""
    yes yeah yep yup no nope ok okay okey right alright sure certainly absolutely definitely perfect great brilliant
    excellent fantastic awesome lovely wonderful super good fine understood noted indeed and so well but now oh ah
    aw aww oops wow hmm day true correct exactly gotcha
""")
# What else begins a sentence, and so has a capital without being a name.
OPENERS = (
    GREETINGS
    | COURTESY
    | LEADS
    | _set("""
    i i'm i've i'll i'd you you're you'll you've your he his she her it it's its we we're we've we'll we'd our they
    they're their my me us a an the this that these those here each every any some none much more most both either
    neither not nor or if when while once since as although though because whether unless until after before during
    for from to in on at by with without of about per via too only just even still yet already is are was were be
    been am has have had do does did don't doesn't didn't can can't could couldn't will would won't wouldn't shall
    should may might must let let's what what's who which where when why how how's however besides moreover
    meanwhile otherwise instead nevertheless nonetheless therefore thus hence next first second third finally
    firstly secondly lastly overall always never sometimes maybe perhaps today tomorrow tonight yesterday later soon
    everything something nothing anything actually additionally alternatively accordingly apparently basically
    clearly consequently currently essentially eventually fortunately frankly generally honestly hopefully ideally
    immediately importantly initially interestingly luckily normally obviously particularly personally possibly
    previously probably recently regrettably sadly separately shortly similarly simply specifically subsequently
    surely technically thankfully typically ultimately understandably unfortunately usually please pls kindly thank
    hope hoping glad happy pleased delighted nice cool ouch yikes uh um er agreed granted admittedly step note ps
    fyi btw dm pm asap faq eta id app update edit depending based given regarding concerning considering following
    according due check try go open tap click select press enter see wait look regards best sincerely kind warm
    yours respectfully cordially also then
""")
)
_NO_NAME = NOBODY | {"anonymous", "unknown"}
_BIG = r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"  # a word that begins with a capital, or in a script without any
_BIGS = rf"{_BIG}(?: {_BIG}){{0,2}}"
_HELLO = r"(?:^|[\n.!?,] ?|\b[Hh](?:i|ello|ey),? )"
_THANKS = (
    r"\b(?i:thanks|thank you|thankyou|thx|ty|regards|rgds|cheers|best|wishes|sincerely|faithfully|love)"
    r"(?i: again| so much| very much)?"
)
_ENOUGH = r"(?=\s*(?:[,.!?\n]|$| (?:here|from|and|calling|speaking)\b))"
# Each with what a text must hold, in small letters, for it to be worth a search: few messages do.
_GIVEN = (
    (("name", "call me"),
     rf"\b(?i:my (?:first |full |last )?name(?:'s|’s|s| is)|call me|name ?[:=]) +({WORD}(?: {WORD}){{0,2}})"),
    (("i'm ", "i’m ", "im ", "i am "), rf"\b[Ii](?:['’]?m| am) ({_BIGS}){_ENOUGH}"),
    (("this is ", "it's ", "it’s ", "its "), rf"{_HELLO}(?:[Tt]his is|[Ii]t['’]?s) ({_BIGS}){_ENOUGH}"),
    ((" here",), rf"{_HELLO}({_BIGS}) here\b"),
)  # fmt: skip
# What a signature needs before it; one of them is in one message of three.
_MAY_SIGN = ("\n", "-", "–", "—", "~", "thank", "thx", "ty", "regards", "rgds", "cheers", "best", "wishes", "sincerely",
             "faithfully", "love")  # fmt: skip
# At the very end: "Thanks, priya", "Thanks Priya", "- Priya", or a last line of its own.
_SIGNED = (
    rf"(?:{_THANKS}[.! ]{{0,3}}[,\n]\s{{0,3}}({WORD}(?: {_BIG}){{0,2}})|{_THANKS} ({_BIGS})|[\s.!?,][-–—~] ?({_BIGS})"
    rf"|\n\s?([^\W\d_a-z][^\W\d_A-Z]+(?: {_BIG}){{0,2}}))\s*[.!]?\s*$"
)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compiled where a message first calls for it: all of them take 2 ms, and most runs over one file need none."""
    return re.compile(text)


def words(name: str | None) -> set[str]:
    """The words of a name in the data; none for a role, a number or a handle with digits.

    >>> sorted(words("Priya Sharma")), words("user_4711"), words("Customer")
    (['priya', 'sharma'], set(), set())
    """
    found = re.findall(WORD, (name or "")[:200])
    if not found or re.search(r"[\d_]", name or "") or any(roles.from_word(word) for word in found):
        return set()
    return {lower(word) for word in found if len(word) > 1} - TITLES - _NO_NAME


def lower(word: str) -> str:
    """A word to compare: lower case, straight apostrophe."""
    return word.lower().replace("’", "'")


def in_data(transcript: Transcript) -> set[str]:
    """Words of the customer's names as the source gives them."""
    authors = {message.author for message in transcript.messages if message.role == "customer"}
    return words(transcript.customer).union(*map(words, authors))


def given(transcript: Transcript, stops: Collection[str] = NOBODY) -> set[str]:
    """Words of the names that the customer gives or signs, up to the first that is none ("my name is on the bill")."""
    found: set[str] = set()
    for index in said_by(transcript, "customer"):
        text = transcript.messages[index].text[:20_000]
        low = text.lower()
        names = [
            match[1]
            for hints, pattern in _GIVEN
            if any(hint in low for hint in hints)
            for match in _pattern(pattern).finditer(text)
        ]
        tail = text[-120:]
        if any(map(tail.lower().__contains__, _MAY_SIGN)) and (signed := _pattern(_SIGNED).search(tail)):
            names.append(signed[signed.lastindex or 1])
        for name in names:
            for word in map(lower, name.split()):
                if word in OPENERS or word in stops or roles.from_word(word):
                    break
                found.update((word,) if len(word) > 1 else ())
    return found
