"""`csaudit lint` from the command line: findings, gates, files, suppressions, baseline, fixes, changed lines, reports."""

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from csaudit import plugins, rubric
from csaudit.placeholders.scan import RULES
from tests.conftest import ROOT, SHARED

SAMPLES = ROOT / "samples" / "replies"
BAD = "---\nsyntax: zendesk\nkind: note\n---\nHi {{Ticket.ID}}, the the lamp.\n\nThe courier lost your parcel.\n"
CLEAN = "---\nsyntax: zendesk\n---\nThank you, {{ticket.requester.name}}. I have sent a new one.\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def rules_of(outcome):
    return [(one["rule"], one["line"], one["column"]) for one in json.loads(outcome.out)["findings"]]


def test_a_finding_has_its_place_its_severity_and_its_advice(csaudit, here):
    write(here, a_md=BAD)
    outcome = csaudit("lint", "a.md", "-f", "json")
    found = json.loads(outcome.out)["findings"]
    assert outcome.code == 1
    assert [
        (one["rule"], one["line"], one["column"], one["end_line"], one["end_column"], one["severity"]) for one in found
    ] == [
        ("placeholder-case", 5, 6, 5, 15, "error"),
        ("doubled-words", 5, 19, 5, 26, "info"),
        ("no-blame", 7, 1, 7, 22, "error"),
    ]
    assert all(one["message"] and one["advice"] and one["file"] == "a.md" for one in found)


def test_good_samples_are_quiet_and_bad_ones_show_each_sort_of_rule(csaudit):
    good = csaudit("lint", SAMPLES / "good", "-f", "json", "--min-severity", "warning")
    assert (good.code, json.loads(good.out)["findings"]) == (0, [])
    bad = csaudit("lint", SAMPLES / "bad", "-f", "json")
    assert bad.code == 1
    assert set(RULES) <= {one["rule"] for one in json.loads(bad.out)["findings"]}
    replies = sum(json.loads(one.out)["summary"]["replies"] for one in (good, bad))
    assert replies >= 40


@pytest.mark.skipif(not SHARED.exists(), reason="the shared fixtures are not here")
@pytest.mark.parametrize(
    "name", ["zendesk_macros/macros", "gorgias_macros/macros", "helpscout_saved_replies/saved_replies"]
)
def test_the_shared_exports_give_the_expected_rules(csaudit, name):
    path = SHARED / "fixtures" / "templates" / f"{name}.json"
    expected = json.loads((path.parent / "expected.json").read_text("utf-8"))
    found = json.loads(csaudit("lint", path, "-f", "json").out)["findings"]
    for template in expected["templates"]:
        mine = [
            (one["rule"], one["severity"]) for one in found if one["reply"] == template["id"] and one["rule"] in RULES
        ]
        assert sorted(mine) == sorted((one["rule"], one["severity"]) for one in template["problems"])


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (CLEAN, [], 0),
        (BAD, [], 1),
        (BAD, ["--exit-zero"], 0),
        (BAD, ["--fail-on", "never"], 0),
        (BAD, ["--only", "doubled-words"], 0),
        (BAD, ["--only", "doubled-words", "--fail-on", "info"], 1),
        (BAD, ["--min-severity", "error", "--ignore", "placeholder-case", "--ignore", "no-blame"], 0),
        ("---\nkind: refund\n---\nHello, thank you.", [], 0),
        ("---\nkind: refund\n---\nHello, thank you.", ["--max-warnings", "2"], 0),
        ("---\nkind: refund\n---\nHello, thank you.", ["--max-warnings", "1"], 1),
        ("---\nkind: refund\n---\nHello, thank you.", ["--fail-on", "warning"], 1),
        (BAD, ["--fail-on", "fatal"], 2),
        (BAD, ["--ignore", "no-such-rule"], 2),
        (BAD, ["--syntax", "zendsk"], 0),
        (BAD, ["-f", "csv"], 2),
        ("---\nsyntax: [\n---\nx", [], 3),
        ("---\nsyntax: zendsk\n---\nx", [], 3),
    ],
)
def test_gates_decide_the_exit_code(csaudit, here, text, options, code):
    write(here, a_md=text)
    if options == ["--syntax", "zendsk"]:
        text, code = "Hi {{x}}", 2
        write(here, a_md=text)
    assert csaudit("lint", "a.md", *options).code == code


@pytest.mark.parametrize(
    "format", ["terminal", "json", "jsonl", "markdown", "sarif", "junit", "github", "gitlab", "checkstyle", "rdjson"]
)
def test_the_exit_code_does_not_depend_on_the_format(csaudit, here, format):
    write(here, a_md=BAD, templates__b_md=CLEAN)
    assert csaudit("lint", ".", "-f", format).code == 1
    assert csaudit("lint", "templates", "-f", format).code == 0


def test_nothing_to_check_is_an_error_unless_allowed(csaudit, here):
    write(here, notes_md="Just a note.")
    outcome = csaudit("lint", ".")
    assert outcome.code == 2
    assert "no canned reply" in outcome.err
    assert csaudit("lint", ".", "--allow-empty").code == 0
    assert csaudit("lint", "nowhere").code == 2


def test_in_a_folder_only_what_is_plainly_a_reply_is_taken_and_the_rest_is_told(csaudit, here):
    write(here, README_md="# Read me {{ }}", macros__a_md="Hi {{ }}", docs__b_md="---\nkind: note\n---\n{{ }}",
          docs__c_md="---\ntitle: a page of a site\n---\n{{ }}", build__macros__d_md="{{ }}", _gitignore="build\n")  # fmt: skip
    (here / "_gitignore").rename(here / ".gitignore")
    outcome = csaudit("lint", ".", "-f", "json", "--only", "empty-placeholder")
    assert sorted(one["file"] for one in json.loads(outcome.out)["findings"]) == ["docs/b.md", "macros/a.md"]
    assert "2 left (no canned reply)" in outcome.err


def test_a_broken_collection_among_replies_is_unreadable_and_elsewhere_it_is_left(csaudit, here):
    write(here, macros__a_md="Thank you.", macros__b_yaml="a: [1", docs__c_yaml="a: [1")
    outcome = csaudit("lint", ".")
    assert outcome.code == 3
    assert "macros/b.yaml:" in outcome.err
    assert "1 left (no canned reply)" in outcome.err
    assert "not YAML" in csaudit("lint", "docs/c.yaml").err


def test_the_configuration_has_tables_by_path(csaudit, here):
    write(
        here,
        csaudit_yaml="lint:\n  ignore: [thanks]\n  exclude: ['**/old/*']\npaths:\n  macros/refunds:\n    lint: {kind: refund, syntax: helpscout,"
        " severities: {says-what-next: error, refund-details: 'off'}, variables: [our.field]}\n",
        macros__refunds__a_md="Hello {%our.field%} {%customer.firstname%}",
        macros__old__b_md="{{ }}",
    )
    outcome = csaudit("lint", ".", "-f", "json")
    found = json.loads(outcome.out)["findings"]
    assert [(one["rule"], one["severity"]) for one in found] == [
        ("says-what-next", "error"),
        ("placeholder-case", "error"),
    ]
    assert csaudit("lint", "macros/old/b.md", "--allow-empty").code == 0


@pytest.mark.parametrize(
    ("name", "front", "by"),
    [
        ("a.md", "syntax: helpscout\n", "front matter"),
        ("a.md.liquid", "", "suffix"),
        ("zendesk/a.md", "", "folder named zendesk"),
    ],
)
def test_the_choice_of_syntax_is_reported_with_who_made_it(csaudit, here, name, front, by):
    path = here / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\nkind: note\n{front}---\nHi {{{{name}}}}")
    assert any(by in note for note in json.loads(csaudit("lint", name, "-f", "json").out)["syntaxes"])


def test_the_command_lines_syntax_goes_first_then_the_front_matters_then_the_configurations(csaudit, here):
    write(
        here,
        csaudit_yaml="lint: {syntax: intercom}\n",
        macros__a_md="---\nsyntax: helpscout\n---\nHi",
        macros__b_md="Hi {{a}}",
    )
    told = json.loads(csaudit("lint", "macros", "-f", "json").out)["syntaxes"]
    assert [note.partition(":")[0] for note in told] == ["helpscout", "intercom"]
    told = json.loads(csaudit("lint", "macros", "-f", "json", "--syntax", "zendesk").out)["syntaxes"]
    assert told == ["zendesk: chosen with --syntax (2 files)"]


def test_every_branch_is_read_and_an_absence_says_that_it_is_in_one_of_them(csaudit, here):
    write(here, a_md="---\nsyntax: liquid\n---\n{% if a %}Thank you.{% else %}It is not our fault.{% endif %}\n")
    found = json.loads(csaudit("lint", "a.md", "-f", "json").out)["findings"]
    assert [(one["rule"], one["column"]) for one in found] == [("thanks", 1), ("no-blame", 37)]
    assert "in one of the 2 ways" in found[0]["message"]


def test_internal_notes_are_checked_for_placeholders_and_not_for_tone(csaudit, here):
    write(here, a_md="---\nsyntax: zendesk\npublic: false\n---\nThe courier lost it again, {{ticket.foo}}\n")
    assert [one[0] for one in rules_of(csaudit("lint", "a.md", "-f", "json"))] == ["unknown-placeholder"]


def test_a_reply_in_another_language_is_not_judged_by_english_words(csaudit, here):
    text = "Hallo, vielen Dank für deine Nachricht. Wir haben deine Bestellung erhalten und melden uns bald wieder bei dir, wenn sie auf dem Weg ist."
    write(here, a_md=f"---\nkind: note\n---\n{text} {{{{ }}}}\n")
    assert [one[0] for one in rules_of(csaudit("lint", "a.md", "-f", "json"))] == ["empty-placeholder"]


def test_suppressed_findings_are_gone_and_unused_suppressions_are_findings(csaudit):
    found = rules_of(csaudit("lint", SAMPLES / "bad" / "suppressed.md", "-f", "json"))
    assert found == [("unused-suppression", 3, 1), ("unused-suppression", 8, 1)]


def test_a_reason_is_required_where_asked_for(csaudit, here):
    write(here, a_md=BAD.replace("The courier", "<!-- csaudit: disable-next-line=no-blame -->\nThe courier"))
    found = [one[0] for one in rules_of(csaudit("lint", "a.md", "-f", "json", "--require-reason"))]
    assert "suppression-without-reason" in found
    assert "no-blame" not in found


def test_the_baseline_lets_the_old_pass_and_the_new_fail(csaudit, here):
    write(here, a_md=BAD)
    assert csaudit("lint", "a.md", "--write-baseline", "base.json").code == 0
    write(here, a_md=BAD.replace("Hi ", "Hello,\n\nhi "))
    moved = csaudit("lint", "a.md", "--baseline", "base.json", "-f", "sarif")
    states = {one["ruleId"]: one["baselineState"] for one in json.loads(moved.out)["runs"][0]["results"]}
    assert (moved.code, set(states.values())) == (0, {"unchanged"})
    write(here, a_md=BAD + "\nYou entered the wrong address.\n")
    assert csaudit("lint", "a.md", "--baseline", "base.json").code == 1
    write(here, a_md=CLEAN)
    pruned = csaudit("lint", "a.md", "--baseline", "base.json")
    assert "3 fixed findings dropped" in pruned.err
    assert json.loads((here / "base.json").read_text())["findings"] == {}


FIXES = [
    ("a.md", "---\nsyntax: zendesk\n---\nHi {{Ticket.ID}},\r\nthe the  lamp “is” , here\r\n",
     "---\nsyntax: zendesk\n---\nHi {{ticket.id}},\r\nthe lamp “is”, here\r\n"),
    ("a.json", '[{"id": 1, "syntax": "intercom", "text": "Hi {{user.name|fallback:“there”}} \\u00e9"}]',
     '[{"id": 1, "syntax": "intercom", "text": "Hi {{user.name|fallback:\\"there\\"}} \\u00e9"}]'),
    ("a.yaml", "- id: a\n  syntax: liquid\n  text: '{{x | default: ‘y’}} it''s'\n",
     "- id: a\n  syntax: liquid\n  text: '{{x | default: ''y''}} it''s'\n"),
    ("a.yaml", "- id: a\n  syntax: liquid\n  text: |\n    please please send the\n    the lamp\n",
     "- id: a\n  syntax: liquid\n  text: |\n    please please send the\n    the lamp\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after"), FIXES, ids=[one[0] + str(n) for n, one in enumerate(FIXES)])
def test_a_fix_changes_what_is_safe_and_nothing_else_byte_for_byte(csaudit, here, name, before, after):
    path = here / name
    path.write_bytes(b"\xef\xbb\xbf" + before.encode())
    shown = csaudit("lint", name, "--fix", "--diff", "--fail-on", "never")
    assert path.read_bytes() == b"\xef\xbb\xbf" + before.encode()
    assert shown.out.startswith("--- a/") == (before != after)
    csaudit("lint", name, "--fix", "-q")
    assert path.read_bytes() == b"\xef\xbb\xbf" + after.encode()
    assert csaudit("lint", name, "--fix", "--diff").out == ""


def test_all_slips_are_told_and_mended_at_once_however_many(csaudit, here):
    write(here, a_md="---\nkind: note\n---\n" + "send the the lamp\n" * 30)
    assert len(rules_of(csaudit("lint", "a.md", "-f", "json"))) == 30
    csaudit("lint", "a.md", "--fix", "-q")
    assert (here / "a.md").read_text() == "---\nkind: note\n---\n" + "send the lamp\n" * 30


def test_a_file_that_is_not_utf_8_is_not_rewritten(csaudit, here):
    (here / "a.md").write_bytes("---\nkind: note\n---\nthe the caf\xe9\n".encode("cp1252"))
    csaudit("lint", "a.md", "--fix", "-q")
    assert b"the the" in (here / "a.md").read_bytes()


def git(*arguments):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments], check=True, capture_output=True)


def test_changed_since_reports_what_the_changed_lines_hold(csaudit, here):
    write(here, macros__a_md=BAD, macros__b_md=BAD)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "one")
    write(here, macros__a_md=BAD + "\nIt is not our fault.\n", macros__neu_ä_md="---\nkind: note\n---\n{{ }}\n")
    outcome = csaudit("lint", "macros", "--changed-since", "HEAD", "-f", "json")
    assert [(one["file"], one["rule"]) for one in json.loads(outcome.out)["findings"] if one["severity"] == "error"] == [
        ("macros/a.md", "no-blame"), ("macros/neu_ä.md", "empty-placeholder"),
    ]  # fmt: skip
    assert csaudit("lint", "macros", "--changed-since", "nowhere").code == 2
    assert csaudit("lint", "macros", "--changed-since", "--output=x").code == 2


def test_a_line_that_is_taken_away_leaves_an_absence_that_the_change_made(csaudit, here):
    write(here, macros__a_md="---\nkind: note\n---\nHello,\n\nthank you for writing.\n\nWe will be back.\n")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "one")
    write(here, macros__a_md="---\nkind: memo\n---\nHello,\n\nWe will be back.\n")
    outcome = csaudit("lint", "macros", "--changed-since", "HEAD", "-f", "json")
    assert [one[0] for one in rules_of(outcome)] == ["thanks"]


def test_a_path_may_have_its_own_rubric(csaudit, here):
    write(
        here,
        csaudit_yaml="paths:\n  macros/b:\n    lint: {rubric: own.yaml}\n",
        own_yaml="name: Own\nuse: [english]\ncriteria:\n  - {id: greets, title: Does not greet, severity: error, expect: {agent: greeting}}\n",
        macros__a_md="See you.",
        macros__b__c_md="See {{ }} you.",
    )
    found = json.loads(csaudit("lint", "macros", "-f", "json").out)["findings"]
    assert sorted((one["file"], one["rule"]) for one in found) == [
        ("macros/a.md", "thanks"), ("macros/b/c.md", "empty-placeholder"), ("macros/b/c.md", "greets"),
    ]  # fmt: skip


def test_standard_input_goes_by_the_name_it_is_given(csaudit, here, monkeypatch):
    import io
    import sys

    stream = io.TextIOWrapper(io.BytesIO(b"Hi {%x.y%} {% if a %}"))
    monkeypatch.setattr(sys, "stdin", stream)
    outcome = csaudit("lint", "-", "--stdin-filename", "a.md.liquid", "-f", "json")
    assert [one["file"] for one in json.loads(outcome.out)["findings"]] == ["a.md.liquid"] * 3


def test_several_reports_come_from_one_run(csaudit, here):
    write(here, a_md=BAD)
    csaudit("lint", "a.md", "-f", "github", "--report", "json:a.json", "--report", "junit:a.xml")
    assert len(json.loads((here / "a.json").read_text())["findings"]) == 3
    assert ElementTree.parse(here / "a.xml").getroot().tag == "testsuites"


def test_the_terminal_report_fits_eighty_columns_points_at_the_words_and_ends_with_a_summary(csaudit, here):
    write(here, a_md=BAD + "x" * 300 + " {{ }} " + "y" * 300 + "\x1b[31m\n")
    out = csaudit("lint", "a.md", "--color", "never").out
    assert max(map(len, out.split("\n"))) <= 80
    assert "\x1b" not in out
    lines = out.split("\n")
    caret = next(index for index, line in enumerate(lines) if line.strip() == "^" * 9)
    assert lines[caret - 1][lines[caret].index("^") :].startswith("Ticket.ID")
    assert "3 errors, 1 info" not in out
    assert any(line.startswith("3 errors") for line in lines)


def test_rules_lists_them_and_rule_explains_one(csaudit):
    listed = csaudit("rules").out
    assert all(rule in listed for rule in RULES)
    told = csaudit("rule", "missing-fallback").out
    assert "good:" in told
    assert "bad:" in told
    assert csaudit("rule", "no-blam").code == 2


def test_every_rule_has_two_good_and_two_bad_examples_and_advice():
    loaded = rubric.load("replies")
    assert {one.id for one in loaded.criteria} >= set(RULES)
    for criterion in loaded.criteria:
        assert len(criterion.examples.pass_) >= 2, criterion.id
        assert len(criterion.examples.fail) >= 2, criterion.id
        assert criterion.advice
        assert criterion.title


def test_default_severities_are_as_promised():
    severities = {one.id: one.severity for one in rubric.load("replies").criteria}
    assert all(
        severities[rule] == "error" for rule in ("no-blame", "no-dead-end", "no-confrontation", "unclosed-placeholder")
    )
    assert all(severities[rule] == "warning" for rule in ("thanks", "apology", "says-what-next", "further-help"))
    assert all(
        severities[rule] == "info" for rule in ("shouting", "doubled-words", "reads-easily", "gendered-salutation")
    )


def test_a_file_of_a_megabyte_without_end_is_linted(csaudit, here):
    (here / "a.md").write_text("---\nkind: note\n---\n" + "{{ a [NAME] <b> {% if x %} " * 4000)
    assert csaudit("lint", "a.md", "-f", "jsonl", "-q", "-o", os.devnull).code in (1, 2)


def test_every_report_that_lint_names_can_show_findings():
    for name in ("terminal", "json", "jsonl", "sarif", "junit", "github", "gitlab", "checkstyle", "rdjson", "markdown"):
        assert hasattr(plugins.load("reports", name), "findings")


def test_a_rubric_may_extend_ours_and_change_what_it_will(csaudit, here):
    write(
        here,
        own_yaml="name: Own\nextends: replies\nwithout: [no-blame]\ncriteria:\n"
        "  - {id: placeholder-case, severity: info, never: {agent: placeholder_case}}\n",
        a_md=BAD,
    )
    outcome = csaudit("lint", "a.md", "-r", "own.yaml", "-f", "json")
    found = [(one["rule"], one["severity"]) for one in json.loads(outcome.out)["findings"]]
    assert (outcome.code, found) == (0, [("placeholder-case", "info"), ("doubled-words", "info")])
