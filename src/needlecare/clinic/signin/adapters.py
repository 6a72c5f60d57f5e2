"""What django-allauth does here in our way: nobody signs up, wrong answers are limited, and secrets are kept encrypted."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.seal import Broken, lock, unlock
from needlecare.clinic.common.words import say
from needlecare.clinic.signin import throttle
from needlecare.clinic.signin.address import address_of

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
FRESH = 10 * 60  # how long somebody who signed in need not prove it again [s]


def refusal(error: throttle.TooMany) -> ValidationError:
    """Return the message of a limit that is reached; it is the same for every account."""
    key = "signin-locked-one" if error.minutes == 1 else "signin-locked"
    return ValidationError(say(key, minutes=error.minutes), code="too_many_login_attempts")


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by name and password."""

    _noted: throttle.Noted | None = None

    @property
    def error_messages(self) -> dict[str, Any]:
        wrong = say("signin-wrong")
        return {
            **DefaultAccountAdapter.error_messages,
            "username_password_mismatch": wrong,
            "invalid_login": wrong,
        }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Note the attempt, and refuse it where there were too many."""
        try:
            self._noted = throttle.note(request, credentials.get("username", ""))
        except throttle.TooMany as error:
            raise refusal(error) from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return who this is, or None; a right answer does not count as an attempt."""
        found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if found is not None and self._noted is not None:
            self._noted.take_back()
        return found

    def _rollback_login_failed_rl_usage(self) -> None:
        """Leave the library's own counter alone: ours is in the database."""

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Ask again for proof, unless somebody signed in a few minutes ago."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < FRESH for record in records)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: the site has no way to send mail."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor."""

    @property
    def error_messages(self) -> dict[str, Any]:
        return {
            **DefaultMFAAdapter.error_messages,
            "incorrect_code": say("signin-wrong-code"),
            "cannot_delete_authenticator": say("signin-last-factor"),
        }

    def get_totp_issuer(self) -> str:
        return the_clinic().name

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return the_clinic().name

    def encrypt(self, text: str) -> str:
        return lock(text, purpose="second-factor")

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret of the second factor; with another secret key of the site it is lost, and never an empty one."""
        try:
            return unlock(encrypted_text, purpose="second-factor")
        except Broken:
            raise ValidationError(say("signin-factor-lost")) from None

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last factor where one is required."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(
            pk=authenticator.pk
        )
        return not settings.SECOND_FACTOR_REQUIRED or others.exists()

    def build_totp_svg(self, url: str) -> str:
        """Return the picture of an address for the page itself, which says what it is."""
        drawn: str = super().build_totp_svg(url)
        return drawn[drawn.index("<svg") :].replace("<svg", '<svg aria-hidden="true"', 1)
