"""The first time at which a session may happen: every rule forbids stretches of time, and the first gap is the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from needlecare.engine import knowledge, places, traits
from needlecare.engine.knowledge import Known
from needlecare.engine.stretches import forbidden
from needlecare.engine.timing import (
    broken,
    exclusion,
    is_arrival_window,
    is_later_day,
    is_two_sided,
    is_wait_after,
    is_washout,
    length_of,
    moves_along,
    only_afterwards,
    span_of,
)
from needlecare.engine.uses import begun_at_best, begun_at_worst
from needlecare.protocol.model import At, Edge, Guard, Outcome, Rule, Span, Verb, Window
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth
from needlecare.protocol.time import BEGINNING, END, Duration, Instant, Interval, Unit, after, before

# A stretch in which a session may not start: certainly forbidden in the worst world, or also in the best.
_Stretch = tuple[Instant, Instant]


def earliest(
    book: Rulebook, facts: Facts, rules: Iterable[Rule] | None = None
) -> tuple[Instant | None, Instant | None]:
    """Return the first session start that is certainly, and that is possibly, free of every wait.

    Only what time can settle counts: waits with a date, ages, gaps, and states that last; advised values are used.
    None where no end is known. The rules are those that do not wait for arrival, found here where they are not given.
    """
    worst: list[_Stretch] = []
    best: list[_Stretch] = []
    for rule in traits.by_stage(book, facts)[1] if rules is None else rules:
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


def _forbidden(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[_Stretch, bool]]:
    """Yield the stretches a rule forbids, each with whether it holds in the best world (else the worst)."""
    if not places.is_open_twice(book, facts, rule):
        yield from _forbidden_here(book, facts, rule)
        return
    each = [list(_forbidden_here(book, there, rule)) for there in places.each(book, facts)]
    yield from {(stretch, False) for found in each for stretch, sure in found if not sure}
    anywhere = {(BEGINNING, END)}
    for found in each:
        anywhere = _in_both(anywhere, {stretch for stretch, sure in found if sure})
    yield from ((stretch, True) for stretch in anywhere)


def _in_both(some: set[_Stretch], others: set[_Stretch]) -> set[_Stretch]:
    """Return the time that lies in a stretch of either."""
    shared = {(max(lo, low), min(hi, high)) for lo, hi in some for low, high in others}
    return {(lo, hi) for lo, hi in shared if lo <= hi}


def _forbidden_here(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[_Stretch, bool]]:
    if rule.verb is Verb.AVOID:
        for name in rule.subjects:
            whole = knowledge.last_use(book, facts, name, excepted=rule.excepted)
            for choices in knowledge.by_prescription(rule, whole):
                prescribed = choices[0].prescribed if len(choices) == 1 else None
                yield from _guarded(book, facts, rule, prescribed, _from_uses(book, facts, rule, choices[0]))
    elif rule.verb is Verb.EXCLUDE:
        yield from _guarded(book, facts, rule, None, _from_condition(book, facts, rule))
    elif rule.verb is Verb.CHECK and rule.outcome is Outcome.WAIT:
        yield from _guarded(book, facts, rule, None, _from_check(book, facts, rule))
    elif rule.verb is Verb.REQUIRE and rule.outcome is Outcome.WAIT:
        yield from _guarded(book, facts, rule, None, _from_duty(book, facts, rule))


def _guarded(
    book: Rulebook, facts: Facts, rule: Rule, prescribed: Truth, found: Iterator[tuple[_Stretch, bool]]
) -> Iterator[tuple[_Stretch, bool]]:
    """Yield what is forbidden as the rule's guards leave it."""
    if not (rule.guards or rule.unless):
        yield from found
        return
    applies = knowledge.all_hold(book, facts, rule.guards, prescribed=prescribed)
    lifted = bool(rule.unless) and knowledge.all_hold(book, facts, rule.unless, prescribed=prescribed)
    if applies is False or lifted is True:
        return
    certain = applies is True and lifted is False
    for stretch, sure in found:
        if certain or not sure:
            yield stretch, sure


def _from_uses(book: Rulebook, facts: Facts, rule: Rule, known: Known) -> Iterator[tuple[_Stretch, bool]]:
    windows = [window for window in rule.when if broken(rule, window) is Outcome.WAIT]
    before_it: list[Span] = []
    after_it: list[tuple[Span, int]] = []
    for window in windows:
        span = span_of(book, window)
        if not all(moves_along(facts, anchor) for anchor in window.anchors):
            continue  # a fixed date of its own: moving the session does not help
        if is_washout(window) and span is not None:
            before_it.append(span)
            yield from _washout(facts, span, known)
        elif is_arrival_window(window) or window.form == "day":
            yield from _on_a_day(facts, window, known)
        elif is_wait_after(window) and span is not None:
            lag = length_of(book, facts) if window.opens == At("session-end") else 0
            opens = 0 if is_two_sided(rule) else lag
            after_it.append((span, lag))
            yield from _before_plans(facts, span, known, lag=lag, opens=opens)
        elif not is_washout(window) and not is_wait_after(window):
            yield from _within(book, facts, window, known)
    for first in before_it:
        for second, lag in after_it:
            yield from _around_plans(facts, first, second, known, lag=lag)


def _washout(facts: Facts, span: Span, known: Known) -> Iterator[tuple[_Stretch, bool]]:
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


def _on_a_day(facts: Facts, window: Window, known: Known) -> Iterator[tuple[_Stretch, bool]]:
    """Yield the days of sessions that a use on the window's day falls foul of."""
    shift = window.opens.day if isinstance(window.opens, Edge) else 0
    events = [(plan.at, plan.sure) for plan in known.plans]
    for part in () if is_later_day(window) else known.parts:
        events.append((Interval(part.lo, part.hi), part.sure))
        if part.goes_on:
            events.append((Interval(part.lo, part.lo), part.sure))  # who goes on uses it now
    for event, sure in events:
        first = BEGINNING if event.lo == BEGINNING else _shifted(facts, event.lo, -shift).lo
        last = END if event.hi == END else _shifted(facts, event.hi, -shift).hi
        yield (first, last), False
        if sure and event.lo > BEGINNING and event.hi < END and _shifted(facts, event.lo, -shift).hi == last:
            yield (first, last), True


def _within(book: Rulebook, facts: Facts, window: Window, known: Known) -> Iterator[tuple[_Stretch, bool]]:
    """Yield the starts for which a use lies in a window of any other form."""
    if window.form in ("words", "course"):
        return  # where a course lies does not hang on this session alone
    uses = [(plan.at, plan.sure) for plan in known.plans]
    for part in () if only_afterwards(window) else known.parts:
        uses.append((Interval(part.lo, part.hi), part.sure and part.lo > BEGINNING and part.hi < END))
        if part.goes_on:
            uses.append((Interval(part.lo, part.lo), part.sure))  # who goes on uses it now
    for use, is_sure in uses:
        for sure in (False, True) if is_sure else (False,):
            for stretch in forbidden(book, facts, window, use, sure=sure):
                yield stretch, sure


def _shifted(facts: Facts, at: Instant, days: int) -> Interval:
    """Return the local day some days after that of an instant."""
    return facts.zone.day(facts.zone.day_of(at) + timedelta(days=days))


def _before_plans(
    facts: Facts, span: Span, known: Known, *, lag: int, opens: int
) -> Iterator[tuple[_Stretch, bool]]:
    """Yield the starts too near before a plan, for a window that opens and counts some seconds after a start."""
    for plan in known.plans:
        if plan.sure:
            lo = before(plan.at.hi, span.advised, facts.zone) + 1 - lag
            if lo <= plan.at.lo - opens:
                yield (lo, plan.at.lo - opens), True
        lo = before(plan.at.lo, span.advised, facts.zone) + 1 - lag
        yield (lo, plan.at.hi - opens), False


def _around_plans(
    facts: Facts, first: Span, second: Span, known: Known, *, lag: int
) -> Iterator[tuple[_Stretch, bool]]:
    """Yield the starts that a plan rules out whatever its hour, since before and after it both are too near."""
    for plan in known.planned:
        lo = before(plan.hi, second.advised, facts.zone) + 1 - lag
        hi = after(plan.lo, first.advised, facts.zone) - 1
        if lo <= hi:
            yield (lo, hi), True


def _from_check(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[_Stretch, bool]]:
    if any(traits.arrival_truth(book, facts, name) is not False for name in rule.subjects):
        yield (BEGINNING, END), False  # it may be over at any time, but nobody knows when


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
    """Yield the time at which a person is of the ages that a contraindication names."""
    if facts.birth is None:
        yield (BEGINNING, END), False
        return
    reached, passed = Interval(BEGINNING, BEGINNING), Interval(END + 1, END + 1)
    if guard.least is not None:
        reached = knowledge.birthday(facts, guard.least + guard.open_least)
    if guard.most is not None:
        passed = knowledge.birthday(facts, guard.most + (not guard.open_most))
    yield (reached.lo, passed.hi - 1), False
    if reached.hi < passed.lo:
        yield (reached.hi, passed.lo - 1), True


def _from_duty(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[_Stretch, bool]]:
    span = span_of(book, rule.when[0]) if rule.when else None
    wait = span.advised if span else Duration(0, Unit.MINUTE)
    for name in rule.subjects:
        known = knowledge.last_use(book, facts, name)
        over = min((after(at, wait, facts.zone) for at in begun_at_worst(known)), default=END + 1)
        yield (BEGINNING, over - 1), False
        soonest = min([facts.asked, *begun_at_best(known)])  # what was not done before can be done now
        yield (BEGINNING, after(soonest, wait, facts.zone) - 1), True


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
