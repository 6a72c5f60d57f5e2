"""The app of the treatment page."""

from __future__ import annotations

from django.apps import AppConfig


class TreatmentConfig(AppConfig):
    name = "needlecare.clinic.treatment"
    label = "treatment"
