"""Requests made from the API's own document, right and wrong: never a fault of ours, never an answer that is not described.

NEEDLECARE_API_CASES says how many requests are made at least; the slow test makes 5,000.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
import schemathesis
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from needlecare.clinic.api.document import document

pytestmark = pytest.mark.django_db

FEW = int(os.environ.get("NEEDLECARE_API_CASES", "300"))
MANY = 5_000
CONFIG = {
    "seed": 20261122,
    "continue-on-failure": True,
    "generation": {"mode": "all", "deterministic": True, "database": "none", "no-shrink": True},
    "phases": {"stateful": {"enabled": False}},  # no request leads to another
    "checks": {
        # A form cannot say which names a protocol knows and which times can be: such bodies are refused with 422.
        "positive_data_acceptance": {"enabled": False},
    },
}


@pytest.fixture
def unlimited(settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 10_000_000
    caches["throttle"].clear()


def run(examples: int) -> tuple[Counter[str], list[str]]:
    """Return how many answers of each status there were, and every failed check."""
    config = SchemathesisConfig.from_dict(
        {**CONFIG, "generation": {**CONFIG["generation"], "max-examples": examples}}
    )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler(), config=config)
    statuses: Counter[str] = Counter()
    failures: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            failures.append(f"{event.label}: {event.value!r}")
        elif isinstance(event, ScenarioFinished):
            recorder = event.recorder
            statuses.update(
                str(one.response.status_code) if one.response else "none"
                for one in recorder.interactions.values()
            )
            failures += [
                f"{recorder.label}: {check.name}: {check.failure_info.failure.message}"
                f"\n{check.failure_info.code_sample}"
                for checks in recorder.checks.values()
                for check in checks
                if check.failure_info
            ]
    return statuses, failures


def hold(examples: int, least: int) -> None:
    statuses, failures = run(examples)
    shown = ", ".join(f"{count:,} of {status}" for status, count in sorted(statuses.items()))
    print(f"\n{sum(statuses.values()):,} requests: {shown}")

    assert failures == [], "\n".join(failures[:5])
    assert sum(statuses.values()) >= least
    assert not [status for status in statuses if status >= "500"]
    assert statuses["200"] > least / 100


def examples_for(least: int) -> int:
    """Return how many examples to ask for of each request of the document, so that there are `least` in all."""
    return -(-least // len(document()["paths"]))


def test_some_hundred_requests_are_answered_as_described(unlimited):
    hold(examples_for(FEW), FEW)


@pytest.mark.slow
def test_five_thousand_requests_are_answered_as_described(unlimited):
    hold(examples_for(MANY), MANY)
