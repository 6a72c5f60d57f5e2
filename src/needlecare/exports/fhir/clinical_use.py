"""Contraindications, warnings, indications and undesirable effects as ClinicalUseDefinitions, which FHIR has since R4B."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from needlecare.engine.course import is_result
from needlecare.exports.contraindications import kind_of
from needlecare.exports.fhir.scribe import Writer, names_in
from needlecare.exports.fhir.terms import Resource, concept, of_needlecare, resource_id
from needlecare.protocol.model import Rule
from needlecare.wording.language import first_capital

GRADES = of_needlecare("CodeSystem", "grade")


def uses(writer: Writer) -> Iterator[Resource]:
    """Yield the clinical uses of a rulebook's treatment."""
    for rule in writer.book.rules:
        kind = kind_of(rule)
        if kind:
            layer = writer.book.layer_of[rule.id]
            yield {**_use(writer, kind, layer.protocol, rule.id), **_content(writer, kind, rule)}
    for layer in writer.book.layers:
        for entry in layer.indications:
            shown = {"concept": {"text": first_capital(writer.text(entry.name))}}
            found = _use(writer, "indication", layer.protocol, entry.id)
            yield {**found, "indication": {"diseaseSymptomProcedure": shown}}
    for layer in writer.book.layers:
        for sign in layer.course:
            if sign.typical.advised.amount and not is_result(sign):
                system = writer.address("CodeSystem", layer.protocol, "signs")
                effect = concept(system, sign.id, first_capital(writer.text(sign.sign)))
                found = _use(writer, "undesirable-effect", layer.protocol, sign.id)
                yield {**found, "undesirableEffect": {"symptomConditionEffect": {"concept": effect}}}


def _use(writer: Writer, kind: str, *names: str) -> Resource:
    return {
        "resourceType": "ClinicalUseDefinition",
        "id": resource_id(*names, kind),
        "language": writer.language,
        "identifier": [{"system": f"{writer.base}/sid/clinical-use", "value": "/".join((*names, kind))}],
        "type": kind,
        "subject": [{"reference": f"ActivityDefinition/{resource_id(writer.name, 'session')}"}],
    }


def _content(writer: Writer, kind: str, rule: Rule) -> Resource:
    says = writer.text(rule.says)
    graded = [concept(GRADES, rule.grade.value)] if rule.grade else []
    if kind == "warning":
        return {"category": graded, "warning": {"description": says, "code": writer.of_rule(rule)}}
    names = [writer.coded(name) for name in names_in(rule)]
    about: dict[str, Any] = {
        "concept": {**({"coding": names} if len(names) == 1 else {}), "text": writer.title(rule)}
    }
    return {"category": graded, "contraindication": {"diseaseSymptomProcedure": about}}
