"""What is done, as ActivityDefinitions: the session and its appointment, and each duty, piece of advice and step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from needlecare.exports.fhir.scribe import Writer, digest_identifier
from needlecare.exports.fhir.terms import UNITS, Resource, computer_name, resource_id
from needlecare.protocol.model import Often, Rule, Verb
from needlecare.protocol.time import Unit

_WHEN = {"morning": "MORN", "evening": "EVE", "night": "NIGHT"}
_DONE = (Verb.REQUIRE, Verb.RECOMMEND, Verb.STEP)


def is_activity(rule: Rule) -> bool:
    """Return whether a rule says to do something; a ban, a permission or a reason against the session does not."""
    return rule.verb in _DONE


def activities(writer: Writer) -> Iterator[Resource]:
    """Yield the activities of a rulebook."""
    main = writer.book.layers[0]
    session = {
        **_definition(writer, main.version, writer.name, "session"),
        "identifier": [digest_identifier(writer.book.digest)],
        **writer.said("title", main.title),
        "status": "active",
        "kind": "ServiceRequest",
        "intent": "proposal",
        "code": {"text": writer.text(main.title)},
        "participant": [{"type": "patient"}, {"type": "practitioner"}],
        **_some_areas(writer),
    }
    yield session
    yield {
        **_definition(writer, main.version, writer.name, "appointment"),
        **writer.said("title", main.title),
        "status": "active",
        "kind": "Appointment",
        "participant": [{"type": "patient"}],
    }
    for layer in writer.book.layers:
        for rule in layer.rules:
            if is_activity(rule):
                yield {
                    **_definition(writer, layer.version, layer.protocol, rule.id),
                    "title": writer.title(rule),
                    "status": "active",
                    **writer.said("description", rule.says),
                    "kind": "Task",
                    "code": writer.of_rule(rule),
                    **_timing(rule.often),
                    "participant": [{"type": "patient" if rule.actor == "client" else "practitioner"}],
                }


def _definition(writer: Writer, version: str, *names: str) -> Resource:
    return {
        "resourceType": "ActivityDefinition",
        "id": resource_id(*names),
        "language": writer.language,
        "url": writer.address("ActivityDefinition", *names),
        "version": version,
        "name": computer_name(*names),
    }


def _some_areas(writer: Writer) -> dict[str, Any]:
    areas = list(writer.book.areas)
    return {"bodySite": [{"coding": [writer.coded(area)]} for area in areas]} if areas else {}


def _timing(often: Often | None) -> dict[str, Any]:
    """Return how often as a Timing, where FHIR has one: so many times a day, every so long, or at parts of the day."""
    if often is None:
        return {}
    repeat: dict[str, Any] = {}
    if often.count is not None and often.per is not None:
        repeat = {"frequency": often.count.least, "period": 1, "periodUnit": UNITS[often.per]}
        if often.count.most is not None and often.count.most > often.count.least:
            repeat["frequencyMax"] = often.count.most
        if often.count.least < 1:
            return {}
    elif often.every is not None:
        repeat = {
            "frequency": 1,
            "period": often.every.floor.amount,
            "periodUnit": UNITS[often.every.floor.unit],
        }
        if often.every.is_range and often.every.advised.unit is often.every.floor.unit:
            repeat["periodMax"] = often.every.advised.amount
    elif often.parts:
        repeat = {
            "frequency": 1,
            "period": 1,
            "periodUnit": UNITS[Unit.DAY],
            "when": [_WHEN[p] for p in often.parts],
        }
    return {"timingTiming": {"repeat": repeat}} if repeat else {}
