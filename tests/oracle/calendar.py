"""The law of time, found by searching for instants, never by adding seconds to dates.

Everything rests on one monotone reading, `clock`: the highest wall-clock time a zone has shown by an instant. A calendar
bound is the first instant at which that clock has come to a nominal time, or the last at which it is not past it. A nominal
time is a plain tuple (year, month, day, hour, minute, second), compared as tuples, so that 31 February or 01:30 in a skipped
hour need no rule of their own: the clock simply never shows them.

An instant is a whole number of seconds since 1970 in UTC. A zone is an IANA name.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

Wall = tuple[int, int, int, int, int, int]

ELAPSED = {"second": 1, "minute": 60, "hour": 3600}
LONGEST_SETBACK = 24 * 3600  # no clock was ever set back by more than a day


def shown(instant: int, zone: str) -> Wall:
    """Return what a clock on the wall shows at the instant."""
    moment = datetime.fromtimestamp(instant, ZoneInfo(zone))
    return (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


def clock(instant: int, zone: str) -> Wall:
    """Return the highest wall-clock time shown up to and at the instant; it never runs backwards."""
    highest = shown(instant, zone)
    for utc_day in range((instant - LONGEST_SETBACK) // 86400, instant // 86400 + 1):
        for change in changes(utc_day, zone):
            if change <= instant:
                highest = max(highest, shown(change - 1, zone))
    return highest


@cache
def changes(utc_day: int, zone: str) -> tuple[int, ...]:
    """Return the instants of a UTC day at which the zone's offset differs from a second before."""

    def offset(instant: int) -> timedelta | None:
        return datetime.fromtimestamp(instant, ZoneInfo(zone)).utcoffset()

    found = []
    for hour in range(24):
        before = utc_day * 86400 + hour * 3600 - 1
        if offset(before) != offset(before + 3600):
            found.append(first(lambda u, old=offset(before): offset(u) != old, before, before + 3600))
    return tuple(found)


def first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first instant at which a claim that stays true once true holds; false at `low`, true at `high`."""
    if holds(low) or not holds(high):
        raise ValueError("the claim does not turn true between the two instants")
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def around(nominal: Wall) -> tuple[int, int]:
    """Return instants surely before and surely after a nominal time, in any zone on earth."""
    year, month, day = nominal[:3]
    noon = int(datetime(year, month, 1, 12, tzinfo=UTC).timestamp()) + (day - 1) * 86400
    return noon - 4 * 86400, noon + 4 * 86400


@cache
def reached(nominal: Wall, zone: str) -> int:
    """Return the first instant at which the clock shows the nominal time or more."""
    low, high = around(nominal)
    return first(lambda u: clock(u, zone) >= nominal, low, high)


@cache
def last_within(nominal: Wall, zone: str) -> int:
    """Return the last instant at which the clock is not yet past the nominal time."""
    low, high = around(nominal)
    return first(lambda u: clock(u, zone) > nominal, low, high) - 1


def step(nominal: Wall, amount: int, unit: str) -> Wall:
    """Return the nominal time so many calendar units on (or back); its day may not exist in its month."""
    year, month, day, *time = nominal
    if unit in ("day", "night", "week"):
        moved = date(year, month, day) + timedelta(days=amount * (7 if unit == "week" else 1))
        year, month, day = moved.year, moved.month, moved.day
    elif unit == "year":
        year += amount
    else:
        for _ in range(abs(amount)):  # month by month, as a finger on a wall calendar
            month += 1 if amount > 0 else -1
            if month == 13:
                year, month = year + 1, 1
            if month == 0:
                year, month = year - 1, 12
    return (year, month, day, time[0], time[1], time[2])


@cache
def after(instant: int, amount: int, unit: str, zone: str) -> int:
    """Return the first instant that is so long after: what must not come earlier may come then."""
    if unit in ELAPSED:
        return instant + amount * ELAPSED[unit]
    return reached(step(clock(instant, zone), amount, unit), zone)


@cache
def before(instant: int, amount: int, unit: str, zone: str) -> int:
    """Return the last instant that is so long before: what must not come later may still come then."""
    if unit in ELAPSED:
        return instant - amount * ELAPSED[unit]
    return last_within(step(clock(instant, zone), -amount, unit), zone)


def day_of(instant: int, zone: str) -> date:
    """Return the local calendar day of an instant, by the clock that never runs backwards."""
    return date(*clock(instant, zone)[:3])


@cache
def day(which: date, zone: str) -> tuple[int, int]:
    """Return the first and the last second of a local calendar day."""
    ymd = (which.year, which.month, which.day)
    return reached((*ymd, 0, 0, 0), zone), last_within((*ymd, 23, 59, 59), zone)


@cache
def month(year: int, number: int, zone: str) -> tuple[int, int]:
    """Return the first and the last second of a local calendar month."""
    return reached((year, number, 1, 0, 0, 0), zone), last_within((year, number, 31, 23, 59, 59), zone)


def at(which: date, time: str, zone: str) -> int:
    """Return the instant of a wall-clock time such as `08:00` or `14:30:05`: its first showing, or the end of a gap."""
    hours, minutes, seconds = [*map(int, time.split(":")), 0][:3]
    return reached((which.year, which.month, which.day, hours, minutes, seconds), zone)
