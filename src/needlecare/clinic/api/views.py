"""The pages about the API: its document, for programs and for people."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from needlecare.clinic.api.document import document
from needlecare.clinic.api.reference import operations
from needlecare.clinic.api.refusing import as_json


def begin(request: HttpRequest) -> HttpResponse:
    """Send whoever comes to the beginning to the page for people, in a language that the browser asks for."""
    response = redirect("api-docs")
    response["Vary"] = "Accept-Language"
    return response


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the document for programs."""
    return as_json(document())


def docs(request: HttpRequest) -> HttpResponse:
    """Show the document to people."""
    return render(
        request, "api/docs.html", {"operations": operations(), "rate": settings.API_REQUESTS_A_MINUTE}
    )
