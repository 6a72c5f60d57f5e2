"""FHIR: what stands in a bundle, that references lead somewhere, and that what we write reads back as the same value."""

import base64
import hashlib
import json
import random
import re
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from exports.clients import EXAMPLES, GOLDEN, book, facts, run, same_but_code
from exports.fhir_cases import (
    MUCH,
    client_bundle,
    client_records,
    definition_bundle,
    full_bundle,
    least_book,
    much,
    of_book,
    page_book,
    page_care_plan,
    page_facts,
    page_resources,
    read,
    transaction,
    writer,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle.generate import random_cases
from protocol.test_forms import GUARD, GUARDS, WINDOW, WINDOWS, LastsKind, OftenKind, page_protocol
from protocol.test_forms import read as read_form
from raw import raw_protocols
from wording.test_prescriber import forbidden_in
from wording.worlds import worlds

import needlecare
from needlecare.cli.fhir import fhir
from needlecare.engine.care import care
from needlecare.engine.screening import screen
from needlecare.exports.code import code_of
from needlecare.exports.contraindications import kind_of
from needlecare.exports.facts_file import facts_file
from needlecare.exports.fhir.bundle import R4, R4B, definitions, references
from needlecare.exports.fhir.careplan import items_of
from needlecare.exports.fhir.extensions import all_defined
from needlecare.exports.fhir.plan import plan_definition, rules_of
from needlecare.exports.fhir.profiles import profiles
from needlecare.exports.fhir.response import response
from needlecare.exports.fhir.response_reading import facts_of
from needlecare.exports.fhir.terms import BASE, DIGEST_SYSTEM
from needlecare.protocol.load import digest, dump
from needlecare.protocol.model import LANGUAGES, Grade, Outcome, Prescribed, Source, Verb
from needlecare.protocol.reader import BadFile, Problem
from needlecare.protocol.said import Facts
from needlecare.wording.care import told

ANA = str(EXAMPLES / "ana.yaml")
WAITS = {"used": {"topical-retinoid": "2026-12-02"}, "asked": "2026-12-02T18:00"}


def of_kind(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def values(value: Any, key: str) -> list[Any]:
    """Return everything that stands under a key, at any depth."""
    if isinstance(value, list):
        return [found for one in value for found in values(one, key)]
    if not isinstance(value, dict):
        return []
    return [*([value[key]] if key in value else []), *(f for one in value.values() for f in values(one, key))]


# --- a bundle --------------------------------------------------------------------------------------------------------


def test_a_bundle_holds_the_protocols_the_answers_and_what_is_proposed():
    found = full_bundle(much())

    kinds = {entry["resource"]["resourceType"] for entry in found["entry"]}
    assert kinds == {
        *("PlanDefinition", "ActivityDefinition", "Library", "Questionnaire", "CodeSystem", "Patient"),
        *("QuestionnaireResponse", "GuidanceResponse", "CarePlan", "ServiceRequest", "Appointment"),
    }
    assert len(of_kind(found, "Appointment")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("release", [R4, R4B])
def test_every_reference_and_every_canonical_address_leads_to_an_entry(language: str, release: str):
    found = full_bundle(much(), language, release)

    urls = [entry["fullUrl"] for entry in found["entry"]]
    names = {*urls, *(f"{r['resourceType']}/{r['id']}" for e in found["entry"] if (r := e["resource"]))}
    assert len(set(urls)) == len(urls)
    assert set(references(found)) <= names
    canonical = [
        address
        for key in (
            "instantiatesCanonical",
            "definitionCanonical",
            "moduleCanonical",
            "questionnaire",
            "library",
        )
        for given in values(found, key)
        for address in (given if isinstance(given, list) else [given])
    ]
    assert canonical
    assert [address for address in canonical if address.partition("|")[0] not in urls] == []
    versions = {one["url"]: one["version"] for e in found["entry"] if "url" in (one := e["resource"])}
    stated = [address.split("|") for address in canonical if "|" in address]
    assert [address for address, version in stated if versions[address] != version] == []


def test_every_id_is_one_that_fhir_takes_and_stays_the_same():
    first, again = full_bundle(much()), full_bundle(much(), "es")

    ids = [entry["resource"]["id"] for entry in first["entry"]]
    assert [name for name in ids if not re.fullmatch(r"[A-Za-z0-9.-]{1,64}", name)] == []
    assert ids == [entry["resource"]["id"] for entry in again["entry"]]


def test_a_moved_session_keeps_its_ids_and_another_person_has_others():
    moved = client_records(
        facts(**{**MUCH, "session": "2026-12-05T10:00", "session-end": "2026-12-05T11:00"})
    )
    own = [one["id"] for one in client_records(much())]

    assert [one["id"] for one in moved] == own
    assert not set(own) & {one["id"] for one in client_records(much(), person="Ben Sample")}


def test_the_digest_of_the_protocols_is_in_every_resource_that_follows_from_them():
    found = full_bundle(much())

    assert found["identifier"] == {"system": DIGEST_SYSTEM, "value": book().digest}
    for kind in ("QuestionnaireResponse", "CarePlan", "ServiceRequest", "Appointment", "GuidanceResponse"):
        for one in of_kind(found, kind):
            assert book().digest in values(one["extension"], "valueString")
    for layer, plan, library in zip(
        book().layers, of_kind(found, "PlanDefinition"), of_kind(found, "Library"), strict=True
    ):
        assert plan["identifier"] == [{"system": DIGEST_SYSTEM, "value": digest(layer)}]
        content = base64.b64decode(library["content"][0]["data"])
        assert hashlib.sha256(content).hexdigest() == digest(layer)


def test_the_care_plan_carries_the_code_of_the_printed_sheet():
    (plan,) = of_kind(full_bundle(much()), "CarePlan")

    assert plan["identifier"][0]["value"] == str(code_of(book().digest, much()))


def test_a_session_that_has_to_wait_gets_answers_and_verdict_and_no_proposal():
    waiting = facts(**WAITS)
    assert screen(book(), waiting).outcome is Outcome.WAIT

    found = client_records(waiting)

    assert [one["resourceType"] for one in found] == ["Patient", "QuestionnaireResponse", "GuidanceResponse"]
    assert found[2]["reasonCode"][0]["coding"][0]["code"] == "wait"
    assert "result" not in found[2]


def test_a_session_of_which_only_the_day_is_known_has_a_day_and_no_hour():
    (request,) = of_kind(full_bundle(facts(session="2026-12-03")), "ServiceRequest")
    first, _ = of_kind(full_bundle(facts(session="2026-12-03")), "Appointment")

    assert request["occurrenceDateTime"] == "2026-12-03"
    assert "start" not in first
    assert first["requestedPeriod"] == [{"start": "2026-12-03T00:00:00Z", "end": "2026-12-03T23:59:59Z"}]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_protocol_and_its_client_are_written_as_the_golden_file_has_them(language: str):
    written = json.dumps(page_resources(language), ensure_ascii=False, indent=1) + "\n"
    shown = re.sub(r"\b([0-9a-f]{64}|(?<=\|)[0-9a-f]{12})\b", "DIGEST", same_but_code(written))

    assert shown == (GOLDEN / f"fhir-{language}.json").read_text(encoding="utf-8")


def test_a_transaction_puts_everything_where_it_belongs_and_reads_back_alike():
    found = transaction(much())

    assert found["type"] == "transaction"
    for entry in found["entry"]:
        resource = entry["resource"]
        assert entry["request"] == {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}
    found["entry"] = found["entry"][1:]  # without the questions: their protocols are not in this bundle
    assert read(found).facts == much()


# --- nothing to stop, nothing forbidden that is not -------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_resource_tells_anybody_to_stop_a_prescribed_medicine(language: str):
    found = full_bundle(much(), language)
    shown = [
        text
        for key in ("description", "title", "text", "display", "div")
        for text in values(found, key)
        if isinstance(text, str)
    ]

    assert len(shown) > 1000
    assert [bad for text in shown if (bad := forbidden_in(text, language))] == []


@pytest.mark.parametrize(
    ("language", "first"), [("en", "In an emergency call 999."), ("es", "En una emergencia llame al 999.")]
)
def test_a_care_plan_says_first_what_cannot_wait(language: str, first: str):
    (plan,) = of_kind(full_bundle(much(), language), "CarePlan")

    assert plan["note"][0]["text"].startswith(first)
    assert len(plan["note"]) == 3
    assert plan["text"]["div"].index(escape(plan["note"][0]["text"])) < plan["text"]["div"].index("<ul>")


def test_what_may_be_prescribed_is_never_marked_as_not_to_be_performed():
    banned = 0
    for found in (much(), *(world for number, world in enumerate(worlds()) if number % 90 == 0)):
        for one in client_records(found):
            for activity in one.get("activity", ()):
                detail = activity["detail"]
                if detail.get("doNotPerform"):
                    banned += 1
                    rule = book().rule[detail["code"]["coding"][0]["code"]]
                    assert rule.verb in (Verb.AVOID, Verb.ALLOW)
                    inside = {inner for name in rule.subjects for inner in book().narrower[name]}
                    assert all(book().subjects[name].prescribed is Prescribed.NEVER for name in inside)
    assert banned > 20


def test_precautions_advice_and_moods_are_no_contraindications():
    kinds = {rule.id: kind_of(rule) for rule in book().rules}
    titles = {
        one["contraindication"]["diseaseSymptomProcedure"]["concept"]["text"]
        for one in definitions(of_book(book()), release=R4B)
        if one.get("type") == "contraindication"
    }

    assert {kinds[r.id] for r in book().rules if r.grade is Grade.PRECAUTION} == {"warning"}
    assert {kinds[r.id] for r in book().rules if r.verb is not Verb.EXCLUDE} == {""}
    assert [kinds[name] for name in ("consent-talk", "expectations-talk", "appearance-talk")] == ["", "", ""]
    assert {"Pregnancy", "Bleeding or clotting disorder"} <= titles
    assert "Support in deciding" not in titles


def test_clinical_uses_are_there_from_r4b_on():
    kinds = [one["resourceType"] for one in definitions(of_book(book()), release=R4)]

    assert "ClinicalUseDefinition" not in kinds
    found = [
        one for one in definitions(of_book(book()), release=R4B) if one["resourceType"].startswith("Clin")
    ]
    assert {one["type"] for one in found} == {
        "contraindication",
        "warning",
        "indication",
        "undesirable-effect",
    }


# --- reading back: rules and protocols -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_of_every_form_come_back_from_elements_and_extensions_alone(language: str):
    for rules in (book(), page_book()):
        for layer in rules.layers:
            plan = json.loads(json.dumps(plan_definition(of_book(rules, language), layer)))

            assert rules_of(plan) == layer.rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_protocol_comes_back_whole_from_another_base_too(language: str):
    found = read(definition_bundle(page_book(), language, "https://clinic.example/fhir"))

    assert found.protocols == page_book().layers
    assert found.facts is None


def test_a_protocol_that_says_next_to_nothing_comes_back():
    assert read(definition_bundle(least_book())).protocols == least_book().layers


def test_the_shipped_protocols_come_back_with_a_client():
    found = read(full_bundle(much(), release=R4B))

    assert found.protocols == book().layers
    assert found.facts == much()
    assert found.client == "Ana Sample"
    assert list(found.items or ()) == told(book(), care(book(), much()).items)


@given(
    when=st.lists(WINDOWS, max_size=2),
    guards=st.lists(GUARDS, max_size=2),
    unless=st.lists(GUARDS, max_size=1),
    often=st.sampled_from(
        [None, "3.. per day", "2..3 per week", "every 60..90 minute", "every night", "needed"]
    ),
    lasts=st.sampled_from([None, {}, "10 minute", {"each": "5..10 minute", "total": "up to 1 hour"}]),
    base=st.sampled_from(page_protocol().rules),
)
@settings(max_examples=100)
def test_a_rule_with_any_windows_and_guards_comes_back(
    when: Any, guards: Any, unless: Any, often: Any, lasts: Any, base: Any
):
    def of_guards(written: Any) -> Any:
        return tuple(guard for plain in written for guard in read_form(GUARD, plain))

    rule = replace(
        base,
        when=tuple(read_form(WINDOW, window) for window in when),
        guards=of_guards(guards),
        unless=of_guards(unless),
        often=often and read_form(OftenKind(), often),
        lasts=None if lasts is None else read_form(LastsKind(), lasts),
        source=Source() if lasts == {} else base.source,
    )
    layer = replace(page_protocol(), rules=(rule,))
    say = of_book(needlecare.combine(layer))

    assert rules_of(json.loads(json.dumps(plan_definition(say, layer)))) == (rule,)


# --- reading back: facts and care plans ------------------------------------------------------------------------------


def answers_of(found: Facts, language: str = "en") -> dict[str, Any]:
    made = response(writer(found, language), own_id="answers", subject={"reference": "Patient/ana"})
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def comes_back(found: Facts, language: str = "en") -> None:
    problems: list[Any] = []
    assert facts_of(answers_of(found, language), book(), problems) == found, [str(p) for p in problems]
    assert needlecare.facts(facts_file(found), book()) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_come_back_for_every_way_of_speaking_of_every_subject(language: str):
    for number, found in enumerate(worlds()):
        if number % 8 == LANGUAGES.index(language):
            comes_back(found, language)


@pytest.mark.parametrize("seed", [1, 2])
def test_facts_and_care_plans_of_random_clients_come_back(seed: int):
    for said in random_cases(*raw_protocols("microneedling", "safety"), seed=seed, count=25):
        found = needlecare.facts(said, book())
        comes_back(found)
        for one in client_records(found):
            if one["resourceType"] == "CarePlan":
                assert list(items_of(one, book())) == told(book(), care(book(), found).items)


def test_a_care_plan_whose_dates_hang_on_states_comes_back():
    calendar = care(page_book(), page_facts())

    assert list(items_of(page_care_plan(), page_book())) == told(page_book(), calendar.items)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("2026-10-20", {"valueDateTime": "2026-10-20"}),
        ("2026-10", {"valueDateTime": "2026-10"}),
        ("2025", {"valueDateTime": "2025"}),
        ("2026-10-20T14:30", {"valueDateTime": "2026-10-20T14:30:00+01:00"}),
        ("about 2026-10-20", {"start": "2026-10-18T00:00:00+01:00", "end": "2026-10-22T23:59:59+01:00"}),
        ("not since 2026-10-20", {"end": "2026-10-20T23:59:59+01:00"}),
        (
            {"from": "2026-10-01", "to": "2026-10-09"},
            {"start": "2026-10-01T00:00:00+01:00", "end": "2026-10-09T23:59:59+01:00"},
        ),
    ],
)  # fmt: skip
def test_a_time_is_a_date_where_fhir_has_one_and_else_an_interval_without_a_value(said: Any, shown: Any):
    items = values(answers_of(facts(used={"waxing": said})), "item")
    (when,) = [one for found in items for one in found if one["linkId"] == "used/waxing/when"]

    if "valueDateTime" in shown:
        assert when["answer"] == [shown]
    else:
        assert when["answer"] == [
            {
                "_valueDateTime": {
                    "extension": [{"url": f"{BASE}/StructureDefinition/interval", "valuePeriod": shown}]
                }
            }
        ]


def test_what_was_not_said_has_no_answer():
    links = set(values(answers_of(facts(used={})), "linkId"))

    assert not [link for link in links if link.startswith(("used/", "states/", "plan"))]


def test_answers_of_another_program_are_read_with_what_it_adds():
    answers = answers_of(much())
    answers |= {"meta": {"versionId": "7"}, "author": {"reference": "Patient/ana"}, "status": "amended"}
    answers["authored"] = answers["authored"].replace("Z", ".250Z")

    assert read(json.dumps(answers).encode()).facts == much()


# --- our own definitions ---------------------------------------------------------------------------------------------


def test_every_extension_we_write_has_a_definition_for_the_element_it_stands_on():
    known = {entry.url for entry in all_defined()}
    found = [full_bundle(much(), release=R4B), json.loads(definition_bundle(page_book())), page_care_plan()]
    used = {url for one in found for url in values(one, "url") if str(url).startswith(f"{BASE}/Struct")}

    assert used == known


def test_every_profile_and_code_system_of_ours_that_is_used_is_defined():
    found = [full_bundle(much(), release=R4B), json.loads(definition_bundle(page_book()))]
    ours = profiles(release=R4, version="1")
    defined = {one["url"] for one in ours} | {url for one in found for url in values(one, "url")}

    used = {address for one in found for given in values(one, "profile") for address in given}
    used |= {system for one in found for system in values(one, "system") if "/CodeSystem/" in system}
    assert {address for address in used if address.startswith(BASE)} <= defined
    assert len(ours) == len({one["url"] for one in ours})


def test_the_reference_page_tells_every_extension_profile_and_code_system():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "fhir.md").read_text(encoding="utf-8")

    missing = [one["url"] for one in profiles(release=R4, version="1") if f"`{one['id']}`" not in page]
    assert missing == []


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_writes_the_same_bundle_twice_and_reads_it_back(tmp_path: Path):
    first, second, back = (str(tmp_path / name) for name in ("one.json", "two.json", "back.yaml"))

    assert run(fhir, ANA, "-o", first).exit_code == 0
    assert run(fhir, ANA, "-o", second).exit_code == 0
    assert Path(first).read_bytes() == Path(second).read_bytes()
    assert run(fhir, "--read", first, "-o", back).exit_code == 0
    assert run(fhir, back, "--now", "2026-11-30T18:00:00Z", "-o", second).exit_code == 0
    assert (
        json.loads(Path(second).read_bytes())["entry"][-1]
        == json.loads(Path(first).read_bytes())["entry"][-1]
    )


def test_a_protocol_alone_comes_back_from_the_command(tmp_path: Path):
    target = tmp_path / "definitions.json"
    assert run(fhir, "--definitions", "-o", str(target)).exit_code == 0

    which = run(fhir, "--read", str(target))
    assert which.exit_code == 1
    assert "say with --protocol which one" in which.stderr
    assert run(fhir, "--read", str(target), "-p", "safety").stdout == dump(book().layers[1])


def test_only_some_types_come_with_what_they_refer_to(tmp_path: Path):
    target = tmp_path / "answers.json"
    assert run(fhir, ANA, "--only", "QuestionnaireResponse", "-o", str(target)).exit_code == 0

    found = json.loads(target.read_bytes())
    assert [entry["resource"]["resourceType"] for entry in found["entry"]] == [
        "Patient",
        "QuestionnaireResponse",
    ]


@pytest.mark.parametrize(
    ("arguments", "what", "code"),
    [
        ((), "give a facts file, or one of --definitions, --profiles and --read", 2),
        ((ANA, "--definitions"), "not several", 2),
        ((ANA, "--base", "clinic.example"), "begin it with https://", 2),
        ((ANA, "--only", "ClinicalUseDefinition"), "add --release r4b", 1),
        (("--definitions", "--only", "CarePlan"), "give a facts file", 1),
        (("--read", "nowhere.json"), "cannot be opened", 1),
    ],
)
def test_a_wrong_call_is_told_what_to_do(arguments: tuple[str, ...], what: str, code: int):
    refused = run(fhir, *arguments)

    assert refused.exit_code == code
    assert what in re.sub(r"[\s│]+", " ", refused.stderr)


def test_a_bundle_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path):
    folder = tmp_path / "none"

    assert run(fhir, ANA, "-o", str(folder / "a.json")).exit_code == 1
    assert not folder.exists()


# --- bad input -------------------------------------------------------------------------------------------------------

JUNK: list[Any] = [
    None,
    0,
    -1,
    1.5,
    True,
    "",
    "x",
    "2026-13-01",
    [],
    {},
    ["x"],
    {"a": 1},
    [[]],
    [{}],
    [{"url": "x"}],
]


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, one in steps for inner in paths(one, (*path, key)))]


def refusal(bundle: Any) -> tuple[Problem, ...]:
    """Return the problems our reader has with a bundle; none where it reads it."""
    try:
        read(bundle)
    except BadFile as error:
        return error.problems
    return ()


@pytest.mark.slow
def test_a_bundle_with_anything_in_the_wrong_place_is_read_or_refused_with_its_place():
    source, chance, refused = json.loads(client_bundle(much())), random.Random(7), 0
    every = [path for path in paths(source) if path]
    for _ in range(60):
        broken = json.loads(json.dumps(source))
        *way, last = chance.choice(every)
        inside = broken
        for step in way:
            inside = inside[step]
        if chance.random() < 0.7:
            inside[last] = chance.choice(JUNK)
        else:
            del inside[last]
        problems = refusal(broken)
        refused += bool(problems)
        assert all(problem.file == "bundle.json" and len(problem.what) > 10 for problem in problems)
    assert refused > 25


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"{", "is missing here"),
        (b'{"resourceType": "Patient"}', "is no Bundle and no QuestionnaireResponse"),
        (b'{"resourceType": "Bundle", "resourceType": "Bundle"}', "stands twice"),
        (b'{"resourceType": "Bundle", "type": "collection"}', "has no entries"),
        (b'{"resourceType": "Bundle", "type": "collection", "entry": []}', "is an empty list"),
        (b"\xff", "is not UTF-8"),
        (b'"' + b"x" * 8_000_001 + b'"', "is larger than 8,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused(raw: bytes, what: str):
    with pytest.raises(BadFile) as refused:
        read(raw)

    assert what in str(refused.value)
