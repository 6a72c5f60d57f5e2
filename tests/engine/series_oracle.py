"""An independent judge of series: every assignment of days, tried one by one.

Time is counted in hours from midnight of day 0, in a place without clock changes. A session takes one hour. Limits are
plain keys, and any of them can be left out. Nothing here imports the product.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

HOURS = 24


@dataclass(frozen=True)
class Case:
    """One series to plan. A moment is (day, hour), the hour None where only the day is known; a length is in hours."""

    asked: tuple[int, int]
    hour: int | None  # of every session; None where it is not known
    count: int
    gap: int
    previous: tuple[int, int | None] | None = None
    last_use: tuple[int, int | None] | None = None
    washout: int = 0
    event: tuple[int, int | None] | None = None
    lead: int = 0
    blocked: tuple[tuple[int, int], ...] = ()
    closed: frozenset[int] = frozenset()
    plans: tuple[tuple[int, int | None], ...] = ()
    before_session: int = 0  # no planned use in this stretch before a session
    after_session: int = 0  # nor in this one after it

    def limits(self) -> tuple[str, ...]:
        """Return the keys of all limits of the case."""
        keys = ["start", "gap", "count"]
        keys += ["wait"] if self.last_use is not None else []
        keys += ["event"] if self.event is not None else []
        keys += ["closed"] if self.closed else []
        keys += [f"blocked {index}" for index in range(len(self.blocked))]
        return (*keys, *(f"planned {index}" for index in range(len(self.plans))))


def solutions(case: Case, kept: Iterable[str]) -> Iterator[tuple[int, ...]]:
    """Yield every row of days that keeps the limits; without the limit `count`, rows of one session."""
    keys = set(kept)
    horizon = 40 if case.event is None or "event" not in keys else case.event[0] + 1
    free = [day for day in range(-14, horizon) if is_free(case, day, keys)]
    for row in combinations(free, case.count if "count" in keys else 1):
        if "gap" not in keys or keeps_gaps(case, row):
            yield row


def can_hold(case: Case, kept: Iterable[str]) -> bool:
    return next(solutions(case, kept), None) is not None


def is_free(case: Case, day: int, keys: set[str]) -> bool:
    return all(is_free_of(case, day, key) for key in keys)


@lru_cache(maxsize=4096)
def is_free_of(case: Case, day: int, key: str) -> bool:
    """Return whether one limit leaves a day to a session, whatever its hour where that is not known."""
    kind, _, index = key.partition(" ")
    if kind == "closed":
        return day % 7 not in case.closed
    if kind == "blocked":
        first, last = case.blocked[int(index)]
        return not first <= day <= last
    starts, now = starts_on(case, day), present(case)
    if kind == "start":
        return starts[0] >= now
    if kind == "wait" and case.last_use is not None:
        return starts[0] >= latest(case.last_use) + case.washout
    if kind == "event" and case.event is not None:
        return starts[-1] + 1 + case.lead <= moments(case.event)[0]
    if kind == "planned":
        return not any(
            clashes(case, start, use) for start in starts for use in moments(case.plans[int(index)])
        )
    return True


def present(case: Case) -> int:
    return case.asked[0] * HOURS + case.asked[1]


def starts_on(case: Case, day: int) -> list[float]:
    """Return the hours at which a session of a day may start; half hours stand for the instants between the hours."""
    if case.hour is not None:
        return [day * HOURS + case.hour]
    whole = [day * HOURS + half / 2 for half in range(2 * HOURS - 2)]
    return (
        [start for start in whole if start >= present(case)] or [present(case)]
        if day == case.asked[0]
        else whole
    )


def clashes(case: Case, start: float, use: float) -> bool:
    """Return whether a planned use comes too soon before a session, or after it."""
    end = start + 1
    return use <= start < use + case.before_session or end <= use < end + case.after_session


def keeps_gaps(case: Case, row: tuple[int, ...]) -> bool:
    """Return whether sessions, all at one hour of the day, are a gap apart; the first also from the previous one."""
    if any((later - sooner) * HOURS < case.gap for sooner, later in pairwise(row)):
        return False
    return case.previous is None or starts_on(case, row[0])[0] >= latest(case.previous) + case.gap


def moments(when: tuple[int, int | None]) -> list[float]:
    """Return the hours a moment may be; of a whole day, its half hours stand for the instants between the hours."""
    day, hour = when
    return [day * HOURS + half / 2 for half in range(2 * HOURS)] if hour is None else [day * HOURS + hour]


def latest(when: tuple[int, int | None]) -> int:
    """Return the first full hour by which a moment has come for certain."""
    day, hour = when
    return (day + 1) * HOURS if hour is None else day * HOURS + hour
