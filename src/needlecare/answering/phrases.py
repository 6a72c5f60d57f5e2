"""Plain words where a time is expected: "stopped two nights ago" as entries of a facts file, or what is to be asked.

The lexicon is read when the first such words are met, not before.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from needlecare.protocol.plain_words import Phrases
    from needlecare.protocol.rulebook import Rulebook
    from needlecare.substances import Interval as Days
    from needlecare.substances import Use
    from needlecare.wording.language import Speaker

# Questions about what was used; the name the words stand under may settle them.
_ABOUT_THE_CLASS = ("class", "which")


def reader(book: Rulebook, language: str) -> Phrases:
    """Return what reads the words under a name of a facts file, with its questions in a language."""

    def read(name: str, words: str, day: date) -> list[dict[str, Any]] | str | None:
        return entries(book, name, words, day=day, language=language)

    return read


def entries(
    book: Rulebook, name: str, words: str, *, day: date, language: str
) -> list[dict[str, Any]] | str | None:
    """Return words about one name as entries of a facts file, what is to be asked first, or None: not understood.

    Parameters
    ----------
    day : datetime.date
        The day on which they were said.
    """
    from needlecare.substances import understand
    from needlecare.substances.said import fact_of

    subject = book.named(name) or name
    phrase = understand(words, today=day, about=subject)
    if not phrase.uses:
        return None
    speaker = speaker_on(book, day, language)
    inside = book.narrower.get(subject, {subject})
    others = [group for use in phrase.uses for group in use.groups if group not in inside and group != "any"]
    if others:
        names = speaker.names(dict.fromkeys(others))
        return speaker.say("phrase-other", words=words, found=names, ids=", ".join(dict.fromkeys(others)))
    for use in phrase.uses:
        if not _is_settled(use):
            return open_question(speaker, use, words)
    return [{**fact_of(use), "words": words} for use in phrase.uses]


def _is_settled(use: Use) -> bool:
    """Return whether class and time are clear, where the class is the one the words stand under."""
    is_timed = len(use.when) == 1 or use.is_never or use.is_ongoing
    return use.is_clear or (is_timed and "any" not in use.groups and use.question in _ABOUT_THE_CLASS)


def open_question(speaker: Speaker, use: Use, words: str) -> str:
    """Return what has to be asked of a use, with the readings its words allow."""
    from needlecare.substances.wording import SPOKEN_QUESTIONS

    asked = SPOKEN_QUESTIONS[use.question or "when"][speaker.language]
    parts = [speaker.say("phrase-ask", words=words, question=asked)]
    if len(use.when) > 1:
        parts.append(speaker.say("phrase-readings", readings=readings(speaker, use)))
    return " ".join(parts)


def readings(speaker: Speaker, use: Use) -> str:
    """Return when a use was, in every way its words can be read."""
    return speaker.listed([stretch(speaker, reading) for reading in use.when], joined="or")


def stretch(speaker: Speaker, days: Days) -> str:
    """Return days in words."""
    from needlecare.protocol.time import BEGINNING, END, Interval

    where = speaker.facts.zone
    first = where.day(days.start).lo if days.start else BEGINNING
    last = where.day(days.end).hi if days.end else END
    return speaker.times.stretch(Interval(first, last))


def speaker_on(book: Rulebook, day: date, language: str) -> Speaker:
    """Return who speaks of days as of one day, with no client and no session."""
    from needlecare.protocol.said import Facts
    from needlecare.protocol.time import Interval, zone
    from needlecare.wording.language import Speaker

    now = zone("UTC").day(day).lo
    return Speaker(book, Facts(zone=zone("UTC"), asked=now, session=Interval(now, now)), language)
