"""The owner's own colour and logo: a colour that cannot be read is refused, and both reach every page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image as Picture
from wagtail.images.models import Image

from needlecare.clinic.common import colour
from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.models import ClinicDetails

SHEET = Path(colour.__file__).parent / "static/common/site.css"
ADDRESS = "/desk/settings/common/clinicdetails/1/"


@pytest.mark.parametrize(("grounds", "place"), [(colour.LIGHT, 0), (colour.DARK, 1)])
def test_the_grounds_are_those_of_the_stylesheet(grounds, place):
    css = SHEET.read_text(encoding="utf-8")
    found = [
        re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", css).groups()[place]
        for name in ("paper", "surface", "tint")
    ]

    assert list(grounds) == found


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("purple", "'purple' is no colour. Write # and six digits"),
        ("#FF0", "'#FF0' is no colour"),
        (
            "#FF80C0",
            "The contrast of #FF80C0 on the page's ground is 2.0 to 1; text needs at least 4.5 to 1.",
        ),
    ],
)
def test_a_colour_that_cannot_be_used_says_what_can(value, words):
    with pytest.raises(ValidationError) as refused:
        colour.is_readable(value)

    assert words in refused.value.messages[0]


@given(st.from_regex(r"#[0-9A-F]{6}", fullmatch=True))
def test_the_shade_that_is_offered_instead_can_be_used(value):
    try:
        colour.is_readable(value)
        assume(False)
    except ValidationError as refused:
        offered = re.search(r"would do: (#\w{6})", refused.messages[0])[1]

    colour.is_readable(offered)


@given(st.from_regex(r"#[0-9A-F]{6}", fullmatch=True))
def test_buttons_and_links_of_every_colour_that_may_be_used_can_be_read_in_both_themes(value):
    try:
        colour.is_readable(value)
    except ValidationError:
        assume(False)

    found = {
        name: (light, dark)
        for name, light, dark in re.findall(
            r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", colour.stylesheet(value)
        )
    }
    for theme, grounds in enumerate((colour.LIGHT, colour.DARK)):
        for name in ("action", "action-2"):
            assert colour.least_contrast(found[name][theme], grounds) >= colour.LEAST
            assert colour.contrast(found["on-action"][theme], found[name][theme]) >= colour.LEAST


@pytest.mark.django_db
def test_an_own_colour_reaches_every_page_as_a_stylesheet(client):
    assert "colour/" not in client.get("/en/").text
    details = ClinicDetails.load()
    details.own_colour = "#0b5a54"
    details.save()

    assert '<link rel="stylesheet" href="/colour/0B5A54.css">' in client.get("/en/").text
    sent = client.get("/colour/0B5A54.css")
    assert sent["Content-Type"].startswith("text/css")
    assert "#0B5A54" in sent.text
    assert client.get("/colour/000000.css").status_code == 404


@pytest.mark.django_db
def test_a_colour_is_refused_beside_its_field_and_nothing_typed_is_lost(client):
    client.force_login(User.objects.get(username="owner"))
    shown = client.get(ADDRESS).text
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', shown))
    typed = {"name": "Another name", "zone": "Europe/Madrid", "country": "ES", "hue": "teal"}

    answer = client.post(ADDRESS, {**fields, **typed, "own_colour": "#FF80C0"})

    assert "The contrast of #FF80C0" in answer.text
    assert 'value="#FF80C0"' in answer.text
    assert 'value="Another name"' in answer.text
    assert ClinicDetails.load().own_colour == ""


# Wagtail leaves the file of a new rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
@pytest.mark.django_db
def test_a_logo_stands_beside_the_name_with_its_size(client):
    drawn = BytesIO()
    Picture.new("RGB", (600, 200), "#5B2A72").save(drawn, "PNG")
    details = ClinicDetails.load()
    details.logo = Image.objects.create(title="Logo", file=ImageFile(drawn, name="logo.png"))
    details.save()

    shown = client.get("/en/").text

    logo = the_clinic().logo
    assert (logo.width, logo.height) == (120, 40)
    assert f'<img class="brand-logo" src="{logo.address}" width="120" height="40" alt="">' in shown
    assert client.get(logo.address)["Content-Type"] == "image/png"
    details.logo.delete()
    assert "brand-logo" not in client.get("/en/").text
