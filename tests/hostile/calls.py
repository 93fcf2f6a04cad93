"""The calls that faults are tried on, and the files that each has: small, and of every kind that is read differently."""

import gzip
import json
import shutil
import zipfile
from pathlib import Path

from msgspec import Struct

from tests.conftest import ROOT
from tests.hostile.inputs import chat

FORMATS = ROOT / "samples" / "formats"
RUBRIC = """name: House
version: "1"
language: en
use: [cues.yaml]
criteria:
  - {id: sorry, when: {customer: trouble}, expect: {agent: sorry}, advice: Say sorry.}
  - {id: calm, never: {agent: trouble}}
"""
CUES = """name: Cues
version: "1"
cues:
  sorry: {said_by: agent, phrases: [sorry], examples: {hit: [I am sorry.], miss: [Hello.]}}
  trouble: {phrases: [broken], examples: {hit: [It is broken.], miss: [Hello.]}}
"""
CONFIG = "rubric: rubric.yaml\npaths:\n  '**/*.log': {exclude: true}\n"
MAIL = ("From: Ana <ana@mail.example>\r\nTo: help@shop.example\r\nDate: Mon, 3 Mar 2025 10:00:00 +0000\r\nSubject: lamp {n}\r\n"
        "Message-ID: <{n}@mail.example>\r\n\r\nmy lamp is broken\r\n")  # fmt: skip
SLACK = {
    "users.json": [{"id": "U1", "name": "ana", "is_bot": False}],
    "channels.json": [{"id": "C1", "name": "help"}],
    "help/2025-03-03.json": [{"type": "message", "user": "U1", "text": "my lamp is broken", "ts": "1741000000.000100"},
                             {"type": "message", "user": "U2", "text": "sorry to hear that", "ts": "1741000100.000100"}],
    "help/2025-03-04.json": [{"type": "message", "user": "U1", "text": "any news?", "ts": "1741090000.000100"}],
}  # fmt: skip
REPLY = "---\ntitle: Refund\nkind: refund\nsyntax: zendesk\n---\nHello {{Ticket.ID}},\n\nwe we refund it. It is your fault.\n"


class Call(Struct, frozen=True):
    """A call of the command line. outputs: files it writes below out/; before: what they hold before; may_stay: what else
    it may leave; codes: with which it ends without any fault."""

    name: str
    words: tuple[str, ...]
    outputs: tuple[str, ...] = ()
    before: dict[str, bytes] = {}
    may_stay: tuple[str, ...] = ()
    codes: tuple[int, ...] = (0,)
    cached: bool = True


def _call(name: str, words: str, *outputs: str, codes: tuple[int, ...] = (0,), **more: object) -> Call:
    return Call(name, tuple(words.split()), outputs, codes=codes, **more)  # type: ignore[arg-type]


REPORTS = "-f json -o out/run.json --report csv:out/rows.csv"
OLD = {"run.json": b'{"old": 1}', "rows.csv": b"old\n"}
CALLS = (
    _call("score a folder", f"score in {REPORTS}", "run.json", "rows.csv", codes=(3,)),
    _call("score over old files", f"score in {REPORTS} --redact", "run.json", "rows.csv", codes=(3,), before=OLD),
    _call("score files by name", f"score in/chat.json in/lines.jsonl in/big.jsonl in/packed.zip in/log.txt.gz in/mail/1.eml in/[!x]*.txt {REPORTS}",
          "run.json", "rows.csv"),
    _call("score to a pipe", "score in -f terminal", codes=(3,)),
    _call("score as the first call", f"score in/chat.json {REPORTS}", "run.json", "rows.csv", cached=False),
    _call("score with a journal", f"score in --resume {REPORTS}", "run.json", "rows.csv", codes=(3,), may_stay=("out/.run.json.unfinished",)),
    _call("score in two workers", f"score in -j 2 {REPORTS}", "run.json", "rows.csv", codes=(3,)),
    _call("score in many files", f"score in/chat.json in/lines.jsonl --partitions jsonl:out/parts {REPORTS}", "run.json", "rows.csv",
          may_stay=("out/parts", "out/parts/part-000000.jsonl", "out/parts/part-000001.jsonl")),
    _call("convert", "convert in -o out/all.jsonl", "all.jsonl", codes=(3,)),
    _call("cues", "cues in -f jsonl -o out/all.jsonl", "all.jsonl", codes=(3,)),
    _call("inspect", "inspect in/packed.zip"),
    _call("explain", "explain in/chat.json sorry"),
    _call("lint", "lint macros -f json -o out/lint.json --report sarif:out/lint.sarif", "lint.json", "lint.sarif", codes=(1, 3)),
    _call("lint with a baseline", "lint macros -f json -o out/lint.json --baseline base/base.json", "lint.json", codes=(0, 1, 3)),
    _call("lint --write-baseline", "lint macros --write-baseline out/base.json", "base.json", codes=(0, 3)),
    _call("lint --fix", "lint macros --fix -f json -o out/lint.json", "lint.json", codes=(0, 1, 3)),
    _call("rubric check", "rubric check rubric.yaml"),
    _call("rubric new", "rubric new -o out/new.yaml", "new.yaml"),
    _call("config show", "config show in"),
)  # fmt: skip


def staged(call: Call, root: Path) -> None:
    """The files of a call, as new; the cache is that of an earlier call, or none."""
    template = root.parent / "template"
    if not template.exists():
        _made(template)
    kept = root.parent / f"cache-{call.name}"
    if call.cached and not kept.exists() and (root / "cache").exists() and (root / "made-by").read_text() == call.name:
        shutil.copytree(root / "cache", kept)
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root, symlinks=True)
    if call.cached and kept.exists():
        shutil.copytree(kept, root / "cache")
    (root / "made-by").write_text(call.name)
    for name, data in call.before.items():
        (root / "out" / name).write_bytes(data)


def _made(root: Path) -> None:
    inputs, macros = root / "in", root / "macros"
    for folder in (inputs / "mail", inputs / "sub", inputs / "slack" / "help", macros, root / "out", root / "tmp", root / "base"):
        folder.mkdir(parents=True)
    (root / "csaudit.yaml").write_text(CONFIG)
    (root / "rubric.yaml").write_text(RUBRIC)
    (root / "cues.yaml").write_text(CUES)
    one = json.dumps(chat("my lamp is broken", "I am so sorry", id="one"))
    (inputs / "chat.json").write_text(one)
    (inputs / "lines.jsonl").write_text(one + "\n" + one.replace('"one"', '"two"') + "\n")
    large = chat("my lamp is broken", "I am so sorry", id="large")
    large["messages"].append({"role": "agent", "text": "x " * 200_000, "visibility": "internal"})
    (inputs / "big.jsonl").write_text("".join(json.dumps(large).replace('"large"', f'"large {n}"') + "\n" for n in range(3)))
    (inputs / "talk.txt").write_text("Customer: my lamp is broken\nAgent: sorry about that\n")
    (inputs / "old.log").write_text("Customer: my lamp is broken\nAgent: oh\n")
    (inputs / "log.txt.gz").write_bytes(gzip.compress(b"Customer: my lamp is broken\nAgent: sorry\n", mtime=0))
    (inputs / "broken.jsonl").write_text(one + "\n{broken\n")
    (inputs / "notes.bin").write_bytes(b"\0\1\2")
    (inputs / "empty.json").write_bytes(b"")
    with zipfile.ZipFile(inputs / "packed.zip", "w") as into:
        into.writestr("a.json", one.replace('"one"', '"packed"'))
        into.writestr("b.eml", MAIL.format(n=9))
        into.writestr("c.bin", b"\0\1")
    for n in (1, 2):
        (inputs / "mail" / f"{n}.eml").write_bytes(MAIL.format(n=n).encode())
    for name in ("mbox.mbox", "whatsapp.txt", "vtt.vtt"):
        (inputs / name).write_bytes((FORMATS / name).read_bytes())
    for name in ("xlsx.xlsx", "parquet.parquet", "msg.msg"):
        if (FORMATS / name).exists():
            (inputs / name).write_bytes((FORMATS / name).read_bytes())
    (inputs / "sub" / ".gitignore").write_text("secret.txt\n")
    for name in ("secret.txt", "plain.txt"):
        (inputs / "sub" / name).write_text("Customer: my lamp is broken\nAgent: sorry\n")
    for name, value in SLACK.items():
        (inputs / "slack" / name).write_text(json.dumps(value))
    (macros / "refund.md").write_text(REPLY)
    (macros / "thanks.md").write_text("---\ntitle: Thanks\n---\nThank you, we have your parcel.\n")
    (macros / "list.yaml").write_text("- title: A\n  kind: note\n  text: We we have it.\n")
    (macros / "table.csv").write_text("name,message\nB,Hello there there\n")
    (root / "base" / "base.json").write_text(json.dumps({"format": "csaudit-baseline/1", "findings": {
        "../macros/gone.md": {"blame": {"0123456789abcdef": 1}}}}))  # fmt: skip
