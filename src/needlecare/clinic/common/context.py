"""What the frame of every page needs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from needlecare.clinic.common.alternates import near_page, same_page
from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.words import language, say
from needlecare.clinic.protocols.force import in_force
from needlecare.protocol.model import LANGUAGES
from needlecare.wording.care import emergency_number
from needlecare.wording.language import Speaker

# The routes that every page links to; the doors are those most people come for, each with its picture.
NAVIGATION = ("treatment", "check", "product", "after", "journal")
DOORS = (("check", "clock"), ("product", "bottle"), ("after", "skin"))


def clinic(request: HttpRequest) -> dict[str, Any]:
    """Return the clinic, the navigation, the other language's address and the protocol in force."""
    found, book = the_clinic(), in_force()
    speaker = Speaker.of_book(book.rulebook, language())
    same = same_page(request)
    return {
        "clinic": found,
        "navigation": [
            (address, name, request.path.startswith(address))
            for address, name in _navigation(language(), get_script_prefix())
        ],
        "doors": _doors(language(), get_script_prefix()),
        "language": language(),
        "others": [
            (code, same.get(code) or near_page(request, code)) for code in LANGUAGES if code != language()
        ],
        "alternates": [(code, request.build_absolute_uri(at)) for code, at in same.items()],
        "here": request.build_absolute_uri(request.path),
        "site_address": f"{request.scheme}://{request.get_host()}",
        "in_force": book,
        "emergency_number": book.number_in(found.country) or emergency_number(speaker),
        "emergency_dial": book.number_in(found.country) or "112",
    }


@lru_cache(maxsize=8)
def _navigation(language: str, prefix: str) -> tuple[tuple[str, str], ...]:
    """Return address and name of the pages that every page links to, in the language of this one."""
    return tuple((reverse(route), say(f"nav-{route}")) for route in NAVIGATION)


@lru_cache(maxsize=8)
def _doors(language: str, prefix: str) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (reverse(route), say(f"nav-{route}"), say(f"door-{route}"), picture) for route, picture in DOORS
    )
