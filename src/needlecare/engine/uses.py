"""What rules on things people use or undergo say of a session: washouts, the day itself, plans for afterwards, duties."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from needlecare.engine import knowledge
from needlecare.engine.finding import Finding, Question, decided, narrowed, worst_of
from needlecare.engine.knowledge import Known, Part, Plan
from needlecare.engine.stretches import Placed, first_after, last_before, place
from needlecare.engine.timing import (
    anchor_at,
    anchor_of,
    broken,
    day_window,
    is_arrival_window,
    is_later_day,
    is_two_sided,
    is_wait_after,
    is_washout,
    length_of,
    level,
    limits_of,
    only_afterwards,
    span_of,
    unstated_length,
)
from needlecare.protocol.model import At, Bound, Outcome, Rule, Shift, Span, State, Unstated, Window
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import BEGINNING, END, Instant, Interval, after, before
from needlecare.protocol.values import replace

_READY = (Outcome.READY, Outcome.READY)
_Ends = tuple[Outcome, Outcome]  # best and worst
_Limits = tuple[Interval, Interval]  # the last allowed use, at the advised value and at the floor


def avoid(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[tuple[Finding, ...]]:
    """Yield what an `avoid` rule says of each of its subjects; nothing where it only tells what to do afterwards.

    Where the rule's guards ask whether something is prescribed, what is and what is not are judged apart, and what may
    be either is judged both ways.
    """
    for name in rule.subjects:
        whole = knowledge.last_use(book, facts, name, excepted=rule.excepted)
        for choices in knowledge.by_prescription(rule, whole):
            found = [_of_subject(book, facts, rule, name, known) for known in choices]
            if any(found):
                yield tuple(one for one in found if one is not None)


def _of_subject(book: Rulebook, facts: Facts, rule: Rule, name: str, known: Known) -> Finding | None:
    found = worst_of(list(_in_windows(book, facts, rule, name, known)))
    if found is None or len(rule.when) < 2 or not known.planned or not facts.session.is_exact:
        return found
    return narrowed(found, least=_least_meeting(book, facts, rule, name, known))


def implied(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    """Return what a permission "from then on" says of plans, and of courses that go on, before that moment."""
    found: list[Finding] = []
    for window in rule.when:
        if window.form == "after" and isinstance(window.opens, Shift):
            before_it = Window("after", At(window.opens.anchor), window.opens)
            for name in rule.subjects:
                known = knowledge.last_use(book, facts, name, excepted=rule.excepted)
                part = _afterwards(book, facts, rule, before_it, name, known)
                if part is not None and (part.planned or part.worst > Outcome.READY):
                    found.append(part)
    return worst_of(found)


def _in_windows(book: Rulebook, facts: Facts, rule: Rule, name: str, known: Known) -> Iterator[Finding]:
    for window in rule.when:
        if "previous-session" in window.anchors and facts.previous_sessions == ():
            continue  # there was none
        if is_washout(window):
            part: Finding | None = _washout(book, facts, rule, window, name, known)
        elif window.form == "day" or is_arrival_window(window):
            part = _on_a_day(book, facts, rule, window, name, known)
        elif is_wait_after(window):
            part = _afterwards(book, facts, rule, window, name, known)
        else:
            part = _within(book, facts, rule, window, name, known)
        if part is not None:
            yield part


def _least_meeting(book: Rulebook, facts: Facts, rule: Rule, name: str, known: Known) -> Outcome:
    """Return what plans mean at the least for a session at a known moment, all windows of a rule taken together.

    A plan of unknown hour may miss either side of the session, but not both. It is least in the way at one of its ends.
    """

    def means(use: Instant) -> Outcome:
        only = replace(known, lo=BEGINNING, hi=BEGINNING, parts=(), plans=(Plan(_just(use), True, None),))
        found = worst_of(list(_in_windows(book, facts, rule, name, only)))
        return Outcome.READY if found is None else found.best

    return max(min(means(plan.lo), means(plan.hi)) for plan in known.planned)


def starts_beside_plans(book: Rulebook, facts: Facts, rule: Rule) -> set[Instant]:
    """Return the session starts at which a rule may be kept best, where it may start at several and plans are near.

    A later start is better for every last use; a plan wants the session either late or early, at the latest at one of
    these. Empty where there is no plan.
    """
    lag = length_of(book, facts)
    session = facts.session
    plans = {
        plan
        for name in rule.subjects
        for plan in knowledge.last_use(book, facts, name, excepted=rule.excepted).planned
    }
    starts = {session.lo, session.hi} if plans else set()
    for plan in plans:
        starts |= {plan.hi - 1, plan.hi - 1 - lag, facts.zone.day(facts.zone.day_of(plan.hi)).lo - 1}
        for span in filter(None, (span_of(book, window) for window in rule.when)):
            latest = [before(plan.hi, length, facts.zone) for length in (span.floor, span.advised)]
            starts |= {start - shift for start in latest for shift in (0, lag)}
    return {start for start in starts if session.lo <= start <= session.hi}


def _just(moment: Instant) -> Interval:
    return Interval(moment, moment)


def _proof(known: Known, bound: Bound) -> dict[str, object]:
    is_unstated = isinstance(bound, Unstated)
    return {
        "said": known.said,
        "prescribed": known.prescribed,
        "goes_on": known.goes_on,
        "unstated": is_unstated,
        "inherited_from": bound.inherited_from if isinstance(bound, Unstated) else "",
    }


def _area_or(question: Question, known: Known) -> Question:
    """Return what to ask of a use: first which area is treated, where it is open whether the use was there."""
    return Question("area") if known.area_open else question


def _worst_of_ends(ends: Iterator[_Ends]) -> _Ends:
    """Return both ends of several things that hold at once."""
    best = worst = Outcome.READY
    for one_best, one_worst in ends:
        best, worst = max(best, one_best), max(worst, one_worst)
    return best, worst


# --- before an anchor ------------------------------------------------------------------------------------------------


def _washout(book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known) -> Finding:
    assert isinstance(window.closes, At)
    proof = _proof(known, window.opens)
    fail = broken(rule, window)
    span = span_of(book, window)
    at = anchor_at(book, facts, window.closes.anchor)
    if at is None:  # the anchor's own date is not known: only "never used" settles it
        best = Outcome.REFER if any(_is_course(part) and part.sure for part in known.parts) else Outcome.READY
        worst = max(best, fail) if known.parts or known.plans else Outcome.READY
        return decided(rule, min(best, worst), worst, Question("plan-date", (window.closes.anchor,)), **proof)
    limits = limits_of(facts, at, span) if span else None
    best, worst = _worst_of_ends(_part_before(part, at, limits, fail) for part in known.parts)
    planned = _worst_of_ends(_plan_before(plan, at, limits, fail) for plan in known.plans)
    if limits is None:
        question, slack = Question("last-use", (name,)), None
    else:
        question = Question("planned-time", (name,)) if best is worst else _use_question(name, known, limits)
        has_use = not known.silent and not known.is_none
        slack = Interval(limits[0].lo - known.hi, limits[0].hi - known.lo) if has_use else None
    return decided(
        rule,
        max(best, planned[0]),
        max(worst, planned[1]),
        _area_or(question, known),
        limit=limits[0] if limits else None,
        floor_limit=limits[1] if limits else None,
        slack=slack,
        planned=planned[1] > Outcome.READY,
        **proof,
    )


def _is_course(part: Part) -> bool:
    """Return whether this is a prescribed course that goes on; whether and when it ends is for the prescriber to say."""
    return part.goes_on and part.prescribed is True


def _part_before(part: Part, at: Interval, limits: _Limits | None, fail: Outcome) -> _Ends:
    """Return both ends of one thing said of a last use; where no length is stated, any use is for a clinician to judge."""
    if limits is None:
        least = most = Outcome.REFER
        if_now = Outcome.REFER
    else:
        advised, floor = limits
        least = level(min(part.lo, at.hi), advised.hi, floor.hi, fail)
        most = level(min(part.hi, at.lo), advised.lo, floor.lo, fail)
        if_now = level(min(part.lo, at.lo), advised.lo, floor.lo, fail)
    if _is_course(part):
        least, most = (outcome if outcome is fail else Outcome.REFER for outcome in (least, if_now))
    elif part.goes_on and part.prescribed is None:
        most = max(most, Outcome.REFER)
    return (least if part.sure and part.lo > BEGINNING else Outcome.READY), most


def _plan_before(plan: Plan, at: Interval, limits: _Limits | None, fail: Outcome) -> _Ends:
    """Return both ends of a use planned ahead of, or on, an anchor."""
    if plan.at.lo > at.hi:
        return _READY
    if limits is None:
        least = most = Outcome.REFER
    else:
        advised, floor = limits
        least = level(plan.at.lo, advised.hi, floor.hi, fail)
        most = level(plan.at.hi, advised.lo, floor.lo, fail) if plan.at.hi < at.lo else fail
    return (least if plan.sure and plan.at.hi <= at.lo else Outcome.READY), most


def _use_question(name: str, known: Known, limits: _Limits) -> Question:
    """Return what to ask of a class whose use is not settled: when it was, or at what time the session is."""
    if known.goes_on:
        return Question("stop-by", (name,), limits[0].lo)
    if known.hi == END:
        return Question("last-use", (name,), limits[0].lo)
    ends = (end for pair in limits for end in (pair.lo, pair.hi))
    divides = next((end for end in ends if known.lo <= end < known.hi), None)
    return Question("session-time") if divides is None else Question("by-when", (name,), divides)


# --- on a day --------------------------------------------------------------------------------------------------------


def _on_a_day(
    book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known
) -> Finding | None:
    """Decide a window that is a local calendar day: was there a use on that day, or is there a plan for it?

    A day after the session can only be broken by plans and by prescribed courses that go on.
    """
    is_later = is_later_day(window)
    if is_later and known.silent and not known.plans and not known.goes_on:
        return None
    fail = broken(rule, window)
    at = anchor_at(book, facts, anchor_of(window))
    if at is None:
        worst = fail if known.parts or known.plans else Outcome.READY
        question = Question("plan-date", (anchor_of(window),))
        return decided(rule, Outcome.READY, worst, question, **_proof(known, window.opens))
    days = day_window(facts, window, at.lo), day_window(facts, window, at.hi)
    used = (_course_ends(part) if is_later else _part_on(part, days, fail) for part in known.parts)
    planned = (_on(plan.at, days, fail, sure=plan.sure) for plan in known.plans)
    best, worst = _worst_of_ends(chain(used, planned))
    question = Question("stop-by" if known.goes_on else "by-when", (name,), days[0].lo - 1)
    limit = Interval(days[0].lo - 1, days[1].lo - 1)
    return decided(rule, best, worst, _area_or(question, known), limit=limit, **_proof(known, window.opens))


def _part_on(part: Part, days: tuple[Interval, Interval], fail: Outcome) -> _Ends:
    if not part.goes_on:
        return _on(Interval(part.lo, part.hi), days, fail, sure=part.sure)
    least, if_now = _on(_just(part.lo), days, fail, sure=part.sure)
    if _is_course(part):
        least, most = (outcome if outcome is fail else Outcome.REFER for outcome in (least, if_now))
        return (least if part.sure else Outcome.READY), most
    most = _on(Interval(part.lo, part.hi), days, fail, sure=part.sure)[1]
    return least, max(most, Outcome.REFER) if part.prescribed is None else most


def _on(use: Interval, days: tuple[Interval, Interval], fail: Outcome, *, sure: bool) -> _Ends:
    """Return both ends of a use for a window that is one of the days from the first to the last."""
    first, last = days
    if use.lo > last.hi or use.hi < first.lo:
        return _READY
    is_on = sure and first == last and first.lo <= use.lo and use.hi <= first.hi
    return (fail if is_on else Outcome.READY), fail


# --- after the session -----------------------------------------------------------------------------------------------


def _afterwards(
    book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known
) -> Finding | None:
    """Decide a window after the session: only plans, and prescribed courses that go on, can already break it."""
    assert isinstance(window.opens, At)
    at = anchor_at(book, facts, window.opens.anchor)
    is_told = known.silent and not known.goes_on and not known.plans
    if at is None or window.opens.anchor not in ("session", "session-end") or is_told:
        return None
    span = span_of(book, window)
    fail = broken(rule, window)
    opens = facts.session if is_two_sided(rule) else at  # between two sides lies the session itself
    used = (_course_ends(part) for part in known.parts)
    planned = (_plan_after(facts, plan, opens, at, span, fail) for plan in known.plans)
    best, worst = _worst_of_ends(chain(used, planned))
    until = None
    if span is not None:
        until = Interval(after(at.lo, span.advised, facts.zone), after(at.hi, span.advised, facts.zone))
    question = Question("prescribed" if known.goes_on else "planned-time", (name,))
    proof = _proof(known, window.closes)
    return decided(
        rule, best, worst, _area_or(question, known), limit=until, planned=bool(known.plans), **proof
    )


def _course_ends(part: Part, *, may_be_over: bool = False) -> _Ends:
    """Return both ends of a use that goes on: a prescribed one is for the prescriber, another can pause.

    `may_be_over` says that the window may not last at all, since a state ends it.
    """
    if not part.goes_on or part.prescribed is False:
        return _READY
    is_certain = part.prescribed and part.sure and not may_be_over
    return (Outcome.REFER if is_certain else Outcome.READY), Outcome.REFER


def _plan_after(
    facts: Facts, plan: Plan, opens: Interval, at: Interval, span: Span | None, fail: Outcome
) -> _Ends:
    def meant(use: Instant, start: Instant) -> Outcome:
        if span is None:
            return Outcome.REFER
        if use >= after(start, span.advised, facts.zone):
            return Outcome.READY
        return min(Outcome.CAUTION, fail) if use >= after(start, span.floor, facts.zone) else fail

    if plan.at.hi < opens.lo:
        return _READY
    is_after = plan.sure and plan.at.lo >= opens.hi
    return (meant(plan.at.hi, at.lo) if is_after else Outcome.READY), meant(plan.at.lo, at.hi)


# --- any other stretch of time ---------------------------------------------------------------------------------------


def _within(
    book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known
) -> Finding | None:
    """Decide a window of any other form: may a use lie in it? Where it lies afterwards, only plans and courses can."""
    is_later = only_afterwards(window)
    if window.form == "words" or (is_later and known.silent and not known.plans and not known.goes_on):
        return None
    bound = window.closes
    is_open = isinstance(bound, Unstated) and unstated_length(book, bound) is None
    fail = Outcome.REFER if is_open else broken(rule, window)
    proof = _proof(known, bound)
    placed = place(book, facts, window)
    if placed is None:
        worst = fail if known.parts or known.plans else Outcome.READY
        unknown = tuple(sorted(a for a in window.anchors if anchor_at(book, facts, a) is None))
        return decided(rule, Outcome.READY, worst, Question("plan-date", unknown[:1]), **proof)
    may_be_empty = not placed.floor.certain
    used = (
        _course_ends(part, may_be_over=may_be_empty) if is_later else _part_in(part, placed, fail)
        for part in known.parts
    )
    by_use = _worst_of_ends(used)
    best, worst = _worst_of_ends(
        iter([by_use, *(_in(plan.at, placed, fail, sure=plan.sure) for plan in known.plans)])
    )
    limit = first_after(placed) if is_later else last_before(placed)
    if by_use[0] is by_use[1]:
        question = _question_of_plans(name, known, window)
    else:
        question = _question_within(facts, name, known, window, placed)
    return decided(
        rule, best, worst, _area_or(question, known), limit=limit, planned=bool(known.plans), **proof
    )


def _in(use: Interval, placed: Placed, fail: Outcome, *, sure: bool) -> _Ends:
    """Return both ends of a use for a window: at its floor length it breaks the rule, beyond that it is a caution."""
    mild = min(Outcome.CAUTION, fail)
    worst = fail if placed.floor.touches(use) else mild if placed.advised.touches(use) else Outcome.READY
    best = fail if placed.floor.holds(use) else mild if placed.advised.holds(use) else Outcome.READY
    return (best if sure else Outcome.READY), worst


def _part_in(part: Part, placed: Placed, fail: Outcome) -> _Ends:
    use = Interval(part.lo, part.hi)
    if not part.goes_on:
        return _in(use, placed, fail, sure=part.sure)
    least, if_now = _in(_just(part.lo), placed, fail, sure=part.sure)
    if _is_course(part):
        least, most = (outcome if outcome is fail else Outcome.REFER for outcome in (least, if_now))
        return (least if part.sure else Outcome.READY), most
    most = _in(use, placed, fail, sure=part.sure)[1]
    return least, max(most, Outcome.REFER) if part.prescribed is None else most


def _question_of_plans(name: str, known: Known, window: Window) -> Question:
    """Return what to ask where it hangs on a plan whether a window is kept: when exactly, or how the state is."""
    states = [bound.condition for bound in window.bounds if isinstance(bound, State)]
    if states and all(plan.at.is_exact for plan in known.plans):
        return Question("condition", (states[0],))
    return Question("planned-time", (name,))


def _question_within(facts: Facts, name: str, known: Known, window: Window, placed: Placed) -> Question:
    """Return what to ask where it is not settled whether a use lies in a window."""
    ends = [end for run in placed.advised.widest for end in (run.opens.lo - 1, run.closes.lo)]
    if known.goes_on:
        return (
            Question("prescribed", (name,))
            if only_afterwards(window)
            else Question("stop-by", (name,), ends[0])
        )
    if known.hi == END:
        return Question("last-use", (name,), ends[0] if ends else None)
    divides = next((end for end in ends if known.lo <= end < known.hi), None)
    if divides is not None:
        return Question("by-when", (name,), divides)
    anchors = tuple(sorted(window.anchors - {"session", "session-end"}))
    return (
        Question("session-time")
        if not facts.session.is_exact or not anchors
        else Question("plan-date", anchors[:1])
    )


# --- duties before the session ---------------------------------------------------------------------------------------


def begun_at_best(known: Known) -> Iterator[Instant]:
    """Yield when a duty may have begun, or be done, at the earliest; BEGINNING where nobody has said."""
    for part in known.parts:
        if part.started is not None:
            yield part.started.lo
        else:
            yield BEGINNING if part.goes_on else part.lo
    yield from (start.lo for start in (*known.started, *known.planned, *known.maybe_planned))


def begun_at_worst(known: Known) -> Iterator[Instant]:
    """Yield when a duty has begun, or will be done, at the latest."""
    yield from (part.hi for part in known.parts if part.sure and not part.goes_on and part.lo > BEGINNING)
    yield from (start.hi for start in (*known.started, *known.planned))


def require(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    """Return what a checked duty says: has it begun, or been done, by its distance before the session?"""
    assert rule.outcome is not None
    span = span_of(book, rule.when[0]) if rule.when else None
    advised, floor = limits_of(facts, facts.session, span) if span else (facts.session, facts.session)
    found: list[Finding] = []
    for name in rule.subjects:
        known = knowledge.last_use(book, facts, name)
        fail = rule.outcome
        best = min((level(at, advised.hi, floor.hi, fail) for at in begun_at_best(known)), default=fail)
        worst = min((level(at, advised.lo, floor.lo, fail) for at in begun_at_worst(known)), default=fail)
        question = Question("started", (name,), advised.lo)
        found.append(decided(rule, best, worst, question, limit=advised, floor_limit=floor, said=known.said))
    return worst_of(found)
