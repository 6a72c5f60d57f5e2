"""The treatment in a few numbers, each from the protocol in force with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from needlecare.clinic.common.words import language, say
from needlecare.clinic.protocols.force import in_force
from needlecare.engine.timing import span_of
from needlecare.protocol.model import Source
from needlecare.protocol.rulebook import Rulebook
from needlecare.wording.language import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as it is printed, what it says, and the statements it comes from."""

    shown: str
    says: str
    statements: tuple[str, ...]


def numbers() -> list[Number]:
    """Return the numbers of a series, of the gentle time, and of when a result may show."""
    book = in_force().rulebook
    speaker = Speaker.of_book(book, language())
    return [*_series(book, speaker), *_gentle(book, speaker), *_result(book, speaker)]


def _series(book: Rulebook, speaker: Speaker) -> list[Number]:
    if book.series is None:
        return []
    source = book.series.source
    count = say("number-sessions", count=speaker.times.count(book.series.count))
    return [
        _number(count, "number-sessions-says", source),
        _number(speaker.times.span(book.series.gap), "number-gap-says", source),
    ]


def _gentle(book: Rulebook, speaker: Speaker) -> list[Number]:
    rule = book.rule.get(book.settings.gentle)
    span = span_of(book, rule.when[0]) if rule is not None and rule.when else None
    if rule is None or span is None:
        return []
    return [_number(speaker.times.span(span), "number-gentle-says", rule.source)]


def _result(book: Rulebook, speaker: Speaker) -> list[Number]:
    found = next((sign for sign in book.course if sign.id == "result" and sign.onset), None)
    if found is None or found.onset is None:
        return []
    return [_number(speaker.times.span(found.onset), "number-result-says", found.source)]


def _number(shown: str, key: str, source: Source) -> Number:
    return Number(shown=shown, says=say(key), statements=source.statement)
