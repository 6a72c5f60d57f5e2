"""The app of the interview and its result."""

from __future__ import annotations

from django.apps import AppConfig


class SelfcheckConfig(AppConfig):
    name = "needlecare.clinic.selfcheck"
    label = "selfcheck"
