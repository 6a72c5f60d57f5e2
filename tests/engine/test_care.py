"""The care calendar: what begins, ends and holds on each day around a session."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import needlecare
from needlecare.engine.care import CareCalendar, Item, care, holding
from needlecare.engine.windows import Moment, extents
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


def test_what_is_allowed_for_a_range_is_allowed_for_the_shorter_of_it():
    allowed = SMALL.replace("recommend: gel", "allow: gel").format(when="{after: session-end, for: 2..3 day}")
    small = needlecare.combine(needlecare.parse(allowed))
    said = {"zone": "Europe/London", "asked": "2026-12-01T09:00", "session": "2026-12-03T14:30"}

    (only,) = care(small, needlecare.facts({**said, "session-end": "2026-12-03T15:30"}, small)).items

    assert only.closes == utc("2026-12-05T15:30")


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


def both_ends(moment: Moment) -> str:
    """Return a bound as text: its kind, both ends of floor and advised value (once where they agree), and its words."""
    ends = ["/".join(map(short, (at.lo, at.hi))) for at in (moment.floor, moment.advised) if at is not None]
    marks = {"ends": moment.ends, "earlier": moment.earlier, "about": moment.about}
    words = [moment.condition, *(word for word, is_so in marks.items() if is_so)]
    words += [moment.bound, moment.vague, moment.inherited_from]
    return " ".join([moment.kind, *dict.fromkeys(ends), *filter(None, words)])


def short(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("when", "opens", "closes"),
    [
        (
            "{before: session, for: about 3..4 day}",
            "time 11-30T10:00/11-30T14:00 11-29T10:00/11-29T14:00 about",
            "time 12-03T10:00/12-03T14:00",
        ),
        (
            "{before: session, from: 3..4 week, to: 1..2 week}",
            "time 11-12T10:00/11-12T14:00 11-05T10:00/11-05T14:00",
            "time 11-26T10:00/11-26T14:00 11-19T10:00/11-19T14:00",
        ),
        (
            "{before: session, at: up to 2 day}",
            "time 12-03T10:00/12-03T14:00 12-01T10:00/12-01T14:00 up to",
            "time 12-03T10:00/12-03T14:00 12-01T10:00/12-01T14:00 up to",
        ),
        (
            "{after: session-end, for: at least 2..3 day}",
            "time 12-03T11:00/12-04T01:00",
            "time 12-05T11:00/12-06T01:00 12-06T11:00/12-07T01:00 at least",
        ),
        (
            "{after: session-end, for: few day}",
            "time 12-03T11:00/12-04T01:00",
            "time 12-05T11:00/12-06T01:00 12-07T11:00/12-08T01:00 few",
        ),
        (
            "{after: session-end, days: {from: 2, to: 5..7}, first: 0}",
            "time 12-05T00:00/12-06T00:00",
            "time 12-09T00:00/12-10T00:00 12-11T00:00/12-12T00:00",
        ),
        (
            "{after: session-end, days: 0..2, first: 1}",
            "time 12-02T00:00/12-03T00:00",
            "time 12-05T00:00/12-06T00:00",
        ),
        (
            "{after: session-end, nights: 1..2}",
            "time 12-03T20:00/12-04T20:00",
            "time 12-05T07:00/12-06T07:00",
        ),
        (
            "{on: session-day, days: -1, part: evening}",
            "time 12-02T20:00/12-02T20:00",
            "time 12-03T00:00/12-03T00:00",
        ),
        (
            "{after: session-end, for: 3 day, and-until: healed}",
            "time 12-03T11:00/12-04T01:00",
            "time 12-06T11:00/12-07T01:00 healed",
        ),
        (
            "{after: session-end, for: 7 day, or-until: healed}",
            "time 12-03T11:00/12-04T01:00",
            "time 12-10T11:00/12-11T01:00 healed earlier",
        ),
        (
            "{after: session-end, from: 1 day, and-since: healed}",
            "time 12-04T11:00/12-05T01:00 healed",
            "open",
        ),
        ("{after: session-end, while: healed}", "time 12-03T11:00/12-04T01:00", "state healed ends"),
        (
            "{after: session-end, until: healed, usually: 5 day}",
            "time 12-03T11:00/12-04T01:00",
            "state healed",
        ),
        (
            "{after: session-end, for: unstated, inherit: 5..7 day}",
            "time 12-03T11:00/12-04T01:00",
            "unstated 12-08T11:00/12-09T01:00 12-10T11:00/12-11T01:00 published",
        ),
        ("{before: session, for: unstated}", "unstated", "time 12-03T10:00/12-03T14:00"),
        (
            "{after: session-end, from: next-morning, to: 3 day}",
            "time 12-04T07:00/12-05T07:00",
            "time 12-06T11:00/12-07T01:00",
        ),
        (
            "{after: session-end, until: {anchor: session}}",
            "time 12-03T11:00/12-04T01:00",
            "time 12-03T10:00/12-03T14:00",
        ),
    ],
)
def test_where_the_session_is_not_exact_both_ends_of_a_window_are_kept(when: str, opens: str, closes: str):
    small = needlecare.combine(needlecare.parse(SMALL.format(when=when)))
    anchors = {
        "session": Interval(utc("2026-12-03T10:00"), utc("2026-12-03T14:00")),
        "session-end": Interval(utc("2026-12-03T11:00"), utc("2026-12-04T01:00")),
    }

    (found,) = extents(small, small.rules[0], anchors, zone("Europe/London"))

    assert (both_ends(found.opens), both_ends(found.closes)) == (opens, closes)
    assert {found.opens.anchor, found.closes.anchor} <= {"session", "session-end", ""}
    assert bool(found.opens.anchor) is (found.opens.kind not in ("state", "open"))


# --- every field of every item -----------------------------------------------------------------------------------------

MANY = """
needlecare: 1
protocol: small
version: "1.0"
title: {en: Small, es: Pequeño}
layer: clinic
sources: {seed: {title: A page, grade: C, read: 2026-11-22}}
subjects:
  gel: {name: {en: gel, es: gel}, kind: product}
  cream: {name: {en: cream, es: crema}, kind: product, prescribed: sometimes}
  pills: {name: {en: pills, es: píldoras}, kind: medicine, prescribed: always}
  walk: {name: {en: walk, es: paseo}, kind: activity}
conditions:
  healed: {name: {en: healed, es: curada}, kind: healing}
  sick: {name: {en: sick, es: enferma}, kind: state}
  paint: {name: {en: paint, es: pintura}, kind: arrival}
rules:
"""
RULES = (
    "id: no-gel, avoid: gel, when: {before: session, for: 2..3 day}",
    "id: no-gel-after, avoid: [gel], when: {after: session-end, for: about 1..2 day}, strength: advised",
    "id: no-cream, avoid: cream, when: {before: session, for: 1 week}, if: {prescribed: true}",
    "id: no-pills, avoid: pills, when: {before: session, for: unstated}",
    "id: ask-pills, recommend: pills, when: {at: session}, actor: prescriber",
    "id: may-walk, allow: walk, when: {after: session-end, from: 1..2 day}, implies-avoid: true",
    "id: only-gel, only: gel, when: {after: session-end, until: healed}",
    "id: see-healing, expect: healed, when: {after: session-end, for: 2..4 day}",
    "id: walk-if-sick, require: walk, when: {on: session, days: 1}, if: {has: sick}",
    "id: walk-unless-sick, recommend: walk, when: {after: session-end, from: 1 day, and-since: healed}, unless: {has: sick}",
    "id: gel-as-directed, recommend: gel, when: {as: directed}",
    "id: gel-as-needed, recommend: gel, when: {as: needed}",
    "id: gel-soon, recommend: gel, when: {as: soon}",
    "id: ask-cream, recommend: cream, when: {at: session}, if: {prescribed: true}",
    "id: cream-unless, avoid: cream, when: {before: session, for: 1 day}, unless: {prescribed: true}",
    "id: no-paint, check: paint, when: {at: session}, remedy: {en: Off., es: Fuera.}",
    "id: tell-sick, tell: sick",
    "id: gel-days, require: gel, when: {after: session-end, for: few day}",
    "id: inherits, avoid: walk, when: {after: session-end, for: unstated, inherit: gel-days}",
)


def many() -> Any:
    rules = "".join(f"- {{{rule}, says: {{en: So., es: Así.}}, source: {{cite: seed}}}}\n" for rule in RULES)
    return needlecare.combine(needlecare.parse(MANY + rules))


def as_written(found: Item) -> str:
    """Return all that an item says, less what is usual."""
    truth = {True: "yes", False: "no", None: "open"}
    words = [
        found.kind,
        found.actor if found.actor != "client" else "",
        found.strength.value if found.strength.value != "must" else "",
        f"{clock(found.opens)}..{clock(found.closes)}",
        f"floor {clock(found.floor)}" if found.floor is not None else "",
        f"until {found.state}" if found.state else "",
        f"since {found.since_state}" if found.since_state else "",
        "unstated" if found.unstated else "",
        f"as {found.inherited_from}" if found.inherited_from else "",
        "about" if found.about else "",
        f"applies {truth[found.applies]}" if found.applies is not True else "",
        f"concerns {truth[found.concerns]}" if found.concerns is not True else "",
        "prescriber" if found.to_prescriber else "",
    ]
    return " ".join(filter(None, words))


def clock(moment: int | None) -> str:
    text = "-" if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%m-%dT%H:%M:%S")
    return text.removesuffix(":00")


DAY_OF_SESSION = {
    **START,
    "session": "2026-12-03",
    "session-end": {"from": "2026-12-03T11:00", "to": "2026-12-03T20:00"},
}
SAYS_NOTHING = [
    ("no-gel", "avoid 11-30T00:00..12-03T23:59:59 floor 12-01T00:00 concerns open"),
    ("no-gel-after", "avoid advised 12-03T11:00..12-05T20:00 floor 12-04T20:00 about concerns open"),
    ("no-cream", "avoid 11-26T00:00..12-03T23:59:59 applies open concerns open prescriber"),
    ("no-pills", "avoid -..12-03T23:59:59 unstated concerns open prescriber"),
    ("ask-pills", "do prescriber 12-03T00:00..12-04T00:00 prescriber"),
    ("may-walk", "may 12-05T20:00..- floor 12-04T11:00"),
    ("may-walk", "avoid 12-03T11:00..12-05T20:00 floor 12-04T11:00"),
    ("only-gel", "only 12-03T11:00..- until healed"),
    ("see-healing", "expect 12-03T20:00..12-07T11:00 floor 12-05T20:00"),
    ("walk-if-sick", "do 12-04T00:00..12-05T00:00 applies open"),
    ("walk-unless-sick", "do 12-04T11:00..- since healed applies open"),
    ("gel-as-directed", "do -..- unstated"),
    ("gel-as-needed", "do -..-"),
    ("gel-soon", "do -..- unstated"),
    ("ask-cream", "do 12-03T00:00..12-04T00:00 applies open"),
    ("cream-unless", "avoid 12-02T00:00..12-03T23:59:59 applies open concerns open"),
    ("no-paint", "check 12-03T00:00..12-04T00:00"),
    ("gel-days", "do 12-03T11:00..12-07T20:00 floor 12-05T20:00 about"),
    ("inherits", "avoid 12-03T11:00..12-07T20:00 floor 12-05T20:00 unstated as gel-days about concerns open"),
]
IS_SICK = [
    ("no-gel", "avoid 11-30T00:00..12-03T23:59:59 floor 12-01T00:00 concerns no"),
    ("no-gel-after", "avoid advised 12-03T11:00..12-05T20:00 floor 12-04T20:00 about concerns no"),
    ("no-cream", "avoid 11-26T00:00..12-03T23:59:59 prescriber"),
    ("no-pills", "avoid -..12-03T23:59:59 unstated prescriber"),
    ("ask-pills", "do prescriber 12-03T00:00..12-04T00:00 prescriber"),
    ("may-walk", "may 12-05T20:00..- floor 12-04T11:00"),
    ("may-walk", "avoid 12-03T11:00..12-05T20:00 floor 12-04T11:00"),
    ("only-gel", "only 12-03T11:00..- until healed"),
    ("see-healing", "expect 12-03T20:00..12-07T11:00 floor 12-05T20:00"),
    ("walk-if-sick", "do 12-04T00:00..12-05T00:00"),
    ("gel-as-directed", "do -..- unstated"),
    ("gel-as-needed", "do -..-"),
    ("gel-soon", "do -..- unstated"),
    ("ask-cream", "do 12-03T00:00..12-04T00:00"),
    ("no-paint", "check 12-03T00:00..12-04T00:00"),
    ("gel-days", "do 12-03T11:00..12-07T20:00 floor 12-05T20:00 about"),
    ("inherits", "avoid 12-03T11:00..12-07T20:00 floor 12-05T20:00 unstated as gel-days about"),
]
IS_WELL = [
    ("no-gel", "avoid 11-30T00:00..12-03T23:59:59 floor 12-01T00:00"),
    ("no-gel-after", "avoid advised 12-03T11:00..12-05T20:00 floor 12-04T20:00 about"),
    ("no-pills", "avoid -..12-03T23:59:59 unstated concerns no prescriber"),
    ("ask-pills", "do prescriber 12-03T00:00..12-04T00:00 prescriber"),
    ("may-walk", "may 12-05T20:00..- floor 12-04T11:00"),
    ("may-walk", "avoid 12-03T11:00..12-05T20:00 floor 12-04T11:00"),
    ("only-gel", "only 12-03T11:00..- until healed"),
    ("see-healing", "expect 12-03T20:00..12-07T11:00 floor 12-05T20:00"),
    ("walk-unless-sick", "do 12-04T11:00..- since healed"),
    ("gel-as-directed", "do -..- unstated"),
    ("gel-as-needed", "do -..-"),
    ("gel-soon", "do -..- unstated"),
    ("cream-unless", "avoid 12-02T00:00..12-03T23:59:59"),
    ("no-paint", "check 12-03T00:00..12-04T00:00"),
    ("gel-days", "do 12-03T11:00..12-07T20:00 floor 12-05T20:00 about"),
    ("inherits", "avoid 12-03T11:00..12-07T20:00 floor 12-05T20:00 unstated as gel-days about concerns no"),
]


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ({}, SAYS_NOTHING),
        (
            {
                "states": {"sick": "yes"},
                "used": {
                    "gel": "never",
                    "cream": {"last": "2026-11-30", "prescribed": "yes"},
                    "pills": "ongoing",
                    "walk": {"last": "never", "planned": "2026-12-04"},
                },
            },
            IS_SICK,
        ),
        (
            {
                "states": {"sick": "no"},
                "used": {
                    "gel": "2026-12-01",
                    "cream": {"last": "2026-11-30", "prescribed": "no"},
                    "pills": "never",
                    "walk": "never",
                },
            },
            IS_WELL,
        ),
    ],
    ids=["says-nothing", "is-sick", "is-well"],
)
def test_every_item_says_all_that_is_known_of_it(said: dict[str, Any], items: list[tuple[str, str]]):
    page = many()

    found = care(page, needlecare.facts({**DAY_OF_SESSION, **said}, page))

    assert [(one.id, as_written(one)) for one in found.items] == items
    assert [one.id for one in found.unplaced] == ["gel-as-directed", "gel-as-needed", "gel-soon"]
    assert (clock(found.session.lo), clock(found.session.hi)) == ("12-03T00:00", "12-03T23:59:59")
    assert (clock(found.session_end.lo), clock(found.session_end.hi)) == ("12-03T11:00", "12-03T20:00")
    assert found.digest == page.digest


def test_each_day_lists_what_begins_ends_and_holds_on_it():
    page = many()
    found = care(page, needlecare.facts(DAY_OF_SESSION, page))

    days = {f"{one.day:%m-%d}": one for one in found.days}

    def ids(of: tuple[Item, ...], kind: str) -> set[str]:
        return {one.id for one in of if one.kind == kind}

    assert list(days) == [
        *("11-26", "11-30", "12-02", "12-03", "12-04", "12-05", "12-06", "12-07", "12-08", "12-09", "12-10"),
    ]
    assert [one.number for one in found.days] == [-7, -3, -1, *range(8)]
    assert ids(days["11-26"].begins, "avoid") == {"no-cream"}
    assert ids(days["11-26"].holds, "avoid") == {"no-cream", "no-pills"}
    assert ids(days["11-30"].begins, "avoid") == {"no-gel"}
    assert ids(days["12-03"].ends, "avoid") == {"no-gel", "no-cream", "no-pills", "cream-unless"}
    assert ids(days["12-03"].begins, "check") == ids(days["12-03"].ends, "check") == {"no-paint"}
    assert ids(days["12-04"].holds, "do") == {"walk-if-sick", "walk-unless-sick", "gel-days"}
    assert ids(days["12-04"].ends, "do") == {"walk-if-sick"}
    assert ids(days["12-05"].ends, "avoid") == {"no-gel-after", "may-walk"}
    assert ids(days["12-05"].begins, "may") == {"may-walk"}
    assert ids(days["12-06"].holds, "avoid") == {"inherits"}
    assert ids(days["12-08"].holds, "avoid") == set()
    assert ids(days["12-10"].holds, "may") == {"may-walk"}


def test_what_no_calendar_places_holds_unless_it_waits_for_a_state():
    page = many()
    facts = needlecare.facts(DAY_OF_SESSION, page)

    now = {one.id for one in holding(page, facts, utc("2026-12-04T11:00"))}
    before = {one.id for one in holding(page, facts, utc("2026-12-04T10:59"))}

    assert now - before == {"walk-unless-sick"}
    assert {"gel-as-needed", "gel-as-directed", "only-gel"} <= before
    assert not Item(kind="do", since_state="healed").holds_at(0)
    assert Item(kind="do", opens=5, closes=7).holds_at(6)
    assert not Item(kind="do", opens=5, closes=7).holds_at(7)


def test_what_begins_in_the_last_second_of_a_day_holds_on_it():
    page = many()
    late = {**START, "session": "2026-12-03T23:59:59", "session-end": "2026-12-04T00:30"}

    days = {f"{one.day:%m-%d}": one for one in care(page, needlecare.facts(late, page)).days}

    assert {one.id for one in days["12-03"].holds if one.kind == "check"} == {"no-paint"}
    assert {one.id for one in days["12-04"].holds if one.kind == "check"} == set()


def test_what_is_expected_is_marked_so():
    assert {one.kind for one in calendar().items if one.sign is not None} == {"expect"}
