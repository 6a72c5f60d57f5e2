"""The engine and the independent oracle of `oracle/` give one answer: at every break point, and on random worlds.

The slow tests go through all break points of every shipped rule and more than 100,000 random worlds, the quick ones
through some of each. Most random worlds meet one shipped rule in turn, so that each says much about it; the others meet
both protocols whole. All worlds are compared by the outcome of the session, best, worst and outcome of each rule, what
is pending, what is not covered, and the earliest dates.
"""

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from agreement import Protocols, answered, answers_of_unsaid_areas, differences
from oracle.book import Book, listed
from oracle.breakpoints import breakpoints
from oracle.enumerate import screened
from oracle.generate import ZONES, random_cases
from raw import raw_protocols

import needlecare
from needlecare.protocol.rulebook import Rulebook

SHIPPED = ("microneedling", "safety")
WORLDS_OF_A_RULE = 1_035  # of each of 97 rules: 100,395 worlds
PARTS, WORLDS_OF_A_PART = 4, 150  # 600 worlds of both protocols whole, all with their dates
ZONES_OF_A_RULE = 1  # in turn, so that every zone meets rules of every kind


@cache
def shipped() -> Protocols:
    raw = raw_protocols(*SHIPPED)
    return Protocols(raw, Book(*raw), needlecare.load(*SHIPPED))


def dealt(*rule_ids: str) -> Protocols:
    """Return the shipped protocols with only some of their rules, and those from which these take a length."""
    whole = shipped()
    windows = [window for rule_id in rule_ids for window in listed(whole.oracle.by_id[rule_id].get("when"))]
    ids = {*rule_ids, *(str(window.get("inherit")) for window in windows)}
    raw = tuple({**layer, "rules": [r for r in layer["rules"] if r["id"] in ids]} for layer in whole.raw)
    layers = [
        replace(layer, rules=tuple(r for r in layer.rules if r.id in ids)) for layer in whole.engine.layers
    ]
    return Protocols(raw, Book(*raw), Rulebook(tuple(layers)))


def screened_rules() -> list[str]:
    return [rule["id"] for rule in screened(shipped().oracle)]


def assert_agreement(by: Protocols, seed: int, count: int) -> Counter[Any]:
    """Compare both on random worlds; return how often each rule gave each outcome."""
    seen: Counter[Any] = Counter()
    for said in random_cases(*by.raw, seed=seed, count=count):
        assert list(differences(by, answered(by, said), seen=seen)) == [], said
    return seen


# --- random worlds ---------------------------------------------------------------------------------------------------


@pytest.mark.sample
def test_both_agree_on_some_random_worlds_of_both_protocols():
    assert_agreement(shipped(), seed=0, count=60)


@pytest.mark.sample
def test_both_agree_on_some_random_worlds_of_some_rules():
    for seed, rule_id in enumerate(screened_rules()[::8]):
        assert_agreement(dealt(rule_id), seed=seed, count=20)


def test_there_are_a_hundred_thousand_worlds():
    assert WORLDS_OF_A_RULE * len(screened_rules()) >= 100_000


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", screened_rules())
def test_both_agree_on_random_worlds_of_every_rule(rule_id: str):
    seen = assert_agreement(
        dealt(rule_id), seed=1000 + screened_rules().index(rule_id), count=WORLDS_OF_A_RULE
    )

    decided = {outcome for name, outcome in seen if name == rule_id} - {"ask"}
    assert len(decided) > 1, f"worlds too alike: {rule_id} was only ever {decided}"


@pytest.mark.slow
def test_both_agree_where_some_area_is_spoken_of_and_none_is_known_to_be_treated():
    for world in answers_of_unsaid_areas(shipped(), 0, 60):
        assert list(differences(shipped(), world, seen=Counter())) == [], world.said


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2000, 2000 + PARTS))
def test_both_agree_on_random_worlds_of_both_protocols(seed: int):
    assert_agreement(shipped(), seed=seed, count=WORLDS_OF_A_PART)


# --- break points ----------------------------------------------------------------------------------------------------


def assert_agreement_at_limits(rule_id: str, zones: tuple[str, ...], every: int) -> Counter[Any]:
    by = dealt(rule_id)
    seen: Counter[Any] = Counter()
    for point in breakpoints(*by.raw, zones=zones, every=every):
        if point.rule in (rule_id, "series-gap"):
            found = list(differences(by, answered(by, point.facts), seen=seen))
            assert found == [], (point.remark, point.facts)
    return seen


@pytest.mark.sample
@pytest.mark.parametrize("rule_id", screened_rules()[::12])
def test_both_agree_at_some_break_points_of_some_rules(rule_id: str):
    assert_agreement_at_limits(rule_id, ("Europe/London",), every=6)


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", screened_rules())
def test_both_agree_at_every_break_point_of_every_rule(rule_id: str):
    turn = screened_rules().index(rule_id)
    zones = (list(ZONES) * 2)[turn % len(ZONES) :][:ZONES_OF_A_RULE]
    seen = assert_agreement_at_limits(rule_id, tuple(zones), every=1)

    assert len({outcome for name, outcome in seen if name == rule_id} - {"ask"}) > 1
