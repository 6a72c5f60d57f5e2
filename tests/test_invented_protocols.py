"""Invented protocols that use every form that is screened, also those that no shipped protocol needs.

The engine and the independent oracle of `oracle/` answer alike on random clients, and so do the compiled tables. Both the
clients and the oracle's answers are the same in every run.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from agreement import Protocols, assert_as_the_engine, differences, facts_of, few_words, random_answers
from oracle.book import Book
from ruamel.yaml import YAML

import needlecare
from needlecare.engine.compiled import Compiled, compile_rules
from needlecare.protocol.time import Zone

INVENTED = Path(__file__).parent / "data" / "invented"
NAMES = [path.stem for path in sorted(INVENTED.glob("*.yaml"))]
JANUARY = 1_767_225_600  # 1 January 2026, 00:00 UTC
QUICK, WORLDS, SEEDS = 60, 400, 10


@cache
def invented(name: str) -> Protocols:
    path = INVENTED / f"{name}.yaml"
    raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return Protocols((raw,), Book(raw), needlecare.load(path))


def assert_agreement(name: str, seed: int, count: int) -> Counter[Any]:
    seen: Counter[Any] = Counter()
    for world in random_answers(invented(name), seed, count):
        assert list(differences(invented(name), world, seen=seen)) == [], world.said
    return seen


@pytest.mark.parametrize("name", NAMES)
def test_engine_and_oracle_agree_on_some_random_clients(name: str):
    assert_agreement(name, 0, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 1 + SEEDS))
@pytest.mark.parametrize("name", NAMES)
def test_engine_and_oracle_agree_on_random_clients(name: str, seed: int):
    assert_agreement(name, seed, WORLDS)


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_tables_answer_as_the_engine_does(name: str):
    tables: dict[Zone, Compiled] = {}
    for world in random_answers(invented(name), 0, QUICK):
        facts = facts_of(invented(name), world.said)
        if facts.zone not in tables:
            tables[facts.zone] = compile_rules(invented(name).engine, facts.zone)
        assert_as_the_engine(tables[facts.zone].screen(facts))


@pytest.mark.parametrize("where", ["Europe/London", "Pacific/Apia"])
@pytest.mark.parametrize("name", NAMES)
def test_a_few_words_are_answered_as_the_engine_answers_them(name: str, where: str):
    book, random = invented(name).engine, Random(f"{name} {where}")
    tables = compile_rules(book, Zone(where))
    for _ in range(60):
        start = JANUARY + 1800 * random.randrange(365 * 48)
        conditions = random.sample(sorted(book.conditions), random.choice((0, 1, 2, 5)))
        assert_as_the_engine(few_words(tables, random, start, tuple(book.subjects), conditions))
