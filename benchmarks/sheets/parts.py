"""Parts of the day at which something recurs: "morning and evening", "nightly", "before bed", "a.m. and p.m."."""

from __future__ import annotations

import re

_PART = r"(?:mornings?|evenings?|nights?|bed ?time|a\.?m\.?|p\.?m\.?)"
# Parts of the day at which something recurs: "morning and evening", "nightly", "before bed", "a.m. and p.m.".
PARTS = re.compile(
    rf"\b(?:(?:(?:in|at|on|every|each|during) )?(?:the )?(?:every |each )?{_PART}"
    rf"(?: and | & |/| \+ )(?:(?:in|at|on|every|each) )?(?:the )?{_PART}"
    r"|(?:in|during) the (?:mornings?|evenings?)|(?:every|each) (?:morning|evening|night)"
    r"|at (?:night(?:[- ]?time)?|bed ?time)"
    r"|(?:right |just )?before (?:bed(?:time)?|sleep(?:ing)?|going to (?:bed|sleep))|nightly"
    r"|overnight each night"
    r"|(?:morning|evening|night(?:[- ]?time)?|bedtime) (?:skin ?care |cleansing )?routine"
    r"|mornings?(?: only)|evenings?(?: only)"
    r"|night(?:[- ]?time)?(?: only)|nights only|mornings|evenings)(?! (?:before|after|of|prior)\b)",
    re.IGNORECASE,
)


def parts_of_day(text: str) -> str:
    """Return at which parts of the day a text says that something recurs, as the language writes it, or nothing."""
    said = _ONE_DAY.sub(" ", text)
    found = " ".join(match.group().lower() for match in PARTS.finditer(said))
    if not found:
        return ""
    morning = re.search(r"morning|\ba\.?m\b", found)
    evening = re.search(r"evening|\bp\.?m\b", found)
    night = re.search(r"night|bed|sleep", found)
    late = "evening" if evening else "night" if night else ""
    return f"every {' and '.join(part for part in ('morning' if morning else '', late) if part)}"


# One morning or night of the calendar, at which nothing recurs.
_ONE_DAY = re.compile(
    r"\b(?:next|following|that|same|this|(?<!in )(?<!at )(?<!and )the|first|last|\d+|two|three|until"
    r"|till)\s+(?:morning|evening|night)s?\b"
    r"(?! and)|\b(?:morning|evening|night) (?:before|after|of|prior)\b",
    re.IGNORECASE,
)
