"""What a person takes with her from a result: a calendar file, the printed sheet, and a plan of a series.

Each is made from the talk that is posted, and forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from needlecare.answering.case import Case
from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.moments import Unread, session_of
from needlecare.clinic.common.seal import Broken
from needlecare.clinic.common.words import language, say
from needlecare.clinic.selfcheck.result import Result
from needlecare.clinic.selfcheck.talk import Talk
from needlecare.clinic.selfcheck.views import case_now, opened_talk
from needlecare.engine.care import care
from needlecare.engine.screening import screen
from needlecare.engine.series import SeriesPlan, plan_series
from needlecare.exports.code import code_of
from needlecare.exports.dates import entries
from needlecare.exports.ics import as_ics, events
from needlecare.protocol.model import Outcome
from needlecare.protocol.reader import BadFile
from needlecare.protocol.time import Interval
from needlecare.wording import series as series_words

MOST_SESSIONS = 12


def _opened(request: HttpRequest) -> tuple[Talk, Case] | None:
    """Return the talk that was posted with its case; None where there is none that can be read."""
    try:
        talk, book = opened_talk(request)
        return talk, case_now(talk, book)
    except (Broken, BadFile):
        return None


@csrf_exempt
def calendar(request: HttpRequest) -> HttpResponse:
    """Send the dates of the session that is planned for; titles name no treatment unless that is asked for."""
    found = _opened(request) if request.method == "POST" else None
    planned = Result(found[1], found[0], the_clinic()).planned if found else None
    if planned is None:
        return redirect("check")
    book, facts = planned.book, planned.facts
    is_plain = request.POST.get("plain") == "yes"
    firm = screen(book, facts).outcome is Outcome.READY
    made = events(
        planned.speaker,
        entries(book, facts, care(book, facts)),
        person="",
        code=str(code_of(book.digest, facts)),
        plain=is_plain,
        firm=firm,
    )
    response = HttpResponse(
        as_ics(planned.speaker, made, plain=is_plain), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return response


@csrf_exempt
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the care sheet of the session that is planned for, to print."""
    found = _opened(request) if request.method == "POST" else None
    result = Result(found[1], found[0], the_clinic()) if found else None
    if found is None or result is None or result.sheet is None:
        return redirect("check")
    return render(request, "selfcheck/sheet.html", {"sheet": result.sheet, "talk": found[0].sealed()})


# --- a series ---


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    number: int
    earliest: str
    ideal: str
    latest: str
    notes: tuple[str, ...]


@csrf_exempt
def series(request: HttpRequest) -> HttpResponse:
    """Plan a series from the answers, if wished back from an event."""
    found = _opened(request) if request.method == "POST" else None
    if found is None:
        return redirect("check")
    talk, case = found
    typed = {"event": request.POST.get("event", "").strip(), "count": request.POST.get("count", "").strip()}
    event, count, messages = _read(case, typed)
    context: dict[str, object] = {"talk": talk.sealed(), "typed": typed, "messages": messages}
    if not messages and case.book.series is not None:
        try:
            plan = plan_series(
                case.book,
                case.facts,
                sessions=count,
                event=event,
                closed=the_clinic().closed,
                backwards=event is not None,
            )
        except ValueError:
            messages["event"] = say("check-event-not-planned")
        else:
            context.update(_shown(case, plan))
    return render(request, "selfcheck/series.html", context)


def _read(case: Case, typed: dict[str, str]) -> tuple[Interval | None, int | None, dict[str, str]]:
    messages: dict[str, str] = {}
    event, count = None, None
    where = case.facts.zone
    if typed["event"]:
        try:
            day = session_of(typed["event"], "", the_clinic(), case.facts.asked, field="event")
        except Unread as why:
            messages.update(why.messages)
        else:
            event = where.day(date.fromisoformat(day))
    if typed["count"]:
        if typed["count"].isdecimal() and 1 <= int(typed["count"][:3]) <= MOST_SESSIONS:
            count = int(typed["count"])
        else:
            messages["count"] = say("check-count-not-read", most=MOST_SESSIONS)
    return event, count, messages


def _shown(case: Case, plan: SeriesPlan) -> dict[str, object]:
    speaker = case.speaker
    fitting = plan if plan.fits else plan.shorter
    notes = [series_words.note(speaker, code) for code in plan.notes]
    if plan.not_while:
        notes.append(speaker.say("series-not-while", states=speaker.names(plan.not_while)))
    shorter = ""
    if not plan.fits:
        count = speaker.counted("series-sessions", fitting.count) if fitting else ""
        shorter = speaker.say("series-shorter" if fitting else "series-nothing-fits", count=count)
    return {
        "headline": series_words.headline(speaker, plan),
        "shorter": shorter,
        "fits": plan.fits,
        "sessions": _rows(case, fitting) if fitting else [],
        "limits": [speaker.sentence(series_words.limit(speaker, found)) for found in plan.limits],
        "notes": notes,
        "language": language(),
    }


def _rows(case: Case, plan: SeriesPlan) -> list[SessionRow]:
    times = case.speaker.times
    return [
        SessionRow(
            number=planned.number,
            earliest=times.day(planned.earliest),
            ideal=times.day(planned.ideal),
            latest=times.day(planned.latest) if planned.latest else "",
            notes=tuple(series_words.note(case.speaker, code) for code in planned.notes),
        )
        for planned in plan.sessions
    ]
