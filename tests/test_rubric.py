"""A rubric's mistakes: all at once, each with its place, what was expected, and the nearest known word."""

from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from csaudit import rubric
from csaudit.errors import RubricError, UsageError

HEAD = "name: r\ncues:\n  hi: {said_by: agent, phrases: [hi]}\n"
GOOD = HEAD + "criteria:\n  - id: a\n    expect: {agent: hi}\n"


def complaints(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "r.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        loaded = rubric.load(str(file))
    except RubricError as error:
        return [str(one).removeprefix(f"{file}:") for one in error.complaints]
    return [str(one).removeprefix(f"{file}:") for one in loaded.warnings]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(GOOD + "    wieght: 2\n", ["7:5: error: criteria: unknown key 'wieght'; did you mean weight?"], id="unknown key"),
        pytest.param(GOOD + "    weight: heavy\n", ["7:13: error: weight must be a number, not 'heavy'"], id="wrong type"),
        pytest.param(GOOD + "    title: [a]\n", ["7:12: error: title must be text, not a list"], id="a list for text"),
        pytest.param(HEAD + "criteria:\n  - id: a\n    expect: {agent: hii}\n",
                     ["6:21: error: unknown cue 'hii'; did you mean hi?"], id="unknown cue"),
        pytest.param(HEAD + "criteria:\n  - id: a\n    expect: {customer: hi}\n",
                     ["6:24: error: the cue 'hi' is said by the agent, not the customer"], id="role contradicts"),
        pytest.param(GOOD + "name: again\n", ["7:1: error: the file: 'name' stands twice (first on line 1)"], id="duplicate key"),
        pytest.param(GOOD + "  - id: a\n    expect: {agent: hi}\n",
                     ["7:9: error: criterion 'a' stands twice (first on line 5)"], id="duplicate id"),
        pytest.param("name: r\ncues:\n  hi: {said_by: agent, phrases: []}\n",
                     ["3:33: error: phrases is an empty list: leave the key out"], id="empty list"),
        pytest.param("name: r\ncues:\n  hi:\n    phrases: ['(a|b']\n",
                     ["4:15: error: cue 'hi': an opening parenthesis without a closing one in '(a|b'"], id="bad phrase"),
        pytest.param("name: r\ncues:\n  hi:\n    phrases:\n      - regex: '(?!x)hi'\n",
                     ["5:9: error: cue 'hi': not a regular expression: look-around is not there (RE2 is linear for that); "
                      "list what must not match under `except`"], id="look-around"),
        pytest.param(GOOD + "    weight: 0\n", ["7:13: error: weight must be a positive, finite number, not 0"], id="weight 0"),
        pytest.param(GOOD + "    weight: -1\n", ["7:13: error: weight must be a positive, finite number, not -1"], id="weight -1"),
        pytest.param(GOOD + "    weight: .inf\n", ["7:13: error: weight must be a number, not '.inf'"], id="weight inf"),
        pytest.param(GOOD.replace("cues:\n", "cues:\n  spare: {phrases: [x]}\n"),
                     ["3:3: warning: no criterion uses the cue 'spare'"], id="unused cue"),
        pytest.param(GOOD + "---\nname: b\n", ["7:1: error: more than one document: keep one a file"], id="two documents"),
        pytest.param("name: !!python/name:os.system\n",
                     ["1:7: error: a tag (tag:yaml.org,2002:python/name:os.system): tags are not used here"], id="tag"),
        pytest.param("name: r\nx: &a [1]\ny: [" + ", ".join(["*a"] * 101) + "]\n", ["3:405: error: more than 100 aliases"], id="aliases"),
        pytest.param("name: r\ncues: &a\n  x: *a\n", ["2:7: error: x contains itself"], id="recursive alias"),
        pytest.param("name: r\ncues:\n\thi: {}\n", ["3:1: error: not YAML: a tab: indent with spaces"], id="tab"),
        pytest.param("name: r\ncues:\n  hi:\n    phrases:\n      - no\n",
                     ['5:9: error: phrases: no is no text to YAML: write "no"'], id="no"),
        pytest.param("name: r\ncues:\n  hi:\n    phrases:\n      - sorry: our fault\n",
                     ['5:9: error: phrases: a colon makes this a mapping: write "sorry: our fault"'], id="colon"),
        pytest.param("name: r\ncues:\n  hi:\n    phrases:\n      - [very] sorry\n",
                     ["5:16: error: a list entry that begins with a bracket must be quoted: - '[very] sorry'"], id="bracket"),
        pytest.param("name: r\ncues:\n  hi: {said_by: agnt, phrases: [hi]}\n",
                     ["3:17: error: said_by: 'agnt' is none of agent, bot, customer, system"], id="role word"),
        pytest.param("a: " + "[" * 60 + "]" * 60, ["1:53: error: nested deeper than 50"], id="depth"),
        pytest.param("", ["1:1: error: an empty file"], id="empty"),
        pytest.param("name: r\n- x\n", ["2:1: error: not YAML: did not find expected key"], id="syntax"),
        pytest.param("version: '1'\n", ["1:1: error: the file: 'name' is missing"], id="missing key"),
        pytest.param("name: r\npass_mark: 140\n", ["2:12: error: pass_mark must be 0 to 100, not 140"], id="pass mark"),
        pytest.param("name: r\nuse: [englsh]\n", ["2:7: error: use: no rubric is called 'englsh'; did you mean english or english_care?"], id="use"),
        pytest.param("name: r\nextends: starter\nwithout: [apologie]\n",
                     ["3:11: error: without: no criterion 'apologie' to drop; did you mean apology?"], id="without"),
        pytest.param(HEAD + "criteria:\n  - id: a\n    title: x\n",
                     ["5:9: error: criterion 'a' decides nothing: it needs expect, never, order, cases, reply_within or measure"],
                     id="decides nothing"),
        pytest.param(GOOD + "    measure: {reading_eas: {at_least: 3}}\n",
                     ["7:15: error: unknown measure 'reading_eas'; did you mean reading_ease?"], id="measure"),
        pytest.param(GOOD + "    reply_within: {chat: {first: soon}}\n",
                     ["7:34: error: 'soon' is no duration such as 90s, 2m, 4h or 1d"], id="duration"),
        pytest.param("name: r\ncues:\n  a: {any_of: [b]}\n  b: {any_of: [a]}\n",
                     ["3:3: error: cues need each other in a circle: a b a"], id="circle"),
        pytest.param("name: r\ncues:\n  a: {said_by: agent}\n",
                     ["3:3: error: cue 'a' has nothing that finds it: phrases, maybe, any_of or a kind"], id="empty cue"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, told: list[str]) -> None:
    assert complaints(tmp_path, text) == told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = "nme: r\npass_mark: high\ncues:\n  hi: {phrases: [no, hi], said: agent}\n"

    assert [line.split(": ", 1)[0] for line in complaints(tmp_path, text)] == ["1:1", "1:1", "2:12", "4:18", "4:27"]


def test_mistakes_of_shape_and_of_meaning_are_told_together(tmp_path: Path) -> None:
    """A person who mends three mistakes does not want to be told of four others then."""
    text = """\
name: Card desk
languge: en
pass_mark: 150
cues:
  verify:
    said_by: agent
    phrases: [confirm your (postcode|birthday, regex: "(?<=your )PIN", {regx: x}, no]
  asks: {phrases: [what is it], maybe: []}
criteria:
  - {id: verify, weight: -2, expect: {agent: verifyy}}
  - {id: verify, weight: heavy, expect: {agnt: verify}}
  - {weight: 1, never: {customer: verify}}
  - {id: prompt, reply_within: {chat: {first: soon}}, adivce: Hurry.}
  - {id: nothing}
"""
    assert [line.split(" ", 2)[2].partition(";")[0] for line in complaints(tmp_path, text)] == [
        "the file: unknown key 'languge'",
        "pass_mark must be 0 to 100, not 150",
        "cue 'verify': an opening parenthesis without a closing one in 'confirm your (postcode|birthday'",
        "cue 'verify': not a regular expression: look-around is not there (RE2 is linear for that)",
        'phrases: a colon makes this a mapping: write "regx: x"',
        'phrases: no is no text to YAML: write "no"',
        "maybe is an empty list: leave the key out",
        "weight must be a positive, finite number, not -2",
        "unknown cue 'verifyy'",
        "criterion 'verify' stands twice (first on line 10)",
        "weight must be a number, not 'heavy'",
        "expect: unknown key 'agnt'",
        "criteria: 'id' is missing",
        "the cue 'verify' is said by the agent, not the customer",
        "'soon' is no duration such as 90s, 2m, 4h or 1d",
        "criteria: unknown key 'adivce'",
        "criterion 'nothing' decides nothing: it needs expect, never, order, cases, reply_within or measure",
    ]


def test_strings_stay_strings(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(GOOD + "    title: no\n    advice: 1:30\nversion: 1.10\n")
    loaded = rubric.load(str(file))

    assert (loaded.criteria[0].title, loaded.criteria[0].advice, loaded.version) == ("no", "1:30", "1.10")


def test_a_rubric_extends_another_by_id(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(GOOD + "    weight: 2\n    advice: be kind\n  - id: b\n    never: {agent: hi}\n")
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: ./base.yaml\nwithout: [b]\ncriteria:\n  - {id: a, weight: 5}\n")
    loaded = rubric.load(str(tmp_path / "mine.yaml"))

    assert [(one.id, one.weight, one.advice) for one in loaded.criteria] == [("a", 5, "be kind")]
    assert loaded.name == "mine"


def test_a_hash_names_what_decides_verdicts_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text("# a comment\ndescription: another\n" + GOOD)
    (tmp_path / "c.yaml").write_text(GOOD + "    weight: 2\n")
    hashes = [rubric.load(str(tmp_path / f"{name}.yaml")).hash for name in "abc"]

    assert hashes[0] == hashes[1] != hashes[2]


def test_a_rubric_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no rubric is called 'servise'; did you mean service"):
        rubric.load("servise")


@pytest.mark.parametrize("path", sorted(rubric.folder().glob("*.yaml")), ids=lambda path: path.stem)
def test_the_json_schema_accepts_every_shipped_rubric(path: Path) -> None:
    schema = rubric.schema()
    data = msgspec.json.decode(msgspec.json.encode(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)))
    data["version"] = str(data.get("version", ""))

    jsonschema.validate(data, schema)
