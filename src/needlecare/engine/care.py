"""What to do, leave, expect and watch on each day around a session, and what holds at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from needlecare.engine import knowledge
from needlecare.engine.timing import anchor_at
from needlecare.engine.windows import Extent, Moment, extents
from needlecare.protocol.document import Sign
from needlecare.protocol.model import BUILT_IN_ANCHORS, Prescribed, Rule, Span, Strength, Verb, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth
from needlecare.protocol.time import END, Instant, Interval, Zone, after
from needlecare.protocol.values import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One rule, or one sign of the expected course, over one stretch of time.

    `opens` and `closes` are instants, None where no calendar knows them (`state` then says what does, or `unstated` that
    the page does not say). For a ban the stretch is the longest the page can mean, for a permission the shortest.
    `floor` is the shorter reading of a ban's far end. `concerns` is False where the client said it does not concern her,
    `applies` None where a guard is open. `to_prescriber` marks what only a prescriber decides: print the rule's own
    sentence, never an instruction made of its name.
    """

    rule: Rule | None = None
    sign: Sign | None = None
    kind: str
    actor: str = "client"
    strength: Strength = Strength.MUST
    opens: Instant | None = None
    closes: Instant | None = None
    floor: Instant | None = None
    state: str = ""
    since_state: str = ""
    unstated: bool = False
    inherited_from: str = ""
    about: bool = False
    applies: Truth = True
    concerns: Truth = True
    to_prescriber: bool = False

    @property
    def id(self) -> str:
        if self.rule is not None:
            return self.rule.id
        assert self.sign is not None
        return self.sign.id

    def holds_at(self, moment: Instant) -> bool:
        """Return whether the stretch covers a moment, as far as the calendar knows."""
        if self.opens is None and self.closes is None:
            return not self.since_state
        return (self.opens is None or self.opens <= moment) and (self.closes is None or moment < self.closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class CareDay:
    """One local day: `number` counts from the session's day, which is 0."""

    day: date
    number: int
    begins: tuple[Item, ...]
    ends: tuple[Item, ...]
    holds: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CareCalendar:
    """All items, the items no calendar places, and the days on which something changes."""

    items: tuple[Item, ...]
    unplaced: tuple[Item, ...]
    session: Interval
    session_end: Interval
    zone: Zone
    digest: str

    @property
    def days(self) -> tuple[CareDay, ...]:
        """Return the days, worked out anew at every call."""
        placed = tuple(item for item in self.items if item.opens is not None or item.closes is not None)
        return tuple(_days(self.zone, self.session, placed))


_KINDS = {
    Verb.AVOID: "avoid",
    Verb.REQUIRE: "do",
    Verb.RECOMMEND: "do",
    Verb.ALLOW: "may",
    Verb.ONLY: "only",
    Verb.EXPECT: "expect",
    Verb.CHECK: "check",
    Verb.TELL: "tell",
    Verb.STEP: "step",
    Verb.ORDER: "order",
    Verb.FOLLOW: "follow",
}


def care(book: Rulebook, facts: Facts) -> CareCalendar:
    """Return the care calendar of the session in the facts."""
    items = tuple(_items(book, facts))
    end = anchor_at(book, facts, "session-end")
    assert end is not None
    return CareCalendar(
        items=items,
        unplaced=tuple(item for item in items if item.opens is None and item.closes is None),
        session=facts.session,
        session_end=end,
        zone=facts.zone,
        digest=book.digest,
    )


def holding(book: Rulebook, facts: Facts, moment: Instant) -> tuple[Item, ...]:
    """Return the items that hold at one moment."""
    return tuple(item for item in _items(book, facts) if item.holds_at(moment))


def anchors_of(book: Rulebook, facts: Facts) -> dict[str, Interval]:
    """Return every anchor whose time the facts give."""
    names = (*BUILT_IN_ANCHORS, *book.anchors)
    return {name: at for name in names if (at := anchor_at(book, facts, name)) is not None}


def _items(book: Rulebook, facts: Facts) -> Iterator[Item]:
    anchors = anchors_of(book, facts)
    for rule in book.rules:
        if rule.verb not in _KINDS:
            continue
        prescribed, concerns = _person(book, facts, rule)
        applies = knowledge.all_hold(book, facts, rule.guards, prescribed=prescribed)
        lifted = knowledge.all_hold(book, facts, rule.unless, prescribed=prescribed) if rule.unless else False
        if applies is False or lifted is True:
            continue
        base = Item(
            rule=rule,
            kind=_KINDS[rule.verb],
            actor=rule.actor,
            strength=rule.strength,
            applies=True if applies and lifted is False else None,
            concerns=concerns,
            to_prescriber=rule.actor == "prescriber" or _is_prescribers(book, rule, prescribed),
        )
        for found in extents(book, rule, anchors, facts.zone):
            yield from _from_extent(base, found, anchors)
        if rule.verb is Verb.CHECK and not rule.when:
            yield replace(base, opens=facts.session.lo, closes=facts.session.hi + 1)
    for sign in book.course:
        if sign.typical.advised.amount:  # a sign that is never normal is not expected, only asked about
            yield _from_sign(sign, anchors["session-end"], facts)


def _is_prescribers(book: Rulebook, rule: Rule, prescribed: Truth) -> bool:
    """Return whether a ban touches what was prescribed, or can only be prescribed."""
    if rule.verb is not Verb.AVOID:
        return False
    if prescribed is True or any(guard.kind == "prescribed" for guard in guards_within(rule.guards)):
        return True
    known = [book.subjects[name] for name in rule.subjects if name in book.subjects]
    return any(subject.prescribed is Prescribed.ALWAYS for subject in known)


def _person(book: Rulebook, facts: Facts, rule: Rule) -> tuple[Truth, Truth]:
    """Return whether the rule's subjects are prescribed, and whether they concern this client at all.

    Neither is asked of a rule that bans nothing and has no guard on what is prescribed.
    """
    guards = guards_within((*rule.guards, *rule.unless))
    if rule.verb is not Verb.AVOID and all(guard.kind != "prescribed" for guard in guards):
        return None, True
    known = [knowledge.last_use(book, facts, name) for name in rule.subjects if name in book.subjects]
    if not known or rule.verb is not Verb.AVOID:
        return (known[0].prescribed if known else None), True
    if all(k.is_none and not k.planned for k in known):
        return known[0].prescribed, False
    return known[0].prescribed, None if all(k.silent for k in known) else True


def _from_extent(base: Item, found: Extent, anchors: Mapping[str, Interval]) -> Iterator[Item]:
    longest = base.kind not in ("may", "expect")
    opens, closes = found.opens, found.closes
    item = replace(
        base,
        opens=_instant(opens, first=longest, advised=True),
        closes=_instant(closes, first=not longest, advised=longest or base.kind == "expect"),
        floor=_floor(found),
        state=closes.condition,
        since_state=opens.condition,
        unstated="unstated" in (opens.kind, closes.kind) or found.window.words in ("directed", "soon"),
        inherited_from=opens.inherited_from or closes.inherited_from,
        about=opens.about or closes.about or bool(opens.vague or closes.vague),
    )
    if found.window.form == "moment" and item.opens is not None:
        item = replace(item, closes=(item.closes or item.opens) + 1)
    yield item
    if base.rule is not None and base.rule.implies_avoid and item.opens is not None and opens.anchor:
        yield replace(item, kind="avoid", opens=anchors[opens.anchor].lo, closes=item.opens)


def _instant(moment: Moment, *, first: bool, advised: bool) -> Instant | None:
    at = moment.advised if advised else moment.floor
    return None if at is None else at.lo if first else at.hi


def _floor(found: Extent) -> Instant | None:
    """Return the shorter reading of a window's far end, where the page gives a range."""
    for moment in (found.opens, found.closes):
        if moment.floor is not None and moment.floor != moment.advised:
            return moment.floor.lo if moment is found.opens else moment.floor.hi
    return None


def _from_sign(sign: Sign, end: Interval, facts: Facts) -> Item:
    def at(span: Span) -> Instant:
        return after(end.hi, span.advised, facts.zone)

    onset = after(end.lo, sign.onset.floor, facts.zone) if sign.onset else end.lo
    return Item(
        sign=sign, kind="expect", opens=onset, closes=at(sign.typical), floor=None, about=sign.typical.about
    )


def _days(zone: Zone, session: Interval, items: tuple[Item, ...]) -> Iterator[CareDay]:
    zero = zone.day_of(session.lo)
    first = {id(item): zone.day_of(item.opens) for item in items if item.opens is not None}
    last = {
        id(item): zone.day_of(item.closes - 1)
        for item in items
        if item.closes is not None and item.closes < END
    }
    near = {zero + timedelta(days=n) for n in range(-1, 8)}
    for day in sorted({*first.values(), *last.values(), *near}):
        whole = zone.day(day)
        yield CareDay(
            day=day,
            number=(day - zero).days,
            begins=tuple(item for item in items if first.get(id(item)) == day),
            ends=tuple(item for item in items if last.get(id(item)) == day),
            holds=tuple(
                item
                for item in items
                if (item.opens is None or item.opens <= whole.hi)
                and (item.closes is None or item.closes > whole.lo)
            ),
        )
