"""What the page editor leaves out: documents, which the site never serves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem


@hooks.register("construct_main_menu")
def leave_documents_out(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name != "documents"]


@hooks.register("construct_homepage_summary_items")
def count_no_documents(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]
