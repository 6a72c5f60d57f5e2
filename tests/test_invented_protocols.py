"""Invented protocols that use every form that is screened, also those that no shipped protocol needs.

The engine and the independent oracle of `oracle/` answer alike on random clients, and so do the compiled tables. Both the
clients and the oracle's answers are the same in every run.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from agreement import (
    Answered,
    Protocols,
    answered,
    answers_of_unsaid_areas,
    assert_as_the_engine,
    differences,
    facts_of,
    few_words,
    random_answers,
)
from oracle.book import Book
from oracle.breakpoints import breakpoints
from ruamel.yaml import YAML

import needlecare
from needlecare.engine.compiled import Compiled, compile_rules
from needlecare.protocol.time import Zone

INVENTED = Path(__file__).parent / "data" / "invented"
NAMES = [path.stem for path in sorted(INVENTED.glob("*.yaml"))]
JANUARY = 1_767_225_600  # 1 January 2026, 00:00 UTC
QUICK, LIMITS, MANY_LIMITS = 50, 60, 200
WORLDS, SEEDS = 100, 2


@cache
def invented(name: str) -> Protocols:
    path = INVENTED / f"{name}.yaml"
    raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return Protocols((raw,), Book(raw), needlecare.load(path))


@pytest.fixture
def clients(name: str) -> tuple[Answered, ...]:
    return random_answers(invented(name), 0, QUICK)


@pytest.fixture
def clients_at_limits(name: str) -> tuple[Answered, ...]:
    return answers_at_limits(name, "Europe/London", LIMITS)


@cache
def answers_at_limits(name: str, zone: str, some: int) -> tuple[Answered, ...]:
    """Return clients at some of the limits of all rules, with the oracle's answers."""
    by = invented(name)
    points = list(breakpoints(*by.raw, zones=(zone,), every=6))
    chosen = Random(f"{name} {zone}").sample(points, min(some, len(points)))
    return tuple(answered(by, point.facts) for point in chosen)


def assert_agreement(name: str, worlds: tuple[Answered, ...]) -> None:
    for world in worlds:
        assert list(differences(invented(name), world, seen=Counter())) == [], world.said


@pytest.mark.sample
@pytest.mark.parametrize("name", NAMES)
def test_engine_and_oracle_agree_on_some_random_clients(name: str, clients: tuple[Answered, ...]):
    assert_agreement(name, clients)


@pytest.mark.sample
@pytest.mark.parametrize("name", NAMES)
def test_engine_and_oracle_agree_at_some_limits(name: str, clients_at_limits: tuple[Answered, ...]):
    assert_agreement(name, clients_at_limits)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 1 + SEEDS))
@pytest.mark.parametrize("name", NAMES)
def test_engine_and_oracle_agree_on_random_clients(name: str, seed: int):
    assert_agreement(name, random_answers(invented(name), seed, WORLDS))


@pytest.mark.sample
@pytest.mark.parametrize("name", NAMES)
def test_engine_and_oracle_agree_where_some_area_is_spoken_of_and_none_is_known_to_be_treated(name: str):
    assert_agreement(name, answers_of_unsaid_areas(invented(name), 0, 10))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_they_agree_on_many_words_about_areas_where_none_is_known_to_be_treated(name: str):
    assert_agreement(name, answers_of_unsaid_areas(invented(name), 1, 40))


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Pacific/Apia"])
@pytest.mark.parametrize("name", NAMES)
def test_engine_and_oracle_agree_at_many_limits(name: str, zone: str):
    assert_agreement(name, answers_at_limits(name, zone, MANY_LIMITS))


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_tables_answer_as_the_engine_does(name: str, clients: tuple[Answered, ...]):
    tables: dict[Zone, Compiled] = {}
    for world in clients:
        facts = facts_of(invented(name), world.said)
        if facts.zone not in tables:
            tables[facts.zone] = compile_rules(invented(name).engine, facts.zone)
        assert_as_the_engine(tables[facts.zone].screen(facts))


@pytest.mark.parametrize("where", ["Europe/London", "Pacific/Apia"])
@pytest.mark.parametrize("name", NAMES)
def test_a_few_words_are_answered_as_the_engine_answers_them(name: str, where: str):
    book, random = invented(name).engine, Random(f"{name} {where}")
    tables = compile_rules(book, Zone(where))
    for _ in range(30):
        start = JANUARY + 1800 * random.randrange(365 * 48)
        count = min(random.choice((0, 1, 2, 5)), len(book.conditions))
        conditions = random.sample(sorted(book.conditions), count)
        assert_as_the_engine(few_words(tables, random, start, tuple(book.subjects), conditions))


# --- one word alone ---------------------------------------------------------------------------------------------------

DAY_AGO, LATER = "2026-06-19T10:00", "2026-06-20T18:00"
OF_A_USE: tuple[Any, ...] = (
    *("never", "ongoing", "not-sure", DAY_AGO, "2026-06-20", {"last": "never", "planned": LATER}),
    *(
        {"last": DAY_AGO, "prescribed": "yes"},
        {"last": DAY_AGO, "area": "legs"},
        {"last": "never", "area": "face"},
    ),
    {"last": "ongoing", "started": "2026-06-01"},
)
OF_A_STATE: tuple[Any, ...] = ("yes", "no", "not-sure", {"holds": "yes", "area": "legs"})
OF_A_PERSON: dict[str, tuple[Any, ...]] = {
    "areas": (["face"], ["legs"]),
    "birth": ("2009-01-01", "2005-06-20", "1970"),
    "skin-type": (1, 3, 5),
    "depth-mm": (0.5, 1.5),
    "device": (["pen"], ["roller"]),
    "indication": (["scars"], []),
    "role": (["nurse"],),
    "jurisdiction": (["ES"],),
    "add-on": (["radio"], []),
    "plan": ({}, {"peel": "2026-06-20"}, {"peel": "2026-06-18"}),
    "event": ("2026-06-25",),
    "session-end": ("2026-06-20T23:00",),
    "previous-sessions": ([], ["2026-06-01"], ["2026-06-19"]),
    "stage": ("arrival",),
}


def single_words(name: str) -> Iterator[dict[str, Any]]:
    by = invented(name).engine
    yield from ({"used": {one: said}} for one in by.subjects for said in OF_A_USE)
    yield from ({"states": {one: said}} for one in by.conditions for said in OF_A_STATE)
    yield from ({key: said} for key, all_said in OF_A_PERSON.items() for said in all_said)


@pytest.mark.parametrize("name", NAMES)
def test_one_word_alone_is_answered_as_the_engine_answers_it(name: str):
    by = invented(name)
    tables = compile_rules(by.engine, Zone("UTC"))
    start = {"zone": "UTC", "asked": "2026-06-20T09:00", "session": "2026-06-20T10:00"}
    answered_words = 0
    for word in single_words(name):
        try:
            facts = facts_of(by, {**start, **word})
        except needlecare.BadFile:  # this protocol knows no such word
            continue
        answered_words += 1
        assert_as_the_engine(tables.screen(facts))
    assert answered_words > 80


# --- the earliest date, asked for near the edges of what a plan forbids -----------------------------------------------

PLAN = 1_781_949_600  # 20 June 2026, 10:00 UTC
PLANNED = (  # each with the last moment at which it may be
    ("2026-06-20T10:00", PLAN),
    ("2026-06-20", PLAN + 13 * 3600 + 3599),
    ({"from": "2026-06-20T10:00", "to": "2026-06-22T09:00"}, PLAN + 47 * 3600),
)
# Of each protocol, what is planned, and hours of the rules on it.
NEAR_PLANS = {
    "plans": (
        ("laser", "filler", "wax", "sun", "sport", "dye", "cream"),
        (0, 24, 36, 48, 72, 96, 120, 336, 672),
    ),
    "stretches": (
        ("laser", "filler", "wax", "sun", "sport", "dye", "cream", "paint", "tablet"),
        (0, 12, 24, 36, 48, 72, 96, 120, 144, 168, 336),
    ),
}


@cache
def asked_near_plans(name: str, some: int) -> tuple[Answered, ...]:
    """Return people who ask a second before, at or after an edge, or an hour before that: a session takes an hour."""
    by = invented(name)
    subjects, lengths = NEAR_PLANS[name]
    edges = [
        (subject, plan, at)
        for subject, (plan, last), hours, lag, step in product(subjects, PLANNED, lengths, (0, 1), (-1, 0, 1))
        for at in {end - (hours + lag) * 3600 + step for end in (PLAN, last)}
        if at <= PLAN  # what is planned lies ahead
    ]
    found = []
    for subject, plan, at in Random("near plans").sample(edges, some):
        asked = datetime.fromtimestamp(at, UTC).isoformat()
        used = dict.fromkeys(by.engine.subjects, "never") | {
            subject: {"last": "never", "planned": plan, "prescribed": "no"}
        }
        said = {"zone": "UTC", "asked": asked, "session": asked, "areas": ["face"], "used": used}
        said |= {"states": dict.fromkeys(by.engine.conditions, "no"), "plan": {}, "previous-sessions": []}
        found.append(answered(by, said))
    return tuple(found)


@pytest.fixture
def people_with_plans(name: str) -> tuple[Answered, ...]:
    return asked_near_plans(name, 100)


@pytest.mark.parametrize("name", NEAR_PLANS)
def test_a_date_is_free_to_the_second_before_and_after_a_plan(
    name: str, people_with_plans: tuple[Answered, ...]
):
    assert_agreement(name, people_with_plans)


@pytest.mark.slow
@pytest.mark.parametrize("name", NEAR_PLANS)
def test_a_date_is_free_to_the_second_at_many_edges_of_a_plan(name: str):
    assert_agreement(name, asked_near_plans(name, 400))
