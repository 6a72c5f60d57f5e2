"""The newest posts for feed readers, as RSS and as Atom, in each language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.words import language, say
from needlecare.clinic.journal.posts import journal_in, posts_in

MOST = 20


def readable(text: str) -> str:
    """Return a text without the control characters that XML has no way to write."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")


class Rss(Feed):
    """The newest posts of the language in the address."""

    feed_type: Any = Rss201rev2Feed

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def title(self) -> str:
        return readable(f"{say('nav-journal')} · {the_clinic().name}")

    def description(self) -> str:
        page = journal_in(language())
        return readable(page.lead if page and page.lead else say("journal-lead"))

    subtitle = description

    def link(self) -> str:
        return reverse("journal")

    def items(self, request: HttpRequest) -> list[tuple[Any, HttpRequest]]:
        return [(post, request) for post in posts_in(language())[:MOST]]

    def item_title(self, item: Any) -> str:
        return readable(item[0].title)

    def item_description(self, item: Any) -> str:
        return readable(item[0].lead)

    def item_link(self, item: Any) -> str:
        post, request = item
        return str(request.build_absolute_uri(post.get_url(request)))

    def item_pubdate(self, item: Any) -> datetime | None:
        found: datetime | None = item[0].first_published_at
        return found

    def item_updateddate(self, item: Any) -> datetime | None:
        found: datetime | None = item[0].last_published_at
        return found

    def item_author_name(self, item: Any) -> str | None:
        author = item[0].author
        return readable(author.name) if author else None

    def item_categories(self, item: Any) -> list[str]:
        return [readable(one.tag.name) for one in item[0].tagged.all()]


class AtomFeed(Rss):
    """The same as Atom."""

    feed_type = Atom1Feed
