"""FHIR: other people's validators accept what we write, and with our own reader refuse what is broken."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from exports.clients import book, facts
from exports.fhir_broken import BROKEN, broken, changed, sound
from exports.fhir_cases import (
    client_records,
    definition_bundle,
    full_bundle,
    least_book,
    much,
    page_book,
    transaction,
    writer,
)
from exports.fhir_validators import (
    by_fhir_resources,
    by_fhirclient,
    by_ours,
    by_pyrofile,
    in_node,
)

from needlecare.exports.fhir.bundle import R4, R4B, bundle, lines
from needlecare.exports.fhir.profiles import profiles
from needlecare.exports.fhir.questionnaire import questionnaire
from needlecare.protocol.said import Facts

Resource = dict[str, Any]
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "fhir.md"
# In the order of the columns of the page; the last two are asked in node.
ALONE: dict[str, Callable[[Resource], list[str]]] = {
    "fhir.resources": by_fhir_resources,
    "fhirclient": by_fhirclient,
}
TOGETHER: dict[str, Callable[[Resource], list[str]]] = {"pyrofile": by_pyrofile, "ours": by_ours}
NODE = ("medplum", "lantana")


def our_own() -> Resource:
    """Return our extensions, profiles and codes as a bundle."""
    ours = profiles(release=R4, version="1.0.0")
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": one["url"], "resource": one} for one in ours],
    }


def records_of(found: Facts) -> Resource:
    """Return the records of a client with the Questionnaire she answered."""
    kept = [questionnaire(writer(found)), *client_records(found)]
    return json.loads(bundle(writer(found), lines(writer(found), kept), client=True))  # type: ignore[no-any-return]


CLIENTS = {
    "much is said, in English": lambda: full_bundle(much(), "en"),
    "much is said, in Spanish": lambda: full_bundle(much(), "es"),
    "only the day is known": lambda: records_of(facts(session="2026-12-03")),
    "the session has to wait": lambda: records_of(facts(used={"topical-retinoid": "2026-12-02"}, asked="2026-12-02")),
    "every form of the language, in R4B": lambda: json.loads(definition_bundle(page_book(), "es", release=R4B)),
    "a transaction": lambda: transaction(much()),
    "next to nothing": lambda: json.loads(definition_bundle(least_book())),
    "our own definitions": our_own,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CLIENTS)
def test_three_validators_find_nothing_wrong(name: str):
    found = CLIENTS[name]()

    assert len(found["entry"]) >= 3
    for validator in (by_fhir_resources, by_fhirclient, by_pyrofile):
        assert validator(found) == []


def test_clinical_uses_of_the_shipped_protocols_are_r4b():
    uses = json.loads(definition_bundle(book(), release=R4B))
    kept = [entry for entry in uses["entry"] if entry["resource"]["resourceType"] == "ClinicalUseDefinition"]

    assert len(kept) > 50
    assert by_fhir_resources({**uses, "entry": kept}) == []


def test_what_is_broken_below_is_sound_before():
    for found in sound():
        assert [validator(found) for validator in (*ALONE.values(), *TOGETHER.values())] == [[]] * 4


@cache
def table() -> dict[str, set[str]]:
    """Return who refuses what, as the page says."""
    rows = [
        line.split("|")[1:-1]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    columns = (*ALONE, *TOGETHER, *NODE)
    return {
        row[0].strip(): {name for name, cell in zip(columns, row[1:], strict=True) if cell.strip() == "x"}
        for row in rows
        if row[0].strip() in BROKEN
    }


def test_every_broken_resource_is_refused_by_somebody_and_by_nobody_all_are():
    refused = table()

    assert list(refused) == list(BROKEN)
    assert len(BROKEN) >= 40
    assert [name for name, by in refused.items() if not by] == []
    for validator in (*ALONE, *TOGETHER, *NODE):
        assert any(validator not in by for by in refused.values())


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_resource_is_refused_by_those_the_page_names(name: str):
    alone = {who for who, validator in ALONE.items() if validator(changed(name))}
    together = {who: validator(broken(name)) for who, validator in TOGETHER.items()}

    assert alone | {who for who, problems in together.items() if problems} == table()[name] - set(NODE)
    for problem in together["ours"]:
        assert re.match(r"bundle\.json:\d+:\d+: .{15,}", problem)


@pytest.mark.slow
def test_two_validators_in_node_accept_what_we_write_and_refuse_what_the_page_says(
    request: pytest.FixtureRequest,
):
    made, names = [make() for make in CLIENTS.values()], list(BROKEN)

    said = in_node(request, [*made, *(changed(name) for name in names)])

    assert said[: len(made)] == [{name: [] for name in NODE} for _ in made]
    refused = [{who for who in NODE if one[who]} for one in said[len(made) :]]
    assert dict(zip(names, refused, strict=True)) == {name: by & set(NODE) for name, by in table().items()}
