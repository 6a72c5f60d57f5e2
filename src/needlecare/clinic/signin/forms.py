"""The code of an app or a recovery code, with our limit on wrong ones."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateForm

from needlecare.clinic.signin import throttle
from needlecare.clinic.signin.adapters import refusal


class _Limited:
    user: Any

    def clean_code(self) -> str:
        """Return a code that is right; codes with spaces between are as good."""
        try:
            noted = throttle.note(context.request, f"second-factor {self.user.pk}")
        except throttle.TooMany as error:
            raise refusal(error) from None
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())  # type: ignore[attr-defined]
        found: str = super().clean_code()  # type: ignore[misc]
        if not throttle.first_use(f"{self.user.pk} {found}"):
            raise get_adapter().validation_error("incorrect_code")
        noted.take_back()
        return found


class AuthenticateForm(_Limited, BaseAuthenticateForm):
    """Asked for on the way in."""


class ReauthenticateForm(_Limited, BaseReauthenticateForm):
    """Asked for before something of weight."""
