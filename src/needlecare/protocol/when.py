"""Times as people write them: a day, a moment, a month, a year, "about" one of these, or a stretch between two."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from needlecare.protocol.fields import BAD, Kind
from needlecare.protocol.reader import Node, Report
from needlecare.protocol.time import FIRST_YEAR, LAST_YEAR, Instant, Interval, Zone, zone

# "About" a day is two days either way, about a month a week either way: the stated tolerance. [days]
ABOUT_DAY, ABOUT_MONTH, ABOUT_YEAR = 2, 7, 92

DATE = r"(?P<y>\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?"
_CLOCK = r"(?:[T ](?P<h>\d{2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?(?P<off>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?"
_WHEN = re.compile(rf"(?P<lead>about )?{DATE}{_CLOCK}", re.ASCII)


class _NoTime(Exception):
    """A text is not a time we can read; the message says why."""


def interval_of(text: str, where: Zone) -> Interval:
    """Return the interval a written time stands for: `2026-11-30`, `2026-11-30T14:30`, `2026-11`, `about 2026-11-20`."""
    found = _WHEN.fullmatch(text.strip())
    if found is None:
        raise _NoTime(
            "write a day (2026-11-30), a moment (2026-11-30T14:30), a month (2026-11) or 'about 2026-11-20'"
        )
    if found["h"]:
        if not found["d"]:
            raise _NoTime("a time of day needs a whole date before it")
        return _moment(found, where)
    first, last, tolerance = _days(found)
    if first == last and where.day_of(where.day(first).lo) != first:
        raise _NoTime(f"the calendar of {where.key} left this day out; choose another")
    if found["lead"] == "about ":
        first, last = first - timedelta(days=tolerance), last + timedelta(days=tolerance)
    return Interval(where.day(first).lo, where.day(last).hi)


def _days(found: re.Match[str]) -> tuple[date, date, int]:
    year, month, day = int(found["y"]), int(found["m"] or 1), int(found["d"] or 1)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _NoTime(f"the year {year} is out of reach; use {FIRST_YEAR} to {LAST_YEAR}")
    try:
        first = date(year, month, day)
    except ValueError:
        raise _NoTime("this day is not in the calendar; check month and day") from None
    if found["d"]:
        return first, first, ABOUT_DAY
    if found["m"]:
        following = date(year + month // 12, month % 12 + 1, 1)
        return first, following - timedelta(days=1), ABOUT_MONTH
    return first, date(year, 12, 31), ABOUT_YEAR


def _moment(found: re.Match[str], where: Zone) -> Interval:
    day, _, _ = _days(found)
    try:
        wall = datetime(
            day.year, day.month, day.day, int(found["h"]), int(found["min"]), int(found["s"] or 0)
        )
    except ValueError:
        raise _NoTime("this time is not on the clock; use 00:00 to 23:59") from None
    if found["off"]:
        exact = int(
            datetime.fromisoformat(f"{wall.isoformat()}{found['off'].replace('Z', '+00:00')}").timestamp()
        )
        return _widened(Interval(exact, exact), found)
    first = where.first_reaching(wall)
    if where.local(first).replace(tzinfo=None) != wall:
        raise _NoTime(f"the clock skips {wall:%H:%M} that day in {where.key}; choose another time")
    second = int(wall.replace(tzinfo=where.local(first).tzinfo, fold=1).timestamp())
    return _widened(Interval(first, max(first, second)), found)


def _widened(moment: Interval, found: re.Match[str]) -> Interval:
    return Interval(moment.lo - 3 * 3600, moment.hi + 3 * 3600) if found["lead"] == "about " else moment


class WhenKind(Kind):
    """A time as an interval: a day, moment, month, year, `about` one, or `{from, to}`."""

    expects = "a time"
    _hint = "write a day (2026-11-30), a moment (2026-11-30T14:30), a month (2026-11), 'about 2026-11-20' or {from, to}"

    def read(self, node: Node, report: Report) -> Any:
        where: Zone = report.zone or zone("UTC")
        if isinstance(node.value, dict):
            return self._between(node, report)
        if isinstance(node.value, list) or node.value is None:
            return self.bad(node, report, self._hint)
        try:
            return interval_of(node.text, where)
        except _NoTime as error:
            return self.bad(node, report, str(error))

    def _between(self, node: Node, report: Report) -> Any:
        assert isinstance(node.value, dict)
        if set(node.value) != {"from", "to"}:
            return self.bad(node, report, "a stretch of time has just 'from' and 'to'")
        first, last = (self.read(node.value[key], report) for key in ("from", "to"))
        if first is BAD or last is BAD:
            return BAD
        if first.lo > last.hi:
            report.problem(node.place, "'from' is later than 'to'; swap them")
            return BAD
        return Interval(first.lo, last.hi)

    def write(self, value: Any) -> Any:
        return {"from": _iso(value.lo), "to": _iso(value.hi)}

    def schema(self) -> dict[str, Any]:
        text = {
            "type": "string",
            "pattern": r"^(about )?\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?)?$",
        }
        year = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
        between = {
            "type": "object",
            "properties": {"from": text, "to": text},
            "required": ["from", "to"],
            "additionalProperties": False,
        }
        return {"anyOf": [text, year, between]}


def _iso(moment: Instant) -> str:
    return datetime.fromtimestamp(moment, zone("UTC").local(0).tzinfo).strftime("%Y-%m-%dT%H:%M:%SZ")


WHEN = WhenKind()
