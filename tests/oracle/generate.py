"""Cases for the engine and the oracle to agree on: random ones from a seed, and every break point of every window.

A case is a facts file as plain data, every time a string. Sessions fall on month ends, leap days and clock changes on
purpose, and uses fall near the limits of the rules that look at them. Invented people only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from . import calendar
from .windows import LENGTHS, Window
from .worlds import Book, Case, Rule, conditions_in, guards_of, leaves, listed, windows_of

Facts = dict[str, Any]

ZONES = {  # a zone, and years in which its clock did something
    "Europe/London": (2024, 2026),
    "America/New_York": (2024, 2026),
    "America/Sao_Paulo": (2017, 2018),  # midnight itself was skipped
    "Australia/Lord_Howe": (2024, 2026),  # by half an hour
    "Pacific/Apia": (2011, 2012),  # without 30 December 2011
    "Asia/Kathmandu": (2025, 2026),
    "UTC": (2024, 2026),
}
TIMES = ("00:00", "00:30", "01:30", "02:15", "09:00", "14:30", "23:59:59")
NEAR_DAYS = (-2, -1, 0, 1, 2)


@cache
def clock_changes(zone: str) -> tuple[date, ...]:
    """Return the local days of the zone's years on which its clock was changed."""
    first, last = ZONES[zone]
    days = range(date(first, 1, 1).toordinal() - 719163, date(last, 12, 31).toordinal() - 719163)
    found = [change for utc_day in days for change in calendar.changes(utc_day, zone)]
    return tuple(calendar.day_of(change, zone) for change in found)


@cache
def session_days(zone: str) -> tuple[date, ...]:
    """Return the days worth a session: month ends and beginnings, leap days, clock changes and the days around them."""
    first, last = ZONES[zone]
    days = {date(year, 12, 31) for year in (first, last)} | {date(last, 12, 3)}
    for year in (first, last):
        for month in (2, 3, 5, 8, 9):
            days |= {date(year, month, 1), date(year, month, 1) - timedelta(days=1)}
    for day in clock_changes(zone)[:6]:
        days |= {day + timedelta(days=step) for step in (-1, 0, 1, 3)}
    return tuple(sorted(day for day in days if exists(day, zone)))


def exists(day: date, zone: str) -> bool:
    """Say whether the zone's calendar has the day; Samoa skipped one."""
    first, last = calendar.day(day, zone)
    return first <= last


def text(instant: int, zone: str) -> str | None:
    """Return an instant as local time, or None for a second showing, which no local time can name."""
    year, month, day, hour, minute, second = calendar.shown(instant, zone)
    if calendar.reached((year, month, day, hour, minute, second), zone) != instant:
        return None
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


# --- break points ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BreakPoint:
    """A case at, just before or just after a limit of one rule."""

    rule: str
    subject: str
    facts: Facts
    remark: str


def breakpoints(*protocols: Mapping[str, Any], zones: tuple[str, ...] = tuple(ZONES)) -> Iterator[BreakPoint]:
    """Yield, for every `avoid` and every end of its windows, uses one second and one day to either side of the limit."""
    book = Book(*protocols)
    for rule in book.rules:
        if "avoid" not in rule:
            continue
        for window in windows_of(book, rule):
            for zone in zones:
                for day in session_days(zone):
                    for time in ("01:30", "14:30"):
                        yield from around_limits(book, rule, window, zone, day, time)


def around_limits(book: Book, rule: Rule, window: Window, zone: str, day: date, time: str) -> Iterator[BreakPoint]:
    """Yield the break points of one window for one session."""
    start = calendar.at(day, time, zone)
    session = text(start, zone)
    frame = plain(book, rule, zone, session or str(day), asked=str(day - timedelta(days=400)))
    if window.get("before", "session") not in ("session", "session-day"):
        frame["plan"] = {window["before"]: session}
    for subject in listed(rule["avoid"]):
        for limit, amount in limits(window, start, zone):
            for step in (-1, 0, 1):
                if said := text(limit + step, zone):
                    use = said if limit + step <= start else {"last": "never", "planned": said}
                    remark = f"{amount}, {step:+} second"
                    yield BreakPoint(rule["id"], subject, {**frame, "used": {subject: use}}, remark)
            around = calendar.day_of(limit, zone)
            for step in (-1, 0, 1):
                use_day = around + timedelta(days=step)
                if exists(use_day, zone):
                    use = str(use_day) if use_day <= day else {"last": "never", "planned": str(use_day)}
                    for said in (session, str(day)):
                        facts = {**frame, "session": said, "used": {subject: use}}
                        yield BreakPoint(rule["id"], subject, facts, f"{amount}, {step:+} day")


def limits(window: Window, start: int, zone: str) -> Iterator[tuple[int, str]]:
    """Yield the limits of a window for a session, floor and advised, and the anchor itself."""
    yield start, "anchor"
    for pair in (window[key] for key in LENGTHS if isinstance(window.get(key), tuple)):
        for number, unit in dict.fromkeys(pair):
            way = calendar.before if "before" in window else calendar.after
            yield way(start, number, unit, zone), f"{number} {unit}"
    if "on" in window:
        yield from ((end, "day") for end in calendar.day(calendar.day_of(start, zone), zone))


def plain(book: Book, rule: Rule, zone: str, session: str, *, asked: str) -> Facts:
    """Return facts under which one rule applies and everything else it might ask is settled."""
    facts: Facts = {"zone": zone, "asked": f"{asked}T10:00", "session": session, "areas": ["face"], "used": {}}
    facts["states"] = {name: "yes" for key, said in leaves(rule.get("if")) if key == "has" for name in listed(said)}
    for guard in guards_of(rule):
        for key, said in leaves(guard):
            if key in ("indication", "add-on"):
                facts[key] = listed(said)[:1]
            elif key in ("device", "role", "jurisdiction"):
                facts[key] = listed(said)[0]
            elif key == "area":
                facts["areas"] = listed(said)[:1]
    return facts


# --- random worlds --------------------------------------------------------------------------------------------------


class Worlds:
    """Random facts for a protocol, from a seed."""

    def __init__(self, *protocols: Mapping[str, Any], seed: int) -> None:
        self.book = Book(*protocols)
        self.random = Random(seed)
        self.distances = {name: self.near(name) for name in sorted(self.book.named & set(self.book.subjects))}
        leaf = [pair for rule in self.book.rules for guard in guards_of(rule) for pair in leaves(guard)]
        self.words: dict[str, list[Any]] = {}
        for key, said in leaf:
            if key in ("indication", "add-on", "device", "role", "jurisdiction"):
                self.words.setdefault(key, []).extend(listed(said))
        self.plans = sorted({name for key, said in leaf if key == "plan" for name in listed(said)})
        asked = {name for rule in self.book.rules for verb in ("check", "exclude") for name in conditions_in(rule.get(verb))}
        asked |= {name for key, said in leaf if key == "has" for name in listed(said)}
        self.conditions = sorted(asked)

    def near(self, name: str) -> list[tuple[int, str]]:
        """Return the lengths of time that rules hold against a subject."""
        found = [(0, "day"), (3, "day")]
        for rule in self.book.rules:
            if self.book.wider(name) & set(listed(rule.get("avoid")) + listed(rule.get("require"))):
                for window in windows_of(self.book, rule):
                    found += [a for key in LENGTHS if isinstance(window.get(key), tuple) for a in window[key]]
        return list(dict.fromkeys(found))

    def case(self) -> Facts:
        """Return the next random case."""
        pick = self.random.choice
        zone = pick(list(ZONES))
        day = pick(session_days(zone))
        moment = calendar.at(day, pick(TIMES), zone)
        facts: Facts = {"zone": zone, "stage": pick(["booking", "booking", "booking", "arrival"])}
        facts["session"] = str(day) if self.random.random() < 0.3 else text(moment, zone) or str(day)
        ahead = pick([0, 1, 3, 10, 10, 40])
        facts["asked"] = f"{day - timedelta(days=ahead)}T{'00:00' if ahead == 0 else '10:00'}"
        if not exists(day - timedelta(days=ahead), zone):
            facts["asked"] = f"{day - timedelta(days=ahead + 1)}T10:00"
        reader = Case(self.book, facts)
        told = self.random.random() < 0.7  # a full form, or only what came to mind
        facts["used"] = {}
        for name in self.distances:
            if self.random.random() < 0.12:
                facts["used"][name] = self.use(name, zone, moment, reader.now)
            elif told:
                facts["used"][name] = "never"
        if self.random.random() < 0.03:
            facts["used"]["dermaplaning"] = str(day)
        facts["states"] = self.states(told)
        self.person(facts, day)
        return facts

    def use(self, name: str, zone: str, session: int, now: int) -> Any:
        """Return what someone says of one use, in one of the forms of the language."""
        pick = self.random.choice
        amount, unit = pick(self.distances[name])
        near = calendar.before(session, amount, unit, zone)
        instant = near + pick([-1, 0, 1, 60, -3600, 7200, 86400 * pick(NEAR_DAYS)])
        later = calendar.after(session, amount, unit, zone) + pick([-1, 0, 1, -3600, 86400 * pick(NEAR_DAYS)])
        form = pick(
            "day day moment moment month about about-month between never ongoing not-sure mapping planned started".split()
        )
        day = self.day(instant, zone)
        match form:
            case "day":
                return day
            case "moment":
                return text(instant, zone) or day
            case "month":
                return day[:7]
            case "about":
                return f"about {day}"
            case "about-month":
                return f"about {day[:7]}"
            case "between":
                earlier = self.day(instant - 86400 * pick([0, 1, 2, 30]), zone)
                return {"from": earlier, "to": pick([day, text(instant, zone) or day])}
            case "mapping":
                said = {"last": pick([day, "never", "ongoing", "not-sure"]), "words": "invented for a test"}
                if pick([True, False]):
                    said["prescribed"] = pick(["yes", "no"])
                if pick([True, False, False]):
                    said["area"] = pick(sorted(self.book.areas) or ["legs"])
                return said
            case "planned":
                plans = [self.day(later, zone), text(later, zone) or self.day(later, zone)]
                more = [plans[0], self.day(later + 30 * 86400, zone)]
                return {"last": pick([day, "never"]), "planned": pick([plans[0], plans[1], more])}
            case "started":
                begun = self.day(min(instant, now) - 86400 * pick([3, 20, 400]), zone)
                return {"last": pick([day, "ongoing"]), "started": begun, "prescribed": pick(["yes", "no"])}
        return form  # never, ongoing, not-sure

    @staticmethod
    def day(instant: int, zone: str) -> str:
        """Return the local day of an instant as a string."""
        return str(calendar.day_of(instant, zone))

    def states(self, told: bool) -> Facts:
        """Return what someone says of each condition."""
        said = {}
        for name in self.conditions:
            kind = self.book.conditions.get(name, {}).get("kind")
            roll = self.random.random()
            if roll < 0.06:
                said[name] = self.random.choice(["yes", "yes", "not-sure"])
            elif told and (kind != "arrival" or roll < 0.7):
                said[name] = "no"
        return said

    def person(self, facts: Facts, day: date) -> None:
        """Add what the clinic knows of the person and the plan; now and then something is missing."""
        pick, rare = self.random.choice, lambda: self.random.random() < 0.08
        if not rare():
            facts["areas"] = pick([["face"], ["face"], ["neck"], ["legs"], ["cheeks", "chin"]])
        if not rare():
            facts["plan"] = {}
            for name in self.plans:
                if pick([True, False, False]):
                    facts["plan"][name] = pick([str(day), str(day + timedelta(days=21)), str(day)])
        if not rare():
            years = pick([16, 17, 18, 21, 22, 36, 36, 36, 36, 36])
            born = date(day.year - years, day.month, min(day.day, 28)) + timedelta(days=pick([-1, 0, 1]))
            facts["birth"] = pick([str(born), str(born), f"{born.year - 1}-02-28"])
        if not rare():
            facts["skin-type"] = pick([1, 2, 3, 3, 4, 5, 6])
        if not rare():
            facts["depth-mm"] = pick([0.25, 0.5, 1.0, 1.5, 2.0])
        for key, usual in (("device", "pen"), ("role", "aesthetician"), ("jurisdiction", "GB")):
            if not rare():
                facts[key] = pick([usual, usual, *self.words.get(key, [])])
        for key in ("indication", "add-on"):
            if not rare():
                choices = [*self.words.get(key, []), "acne-scars" if key == "indication" else ""]
                facts[key] = [word for word in [pick(choices)] if word]


def random_cases(*protocols: Mapping[str, Any], seed: int, count: int) -> Iterator[Facts]:
    """Yield random facts for a protocol; the same seed gives the same cases."""
    worlds = Worlds(*protocols, seed=seed)
    for _ in range(count):
        yield worlds.case()
