"""The interview as pages: the first page, one question at a time, and the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from needlecare.answering.case import Case
from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.present import this_minute
from needlecare.clinic.common.seal import Broken
from needlecare.clinic.common.words import language, say
from needlecare.clinic.protocols.force import in_force, rulebook_of
from needlecare.clinic.selfcheck.answers import answers_of
from needlecare.clinic.selfcheck.beginning import Present, begin
from needlecare.clinic.selfcheck.fields import Typed, Unreadable, form_of, read_as, said_by, typed_of
from needlecare.clinic.selfcheck.result import Result
from needlecare.clinic.selfcheck.talk import Talk, opened
from needlecare.protocol.reader import BadFile
from needlecare.protocol.rulebook import Rulebook
from needlecare.wording.questions import question

USUAL_QUESTIONS = 18


def present() -> Present:
    return Present(moment=this_minute(), clinic=the_clinic(), language=language())


@csrf_exempt  # nothing is stored and nobody is signed in: there is nothing to forge
def check(request: HttpRequest) -> HttpResponse:
    """Ask the next question, or show the result; the talk so far comes and goes with the form."""
    if request.method != "POST":
        return _start(request, {}, {})
    posted = dict(request.POST.lists())
    if not request.POST.get("talk"):
        return _begun(request, posted)
    try:
        talk, book = opened_talk(request)
        return _go_on(request, talk, book, posted)
    except (Broken, BadFile):
        return _start(request, {}, {"": say("check-too-old")}, status=400)


def opened_talk(request: HttpRequest) -> tuple[Talk, Rulebook]:
    """Return the talk that was posted and the rulebook it began with.

    Raises
    ------
    Broken
        If it is none of ours, too old, or its rulebook was never published here.
    """
    talk = opened(request.POST.get("talk", ""))
    book = rulebook_of(talk.digest)
    if book is None:
        raise Broken("this rulebook is not known")
    return talk, book


def case_now(talk: Talk, book: Rulebook) -> Case:
    return talk.case(book, language=language(), now=this_minute())


# --- the first page ---


def _start(
    request: HttpRequest, typed: Typed, messages: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    shown = {key: next(iter(values), "") for key, values in typed.items()}
    context = {"typed": shown, "messages": messages, "today": present().day.isoformat()}
    return render(request, "selfcheck/start.html", context, status=status)


def _begun(request: HttpRequest, posted: Mapping[str, list[str]]) -> HttpResponse:
    typed = {key: [value.strip() for value in posted.get(key, [])] for key in ("day", "hour", "words")}
    book = in_force().rulebook
    try:
        talk = begin(typed, book, present())
    except Unreadable as why:
        return _start(request, typed, why.messages)
    return _next(request, talk, book)


# --- the questions ---


def _go_on(request: HttpRequest, talk: Talk, book: Rulebook, posted: Mapping[str, list[str]]) -> HttpResponse:
    action = request.POST.get("do", "answer")
    if action == "back":
        return (
            _start(request, talk.first, {})
            if talk.at == 0
            else _again(request, talk.changing(talk.at - 1), book)
        )
    if action.startswith("change-"):
        index = action.removeprefix("change-")
        return _again(request, talk.changing(int(index) if index.isdecimal() else -1), book)
    if action == "begin":
        return _start(request, talk.first, {})
    if action == "result" or talk.asked is None:
        return _result(request, talk, book)
    if action == "stay":
        return _again(request, talk, book)
    typed = typed_of(posted)
    if action == "skip":
        return _next(request, talk.answered({}, None), book)
    case = case_now(talk, book)
    try:
        said = said_by(talk, case, typed)
        return _next(request, talk.answered(typed, said), book)
    except Unreadable as why:
        return _question(request, talk, case, typed, why.messages)


def _next(request: HttpRequest, talk: Talk, book: Rulebook) -> HttpResponse:
    case = case_now(talk, book)
    talk, _ = talk.asking(case)
    if talk.asked is None:
        return _result(request, talk, book)
    return _question(request, talk, case, {}, {})


def _again(request: HttpRequest, talk: Talk, book: Rulebook) -> HttpResponse:
    return _question(request, talk, case_now(talk, book), talk.draft, {})


def _question(
    request: HttpRequest,
    talk: Talk,
    case: Case,
    typed: Typed,
    messages: Mapping[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    assert talk.asked is not None
    done = talk.at + 1
    total = max(done, len(talk.steps) + 1, USUAL_QUESTIONS)
    horizon = talk.asked.horizon
    context: dict[str, Any] = {
        "talk": talk.sealed(),
        "question": question(case.speaker, talk.asked),
        "since": case.speaker.say("i-since", time=case.speaker.times.first(horizon)) if horizon else "",
        "form": form_of(case, talk.asked, typed, messages),
        "done": done,
        "total": total,
        "marks": [number < done for number in range(total)],
        "answers": answers_of(talk, case),
    }
    return render(request, "selfcheck/question.html", context, status=status)


@csrf_exempt
def read_back(request: HttpRequest) -> HttpResponse:
    """Say how the words typed beside one name are read, while they are typed; the page works without."""
    try:
        talk, book = opened_talk(request)
        case = case_now(talk, book)
        read = read_as(talk, case, request.POST.get("of", ""), typed_of(dict(request.POST.lists())))
    except (Broken, BadFile):
        read = ""
    return render(request, "selfcheck/_read.html", {"read": read})


# --- the result ---


def _result(request: HttpRequest, talk: Talk, book: Rulebook) -> HttpResponse:
    case = case_now(talk, book)
    context = {
        "talk": talk.sealed(),
        "shown": Result(case, talk, the_clinic()),
        "answers": answers_of(talk, case),
    }
    return render(request, "selfcheck/result.html", context)
