"""The pages of signing in that the library does not have, or has otherwise."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


class Factors(IndexView):
    """A person's second factors, and whether one is required."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "second_factor_required": settings.SECOND_FACTOR_REQUIRED}


def to_factors(request: HttpRequest) -> HttpResponse:
    """Send to all factors: passkeys have no page of their own here."""
    return redirect("mfa_index")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the one door there is: the editor's other ones know no second factor."""
    return redirect("account_login")


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there were too many requests."""
    return render(request, "signin/too_many.html", status=429)
