"""The app of the days after a session."""

from __future__ import annotations

from django.apps import AppConfig


class AftercareConfig(AppConfig):
    name = "needlecare.clinic.aftercare"
    label = "aftercare"
