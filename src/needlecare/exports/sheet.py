"""The care sheet of one session: what stands on its two pages, before any of it is laid out.

Emergency first; then what to leave by when, the day itself, what holds afterwards, what is usual and until when, whom to
call, the next dates, and a code by which the sheet can be checked. Every layout prints these same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from needlecare.engine.care import CareCalendar, Item
from needlecare.engine.course import is_result
from needlecare.engine.screening import Verdict
from needlecare.exports.code import code_of
from needlecare.exports.dates import Entry, entries, is_exposure, is_in_use, is_stop, stops
from needlecare.exports.ics import next_lines
from needlecare.exports.texts import fluent
from needlecare.protocol.document import Sign
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import END, Instant, after
from needlecare.wording.care import emergency_number, flags, item_text, may_be_prescribed, subject, told
from needlecare.wording.language import Speaker, first_capital

MOST_NAME = 80  # signs of a client's name that are printed
_STATEMENT = re.compile(r"S-(\d+)")
# Control signs, and those that turn the direction of what follows them.
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list: when, what, and the statements it comes from. `box` says that it can be ticked off."""

    when: str
    what: tuple[str, ...]
    ids: str = ""
    box: bool = False
    place: str = ""  # on the healing line: h0, h1, h3, h7 or h42


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A list with the headings of its three columns."""

    title: str
    heads: tuple[str, str, str]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of the time line; `side` is before, session or after, `place` its colour on the healing line."""

    day: str
    near: str
    note: str
    side: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything that is printed, as text."""

    language: str
    title: str
    clinic: str
    phone: str
    name: str
    session_label: str
    session: str
    zone: str
    emergency: Panel
    line_title: str
    line: tuple[Point, ...]
    before: Section
    day: Section
    after: Section
    usual: Section
    same_day: Panel
    call: Panel
    coming: Section
    remarks: tuple[str, ...]
    made: str
    check: str
    code: str
    page_label: str


def sheet_of(
    speaker: Speaker,
    calendar: CareCalendar,
    verdict: Verdict,
    *,
    name: str = "",
    clinic: str = "",
    phone: str = "",
) -> Sheet:
    """Return the sheet of a session.

    Parameters
    ----------
    name, clinic, phone : str
        Printed as they are given, without signs that cannot be printed; they change nothing else.
    """
    return _Writer(fluent(speaker), calendar).sheet(
        verdict, printable(name), printable(clinic), printable(phone)
    )


def rows_up_to_the_day(speaker: Speaker, calendar: CareCalendar) -> tuple[Row, ...]:
    """Return only what the sheet says of the time before the session, and of the day itself."""
    return _Writer(fluent(speaker), calendar).up_to_the_day()


def printable(text: str) -> str:
    """Return a name on one line: no control signs, none that turn the direction of writing, at most 80 signs."""
    clean = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return clean if len(clean) <= MOST_NAME else clean[: MOST_NAME - 1] + "…"


class _Writer:
    """Says every part of one sheet."""

    def __init__(self, say: Speaker, calendar: CareCalendar) -> None:
        self.say, self.calendar = say, calendar
        self.book, self.facts, self.where = say.book, say.facts, say.facts.zone
        self.items = told(self.book, calendar.items)
        self.unplaced = {id(item) for item in calendar.unplaced}
        self.zero = self.where.day_of(self.facts.session.lo)

    @cached_property
    def dates(self) -> tuple[Entry, ...]:
        return entries(self.book, self.facts, self.calendar)

    def up_to_the_day(self) -> tuple[Row, ...]:
        return (*self._before(), *self._day())

    def sheet(self, verdict: Verdict, name: str, clinic: str, phone: str) -> Sheet:
        say = self.say
        urgent = [say.text(flag.sign) for flag in flags(self.book, "emergency")]
        layers = [f"{layer.protocol} {layer.version}" for layer in self.book.layers]
        return Sheet(
            language=say.language,
            title=say.say("sheet-title", treatment=say.text(self.book.layers[0].title)),
            clinic=clinic,
            phone=phone,
            name=name,
            session_label=say.say("sheet-session"),
            session=say.session(),
            zone=say.say("sheet-times", zone=self.where.key.replace("_", " ")),
            emergency=Panel(
                title=say.say("emergency", number=emergency_number(say)),
                lines=(say.say("emergency-for", signs="; ".join(urgent)),) if urgent else (),
            ),
            line_title=f"{say.say('sheet-line')} ({say.fill('sheet-line-not-to-scale')})",
            line=tuple(self._line()),
            before=self._section("sheet-before", self._before()),
            day=self._section("sheet-day", self._day()),
            after=self._section("sheet-after", self._after()),
            usual=self._section("sheet-usual", self._usual()),
            same_day=self._panel("same-day"),
            call=self._panel("call-clinic"),
            coming=self._section("sheet-next", self._coming()),
            remarks=tuple(self._remarks(verdict)),
            made=say.say(
                "sheet-made", protocols=say.listed(layers), asked=say.times.moment(self.facts.asked)
            ),
            check=say.say("sheet-check"),
            code=str(code_of(self.book.digest, self.facts)),
            page_label=say.say("sheet-page"),
        )

    def _section(self, key: str, rows: Iterable[Row]) -> Section:
        heads = tuple(self.say.say(f"sheet-head-{name}") for name in ("when", "what", "from"))
        return Section(title=self.say.say(key), heads=(heads[0], heads[1], heads[2]), rows=tuple(rows))

    def _panel(self, level: str) -> Panel:
        lines = tuple(first_capital(self.say.text(flag.sign)) for flag in flags(self.book, level))
        return Panel(title=self.say.say(level), lines=lines)

    # --- before

    def _before(self) -> Iterator[Row]:
        bans = [item for item in self.items if is_stop(self.facts, item)]
        past = [item for item in bans if item.opens is not None and item.opens < self.facts.asked]
        yield from self._stop_rows(
            self.say.say("plan-already"), past, "sheet-none-any-more", "sheet-unless-now"
        )
        for entry in stops(self.book, self.facts, self.items):
            if entry.kind == "stop":
                when = self._short(entry.at.hi, whole=entry.whole_days)
                yield from self._stop_rows(when, entry.items, "sheet-none-after", "sheet-unless-after")
        yield from self._prescribed([item for item in bans if item.to_prescriber])
        yield from self._before_others()
        telling = [item for item in self.items if item.kind == "tell"]
        if telling:
            yield self._row(self.say.say("plan-tell"), telling)

    def _before_others(self) -> Iterator[Row]:
        """Yield what reaches back from a moment that nobody has given yet, such as a peel's own day."""
        groups: dict[str, list[Item]] = {}
        for item in self.items:
            if (
                item.kind == "avoid"
                and id(item) in self.unplaced
                and item.rule is not None
                and item.rule.when
            ):
                for anchor in item.rule.when[0].anchors:
                    groups.setdefault(anchor, []).append(item)
        for anchor, items in groups.items():
            yield self._row(
                self.say.say("sheet-before-anchor", anchor=self.say.anchor(anchor)), items, box=True
            )

    def _stop_rows(self, when: str, items: Iterable[Item], key: str, unless: str) -> Iterator[Row]:
        shown = [item for item in items if not item.to_prescriber]
        told_whole = [item for item in shown if not item.applies or is_exposure(self.book, item)]
        given = [item for item in shown if item not in told_whole]
        for medicines, template in ((False, key), (True, unless)):
            group = [item for item in given if may_be_prescribed(self.book, item) is medicines]
            if group:
                what = self.say.say(template, names=self._names(group))
                yield Row(when=when, what=(what,), ids=statements(group), box=True)
                when = ""
        if told_whole:
            yield self._row(when, told_whole, box=True)

    def _prescribed(self, items: list[Item]) -> Iterator[Row]:
        used = [item for item in items if is_in_use(self.book, self.facts, item)]
        silent = [item for item in items if item.concerns is None]
        group, key = (used, "sheet-carry-on") if used else (silent, "sheet-carry-on-if")
        if group:
            names = self.say.say(key, names=self._names(group))
            what = (f"{names} {self.say.say('ask-prescriber')}",)
            yield Row(when=self.say.say("sheet-as-prescribed"), what=what, ids=statements(group))

    def _names(self, items: Iterable[Item]) -> str:
        return self.say.listed(list(dict.fromkeys(subject(self.say, item) for item in items)))

    # --- the day and afterwards

    def _day(self) -> Iterator[Row]:
        say, at = self.say, self.facts.session
        checks = [item for item in self.items if item.kind == "check"]
        names = list(dict.fromkeys(name for item in checks if item.rule for name in item.rule.subjects))
        that_day = [
            item for item in self.items if item.kind in ("avoid", "do", "only") and self._is_on_the_day(item)
        ]
        when = say.times.clock(at.lo) if at.is_exact else self._short(at.lo, whole=True)
        arrive = (say.say("plan-arrive", names=say.names(names, joined="and")),) if names else ()
        yield Row(when=when, what=arrive, ids=statements(checks), box=True)
        if that_day:
            yield self._row("", that_day, box=True)
        steps = [item for item in self.items if item.kind in ("step", "order") and item.applies]
        if steps:
            what = " ".join(dict.fromkeys(item_text(say, item) for item in steps))
            yield Row(when=say.say("sheet-we"), what=(what,), ids=statements(steps))

    def _is_on_the_day(self, item: Item) -> bool:
        if item.opens is None or item.closes is None:
            return False
        return (
            self.where.day_of(item.opens) == self.zero == self.where.day_of(item.closes - 1)
            and item.actor == "client"
        )

    def _after(self) -> Iterator[Row]:
        groups: dict[tuple[int, Instant], list[Item]] = {}
        for item in self.items:
            at = self._after_key(item)
            if at is not None:
                groups.setdefault(at, []).append(item)
        for (order, moment), items in sorted(
            groups.items(), key=lambda group: (group[0][0] == 2, group[0][1], group[0][0])
        ):
            time = self._short(moment, whole=False) if moment < END else ""
            when = (
                self.say.fill("sheet-from", time=time),
                self.say.fill("sheet-until", time=time),
                self.say.say("sheet-every-day"),
            )
            yield self._row(
                when[order], items, box=order != 0, place=self._place(moment) if moment < END else "h42"
            )

    def _after_key(self, item: Item) -> tuple[int, Instant] | None:
        """Return the kind of line (from, until, every day) and the moment under which an item stands after the session."""
        end, rule = self.calendar.session_end.hi, item.rule
        if (
            rule is None
            or id(item) in self.unplaced
            or (item.to_prescriber and not is_in_use(self.book, self.facts, item))
        ):
            return None
        if item.kind == "may" and item.opens is not None and item.opens >= end:
            return (0, item.opens)
        if item.kind not in ("avoid", "do", "only") or rule.implies_avoid or item.actor == "clinic":
            return None
        if item.opens is None or item.opens < self.facts.session.lo or self._is_on_the_day(item):
            return None
        return (1, item.closes) if item.closes is not None and item.closes < END else (2, END)

    def _row(self, when: str, items: list[Item], *, box: bool = False, place: str = "") -> Row:
        what = tuple(dict.fromkeys(item_text(self.say, item) for item in items))
        return Row(when=when, what=what, ids=statements(items), box=box, place=place)

    def _place(self, moment: Instant) -> str:
        days = (self.where.day_of(moment) - self.zero).days
        return next((f"h{most}" for most in (0, 1, 3, 7) if days <= most), "h42")

    # --- what is usual, and what comes next

    def _usual(self) -> Iterator[Row]:
        end = self.calendar.session_end.hi
        groups: dict[Instant, list[Sign]] = {}
        for sign in self.book.course:
            if sign.normal_until is not None and sign.typical.advised.amount and not is_result(sign):
                groups.setdefault(after(end, sign.normal_until.advised, self.where), []).append(sign)
        for moment, signs in sorted(groups.items()):
            ends = sorted({after(end, sign.typical.advised, self.where) for sign in signs})
            names = [self.say.text(sign.sign) for sign in signs]
            usual = self.say.say(
                "sheet-sign", names=self.say.listed(names), time=self._short(ends[-1], whole=False)
            )
            when = self.say.fill("sheet-until", time=self._short(moment, whole=False))
            yield Row(when=when, what=(usual + ".",), place=self._place(moment))

    def _coming(self) -> Iterator[Row]:
        checks = [entry for entry in self.dates if entry.kind == "check"]
        if checks:
            days = [self._short(entry.at.lo, whole=True) for entry in checks]
            what = (f"{self.say.listed(days)}.", self.say.say("sheet-checks-how"))
            yield Row(when=self.say.say("sheet-checks"), what=what)
        windows = [entry for entry in self.dates if entry.kind == "next"]
        series = self.book.series
        for entry in windows:
            lines = " ".join(next_lines(self.say, entry))
            ids = ", ".join(_compressed(series.source.statement)) if series else ""
            yield Row(when=self.say.say("sheet-next-session"), what=(lines,), ids=ids)

    def _remarks(self, verdict: Verdict) -> Iterator[str]:
        yield self.say.say("sheet-decides")
        if any(finding.outcome is Outcome.ASK for finding in verdict.findings):
            yield self.say.say("sheet-open-answers")
        yield self.say.say("sheet-ids")

    # --- the time line

    def _line(self) -> Iterator[Point]:
        for entry in _nearest([entry for entry in self.dates if entry.kind == "stop"], 3):
            yield self._point(entry, "before", self.say.listed(self._notes(entry)[:2]))
        at = self.facts.session
        yield Point(
            day=self._short(at.lo, whole=True),
            near=self.say.times.clock(at.lo) if at.is_exact else "",
            note=self.say.say("sheet-session"),
            side="session",
            place="h0",
        )
        again = [entry for entry in self.dates if entry.kind == "again"][:4]
        for entry in again:
            yield self._point(entry, "after", self.say.listed(self._notes(entry)[:1]))
        for entry in self.dates:
            if entry.kind == "next" and entry.key == "next":
                yield self._point(entry, "after", self.say.say("sheet-next-session"))

    def _notes(self, entry: Entry) -> list[str]:
        return list(dict.fromkeys(subject(self.say, item) for item in entry.items))

    def _point(self, entry: Entry, side: str, note: str) -> Point:
        moment = entry.at.hi if side == "before" else entry.at.lo
        days = (self.where.day_of(moment) - self.zero).days
        key = "sheet-days-before" if days < 0 else "sheet-days-after"
        return Point(
            day=self._short(moment, whole=True),
            near=self.say.fill(key, days=self.say.times.amount(abs(days), "day")),
            note=note,
            side=side,
            place="" if side == "before" else self._place(moment),
        )

    def _short(self, moment: Instant, *, whole: bool) -> str:
        """Return a moment for a narrow column: "Thu 3 Dec, 14:30"; without the clock where only the day is meant."""
        times = self.say.times
        shown = moment + 1 if self.where.local(moment).second == 59 and not whole else moment
        day: date = self.where.day_of(shown)
        short = times.day(day, short=True)
        is_day = whole or not self.facts.session.is_exact or times.starts_day(shown)
        return short if is_day else f"{short}, {times.clock(shown)}"


def _nearest(found: list[Entry], most: int) -> list[Entry]:
    """Return the last entries before the session that fall on different moments."""
    single = {entry.at.hi: entry for entry in reversed(found)}
    return sorted(single.values(), key=lambda entry: entry.at.hi)[-most:]


def statements(items: Iterable[Item]) -> str:
    """Return the statements of the page that items come from, runs of them shortened: "S-29..33, S-40"."""
    found = [name for item in items if item.rule for name in item.rule.source.statement]
    return ", ".join(_compressed(found))


def _compressed(names: Iterable[str]) -> Iterator[str]:
    numbers = sorted({int(found[1]) for name in names if (found := _STATEMENT.fullmatch(name))})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        yield f"S-{run[0]:02}" if len(run) == 1 else f"S-{run[0]:02}..{run[-1]:02}"
