"""The product check: a form, and below it the answer."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.moments import Unread, session_of
from needlecare.clinic.common.present import this_minute
from needlecare.clinic.common.words import language, say
from needlecare.clinic.products.answer import Answer, answer_to
from needlecare.clinic.protocols.force import in_force

MOST_NAME, MOST_LABEL = 120, 20_000
FIELDS = ("name", "label", "day", "hour", "used")


@csrf_exempt  # nothing is stored and nobody is signed in: there is nothing to forge
def product(request: HttpRequest) -> HttpResponse:
    """Read what was posted, and say what the protocol says of it."""
    if request.method != "POST":
        return _page(request, {}, {}, None)
    typed = {key: request.POST.get(key, "").strip() for key in FIELDS}
    messages = _messages(typed)
    answer = None
    if not messages:
        try:
            answer = answer_to(
                in_force().rulebook,
                name=typed["name"],
                label=typed["label"],
                session=session_of(typed["day"], typed["hour"], the_clinic(), this_minute()),
                used=typed["used"],
                clinic=the_clinic(),
                language=language(),
                now=this_minute(),
            )
        except Unread as why:
            messages = why.messages
    return _page(request, typed, messages, answer)


def _messages(typed: Mapping[str, str]) -> Mapping[str, str]:
    if not typed["name"] and not typed["label"]:
        return {"label": say("product-nothing")}
    found = {}
    if len(typed["name"]) > MOST_NAME:
        found["name"] = say("product-too-long", most=MOST_NAME)
    if len(typed["label"]) > MOST_LABEL:
        found["label"] = say("product-too-long", most=MOST_LABEL)
    if typed["used"] and not typed["day"]:
        found["day"] = say("product-used-needs-day")
    return found


def _page(
    request: HttpRequest,
    typed: Mapping[str, str],
    messages: Mapping[str, str],
    answer: Answer | None,
) -> HttpResponse:
    context = {"typed": typed, "messages": messages, "answer": answer}
    return render(request, "products/product.html", context)
