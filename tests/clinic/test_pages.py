"""The treatment page, the product check and the days after a session, as they are sent."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

import needlecare
from needlecare.exports.jsonld import graph
from needlecare.wording.language import Speaker

pytestmark = pytest.mark.django_db


def ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()


# --- the treatment ---


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_rule_stands_on_the_treatment_page_with_its_source(client, language):
    shown = client.get(f"/{language}/treatment/").text
    book = needlecare.load("microneedling", "safety")

    missing = [rule.id for rule in book.rules if f"<code>{rule.id}</code>" not in shown]
    assert not missing
    assert "S-23" in shown


def test_the_web_data_is_that_of_the_protocol_in_force(client):
    shown = client.get("/en/treatment/").text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', shown, re.DOTALL)[1])
    book = needlecare.load("microneedling", "safety")

    expected = graph(
        Speaker.of_book(book, "en"), address="http://testserver/en/treatment/", clinic="Sample Skin Clinic"
    )
    assert data == expected


def test_a_new_publication_changes_the_page(client):
    from dataclasses import replace

    from django.utils import timezone

    from needlecare.clinic.protocols.publish import publish

    main, safety = needlecare.load("microneedling", "safety").layers
    title = main.title._replace(en="Needling, second edition")
    publish((replace(main, title=title), safety), reason="A test", at=timezone.now(), by_name="test")

    assert "Needling, second edition" in client.get("/en/treatment/").text


def test_what_was_published_is_never_changed():
    from needlecare.clinic.protocols.models import Publication

    made = Publication.objects.get()
    made.reason = "another"

    with pytest.raises(ValueError, match="publish again"):
        made.save()


# --- a product ---


def product(client, language: str = "en", **typed: str) -> str:
    return client.post(f"/{language}/product/", typed).text


def test_a_label_is_read_word_by_word(client):
    shown = product(client, label="Aqua, Glycolic Acid, BHA, Phytoluma Complex")

    assert "Contains: alpha hydroxy acid (AHA)." in shown
    assert '<mark data-outcome="caution">Glycolic Acid</mark>' in shown
    assert '<mark data-outcome="refer">Phytoluma</mark>' in shown
    assert "not beta hydroxy acid" in shown


def test_what_is_not_known_is_said_in_the_answer_itself(client):
    shown = product(client, label="Aqua, Glycolic Acid, Phytoluma Complex")

    assert "Not known here: Phytoluma." in shown.partition("</section>")[0]


def test_a_product_that_no_rule_names_is_never_called_fine(client):
    shown = product(client, label="Aqua, Glycerin")

    assert 'data-outcome="none"' in shown
    assert "That is not the same as fine" in shown
    assert 'data-outcome="ready"' not in shown


def test_a_date_gives_the_last_use(client):
    shown = product(client, name="Epiduo", day="2027-01-14", hour="10:00")

    assert "Monday 11 January 2027, 10:00" in shown
    assert "ask your prescriber" in shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Type a name"),
        ({"name": "x" * 121}, "longer than 120"),
        ({"label": "x" * 20_001}, "longer than 20000"),
        ({"name": "Epiduo", "day": "someday"}, "Enter a day"),
        ({"name": "Epiduo", "used": "yesterday"}, "day of your session too"),
        ({"name": "Epiduo", "day": "2027-01-14", "used": "blorp"}, "We could not read when this was"),
    ],
)
def test_a_field_that_cannot_be_read_has_its_message_and_keeps_what_was_typed(client, typed, words):
    shown = product(client, **typed)

    assert words in shown
    assert 'aria-invalid="true"' in shown
    for value in typed.values():
        assert value[:100] in shown


def test_markup_in_a_label_stays_text(client):
    shown = product(client, label='<script>alert(1)</script>, "Glycolic Acid"')

    assert "<script>alert" not in shown


# --- after a session ---


def after(client, language: str = "en", **typed: str) -> str:
    return client.post(f"/{language}/after/", typed).text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("typed", [None, {}, {"day": "x"}, {"day": ago(2), "hour": "10:00"}])
def test_the_emergency_text_comes_first_whatever_is_known(client, language, typed):
    shown = client.get(f"/{language}/after/").text if typed is None else after(client, language, **typed)
    main = shown.partition("<main")[2]

    assert re.match(r'[^>]*>\s*<section class="sos"', main)
    assert main.index('href="tel:999"') < main.index("<h1")


@pytest.mark.parametrize(
    ("days", "normal", "not_normal"), [(0, "Redness", "Peeling was"), (2, "Swelling", ""), (5, "Peeling", "")]
)
def test_what_is_normal_depends_on_the_day(client, days, normal, not_normal):
    shown = after(client, day=ago(days))
    card = shown.partition("Normal now")[2].partition("</section>")[0]

    assert normal.lower() in card.lower()
    assert not not_normal or not_normal not in card


def test_a_sign_that_lasts_too_long_asks_for_a_call(client):
    shown = after(client, day=ago(9))
    card = shown.partition("Call us within a day")[2].partition("</section>")[0]

    assert "Redness" in card


def test_what_holds_ends_when_it_ends(client):
    fresh, later = after(client, day=ago(1)), after(client, day=ago(30))

    assert "Be gentle with the area for 72 hours" in fresh
    assert "Be gentle with the area for 72 hours" not in later


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Enter the day of your session"),
        ({"day": "x"}, "Enter a day"),
        ({"day": ago(-1)}, "lies in the future"),
        ({"day": ago(500)}, "more than a year ago"),
        ({"day": ago(1), "hour": "late"}, "Enter a time"),
    ],
)
def test_a_day_that_cannot_be_has_its_message(client, typed, words):
    shown = after(client, **typed)

    assert words in shown
    assert 'aria-invalid="true"' in shown


def test_the_calendar_holds_what_is_still_to_come(client):
    made = client.post("/en/after/dates.ics", {"day": ago(2), "hour": "10:00"})

    assert made.content.startswith(b"BEGIN:VCALENDAR")
    assert b"needling" not in made.content
