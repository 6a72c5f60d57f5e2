"""Printed lengths and counts as the language writes them, or the reason why it cannot."""

from __future__ import annotations

import re
from dataclasses import replace

from sheets.figures import Amount, amounts, lead_of, unit_of, written
from sheets.sheet import Value

# Qualifiers that leave a length as it is: the words of force beside them say the rest.
_PLAIN = re.compile(
    r"anywhere(?: from| between)?|(?:from )?as (?:early|soon|little|late|few) as|(?:at the )?(?:earliest"
    r"|latest)|another|further"
    r"|additional|extra|up until|through(?:out)?|every|more or less|in|of|a|some|around the clock"
    r"|even longer|longer|or so"
    r"|exact(?:ly)?|full|strict(?:ly)?|only|between|first|after|before|each|preferabl[ey]|preferred"
    r"|ideal(?:ly)?|optimal(?:ly)?"
    r"|recommended|must|approximate range|range|printed|stated|total|for|per|next|initial(?:ly)?|then"
    r"|minimum and maximum"
    r"|depending(?: .+)?|depends(?: .+)?|or until(?: .+)?|whichever(?: .+)?|and until(?: .+)?|consecutive"
    r"|business|working|whole"
)


class NoForm(Exception):
    """The language has no form for a part of a rule; the message names the part."""


def span(value: Value, unit: str, qualifier: str = "") -> str:
    """Return a printed length as the language writes it."""
    if value.words:
        found = amounts(value.words) or amounts(f"{value.words} {unit}")
        if len(found) == 1:
            return span_of_amount(replace(found[0], lead=found[0].lead or lead_of(qualifier)))
        raise NoForm(f"the length '{value.words}' is not understood")
    name = unit_of(unit)
    if re.fullmatch(r"fortnights?", unit):
        value, name = Value(least=value.least and value.least * 2, most=value.most and value.most * 2), "week"
    if not name:
        raise NoForm(f"the unit '{unit}' is not a unit of time" if unit else "a number without a unit")
    lead = lead_of(qualifier)
    if qualifier and not lead and not _PLAIN.fullmatch(qualifier):
        raise NoForm(f"the qualifier '{qualifier}' is not known")
    return written_span(value.least, value.most, name, lead)


def written_span(least: float | None, most: float | None, unit: str, lead: str) -> str:
    if most is None:
        if lead == "up to":
            raise NoForm(f"'{lead}' an amount with no upper end")
        most, lead = least, "at least"
    if least is None:
        least, lead = most, lead or "up to"
    if least is None or most is None:
        raise NoForm(f"a length in {unit}s without a figure")
    if least > most:
        raise NoForm(f"an amount whose larger end stands first: {written(least)} to {written(most)} {unit}")
    if lead == "up to" and least == 0:
        least = most
    unit = "day" if unit == "night" else unit
    if unit == "year" and (least != int(least) or most != int(most)):
        least, most, unit = least * 12, most * 12, "month"
    if unit == "hour" and any(n * 60 != int(n * 60) for n in (least, most)):
        raise NoForm(f"{least:g} {unit} is not a whole number of minutes")
    if unit == "hour" and least == most and least != int(least):
        least, most, unit = least * 60, most * 60, "minute"
    if unit in ("day", "week") and (least != int(least) or most != int(most)):
        hours = {"day": 24, "week": 168}[unit]
        least, most, unit = least * hours, most * hours, "hour"
    if unit != "hour" and (least != int(least) or most != int(most)):
        raise NoForm(f"{least:g} {unit} is not a whole number of {unit}s")
    front = f"{lead} " if lead else ""
    return f"{front}{written(least)}{'' if least == most else '..' + written(most)} {unit}"


def span_of_amount(amount: Amount) -> str:
    """Return a length found in a text as the language writes it."""
    if amount.vague:
        unit, first = ("day" if name == "night" else name for name in (amount.unit, amount.unit1))
        both = f"{first}..{unit}" if first and first != unit else unit
        return f"{amount.lead} {amount.vague} {both}".strip()
    if amount.unit1 and amount.unit1 != amount.unit:
        return f"{written(amount.least)} {amount.unit1}..{written(amount.most or amount.least)} {amount.unit}"
    return written_span(amount.least, amount.most, amount.unit, amount.lead)


def count(value: Value, qualifier: str = "") -> str | int:
    """Return how many as the language writes it."""
    if value.words or (value.least is None and value.most is None):
        raise NoForm(f"the count '{value.words}' is not a number")
    least, most = value.least, value.most
    if lead_of(qualifier) == "at least" and least == most:
        most = None
    if lead_of(qualifier) == "up to":
        least = 1 if least == most else least
    least = 0 if least is None else least
    if most is not None and least > most:
        raise NoForm(f"a count whose larger end stands first: {written(least)} to {written(most)}")
    if least != int(least) or (most is not None and most != int(most)):
        raise NoForm(f"a count of {least:g} is not whole")
    if most is None:
        return f"{int(least)}.."
    return int(least) if least == most else f"{int(least)}..{int(most)}"
