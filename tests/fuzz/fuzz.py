"""Mutated inputs over every target, round after round: `python -m tests.fuzz.fuzz --minutes 40`.

What raises, or takes longer than a second, is written to tests/fuzz/corpus/ under the target's name, once for each place
in the code, and replayed by test_corpus.py from then on. A table of counts is printed at the end. Mutation by chance and
not atheris: that takes minutes to instrument the package before its first input, and a reader does 3,000 of these a second.
"""

import argparse
import json
import os
import re
import resource
import signal
import time
import traceback
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.fuzz.mutate import mutated
from tests.fuzz.targets import targets

CORPUS = Path(__file__).parent / "corpus"
ROUND = 0.5  # seconds for a target before the next has its turn
SLOW, HANGS = 1.0, 10
MEMORY = 3 << 30


class Hang(BaseException):
    """An input took longer than HANGS seconds."""


def _hung(number: int, frame: object) -> None:
    raise Hang


def place_of(error: BaseException) -> str:
    """The innermost place in csaudit that an error passed, and its kind."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/csaudit/" in frame.filename]
    last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.name}: {type(error).__name__}"


def keep(target: str, what: str, data: bytes, seen: set[tuple[str, str]]) -> None:
    """Write an input to the corpus, the first for each target and place."""
    if (target, what) in seen:
        return
    seen.add((target, what))
    name = f"{re.sub(r'[^a-z_]+', '-', target)}--{sha256(what.encode()).hexdigest()[:8]}"
    (CORPUS / name).write_bytes(data)
    print(f"{target}: {what}: {name}", flush=True)


def main() -> None:
    """Fuzz for some minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=[""], help="targets whose names begin with one of these")
    parser.add_argument("--counts", type=Path, help="a JSON file to add the counts to")
    asked = parser.parse_args()
    os.environ["CSAUDIT_CACHE"] = "off"  # thousands of rubrics are of no use to anybody
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _hung)
    chosen = {name: target for name, target in targets().items() if name.startswith(tuple(asked.only))}
    random = Random(asked.seed)
    counts: Counter[str] = Counter()
    slowest: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    ends = time.monotonic() + asked.minutes * 60
    while time.monotonic() < ends:
        for name, (seeds, function) in chosen.items():
            until = time.process_time() + ROUND
            while (began := time.process_time()) < until:
                data = mutated(seeds, random)
                signal.alarm(HANGS)
                try:
                    function(data)
                except Hang as error:
                    keep(name, f"hangs in {place_of(error)}", data, seen)
                except Exception as error:
                    keep(name, place_of(error), data, seen)
                finally:
                    signal.alarm(0)
                took = time.process_time() - began
                slowest[name] = max(took, slowest.get(name, 0))
                if took > SLOW and counts[name]:
                    keep(name, f"takes over {SLOW} s", data, seen)
                counts[name] += 1
    for name, count in counts.items():
        print(f"{name:28} {count:>9,}  slowest {slowest[name]:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{'in all':28} {counts.total():>9,}  peak {peak} MB", flush=True)
    if asked.counts:
        before = Counter(json.loads(asked.counts.read_text())) if asked.counts.exists() else Counter[str]()
        asked.counts.write_text(json.dumps(before + counts, indent=1))


if __name__ == "__main__":
    main()
