"""The addresses of signing in, all below the desk; what else the library offers is not there."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from needlecare.clinic.signin import views

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("prove/", account.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", views.Factors.as_view(), name="mfa_index"),
    path("second-factor/webauthn/", views.to_factors, name="mfa_list_webauthn"),
    path("second-factor/", include("allauth.mfa.urls")),
]
