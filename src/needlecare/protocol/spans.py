"""Amounts of time as a protocol file writes them."""

from __future__ import annotations

import re
from typing import Any

from needlecare.protocol.document import Settings
from needlecare.protocol.fields import BAD, Kind
from needlecare.protocol.model import (
    Count,
    Span,
)
from needlecare.protocol.reader import Node, Report, suggestion
from needlecare.protocol.time import Duration, Unit

UNITS = {**{unit.value: unit for unit in Unit}, "night": Unit.DAY}
_DEFAULT_VAGUE = dict(Settings().vague)
_ELAPSED_MINUTES = {Unit.MINUTE: 1, Unit.HOUR: 60}
_LARGEST = {
    Unit.MINUTE: 100_000,
    Unit.HOUR: 20_000,
    Unit.DAY: 4000,
    Unit.WEEK: 600,
    Unit.MONTH: 240,
    Unit.YEAR: 120,
}


def _unit(word: str) -> Unit | None:
    return UNITS.get(word) or UNITS.get(word.removesuffix("s"))


class SpanKind(Kind):
    """An amount of time: `3 day`, `5..7 day`, `48 hour..1 week`, `about 3..4 day`, `at least 2 week`, `few day`."""

    expects = "an amount of time such as '3 day', '5..7 day', 'at least 2 week' or 'few day'"
    _number = r"\d{1,5}(?:\.\d{1,2})?"
    _form = re.compile(
        rf"(?:(?P<bound>about|at least|up to) )?"
        rf"(?:(?P<least>{_number})(?: (?P<unit1>[a-z]+))?(?:\.\.(?P<most>{_number}))?"
        r"|(?P<vague>couple|few|several|some)(?: (?P<unit2>[a-z]+)\.\.)?)"
        rf" ?(?P<unit>[a-z]+)?",
        re.ASCII,
    )

    def read(self, node: Node, report: Report) -> Any:
        found = (
            None if isinstance(node.value, dict | list) else self._form.fullmatch(" ".join(node.text.split()))
        )
        if found is None:
            return self.bad(node, report)
        last_unit = found["unit"] or (found["unit1"] if not found["most"] else None)
        first_unit = found["unit1"] or found["unit2"] or last_unit
        for word in (first_unit, last_unit):
            if word is None or _unit(word) is None:
                near = suggestion(word or "", list(UNITS), cutoff=0.6)
                what = f"unit '{word}' is not known" if word else "the unit is missing"
                report.problem(node.place, f"{what}; use minute, hour, day, week, month or year{near}")
                return BAD
        assert first_unit and last_unit
        vague = found["vague"] or ""
        if vague:
            policy: Count = (report.vague or _DEFAULT_VAGUE)[vague]
            ends = [(str(policy.least), first_unit), (str(policy.most or policy.least), last_unit)]
        else:
            least, most = found["least"], found["most"] or found["least"]
            if found["unit1"] and found["unit"] and not found["most"]:
                return self.bad(node, report, "write one unit")
            is_alone = found["bound"] == "up to" and most == least and first_unit == last_unit
            ends = [("0" if is_alone else least, first_unit), (most, last_unit)]
        durations = [
            _duration(amount, UNITS[unit] if unit in UNITS else UNITS[unit[:-1]]) for amount, unit in ends
        ]
        if None in durations:
            most = ", ".join(f"{number} {unit}" for unit, number in _LARGEST.items())
            return self.bad(node, report, f"days and longer are whole numbers, and the longest are {most}")
        floor, advised = durations
        if found["bound"] == "up to" and advised is not None and floor is not None and not floor.amount:
            floor = Duration(0, advised.unit)
        assert floor is not None and advised is not None
        if floor.nominal > advised.nominal:
            return self.bad(node, report, "write the smaller amount first")
        about = found["bound"] == "about"
        return Span(floor, advised, about, "" if about else found["bound"] or "", vague)

    def write(self, value: Any) -> Any:
        lead = "about " if value.about else f"{value.bound} " if value.bound else ""
        if value.vague and value.floor.unit != value.advised.unit:
            return f"{lead}{value.vague} {value.floor.unit}..{value.advised.unit}"
        if value.vague:
            return f"{lead}{value.vague} {value.advised.unit}"
        is_one = not value.floor.amount if value.bound == "up to" else value.floor == value.advised
        if is_one:
            return f"{lead}{value.advised}"
        if value.floor.unit == value.advised.unit:
            return f"{lead}{value.floor.amount}..{value.advised}"
        return f"{lead}{value.floor}..{value.advised}"

    def schema(self) -> dict[str, Any]:
        unit, number = f"({'|'.join(UNITS)})s?", r"\d{1,5}(\.\d{1,2})?"
        amount = rf"({number}( {unit})?\.\.)?{number}|(couple|few|several|some)( {unit}\.\.)?"
        return {"type": "string", "pattern": rf"^((about|at least|up to) )?({amount}) ?{unit}$"}


def _duration(amount: str, unit: Unit) -> Duration | None:
    if "." in amount:
        minutes = float(amount) * _ELAPSED_MINUTES.get(unit, 0)
        return Duration(int(minutes), Unit.MINUTE) if minutes and minutes == int(minutes) else None
    return Duration(int(amount), unit) if int(amount) <= _LARGEST[unit] else None


SPAN = SpanKind()
