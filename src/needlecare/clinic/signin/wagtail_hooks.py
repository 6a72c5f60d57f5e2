"""The way to one's own second factor, in the menu of the page editor."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from needlecare.clinic.common.words import say


@hooks.register("register_admin_menu_item")
def entry() -> MenuItem:
    label = lazy(say, str)("signin-factor-title")
    return MenuItem(label, reverse("mfa_index"), name="second-factor", icon_name="key", order=9_000)
