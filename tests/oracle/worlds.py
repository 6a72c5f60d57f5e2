"""What a protocol names and what a person's facts leave open: the possible worlds, before any rule is
judged.

All input is plain data: protocol files as dicts, and facts exactly as in a facts file, times as strings.
Here a world is made of independent choices, each listed in full at the points where something can turn:
when the session starts, when each thing was used, what is true of the person, when a peel takes place.
`enumerate` runs through them.

Readings taken where the specification leaves a choice are marked READING n and listed in `READINGS.md`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import product
from typing import Any

from . import calendar
from .book import NO, YES, Book, Rule, conditions_in, guards_of, kept, leaves, limits_in, listed, subjects_of
from .windows import EVER, Window, edges, span

Interval = tuple[int, int]

UNKNOWN = (None, "not-sure")
BOTH = [True, False]
NEVER = repr("never")

# --- the facts ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """One thing said (or not said) about the use of one subject.

    `last` holds the limits of the last use: far apart when nothing is known, None when there was no use.
    """

    subject: str
    last: Interval | None
    open: bool = False  # perhaps none of this, perhaps at any instant in `last`
    planned: bool = False
    goes_on: bool = False
    started: Interval | None = None
    area: tuple[str, ...] = ()
    prescribed: str | None = None

    def numbers(self) -> list[int]:
        """Return the instants this piece states."""
        ends = [*(self.last or ()), *(self.started or ())]
        return [end for end in ends if abs(end) < EVER]


@calendar.kept
def stated(text: str, zone: str) -> Interval:
    """Return the first and the last second that a day, a month, a year or a moment can mean, also with "about"."""
    plain = text.removeprefix("about ").replace(" ", "T")
    about = timedelta(0)
    if re.fullmatch(r"\d{4}", plain):
        low, high = calendar.month(int(plain), 1, zone)[0], calendar.month(int(plain), 12, zone)[1]
        about = timedelta(days=92)
    elif re.fullmatch(r"\d{4}-\d\d", plain):
        low, high = calendar.month(int(plain[:4]), int(plain[5:]), zone)
        about = timedelta(days=7)
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
        low, high = calendar.day(date.fromisoformat(plain), zone)
        about = timedelta(days=2)
    elif re.search(r"T.*([+-]\d\d:\d\d|Z)$", plain):
        low = high = int(datetime.fromisoformat(plain).timestamp())
    else:  # READING 7: to the second; in a repeated hour, from its first showing to its second
        low, high = calendar.showings(date.fromisoformat(plain[:10]), plain[11:], zone)
    if plain == text.replace(" ", "T"):
        return low, high
    if not about:
        return low - 3 * 3600, high + 3 * 3600
    earlier, later = calendar.day_of(low, zone) - about, calendar.day_of(high, zone) + about
    return calendar.day(earlier, zone)[0], calendar.day(later, zone)[1]


class Case:
    """One person's facts, read against one protocol, for a session that starts somewhere in an interval."""

    def __init__(
        self, book: Book, facts: Mapping[str, Any], *, now: str | None = None, stage: str | None = None
    ) -> None:
        self.book, self.facts = book, facts
        self.zone: str = facts["zone"]
        self.asked = self.now, self.until = self.read(now or facts["asked"])  # READING 5
        self.stage = stage or facts.get("stage") or "booking"
        self.used: Mapping[str, Any] = {book.name_of(k): v for k, v in (facts.get("used") or {}).items()}
        self.states: Mapping[str, Any] = facts.get("states") or {}
        self.session = self.read(facts["session"])
        end = self.read(facts["session-end"])[0] if facts.get("session-end") else None
        usual = calendar.after(self.session[0], *book.length, self.zone)  # READING 6
        self.length = (usual if end is None else end) - self.session[0]
        self.moving = frozenset(name for name in self.placed if self.is_the_session(self.placed[name]))
        self.for_dates = False  # `earliest` asks what forbids a date, not what to say of this session
        self._entries: dict[str, list[Piece]] = {}
        self._pieces: dict[Any, list[Piece]] = {}

    def key(self, rule: Rule) -> Any:
        """Return everything the finding of a rule can depend on."""
        reads, said = self.book.reads(rule), self.said
        uses = tuple([(name, said[name]) for name in reads.subjects if name in said])
        others = tuple([said.get(name) for name in reads.others])
        time = (self.zone, self.session, self.now, self.until, self.length) if self.is_timed(rule) else None
        return rule["id"], others, uses, self.for_dates, time

    def is_timed(self, rule: Rule) -> bool:
        """Say whether a finding can depend on the session's time: by a stated instant of use, or by age."""
        reads, said = self.book.reads(rule), self.said
        is_due = self.for_dates and "require" in rule  # what is not done may be done at once
        return (
            is_due
            or reads.age
            or any(said.get(name, NEVER) not in (NEVER, "'not-sure'") for name in reads.subjects)
        )

    @cached_property
    def said(self) -> dict[str, str]:
        """Return each fact as a string, to compare facts by."""
        return {
            **{name: repr(said) for name, said in self.used.items()},
            **{f"state {name}": repr(said) for name, said in self.states.items()},
            **{
                f"fact {key}": repr(said) for key, said in self.facts.items() if key not in ("used", "states")
            },
        }

    @cached_property
    def areas(self) -> tuple[str, ...] | None:
        """Return the areas to be treated, or None when nobody has said."""
        said = self.facts.get("areas")
        return tuple(listed(said)) if said not in UNKNOWN else None

    def read(self, said: Any) -> Interval:
        """Return the first and the last second that a stated time can mean."""
        if isinstance(said, Mapping):
            return self.read(said["from"])[0], self.read(said["to"])[1]
        return stated(str(said.isoformat() if isinstance(said, date) else said), self.zone)

    def entry(self, name: str) -> list[Piece]:
        """Return what was said of one subject, without looking at its class."""
        if name not in self._entries:
            said = listed(self.used[name]) if name in self.used else []
            self._entries[name] = [piece for one in said for piece in self.parse(name, one)]
        return self._entries[name]

    def parse(self, name: str, said: Any) -> Iterator[Piece]:
        """Yield the pieces of one entry under `used`: the last use, then each planned one."""
        more = said if isinstance(said, Mapping) else {"last": said}
        last = {key: more[key] for key in ("from", "to") if key in more} or more.get("last")
        last = more.get("ended") if last is None else last
        started = more.get("started")
        if last is None and started is not None:
            last = "ongoing"  # a course that began goes on
        elif last is None:
            last = "" if "planned" in more else "not-sure"  # READING 4
        word: Any = more.get("prescribed")
        said_so = "yes" if word in YES else "no" if word in NO else None
        common: dict[str, Any] = {"area": tuple(listed(more.get("area")))}
        common["prescribed"] = self.prescribed(name) or said_so  # READING 13
        if isinstance(last, str) and last.startswith("since "):
            last, started = "ongoing", started or last.removeprefix("since ")
        begun = self.read(started) if started is not None else None
        if last == "not-sure":
            yield Piece(name, (-EVER, EVER), open=True, started=begun, **common)
        elif last == "never":
            yield Piece(name, None, **common)
        elif last == "":
            pass  # nothing is said of it
        elif last == "ongoing":
            yield Piece(name, (self.now, EVER), goes_on=True, started=begun, **common)
        else:
            yield Piece(name, self.last(last), started=begun, **common)
        for one in listed(more.get("planned")):
            yield Piece(name, self.read(one), planned=True, **common)

    def last(self, said: Any) -> Interval:
        """Return the limits of a last use: never later than the moment at which it is spoken of (READING 5)."""
        words = said if isinstance(said, str) else ""
        if words.startswith("before "):
            low, high = -EVER, self.read(words.removeprefix("before "))[0] - 1
        elif words.startswith("not since "):
            low, high = -EVER, self.read(words.removeprefix("not since "))[1]
        else:
            low, high = self.read(said)
        if low > self.until:
            raise ValueError(f"a last use cannot lie in the future: {said}")
        return low, min(high, self.until)

    def about(self, name: str, areas: tuple[str, ...]) -> Iterator[tuple[Piece, bool]]:
        """Yield what was said of a subject that bears on the areas treated, and whether it was used there.

        READING 1: a use elsewhere says that there was none here; "never" and "not sure" elsewhere say nothing.
        """
        anywhere = (self.book.subjects.get(name) or {}).get("area-free") in YES
        for piece in self.entry(name):
            here = anywhere or not piece.area or self.book.overlap(piece.area, areas)
            if here or not (piece.open or piece.last is None or piece.planned):
                yield piece, here

    def pieces(self, name: str, *, but: Sequence[str] = (), areas: tuple[str, ...] = ()) -> list[Piece]:
        """Return all that is known of uses of a class in some areas: of it, of its members, and what is left open."""
        if (name, areas, *but) in self._pieces:
            return self._pieces[name, areas, *but]
        inside = [found for member in self.book.members(name, but=but) for found in self.about(member, areas)]
        found = [piece for piece, here in inside if here and not piece.open]
        own = [piece for piece, _ in self.about(name, areas) if not piece.planned]
        if not own or any(piece.open for piece in own):
            found.append(self.silence(name, areas))
            wider = [other for wide in self.book.wider(name) - {name} for other in self.about(wide, areas)]
            # Perhaps of this kind.
            found += [replace(piece, open=True) for piece, here in wider if piece.planned and here]
        self._pieces[name, areas, *but] = found
        return found

    def begun(self, name: str, areas: tuple[str, ...]) -> list[Piece]:
        """Return what was begun at a time that is known, with no word on its last use."""
        inside = [found for member in self.book.members(name) for found in self.about(member, areas)]
        return [piece for piece, here in inside if here and piece.open and piece.started]

    def silence(self, name: str, areas: tuple[str, ...]) -> Piece:
        """Return what is possible of a subject nobody spoke of: anything a wider class does not rule out.

        READING 3: "exfoliant: never" settles every exfoliant, unless another answer contradicts it.
        """
        limit: int = EVER
        for wide in self.book.wider(name) - {name}:
            own = [found for found in self.about(wide, areas) if not found[0].planned]
            if own and not any(piece.open for piece, _ in own):
                inner = [found for member in self.book.members(wide) for found in self.about(member, areas)]
                uses = [
                    piece.last[1]
                    for piece, here in inner
                    if here and piece.last and not piece.open and not piece.planned
                ]
                limit = min(limit, max(uses, default=-EVER))
        return Piece(
            name, (-EVER, limit) if limit > -EVER else None, open=True, prescribed=self.prescribed(name)
        )

    def prescribed(self, name: str) -> str | None:
        """Return whether a subject is prescribed by its kind: always, never, or for the person to say."""
        kind = (self.book.subjects.get(name) or {}).get("prescribed", "never")
        return {"always": "yes", "never": "no"}.get(kind)

    def is_spoken_of(self, name: str, *, but: Sequence[str] = ()) -> bool:
        """Say whether anything is said of last uses, or planned, of a subject: its own, a narrower or a wider one's.

        READING 16: a wider one's counts where it bounds this one, or plans what may be this one.
        """
        for areas in area_choices(self) if self.has_areas(name) else [()]:
            if any(True for member in self.book.members(name, but=but) for _ in self.about(member, areas)):
                return True
            silence = self.silence(name, areas)
            if silence.last is None or silence.last[1] < EVER:
                return True
            if any(piece.planned for piece in self.pieces(name, but=but, areas=areas)):
                return True
        return False

    def has_areas(self, name: str) -> bool:
        """Say whether anything said of a subject, its members or its classes names an area."""
        family = {*self.book.members(name), *self.book.wider(name)}
        return any(piece.area for other in family if other in self.used for piece in self.entry(other))

    @cached_property
    def placed(self) -> dict[str, Interval]:
        """Return where other anchors lie, as far as the plan or the facts say."""
        plan = self.facts.get("plan")
        found = {**self.facts, **(plan if isinstance(plan, Mapping) else {})}
        sessions: dict[str, Interval] = {}
        if self.earlier is not None:
            sessions = {"first-session": min([*self.earlier, self.session])}
            sessions |= {"previous-session": self.earlier[-1]} if self.earlier else {}
        return sessions | {
            name: self.session if found[name] == "with-session" else self.read(found[name])
            for name in self.book.other_anchors
            if name in found and found[name] not in (*UNKNOWN, *YES, *NO)
        }

    @cached_property
    def earlier(self) -> list[Interval] | None:
        """Return the sessions before this one, or None when nobody has said."""
        said = self.facts.get("previous-sessions")
        return None if said is None else sorted(self.read(one) for one in listed(said))

    @cached_property
    def gap_over(self) -> tuple[int, int]:
        """Return when the gap of the series is over, at the earliest and at the latest, counted from the last session."""
        assert self.earlier
        gap, _ = span(self.book.series["gap"], {})
        last = max(low for low, _ in self.earlier), max(high for _, high in self.earlier)
        return calendar.after(last[0], *gap, self.zone), calendar.after(last[1], *gap, self.zone)

    @cached_property
    def healing(self) -> list[set[bool]]:
        """Return what may be true of each state that a series waits for."""
        areas = (
            [self.areas] if self.areas is not None else [(one,) for one in (*self.book.areas, "elsewhere")]
        )
        names = listed(self.book.series.get("not-while"))
        return [{truth for where in areas for truth in truths(self, name, where)} for name in names]

    def is_the_session(self, placed: Interval) -> bool:
        """Say whether an anchor is planned for the session's own local day: it is the session, and moves with it."""
        pairs = zip(placed, self.session, strict=True)
        return all(
            calendar.day_of(one, self.zone) == calendar.day_of(other, self.zone) for one, other in pairs
        )


# --- the person -----------------------------------------------------------------------------------


def people(case: Case, rule: Rule, start: int) -> Iterator[dict[str, Any]]:
    """Yield every person the facts allow, as far as the rule can tell them apart."""
    tests, asked = asked_by(case.book, rule["id"])
    elsewhere = any(isinstance(case.states.get(name), Mapping) for name in asked)
    used = subjects_of(rule) + [name for condition in asked for name in seen_by(case, condition)]
    by_area = elsewhere or any(key == "area" for key, _ in tests) or any(map(case.has_areas, used))
    for areas in area_choices(case) if by_area else [case.areas or ()]:
        wanted: dict[str, list[Any]] = {f"has {name}": truths(case, name, areas) for name in asked}
        for name in conditions_in(rule.get("check")):
            if wanted[f"has {name}"] == BOTH and is_seen(case, name, areas, start):
                wanted[f"has {name}"] = [True]
        for key, value in tests:
            for variable, choices in variables(case, key, value, start):
                wanted.setdefault(variable, [])
                wanted[variable] += [choice for choice in choices if choice not in wanted[variable]]
        for choice in product(*wanted.values()):
            yield {"areas": areas, **dict(zip(wanted, choice, strict=True))}


@kept
def asked_by(book: Book, rule_id: str) -> tuple[list[tuple[str, Any]], list[str]]:
    """Return every single test of a rule's guards, and the conditions that the rule asks of."""
    rule = book.by_id[rule_id]
    tests = [leaf for guard in guards_of(rule) for leaf in leaves(guard)]
    asked = [name for verb in ("exclude", "check") for name in conditions_in(rule.get(verb))]
    return tests, asked + [name for key, said in tests if key == "has" for name in listed(said)]


def seen_by(case: Case, condition: str) -> list[str]:
    """Return the subjects whose use on the day makes a condition hold."""
    return listed((case.book.conditions.get(condition) or {}).get("of"))


def is_seen(case: Case, condition: str, areas: tuple[str, ...], start: int) -> bool:
    """Say whether a use for certain between the day's first second and the session's start makes a condition hold."""
    begin = calendar.day(calendar.day_of(start, case.zone), case.zone)[0]
    for name in seen_by(case, condition):
        for piece in case.pieces(name, areas=areas):
            if piece.last and not piece.open:
                low, high = piece.last if not piece.goes_on else (case.now, case.now)
                if begin <= low and high <= start:
                    return True
    return False


def area_choices(case: Case) -> list[tuple[str, ...]]:
    """Return the areas that may be meant: the ones stated, else any one known area, all of them, or none."""
    if case.areas is not None:
        return [case.areas]
    return [*((area,) for area in case.book.areas), tuple(case.book.areas), ("elsewhere",)]


def truths(case: Case, name: str, areas: tuple[str, ...]) -> list[bool]:
    """Return what may be true of a condition in the areas treated: one value when it is known, else both.

    READING 1: "yes" elsewhere says no of here, "no" elsewhere says nothing.
    """
    said, kind = case.states.get(name), case.book.conditions.get(name) or {}
    here = True
    if isinstance(said, Mapping):
        here = not said.get("area") or not kind.get("local") or case.book.overlap(listed(said["area"]), areas)
        said = said["holds"]
    if said in NO:
        return [False] if here else BOTH
    return [here] if said in YES else BOTH


def variables(case: Case, key: str, value: Any, start: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield each fact behind one test, with the values it may take (READING 15)."""
    said = case.facts.get(key)
    if key == "plan":
        for name in listed(value):
            yield f"plan {name}", plan_choices(case, name)
    elif key == "age":
        yield "age", ages(case, value, start)
    elif key == "skin-type":
        yield key, [int(said)] if said not in UNKNOWN else [1, 2, 3, 4, 5, 6]
    elif key == "depth-mm":
        limits = [float(limit) for limit in limits_in(value)]
        yield key, [float(said)] if said not in UNKNOWN else [v + d for v in limits for d in (-0.01, 0, 0.01)]
    elif key in ("device", "role", "jurisdiction"):
        words: list[tuple[str, ...]] = [("another",), *((word,) for word in listed(value))]
        yield key, [tuple(listed(said))] if said not in UNKNOWN else words
    elif key in ("indication", "add-on"):
        words = [(), *((word,) for word in listed(value))]
        yield key, [tuple(listed(said))] if said not in UNKNOWN else words


def plan_choices(case: Case, name: str) -> list[bool]:
    """Return whether the plan may contain something: a stated plan is complete, another is unknown."""
    plan = case.facts.get("plan")
    if plan in UNKNOWN:
        return [True, False]
    if not isinstance(plan, Mapping):
        return [name in listed(plan)]
    said = plan.get(name, "no")
    return [False] if said in NO else [True, False] if said == "not-sure" else [True]


def ages(case: Case, value: Any, start: int) -> list[int]:
    """Return the ages the person may have at the session, around a test's limits when nobody has said."""
    birth, age = case.facts.get("birth"), case.facts.get("age")
    if birth not in UNKNOWN:
        ends = [calendar.day_of(end, case.zone) for end in case.read(birth)]
        today = calendar.day_of(start, case.zone)
        years = [today.year - d.year - ((today.month, today.day) < (d.month, d.day)) for d in ends]
        return list(range(min(years), max(years) + 1))
    if age not in UNKNOWN:
        return [int(age)]  # READING 8: the age on the day of the session
    return sorted({0, 120, *(int(limit) + step for limit in limits_in(value) for step in (-1, 0, 1))})


# --- when things happen ---------------------------------------------------------------------------


def starts(case: Case, rule: Rule, windows: tuple[Window, ...]) -> list[int]:
    """Return the session starts worth trying: the ends of what is stated, and wherever the rule may turn."""
    low, high = case.session
    if low == high:
        return [low]
    turns = {low, high}
    for point in stated_points(case, rule, windows):
        turns |= edges(windows, point, case.zone)
    turns |= {turn - case.length for turn in turns}
    turns |= birthdays(case, rule)
    return sorted(turn for turn in turns if low <= turn <= high)


def stated_points(case: Case, rule: Rule, windows: tuple[Window, ...]) -> set[int]:
    """Return every instant the facts state that a rule may look at."""
    points: set[int] = {case.now}
    for name in case.book.reads(rule).subjects:
        points |= {number for piece in case.entry(name) for number in piece.numbers()}
    for name in case.book.reads(rule).anchors:
        points |= set(case.placed.get(name, ()))
    return points


def birthdays(case: Case, rule: Rule) -> set[int]:
    """Return the first seconds of the birthdays that an age limit of the rule names."""
    tests = [value for guard in guards_of(rule) for key, value in leaves(guard) if key == "age"]
    if not tests or case.facts.get("birth") in UNKNOWN:
        return set()
    born = [calendar.day_of(end, case.zone) for end in case.read(case.facts["birth"])]
    years = [int(limit) + more for value in tests for limit in limits_in(value) for more in (0, 1)]
    found = {
        calendar.after(calendar.day(day, case.zone)[0], y, "year", case.zone) for day in born for y in years
    }
    return found | {turn - 1 for turn in found}


def anchor_choices(
    case: Case, rule: Rule, windows: tuple[Window, ...], start: int
) -> Iterator[dict[str, int]]:
    """Yield every placing of a rule's other anchors: at the stated ends, and wherever the rule may turn."""
    names = case.book.reads(rule).anchors
    choices = []
    for name in names:
        low, high = case.placed.get(name, (-EVER, EVER))
        turns = {end if abs(end) < EVER else case.now for end in (low, high)}
        if name in case.moving:  # READING 24
            low, high, turns = start, start, {start}
        elif low != high:
            for point in stated_points(case, rule, windows):
                turns |= edges(windows, point, case.zone)
        choices.append(sorted(turn for turn in turns if low <= turn <= high))
    for choice in product(*choices):
        yield dict(zip(names, choice, strict=True))
