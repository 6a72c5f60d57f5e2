"""When each session of a series may be: the earliest, an ideal and the latest day, and what stands in the way.

Days of the clinic's local calendar. No session can be earlier than its earliest or later than its latest day; between
them, days that are not free stay so. The upper end of the usual gap is never a limit. Pure: the present is the facts'
own `asked`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from needlecare.engine.series_limits import Blocked, Days, Limit, event_lead, limits_of
from needlecare.engine.spacing import FIRST_DAY, LAST_DAY, Bounds, FreeDays
from needlecare.protocol.document import Series
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import ZERO, Duration, Instant, Interval, after
from needlecare.protocol.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSession:
    """One session of a plan; `number` counts earlier sessions too, `latest` is None where nothing ends the series.

    `notes` are codes: beyond-least, clinician-review (more than the usual count), longer-than-usual (the ideal gap
    before it; no harm).
    """

    number: int
    earliest: date
    ideal: date
    latest: date | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlan:
    """A series that fits, or why it does not.

    `reasons` is empty where it fits, else a minimal set of limits that cannot hold together: without any one of them
    the others can. `shorter` is then the plan with the most sessions that fits. `notes` are codes: wait-not-certain,
    wait-without-end, previous-sessions-unknown, no-event-lead, course-not-finished (fewer than the usual count in all),
    clinician-review (more). `not_while` are the conditions under which no session happens, whatever the day.
    """

    fits: bool
    count: int
    sessions: tuple[PlannedSession, ...]
    limits: tuple[Limit, ...]
    reasons: tuple[Limit, ...]
    shorter: SeriesPlan | None
    notes: tuple[str, ...]
    not_while: tuple[str, ...]
    digest: str


def plan_series(
    book: Rulebook,
    facts: Facts,
    *,
    sessions: int | None = None,
    event: Interval | None = None,
    lead: Duration | None = None,
    blocked: Iterable[Blocked] = (),
    closed: Collection[int] = (),
    backwards: bool = False,
) -> SeriesPlan:
    """Return the days of a series.

    Parameters
    ----------
    facts : Facts
        Its `asked` is the present; where its `session` is an exact moment, all sessions are at that time of day.
    sessions : int, optional
        How many more; else as many of the protocol's count as fit.
    event : Interval, optional
        What all sessions must be over for, `lead` ahead; by default the facts' event and the protocol's lead.
    closed : collection of int
        Weekdays without sessions, Monday is 0.
    backwards : bool
        Ideal days are set back from the event, rather than on from the present.

    Raises
    ------
    ValueError
        If the rulebook has no series, a count or weekday is out of range, or there is no event to plan back from.
    """
    series, event = book.series, event or facts.event
    if series is None:
        raise ValueError("this rulebook has no series; load a protocol that says how often to come back")
    if sessions is not None and sessions < 1:
        raise ValueError("a series has at least one session")
    if backwards and event is None:
        raise ValueError("planning backwards needs an event to plan back from")
    if not set(closed) <= set(range(7)):
        raise ValueError("weekdays run from 0 for Monday to 6 for Sunday")
    lead = event_lead(book) if lead is None else lead
    limits, notes = limits_of(book, facts, event=event, lead=lead or ZERO, blocked=blocked, closed=closed)
    notes += ("no-event-lead",) if event is not None and lead is None else ()
    notes += ("previous-sessions-unknown",) if facts.previous_sessions is None else ()
    task = _Task(book, facts, series, limits, notes, backwards)
    return task.plan(task.usual_count() if sessions is None else sessions)


class _Task:
    """One series to plan, with limits that can be left out one by one."""

    def __init__(
        self,
        book: Rulebook,
        facts: Facts,
        series: Series,
        limits: tuple[Limit, ...],
        notes: tuple[str, ...],
        backwards: bool,
    ) -> None:
        self.book, self.series, self.limits, self.notes = book, series, limits, notes
        self.is_backwards = backwards
        self.days = Days(book, facts)
        self.done = len(facts.previous_sessions or ())
        self.previous = max((s.hi for s in facts.previous_sessions or ()), default=None)
        self.widest = series.gap.advised.nominal // 86_400 + 4  # no usual gap has more days

    def usual_count(self) -> int:
        """Return how many more sessions the protocol means: as many as fit, and at least its least count."""
        least = max(self.series.count.least - self.done, 1)
        most = max((self.series.count.most or self.series.count.least) - self.done, 1)
        return max((n for n in range(least, most + 1) if self.fits(self.limits, n)), default=least)

    def plan(self, count: int) -> SeriesPlan:
        """Return the plan for a number of sessions, with the best shorter one where it does not fit."""
        fits = self.fits(self.limits, count)
        most = 0 if fits else next((n for n in range(count - 1, 0, -1) if self.fits(self.limits, n)), 0)
        total = self.done + count
        unfinished = ("course-not-finished",) if total < self.series.count.least else ()
        review = ("clinician-review",) if self._is_beyond(total) else ()
        return SeriesPlan(
            fits=fits,
            count=count,
            sessions=self._sessions(count) if fits else (),
            limits=self.limits,
            reasons=() if fits else self._reasons(count),
            shorter=self.plan(most) if most else None,
            notes=(*self.notes, *unfinished, *review),
            not_while=self.series.not_while,
            digest=self.book.digest,
        )

    def fits(self, limits: tuple[Limit, ...], count: int) -> bool:
        """Return whether limits can hold together; without the limit `count`, one session is enough."""
        wanted = count if any(limit.kind == "count" for limit in limits) else 1
        return self._bounds(limits).least(wanted) is not None

    def _reasons(self, count: int) -> tuple[Limit, ...]:
        """Return a minimal set of limits that cannot hold together: each is dropped if the rest still cannot."""
        kept = self.limits
        for limit in reversed(self.limits):  # days that are not free go first, the present last
            rest = tuple(other for other in kept if other is not limit)
            if not self.fits(rest, count):
                kept = rest
        return kept

    def _bounds(self, limits: tuple[Limit, ...], gap_days: int = 0) -> Bounds:
        """Return limits as numbers, with gaps of so many days where floor and usual gap leave the choice."""
        has_gap = any(limit.kind == "gap" for limit in limits)
        firsts = [_ordinal(limit.first, LAST_DAY + 1) for limit in limits if limit.kind in ("start", "wait")]
        if has_gap and self.previous is not None:
            firsts.append(self._after_previous(self.previous, gap_days))
        stretches = [
            (limit.first.toordinal(), limit.last.toordinal())
            for limit in limits
            if limit.kind in ("blocked", "planned") and limit.first and limit.last
        ]

        def follow(day: int) -> int:
            return self._follow(day, gap_days) if has_gap else day + 1

        return Bounds(
            free=FreeDays(stretches, [day for limit in limits for day in limit.weekdays]),
            first=max(firsts, default=FIRST_DAY),
            last=min(
                (_ordinal(limit.last, 0) for limit in limits if limit.kind == "event"), default=LAST_DAY
            ),
            follow=follow,
        )

    def _follow(self, day: int, gap_days: int) -> int:
        floor = max(self.days.follow(day, self.series.gap.floor), day + 1)
        if day + gap_days <= floor:
            return floor
        return max(floor, min(day + gap_days, self.days.follow(day, self.series.gap.advised)))

    def _after_previous(self, previous: Instant, gap_days: int) -> int:
        gap, zone = self.series.gap, self.days.zone
        floor, usual = (
            self.days.first_from(after(previous, wait, zone)) for wait in (gap.floor, gap.advised)
        )
        wished = zone.day_of(previous).toordinal() + gap_days
        return max(floor.toordinal(), min(wished, usual.toordinal()))

    # --- the days of a plan that fits

    def _sessions(self, count: int) -> tuple[PlannedSession, ...]:
        bounds = self._bounds(self.limits)
        first, last, ideal = bounds.least(count), bounds.greatest(count), self._ideal(count)
        assert first and last and ideal
        is_open = all(limit.kind != "event" for limit in self.limits)
        return tuple(
            PlannedSession(
                number=self.done + k + 1,
                earliest=date.fromordinal(first[k]),
                ideal=date.fromordinal(ideal[k]),
                latest=None if is_open else date.fromordinal(last[k]),
                notes=self._session_notes(ideal, k),
            )
            for k in range(count)
        )

    def _ideal(self, count: int) -> tuple[int, ...] | None:
        """Return the days with the roomiest even gap that fits, up to the usual one."""
        fitting, too_wide = 0, self.widest + 1
        while too_wide - fitting > 1:
            middle = (fitting + too_wide) // 2
            if self._bounds(self.limits, middle).least(count):
                fitting = middle
            else:
                too_wide = middle
        roomy = self._bounds(self.limits, fitting)
        return roomy.greatest(count) if self.is_backwards else roomy.least(count)

    def _session_notes(self, ideal: tuple[int, ...], k: int) -> tuple[str, ...]:
        number = self.done + k + 1
        if self._is_beyond(number):
            notes: tuple[str, ...] = ("clinician-review",)
        else:
            notes = ("beyond-least",) if number > self.series.count.least else ()
        is_long = k > 0 and ideal[k] > self._follow(ideal[k - 1], self.widest)
        return (*notes, "longer-than-usual") if is_long else notes

    def _is_beyond(self, number: int) -> bool:
        return self.series.count.most is not None and number > self.series.count.most


def _ordinal(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal()


__all__ = ["Blocked", "Limit", "PlannedSession", "SeriesPlan", "event_lead", "plan_series"]
