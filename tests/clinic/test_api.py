"""The API answers what the commands print, keeps nothing, and says where a request is wrong."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.cache import caches
from django.test import Client
from ruamel.yaml import YAML
from typer.testing import CliRunner

from needlecare.cli.application import build
from needlecare.clinic.api.bodies import body_schemas
from needlecare.clinic.api.document import document
from needlecare.clinic.api.reference import EXAMPLES
from needlecare.protocol.reader import MAX_BYTES

pytestmark = pytest.mark.django_db

EXAMPLE_FILES = Path(__file__).parents[2] / "examples"
DIARY = {
    "zone": "Europe/London",
    "session-end": "2026-11-20T15:15",
    "check-ins": [
        {"at": "2026-11-21T09:00", "signs": {"redness": "moderate"}},
        {"at": "2026-11-21T19:00", "signs": {"redness": "mild"}, "flags": {}},
    ],
}


@pytest.fixture(autouse=True)
def many(settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 100_000
    caches["throttle"].clear()


def facts(name: str = "ana") -> dict[str, Any]:
    return json.loads(json.dumps(YAML(typ="safe").load(EXAMPLE_FILES / f"{name}.yaml"), default=str))


def ask(path: str, body: Any, lang: str = "en") -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"/api/v1/{path}?lang={lang}", json.dumps(body), content_type="application/json"
    )


def printed(*arguments: str) -> Any:
    done = CliRunner().invoke(build(arguments), [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("command", ["screen", "plan"])
@pytest.mark.parametrize("name", ["ana", "arrival", "ben"])
def test_an_answer_is_what_the_command_prints(command, name, lang, tmp_path):
    said = facts(name)
    said = {"asked": "2026-11-30T18:00", **said, "protocols": ["microneedling", "safety"]}
    (tmp_path / "facts.json").write_text(json.dumps(said), encoding="utf-8")

    answer = ask(command, said, lang)

    assert answer.status_code == 200, answer.content
    assert answer.json() == printed(command, str(tmp_path / "facts.json"), "--lang", lang)
    assert answer["Content-Language"] == lang


def test_a_series_is_what_the_command_prints(tmp_path):
    said = facts()
    body = {
        "facts": said,
        "sessions": 3,
        "event": "2027-06-01",
        "lead": "2 week",
        "blocked": [{"from": "2026-12-24", "to": "2027-01-02"}],
        "closed": ["sun"],
        "backwards": True,
    }
    (tmp_path / "facts.json").write_text(json.dumps(said), encoding="utf-8")
    options = (
        *("--sessions", "3", "--event", "2027-06-01", "--lead", "2 week", "--backwards"),
        *("--blocked", "2026-12-24..2027-01-02", "--closed", "sun"),
    )

    assert ask("series", body).json() == printed("series", str(tmp_path / "facts.json"), *options)


@pytest.mark.parametrize("used", ["2026-11-28", "2 nights ago"])
def test_a_product_is_what_the_command_prints(used):
    label = "Aqua, Glycerin, Retinol 0.3%, Salicylic\u200b Acid, Tocopherol"
    around = {"session": "2026-12-03", "asked": "2026-11-30T18:00", "zone": "Europe/London"}
    options = ("--session", "2026-12-03", "--now", "2026-11-30T18:00", "--zone", "Europe/London")

    assert ask("product", {"label": label, "used": used, **around}).json() == printed(
        "product", label, "--used", used, *options
    )
    assert ask("product", {"name": "Epiduo"}).json() == printed("product", "--name", "Epiduo")


def test_the_protocol_in_force_is_what_the_shelf_and_the_explanations_say():
    answer = Client().get("/api/v1/protocol?lang=es").json()

    shelf = {entry["protocol"]: entry for entry in printed("protocols", "--lang", "es")["shipped"]}
    assert answer["protocols"] == [shelf["microneedling"], shelf["safety"]]
    for rule in answer["rules"][::20]:
        assert rule == printed("explain", rule["rule"], "--lang", "es")


def test_a_course_says_what_the_last_check_in_means():
    answer = ask("course", DIARY).json()

    assert next(iter(answer)) == "emergency"
    assert answer["emergency"]["number"] is not None
    assert (answer["status"], answer["at"]) == ("expected", "2026-11-21T19:00:00+00:00")
    assert answer["signs"][0]["trend"] == "better"
    assert not answer["complete"]
    assert answer["unanswered_flags"]


def test_a_red_flag_comes_first():
    known = ask("course", DIARY).json()["unanswered_flags"][0]["id"]

    answer = ask(
        "course", {**DIARY, "check-ins": [{"at": "2026-11-21T09:00", "flags": {known: "yes"}}]}
    ).json()

    assert (answer["status"], answer["urgency"]) == ("flag", "emergency")
    assert answer["flags"][0]["say"]


@pytest.mark.parametrize("name", ["screen", "plan", "series", "course", "product"])
def test_every_answer_fits_the_schema_in_the_document(name):
    schemas = document()["components"]["schemas"]
    body = EXAMPLES[name]

    jsonschema.validate(body, body_schemas()[name])
    answer = ask(name, body)
    assert answer.status_code == 200, answer.content
    jsonschema.validate(answer.json(), schemas[name])


def test_the_protocol_fits_its_schema_and_may_be_kept():
    answer = Client().get("/api/v1/protocol")

    jsonschema.validate(answer.json(), document()["components"]["schemas"]["protocol"])
    assert "public" in answer["Cache-Control"]


def test_where_facts_name_no_zone_the_clinics_own_is_taken():
    said = {key: value for key, value in facts().items() if key != "zone"}

    assert ask("screen", said).json()["zone"] == "Europe/London"


# --- what is wrong ---------------------------------------------------------------------------------------------------


def test_every_problem_of_a_body_has_its_place_and_its_remedy():
    body = '{"session": "2026-13-03",\n "states": {"pregnnt": "maybe"}}'

    answer = Client().post("/api/v1/screen", body, content_type="application/json")

    assert answer.status_code == 422
    places = {one["place"]: one["what"] for one in answer.json()["problems"]}
    assert list(places) == ["body:1:13", "body:2:24"]
    assert "check month and day" in places["body:1:13"]


@pytest.mark.parametrize("body", [" ", "{", '{"a": 1, "a": 2}', "[" * 5000, b"\xff\xfe", '{"session": 1'])
@pytest.mark.parametrize("name", ["screen", "series", "course"])
def test_what_is_no_json_is_refused(name, body):
    answer = Client().post(f"/api/v1/{name}", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["problems"][0]["place"].startswith("body:")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "body"),
        ({"used": "ongoing", "name": "x"}, "body"),
        ({"label": 1}, "body:label"),
        ({"label": "x", "route": "ear"}, "body:route"),
        ({"label": "x" * 100_001}, "body:label"),
        ({"label": "x", "session": "soon"}, "body:session"),
        ({"label": "x", "session": "2026-12-03", "asked": "x"}, "body:asked"),
        ({"label": "x", "session": "2026-12-03", "zone": "Moon"}, "body:zone"),
        ({"label": "retinol", "session": "2026-12-03", "used": "perhaps"}, "body:used"),
        ({"label": "x", "more": 1}, "body:more"),
    ],
)
def test_a_wrong_product_is_refused_with_the_key(body, place):
    answer = ask("product", body)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"] == place


@pytest.mark.parametrize(
    "more",
    [
        {"sessions": 25},
        {"sessions": 0},
        {"lead": "soon"},
        {"lead": "1000 year"},
        {"blocked": [{"from": "2027-01-02", "to": "2026-12-24"}]},
        {"blocked": [{"from": "2026-12-24"}]},
        {"blocked": [{"from": "2026-12-24", "to": "9999-12-31"}]},
        {"closed": ["someday"]},
        {"backwards": True},
        {"unknown": 1},
    ],
)
def test_a_series_that_cannot_be_asked_for_is_refused(more):
    assert ask("series", {"facts": EXAMPLES["screen"], **more}).status_code == 422


def test_a_series_without_facts_is_refused():
    answer = ask("series", {"sessions": 3})

    assert answer.status_code == 422
    assert "'facts' is missing" in answer.json()["problems"][0]["what"]


@pytest.mark.parametrize("given", [["microneedling"], "../../etc/passwd", ["microneedling", "safety", "x"]])
def test_facts_for_other_protocols_are_refused_and_no_file_is_opened(given):
    answer = ask("screen", {**facts(), "protocols": given})

    assert answer.status_code == 422
    assert "microneedling and safety" in answer.json()["problems"][0]["what"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
def test_a_body_that_is_not_called_json_is_refused(kind):
    assert Client().post("/api/v1/screen", "{}", content_type=kind).status_code == 415


def test_a_large_body_is_refused_before_it_is_read():
    answer = Client().post("/api/v1/product", " " * (MAX_BYTES + 1), content_type="application/json")

    assert answer.status_code == 413


def test_another_language_is_refused():
    answer = ask("screen", facts(), "fr")

    assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, "query:lang")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_another_method_is_refused(method):
    answer = getattr(Client(), method)("/api/v1/screen")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")


# --- bounds and silence ----------------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_when_to_come_again(settings):
    settings.API_REQUESTS_A_MINUTE = 3
    statuses = [Client().get("/api/v1/protocol").status_code for _ in range(8)]
    last = Client().get("/api/v1/protocol")

    assert statuses[:3] == [200] * 3
    assert last.status_code == 429
    assert 0 < int(last["Retry-After"]) <= 60
    assert last.json()["problems"][0]["place"] == "address"


def test_another_address_is_counted_alone_and_cannot_be_made_up(settings):
    settings.API_REQUESTS_A_MINUTE = 1
    for _ in range(3):
        made_up = Client().get("/api/v1/protocol", headers={"X-Forwarded-For": "203.0.113.7"})

    assert made_up.status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.8").get("/api/v1/protocol").status_code == 200


def test_nothing_of_a_request_is_logged_or_kept(caplog):
    caplog.set_level(logging.DEBUG)
    said = {**facts(), "client": "Ana Sample", "states": {"pregnant": "perhaps"}}

    answer = ask("screen", said)
    ask("screen", facts())

    assert answer.status_code == 422
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    for word in ("Ana Sample", "pregnan", "retinoid", "perhaps"):
        assert word not in caplog.text


def test_no_address_of_the_api_takes_anything_a_client_says():
    paths = document()["paths"]

    assert not [path for path in paths if "{" in path]
    assert {
        one["name"] for path in paths.values() for entry in path.values() for one in entry["parameters"]
    } == {"lang"}


# --- the document ----------------------------------------------------------------------------------------------------


def test_the_document_is_served_and_names_every_request():
    found = Client().get("/api/v1/openapi.json").json()

    assert found["openapi"].startswith("3.1")
    assert sorted(found["paths"]) == [
        f"/api/v1/{name}" for name in ("course", "plan", "product", "protocol", "screen", "series")
    ]


@pytest.mark.parametrize(("lang", "title"), [("en", "For programs"), ("es", "Para programas")])
def test_the_page_for_people_asks_nobody_else(lang, title):
    answer = Client().get(f"/{lang}/api/")
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "'unsafe" not in answer["Content-Security-Policy"]
    assert f"<h1>{title}</h1>" in page
    assert "POST /api/v1/screen" in page.replace("\n", " ")
    assert "<script>" not in page
    assert " style=" not in page
    assert 'src="http' not in page


def test_the_beginning_leads_to_the_page_for_people():
    assert Client().get("/api/v1/").url == "/en/api/"
    assert Client().get("/api/v1/", headers={"Accept-Language": "es"}).url == "/es/api/"
