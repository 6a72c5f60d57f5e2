"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.words import language, say
from needlecare.clinic.protocols.force import in_force
from needlecare.protocol.model import LANGUAGES
from needlecare.wording.care import emergency_number
from needlecare.wording.language import Speaker

# The routes that every page links to; the doors are those most people come for, each with its picture.
NAVIGATION = ("treatment", "check", "product", "after")
DOORS = (("check", "clock"), ("product", "bottle"), ("after", "skin"))


def clinic(request: HttpRequest) -> dict[str, Any]:
    """Return the clinic, the navigation, the other language's address and the protocol in force."""
    found, book = the_clinic(), in_force()
    name = request.resolver_match.view_name if request.resolver_match else ""
    speaker = Speaker.of_book(book.rulebook, language())
    return {
        "clinic": found,
        "navigation": [
            (reverse(route), say(f"nav-{route}"), name.split("-")[0] == route) for route in NAVIGATION
        ],
        "doors": [
            (reverse(route), say(f"nav-{route}"), say(f"door-{route}"), picture) for route, picture in DOORS
        ],
        "language": language(),
        "others": [(code, _in(code, request)) for code in LANGUAGES if code != language()],
        "in_force": book,
        "emergency_number": book.number_in(found.country) or emergency_number(speaker),
        "emergency_dial": book.number_in(found.country) or "112",
    }


def _in(code: str, request: HttpRequest) -> str:
    """Return this page's address in another language; its home page where there is none."""
    match = request.resolver_match
    if match is not None and match.view_name not in ("wagtail_serve", ""):
        with translation.override(code):
            try:
                return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                return f"/{code}/"
    return f"/{code}/"
