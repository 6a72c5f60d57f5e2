"""How often, as English prints it: `twice daily`, `every 2 to 3 hours`, `several times a day`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sheets.figures import LEAD, LOOSE_TO, NUMBER, UNIT, lead_of, number, unit_of

_EVERY = {
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "monthly": (1, "month"),
    "hourly": (1, "hour"),
    "nightly": (1, "day"),
    "yearly": (1, "year"),
    "annually": (1, "year"),
    "quarterly": (3, "month"),
    "fortnightly": (2, "week"),
}
_LY = "daily|weekly|monthly|hourly|nightly|yearly|annually|quarterly|fortnightly"
_TIMES = re.compile(
    rf"(?P<lead>(?:{LEAD})\s+)?"
    rf"(?:(?P<word>once|twice|thrice)|(?P<least>{NUMBER})(?:{LOOSE_TO}(?P<most>{NUMBER}))?\s*(?:times?|x))"
    rf"\s*(?:(?:per|a|each|every|/)\s*(?P<per>{UNIT})\b|(?P<ly>{_LY}))",
    re.IGNORECASE,
)
_VAGUE_COUNT = {
    "several": "several",
    "few": "few",
    "couple": "couple",
    "multiple": "several",
    "many": "several",
    "some": "some",
}
_VAGUE_TIMES = re.compile(
    rf"\b(?:a )?(?P<vague>several|few|couple|multiple|many|some)(?: of)? times\s*(?:(?:per|a|each|every"
    rf"|/)\s*(?P<per>{UNIT})\b"
    r"|daily|throughout the day|during the day)",
    re.IGNORECASE,
)
_INTERVAL = re.compile(
    rf"\b(?:(?:every|each)\s+(?:(?P<other>other|second)\s+|(?P<few>few|couple of|several|some)\s+"
    rf"|(?P<least>{NUMBER})(?:{LOOSE_TO}(?P<most>{NUMBER}))?\s*)?"
    rf"|(?P<alternate>alternate)\s+)(?P<unit>{UNIT})\b",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"\b(?P<ly>{_LY})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often as printed: so many times per `unit`, or every so many of them."""

    least: float
    most: float | None
    unit: str
    every: bool = False
    vague: str = ""
    start: int = 0
    end: int = 0
    words: str = ""


def recurrences(text: str) -> list[Recurrence]:
    """Return everything a text says of how often, in order of form."""
    return list(_recurrences(text))


def _recurrences(text: str) -> Iterator[Recurrence]:
    taken: list[tuple[int, int]] = []
    for found in _TIMES.finditer(text):
        taken.append(found.span())
        least = {"once": 1.0, "twice": 2.0, "thrice": 3.0}.get((found["word"] or "").lower()) or number(
            found["least"]
        )
        most: float | None = number(found["most"]) if found["most"] else least
        if lead_of(found["lead"]) == "at least":
            most = None
        unit = unit_of(found["per"]) if found["per"] else _EVERY[found["ly"].lower()][1]
        yield Recurrence(
            least=least,
            most=most,
            unit="day" if unit == "night" else unit,
            start=found.start(),
            end=found.end(),
            words=found.group().strip(),
        )
    for found in _VAGUE_TIMES.finditer(text):
        taken.append(found.span())
        yield Recurrence(
            least=0,
            most=None,
            unit=unit_of(found["per"]) if found["per"] else "day",
            vague=_VAGUE_COUNT[found["vague"].lower()],
            start=found.start(),
            end=found.end(),
            words=found.group().strip(),
        )
    for found in _INTERVAL.finditer(text):
        taken.append(found.span())
        least = (
            2.0 if found["other"] or found["alternate"] else number(found["least"]) if found["least"] else 1.0
        )
        most = number(found["most"]) if found["most"] else least
        unit = unit_of(found["unit"])
        yield Recurrence(
            least=least,
            most=most,
            unit="day" if unit == "night" else unit,
            every=True,
            vague=(found["few"] or "").removesuffix(" of").lower(),
            start=found.start(),
            end=found.end(),
            words=found.group().strip(),
        )
    for found in _ALONE.finditer(text):
        if not any(start <= found.start() < end for start, end in taken):
            count, unit = _EVERY[found["ly"].lower()]
            yield Recurrence(
                least=count,
                most=count,
                unit=unit,
                every=count > 1,
                start=found.start(),
                end=found.end(),
                words=found.group().strip(),
            )
