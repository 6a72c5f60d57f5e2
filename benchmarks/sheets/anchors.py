"""What windows hang on: the session, its neighbours, an event, or a date only one page knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sheets.lengths import NoForm
from sheets.names import Names

Plain = dict[str, Any]


@dataclass
class Context:
    """What a window's meaning depends on besides itself."""

    names: Names
    phase: str
    action: str
    text: str = ""
    first_day: int = 1
    at_least: bool = False  # the page's force word is "at least", beside a bare figure
    own_words: list[str] = field(
        default_factory=list
    )  # what became a state or an anchor in the page's own words
    guards: list[Plain] = field(default_factory=list)  # what a window asks for besides its bounds
    lasts: Plain = field(default_factory=dict)  # how long an act itself takes
    unless: list[Plain] = field(default_factory=list)  # what a window names that lifts the rule
    vague_often: bool = False  # "several times a day"


@dataclass
class Placed:
    """Windows of the language, a recurrence, a series, and how each was read where that is not obvious."""

    windows: list[Plain] = field(default_factory=list)
    often: list[str] = field(default_factory=list)
    repeat: Plain = field(default_factory=dict)
    readings: list[str] = field(default_factory=list)


SESSION = (
    r"(?:(?:the|your|each|every|any|this|planned|scheduled)\s+)*(?:[a-z-]+\s+)?"
    r"(?:procedures?|treatments?|sessions?|appointments?|visits?"
    r"|(?:micro|skin )?needling|service|peel|laser|facial|injections?|waxing)(?:\s+(?:day|date|time|start"
    r"|begins|starts))?"
)
ONE_SESSION = r"(?:sessions?|treatments?|appointments?|visits?|procedures?)"
BEFORE = (
    r"(?:(?:immediately|just|right|directly|shortly)\s+)?(?:before"
    r"|prior to|prior|pre|ahead of|in advance of|preceding"
    r"|leading up to|in the run-?up to|until|till|up to)"
)
AFTER = (
    r"(?:(?:immediately|just|right|directly|shortly)\s+)?"
    r"(?:after|following|post|since|from|counted from|as of|past|upon|of)"
)
_THE = r"(?:the\s+|your\s+|a\s+)?"
_ANCHOR_WORDS = (
    (rf"{BEFORE}\s+{_THE}(?:next|following|subsequent)\s+{ONE_SESSION}", -1, "next-session"),
    (rf"{AFTER}\s+{_THE}(?:next|following|subsequent)\s+{ONE_SESSION}", 1, "next-session"),
    (rf"{AFTER}\s+{_THE}(?:previous|prior|preceding)\s+{ONE_SESSION}", 1, "previous-session"),
    (rf"{AFTER}\s+{_THE}(?:final|last)\s+{ONE_SESSION}(?: of .+)?", 1, "last-session"),
    (rf"{BEFORE}\s+{_THE}(?:final|last)\s+{ONE_SESSION}(?: of .+)?", -1, "last-session"),
    (
        rf"(?:{AFTER}|once)\s+{_THE}(?:(?:end|completion) of )?{_THE}(?:(?:initial|full|whole"
        rf"|entire) )?(?:treatment )?(?:course|series|programme|program)"
        r"(?: (?:ends?|is (?:complete|completed|over|done)))?",
        1,
        "last-session",
    ),
    (rf"{AFTER}\s+{_THE}(?:first|initial)\s+{ONE_SESSION}", 1, "first-session"),
    (rf"{BEFORE}\s+{_THE}(?:first|initial)\s+{ONE_SESSION}", -1, "first-session"),
    (
        rf"{BEFORE}\s+{_THE}(?:start|beginning) of {_THE}(?:course|series|treatments?|sessions?)",
        -1,
        "first-session",
    ),
    (rf"(?:{AFTER}\s+)?{_THE}(?:end|completion|finish) of {SESSION}", 1, "session-end"),
    (rf"{BEFORE}\s+{_THE}(?:time|start|beginning) of {SESSION}", -1, "session"),
    (rf"(?:{BEFORE}\s+)?(?:{_THE})(?:initial\s+)?consult(?:ation)?", -1, "consultation"),
    (rf"{AFTER}\s+(?:{_THE})(?:initial\s+)?consult(?:ation)?", 1, "consultation"),
    (r"pre-?(?:treatment|procedure|session|care|op)", -1, "session"),
    (r"post-?(?:treatment|procedure|session|care|op)|after-?care", 1, "session-end"),
    (rf"{BEFORE}[\s-]+{SESSION}", -1, "session"),
    (rf"{AFTER}[\s-]+{SESSION}", 1, "session-end"),
    (r"beforehand|before|pre|prior|in advance|ahead|earlier", -1, "session"),
    (r"afterwards?|after|post|following|thereafter|later|subsequently|from then on", 1, "session-end"),
    (rf"{AFTER}\s+(?:(?:getting|returning|arriving)\s+)?home", 1, "home"),
    (rf"{AFTER}\s+birth", 1, "birth"),
    (
        rf"{BEFORE}\s+(?:an?\s+|the\s+|any\s+)?(?:(?:social|special|big|important)\s+)?(?:event|occasion)s?",
        -1,
        "event",
    ),
    (
        rf"{AFTER}\s+(?:an?\s+|the\s+|any\s+)?(?:(?:social|special|big|important)\s+)?(?:event|occasion)s?",
        1,
        "event",
    ),
)
SERIES = re.compile(
    rf"(?:since|from)\s+(?:the\s+|your\s+)?(?:previous|last|prior|preceding)\s+{ONE_SESSION}"
    rf"|after\s+(?:the\s+|your\s+)?(?:previous|prior|preceding)\s+{ONE_SESSION}"
    rf"|(?:in\s+)?between\s+(?:the\s+|your\s+|each\s+|consecutive\s+)?{ONE_SESSION}"
    rf"|(?:session|treatment|appointment)\s+(?:interval|spacing|gap)|{ONE_SESSION}\s+apart|apart|interval"
    rf"|spacing"
)
ON_THE_DAY = re.compile(
    rf"(?:on )?(?:the )?(?:(?:same )?day of (?:{SESSION})|(?:the )?same day"
    rf"|day of|(?:on )?the day|(?:treatment|procedure|session|appointment) day|today|that day|day 0"
    rf"|(?:the )?(?:day|date) of)"
)
COURSE = re.compile(
    r"(?:throughout|during|over|for|across|for the (?:duration|length) of)\s+(?:the\s+|your\s+"
    r"|a\s+)?(?:whole\s+"
    r"|entire\s+|full\s+)?(?:course|series|treatments|sessions|treatment (?:course"
    r"|plan|series|period|programme|program|cycle)"
    r"|programme|program|course of (?:treatments?|sessions?))(?: of .+)?|first session to last session"
)
ZERO = {
    "procedure",
    "treatment",
    "session",
    "the procedure",
    "appointment",
    "now",
    "immediately",
    "0",
    "start",
    "day of procedure",
    "day of treatment",
}


def anchored(words: str, names: Names) -> tuple[int, str] | None:
    """Return the side and anchor of words such as "before procedure" or "after last dose"; None where they give none."""
    words = tidy(words)
    known = known_anchor(words)
    if known:
        return known
    for form, side in ((BEFORE, -1), (AFTER, 1)):
        found = re.fullmatch(rf"{form}\s+(?:the\s+|an?\s+|your\s+|any\s+)?(?P<what>[a-z0-9][^;:]*)", words)
        if found:
            return side, names.anchor(found["what"])
    return (1, names.anchor(words)) if _EVENT.match(words) else None


def known_anchor(words: str) -> tuple[int, str] | None:
    """Return the side and anchor of words that name one of the language's own anchors."""
    for form, side, anchor in _ANCHOR_WORDS:
        if re.fullmatch(form, tidy(words)):
            return side, anchor
    return None


_EVENT = re.compile(
    r"(?:end|start|stopping|stopped|cessation|completion|date|day|onset|removal|finishing|discontinu\w+"
    r"|last|final)"
    r" (?:of )?|birth|surgery|operation|injury|delivery|childbirth"
)


def tidy(words: str) -> str:
    return re.sub(r"\s+", " ", words.lower().replace("_", " ")).strip(" .,;")


def usual_side(context: Context) -> tuple[int, str]:
    if context.phase in ("pre", "contraindication", "day_of"):
        return -1, "session"
    if context.phase in ("post", "expected", "series"):
        return 1, "session-end"
    said = context.text.lower()
    sides = [side for form, side in _SIDES if re.search(form, said)]
    if len(sides) == 1:
        return (-1, "session") if sides[0] < 0 else (1, "session-end")
    raise NoForm(f"neither an anchor nor a phase says where the window lies (phase '{context.phase}')")


_SIDES = (
    (r"\b(?:before|beforehand|prior|ahead|in advance|pre)\b", -1),
    (r"\b(?:after|afterwards?|following|post)\b", 1),
)


def unstated(context: Context) -> list[Plain]:
    """Return the window of a rule whose page gives none: open on the side its phase points to."""
    if context.phase == "day_of":
        return [{"on": "session"}]
    if context.phase == "in_clinic":
        return [{"at": "session"}]
    side, anchor = usual_side(context)
    return [{"before" if side < 0 else "after": anchor, "for": "unstated"}]
