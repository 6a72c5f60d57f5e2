"""What programs read: every answer fits its published schema, moments carry their offset, numbers are exact."""

from typing import Any

import jsonschema
import pytest
from wording.worlds import answers, book, facts

from needlecare.engine.care import holding
from needlecare.engine.interview import next_question
from needlecare.engine.screening import screen
from needlecare.engine.series import plan_series
from needlecare.wording.language import Speaker
from needlecare.wording.plain.asking import asked_form
from needlecare.wording.plain.calendar import now_form, plan_form
from needlecare.wording.plain.series import series_form
from needlecare.wording.plain.verdicts import verdict_form
from needlecare.wording.schemas import NAMES, schema_of


def problems(name: str, value: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema_of(name))
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_a_schema_and_names_itself(name):
    schema = schema_of(name)

    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == f"needlecare {name}"


@pytest.mark.xdist_group("crafted clients")
@pytest.mark.slow
def test_every_crafted_client_gets_an_answer_that_fits_its_schema():
    for answer, _ in answers()[::9]:
        speaker = Speaker(book(), answer.facts, "es")

        assert problems("screen", verdict_form(speaker, answer)) == []


def test_plan_now_series_and_interview_fit_their_schemas():
    client = facts(used={"waxing": "2026-11-27"}, states={"pregnant": "not-sure"})
    speaker, answer = Speaker(book(), client), screen(book(), client)

    assert problems("plan", plan_form(speaker, answer, speaker)) == []
    assert problems("plan", plan_form(speaker, answer, None)) == []
    assert problems("now", now_form(speaker, holding(book(), client, client.asked), client.asked)) == []
    assert problems("series", series_form(speaker, plan_series(book(), client, sessions=3))) == []
    asked = next_question(book(), client, verdict=answer)
    assert problems("interview", asked_form(speaker, asked, answer)) == []
    assert problems("interview", asked_form(speaker, None, answer)) == []


def test_emergency_text_stands_first():
    client = facts(jurisdiction="GB")
    speaker, answer = Speaker(book(), client), screen(book(), client)

    plan = plan_form(speaker, answer, speaker)
    assert next(iter(plan)) == "emergency"
    assert plan["emergency"]["number"] == "999"
    assert next(iter(now_form(speaker, (), client.asked))) == "emergency"


def test_slack_is_exact_in_seconds_and_open_where_there_is_no_end():
    client = facts(
        used={"waxing": "2026-11-27T14:30", "exfoliant": "not since 2026-11-20", "hydroquinone": "not-sure"}
    )
    plain = verdict_form(Speaker(book(), client), screen(book(), client))
    slack = {found["rule"]: found["slack"] for found in plain["findings"]}

    assert slack["waxing-before"] == {
        "least_hours": -24,
        "most_hours": -24,
        "least_seconds": -86_400,
        "most_seconds": -86_400,
    }
    assert slack["exfoliant-before"]["most_seconds"] is None
    assert slack["exfoliant-before"]["least_seconds"] == 9 * 86_400 + 14 * 3600 + 30 * 60 + 1
    assert slack["depilatory-before"] is None


def test_moments_are_in_the_clinics_own_reading():
    client = facts(session="2026-07-03T14:30", asked="2026-06-01", used={"waxing": "2026-05-01"})
    plain = verdict_form(Speaker(book(), client), screen(book(), client))

    assert plain["session"] == {"from": "2026-07-03T14:30:00+01:00", "to": "2026-07-03T14:30:00+01:00"}
    assert plain["asked"] == "2026-06-01T00:00:00+01:00"
    assert plain["zone"] == "Europe/London"


def test_an_answer_names_every_protocol_with_its_digest():
    client = facts()
    plain = verdict_form(Speaker(book(), client), screen(book(), client))

    assert [layer["protocol"] for layer in plain["protocols"]] == ["microneedling", "safety"]
    assert plain["digest"] == book().digest
