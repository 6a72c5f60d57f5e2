"""What limits a series of sessions: the present, the first session's wait, gap, count, event, and days that are not free.

Rules speak of instants; a limit speaks of days of the clinic's calendar. A day counts as free only where every start on
it is: at the session's own time of day where that is known, else at any time of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from needlecare.engine import knowledge
from needlecare.engine.earliest import earliest
from needlecare.engine.stretches import forbidden
from needlecare.engine.timing import is_arrival_window, is_wait_after, is_washout, moves_along, span_of
from needlecare.protocol.model import Later, Open, Rule, State, Unstated, Verb, Window
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import ZERO, Duration, Instant, Interval, after, before
from needlecare.protocol.values import dataclass, replace

# The subject whose after-care says how long before an event the last session is; subjects of the kind `event` as well.
EVENT_SUBJECT = "important-event"

_NOON = clock_time(12)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Days on which no session can be, both included: travel, a holiday of the clinic.

    Raises
    ------
    ValueError
        If the last day comes before the first.
    """

    first: date
    last: date
    why: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"blocked days cannot end before they begin: {self.first} > {self.last}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One thing that limits a series.

    `kind` is start (the present), wait (what screening says of the first session), gap, count, event, closed (weekdays),
    blocked, or planned (the days around an event planned for then; `name` is its subject, `rules` say so). A start or
    wait has a `first` possible day, an event a `last`; a wait without an end has neither.
    """

    kind: str
    name: str = ""
    first: date | None = None
    last: date | None = None
    weekdays: tuple[int, ...] = ()
    planned: Interval | None = None
    rules: tuple[str, ...] = ()


class Days:
    """The clinic's days as sessions see them."""

    def __init__(self, book: Rulebook, facts: Facts) -> None:
        self.asked, self.zone = facts.asked, facts.zone
        self.length = book.settings.session_length
        self.time = facts.zone.local(facts.session.lo).time() if facts.session.is_exact else None

    def starts(self, day: date) -> Interval:
        """Return when a session of that day may start: within the day, and today not before the present."""
        if self.time is not None:
            exact = self._at(day, self.time)
            return Interval(exact, exact)
        whole = self.zone.day(day)
        first = max(whole.lo, self.asked) if self.asked <= whole.hi else whole.lo
        return Interval(first, max(first, before(whole.hi + 1, self.length, self.zone) - 1))

    def first_from(self, moment: Instant) -> date:
        """Return the first day on which every start lies at or after a moment."""
        day = self.zone.day_of(moment)
        return day if self.starts(day).lo >= moment else day + _DAY

    def last_until(self, moment: Instant) -> date:
        """Return the last day on which every start lies at or before a moment."""
        day = self.zone.day_of(moment)
        return day if self.starts(day).hi <= moment else day - _DAY

    def touched(self, lo: Instant, hi: Instant) -> tuple[date, date]:
        """Return the first and the last day with a start in a stretch of instants; none where they are reversed."""
        first, last = self.zone.day_of(lo), self.zone.day_of(hi)
        first = first if self.starts(first).hi >= lo else first + _DAY
        return first, last if self.starts(last).lo <= hi else last - _DAY

    def follow(self, day: int, wait: Duration) -> int:
        """Return the first day whose session comes a wait after that day's, both at the same time of day."""
        time = self.time or _NOON
        over = after(self._at(date.fromordinal(day), time), wait, self.zone)
        there = self.zone.day_of(over)
        return there.toordinal() + (self._at(there, time) < over)

    def _at(self, day: date, time: clock_time) -> Instant:
        return self.zone.first_reaching(datetime.combine(day, time))


def event_lead(book: Rulebook) -> Duration | None:
    """Return how long before an event the last session is over, by the book's longest rule; None where none says."""
    spans = []
    for rule in book.rules:
        is_about_event = rule.verb is Verb.AVOID and any(_is_event(book, name) for name in rule.subjects)
        for window in rule.when:
            counts_back = is_washout(window) and window.anchors == {"event"}
            span = (
                span_of(book, window) if counts_back or (is_about_event and is_wait_after(window)) else None
            )
            if span is not None:
                spans.append(span.advised)
    return max(spans, key=lambda span: span.nominal, default=None)


def _is_event(book: Rulebook, name: str) -> bool:
    return name == EVENT_SUBJECT or book.subjects[name].kind == "event"


def limits_of(
    book: Rulebook,
    facts: Facts,
    *,
    event: Interval | None,
    lead: Duration,
    blocked: Iterable[Blocked],
    closed: Iterable[int],
) -> tuple[tuple[Limit, ...], tuple[str, ...]]:
    """Return everything that limits a series, and the notes on how sure its wait is."""
    days = Days(book, facts)
    wait, notes = _wait(book, facts, days)
    found = [Limit(kind="start", first=days.first_from(facts.asked)), *wait]
    found += [Limit(kind="gap"), Limit(kind="count")]
    if event is not None:
        over = before(before(event.lo, lead, facts.zone), days.length, facts.zone)
        found.append(Limit(kind="event", last=days.last_until(over)))
    weekdays = tuple(sorted(set(closed)))
    found += [Limit(kind="closed", weekdays=weekdays)] if weekdays else []
    found += [Limit(kind="blocked", name=b.why, first=b.first, last=b.last) for b in blocked]
    return (*found, *_around_plans(book, facts, days)), notes


def _wait(book: Rulebook, facts: Facts, days: Days) -> tuple[list[Limit], tuple[str, ...]]:
    """Return the wait before the first session; plans and the gap are limits of their own."""
    bare = replace(
        facts,
        previous_sessions=(),
        used={name: tuple(replace(use, planned=()) for use in uses) for name, uses in facts.used.items()},
    )
    certain, possible = earliest(book, bare)
    start = possible if certain is None else certain
    if start is None:
        return [Limit(kind="wait")], ("wait-without-end",)
    wait = [Limit(kind="wait", first=days.first_from(start))] if start > facts.asked else []
    return wait, ("wait-not-certain",) if certain is None else ()


# --- around planned events -------------------------------------------------------------------------------------------


def _around_plans(book: Rulebook, facts: Facts, days: Days) -> Iterator[Limit]:
    """Yield the days around each planned event on which rules want no session, before and after it."""
    found: dict[tuple[str, Interval], list[tuple[str, date, date]]] = {}
    for rule in book.rules:
        if rule.verb is not Verb.AVOID or _is_out(book, facts, rule):
            continue
        for name in rule.subjects:
            known = knowledge.last_use(book, facts, name, excepted=rule.excepted)
            for plan in (*known.planned, *known.maybe_planned):
                for lo, hi in _stretches(book, facts, rule, plan):
                    first, last = days.touched(lo, hi)
                    if first <= last:
                        found.setdefault((name, plan), []).append((rule.id, first, last))
    for (name, plan), parts in found.items():
        for run in _runs(parts):
            yield Limit(
                kind="planned",
                name=name,
                first=min(first for _, first, _ in run),
                last=max(last for _, _, last in run),
                planned=plan,
                rules=tuple(dict.fromkeys(rule_id for rule_id, _, _ in run)),
            )


def _runs(parts: list[tuple[str, date, date]]) -> list[list[tuple[str, date, date]]]:
    """Return parts in groups, between which there are days without any."""
    runs: list[list[tuple[str, date, date]]] = []
    for part in sorted(parts, key=lambda part: part[1:]):
        if runs and part[1] <= max(last for _, _, last in runs[-1]) + _DAY:
            runs[-1].append(part)
        else:
            runs.append([part])
    return [sorted(run, key=parts.index) for run in runs]


def _is_out(book: Rulebook, facts: Facts, rule: Rule) -> bool:
    """Return whether a rule does not apply, for certain."""
    if knowledge.all_hold(book, facts, rule.guards) is False:
        return True
    return bool(rule.unless) and knowledge.all_hold(book, facts, rule.unless) is True


def _stretches(book: Rulebook, facts: Facts, rule: Rule, plan: Interval) -> Iterator[tuple[Instant, Instant]]:
    """Yield the stretches of starts that a planned use rules out, as far as lengths and days say so."""
    where = facts.zone
    for window in rule.when:
        span = span_of(book, window)
        if is_arrival_window(window):
            yield where.day(where.day_of(plan.lo)).lo, where.day(where.day_of(plan.hi)).hi
        elif not all(moves_along(facts, anchor) for anchor in window.anchors):
            continue  # a fixed date of its own
        elif is_washout(window):
            if span is not None:
                yield plan.lo, after(plan.hi, span.advised, where) - 1
        elif is_wait_after(window):
            if span is not None:
                length = book.settings.session_length if "session-end" in window.anchors else ZERO
                lo = before(plan.lo, span.advised, where) + 1
                yield before(lo, length, where), before(plan.hi, length, where)
        elif (placed := _without_states(window)) is not None:
            yield from forbidden(book, facts, placed, plan, sure=False)


def _without_states(window: Window) -> Window | None:
    """Return a window as far as lengths and days bound it; None where only a state or words do, or nothing."""
    closes = window.closes
    if isinstance(closes, Later):
        closes = next((bound for bound in closes.bounds if not isinstance(bound, State)), Open())
    if window.form in ("words", "course") or isinstance(window.opens, State | Open):
        return None
    return None if isinstance(closes, State | Open | Unstated) else replace(window, closes=closes)
