"""The journal of a new site, empty in both languages; and the posts of the demo clinic."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images.models import Image

from needlecare.clinic.journal.covers import cover
from needlecare.clinic.journal.models import SLUG, Author, JournalPage, PostPage
from needlecare.clinic.journal.posts_first import POSTS, First
from needlecare.clinic.journal.texts import TEXTS
from needlecare.clinic.pages.models import HomePage


def make_journal() -> bool:
    """Make the journal below every home page that has none; return whether one was made."""
    has_made = False
    key = None
    for home in HomePage.objects.select_related("locale").order_by("pk"):
        found = JournalPage.objects.child_of(home).first()
        if found is None:
            code = home.locale.language_code
            found = JournalPage(title=TEXTS["nav-journal"].in_language(code), slug=SLUG, locale=home.locale)
            found.lead = TEXTS["journal-lead"].in_language(code)
            found.translation_key = key or found.translation_key
            home.add_child(instance=found)
            has_made = True
        key = key or found.translation_key
    return has_made


def make_posts() -> bool:
    """Write the demo clinic's posts, unless there are any; return whether they were written."""
    if PostPage.objects.exists():
        return False
    now = timezone.now()
    for post in reversed(POSTS):
        picture = Image.objects.create(
            title=post.title.en, file=ImageFile(BytesIO(cover(post.cover)), name=f"{post.cover}.png")
        )
        author, _ = Author.objects.get_or_create(name=post.author)
        key = None
        for journal in JournalPage.objects.select_related("locale").order_by("pk"):
            page = _page(post, journal.locale.language_code, now)
            page.picture, page.author, page.locale = picture, author, journal.locale
            page.translation_key = key or page.translation_key
            journal.add_child(instance=page)
            page.tags.add(*(tag.in_language(journal.locale.language_code) for tag in post.tags))
            page.save_revision().publish()
            key = page.translation_key
    return True


def _page(post: First, code: str, now: datetime) -> PostPage:
    note = {
        "type": "note",
        "value": {
            part: text.in_language(code) for part, text in zip(("title", "text"), post.note, strict=True)
        },
    }
    text = {"type": "text", "value": post.text.in_language(code)}
    sources = {
        "type": "sources",
        "value": [{"name": one.in_language(code), "href": ""} for one in post.sources],
    }
    page = PostPage(
        title=post.title.in_language(code),
        slug=post.slug,
        lead=post.lead.in_language(code),
        picture_shows=post.shows.in_language(code),
        featured=post.featured,
        first_published_at=now - timedelta(days=post.days_ago),
        live=False,
    )
    page.body = [note, text, sources] if post.note_first else [text, note, sources]
    return page
