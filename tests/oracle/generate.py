"""Random cases for the engine and the oracle to agree on, the same for the same seed.

A case is a facts file as plain data, every time a string. Sessions fall on month ends, leap days and clock
changes on purpose, and uses fall near the limits of the rules that look at them. Invented people only.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from . import calendar
from .book import Book, guards_of, leaves, listed, subjects_of, windows_of
from .windows import LENGTHS, span
from .worlds import Case

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
TIMES = ("00:00", "01:30", "02:15", "14:30", "23:59:59")
NEAR_DAYS = (-2, -1, -1, 1, 1, 2)
WORDS = ("never", "ongoing", "not-sure", "since", "not since")  # forms that never lie in the future
MAPPINGS = ("mapping", "area", "started", "also planned")
FORMS = (
    *(
        "day",
        "day",
        "day",
        "moment",
        "moment",
        "moment",
        "moment",
        "month",
        "year",
        "about",
        "about-month",
        "between",
    ),
    *(
        "before",
        "not since",
        "since",
        "never",
        "ongoing",
        "ongoing",
        "not-sure",
        "planned",
        "planned",
        "planned",
    ),
    *MAPPINGS,
    "several",
)


@cache
def clock_changes(zone: str) -> tuple[date, ...]:
    """Return the local days of the zone's years on which its clock was changed."""
    first, last = ZONES[zone]
    days = range(date(first, 1, 1).toordinal() - 719163, date(last, 12, 31).toordinal() - 719163)
    found = [change for utc_day in days for change in calendar.changes(utc_day, zone)]
    return tuple(calendar.day_of(change, zone) for change in found)


@cache
def session_days(zone: str) -> tuple[date, ...]:
    """Return the days worth a session: month ends and beginnings, and the days around clock changes."""
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
    return calendar.day_of(calendar.day(day, zone)[0], zone) == day


def text(instant: int, zone: str, *, exactly: bool = False) -> str:
    """Return an instant as local time; `exactly` with its offset, so that an hour shown twice is not mistaken."""
    moment = datetime.fromtimestamp(instant, ZoneInfo(zone))
    said = moment.isoformat()
    twice = len(set(calendar.showings(moment.date(), moment.strftime("%H:%M:%S"), zone))) > 1
    return said if exactly and twice else said[:19]


# --- random worlds --------------------------------------------------------------------------------


class Outline:
    """What protocols have that facts can speak of."""

    def __init__(self, book: Book) -> None:
        self.book = book
        watched = sorted((book.named | book.seen_on_arrival) & set(book.subjects))
        self.distances = {name: self.near(name) for name in watched}
        self.timed = [name for name in watched if len(self.distances[name]) > 1] or watched
        leaf = [pair for rule in book.rules for guard in guards_of(rule) for pair in leaves(guard)]
        self.words: dict[str, list[Any]] = {}
        for key, said in leaf:
            if key in ("indication", "add-on", "device", "role", "jurisdiction"):
                self.words.setdefault(key, []).extend(listed(said))
        self.places = sorted({str(name) for key, said in leaf if key == "area" for name in listed(said)})
        self.plans = sorted({name for key, said in leaf if key == "plan" for name in listed(said)})
        self.conditions = book.asked

    def near(self, name: str) -> list[tuple[int, str]]:
        """Return the lengths of time that rules hold against a subject; a negative one counts from the session on."""
        found = [(0, "day")]
        for rule in self.book.rules:
            about = {str(name) for name in subjects_of(rule)}
            if self.book.wider(name) & about or about & set(self.book.members(name)):
                for window in windows_of(self.book, rule):
                    for key in LENGTHS:
                        if isinstance(window.get(key), tuple):
                            sign = 1 if "before" in window else -1
                            found += [(sign * number, unit) for number, unit in window[key]]
        return list(dict.fromkeys(found))


_OUTLINES: dict[tuple[int, ...], tuple[tuple[Mapping[str, Any], ...], Outline]] = {}


def outline(*protocols: Mapping[str, Any]) -> Outline:
    """Return the outline of protocols, made once for the same ones."""
    key = tuple(map(id, protocols))
    if key not in _OUTLINES:
        _OUTLINES[key] = protocols, Outline(Book(*protocols))
    return _OUTLINES[key][1]


class Worlds:
    """Random facts for a protocol, from a seed."""

    def __init__(self, *protocols: Mapping[str, Any], seed: int) -> None:
        self.random = Random(seed)
        self.of = outline(*protocols)
        self.book = self.of.book
        self.zone = ""
        self.day = date(2000, 1, 1)
        self.session = self.asked = self.until = 0

    def case(self) -> Facts:
        """Return the next random case."""
        pick, chance = self.random.choice, self.random.random
        self.zone = zone = pick(list(ZONES))
        self.day = day = pick(session_days(zone))
        self.session = moment = calendar.at(day, pick(TIMES), zone)
        facts: Facts = {"zone": zone, "stage": pick(["booking", "booking", "booking", "arrival"])}
        facts["session"] = str(day) if chance() < 0.2 else self.moment(moment)
        facts["asked"] = self.asking(day)
        self.asked, self.until = Case(self.book, facts).asked
        if "T" in facts["session"] and chance() < 0.1:
            facts["session-end"] = text(moment + pick([600, 1800, 5400]), zone, exactly=True)
        told = chance() < 0.7  # a full form, or only what came to mind
        used: Facts = {}
        chosen = self.random.sample(self.of.timed, min(pick([0, 1, 1, 2, 3, 5]), len(self.of.timed)))
        chosen += self.random.sample(list(self.of.distances), min(pick([0, 0, 1]), len(self.of.distances)))
        for name in self.of.distances:
            if name in chosen:
                used[self.called(name)] = self.use(name)
            elif told:
                used[name] = "never"
        if chance() < 0.03:
            choices = [self.day_of(self.asked), "never", "not-sure", {"planned": str(day)}]
            used[pick(["dermaplaning", "bakuchiol"])] = pick(choices)
        facts["used"] = used
        facts["states"] = self.states(told)
        self.person(facts)
        return facts

    def asking(self, day: date) -> str:
        """Return when the facts are said: weeks or days before the session, that day, or after it."""
        pick = self.random.choice
        first, last = calendar.day(day, self.zone)
        ahead = pick([0, 0, 1, 3, 10, 10, 40])
        asked = (
            calendar.before(first, ahead, "day", self.zone) if ahead else pick([first, first + 36000, last])
        )
        return pick([self.day_of(asked), self.moment(asked), self.moment(asked)])

    def moment(self, instant: int) -> str:
        """Return an instant as local time: in an hour that is repeated now and then with its offset."""
        return text(instant, self.zone, exactly=self.random.random() < 0.5)

    def day_of(self, instant: int) -> str:
        """Return the local day of an instant."""
        return str(calendar.day_of(instant, self.zone))

    def called(self, name: str) -> str:
        """Return a name of a subject: its own, now and then another."""
        others = [
            word for word in self.book.subjects[name]["aliases"] if self.book.name_of(str(word)) == name
        ]
        return str(self.random.choice(others)) if others and self.random.random() < 0.1 else name

    def use(self, name: str) -> Any:
        """Return what someone says of one use, in one of the forms of the language."""
        pick = self.random.choice
        form = pick(FORMS)
        if form == "several":
            entries = [self.entry(name, pick(FORMS[:-1])) for _ in range(2)]
            entries = [
                entry if isinstance(entry, dict) and "from" not in entry else {"last": entry}
                for entry in entries
            ]
            for entry in entries:
                entry.setdefault("area", pick(self.areas))
            return entries
        return self.entry(name, form)

    def entry(self, name: str, form: str) -> Any:
        """Return one entry on a use: near a limit of a rule, and never after it is said unless as a plan."""
        pick = self.random.choice
        amount, unit = pick(self.of.distances[name])
        way = calendar.before if amount >= 0 else calendar.after
        base = self.session + (pick([0, 3600]) if amount < 0 else 0)
        limit = way(base, abs(amount), unit, self.zone)
        instant = limit + pick([-1, 0, 0, 1, 1, 3600, -3600, *(86400 * step for step in NEAR_DAYS)])
        if form == "planned" or self.lies_ahead(instant, form):
            return self.plan(instant, amount)
        said = self.last(instant, form)
        if form in FORMS[-len(MAPPINGS) - 1 :]:
            more = {"last": said}
            if pick([True, True, False]):
                more["prescribed"] = pick(["yes", "no"])
            if form == "started":
                more["started"] = self.day_of(min(instant, self.asked) - 86400 * pick([3, 20, 400]))
            if form == "area":
                more["area"] = pick(self.areas)
            if form == "also planned":
                return {**more, **self.plan(max(instant, self.until), amount), "last": said}
            return more
        return said

    @cached_property
    def areas(self) -> list[Any]:
        """Return areas worth naming."""
        return [*sorted(self.book.areas or ["legs"]), ["chin", "neck"], "face", "face", "legs", "neck"]

    def lies_ahead(self, instant: int, form: str) -> bool:
        """Say whether a time in this form would be a last use in the future."""
        return form not in WORDS and instant - self.until > (0 if form == "moment" else 86400 * -3)

    def plan(self, instant: int, amount: int) -> Facts:
        """Return a plan near an instant, as a day, a moment or several."""
        pick = self.random.choice
        instant = max(instant, self.until + 1)
        plans = [self.day_of(instant), self.moment(instant), self.moment(instant)]
        more = [plans[0], self.day_of(instant + 30 * 86400)]
        wide = {"from": self.day_of(instant), "to": self.day_of(instant + pick([3, 40]) * 86400)}
        said: Facts = {"planned": pick([*plans, more, wide])}
        if pick([True, True, False]):
            said["last"] = pick(["never", "never", "not-sure"])
        if pick([True, False]):
            said["prescribed"] = pick(["yes", "no"])
        return said

    def last(self, instant: int, form: str) -> Any:
        """Return a last use in one form, near an instant."""
        pick = self.random.choice
        day = self.day_of(instant)
        match form:
            case "never" | "ongoing" | "not-sure":
                return form
            case "month":
                return day[:7]
            case "year":
                return int(day[:4])
            case "about":
                return f"about {day}"
            case "about-month":
                return f"about {day[:7]}"
            case "before" | "not since" | "since":
                return f"{form} {day}"
            case "between":
                return {
                    "from": self.day_of(instant - 86400 * pick([0, 1, 2, 30])),
                    "to": pick([day, self.moment(instant)]),
                }
            case "moment":
                return self.moment(instant)
            case "day":
                return day
        return pick([day, day, self.moment(instant), "ongoing", "ongoing", "never", "not-sure"])

    def states(self, told: bool) -> Facts:
        """Return what someone says of each condition."""
        said: Facts = {}
        pick = self.random.choice
        odd = self.random.sample(
            self.of.conditions, min(pick([0, 0, 0, 1, 1, 2, 5]), len(self.of.conditions))
        )
        for name in self.of.conditions:
            kind = self.book.conditions.get(name, {}).get("kind")
            if name in odd:
                said[name] = pick(["yes", "yes", "not-sure", None])
                if said[name] is None:
                    said[name] = {"holds": pick(["yes", "no", "not-sure"]), "area": pick(self.areas)}
            elif told and (kind != "arrival" or self.random.random() < 0.7):
                said[name] = "no"
        return said

    def person(self, facts: Facts) -> None:
        """Add what the clinic knows of the person and the plan; now and then something is missing."""
        pick, day = self.random.choice, self.day

        def rare() -> bool:
            return self.random.random() < 0.03

        if not rare():
            usual = [["face"], ["face"], ["neck"], ["legs"], ["cheeks", "chin"], [self.areas[0]]]
            facts["areas"] = pick([*usual, [pick(self.of.places or ["legs"])]])
        if not rare():
            facts["plan"] = {}
            for name in self.of.plans:
                if pick([True, True, False]):
                    later = self.day_of(self.session + 21 * 86400)
                    plans = [
                        "with-session",
                        "with-session",
                        str(day),
                        self.moment(self.session + 1800),
                        later,
                        "yes",
                        "no",
                    ]
                    facts["plan"][name] = pick(plans)
        if not rare():
            facts["previous-sessions"] = self.earlier_sessions()
        if not rare():
            years = pick([17, 18, 21, 22])
            birthday = date(day.year - years, day.month, min(day.day, 28)) + timedelta(days=pick([-1, 0, 1]))
            facts["birth"] = pick(
                [str(birthday), str(birthday)[:7], "1984-02-29", "1990-02-03", "1971-11-30"]
            )
        if not rare():
            facts["skin-type"] = pick([1, 2, 2, 3, 3, 3, 4, 6])
        if not rare():
            facts["depth-mm"] = pick([0.25, 0.5, 1.0, 1.5, 2.0])
        for key, usual in (("device", "pen"), ("role", "aesthetician"), ("jurisdiction", "GB")):
            if not rare():
                facts[key] = pick([usual, usual, *self.of.words.get(key, [])])
        for key in ("indication", "add-on"):
            if not rare():
                choices = [*self.of.words.get(key, []), *self.of.words.get(key, []), "fine-lines"]
                facts[key] = [pick(choices)] if key == "indication" or pick([True, False]) else []
                if not facts[key] and key == "indication":
                    del facts[key]

    def earlier_sessions(self) -> list[str]:
        """Return earlier sessions: none, some, or so many that the series is over; the last near its gap."""
        pick = self.random.choice
        if not self.book.series or pick([True, False]):
            return []
        gap = calendar.before(self.session, *span(self.book.series["gap"], {})[0], self.zone)
        last = gap + pick([-1, 0, 1, 86400, -86400, -30 * 86400])
        count = pick([1, 1, 2, 5, 6, 7])
        days = [self.day_of(last - 40 * 86400 * number) for number in range(1, count)]
        return [*days, pick([self.day_of(last), self.moment(last)])]


def random_cases(*protocols: Mapping[str, Any], seed: int, count: int) -> Iterator[Facts]:
    """Yield random facts for a protocol; the same seed gives the same cases."""
    worlds = Worlds(*protocols, seed=seed)
    for _ in range(count):
        yield worlds.case()
