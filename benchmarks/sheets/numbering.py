"""Days and weeks by number in running words: "by day two or three", "weeks 3 to 4", "day 7 onwards"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sheets.figures import LOOSE_TO, NUMBER, number

Plain = dict[str, Any]

NUMBERED = re.compile(
    rf"(?:(?P<lead>by|from|starting(?: on| from)?|beginning(?: on)?|around|about|usually|typically|after"
    rf"|once|until|till|up to"
    rf"|through|on|in|at|for|during|between|before)\s+)?(?:the\s+)?(?P<unit>days?|weeks?"
    rf"|months?)\s*#?\s*(?P<one>{NUMBER})"
    rf"(?:(?:{LOOSE_TO}|\s*through\s*)(?:days?\s+|weeks?\s+|months?\s+)?(?P<two>{NUMBER}))?"
    rf"(?P<on>\s*(?:\+|on\b(?!\s+the)|onwards?\b|and (?:on|beyond|after)\b|at (?:the )?earliest\b"
    rf"|or later\b))?(?!\s*(?:minutes?|hours?|days?|weeks?|months?|times?)\b)",
    re.IGNORECASE,
)
_FROM = re.compile(r"by|from|starting.*|beginning.*|around|about|usually|typically|after|once", re.IGNORECASE)
_TO = re.compile(r"until|till|up to|through|before", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Numbered days or weeks found in a text: the window they stand for, their figures, and where they stand."""

    window: Plain
    unit: str
    figures: tuple[int, ...]
    start: int
    end: int


def numbered_in(text: str, first_day: int) -> list[Numbered]:
    """Return every numbered stretch of a text, in order; `first_day` is the printed number of the treatment day."""
    return [_numbered(found, first_day) for found in NUMBERED.finditer(text) if _is_whole(found)]


def _is_whole(found: re.Match[str]) -> bool:
    return all(number(end) == int(number(end)) for end in (found["one"], found["two"]) if end)


def _numbered(found: re.Match[str], first_day: int) -> Numbered:
    one = int(number(found["one"]))
    two = int(number(found["two"])) if found["two"] else one
    unit = found["unit"].lower().removesuffix("s")
    lead = found["lead"] or ""
    starts = bool(found["on"] or _FROM.fullmatch(lead))
    ends = bool(_TO.fullmatch(lead))
    ends_at = f"{one}..{two}" if one != two else one
    window: Plain = {"after": "session-end"}
    if unit == "day":
        days: Plain | str | int = ends_at
        if starts:
            days = {"from": ends_at} if one != two else f"{one}.."
        elif ends:
            days = {"from": first_day, "to": ends_at}
        window.update({"days": days, "first": first_day})
    elif starts:
        window["from"] = f"{ends_at} {unit}"
    elif ends or one <= 1:
        window["for"] = f"{two} {unit}"
    else:
        window.update({"from": f"{one - 1} {unit}", "to": f"{two} {unit}"})
    return Numbered(window, unit, (one, two), found.start(), found.end())
