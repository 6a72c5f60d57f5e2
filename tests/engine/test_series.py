"""Series against a brute-force judge, the laws of its solutions, and the shipped protocols."""

import doctest
import json
import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from engine.series_oracle import Case, can_hold, solutions
from hypothesis import given, settings
from hypothesis import strategies as st

import needlecare
from needlecare.engine.series import Blocked, event_lead, plan_series
from needlecare.protocol.model import Span
from needlecare.protocol.rulebook import combine
from needlecare.protocol.time import Duration, Interval, Unit, after, zone

DAY_0 = date(2026, 1, 5)  # a Monday
UTC = "UTC"


@pytest.fixture(scope="module")
def book():
    return needlecare.load("microneedling", "safety")


def book_of(case: Case):
    return small_book(case.gap, case.before_session, case.after_session, case.washout)


@lru_cache(maxsize=1000)
def small_book(gap: int, before_session: int, after_session: int, washout: int):
    """Return a protocol of three waits and a series; lengths in hours."""
    text = {"en": "Wait.", "es": "Espere."}
    source = {"cite": ["own"]}

    def avoid(name: str, subject: str, when: dict):
        return {"id": name, "avoid": [subject], "when": when, "says": text, "source": source}

    protocol = {
        "needlecare": 1,
        "protocol": "small",
        "version": "1.0",
        "title": text,
        "layer": "clinic",
        "sources": {"own": {"title": "Made up", "grade": "p", "read": "2026-01-01"}},
        "subjects": {
            "laser": {"name": text, "kind": "procedure"},
            "retinoid": {"name": text, "kind": "product"},
        },
        "rules": [
            avoid("laser-before", "laser", {"before": "session", "for": f"{before_session} hour"}),
            avoid("laser-after", "laser", {"after": "session-end", "for": f"{after_session} hour"}),
            avoid("retinoid-before", "retinoid", {"before": "session", "for": f"{washout} hour"}),
        ],
        "series": {"gap": f"{gap}..{gap + 48} hour", "count": "2..3", "says": text, "source": source},
    }
    return combine(needlecare.parse(json.dumps(protocol), name="small.json"))


def day(number: int) -> date:
    return DAY_0 + timedelta(days=number)


def written(when) -> str:
    number, hour = when
    return f"{day(number)}" if hour is None else f"{day(number)}T{hour:02}:00"


def facts_of(case: Case, book):
    planned = {"last": "never", "planned": [written(plan) for plan in case.plans]} if case.plans else "never"
    last = "never" if case.last_use is None else written(case.last_use)
    return needlecare.facts(
        {
            "zone": UTC,
            "asked": written(case.asked),
            "session": written((30, case.hour)),
            "used": {"laser": planned, "retinoid": last},
            "previous-sessions": [] if case.previous is None else [written(case.previous)],
            **({} if case.event is None else {"event": written(case.event)}),
        },
        book,
    )


def plan_of(case: Case, **how):
    book = book_of(case)
    return plan_series(
        book,
        facts_of(case, book),
        sessions=case.count,
        lead=Duration(case.lead, Unit.HOUR),
        blocked=[
            Blocked(first=day(first), last=day(last), why=f"blocked {index}")
            for index, (first, last) in enumerate(case.blocked)
        ],
        closed=case.closed,
        **how,
    )


def keys_of(limits, case: Case) -> list[str]:
    """Return the judge's keys of a plan's limits."""
    days_planned = [day(plan[0]) for plan in case.plans]
    keys = []
    for limit in limits:
        if limit.planned is not None:
            on = zone(UTC).day_of(limit.planned.lo)
            keys.append(f"planned {days_planned.index(on)}")
        else:
            keys.append(limit.name or limit.kind)
    return keys


def some_case(chance: random.Random) -> Case:
    def when(first: int, last: int, *, rough: float = 0.5) -> tuple[int, int | None]:
        return chance.randint(first, last), None if chance.random() < rough else chance.randint(0, 22)

    def maybe(value, likely: float):
        return value if chance.random() < likely else None

    blocked = [
        (first, first + chance.randint(0, 4)) for first in chance.choices(range(14), k=chance.randint(0, 3))
    ]
    return Case(
        asked=(0, chance.randint(0, 23)),
        hour=maybe(chance.randint(0, 22), 0.6),
        count=chance.randint(1, 3),
        gap=chance.choice((24, 24, 36, 48, 72, 96)),
        previous=maybe(when(-5, -1), 0.4),
        last_use=maybe(when(-4, -1), 0.4),
        washout=chance.choice((24, 60, 72, 120)),
        event=maybe(when(1, 13), 0.75),
        lead=chance.choice((0, 24, 48)),
        blocked=tuple(blocked),
        closed=frozenset(chance.sample(range(7), chance.choice((0, 0, 1, 2, 4)))),
        plans=tuple(
            (on, maybe(chance.randint(0, 22), 0.5))
            for on in chance.sample(range(1, 10), chance.randint(0, 2))
        ),
        before_session=chance.choice((1, 24, 48)),
        after_session=chance.choice((1, 24, 60)),
    )


# --- against the judge -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1000)
def judged_rows(case: Case):
    """Return every row of days that keeps the limits, found but once."""
    return list(solutions(case, case.limits()))


@lru_cache(maxsize=1000)
def judged(case: Case, keys: tuple[str, ...]) -> bool:
    return can_hold(case, keys)


def assert_agrees(case: Case) -> bool:
    """Assert that the plan is what trying every assignment gives, and return whether it fits."""
    plan, rows = plan_of(case), judged_rows(case)

    assert plan.fits is bool(rows), case
    if rows:
        assert [s.earliest for s in plan.sessions] == [
            day(min(column)) for column in zip(*rows, strict=True)
        ], case
        latest = [day(max(column)) if case.event else None for column in zip(*rows, strict=True)]
        assert [s.latest for s in plan.sessions] == latest, case
        for ideals in (
            plan.sessions,
            plan_of(case, backwards=True).sessions if case.event else plan.sessions,
        ):
            numbers = tuple((session.ideal - DAY_0).days for session in ideals)
            assert numbers in rows or (not case.event and numbers[-1] >= 40), case
        return True
    keys = keys_of(plan.reasons, case)
    assert not judged(case, tuple(keys)), (case, keys)
    for left_out in keys:
        assert judged(case, tuple(key for key in keys if key != left_out)), (case, keys, left_out)
    fitting = [n for n in range(1, case.count) if judged(replace(case, count=n), tuple(case.limits()))]
    assert (plan.shorter.count if plan.shorter else None) == max(fitting, default=None), case
    return False


def agree_on(seed: int, cases: int) -> None:
    chance = random.Random(seed)
    fitting = sum(assert_agrees(some_case(chance)) for _ in range(cases))

    assert cases // 5 < fitting < cases * 9 // 10  # both kinds are well represented


def test_plans_agree_with_trying_every_assignment_of_some_days():
    agree_on(seed=0, cases=60)


@pytest.mark.slow
def test_plans_agree_with_trying_every_assignment_of_days():
    agree_on(seed=1, cases=600)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_plans_agree_with_trying_every_assignment_of_days_on_many_more(seed):
    agree_on(seed=seed, cases=800)


# --- laws ------------------------------------------------------------------------------------------------------------

cases = st.integers(0, 2**32).map(lambda seed: some_case(random.Random(seed)))


@st.composite
def tightened(draw) -> tuple[Case, Case]:
    """Draw a case, and the same with one limit more or one limit tighter."""
    case = draw(cases)
    first = draw(st.integers(-2, 14))
    one_more = draw(
        st.sampled_from(
            [
                {"blocked": (*case.blocked, (first, first + draw(st.integers(0, 5))))},
                {"closed": case.closed | {draw(st.integers(0, 6))}},
                {"plans": (*case.plans, (draw(st.integers(10, 13)), None))},
                {"lead": case.lead + 24},
                {"gap": case.gap + 24},
                {"washout": case.washout + 24},
                {"event": (case.event[0] - 1, case.event[1]) if case.event else (first + 3, 12)},
            ]
        )
    )
    return case, replace(case, **one_more)


@pytest.mark.broad
@settings(max_examples=300, deadline=None)
@given(tightened())
def test_one_more_limit_never_makes_a_session_earlier_nor_its_latest_day_later(pair):
    before, then = (plan_of(case) for case in pair)

    assert before.fits or not then.fits
    for loose, tight in zip(before.sessions, then.sessions, strict=False):
        assert loose.earliest <= tight.earliest
        assert loose.latest is None or tight.latest <= loose.latest


@pytest.mark.broad
@settings(max_examples=200, deadline=None)
@given(cases, st.booleans())
def test_an_ideal_day_lies_between_the_earliest_and_the_latest(case, backwards):
    plan = plan_of(case, backwards=backwards and case.event is not None)

    for session in plan.sessions:
        assert session.earliest <= session.ideal
        assert session.latest is None or session.ideal <= session.latest


GAPS = [
    Span(Duration(4, Unit.WEEK), Duration(6, Unit.WEEK)),
    Span(Duration(1, Unit.MONTH), Duration(2, Unit.MONTH)),
    Span(Duration(700, Unit.HOUR), Duration(30, Unit.DAY)),
]


@pytest.mark.broad
@settings(max_examples=100, deadline=None)
@given(
    asked=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    clock=st.sampled_from(
        [time(1, 30), time(2, 15), time(9), time(23, 30)]
    ),  # hours that are skipped and repeated
    zone_key=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe"]),
    gap=st.sampled_from(GAPS),
    closed=st.sets(st.integers(0, 6), max_size=3),
)
def test_every_row_of_days_keeps_the_gap_by_the_law_of_time(book, asked, clock, zone_key, gap, closed):
    page = book.layers[0]
    changed = combine(replace(page, series=replace(page.series, gap=gap)))
    exact = zone(zone_key).first_reaching(datetime.combine(asked, clock))
    facts = replace(shipped_facts(changed, zone=zone_key, asked=f"{asked}"), session=Interval(exact, exact))
    event = facts.zone.day(asked + timedelta(days=200))

    plan = plan_series(changed, facts, sessions=4, event=event, closed=closed)

    assert plan.fits
    shown = facts.zone.local(exact).time()  # a skipped hour is shown by no clock
    for row in zip(*((s.earliest, s.ideal, s.latest) for s in plan.sessions), strict=True):
        starts = [facts.zone.first_reaching(datetime.combine(on, shown)) for on in row]
        assert all(after(sooner, gap.floor, facts.zone) <= later for sooner, later in pairwise(starts))
        assert not {on.weekday() for on in row} & closed


# --- the shipped protocols -------------------------------------------------------------------------------------------


def shipped_facts(book, **said):
    told = {"zone": "Europe/London", "asked": "2026-12-01T10:00", "session": "2026-12-03T14:30"}
    return needlecare.facts({**told, "previous-sessions": [], **said}, book)


def days_of(plan, which="earliest"):
    return [str(getattr(session, which)) for session in plan.sessions]


def test_sessions_are_planned_from_today_with_floor_and_usual_gap(book):
    plan = plan_series(book, shipped_facts(book), sessions=3)

    assert days_of(plan) == ["2026-12-01", "2026-12-29", "2027-01-26"]
    assert days_of(plan, "ideal") == ["2026-12-01", "2027-01-12", "2027-02-23"]
    assert [session.latest for session in plan.sessions] == [None, None, None]


def test_without_a_number_the_series_has_as_many_sessions_as_the_page_says(book):
    plan = plan_series(book, shipped_facts(book))

    assert plan.count == 6
    assert [session.notes for session in plan.sessions] == [(), (), (), *[("beyond-least",)] * 3]


def test_an_event_leaves_as_many_sessions_as_fit_before_its_quiet_week(book):
    plan = plan_series(book, shipped_facts(book, event="2027-04-25"))

    assert plan.fits
    assert plan.count == 5
    # A session on the 18th is less than a week before the morning of the 25th.
    assert days_of(plan, "latest")[-1] == "2027-04-17"


def test_planned_backwards_the_last_session_is_as_close_to_the_event_as_may_be(book):
    plan = plan_series(book, shipped_facts(book, event="2027-04-30"), sessions=3, backwards=True)

    assert days_of(plan, "ideal") == ["2027-01-28", "2027-03-11", "2027-04-22"]
    assert days_of(plan) == ["2026-12-01", "2026-12-29", "2027-01-26"]


def test_where_room_is_short_the_gaps_shrink_evenly(book):
    plan = plan_series(book, shipped_facts(book, event="2027-03-18"), sessions=4)
    ideal = [session.ideal for session in plan.sessions]

    assert [(later - sooner).days for sooner, later in pairwise(ideal)] == [33, 33, 33]


def test_a_session_nine_weeks_after_the_last_breaks_nothing(book):
    facts = shipped_facts(book, **{"previous-sessions": ["2026-10-01T14:30"]})

    plan = plan_series(book, facts, sessions=1)

    assert plan.fits
    assert days_of(plan) == days_of(plan, "ideal") == ["2026-12-01"]


def test_a_long_way_between_two_ideal_days_is_a_note_and_no_reason(book):
    away = Blocked(first=date(2026, 12, 10), last=date(2027, 3, 1), why="travel")

    plan = plan_series(book, shipped_facts(book), sessions=2, blocked=[away])

    assert plan.fits
    assert days_of(plan, "ideal") == ["2026-12-01", "2027-03-02"]
    assert [session.notes for session in plan.sessions] == [(), ("longer-than-usual",)]


def test_earlier_sessions_count_and_the_seventh_is_for_a_clinician_to_review(book):
    earlier = ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01T14:30"]

    plan = plan_series(book, shipped_facts(book, **{"previous-sessions": earlier}))

    assert [(session.number, session.notes) for session in plan.sessions] == [(7, ("clinician-review",))]
    assert "clinician-review" in plan.notes


def test_fewer_sessions_than_the_page_says_leave_the_course_unfinished(book):
    plan = plan_series(book, shipped_facts(book), sessions=2)

    assert plan.fits
    assert "course-not-finished" in plan.notes


@pytest.mark.parametrize(
    ("previous", "first"),
    [
        ("2026-11-20T14:30", "2026-12-18"),  # four weeks to the minute
        ("2026-11-20T15:00", "2026-12-19"),  # half an hour short on the 18th
        ("2026-11-20", "2026-12-19"),  # only the day is known, so four weeks may not be over on the 18th
    ],
)
def test_the_gap_runs_from_the_previous_session(book, previous, first):
    plan = plan_series(book, shipped_facts(book, **{"previous-sessions": [previous]}), sessions=1)

    assert days_of(plan) == [first]


def test_a_planned_event_keeps_days_free_on_both_sides(book):
    facts = shipped_facts(book, used={"dermal-filler": {"planned": "2027-01-10T12:00"}})

    plan = plan_series(book, facts, sessions=2)
    limit = next(limit for limit in plan.limits if limit.kind == "planned")

    assert limit.name == "dermal-filler"
    assert limit.rules == ("filler-before", "filler-after")
    assert (str(limit.first), str(limit.last)) == ("2026-12-27", "2027-07-09")
    assert days_of(plan) == ["2026-12-01", "2027-07-10"]


def test_the_days_around_a_planned_use_elsewhere_stay_free(book):
    facts = shipped_facts(book, areas=["face"], used={"laser": {"planned": "2026-12-05", "area": "legs"}})

    assert all(limit.kind != "planned" for limit in plan_series(book, facts, sessions=1).limits)


def test_a_wait_of_the_first_session_moves_the_series(book):
    facts = shipped_facts(book, used={"oral-isotretinoin": "2026-09-15T09:00"})

    plan = plan_series(book, facts, sessions=2)

    assert days_of(plan) == ["2027-03-15", "2027-04-12"]
    assert "wait-not-certain" in plan.notes  # much was not said, so this is the first possible day


def test_a_wait_that_no_calendar_ends_is_the_reason(book):
    facts = shipped_facts(book, states={"keloid-in-area": True})

    plan = plan_series(book, facts, sessions=2)

    assert not plan.fits
    assert [reason.kind for reason in plan.reasons] == ["wait"]
    assert plan.shorter is None
    assert "wait-without-end" in plan.notes


def test_the_reasons_are_those_without_which_it_would_fit(book):
    facts = shipped_facts(book, event="2027-02-20")
    travel = Blocked(first=date(2026, 12, 20), last=date(2027, 1, 31), why="travel")
    holiday = Blocked(first=date(2026, 12, 24), last=date(2026, 12, 26), why="holiday")

    plan = plan_series(book, facts, sessions=3, blocked=[travel, holiday])

    assert [(reason.kind, reason.name) for reason in plan.reasons] == [
        ("start", ""),
        ("gap", ""),
        ("count", ""),
        ("event", ""),
        ("blocked", "travel"),
    ]
    assert plan.shorter is not None
    assert days_of(plan.shorter) == ["2026-12-01", "2027-02-01"]


def test_an_event_too_close_for_a_single_session_needs_no_count_to_explain(book):
    plan = plan_series(book, shipped_facts(book, event="2026-12-05"), sessions=4)

    assert [reason.kind for reason in plan.reasons] == ["start", "event"]
    assert plan.shorter is None


def test_a_clinic_that_is_always_closed_is_the_only_reason(book):
    plan = plan_series(book, shipped_facts(book), sessions=1, closed=range(7))

    assert [reason.kind for reason in plan.reasons] == ["closed"]


def test_today_still_counts_where_no_time_is_known_and_not_where_it_has_passed(book):
    late = shipped_facts(book, asked="2026-12-01T16:00", session="2026-12-03T14:30")
    some_time = shipped_facts(book, asked="2026-12-01T16:00", session="2026-12-03")

    assert days_of(plan_series(book, late, sessions=1)) == ["2026-12-02"]
    assert days_of(plan_series(book, some_time, sessions=1)) == ["2026-12-01"]


def test_what_forbids_every_session_is_carried_with_the_plan(book):
    assert plan_series(book, shipped_facts(book), sessions=1).not_while == ("still-healing",)


def test_earlier_sessions_that_were_not_spoken_of_are_noted(book):
    told = {"zone": "Europe/London", "asked": "2026-12-01T10:00", "session": "2026-12-03T14:30"}

    plan = plan_series(book, needlecare.facts(told, book), sessions=1)

    assert "previous-sessions-unknown" in plan.notes


def test_the_lead_of_an_event_comes_from_the_rules_and_its_absence_is_noted(book):
    assert event_lead(book) == Duration(1, Unit.WEEK)

    page_alone = needlecare.load("microneedling")
    plan = plan_series(page_alone, shipped_facts(page_alone, event="2027-04-30"), sessions=1)

    assert "no-event-lead" in plan.notes
    assert days_of(plan, "latest") == ["2027-04-29"]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"sessions": 0}, "at least one session"),
        ({"backwards": True}, "needs an event"),
        ({"closed": [7]}, "from 0 for Monday"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(book, how, words):
    with pytest.raises(ValueError, match=words):
        plan_series(book, shipped_facts(book), **how)


def test_a_rulebook_without_a_series_cannot_plan_one():
    layer = needlecare.load("safety")

    with pytest.raises(ValueError, match="has no series"):
        plan_series(
            layer, needlecare.facts({"zone": UTC, "asked": "2026-12-01", "session": "2026-12-02"}, layer)
        )


def test_blocked_days_cannot_end_before_they_begin():
    with pytest.raises(ValueError, match="cannot end before they begin"):
        Blocked(first=date(2026, 12, 2), last=date(2026, 12, 1))


def test_the_page_that_explains_this_shows_what_is_printed():
    page = Path(__file__).parents[2] / "docs" / "explanation" / "series.md"

    found = doctest.testfile(str(page), module_relative=False)

    assert found.attempted > 5
    assert found.failed == 0
