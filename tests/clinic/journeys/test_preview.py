"""The owner looks at a post in the page editor before anybody else does.

No mark for the database: the editor writes, and a test's own transaction would keep it from doing so.
"""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def signed_in(site, django_db_blocker) -> dict[str, str]:
    """Return the cookie of an owner who has signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    with django_db_blocker.unblock():
        owner = get_user_model().objects.get(username="owner")
        kept = SessionStore()
        kept[SESSION_KEY] = str(owner.pk)
        kept[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        kept[HASH_SESSION_KEY] = owner.get_session_auth_hash()
        kept.create()
    return {"name": "sessionid", "value": kept.session_key, "url": site}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a buffer open
def test_a_post_is_previewed_beside_the_editor(tab_of, signed_in, django_db_blocker):
    # Given the owner in the editor of a post
    from needlecare.clinic.journal.models import PostPage

    with django_db_blocker.unblock():
        post = PostPage.objects.get(slug="the-dry-days", locale__language_code="en")
    tab = tab_of()
    tab.page.context.add_cookies([signed_in])
    tab.open(f"/desk/pages/{post.pk}/edit/")

    # When she changes its title and opens the preview
    tab.page.fill("#id_title", "The dry days, once more")
    tab.page.click("button[aria-label='Toggle preview']")
    frame = tab.page.frame_locator("#w-preview-iframe")
    frame.locator("h1", has_text="once more").wait_for()

    # Then the page is there as visitors would see it, pictures and styles too
    assert frame.locator(".cover--post img").evaluate("image => image.complete && image.naturalWidth") > 0
    assert (
        frame.locator("h1").evaluate("heading => getComputedStyle(heading).fontFamily").startswith("Manrope")
    )
