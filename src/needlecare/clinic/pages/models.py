"""Pages an owner writes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import resolve
from django.utils import translation
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from needlecare.clinic.pages.numbers import numbers
from needlecare.protocol.model import LANGUAGES

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]


class HomePage(Page):
    """The first page: a heading, a lead, and the three questions most people come with."""

    heading = models.CharField(max_length=120)
    lead = models.TextField(max_length=500)

    content_panels = [*Page.content_panels, FieldPanel("heading"), FieldPanel("lead")]
    template = "pages/home.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count_per_parent = 2  # one for each language

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the page with the treatment's numbers."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "numbers": numbers()}


class TextPage(Page):
    """A page of text."""

    lead = models.TextField(max_length=500, blank=True)
    body = RichTextField(features=TEXT_FEATURES)
    in_footer = models.BooleanField("show in the footer", default=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("in_footer"),
    ]
    template = "pages/text.html"
    subpage_types: ClassVar[list[str]] = []

    def clean(self) -> None:
        """Refuse an address that the site itself answers: the page would never be seen."""
        super().clean()
        with translation.override(LANGUAGES[0]):
            answers = resolve(f"/{LANGUAGES[0]}/{self.slug}/").view_name
        if answers != "wagtail_serve":
            raise ValidationError(
                {
                    "slug": f"The site itself uses the address '{self.slug}'; choose another, such as '{self.slug}-1'."
                }
            )
