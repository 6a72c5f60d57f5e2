"""Which posts are shown where."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import normalize

from django.db.models import Count, QuerySet
from taggit.models import Tag
from wagtail.models import Locale

from needlecare.clinic.journal.models import JournalPage, PostPage

MOST_FEATURED = 3
MOST_FOUND = 30
WORD = re.compile(r"\w+")


def journal_in(language: str) -> JournalPage | None:
    """Return the journal in a language, if it is published."""
    found: JournalPage | None = JournalPage.objects.live().filter(locale__language_code=language).first()
    return found


def posts_in(language: str) -> QuerySet[Any]:
    """Return the published posts of a language, the newest first."""
    found: QuerySet[Any] = PostPage.objects.live().public().filter(locale__language_code=language)
    found = found.select_related("picture", "author", "locale").prefetch_related(
        "tagged__tag", "picture__renditions"
    )
    return found.order_by("-first_published_at", "-pk")


def featured_in(language: str) -> list[Any]:
    return list(posts_in(language).filter(featured=True)[:MOST_FEATURED])


def shown_in(language: str, most: int) -> list[Any]:
    """Return a few posts to show elsewhere: the featured ones first, then the newest."""
    featured = featured_in(language)[:most]
    newest = posts_in(language).exclude(pk__in=[post.pk for post in featured])
    return [*featured, *newest[: most - len(featured)]]


def next_to(post: PostPage, most: int = 3) -> list[Any]:
    """Return posts to read after one: those that share a tag with it first, then the newest."""
    others = posts_in(post.locale.language_code).exclude(pk=post.pk)
    tags = [tag.pk for tag in post.tags.all()]
    alike = list(others.filter(tagged__tag__in=tags).distinct()[:most])
    rest = others.exclude(pk__in=[one.pk for one in alike])
    return [*alike, *rest[: most - len(alike)]]


def tags_in(language: str) -> list[Tag]:
    """Return the tags of the published posts of a language, each with their number as `posts`.

    A tag of signs alone has no address, and so no page.
    """
    live = PostPage.objects.live().public().filter(locale__language_code=language).values("pk")
    found = Tag.objects.filter(journal_posttag_items__content_object__in=live).exclude(slug="")
    return list(found.annotate(posts=Count("journal_posttag_items")).order_by("name"))


def found_in(language: str, typed: str) -> list[Any]:
    """Return the posts with all words that were typed, or where there are none, with any of them; the best first.

    Signs between words are left out: to some databases they are commands.
    """
    words = " ".join(WORD.findall(normalize("NFC", typed)))
    if not words:
        return []
    locale = Locale.objects.filter(language_code=language).first()
    posts = PostPage.objects.live().public().filter(locale=locale)
    posts = posts.select_related("picture", "author")
    for operator in ("and", "or"):
        found = list(posts.search(words, operator=operator)[:MOST_FOUND])
        if found:
            return found
    return []
