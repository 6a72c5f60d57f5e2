"""Where any window lies for one session start, second by second, and which starts a use in it forbids.

Waits up to the session, its own day and the time after it have rules of their own in `uses`; every other form is placed
here: from one distance to another, numbered days and nights, the time around another date, the whole course, and as
long as a state lasts. Both ends of a stretch move the same way as the session does, so the ends of what is known decide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from needlecare.engine.timing import anchor_at, edge_of_day, length_of, unstated_length
from needlecare.protocol.model import At, Bound, Earlier, Edge, Later, Shift, State, Unstated, Window
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import BEGINNING, END, Instant, Interval, Zone, after, before
from needlecare.protocol.values import NamedTuple

_MOST_NIGHTS = 400
_FARTHEST = 130 * 366 * 86_400  # no window reaches farther from its anchor [s]
_Anchors = Mapping[str, Instant]


class Stretch(NamedTuple):
    """One run of seconds for every session start that is possible: where it opens and closes first and last."""

    opens: Interval
    closes: Interval


class Reach(NamedTuple):
    """A window at one of its two lengths: at its widest, and as far as it certainly reaches."""

    widest: tuple[Stretch, ...]
    certain: tuple[Stretch, ...]

    def touches(self, use: Interval) -> bool:
        """Return whether a use may lie in the window."""
        return any(one.opens.lo <= use.hi and use.lo <= one.closes.hi for one in self.widest)

    def holds(self, use: Interval) -> bool:
        """Return whether a use certainly lies in the window, whenever both are."""
        return any(one.opens.hi <= use.lo and use.hi <= one.closes.lo for one in self.certain)


class Placed(NamedTuple):
    """A window on the calendar: at its advised length, and at the floor within it."""

    advised: Reach
    floor: Reach


def place(book: Rulebook, facts: Facts, window: Window) -> Placed | None:
    """Return where a window lies, or None where the date of one of its anchors is not known."""
    where = {name: anchor_at(book, facts, name) for name in _anchors(window)}
    known = {name: at for name, at in where.items() if at is not None}
    if len(known) < len(where):
        return None
    first = {name: at.lo for name, at in known.items()}
    last = {name: at.hi for name, at in known.items()}
    placing = _Placing(book, window, facts.zone)
    return Placed(*(placing.reach(first, last, wide=wide) for wide in (True, False)))


def last_before(placed: Placed) -> Interval | None:
    """Return the last second before a window, at its widest."""
    runs = placed.advised.widest
    return (
        Interval(runs[0].opens.lo - 1, runs[0].opens.hi - 1)
        if runs and runs[0].opens.lo > BEGINNING
        else None
    )


def first_after(placed: Placed) -> Interval | None:
    """Return the first second after a window, at its widest, where its end is known."""
    runs = placed.advised.widest
    return (
        Interval(runs[-1].closes.lo + 1, runs[-1].closes.hi + 1)
        if runs and runs[-1].closes.hi < END
        else None
    )


def forbidden(
    book: Rulebook, facts: Facts, window: Window, use: Interval, *, sure: bool
) -> Iterator[tuple[Instant, Instant]]:
    """Yield the session starts for which a use lies in a window at its advised length: surely, or in some world.

    Each pair is a first and a last start, from the moment of asking on.
    """
    placing, length = _Placing(book, window, facts.zone), length_of(book, facts)

    def ends(number: int, start: Instant) -> tuple[Instant, Instant]:
        where = {name: start + length * (name == "session-end") for name in _anchors(window)}
        return placing.run(number, where, wide=True, widest=not sure)

    farthest = facts.asked + _FARTHEST
    opened, closed = (use.lo, use.hi) if sure else (use.hi, use.lo)
    for number in range(placing.runs(widest=not sure)):
        run = partial(ends, number)
        lo = _first(facts.asked, farthest, run, 1, closed)
        hi = _first(facts.asked, farthest, run, 0, opened + 1) - 1
        if lo <= hi:
            yield lo, (END if hi + 1 >= farthest else hi)


def _first(
    lo: Instant, hi: Instant, run: Callable[[Instant], tuple[Instant, Instant]], end: int, reached: Instant
) -> Instant:
    """Return the first start in [lo, hi] at which one end of a run has reached an instant; `hi` where none is before."""
    return lo + bisect_left(range(lo, hi), reached, key=lambda start: run(start)[end])


def _anchors(window: Window) -> frozenset[str]:
    # When the last session of a course will be is not known; it is not before this one.
    return window.anchors - {"last-session"} | ({"session"} if window.form == "course" else set())


class _Placing(NamedTuple):
    book: Rulebook
    window: Window
    zone: Zone

    def reach(self, first: _Anchors, last: _Anchors, *, wide: bool) -> Reach:
        """Return where the window lies, given the first and the last place of each anchor."""
        return Reach(*(tuple(self._stretches(first, last, wide, widest)) for widest in (True, False)))

    def _stretches(self, first: _Anchors, last: _Anchors, wide: bool, widest: bool) -> Iterator[Stretch]:
        for number in range(self.runs(widest=widest)):
            one, other = (self.run(number, where, wide=wide, widest=widest) for where in (first, last))
            if one[0] <= one[1] or other[0] <= other[1]:  # a range may leave nothing between its floors
                yield Stretch(Interval(one[0], other[0]), Interval(one[1], other[1]))

    def runs(self, *, widest: bool) -> int:
        """Return of how many runs the window is made: one, none where it may be empty, or one for each night."""
        if self.window.form == "nights":
            return len(self._nights())
        is_open = any(isinstance(bound, State) for bound in self.window.bounds)
        return int(widest or not is_open or isinstance(self.window.closes, Later))

    def run(self, number: int, where: _Anchors, *, wide: bool, widest: bool) -> tuple[Instant, Instant]:
        """Return the first and last second of one run, for anchors at known instants.

        `wide` takes the advised length, else the floor; `widest` takes every state as it makes the window longest.
        """
        if self.window.form == "nights":
            at, night = where[next(iter(self.window.anchors))], self._nights()[number]
            return self._edge(at, night, "evening"), self._edge(at, night + 1, "morning") - 1
        return (
            self._opens(self.window.opens, where, wide),
            self._closes(self.window.closes, where, wide, widest),
        )

    def _nights(self) -> range:
        opens, closes = self.window.opens, self.window.closes
        assert isinstance(opens, Edge)
        return range(opens.day, closes.day if isinstance(closes, Edge) else opens.day + _MOST_NIGHTS)

    def _opens(self, bound: Bound, where: _Anchors, wide: bool) -> Instant:
        match bound:
            case At(anchor):
                return where[anchor]
            case Shift(anchor, side, span):
                is_act = self.window.form == "act"
                if side > 0:
                    return after(where[anchor], span.floor if wide or is_act else span.advised, self.zone)
                far = span.advised if wide or is_act else span.floor
                return before(where[anchor], far, self.zone) + (not is_act)
            case Edge(anchor, day, edge, advised):
                return self._edge(where[anchor], day if wide or advised is None else advised, edge)
            case Later(bounds):
                return max(self._opens(part, where, wide) for part in bounds)
        return BEGINNING  # a state, or no bound

    def _closes(self, bound: Bound, where: _Anchors, wide: bool, widest: bool) -> Instant:
        match bound:
            case At("last-session"):
                return END if widest else where["session"]
            case At(anchor):
                return where[anchor]
            case Shift(anchor, side, span):
                is_act = self.window.form == "act"
                if side < 0:
                    return before(where[anchor], span.floor if wide or is_act else span.advised, self.zone)
                until = after(where[anchor], span.advised if wide or is_act else span.floor, self.zone)
                return until - (not is_act)
            case Edge(anchor, day, edge, advised):
                last = day if advised is None or not wide else advised
                return self._edge(where[anchor], last, edge) - 1
            case Unstated(anchor):
                length = unstated_length(self.book, bound)
                if length is not None:
                    return self._closes(Shift(anchor, 1, length), where, wide, widest)
            case Later(bounds):
                return max(
                    self._closes(p, where, wide, widest) for p in bounds if widest or not isinstance(p, State)
                )
            case Earlier(bounds):
                return min(self._closes(part, where, wide, widest) for part in bounds)
        return END  # a state, a length that nobody states, or no bound

    def _edge(self, at: Instant, day: int, edge: str) -> Instant:
        return edge_of_day(self.book, self.zone, at, day, edge)
