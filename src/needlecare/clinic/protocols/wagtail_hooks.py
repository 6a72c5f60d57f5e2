"""The protocol desk's place in the page editor: its addresses, its entry in the menu, and its permission."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.functional import lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from needlecare.clinic.common.words import say
from needlecare.clinic.protocols import desk


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("protocol/", desk.index, name="protocol_desk"),
        path("protocol/new/", desk.new, name="protocol_desk_new"),
        path("protocol/drafts/<int:number>/", desk.draft, name="protocol_desk_draft"),
        path("protocol/<int:number>/", desk.publication, name="protocol_desk_publication"),
        path("protocol/<int:number>/back/", desk.back, name="protocol_desk_back"),
        path("protocol/<int:number>/<slug:layer>.json", desk.text, name="protocol_desk_text"),
    ]


@hooks.register("register_admin_menu_item")
def entry() -> MenuItem:
    label = lazy(say, str)("desk-protocol")
    return MenuItem(
        label, reverse("protocol_desk"), name="protocol-desk", icon_name="clipboard-list", order=250
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="protocols", codename="publish_protocol")
