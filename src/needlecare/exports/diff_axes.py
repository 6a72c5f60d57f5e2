"""The answers that two protocols can tell apart: every break point of both, and one stand-in for each stretch between.

Between two neighbouring break points no rule of either protocol changes its mind, so one instant speaks for all of a
stretch. A break point is the last instant of the stretch before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from itertools import chain, combinations, pairwise
from typing import Any, NamedTuple, TypeAlias

from needlecare.engine.timing import span_of
from needlecare.protocol.model import Edge, Guard, Rule, Shift, Verb, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import Duration, Instant, Interval, Unit, Zone, after, before, zone

PLAIN = (zone("UTC"), 1_907_496_000)  # 2030-06-12T12:00Z, noon on a plain day
# For lengths of unequal kinds, every noon of five years; where hours are among them, in zones whose clocks change in
# other months and by other steps, since a month back from October is 30 days wherever it is.
_SWEPT = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Asuncion")
_FIRST_SWEPT, _DAYS = 1_609_459_200, 5 * 366  # from 2021 on
_FAR = Duration(40, Unit.YEAR)
SESSION, SESSION_END = "session", "session-end"
LISTS = ("area", "device", "indication", "role", "jurisdiction", "add-on")

Key: TypeAlias = tuple[str, ...]  # what is asked: its kind, then its name
Moment: TypeAlias = tuple[Zone, Instant]  # a session by which stretches are measured


class Mark(NamedTuple):
    """A break point of a time: `kind` is before, at, begun, end, ended, after or day; `length` is that of a session."""

    kind: str
    amount: Duration | None = None
    length: Duration | None = None
    day: int = 0

    def at(self, where: Zone, session: Instant) -> Instant:
        """Return the last instant before this break point, for a session."""
        end = after(session, self.length, where) if self.length else session
        match self.kind:
            case "before":
                assert self.amount is not None
                return before(session, self.amount, where)
            case "after":
                assert self.amount is not None
                return after(end, self.amount, where) - 1
            case "day":
                return where.day(where.day_of(session) + timedelta(days=self.day)).lo - 1
            case "at" | "end":
                return end - 1
        return end


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer, or a stretch of answers that no rule tells apart, with the facts that stand for it.

    `label` is a word, a number or a name; a stretch lies after `opens`, and not after `closes`.
    """

    label: Any = None
    opens: Mark | None = None
    closes: Mark | None = None
    is_stretch: bool = False
    used: Use | None = None
    states: Said | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Axis:
    """One question with all answers that the rules tell apart."""

    key: Key
    cells: tuple[Cell, ...]


def facts_of(book: Rulebook, moment: Moment, answers: Iterable[tuple[Axis, Cell]]) -> Facts:
    """Return the facts that stand for some answers, by the names of a rulebook; all else is not said."""
    where, session = moment
    used: dict[str, tuple[Use, ...]] = {}
    states: dict[str, Said] = {}
    rest: dict[str, Any] = {"zone": where, "asked": session, "session": Interval(session, session)}
    plan: dict[str, Any] = {}
    prescribed = None
    for axis, cell in answers:
        if axis.key[0] == "prescribed":
            prescribed = cell.label
    for axis, cell in answers:
        name = axis.key[-1]
        if cell.used is not None:
            use = cell.used if prescribed is None else _prescribed(cell.used, prescribed)
            known = book.named(name)
            if known is not None:
                used[known] = (use,)
            elif not use.never or use.planned:
                rest["uncovered"] = (name,)
        if cell.states is not None and name in book.conditions:
            states[name] = cell.states
        plan.update(cell.facts.get("plan", {}))
        rest.update({key: value for key, value in cell.facts.items() if key != "plan"})
    if plan:
        rest["plan"] = plan
    return Facts(used=used, states=states, **rest)


def _prescribed(use: Use, prescribed: bool) -> Use:
    return replace(use, prescribed=prescribed)


# --- time ------------------------------------------------------------------------------------------------------------


def marks_of(book: Rulebook, rule: Rule, anchor: str) -> Iterator[Mark]:
    """Yield the break points of a rule around one anchor."""
    length = book.settings.session_length if anchor == SESSION else None
    if rule.verb is Verb.CHECK and anchor == SESSION:
        yield from (Mark("day"), Mark("day", day=1))
    for window in rule.when:
        names = {SESSION, SESSION_END} if anchor == SESSION else {anchor}
        if not window.anchors & names:
            continue
        from_end = length if SESSION_END in window.anchors else None
        span = span_of(book, window)
        amounts = {span.floor, span.advised} if span else set()
        for bound in window.bounds:
            if isinstance(bound, Edge):
                yield from (Mark("day", day=bound.day), Mark("day", day=bound.day + 1))
            elif isinstance(bound, Shift):
                amounts |= {bound.span.floor, bound.span.advised}
        for amount in amounts:
            if window.form != "after":
                yield Mark("before", plain_unit(amount))
            if window.form != "before":
                yield Mark("after", plain_unit(amount), from_end)
        for kind in ("end", "ended") if from_end else ():
            yield Mark(kind, length=length)
        yield from (Mark("at"), Mark("begun"))


def plain_unit(amount: Duration) -> Duration:
    """Return a length with weeks as days, years as months and hours as minutes: the same steps."""
    factor, unit = {
        Unit.WEEK: (7, Unit.DAY),
        Unit.YEAR: (12, Unit.MONTH),
        Unit.HOUR: (60, Unit.MINUTE),
    }.get(amount.unit, (1, amount.unit))
    return Duration(amount.amount * factor, unit)


def moments_for(marks: Iterable[Mark]) -> tuple[Moment, ...]:
    """Return sessions that show every order in which break points can stand to one another."""
    return _moments(frozenset(marks))


@lru_cache(maxsize=256)
def _moments(marks: frozenset[Mark]) -> tuple[Moment, ...]:
    moments = [PLAIN]
    crossing = [pair for pair in combinations(marks, 2) if _may_cross(*pair)]
    if crossing:
        has_hours = any(Unit.MINUTE in (one.amount.unit, other.amount.unit) for one, other in crossing)  # type: ignore[union-attr]
        moments += chain.from_iterable(map(_noons, _SWEPT if has_hours else _SWEPT[:1]))
    if any(mark.kind == "day" for mark in marks):
        midnight = PLAIN[1] - 43_200
        elapsed = {mark.amount.amount for mark in marks if mark.amount and mark.amount.unit is Unit.MINUTE}
        hours = {0, 86_399} | {(60 * (minutes + step)) % 86_400 for minutes in elapsed for step in (-1, 1)}
        moments += [(PLAIN[0], midnight + hour) for hour in sorted(hours)] if _has_hours(marks) else []
    ordered = sorted(marks, key=str)
    strict: dict[tuple[int, ...], Moment] = {}
    tied: dict[tuple[int, ...], Moment] = {}
    for moment in moments:
        places = [mark.at(*moment) for mark in ordered]
        ranks = {at: rank for rank, at in enumerate(sorted(set(places)))}
        order = tuple(ranks[at] for at in places)
        (strict if len(ranks) == len(places) else tied).setdefault(order, moment)
    # Where break points fall together no stretch is new, unless the others stand in an order of their own.
    rest = [moment for order, moment in tied.items() if not any(_extends(one, order) for one in strict)]
    return tuple(dict.fromkeys((*strict.values(), *rest)))


@lru_cache(maxsize=8)
def _noons(name: str) -> tuple[Moment, ...]:
    where = zone(name)
    days = (where.day_of(_FIRST_SWEPT + n * 86_400 + 43_200) for n in range(_DAYS))
    return tuple((where, where.day(day).lo + 43_200) for day in days)


def _extends(order: Sequence[int], tied: Sequence[int]) -> bool:
    """Return whether an order keeps that of another, in which some stand side by side."""
    together = sorted(zip(tied, order, strict=True))
    return all(one[1] < other[1] for one, other in pairwise(together))


def _may_cross(one: Mark, other: Mark) -> bool:
    """Return whether two lengths of unequal kinds are so near that the calendar decides which is longer."""
    if one.amount is None or other.amount is None or one.kind != other.kind:
        return False
    units = {one.amount.unit, other.amount.unit}
    near = 5 * 86_400 if Unit.MONTH in units else 3 * 3600
    return len(units) == 2 and abs(one.amount.nominal - other.amount.nominal) <= near


def _has_hours(marks: Iterable[Mark]) -> bool:
    return any(mark.kind == "end" or (mark.amount and mark.amount.unit is Unit.MINUTE) for mark in marks)


def uses(name: str, marks: Iterable[Mark], moment: Moment, *, can_be_prescribed: bool) -> Axis:
    """Return what can be said of the last use of a class, and of a plan, around a session."""
    where, session = moment
    places = _placed(marks, moment)
    cells = [Cell("never", used=Use(never=True))]
    past = [(mark, at) for mark, at in places if at < session]
    for opens, closes, at in _stretches(past, session):
        use = Use(last=Interval(at, at))
        cells.append(Cell("last", opens, closes, True, used=use, facts={"asked": session}))
    for prescribed in (True, False) if can_be_prescribed else (None,):
        word = {True: "ongoing-prescribed", False: "ongoing-own", None: "ongoing"}[prescribed]
        cells.append(Cell(word, used=Use(ongoing=True, prescribed=prescribed), facts={"asked": session}))
    asked = before(min([at for _, at in places] or [session]), _FAR, where)
    for opens, closes, at in _stretches(places, None):
        use = Use(never=True, planned=(Interval(at, at),))
        cells.append(Cell("planned", opens, closes, True, used=use, facts={"asked": asked}))
    return Axis(("use", name), tuple(cells))


def uses_before(name: str, anchor: str, marks: Iterable[Mark]) -> tuple[Axis, Moment]:
    """Return what can be said of the last use before another anchor, which lies long before the session."""
    where, at = PLAIN
    session = after(at, _FAR, where)
    places = [(mark, place) for mark, place in _placed(marks, PLAIN) if place < at]
    frame = {"asked": session, "plan": {anchor: Interval(at, at)}}
    cells = [Cell("never", used=Use(never=True), facts=frame)]
    for opens, closes, use in _stretches(places, at):
        last = Use(last=Interval(use, use))
        cells.append(Cell("last", opens, closes, True, used=last, facts=frame))
    return Axis(("use-before", anchor, name), tuple(cells)), (where, session)


def previous(marks: Iterable[Mark], most: int, moment: Moment) -> Axis:
    """Return what can be said of earlier sessions: how long ago the last was, and how many there were."""
    where, session = moment
    cells = [Cell("none", facts={"previous_sessions": ()})]
    places = [(mark, at) for mark, at in _placed(marks, moment) if at < session]
    for opens, closes, at in _stretches(places, session):
        cells.append(Cell("last", opens, closes, True, facts={"previous_sessions": (Interval(at, at),)}))
    long_ago = before(session, _FAR, where)
    for count in range(2, most + 2):
        earlier = tuple(Interval(long_ago + n, long_ago + n) for n in range(count))
        cells.append(Cell(count, facts={"previous_sessions": earlier}))
    return Axis(("previous",), tuple(cells))


def _placed(marks: Iterable[Mark], moment: Moment) -> list[tuple[Mark, Instant]]:
    """Return break points with their instants, in order; of several at one instant the plainest."""
    found: dict[Instant, Mark] = {}
    for mark in sorted(set(marks), key=_plainness):
        found.setdefault(mark.at(*moment), mark)
    return [(found[at], at) for at in sorted(found)]


def _plainness(mark: Mark) -> tuple[int, str]:
    return (("at", "begun", "end", "ended", "day", "before", "after").index(mark.kind), str(mark))


def _stretches(
    places: Sequence[tuple[Mark, Instant]], last: Instant | None
) -> Iterator[tuple[Mark | None, Mark | None, Instant]]:
    """Yield each stretch by its ends and an instant in it; the last one ends at `last`, or nowhere."""
    opens: Mark | None = None
    for mark, at in places:
        yield opens, mark, at
        opens = mark
    end = places[-1][1] + 1 if places else PLAIN[1]
    yield opens, None, end if last is None else last


# --- the person ------------------------------------------------------------------------------------------------------


def states(name: str) -> Axis:
    """Return yes and no of a condition."""
    return Axis(("state", name), (Cell("yes", states=Said(holds=True)), Cell("no", states=Said(holds=False))))


def plans(name: str) -> Axis:
    """Return whether something is planned with the session; its day is not known."""
    return Axis(
        ("plan", name),
        (Cell("yes", facts={"plan": {name: True}}), Cell("no", facts={"plan": {name: False}})),
    )


def prescriptions() -> Axis:
    """Return whether a use is prescribed."""
    return Axis(("prescribed",), (Cell(True), Cell(False)))


def guard_axis(kind: str, guards: Sequence[Guard], books: Sequence[Rulebook], moment: Moment) -> Axis:
    """Return the answers that guards of one kind tell apart."""
    if kind == "age":
        return _ages(guards, moment)
    if kind in ("depth-mm", "skin-type"):
        return _numbers(kind, guards)
    return _lists(kind, guards, books)


def _ages(guards: Sequence[Guard], moment: Moment) -> Axis:
    turns = {int(g.least + g.open_least) for g in guards if g.least is not None}
    turns |= {int(g.most + (not g.open_most)) for g in guards if g.most is not None}
    where, session = moment
    cells = []
    for least, above in zip([0, *sorted(turns)], [*sorted(turns), None], strict=True):
        if above != 0:
            years = least if above is None else above - 1
            day = where.day(where.day_of(before(session, Duration(years, Unit.YEAR), where)))
            cells.append(Cell((least, above), facts={"birth": day}))
    return Axis(("age",), tuple(cells))


def _numbers(kind: str, guards: Sequence[Guard]) -> Axis:
    if kind == "skin-type":
        return Axis((kind,), tuple(Cell(number, facts={"skin_type": number}) for number in range(1, 7)))
    turns = sorted({end for g in guards for end in (g.least, g.most) if end is not None})
    cells = [Cell(("under", turns[0]), facts={"depth_mm": turns[0] / 2})]
    for turn, following in zip(turns, [*turns[1:], turns[-1] + 2], strict=True):
        cells.append(Cell(("exactly", turn), facts={"depth_mm": turn}))
        last = following == turns[-1] + 2
        label = ("over", turn) if last else ("between", turn, following)
        cells.append(Cell(label, facts={"depth_mm": (turn + following) / 2}))
    return Axis((kind,), tuple(cells))


def _lists(kind: str, guards: Sequence[Guard], books: Sequence[Rulebook]) -> Axis:
    """Return every set of guards that a list of names can meet, each with the shortest list that does."""
    named = list(dict.fromkeys(name for guard in guards for name in guard.names))
    if kind == "area":
        named = list(dict.fromkeys([*named, *(name for book in books for name in book.areas)]))
    found: dict[tuple[bool, ...], tuple[str, ...]] = {}
    nothing: tuple[str, ...] = ("other-area",) if kind == "area" else ()
    for names in (nothing, *((name,) for name in named), *combinations(named, 2)):
        meets = tuple(_meets(kind, guard, names, book) for guard in guards for book in books)
        found.setdefault(meets, names)
    place = {"area": "areas", "add-on": "add_on"}.get(kind, kind)
    cells = [Cell(() if names == nothing else names, facts={place: names}) for names in found.values()]
    return Axis((kind,), tuple(cells))


def _meets(kind: str, guard: Guard, names: Sequence[str], book: Rulebook) -> bool:
    return book.overlap(guard.names, names) if kind == "area" else not set(guard.names).isdisjoint(names)


def guards_of(rule: Rule) -> list[Guard]:
    """Return every simple guard of a rule, its own exclusion first."""
    own = (rule.exclude,) if rule.exclude is not None else ()
    return list(guards_within((*own, *rule.guards, *rule.unless)))
