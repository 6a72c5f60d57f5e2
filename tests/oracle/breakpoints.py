"""The break points of a protocol: facts a second and a day on either side of every limit of every rule.

Sessions are chosen for each limit: on a day on which a clock is changed, so that the limit itself falls on such a
day, and on the ends of months. Whatever else the facts might leave open is settled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from . import calendar
from .book import Book, Rule, conditions_in, guards_of, leaves, limits_in, listed, subjects_of, windows_of
from .enumerate import screened
from .generate import ZONES, Facts, clock_changes, exists, session_days, text
from .windows import LENGTHS, Amount, Window, span

STEPS = (-1, 0, 1)
TIMES = ("01:30", "14:30", "00:00", "23:59:59")


@dataclass(frozen=True)
class BreakPoint:
    """A case at, just before or just after a limit of one rule."""

    rule: str
    facts: Facts
    remark: str


def breakpoints(
    *protocols: Mapping[str, Any], zones: tuple[str, ...] = tuple(ZONES), every: int = 1
) -> Iterator[BreakPoint]:
    """Yield the break points of every rule that is a matter of screening, and of the gap between sessions.

    With `every`, each rule meets only every so manieth of its sessions, starting at another one than the rule before,
    and one of them at the least.
    """
    book = Book(*protocols)
    ids = {rule["id"] for rule in screened(book)}
    for number, rule in enumerate(book.rules):
        met = list(sessions(book, rule, zones, number)) if rule["id"] in ids else []
        for zone, start in met[-number % min(every, len(met) or 1) :: every]:
            session = Session(book, rule, zone, start)
            yield from session.uses()
            yield from session.sights()
            yield from session.ages()
            yield from session.conditions()
    for place, (zone, start) in enumerate(gaps(book, zones)):
        if place % every == 0 and book.series:
            yield from Session(book, {"id": "series-gap"}, zone, start).gaps(book.series)


def sessions(book: Book, rule: Rule, zones: tuple[str, ...], number: int) -> Iterator[tuple[str, int]]:
    """Yield the sessions worth a rule's while: its limits meet clock changes and the ends of months."""
    amounts = [amount for _, amount in lengths(windows_of(book, rule))]
    for place, zone in enumerate(zones):
        yield from around_changes(zone, amounts, TIMES[(number + place) % 4])
        days = session_days(zone)
        yield (
            zone,
            calendar.at(days[(7 * number + 3 * place) % len(days)], TIMES[(number + place + 1) % 4], zone),
        )


def gaps(book: Book, zones: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Yield sessions for the gap of a series."""
    for zone in zones:
        gap = [span(book.series["gap"], {})[0]] if book.series else []
        yield from around_changes(zone, gap, "01:30")
        yield from ((zone, calendar.at(day, "14:30", zone)) for day in session_days(zone)[::3])


def around_changes(zone: str, amounts: list[Amount], time: str) -> Iterator[tuple[str, int]]:
    """Yield sessions on the days of clock changes, and sessions whose limits fall on such days."""
    for day in clock_changes(zone)[:2]:
        if exists(day, zone):
            change = calendar.at(day, time, zone)
            yield zone, change
            yield from ((zone, calendar.after(change, number, unit, zone)) for number, unit in amounts[:1])
            yield from ((zone, calendar.before(change, number, unit, zone)) for number, unit in amounts[1:2])


def lengths(windows: tuple[Window, ...]) -> list[tuple[Window, Amount]]:
    """Return the lengths of time in windows, floors and advised values."""
    return [
        (window, amount)
        for window in windows
        for key in LENGTHS
        if isinstance(window.get(key), tuple)
        for amount in dict.fromkeys(window[key])
    ]


@dataclass(frozen=True)
class Session:
    """One session, for the break points of one rule."""

    book: Book
    rule: Rule
    zone: str
    start: int

    def point(self, remark: str, **more: Any) -> BreakPoint:
        """Return a break point: settled facts, with some of them changed."""
        facts = self.settled
        merged = {key: {**facts[key], **more.pop(key, {})} for key in ("used", "states")}
        return BreakPoint(self.rule["id"], {**facts, **more, **merged}, remark)

    @cached_property
    def settled(self) -> Facts:
        """Return facts under which the rule applies and everything else is settled and harmless."""
        book, rule = self.book, self.rule
        facts: Facts = {"zone": self.zone, "session": self.text(self.start), "areas": ["face"]}
        facts["asked"] = self.text(calendar.before(self.start, 400, "day", self.zone))
        facts |= {"birth": "1984-02-29", "skin-type": 2, "plan": {}, "previous-sessions": []}
        facts |= {"indication": ["fine-lines"], "jurisdiction": "GB"}
        watched = (book.named | book.seen_on_arrival) & set(book.subjects)
        facts["used"] = dict.fromkeys(sorted(watched), "never")
        facts["states"] = dict.fromkeys(book.asked, "no")
        for wanted, guard in (("yes", rule.get("if")), ("no", rule.get("unless"))):
            for key, said in leaves(guard):
                if key == "has":
                    facts["states"][listed(said)[0]] = wanted
                elif key == "plan" and wanted == "yes":
                    facts["plan"] = dict.fromkeys(listed(said), "with-session")
                elif key in ("indication", "add-on", "device", "role", "jurisdiction", "area"):
                    facts["areas" if key == "area" else key] = listed(said)[:1]
        return facts

    def text(self, instant: int) -> str:
        """Return an instant as local time, with its offset where the hour is shown twice."""
        return text(instant, self.zone, exactly=True)

    def day(self, instant: int, days: int = 0) -> date:
        """Return a local day, so many days after that of an instant."""
        return calendar.day_of(instant, self.zone) + timedelta(days=days)

    # --- uses -------------------------------------------------------------------------------------

    def uses(self) -> Iterator[BreakPoint]:
        """Yield last uses, courses that go on, and plans around every limit of the rule."""
        for subject in subjects_of(self.rule):
            for limit, remark in self.limits():
                for step in STEPS:
                    yield from self.to_the_second(
                        subject, limit + step, f"{subject}, {remark}, {step:+} second"
                    )
                    yield from self.to_the_day(
                        subject, self.day(limit, step), f"{subject}, {remark}, {step:+} day"
                    )

    def limits(self) -> Iterator[tuple[int, str]]:
        """Yield the limits of the rule's windows for this session, floor and advised, and the anchors themselves."""
        windows = windows_of(self.book, self.rule)
        end = calendar.after(self.start, *self.book.length, self.zone)
        yield self.start, "anchor"
        for window, (number, unit) in lengths(windows):
            anchor = end if window.get("after") == "session-end" else self.start
            way = calendar.before if "before" in window else calendar.after
            yield way(anchor, number, unit, self.zone), f"{number} {unit}"
        if any(window.get("after") == "session-end" for window in windows):
            yield end, "end"
        if any("on" in window for window in windows):
            first, last = calendar.day(self.day(self.start), self.zone)
            yield first, "first second"
            yield last, "last second"

    def to_the_second(self, subject: str, use: int, remark: str) -> Iterator[BreakPoint]:
        """Yield a use known to the second: the last one, one that goes on, and one that is planned."""
        said = self.text(use)
        yield self.point(remark, used={subject: said}, asked=said)
        may_be = (self.book.subjects.get(subject) or {}).get("prescribed") == "sometimes"
        for more in ({}, {"prescribed": "yes"}, {"prescribed": "no"}) if may_be else ({},):
            yield self.point(f"{remark}, goes on", used={subject: {"last": "ongoing", **more}}, asked=said)
            plan = {"last": "never", "planned": said, **more}
            yield self.point(f"{remark}, planned", used={subject: plan})

    def to_the_day(self, subject: str, day: date, remark: str) -> Iterator[BreakPoint]:
        """Yield a use known by its day, for a session at its hour and one known by its day."""
        if exists(day, self.zone):
            for session in (self.text(self.start), str(self.day(self.start))):
                yield self.point(remark, session=session, used={subject: str(day)}, asked=str(day))
                plan = {"last": "never", "planned": str(day)}
                yield self.point(f"{remark}, planned", session=session, used={subject: plan})

    def sights(self) -> Iterator[BreakPoint]:
        """Yield uses around the first second of the day and the start, for what is seen on arrival."""
        for condition in conditions_in(self.rule.get("check")):
            yield self.point("silence on arrival", stage="arrival", states={condition: "not-sure"})
            for subject in listed(self.book.conditions[condition].get("of")):
                for edge in (calendar.day(self.day(self.start), self.zone)[0], self.start):
                    for step in STEPS:
                        facts = next(
                            self.to_the_second(subject, edge + step, f"{subject}, {step:+} second")
                        ).facts
                        facts = {
                            **facts,
                            "states": {k: v for k, v in facts["states"].items() if k != condition},
                        }
                        yield BreakPoint(self.rule["id"], facts, f"{subject}, {step:+} second")

    # --- the person -------------------------------------------------------------------------------

    def ages(self) -> Iterator[BreakPoint]:
        """Yield birthdays on, the day before and the day after the session, and sessions at their first second."""
        tests = [value for guard in guards_of(self.rule) for key, value in leaves(guard) if key == "age"]
        for years in {int(limit) + more for value in tests for limit in limits_in(value) for more in (0, 1)}:
            today = self.day(self.start)
            for step in STEPS:
                born = today + timedelta(days=step)
                born = date(
                    born.year - years, born.month, 28 if (born.month, born.day) == (2, 29) else born.day
                )
                yield self.point(
                    f"{years} years, {step:+} day", birth=str(born), asked=self.text(self.start - 86400)
                )
                first = calendar.after(calendar.day(born, self.zone)[0], years, "year", self.zone)
                asked = self.text(first - 86400)
                more = {"birth": str(born), "session": self.text(first + step), "asked": asked}
                yield self.point(f"{years} years, {step:+} second", **more)
            leap = date(today.year - years - (today.year - years) % 4, 2, 29)
            yield self.point("a leap day", birth=str(leap), asked=self.text(self.start - 86400))

    def conditions(self) -> Iterator[BreakPoint]:
        """Yield every answer to what the rule excludes or checks, with its guards answered either way."""
        for name in conditions_in(self.rule.get("exclude")) + conditions_in(self.rule.get("check")):
            for holds in ("yes", "no", "not-sure"):
                for area in ("face", "legs", "chin"):
                    yield self.point(f"{name} {holds}, {area}", states={name: {"holds": holds, "area": area}})
                for said in ("yes", "no", "not-sure"):
                    tests = [leaf for guard in guards_of(self.rule) for leaf in leaves(guard)]
                    others = {str(one): said for key, names in tests if key == "has" for one in listed(names)}
                    yield self.point(f"{name} {holds}, guards {said}", states={**others, name: holds})
        for key, value in leaves(
            self.rule.get("exclude") if isinstance(self.rule.get("exclude"), Mapping) else None
        ):
            if key == "skin-type":
                yield from (self.point(f"skin type {n}", **{"skin-type": n}) for n in range(1, 7))
            elif key == "area":
                yield from (self.point(f"area {name}", areas=[name]) for name in [*listed(value), "face"])

    def gaps(self, series: Mapping[str, Any]) -> Iterator[BreakPoint]:
        """Yield earlier sessions around the gap, and as many as the series has."""
        for number, unit in dict.fromkeys(span(series["gap"], {})):
            limit = calendar.before(self.start, number, unit, self.zone)
            for step in STEPS:
                for said in (self.text(limit + step), str(self.day(limit, step))):
                    if len(said) > 10 or exists(date.fromisoformat(said), self.zone):
                        for count in (1, 5, 6, 7):
                            earlier = {"previous-sessions": [said] * count, "asked": said}
                            yield self.point(f"{number} {unit}, {step:+}", **earlier)
