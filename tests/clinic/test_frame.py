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
    "/en/journal/",
    "/es/journal/the-dry-days/",
    "/es/contact/",
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


# --- the same page in the other language, and how others show a page ---


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/en/", "/es/"),
        ("/es/treatment/", "/en/treatment/"),
        ("/en/privacy/", "/es/privacy/"),
        ("/es/journal/", "/en/journal/"),
        ("/en/journal/the-dry-days/", "/es/journal/the-dry-days/"),
    ],
)
def test_a_page_names_itself_in_both_languages(client, address, other):
    shown = client.get(address).text

    for path in (address, other):
        assert f'<link rel="alternate" hreflang="{path[1:3]}" href="http://testserver{path}">' in shown
    assert f'<link rel="canonical" href="http://testserver{address}">' in shown
    assert f'<a class="tool" href="{other}"' in shown


def test_a_page_in_one_language_names_no_other(client):
    shown = client.get("/en/journal/tags/sun/").text

    assert 'rel="alternate" hreflang' not in shown
    assert '<a class="tool" href="/es/journal/"' in shown


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_shown_as_a_card_elsewhere(client, address):
    shown = client.get(address).text
    card = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', shown))

    assert card["og:title"] == re.search("<title>(.*?)</title>", shown)[1]
    assert card["og:url"] == f"http://testserver{address}"
    assert card["og:image:alt"]
    assert (card["og:image:width"], card["og:image:height"]) == ("1200", "630")
    path = card["og:image"].removeprefix("http://testserver")
    assert path.startswith(("/static/", "/media/"))
    assert b"".join(client.get(path).streaming_content)[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")


def test_a_title_with_quotes_stays_a_title(client):
    from needlecare.clinic.pages.models import TextPage

    page = TextPage.objects.get(slug="privacy", locale__language_code="en")
    page.title = '"><b>Quotes</b>'
    page.save_revision().publish()

    shown = client.get("/en/privacy/").text
    assert "<b>Quotes" not in shown
    assert 'content="&quot;&gt;&lt;b&gt;Quotes' in shown


def test_the_icon_is_where_browsers_look_for_it(client):
    sent = client.get("/favicon.ico")

    assert sent["Content-Type"] == "image/x-icon"
    assert b"".join(sent.streaming_content)[:4] == b"\0\0\1\0"


def test_the_sitemap_names_every_page_once_with_itself_in_the_other_language(client):
    from xml.etree import ElementTree

    places = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    entries = ElementTree.fromstring(client.get("/sitemap.xml").content).findall(f"{places}url")
    found = {entry.findtext(f"{places}loc"): entry for entry in entries}

    assert len(found) == len(entries)
    for path in ("/en/journal/the-dry-days/", "/es/journal/", "/en/contact/", "/es/when/"):
        links = found[f"http://testserver{path}"].findall("{http://www.w3.org/1999/xhtml}link")
        assert {link.get("hreflang"): link.get("href") for link in links} == {
            code: f"http://testserver/{code}{path[3:]}" for code in ("en", "es")
        }


def test_the_contact_page_has_what_the_owner_filled_in_and_no_more(client):
    from needlecare.clinic.common.models import ClinicDetails

    shown = client.get("/en/contact/").text.partition("<main")[2]
    details = ClinicDetails.load()
    details.phone, details.address = "", ""
    details.save()
    details.hours.all().delete()
    details.links.all().delete()
    empty = client.get("/en/contact/").text.partition("<main")[2].partition("</main>")[0]

    assert "Opening hours" in shown and "020 7946 0123" in shown and "Instagram" in shown
    assert not re.search("Opening hours|tel:020|mailto:|Instagram", empty)
    assert 'href="tel:999"' in empty


@pytest.mark.parametrize("slug", ["contact", "journal", "when", "treatment"])
def test_a_written_page_cannot_take_an_address_of_the_site(slug):
    from django.core.exceptions import ValidationError

    from needlecare.clinic.pages.models import TextPage

    with pytest.raises(ValidationError, match="choose another"):
        TextPage(title="A", slug=slug, body="").clean()
    TextPage(title="A", slug=f"{slug}-1", body="").clean()


def test_a_fault_of_ours_is_said_in_both_languages_without_the_database(client, monkeypatch):
    from needlecare.clinic.common import views

    client.raise_request_exception = False
    monkeypatch.setattr(views, "in_force", lambda: 1 / 0)

    answer = client.get("/healthz")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "Algo falló por nuestra parte" in answer.text
    assert "default-src 'none'" in answer["Content-Security-Policy"]
