"""The rules about wording: two bad replies for each, with the words they are about, and the examples of the rubric itself."""

import pytest

from csaudit import examples, rubric
from csaudit.config import Lint
from csaudit.lint import checking as linting
from csaudit.placeholders.scan import RULES
from csaudit.source import Source

LOADED = rubric.load("replies")
LINTER = linting.Linter(LOADED, LOADED)
LONG = (
    "If you want to send the item back to us then please see that it is in the box that it came in and that the box holds "
    "all of its parts and the receipt, because the people in the warehouse will have to send it to you again if there is "
    "anything missing from it and that would take another week or two of your time"
)
HARD = (
    "Notwithstanding the aforementioned circumstances, reimbursement eligibility necessitates documentation substantiating "
    "transactional authenticity, whereupon administrative personnel subsequently commence verification procedures concerning "
    "international merchandise, supplementary identification, certification requirements and organizational regulations."
)
# rule, kind, text; the words between ‹ and › are what the finding is about
BAD = [
    ("no-blame", "note", "Thank you. ‹The courier lost› your parcel."),
    ("no-blame", "note", "Thanks.\n\nThat is ‹not our fault›."),
    ("no-dead-end", "note", "Thank you. ‹There is nothing I can do›."),
    ("no-dead-end", "note", "Thanks, but that is ‹not our problem›."),
    ("no-confrontation", "note", "Thank you. ‹You are wrong› about that."),
    ("no-confrontation", "note", "Thanks.\n‹Why are you so mad›?"),
    ("boilerplate-apology", "note", "Thank you. We ‹apologize for any inconvenience›."),
    ("boilerplate-apology", "note", "Thanks, and ‹sorry for the inconvenience›."),
    ("unowned-passive", "note", "Thank you. ‹Mistakes were made›."),
    ("unowned-passive", "note", "Thanks. Your mail ‹was overlooked›."),
    ("fixed-date", "note", "Thank you. It ‹will arrive by Friday›."),
    ("fixed-date", "note", "Thanks. We ‹will refund you before the end of the week›."),
    ("thanks", "shipping", "‹Your lamp is on its way.›"),
    ("thanks", "shipping", "\n\n‹Hello {{name}},›\nall done."),
    ("apology", "complaint", "‹Thank you for your feedback about the broken lamp.›\nWe have sent a new one."),
    ("apology", "delay", "‹Your order is late. Thank you.›"),
    ("names-what-happened", "complaint", "‹I am sorry. Thank you for your feedback.›"),
    ("names-what-happened", "outage", "‹I apologize. Thank you.›"),
    ("says-what-next", "complaint", "‹I am sorry that it arrived broken. Thank you.›"),
    ("says-what-next", "refund", "‹Thank you for asking.›"),
    ("refund-details", "refund", "‹We look into it. Thank you.›"),
    ("refund-details", "refund", "‹Thank you for asking.›"),
    ("steps", "how-to", "‹Thank you. It is very easy.›"),
    ("steps", "how-to", "‹Thanks. The manual covers that.›"),
    ("greeting", "greeting", "‹Your order number? Thanks.›"),
    ("greeting", "greeting", "‹State the problem. Thanks.›"),
    ("further-help", "closing", "‹Thank you. This ticket is closed.›"),
    ("further-help", "closing", "‹Thanks and goodbye.›"),
    ("reads-easily", "note", f"‹Thank you.›\n\n{HARD}"),
    ("reads-easily", "note", f"‹Thanks for your message of today.›\n{HARD}"),
    ("long-sentence", "note", f"Thank you.\n‹{LONG}›."),
    ("long-sentence", "note", f"Thanks. ‹{LONG.replace('If you', 'When you')}›."),
    ("shouting", "note", "Thank you‹u!!!›".replace("u‹u", "‹u")),
    ("shouting", "note", "Thanks. ‹YOU HAVE NOT READ WHAT WE SENT TO YOU›, I see."),
    ("gendered-salutation", "note", "‹Dear Sir or Madam›, thank you."),
    ("gendered-salutation", "note", "‹Hey guys›, thank you."),
    ("doubled-words", "note", "Thank you for ‹the the› receipt."),
    ("doubled-words", "note", "Thanks. We ‹will will› write."),
    ("extra-spaces", "note", "Thank you for‹  ›it."),
    ("extra-spaces", "note", "Thanks‹ ,› all done."),
]  # fmt: skip

# Rules whose cues are defined for replies alone, so that their words are known to the character.
OWN = {"unowned-passive", "fixed-date", "long-sentence", "gendered-salutation", "doubled-words", "extra-spaces", "thanks",
       "apology", "greeting", "steps", "further-help", "says-what-next", "names-what-happened", "refund-details",
       "reads-easily"}  # fmt: skip


def lint(kind, text):
    source = f"---\nkind: {kind}\nsyntax: liquid\n---\n{text}\n"
    checked = LINTER.check(Source("a.md", data=source.encode()), Lint())
    return source.split("\n"), checked.findings


def words_at(lines, one):
    if one.line == one.end_line:
        return lines[one.line - 1][one.column - 1 : one.end_column - 1]
    whole = [
        lines[one.line - 1][one.column - 1 :],
        *lines[one.line : one.end_line - 1],
        lines[one.end_line - 1][: one.end_column - 1],
    ]
    return "\n".join(whole)


@pytest.mark.parametrize(("rule", "kind", "marked"), BAD, ids=lambda value: str(value)[:40])
def test_a_bad_reply_is_told_at_the_words_that_make_it_so(rule, kind, marked):
    words = marked.partition("‹")[2].partition("›")[0]
    lines, findings = lint(kind, marked.replace("‹", "").replace("›", ""))
    mine = [one for one in findings if one.rule == rule]
    assert len(mine) == 1, findings
    found = words_at(lines, mine[0])
    assert found == mine[0].quote
    body = "\n".join(lines[4:])
    start = body.index(words)
    at = sum(len(line) + 1 for line in lines[4 : mine[0].line - 1]) + mine[0].column - 1
    if rule in OWN:
        assert (at, at + len(found)) == (start, start + len(words))
    else:  # the shared cues decide how many words they take
        assert at < start + len(words)
        assert start < at + len(found)
    assert mine[0].message.startswith(LINTER.rules[rule].title)
    assert mine[0].advice


def test_every_rule_about_wording_has_two_bad_replies_in_the_table():
    counted = [rule for rule, _, _ in BAD]
    assert {one.id for one in LOADED.criteria if one.id not in RULES and counted.count(one.id) < 2} == set()


def test_the_rubrics_own_examples_get_their_verdicts():
    assert [one for one in examples.check(LOADED).complaints if one.file.endswith("replies.yaml")] == []


@pytest.mark.parametrize("criterion", [one for one in LOADED.criteria if one.id in RULES], ids=lambda one: one.id)
def test_the_examples_of_a_placeholder_rule_hold_for_lint_too(criterion):
    for texts, bad in ((criterion.examples.fail, True), (criterion.examples.pass_, False)):
        for text in texts:
            markup = "html" if "<" in text.replace("<<", "") else "md"
            checked = LINTER.check(Source(f"a.{markup}", data=text.encode()), Lint())
            assert (criterion.id in {one.rule for one in checked.findings}) == bad, text
