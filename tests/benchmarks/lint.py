"""Time csaudit lint against proselint, write-good and alex on the same 5,000 canned replies, one after the other.

    python tests/benchmarks/lint.py [--replies 5000] [--tools FOLDER]       # FOLDER: where npm put write-good and alex (.bin)

The other three know prose and no placeholders; they are timed as their users run them, all files in one call. A tool
that is not installed is left out. The replies are made here, the same ones each time.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SENTENCES = (
    "Hi {{ticket.requester.first_name}},",
    "Thank you for your message about order {{ticket.id}}.",
    "I am sorry that your order arrived late.",
    "We apologize for any inconvenience this may have caused.",
    "I have sent a new one today, and you will hear from me when it is on the van.",
    "The courier lost your parcel, so there is nothing more we can do.",
    "Your refund goes back to your card within five working days.",
    "Please open the app, tap Account, then choose Password.",
    "Your parcel will will arrive by Friday.",
    "Mistakes were made, and your request was very unfortunately overlooked.",
    "Just reply to this email if anything else comes up.",
    "Obviously the guys in the warehouse are crazy busy at this point in time.",
)
KINDS = ("complaint", "delay", "refund", "how-to", "closing", "note")


def write_replies(folder: Path, count: int) -> list[str]:
    """`count` replies of eight sentences each, fifty folders deep; the same for the same count."""
    chosen = random.Random(5000)
    paths = []
    for number in range(count):
        path = folder / "templates" / f"team{number % 50:02}" / f"reply{number:04}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(chosen.choices(SENTENCES, k=8))
        path.write_text(f"---\nkind: {chosen.choice(KINDS)}\nsyntax: zendesk\n---\n{text}\n", encoding="utf-8")
        paths.append(str(path))
    return paths


def timed(name: str, command: list[str], folder: Path) -> None:
    """Run one tool to its end, and print the seconds it took and how many lines it wrote."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    seconds = time.perf_counter() - started
    lines = (done.stdout + done.stderr).count(b"\n")
    print(f"{name:<12} {seconds:7.1f} s   exit {done.returncode}   {lines:>7} lines")


def main() -> None:
    """Make the replies, and time each tool that is there."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--replies", type=int, default=5000)
    options.add_argument("--tools", default="")
    asked = options.parse_args()
    path = os.pathsep.join([asked.tools, str(Path(sys.executable).parent), os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = write_replies(folder, asked.replies)
        size = sum(os.path.getsize(one) for one in paths)
        print(f"{len(paths)} replies, {size / 1e6:.1f} MB")
        os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
        timed("csaudit", [sys.executable, "-m", "csaudit", "lint", "templates", "-f", "jsonl"], folder)
        for tool, arguments in (("proselint", ["check"]), ("write-good", []), ("alex", ["--quiet"])):
            if found := shutil.which(tool, path=path):
                timed(tool, [found, *arguments, *paths], folder)
            else:
                print(f"{tool:<12} not installed")


if __name__ == "__main__":
    main()
