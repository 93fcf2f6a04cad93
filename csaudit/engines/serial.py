"""One process, one portion after the other."""

from collections.abc import Iterable, Iterator

from csaudit.find import Found
from csaudit.run import Part, Plan, work


def parts(portions: Iterable[Found], plan: Plan, jobs: int) -> Iterator[Part]:
    """Work through the portions here and now."""
    return (work(portion, plan) for portion in portions)
