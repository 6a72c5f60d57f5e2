"""The law of time: waits roll forward, last uses clamp back, and the two never contradict each other.

The oracle in `tests/oracle/calendar.py` finds every bound by searching for it; here the arithmetic must agree with it,
in zones with clock changes of an hour, of half an hour and of a whole day.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import calendar

from needlecare.protocol.time import (
    BEGINNING,
    END,
    FIRST_YEAR,
    LAST_YEAR,
    ZERO,
    Duration,
    Interval,
    Unit,
    Zone,
    after,
    before,
    utc,
    zone,
)

ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Apia",  # skipped 30 December 2011
    "America/Sao_Paulo",  # changed at midnight
    "Africa/Casablanca",  # several changes a year, and a winter time in summer
    "Asia/Kathmandu",  # 5:45, and no changes
    "Pacific/Kiritimati",  # skipped the last day of 1994
    "Europe/Dublin",  # its daylight time is the winter's
]
MOST = {Unit.MINUTE: 5000, Unit.HOUR: 400, Unit.DAY: 400, Unit.WEEK: 60, Unit.MONTH: 60, Unit.YEAR: 20}
LONDON = zone("Europe/London")


def at(text, where=LONDON):
    """Return the instant of a wall-clock time; `Z` at its end means UTC."""
    if text.endswith("Z"):
        return int(datetime.fromisoformat(text).timestamp())
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(where.key)).timestamp())


def length(text):
    amount, unit = text.split()
    return Duration(int(amount), Unit(unit))


@cache
def changes(key: str) -> list[int]:
    """Return the instants from 1970 to 2037 at which a zone's clock changed."""
    offsets = [datetime.fromtimestamp(day * 86_400, ZoneInfo(key)).utcoffset() for day in range(365 * 68)]
    days = [day for day, (one, next_one) in enumerate(pairwise(offsets)) if one != next_one]
    return [change for day in days for change in calendar.changes(day, key)]


@st.composite
def moments(draw, key):
    """Instants of every kind, and often near a change of the clock."""
    near = changes(key)
    if near and draw(st.booleans()):
        return draw(st.sampled_from(near)) + draw(st.integers(-3 * 3600, 3 * 3600) | st.integers(-2, 2))
    return draw(st.integers(0, 2_145_000_000))


@st.composite
def durations(draw):
    unit = draw(st.sampled_from(list(Unit)))
    return Duration(draw(st.integers(0, MOST[unit])), unit)


@st.composite
def worlds(draw):
    key = draw(st.sampled_from(ZONES))
    return key, draw(moments(key)), draw(durations())


# --- laws -------------------------------------------------------------------------------------------------------------


@pytest.mark.broad
@given(worlds())
@settings(max_examples=400)
def test_waits_and_last_uses_are_those_of_the_oracle(world):
    key, moment, wait = world

    assert after(moment, wait, zone(key)) == calendar.after(moment, wait.amount, wait.unit.value, key)
    assert before(moment, wait, zone(key)) == calendar.before(moment, wait.amount, wait.unit.value, key)


@pytest.mark.broad
@given(worlds(), st.data())
@settings(max_examples=600)
def test_a_wait_is_over_exactly_when_the_last_use_was_early_enough(world, data):
    key, use, wait = world
    where = zone(key)
    end = after(use, wait, where)
    session = data.draw(
        st.sampled_from([end - 1, end, end + 1]) | st.integers(-90_000, 90_000).map(lambda s: end + s)
    )

    assert (end <= session) == (use <= before(session, wait, where))


@pytest.mark.broad
@given(worlds())
@settings(max_examples=400)
def test_the_last_use_is_the_last_and_the_end_of_the_wait_is_the_first(world):
    key, moment, wait = world
    where = zone(key)
    last, first = before(moment, wait, where), after(moment, wait, where)

    assert after(last, wait, where) <= moment < after(last + 1, wait, where)
    assert before(first, wait, where) >= moment > before(first - 1, wait, where)


@pytest.mark.broad
@given(worlds(), st.integers(0, 5000) | st.integers(0, 40_000_000))
@settings(max_examples=300)
def test_a_later_moment_never_gives_an_earlier_bound(world, more):
    key, moment, wait = world
    where = zone(key)

    assert after(moment, wait, where) <= after(moment + more, wait, where)
    assert before(moment, wait, where) <= before(moment + more, wait, where)


@pytest.mark.broad
@given(worlds())
@settings(max_examples=300)
def test_a_longer_wait_never_ends_earlier(world):
    key, moment, wait = world
    longer = Duration(wait.amount + 1, wait.unit)

    assert after(moment, wait, zone(key)) <= after(moment, longer, zone(key))
    assert before(moment, longer, zone(key)) <= before(moment, wait, zone(key))


@pytest.mark.broad
@given(worlds())
@settings(max_examples=300)
def test_the_highest_reading_never_falls_and_is_the_oracles(world):
    key, moment, _ = world
    reading = zone(key).highest_reading(moment)

    assert reading.tzinfo is None
    assert tuple(reading.timetuple())[:6] == calendar.clock(moment, key)
    assert zone(key).highest_reading(moment - 1) <= reading


@pytest.mark.broad
@given(worlds())
@settings(max_examples=300)
def test_a_reading_is_first_reached_and_last_kept_where_the_oracle_finds_it(world):
    key, moment, _ = world
    wall = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)  # any reading, shown or skipped
    nominal = (wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second)

    assert zone(key).first_reaching(wall) == calendar.reached(nominal, key)
    assert zone(key).last_not_past(wall) == calendar.last_within(nominal, key)


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ZONES)
def test_days_follow_each_other_without_gap_or_overlap(key):
    where = zone(key)
    skipped = {"Pacific/Apia": date(2011, 12, 30), "Pacific/Kiritimati": date(1994, 12, 31)}.get(key)
    first = date(2011, 1, 1) if skipped is None else skipped - timedelta(days=200)
    days = [first + timedelta(days=n) for n in range(900)]
    days = [day for day in days if day != skipped]

    intervals = [where.day(day) for day in days]

    assert all(one.hi + 1 == other.lo for one, other in pairwise(intervals))
    assert all(where.day_of(interval.lo) == day for day, interval in zip(days, intervals, strict=True))
    assert all(where.day_of(interval.hi) == day for day, interval in zip(days, intervals, strict=True))


def test_a_day_the_calendar_left_out_is_the_moment_at_which_it_was():
    change = at("2011-12-30T10:00:00Z")

    assert zone("Pacific/Apia").day(date(2011, 12, 30)) == Interval(change, change)
    assert zone("Pacific/Apia").day(date(2011, 12, 29)).hi == change - 1
    assert zone("Pacific/Apia").day(date(2011, 12, 31)).lo == change


@pytest.mark.broad
@given(worlds())
@settings(max_examples=300)
def test_every_moment_lies_in_its_own_day(world):
    key, moment, _ = world
    where = zone(key)
    day = where.day(where.day_of(moment))

    assert day.lo <= moment <= day.hi


def test_a_day_that_is_shown_twice_is_one_day():
    where = zone("America/St_Johns")  # set back from 00:01 on Sunday to 23:01 on Saturday
    change = at("2006-10-29T02:31:00Z")

    assert where.local(change).date() == date(2006, 10, 28)
    assert where.day_of(change) == date(2006, 10, 29)
    assert where.day(date(2006, 10, 29)).lo == change - 60
    assert where.day(date(2006, 10, 28)).hi == change - 61


@pytest.mark.parametrize(
    ("day", "hours", "why"),
    [
        ("2026-03-28", 24, "an ordinary day"),
        ("2026-03-29", 23, "the clock is set on"),
        ("2026-10-25", 25, "the clock is set back"),
    ],
)
def test_a_day_is_as_long_as_its_clock_says(day, hours, why):
    interval = LONDON.day(date.fromisoformat(day))

    assert interval.hi + 1 - interval.lo == hours * 3600, why


def test_a_day_that_begins_with_a_skipped_midnight_begins_at_the_change():
    where = zone("America/Sao_Paulo")  # 2018-11-04: from 00:00 straight to 01:00

    day = where.day(date(2018, 11, 4))

    assert day.lo == at("2018-11-04T03:00:00Z")
    assert where.local(day.lo).hour == 1
    assert day.hi + 1 - day.lo == 23 * 3600


# --- hand-computed ----------------------------------------------------------------------------------------------------


@pytest.mark.broad
@pytest.mark.parametrize(
    ("start", "wait", "end"),
    [
        # a month that lacks the day: the first of the next, at midnight
        ("2026-08-31T10:00", "6 month", "2027-03-01T00:00"),
        ("2027-08-31T10:00", "6 month", "2028-03-01T00:00"),  # 29 February is there, the 31st is not
        ("2026-08-29T10:00", "6 month", "2027-03-01T00:00"),
        ("2027-08-29T10:00", "6 month", "2028-02-29T10:00"),
        ("2026-08-28T10:00", "6 month", "2027-02-28T10:00"),
        ("2028-02-29T10:00", "1 year", "2029-03-01T00:00"),
        ("2028-02-29T10:00", "4 year", "2032-02-29T10:00"),
        ("2096-02-29T10:00", "4 year", "2100-03-01T00:00"),  # 2100 is no leap year
        ("1996-02-29T10:00", "4 year", "2000-02-29T10:00"),  # 2000 is one
        ("2026-01-31T23:59", "1 month", "2026-03-01T00:00"),
        ("2026-03-31T08:00", "1 month", "2026-05-01T00:00"),
        ("2026-03-30T08:00", "1 month", "2026-04-30T08:00"),
        # the end of the year
        ("2026-11-30T08:00", "1 month", "2026-12-30T08:00"),
        ("2026-10-31T08:00", "2 month", "2026-12-31T08:00"),
        ("2026-12-31T08:00", "1 month", "2027-01-31T08:00"),
        ("2026-12-31T08:00", "2 month", "2027-03-01T00:00"),
        ("2026-12-15T08:00", "12 month", "2027-12-15T08:00"),
        ("2026-12-31T08:00", "12 month", "2027-12-31T08:00"),
        ("2026-12-31T08:00", "11 month", "2027-12-01T00:00"),
        ("2026-01-15T08:00", "11 month", "2026-12-15T08:00"),
        ("2026-12-31T08:00", "1 day", "2027-01-01T08:00"),
        # each unit
        ("2026-06-10T08:00", "90 minute", "2026-06-10T09:30"),
        ("2026-06-10T08:00", "36 hour", "2026-06-11T20:00"),
        ("2026-06-10T08:00", "3 day", "2026-06-13T08:00"),
        ("2026-06-10T08:00", "2 week", "2026-06-24T08:00"),
        ("2026-06-10T08:00", "1 month", "2026-07-10T08:00"),
        ("2026-06-10T08:00", "1 year", "2027-06-10T08:00"),
        ("2026-06-10T08:00", "0 month", "2026-06-10T08:00"),
        # 72 hours are elapsed, three days are on the calendar; the clock is set on in between, or back
        ("2026-03-28T12:00", "72 hour", "2026-03-31T13:00"),
        ("2026-03-28T12:00", "3 day", "2026-03-31T12:00"),
        ("2026-10-24T12:00", "72 hour", "2026-10-27T11:00"),
        ("2026-10-24T12:00", "3 day", "2026-10-27T12:00"),
        ("2026-03-28T12:00", "4320 minute", "2026-03-31T13:00"),
        # 01:30 is skipped: the clock reaches it at the change, where it shows 02:00
        ("2026-03-28T01:30", "1 day", "2026-03-29T02:00"),
        # 01:30 is shown twice: the first time counts
        ("2026-10-24T01:30", "1 day", "2026-10-25T00:30:00Z"),
        # from the repeated hour on, the clock has already shown 01:59:59
        ("2026-10-25T01:10:00Z", "1 day", "2026-10-26T01:59:59"),
        ("2026-10-25T00:10:00Z", "1 day", "2026-10-26T01:10"),
    ],
)
def test_a_wait_is_over(start, wait, end):
    assert utc(after(at(start), length(wait), LONDON)) == utc(at(end))


@pytest.mark.parametrize(
    ("session", "wait", "last"),
    [
        ("2027-08-31T10:00", "6 month", "2027-02-28T23:59:59"),
        ("2028-08-31T10:00", "6 month", "2028-02-29T23:59:59"),
        ("2028-08-29T10:00", "6 month", "2028-02-29T10:00"),
        ("2027-03-01T00:00", "6 month", "2026-09-01T00:00"),
        ("2027-02-28T23:59:59", "6 month", "2026-08-28T23:59:59"),
        ("2029-03-01T10:00", "1 year", "2028-03-01T10:00"),
        ("2028-02-29T10:00", "1 year", "2027-02-28T23:59:59"),
        ("2026-03-31T08:00", "1 month", "2026-02-28T23:59:59"),
        ("2027-01-31T08:00", "1 month", "2026-12-31T08:00"),
        ("2027-01-31T08:00", "2 month", "2026-11-30T23:59:59"),
        ("2027-12-31T08:00", "1 month", "2027-11-30T23:59:59"),
        ("2027-01-15T08:00", "12 month", "2026-01-15T08:00"),
        ("2027-12-15T08:00", "12 month", "2026-12-15T08:00"),
        ("2027-01-01T08:00", "1 day", "2026-12-31T08:00"),
        ("2026-06-10T08:00", "90 minute", "2026-06-10T06:30"),
        ("2026-06-10T08:00", "36 hour", "2026-06-08T20:00"),
        ("2026-06-10T08:00", "3 day", "2026-06-07T08:00"),
        ("2026-06-10T08:00", "2 week", "2026-05-27T08:00"),
        ("2026-06-10T08:00", "1 year", "2025-06-10T08:00"),
        ("2026-03-31T13:00", "72 hour", "2026-03-28T12:00"),
        ("2026-03-31T12:00", "3 day", "2026-03-28T12:00"),
        ("2026-10-27T11:00", "72 hour", "2026-10-24T12:00"),
        # 01:30 was skipped: one second before the change is the last not past it
        ("2026-03-30T01:30", "1 day", "2026-03-29T00:59:59"),
        ("2026-10-26T01:30", "1 day", "2026-10-25T00:30:00Z"),
        # all of the repeated hour is not past 01:59:59
        ("2026-10-26T01:59:59", "1 day", "2026-10-25T01:59:59Z"),
        ("2026-10-26T02:00", "1 day", "2026-10-25T02:00:00Z"),
    ],
)
def test_a_last_use_is_early_enough(session, wait, last):
    assert utc(before(at(session), length(wait), LONDON)) == utc(at(last))


def test_a_wait_ends_at_the_change_where_its_whole_day_is_skipped():
    where = zone("Pacific/Apia")
    change = at("2011-12-30T10:00:00Z")

    assert after(at("2011-12-29T12:00", where), Duration(1, Unit.DAY), where) == change
    assert before(at("2011-12-31T12:00", where), Duration(1, Unit.DAY), where) == change - 1
    assert where.day_of(change) == date(2011, 12, 31)
    assert where.day_of(change - 1) == date(2011, 12, 29)


def test_half_an_hour_is_repeated_where_the_clock_is_set_back_by_half_an_hour():
    where = zone("Australia/Lord_Howe")
    change = at("2026-04-04T15:00:00Z")  # from 02:00 back to 01:30

    assert where.highest_reading(change - 1) == datetime(2026, 4, 5, 1, 59, 59)
    assert where.highest_reading(change) == datetime(2026, 4, 5, 1, 59, 59)
    assert where.highest_reading(change + 1799) == datetime(2026, 4, 5, 1, 59, 59)
    assert where.highest_reading(change + 1800) == datetime(2026, 4, 5, 2, 0)


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("59 minute", "1 hour"),
        ("23 hour", "1 day"),
        ("1 day", "25 hour"),
        ("6 day", "1 week"),
        ("1 week", "8 day"),
        ("30 day", "1 month"),
        ("1 month", "31 day"),
        ("4 week", "1 month"),
        ("11 month", "1 year"),
        ("365 day", "1 year"),
        ("1 year", "366 day"),
        ("1 year", "13 month"),
    ],
)
def test_durations_of_different_units_are_ordered_by_their_usual_length(shorter, longer):
    assert length(shorter).nominal < length(longer).nominal


@pytest.mark.parametrize(
    ("one", "other"),
    [("60 minute", "1 hour"), ("24 hour", "1 day"), ("7 day", "1 week"), ("12 month", "1 year")],
)
def test_durations_of_one_usual_length_are_still_not_the_same(one, other):
    assert length(one).nominal == length(other).nominal
    assert length(one) != length(other)


def test_a_duration_is_its_amount_and_unit():
    assert length("3 day") == Duration(3, Unit.DAY) != Duration(3, Unit.WEEK)
    assert len({length("3 day"), length("3 day"), length("4 day")}) == 2
    assert str(Duration(3, Unit.DAY)) == "3 day"
    assert ZERO.nominal == 0
    assert after(5, ZERO, LONDON) == before(5, ZERO, LONDON) == 5


def test_an_interval_holds_both_ends_and_is_not_empty():
    assert Interval(3, 3).is_exact
    assert not Interval(3, 4).is_exact
    with pytest.raises(ValueError, match="an interval cannot end before it starts: 4 > 3"):
        Interval(4, 3)


def test_a_zone_is_its_name():
    assert Zone("Europe/London") == zone("Europe/London") != zone("Europe/Dublin")
    assert Zone("Europe/London") != "Europe/London"
    assert len({Zone("Europe/London"), Zone("Europe/London")}) == 1
    assert repr(Zone("Europe/London")) == "Zone('Europe/London')"
    assert zone("Europe/London") is zone("Europe/London")


@pytest.mark.parametrize(
    "key", ["", "Europe", "Europe/Lndon", "../etc/passwd", "/etc/passwd", "a" * 5000, "é", "a\0b"]
)
def test_a_zone_that_is_not_known_is_a_value_error(key):
    with pytest.raises(ValueError, match=r"zone .* is not known"):
        Zone(key)


def test_the_ends_of_time_lie_beyond_every_date_that_can_be_said():
    assert utc(BEGINNING).year < FIRST_YEAR - 120
    assert utc(END).year > LAST_YEAR + 120
    assert utc(0) == datetime(1970, 1, 1, tzinfo=UTC)


def test_the_local_reading_carries_its_offset():
    assert LONDON.local(at("2026-07-01T11:00:00Z")).isoformat() == "2026-07-01T12:00:00+01:00"
    assert LONDON.day_of(at("2026-06-30T23:30:00Z")) == date(2026, 7, 1)


@pytest.mark.slow
@pytest.mark.parametrize("key", ZONES)
def test_the_laws_hold_around_every_change_of_the_clock(key):
    where = zone(key)
    recent = changes(key)[bisect_right(changes(key), 946_684_800) :]
    waits = [length(text) for text in ("1 day", "1 week", "1 month", "6 month", "1 year", "24 hour")]

    for change in recent[:40]:
        for offset in (-86_401, -86_400, -3601, -3600, -1800, -1, 0, 1, 1799, 1800, 3599, 3600, 86_400):
            for wait in waits:
                use = change + offset
                end = after(use, wait, where)
                assert before(end, wait, where) >= use > before(end - 1, wait, where)
                assert end == calendar.after(use, wait.amount, wait.unit.value, key)
