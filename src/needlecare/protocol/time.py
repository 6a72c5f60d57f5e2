"""The law of time: how durations are stepped, and why a wait and a last use cannot contradict each other.

A moment is an instant, a whole number of seconds since 1970 (UTC). Minutes and hours are elapsed time. Days, weeks,
months and years are steps on a zone's local calendar at the same wall-clock time; the two kinds are never converted.

A bound that something must not come before rolls forward, a bound it must not come after clamps back: for every use
`u`, session `s` and duration `d`, ``after(u, d) <= s`` exactly when ``u <= before(s, d)``. To keep that true where the
clock is set back, the wall clock counts as the highest reading it has shown so far.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from needlecare.protocol.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

Instant: TypeAlias = int  # seconds since 1970-01-01T00:00Z

# Where nothing is known, or use goes on: the ends of the calendar this product speaks of.
BEGINNING: Instant = -62_000_000_000  # in the year 5
END: Instant = 253_000_000_000  # in the year 9987
FIRST_YEAR, LAST_YEAR = 1880, 2400

_SECOND = timedelta(seconds=1)
_MOST_KEPT = 4_096  # results of the calendar's arithmetic


class Unit(StrEnum):
    """Units of a duration; the first two are elapsed time, the others steps on the local calendar."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_ELAPSED = {Unit.MINUTE: 60, Unit.HOUR: 3600}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
# Only for comparing windows of different units in the linter and for ordering; never to step time. [s]
_NOMINAL = {**_ELAPSED, Unit.DAY: 86_400, Unit.WEEK: 604_800, Unit.MONTH: 2_629_746, Unit.YEAR: 31_556_952}


class Duration(NamedTuple):
    """A whole number of one unit."""

    amount: int
    unit: Unit

    @property
    def nominal(self) -> int:
        """Return the usual length in seconds, for ordering only. [s]"""
        return self.amount * _NOMINAL[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"


ZERO = Duration(0, Unit.MINUTE)


@dataclass(frozen=True, slots=True)
class Interval:
    """All instants from `lo` to `hi`, both included; somewhere in it lies the true one."""

    lo: Instant
    hi: Instant

    def __post_init__(self) -> None:
        if self.lo > self.hi:
            raise ValueError(f"an interval cannot end before it starts: {self.lo} > {self.hi}")

    @property
    def is_exact(self) -> bool:
        return self.lo == self.hi


class Zone:
    """The local calendar of a clinic, by its IANA name.

    Raises
    ------
    ValueError
        If no zone of that name is known.
    """

    __slots__ = ("_tz", "key")

    def __init__(self, key: str) -> None:
        try:
            self._tz = ZoneInfo(key)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"zone {key!r} is not known") from error
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Zone) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Zone({self.key!r})"

    def local(self, moment: Instant) -> datetime:
        """Return the zone's own reading of an instant, with its offset."""
        return datetime.fromtimestamp(moment, self._tz)

    def day_of(self, moment: Instant) -> date:
        """Return the local calendar day of an instant."""
        return _day_of(self, moment)

    def highest_reading(self, moment: Instant) -> datetime:
        """Return the highest wall-clock reading shown up to an instant, without offset."""
        here = self.local(moment)
        if not here.fold:
            return here.replace(tzinfo=None)
        change = self._change_between(moment - 2 * 86_400, moment)
        return self.local(change - 1).replace(tzinfo=None)

    def first_reaching(self, wall: datetime) -> Instant:
        """Return the first instant at which the wall clock has reached a reading."""
        moment = int(wall.replace(tzinfo=self._tz, fold=0).timestamp())
        shown = self.local(moment).replace(tzinfo=None)
        if shown == wall:
            return moment
        # The reading is skipped: the clock reaches it at the change itself.
        return self._change_between(moment - int((shown - wall).total_seconds()), moment)

    def last_not_past(self, wall: datetime) -> Instant:
        """Return the last instant whose highest reading is still at or below a reading."""
        return self.first_reaching(wall + _SECOND) - 1

    def day(self, day: date) -> Interval:
        """Return the whole local calendar day, from its first second to its last.

        A day that the zone left out, as Samoa did 30 December 2011, is the one moment at which it was skipped.
        """
        return _day(self, day)

    def _change_between(self, lo: Instant, hi: Instant) -> Instant:
        """Return the first instant in (lo, hi] at which the offset is that of `hi`."""
        offset = self.local(hi).utcoffset()
        while hi - lo > 1:
            middle = (lo + hi) // 2
            if self.local(middle).utcoffset() == offset:
                hi = middle
            else:
                lo = middle
        return hi


# A calendar's arithmetic never changes, and one session is asked of by many rules: it is done once.
@lru_cache(maxsize=_MOST_KEPT)
def _day_of(where: Zone, moment: Instant) -> date:
    return where.highest_reading(moment).date()


@lru_cache(maxsize=_MOST_KEPT)
def _day(where: Zone, day: date) -> Interval:
    start = datetime(day.year, day.month, day.day)
    first = where.first_reaching(start)
    return Interval(first, max(first, where.first_reaching(start + timedelta(days=1)) - 1))


@lru_cache(maxsize=512)
def zone(key: str) -> Zone:
    """Return the zone of that IANA name, made once."""
    return Zone(key)


def after(moment: Instant, wait: Duration, where: Zone) -> Instant:
    """Return the first instant by which a wait that began at `moment` is over; rolls forward, never short."""
    if wait.unit in _ELAPSED:
        return moment + wait.amount * _ELAPSED[wait.unit]
    return _rolled(moment, wait, where)


def before(moment: Instant, wait: Duration, where: Zone) -> Instant:
    """Return the last instant from which a wait is over by `moment`; clamps back, never late."""
    if wait.unit in _ELAPSED:
        return moment - wait.amount * _ELAPSED[wait.unit]
    return _clamped(moment, wait, where)


@lru_cache(maxsize=_MOST_KEPT)
def _rolled(moment: Instant, wait: Duration, where: Zone) -> Instant:
    return where.first_reaching(_step(where.highest_reading(moment), wait, forward=True))


@lru_cache(maxsize=_MOST_KEPT)
def _clamped(moment: Instant, wait: Duration, where: Zone) -> Instant:
    return where.last_not_past(_step(where.highest_reading(moment), wait, forward=False))


def _step(wall: datetime, wait: Duration, *, forward: bool) -> datetime:
    sign = 1 if forward else -1
    if wait.unit in _DAYS:
        return wall + timedelta(days=sign * wait.amount * _DAYS[wait.unit])
    index = wall.year * 12 + wall.month - 1 + sign * wait.amount * _MONTHS[wait.unit]
    first = datetime(index // 12, index % 12 + 1, 1)
    following = datetime((index + 1) // 12, (index + 1) % 12 + 1, 1)
    if first + timedelta(days=wall.day - 1) < following:
        return wall.replace(year=first.year, month=first.month)
    # Rounding late is the safe side: 31 August plus six months is 1 March (CDSi CALCDT-5).
    return following if forward else following - _SECOND


def utc(moment: Instant) -> datetime:
    """Return an instant as a UTC datetime."""
    return datetime.fromtimestamp(moment, UTC)
