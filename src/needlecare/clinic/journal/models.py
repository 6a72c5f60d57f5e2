"""The journal, its posts and the people who write them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from needlecare.clinic.journal.blocks import BodyBlock

SLUG = "journal"
TAKEN = ("months", "page", "search", "tags")  # addresses below the journal that are no posts


@register_snippet
class Author(models.Model):
    """Somebody who writes in the journal."""

    name = models.CharField(max_length=80, unique=True)

    panels = [FieldPanel("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class JournalPage(Page):
    """The journal in one language; its posts stand below it. `journal.views` shows it."""

    lead = models.TextField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    promote_panels = [FieldPanel("seo_title"), FieldPanel("search_description")]  # the address is fixed
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["journal.PostPage"]
    max_count_per_parent = 1

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep the one address that the routes of the journal know."""
        self.slug = SLUG
        super().full_clean(*args, **kwargs)

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """Show the first page of the list with this page's words above it."""
        from needlecare.clinic.journal.views import listed

        return listed(request, self)


class PostTag(TaggedItemBase):
    """A tag on a post."""

    content_object = ParentalKey("journal.PostPage", on_delete=models.CASCADE, related_name="tagged")


class PostPage(Page):
    """One post. Its day is the day on which it was first published, on the clinic's calendar."""

    lead = models.TextField(
        max_length=300, help_text="One or two sentences; shown in lists and to search engines."
    )
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_shows = models.CharField(
        "what the picture shows",
        max_length=200,
        blank=True,
        help_text="Read aloud to people who cannot see it, in the language of the post.",
    )
    body = StreamField(BodyBlock())
    author = models.ForeignKey(Author, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    featured = models.BooleanField(
        default=False, help_text="Shown first in the journal, on the home page and on the treatment page."
    )
    tags = ClusterTaggableManager(through=PostTag, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_shows")], heading="Picture"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("author"), FieldPanel("tags"), FieldPanel("featured")], heading="About the post"
        ),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.RelatedFields("tags", [index.SearchField("name")]),
        index.RelatedFields("author", [index.SearchField("name")]),
    ]
    template = "journal/post.html"
    parent_page_types: ClassVar[list[str]] = ["journal.JournalPage"]
    subpage_types: ClassVar[list[str]] = []

    def clean(self) -> None:
        """Refuse a picture without words, and an address that the journal itself uses."""
        super().clean()
        wrong = {}
        if self.picture_id and not self.picture_shows.strip():
            wrong["picture_shows"] = "Say what the picture shows; people who cannot see it rely on it."
        if self.slug in TAKEN:
            wrong["slug"] = (
                f"The journal itself uses the address '{self.slug}'; choose another, such as '{self.slug}-1'."
            )
        if wrong:
            raise ValidationError(wrong)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the post with others to read after it."""
        from needlecare.clinic.journal.posts import next_to

        return {**super().get_context(request, *args, **kwargs), "next_posts": next_to(self)}
