"""The care calendar: what begins, ends and holds on each day around a session."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import needlecare
from needlecare.engine.care import CareCalendar, Item, care, holding
from needlecare.engine.windows import extents
from needlecare.protocol.time import Interval, zone

START = {
    "zone": "Europe/London",
    "asked": "2026-12-01T10:00",
    "session": "2026-12-03T14:30",
    "session-end": "2026-12-03T15:30",
    "areas": ["face"],
}


def book() -> Any:
    return needlecare.load("microneedling", "safety")


def calendar(**more: Any) -> CareCalendar:
    return care(book(), needlecare.facts({**START, **more}, book()))


def item(found: CareCalendar, name: str, kind: str | None = None) -> Item:
    return next(i for i in found.items if i.id == name and kind in (None, i.kind))


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("rule", "opens", "closes"),
    [
        ("topical-retinoid-before", "2026-11-30T14:30", "2026-12-03T14:30"),
        ("waxing-before", "2026-11-26T14:30", "2026-12-03T14:30"),
        ("oral-isotretinoin-before", "2026-06-03T13:30", "2026-12-03T14:30"),  # summer time then
        ("shaving-day", "2026-12-03T00:00", "2026-12-04T00:00"),
        ("gentle-care", "2026-12-03T15:30", "2026-12-06T15:30"),
        ("exfoliation-after", "2026-12-03T15:30", "2026-12-07T15:30"),
        ("sun-after", "2026-12-03T15:30", "2026-12-17T15:30"),
        ("mineral-makeup-after", "2026-12-04T15:30", None),
        ("redness", "2026-12-03T15:30", "2026-12-03T23:30"),
    ],
)
def test_each_item_lies_where_the_page_puts_it(rule: str, opens: str, closes: str | None):
    found = item(calendar(), rule)

    assert found.opens == utc(opens)
    assert found.closes == (None if closes is None else utc(closes))


def test_a_range_shows_the_longer_ban_and_keeps_the_shorter_beside_it():
    found = item(calendar(), "waxing-before")

    assert found.floor == utc("2026-11-28T14:30")


def test_a_permission_from_a_moment_on_is_a_ban_until_then():
    found = item(calendar(), "mineral-makeup-after", "avoid")

    assert (found.opens, found.closes) == (utc("2026-12-03T15:30"), utc("2026-12-04T15:30"))


def test_a_rule_without_an_end_says_so():
    found = item(calendar(), "sunscreen-after")

    assert found.unstated
    assert found.closes is None


def test_an_inherited_length_names_where_it_comes_from():
    assert item(calendar(), "anti-inflammatory-after").inherited_from == "gentle-care"
    assert item(calendar(), "tanning-after").inherited_from == "published"


def test_what_the_client_never_used_does_not_concern_her_and_silence_may():
    found = calendar(used={"laser": "never", "waxing": "2026-11-01"})

    assert item(found, "laser-before").concerns is False
    assert item(found, "waxing-before").concerns is True
    assert item(found, "ipl-before").concerns is None


def test_a_rule_for_other_areas_is_left_out():
    assert not [i for i in calendar().items if i.id == "no-deodorant"]
    assert item(calendar(areas=["underarms"]), "no-deodorant")


def test_peel_rules_wait_for_the_peels_own_date():
    without, planned = calendar(), calendar(plan={"peel": "2026-12-10T10:00"})

    assert item(without, "hydroquinone-before-peel").opens is None
    assert item(planned, "hydroquinone-before-peel").opens == utc("2026-12-06T10:00")


def test_medicines_that_are_prescribed_are_marked_for_the_prescriber():
    marked = {i.id for i in calendar().items if i.to_prescriber}

    assert {"oral-isotretinoin-before", "prescribed-anti-inflammatory-after", "blood-thinner-asked"} <= marked
    assert "topical-retinoid-before" not in marked


def test_days_are_numbered_from_the_session_and_each_change_has_its_day():
    found = calendar()

    by_day = {day.day: day for day in found.days}
    assert by_day[date(2026, 12, 3)].number == 0
    assert by_day[date(2026, 12, 2)].number == -1
    assert {n for d in found.days if -1 <= (n := d.number) <= 7} == set(range(-1, 8))
    assert "gentle-care" in {i.id for i in by_day[date(2026, 12, 6)].ends}
    assert "topical-retinoid-before" in {i.id for i in by_day[date(2026, 11, 30)].begins}
    assert "gentle-care" in {i.id for i in by_day[date(2026, 12, 5)].holds}
    assert "gentle-care" not in {i.id for i in by_day[date(2026, 12, 7)].holds}


@pytest.mark.parametrize(
    ("moment", "holds"),
    [("2026-12-04T15:29", False), ("2026-12-04T15:30", True), ("2026-12-20T00:00", True)],
)
def test_what_holds_now_is_decided_to_the_minute(moment: str, holds: bool):
    facts = needlecare.facts(START, book())

    kinds = {i.kind for i in holding(book(), facts, utc(moment)) if i.id == "mineral-makeup-after"}

    assert ("may" in kinds) is holds


def test_a_sign_that_is_never_normal_is_not_expected():
    assert not [i for i in calendar().items if i.id in ("pus", "bumps")]


def test_a_session_known_by_its_day_makes_bans_as_long_as_they_can_be():
    found = calendar(session="2026-12-03", **{"session-end": "2026-12-03"})

    retinoid = item(found, "topical-retinoid-before")
    assert retinoid.opens == utc("2026-11-30T00:00")
    assert item(found, "gentle-care").closes == utc("2026-12-06T23:59:59")


# --- windows of every form ---------------------------------------------------------------------------------------------

SMALL = """
needlecare: 1
protocol: small
version: "1.0"
title: {{en: Small, es: Pequeño}}
layer: clinic
sources: {{seed: {{title: A page, grade: C, read: 2026-11-22}}}}
settings: {{morning: "07:00", evening: "20:00"}}
subjects: {{gel: {{name: {{en: gel, es: gel}}, kind: product}}}}
conditions: {{healed: {{name: {{en: healed, es: curada}}, kind: healing}}}}
rules:
- id: it
  recommend: gel
  when: {when}
  says: {{en: So., es: Así.}}
  source: {{cite: seed}}
"""


@pytest.mark.parametrize(
    ("when", "opens", "closes"),
    [
        ("{before: session, at: 30 minute}", "2026-12-03T14:00", "2026-12-03T14:00"),
        ("{before: session, from: 3 week, to: 1 week}", "2026-11-12T14:30", "2026-11-26T14:30"),
        ("{after: session-end, from: 2 day, to: 4 day}", "2026-12-05T15:30", "2026-12-07T15:30"),
        ("{on: session-day, days: -1}", "2026-12-02T00:00", "2026-12-03T00:00"),
        ("{on: session-day, days: -1, part: evening}", "2026-12-02T20:00", "2026-12-03T00:00"),
        ("{at: session}", "2026-12-03T14:30", "2026-12-03T14:30"),
        ("{after: session-day, days: 2..3, first: 0}", "2026-12-05T00:00", "2026-12-07T00:00"),
        ("{after: session-day, days: 2..3, first: 1}", "2026-12-04T00:00", "2026-12-06T00:00"),
        ("{after: session-day, nights: 1..2}", "2026-12-03T20:00", "2026-12-05T07:00"),
        ("{after: session-end, until: end-of-day}", "2026-12-03T15:30", "2026-12-04T00:00"),
        ("{after: session-end, until: next-morning}", "2026-12-03T15:30", "2026-12-04T07:00"),
        ("{after: session-end, for: few day}", "2026-12-03T15:30", "2026-12-07T15:30"),
        ("{after: session-end, from: 7 day}", "2026-12-10T15:30", None),
    ],
)
def test_each_form_of_window_lies_where_it_says(when: str, opens: str, closes: str | None):
    small = needlecare.combine(needlecare.parse(SMALL.format(when=when)))
    anchors = {
        "session": Interval(utc("2026-12-03T14:30"), utc("2026-12-03T14:30")),
        "session-end": Interval(utc("2026-12-03T15:30"), utc("2026-12-03T15:30")),
    }

    (found,) = extents(small, small.rules[0], anchors, zone("Europe/London"))

    assert found.opens.advised is not None
    assert found.opens.advised.lo == utc(opens)
    assert (found.closes.advised and found.closes.advised.lo) == (None if closes is None else utc(closes))


@pytest.mark.parametrize(
    ("when", "opens", "closes"),
    [
        ("{after: session-end, until: {condition: healed}}", "time", "state"),
        ("{since: {condition: healed}}", "state", "open"),
        ("{while: {condition: healed}}", "open", "state"),
        ("{after: session-end, for: unstated}", "time", "unstated"),
        ("{as: needed}", "open", "open"),
        ("{after: next-session, for: 3 day}", "unplaced", "unplaced"),
        ("{course: whole}", "unplaced", "unplaced"),
    ],
)
def test_a_bound_no_calendar_knows_says_what_it_waits_for(when: str, opens: str, closes: str):
    small = needlecare.combine(needlecare.parse(SMALL.format(when=when)))
    anchors = {"session-end": Interval(utc("2026-12-03T15:30"), utc("2026-12-03T15:30"))}

    (found,) = extents(small, small.rules[0], anchors, zone("Europe/London"))

    assert (found.opens.kind, found.closes.kind) == (opens, closes)


def test_three_days_and_until_healed_keeps_both():
    small = needlecare.combine(
        needlecare.parse(SMALL.format(when="{after: session-end, for: 3 day, and-until: healed}"))
    )
    end = Interval(utc("2026-12-03T15:30"), utc("2026-12-03T15:30"))

    (found,) = extents(small, small.rules[0], {"session-end": end}, zone("Europe/London"))

    assert found.closes.advised == Interval(utc("2026-12-06T15:30"), utc("2026-12-06T15:30"))
    assert found.closes.condition == "healed"
