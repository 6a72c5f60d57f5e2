"""The app of published protocols."""

from __future__ import annotations

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "needlecare.clinic.protocols"
    label = "protocols"
    verbose_name = "Protocols"
