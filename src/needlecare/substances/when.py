"""Words about time, read into days: "2 nights ago", "until March", "desde hace 2 meses", "twice a week".

Calendar arithmetic only; `today` is given. A weekday is the last such day before today, a month without a
year the last such month, "last week" Monday to Sunday. "A week ago" is a day either way, more weeks two days,
"months ago" half a month. What can be read in two ways has two readings.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal, TypeVar

from needlecare.substances.time_words import (
    EXACTLY,
    FIXED,
    LOOSE,
    MONTHS,
    NEXT,
    NUMBERS,
    PATTERNS,
    RELATIVE,
    SEASONS,
    THE_WEEKEND,
    TONIGHT,
    UNITS,
    WEEK_BEFORE,
    WEEKDAYS,
)

T = TypeVar("T")
Kind = Literal["at", "since", "until", "for", "within", "habit", "future", "vague"]

_DAYS_IN = {"hour": 0, "day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_WEEK_SLACK = 1
_WEEKS_SLACK = 2
_MONTH_SLACK = 15
_YEAR_SLACK = 183
_HALF_YEAR_SLACK = 45  # who says "half a year" counts in months
_ABOUT_SLACK = {"day": 2, "week": 1, "fortnight": 1}  # what "about" adds
_FARTHEST_DAYS = 150 * 365
_SOON = 60  # a date within so many days may be meant where nothing says that it is past
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `start` to `end`, both included; None is without limit."""

    start: date | None
    end: date | None

    def days_ago(self, today: date) -> tuple[int | None, int | None]:
        """Return the least and the most days before `today`."""
        return (
            None if self.end is None else (today - self.end).days,
            None if self.start is None else (today - self.start).days,
        )

    def to_json(self) -> dict[str, str | None]:
        """Return the interval as ISO dates."""
        return {
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
        }


@dataclass(frozen=True, slots=True)
class Time:
    """One expression of time in a text."""

    start: int
    end: int
    kind: Kind
    readings: tuple[Interval, ...]  # more than one: the words are ambiguous; none: they fix no day
    is_exact: bool = False  # a single day was named


@dataclass(frozen=True, slots=True)
class _Context:
    """What the words are read against."""

    today: date
    day_first: bool  # 3/4 is the third of April
    ahead: bool  # the sentence speaks of a plan: weekdays and dates are the next ones
    back: bool  # it speaks of what was


def find_times(
    text: str, *, today: date, language: str = "en", looks_ahead: bool = False, looks_back: bool = True
) -> list[Time]:
    """Return the expressions of time in comparable text, in order, the longest where they overlap."""
    context = _Context(today, language in ("es", "fr"), looks_ahead, looks_back)
    found = [
        time
        for pattern, read in _readers()
        for match in pattern.finditer(text)
        if (time := _prior(read(match, context), match, context)) is not None
    ]
    found.sort(key=lambda time: (time.start - time.end, time.start))
    kept: list[Time] = []
    taken = bytearray(len(text))
    for time in found:
        if not any(taken[time.start : time.end]):
            taken[time.start : time.end] = b"\x01" * (time.end - time.start)
            kept.append(time)
    return sorted((_trimmed(time, text) for time in kept), key=lambda time: time.start)


def _prior(time: Time | None, match: re.Match[str], context: _Context) -> Time | None:
    """Return what lies before a time, where the words say "before": "before the weekend" ends on Friday."""
    if time is None or not match.groupdict().get("prior"):
        return time
    start = context.today if time.kind == "future" else None
    days = [interval.start - timedelta(1) for interval in time.readings if interval.start]
    return replace(time, readings=tuple(Interval(start, day) for day in days), is_exact=False)


def _trimmed(time: Time, text: str) -> Time:
    """Return the expression without a space that its pattern took at the front."""
    words = text[time.start : time.end]
    return replace(time, start=time.end - len(words.lstrip()))


@cache
def _readers() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Context], Time | None]], ...]:
    """Return the patterns with what reads them; compiled late, as only sentences need them."""
    return tuple((re.compile(rf"\b{source}"), _READ[name]) for name, source in PATTERNS)


def _ago(match: re.Match[str], context: _Context) -> Time:
    interval, is_exact = _distance(match, context.today)
    return Time(match.start(), match.end(), "at", (interval,), is_exact)


def _since_ago(match: re.Match[str], context: _Context) -> Time:
    return Time(match.start(), match.end(), "since", (_distance(match, context.today)[0],))


def _duration(match: re.Match[str], context: _Context) -> Time:
    return Time(match.start(), match.end(), "for", (_distance(match, context.today)[0],))


def _within(match: re.Match[str], context: _Context) -> Time:
    amount = _bounds(match.group("amount"))[1] if match.group("amount") else 1
    start = _point(context.today, amount, UNITS[match.group("unit")])
    return Time(match.start(), match.end(), "within", (Interval(start, context.today),))


def _ahead(match: re.Match[str], context: _Context) -> Time:
    low, high = _amount(match)
    unit = UNITS[match.group("unit")]
    days, slack = _DAYS_IN[unit], _slack(unit, high)
    start = context.today + timedelta(max(int(low * days) - slack, 0))
    end = context.today + timedelta(int(high * days) + slack)
    return Time(match.start(), match.end(), "future", (Interval(start, end),))


def _fixed(match: re.Match[str], context: _Context) -> Time:
    words = match.group("words")
    day = context.today - timedelta(FIXED[words])
    lies_ahead = day > context.today or words in TONIGHT
    return Time(
        match.start(), match.end(), "future" if lies_ahead else _kind(match), (Interval(day, day),), True
    )


def _weekday(match: re.Match[str], context: _Context) -> Time:
    today, wanted = context.today, WEEKDAYS[match.group("weekday")]
    before = (match.group("before") or "").strip()
    after = (match.group("after") or "").strip()
    past = today - timedelta((today.weekday() - wanted - 1) % 7 + 1)
    if context.ahead or before in NEXT or after in NEXT:
        coming = today + timedelta((wanted - today.weekday() - 1) % 7 + 1)
        return Time(match.start(), match.end(), "future", (Interval(coming, coming),), True)
    if after in WEEK_BEFORE:
        past = today - timedelta(today.weekday() + 7 - wanted)
    elif after == "before last":
        past -= timedelta(7)
    return _dated(match, (past,), context)


def _weekdays_ago(match: re.Match[str], context: _Context) -> Time:
    """Read "two Mondays ago": the Monday before the last one."""
    today, (low, high) = context.today, _bounds(match.group("amount"))
    last = today - timedelta((today.weekday() - WEEKDAYS[match.group("weekday")] - 1) % 7 + 1)
    first, latest = (max(int(amount), 1) - 1 for amount in (high, low))
    interval = Interval(last - timedelta(7 * first), last - timedelta(7 * latest))
    return Time(match.start(), match.end(), "at", (interval,), interval.start == interval.end)


def _week_before(match: re.Match[str], context: _Context) -> Time:
    """Read "a week ago Monday": the last Monday, or the one a week before it."""
    today = context.today
    last = today - timedelta((today.weekday() - WEEKDAYS[match.group("weekday")] - 1) % 7 + 1)
    return _dated(match, (last, last - timedelta(7)), context)


def _relative(match: re.Match[str], context: _Context) -> Time:
    today = context.today
    monday = today - timedelta(today.weekday())
    first = today.replace(day=1)
    last_month = (first - timedelta(1)).replace(day=1)
    stretches = {
        "last week": (monday - timedelta(7), monday - timedelta(1)),
        "week before last": (monday - timedelta(14), monday - timedelta(8)),
        "this week": (monday, today),
        "next week": (monday + timedelta(7), monday + timedelta(13)),
        "last month": (last_month, first - timedelta(1)),
        "this month": (first, today),
        "next month": (_next_month(first), _month_end(_next_month(first))),
        "last year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        "this year": (date(today.year, 1, 1), today),
        "last weekend": (monday - timedelta(2), monday - timedelta(1)),
        "next weekend": _weekend_after(today),
        "christmas": _feast(context, 12, 24, 26),
        "new year": _feast(context, 1, 1, 2),
    }
    start, end = stretches[RELATIVE[match.group("phrase")]]
    kind = "future" if start > today else _kind(match)
    readings: tuple[Interval, ...] = (Interval(start, end),)
    if match.group("phrase") in THE_WEEKEND and today.weekday() >= SATURDAY:  # this one, or the one before?
        readings += (Interval(today - timedelta(today.weekday() - SATURDAY), today),)
    return Time(match.start(), match.end(), kind, readings)


def _month(match: re.Match[str], context: _Context) -> Time | None:
    today, month = context.today, MONTHS[match.group("month")]
    year = (
        int(match.group("year")) if match.group("year") else _nearest_year(today, month, ahead=context.ahead)
    )
    if not 1900 <= year <= 2200:
        return None
    start = date(year, month, 1)
    end = _month_end(start)
    days = (0, 9), (10, 19), (20, (end - start).days)
    first, last = _part_of(match, *days, whole=(0, (end - start).days))
    start, end = start + timedelta(first), start + timedelta(last)
    if context.ahead:
        return Time(match.start(), match.end(), "future", (Interval(start, end),))
    if start > today:
        return None
    return Time(match.start(), match.end(), _kind(match), (Interval(start, min(end, today)),))


def _part_of(match: re.Match[str], early: T, middle: T, late: T, *, whole: T) -> T:
    """Return which part of a month or year the words mean."""
    part = match.groupdict().get("part") or ""
    if re.search(r"early|begin|start|principio|inicio|comienzo|debut|primeros", part):
        return early
    if re.search(r"mid|mediado|mi-", part):
        return middle
    return late if part else whole


def _date(match: re.Match[str], context: _Context) -> Time | None:
    year = int(match.group("year")) if match.group("year") else None
    found = _on(int(match.group("day")), MONTHS[match.group("month")], year, context)
    return _dated(match, found, context) if found else None


def _numeric(match: re.Match[str], context: _Context) -> Time | None:
    a, b, c = match.group("a"), match.group("b"), match.group("c")
    orders: list[tuple[int, int, int | None]]
    if len(a) == 4:
        orders = [(int(c), int(b), int(a))] if c else []
    else:
        year = (int(c) + 2000 if len(c) == 2 else int(c)) if c else None
        orders = [(int(a), int(b), year)] + ([] if context.day_first else [(int(b), int(a), year)])
    days = [day for order in orders for day in _on(*order, context)]
    kept = tuple(
        dict.fromkeys(day for day in days if not context.back or context.ahead or day <= context.today)
    )
    return _dated(match, kept, context) if kept else None


def _day_of_month(match: re.Match[str], context: _Context) -> Time | None:
    """Read "the 3rd": the last such day up to today, or the next one of a plan."""
    wanted, first = int(match.group("day")), context.today.replace(day=1)
    for _ in range(3):
        if 1 <= wanted <= _month_end(first).day:
            found = first.replace(day=wanted)
            if (found >= context.today) if context.ahead else (found <= context.today):
                return _dated(match, (found,), context)
        first = _next_month(first) if context.ahead else (first - timedelta(1)).replace(day=1)
    return None


def _season(match: re.Match[str], context: _Context) -> Time:
    """Read a season both ways: which months it is depends on the side of the equator."""
    first = SEASONS[match.group("season")]
    spans = []
    for month in (first, (first + 5) % 12 + 1):
        year = context.today.year - (date(context.today.year, month, 1) > context.today)
        start = date(year, month, 1)
        spans.append(Interval(start, min(_month_end(_next_month(_next_month(start))), context.today)))
    return Time(match.start(), match.end(), _kind(match), tuple(spans))


def _year(match: re.Match[str], context: _Context) -> Time | None:
    year = int(match.group("year"))
    if not 1950 <= year <= context.today.year:
        return None
    first, last = _part_of(
        match, ((1, 1), (4, 30)), ((4, 1), (9, 30)), ((9, 1), (12, 31)), whole=((1, 1), (12, 31))
    )
    start = date(year, *first)
    if start > context.today:
        return None
    interval = Interval(start, min(date(year, *last), context.today))
    return Time(match.start(), match.end(), _kind(match), (interval,))


def _habit(match: re.Match[str], context: _Context) -> Time:
    """Read a habit as the days in which its last time must lie."""
    words = match.group()
    most = 1
    if re.search(r"other|second|alternate|cada dos|cada \d|(?:dia|noche) si|sur deux|altern[oa]s", words):
        most = 2
    elif re.search(r"week|semana|semaine|wk|days and", words):
        often = r"\b(?:twice|thrice|two|three|four|five|[2-7]|few|several|couple|dos|tres|cuatro|varias|deux|trois|\w+days)"
        most = 4 if re.search(often, words) else 7
    elif re.search(r"month|mes\b|mensual|mois", words):
        most = 31
    return Time(
        match.start(), match.end(), "habit", (Interval(context.today - timedelta(most), context.today),)
    )


def _vague(match: re.Match[str], context: _Context) -> Time:
    del context
    return Time(match.start(), match.end(), "vague", ())


_READ: dict[str, Callable[[re.Match[str], _Context], Time | None]] = {
    "ago": _ago,
    "since-ago": _since_ago,
    "duration": _duration,
    "within": _within,
    "ahead": _ahead,
    "fixed": _fixed,
    "weekday": _weekday,
    "weekdays-ago": _weekdays_ago,
    "week-before": _week_before,
    "relative": _relative,
    "month": _month,
    "date": _date,
    "numeric": _numeric,
    "day-of-month": _day_of_month,
    "season": _season,
    "year": _year,
    "habit": _habit,
    "vague": _vague,
}


def _amount(match: re.Match[str]) -> tuple[float, float]:
    low, high = _bounds(match.group("amount"))
    if match.group("upper"):
        low, high = sorted((low, _bounds(match.group("upper"))[1]))
    extra = 0.5 if match.group("half") or match.groupdict().get("more_half") else 0.0
    return low + extra, high + extra


def _bounds(word: str) -> tuple[float, float]:
    if not word:
        return 1.0, 1.0
    if word in LOOSE:
        return LOOSE[word]
    number = float(NUMBERS[word]) if word in NUMBERS else float(word.replace(",", "."))
    return number, number


def _distance(match: re.Match[str], today: date) -> tuple[Interval, bool]:
    """Return the days that an amount of time back from today may mean, and whether it is one day."""
    low, high = _amount(match)
    unit = UNITS[match.group("unit")]
    if match.groupdict().get("first_unit") or match.groupdict().get("plus_unit"):
        return _distance_of_two(match, today), False
    if match.group("more"):
        return Interval(None, _point(today, low, unit)), False
    if match.group("less"):
        return Interval(_point(today, high, unit), today), False
    if unit == "hour":
        most = -(-high // 24) if high >= 3 else 0
        return Interval(_clip_back(today, most), _clip_back(today, low // 24)), False
    slack = _slack(unit, high)
    is_about = bool(match.group("about")) and match.group("about") not in EXACTLY
    if is_about:
        slack += _ABOUT_SLACK.get(unit, 0)
    start = _point(today, high, unit) - timedelta(slack)
    end = min(_point(today, low, unit) + timedelta(slack), today)
    return Interval(start, end), start == end


def _distance_of_two(match: re.Match[str], today: date) -> Interval:
    """Read "4 months and 2 weeks ago" as their sum, and "between 2 weeks and 3 months ago" as what lies between."""
    groups = match.groupdict()
    unit = UNITS[groups["unit"]]
    if groups.get("plus_unit"):
        amounts = ((_amount(match)[1], unit), (_bounds(groups["plus"])[1], UNITS[groups["plus_unit"]]))
    else:
        amounts = (
            (_bounds(groups["amount"])[0], UNITS[groups["first_unit"]]),
            (_bounds(groups["upper"])[1], unit),
        )
    (first, large), (second, small) = amounts
    slack = timedelta(_slack(small, second))
    if groups.get("plus_unit") and _DAYS_IN[small] < _DAYS_IN[large]:
        point = _point(_point(today, first, large), second, small)
        if groups["more"]:
            return Interval(None, point)
        return Interval(point - slack, today if groups["less"] else point + slack)
    ends = sorted(_point(today, *amount) for amount in amounts)
    return Interval(ends[0] - slack, min(ends[1] + slack, today))


def _slack(unit: str, amount: float) -> int:
    """Return how many days either way an amount of a unit is usually meant."""
    if unit in ("week", "fortnight"):
        return _WEEK_SLACK if amount * _DAYS_IN[unit] < 14 else _WEEKS_SLACK
    if unit == "year" and amount % 1:
        return _HALF_YEAR_SLACK
    return {"month": _MONTH_SLACK, "year": _YEAR_SLACK}.get(unit, 0)


def _point(today: date, amount: float, unit: str) -> date:
    """Return the day that lies an amount of time before today."""
    if unit not in ("month", "year"):
        return _clip_back(today, amount * _DAYS_IN[unit])
    months = amount * (12 if unit == "year" else 1)
    total = max(today.year * 12 + today.month - 1 - int(months), 1800 * 12)
    first = date(total // 12, total % 12 + 1, 1)
    day = first.replace(day=min(today.day, _month_end(first).day))
    return day - timedelta(round((months - int(months)) * 30))


def _clip_back(today: date, days: float) -> date:
    return today - timedelta(min(int(days), _FARTHEST_DAYS))


def _on(day: int, month: int, year: int | None, context: _Context) -> tuple[date, ...]:
    """Return a date; without a year the last one up to today, or the next one of a plan.

    Where nothing says which, and the next one is near while the last one is nearly a year past, it may be either.
    """
    try:
        if year is not None:
            return (date(year, month, day),)
        found = date(context.today.year, month, day)
        last, coming = (
            (found, found.replace(year=found.year + 1))
            if found <= context.today
            else (found.replace(year=found.year - 1), found)
        )
    except ValueError:
        return ()
    if context.ahead:
        return (found if found == context.today else coming,)
    if not context.back and (coming - context.today).days <= _SOON:
        return last, coming
    return (last,)


def _dated(match: re.Match[str], days: tuple[date, ...], context: _Context) -> Time:
    kind: Kind = "future" if all(day > context.today for day in days) or context.ahead else _kind(match)
    return Time(match.start(), match.end(), kind, tuple(Interval(day, day) for day in days), True)


def _kind(match: re.Match[str]) -> Kind:
    groups = match.groupdict()
    return "until" if groups.get("until") else "since" if groups.get("since") else "at"


def _nearest_year(today: date, month: int, *, ahead: bool) -> int:
    if ahead:
        return today.year + (month < today.month)
    return today.year - (month > today.month)


def _next_month(first: date) -> date:
    return _month_end(first) + timedelta(1)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _weekend_after(today: date) -> tuple[date, date]:
    saturday = today + timedelta((5 - today.weekday()) % 7 + (7 if today.weekday() >= 5 else 0))
    return saturday, saturday + timedelta(1)


def _feast(context: _Context, month: int, first: int, last: int) -> tuple[date, date]:
    today = context.today
    lies_ahead = date(today.year, month, first) > today
    if context.ahead:
        year = today.year + (not lies_ahead)
        return date(year, month, first), date(year, month, last)
    year = today.year - lies_ahead
    return date(year, month, first), min(date(year, month, last), today)
