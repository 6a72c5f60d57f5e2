"""Everything together as one Bundle: the definitions of a rulebook, and what is known, said and proposed for one client.

The same input gives the same bundle, byte for byte: ids come from names, times from the facts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from needlecare.engine.care import care
from needlecare.engine.screening import Verdict
from needlecare.exports.code import code_of
from needlecare.exports.dates import entries
from needlecare.exports.fhir.activity import activities
from needlecare.exports.fhir.careplan import care_plan
from needlecare.exports.fhir.clinical_use import uses
from needlecare.exports.fhir.plan import plan_definition
from needlecare.exports.fhir.questionnaire import questionnaire
from needlecare.exports.fhir.requests import appointments, guidance, patient, service_request
from needlecare.exports.fhir.response import response
from needlecare.exports.fhir.scribe import Writer, digest_identifier
from needlecare.exports.fhir.terms import Resource, moment, person_id
from needlecare.exports.fhir.vocabulary import code_systems, library
from needlecare.protocol.model import Outcome

R4, R4B = "4.0.1", "4.3.0"


def definitions(writer: Writer, *, release: str = R4) -> list[Resource]:
    """Return the definitions of a rulebook; clinical uses only in R4B, which is the first to have them."""
    layers = writer.book.layers
    return [
        *(plan_definition(writer, layer) for layer in layers),
        *(library(writer, layer) for layer in layers),
        *activities(writer),
        questionnaire(writer),
        *(system for layer in layers for system in code_systems(writer, layer)),
        *(uses(writer) if release == R4B else ()),
    ]


def records(writer: Writer, verdict: Verdict, *, person: str, name: str) -> list[Resource]:
    """Return what is known, said and proposed for one client.

    A session that has to wait or cannot be gets no care plan and no proposal, only the answers and what follows from them.

    Parameters
    ----------
    person : str
        Whose session it is; a part of every id, never shown.
    name : str
        Her name, shown in the Patient.
    """
    facts = writer.speaker.facts
    number = str(len(facts.previous_sessions or ()) + 1)

    def own(*parts: str) -> str:
        return person_id(person, number, *parts)

    client_id, answers_id, plan_id = person_id(person, "client"), own("answers"), own("care-plan")
    client, answers, plan = map(_reference, (client_id, answers_id, plan_id))
    found = [
        patient(writer, own_id=client_id, name=name),
        response(writer, own_id=answers_id, subject=client),
    ]
    may_be = verdict.outcome < Outcome.WAIT
    said = guidance(writer, verdict, own_id=own("guidance"), client=client, plan=plan if may_be else None)
    if not may_be:
        return [*found, said]
    calendar = care(writer.book, facts)
    code = str(code_of(writer.book.digest, facts))
    outcome, request_id = verdict.outcome, own("request")
    dates = entries(writer.book, facts, calendar)
    return [
        *found,
        said,
        care_plan(
            writer, calendar, own_id=plan_id, client=client, answers=answers, code=code, outcome=outcome
        ),
        service_request(
            writer,
            own_id=request_id,
            client=client,
            answers=answers,
            plan=plan,
            code=code,
            end=calendar.session_end.hi,
        ),
        *appointments(
            writer,
            dates,
            ids={entry.key: own("appointment", entry.key) for entry in dates},
            client=client,
            request=_reference(request_id),
        ),
    ]


def _reference(own_id: str) -> Resource:
    return {"reference": f"urn:uuid:{own_id}"}


class Line(NamedTuple):
    """One entry of a bundle in a line, and where a server would put its resource, such as `Patient/…`."""

    text: bytes
    place: str

    def put(self) -> bytes:
        """Return the entry with the request to put it there; putting it twice changes nothing."""
        return self.text[:-1] + b',"request":' + compact({"method": "PUT", "url": self.place}) + b"}"


def lines(writer: Writer, resources: Iterable[Resource]) -> list[Line]:
    """Return resources as the entries of a bundle, one a line."""
    return [
        Line(
            compact({"fullUrl": full_url(writer, one), "resource": one}), f"{one['resourceType']}/{one['id']}"
        )
        for one in resources
    ]


def definition_lines(writer: Writer, *, release: str = R4) -> list[Line]:
    """Return the definitions of a rulebook as entries; written once for each rulebook, language, base and release."""
    key = (writer.book.digest, writer.language, writer.base, release)
    if key not in _written:
        if len(_written) >= _MOST_WRITTEN:
            forget_definitions()
        _written[key] = lines(writer, definitions(writer, release=release))
    return _written[key]


def forget_definitions() -> None:
    """Forget what was written before, to measure the first time or to free memory."""
    _written.clear()


_written: dict[tuple[str, str, str, str], list[Line]] = {}
_MOST_WRITTEN = 8


def bundle(writer: Writer, entries: Iterable[Line], *, client: bool, transaction: bool = False) -> bytes:
    """Return entries as a collection, or as a transaction that puts them into a server.

    With a client in it, it is of the moment her facts were said.
    """
    facts = writer.speaker.facts
    head = {
        "resourceType": "Bundle",
        "identifier": digest_identifier(writer.book.digest),
        "type": "transaction" if transaction else "collection",
        **({"timestamp": moment(facts.asked, facts.zone)} if client else {}),
    }
    return joined(head, [line.put() if transaction else line.text for line in entries])


def joined(head: Resource, entries: list[bytes]) -> bytes:
    """Return a bundle of entries that are written already, each in a line of its own."""
    inside = b',"entry":[\n' + b",\n".join(entries) + b"\n]" if entries else b""
    return compact(head)[:-1] + inside + b"}\n"


def compact(value: Any) -> bytes:
    """Return a value as JSON in one line, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def full_url(writer: Writer, resource: Resource) -> str:
    """Return the address of a resource: its own, or its uuid where it is about a client."""
    if "url" in resource:
        return str(resource["url"])
    if resource["resourceType"] == "ClinicalUseDefinition":
        return f"{writer.base}/ClinicalUseDefinition/{resource['id']}"
    return f"urn:uuid:{resource['id']}"


def only(resources: list[Resource], kinds: Iterable[str]) -> list[Resource]:
    """Return the resources of some types, with those they refer to."""
    by_name = {
        name: resource
        for resource in resources
        for name in (f"urn:uuid:{resource.get('id')}", f"{resource['resourceType']}/{resource.get('id')}")
    }
    kept = {id(resource): resource for resource in resources if resource["resourceType"] in set(kinds)}
    todo = list(kept.values())
    while todo:
        for name in references(todo.pop()):
            resource = by_name.get(name)
            if resource is not None and id(resource) not in kept:
                kept[id(resource)] = resource
                todo.append(resource)
    return [resource for resource in resources if id(resource) in kept]


def references(value: Any) -> Iterator[str]:
    """Yield every literal reference inside a value."""
    if isinstance(value, dict):
        given = value.get("reference")
        if isinstance(given, str):
            yield given
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
