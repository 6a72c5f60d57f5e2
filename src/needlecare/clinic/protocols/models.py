"""What was published: each version whole, by whom and why. A version is never changed; the last one is in force.

`save` refuses a change, and so does the database itself, by the triggers of `triggers.py`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class Publication(models.Model):
    """One publication of the clinic's protocols: the canonical text of every layer, named by their digest."""

    digest = models.CharField(max_length=64, db_index=True, help_text="Of all layers together.")
    layers = models.JSONField(help_text="The canonical text of each protocol, in order of rank.")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = ["at", "pk"]
        permissions = [("publish_protocol", "Can publish protocols")]

    def __str__(self) -> str:
        return f"{self.digest[:12]}, {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add a publication; one that was added stays as it is.

        Raises
        ------
        ValueError
            If it is there already.
        """
        if not self._state.adding:
            raise ValueError("a publication is never changed; publish again")
        super().save(*args, **kwargs)


class Draft(models.Model):
    """A text that may become a layer of the protocol: kept as it was sent, broken or not, so that nothing typed is lost."""

    name = models.CharField(
        max_length=100, help_text="Of the file; its ending says whether it is YAML or JSON."
    )
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.at:%Y-%m-%d %H:%M}"
