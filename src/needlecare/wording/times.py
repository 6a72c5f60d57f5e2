"""Days, moments, stretches and amounts of time in words, on the calendar of one zone.

A moment that ends a local day is said by its day: nobody waits until 23:59:59. The year is said where it is not the
year the reader is in. Where a clock reading comes twice, the offset is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from needlecare.protocol.model import Count, Span
from needlecare.protocol.time import BEGINNING, END, Duration, Instant, Interval, Unit, Zone

_FEMININE = (Unit.HOUR, Unit.WEEK)  # in Spanish


class Times:
    """Times in the words of one language, read on one zone's clock.

    Parameters
    ----------
    words : mapping
        The templates of a language, from `needlecare.wording.language`.
    where : Zone
    now : int
        The reader's present; its year goes without saying. [s since 1970, UTC]
    """

    def __init__(self, words: Mapping[str, str], where: Zone, now: Instant) -> None:
        self.words, self.zone, self.now = words, where, now
        self.year = where.local(now).year
        self._months = words["months"].split()
        self._weekdays = words["weekdays"].split()

    def day(self, day: date, *, short: bool = False) -> str:
        """Return a calendar day: "Monday 30 November"."""
        shown = self.words["day-short" if short else "day"].format(
            weekday=self._weekdays[day.weekday()][: 3 if short else None],
            day=day.day,
            month=self._months[day.month - 1][: 3 if short else None],
        )
        return shown if day.year == self.year else self.words["with-year"].format(day=shown, year=day.year)

    def clock(self, moment: Instant) -> str:
        """Return a reading of the clock, 24 hours; seconds only where there are any."""
        here = self.zone.local(moment)
        shown = f"{here:%H:%M:%S}" if here.second else f"{here:%H:%M}"
        return f"{shown} ({offset(here)})" if is_twice(here) else shown

    def moment(self, moment: Instant) -> str:
        """Return a moment: "Thursday 3 December, 14:30"."""
        here = self.zone.local(moment)
        template = self.words["moment-at-one" if here.hour == 1 else "moment"]
        return template.format(day=self.day(here.date()), clock=self.clock(moment))

    def by(self, moment: Instant) -> str:
        """Return a moment as the last that is allowed; the turn of a day is said by the day that ends there."""
        if self.ends_day(moment) or self.starts_day(moment):
            return self.day(self.zone.day_of(moment if self.ends_day(moment) else moment - 1))
        return self.moment(moment)

    def first(self, moment: Instant) -> str:
        """Return a moment as the first that is allowed; the turn of a day, or a second before it, is said by the day."""
        begins = moment + 1 if self.zone.local(moment).second == 59 else moment
        return self.day(self.zone.day_of(begins)) if self.starts_day(begins) else self.moment(begins)

    def ends_day(self, moment: Instant) -> bool:
        return self.zone.day_of(moment) != self.zone.day_of(moment + 1)

    def starts_day(self, moment: Instant) -> bool:
        return self.zone.day_of(moment - 1) != self.zone.day_of(moment)

    def stretch(self, when: Interval) -> str:
        """Return when something was or will be, as exactly as it was said."""
        if when.lo <= BEGINNING:
            return self.words["until-at-latest"].format(time=self.by(when.hi))
        if when.hi >= END:
            return self.words["from-on"].format(time=self.first(when.lo))
        if when.is_exact:
            return self.words["on-moment"].format(time=self.moment(when.lo))
        first, last = self.zone.day_of(when.lo), self.zone.day_of(when.hi)
        is_whole = self.starts_day(when.lo) and (self.ends_day(when.hi) or when.hi == self.now)
        if not is_whole and first == last:
            clocks = {"first": self.clock(when.lo), "last": self.clock(when.hi)}
            return self.words["between-hours"].format(day=self.day(first), **clocks)
        if not is_whole:
            return self.words["between"].format(first=self.moment(when.lo), last=self.moment(when.hi))
        if first == last:
            return self.words["on-day"].format(day=self.day(first))
        return self._days(first, last)

    def _days(self, first: date, last: date) -> str:
        after_last = last + timedelta(days=1)
        whole_months = first.day == 1 and after_last.day == 1
        if whole_months and (first.month, after_last.month, last.year) == (1, 1, first.year):
            return self.words["in-year"].format(year=first.year)
        if whole_months and (first.year, first.month) == (last.year, last.month):
            month = self._months[first.month - 1]
            name = "in-month" if first.year == self.year else "in-month-of"
            return self.words[name].format(month=month, year=first.year)
        return self.words["between"].format(first=self.day(first), last=self.day(last))

    def duration(self, duration: Duration) -> str:
        """Return a whole amount of one unit: "3 days"."""
        return self.amount(duration.amount, duration.unit.value)

    def span(self, span: Span) -> str:
        """Return an amount as a page prints it: "5 to 7 days", "about 3 to 4 days", "at least 2 weeks"."""
        if span.bound == "up to" or span.floor == span.advised:
            shown = self.duration(span.advised)
        elif span.floor.unit == span.advised.unit:
            shown = self.words["range"].format(least=span.floor.amount, most=self.duration(span.advised))
        else:
            shown = self.words["range"].format(
                least=self.duration(span.floor), most=self.duration(span.advised)
            )
        lead = "about" if span.about else span.bound.replace(" ", "-")
        if lead == "about" and span.advised.unit in _FEMININE:
            lead = "about-feminine"
        return self.words[lead].format(amount=shown) if lead else shown

    def count(self, count: Count) -> str:
        """Return how many: "3 to 6", "4", "7 or more"."""
        if count.most is None:
            return self.words["or-more"].format(least=count.least)
        if count.most == count.least:
            return str(count.least)
        return self.words["range"].format(least=count.least, most=count.most)

    def amount(self, amount: int, unit: str) -> str:
        """Return a number of units: "1 day", "3 days"."""
        one, many = self.words[f"unit-{unit}"].split("|")
        return f"{amount} {one if amount == 1 else many}"


def offset(here: datetime) -> str:
    """Return the offset of a local reading: UTC, UTC+1, UTC-3:30."""
    shift = here.utcoffset() or timedelta(0)
    minutes = int(shift.total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


def is_twice(here: datetime) -> bool:
    """Return whether the clock shows this reading twice, because it is set back."""
    return here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset() and not _is_skipped(here)


def _is_skipped(here: datetime) -> bool:
    first, second = here.replace(fold=0).utcoffset(), here.replace(fold=1).utcoffset()
    return first is not None and second is not None and first < second
