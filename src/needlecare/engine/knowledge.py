"""What is known of a person: last use of a class, and whether a guard holds; true, false or not known.

Unknowns move every rule in one direction only (the linter refuses what does not), so the best and the worst end of what
is known are enough for an exact three-valued answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from needlecare.protocol.model import AnyOf, Condition, Guard, Not, Prescribed
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth, Use
from needlecare.protocol.time import BEGINNING, END, Duration, Instant, Interval, Unit, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the use of one class of subjects in the treated area.

    The last use lies in [`lo`, `hi`]; `lo` is BEGINNING where there may have been none, `hi` is BEGINNING where there
    was none, END where use goes on or nothing was said.
    """

    lo: Instant
    hi: Instant
    goes_on: bool = False
    silent: bool = False
    area_open: bool = False
    prescribed: Truth = None
    planned: tuple[Interval, ...] = ()
    maybe_planned: tuple[Interval, ...] = ()
    started: tuple[Interval, ...] = ()
    said: tuple[tuple[str, Use], ...] = ()

    @property
    def is_none(self) -> bool:
        """Return whether there was no use, for certain."""
        return self.hi == BEGINNING


def last_use(book: Rulebook, facts: Facts, name: str, *, excepted: Iterable[str] = ()) -> Known:
    """Return what is known of a class: its own entries, those of narrower classes, and the bounds wider ones set."""
    left_out = {inner for outer in excepted for inner in book.narrower.get(outer, {outer})}
    entries = [e for inner in sorted(book.narrower[name] - left_out) for e in _entries(book, facts, inner)]
    here = [entry for entry in entries if entry.here is not False]
    sure = [entry.use for entry in here if entry.here]
    lo = max((_lo(use, facts) for use in sure), default=BEGINNING)
    hi = max((_hi(entry.use) for entry in here if not entry.use.is_open), default=BEGINNING)
    own = [entry for entry in entries if entry.name == name]
    silent = False
    maybe_planned = [plan for entry in here if entry.here is None for plan in entry.use.planned]
    if all(entry.use.is_open for entry in own):  # what is said of wider classes bounds this one
        wider = [e for wide in sorted(book.wider[name]) for e in _entries(book, facts, wide)]
        bounds = [_latest(book, facts, wide) for wide in dict.fromkeys(entry.name for entry in wider)]
        silent = not bounds and not any(entry.use.unsure for entry in own)
        hi = max(hi, min(bounds, default=END))
        maybe_planned += [plan for entry in wider if entry.here is not False for plan in entry.use.planned]
        entries += wider
    return Known(
        lo=min(lo, hi),
        hi=hi,
        goes_on=any(use.ongoing for use in sure),
        silent=silent,
        area_open=any(entry.here is None for entry in here),
        prescribed=_prescribed(book, name, here),
        planned=tuple(plan for use in sure for plan in use.planned),
        maybe_planned=tuple(maybe_planned),
        started=tuple(use.started for use in sure if use.started),
        said=tuple((entry.name, entry.use) for entry in entries),
    )


def is_used(book: Rulebook, facts: Facts, name: str) -> bool:
    """Return whether a use of a name in the treated area was said, planned or left open."""
    said = _entries(book, facts, name)
    return any(entry.here is not False and (not entry.use.never or entry.use.planned) for entry in said)


class _Entry(NamedTuple):
    name: str
    use: Use
    here: Truth  # does it count in the treated area?


def _entries(book: Rulebook, facts: Facts, name: str) -> Iterator[_Entry]:
    """Yield what was said of one name; "never" in another area says nothing of this one."""
    for use in facts.used.get(name, ()):
        here = _here(book, facts, name, use)
        if not (use.never and here is False):
            yield _Entry(name, use, here)


def _latest(book: Rulebook, facts: Facts, name: str) -> Instant:
    """Return the latest last use that what is said of a class, and of the classes inside it, allows."""
    own = [BEGINNING if e.here is False else _hi(e.use) for e in _entries(book, facts, name)]
    inner = [e for narrow in book.narrower[name] - {name} for e in _entries(book, facts, narrow)]
    return max(own + [_hi(e.use) for e in inner if e.here is not False and not e.use.is_open])


def _lo(use: Use, facts: Facts) -> Instant:
    if use.ongoing:
        return facts.asked
    return use.last.lo if use.last else BEGINNING


def _hi(use: Use) -> Instant:
    if use.ongoing or use.is_open:
        return END
    return use.last.hi if use.last else BEGINNING


def _here(book: Rulebook, facts: Facts, name: str, use: Use) -> Truth:
    """Return whether a use counts in the treated area."""
    if use.areas is None or book.subjects[name].area_free:
        return True
    return None if facts.areas is None else book.overlap(use.areas, facts.areas)


def _prescribed(book: Rulebook, name: str, entries: list[_Entry]) -> Truth:
    """Return whether the uses of a class are prescribed: by their own kind, or as was said."""
    kinds = {Prescribed.ALWAYS: True, Prescribed.NEVER: False}
    uses = [entry for entry in entries if not entry.use.never or entry.use.planned]
    said = {kinds.get(book.subjects[entry.name].prescribed, entry.use.prescribed) for entry in uses}
    if not said:
        return kinds.get(book.subjects[name].prescribed)
    return True if True in said else False if said == {False} else None


# --- guards ----------------------------------------------------------------------------------------------------------


def all_hold(book: Rulebook, facts: Facts, guards: Iterable[Condition], *, prescribed: Truth = None) -> Truth:
    """Return whether all guards hold; no guards hold."""
    return _all([holds(book, facts, guard, prescribed=prescribed) for guard in guards])


def holds(book: Rulebook, facts: Facts, guard: Condition, *, prescribed: Truth = None) -> Truth:
    """Return whether one guard holds."""
    match guard:
        case AnyOf(guards):
            inner = _all([_not(holds(book, facts, part, prescribed=prescribed)) for part in guards])
            return _not(inner)
        case Not(part):
            return _not(holds(book, facts, part, prescribed=prescribed))
        case Guard("has", names):
            return _not(_all([_not(condition_holds(book, facts, name)) for name in names]))
        case Guard("plan", names):
            return _not(_all([_not(_planned(facts, name)) for name in names]))
        case Guard("area", names):
            return None if facts.areas is None else book.overlap(names, facts.areas)
        case Guard("prescribed"):
            return prescribed
        case Guard("age" | "depth-mm" | "skin-type"):
            return _in_limits(guard, facts)
        case Guard(kind, names):
            known: tuple[str, ...] | None = getattr(facts, kind.replace("-", "_"))
            return None if known is None else not set(names).isdisjoint(known)


def condition_holds(book: Rulebook, facts: Facts, name: str) -> Truth:
    """Return whether a condition holds of the person (in the treated area, where it is local)."""
    said = facts.states.get(name)
    if said is None or said.holds is None:
        return None
    if not said.holds or said.areas is None or not book.conditions[name].local:
        return said.holds
    return None if facts.areas is None else book.overlap(said.areas, facts.areas)


def _planned(facts: Facts, name: str) -> Truth:
    return None if facts.plan is None else facts.plan.get(name, False) is not False


def _in_limits(guard: Guard, facts: Facts) -> Truth:
    if guard.kind == "age":
        return age_in(guard, facts, facts.session)
    value = facts.depth_mm if guard.kind == "depth-mm" else facts.skin_type
    if value is None:
        return None
    above = guard.least is None or (value > guard.least if guard.open_least else value >= guard.least)
    below = guard.most is None or (value < guard.most if guard.open_most else value <= guard.most)
    return above and below


def age_in(guard: Guard, facts: Facts, session: Interval) -> Truth:
    """Return whether the age at a session lies in a guard's limits; whole years, from birthday to birthday."""
    if facts.birth is None:
        return None
    older = _all([]) if guard.least is None else _reached(facts, guard.least + guard.open_least, session)
    younger = (
        _all([]) if guard.most is None else _not(_reached(facts, guard.most + (not guard.open_most), session))
    )
    return _all([older, younger])


def birthday(facts: Facts, years: float) -> Interval:
    """Return when a person reaches an age; an interval, as the date of birth is one."""
    assert facts.birth is not None
    age = Duration(int(years), Unit.YEAR)
    day = facts.zone.day(facts.zone.day_of(facts.birth.lo))
    # A birthday is the whole day, whatever the hour of birth.
    return Interval(
        after(day.lo, age, facts.zone),
        after(facts.zone.day(facts.zone.day_of(facts.birth.hi)).lo, age, facts.zone),
    )


def _reached(facts: Facts, years: float, session: Interval) -> Truth:
    day = birthday(facts, years)
    if day.hi <= session.lo:
        return True
    return False if session.hi < day.lo else None


def _not(value: Truth) -> Truth:
    return None if value is None else not value


def _all(values: list[Truth]) -> Truth:
    if False in values:
        return False
    return None if None in values else True
