"""The tables, and the one statement that joins them in any database.

Beside the joins themselves, only whole-number arithmetic, CASE, MAX and GROUP BY are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from needlecare.exports.tables import RuleTables, Verdict, step, weight_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import BEGINNING, END, Duration

Row: TypeAlias = tuple[int, ...]

# Stand for the days of no use, and of one of which nothing is known; long before all others.
NEVER_DAY, OPEN_DAY = -40_001, -40_000
_NO_DAY = -40_002  # of what is said without a time
_MOST_KEPT = 200_000  # rows of a table that are kept for later clients

# Wall seconds need 64 bits, and so does what they are multiplied with.
LONG = (
    "lo",
    "hi",
    "session_lo",
    "session_hi",
    "advised",
    "advised_moves",
    "floor",
    "floor_moves",
    "onward",
    "onward_moves",
)
TABLES = {
    "uses": "client limits lo lo_end hi hi_end session_lo session_hi",
    "limits": "place advised advised_moves floor floor_moves ask_mild ask_fail mild mixed fail",
    "calendar": "place onward onward_moves",
}

# A limit, or the end of a wait, is the time it is counted from plus a shift; where nothing moves it, the shift alone.
ANSWERS = """
SELECT u.client AS client,
  MAX(CASE WHEN u.hi <= u.session_lo * s.advised_moves + s.advised THEN 0
           WHEN u.hi <= u.session_lo * s.floor_moves + s.floor THEN
             CASE WHEN u.lo <= u.session_hi * s.advised_moves + s.advised THEN s.ask_mild ELSE s.mild END
           WHEN u.lo <= u.session_hi * s.advised_moves + s.advised THEN s.ask_fail
           WHEN u.lo <= u.session_hi * s.floor_moves + s.floor THEN s.mixed
           ELSE s.fail END) AS weight,
  MAX(u.hi * h.onward_moves + h.onward) AS certain,
  MAX(u.lo * l.onward_moves + l.onward) AS possible
FROM uses u
JOIN limits s ON s.place = u.limits
JOIN calendar h ON h.place = u.hi_end
JOIN calendar l ON l.place = u.lo_end
GROUP BY u.client
"""


class Slots:
    """The rows of `limits` and `calendar` that some clients need, numbered without gaps as they come.

    A row of `limits` is one of the rule table as seen from a day of sessions: the advised value and the floor stepped back,
    and the weights of a last use that may be past the advised value, or past the floor, while it may also keep the rule
    (`ask_mild`, `ask_fail`); is past the advised value (`mild`), perhaps past the floor (`mixed`); or is past the floor
    (`fail`). A row of `calendar` is a length stepped forward from a day.

    Attributes
    ----------
    limits, calendar : list of tuple of int
        The rows of both tables.
    most_kept : float
        Past so many rows all are forgotten, once a batch is answered.
    """

    def __init__(self, tables: RuleTables) -> None:
        self.tables = tables
        self.limits: list[Row] = []
        self.calendar: list[Row] = []
        self.most_kept: float = _MOST_KEPT
        self._forgotten = 0
        self._limits: dict[tuple[int, int], int] = {}
        self._ends: dict[tuple[int, int], int] = {}

    def forget_if_many(self) -> None:
        """Forget all rows where there are many."""
        if max(len(self.limits), len(self.calendar)) > self.most_kept:
            self._forgotten += 1
            for kept in (self.limits, self.calendar, self._limits, self._ends):
                kept.clear()

    @property
    def state(self) -> tuple[int, int, int]:
        """Return what changes with the rows: how often they were forgotten, and how many each table has."""
        return self._forgotten, len(self.limits), len(self.calendar)

    def limit(self, day: int, wait: int) -> int:
        """Return the place in `limits` of a row of the rule table, for sessions on a day."""
        place = self._limits.get((day, wait))
        if place is None:
            place = self._limits[day, wait] = len(self.limits)
            self.limits.append((place, *self._limit(day, wait)))
        return place

    def end(self, day: int, span: int) -> int:
        """Return the place in `calendar` of a length, counted from a day."""
        place = self._ends.get((day, span))
        if place is None:
            place = self._ends[day, span] = len(self.calendar)
            self.calendar.append((place, *self._end(day, span)))
        return place

    def answer(self, verdict: Verdict) -> tuple[int, int, int]:
        """Return the places of what is said without a time: in `limits`, and of its earliest dates in `calendar`."""
        weight, certain, possible = verdict
        place = self._limits.get((_NO_DAY, weight))
        if place is None:
            place = self._limits[_NO_DAY, weight] = len(self.limits)
            self.limits.append((place, BEGINNING, 0, BEGINNING, 0, *(weight,) * 5))
        first, last = (self.end(OPEN_DAY if no else NEVER_DAY, 0) for no in (possible, certain))
        return place, first, last

    def _limit(self, day: int, wait: int) -> Row:
        _, place, number, mild, fail, sure, _ = self.tables.waits[wait]
        ends = [(0, mild), (0, fail), (mild, mild), (mild, fail), (fail, fail)]
        weights = [weight_of(Outcome(best if sure else 0), Outcome(worst), place) for best, worst in ends]
        if number < 0:  # kept only by no use at all
            return (BEGINNING, 0, BEGINNING, 0, *weights)
        span = self.tables.spans[number]
        return (*_moving(day, span.advised, -1), *_moving(day, span.floor, -1), *weights)

    def _end(self, day: int, span: int) -> Row:
        if span < 0 or day == NEVER_DAY:
            return BEGINNING, 0
        return (END, 0) if day == OPEN_DAY else _moving(day, self.tables.spans[span].advised, 1)

    def uses(self, told: Iterable[Sequence[int]]) -> Iterator[Row]:
        """Yield the rows of `uses` for what was said of last uses, one for each rule that looks at it."""
        for client, ladder, lo, lo_day, hi, hi_day, session_lo, session_hi, session_day in told:
            for wait in self.tables.ladders[ladder]:
                until, perhaps = self.tables.ends_of(wait)
                limit, first, last = (
                    self.limit(session_day, wait),
                    self.end(lo_day, perhaps),
                    self.end(hi_day, until),
                )
                yield client, limit, lo, first, hi, last, session_lo, session_hi

    def answers(self, said: Iterable[tuple[int, Verdict]]) -> Iterator[Row]:
        """Yield the rows of `uses` for what clients say without a time."""
        for client, verdict in said:
            limit, first, last = self.answer(verdict)
            yield client, limit, 0, first, 0, last, 0, 0


def _moving(day: int, amount: Duration, side: int) -> tuple[int, int]:
    second, is_fixed = step(day, amount, side)
    return second, 1 - is_fixed


__all__ = ["ANSWERS", "LONG", "NEVER_DAY", "OPEN_DAY", "TABLES", "Row", "Slots"]
