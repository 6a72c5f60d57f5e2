"""Bundles to test FHIR by: of invented clients, of the shipped protocols and of one that holds every form of the language."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

from exports.clients import book, facts
from protocol.test_forms import NOON, blocks, page_protocol

from needlecare.engine.care import care
from needlecare.engine.screening import screen
from needlecare.exports.fhir.bundle import R4, R4B, bundle, definition_lines, definitions, lines, records
from needlecare.exports.fhir.careplan import care_plan
from needlecare.exports.fhir.plan import plan_definition
from needlecare.exports.fhir.questionnaire import questionnaire
from needlecare.exports.fhir.reading import Found, read_bundle
from needlecare.exports.fhir.scribe import Writer
from needlecare.exports.fhir.terms import BASE
from needlecare.protocol.document import Protocol
from needlecare.protocol.facts import read_facts
from needlecare.protocol.model import Layer, Outcome, Text
from needlecare.protocol.reader import read_text
from needlecare.protocol.rulebook import Rulebook, combine
from needlecare.protocol.said import Facts
from needlecare.wording.language import Speaker

Resource = dict[str, Any]

# A client of whom much is said: times of every kind, silence, and something prescribed.
MUCH: dict[str, Any] = {
    "session-end": "2026-12-03T15:15",
    "birth": "1991-04-17",
    "skin-type": 3,
    "depth-mm": 1.5,
    "indication": "acne-scars",
    "add-on": [],
    "event": "2027-05",
    "plan": {"peel": False},
    "used": {
        "topical-retinoid": {"last": "2026-10-20", "words": "the cream of the clinic"},
        "waxing": "about 2026-10-10",
        "exfoliant": "not since 2026-10-01",
        "laser": {"last": "never", "planned": "2027-06-01"},
        "tanning": "2026-08",
        "sunburn": "2025",
        "anticoagulant": {"last": "ongoing", "started": "2024", "prescribed": True},
        "hydroquinone": "not-sure",
        "ipl": [{"last": "2025-03-01", "area": "legs"}, "never"],
        "bakuchiol": "2026-11-01",
    },
    "states": {"pregnant": "no", "diabetes": "not-sure", "active-acne": {"holds": "yes", "area": "legs"}},
}


@cache
def page_book() -> Rulebook:
    """Return a rulebook of one protocol that holds every form of the language."""
    return combine(page_protocol())


def writer(found: Facts, language: str = "en", base: str = BASE) -> Writer:
    return Writer(Speaker(book(), found, language), base)


def of_book(rules: Rulebook, language: str = "en", base: str = BASE) -> Writer:
    return Writer(Speaker.of_book(rules, language), base)


def client_records(found: Facts, language: str = "en", person: str = "Ana Sample") -> list[Resource]:
    """Return the records of one client, through JSON as another program gets them."""
    made = records(writer(found, language), screen(book(), found), person=person, name=person)
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def client_bundle(found: Facts, language: str = "en") -> bytes:
    """Return a bundle of the records alone; the protocols are those that are shipped."""
    say = writer(found, language)
    return bundle(say, lines(say, client_records(found, language)), client=True)


def full_bundle(found: Facts, language: str = "en", release: str = R4) -> Resource:
    """Return everything, as JSON."""
    say = writer(found, language)
    entries = [*definition_lines(say, release=release), *lines(say, client_records(found, language))]
    return json.loads(bundle(say, entries, client=True))  # type: ignore[no-any-return]


def transaction(found: Facts) -> Resource:
    """Return the records of one client as a transaction."""
    say = writer(found)
    entries = lines(say, [questionnaire(say), *client_records(found)])
    return json.loads(bundle(say, entries, client=True, transaction=True))  # type: ignore[no-any-return]


def definition_bundle(rules: Rulebook, language: str = "en", base: str = BASE, release: str = R4B) -> bytes:
    say = of_book(rules, language, base)
    return bundle(say, lines(say, definitions(say, release=release)), client=False)


def read(raw: bytes | Resource) -> Found:
    """Return what our own reader makes of a bundle."""
    text = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    return read_bundle(text, name="bundle.json", book=book)


@cache
def least_book() -> Rulebook:
    """Return a rulebook of one protocol that says next to nothing: no subject, no condition, no rule."""
    title = Text("A treatment", "Un tratamiento")
    return combine(Protocol(protocol="least", version="1.0", title=title, layer=Layer.CLINIC))


@cache
def page_facts() -> Facts:
    """Return the facts that the page of the language shows."""
    ((_, _, text),) = [block for block in blocks() if block[0] == "facts"]
    root = read_text(text, name="facts.yaml")
    return read_facts(root, page_book(), name="facts.yaml", now=NOON)


def page_care_plan(rules: Rulebook | None = None, language: str = "en") -> Resource:
    """Return the care plan of a client of the protocol that holds every form, or of another with the same names."""
    rules = rules or page_book()
    made = care_plan(
        Writer(Speaker(rules, page_facts(), language)),
        care(rules, page_facts()),
        own_id="plan",
        client={"reference": "Patient/ana"},
        answers={"reference": "QuestionnaireResponse/answers"},
        code="NC1",
        outcome=Outcome.READY,
    )
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def page_resources(language: str) -> list[Resource]:
    """Return a protocol of one rule a verb, the records of a client of it, and her care plan."""
    few = combine(replace(page_protocol(), rules=page_protocol().rules[:17]))
    say = Writer(Speaker(few, page_facts(), language))
    told = records(say, screen(few, page_facts()), person="Ana", name="Ana Sample")
    return [plan_definition(say, few.layers[0]), *told, page_care_plan(few, language)]


def much() -> Facts:
    return facts(**MUCH)
