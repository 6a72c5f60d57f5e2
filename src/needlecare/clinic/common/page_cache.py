"""Keeps public pages for a minute, as they were sent, so that many visitors cost as much as one.

Only what the policy table calls public is kept, only for visitors without a cookie and addresses without a query. A change
by the owner begins a new edition, of which nothing is kept yet.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from needlecare.clinic.common.edition import KEPT_SECONDS, edition


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
        mark = "-".join(map(str, edition()))
        return f"page-{mark}-{request.scheme}-{request.get_host()}-{takes_gzip}-{request.path}"
