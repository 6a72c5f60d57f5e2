"""Requests made from the API's own document, right and wrong: never a fault of ours, never an answer that is not described.

NEEDLECARE_API_CASES says how many requests are made at least; the slow test makes 5,000.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from typing import Any

import jsonschema
import pytest
import schemathesis
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from needlecare.clinic.api.bodies import body_schemas
from needlecare.clinic.api.document import document
from needlecare.protocol.load import load

pytestmark = [
    pytest.mark.django_db,
    # The threads that ask end with their connections to the database.
    pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning"),
]

KNOWN = load()
WELL_FORMED = {name: jsonschema.Draft202012Validator(schema) for name, schema in body_schemas().items()}
FEW = int(os.environ.get("NEEDLECARE_API_CASES", "300"))
MANY = 5_000
CONFIG = {
    "seed": 20261122,
    "continue-on-failure": True,
    "generation": {"mode": "all", "deterministic": True, "database": "none", "no-shrink": True},
    "headers": {"Accept-Encoding": "identity"},
    "checks": {
        # A form cannot say which names a protocol knows and which times can be: such bodies are refused with 422.
        "positive_data_acceptance": {"enabled": False},
        "negative_data_rejection": {"expected-statuses": [400, 405, 413, 415, 422]},
    },
}


@pytest.fixture
def unlimited(settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 10_000_000
    caches["throttle"].clear()


def with_known_names(body: Any) -> Any:
    """Return a body that speaks of what the protocol knows; chance alone never meets one of its names."""
    said = body.get("facts", body) if isinstance(body, dict) else None
    if not isinstance(said, dict):
        return body
    known = {
        **{key: said[key] for key in said if key not in ("protocols", "zone", "add-on", "device", "areas")}
    }
    for key, names in (("used", list(KNOWN.subjects)), ("states", list(KNOWN.conditions))):
        if isinstance(said.get(key), dict):
            known[key] = {names[sum(map(ord, name)) % len(names)]: one for name, one in said[key].items()}
    if "areas" in said:
        known["areas"] = ["face"]
    return {**body, "facts": known} if "facts" in body else known


@schemathesis.hook
def map_body(context: schemathesis.HookContext, body: Any) -> Any:
    """Give half of the well-formed bodies names that are known."""
    name = context.operation.path.rpartition("/")[2]
    if name not in ("screen", "plan", "series") or len(repr(body)) % 2:
        return body
    return with_known_names(body) if WELL_FORMED[name].is_valid(body) else body


def run(examples: int, *, corners: bool) -> tuple[Counter[str], list[str]]:
    """Return how many answers of each status there were, and every failed check.

    Parameters
    ----------
    corners : bool
        Also try every bound of every key one by one, which are some thousand requests.
    """
    config = SchemathesisConfig.from_dict(
        {
            **CONFIG,
            "generation": {**CONFIG["generation"], "max-examples": examples},
            # No request leads to another, so there are no chains of them.
            "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": corners}},
        }
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
    gc.collect()  # now, and not in a test after this one
    return statuses, failures


def one_each(failures: list[str]) -> list[str]:
    """Return the first failure of each request and check, and how many there are of it."""
    kinds = Counter(one.partition("\n")[0] for one in failures)
    return [
        f"{count} x {next(one for one in failures if one.startswith(kind))}" for kind, count in kinds.items()
    ]


def hold(least: int, *, examples: int, corners: bool) -> None:
    statuses, failures = run(examples, corners=corners)
    shown = ", ".join(f"{count:,} of {status}" for status, count in sorted(statuses.items()))
    print(f"\n{sum(statuses.values()):,} requests: {shown}")

    assert failures == [], "\n\n".join(one[:2_000] for one in one_each(failures))
    assert sum(statuses.values()) >= least
    assert not [status for status in statuses if status >= "500"]
    assert statuses["200"] > least / 100


@pytest.mark.sample
def test_some_hundred_requests_are_answered_as_described(unlimited):
    hold(FEW, examples=-(-FEW // len(document()["paths"])), corners=False)


@pytest.mark.slow
def test_five_thousand_requests_are_answered_as_described(unlimited):
    hold(MANY, examples=240, corners=True)
