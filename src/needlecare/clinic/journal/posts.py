"""Which posts are shown where."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from taggit.models import Tag
from wagtail.models import Locale

from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.words import say
from needlecare.clinic.journal.models import JournalPage, PostPage
from needlecare.wording.language import texts

MOST_FEATURED = 3
MOST_FOUND = 99
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


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the clinic's calendar in which posts were published, and how many."""

    year: int
    month: int
    name: str
    posts: int

    @property
    def title(self) -> str:
        return say("journal-month-of", month=self.name, year=self.year)


def months_in(language: str) -> list[Month]:
    """Return the months with published posts of a language, the newest first."""
    where = ZoneInfo(the_clinic().zone_key)
    days = PostPage.objects.live().public().filter(locale__language_code=language)
    counts: Counter[tuple[int, int]] = Counter()
    for at in days.exclude(first_published_at=None).values_list("first_published_at", flat=True):
        local = at.astimezone(where)
        counts[local.year, local.month] += 1
    names = texts(language)["months"].split()
    return [
        Month(year, month, names[month - 1], count)
        for (year, month), count in sorted(counts.items(), reverse=True)
    ]


def posts_of(language: str, month: Month) -> QuerySet[Any]:
    """Return the published posts of a month by the clinic's clock, the newest first."""
    where = ZoneInfo(the_clinic().zone_key)
    year, before = divmod(month.year * 12 + month.month, 12)
    begin = datetime(month.year, month.month, 1, tzinfo=where)
    end = datetime(year, before + 1, 1, tzinfo=where)
    return posts_in(language).filter(first_published_at__gte=begin, first_published_at__lt=end)


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
