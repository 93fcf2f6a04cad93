"""A long run over a folder that grows: `python -m tests.soak --minutes 30`. Memory and descriptors must stay flat.

Each round adds conversations, good and broken ones, and scores the whole folder in this same process with every report,
as a service would that calls csaudit again and again. What it prints: minute, files, transcripts, resident memory after
the round, the round's peak, open descriptors. It ends with 1 where the last third of the rounds needs more than the
second third by over a tenth, or where a descriptor stays open.
"""

import argparse
import io
import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from csaudit import find, plugins, rubric
from csaudit.readers import Options
from csaudit.redact import redactor
from csaudit.reports import Look
from csaudit.run import Plan, gather, work
from csaudit.scoring import Scorer
from tests.fuzz.mutate import bent

SAMPLES = Path(__file__).parent.parent / "samples"
REPORTS = ("terminal", "json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab")


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def resident() -> float:
    """Megabytes that the process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def descriptors() -> int:
    """Open descriptors (Linux)."""
    return len(os.listdir("/proc/self/fd"))


def main() -> int:
    """Soak for some minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--add", type=int, default=60, help="files a round")
    asked = parser.parse_args()
    random = Random(7)
    seeds = [(path.suffix, path.read_bytes()) for folder in ("chat", "formats", "email")
             for path in sorted((SAMPLES / folder).iterdir()) if path.is_file()]  # fmt: skip
    scorer = Scorer(rubric.load("service"))
    plan = Plan(scorer, lambda name: Options(), redactor(scorer.rubric.hash))
    began, rounds = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        count = 0
        while time.monotonic() - began < asked.minutes * 60:
            for _ in range(asked.add):
                suffix, data = random.choice(seeds)
                data = bent(data, [data], random) if random.random() < 0.3 else data
                (Path(folder) / f"{count:06}{suffix}").write_bytes(data)
                count += 1
            peak = 0.0
            run = gather((work(part, plan) for part in find.portions([folder], plan.options_for)), scorer)
            for name in REPORTS:
                plugins.load("reports", name).write(run, _Nowhere(), Look())
                peak = max(peak, resident())
            summary = run.summary
            assert summary.found == summary.scored + summary.unreadable + sum(summary.skipped.values())
            del run
            rounds.append((resident(), descriptors()))
            print(f"{(time.monotonic() - began) / 60:5.1f} min {count:>7} files {summary.scored:>7} scored {summary.unreadable:>6} "
                  f"unreadable {rounds[-1][0]:7.1f} MB, peak {peak:7.1f} MB, {rounds[-1][1]} descriptors", flush=True)  # fmt: skip
    third = max(1, len(rounds) // 3)
    before, after = max(rounds[third : 2 * third] or rounds), max(rounds[2 * third :] or rounds)
    flat = after[0] <= before[0] * 1.1 and len({open_ for _, open_ in rounds[1:]}) <= 1
    print("flat" if flat else "not flat", f"{before[0]:.1f} MB to {after[0]:.1f} MB")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
