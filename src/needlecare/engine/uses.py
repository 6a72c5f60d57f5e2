"""What rules on things people use or undergo say of a session: washouts, the day itself, plans for afterwards, duties."""

from __future__ import annotations

from dataclasses import replace

from needlecare.engine import knowledge
from needlecare.engine.finding import Finding, Question, decided, worst_of
from needlecare.engine.knowledge import Known
from needlecare.engine.timing import (
    anchor_at,
    broken,
    day_window,
    is_arrival_window,
    is_asked,
    is_washout,
    level,
    limits_of,
    span_of,
)
from needlecare.protocol.model import At, Bound, Outcome, Prescribed, Rule, Shift, Span, Unstated, Window
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import BEGINNING, END, Instant, Interval, after

_READY = (Outcome.READY, Outcome.READY)
_Ends = tuple[Outcome, Outcome]  # best and worst


def avoid(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    """Return what an `avoid` rule says, or None where it only tells what to do afterwards."""
    found: list[Finding] = []
    for name in rule.subjects:
        known = knowledge.last_use(book, facts, name, excepted=rule.excepted)
        for window in rule.when:
            part = _in_window(book, facts, rule, window, name, known)
            if part is not None:
                found.append(part)
        if _meets_plan(facts, rule, known):
            found = [replace(f, best=f.worst, outcome=f.worst, question=None) for f in found if f.planned]
    return worst_of(found)


def _meets_plan(facts: Facts, rule: Rule, known: Known) -> bool:
    """Return whether a plan meets the session under a rule with both sides: whichever comes first, it is broken."""
    sides = {is_washout(window) for window in rule.when if window.anchors & {"session", "session-end"}}
    return len(sides) == 2 and any(
        plan.lo <= facts.session.hi and plan.hi >= facts.session.lo for plan in known.planned
    )


def implied(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    """Return what a permission "from then on" says of plans before that moment."""
    found: list[Finding] = []
    for window in rule.when:
        if window.form == "after" and isinstance(window.opens, Shift):
            before_it = Window("after", At(window.opens.anchor), window.opens)
            for name in rule.subjects:
                part = _afterwards(book, facts, rule, before_it, name, knowledge.last_use(book, facts, name))
                if part is not None and part.planned:
                    found.append(part)
    return worst_of(found)


def _in_window(
    book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known
) -> Finding | None:
    if is_washout(window):
        return _washout(book, facts, rule, window, name, known)
    if window.form == "day" or is_arrival_window(window):
        return _same_day(facts, rule, window, name, known)
    if window.form == "after" and isinstance(window.opens, At):
        return _afterwards(book, facts, rule, window, name, known)
    return None


def _proof(known: Known, bound: Bound) -> dict[str, object]:
    is_unstated = isinstance(bound, Unstated)
    return {
        "said": known.said,
        "prescribed": known.prescribed,
        "goes_on": known.goes_on,
        "unstated": is_unstated,
        "inherited_from": bound.inherited_from if isinstance(bound, Unstated) else "",
    }


# --- before an anchor ------------------------------------------------------------------------------------------------


def _washout(book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known) -> Finding:
    assert isinstance(window.closes, At)
    proof = _proof(known, window.opens)
    fail = broken(rule, window)
    span = span_of(book, window)
    at = anchor_at(book, facts, window.closes.anchor)
    if span is None:  # no length is stated: any use is for a clinician to judge
        best = Outcome.REFER if known.lo > BEGINNING else Outcome.READY
        worst = Outcome.READY if known.is_none else Outcome.REFER
        return decided(rule, best, worst, Question("last-use", (name,)), **proof)
    if at is None:  # the anchor's own date is not known: only "never used" settles it
        worst = Outcome.READY if known.is_none and not known.planned else fail
        return decided(rule, Outcome.READY, worst, Question("plan-date", (window.closes.anchor,)), **proof)
    advised, floor = limits = limits_of(facts, at, span)
    best, worst = _last_use_ends(known, at, limits, fail)
    planned = _planned_ends(known, at, limits, fail)
    has_use = not known.silent and not known.is_none
    return decided(
        rule,
        max(best, planned[0]),
        max(worst, planned[1]),
        Question("planned-time", (name,)) if best is worst else _use_question(name, known, limits),
        limit=advised,
        floor_limit=floor,
        slack=Interval(advised.lo - known.hi, advised.hi - known.lo) if has_use else None,
        planned=planned[1] > Outcome.READY,
        **proof,
    )


def _last_use_ends(known: Known, at: Interval, limits: tuple[Interval, Interval], fail: Outcome) -> _Ends:
    if known.is_none:
        return _READY
    advised, floor = limits
    best = level(min(known.lo, at.hi), advised.hi, floor.hi, fail)
    worst = level(min(known.hi, at.lo), advised.lo, floor.lo, fail)
    if known.goes_on and known.prescribed and best < fail:
        # Whether and when a prescribed course ends is for the prescriber to say.
        return Outcome.REFER, Outcome.REFER
    return best, worst


def _planned_ends(known: Known, at: Interval, limits: tuple[Interval, Interval], fail: Outcome) -> _Ends:
    """Return both ends for uses planned ahead of, or on, the anchor."""
    best = worst = Outcome.READY
    advised, floor = limits
    for sure, plans in ((True, known.planned), (False, known.maybe_planned)):
        for plan in plans:
            if plan.lo > at.hi:
                continue
            least = Outcome.READY if plan.hi > at.lo else level(plan.lo, advised.hi, floor.hi, fail)
            most = level(plan.hi, advised.lo, floor.lo, fail) if plan.hi < at.lo else fail
            best, worst = max(best, least if sure else Outcome.READY), max(worst, most)
    return best, worst


def _use_question(name: str, known: Known, limits: tuple[Interval, Interval]) -> Question:
    """Return what to ask of a class whose use is not settled: when it was, or at what time the session is."""
    if known.area_open:
        return Question("area")
    if known.goes_on:
        return Question("stop-by", (name,), limits[0].lo)
    if known.hi == END:
        return Question("last-use", (name,), limits[0].lo)
    ends = (end for pair in limits for end in (pair.lo, pair.hi))
    divides = next((end for end in ends if known.lo <= end < known.hi), None)
    return Question("session-time") if divides is None else Question("by-when", (name,), divides)


# --- on the day ------------------------------------------------------------------------------------------------------


def _same_day(facts: Facts, rule: Rule, window: Window, name: str, known: Known) -> Finding | None:
    """Decide a window that is a local calendar day: was there a use on that day?"""
    if known.silent and not known.planned and not is_asked(rule):
        return None
    fail = broken(rule, window)
    first, last = day_window(facts, window, facts.session.lo), day_window(facts, window, facts.session.hi)
    best = worst = Outcome.READY
    events = [(Interval(known.lo, known.hi), True)] if not known.is_none else []
    events += [(plan, True) for plan in known.planned] + [(plan, False) for plan in known.maybe_planned]
    for event, sure in events:
        if event.lo <= last.hi and event.hi >= first.lo:
            worst = fail
        if sure and event.lo >= first.lo and event.hi <= last.hi and first == last:
            best = fail
    if known.goes_on and first.lo <= facts.asked <= last.hi:
        best = fail
    question = Question("stop-by" if known.goes_on else "by-when", (name,), first.lo - 1)
    limit = Interval(first.lo - 1, last.lo - 1)
    return decided(rule, best, max(best, worst), question, limit=limit, **_proof(known, window.opens))


# --- after the session -----------------------------------------------------------------------------------------------


def _afterwards(
    book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known
) -> Finding | None:
    """Decide a window after the session: only plans, and prescribed courses that go on, can already break it."""
    assert isinstance(window.opens, At)
    at = anchor_at(book, facts, window.opens.anchor)
    is_told = known.silent and not (known.goes_on or known.planned or known.maybe_planned)
    if at is None or window.opens.anchor not in ("session", "session-end") or is_told:
        return None
    span = span_of(book, window)
    best, worst = _course_ends(book, name, known)
    for sure, plans in ((True, known.planned), (False, known.maybe_planned)):
        for plan in plans:
            least, most = _plan_ends(facts, plan, at, span, broken(rule, window))
            best, worst = max(best, least if sure else Outcome.READY), max(worst, most)
    until = None
    if span is not None:
        until = Interval(after(at.lo, span.advised, facts.zone), after(at.hi, span.advised, facts.zone))
    question = Question("prescribed" if known.goes_on else "planned-time", (name,))
    planned = bool(known.planned or known.maybe_planned)
    return decided(rule, best, worst, question, limit=until, planned=planned, **_proof(known, window.closes))


def _course_ends(book: Rulebook, name: str, known: Known) -> _Ends:
    """Return both ends for a course that goes on: a prescribed one is for the prescriber, another can pause."""
    if not known.goes_on or book.subjects[name].prescribed is Prescribed.NEVER or known.prescribed is False:
        return _READY
    return (Outcome.REFER if known.prescribed else Outcome.READY), Outcome.REFER


def _plan_ends(facts: Facts, plan: Interval, at: Interval, span: Span | None, fail: Outcome) -> _Ends:
    def meant(use: Instant, start: Instant) -> Outcome:
        if use < start:
            return Outcome.READY
        if span is None:
            return Outcome.REFER
        if use >= after(start, span.advised, facts.zone):
            return Outcome.READY
        return min(Outcome.CAUTION, fail) if use >= after(start, span.floor, facts.zone) else fail

    if plan.hi < at.lo:
        return _READY
    best = Outcome.READY if plan.lo < at.hi else meant(plan.hi, at.lo)
    meeting = max(plan.lo, at.lo)
    return best, meant(plan.lo, at.hi) if plan.lo > at.hi else meant(meeting, meeting)


# --- duties before the session ---------------------------------------------------------------------------------------


def starts_of(known: Known) -> tuple[Interval, ...]:
    """Return when a duty began, or was done."""
    done = (Interval(known.lo, known.hi),) if known.lo > BEGINNING and known.hi < END else ()
    return known.started or done


def require(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    """Return what a checked duty says: has it begun, or been done, by its distance before the session?"""
    assert rule.outcome is not None
    span = span_of(book, rule.when[0]) if rule.when else None
    advised, floor = limits_of(facts, facts.session, span) if span else (facts.session, facts.session)
    found: list[Finding] = []
    for name in rule.subjects:
        known = knowledge.last_use(book, facts, name)
        starts = starts_of(known)
        best, worst = (rule.outcome if known.is_none else Outcome.READY), rule.outcome
        if starts:
            best = min(level(start.lo, advised.hi, floor.hi, rule.outcome) for start in starts)
            worst = min(level(start.hi, advised.lo, floor.lo, rule.outcome) for start in starts)
        question = Question("started", (name,), advised.lo)
        found.append(decided(rule, best, worst, question, limit=advised, floor_limit=floor, said=known.said))
    return worst_of(found)
