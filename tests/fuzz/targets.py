"""What is fuzzed: a name, good inputs to start from, and a function that must neither raise nor lie, whatever the bytes.

An input may be refused with the errors that csaudit has for that (InputError, UsageError, RubricError). Everything else
that is raised is a bug; so is a text that holds a surrogate, evidence whose quote is not in its text, or a report that
its readers cannot read.
"""

import contextlib
import csv
import io
import json
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from csaudit import (
    config,
    explaining,
    files,
    findings,
    language,
    names,
    plugins,
    readers,
    redact,
    replies,
    rubric,
    run,
    safe,
    secrets,
)
from csaudit.errors import CsauditError, InputError
from csaudit.find import Portion
from csaudit.lint import baseline
from csaudit.lint import checking as linting
from csaudit.model import Scorecard, Skipped, Transcript, Unreadable, place
from csaudit.placeholders.choice import choose
from csaudit.reports import Look
from csaudit.scoring import Scorer
from csaudit.source import Source

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(tempfile.mkdtemp(prefix="csaudit-fuzz-"))
RUN_REPORTS = ("terminal", "json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab")
RUBRIC = """name: Small
version: "1"
language: en
pass_mark: 60
cues:
  sorry:
    said_by: agent
    phrases: [sorry, "(very|really) sorry ... that", apologise]
    maybe: [oh dear]
    except: [not sorry]
    except_in_message: [sorry to hear]
    examples: {hit: [I am sorry], miss: [not sorry at all]}
  trouble:
    said_by: customer
    phrases: [broken, {regex: '\\\\bdoes(n.t| not) work\\\\b'}]
  any: {any_of: [sorry, trouble]}
criteria:
  - id: apology
    title: Says sorry
    weight: 3
    when: {customer: trouble}
    expect: {agent: sorry, within: 3}
    advice: Say sorry.
    examples: {fail: ["Customer: it is broken\\nAgent: ok"]}
  - id: calm
    never: {agent: any}
    critical: true
  - id: prompt
    when: {known: times}
    reply_within: {chat: {first: 2m, longest: 10m}}
  - id: clear
    measure: {median_sentence_words: {at_most: 22}}
"""
CONFIG = """rubric: service
format: json
jobs: 2
fail_under: 60
policies: [refund]
input: {agents: [Ana, /sup.*/], timezone: Europe/Berlin, date_order: DMY, columns: {text: Body}}
lint: {severities: {dead-end: off}, ignore: [style], fail_on: warning, baseline: b.json}
paths:
  "mail/**": {input: {agent_domains: [example.com]}, lint: {kind: refund}}
"""
CHAT = {
    "id": "t1",
    "channel": "chat",
    "agent": "Ana Ruiz",
    "customer": "Priya Nair",
    "messages": [
        {"role": "customer", "author": "Priya Nair", "text": "Hi, my lamp is broken and card 4111 1111 1111 1111 was charged. My name is Priya",
         "timestamp": "2025-03-03T10:00:00Z"},
        {"role": "agent", "author": "Ana Ruiz", "text": "I'm so sorry that your lamp broke, Priya. Mail me at ana@example.com?",
         "timestamp": "2025-03-03T10:01:00Z"},
    ],
}  # fmt: skip


@cache
def _scorer(name: str) -> Scorer:
    return Scorer(rubric.load(name))


@cache
def _small() -> Scorer:
    return _scorer(str(_written("small.yaml", RUBRIC.encode())))


def _written(name: str, data: bytes) -> Path:
    path = FOLDER / name
    path.write_bytes(data)
    return path


def _checked(item: object) -> None:
    """What holds of everything that a reader hands on."""
    assert isinstance(item, Transcript | Unreadable | Skipped), type(item)
    encoded = msgspec.json.encode(item)
    if isinstance(item, Transcript):
        assert msgspec.json.decode(encoded, type=Transcript) == item
        assert item.id
        for index, message in enumerate(item.messages):
            for offset in {0, len(message.text) // 2, len(message.text)}:
                _, line, column, _ = place(item, index, offset)
                assert line is None or line >= 1
                assert column is None or column >= 1


def _reader(name: str) -> Callable[[bytes], None]:
    module = readers.module(name)
    sample = ROOT / module.EXAMPLE

    def target(data: bytes) -> None:
        source = Source("input" + (sample.suffix or ".x"), data=data)
        try:
            module.claims(source)
            for item in module.read([source], readers.Options()):
                _checked(item)
        except InputError:
            pass

    return target


def _detection(data: bytes) -> None:
    try:
        readers.detect(Source("input", data=data), readers.Options())
        readers.unknown(Source("input", data=data))
    except InputError:
        pass


def _reply(name: str) -> Callable[[bytes], None]:
    module = replies.module(name)

    def target(data: bytes) -> None:
        source = Source("input.txt" if name == "text" else "input", data=data)
        try:
            module.claims(source)
            for item in module.read(source, replies.Options()):
                if isinstance(item, replies.Reply):
                    _checked(item.transcript)
                    choose(item.text, (), markup=item.markup)
        except InputError:
            pass

    return target


@cache
def _linter() -> linting.Linter:
    standard = rubric.load("replies")
    return linting.Linter(standard, standard)


def _lint(data: bytes) -> None:
    checked = _linter().check(Source("input.md", data=data), config.Lint())
    linted = findings.Linted(checked.findings, _linter().rules, 1, checked.replies, checked.problems)
    for name in ("terminal", "json", "jsonl", "sarif", "junit", "github", "gitlab", "checkstyle", "rdjson", "markdown"):
        out = io.StringIO()
        plugins.load("reports", name).findings(linted, out, Look())
        _readable(name, out.getvalue())


def _rubric(data: bytes) -> None:
    with contextlib.suppress(CsauditError):
        Scorer(rubric.load(str(_written("rubric.yaml", data))))


def _config(data: bytes) -> None:
    for name in ("csaudit.yaml", "pyproject.toml"):
        with contextlib.suppress(CsauditError):
            config.load(["."], str(_written(name, data))).options("mail/a")


def _baseline(data: bytes) -> None:
    with contextlib.suppress(CsauditError):
        baseline.read(_written("baseline.json", data))


def _gitignore(data: bytes) -> None:
    folder = FOLDER / "in"
    (folder / "sub").mkdir(parents=True, exist_ok=True)
    for name in ("a.txt", "a" * 200, "sub/b.json"):
        (folder / name).touch()
    (folder / ".gitignore").write_bytes(data)
    assert len(list(files.below(folder))) <= 3


def _readable(name: str, text: str) -> None:
    """Each report is what its readers take it for, and nothing in it acts on a terminal."""
    if name in ("json", "sarif", "gitlab", "rdjson"):
        assert isinstance(json.loads(text, parse_constant=lambda constant: 1 / 0), dict | list)
    elif name == "jsonl":
        assert all(json.loads(line) for line in text.split("\n")[:-1])
    elif name in ("junit", "checkstyle"):
        ElementTree.fromstring(text)
    elif name == "csv":
        assert len({len(row) for row in csv.reader(io.StringIO(text, newline=""))}) == 1
    elif name == "github":
        assert all(line.startswith("::") for line in text.split("\n")[:-1])
    if name in ("terminal", "markdown", "github"):
        assert safe.shown(text) == text


def _scored(data: bytes, scorer: Scorer) -> Iterator[tuple[Transcript, Scorecard]]:
    try:
        for item in readers.module("json").read([Source("input.json", data=data)], readers.Options()):
            if isinstance(item, Transcript):
                yield item, scorer.score(item)
    except InputError:
        pass


def _reports(data: bytes) -> None:
    plan = run.Plan(_small(), lambda name: readers.Options())
    done = run.gather([run.work(Portion((Source("x\x1b[2J.json", data=data),), True), plan)], _small())
    for name in RUN_REPORTS:
        out = io.StringIO()
        plugins.load("reports", name).write(done, out, Look())
        _readable(name, out.getvalue())


def _service(data: bytes) -> None:
    for transcript, card in _scored(data, _scorer("service")):
        for verdict in card.verdicts:
            for one in (*verdict.evidence, *verdict.applied, *verdict.nearest):
                assert transcript.messages[one.message].text[one.start : one.end] == one.quote
        language.plainly_other([message.text for message in transcript.messages], "en")
        names.given(transcript)


def _redact(data: bytes) -> None:
    for transcript, card in _scored(data, _small()):
        for hashed in (False, True):
            clean, scored = redact.Redactor("key", hashed).card(transcript, card)
            for verdict in scored.verdicts:
                for one in (*verdict.evidence, *verdict.applied, *verdict.nearest):
                    assert clean.messages[one.message].text[one.start : one.end] == one.quote
        for message in transcript.messages:
            assert secrets.masked(secrets.masked(message.text)) == secrets.masked(message.text)


def _explain(data: bytes) -> None:
    for transcript, _ in _scored(data, _small()):
        for redactor in (None, redact.Redactor("key")):
            told = explaining.explained(transcript, "apology", _small(), redactor)
            assert safe.shown(told) == told


def _files(*places: str) -> list[bytes]:
    return [path.read_bytes() for place in places for path in sorted((ROOT / place).rglob("*")) if path.is_file()]


def targets() -> dict[str, tuple[list[bytes], Callable[[bytes], None]]]:
    """Every target by name: seeds and function."""
    found: dict[str, tuple[list[bytes], Callable[[bytes], None]]] = {}
    for name in plugins.names("readers"):
        example = ROOT / readers.module(name).EXAMPLE
        found[f"reader {name}"] = ([example.read_bytes()] if example.is_file() else _files(str(example)), _reader(name))
    own = _files("samples/replies")
    for name in plugins.names("replies"):
        found[f"reply {name}"] = (own, _reply(name))
    chats: list[Any] = [json.dumps(CHAT).encode(), json.dumps([CHAT, {**CHAT, "id": "../../x"}]).encode()]
    found["detection"] = (_files("samples/formats"), _detection)
    found["lint"] = ([text for text in own if len(text) < 3_000], _lint)
    found["rubric"] = ([RUBRIC.encode()], _rubric)
    found["config"] = ([CONFIG.encode(), b'[tool.csaudit]\nrubric = "service"\njobs = 2\n[tool.csaudit.lint]\nignore = ["x"]\n'], _config)
    found["baseline"] = ([b'{"format": "csaudit-baseline/1", "findings": {"a.md": {"dead-end": {"0123456789abcdef": 2}}}}'], _baseline)
    found["gitignore"] = ([b"*.pyc\n/build/\n!keep.txt\n**/a*b?[a-c]/**\n# note\n\\#x \\ \n"], _gitignore)
    found["reports"] = (chats, _reports)
    found["service"] = (chats, _service)
    found["redact"] = (chats, _redact)
    found["explain"] = (chats, _explain)
    return found
