"""What is known of a person: last use of a class, and whether a guard holds; true, false or not known.

Unknowns move every rule in one direction only (the linter refuses what does not), so the best and the worst end of what
is known are enough for an exact three-valued answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from needlecare.protocol.model import AnyOf, Condition, Guard, Not, Prescribed, Rule, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth, Use
from needlecare.protocol.time import BEGINNING, END, Duration, Instant, Interval, Unit, after
from needlecare.protocol.values import NamedTuple, dataclass, replace

_KINDS: dict[Prescribed, Truth] = {Prescribed.ALWAYS: True, Prescribed.NEVER: False}


class Part(NamedTuple):
    """One thing said, or left open, of the last use of a class; it lies in [`lo`, `hi`].

    `lo` is BEGINNING where there may have been none; `hi` is END where use goes on or nothing bounds it.
    """

    lo: Instant
    hi: Instant
    goes_on: bool = False
    prescribed: Truth = None
    sure: bool = True  # is it certainly about the treated area?
    started: Interval | None = None


class Plan(NamedTuple):
    """A use already decided on; `sure` if it certainly is of this class and in the treated area."""

    at: Interval
    sure: bool
    prescribed: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the use of one class of subjects in the treated area.

    The last use lies in [`lo`, `hi`]; `lo` is BEGINNING where there may have been none, `hi` is BEGINNING where there
    was none, END where use goes on or nothing was said. `silent` says that nothing bounds the class as a whole, and
    `spoken` that something was said of it or of a class inside it.
    """

    lo: Instant
    hi: Instant
    goes_on: bool
    silent: bool
    spoken: bool
    area_open: bool
    prescribed: Truth
    parts: tuple[Part, ...]
    plans: tuple[Plan, ...]
    planned: tuple[Interval, ...]
    maybe_planned: tuple[Interval, ...]
    started: tuple[Interval, ...]
    said: tuple[tuple[str, Use], ...]

    @property
    def is_none(self) -> bool:
        """Return whether there was no use, for certain."""
        return self.hi == BEGINNING


def last_use(book: Rulebook, facts: Facts, name: str, *, excepted: tuple[str, ...] = ()) -> Known:
    """Return what is known of a class: its own entries, those of narrower classes, and the bounds wider ones set."""
    if book.related[name].isdisjoint(facts.used):
        return _NOTHING[_KINDS.get(book.subjects[name].prescribed)]  # nothing was said: the usual case
    kept = facts.worked_out.setdefault(id(book), (book, {}))[
        1
    ]  # beside its book, so that no other takes its id
    known: Known | None = kept.get((name, excepted))
    if known is None:
        known = kept[name, excepted] = _last_use(book, facts, name, excepted)
    return known


def _last_use(book: Rulebook, facts: Facts, name: str, excepted: tuple[str, ...]) -> Known:
    left_out = {inner for outer in excepted for inner in book.narrower.get(outer, {outer})}
    names = sorted(inner for inner in book.narrower[name] if inner in facts.used and inner not in left_out)
    if not names and book.wider[name].isdisjoint(facts.used):
        return _NOTHING[_KINDS.get(book.subjects[name].prescribed)]
    inside = [entry for inner in names for entry in _entries(book, facts, inner)]
    here = [entry for entry in inside if entry.here is not False]
    parts = [_part(book, facts, entry) for entry in here if not (entry.use.never or entry.use.is_open)]
    plans = [plan for entry in here for plan in _plans(book, entry, sure=entry.here is True)]
    own = [entry for entry in inside if entry.name == name]
    around: list[_Entry] = []
    silent = False
    if _is_open(own):
        wider = sorted(wide for wide in book.wider[name] if wide in facts.used)
        around = [entry for wide in wider for entry in _entries(book, facts, wide)]
        # What is said of wider classes bounds this one.
        latest = min(
            (_latest(book, facts, wide) for wide in dict.fromkeys(e.name for e in around)), default=END
        )
        silent = latest == END and not any(map(_speaks, own))
        if latest > BEGINNING:
            parts.append(Part(BEGINNING, latest, prescribed=_KINDS.get(book.subjects[name].prescribed)))
        plans += [p for e in around if e.here is not False for p in _plans(book, e, sure=False)]
    return _known(book, name, parts, plans, inside=inside, around=around, silent=silent)


def _nothing(prescribed: Truth) -> Known:
    return Known(
        lo=BEGINNING,
        hi=END,
        goes_on=False,
        silent=True,
        spoken=False,
        area_open=False,
        prescribed=prescribed,
        parts=(Part(BEGINNING, END, prescribed=prescribed),),
        plans=(),
        planned=(),
        maybe_planned=(),
        started=(),
        said=(),
    )


_NOTHING = {prescribed: _nothing(prescribed) for prescribed in (True, False, None)}


def _known(
    book: Rulebook,
    name: str,
    parts: list[Part],
    plans: list[Plan],
    *,
    inside: list[_Entry],
    around: list[_Entry],
    silent: bool,
) -> Known:
    here = [entry for entry in inside if entry.here is not False]
    return Known(
        lo=_latest_start(parts),
        hi=_latest_end(parts),
        goes_on=any(part.goes_on and part.sure for part in parts),
        silent=silent,
        spoken=not silent or any(map(_speaks, inside)),
        area_open=any(entry.here is None for entry in here),
        prescribed=_prescribed(book, name, here),
        parts=tuple(parts),
        plans=tuple(plans),
        planned=tuple(plan.at for plan in plans if plan.sure),
        maybe_planned=tuple(plan.at for plan in plans if not plan.sure),
        started=tuple(e.use.started for e in here if e.here and e.use.started and not e.use.never),
        said=tuple((entry.name, entry.use) for entry in (*inside, *around)),
    )


def by_prescription(rule: Rule, known: Known) -> Iterator[tuple[Known, ...]]:
    """Yield what is known: as one, or apart where a rule's guards ask whether it is prescribed.

    What is prescribed is apart from what is not, and what may be either comes in both ways.
    """
    if not (rule.guards or rule.unless):
        yield (known,)
        return
    guards = guards_within((*rule.guards, *rule.unless))
    answers = {part.prescribed for part in known.parts} | {plan.prescribed for plan in known.plans}
    if not answers or not any(guard.kind == "prescribed" for guard in guards):
        yield (known,)
        return
    if answers & {True, False}:
        yield from ((_answering(known, answer, answer),) for answer in (True, False) if answer in answers)
    if None in answers:
        yield tuple(_answering(known, None, answer) for answer in (True, False))


def _answering(known: Known, said: Truth, prescribed: bool) -> Known:
    """Return only what was answered with `said`, taken for prescribed or not."""
    parts = tuple(part._replace(prescribed=prescribed) for part in known.parts if part.prescribed is said)
    plans = tuple(plan._replace(prescribed=prescribed) for plan in known.plans if plan.prescribed is said)
    return replace(
        known,
        lo=_latest_start(parts),
        hi=_latest_end(parts),
        goes_on=any(part.goes_on and part.sure for part in parts),
        prescribed=prescribed,
        parts=parts,
        plans=plans,
        planned=tuple(plan.at for plan in plans if plan.sure),
        maybe_planned=tuple(plan.at for plan in plans if not plan.sure),
    )


def _latest_start(parts: Iterable[Part]) -> Instant:
    return max((part.lo for part in parts if part.sure), default=BEGINNING)


def _latest_end(parts: Iterable[Part]) -> Instant:
    return max((part.hi for part in parts), default=BEGINNING)


def is_used(book: Rulebook, facts: Facts, name: str) -> bool:
    """Return whether a use of a name in the treated area was said, planned or left open."""
    said = _entries(book, facts, name)
    return any(entry.here is not False and (not entry.use.never or entry.use.planned) for entry in said)


def plans_of(book: Rulebook, facts: Facts, name: str) -> tuple[Interval, ...]:
    """Return the uses of a name that are planned, or may be, in the treated area."""
    said = _entries(book, facts, name)
    return tuple(plan for entry in said if entry.here is not False for plan in entry.use.planned)


class _Entry(NamedTuple):
    name: str
    use: Use
    here: Truth  # does it count in the treated area?


def _entries(book: Rulebook, facts: Facts, name: str) -> Iterator[_Entry]:
    """Yield what was said of one name; "never" and "not sure" in another area say nothing of this one."""
    for use in facts.used.get(name, ()):
        here = _here(book, facts, name, use)
        if here is not False or use.last is not None or use.ongoing:
            yield _Entry(name, use, here)


def _speaks(entry: _Entry) -> bool:
    """Return whether an entry says anything of a last use, be it that one is not sure."""
    return entry.use.unsure or not entry.use.is_open


def _is_open(own: list[_Entry]) -> bool:
    """Return whether a name's own entries leave open when the last use in the treated area was, and if there was one.

    A use says when it was here, or, being elsewhere, that there was none here; "never" says so of its own area only.
    """
    is_settled = any(not e.use.is_open and (e.here is True or not e.use.never) for e in own)
    return not is_settled or any(entry.use.unsure for entry in own)


def _part(book: Rulebook, facts: Facts, entry: _Entry) -> Part:
    prescribed = _is_prescribed(book, entry)
    if entry.use.ongoing:
        return Part(facts.asked, END, True, prescribed, entry.here is True, entry.use.started)
    assert entry.use.last is not None
    return Part(
        entry.use.last.lo, entry.use.last.hi, False, prescribed, entry.here is True, entry.use.started
    )


def _plans(book: Rulebook, entry: _Entry, *, sure: bool) -> Iterator[Plan]:
    for at in entry.use.planned:
        yield Plan(at, sure, _is_prescribed(book, entry))


def _latest(book: Rulebook, facts: Facts, name: str) -> Instant:
    """Return the latest last use that what is said of a class, and of the classes inside it, allows."""
    own = list(_entries(book, facts, name))
    if _is_open(own):
        return END
    inner = [
        entry
        for narrow in book.narrower[name] - {name}
        if narrow in facts.used
        for entry in _entries(book, facts, narrow)
    ]
    return max(
        (_hi(e.use) for e in (*own, *inner) if e.here is not False and not e.use.is_open), default=BEGINNING
    )


def _hi(use: Use) -> Instant:
    if use.ongoing:
        return END
    return use.last.hi if use.last else BEGINNING


def _here(book: Rulebook, facts: Facts, name: str, use: Use) -> Truth:
    """Return whether a use counts in the treated area."""
    if use.areas is None or book.subjects[name].area_free:
        return True
    return None if facts.areas is None else book.overlap(use.areas, facts.areas)


def _is_prescribed(book: Rulebook, entry: _Entry) -> Truth:
    return _KINDS.get(book.subjects[entry.name].prescribed, entry.use.prescribed)


def _prescribed(book: Rulebook, name: str, entries: list[_Entry]) -> Truth:
    """Return whether the uses of a class are prescribed: by their own kind, or as was said."""
    said = {_is_prescribed(book, entry) for entry in entries if not entry.use.never or entry.use.planned}
    if not said:
        return _KINDS.get(book.subjects[name].prescribed)
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
    if said.areas is None or not book.conditions[name].local:
        return said.holds
    here = None if facts.areas is None else book.overlap(said.areas, facts.areas)
    if said.holds:
        return here
    return False if here else None  # "no" elsewhere says nothing of the treated area


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
