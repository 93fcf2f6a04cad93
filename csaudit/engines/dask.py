"""A Dask cluster: workers on this machine, or those of a scheduler that is already there (`--scheduler ADDRESS`).

Needs the extra csaudit[dask]. A worker gets the rubric itself, not its file, and compiles it once; the inputs it reads
by their names, so they have to lie where all workers see them: a shared folder, or a URL of fsspec. Parts are taken in
the order of the input, a few for each thread under way at a time. A worker that dies is no matter: its portions are
worked again by another, and a portion has only one outcome.
"""

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from csaudit.errors import UsageError
from csaudit.find import Found
from csaudit.run import Part, Plan, work

A_THREAD = 4  # portions under way for each


def parts(portions: Iterable[Found], plan: Plan, jobs: int, scheduler: str | None = None) -> Iterator[Part]:
    """Work through the portions on the cluster; results in the order of the portions.

    Raises UsageError where Dask is not installed, or the scheduler does not answer, or a portion ends every worker.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise UsageError("--engine dask needs csaudit[dask]: pip install 'csaudit[dask]'") from error
    try:
        client = Client(scheduler, timeout=10) if scheduler else Client(  # type: ignore[no-untyped-call, unused-ignore]
            n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=50
        )  # fmt: skip
    except OSError as error:
        raise UsageError(f"no Dask scheduler answers at {scheduler}") from error
    with client:
        try:
            yield from _gathered(client, portions, plan)
        except KilledWorker as error:
            raise UsageError("a portion ended every worker it was given to, perhaps for want of memory") from error


def _gathered(client: Any, portions: Iterable[Found], plan: Plan) -> Iterator[Part]:
    recipe = pickle.dumps((plan.scorer.recipe(), plan.options_for, plan.redactor))
    # A task, not scattered data: what is scattered to a worker is lost with it, a task is done again.
    packed = client.submit(bytes, recipe, key=f"csaudit-rubric-{id(plan)}")
    threads = sum(client.nthreads().values()) or 1
    coming = iter(portions)
    waiting: deque[Any] = deque()
    while True:
        for portion in islice(coming, A_THREAD * threads - len(waiting)):
            waiting.append(client.submit(_work, portion, packed, pure=False))
        if not waiting:
            return
        yield waiting.popleft().result()


def _work(portion: Found, recipe: bytes) -> Part:
    return work(portion, _plan(recipe))


@lru_cache(2)
def _plan(recipe: bytes) -> Plan:
    """The rubric compiled, once in each worker."""
    from csaudit.scoring import Scorer

    made, options_for, redactor = pickle.loads(recipe)  # noqa: S301 (made by `_gathered`)
    return Plan(Scorer(**made), options_for, redactor)
