"""A protocol's own names as CodeSystems, and the protocol itself, whole and checkable, as a Library."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from needlecare.exports.fhir.scribe import TABLES, Writer
from needlecare.exports.fhir.terms import PROTOCOL_TYPE, Resource, computer_name, concept, resource_id
from needlecare.protocol.document import Protocol
from needlecare.protocol.load import dump
from needlecare.protocol.model import Text
from needlecare.wording.language import first_capital

_LIBRARY_TYPE = "http://terminology.hl7.org/CodeSystem/library-type"
_PARENT = "http://hl7.org/fhir/concept-properties#parent"


def library(writer: Writer, layer: Protocol) -> Resource:
    """Return a layer in its canonical form as a Library: the SHA-256 of its content is the layer's digest."""
    return {
        "resourceType": "Library",
        "id": resource_id(layer.protocol),
        "language": writer.language,
        "url": writer.address("Library", layer.protocol),
        "identifier": [writer.identifier(layer)],
        "version": layer.version,
        "name": computer_name(layer.protocol),
        **writer.said("title", layer.title),
        "status": "active",
        "type": concept(_LIBRARY_TYPE, "logic-library", "Logic Library"),
        "content": [{"contentType": PROTOCOL_TYPE, "data": b64encode(dump(layer).encode()).decode()}],
    }


def code_systems(writer: Writer, layer: Protocol) -> Iterator[Resource]:
    """Yield the code systems of a layer: its subjects, conditions, areas, anchors, rules and signs."""
    for table in TABLES:
        entries = getattr(layer, table)
        if entries:
            concepts = [
                _concept(writer, name, entry.name, _properties(table, entry))
                for name, entry in entries.items()
            ]
            yield _system(writer, layer, table, concepts)
    if layer.rules:
        rules = [{"code": rule.id, "display": writer.title(rule)} for rule in layer.rules]
        yield _system(writer, layer, "rules", rules)
    signs = {
        **{entry.id: entry.sign for entry in layer.red_flags},
        **{entry.id: entry.sign for entry in layer.course},
    }
    if signs:
        yield _system(
            writer, layer, "signs", [_concept(writer, name, text, []) for name, text in signs.items()]
        )


def _system(writer: Writer, layer: Protocol, table: str, concepts: list[Resource]) -> Resource:
    used = {entry["code"] for found in concepts for entry in found.get("property", ())}
    kinds = [
        {"code": "kind", "description": "What kind of thing it is.", "type": "string"},
        {"code": "prescribed", "description": "Whether it can be a prescribed medicine.", "type": "string"},
        {"code": "parent", "uri": _PARENT, "description": "A wider class.", "type": "code"},
    ]
    properties = [entry for entry in kinds if entry["code"] in used]
    return {
        "resourceType": "CodeSystem",
        "id": resource_id(layer.protocol, table),
        "language": writer.language,
        "url": writer.address("CodeSystem", layer.protocol, table),
        "version": layer.version,
        "name": computer_name(layer.protocol, table),
        **writer.said("title", layer.title),
        "status": "active",
        "caseSensitive": True,
        "content": "complete",
        "count": len(concepts),
        **({"property": properties} if properties else {}),
        "concept": concepts,
    }


def _concept(writer: Writer, name: str, text: Text, properties: list[Resource]) -> Resource:
    other = "en" if writer.language == "es" else "es"
    return {
        "code": name,
        "display": first_capital(writer.text(text)),
        "designation": [{"language": other, "value": first_capital(text.in_language(other))}],
        **({"property": properties} if properties else {}),
    }


def _properties(table: str, entry: Any) -> list[Resource]:
    found: list[Resource] = []
    if table in ("subjects", "conditions"):
        found.append({"code": "kind", "valueString": entry.kind})
    if table == "subjects":
        found.append({"code": "prescribed", "valueString": entry.prescribed.value})
        found += [{"code": "parent", "valueCode": wide} for wide in entry.within]
    return found
