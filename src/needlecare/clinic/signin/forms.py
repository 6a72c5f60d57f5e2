"""The library's forms of the second factor, with our limit on wrong codes and a message for what is no passkey."""

from __future__ import annotations

import struct
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.mfa.webauthn import forms as passkeys
from cryptography.exceptions import InvalidSignature

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


# What the library's parser and verifier raise on an answer that no passkey gave; it looks for two of them only.
NO_PASSKEY = (
    ArithmeticError,
    AttributeError,
    InvalidSignature,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)


class _Read:
    def clean_credential(self) -> Any:
        """Return the passkey that gave the answer."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NO_PASSKEY as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginWebAuthnForm(_Read, passkeys.LoginWebAuthnForm):
    """A passkey in place of a password."""


class AuthenticateWebAuthnForm(_Read, passkeys.AuthenticateWebAuthnForm):
    """A passkey after a password."""


class ReauthenticateWebAuthnForm(_Read, passkeys.ReauthenticateWebAuthnForm):
    """A passkey before something of weight."""


class AddWebAuthnForm(passkeys.AddWebAuthnForm):
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().clean()
        except NO_PASSKEY as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return found
