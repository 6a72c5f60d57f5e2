"""Keeps public pages for a few seconds, as they were sent, so that many visitors cost as much as one.

Only what the policy table calls public is kept, only for visitors without a cookie and addresses without a query. A change
by the owner empties it here at once; other processes follow within seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse

KEPT_SECONDS = 10
_EDITION = "page-edition"
# What no page shows: signing in must not empty the cache.
_NOT_SHOWN = ("sessions", "auth", "contenttypes", "admin", "account", "mfa", "signin")


class PageCache:
    """Answers from memory where it can."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or request.COOKIES or request.META.get("QUERY_STRING"):
            return self.get_response(request)
        key = self._key(request)
        kept = cache.get(key)
        if kept is not None:
            headers, content = kept
            return HttpResponse(content, headers=headers)
        response = self.get_response(request)
        policy = getattr(request, "policy", None)
        is_page = response.status_code == 200 and not response.streaming and not response.cookies
        if is_page and policy is not None and policy.keeps == "public" and policy.content == "site":
            cache.set(key, (dict(response.items()), response.content), KEPT_SECONDS)
        return response

    def _key(self, request: HttpRequest) -> str:
        takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        edition = cache.get_or_set(_EDITION, 0, None)
        return f"page-{edition}-{request.scheme}-{request.get_host()}-{takes_gzip}-{request.path}"


def forget(sender: type[Model], **_: Any) -> None:
    """Begin a new edition: what was kept is not looked at again."""
    if sender._meta.app_label not in _NOT_SHOWN:
        cache.set(_EDITION, (cache.get(_EDITION) or 0) + 1, None)


post_save.connect(forget, dispatch_uid="page-cache")
post_delete.connect(forget, dispatch_uid="page-cache")
