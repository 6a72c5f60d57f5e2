"""The pages about no subject of their own: the way in, the health check, and what went wrong."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_request

from needlecare import __version__
from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.colour import stylesheet
from needlecare.clinic.protocols.force import in_force

FAVICON = Path(__file__).parent / "static" / "common" / "favicon.ico"
PICTURE_SECONDS = 24 * 3600  # a picture that changes gets another name
PICTURES = ("image/avif", "image/gif", "image/jpeg", "image/png", "image/webp")


def root(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the home page in a language that the browser asks for."""
    response = redirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language"
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the site, its database and its protocol are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "version": __version__, "protocol": in_force().rulebook.digest})


def favicon(request: HttpRequest) -> FileResponse:
    """Send the small icon that browsers ask for by themselves."""
    return FileResponse(FAVICON.open("rb"), content_type="image/x-icon")


def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is theirs."""
    address = request.build_absolute_uri("/sitemap.xml")
    lines = ["User-agent: *", "Disallow: /desk/", f"Sitemap: {address}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def media(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture the owner put up; nothing else is served."""
    kind = mimetypes.guess_type(name)[0]
    if kind not in PICTURES or not name.startswith("images/") or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type=kind)
    patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    return response


def colour(request: HttpRequest, value: str) -> HttpResponse:
    """Send the clinic's own colour as a stylesheet; no other."""
    if f"#{value}" != the_clinic().own_colour:
        raise Http404
    return HttpResponse(stylesheet(f"#{value}"), content_type="text/css; charset=utf-8")


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "common/403.html", status=403)


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """Say that more was sent than this page takes; what was sent is not looked at."""
    return render(request, "common/413.html", {"most": f"{most // 1000:,}"}, status=413)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "common/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; nothing is read from the database, which may be what is broken."""
    page = loader.get_template("common/500.html").render({"static": settings.STATIC_URL})
    return HttpResponse(page, status=500)
