"""May this session happen? One finding per rule, one outcome per session; the worst wins.

Every finding is decided at the best and at the worst end of what is known. Where both agree that is the outcome; where
they differ the outcome is `ask`, with the question that would settle it. Nothing here reads a clock or a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from needlecare.engine import knowledge
from needlecare.engine.knowledge import Known
from needlecare.protocol.model import (
    At,
    Condition,
    Edge,
    Grade,
    Guard,
    Outcome,
    Prescribed,
    Rule,
    Shift,
    Span,
    Strength,
    Unstated,
    Verb,
    Window,
    guards_within,
)
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth, Use
from needlecare.protocol.time import BEGINNING, END, Duration, Instant, Interval, after, before

if TYPE_CHECKING:
    from needlecare.protocol.document import Series

GAP_RULE = "series-gap"
HEALING_RULE = "series-not-while"
BY_GRADE = {
    Grade.ABSOLUTE: Outcome.STOP,
    Grade.RELATIVE: Outcome.REFER,
    Grade.PRECAUTION: Outcome.CAUTION,
    Grade.DEFER: Outcome.WAIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask next: `kind` is last-use, by-when, stop-by, started, condition, area, plan, plan-date, birth,
    prescribed, previous-session, session-time or a fact's own name; `limit` is the moment that divides the answers.
    """

    kind: str
    names: tuple[str, ...] = ()
    limit: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says of one session, with its proof.

    `rule` is None where no rule covers what was said. `limit` is the last allowed use (advised value), `floor_limit`
    the same at the floor, `slack` limit minus last use; all intervals, since session and use may be. [s]
    """

    rule_id: str
    rule: Rule | None
    outcome: Outcome
    best: Outcome
    worst: Outcome
    limit: Interval | None = None
    floor_limit: Interval | None = None
    slack: Interval | None = None
    said: tuple[tuple[str, Use], ...] = ()
    states: tuple[str, ...] = ()
    question: Question | None = None
    until: str = ""
    unstated: bool = False
    inherited_from: str = ""
    prescribed: Truth = False
    goes_on: bool = False
    planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of a session and the findings it rests on, worst first.

    `pending` are rules that can only be looked at on arrival. `certain` is the first instant at which every rule that
    time can settle is kept whatever the open answers are; `possible` the first at which it may be. None: no such time
    is known.
    """

    outcome: Outcome
    best: Outcome
    worst: Outcome
    findings: tuple[Finding, ...]
    pending: tuple[str, ...]
    certain: Instant | None
    possible: Instant | None
    digest: str
    facts: Facts


def screen(book: Rulebook, facts: Facts) -> Verdict:
    """Return what the rulebook says of the session in the facts.

    Parameters
    ----------
    book : Rulebook
        From `load`.
    facts : Facts
        From `read_facts`; its `asked` is the present, no clock is read.
    """
    from needlecare.engine.earliest import earliest

    findings = sorted(findings_of(book, facts), key=lambda f: (-f.outcome, -f.worst))
    certain, possible = earliest(book, facts)
    return Verdict(
        outcome=max((f.outcome for f in findings), default=Outcome.READY),
        best=max((f.best for f in findings), default=Outcome.READY),
        worst=max((f.worst for f in findings), default=Outcome.READY),
        findings=tuple(findings),
        pending=tuple(rule.id for rule in book.rules if is_pending(book, facts, rule)),
        certain=certain,
        possible=possible,
        digest=book.digest,
        facts=facts,
    )


def findings_of(book: Rulebook, facts: Facts) -> Iterator[Finding]:
    """Yield a finding for every rule that is screened, and for every subject no rule covers."""
    for rule in book.rules:
        finding = finding_of(book, facts, rule)
        if finding is not None:
            yield finding
    if book.series is not None:
        yield from _series_findings(book, facts, book.series)
    for name in uncovered(book, facts):
        said = tuple((name, use) for use in facts.used.get(name, ()))
        yield Finding(
            rule_id="",
            rule=None,
            outcome=Outcome.REFER,
            best=Outcome.REFER,
            worst=Outcome.REFER,
            said=said,
            states=(name,),
        )


def uncovered(book: Rulebook, facts: Facts) -> tuple[str, ...]:
    """Return what was said to be used that no rule names; "never" needs no rule."""
    named = {
        inner for rule in book.rules for name in rule.subjects for inner in book.narrower.get(name, {name})
    }
    own = [n for n, uses in facts.used.items() if n not in named and not all(use.never for use in uses)]
    return (*facts.uncovered, *own)


def finding_of(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    """Return what one rule says, or None where the rule is not about whether a session may happen."""
    if is_pending(book, facts, rule):
        return None
    if rule.verb is Verb.AVOID:
        found = _avoid(book, facts, rule)
    elif rule.verb is Verb.EXCLUDE:
        found = _exclude(book, facts, rule)
    elif rule.verb is Verb.CHECK:
        found = _check(book, facts, rule)
    elif rule.verb is Verb.REQUIRE and rule.outcome is not None:
        found = _require(book, facts, rule)
    else:
        return None
    return None if found is None else _guarded(book, facts, rule, found)


# --- which rules speak when ------------------------------------------------------------------------------------------


def is_arrival_window(window: Window) -> bool:
    """Return whether a window lies wholly on the session's own day, so that only arrival shows whether it was kept."""
    return (
        window.form in ("day", "moment")
        and window.anchors <= {"session"}
        and getattr(window.opens, "day", 0) == 0
    )


def is_arrival_rule(rule: Rule) -> bool:
    return rule.verb is Verb.CHECK or (
        rule.verb is Verb.AVOID and bool(rule.when) and all(is_arrival_window(window) for window in rule.when)
    )


def is_pending(book: Rulebook, facts: Facts, rule: Rule) -> bool:
    """Return whether a rule waits for arrival: an arrival rule of which nothing has been said while booking."""
    if facts.stage == "arrival" or not is_arrival_rule(rule):
        return False
    if rule.verb is Verb.CHECK:
        return all(
            name not in facts.states and arrival_truth(book, facts, name) is None for name in rule.subjects
        )
    return all(knowledge.last_use(book, facts, name, excepted=rule.excepted).silent for name in rule.subjects)


def is_washout(window: Window) -> bool:
    """Return whether a window reaches from before an anchor up to it."""
    return window.form == "before" and isinstance(window.closes, At)


def is_asked(rule: Rule) -> bool:
    """Return whether silence about a rule's subjects is asked about; a duty for afterwards is told instead."""
    return rule.outcome is not None or any(
        is_washout(window) or is_arrival_window(window) for window in rule.when
    )


def broken(rule: Rule, window: Window) -> Outcome:
    """Return what it means when a rule is not kept in a window."""
    if rule.outcome is not None:
        return rule.outcome
    if rule.strength is not Strength.MUST:
        return Outcome.CAUTION
    return Outcome.CAUTION if _is_afterwards(window) else Outcome.WAIT


def _is_afterwards(window: Window) -> bool:
    return (
        isinstance(window.opens, At | Shift | Edge)
        and window.opens.anchor in ("session", "session-end")
        and not (is_washout(window) or is_arrival_window(window))
    )


# --- lengths and anchors ---------------------------------------------------------------------------------------------


def span_of(book: Rulebook, window: Window) -> Span | None:
    """Return a window's length: its own, or the one it inherits; None where nobody states one."""
    for bound in (window.opens, window.closes):
        if isinstance(bound, Shift):
            return bound.span
        if isinstance(bound, Unstated):
            if bound.inherited is not None:
                return bound.inherited
            if bound.inherited_from:
                return next(
                    (span for w in book.rule[bound.inherited_from].when if (span := span_of(book, w))), None
                )
    return None


def session_length(book: Rulebook, facts: Facts) -> Duration:
    return book.settings.session_length


def anchor_at(book: Rulebook, facts: Facts, anchor: str) -> Interval | None:
    """Return where an anchor lies, or None where it is not known."""
    if anchor == "session":
        return facts.session
    if anchor == "session-end":
        if facts.session_end is not None:
            return facts.session_end
        length = session_length(book, facts)
        return Interval(
            after(facts.session.lo, length, facts.zone), after(facts.session.hi, length, facts.zone)
        )
    if anchor == "previous-session":
        return max(facts.previous_sessions, key=lambda s: s.lo) if facts.previous_sessions else None
    if anchor == "event":
        return facts.event
    if anchor == "birth":
        return facts.birth
    planned = facts.plan.get(anchor)
    if isinstance(planned, Interval):
        return facts.session if moves_along(facts, anchor) else planned
    return None


def moves_along(facts: Facts, anchor: str) -> bool:
    """Return whether an anchor is the session itself, or planned for its very day and moved with it."""
    if anchor in ("session", "session-end"):
        return True
    planned = facts.plan.get(anchor)
    return isinstance(planned, Interval) and (
        facts.zone.day_of(planned.lo) == facts.zone.day_of(facts.session.lo)
        and facts.zone.day_of(planned.hi) == facts.zone.day_of(facts.session.hi)
    )


# --- avoid -----------------------------------------------------------------------------------------------------------


def _avoid(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    found: list[Finding] = []
    for name in rule.subjects:
        known = knowledge.last_use(book, facts, name, excepted=rule.excepted)
        for window in rule.when:
            part = _in_window(book, facts, rule, window, name, known)
            if part is not None:
                found.append(part)
    return _worst(found)


def _worst(found: list[Finding]) -> Finding | None:
    """Return the finding that decides, with the bounds of all."""
    if not found:
        return None
    lead = max(found, key=lambda f: (f.outcome, f.best, f.worst, bool(f.said)))
    best, worst = max(f.best for f in found), max(f.worst for f in found)
    said = tuple(dict.fromkeys(pair for f in found for pair in f.said))
    # Several subjects, each open: the lead's question is asked first.
    outcome = best if best is worst else Outcome.ASK
    return replace(lead, best=best, worst=worst, outcome=outcome, said=lead.said or said)


def _in_window(
    book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known
) -> Finding | None:
    if is_washout(window):
        return _washout(book, facts, rule, window, name, known)
    if is_arrival_window(window) or window.form == "day":
        return _same_day(facts, rule, window, name, known)
    if window.form == "after" and isinstance(window.opens, At):
        return _afterwards(book, facts, rule, window, name, known)
    return None


def _washout(book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known) -> Finding:
    assert isinstance(window.closes, At)
    fail = broken(rule, window)
    span = span_of(book, window)
    base = Finding(
        rule_id=rule.id,
        rule=rule,
        outcome=Outcome.READY,
        best=Outcome.READY,
        worst=Outcome.READY,
        said=known.said,
        unstated=isinstance(window.opens, Unstated),
        inherited_from=window.opens.inherited_from if isinstance(window.opens, Unstated) else "",
        prescribed=known.prescribed,
        goes_on=known.goes_on,
    )
    at = anchor_at(book, facts, window.closes.anchor)
    if span is None:
        return _no_length(base, name, known)
    if at is None:
        return _no_anchor(base, name, known, fail, window.closes.anchor)
    limits = _limits(facts, at, span)
    if known.planned or known.maybe_planned:
        planned = _planned_before(facts, rule, name, known, at, limits, span, fail)
    else:
        planned = Outcome.READY, Outcome.READY
    best = _level(min(known.lo, at.hi), limits[0].hi, limits[1].hi, fail)
    worst = _level(min(known.hi, at.lo), limits[0].lo, limits[1].lo, fail)
    if known.is_none:
        best = worst = Outcome.READY
    if known.goes_on and known.prescribed and best < fail:
        # Whether and when a prescribed course ends is for the prescriber to say.
        best = worst = Outcome.REFER
    best, worst = max(best, planned[0]), max(worst, planned[1])
    outcome = best if best is worst else Outcome.ASK
    question = _use_question(facts, name, known, limits) if outcome is Outcome.ASK else None
    slack = (
        None
        if known.silent or known.is_none
        else Interval(limits[0].lo - min(known.hi, END), limits[0].hi - max(known.lo, BEGINNING))
    )
    return replace(
        base,
        outcome=outcome,
        best=best,
        worst=worst,
        limit=limits[0],
        floor_limit=limits[1],
        slack=slack,
        question=question,
        planned=planned[1] > Outcome.READY,
    )


def _limits(facts: Facts, at: Interval, span: Span) -> tuple[Interval, Interval]:
    """Return the last allowed use at the advised value and at the floor, for both ends of an anchor."""
    advised = Interval(before(at.lo, span.advised, facts.zone), before(at.hi, span.advised, facts.zone))
    if span.floor == span.advised:
        return advised, advised
    return advised, Interval(before(at.lo, span.floor, facts.zone), before(at.hi, span.floor, facts.zone))


def _level(use: Instant, advised: Instant, floor: Instant, fail: Outcome) -> Outcome:
    if use <= advised:
        return Outcome.READY
    return min(Outcome.CAUTION, fail) if use <= floor else fail


def _planned_before(
    facts: Facts,
    rule: Rule,
    name: str,
    known: Known,
    at: Interval,
    limits: tuple[Interval, Interval],
    span: Span,
    fail: Outcome,
) -> tuple[Outcome, Outcome]:
    """Return best and worst for uses planned ahead of, or on, the anchor."""
    best = worst = Outcome.READY
    for sure, plans in ((True, known.planned), (False, known.maybe_planned)):
        for plan in plans:
            if plan.lo > at.hi:
                continue
            least = Outcome.READY if plan.hi > at.lo else _level(plan.lo, limits[0].hi, limits[1].hi, fail)
            most = _level(min(plan.hi, at.lo), limits[0].lo, limits[1].lo, fail) if plan.hi < at.lo else fail
            best, worst = max(best, least if sure else Outcome.READY), max(worst, most)
    return best, worst


def _use_question(facts: Facts, name: str, known: Known, limits: tuple[Interval, Interval]) -> Question:
    """Return what to ask of a class whose use is not settled: when it was, or at what time the session is."""
    if known.goes_on:
        return Question(kind="stop-by", names=(name,), limit=limits[0].lo)
    if known.hi == END:
        return Question(kind="last-use", names=(name,), limit=limits[0].lo)
    ends = [end for pair in limits for end in (pair.lo, pair.hi)]
    divides = next((end for end in ends if known.lo <= end < known.hi), None)
    if divides is None:
        return Question(kind="session-time")
    return Question(kind="by-when", names=(name,), limit=divides)


def _no_length(base: Finding, name: str, known: Known) -> Finding:
    """Decide where the protocol states no length: any use is for a clinician to judge."""
    best = Outcome.REFER if known.lo > BEGINNING else Outcome.READY
    worst = Outcome.READY if known.is_none else Outcome.REFER
    outcome = best if best is worst else Outcome.ASK
    question = Question(kind="last-use", names=(name,)) if outcome is Outcome.ASK else None
    return replace(base, outcome=outcome, best=best, worst=worst, question=question)


def _no_anchor(base: Finding, name: str, known: Known, fail: Outcome, anchor: str) -> Finding:
    """Decide where the anchor's own date is not known: only "never used" settles it."""
    worst = Outcome.READY if known.is_none else fail
    outcome = Outcome.READY if worst is Outcome.READY else Outcome.ASK
    question = Question(kind="plan-date", names=(anchor,)) if outcome is Outcome.ASK else None
    return replace(base, outcome=outcome, worst=worst, question=question)


def _same_day(facts: Facts, rule: Rule, window: Window, name: str, known: Known) -> Finding | None:
    """Decide a window that is a local calendar day: was there a use on that day?"""
    if known.silent and not is_asked(rule):
        return None
    fail = broken(rule, window)
    first = day_window(facts, window, facts.session.lo)
    last = day_window(facts, window, facts.session.hi)
    best = worst = Outcome.READY
    events = [(Interval(known.lo, known.hi), True)] if not known.is_none else []
    events += [(plan, True) for plan in known.planned] + [(plan, False) for plan in known.maybe_planned]
    for event, sure in events:
        if event.lo <= last.hi and event.hi >= first.lo:
            worst = fail
        if sure and event.lo >= first.lo and event.hi <= last.hi and first == last:
            best = fail
    if known.goes_on and facts.asked >= first.lo and facts.asked <= last.hi:
        best = fail
    outcome = best if best is worst else Outcome.ASK
    question = Question(kind="by-when", names=(name,), limit=first.lo - 1) if outcome is Outcome.ASK else None
    return Finding(
        rule_id=rule.id,
        rule=rule,
        outcome=outcome,
        best=best,
        worst=worst,
        limit=Interval(first.lo - 1, last.lo - 1),
        said=known.said,
        question=question,
        prescribed=known.prescribed,
        goes_on=known.goes_on,
    )


def day_window(facts: Facts, window: Window, at: Instant) -> Interval:
    """Return the local days a day window covers around an instant."""
    from datetime import timedelta

    shift = window.opens.day if isinstance(window.opens, Edge) else 0
    return facts.zone.day(facts.zone.day_of(at) + timedelta(days=shift))


def _afterwards(
    book: Rulebook, facts: Facts, rule: Rule, window: Window, name: str, known: Known
) -> Finding | None:
    """Decide a window after the session: only plans, and prescribed courses that go on, can already break it."""
    assert isinstance(window.opens, At)
    if window.opens.anchor not in ("session", "session-end"):
        return None
    fail = broken(rule, window)
    if known.silent and not (rule.outcome is not None and len(rule.when) > 1):
        return None
    at = anchor_at(book, facts, window.opens.anchor)
    span = span_of(book, window)
    if at is None:
        return None
    best = worst = Outcome.READY
    if known.goes_on and rule.subjects and book.subjects[name].prescribed is not Prescribed.NEVER:
        worst = Outcome.READY if known.prescribed is False else Outcome.REFER
        best = Outcome.REFER if known.prescribed else Outcome.READY
    for sure, plans in ((True, known.planned), (False, known.maybe_planned)):
        for plan in plans:
            least, most = _plan_after(facts, plan, at, span, fail)
            best, worst = max(best, least if sure else Outcome.READY), max(worst, most)
    outcome = best if best is worst else Outcome.ASK
    kind = "prescribed" if known.goes_on else "planned-time"
    question = Question(kind=kind, names=(name,)) if outcome is Outcome.ASK else None
    until = (
        None
        if span is None
        else Interval(after(at.lo, span.advised, facts.zone), after(at.hi, span.advised, facts.zone))
    )
    return Finding(
        rule_id=rule.id,
        rule=rule,
        outcome=outcome,
        best=best,
        worst=worst,
        limit=until,
        said=known.said,
        question=question,
        prescribed=known.prescribed,
        goes_on=known.goes_on,
        planned=bool(known.planned),
        unstated=isinstance(window.closes, Unstated),
        inherited_from=window.closes.inherited_from if isinstance(window.closes, Unstated) else "",
    )


def _plan_after(
    facts: Facts, plan: Interval, at: Interval, span: Span | None, fail: Outcome
) -> tuple[Outcome, Outcome]:
    def level(use: Instant, start: Instant) -> Outcome:
        if use < start:
            return Outcome.READY
        if span is None:
            return Outcome.REFER
        if use >= after(start, span.advised, facts.zone):
            return Outcome.READY
        return min(Outcome.CAUTION, fail) if use >= after(start, span.floor, facts.zone) else fail

    best = Outcome.READY if plan.lo < at.hi else level(plan.hi, at.lo)
    if plan.hi < at.lo:
        return Outcome.READY, Outcome.READY
    worst = level(plan.lo, at.hi) if plan.lo > at.hi else level(max(plan.lo, at.lo), max(plan.lo, at.lo))
    return best, worst


# --- conditions ------------------------------------------------------------------------------------------------------


def exclusion(rule: Rule) -> Outcome:
    """Return what it means that a contraindication holds."""
    if rule.outcome is not None:
        return rule.outcome
    return BY_GRADE[rule.grade or Grade.RELATIVE]


def _exclude(book: Rulebook, facts: Facts, rule: Rule) -> Finding:
    assert rule.exclude is not None
    fail = exclusion(rule)
    truth = knowledge.holds(book, facts, rule.exclude)
    best, worst = (
        (Outcome.READY, fail) if truth is None else (fail, fail) if truth else (Outcome.READY, Outcome.READY)
    )
    names = tuple(n for guard in guards_within((rule.exclude,)) for n in guard.names)
    held = tuple(n for n in names if n in facts.states and knowledge.condition_holds(book, facts, n))
    return Finding(
        rule_id=rule.id,
        rule=rule,
        outcome=best if best is worst else Outcome.ASK,
        best=best,
        worst=worst,
        states=held or names,
        until=rule.id if rule.grade is Grade.DEFER and truth else "",
        question=guard_question(book, facts, rule.exclude) if truth is None else None,
    )


def _check(book: Rulebook, facts: Facts, rule: Rule) -> Finding:
    fail = rule.outcome or Outcome.CAUTION
    truths = [arrival_truth(book, facts, name) for name in rule.subjects]
    best = fail if True in truths else Outcome.READY
    worst = fail if True in truths or None in truths else Outcome.READY
    unknown = tuple(name for name, truth in zip(rule.subjects, truths, strict=True) if truth is None)
    return Finding(
        rule_id=rule.id,
        rule=rule,
        outcome=best if best is worst else Outcome.ASK,
        best=best,
        worst=worst,
        states=rule.subjects,
        question=Question(kind="condition", names=unknown) if best is not worst else None,
    )


def arrival_truth(book: Rulebook, facts: Facts, name: str) -> Truth:
    """Return whether an arrival condition holds: as was said of it, or of a use on the session's day."""
    truth = knowledge.condition_holds(book, facts, name)
    if truth is not None:
        return truth
    first, last = (facts.zone.day(facts.zone.day_of(at)) for at in (facts.session.lo, facts.session.hi))
    for subject in book.conditions[name].of:
        known = knowledge.last_use(book, facts, subject)
        used = (Interval(known.lo, known.hi), *known.planned) if known.lo > BEGINNING else known.planned
        if any(first.lo <= use.lo and use.hi <= last.hi for use in used) and first == last:
            return True
    return None


def guard_question(book: Rulebook, facts: Facts, guard: Condition) -> Question:
    """Return the question that would settle a guard."""
    for part in guards_within((guard,)):
        if part.kind == "has":
            open_ones = tuple(n for n in part.names if knowledge.condition_holds(book, facts, n) is None)
            if open_ones:
                needs_area = [n for n in open_ones if (said := facts.states.get(n)) and said.holds]
                return Question(kind="area") if needs_area else Question(kind="condition", names=open_ones)
        elif knowledge.holds(book, facts, part) is None:
            kind = {"age": "birth"}.get(part.kind, part.kind)
            return Question(kind=kind, names=part.names)
    return Question(kind="condition")


# --- duties before the session ---------------------------------------------------------------------------------------


def _require(book: Rulebook, facts: Facts, rule: Rule) -> Finding:
    """Decide a duty that must have begun, or been done, by a distance before the session."""
    assert rule.outcome is not None
    window = rule.when[0] if rule.when else None
    span = span_of(book, window) if window else None
    found: list[Finding] = []
    for name in rule.subjects:
        known = knowledge.last_use(book, facts, name)
        starts = known.started or (
            (Interval(known.lo, known.hi),) if known.lo > BEGINNING and known.hi < END else ()
        )
        limits = _limits(facts, facts.session, span) if span else (facts.session, facts.session)
        if known.is_none:
            best = worst = rule.outcome
        elif not starts:
            best, worst = Outcome.READY, rule.outcome
        else:
            best = min(_level(s.lo, limits[0].hi, limits[1].hi, rule.outcome) for s in starts)
            worst = min(_level(s.hi, limits[0].lo, limits[1].lo, rule.outcome) for s in starts)
        found.append(
            Finding(
                rule_id=rule.id,
                rule=rule,
                outcome=best if best is worst else Outcome.ASK,
                best=best,
                worst=worst,
                limit=limits[0],
                floor_limit=limits[1],
                said=known.said,
                question=Question(kind="started", names=(name,), limit=limits[0].lo)
                if best is not worst
                else None,
            )
        )
    result = _worst(found)
    assert result is not None
    return result


# --- guards around a finding -----------------------------------------------------------------------------------------


def _guarded(book: Rulebook, facts: Facts, rule: Rule, found: Finding) -> Finding | None:
    """Return a finding as the rule's guards leave it; None where the rule does not apply."""
    applies = knowledge.all_hold(book, facts, rule.guards, prescribed=found.prescribed)
    lifted = (
        knowledge.all_hold(book, facts, rule.unless, prescribed=found.prescribed) if rule.unless else False
    )
    if applies is False or lifted is True:
        return None
    if (applies is True and lifted is False) or found.worst is Outcome.READY:
        return found
    if found.best is Outcome.READY and found.question is not None and found.question.kind != "plan-date":
        return found
    open_guards = rule.guards if applies is None else rule.unless
    asked = next(
        g for g in open_guards if knowledge.holds(book, facts, g, prescribed=found.prescribed) is None
    )
    names = rule.subjects[:1]
    is_prescribed = any(part.kind == "prescribed" for part in guards_within((asked,)))
    question = (
        Question(kind="prescribed", names=names) if is_prescribed else guard_question(book, facts, asked)
    )
    return replace(found, outcome=Outcome.ASK, best=Outcome.READY, question=question)


# --- the series ------------------------------------------------------------------------------------------------------


def _series_findings(book: Rulebook, facts: Facts, series: Series) -> Iterator[Finding]:
    earlier = facts.previous_sessions
    if earlier is None:
        yield Finding(
            rule_id=GAP_RULE,
            rule=None,
            outcome=Outcome.ASK,
            best=Outcome.READY,
            worst=Outcome.WAIT,
            question=Question(kind="previous-session"),
        )
        return
    if not earlier:
        return
    limits = _limits(facts, facts.session, Span(series.gap.floor, series.gap.floor))[0]
    lo, hi = max(s.lo for s in earlier), max(s.hi for s in earlier)
    best = _level(lo, limits.hi, limits.hi, Outcome.WAIT)
    worst = _level(hi, limits.lo, limits.lo, Outcome.WAIT)
    yield Finding(
        rule_id=GAP_RULE,
        rule=None,
        outcome=best if best is worst else Outcome.ASK,
        best=best,
        worst=worst,
        limit=limits,
        slack=Interval(limits.lo - hi, limits.hi - lo),
        question=Question(kind="by-when", names=("previous-session",), limit=limits.lo)
        if best is not worst
        else None,
    )
    truths = {name: knowledge.condition_holds(book, facts, name) for name in series.not_while}
    if truths:
        best = Outcome.WAIT if True in truths.values() else Outcome.READY
        worst = Outcome.WAIT if True in truths.values() or None in truths.values() else Outcome.READY
        unknown = tuple(name for name, truth in truths.items() if truth is None)
        yield Finding(
            rule_id=HEALING_RULE,
            rule=None,
            outcome=best if best is worst else Outcome.ASK,
            best=best,
            worst=worst,
            states=tuple(truths),
            until=HEALING_RULE if best is Outcome.WAIT else "",
            question=Question(kind="condition", names=unknown) if best is not worst else None,
        )


__all__ = ["Finding", "Guard", "Question", "Verdict", "screen"]
