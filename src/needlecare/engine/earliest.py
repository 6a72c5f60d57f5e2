"""The first time at which a session may happen: every rule forbids stretches of time, and the first gap is the answer."""

from __future__ import annotations

from collections.abc import Iterator

from needlecare.engine import knowledge
from needlecare.engine.knowledge import Known
from needlecare.engine.timing import (
    anchor_at,
    broken,
    day_window,
    exclusion,
    is_arrival_window,
    is_washout,
    moves_along,
    span_of,
)
from needlecare.engine.uses import starts_of
from needlecare.protocol.model import At, Guard, Outcome, Rule, Verb, Window
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth
from needlecare.protocol.time import BEGINNING, END, Duration, Instant, Interval, Unit, after, before

# A stretch in which a session may not start: certainly forbidden in the worst world, or also in the best.
_Stretch = tuple[Instant, Instant]


def earliest(book: Rulebook, facts: Facts) -> tuple[Instant | None, Instant | None]:
    """Return the first session start that is certainly, and that is possibly, free of every wait.

    Only what time can settle counts: waits with a date, ages, gaps, and states that last; advised values are used.
    None where no end is known.
    """
    worst: list[_Stretch] = []
    best: list[_Stretch] = []
    for rule in book.rules:
        for stretch, sure in _forbidden(book, facts, rule):
            (best if sure else worst).append(stretch)
    for stretch, sure in _gap(book, facts):
        (best if sure else worst).append(stretch)
    return _first_free(facts.asked, worst), _first_free(facts.asked, best)


def _first_free(start: Instant, stretches: list[_Stretch]) -> Instant | None:
    """Return the first instant at or after `start` in no stretch; a stretch holds both its ends."""
    for lo, hi in sorted(stretches):
        if lo > start:
            break
        start = max(start, hi + 1)
    return None if start > END else start


def _both(stretch: _Stretch) -> Iterator[tuple[_Stretch, bool]]:
    yield stretch, False
    yield stretch, True


def _forbidden(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[_Stretch, bool]]:
    """Yield the stretches a rule forbids, each with whether it holds in the best world (else the worst)."""
    applies = knowledge.all_hold(book, facts, rule.guards, prescribed=None)
    lifted = knowledge.all_hold(book, facts, rule.unless, prescribed=None) if rule.unless else False
    if applies is False or lifted is True:
        return
    certain = applies is True and lifted is False
    if rule.verb is Verb.AVOID:
        found = _from_uses(book, facts, rule)
    elif rule.verb is Verb.EXCLUDE:
        found = _from_condition(book, facts, rule)
    elif rule.verb is Verb.REQUIRE and rule.outcome is Outcome.WAIT:
        found = _from_duty(book, facts, rule)
    else:
        return
    for stretch, sure in found:
        if certain or not sure:
            yield stretch, sure


def _from_uses(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[_Stretch, bool]]:
    for name in rule.subjects:
        known = knowledge.last_use(book, facts, name, excepted=rule.excepted)
        waits = [
            w for w in rule.when if broken(rule, w) is Outcome.WAIT and w.anchors & {"session", "session-end"}
        ]
        if {is_washout(window) for window in waits} == {True, False}:
            # Both sides of a plan are forbidden, so its own day is, whatever the hour.
            yield from (((plan.lo, plan.hi), True) for plan in known.planned)
        for window in rule.when:
            if broken(rule, window) is not Outcome.WAIT:
                continue
            if is_washout(window):
                yield from _washout(book, facts, window, known)
            elif is_arrival_window(window):
                yield from _same_day(facts, window, known)
            elif window.form == "after" and isinstance(window.opens, At):
                yield from _before_plans(book, facts, window, known)


def _washout(book: Rulebook, facts: Facts, window: Window, known: Known) -> Iterator[tuple[_Stretch, bool]]:
    span = span_of(book, window)
    assert isinstance(window.closes, At)
    if span is None or (known.is_none and not known.planned and not known.maybe_planned):
        return
    if not moves_along(facts, window.closes.anchor):
        return  # a fixed date of its own: moving the session does not help
    if known.hi == END:
        yield (BEGINNING, END), False
    elif known.hi > BEGINNING:
        yield (BEGINNING, after(known.hi, span.advised, facts.zone) - 1), False
    if known.lo > BEGINNING:
        yield (BEGINNING, after(known.lo, span.advised, facts.zone) - 1), True
    for plan in known.planned:
        last = after(plan.lo, span.advised, facts.zone) - 1
        if plan.hi <= last:
            yield (plan.hi, last), True
    for plan in (*known.planned, *known.maybe_planned):
        yield (plan.lo, after(plan.hi, span.advised, facts.zone) - 1), False


def _same_day(facts: Facts, window: Window, known: Known) -> Iterator[tuple[_Stretch, bool]]:
    if not known.silent and not known.is_none:
        if known.hi == END:
            yield (BEGINNING, END), False
        else:
            yield (BEGINNING, day_window(facts, window, known.hi).hi), False
    sure = [Interval(known.lo, known.hi)] if known.lo > BEGINNING and known.hi < END else []
    sure += [Interval(facts.asked, facts.asked)] if known.goes_on else []
    for event in (*sure, *known.planned):
        first, last = day_window(facts, window, event.lo), day_window(facts, window, event.hi)
        if first == last:
            yield (first.lo, last.hi), True
    for event in (*known.planned, *known.maybe_planned):
        yield (day_window(facts, window, event.lo).lo, day_window(facts, window, event.hi).hi), False


def _before_plans(
    book: Rulebook, facts: Facts, window: Window, known: Known
) -> Iterator[tuple[_Stretch, bool]]:
    span = span_of(book, window)
    assert isinstance(window.opens, At)
    if span is None or window.opens.anchor not in ("session", "session-end"):
        return
    lag = _lag(book, facts) if window.opens.anchor == "session-end" else 0
    for plan in known.planned:
        lo = before(plan.hi, span.advised, facts.zone) + 1 - lag
        if lo <= plan.lo - lag:
            yield (lo, plan.lo - lag), True
    for plan in (*known.planned, *known.maybe_planned):
        yield (before(plan.lo, span.advised, facts.zone) + 1 - lag, plan.hi - lag), False


def _lag(book: Rulebook, facts: Facts) -> int:
    end = anchor_at(book, facts, "session-end")
    assert end is not None
    return end.lo - facts.session.lo


def _from_condition(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[_Stretch, bool]]:
    assert rule.exclude is not None
    fail = exclusion(rule)
    if fail not in (Outcome.WAIT, Outcome.STOP):
        return
    if isinstance(rule.exclude, Guard) and rule.exclude.kind == "age":
        yield from _from_age(facts, rule.exclude)
        return
    truth: Truth = knowledge.holds(book, facts, rule.exclude)
    if truth is False:
        return
    yield (BEGINNING, END), False
    if truth and fail is Outcome.STOP:
        yield (BEGINNING, END), True  # a state that one can wait for may be over at any time


def _from_age(facts: Facts, guard: Guard) -> Iterator[tuple[_Stretch, bool]]:
    if guard.least is not None or guard.most is None:
        return
    if facts.birth is None:
        yield (BEGINNING, END), False
        return
    day = knowledge.birthday(facts, guard.most + (not guard.open_most))
    yield (BEGINNING, day.hi - 1), False
    yield (BEGINNING, day.lo - 1), True


def _from_duty(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[_Stretch, bool]]:
    span = span_of(book, rule.when[0]) if rule.when else None
    wait = span.advised if span else Duration(0, Unit.MINUTE)
    for name in rule.subjects:
        known = knowledge.last_use(book, facts, name)
        starts = starts_of(known)
        if starts:
            yield (BEGINNING, min(after(s.hi, wait, facts.zone) for s in starts) - 1), False
            yield (BEGINNING, min(after(s.lo, wait, facts.zone) for s in starts) - 1), True
        else:
            yield (BEGINNING, END), False
            if known.is_none:
                yield (BEGINNING, after(facts.asked, wait, facts.zone) - 1), True


def _gap(book: Rulebook, facts: Facts) -> Iterator[tuple[_Stretch, bool]]:
    if book.series is None:
        return
    if facts.previous_sessions is None:
        yield (BEGINNING, END), False
        return
    if not facts.previous_sessions:
        return
    floor = book.series.gap.floor
    yield (BEGINNING, after(max(s.hi for s in facts.previous_sessions), floor, facts.zone) - 1), False
    yield (BEGINNING, after(max(s.lo for s in facts.previous_sessions), floor, facts.zone) - 1), True
    for name in book.series.not_while:
        if knowledge.condition_holds(book, facts, name) is not False:
            yield (BEGINNING, END), False
