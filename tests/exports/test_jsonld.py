"""Web data: what is in it, that it uses schema.org's own properties, and that it can stand in a page as it is."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from exports.clients import book, run
from wording.test_prescriber import forbidden_in

from needlecare.cli.jsonld import jsonld
from needlecare.exports.jsonld import as_jsonld, graph
from needlecare.protocol.load import digest
from needlecare.protocol.model import LANGUAGES, Grade, Verb
from needlecare.wording.language import Speaker

PAGE = "https://clinic.example/microneedling"
# Types of schema.org and the properties, their own or inherited, that we use of them; read at schema.org, May 2026.
THING = {"@type", "@id", "name", "description", "url", "identifier"}
CREATIVE_WORK = THING | {"inLanguage", "audience", "mainEntity", "version", "citation", "publisher"}
PROCEDURE = THING | {"bodyLocation", "preparation", "howPerformed", "followup"}
PROPERTIES = {
    "MedicalWebPage": CREATIVE_WORK,
    "CreativeWork": CREATIVE_WORK,
    "Patient": THING,
    "PropertyValue": THING | {"propertyID", "value"},
    "MedicalBusiness": THING,
    "MedicalTherapy": PROCEDURE | {"contraindication", "adverseOutcome", "seriousAdverseOutcome"},
    "MedicalContraindication": THING,
    "MedicalSymptom": THING,
    "MedicalCondition": THING | {"possibleTreatment"},
}


def speaker(language: str = "en") -> Speaker:
    return Speaker.of_book(book(), language)


def parsed(language: str = "en", **options: str) -> dict[str, dict[str, Any]]:
    """Return the nodes of the graph by name, read back as another program reads them."""
    found = json.loads(as_jsonld(speaker(language), **options))
    assert found["@context"] == "https://schema.org"
    return {node["@id"]: node for node in found["@graph"]}


def nodes(value: Any) -> list[dict[str, Any]]:
    """Return every node with a type, at any depth."""
    if isinstance(value, list):
        return [node for entry in value for node in nodes(entry)]
    if not isinstance(value, dict):
        return []
    inner = [node for entry in value.values() for node in nodes(entry)]
    return [value, *inner] if "@type" in value else inner


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_property_is_one_that_schema_org_gives_its_type(language: str):
    found = nodes(graph(speaker(language), address=PAGE, clinic="Sample Skin Clinic")["@graph"])

    assert [
        (node["@type"], set(node) - PROPERTIES[node["@type"]])
        for node in found
        if set(node) - PROPERTIES[node["@type"]]
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reference_leads_to_a_node_of_the_graph(language: str):
    found = parsed(language, address=PAGE)

    referred = re.findall(r'\{\s*"@id": "([^"]+)"\s*\}', json.dumps(list(found.values())))
    assert referred
    assert set(referred) <= set(found)


def test_the_page_leads_to_the_treatment_and_names_the_protocols_by_digest():
    found = parsed(address=PAGE)

    page = found[f"{PAGE}#page"]
    assert found[page["mainEntity"]["@id"]]["@type"] == "MedicalTherapy"
    assert [entry["value"] for entry in page["identifier"]] == [digest(layer) for layer in book().layers]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_before_and_after_the_session_is_told_in_its_own_sentence(language: str):
    treatment = parsed(language)["#treatment"]

    told = {*treatment["preparation"], *treatment["followup"]}
    kept = [rule for rule in book().rules if rule.verb in (Verb.AVOID, Verb.CHECK, Verb.ALLOW)]
    windows = [
        rule
        for rule in kept
        if rule.verb is Verb.CHECK or any(w.form in ("before", "after") for w in rule.when)
    ]
    assert [rule.id for rule in windows if rule.says.in_language(language) not in told] == []


def test_absolute_contraindications_are_told_and_precautions_are_not():
    told = {entry["name"] for entry in parsed()["#treatment"]["contraindication"]}

    assert {"Pregnancy", "Bleeding or clotting disorder"} <= told
    assert "Support in deciding" not in told  # a talk that no text but practice asks for
    precautions = [
        rule for rule in book().rules if rule.verb is Verb.EXCLUDE and rule.grade is Grade.PRECAUTION
    ]
    assert precautions
    assert not {rule.says.en for rule in precautions} & {
        entry["description"] for entry in parsed()["#treatment"]["contraindication"]
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_web_data_tells_nobody_to_stop_a_prescribed_medicine(language: str):
    shown = as_jsonld(speaker(language))

    assert [bad for text in re.findall(r'"([^"]*)"', shown) if (bad := forbidden_in(text, language))] == []


def test_web_data_stands_in_a_script_element_as_it_is():
    name = "Sample </script><script>alert(1)</script> & Sons <!-- \u2028"
    page = f'<script type="application/ld+json">{as_jsonld(speaker(), clinic=name)}</script>'
    scripts: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            scripts.append(data)

    Reader().feed(page)

    assert json.loads("".join(scripts))["@graph"][0]["publisher"]["name"] == name


def test_the_command_writes_web_data_in_either_language(tmp_path: Path):
    target = tmp_path / "page.json"

    assert run(jsonld, "--lang", "es", "--url", PAGE, "-o", str(target)).exit_code == 0

    assert json.loads(target.read_text(encoding="utf-8"))["@graph"][0]["inLanguage"] == "es"
    refused = run(jsonld, "--url", "clinic.example")
    assert refused.exit_code == 2
    assert "begin it with https://" in re.sub(r"[\s│]+", " ", refused.stderr)
