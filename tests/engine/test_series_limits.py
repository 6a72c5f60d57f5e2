"""What limits a series, worked out by hand; sessions of one hour at 10:00, asked for on 1 December at 08:00."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

import needlecare
from needlecare.engine.screening import screen
from needlecare.engine.series import SeriesPlan, event_lead, plan_series
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Duration, Unit

PROTOCOL = """
needlecare: 1
protocol: limits
version: "1.0"
title: {en: Limits, es: Límites}
layer: clinic
sources: {page: {title: A page, grade: C, read: 2026-11-22}}
settings: {session-length: 1 hour}
subjects:
  laser: {name: {en: laser, es: láser}, kind: procedure}
  wax: {name: {en: wax, es: cera}, kind: procedure}
  dye: {name: {en: dye, es: tinte}, kind: product}
  sun: {name: {en: sun, es: sol}, kind: exposure}
  oil: {name: {en: oil, es: aceite}, kind: product}
  gel: {name: {en: gel, es: gel}, kind: product}
  cream: {name: {en: cream, es: crema}, kind: product}
conditions:
  cleared: {name: {en: cleared, es: permiso}, kind: clearance}
  sick: {name: {en: sick, es: enferma}, kind: state}
  sore: {name: {en: sore, es: dolorida}, kind: healing}
anchors: {peel: {name: {en: the peel, es: el peeling}}}
series:
  gap: 2..4 week
  count: 2..4
  not-while: sore
  says: {en: Come back., es: Vuelva.}
  source: {cite: page}
rules:
"""
RULES = (
    "id: laser-before, avoid: laser, when: {before: session, for: 2 day}",
    "id: laser-after, avoid: laser, when: {after: session-end, for: 1 day}",
    "id: wax-after, avoid: wax, when: {after: session, for: 1 day}",
    "id: no-dye, avoid: dye, when: {on: session}",
    "id: no-sun, avoid: sun, when: {after: session-end, for: unstated, inherit: laser-after}",
    "id: no-oil, avoid: oil, when: {after: session-end, for: 3 day}, unless: {has: cleared}",
    "id: no-oil-if-sick, avoid: oil, when: {before: session, for: 5 day}, if: {has: sick}",
    "id: gel-before-peel, avoid: gel, when: {before: peel, for: 2 day}",
    "id: cream-later, avoid: cream, when: {after: session-end, from: 2 day, to: 4 day}",
)


@cache
def book() -> Rulebook:
    said = ", says: {en: So., es: Así.}, source: {cite: page}"
    return needlecare.combine(needlecare.parse(PROTOCOL + "".join(f"- {{{rule}{said}}}\n" for rule in RULES)))


def plan(**said: Any) -> SeriesPlan:
    start = {
        "zone": "UTC",
        "asked": "2026-12-01T08:00",
        "session": "2026-12-01T10:00",
        "previous-sessions": [],
    }
    nothing = {"used": dict.fromkeys(book().subjects, "never"), "states": {"sick": "no", "cleared": "no"}}
    return plan_series(book(), needlecare.facts({**start, **nothing, **said}, book()))


def around(name: str, when: Any, **said: Any) -> list[str]:
    """Return the days kept free around one planned use, and the rules that say so."""
    used = dict.fromkeys(book().subjects, "never") | {name: {"last": "never", "planned": when}}
    found = plan(used=used, **said).limits
    return [
        f"{one.first:%m-%d}..{one.last:%m-%d} {' '.join(one.rules)}" for one in found if one.kind == "planned"
    ]


SICK = {"states": {"sick": "yes", "cleared": "no"}}
CLEARED = {"states": {"sick": "no", "cleared": "yes"}}


@pytest.mark.parametrize(
    ("name", "when", "said", "days"),
    [
        # At noon: too late for the 20th itself, and two days are over on the 22nd at noon.
        ("laser", "2026-12-20T12:00", {}, "12-20..12-22 laser-before laser-after"),
        # At ten: a day after 11:00 on the 19th is not over, and two days are just over on the 22nd.
        ("laser", "2026-12-20T10:00", {}, "12-19..12-21 laser-before laser-after"),
        ("laser", "2026-12-20T11:00", {}, "12-20..12-22 laser-before laser-after"),  # as the session ends
        # From the start, not the end: a day after 10:00 on the 19th is over at 10:30 on the 20th.
        ("wax", "2026-12-20T10:30", {}, "12-20..12-20 wax-after"),
        ("wax", "2026-12-20T10:00", {}, "12-20..12-20 wax-after"),
        ("wax", "2026-12-20T09:59", {}, "12-19..12-19 wax-after"),
        ("dye", {"from": "2026-12-20T12:00", "to": "2026-12-22T09:00"}, {}, "12-20..12-22 no-dye"),
        ("sun", "2026-12-20T12:00", {}, "12-20..12-20 no-sun"),
        ("oil", "2026-12-20T12:00", {}, "12-18..12-20 no-oil"),
        ("oil", "2026-12-20T12:00", SICK, "12-18..12-25 no-oil no-oil-if-sick"),
        ("oil", "2026-12-20T12:00", CLEARED, None),
        ("oil", "2026-12-20T12:00", {"states": {}}, "12-18..12-25 no-oil no-oil-if-sick"),
        # A peel on a date of its own does not move with the session; one planned for its very day does.
        ("gel", "2026-12-20T12:00", {"plan": {"peel": "2026-12-24T10:00"}}, None),
        ("gel", "2026-12-20T12:00", {"plan": {"peel": "2026-12-01T10:00"}}, "12-21..12-22 gel-before-peel"),
        # From 11:00 on, two to four days: not on the 16th, whose four days are over at 11:00 on the 20th.
        ("cream", "2026-12-20T12:00", {}, "12-17..12-18 cream-later"),
        ("cream", "2026-12-20T10:59", {}, "12-16..12-17 cream-later"),
    ],
)
def test_a_planned_use_keeps_the_days_around_it_free(
    name: str, when: Any, said: dict[str, Any], days: str | None
):
    assert around(name, when, **said) == ([] if days is None else [days])


def test_of_two_leads_of_an_event_the_longer_counts():
    said = ", says: {en: So., es: Así.}, source: {cite: page}}\n"
    leads = (
        "id: ten-days, avoid: wax, when: {before: event, for: 10 day}",
        "id: two-weeks, avoid: wax, when: {before: event, for: 2 week}",
    )
    both = needlecare.combine(needlecare.parse(PROTOCOL + "".join(f"- {{{lead}{said}" for lead in leads)))

    assert event_lead(both) == Duration(2, Unit.WEEK)


def test_only_what_limits_a_series_is_named():
    assert [limit.kind for limit in plan().limits] == ["start", "gap", "count"]


def test_the_last_second_of_a_day_still_belongs_to_it():
    late = plan(asked="2026-12-01T23:59:59", session="2026-12-05")

    assert str(late.sessions[0].earliest) == "2026-12-01"


def test_a_plan_names_the_protocol_it_was_made_by_and_what_forbids_every_session():
    assert plan().digest == book().digest
    assert plan().not_while == ("sore",)


@pytest.mark.parametrize(
    ("previous", "count"),
    [
        ([], 4),
        (["2026-09-01"], 3),
        (["2026-08-01", "2026-09-01", "2026-10-01"], 1),
        (["2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01"], 1),  # one more than the page means
    ],
)
def test_as_many_sessions_are_planned_as_the_page_means_in_all(previous: list[str], count: int):
    assert plan(**{"previous-sessions": previous}).count == count


def test_where_not_even_the_least_count_fits_that_is_what_is_planned():
    crowded = plan(event="2026-12-10T10:00")

    assert (crowded.count, crowded.fits) == (2, False)
    assert crowded.shorter is not None
    assert (crowded.shorter.count, crowded.shorter.fits) == (1, True)


@pytest.mark.parametrize("planned", ["2026-12-20T12:00", "2026-12-20", "2026-12-20T00:00"])
@pytest.mark.parametrize(
    "when",
    [
        "{on: session}",
        "{on: session, days: -2}",
        "{on: session, days: 2}",
        "{before: session, for: 2 day}",
        "{before: session, from: 5 day, to: 2 day}",
        "{after: session, for: 2..3 day}",
        "{after: session-end, from: 2 day, to: 4 day}",
        "{after: session-end, until: end-of-day}",
        "{after: session-end, until: next-morning}",
        "{after: session-day, days: 2..3, first: 0}",
        "{after: session-day, nights: 1..2}",
    ],
)
def test_the_days_kept_free_are_those_on_which_screening_finds_a_plan_in_the_way(when: str, planned: str):
    rule = f"- {{id: it, avoid: gel, when: {when}, says: {{en: So., es: Así.}}, source: {{cite: page}}}}\n"
    by = needlecare.combine(needlecare.parse(PROTOCOL + rule))
    said = {"zone": "UTC", "asked": "2026-12-01T08:00", "previous-sessions": []}
    said |= {"used": {"gel": {"last": "never", "planned": planned}}}

    def is_in_the_way(day: date) -> bool:
        facts = needlecare.facts({**said, "session": f"{day}T10:00"}, by)
        return any(
            found.rule_id == "it" and found.worst > Outcome.READY for found in screen(by, facts).findings
        )

    days = [date(2026, 12, 1) + timedelta(days=number) for number in range(40)]
    facts = needlecare.facts({**said, "session": "2026-12-01T10:00"}, by)
    limits = [one for one in plan_series(by, facts).limits if one.kind == "planned"]
    kept = [day for day in days if any(one.first <= day <= one.last for one in limits)]

    assert kept == [day for day in days if is_in_the_way(day)]
    assert kept or planned != "2026-12-20"  # some time on that day is always in the way
