"""The pages that the foot of every page links to."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from needlecare.clinic.common.words import language, say
from needlecare.clinic.pages.models import TextPage

KEPT_SECONDS = 60


def footer(request: HttpRequest) -> dict[str, Any]:
    """Return address and title of the pages shown in the footer, in the language of the page."""
    key = f"footer-{language()}"
    found = cache.get(key)
    if found is None:
        pages = TextPage.objects.live().filter(locale__language_code=language(), in_footer=True)
        found = [(page.get_url(request), page.title) for page in pages.order_by("path")]
        found.append((reverse("contact"), say("contact")))
        cache.set(key, found, KEPT_SECONDS)
    return {"footer_pages": found}
