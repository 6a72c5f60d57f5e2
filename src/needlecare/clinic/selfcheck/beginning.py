"""The first page of the interview: which day, if any is in mind, and anything said in one's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from needlecare.answering.case import case_of_said
from needlecare.answering.phrases import open_question, speaker_on
from needlecare.clinic.common.clinic import Clinic
from needlecare.clinic.common.moments import Unread, session_of
from needlecare.clinic.common.words import say
from needlecare.clinic.selfcheck.fields import Typed, Unreadable, first
from needlecare.clinic.selfcheck.talk import Talk
from needlecare.protocol.reader import BadFile
from needlecare.protocol.rulebook import Rulebook
from needlecare.substances import understand

MOST_WORDS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Now, as the clinic's clock has it."""

    moment: int
    clinic: Clinic
    language: str

    @property
    def day(self) -> date:
        return self.clinic.zone.day_of(self.moment)


def begin(typed: Typed, book: Rulebook, present: Present) -> Talk:
    """Return a talk that begins with what was typed on the first page.

    Raises
    ------
    Unreadable
        With a message for each field that cannot be read.
    """
    messages: dict[str, str] = {}
    start: dict[str, Any] = {"zone": present.clinic.zone_key, "jurisdiction": [present.clinic.country]}
    try:
        start["session"] = _session(first(typed, "day"), first(typed, "hour"), present)
    except Unread as why:
        messages.update(why.messages)
    try:
        start["used"] = _used(first(typed, "words")[:MOST_WORDS], book, present)
    except Unreadable as why:
        messages.update(why.messages)
    if not messages:
        try:
            case_of_said(start, book, language=present.language, now=present.moment)
        except BadFile:
            messages["words"] = say("time-not-read")
    if messages:
        raise Unreadable(messages)
    return Talk(digest=book.digest, start=start, first=typed)


def _session(day: str, hour: str, present: Present) -> str:
    """Return the session as a facts file has it; the next day on which the clinic is open where none is in mind."""
    return session_of(day, hour, present.clinic, present.moment) or _next_open(present).isoformat()


def _next_open(present: Present) -> date:
    closed = present.clinic.closed
    days = (present.day + timedelta(days=number) for number in range(1, 9))
    return next((day for day in days if day.weekday() not in closed), present.day + timedelta(days=1))


def _used(words: str, book: Rulebook, present: Present) -> dict[str, Any]:
    """Return what was said in one's own words, class by class."""
    if not words:
        return {}
    phrase = understand(words, today=present.day)
    speaker = speaker_on(book, present.day, present.language)
    open_ones = [use for use in phrase.uses if not use.is_clear]
    if open_ones:
        raise Unreadable({"words": " ".join(open_question(speaker, use, use.words) for use in open_ones)})
    if not phrase.uses and not phrase.denied:
        raise Unreadable({"words": say("check-words-nothing")})
    used = dict(phrase.to_facts()["used"])  # type: ignore[call-overload]
    return {**dict.fromkeys(phrase.denied, "never"), **used}
