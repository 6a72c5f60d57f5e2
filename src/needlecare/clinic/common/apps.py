"""The app that all others stand on."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CommonConfig(AppConfig):
    name = "needlecare.clinic.common"
    label = "common"
    verbose_name = "The clinic"

    def ready(self) -> None:
        """Gather the texts of every app."""
        autodiscover_modules("texts")
