"""The requests of the API."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import Throttled, ValidationError

from needlecare import __version__
from needlecare.clinic.api import answers
from needlecare.clinic.api.document import ABOUT, asks, reads
from needlecare.clinic.api.refusing import Refused, as_json, refusal
from needlecare.clinic.api.throttling import PerAddress
from needlecare.clinic.protocols.force import NothingPublished

Lang = Annotated[Literal["en", "es"], Query(description="the language of the texts")]

api = NinjaAPI(
    title="Needlecare",
    version=__version__,
    description=ABOUT,
    openapi_url=None,  # ours holds the schemas of the commands
    urls_namespace="api",
    throttle=PerAddress(),
)


@api.post("screen", url_name="screen", summary="May the session happen?", openapi_extra=asks("screen"))
def screen(request: HttpRequest, lang: Lang = "en") -> HttpResponse:
    """As `needlecare screen`: the verdict on one session, with the proof of every finding."""
    return as_json(answers.screen(request, lang), language=lang)


@api.post("plan", url_name="plan", summary="What to do on each day", openapi_extra=asks("plan"))
def plan(request: HttpRequest, lang: Lang = "en") -> HttpResponse:
    """As `needlecare plan`: emergency text, the verdict, and what to do, leave, expect and watch on each day."""
    return as_json(answers.plan(request, lang), language=lang)


@api.post("series", url_name="series", summary="The days of a series", openapi_extra=asks("series"))
def series(request: HttpRequest, lang: Lang = "en") -> HttpResponse:
    """As `needlecare series`: the earliest, an ideal and the latest day of each session, and what limits them."""
    return as_json(answers.series(request, lang), language=lang)


@api.post("course", url_name="course", summary="Is this normal now?", openapi_extra=asks("course"))
def course(request: HttpRequest, lang: Lang = "en") -> HttpResponse:
    """What the last of some check-ins means while the skin heals: red flags first, then signs."""
    return as_json(answers.course(request, lang), language=lang)


@api.post("product", url_name="product", summary="What is in a bottle", openapi_extra=asks("product"))
def product(request: HttpRequest, lang: Lang = "en") -> HttpResponse:
    """As `needlecare product`: which classes a label or a name holds, how sure that is, and what the protocol says."""
    return as_json(answers.product(request, lang), language=lang)


@api.get("protocol", url_name="protocol", summary="The protocol in force", openapi_extra=reads("protocol"))
def protocol(request: HttpRequest, lang: Lang = "en") -> HttpResponse:
    """Its layers as `needlecare protocols` lists them, and every rule as `needlecare explain` does."""
    return as_json(answers.protocol(lang), language=lang)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refusal(error.status, error.problems)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return refusal(422, [(":".join(map(str, one["loc"])), one["msg"]) for one in error.errors])


@api.exception_handler(Throttled)
def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    return refusal(429, [("address", "has asked too often; come again after the seconds in Retry-After")])


@api.exception_handler(NothingPublished)
def _nothing(request: HttpRequest, error: NothingPublished) -> HttpResponse:
    return refusal(503, [("protocol", "none is published here yet; ask the clinic")])
