"""Amounts as English prints them: `2 to 4 weeks`, `a few hours`, `twenty minutes`, `1000 mg`, `twice daily`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_VALUES: dict[str, float] = {
    **{word: n for n, word in enumerate([*_ONES, *_TEENS], 1)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    "zero": 0,
    "hundred": 100,
    "a": 1,
    "an": 1,
    "first": 1,
    "½": 0.5,
    "¼": 0.25,
    **dict.fromkeys(("half", "half a", "half an"), 0.5),
}

_WORDS = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|{'|'.join([*_TEENS, *_ONES])}|zero|hundred"
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
NUMBER = rf"(?:(?<![\w.])(?:{_DIGITS})|\b(?:{_WORDS})\b|½|¼)"
# Where a unit follows, "a week" is one week, and so is "the first week".
_LOOSE = rf"(?:{NUMBER}|\bhalf an?\b|\bhalf\b|\ban?\b|\bfirst(?=\s+(?:hour|day|week|month|year)\b))"
LOOSE_TO = r"\s*(?:to|-|–|—|or|and)\s*"

UNITS = {
    **dict.fromkeys(("minute", "min"), "minute"),
    **dict.fromkeys(("hour", "hr", "h"), "hour"),
    "day": "day",
    "night": "night",
    **dict.fromkeys(("week", "wk"), "week"),
    **dict.fromkeys(("month", "mo", "mth"), "month"),
    **dict.fromkeys(("year", "yr"), "year"),
}
_PLURALS = r"minutes|hours|days|nights|weeks|months|years"
UNIT = r"(?:minute|min|hour|hr|h|day|night|week|wk|fortnight|month|mth|mo|year|yr)s?"
_ADJECTIVE = (
    r"(?:(?:full|whole|more|further|additional|consecutive|good|complete|entire|solid|calendar|working"
    r"|business"
    r"|straight|extra)\s+)?"
)
_LEADS = {
    "at least": r"at least|at the (?:very )?least|(?:a )?minimum(?: of)?|no less than|not less than"
    r"|no fewer than"
    r"|no sooner than|no earlier than|not before"
    r"|more than|longer than|over(?! (?:the|an?|next|several|few))"
    r"|min\.?|≥|>=?",
    "up to": r"up to|no more than|not more than|no longer than|(?:a )?maximum(?: of)?|at most|as long as"
    r"|as many as"
    r"|less than|fewer than|under|max\.?|≤|<=?",
    "about": r"about|approximately|approx\.?|around|roughly|circa|~|ca\.?",
}
LEAD = rf"(?<![A-Za-z])(?:{'|'.join(_LEADS.values())})"
# Words beside a window's figures that say the same as a lead before them.
_QUALIFIERS = {
    "at least": r"or (?:more|longer)|onwards?|from|and (?:up|more)|\+|starting|beginning",
    "up to": r"or less|within|until|as much as|by|until at most",
    "about": r"typical(?:ly)?|usual(?:ly)?|general(?:ly)?|normal(?:ly)?|(?:on )?average|estimated|or so"
    r"|often|commonly"
    r"|mostly|likely|may vary|variable|varies",
}
_AMOUNT = re.compile(
    rf"(?:(?P<lead>{LEAD})\s+)?"
    rf"(?:(?P<only>{_LOOSE})|(?P<least>{_LOOSE})(?:\s*(?P<unit1>{UNIT})\b)?{LOOSE_TO}(?P<most>{_LOOSE})"
    rf"|\b(?:an?\s+|the (?:first|next|last|following)\s+)?"
    rf"(?P<vague>couple|few|several|some|many|handful|number)(?:\s+of)?"
    rf"(?:\s+(?P<unit2>{_PLURALS})\s*(?:to|-|–|or)(?=\s*(?:{_PLURALS})\b))?)"
    rf"[\s-]*{_ADJECTIVE}(?P<unit>{UNIT})\b"
    rf"(?P<plus>\s*\+| or (?:more|longer)| minimum| at (?:the )?(?:least|minimum)| and (?:more|up))?"
    rf"(?P<less>\s+(?:or less|or fewer|maximum|max|at (?:the )?most)\b)?(?P<so>\s+or so\b)?",
    re.IGNORECASE,
)
# "A day or two", "an hour and a half", "one to two-and-a-half weeks": amounts that end after their unit.
_OR_TWO = re.compile(
    rf"\b(?P<least>an?|one|two|three|first)\s+(?P<unit>{UNIT})\s+or\s+(?P<most>two|three|so"
    rf"|more)\b(?!\s+{UNIT}\b)",
    re.I,
)
_AND_A_HALF = re.compile(
    rf"(?P<whole>{NUMBER}|\ban?\b)\s*(?:(?P<unit>{UNIT})\s+and\s+a\s+half\b"
    rf"|and\s+a\s+half\s+(?P<unit2>{UNIT})\b"
    rf"|½\s*(?P<unit3>{UNIT})\b|\s1/2\s+(?P<unit4>{UNIT})\b)",
    re.IGNORECASE,
)
# No number at all: "within hours", "minutes to hours".
_BARE = re.compile(
    rf"\b(?:within|in|over|for|lasts?|takes?|after|only|just)\s+(?:the\s+)?(?:(?:next|coming|following"
    rf"|first)\s+)?"
    rf"(?P<only>{_PLURALS})\b(?!\s*(?:to|-|–|or)\s*(?:{_PLURALS})\b)(?!\s*\d)"
    rf"|\b(?P<first>{_PLURALS})\s*(?:to|-|–|or)\s*(?:even\s+)?(?P<last>{_PLURALS})\b",
    re.IGNORECASE,
)
_VAGUE = {"many": "several", "number": "several", "handful": "few"}
_DOSE_UNITS = (
    r"mg|mcg|µg|g|grams?|kg|iu|ml|cl|litres?|liters?|l|%|percent|units?|tablets?|capsules?|pills?|drops?"
    r"|glass(?:es)?"
    r"|cups?|bottles?|gallons?|pints?|ounces?|oz|pumps?|teaspoons?|tablespoons?|layers?|coats?"
    r"|pass(?:es)?|pillows?|drinks?"
    r"|servings?|portions?|sprays?|sachets?|applications?|rinses?|wash(?:es)?|inch(?:es)?|cm"
)
_DOSE = re.compile(
    rf"(?P<lead>(?:{LEAD}|cap(?:ped)?(?: of| at)?|limit of)\s+)?"
    rf"(?P<least>{_LOOSE})(?:{LOOSE_TO}(?P<most>{_LOOSE}))?\s*-?(?:(?:large|small|full|tall|pea-sized?"
    rf"|standard)\s+)?"
    rf"(?P<unit>{_DOSE_UNITS})(?![a-z])"
    rf"(?:\s*(?:of [a-z ]{{2,20}} )?(?:per|a|each|every|in|/)\s*(?:(?P<count>{NUMBER})\s*)?(?P<per>"
    rf"{UNIT})\b|\s+(?P<daily>daily))?",
    re.IGNORECASE,
)
_LOOSE_NUMBER = re.compile(NUMBER, re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A length of time as printed: `most` is None for "or more"; `vague` is couple, few or several."""

    least: float = 0
    most: float | None = 0
    unit: str = ""
    unit1: str = ""  # the first unit where a range has two
    vague: str = ""
    lead: str = ""
    start: int = 0
    end: int = 0
    words: str = ""

    @property
    def is_range(self) -> bool:
        return not self.vague and (self.least != self.most or self.unit1 not in ("", self.unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """An amount of a substance as printed, with the time it is limited to."""

    least: float
    most: float
    unit: str
    lead: str = ""
    per: Amount | None = None
    start: int = 0
    end: int = 0
    words: str = ""


def number(word: str) -> float:
    """Return the value of a number in figures or words."""
    word = " ".join(word.lower().replace("-", " ").split())
    if word in _VALUES:
        return _VALUES[word]
    if " " in word:
        return sum(_VALUES[part] for part in word.split())
    return float(word.replace(",", ""))


def roman(word: str) -> int | None:
    """Return a skin type's number, in figures, words or Roman numerals."""
    word = word.lower()
    if word in _ROMAN:
        return _ROMAN[word]
    return int(number(word)) if word.isdigit() or word in _VALUES else None


def unit_of(word: str) -> str:
    """Return the language's unit for a printed one, or nothing."""
    word = re.sub(r"^(?:calendar|consecutive|full|whole|straight|clock) ", "", word.lower().strip(" ."))
    return UNITS.get(word) or UNITS.get(word.removesuffix("s"), "")


def amounts(text: str) -> list[Amount]:
    """Return every length of time in a text, in order."""
    found: list[Amount] = []
    readings = ((_AND_A_HALF, _and_a_half), (_OR_TWO, _or_two), (_AMOUNT, _amount), (_BARE, _bare))
    for form, read in readings:
        for match in form.finditer(text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(read(match))
    return sorted(found, key=lambda amount: amount.start)


def _bare(found: re.Match[str]) -> Amount:
    first, last = found["first"] or found["only"], found["last"] or found["only"]
    start = found.start("only") if found["only"] else found.start()
    words = found.string[start : found.end()]
    return Amount(
        vague="some", unit1=unit_of(first), unit=unit_of(last), start=start, end=found.end(), words=words
    )


def _or_two(found: re.Match[str]) -> Amount:
    least = number(found["least"])
    own = {"unit": unit_of(found["unit"]), "start": found.start(), "end": found.end(), "words": found.group()}
    if found["most"].lower() in ("so", "more"):
        lead = "about" if found["most"].lower() == "so" else "at least"
        return Amount(least=least, most=least, lead=lead, **own)  # type: ignore[arg-type]  # of mixed types
    return Amount(least=least, most=number(found["most"]), **own)  # type: ignore[arg-type]  # of mixed types


def _and_a_half(found: re.Match[str]) -> Amount:
    unit = unit_of(found["unit"] or found["unit2"] or found["unit3"] or found["unit4"])
    count = number(found["whole"])
    parts = {"year": (12, "month"), "day": (24, "hour")}.get(unit)
    if parts:
        count, unit = parts[0] * count + parts[0] // 2, parts[1]
    else:
        count += 0.5
    own = {"unit": unit, "start": found.start(), "end": found.end(), "words": found.group()}
    return Amount(least=count, most=count, **own)  # type: ignore[arg-type]  # of mixed types


def _amount(found: re.Match[str]) -> Amount:
    unit = unit_of(found["unit"])
    own = {"unit": unit, "start": found.start(), "end": found.end(), "words": found.group().strip()}
    lead = lead_of(found["lead"])
    if re.fullmatch(r"fortnights?", found["unit"], re.IGNORECASE):
        own["unit"] = "week"
    if found["vague"]:
        word = found["vague"].lower()
        first = unit_of(found["unit2"]) if found["unit2"] else ""
        return Amount(vague=_VAGUE.get(word, word), unit1=first, lead=lead, **own)  # type: ignore[arg-type]  # of mixed types
    least = number(found["least"] or found["only"])
    most = number(found["most"]) if found["most"] else least
    if own["unit"] == "week" and found["unit"].lower().startswith("f"):
        least, most = least * 2, most * 2
    lead = lead or (
        "at least" if found["plus"] else "up to" if found["less"] else "about" if found["so"] else ""
    )
    first = unit_of(found["unit1"]) if found["unit1"] else ""
    return Amount(least=least, most=most, unit1=first, lead=lead, **own)  # type: ignore[arg-type]  # of mixed types


def is_rate(text: str, start: int) -> bool:
    """Return whether "a day" here is the unit of a rate: five times a day, 4000 mg per 24 hours."""
    ahead = text[:start]
    if re.search(r"\b(?:per|/|each|every)\s*$", ahead, re.IGNORECASE):
        return True
    rated = rf"(?:times?|x|once|twice|thrice|{NUMBER}|{UNIT}|{_DOSE_UNITS})\s*$"
    return bool(re.match(r"an?\s", text[start:], re.IGNORECASE) and re.search(rated, ahead, re.IGNORECASE))


def lead_of(words: str | None) -> str:
    """Return "at least", "up to" or "about" for a word that says so, else nothing."""
    words = (words or "").strip().lower()
    for forms in (_LEADS, _QUALIFIERS):
        for name, form in forms.items():
            if words and re.fullmatch(form, words):
                return name
    return ""


# "Two 500 mg tablets": two tablets, of so much each.
_COUNTED_DOSE = re.compile(
    rf"(?P<count>{NUMBER})(?=\s+{NUMBER}\s*(?:mg|mcg|g|iu|ml)\s+(?P<unit>tablet|capsule|pill|sachet)s?\b)",
    re.IGNORECASE,
)


def _counted(found: re.Match[str]) -> Portion:
    count = number(found["count"])
    return Portion(
        least=count,
        most=count,
        unit=found["unit"].lower(),
        start=found.start(),
        end=found.end(),
        words=found.group(),
    )


def portions(text: str) -> list[Portion]:
    """Return every dose or helping in a text, in order."""
    counted = [_counted(found) for found in _COUNTED_DOSE.finditer(text)]
    return [*counted, *(_portion(found) for found in _DOSE.finditer(text))]


def _portion(found: re.Match[str]) -> Portion:
    least = number(found["least"])
    per = None
    if found["per"]:
        count = number(found["count"]) if found["count"] else 1
        per = Amount(least=count, most=count, unit=unit_of(found["per"]))
    elif found["daily"]:
        per = Amount(least=1, most=1, unit="day")
    words = (found["lead"] or "").strip().lower()
    lead = "up to" if words.startswith(("cap", "limit")) else lead_of(words)
    return Portion(
        least=least,
        most=number(found["most"]) if found["most"] else least,
        unit=_dose_unit(found["unit"]),
        lead=lead,
        per=per,
        start=found.start(),
        end=found.end(),
        words=found.group().strip(),
    )


def _dose_unit(word: str) -> str:
    low = word.lower()
    if low in ("iu", "g", "mg", "mcg", "µg", "kg", "ml", "cl", "l", "%", "oz"):
        return {"iu": "IU", "µg": "mcg", "l": "litre", "oz": "ounce"}.get(low, low)
    if low == "percent":
        return "%"
    return {
        "glasses": "glass",
        "passes": "pass",
        "washes": "wash",
        "inches": "inch",
        "pass": "pass",
        "liter": "litre",
        "liters": "litre",
        "gram": "g",
        "grams": "g",
    }.get(low, low if low == "glass" else low.removesuffix("s"))


def loose_numbers(text: str) -> list[tuple[float, int, int]]:
    """Return every number in a text with its place, units or not."""
    return [(number(found.group()), *found.span()) for found in _LOOSE_NUMBER.finditer(text)]


def written(value: float) -> str:
    """Return a number as the language writes it."""
    return str(int(value)) if value == int(value) else f"{value:g}"
