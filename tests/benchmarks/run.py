"""The benchmark: `python tests/benchmarks/run.py` prints every figure of the README's table, each as a ratio.

    --messages N   of the large file (default 100,000; the README's table: 1,000,000)
    --rounds N     each measurement is made so often, the programs in turn; the median counts (default 3)
    --only WORD    throughput, scaling, linear, memory, startup or textblob

Processor seconds are compared where one core works, so that a busy machine changes little; wall-clock where two do.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import make_input

HERE = Path(__file__).parent
PEERS = {"floor": 20_000, "lowest": 10_000_000, "vader": 20_000, "textblob": 5_000, "naive": 1_000, "convokit": 500}  # messages of each sample
COUNTERS = ("clear_writing",)  # the criteria that count words
CSAUDIT = (sys.executable, "-m", "csaudit")


class Cost(NamedTuple):
    """Of one process and its children: wall-clock and processor seconds, and the peak of its memory in MB."""

    wall: float
    cpu: float
    peak: float


def cost(*command: str, folder: Path | None = None) -> Cost:
    """Run a command to its end."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit {process.returncode}\n{said.decode()}")
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def score(path: Path | str, *options: str, format: str = "jsonl") -> Cost:
    """`csaudit score` with a report written to a file."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = () if "-j" in options else ("-j", "1")
        return cost(*CSAUDIT, "score", str(path), "--isolated", "-q", "-f", format, "-o", f"{folder}/out", *jobs, *options)


def peer(name: str, path: Path) -> float | None:
    """Messages a second of processor time; None where the peer is not installed."""
    python = os.environ.get(f"{name.upper()}_PYTHON", sys.executable)  # ConvoKit wants an environment of its own
    command = [python, str(HERE / "peers.py"), name, str(path), str(PEERS[name])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    said = json.loads(done.stdout)
    return float(said["messages"] / said["seconds"])


def median(rounds: int, *measures: Callable[[], float | None]) -> list[float | None]:
    """Each measure `rounds` times, in turn; the medians."""
    results = [[measure() for measure in measures] for _ in range(rounds)]
    return [statistics.median(one for one in column if one is not None) if any(column) else None for column in zip(*results, strict=True)]


def row(what: str, figure: str, goal: str = "", note: str = "") -> None:
    """A line of the table."""
    print(f"| {what} | {figure} | {goal} | {note} |", flush=True)


def throughput(folder: Path, messages: int, rounds: int) -> None:
    """Against the floor, the naive program, ConvoKit and VADER, on one core."""
    big = made(folder, messages)
    skipped = [part for one in COUNTERS for part in ("--skip", one)]
    every, less, *peers = median(
        rounds,
        lambda: messages / score(big).cpu,
        lambda: messages / score(big, *skipped).cpu,
        *(lambda name=name: peer(name, big) for name in ("floor", "lowest", "naive", "convokit", "vader")),  # type: ignore[misc]
    )
    assert every
    assert less
    row(f"every criterion, {messages:,} messages", f"{every:,.0f} messages/s")
    row("without those that count words", f"{less:,.0f} messages/s")
    goals = {"floor": "≥ 0.20", "lowest": "", "naive": "≥ 25", "convokit": "≥ 200", "vader": "> 1"}
    for (name, goal), other in zip(goals.items(), peers, strict=True):
        if other is None:
            row(f"against {name}", "not installed", goal)
            continue
        row(f"against {name}", f"{every / other:.2f}", goal, f"{other:,.0f} messages/s")
        if name == "floor":
            row("against floor, without those that count words", f"{less / other:.2f}", "≥ 0.35")


def scaling(folder: Path, messages: int, rounds: int) -> None:
    """Two processes against one: a large file, and many small ones."""
    big, small = made(folder, messages), many_files(folder, messages // 50)
    one, two, one_small, two_small = median(
        rounds, lambda: score(big).wall, lambda: score(big, "-j", "2").wall,
        lambda: score(small).wall, lambda: score(small, "-j", "2").wall,
    )  # fmt: skip
    assert None not in (one, two, one_small, two_small)
    row(f"-j 2 on one file of {messages:,} messages", f"{one / two:.2f} times -j 1", "≥ 1.7", f"{os.cpu_count()} cores")
    row(f"-j 2 on {messages // 50:,} small files", f"{one_small / two_small:.2f} times -j 1", "≥ 1.7",
        f"{one_small / (messages // 50) * 1000:.1f} ms a file")  # fmt: skip


def linear(folder: Path, messages: int, rounds: int) -> None:
    """The cost of a message: of ten times as many, of ten times the phrases, of one long conversation."""
    few, many = made(folder, messages // 10), made(folder, messages)
    long = folder / "long.jsonl"
    with long.open("wb") as stream:
        make_input.write(stream, iter([make_input.one_long(messages // 10)]))
    rubrics = {count: phrases(folder, count) for count in (300, 3000)}
    a, b, c, d, e = median(
        rounds, lambda: score(few).cpu, lambda: score(many).cpu, lambda: score(long).cpu,
        lambda: score(few, "-r", str(rubrics[300])).cpu, lambda: score(few, "-r", str(rubrics[3000])).cpu,
    )  # fmt: skip
    assert None not in (a, b, c, d, e)
    row(f"a message of {messages:,} against one of {messages // 10:,}", f"{b / 10 / a:.2f}", "≈ 1")
    row(f"one conversation of {messages // 10:,} messages against ten-message ones", f"{c / a:.2f}", "≈ 1")
    row("3,000 phrases instead of 300", f"{e / d:.2f} times the cost", "≤ 3")


def memory(folder: Path, messages: int, rounds: int) -> None:
    """The peak by report, and how it grows."""
    few, many = made(folder, messages // 10), made(folder, messages)
    for format in ("terminal", "json", "jsonl", "csv"):
        less, more = score(few, format=format).peak, score(many, format=format).peak
        row(f"peak memory, {format}", f"{more:.0f} MB", "< 200 MB, ≤ 1.2 times",
            f"{more / less:.2f} times that of {messages // 10:,}")  # fmt: skip
    huge = folder / "huge.jsonl"
    text = " ".join(message["text"] for message in make_input.one_long(500_000)["messages"])[: 50 << 20]
    with huge.open("wb") as stream:
        make_input.write(stream, iter([{"id": "huge", "messages": [{"role": "agent", "text": text}]}]))
    one = score(huge)
    row("one message of 50 MB", f"{one.peak:.0f} MB", "bounded and told", f"{one.cpu:.1f} s")


def startup(folder: Path, messages: int, rounds: int) -> None:
    """A small file, against a command that does nothing and against proselint."""
    chat, reply, nothing = folder / "one.txt", folder / "one.md", folder / "nothing.py"
    chat.write_text("Customer: My lamp came without its shade.\nAgent: I'm sorry about that. I'll send one today.\n")
    reply.write_text("Hi {{name}},\n\nThanks for waiting. We have sent the shade.\n")
    nothing.write_text("import typer\n\napp = typer.Typer()\n\n\n@app.command()\ndef main(path: str) -> None:\n    print(path)\n\n\napp()\n")
    commands = {
        "csaudit score one.txt": (*CSAUDIT, "score", str(chat), "--isolated"),
        "csaudit lint one.md": (*CSAUDIT, "lint", str(reply), "--isolated"),
        "proselint": (str(Path(sys.executable).parent / "proselint"), "check", str(reply)),
    }
    if not os.path.exists(commands["proselint"][0]):
        del commands["proselint"]
    floor, *others = median(
        rounds * 5, lambda: cost(sys.executable, str(nothing), "x").wall, *(lambda it=it: cost(*it).wall for it in commands.values())  # type: ignore[misc]
    )
    assert floor
    row("a Typer command that does nothing", f"{floor * 1000:.0f} ms")
    for name, seconds in zip(commands, others, strict=True):
        assert seconds
        row(name, f"{seconds / floor:.2f} times that", "" if name == "proselint" else "≤ 1.8", f"{seconds * 1000:.0f} ms")


def textblob(folder: Path, messages: int, rounds: int) -> None:
    """How often TextBlob is asked by a rubric that uses it, and what that costs."""
    few = made(folder, messages // 10)
    mood = folder / "mood.yaml"
    mood.write_text("name: with mood\nextends: service\ncriteria:\n  - id: mood\n    expect: {customer: mood_turned}\n")
    asked = subprocess.run([sys.executable, str(HERE / "asked.py"), str(few), str(mood)], capture_output=True, text=True, check=True)
    plain, with_mood, alone = median(
        rounds, lambda: score(few).cpu, lambda: score(few, "-r", str(mood)).cpu, lambda: peer("textblob", few)
    )
    assert None not in (plain, with_mood, alone)
    share = json.loads(asked.stdout)
    row("TextBlob is asked, default rubric", f"{share['service']:.1%} of the messages", "")
    row("TextBlob is asked, a rubric with mood_turned", f"{share['mood']:.1%} of the messages", "",
        f"costs {with_mood / plain - 1:+.0%}; of every message it would be {messages / 10 / alone / plain:+.0%}")  # fmt: skip


def made(folder: Path, messages: int) -> Path:
    """A file of so many messages."""
    path = folder / f"{messages}.jsonl"
    if not path.exists():
        with path.open("wb") as stream:
            make_input.write(stream, make_input.conversations(messages))
    return path


def many_files(folder: Path, count: int) -> Path:
    """A folder of small text transcripts, 500 to a folder."""
    top = folder / f"small{count}"
    if not top.exists():
        for number, one in zip(range(count), make_input.conversations(count * 30), strict=False):
            below = top / f"{number // 500:03}"
            below.mkdir(parents=True, exist_ok=True)
            said = (f"{message['role'].title()}: {message['text']}\n" for message in one["messages"])
            (below / f"{number:05}.txt").write_text("".join(said))
    return top


def phrases(folder: Path, count: int) -> Path:
    """A rubric of ten criteria over `count` phrases: words of the input in pairs, most of which never occur."""
    path = folder / f"phrases{count}.yaml"
    words = sorted({word for one in make_input.conversations(5_000, 7) for message in one["messages"]
                    for word in message["text"].lower().split() if word.isalpha()})  # fmt: skip
    with path.open("w") as stream:
        stream.write("name: phrases\ncues:\n")
        for cue in range(10):
            stream.write(f"  cue{cue}:\n    said_by: agent\n    phrases:\n")
            stream.writelines(f'      - "{pair}"\n' for pair in _pairs(words, cue, count // 10))
        stream.write("criteria:\n")
        stream.writelines(f"  - {{id: c{cue}, expect: {{agent: cue{cue}}}}}\n" for cue in range(10))
    return path


def _pairs(words: list[str], cue: int, count: int) -> Iterator[str]:
    for number in range(count):
        at = cue * count + number
        yield f"{words[at * 7919 % len(words)]} {words[(at * 104729 + 13) % len(words)]} {words[(at * 31 + 5) % len(words)]}"


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--messages", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--only", action="append")
    asked.add_argument("--folder", type=Path, help="keep the inputs here")
    said = asked.parse_args()
    sections = {one.__name__: one for one in (throughput, scaling, linear, memory, startup, textblob)}
    with tempfile.TemporaryDirectory() as temporary:
        folder = said.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print("| measured | figure | goal | |\n|---|---|---|---|")
        for name in said.only or sections:
            sections[name](folder, said.messages, said.rounds)
