"""What a `when` of the protocol language covers: for one session, the spells of time inside each window.

A spell is a closed run of seconds with a severity. A range such as `5..7 day` gives two spells: inside the
narrow one (the floor) the rule is broken, inside the wide one only (the advised value) it is a `caution`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from . import calendar

EVER = 10**12  # an instant later than any, and its negative earlier than any
RANK = {"ready": 0, "caution": 1, "ask": 2, "refer": 3, "wait": 4, "stop": 5}
THIS_SESSION = ("session", "session-end", "session-day", "home")

Amount = tuple[int, str]
Window = Mapping[str, Any]  # as in the file, but every length of time is parsed: a pair of amounts
LENGTHS = ("for", "from", "to", "at")
EDGES = ("end-of-day", "next-morning", "evening")


@dataclass(frozen=True)
class Moment:
    """One possible course of events around one session."""

    zone: str
    start: int
    end: int
    anchors: Mapping[str, int] = field(default_factory=dict)
    holds: Mapping[str, bool] = field(default_factory=dict)  # conditions that windows end or begin with
    morning: str = "08:00"
    evening: str = "18:00"

    def of(self, anchor: str) -> int:
        """Return the instant of an anchor."""
        if anchor in ("session", "session-day"):
            return self.start
        return self.end if anchor in THIS_SESSION else self.anchors[anchor]


def span(text: object, vague: Mapping[str, object]) -> tuple[Amount, Amount]:
    """Return the shorter and the longer reading of a length of time; "about" changes neither."""
    words = re.sub(r"^(about|at least|up to) ", "", str(text)).strip()
    for word, amount in vague.items():
        words = re.sub(rf"^{word} ", f"{amount} ", words)
    low, _, high = words.partition("..")
    number, unit = (high or low).split()
    if " " in low:
        first, first_unit = low.split()
        return (int(first), first_unit), (int(number), unit)
    return (int(low.split()[0]), unit), (int(number), unit)


def numbers(text: object) -> tuple[int, int]:
    """Return both ends of `3`, `2..7` or `7..`; an open end is far away."""
    if isinstance(text, Mapping):
        return numbers(text["from"])[0], numbers(text.get("to", f"{10**6}"))[1]
    low, dots, high = str(text).partition("..")
    return int(low), (int(high) if high else 10**6) if dots else int(low)


def is_aftercare(window: Window) -> bool:
    """Say whether a window lies after this session, so that only what is planned can fall into it."""
    if "on" in window:
        return window["on"] in THIS_SESSION and numbers(window.get("days", 0))[0] > 0
    is_lasting = bool({"while", "since", "until"} & set(window)) and not {"after", "before"} & set(window)
    return window.get("after") in THIS_SESSION or is_lasting


def is_arrival(window: Window) -> bool:
    """Say whether a window is wholly on the session day, so that it is seen to on arrival."""
    on_the_day = window.get("on") in ("session", "session-day") and numbers(window.get("days", 0)) == (0, 0)
    return on_the_day or window.get("at") == "session"


def outcome_of(rule: Mapping[str, Any], window: Window) -> str:
    """Return what breaking an avoid rule in this window gives."""
    if window.get("for") == "unstated" and not window.get("inherit"):
        return "refer"  # READING 14: the protocol is silent on how long
    if "outcome" in rule:
        return str(rule["outcome"])
    if rule.get("strength", "must") != "must":
        return "caution"
    is_later = "after" in window or numbers(window.get("days", 0))[0] > 0
    return "caution" if is_later or is_aftercare(window) else "wait"  # READING 10


def parsed(window: Window, vague: Mapping[str, object]) -> Window:
    """Return a window with each length of time as its shorter and its longer reading."""
    return {
        k: span(v, vague)
        if (k in LENGTHS and any(map(str.isdigit, str(v)))) or str(v).split()[0] in vague
        else v
        for k, v in window.items()
    }  # not lengths: `for: unstated`, `at: session`, `from: next-morning`


def cover(window: Window, wide: bool, at: Moment) -> Iterator[tuple[int, int]]:
    """Yield the runs of seconds inside a window; `wide` takes the advised ends, else the floor ends."""
    zone = at.zone
    near, far = (0, 1) if wide else (1, 0)  # READING 18: the wide one begins near and ends far
    if "before" in window:
        anchor = at.of(window["before"])
        if window["before"] == "session-day":
            anchor = calendar.day(calendar.day_of(at.start, zone), zone)[0] - 1
        if window.get("for") == "unstated":
            yield 1 - EVER, anchor  # a last use of which only its end is known may be none at all
        elif "for" in window:
            yield calendar.before(anchor, *window["for"][far], zone) + 1, anchor
        elif "at" in window:
            low, high = window["at"]
            yield calendar.before(anchor, *high, zone), calendar.before(anchor, *low, zone)
        else:
            begin = calendar.before(anchor, *window["from"][far], zone) + 1
            yield begin, (calendar.before(anchor, *window["to"][near], zone) if "to" in window else anchor)
    elif "on" in window or "days" in window or "nights" in window:
        yield from numbered(window, wide, at)
    elif "after" in window:
        anchor = at.of(window["after"])
        if "at" in window:
            low, high = window["at"]
            yield calendar.after(anchor, *low, zone), calendar.after(anchor, *high, zone)
            return
        begin, end = anchor, EVER
        if window.get("from") in EDGES:
            begin = edge(str(window["from"]), anchor, at)
        elif "from" in window:
            begin = calendar.after(anchor, *window["from"][near], zone)
        if "and-since" in window and not at.holds[str(window["and-since"])]:  # READING 28
            return
        if "for" in window and window["for"] != "unstated":
            end = calendar.after(anchor, *window["for"][far], zone) - 1
        elif "to" in window:
            end = calendar.after(anchor, *window["to"][far], zone) - 1
        elif window.get("until") in EDGES:
            end = edge(str(window["until"]), anchor, at) - 1
        elif isinstance(window.get("until"), Mapping) and "anchor" in window["until"]:
            end = at.of(window["until"]["anchor"])
        elif "until" in window and at.holds[state_in(window["until"])]:
            end = begin - 1  # the state has come at once; otherwise it has not come by any use
        if "and-until" in window and not at.holds[state_in(window["and-until"])]:
            end = EVER
        if "or-until" in window and at.holds[state_in(window["or-until"])]:
            end = begin - 1
        yield begin, end
    elif "at" in window:
        yield at.of(window["at"]), at.of(window["at"])
    elif "while" in window or "since" in window:
        if at.holds[state_in(window["while"] if "while" in window else window["since"])]:
            yield -EVER, EVER
    elif "until" in window:
        if not at.holds[state_in(window["until"])]:
            yield -EVER, EVER
    elif "course" in window:
        yield at.of("first-session"), at.start  # READING 27: it goes on at least until this session
        if not at.holds["the course is over"]:
            yield at.start, EVER


def edge(word: str, anchor: int, at: Moment) -> int:
    """Return the second with which the end of an anchor's day, its evening or the next morning begins."""
    if word == "end-of-day":
        return calendar.day(calendar.day_of(anchor, at.zone), at.zone)[1] + 1
    if word == "evening":
        return calendar.at(next_day(anchor, 0, at.zone), at.evening, at.zone)
    return calendar.at(next_day(anchor, 1, at.zone), at.morning, at.zone)


def state_in(value: Any) -> str:
    """Return the condition that a window begins with, lasts as long as, or ends with; else an empty word."""
    if isinstance(value, Mapping):
        return str(value.get("condition", ""))
    return "" if value is None or value in EDGES else str(value)


def numbered(window: Window, wide: bool, at: Moment) -> Iterator[tuple[int, int]]:
    """Yield whole local days or nights, counted from the anchor's day."""
    zone = at.zone
    anchor = at.of(window["on"] if "on" in window else window["after"])
    zero = 0 if "on" in window else int(window.get("first", 0))
    if "nights" in window:
        low, high = numbers(window["nights"])
        for night in range(low, min(high, 400) + 1):
            evening = calendar.at(next_day(anchor, night - 1, zone), at.evening, zone)
            yield evening, calendar.at(next_day(anchor, night, zone), at.morning, zone) - 1
        return
    days = window.get("days", 0)
    low, high = numbers(days)
    if isinstance(days, Mapping):
        low = numbers(days["from"])[0 if wide else 1]
        high = numbers(days["to"])[1 if wide else 0] if "to" in days else 10**6
    begin = calendar.day(next_day(anchor, low - zero, zone), zone)[0]
    yield begin, (EVER if high >= 10**6 else calendar.day(next_day(anchor, high - zero, zone), zone)[1])


def next_day(instant: int, days: int, zone: str) -> date:
    """Return the local day so many days after an instant's day."""
    return calendar.day_of(instant, zone) + timedelta(days=days)


def edges(windows: tuple[Window, ...], instant: int, zone: str) -> set[int]:
    """Return every instant at which something may turn when `instant` is the other end of a window."""
    found = {instant}
    for window in windows:
        for pair in (window[key] for key in LENGTHS if isinstance(window.get(key), tuple)):
            for amount in pair:
                found |= {calendar.before(instant, *amount, zone), calendar.after(instant, *amount, zone)}
        if {"on", "days", "nights", "until"} & set(window):
            ends = [
                n for key in ("days", "nights") if key in window for n in numbers(window[key]) if n < 10**6
            ]
            for number in {0, 1, *ends, *(n - 1 for n in ends)}:
                for sign in (1, -1):
                    found |= set(calendar.day(next_day(instant, sign * number, zone), zone))
    return found | {turn + step for turn in found for step in (-1, 1)}
