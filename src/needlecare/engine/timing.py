"""Which rules speak of a session, when, and how long: the kinds of their windows, lengths and anchors."""

from __future__ import annotations

from datetime import datetime, timedelta

from needlecare.protocol.model import (
    At,
    Edge,
    Grade,
    Outcome,
    Rule,
    Shift,
    Span,
    Strength,
    Unstated,
    Verb,
    Window,
)
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import Duration, Instant, Interval, Zone, after, before

_SESSION = ("session", "session-end")
_STATES = ("since", "until", "while")
_AFTERWARDS = ("after", "days", "nights", *_STATES)
_BY_GRADE = {
    Grade.ABSOLUTE: Outcome.STOP,
    Grade.RELATIVE: Outcome.REFER,
    Grade.PRECAUTION: Outcome.CAUTION,
    Grade.DEFER: Outcome.WAIT,
}


def is_washout(window: Window) -> bool:
    """Return whether a window reaches from before an anchor up to it."""
    return window.form == "before" and isinstance(window.closes, At)


def is_arrival_window(window: Window) -> bool:
    """Return whether a window lies wholly on the session's own day, so that only arrival shows whether it was kept."""
    on_the_day = window.form in ("day", "moment") and window.anchors <= {"session"}
    return on_the_day and getattr(window.opens, "day", 0) == 0


def is_arrival_rule(rule: Rule) -> bool:
    """Return whether a rule is looked at on arrival only."""
    banned_that_day = rule.verb is Verb.AVOID and bool(rule.when) and all(map(is_arrival_window, rule.when))
    return rule.verb is Verb.CHECK or banned_that_day


def is_wait_after(window: Window) -> bool:
    """Return whether a window reaches from this session on for a length, stated or not."""
    starts = isinstance(window.opens, At) and window.opens.anchor in _SESSION
    return window.form == "after" and starts and isinstance(window.closes, Shift | Unstated)


def is_later_day(window: Window) -> bool:
    """Return whether a window is a day after the session's own."""
    return isinstance(window.opens, Edge) and window.opens.anchor in _SESSION and window.opens.day > 0


def is_two_sided(rule: Rule) -> bool:
    """Return whether a rule reaches from before the session to after it."""
    around = [window for window in rule.when if window.anchors & {*_SESSION}]
    return any(map(is_washout, around)) and any(window.form == "after" for window in around)


def broken(rule: Rule, window: Window) -> Outcome:
    """Return what it means when a rule is not kept in a window."""
    if rule.outcome is not None:
        return rule.outcome
    if rule.strength is not Strength.MUST:
        return Outcome.CAUTION
    return Outcome.CAUTION if _is_afterwards(window) else Outcome.WAIT


def _is_afterwards(window: Window) -> bool:
    """Return whether a window opens with its anchor or later, so that it is kept or broken afterwards."""
    if window.form == "day":
        return is_later_day(window)
    return window.form in _AFTERWARDS or (
        window.form == "act" and isinstance(window.opens, Shift) and window.opens.side > 0
    )


def only_afterwards(window: Window) -> bool:
    """Return whether nothing that is over lies in a window, so that only plans can break it by now.

    It opens with this session or later, or lasts as long as a state does.
    """
    if window.form in _STATES:
        return True
    return _is_afterwards(window) and window.anchors <= {*_SESSION}


def exclusion(rule: Rule) -> Outcome:
    """Return what it means that a contraindication holds."""
    return rule.outcome if rule.outcome is not None else _BY_GRADE[rule.grade or Grade.RELATIVE]


def span_of(book: Rulebook, window: Window) -> Span | None:
    """Return a window's length: its own, or the one it inherits; None where nobody states one."""
    for bound in (window.opens, window.closes):
        if isinstance(bound, Shift):
            return bound.span
        if isinstance(bound, Unstated) and (length := unstated_length(book, bound)) is not None:
            return length
    return None


def unstated_length(book: Rulebook, bound: Unstated) -> Span | None:
    """Return the length that a bound without one inherits, or None where nobody states one."""
    if bound.inherited is not None or not bound.inherited_from:
        return bound.inherited
    spans = (span_of(book, other) for other in book.rule[bound.inherited_from].when)
    return next((span for span in spans if span), None)


def limits_of(facts: Facts, at: Interval, span: Span) -> tuple[Interval, Interval]:
    """Return the last allowed use before an anchor, at the advised value and at the floor."""
    advised = stepped(at, -1, span.advised, facts.zone)
    return advised, advised if span.floor == span.advised else stepped(at, -1, span.floor, facts.zone)


def stepped(at: Interval, side: int, length: Duration, where: Zone) -> Interval:
    """Return an anchor a length earlier (`side` -1) or later (1)."""
    step = before if side < 0 else after
    first = step(at.lo, length, where)
    return Interval(first, first if at.is_exact else step(at.hi, length, where))


def level(use: Instant, advised: Instant, floor: Instant, fail: Outcome) -> Outcome:
    """Return what a last use means against its two limits."""
    if use <= advised:
        return Outcome.READY
    return min(Outcome.CAUTION, fail) if use <= floor else fail


def anchor_at(book: Rulebook, facts: Facts, anchor: str) -> Interval | None:
    """Return where an anchor lies, or None where it is not known."""
    if anchor == "session":
        return facts.session
    if anchor == "session-end":
        if facts.session_end is not None:
            return facts.session_end
        length = book.settings.session_length
        return stepped(facts.session, 1, length, facts.zone)
    if anchor == "previous-session":
        return max(facts.previous_sessions, key=lambda s: s.lo) if facts.previous_sessions else None
    if anchor == "first-session" and facts.previous_sessions is not None:
        return min((*facts.previous_sessions, facts.session), key=lambda s: s.lo)
    if anchor in ("event", "birth"):
        return facts.event if anchor == "event" else facts.birth
    planned = facts.plan.get(anchor) if facts.plan else None
    if not isinstance(planned, Interval):
        return None
    return facts.session if moves_along(facts, anchor) else planned


def length_of(book: Rulebook, facts: Facts) -> int:
    """Return how long the session takes: from its given start to its given end, else as the protocol says. [s]"""
    end = anchor_at(book, facts, "session-end")
    assert end is not None
    return end.lo - facts.session.lo


def moves_along(facts: Facts, anchor: str) -> bool:
    """Return whether an anchor is the session itself, or planned for its very day and moved with it."""
    if anchor in _SESSION:
        return True
    planned = facts.plan.get(anchor) if facts.plan else None
    if not isinstance(planned, Interval):
        return False
    ends = ((planned.lo, facts.session.lo), (planned.hi, facts.session.hi))
    return all(facts.zone.day_of(one) == facts.zone.day_of(other) for one, other in ends)


def anchor_of(window: Window) -> str:
    """Return the anchor a window of days hangs on."""
    return window.opens.anchor if isinstance(window.opens, Edge | At) else "session"


def day_window(facts: Facts, window: Window, at: Instant) -> Interval:
    """Return the local day a day window covers around an instant."""
    shift = window.opens.day if isinstance(window.opens, Edge) else 0
    return facts.zone.day(facts.zone.day_of(at) + timedelta(days=shift))


def edge_of_day(book: Rulebook, where: Zone, at: Instant, day: int, edge: str) -> Instant:
    """Return an edge of the local day some days from that of an instant.

    `edge` is start, end (the next day's first second), or morning or evening, at the protocol's declared hours.
    """
    date = where.day_of(at) + timedelta(days=day)
    if edge in ("start", "end"):
        whole = where.day(date)
        return whole.lo if edge == "start" else whole.hi + 1
    settings = book.settings
    hour, minute = map(int, (settings.morning if edge == "morning" else settings.evening).split(":"))
    return where.first_reaching(datetime(date.year, date.month, date.day, hour, minute))
