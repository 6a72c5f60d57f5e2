"""The app of written pages."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "needlecare.clinic.pages"
    label = "pages"
    verbose_name = "Pages"
