"""Whether a second factor was used in a session, and that it is where it must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from needlecare.clinic.signin.adapters import FACTORS


class SecondFactorMiddleware:
    """Lets nobody to the desk who has a second factor and did not use it, or must have one and has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Send such a person to where that is put right."""
        policy = getattr(request, "policy", None)
        if policy is None or policy.access != "staff" or was_used(request):
            return None
        if is_mfa_enabled(request.user, FACTORS):
            logout(request)  # this session did not come in by our door
            return redirect("account_login")
        if settings.SECOND_FACTOR_REQUIRED and policy.needs_second_factor:
            return redirect("mfa_index")
        return None


def was_used(request: HttpRequest) -> bool:
    """Return whether a second factor was used, or set up, in this session."""
    user: Any = request.user
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


@receiver(authenticator_added)
def remember(request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **_: Any) -> None:
    """Take a second factor that was just set up, with a code of it, as used."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
