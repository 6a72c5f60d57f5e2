"""The treatment page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.words import language
from needlecare.clinic.protocols.force import in_force
from needlecare.clinic.treatment.presenter import Presenter
from needlecare.clinic.treatment.skin import layers, moments
from needlecare.exports.jsonld import as_jsonld
from needlecare.wording.language import Speaker


def treatment(request: HttpRequest) -> HttpResponse:
    """Show the treatment as the protocol in force has it."""
    speaker = Speaker.of_book(in_force().rulebook, language())
    address = request.build_absolute_uri(request.path)
    data = as_jsonld(speaker, address=address, clinic=the_clinic().name)
    context = {
        "shown": Presenter(speaker),
        "moments": moments(speaker),
        "layers": layers(),
        "jsonld": mark_safe(data),  # `as_jsonld` leaves nothing in it that could end the element
    }
    return render(request, "treatment/treatment.html", context)
