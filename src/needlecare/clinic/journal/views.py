"""The lists of the journal: all posts, those with a tag, those of a month, and those that were searched for."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page as Part
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from needlecare.clinic.common.alternates import stand_alone
from needlecare.clinic.common.words import language, say
from needlecare.clinic.journal.models import JournalPage
from needlecare.clinic.journal.posts import (
    featured_in,
    found_in,
    journal_in,
    months_in,
    posts_in,
    posts_of,
    tags_in,
)

ON_A_PAGE = 9
MOST_WORDS = 100  # characters


def journal(request: HttpRequest, number: int = 1) -> HttpResponse:
    """Show the journal in the language of the address, or that there is nothing yet."""
    return listed(request, journal_in(language()), number)


def listed(request: HttpRequest, page: JournalPage | None, number: int = 1) -> HttpResponse:
    """Show one part of all posts; the first has the newest featured post above it."""
    posts = posts_in(language())
    first = next(iter(featured_in(language())), None) if number == 1 else None
    if first is not None:
        posts = posts.exclude(pk=first.pk)
    shown = _part(posts, number)
    if number > 1:
        stand_alone(request, near="journal")
    return _list(request, page, {"first": first, **_around(shown, "journal")})


def tag(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    """Show the posts with a tag."""
    chosen = next((one for one in tags_in(language()) if one.slug == slug), None)
    stand_alone(request, near="journal")  # the other language has tags of its own
    if chosen is None:
        raise Http404
    shown = _part(posts_in(language()).filter(tagged__tag=chosen), number)
    return _list(
        request, journal_in(language()), {"chosen": chosen, **_around(shown, "journal-tag", slug=slug)}
    )


def month(request: HttpRequest, year: int, month: int, number: int = 1) -> HttpResponse:
    """Show the posts of a month."""
    chosen = next((one for one in months_in(language()) if (one.year, one.month) == (year, month)), None)
    stand_alone(request, near="journal")  # the other language may have none in this month
    if chosen is None:
        raise Http404
    around = _around(_part(posts_of(language(), chosen), number), "journal-month", year=year, month=month)
    return _list(request, journal_in(language()), {"chosen_month": chosen, **around})


@csrf_exempt  # nothing is stored and nobody is signed in: there is nothing to forge
def search(request: HttpRequest) -> HttpResponse:
    """Show the posts with the words that were posted; they travel in the body, so that no log has them."""
    if request.method != "POST":
        return redirect("journal") if not posts_in(language()).exists() else _search(request, "", "", None)
    typed = request.POST.get("q", "").replace("\0", "")
    if not typed.strip():
        return _search(request, typed, say("journal-search-nothing"), None)
    if len(typed) > MOST_WORDS:
        return _search(request, typed, say("journal-search-long", most=MOST_WORDS), None)
    return _search(request, typed, "", found_in(language(), typed))


def _list(request: HttpRequest, page: JournalPage | None, shown: dict[str, Any]) -> HttpResponse:
    context = {
        "page": page,
        "heading": page.title if page else say("nav-journal"),
        "lead": page.lead if page and page.lead else say("journal-lead"),
        "tags": tags_in(language()),
        "months": months_in(language()),
    }
    return render(request, "journal/journal.html", {**context, **shown})


def _search(request: HttpRequest, typed: str, message: str, found: list[Any] | None) -> HttpResponse:
    part = Paginator(found, ON_A_PAGE).get_page(request.POST.get("page")) if found is not None else None
    context = {"typed": typed, "message": message, "part": part, "tags": tags_in(language())}
    return render(request, "journal/search.html", context)


def _part(posts: Any, number: int) -> Part:
    """Return a part of a list; there is always a first one, and never one that is empty beside it."""
    pages = Paginator(posts, ON_A_PAGE)
    if not 1 <= number <= pages.num_pages:
        raise Http404
    return pages.page(number)


def _around(part: Part, route: str, **kept: str | int) -> dict[str, Any]:
    """Return a part of a list, and the addresses of all its parts, of the one before and the one after."""
    addresses = {
        number: reverse(f"{route}-page", kwargs={**kept, "number": number})
        if number > 1
        else reverse(route, kwargs=kept)
        for number in part.paginator.page_range
    }
    return {
        "part": part,
        "numbers": [(number, addresses[number], number == part.number) for number in addresses],
        "before": addresses.get(part.number - 1),
        "after": addresses.get(part.number + 1),
    }
