"""The conformance suite as it is shipped: the engine answers it, and the oracle gives the same answers again."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from oracle.book import Book
from oracle.enumerate import screened
from raw import raw_protocols

import needlecare
from conformance import SHIPPED, SUITE, expected, in_utc, laid_over, points, settled, whole
from needlecare.engine.screening import screen
from needlecare.protocol.rulebook import Rulebook

AGAIN = "; if a protocol was changed on purpose, write the suite anew: .venv/bin/python tests/conformance.py"
SOME, FEW = 12, 60  # every so manieth case


@cache
def suite() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    head, *cases = map(json.loads, SUITE.read_text(encoding="utf-8").splitlines())
    return head, cases


@cache
def book() -> Rulebook:
    return needlecare.load(*SHIPPED)


def facts_of(case: Mapping[str, Any]) -> dict[str, Any]:
    return whole(suite()[0]["frames"][case["frame"]], case["facts"])


def by_engine(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the engine says of facts, in the form of the suite."""
    found = screen(book(), needlecare.facts(said, book(), now=0))
    return {
        "outcome": found.outcome.word,
        "findings": {
            f.rule_id: [f.best.word, f.worst.word, f.outcome.word]
            for f in found.findings
            if f.rule_id and f.worst.word != "ready"
        },
        "uncovered": sorted(name for f in found.findings if not f.rule_id for name in f.states),
        "pending": sorted(found.pending),
        "certain": in_utc(found.certain),
        "possible": in_utc(found.possible),
    }


def assert_answered(number: int, step: int) -> None:
    for case in suite()[1][number::step]:
        assert by_engine(facts_of(case)) == case["expected"], case["case"] + AGAIN


@pytest.mark.sample
def test_the_engine_answers_some_cases_of_the_suite():
    assert_answered(0, SOME)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SOME))
def test_the_engine_answers_every_case_of_the_suite(number):
    assert_answered(number, SOME)


def test_the_expected_answers_are_those_of_the_oracle():
    by_oracle = Book(*raw_protocols(*SHIPPED))

    for case in suite()[1][::FEW]:
        assert expected(by_oracle, facts_of(case)) == case["expected"], case["case"] + AGAIN


def test_the_suite_names_the_protocols_and_has_thousands_of_cases_of_every_outcome():
    head, cases = suite()
    outcomes = Counter(case["expected"]["outcome"] for case in cases)

    assert [(one["protocol"], one["version"]) for one in head["protocols"]] == [
        (layer.protocol, layer.version) for layer in book().layers
    ], AGAIN
    assert len(cases) > 5000
    assert min(outcomes[word] for word in ("ready", "caution", "ask", "refer", "wait", "stop")) > 100
    assert SUITE.stat().st_size < 3_000_000


def test_every_rule_decides_some_case_and_holds_in_another():
    decided: dict[str, set[str]] = {}
    for case in suite()[1]:
        for rule, (_, _, outcome) in case["expected"]["findings"].items():
            decided.setdefault(rule, {"ready"}).add(outcome)

    rules = {rule["id"] for rule in screened(Book(*raw_protocols(*SHIPPED)))} | {"series-gap", "series-count"}
    assert rules <= decided.keys(), AGAIN
    assert all(found - {"ready", "ask"} for found in decided.values())


def test_months_ends_clock_changes_and_partial_dates_are_there():
    cases = suite()[1]
    zones = {case["facts"].get("zone") for case in cases}
    sessions = {str(case["facts"].get("session"))[5:10] for case in cases}
    remarks = " ".join(case["case"] for case in cases)

    assert len(zones) == 7
    assert {"02-29", "08-31", "03-31", "02-28"} & sessions
    assert {"03-29", "10-25", "03-08", "11-01"} & sessions, "the clock is changed on these"
    assert all(form in remarks for form in ("about", "before", "not since", "between", "{month}", "{year}"))


def test_the_file_begins_with_what_is_asked():
    protocols = raw_protocols(*SHIPPED)
    frames = suite()[0]["frames"]

    for case, point in zip(suite()[1][:50], questions(protocols), strict=False):
        assert facts_of(case) == {"used": {}, "states": {}, **point.facts}
    assert frames["settled"] == settled(Book(*protocols))


def questions(protocols: tuple[Mapping[str, Any], ...]) -> Iterator[Any]:
    """Yield the questions of the suite, each once."""
    seen = set()
    for point in points(Book(*protocols), protocols):
        said = json.dumps(point.facts, sort_keys=True)
        if said not in seen:
            seen.add(said)
            yield point


def test_the_case_shown_in_the_docs_is_one_of_the_suite():
    page = SUITE.parents[1] / "docs" / "reference" / "conformance.md"
    _, _, rest = page.read_text(encoding="utf-8").partition("```json\n")

    assert rest.partition("\n")[0] in SUITE.read_text(encoding="utf-8").splitlines(), AGAIN


def test_laying_over_is_undone_by_the_frame():
    frame = {"areas": ["face"], "used": {"waxing": "never", "laser": "never"}, "states": {"ill": "no"}}
    facts = {"zone": "UTC", "used": {"waxing": "2026-01-01"}, "states": {"ill": "no"}}

    over = laid_over(frame, facts)
    assert over == {"areas": None, "zone": "UTC", "used": {"laser": None, "waxing": "2026-01-01"}}
    assert whole(frame, over) == facts
