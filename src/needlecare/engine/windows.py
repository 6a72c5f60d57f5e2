"""Where a rule's windows lie on the calendar, once its anchors are known."""

from __future__ import annotations

from collections.abc import Mapping

from needlecare.engine.timing import edge_of_day, span_of, stepped
from needlecare.protocol.model import (
    At,
    Bound,
    Earlier,
    Edge,
    Later,
    Open,
    Rule,
    Shift,
    Span,
    State,
    Unstated,
    Window,
)
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Instant, Interval, Zone
from needlecare.protocol.values import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One bound of a window.

    `kind` is time (at `floor` and `advised`, intervals since an anchor may be one), state (when `condition` is reached,
    or ends), open (no bound), unstated (the page gives none; an inherited length stands in `floor` and `advised`) or
    unplaced (the anchor's own time is not known). A time may also wait for a state: "three days, and until calm", or end
    with it if that comes first (`earlier`).
    """

    kind: str
    floor: Interval | None = None
    advised: Interval | None = None
    condition: str = ""
    ends: bool = False
    earlier: bool = False
    anchor: str = ""
    about: bool = False
    bound: str = ""
    vague: str = ""
    inherited_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A window on the calendar."""

    window: Window
    opens: Moment
    closes: Moment


def extents(book: Rulebook, rule: Rule, anchors: Mapping[str, Interval], where: Zone) -> tuple[Extent, ...]:
    """Return where each window of a rule lies.

    Parameters
    ----------
    anchors : mapping of str to Interval
        Where each anchor lies; one that is missing leaves its bounds unplaced.
    """
    return tuple(extent(book, window, anchors, where) for window in rule.when)


def extent(book: Rulebook, window: Window, anchors: Mapping[str, Interval], where: Zone) -> Extent:
    """Return where one window lies."""
    place = _Placing(book, window, anchors, where)
    return Extent(window=window, opens=place.moment(window.opens), closes=place.moment(window.closes))


@dataclass(frozen=True, slots=True)
class _Placing:
    book: Rulebook
    window: Window
    anchors: Mapping[str, Interval]
    where: Zone

    def moment(self, bound: Bound) -> Moment:
        match bound:
            case Open():
                return Moment(kind="open")
            case State(condition, ends):
                return Moment(kind="state", condition=condition, ends=ends)
            case Later(bounds) | Earlier(bounds):
                return replace(self._with_state(bounds), earlier=isinstance(bound, Earlier))
            case At(anchor) | Shift(anchor) | Edge(anchor) | Unstated(anchor) if anchor not in self.anchors:
                return Moment(kind="unplaced", anchor=anchor)
            case At(anchor):
                at = self.anchors[anchor]
                return Moment(kind="time", floor=at, advised=at, anchor=anchor)
            case Edge(anchor, day, edge, advised):
                at = self.anchors[anchor]
                last = day if advised is None else advised
                floor, placed = (
                    Interval(self._edge(at.lo, n, edge), self._edge(at.hi, n, edge)) for n in (day, last)
                )
                return Moment(kind="time", floor=floor, advised=placed, anchor=anchor)
            case Shift(anchor, side, span):
                return self._shifted(anchor, side, span, "time")
            case Unstated(anchor, side, _, source):
                length = span_of(self.book, self.window)
                if length is None:
                    return Moment(kind="unstated", anchor=anchor)
                return replace(self._shifted(anchor, side, length, "unstated"), inherited_from=source)
        raise TypeError(f"not a bound: {bound!r}")

    def _with_state(self, bounds: tuple[Bound, ...]) -> Moment:
        other, state = (self.moment(bound) for bound in bounds)  # the language writes the state last
        return replace(other, condition=state.condition, ends=state.ends)

    def _shifted(self, anchor: str, side: int, span: Span, kind: str) -> Moment:
        at = self.anchors[anchor]
        floor = stepped(at, side, span.floor, self.where)
        advised = floor if span.floor == span.advised else stepped(at, side, span.advised, self.where)
        return Moment(
            kind=kind,
            floor=floor,
            advised=advised,
            anchor=anchor,
            about=span.about,
            bound=span.bound,
            vague=span.vague,
        )

    def _edge(self, at: Instant, day: int, edge: str) -> Instant:
        return edge_of_day(self.book, self.where, at, day, edge)
