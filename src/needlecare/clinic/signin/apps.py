"""The app of signing in."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "needlecare.clinic.signin"
    label = "signin"
    verbose_name = "Signing in"

    def ready(self) -> None:
        """Note who set a second factor up."""
        import_module("needlecare.clinic.signin.factor")
