"""The app of the journal."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "needlecare.clinic.journal"
    label = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        """Have pictures in every size before a visitor asks for them."""
        from needlecare.clinic.journal import renditions

        renditions.watch()
