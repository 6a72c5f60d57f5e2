"""What a protocol names and what a person's facts leave open: the possible worlds, before any rule is judged.

All input is plain data: protocol files as dicts, and facts exactly as in a facts file, times as strings. Here a world is made
of independent choices, each listed in full at the points where something can turn: when the session starts, when each thing
was used, what is true of the person, when a peel takes place. `enumerate` runs through them.

Readings taken where the specification leaves a choice are marked READING n and listed in `READINGS.md`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import Any

from . import calendar
from .windows import EVER, Window, edges, numbers, parsed

Rule = Mapping[str, Any]
Interval = tuple[int, int]

VERBS = ("avoid", "require", "recommend", "allow", "only", "expect", "exclude", "check", "tell", "step")
VERBS += ("repeat", "follow", "order")
FIXED_ANCHORS = ("session", "session-end", "session-day", "home")
LASTING = ("history", "clearance", "plan")  # kinds of condition that, once true, no date will end
UNKNOWN = (None, "not-sure")
YES = ("yes", True)
NO = ("no", False)


def listed(value: Any) -> list[Any]:
    """Return a value that may be one thing or a list of things as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


# --- the protocol ---------------------------------------------------------------------------------------------------


class Book:
    """Every rule of one or several protocol files, with the names they use."""

    def __init__(self, *protocols: Mapping[str, Any]) -> None:
        self.subjects: dict[str, Any] = {}
        self.conditions: dict[str, Any] = {}
        self.areas: dict[str, Any] = {}
        self.rules: list[Rule] = []
        self.settings: dict[str, Mapping[str, Any]] = {}  # by rule id
        for protocol in protocols:
            for name, kind in (protocol.get("subjects") or {}).items():
                known = self.subjects.setdefault(name, kind)
                classes = [*(known.get("in") or []), *(kind.get("in") or [])]
                self.subjects[name] = {**known, "in": classes}  # two layers may each know a part
            self.conditions = {**(protocol.get("conditions") or {}), **self.conditions}
            self.areas = {**(protocol.get("areas") or {}), **self.areas}
            for rule in protocol.get("rules") or []:
                self.rules.append(rule)
                self.settings[rule["id"]] = protocol.get("settings") or {}
        self.by_id = {rule["id"]: rule for rule in self.rules}
        self.findings: dict[Any, Any] = {}  # what `enumerate` has found already; like every cache here, only for speed
        self._wider: dict[str, set[str]] = {}
        self._members: dict[Any, list[str]] = {}
        self._reads: dict[str, Reads] = {}
        self._windows: dict[str, tuple[Window, ...]] = {}

    def wider(self, name: str) -> set[str]:
        """Return every class a subject belongs to, itself included."""
        if name not in self._wider:
            found, todo = set(), [name]
            while todo:
                here = todo.pop()
                if here not in found:
                    found.add(here)
                    todo += (self.subjects.get(here) or {}).get("in") or []
            self._wider[name] = found
        return self._wider[name]

    def members(self, name: str, *, but: Sequence[str] = ()) -> list[str]:
        """Return every subject that is a use of this one, itself included, without the exceptions."""
        if (name, *but) not in self._members:
            everything = {name: None, **self.subjects}
            inside = [other for other in everything if name in self.wider(other)]
            self._members[name, *but] = [other for other in inside if not self.wider(other) & set(but)]
        return self._members[name, *but]

    @cached_property
    def named(self) -> set[str]:
        """Return every subject some rule names, with the classes inside it."""
        said = {str(name) for rule in self.rules for verb in VERBS for name in listed(rule.get(verb))}
        return {name for name in self.subjects if self.wider(name) & said} | said

    def parts(self, area: str) -> set[str]:
        """Return an area and everything it consists of."""
        inner = (self.areas.get(area) or {}).get("parts") or []
        return {area}.union(*(self.parts(part) for part in inner))

    def overlap(self, some: Sequence[str], others: Sequence[str]) -> bool:
        """Say whether two lists of areas share anything: the same area, a part of one, or a part of both."""
        left = set().union(*(self.parts(area) for area in some))
        right = set().union(*(self.parts(area) for area in others))
        return bool(left & right)


    def reads(self, rule: Rule) -> "Reads":
        """Return which facts a rule looks at."""
        if rule["id"] not in self._reads:
            names = listed(rule.get("avoid")) + listed(rule.get("require"))
            family = {other for name in names for other in {*self.members(name), *self.wider(name)}}
            tests = [leaf for guard in guards_of(rule) for leaf in leaves(guard)]
            own = {name for verb in ("exclude", "check") for name in conditions_in(rule.get(verb))}
            guards = {name for key, said in tests if key == "has" for name in listed(said)}
            keys = {"areas", "plan", "session-end", *anchors_in(windows_of(self, rule)), *(key for key, _ in tests)}
            age = "age" in keys
            keys |= {"birth"} if age else set()
            self._reads[rule["id"]] = Reads(sorted(family), sorted(own), sorted(own | guards), sorted(keys), age)
        return self._reads[rule["id"]]


@dataclass(frozen=True)
class Reads:
    """Which facts a rule looks at: subjects used, conditions of its own and of its guards too, other keys, and age."""

    subjects: list[str]
    conditions: list[str]
    states: list[str]
    keys: list[str]
    age: bool


def windows_of(book: Book, rule: Rule) -> tuple[Window, ...]:
    """Return a rule's windows, an unstated length replaced by the one it inherits."""
    if rule["id"] not in book._windows:
        stated = [window for window in listed(rule.get("when")) if "as" not in window]
        vague = book.settings[rule["id"]].get("vague") or {}
        book._windows[rule["id"]] = tuple(parsed(inherited(book, rule, window), vague) for window in stated)
    return book._windows[rule["id"]]


def inherited(book: Book, rule: Rule, window: Window) -> Window:
    """Return a window whose length another rule or a published value supplies, where the page gives none."""
    if window.get("for") != "unstated":
        return window
    lender = window.get("inherit")
    if lender is None and "after" in window:  # READING 14: after-care without an end has that of gentle care
        lender = book.settings[rule["id"]].get("gentle")
    if lender is None:
        return window
    if lender in book.by_id:
        lengths = {("before" in w): w["for"] for w in listed(book.by_id[lender].get("when")) if "for" in w}
        lender = lengths.get("before" in window) or next(iter(lengths.values()))
    return {**window, "for": lender, "inherit": lender}


# --- the facts ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """One thing said (or not said) about the use of one subject.

    `last` holds the limits of the last use: no limits when nothing is known, none at all when there was no use. With
    `open` a use that is only possible: a wider class was named, or nobody asked.
    """

    subject: str
    last: Interval | None
    open: bool = False  # silence: perhaps never used, perhaps at any instant up to the end of `last`
    planned: bool = False
    goes_on: bool = False
    started: Interval | None = None
    area: str | None = None
    prescribed: str | None = None

    def numbers(self) -> list[int]:
        """Return the instants this piece states."""
        ends = [*(self.last or ()), *(self.started or ())]
        return [end for end in ends if abs(end) < EVER]


class Case:
    """One person's facts, read against one protocol, for a session that starts somewhere in an interval."""

    def __init__(
        self, book: Book, facts: Mapping[str, Any], *, now: str | None = None, stage: str | None = None
    ) -> None:
        self.book, self.facts = book, facts
        self.zone: str = facts["zone"]
        asked = self.read(facts["asked"])[0]
        self.now = max(asked, self.read(now)[0]) if now else asked  # READING 5
        self.stage = stage or facts.get("stage") or "booking"
        self.used: Mapping[str, Any] = facts.get("used") or {}
        self.states: Mapping[str, Any] = facts.get("states") or {}
        self.session = self.read(facts["session"]) if facts.get("session") else (self.now, self.now + 5 * 366 * 86400)
        end = self.read(facts["session-end"])[0] if facts.get("session-end") else None
        self.length = max(0, end - self.session[0]) if end is not None else 0  # READING 6
        self.ends_states = False  # `earliest` looks at later days, by which a state may be over
        self._entries: dict[str, list[Piece]] = {}
        self._pieces: dict[Any, list[Piece]] = {}

    def key(self, rule: Rule) -> Any:
        """Return everything the finding of a rule can depend on."""
        reads = self.book.reads(rule)
        uses = tuple((name, self.said[name]) for name in reads.subjects if name in self.used)
        # Where no instant of use is stated and no age asked, there is nothing to hold against the session's time.
        timed = reads.age or any(said not in ("'never'", "'not-sure'") for _, said in uses)
        return (
            rule["id"],
            (self.zone, self.session, self.now) if timed else None,
            self.ends_states,
            uses,
            tuple([self.said.get(f"state {name}") for name in reads.states]),
            tuple([self.said.get(f"fact {key}") for key in reads.keys]),
        )

    @cached_property
    def said(self) -> dict[str, str]:
        """Return each fact as a string, to compare facts by."""
        return {
            **{name: repr(said) for name, said in self.used.items()},
            **{f"state {name}": repr(said) for name, said in self.states.items()},
            **{f"fact {key}": repr(said) for key, said in self.facts.items() if key not in ("used", "states")},
        }

    @cached_property
    def areas(self) -> tuple[str, ...] | None:
        """Return the areas to be treated, or None when nobody has said."""
        said = self.facts.get("areas")
        return tuple(listed(said)) if said not in UNKNOWN else None

    def read(self, said: Any) -> Interval:
        """Return the first and the last second that a stated time can mean."""
        if isinstance(said, Mapping):
            low = self.read(said["from"])[0] if said.get("from") not in UNKNOWN else -EVER
            return low, self.read(said["to"])[1] if said.get("to") not in UNKNOWN else EVER
        text = str(said.isoformat() if isinstance(said, date) else said).replace(" ", "T")
        vague = text.startswith("aboutT")
        text = text.removeprefix("aboutT")
        if re.fullmatch(r"\d{4}-\d\d", text):
            year, number = map(int, text.split("-"))
            low, high = calendar.month(year, number, self.zone)
            return (self.shift(low, -7), self.shift(high, 7)) if vague else (low, high)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            low, high = calendar.day(date.fromisoformat(text), self.zone)
        else:  # READING 7: to the second, and the first of two showings
            low = high = calendar.at(date.fromisoformat(text[:10]), text[11:], self.zone)
        return (self.shift(low, -2), self.shift(high, 2)) if vague else (low, high)

    def shift(self, instant: int, days: int) -> int:
        """Return the first (or last) second of the day so many days earlier (or later)."""
        first, last = calendar.day(calendar.day_of(instant, self.zone) + timedelta(days=days), self.zone)
        return first if days < 0 else last

    def entry(self, name: str) -> list[Piece]:
        """Return what was said of one subject, without looking at its class; nothing when nobody said anything."""
        if name not in self._entries:
            self._entries[name] = list(self.parse(name, self.used[name])) if name in self.used else []
        return self._entries[name]

    def parse(self, name: str, said: Any) -> Iterator[Piece]:
        """Yield the pieces of one entry under `used`: the last use, then each planned one."""
        more = said if isinstance(said, Mapping) else {"last": said}
        last = {key: more[key] for key in ("from", "to") if key in more} or more.get("last")
        word = "yes" if more.get("prescribed") in YES else "no" if more.get("prescribed") in NO else self.prescribed(name)
        common: dict[str, Any] = {"area": more.get("area"), "prescribed": word}
        started = self.read(more["started"]) if more.get("started") not in UNKNOWN else None
        if last in UNKNOWN:  # READING 4: planned uses alone say nothing of the last one
            yield Piece(name, (-EVER, EVER), open=True, **common)
        elif last == "never":
            yield Piece(name, None, **common)
        elif last == "ongoing":
            yield Piece(name, (self.now, EVER), goes_on=True, started=started, **common)
        else:
            yield Piece(name, self.read(last), started=started, **common)
        for one in listed(more.get("planned")):
            yield Piece(name, self.read(one), planned=True, **common)

    def pieces(self, name: str, *, but: Sequence[str] = ()) -> list[Piece]:
        """Return everything known of uses of a class: what was said of it and its members, and what silence leaves open."""
        if (name, *but) in self._pieces:
            return self._pieces[name, *but]
        found = [piece for member in self.book.members(name, but=but) for piece in self.entry(member)]
        own = [piece for piece in self.entry(name) if not piece.planned and not piece.open]
        if not own:
            found = [piece for piece in found if not (piece.open and piece.subject == name)]
            found.append(self.silence(name))
            wider = [piece for wide in self.book.wider(name) - {name} for piece in self.entry(wide)]
            found += [replace(piece, open=True) for piece in wider if piece.planned]  # perhaps of this very kind
        self._pieces[name, *but] = found
        return found

    def silence(self, name: str) -> Piece:
        """Return what is possible of a subject nobody spoke of: anything, but nothing a wider class rules out."""
        limit: int = EVER  # READING 3: "exfoliant: never" settles every exfoliant
        for wide in self.book.wider(name) - {name}:
            said = [piece for piece in self.entry(wide) if not piece.planned and not piece.open and piece.area is None]
            for piece in said:
                limit = min(limit, piece.last[1] if piece.last else -EVER)
        return Piece(name, (-EVER, limit) if limit > -EVER else None, open=True, prescribed=self.prescribed(name))

    def prescribed(self, name: str) -> str | None:
        """Return whether a subject is prescribed when nobody has said: always, never, or not known."""
        kind = (self.book.subjects.get(name) or {}).get("prescribed", "never")
        return {"always": "yes", "never": "no"}.get(kind)

    def speaks(self, rule: Rule) -> bool:
        """Say whether any fact is about what the rule names."""
        reads = self.book.reads(rule)
        return any(name in self.used for name in reads.subjects) or any(name in self.states for name in reads.conditions)

    def anchor(self, name: str) -> Interval | None:
        """Return when an anchor other than the session takes place, or None when nobody has said."""
        plan = self.facts.get("plan")
        said = plan.get(name) if isinstance(plan, Mapping) and name in plan else self.facts.get(name)
        return self.read(said) if said not in (*UNKNOWN, *YES, *NO) else None


# --- guards and the person ------------------------------------------------------------------------------------------


def guards_of(rule: Rule) -> list[Any]:
    """Return a rule's guards: `if`, `unless`, and an `exclude` that is one."""
    return [rule.get("if"), rule.get("unless"), rule["exclude"] if isinstance(rule.get("exclude"), Mapping) else None]


def leaves(guard: Any) -> Iterator[tuple[str, Any]]:
    """Yield every single test inside a guard."""
    for key, value in (guard or {}).items():
        if key in ("any", "not"):
            for inner in listed(value):
                yield from leaves(inner)
        else:
            yield key, value


def conditions_in(value: Any) -> list[str]:
    """Return the conditions that an `exclude` or `check` names: one, a list, or those inside a guard."""
    if isinstance(value, Mapping):
        return [str(name) for key, said in leaves(value) if key == "has" for name in listed(said)]
    return [str(name) for name in listed(value)]


def claim(rule: Rule, verb: str) -> Mapping[str, Any]:
    """Return an `exclude` or `check` as a guard."""
    value = rule[verb]
    return value if isinstance(value, Mapping) else {"any": [{"has": name} for name in listed(value)]}


def holds(guard: Any, person: Mapping[str, Any], book: Book) -> bool:
    """Say whether every test of a guard is true of a fully known person."""
    return all(test(key, value, person, book) for key, value in (guard or {}).items())


def test(key: str, value: Any, person: Mapping[str, Any], book: Book) -> bool:
    """Say whether one test of a guard is true of a fully known person."""
    match key:
        case "any":
            return any(holds(inner, person, book) for inner in listed(value))
        case "not":
            return not any(holds(inner, person, book) for inner in listed(value))
        case "has" | "plan":
            return any(person[f"{key} {name}"] for name in listed(value))
        case "area":
            return book.overlap(listed(value), person["areas"])
        case "prescribed":
            return person["prescribed"] == ("yes" if value in YES else "no")
        case "age" | "depth-mm" | "skin-type" if isinstance(value, Mapping):
            size = {"under": "<", "over": ">", "at-least": ">=", "at-most": "<="}
            return all(compare(person[key], size[word], float(limit)) for word, limit in value.items())
        case "age" | "depth-mm" | "skin-type":
            return any(numbers(one)[0] <= person[key] <= numbers(one)[1] for one in listed(value))
        case "indication" | "add-on" | "device" | "role" | "jurisdiction":
            return bool(set(listed(value)) & set(person[key]))
    raise ValueError(f"the oracle knows no guard {key!r}")


def compare(left: float, sign: str, right: float) -> bool:
    """Compare two numbers by a sign."""
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[sign]


def people(case: Case, rule: Rule, start: int) -> Iterator[dict[str, Any]]:
    """Yield every person the facts allow, as far as the rule's guards can tell them apart."""
    wanted: dict[str, list[Any]] = {}
    for verb in ("exclude", "check"):
        for name in conditions_in(rule.get(verb)):
            wanted[f"has {name}"] = truths(case, name, may_end=True)
    for key, value in (leaf for guard in guards_of(rule) for leaf in leaves(guard)):
        for variable, choices in variables(case, key, value, start):
            wanted.setdefault(variable, [])
            wanted[variable] += [choice for choice in choices if choice not in wanted[variable]]
    if any(piece_area(case, name) for name in listed(rule.get("avoid")) + listed(rule.get("require"))):
        wanted.setdefault("areas", area_choices(case))
    for choice in product(*wanted.values()):
        yield dict(zip(wanted, choice, strict=True))


def piece_area(case: Case, name: str) -> bool:
    """Say whether some entry about a class names an area."""
    return any(piece.area for piece in case.pieces(name))


def area_choices(case: Case) -> list[tuple[str, ...]]:
    """Return the areas that may be meant: the ones stated, else any one known area or none of them."""
    return [case.areas] if case.areas is not None else [*((area,) for area in case.book.areas), ("elsewhere",)]


def truths(case: Case, name: str, *, may_end: bool = False) -> list[bool]:
    """Return what may be true of a condition: one value when it is known, else both."""
    said, kind = case.states.get(name), case.book.conditions.get(name) or {}
    if isinstance(said, Mapping):
        here = case.areas is not None and case.book.overlap(listed(said.get("area")) or case.areas, case.areas)
        said = said.get("is", said.get("value")) if here or not kind.get("local") else None
    if said in NO:
        return [False]
    if said in YES:
        return [True, False] if may_end and case.ends_states and kind.get("kind") not in LASTING else [True]
    return [True, False]


def variables(case: Case, key: str, value: Any, start: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield each unknown (or known) behind one test, with the values it may take."""
    said = case.facts.get(key)
    if key == "has":
        for name in listed(value):
            yield f"has {name}", truths(case, name)
    elif key == "plan":
        for name in listed(value):
            yield f"plan {name}", plan_choices(case, name)
    elif key == "area":
        yield "areas", area_choices(case)
    elif key == "age":
        yield "age", ages(case, value, start)
    elif key == "skin-type":
        yield key, [int(said)] if said not in UNKNOWN else [1, 2, 3, 4, 5, 6]
    elif key == "depth-mm":
        limits = [float(limit) for limit in (value.values() if isinstance(value, Mapping) else numbers(value))]
        yield key, [float(said)] if said not in UNKNOWN else [v + d for v in limits for d in (-0.01, 0, 0.01)]
    elif key in ("device", "role", "jurisdiction"):
        yield key, [tuple(listed(said))] if said not in UNKNOWN else [("another",), *((v,) for v in listed(value))]
    elif key in ("indication", "add-on"):
        yield key, [tuple(listed(said))] if said not in UNKNOWN else [(), *((v,) for v in listed(value))]


def plan_choices(case: Case, name: str) -> list[bool]:
    """Return whether the plan may contain something: a stated plan is complete, an unstated one is unknown."""
    plan = case.facts.get("plan")
    if plan in UNKNOWN:
        return [True, False]
    if not isinstance(plan, Mapping):
        return [name in listed(plan)]
    said = plan.get(name, "no")
    return [False] if said in NO else [True, False] if said == "not-sure" else [True]


def ages(case: Case, value: Any, start: int) -> list[int]:
    """Return the ages the person may have at the session, around the limits of a test when nobody has said."""
    birth, age = case.facts.get("birth"), case.facts.get("age")
    if birth not in UNKNOWN:
        ends = [calendar.day_of(end, case.zone) for end in case.read(birth)]
        today = calendar.day_of(start, case.zone)
        years = [today.year - d.year - ((today.month, today.day) < (d.month, d.day)) for d in ends]
        return list(range(min(years), max(years) + 1))
    if age not in UNKNOWN:
        return [int(age)]  # READING 8: the age on the day of the session
    limits = value.values() if isinstance(value, Mapping) else numbers(value)
    return sorted({0, 120, *(int(limit) + step for limit in limits for step in (-1, 0, 1))})


# --- when things happen ---------------------------------------------------------------------------------------------


def starts(case: Case, rule: Rule, windows: tuple[Window, ...]) -> list[int]:
    """Return the session starts worth trying: the ends of what is stated, and wherever a stated time makes a rule turn."""
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
    points: set[int] = set()
    for name in listed(rule.get("avoid")) + listed(rule.get("require")):
        points |= {number for piece in case.pieces(name) for number in piece.numbers()}
    for name in anchors_in(windows):
        points |= set(case.anchor(name) or ())
    return points


def birthdays(case: Case, rule: Rule) -> set[int]:
    """Return the first seconds of the birthdays that an age limit of the rule names."""
    limits = [value for guard in guards_of(rule) for key, value in leaves(guard) if key == "age"]
    found = set()
    if limits and case.facts.get("birth") not in UNKNOWN:
        days = [calendar.day_of(end, case.zone) for end in case.read(case.facts["birth"])]
        midnights = [calendar.day(day, case.zone)[0] for day in days]
        years = [int(limit) for value in limits for limit in (value.values() if isinstance(value, Mapping) else numbers(value))]
        found = {calendar.after(m, y + more, "year", case.zone) for m in midnights for y in years for more in (0, 1)}
    return found | {turn - 1 for turn in found}


def anchors_in(windows: tuple[Window, ...]) -> list[str]:
    """Return the anchors of a rule's windows that are not this session."""
    names = {window[key] for window in windows for key in ("before", "after", "on") if key in window}
    names |= {window["at"] for window in windows if "at" in window and "before" not in window}
    names |= {name for window in windows if "course" in window for name in ("first-session", "last-session")}
    return sorted(names - set(FIXED_ANCHORS))


def anchor_choices(case: Case, rule: Rule, windows: tuple[Window, ...], start: int) -> Iterator[dict[str, int]]:
    """Yield every placing of a rule's other anchors: at the ends of what is stated, and wherever something turns."""
    names = anchors_in(windows)
    choices = []
    for name in names:
        low, high = case.anchor(name) or (-EVER, EVER)
        turns = {end for end in (low, high) if abs(end) < EVER}
        if low != high:
            for point in {start, *stated_points(case, rule, windows)}:
                turns |= edges(windows, point, case.zone)
        choices.append(sorted(turn for turn in turns if low <= turn <= high))
    for choice in product(*choices):
        yield dict(zip(names, choice, strict=True))
