"""The page about the days after a session, and its dates as a calendar file."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from needlecare.answering.case import Case, case_of_said
from needlecare.clinic.aftercare.now import Emergency, Now
from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.moments import Unread, day_of_field, written
from needlecare.clinic.common.present import this_minute
from needlecare.clinic.common.words import language, say
from needlecare.clinic.protocols.force import in_force
from needlecare.engine.care import care
from needlecare.exports.code import code_of
from needlecare.exports.dates import entries
from needlecare.exports.ics import as_ics, events
from needlecare.protocol.reader import BadFile
from needlecare.protocol.time import after as later
from needlecare.wording.language import Speaker

LONGEST_AGO_DAYS = 400


@csrf_exempt  # nothing is stored and nobody is signed in: there is nothing to forge
def after(request: HttpRequest) -> HttpResponse:
    """Show the emergency text, and below it the form or what holds now."""
    typed = {key: request.POST.get(key, "").strip() for key in ("day", "hour")}
    if request.method != "POST" or request.POST.get("do") == "change":
        return _page(request, typed, {}, None)
    try:
        shown = Now(_case(typed), this_minute(), the_clinic())
    except Unread as why:
        return _page(request, typed, why.messages, None)
    return _page(request, typed, {}, shown)


@csrf_exempt
def calendar(request: HttpRequest) -> HttpResponse:
    """Send the dates that are still to come after a session."""
    try:
        typed = {key: request.POST.get(key, "").strip() for key in ("day", "hour")}
        case = _case(typed)
    except Unread:
        return redirect("after")
    book, facts = case.book, case.facts
    dates = [entry for entry in entries(book, facts, care(book, facts)) if entry.at.hi >= facts.asked]
    made = events(
        case.speaker, dates, person="", code=str(code_of(book.digest, facts)), plain=False, firm=True
    )
    response = HttpResponse(
        as_ics(case.speaker, made, plain=False), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return response


def _page(
    request: HttpRequest,
    typed: Mapping[str, str],
    messages: Mapping[str, str],
    shown: Now | None,
) -> HttpResponse:
    speaker = Speaker.of_book(in_force().rulebook, language())
    context = {
        "typed": typed,
        "messages": messages,
        "shown": shown,
        "emergency": Emergency(speaker),
        "today": the_clinic().zone.day_of(this_minute()).isoformat(),
    }
    return render(request, "aftercare/after.html", context)


def _case(typed: Mapping[str, str]) -> Case:
    """Return the case of somebody who was treated on the day that was typed.

    Raises
    ------
    Unread
        If day or hour cannot be read, lie in the future or too long ago.
    """
    clinic, now, book = the_clinic(), this_minute(), in_force().rulebook
    if not typed["day"]:
        raise Unread({"day": say("after-no-day")})
    day, today = day_of_field(typed["day"], "day"), clinic.zone.day_of(now)
    if day > today:
        raise Unread({"day": say("after-future")})
    if (today - day).days > LONGEST_AGO_DAYS:
        raise Unread({"day": say("after-long-ago")})
    said = {"zone": clinic.zone_key, "jurisdiction": [clinic.country], "session": written(day, typed["hour"])}
    try:
        case = case_of_said(said, book, language=language(), now=now)
    except BadFile:
        raise Unread({"day": say("day-not-read")}) from None
    if typed["hour"] and later(case.facts.session.lo, book.settings.session_length, clinic.zone) > now:
        raise Unread({"hour": say("after-future")})
    return case
