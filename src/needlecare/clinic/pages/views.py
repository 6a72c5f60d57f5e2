"""The list of public pages for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from needlecare.clinic.common.context import NAVIGATION
from needlecare.protocol.model import LANGUAGES


def sitemap(request: HttpRequest) -> HttpResponse:
    """Name every public page, with the day it was last published where that is known."""
    entries = [*_routes(request), *_written(request)]
    return render(request, "pages/sitemap.xml", {"entries": entries}, content_type="application/xml")


def _routes(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for code in LANGUAGES:
        with translation.override(code):
            for route in NAVIGATION:
                yield request.build_absolute_uri(reverse(route)), ""


def _written(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for page in Page.objects.live().public().filter(depth__gt=1).order_by("path"):
        address = page.get_url(request)
        if address:
            day = f"{page.last_published_at:%Y-%m-%d}" if page.last_published_at else ""
            yield request.build_absolute_uri(address), day
