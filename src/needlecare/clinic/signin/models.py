"""Answers at the door that are counted."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """One answer at the door that was wrong, or is still being looked at; kept for the length of the window only.

    `key` is a keyed digest of an account's name or of an address: neither can be read from it.
    """

    key = models.CharField(max_length=64)
    at = models.FloatField(help_text="Seconds since 1970.")

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="attempts_of_a_key")]

    def __str__(self) -> str:
        return f"{self.key[:8]} at {self.at:.0f}"
