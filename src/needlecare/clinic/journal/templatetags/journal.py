"""Posts on the pages of others: `{% journal_posts %}` on the home page, `{% journal_aside %}` on the treatment page."""

from __future__ import annotations

from typing import Any

from django import template

from needlecare.clinic.common.words import language
from needlecare.clinic.journal.posts import featured_in, posts_in, shown_in, tags_in

register = template.Library()
ON_HOME = 3
RECENT = 4


@register.inclusion_tag("journal/_home.html", takes_context=True)
def journal_posts(context: Any) -> dict[str, Any]:
    """Show a few posts with their pictures; nothing where there are none."""
    return {**context.flatten(), "posts": shown_in(language(), ON_HOME)}


@register.inclusion_tag("journal/_treatment.html", takes_context=True)
def journal_aside(context: Any) -> dict[str, Any]:
    """Show the featured posts, the newest others, and the tags; nothing where there are none."""
    featured = featured_in(language())
    newest = posts_in(language()).exclude(pk__in=[post.pk for post in featured])
    shown = {"featured": featured, "recent": list(newest[:RECENT]), "tags": tags_in(language())}
    return {**context.flatten(), **shown}
