"""Holds every request against the policy table, and gives every answer its headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_cache_control

from needlecare.clinic.common.views import too_large
from needlecare.clinic.config.policy import Policy, policy_of
from needlecare.clinic.config.security import HEADERS, POLICIES, PREVIEW

PUBLIC_SECONDS = 60
PASSED_OVER = 10_000_000  # bytes


class PolicyMiddleware:
    """Denies what the table does not list or allow; sets how long an answer keeps and what its page may do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        policy: Policy | None = getattr(request, "policy", None)
        if policy is not None and policy.content != "site":
            response._csp_config = POLICIES[policy.content]  # type: ignore[attr-defined]  # as django-csp reads it
        if getattr(request, "is_preview", False):  # the editor shows it in a frame
            response._csp_config = PREVIEW  # type: ignore[attr-defined]
        if not response.has_header("Cache-Control"):
            self._keep(response, policy)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Deny a route that is not listed, a method that is not, and strangers where staff only may go."""
        match = request.resolver_match
        assert match is not None
        policy = policy_of(match.view_name, match.route)
        if policy is None:
            raise PermissionDenied(f"route {match.view_name!r} is not in the policy table")
        if policy.access == "nobody":
            raise PermissionDenied(f"route {match.view_name!r} is turned off")
        request.policy = policy  # type: ignore[attr-defined]  # read above, on the way out
        if request.method not in policy.methods:
            return HttpResponseNotAllowed(policy.methods)
        if policy.access == "staff" and not _is_staff(request):
            if request.user.is_authenticated:
                raise PermissionDenied("the desk is for staff")
            return redirect_to_login(request.get_full_path())
        if _length(request) > policy.most_bytes:
            _pass_over(request)
            return too_large(request, policy.most_bytes)
        return None

    def _keep(self, response: HttpResponse, policy: Policy | None) -> None:
        if (
            policy is not None
            and policy.keeps == "public"
            and response.status_code == 200
            and not response.cookies
        ):
            patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        else:
            patch_cache_control(response, no_store=True, private=True)


def _length(request: HttpRequest) -> int:
    """Return how large the body of a request is said to be; the server reads no more than that. [bytes]"""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def _pass_over(request: HttpRequest) -> None:
    """Read a body that is refused and forget it: a browser that cannot send all of it shows no answer."""
    if _length(request) <= PASSED_OVER:
        while request.read(1 << 16):
            pass


def _is_staff(request: HttpRequest) -> bool:
    user = request.user
    return user.is_active and user.has_perm("wagtailadmin.access_admin")
