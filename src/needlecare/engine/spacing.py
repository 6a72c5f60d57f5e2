"""Days on which a row of sessions can lie: the least and the greatest solution of lower, upper and gap bounds.

Days are ordinals. Each day of the least solution is the first free one that its predecessor allows, so no solution has
any session earlier; the greatest is its mirror image.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from datetime import date

from needlecare.protocol.time import FIRST_YEAR, LAST_YEAR
from needlecare.protocol.values import dataclass

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()


class FreeDays:
    """The days outside forbidden stretches (both ends included) and closed weekdays (0 is Monday)."""

    __slots__ = ("_closed", "_firsts", "_lasts")

    def __init__(self, stretches: Iterable[tuple[int, int]], closed: Collection[int] = ()) -> None:
        self._closed = frozenset(closed)
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in sorted(stretches):
            if self._lasts and first <= self._lasts[-1] + 1:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def at_or_after(self, day: int) -> int | None:
        return self._nearest(day, step=1)

    def at_or_before(self, day: int) -> int | None:
        return self._nearest(day, step=-1)

    def _nearest(self, day: int, *, step: int) -> int | None:
        while len(self._closed) < 7 and FIRST_DAY <= day <= LAST_DAY:
            place = bisect_right(self._firsts, day) - 1
            if place >= 0 and day <= self._lasts[place]:
                day = (self._lasts if step > 0 else self._firsts)[place] + step
            elif (day + 6) % 7 in self._closed:  # ordinal 1 was a Monday
                day += step
            else:
                return day
        return None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the days of a row must keep.

    `follow` gives the first day a session may follow one of a given day; it never falls as the day grows.
    """

    free: FreeDays
    first: int
    last: int
    follow: Callable[[int], int]

    def least(self, count: int) -> tuple[int, ...] | None:
        """Return the least solution, or None where there is none."""
        found: list[int] = []
        bound = self.first
        for _ in range(count):
            day = self.free.at_or_after(bound)
            if day is None or day > self.last:
                return None
            found.append(day)
            bound = self.follow(day)
        return tuple(found)

    def greatest(self, count: int) -> tuple[int, ...] | None:
        """Return the greatest solution, or None where there is none."""
        found: list[int] = []
        bound = self.last
        for _ in range(count):
            day = self.free.at_or_before(bound)
            if day is None or day < self.first:
                return None
            found.append(day)
            bound = self._last_before(day)
        return tuple(reversed(found))

    def _last_before(self, day: int) -> int:
        """Return the last day that a session of `day` may follow."""
        guess = day - (self.follow(day) - day)
        while self.follow(guess) > day:
            guess -= 1
        while self.follow(guess + 1) <= day:
            guess += 1
        return guess
