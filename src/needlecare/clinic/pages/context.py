"""The pages that the foot of every page links to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from needlecare.clinic.common.edition import kept
from needlecare.clinic.common.words import language, say
from needlecare.clinic.pages.models import TextPage


def footer(request: HttpRequest) -> dict[str, Any]:
    """Return address and title of the pages shown in the footer, in the language of the page."""

    def read() -> tuple[tuple[str, str], ...]:
        pages = TextPage.objects.live().filter(locale__language_code=language(), in_footer=True)
        found = [(page.get_url(request), page.title) for page in pages.order_by("path")]
        return (*found, (reverse("contact"), say("contact")))

    return {"footer_pages": kept(f"footer-{language()}", read)}
