"""Several processes on this machine; each compiles the rubric once and reads its portions itself.

Text pickled to workers costs more than it saves (performance.md), so a worker gets paths and byte ranges, and hands
back finished lines. A few portions for each worker are under way at a time, so memory stays flat. Ctrl-C ends the
workers at once, in the middle of what they are at.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from csaudit.errors import UsageError
from csaudit.find import Found
from csaudit.run import Part, Plan, work

_plan: Plan


def parts(portions: Iterable[Found], plan: Plan, jobs: int) -> Iterator[Part]:
    """Work through the portions with `jobs` processes; results in the order of the portions.

    Raises UsageError when the system ends a worker, which it does when memory runs out.
    """
    recipe = plan.scorer.recipe(), plan.options_for, plan.redactor
    waiting: deque[Future[Part]] = deque()
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(jobs, initializer=_prepare, initargs=recipe) as pool:
        try:
            for portion in portions:
                waiting.append(pool.submit(_work, portion))
                if len(waiting) >= jobs * 3:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise UsageError("a worker was ended from outside, for want of memory perhaps: try fewer with -j") from error
        except (KeyboardInterrupt, GeneratorExit):
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _prepare(recipe: dict[str, Any], options_for: Any, redactor: Any) -> None:
    """Compile the rubric in the worker; Ctrl-C is the parent's to handle, which ends the workers."""
    from csaudit.scoring import Scorer

    global _plan  # noqa: PLW0603 - what a worker process is made ready with
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _plan = Plan(Scorer(**recipe), options_for, redactor)


def _work(portion: Found) -> Part:
    return work(portion, _plan)
