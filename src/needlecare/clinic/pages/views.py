"""The page of the clinic itself, and the list of public pages for search engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from needlecare.clinic.common.context import NAVIGATION
from needlecare.protocol.model import LANGUAGES


@dataclass(frozen=True, slots=True)
class Entry:
    """A public page: its address, the day it was last published if known, and itself in every language."""

    address: str
    day: str
    languages: tuple[tuple[str, str], ...]


def contact(request: HttpRequest) -> HttpResponse:
    """Show where the clinic is, when it is open, and how to reach it."""
    return render(request, "pages/contact.html")


def sitemap(request: HttpRequest) -> HttpResponse:
    """Name every public page once, in each of its languages."""
    found: dict[str, Entry] = {}
    for entry in (*_written(request), *_routes(request)):
        found.setdefault(entry.address, entry)
    return render(request, "pages/sitemap.xml", {"entries": found.values()}, content_type="application/xml")


def _routes(request: HttpRequest) -> Iterator[Entry]:
    for route in (*NAVIGATION, "contact"):
        languages = []
        for code in LANGUAGES:
            with translation.override(code):
                languages.append((code, request.build_absolute_uri(reverse(route))))
        yield from (Entry(address, "", tuple(languages)) for _, address in languages)


def _written(request: HttpRequest) -> Iterator[Entry]:
    pages = Page.objects.live().public().filter(depth__gt=1).select_related("locale").order_by("path")
    addresses: dict[object, dict[str, str]] = {}
    for page in pages:
        address = page.get_url(request)
        if address:
            known = addresses.setdefault(page.translation_key, {})
            known[page.locale.language_code] = request.build_absolute_uri(address)
    for page in pages:
        languages = addresses.get(page.translation_key, {})
        address = languages.get(page.locale.language_code)
        if address:
            day = f"{page.last_published_at:%Y-%m-%d}" if page.last_published_at else ""
            yield Entry(address, day, tuple(languages.items()))
