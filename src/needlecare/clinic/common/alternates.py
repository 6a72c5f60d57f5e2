"""The addresses of a page in the other language: the same page where there is one, a page near it where not."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import translation
from wagtail.models import Page

from needlecare.protocol.model import LANGUAGES


def same_page(request: HttpRequest) -> dict[str, str]:
    """Return the address of this very page in every language that has it; nothing where there is no page."""
    match = request.resolver_match
    if match is None or not match.view_name:
        return {}
    if match.view_name == "wagtail_serve":
        return _written(request, match.args[0] if match.args else match.kwargs.get("path", ""))
    if is_alone(request):
        return {}
    kwargs = tuple(sorted(match.kwargs.items()))
    return dict(_addresses(match.view_name, tuple(match.args), kwargs, get_script_prefix()))


@lru_cache(maxsize=256)
def _addresses(
    view: str, args: tuple[object, ...], kwargs: tuple[tuple[str, object], ...], prefix: str
) -> tuple[tuple[str, str], ...]:
    """Return the address of a view in every language that has it; the routes never change while the site runs."""
    found = []
    for code in LANGUAGES:
        with translation.override(code):
            try:
                found.append((code, reverse(view, args=args, kwargs=dict(kwargs))))
            except NoReverseMatch:
                continue
    return tuple(found)


def near_page(request: HttpRequest, code: str) -> str:
    """Return where a visitor goes on in another language when this page is not there."""
    route = getattr(request, "near", "")
    if route:
        with translation.override(code):
            return reverse(route)
    return f"/{code}/"


def stand_alone(request: HttpRequest, near: str) -> None:
    """Say that this page is in one language only; `near` is the route where the other goes on."""
    request.near = near  # type: ignore[attr-defined]  # read above, when the page is drawn


def is_alone(request: HttpRequest) -> bool:
    return bool(getattr(request, "near", ""))


def _written(request: HttpRequest, path: str) -> dict[str, str]:
    page = Page.find_for_request(request, path)
    if page is None:
        return {}
    pages = page.get_translations(inclusive=True).live().public().select_related("locale")
    found = {one.locale.language_code: one.get_url(request) for one in pages}
    return {code: found[code] for code in LANGUAGES if found.get(code)}
