"""Our extensions, profiles and codes as resources of their own, so that another system can check what we write.

The StructureDefinitions of extensions come from the table that writer and reader use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from needlecare.exports.fhir.bundle import compact, joined
from needlecare.exports.fhir.extensions import Defined, all_defined
from needlecare.exports.fhir.forms import Form, Simple
from needlecare.exports.fhir.plan import ACTORS, VERBS
from needlecare.exports.fhir.questionnaire import LAST_USE_CODES, LAST_USES, STAGE_CODES, STAGES
from needlecare.exports.fhir.terms import DIGEST_SYSTEM, Resource, computer_name, of_needlecare
from needlecare.exports.fhir.wording import TEXTS
from needlecare.protocol.model import Grade, Outcome, Strength, Verb

_HL7 = "http://hl7.org/fhir/StructureDefinition/"


def profiles(*, release: str, version: str) -> list[Resource]:
    """Return every extension, profile and code system of ours.

    Parameters
    ----------
    release : str
        Of FHIR, `4.0.1` or `4.3.0`.
    version : str
        Of ours.
    """
    found = [*map(_extension, all_defined()), *_profiles(), *_code_systems()]
    return [_published(resource, release, version) for resource in found]


def _published(resource: Resource, release: str, version: str) -> Resource:
    """Return a definition with what all of them share, in the order of FHIR's own elements."""
    kind, name = resource["resourceType"], resource["id"]
    head = {
        "resourceType": kind,
        "id": name,
        "url": of_needlecare(kind, name),
        "version": version,
        "name": computer_name(name),
        "title": name.replace("-", " "),
        "status": "active",
        "publisher": "Needlecare",
    }
    fhir = {"fhirVersion": release} if kind == "StructureDefinition" else {}
    return {**head, "description": resource.pop("description"), **fhir, **resource}


# --- extensions ------------------------------------------------------------------------------------------------------


def _extension(entry: Defined) -> Resource:
    content = list(_content(entry.form, "Extension", "Extension"))
    fixed = {"id": "Extension.url", "path": "Extension.url", "fixedUri": entry.url}
    elements = [
        {"id": "Extension", "path": "Extension", "definition": entry.about, "min": 0, "max": "*"},
        *content[:-1],
        fixed,
        content[-1],
    ]
    return {
        "resourceType": "StructureDefinition",
        "id": entry.name,
        "description": entry.about,
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": path} for path in entry.on],
        "type": "Extension",
        "baseDefinition": f"{_HL7}Extension",
        "derivation": "constraint",
        "differential": {"element": elements},
    }


def _content(form: Form, own_id: str, path: str) -> Iterator[Resource]:
    """Yield the elements of an extension's content: extensions inside, and the value last of all."""
    parts = form.parts
    if not parts:
        yield {"id": f"{own_id}.extension", "path": f"{path}.extension", "max": "0"}
        value: Resource = {
            "id": f"{own_id}.value[x]",
            "path": f"{path}.value[x]",
            "min": 1,
            "type": [{"code": form.type}],
        }
        if isinstance(form, Simple) and form.codes:
            value["short"] = " | ".join(form.codes)
        yield value
        return
    slicing = {"discriminator": [{"type": "value", "path": "url"}], "rules": "closed"}
    yield {"id": f"{own_id}.extension", "path": f"{path}.extension", "slicing": slicing, "min": 1}
    for url, part in parts.items():
        inner, inner_path = f"{own_id}.extension:{url}", f"{path}.extension"
        yield {
            "id": inner,
            "path": inner_path,
            "sliceName": url,
            "min": int(part.required),
            "max": "*" if part.many else "1",
        }
        content = list(_content(part.form, inner, inner_path))
        fixed = {"id": f"{inner}.url", "path": f"{inner_path}.url", "fixedUri": url}
        yield from [*content[:-1], fixed, content[-1]]
    yield {"id": f"{own_id}.value[x]", "path": f"{path}.value[x]", "max": "0"}


# --- profiles --------------------------------------------------------------------------------------------------------


def _profiles() -> Iterator[Resource]:
    yield _profile(
        "protocol",
        "PlanDefinition",
        "One layer of a protocol: its digest, its version, and one action a rule with verb, actor, sentence and source.",
        [
            _at_least("identifier", "The SHA-256 of the protocol's canonical form."),
            _at_least("identifier.system", fixedUri=DIGEST_SYSTEM),
            _at_least("url"),
            _at_least("version"),
            _at_least("title"),
            _at_least("action"),
            _at_least("action.id"),
            _at_least("action.title"),
        ],
    )
    yield _profile(
        "interview",
        "Questionnaire",
        "The interview of a protocol: questions whose answers the protocol can be applied to.",
        [_at_least("url"), _at_least("version"), _at_least("item")],
    )
    yield _profile(
        "answers",
        "QuestionnaireResponse",
        "What a client said; what she did not say has no answer, and what is not known to the day has an interval.",
        [_at_least("questionnaire"), _at_least("authored"), _at_least("item"), _at_least("subject")],
    )
    yield _profile(
        "care-plan",
        "CarePlan",
        "The care calendar of one session; nothing that is or may be prescribed is marked as not to be performed.",
        [
            _at_least("identifier", "The code of the printed sheet."),
            _at_least("instantiatesCanonical"),
            _at_least("period"),
            _at_least("created"),
            _at_least("activity"),
            _at_least("activity.detail"),
            *(
                _at_least(f"activity.detail.{name}")
                for name in ("instantiatesCanonical", "code", "description")
            ),
        ],
    )


def _profile(name: str, kind: str, about: str, elements: list[Resource]) -> Resource:
    shown = [
        {"id": kind, "path": kind, "definition": about},
        *({**one, "id": f"{kind}.{one['id']}", "path": f"{kind}.{one['path']}"} for one in elements),
    ]
    return {
        "resourceType": "StructureDefinition",
        "id": name,
        "description": about,
        "kind": "resource",
        "abstract": False,
        "type": kind,
        "baseDefinition": f"{_HL7}{kind}",
        "derivation": "constraint",
        "differential": {"element": shown},
    }


def _at_least(path: str, short: str = "", **more: Any) -> Resource:
    return {"id": path, "path": path, **({"short": short} if short else {}), "min": 1, **more}


# --- codes -----------------------------------------------------------------------------------------------------------


def _code_systems() -> Iterator[Resource]:
    yield _codes(VERBS, "What a rule does with its subjects.", _words(Verb))
    yield _codes(ACTORS, "Who has a duty.", ("client", "clinic", "prescriber"))
    yield _codes(of_needlecare("CodeSystem", "grade"), "How a contraindication binds.", _words(Grade))
    yield _codes(of_needlecare("CodeSystem", "strength"), "How strongly a rule is said.", _words(Strength))
    yield _codes(
        of_needlecare("CodeSystem", "outcome"),
        "What is said of a session, from best to worst; the worst of all rules wins.",
        _words(Outcome),
    )
    for system, codes, about in (
        (LAST_USES, LAST_USE_CODES, "How a last use can be said."),
        (STAGES, STAGE_CODES, "When facts are asked."),
    ):
        shown = {code: TEXTS[key].en for code, key in codes.items()}
        yield _codes(system, about, codes, shown)


def _words(kind: type[Enum]) -> list[str]:
    return [str(one.value) if isinstance(one.value, str) else one.name.lower() for one in kind]


def _codes(system: str, about: str, codes: Iterable[str], shown: dict[str, str] | None = None) -> Resource:
    concepts = [{"code": code, "display": (shown or {}).get(code, code.replace("-", " "))} for code in codes]
    return {
        "resourceType": "CodeSystem",
        "id": system.rpartition("/")[2],
        "description": about,
        "caseSensitive": True,
        "content": "complete",
        "count": len(concepts),
        "concept": concepts,
    }


def bundle_of(resources: Iterable[Resource]) -> bytes:
    """Return our own definitions as a collection, one a line."""
    entries = [{"fullUrl": resource["url"], "resource": resource} for resource in resources]
    return joined({"resourceType": "Bundle", "type": "collection"}, [compact(entry) for entry in entries])
