"""What every answer of the site carries: headers, language, the clinic, and no cookie."""

from __future__ import annotations

import re

import pytest

PAGES = (
    "/en/",
    "/en/when/",
    "/es/product/",
    "/en/after/",
    "/es/",
    "/en/treatment/",
    "/es/treatment/",
    "/en/privacy/",
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PAGES)
def test_a_page_runs_and_loads_nothing_but_our_own_files(client, address):
    answer = client.get(address)

    policy = answer["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:js|css|woff2?|png|jpe?g|svg)', answer.text)
    assert " style=" not in answer.text
    assert not re.search(r"<script(?! src=| type=\"application/ld\+json\")", answer.text)


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_gets_no_cookie(client, address):
    assert not client.get(address).cookies


@pytest.mark.parametrize("address", PAGES)
def test_every_page_names_clinic_language_and_emergency_number(client, address):
    shown = client.get(address).text

    assert f'<html lang="{address[1:3]}"' in shown
    assert "Sample Skin Clinic" in shown
    assert 'href="tel:999"' in shown


def test_the_way_in_follows_the_language_of_the_browser(client):
    assert client.get("/", headers={"accept-language": "es-MX,es;q=0.9"}).url == "/es/"
    assert client.get("/", headers={"accept-language": "fr"}).url == "/en/"


def test_health_names_the_protocol_in_force(client):
    answer = client.get("/healthz").json()

    assert answer["status"] == "ok"
    assert len(answer["protocol"]) == 64


def test_a_page_that_is_not_there_helps_on(client):
    answer = client.get("/en/nowhere/")

    assert answer.status_code == 404
    assert "This page is not here" in answer.text


def test_all_texts_are_said_in_both_languages():
    from needlecare.clinic.common.words import all_texts

    missing = [key for key, text in all_texts().items() if not text.en.strip() or not text.es.strip()]

    assert not missing
    for key, text in all_texts().items():
        assert set(re.findall(r"{(\w+)}", text.en)) == set(re.findall(r"{(\w+)}", text.es)), key


def test_a_public_page_is_kept_until_the_owner_changes_something(client, django_assert_num_queries):
    from needlecare.clinic.common.models import ClinicDetails

    client.get("/en/privacy/")
    with django_assert_num_queries(0):
        again = client.get("/en/privacy/")
    details = ClinicDetails.load()
    details.name = "Another Name"
    details.save()

    assert "Sample Skin Clinic" in again.text
    assert again["Content-Security-Policy"]
    assert "Another Name" in client.get("/en/privacy/").text


def test_what_is_asked_is_never_kept(client):
    assert "no-store" in client.get("/en/when/")["Cache-Control"]
    assert "no-store" in client.post("/en/after/", {"day": "x"})["Cache-Control"]


@pytest.mark.parametrize("address", ["/en/", "/es/treatment/"])
def test_a_page_weighs_little(client, address):
    sent = client.get(address, headers={"accept-encoding": "gzip"})

    assert sent["Content-Encoding"] == "gzip"
    assert len(sent.content) < 57_000


def test_the_sitemap_names_every_public_page_in_both_languages(client):
    shown = client.get("/sitemap.xml").text
    robots = client.get("/robots.txt").text

    for address in ("/en/", "/es/", "/en/treatment/", "/es/when/", "/en/privacy/", "/es/privacy/"):
        assert f"<loc>http://testserver{address}</loc>" in shown
    assert "Sitemap: http://testserver/sitemap.xml" in robots
