"""One comparison for all: the engine against the independent oracle of `oracle/`, compiled tables against the engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from oracle.book import Book
from oracle.enumerate import Earliest, earliest, verdict
from oracle.enumerate import Verdict as Expected
from oracle.generate import random_cases

from needlecare.engine.compiled import Compiled, Quick
from needlecare.engine.finding import worst_of
from needlecare.engine.screening import Finding, Question, findings_of, screen
from needlecare.engine.tables import Pair
from needlecare.protocol.facts import read_facts
from needlecare.protocol.fields import node_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import BEGINNING, Interval

READY = ("ready", "ready", "ready")
DAY = 86_400
# Days around the lengths of the rules.
NEAR = (0, 1, 2, 3, 4, 5, 7, 8, 10, 14, 15, 28, 31, 90, 92, 181, 184, 365, 366)

Ends = dict[str, list[tuple[Outcome, Outcome]]]


# --- the engine and the oracle ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Protocols:
    """The same protocols for both: as plain data for the oracle, and as the engine's rulebook."""

    raw: tuple[Mapping[str, Any], ...]
    oracle: Book
    engine: Rulebook


@dataclass(frozen=True)
class Answered:
    """What a client says, and the oracle's answer."""

    said: Mapping[str, Any]
    expected: Expected
    dates: Earliest


def answered(by: Protocols, said: Mapping[str, Any]) -> Answered:
    return Answered(said, verdict(by.oracle, said), earliest(by.oracle, said))


@lru_cache(maxsize=64)
def random_answers(by: Protocols, seed: int, count: int) -> tuple[Answered, ...]:
    """Return random worlds with the oracle's answers, which `dev.py mutate` needs but once."""
    return tuple(answered(by, said) for said in random_cases(*by.raw, seed=seed, count=count))


@lru_cache(maxsize=64)
def answers_of_unsaid_areas(by: Protocols, seed: int, count: int) -> tuple[Answered, ...]:
    """Return random worlds in which nobody says which area is treated and much is said of some, with the answers."""
    random, areas = Random(seed), sorted(by.oracle.areas)
    found = []
    for world in random_cases(*by.raw, seed=seed, count=count):
        usual = random.choice(areas)
        said = {key: value for key, value in world.items() if key != "areas"}
        for group, key in (("used", "last"), ("states", "holds")):
            said[group] = {
                name: _placed(one, key, random.choice([usual, usual, random.choice(areas)]))
                if random.random() < 0.6
                else one
                for name, one in world[group].items()
            }
        found.append(answered(by, said))
    return tuple(found)


def _placed(said: Any, key: str, area: str) -> Any:
    """Return what was said of something, now of an area."""
    if isinstance(said, Mapping):
        return {**said, "area": area} if key in said else said
    return {key: said, "area": area} if isinstance(said, str) else said


def facts_of(by: Protocols, said: Mapping[str, Any]) -> Facts:
    return read_facts(node_of(said), by.engine, name="world", now=0)


def differences(by: Protocols, world: Answered, *, seen: Counter[Any]) -> Iterator[str]:
    """Yield where the two answers differ, and count what each rule gave."""
    theirs, dates = world.expected, world.dates
    ours = screen(by.engine, facts_of(by, world.said))
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in ours.findings:
        found[one.rule_id].append(one)
    together = {
        name: worst_of(several) for name, several in found.items() if name
    }  # of a series, one for each state
    outcomes = {name: (f.best.word, f.worst.word, f.outcome.word) for name, f in together.items() if f}
    expected = {name: (f.best, f.worst, f.outcome) for name, f in theirs.findings.items()}
    # A rule that does not apply gives no finding; the oracle calls it ready.
    for name in outcomes.keys() | expected.keys():
        seen[name, expected.get(name, READY)[2]] += 1
        if outcomes.get(name, READY) != expected.get(name, READY):
            yield f"{name}: engine {outcomes.get(name, READY)}, oracle {expected.get(name, READY)}"
    uncovered = sorted(name for f in ours.findings if not f.rule_id for name in f.states)
    pairs = {
        "outcome": (ours.outcome.word, theirs.outcome),
        "pending": (sorted(ours.pending), sorted(theirs.pending)),
        "uncovered": (uncovered, sorted(theirs.uncovered)),
        "certain": (ours.certain, dates.certain),
        "possible": (ours.possible, dates.possible),
    }
    for what, pair in pairs.items():
        if len(set(map(str, pair))) > 1:
            yield f"{what}: engine {pair[0]}, oracle {pair[1]}"


# --- the tables and the engine ---------------------------------------------------------------------------------------


def ends_of(quick: Quick) -> Ends:
    """Return the best and the worst outcome by rule, of the rules that are not simply kept."""
    tables, ends = quick.by.tables, defaultdict(list)
    spoken = {rule for rules, *_ in quick.reasons for rule in rules}
    for rules, best, worst, *_ in quick.reasons:
        for rule in rules:
            ends[tables.rules[rule]].append((best, worst))
    for rule in tables.rules_in(quick.open):
        if rule not in spoken:
            ends[tables.rules[rule]].append((Outcome.READY, Outcome(tables.silent[tables.bit[rule]][0])))
    return _not_simply_kept(ends)


def ends_of_findings(findings: list[Finding]) -> Ends:
    ends = defaultdict(list)
    for found in findings:
        ends[found.rule_id].append((found.best, found.worst))
    return _not_simply_kept(ends)


def _not_simply_kept(ends: Ends) -> Ends:
    return {
        rule: sorted(found)
        for rule, found in ends.items()
        if {worst for _, worst in found} != {Outcome.READY}
    }


def proofs_of(quick: Quick) -> Iterator[tuple[str, Pair | None, Pair | None]]:
    for rules, _, _, limit, slack in quick.reasons:
        for rule in rules:
            yield quick.by.tables.rules[rule], limit, slack


def gravest_question(facts: Facts, findings: list[Finding]) -> Question | None:
    """Return the question of the gravest open finding, but for what was answered with "not sure"."""
    unsure = {name for name, said in facts.states.items() if said.holds is None}
    unsure |= {name for name, uses in facts.used.items() if any(use.unsure for use in uses)}
    by_name = {"last-use", "started", "condition", "by-when", "stop-by"}
    if max((f.best for f in findings), default=Outcome.READY) is Outcome.STOP:
        return None
    for found in sorted(findings, key=lambda f: -f.worst):
        asked = found.question
        if asked is not None and not (
            asked.kind in by_name and asked.names and unsure.issuperset(asked.names)
        ):
            return asked
    return None


def few_words(
    tables: Compiled, random: Random, start: int, names: Sequence[str], conditions: Sequence[str]
) -> Quick:
    """Return the answer to a few random words about some classes and conditions, for a session at a start."""
    uses = [
        (tables.tables.classes[random.choice(names)], *_last_use(random, start))
        for _ in range(random.choice((0, 1, 2, 3, 4, 6)))
    ]
    states = [
        (tables.tables.conditions[name], random.choice((True, False, False, None))) for name in conditions
    ]
    return tables.answer((start, start + random.choice((0, 0, DAY - 1))), uses, states)


def _last_use(random: Random, session: int) -> Pair:
    """Return the ends of a last use: an instant, a day, a month, not since then, or never."""
    at = session - DAY * random.choice(NEAR) + random.choice((-3600, -1, 0, 1, 60, 7200))
    day, month = (at - DAY // 2, at + DAY // 2), (at - 15 * DAY, at + 15 * DAY)
    return random.choice(((at, at), day, month, (BEGINNING, at), (BEGINNING, BEGINNING)))


def assert_as_the_engine(quick: Quick) -> None:
    facts = quick.facts
    findings = list(findings_of(quick.by.book, facts))

    assert quick.outcome is max((f.outcome for f in findings), default=Outcome.READY)
    assert quick.best is max((f.best for f in findings), default=Outcome.READY)
    assert quick.worst is max((f.worst for f in findings), default=Outcome.READY)
    assert ends_of(quick) == ends_of_findings(findings)
    names = {quick.by.tables.rules[number] for number in quick.by.tables.rules_in(quick.open)}
    assert names == {f.rule_id for f in findings if f.outcome is Outcome.ASK}
    proofs = {(f.rule_id, _pair(f.limit), _pair(f.slack)) for f in findings}
    assert proofs.issuperset(proofs_of(quick))
    assert quick.question == gravest_question(facts, findings)


def _pair(interval: Interval | None) -> Pair | None:
    return None if interval is None else (interval.lo, interval.hi)
