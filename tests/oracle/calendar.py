"""The law of time, found by searching for instants, never by adding seconds to dates.

Everything rests on one monotone reading, `clock`: the highest wall-clock time a zone has shown by an
instant. A calendar bound is the first instant at which that clock has come to a nominal time, or the last
at which it is not past it. A nominal time is a plain tuple (year, month, day, hour, minute, second),
compared as tuples, so that 31 February or 01:30 in a skipped hour need no rule of their own: the clock
simply never shows them.

READING 22: through a repeated hour the clock stands at its highest second. An instant is a whole number of
seconds since 1970 in UTC. A zone is an IANA name.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Wall = tuple[int, int, int, int, int, int]

kept = lru_cache(maxsize=100_000)  # only for speed

ELAPSED = {"second": 1, "minute": 60, "hour": 3600}


def shown(instant: int, zone: str) -> Wall:
    """Return what a clock on the wall shows at the instant."""
    moment = datetime.fromtimestamp(instant, ZoneInfo(zone))
    return (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


def clock(instant: int, zone: str) -> Wall:
    """Return the highest wall-clock time shown up to and at the instant; it never runs backwards."""
    highest = shown(instant, zone)
    for change in recent_changes(instant // 86400, zone):  # no clock was ever set back by more than a day
        if change <= instant:
            highest = max(highest, shown(change - 1, zone))
    return highest


@kept
def recent_changes(utc_day: int, zone: str) -> tuple[int, ...]:
    """Return the changes of a zone's offset on a UTC day and the day before it."""
    return changes(utc_day - 1, zone) + changes(utc_day, zone)


@kept
def changes(utc_day: int, zone: str) -> tuple[int, ...]:
    """Return the instants of a UTC day at which the zone's offset differs from a second before."""

    def offset(instant: int) -> timedelta | None:
        return datetime.fromtimestamp(instant, ZoneInfo(zone)).utcoffset()

    def change_after(before: int) -> int:
        return first(lambda instant: offset(instant) != offset(before), before, before + 21600)

    quarters = range(
        utc_day * 86400 - 1, utc_day * 86400 + 86399, 21600
    )  # no zone changes twice in six hours
    return tuple(change_after(before) for before in quarters if offset(before) != offset(before + 21600))


def first(holds: Callable[[int], bool], low: int, high: int, *, guess: int | None = None) -> int:
    """Return the first instant at which a claim holds that stays true; false at `low`, true at `high`."""
    if guess is not None and holds(guess) and not holds(guess - 1):
        return guess
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


def likely(nominal: Wall, zone: str) -> int:
    """Return where a nominal time lies if the offset there is that of midday; only where the search looks first."""
    time = nominal[3:]
    noon = around(nominal)[0] + 4 * 86400
    offset = datetime.fromtimestamp(noon, ZoneInfo(zone)).utcoffset() or timedelta(0)
    return noon + (time[0] - 12) * 3600 + time[1] * 60 + time[2] - int(offset.total_seconds())


@kept
def reached(nominal: Wall, zone: str) -> int:
    """Return the first instant at which the clock shows the nominal time or more."""
    low, high = around(nominal)
    return first(lambda u: clock(u, zone) >= nominal, low, high, guess=likely(nominal, zone))


@kept
def last_within(nominal: Wall, zone: str) -> int:
    """Return the last instant at which the clock is not yet past the nominal time."""
    low, high = around(nominal)
    return first(lambda u: clock(u, zone) > nominal, low, high, guess=likely(nominal, zone) + 1) - 1


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


@kept
def after(instant: int, amount: int, unit: str, zone: str) -> int:
    """Return the first instant that is so long after: what must not come earlier may come then."""
    if unit in ELAPSED:
        return instant + amount * ELAPSED[unit]
    return reached(step(clock(instant, zone), amount, unit), zone)


@kept
def before(instant: int, amount: int, unit: str, zone: str) -> int:
    """Return the last instant that is so long before: what must not come later may still come then."""
    if unit in ELAPSED:
        return instant - amount * ELAPSED[unit]
    return last_within(step(clock(instant, zone), -amount, unit), zone)


@kept
def day_of(instant: int, zone: str) -> date:
    """Return the local calendar day of an instant, by the clock that never runs backwards."""
    return date(*clock(instant, zone)[:3])


@kept
def day(which: date, zone: str) -> tuple[int, int]:
    """Return the first and the last second of a local calendar day.

    READING 29: a day that the zone left out is the one second at which it was skipped.
    """
    ymd = (which.year, which.month, which.day)
    first = reached((*ymd, 0, 0, 0), zone)
    return first, max(first, last_within((*ymd, 23, 59, 59), zone))


@kept
def month(year: int, number: int, zone: str) -> tuple[int, int]:
    """Return the first and the last second of a local calendar month."""
    return reached((year, number, 1, 0, 0, 0), zone), last_within((year, number, 31, 23, 59, 59), zone)


@kept
def showings(which: date, time: str, zone: str) -> tuple[int, int]:
    """Return the first and the last instant at which the wall shows a time; the same unless an hour is repeated."""
    begin = at(which, time, zone)
    wall = shown(begin, zone)
    nearby = {change for day in (0, 1) for change in changes(begin // 86400 + day, zone)}
    back = [
        begin + set_back
        for set_back in (1800, 3600, 7200)
        if any(begin < c <= begin + set_back for c in nearby)
    ]
    return begin, max([begin, *(again for again in back if shown(again, zone) == wall)])


def at(which: date, time: str, zone: str) -> int:
    """Return the instant of a wall-clock time such as `14:30:05`: its first showing, or the end of a gap."""
    hours, minutes, seconds = [*map(int, time.split(":")), 0][:3]
    return reached((which.year, which.month, which.day, hours, minutes, seconds), zone)
