"""The oracle itself, held to answers worked out by hand and to plain second-by-second scans."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from oracle import calendar
from oracle.book import Book, library
from oracle.breakpoints import BreakPoint, breakpoints
from oracle.enumerate import Earliest, earliest, judge, screened, verdict
from oracle.generate import ZONES, clock_changes, random_cases, session_days, text
from oracle.windows import RANK, span
from oracle.worlds import Case

LONDON, UNITS = "Europe/London", ("minute", "hour", "day", "week", "month", "year")


def instant(said: str, zone: str = LONDON) -> int:
    """Return the instant of a local time; an offset in the string comes first."""
    moment = datetime.fromisoformat(said)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).timestamp())


def local(at: int | None, zone: str = LONDON) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, ZoneInfo(zone)).isoformat()


# --- the law of time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "use", "amount", "unit", "expected", "why"),
    [
        (
            LONDON,
            "2025-08-31T10:00",
            6,
            "month",
            "2026-03-01T00:00:00+00:00",
            "no 31 February: the first of March",
        ),
        (
            LONDON,
            "2025-08-28T10:00",
            6,
            "month",
            "2026-02-28T10:00:00+00:00",
            "the day exists: the same wall clock",
        ),
        (
            LONDON,
            "2024-02-29T10:00",
            1,
            "year",
            "2025-03-01T00:00:00+00:00",
            "no leap day: the first of March",
        ),
        (
            LONDON,
            "2026-03-27T14:30",
            72,
            "hour",
            "2026-03-30T15:30:00+01:00",
            "hours are elapsed, the clock moved on",
        ),
        (LONDON, "2026-03-27T14:30", 3, "day", "2026-03-30T14:30:00+01:00", "days keep the wall clock"),
        (LONDON, "2026-10-23T14:30", 72, "hour", "2026-10-26T13:30:00+00:00", "and back in autumn"),
        (
            LONDON,
            "2026-03-28T01:30",
            1,
            "day",
            "2026-03-29T02:00:00+01:00",
            "a skipped wall time: after the gap",
        ),
        (
            LONDON,
            "2026-10-24T01:30",
            1,
            "day",
            "2026-10-25T01:30:00+01:00",
            "a repeated one: its first showing",
        ),
        (
            LONDON,
            "2026-10-25T01:30+00:00",
            1,
            "day",
            "2026-10-26T01:59:59+00:00",
            "the clock had shown 01:59:59",
        ),
        (
            "Pacific/Apia",
            "2011-12-29T10:00",
            1,
            "day",
            "2011-12-31T00:00:00+14:00",
            "30 December was skipped",
        ),
        (
            "America/Sao_Paulo",
            "2018-11-03T00:00",
            1,
            "day",
            "2018-11-04T01:00:00-02:00",
            "midnight was skipped",
        ),
        ("Australia/Lord_Howe", "2026-10-03T02:15", 1, "day", "2026-10-04T02:30:00+11:00", "by half an hour"),
        (
            "Asia/Kathmandu",
            "2026-01-31T05:45",
            1,
            "month",
            "2026-03-01T00:00:00+05:45",
            "an odd offset changes nothing",
        ),
    ],
)
def test_a_wait_ends_late_rather_than_early(
    zone: str, use: str, amount: int, unit: str, expected: str, why: str
) -> None:
    assert local(calendar.after(instant(use, zone), amount, unit, zone), zone) == expected, why


@pytest.mark.parametrize(
    ("zone", "session", "amount", "unit", "expected", "why"),
    [
        (LONDON, "2026-08-31T10:00", 6, "month", "2026-02-28T23:59:59+00:00", "the last second of February"),
        (LONDON, "2024-08-31T10:00", 6, "month", "2024-02-29T23:59:59+00:00", "and of a leap February"),
        (LONDON, "2026-03-30T14:30", 72, "hour", "2026-03-27T13:30:00+00:00", "hours are elapsed"),
        (LONDON, "2026-12-03T14:30", 3, "day", "2026-11-30T14:30:00+00:00", "the same wall clock"),
        (
            LONDON,
            "2026-03-30T01:30",
            1,
            "day",
            "2026-03-29T00:59:59+00:00",
            "a skipped wall time: before the gap",
        ),
        (
            LONDON,
            "2026-10-26T01:30",
            1,
            "day",
            "2026-10-25T01:30:00+01:00",
            "a repeated one is past at its first showing",
        ),
        (
            LONDON,
            "2026-10-26T01:59:59",
            1,
            "day",
            "2026-10-25T01:59:59+00:00",
            "its last second lasts the hour through",
        ),
        (
            "Pacific/Apia",
            "2011-12-31T10:00",
            1,
            "day",
            "2011-12-29T23:59:59-10:00",
            "30 December was skipped",
        ),
    ],
)
def test_a_last_moment_is_early_rather_than_late(
    zone: str, session: str, amount: int, unit: str, expected: str, why: str
) -> None:
    assert local(calendar.before(instant(session, zone), amount, unit, zone), zone) == expected, why


@pytest.mark.parametrize("zone", ZONES)
def test_last_moments_and_ends_of_waits_never_contradict_each_other(zone: str) -> None:
    random = Random(zone)
    days = session_days(zone)
    for _ in range(1500):
        amount, unit = random.choice([1, 2, 3, 6, 12]), random.choice(UNITS)
        session = calendar.day(random.choice(days), zone)[0] + random.randrange(86400)
        limit = calendar.before(session, amount, unit, zone)
        for use in (limit - 1, limit, limit + 1, limit + random.randrange(-200000, 200000)):
            assert (use <= limit) == (calendar.after(use, amount, unit, zone) <= session)


@pytest.mark.parametrize("zone", ZONES)
def test_the_clock_is_what_a_second_by_second_watch_sees(zone: str) -> None:
    for day in clock_changes(zone)[:4]:
        begin = calendar.day(day, zone)[0] - 7200
        highest = calendar.shown(begin, zone)
        for second in range(begin, begin + 5 * 3600):
            highest = max(highest, calendar.shown(second, zone))
            assert calendar.clock(second, zone) == highest


@pytest.mark.parametrize(("zone", "day"), [(zone, day) for zone in ZONES for day in session_days(zone)[::5]])
def test_a_day_is_its_first_and_its_last_second(zone: str, day: date) -> None:
    first, last = calendar.day(day, zone)

    assert calendar.shown(first, zone)[:3] == calendar.shown(last, zone)[:3] == (day.year, day.month, day.day)
    assert (
        calendar.shown(first - 1, zone)[:3]
        < (day.year, day.month, day.day)
        < calendar.shown(last + 1, zone)[:3]
    )


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2026-03-29", "2026-03-29T00:00:00+00:00", "2026-03-29T23:59:59+01:00"),
        ("2026-02", "2026-02-01T00:00:00+00:00", "2026-02-28T23:59:59+00:00"),
        ("about 2026-11-08", "2026-11-06T00:00:00+00:00", "2026-11-10T23:59:59+00:00"),
        ("about 2026-02", "2026-01-25T00:00:00+00:00", "2026-03-07T23:59:59+00:00"),
        (
            {"from": "2026-11-01", "to": "2026-11-05T08:00"},
            "2026-11-01T00:00:00+00:00",
            "2026-11-05T08:00:00+00:00",
        ),
    ],
)
def test_what_is_said_is_an_interval(said: Any, first: str, last: str) -> None:
    low, high = case({"used": {}}).read(said)

    assert (local(low), local(high)) == (first, last)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("3 day", (3, "day"), (3, "day")),
        ("5..7 day", (5, "day"), (7, "day")),
        ("about 3..4 day", (3, "day"), (4, "day")),
        ("48 hour..1 week", (48, "hour"), (1, "week")),
        ("at least 2 week", (2, "week"), (2, "week")),
        ("few day", (2, "day"), (4, "day")),
        ("couple day", (2, "day"), (2, "day")),
    ],
)
def test_a_length_of_time_has_a_floor_and_an_advised_value(said: str, low: Any, high: Any) -> None:
    assert span(said, {"couple": 2, "few": "2..4", "several": "3..7"}) == (low, high)


# --- verdicts -------------------------------------------------------------------------------------

PROTOCOL: dict[str, Any] = {
    "settings": {"morning": "08:00", "evening": "18:00", "session-length": "1 hour"},
    "subjects": {
        "retinoid": {"prescribed": "sometimes"},
        "isotretinoin": {"prescribed": "always", "area-free": True},
        "wax": {},
        "exfoliant": {},
        "acid": {"in": ["exfoliant"]},
        "scrub": {"in": ["exfoliant"]},
        "laser": {},
        "surgery": {},
        "shaving": {},
        "sun": {},
        "swimming": {},
        "antiviral": {"prescribed": "always", "area-free": True},
        "mask": {"in": ["exfoliant"]},
    },
    "conditions": {
        "pregnant": {"kind": "state"},
        "open-wound": {"kind": "state"},
        "cold-sores": {"kind": "history"},
        "plan": {"kind": "clearance"},
        "lotion": {"kind": "arrival", "local": True},
    },
    "areas": {"face": {"parts": ["cheeks", "chin"]}, "cheeks": {}, "chin": {}, "legs": {}},
    "rules": [
        {"id": "retinoid", "avoid": ["retinoid"], "when": {"before": "session", "for": "3 day"}},
        {"id": "isotretinoin", "avoid": ["isotretinoin"], "when": {"before": "session", "for": "6 month"}},
        {"id": "wax", "avoid": ["wax"], "when": {"before": "session", "for": "5..7 day"}},
        {
            "id": "exfoliant",
            "avoid": ["exfoliant"],
            "except": ["mask"],
            "when": {"before": "session", "for": "3 day"},
        },
        {
            "id": "acid",
            "avoid": ["acid"],
            "when": {"before": "session", "for": "unstated", "inherit": "exfoliant"},
        },
        {
            "id": "peel",
            "avoid": ["retinoid"],
            "when": {"before": "peel", "for": "3..4 day"},
            "if": {"plan": "peel"},
        },
        {
            "id": "laser",
            "avoid": ["laser"],
            "when": [{"before": "session", "for": "7 day"}, {"after": "session-end", "for": "2 week"}],
        },
        {
            "id": "surgery",
            "avoid": ["surgery"],
            "when": [{"before": "session", "for": "7 day"}, {"after": "session-end", "for": "2 week"}],
            "outcome": "wait",
        },
        {
            "id": "sun",
            "avoid": ["sun"],
            "when": {"after": "session-end", "for": "unstated", "inherit": "gentle"},
        },
        {"id": "swimming", "avoid": ["swimming"], "when": {"after": "session-end", "for": "unstated"}},
        {"id": "shaving", "avoid": ["shaving"], "when": {"on": "session-day"}},
        {"id": "pregnant", "exclude": "pregnant", "grade": "absolute"},
        {"id": "wound", "exclude": "open-wound", "grade": "defer"},
        {"id": "young", "exclude": {"age": {"under": 18}}, "grade": "absolute"},
        {"id": "sores", "exclude": "cold-sores", "unless": {"has": "plan"}, "grade": "relative"},
        {"id": "darker", "exclude": {"skin-type": "4..6"}, "grade": "precaution"},
        {"id": "lotion", "check": "lotion", "when": {"at": "session"}},
        {
            "id": "antiviral",
            "require": ["antiviral"],
            "when": {"before": "session", "for": "2 day"},
            "if": {"has": "cold-sores"},
            "outcome": "refer",
        },
        {"id": "gentle", "require": ["gentle"], "when": {"after": "session-end", "for": "72 hour"}},
    ],
}
CALM: dict[str, Any] = {
    "zone": LONDON,
    "asked": "2026-11-22T10:00",
    "session": "2026-12-03T14:30",
    "areas": ["face"],
    "used": dict.fromkeys(
        ("retinoid", "isotretinoin", "wax", "exfoliant", "laser", "surgery", "shaving", "sun", "swimming"),
        "never",
    ),
    "states": {"pregnant": "no", "open-wound": "no", "cold-sores": "no", "plan": "no", "lotion": "no"},
    "plan": {},
    "birth": "1990-02-03",
    "skin-type": 3,
}
BOOK = Book(PROTOCOL)


def facts(more: Mapping[str, Any]) -> dict[str, Any]:
    """Return calm facts with some of them changed; a None takes one out."""
    merged = {**CALM, **more}
    for key in ("used", "states"):
        both = {**CALM[key], **more.get(key, {})}
        merged[key] = {name: said for name, said in both.items() if said is not None}
    return {key: said for key, said in merged.items() if said is not None}


def case(more: Mapping[str, Any]) -> Case:
    return Case(BOOK, facts(more))


def outcome(rule: str, more: Mapping[str, Any]) -> str:
    return judge(BOOK, facts(more), rule).outcome


def test_calm_facts_are_ready() -> None:
    found = verdict(BOOK, CALM)

    assert (found.outcome, found.pending, found.uncovered) == ("ready", (), ())


# Last uses are said that evening, after the session: nobody can speak of a later one (READING 5).
THAT_EVENING = "2026-12-03T20:00"


@pytest.mark.parametrize(
    ("rule", "used", "expected", "why"),
    [
        # days alone: a difference of four passes, of two fails, of three asks the hour
        ("retinoid", {"retinoid": "2026-11-29"}, "ready", "four days"),
        ("retinoid", {"retinoid": "2026-11-30"}, "ask", "three days: before 14:30 or after?"),
        ("retinoid", {"retinoid": "2026-12-01"}, "wait", "two days"),
        ("retinoid", {"retinoid": "2026-11-30T14:30"}, "ready", "to the second"),
        ("retinoid", {"retinoid": "2026-11-30T14:30:01"}, "wait", "one second late"),
        ("retinoid", {"retinoid": "2026-12-03T14:30"}, "wait", "at the session"),
        ("retinoid", {"retinoid": "2026-12-03T14:30:01"}, "wait", "after it: as one up to it (READING 9)"),
        (
            "retinoid",
            {"retinoid": "2026-12-03"},
            "wait",
            "too near before 14:30, and after it as one up to it",
        ),
        ("retinoid", {"retinoid": "about 2026-11-28"}, "ask", "26 to 30 November"),
        ("retinoid", {"retinoid": "about 2026-11-27"}, "ready", "25 to 29 November"),
        ("retinoid", {"retinoid": "2026-11"}, "ask", "some day in November"),
        ("retinoid", {"retinoid": "2026-10"}, "ready", "some day in October"),
        ("retinoid", {"retinoid": {"from": "2026-12-01", "to": "2026-12-02"}}, "wait", "either is too late"),
        ("retinoid", {"retinoid": "about 2026-11-30T11:30"}, "ready", "14:30 at the latest (READING 7)"),
        ("retinoid", {"retinoid": "about 2026-11-30T11:31"}, "ask", "up to 14:31"),
        ("retinoid", {"retinoid": "before 2026-12-01"}, "ask", "up to 30 November 23:59:59"),
        ("retinoid", {"retinoid": "before 2026-11-30"}, "ready", "up to 29 November 23:59:59"),
        ("retinoid", {"retinoid": "not since 2026-11-30"}, "ask", "up to that day's end"),
        ("isotretinoin", {"isotretinoin": "2026-06-03T14:30"}, "ready", "six months to the second"),
        ("isotretinoin", {"isotretinoin": "2026-06-03T14:30:01"}, "wait", "one second late"),
        ("isotretinoin", {"isotretinoin": "2026-06-03"}, "ask", "that day, at some hour"),
        # five to seven days
        ("wax", {"wax": "2026-11-26T14:30"}, "ready", "seven days"),
        ("wax", {"wax": "2026-11-26T14:30:01"}, "caution", "a second short of seven"),
        ("wax", {"wax": "2026-11-28"}, "ask", "five days, at some hour: caution or wait"),
        ("wax", {"wax": "2026-11-27"}, "caution", "six days"),
        ("wax", {"wax": "2026-11-29"}, "wait", "four days"),
        # areas: a use elsewhere was there and not here, "never" elsewhere says nothing of here (READING 1)
        ("wax", {"wax": {"last": "2026-12-02", "area": "cheeks"}}, "wait", "cheeks are part of the face"),
        ("wax", {"wax": {"last": "2026-12-02", "area": "legs"}}, "ready", "it was on the legs"),
        ("wax", {"wax": {"last": "never", "area": "legs"}}, "ask", "says nothing of the face"),
        ("wax", {"wax": {"last": "not-sure", "area": "legs"}}, "ask", "nor does this"),
        (
            "isotretinoin",
            {"isotretinoin": {"last": "2026-12-02", "area": "legs"}},
            "wait",
            "a capsule has no area",
        ),
        # classes
        ("exfoliant", {"acid": "2026-12-02"}, "wait", "an acid is an exfoliant"),
        ("exfoliant", {"exfoliant": None, "acid": "never"}, "ask", "there are other exfoliants"),
        ("exfoliant", {"mask": "2026-12-02"}, "ready", "the exception"),
        ("acid", {}, "ready", "no exfoliant, so no acid"),
        ("acid", {"exfoliant": "2026-12-02"}, "ask", "was it an acid?"),
        ("acid", {"exfoliant": "2026-11-20"}, "ready", "whatever it was"),
        ("acid", {"acid": "2026-12-02"}, "wait", "the inherited length"),
        # that day
        ("shaving", {"shaving": "2026-12-03"}, "wait", "that very day"),
        ("shaving", {"shaving": "2026-12-02"}, "ready", "the day before"),
        # after the session only plans, and courses that go on, count
        (
            "laser",
            {"laser": "2026-12-03T16:00"},
            "wait",
            "half an hour after the end: as one up to the start",
        ),
        ("sun", {"sun": "2026-12-03T16:00"}, "ready", "after-care is for plans"),
    ],
)
def test_last_uses(rule: str, used: dict[str, Any], expected: str, why: str) -> None:
    assert outcome(rule, {"asked": THAT_EVENING, "used": used}) == expected, why


@pytest.mark.parametrize(
    ("rule", "used", "expected", "why"),
    [
        ("retinoid", {"retinoid": None}, "ask", "silence"),
        ("retinoid", {"retinoid": "not-sure"}, "ask", "asked and not known"),
        ("retinoid", {"retinoid": "2026-11"}, "ready", "said on the 22nd, so the 22nd at the latest"),
        ("retinoid", {"retinoid": "ongoing"}, "ask", "there is time to stop"),
        (
            "retinoid",
            {"retinoid": {"last": "ongoing", "prescribed": "yes"}},
            "refer",
            "nobody is told to stop",
        ),
        ("isotretinoin", {"isotretinoin": "ongoing"}, "wait", "six months cannot pass by December"),
        ("retinoid", {"retinoid": {"started": "2026-10-01"}}, "ask", "what began goes on (READING 4)"),
        ("retinoid", {"retinoid": {"started": "2026-10-01", "ended": "2026-11-15"}}, "ready", "it has ended"),
        ("retinoid", {"retinoid": "since 2026-05"}, "ask", "it goes on"),
        # planned uses, both sides; the session ends at 15:30 (READING 6)
        ("laser", {"laser": {"last": "never", "planned": "2026-12-20"}}, "ready", "more than two weeks on"),
        ("laser", {"laser": {"last": "never", "planned": "2026-12-17T15:29:59"}}, "caution", "just inside"),
        ("laser", {"laser": {"last": "never", "planned": "2026-12-17T15:30"}}, "ready", "just outside"),
        ("laser", {"laser": {"last": "never", "planned": "2026-12-17"}}, "ask", "at what hour?"),
        ("laser", {"laser": {"last": "never", "planned": "2026-12-03T15:00"}}, "caution", "while it lasts"),
        ("laser", {"laser": {"last": "never", "planned": "2026-12-03T14:30"}}, "wait", "at its start"),
        ("laser", {"laser": {"last": "never", "planned": "2026-12-01"}}, "wait", "two days before"),
        ("laser", {"laser": {"last": "never", "planned": "2026-11-26T14:30"}}, "ready", "seven days before"),
        (
            "laser",
            {"laser": {"last": "never", "planned": ["2026-12-10", "2026-12-01"]}},
            "wait",
            "the worse counts",
        ),
        ("laser", {"laser": {"planned": "2026-12-20"}}, "ask", "only a plan: and the last one? (READING 4)"),
        ("laser", {"laser": {"last": "never", "planned": "2026-12-20"}}, "ready", "planned for after it"),
        ("laser", {"laser": {"last": "not-sure", "planned": "2026-12-20"}}, "ask", "and the last one?"),
        ("laser", {"laser": {"last": "never", "planned": "2026-12-10", "area": "legs"}}, "ask", "and here?"),
        # 72 hours from 15:30, which the page's words on gentle care lend; or a length that nobody states
        ("sun", {"sun": {"last": "never", "planned": "2026-12-05"}}, "caution", "inside gentle care"),
        (
            "sun",
            {"sun": {"last": "never", "planned": "2026-12-06T15:29:59"}},
            "caution",
            "to its last second",
        ),
        ("sun", {"sun": {"last": "never", "planned": "2026-12-06T15:30"}}, "ready", "after 72 hours"),
        ("swimming", {"swimming": {"last": "never", "planned": "2026-12-05"}}, "refer", "for how long?"),
        ("swimming", {"swimming": {"last": "never", "planned": "2027-12-05"}}, "refer", "even a year on"),
        ("swimming", {"swimming": {"last": "never", "planned": "2026-12-02"}}, "ready", "before the session"),
    ],
)
def test_silence_courses_and_plans(rule: str, used: dict[str, Any], expected: str, why: str) -> None:
    assert outcome(rule, {"used": used}) == expected, why


@pytest.mark.parametrize("used", ["2026-11-23", "2026-11-22T10:00:01", "about 2026-11-25", "2026-12"])
def test_a_last_use_later_than_it_is_said_is_refused(used: str) -> None:
    with pytest.raises(ValueError, match="a last use cannot lie in the future"):
        outcome("retinoid", {"used": {"retinoid": used}})


@pytest.mark.parametrize(
    ("plan", "used", "expected"),
    [
        ({}, "2026-12-02", "ready"),
        ({"peel": "2026-12-20"}, "2026-12-02", "ready"),
        ({"peel": "2026-12-03T14:30"}, "2026-11-30T14:30", "caution"),
        ({"peel": "2026-12-03T14:30"}, "2026-11-29T14:30", "ready"),
        ({"peel": "2026-12-03T14:30"}, "2026-11-30T14:30:01", "wait"),
        (None, "2026-12-02", "ask"),
        (None, "never", "ready"),
    ],
)
def test_a_peel_has_its_own_day(plan: Any, used: str, expected: str) -> None:
    asked = "2026-12-03T10:00"

    assert outcome("peel", {"asked": asked, "plan": plan, "used": {"retinoid": used}}) == expected


WITH_SORES: dict[str, Any] = {"asked": "2026-12-02T10:00", "states": {"cold-sores": "yes"}}


@pytest.mark.parametrize(
    ("rule", "more", "expected"),
    [
        ("pregnant", {"states": {"pregnant": "yes"}}, "stop"),
        ("pregnant", {"states": {"pregnant": None}}, "ask"),
        ("sores", {"states": {"cold-sores": "yes"}}, "refer"),
        ("sores", {"states": {"cold-sores": "yes", "plan": None}}, "ask"),
        ("sores", {"states": {"cold-sores": None, "plan": "yes"}}, "ready"),
        ("darker", {"skin-type": 5}, "caution"),
        ("darker", {"skin-type": None}, "ask"),
        ("young", {"birth": "2008-12-03"}, "ready"),
        ("young", {"birth": "2008-12-04"}, "stop"),
        ("young", {"birth": None}, "ask"),
        ("young", {"birth": "2008-02-29", "session": "2026-02-28", "asked": "2026-02-01T10:00"}, "stop"),
        ("young", {"birth": "2008-02-29", "session": "2026-03-01", "asked": "2026-02-01T10:00"}, "ready"),
        ("antiviral", {}, "ready"),
        ("antiviral", {"states": {"cold-sores": "yes"}, "used": {"antiviral": "never"}}, "refer"),
        ("antiviral", {**WITH_SORES, "used": {"antiviral": "2026-12-01T14:30"}}, "ready"),
        ("antiviral", {**WITH_SORES, "used": {"antiviral": "2026-12-01T14:30:01"}}, "refer"),
        ("antiviral", {"states": {"cold-sores": "yes"}}, "ask"),
    ],
)
def test_persons(rule: str, more: dict[str, Any], expected: str) -> None:
    assert outcome(rule, more) == expected


def test_a_session_known_by_its_day_is_an_interval() -> None:
    said = {"asked": "2026-11-27T10:00", "used": {"wax": "2026-11-26"}}

    assert outcome("wax", {**said, "session": "2026-12-04"}) == "ready"
    assert outcome("wax", {**said, "session": "2026-12-03"}) == "ask"
    assert outcome("wax", {**said, "session": "2026-12-02"}) == "caution"
    assert outcome("wax", {**said, "session": "2026-11-30"}) == "wait"


def test_arrival_waits_for_arrival_unless_a_fact_speaks() -> None:
    silent = {"states": {"lotion": None}, "used": {"shaving": None}}

    assert verdict(BOOK, facts(silent)).pending == ("shaving", "lotion")
    assert verdict(BOOK, facts(silent)).outcome == "ready"
    assert verdict(BOOK, facts({**silent, "stage": "arrival"})).pending == ()
    assert verdict(BOOK, facts({**silent, "stage": "arrival"})).outcome == "ask"
    assert verdict(BOOK, facts({"states": {"lotion": "yes"}})).outcome == "caution"
    assert verdict(BOOK, facts({"used": {"shaving": "not-sure"}})).outcome == "ask"


@pytest.mark.parametrize("stage", ["booking", "arrival"])
def test_silence_on_what_comes_after_the_session_is_no_finding(stage: str) -> None:
    found = verdict(BOOK, facts({"stage": stage, "used": {"sun": None, "swimming": None}}))

    assert (found.outcome, found.pending) == ("ready", ())


def test_a_name_no_rule_names_is_referred() -> None:
    found = verdict(BOOK, facts({"used": {"dermaplaning": "2020-01"}}))

    assert (found.outcome, found.uncovered) == ("refer", ("dermaplaning",))


def test_the_worst_finding_decides() -> None:
    used = {"wax": "2026-12-02", "retinoid": None}

    found = verdict(BOOK, facts({"asked": "2026-12-03T10:00", "used": used, "skin-type": 6}))

    assert {found.findings[rule].outcome for rule in ("wax", "retinoid", "darker")} == {
        "wait",
        "ask",
        "caution",
    }
    assert found.outcome == "wait"


FORMS: dict[str, Any] = {
    "subjects": {"x": {}},
    "conditions": {"healed": {"kind": "healing"}},
    "settings": {"morning": "08:00", "evening": "18:00"},
}


@pytest.mark.parametrize(
    ("when", "planned", "expected"),
    [
        ({"after": "session-end", "from": "1 day", "to": "2 day"}, "2026-12-04T15:29:59", "ready"),
        ({"after": "session-end", "from": "1 day", "to": "2 day"}, "2026-12-04T15:30", "caution"),
        ({"after": "session-end", "from": "1 day", "to": "2 day"}, "2026-12-05T15:29:59", "caution"),
        ({"after": "session-end", "from": "1 day", "to": "2 day"}, "2026-12-05T15:30", "ready"),
        ({"after": "session", "for": "2 day"}, "2026-12-05T14:29:59", "caution"),
        ({"after": "session", "for": "2 day"}, "2026-12-05T14:30", "ready"),
        ({"after": "session-end", "until": "end-of-day"}, "2026-12-03T23:59:59", "caution"),
        ({"after": "session-end", "until": "end-of-day"}, "2026-12-04T00:00", "ready"),
        ({"after": "session-end", "until": "next-morning"}, "2026-12-04T07:59:59", "caution"),
        ({"after": "session-end", "until": "next-morning"}, "2026-12-04T08:00", "ready"),
        ({"after": "session-end", "until": {"condition": "healed"}}, "2026-12-04", "ask"),
        ({"after": "session-end", "for": "3 day", "and-until": "healed"}, "2026-12-04", "caution"),
        ({"after": "session-end", "for": "3 day", "and-until": "healed"}, "2026-12-08", "ask"),
        ({"while": "healed"}, "2026-12-04", "ask"),
        ({"since": {"condition": "healed"}}, "2026-12-04", "ask"),
        ({"after": "session-day", "days": "2..7", "first": 1}, "2026-12-04T00:00", "caution"),
        ({"after": "session-day", "days": "2..7", "first": 1}, "2026-12-09T23:59:59", "caution"),
        ({"after": "session-day", "days": "2..7", "first": 1}, "2026-12-10T00:00", "ready"),
        ({"after": "session-day", "days": "2..7", "first": 0}, "2026-12-10T00:00", "caution"),
        ({"after": "session-day", "days": "7..", "first": 1}, "2027-06-01", "caution"),
        ({"after": "session-day", "nights": "1..2"}, "2026-12-05T07:59:59", "caution"),
        ({"after": "session-day", "nights": "1..2"}, "2026-12-04T12:00", "ready"),
        ({"after": "session-day", "nights": "1..2"}, "2026-12-05T18:00", "ready"),
        ({"on": "session-day", "days": -1}, "2026-12-02", "wait"),
        ({"on": "session-day", "days": -1}, "2026-12-01", "ready"),
        ({"before": "session", "from": "3 week", "to": "1 week"}, "2026-11-12T14:30", "ready"),
        ({"before": "session", "from": "3 week", "to": "1 week"}, "2026-11-12T14:30:01", "wait"),
        ({"before": "session", "from": "3 week", "to": "1 week"}, "2026-11-26T14:30", "wait"),
        ({"before": "session", "from": "3 week", "to": "1 week"}, "2026-11-26T14:30:01", "ready"),
    ],
)
def test_every_form_of_window(when: dict[str, Any], planned: str, expected: str) -> None:
    book = Book({**FORMS, "rules": [{"id": "x", "avoid": ["x"], "when": when}]})
    used = {"x": {"last": "never", "planned": planned}}

    assert judge(book, {**CALM, "asked": "2026-11-10T10:00", "used": used}, "x").outcome == expected


SERIES: dict[str, Any] = {**FORMS, "rules": [], "series": {"gap": "4..6 week", "count": "3..6"}}


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], {}),
        (["2026-11-05T14:30"], {"series-gap": "ready", "series-count": "ready"}),
        (["2026-11-05T14:30:01"], {"series-gap": "wait", "series-count": "ready"}),
        (["2026-11-05"], {"series-gap": "ask", "series-count": "ready"}),
        (["2026-11-06", "2026-10-01"], {"series-gap": "wait", "series-count": "ready"}),
        (["2026-01-05"] * 5, {"series-gap": "ready", "series-count": "ready"}),
        (["2026-01-05"] * 6, {"series-gap": "ready", "series-count": "refer"}),
        (None, {"series-gap": "ask"}),
    ],
)
def test_sessions_of_a_series_lie_apart(earlier: list[str] | None, expected: dict[str, str]) -> None:
    found = verdict(Book(SERIES), {**CALM, "used": {}, "previous-sessions": earlier})

    assert {name: finding.outcome for name, finding in found.findings.items()} == expected


# --- the earliest date ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "certain", "possible", "why"),
    [
        ({}, "2026-11-22T10:00:00+00:00", "2026-11-22T10:00:00+00:00", "nothing to wait for"),
        (
            {"used": {"wax": "2026-11-21"}},
            "2026-11-28T23:59:59+00:00",
            "2026-11-28T00:00:00+00:00",
            "seven days after the last, or the first, second of that day",
        ),
        (
            {"used": {"retinoid": "2026-11-21T20:00"}},
            "2026-11-24T20:00:00+00:00",
            "2026-11-24T20:00:00+00:00",
            "three days to the second",
        ),
        ({"used": {"retinoid": None}}, None, "2026-11-22T10:00:00+00:00", "silence has no certain end"),
        (
            {"used": {"retinoid": "ongoing"}},
            None,
            "2026-11-25T10:00:00+00:00",
            "three days after stopping now",
        ),
        (
            {"used": {"surgery": {"last": "never", "planned": "2026-11-30T12:00"}}},
            "2026-12-07T12:00:00+00:00",
            "2026-12-07T12:00:00+00:00",
            "too near the planned one now, so after it",
        ),
        (
            {"used": {"surgery": {"last": "never", "planned": "2026-12-06T11:00"}}},
            "2026-11-22T10:00:00+00:00",
            "2026-11-22T10:00:00+00:00",
            "two weeks after 11:00, when a session now would end",
        ),
        (
            {"used": {"surgery": {"last": "never", "planned": "2026-12-06T10:59:59"}}},
            "2026-12-13T10:59:59+00:00",
            "2026-12-13T10:59:59+00:00",
            "a second too near now, so after it",
        ),
        (
            {"used": {"surgery": {"last": "never", "planned": "2026-12-06"}}},
            "2026-12-13T23:59:59+00:00",
            "2026-11-22T10:00:00+00:00",
            "too near now, unless it is late that day",
        ),
        (
            {"used": {"laser": {"last": "never", "planned": "2026-11-30T12:00"}}},
            "2026-11-22T10:00:00+00:00",
            "2026-11-22T10:00:00+00:00",
            "too near now is a caution after a session, and that is no matter of dates (READING 12)",
        ),
        (
            {"used": {"laser": {"last": "never", "planned": "2026-11-22T10:00"}}},
            "2026-11-29T10:00:00+00:00",
            "2026-11-29T10:00:00+00:00",
            "seven days after the planned one",
        ),
        ({"birth": "2008-12-03"}, "2026-12-03T00:00:00+00:00", "2026-12-03T00:00:00+00:00", "the birthday"),
        (
            {"states": {"open-wound": "yes"}},
            None,
            "2026-11-22T10:00:00+00:00",
            "a state one waits for ends, nobody knows when",
        ),
        ({"states": {"pregnant": "yes"}}, None, None, "a reason never to treat has no date (READING 11)"),
        ({"states": {"pregnant": None}}, None, "2026-11-22T10:00:00+00:00", "it may be so"),
        (
            {"states": {"cold-sores": "yes"}},
            "2026-11-22T10:00:00+00:00",
            "2026-11-22T10:00:00+00:00",
            "what a clinician decides is no matter of dates",
        ),
        (
            {"skin-type": 5},
            "2026-11-22T10:00:00+00:00",
            "2026-11-22T10:00:00+00:00",
            "a precaution is no matter of dates",
        ),
        (
            {"plan": {"peel": "2026-11-23"}, "used": {"retinoid": "2026-11-18T10:00"}},
            "2026-11-22T10:00:00+00:00",
            "2026-11-22T10:00:00+00:00",
            "a peel the day after stays there, and forbids no date (READING 24)",
        ),
        (
            {"plan": {"peel": "with-session"}, "used": {"retinoid": "2026-11-19T10:00"}},
            "2026-11-23T10:00:00+00:00",
            "2026-11-23T10:00:00+00:00",
            "one with the session moves with it: four days, the advised value",
        ),
        (
            {"used": {"shaving": "2026-11-22"}},
            "2026-11-23T00:00:00+00:00",
            "2026-11-23T00:00:00+00:00",
            "not today",
        ),
    ],
)
def test_earliest(more: dict[str, Any], certain: str | None, possible: str | None, why: str) -> None:
    found = earliest(BOOK, facts(more))

    assert (local(found.certain), local(found.possible)) == (certain, possible), why


# --- against plain scans --------------------------------------------------------------------------

MINUTES: dict[str, Any] = {
    "settings": {"session-length": "90 second"},
    "subjects": {"x": {}, "y": {}, "z": {}, "w": {}, "v": {}},
    "rules": [
        {
            "id": "both",
            "avoid": ["x"],
            "when": [
                {"before": "session", "for": "2..4 minute"},
                {"after": "session-end", "for": "1..3 minute"},
            ],
        },
        {
            "id": "between",
            "avoid": ["y"],
            "when": {"before": "session", "from": "5 minute", "to": "2 minute"},
            "outcome": "refer",
        },
        {
            "id": "apart",
            "avoid": ["z"],
            "when": [
                {"before": "session", "for": "3 minute"},
                {"after": "session-end", "for": "1..2 minute"},
            ],
            "outcome": "wait",
        },
        {"id": "hole", "avoid": ["w"], "when": {"before": "session", "from": "5 minute", "to": "2 minute"}},
        {
            "id": "later",
            "avoid": ["v"],
            "when": {"after": "session-end", "for": "1..2 minute"},
            "outcome": "wait",
        },
    ],
}
RULE_ON = {"x": "both", "y": "between", "z": "apart", "w": "hole", "v": "later"}
MIDNIGHT = int(datetime(2026, 11, 30, tzinfo=UTC).timestamp())


def in_minutes(rule: str, used: int, session: int) -> str:
    """Judge one rule of the minute protocol in one world, from its text; a session takes a minute and a half."""
    ago = (session - used) / 60
    if rule in ("between", "hole"):
        return ("refer" if rule == "between" else "wait") if 2 <= ago < 5 else "ready"
    if rule == "later":
        return "wait" if -2.5 < ago <= -1.5 else "caution" if -3.5 < ago <= -2.5 else "ready"
    if rule == "apart":
        return "wait" if -2.5 < ago < 3 else "caution" if -3.5 < ago <= -2.5 else "ready"
    if 0 <= ago < 2:
        return "wait"
    return "caution" if 2 <= ago < 4 or -4.5 < ago < 0 else "ready"


def forbids(rule: str, used: int, session: int) -> bool:
    """Say whether one rule of the minute protocol forbids a start: in a window that makes one wait, up to its far end."""
    ago = (session - used) / 60
    waits = {"both": 0 <= ago < 4, "between": False, "apart": -3.5 < ago < 3, "hole": 2 <= ago < 5}
    return {**waits, "later": -3.5 < ago <= -1.5}[rule]


def as_last(used: int, session: int) -> int:
    """Return the use that a stated last use stands for: one after the session for one up to it (READING 9)."""
    return min(used, session)


def said_between(seconds: range) -> dict[str, str]:
    return {"from": stamp(seconds[0]), "to": stamp(seconds[-1])}


def near_an_edge(random: Random, session: range) -> range:
    """Return seconds of which the first or the last lies within a second of some half minutes from a start."""
    edge = random.choice(session) + 30 * random.randrange(-12, 13) + random.choice([-1, 0, 1])
    length = random.choice([1, 1, 20, 100])
    return random.choice([range(edge, edge + length), range(edge + 1 - length, edge + 1)])


@pytest.mark.parametrize(
    ("subject", "form"), [*((name, "planned") for name in RULE_ON), *((name, "last") for name in "xyzw")]
)
def test_best_and_worst_are_those_of_every_second(subject: str, form: str) -> None:
    book, random, rule = Book(MINUTES), Random(f"{subject} {form}"), RULE_ON[subject]
    both_ends = set()
    for number in range(200):
        session = range(
            low := MIDNIGHT + 600 + random.randrange(300), low + random.choice([1, 1, 1, 1, 90, 400])
        )
        used = near_an_edge(random, session)
        asked = MIDNIGHT if form == "planned" else used[-1]
        said = {"last": "never", "planned": [said_between(used)]} if form == "planned" else said_between(used)
        plan = {
            "zone": "UTC",
            "asked": stamp(asked),
            "session": said_between(session),
            "used": {subject: said},
        }

        found = judge(book, plan, rule)

        seen = {in_minutes(rule, u if form == "planned" else as_last(u, s), s) for u in used for s in session}
        ranks = {RANK[word] for word in seen}
        assert (RANK[found.best], RANK[found.worst]) == (min(ranks), max(ranks)), (number, plan)
        both_ends.add((found.best, found.worst))
    assert len(both_ends) > 2, "worlds too alike"


@pytest.mark.slow
def test_the_earliest_are_the_first_seconds_that_are_surely_and_possibly_free() -> None:
    book, random = Book(MINUTES), Random(11)
    waits = []
    for _ in range(80):
        events: dict[str, list[range]] = {}
        plan: dict[str, Any] = {"zone": "UTC", "asked": stamp(MIDNIGHT), "session": "2026-12-03T14:30"}
        plan["used"] = dict.fromkeys(RULE_ON, "never")
        for name in random.sample(list(RULE_ON), random.choice([1, 1, 1, 2, 5])):
            lengths = [random.choice([1, 1, 20, 100]) for _ in range(3)]
            last = range(low := MIDNIGHT - random.randrange(100, 300), low + lengths[0])
            planned = [range(low := MIDNIGHT + random.randrange(1, 700), low + n) for n in lengths[1:]]
            del planned[random.randrange(3) :]
            has_last = random.choice([True, False])
            plan["used"][name] = {"last": said_between(last) if has_last else "never"}
            plan["used"][name] |= {"planned": [said_between(one) for one in planned]} if planned else {}
            events[RULE_ON[name]] = ([last] if has_last else []) + planned

        found = earliest(book, plan)

        one_by_one = [(rule, used) for rule, uses in events.items() for used in uses]
        certain = next(
            s
            for s in range(MIDNIGHT, MIDNIGHT + 3600)
            if not any(forbids(rule, u, s) for rule, used in one_by_one for u in used)
        )
        possible = next(
            s
            for s in range(MIDNIGHT, MIDNIGHT + 3600)
            if not any(all(forbids(rule, u, s) for u in used) for rule, used in one_by_one)
        )
        assert found == Earliest(certain, possible), plan
        waits += [(certain > MIDNIGHT, possible < certain)]
    assert {(True, True), (True, False), (False, False)} <= set(waits), "worlds too alike"


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


# --- the readings ---------------------------------------------------------------------------------


def test_every_reading_is_listed_and_marked_in_the_files_it_names() -> None:
    folder = Path(__file__).parent
    rows = [line.split(" | ") for line in (folder / "READINGS.md").read_text("utf-8").splitlines()]
    places = {row[0].lstrip("| "): row[-1] for row in rows if row[0].lstrip("| ").isdigit()}
    marked: dict[str, set[str]] = {}
    for file in folder.glob("*.py"):
        for found in re.findall(r"READING ([\d, ]+)", file.read_text("utf-8")):
            for number in re.findall(r"\d+", found):
                marked.setdefault(number, set()).add(file.stem)

    assert marked.keys() == places.keys()
    assert {n for n, where in places.items() if not any(f"`{name}." in where for name in marked[n])} == set()
    for where in places.values():
        for name, *inner in [place.split(".") for place in re.findall(r"`([\w.]+)`", where)]:
            text_of_it = (folder / f"{name}.py").read_text("utf-8")
            assert re.search(rf"^\s*(def |class )?{inner[-1]}\b", text_of_it, re.MULTILINE), (name, inner)


# --- the generator --------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_cases() -> None:
    assert list(random_cases(PROTOCOL, seed=3, count=50)) == list(random_cases(PROTOCOL, seed=3, count=50))


@pytest.mark.slow
def test_random_cases_reach_every_outcome() -> None:
    outcomes = {verdict(BOOK, one).outcome for one in random_cases(PROTOCOL, seed=5, count=600)}

    assert outcomes == set(RANK)


@pytest.mark.slow
def test_a_certain_date_is_never_before_a_possible_one() -> None:
    for one in random_cases(PROTOCOL, seed=9, count=200):
        found = earliest(BOOK, one)

        assert found.certain is None or (found.possible is not None and found.possible <= found.certain)


@pytest.mark.slow
def test_at_the_earliest_certain_date_nothing_waits() -> None:
    """A peel's own rule is left out: the peel stays where it is planned (READING 24)."""
    washouts = {"retinoid", "isotretinoin", "wax", "exfoliant", "acid", "shaving"}
    dates = set()
    for one in random_cases(PROTOCOL, seed=13, count=200):
        found = earliest(BOOK, one)
        if found.certain is not None:
            said = text(found.certain, one["zone"], exactly=True)
            then = verdict(BOOK, {**one, "session": said}).findings
            assert {rule for rule in then if rule != "peel" and then[rule].worst in ("wait", "stop")} == set()
            assert {rule for rule in washouts & set(then) if then[rule].worst != "ready"} == set()
            dates.add(found.certain > Case(BOOK, one).now)
    assert dates == {True, False}


@pytest.mark.slow
def test_a_second_before_a_certain_date_something_waits() -> None:
    """Nobody can be sure of an earlier start: a ban is broken then, or an advised time is not yet over."""
    count = 0
    for one in random_cases(PROTOCOL, seed=17, count=300):
        found = earliest(BOOK, one)
        if found.certain is not None and found.certain > Case(BOOK, one).now:
            then = verdict(BOOK, {**one, "session": text(found.certain - 1, one["zone"], exactly=True)})
            assert any(finding.worst in ("caution", "wait", "stop") for finding in then.findings.values())
            count += 1
    assert count > 20


@pytest.mark.slow
def test_break_points_lie_on_both_sides_of_every_limit() -> None:
    seen: dict[str, set[str]] = {}
    points: list[BreakPoint] = list(breakpoints(PROTOCOL, zones=(LONDON,)))
    for point in points:
        seen.setdefault(point.rule, set()).add(judge(BOOK, point.facts, point.rule).outcome)

    assert seen["retinoid"] == {"ready", "wait", "refer", "ask"}  # refer: prescribed, and it goes on
    assert seen["wax"] == {"ready", "caution", "wait", "ask"}
    assert seen["laser"] == {"ready", "caution", "wait", "ask"}
    assert seen["peel"] >= {"ready", "caution", "wait", "ask"}
    assert seen["surgery"] == {"ready", "wait", "ask"}
    assert seen["swimming"] == {"ready", "refer", "ask"}
    assert seen["shaving"] == {"ready", "wait", "ask"}  # ask: it goes on, and there is time to stop


@pytest.mark.slow
def test_every_shipped_ban_is_seen_kept_and_broken_at_its_break_points() -> None:
    protocols = library()
    book = Book(*protocols)
    seen: dict[str, set[str]] = {rule["id"]: set() for rule in screened(book) if "avoid" in rule}

    for point in breakpoints(*protocols, zones=(LONDON,), every=6):
        if point.rule in seen:
            seen[point.rule].add(judge(book, point.facts, point.rule).outcome)

    broken = {rule for rule, outcomes in seen.items() if outcomes - {"ready", "ask"}}
    assert {rule for rule, outcomes in seen.items() if "ready" in outcomes} & broken == set(seen)


@pytest.mark.slow
def test_random_cases_of_the_shipped_protocols_reach_every_outcome() -> None:
    protocols = library()
    book = Book(*protocols)

    assert {verdict(book, one).outcome for one in random_cases(*protocols, seed=1, count=100)} == set(RANK)
