"""Pictures in the sizes and kinds that pages use, made when a post is published and not when a visitor waits."""

from __future__ import annotations

from typing import Any

from wagtail.images.models import Filter
from wagtail.signals import page_published

from needlecare.clinic.journal.models import PostPage

# As `{% picture %}` in the templates names them.
SPECS = ("format-{avif,webp,jpeg}|fill-{480x300,960x600}", "format-jpeg|fill-1200x630")
INSIDE = ("format-{avif,webp,jpeg}|width-{480,960}",)


def watch() -> None:
    """Make the pictures of every post that is published."""
    page_published.connect(_published, sender=PostPage, dispatch_uid="journal-renditions")


def make(image: Any, specs: tuple[str, ...] = SPECS) -> None:
    """Make what is missing."""
    image.get_renditions(*(one for spec in specs for one in Filter.expand_spec(spec)))


def _published(instance: PostPage, **_: Any) -> None:
    if instance.picture:
        make(instance.picture)
    for block in instance.body:
        if block.block_type == "picture" and block.value["picture"]:
            make(block.value["picture"], INSIDE)
