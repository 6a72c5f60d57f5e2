"""The compiled tables answer as the engine does, rule by rule, whatever is said."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest
from agreement import DAY, assert_as_the_engine, few_words
from oracle.generate import Worlds
from raw import raw_protocols

import needlecare
from needlecare.engine.compiled import Compiled, Quick, compile_rules
from needlecare.engine.interview import next_question
from needlecare.engine.screening import Question, screen
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import BEGINNING, Interval, before, zone

SHIPPED = ("microneedling", "safety")
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
JANUARY = 1_767_225_600  # 1 January 2026, 00:00 UTC


@cache
def book() -> Rulebook:
    return needlecare.load(*SHIPPED)


@cache
def compiled(where: str = "Europe/London") -> Compiled:
    return compile_rules(book(), zone(where))


@pytest.fixture(autouse=True, scope="session")
def made_anew() -> None:
    """Make the tables in the session that tests them: `dev.py mutate` changes what makes them."""
    compiled.cache_clear()


def answered(random: Random) -> Quick:
    """Return the answer to a few random words, often about classes inside one another."""
    tables = compiled(random.choice(ZONES))
    start = JANUARY + 1800 * random.randrange(365 * 48)
    family = [*sorted(book().narrower["irritating-topical"]), "corticosteroid", "high-dose-steroid", "nsaid"]
    names = random.choice((family, tuple(book().subjects)))
    conditions = random.sample(sorted(book().conditions), random.choice((0, 1, 2, 4, 20, 50)))
    return few_words(tables, random, start, names, conditions)


def client(seed: int) -> Facts | None:
    """Return a client who may say anything the language of facts holds."""
    try:
        return needlecare.facts(Worlds(*raw_protocols(*SHIPPED), seed=seed).case(), book(), now=0)
    except needlecare.BadFile:
        return None


# --- everything the tables say --------------------------------------------------------------------------------------


@pytest.mark.broad
@pytest.mark.parametrize("seed", range(10))
def test_a_few_words_are_answered_as_the_engine_answers_them(seed: int):
    random = Random(seed)

    for _ in range(40):
        assert_as_the_engine(answered(random))


@pytest.mark.broad
@pytest.mark.parametrize("seed", range(60))
def test_any_facts_are_answered_as_the_engine_answers_them(seed: int):
    facts = client(seed)

    if facts is not None:
        assert_as_the_engine(compiled(facts.zone.key).screen(facts))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_worlds_are_answered_as_the_engine_answers_them(seed: int):
    random = Random(f"few words {seed}")

    for _ in range(180):
        assert_as_the_engine(answered(random))
    for number in range(50):
        facts = client(1000 + 50 * seed + number)
        if facts is not None:
            assert_as_the_engine(compiled(facts.zone.key).screen(facts))


@pytest.mark.broad
@pytest.mark.parametrize("where", ZONES)
def test_every_limit_is_kept_to_the_second(where: str):
    tables = compiled(where)
    session = JANUARY + 90 * DAY + 34_200
    for number, slot in tables.tables.slots.items():
        span, subject = tables.tables.spans[slot], book().rules[number].subjects[0]
        for length in (span.floor, span.advised):
            limit = before(session, length, zone(where))
            for step in (-1, 0, 1):
                at = limit + step
                said = [(tables.tables.classes[subject], at, at)]

                quick = tables.answer((session, session), said)

                assert_as_the_engine(quick)
                kept = next(ends for rules, *ends, _, _ in quick.reasons if number in rules)
                assert (kept[1] is Outcome.READY) is (at <= before(session, span.advised, zone(where)))


# --- what is particular ---------------------------------------------------------------------------------------------


def test_a_person_who_says_nothing_is_asked_about_the_gravest_rule():
    quick = compiled().answer((JANUARY, JANUARY), ())

    assert quick.outcome is Outcome.ASK
    assert quick.reasons == []
    assert quick.question == Question("birth")  # the first rule that may stop it: adults only
    assert quick.worst is Outcome.STOP


def test_nothing_is_asked_once_a_session_is_out_of_the_question():
    pregnant = compiled().tables.conditions["pregnant"]

    quick = compiled().answer((JANUARY, JANUARY), (), [(pregnant, True)])

    assert quick.outcome is Outcome.STOP
    assert quick.question is None
    assert next_question(book(), quick.facts) is None


def test_what_was_answered_with_not_sure_is_not_asked_again():
    safety = book().layers[1]
    rules = tuple(rule for rule in safety.rules if rule.id in ("not-during-pregnancy", "diabetes-talk"))
    tables = compile_rules(needlecare.combine(replace(safety, rules=rules)), zone("UTC"))
    pregnant, diabetes = (tables.tables.conditions[name] for name in ("pregnant", "diabetes"))

    first = tables.answer((JANUARY, JANUARY), ())
    second = tables.answer((JANUARY, JANUARY), (), [(pregnant, None)])
    third = tables.answer((JANUARY, JANUARY), (), [(pregnant, None), (diabetes, None)])

    assert [quick.question and quick.question.names for quick in (first, second, third)] == [
        ("pregnant",),
        ("diabetes",),
        None,
    ]
    assert third.outcome is Outcome.ASK
    assert third.worst is Outcome.STOP


@pytest.mark.broad
def test_the_question_is_as_grave_as_the_one_the_interview_asks_next():
    random = Random(7)
    for _ in range(60):
        quick = answered(random)
        findings = screen(book(), quick.facts).findings
        prompt = next_question(book(), quick.facts)

        assert (prompt is None) is (quick.question is None)
        if prompt is not None:
            grave = [f.worst for f in findings if f.question and set(prompt.names) & set(f.question.names)]
            grave += [f.worst for f in findings if f.question and f.question.kind == prompt.kind]
            assert max(f.worst for f in findings if f.question == quick.question) == max(grave)


def test_two_words_on_one_class_count_as_the_later_one():
    laser = compiled().tables.classes["laser"]
    session, early, late = JANUARY, JANUARY - 30 * DAY, JANUARY - 2 * DAY

    quick = compiled().answer((session, session), [(laser, early, early), (laser, late, late)])

    assert_as_the_engine(quick)
    assert quick.outcome is Outcome.WAIT


def test_a_condition_named_twice_is_as_it_was_said_last():
    pregnant = compiled().tables.conditions["pregnant"]

    quick = compiled().answer((JANUARY, JANUARY), (), [(pregnant, True), (pregnant, False)])

    assert_as_the_engine(quick)
    assert quick.best is Outcome.READY


def test_a_word_on_a_kind_counts_in_what_was_said_of_the_class_around_it():
    tables = compiled().tables
    exfoliant, aha = tables.classes["exfoliant"], tables.classes["aha"]
    long_ago, lately = (BEGINNING, JANUARY - 60 * DAY), (JANUARY - 2 * DAY, JANUARY - 2 * DAY)
    mask = tables.rules.index("exfoliating-mask-unstated")

    for said in ([(exfoliant, *long_ago), (aha, *lately)], [(aha, *lately), (exfoliant, *long_ago)]):
        assert_as_the_engine(compiled().answer((JANUARY, JANUARY), said))
    alone = compiled().answer((JANUARY, JANUARY), [(exfoliant, BEGINNING, BEGINNING)])
    with_one = compiled().answer((JANUARY, JANUARY), [(exfoliant, BEGINNING, BEGINNING), (aha, *lately)])
    assert_as_the_engine(with_one)
    assert mask not in tables.rules_in(alone.open)


def test_a_word_on_a_class_bounds_each_kind_inside_it():
    numbers = compiled().tables.classes
    wide = [name for name in numbers if len(book().narrower[name]) > 1]

    assert len(wide) > 5
    for name in wide:
        for days in (2, 60, 400):
            at = JANUARY - days * DAY
            for said in ((at, at), (BEGINNING, at)):
                assert_as_the_engine(compiled().answer((JANUARY, JANUARY), [(numbers[name], *said)]))


def test_what_lies_inside_a_class_counts_with_what_was_said_of_it_in_any_order():
    tables, lately = compiled().tables, (JANUARY - 2 * DAY, JANUARY - 2 * DAY)
    for name, wide in tables.classes.items():
        for kind in sorted(book().narrower[name] - {name}):
            said = [(wide, BEGINNING, JANUARY - 60 * DAY), (tables.classes[kind], *lately)]
            for words in (said, said[::-1]):
                assert_as_the_engine(compiled().answer((JANUARY, JANUARY), words))


def test_never_an_exfoliant_settles_every_kind_of_exfoliant():
    tables = compiled().tables
    quick = compiled().answer((JANUARY, JANUARY), [(tables.classes["exfoliant"], BEGINNING, BEGINNING)])

    mask = tables.rules.index("exfoliating-mask-unstated")
    assert_as_the_engine(quick)
    assert any(mask in rules and worst is Outcome.READY for rules, _, worst, *_ in quick.reasons)
    assert mask not in tables.rules_in(quick.open)


@pytest.mark.parametrize(
    "facts",
    [
        {"used": {"topical-retinoid": "ongoing"}},
        {"used": {"laser": {"last": "never", "planned": "2026-12-20"}}},
        {"used": {"waxing": {"last": "2026-11-29", "area": "legs"}}, "areas": ["face"]},
        {"used": {"waxing": {"last": "2026-11-29", "area": "legs"}}},
        {"used": {"dermaplaning": "2026-11-29"}},
        {"used": {"serum": "2026-11-29"}},
        {"used": {"exfoliant": "not-sure", "aha": "2026-11-29"}},
        {"states": {"warts": {"holds": "yes", "area": "legs"}}, "areas": ["face"]},
        {"states": {"anaesthetic-caution": "yes"}, "used": {"numbing-cream": {"planned": "2026-12-03"}}},
        {"plan": {"peel": "2026-12-03"}, "used": {"topical-retinoid": "2026-11-29"}},
        {"previous-sessions": ["2026-11-20"]},
        {"previous-sessions": []},
        {"birth": "2009-01-01"},
        {"stage": "arrival"},
        {"zone": "Asia/Kathmandu"},
    ],
    ids=str,
)
def test_what_the_tables_do_not_hold_is_answered_by_the_engine(facts: dict[str, object]):
    said = {"zone": "Europe/London", "asked": "2026-11-30T18:00", "session": "2026-12-03T14:30", **facts}

    assert_as_the_engine(compiled().screen(needlecare.facts(said, book(), now=0)))


def test_the_findings_are_the_engines_own():
    laser = compiled().tables.classes["laser"]

    quick = compiled().answer((JANUARY, JANUARY), [(laser, JANUARY - DAY, JANUARY - DAY)])

    facts = Facts(
        zone=zone("Europe/London"),
        asked=JANUARY,
        session=Interval(JANUARY, JANUARY),
        used={"laser": (Use(last=Interval(JANUARY - DAY, JANUARY - DAY)),)},
    )
    assert quick.facts == facts
    assert quick.verdict == screen(book(), facts)
    assert quick.findings == quick.verdict.findings


def test_states_are_read_back_as_they_were_said():
    pregnant = compiled().tables.conditions["pregnant"]

    quick = compiled().answer((JANUARY, JANUARY), (), [(pregnant, None)])

    assert quick.facts.states == {"pregnant": Said(holds=None)}


@pytest.mark.broad
def test_more_sessions_than_are_kept_in_mind_are_answered_as_well():
    tables = compile_rules(book(), zone("Europe/London"))
    said = [(tables.tables.classes["laser"], JANUARY - 5 * DAY, JANUARY - 5 * DAY)]
    first = tables.answer((JANUARY, JANUARY), said)

    for minute in range(1, 17_000):
        tables.answer((JANUARY + minute, JANUARY + minute), ())

    assert tables.answer((JANUARY, JANUARY), said)[:6] == first[:6]
