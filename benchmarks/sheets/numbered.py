"""Days, weeks, nights and sessions that a page numbers or counts."""

from __future__ import annotations

import re

from sheets.anchors import Context, Plain, tidy
from sheets.events import states
from sheets.figures import written
from sheets.lengths import NoForm, count, span
from sheets.sheet import PrintedWindow, Value

_MOST_DAYS_AHEAD = 14
COUNTED = re.compile(
    r"(?:numbered )?(?:sessions?|treatments?|visits?|appointments?|procedures?|applications?|washes"
    r"|doses?|uses?|meals?)"
)


def first_number(window: PrintedWindow, context: Context) -> int:
    """Return the printed number of the treatment day.

    It is 0 where the sheet prints a day 0, or says "the day after" of day 1.
    """
    ends = [v for v in (window.opens, window.closes) if v is not None]
    if all(v.least == v.most == 1 for v in ends) and re.search(
        r"\b(?:the )?day after\b|\bnext day\b", context.text.lower()
    ):
        return 0
    return context.first_day


def numbered(window: PrintedWindow, side: int, anchor: str, context: Context) -> list[Plain]:
    first = first_number(window, context)
    opens = window.opens or Value(least=first, most=first)
    if opens.words:
        raise NoForm(f"the day number '{opens.words}' is not a number")
    closes = None if is_onward(window.closes) else window.closes
    if closes is not None and closes.words:
        raise NoForm(f"the day number '{closes.words}' is not a number")
    if side < 0:
        return _days_ahead(opens, closes or Value(least=0, most=0))
    if closes is not None and closes.most is None and closes.least is not None:
        closes = None if closes.least == opens.least else closes
    starts = count(Value(least=opens.least, most=opens.least if opens.most is None else opens.most))
    least = int(opens.least or 0)
    if least < first:
        if least == 0:
            raise NoForm(f"day 0 where the treatment day is day {first}")
        raise NoForm(f"day {least} where the treatment day is day {first}")
    if closes is not None and closes.most is None:  # "at least until day 5": nothing says how much longer
        closes = Value(least=closes.least, most=closes.least)
    if closes is not None and closes.most is not None and closes.most < (opens.most or least):
        raise NoForm("a window that ends before it begins")
    ends = None if closes is None else count(Value(least=closes.least, most=closes.most))
    days: Plain | str | int = {"from": starts, **({} if ends is None else {"to": ends})}
    if isinstance(starts, int) and (ends is None or isinstance(ends, int)):
        days = f"{starts}.." if ends is None else starts if starts == ends else f"{starts}..{ends}"
    return [{"after": anchor, "days": days, "first": first}, *states(window, context)]


def is_onward(value: Value | None) -> bool:
    return value is None or bool(
        re.fullmatch(r"onwards?|ongoing|end|open|later|beyond|on", tidy(value.words))
    )


def _days_ahead(far: Value, near: Value) -> list[Plain]:
    """Return numbered days before the session: whole calendar days, counted back from its own."""
    ends = [far.least, far.most, near.least, near.most]
    if (
        any(end is None or end != int(end) for end in ends)
        or far.least != far.most
        or near.least != near.most
    ):
        raise NoForm("numbered days before the session, given as a range")
    first, last = sorted((int(far.least or 0), int(near.least or 0)))
    if last - first > _MOST_DAYS_AHEAD:
        raise NoForm("more numbered days before the session than can be listed")
    return [{"on": "session", **({"days": -day} if day else {})} for day in range(last, first - 1, -1)]


def numbered_weeks(window: PrintedWindow, unit: str, anchor: str, context: Context) -> list[Plain]:
    """Return "weeks 2 to 4": from the end of the first week to the end of the fourth."""
    opens, closes = window.opens or Value(least=1, most=1), window.closes
    if opens.words or opens.least is None or (closes is not None and closes.words):
        raise NoForm(f"numbered {unit}s in words")
    most = opens.least if opens.most is None else opens.most
    begun = Value(least=max(0, opens.least - 1), most=max(0, most - 1))
    placed: Plain = {"after": anchor}
    if not begun.is_zero:
        placed["from"] = span(begun, unit)
    if closes is not None:
        placed["to" if "from" in placed else "for"] = span(closes, unit)
    elif "from" not in placed:
        placed["from"] = f"0 {unit}"
    return [placed, *states(window, context)]


def has_figures(*values: Value | None) -> bool:
    return any(v is not None and not v.words and not v.is_zero for v in values)


def counted(
    opens: Value | None, closes: Value | None, unit: str, side: int, anchor: str, context: Context
) -> list[Plain]:
    """Return a window counted in sessions or the like, which no calendar knows: from when, or until, so many are done."""
    if side < 0:
        raise NoForm("so many sessions before the session")
    placed: Plain = {"after": anchor}
    for value, key in ((opens, "and-since"), (closes, "until")):
        if value is not None and not value.is_zero and not value.words:
            done = f"{printed(value)} {unit} done"
            context.own_words.append(done)
            name = context.names.condition(done, kind="healing")
            placed[key] = name if key == "and-since" else {"condition": name}
    return [placed]


def printed(value: Value) -> str:
    if value.most is None:
        return f"at least {written(value.least or 0)}"
    if value.least is None:
        return f"up to {written(value.most)}"
    return (
        written(value.least)
        if value.least == value.most
        else f"{written(value.least)} to {written(value.most)}"
    )


def nights(
    opens: Value | None, closes: Value | None, anchor: str, window: PrintedWindow, context: Context
) -> list[Plain]:
    """Return the first nights; a range, a vague number or a least number of them is a length in nights."""
    ends = [v for v in (opens, closes) if v is not None]
    if any(v.words or v.least != v.most or v.least is None or v.least != int(v.least) for v in ends):
        last = closes if closes is not None and not closes.is_zero else opens
        first = 1 if opens is None or opens.words or opens.least is None else opens.least
        if last is None or first > 1:
            raise NoForm("nights that begin later, given as a range or in words")
        return [{"after": anchor, "for": span(last, "night", window.qualifier)}]
    first = max(1, int(opens.least or 1)) if opens is not None else 1
    if closes is None:
        return [{"after": anchor, "nights": f"{first}.."}]
    last_night = int(closes.least or first)
    return [{"after": anchor, "nights": first if first == last_night else f"{first}..{last_night}"}]
