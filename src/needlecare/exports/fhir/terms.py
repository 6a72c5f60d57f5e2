"""Names, codes, texts and times as FHIR writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from needlecare.protocol.model import Text
from needlecare.protocol.time import (
    BEGINNING,
    END,
    FIRST_YEAR,
    LAST_YEAR,
    Duration,
    Instant,
    Interval,
    Unit,
    Zone,
)

Resource: TypeAlias = dict[str, Any]

# Where our own extensions, profiles and codes are named; the definitions of a protocol may stand elsewhere.
BASE = "https://needlecare.org/fhir"
DIGEST_SYSTEM = f"{BASE}/sid/protocol-digest"
CODE_SYSTEM = f"{BASE}/sid/sheet-code"
GUARD_LANGUAGE = "application/vnd.needlecare.guard+json"
PROTOCOL_TYPE = "application/vnd.needlecare.protocol+json"
UCUM = "http://unitsofmeasure.org"
# HL7's own answers of three values: yes, no, asked but not known.
TRUTHS = "http://terminology.hl7.org/CodeSystem/v2-0532"
TRUTH_CODES = {True: "Y", False: "N", None: "ASKU"}
_TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
UNITS = {
    Unit.MINUTE: "min",
    Unit.HOUR: "h",
    Unit.DAY: "d",
    Unit.WEEK: "wk",
    Unit.MONTH: "mo",
    Unit.YEAR: "a",
}
_BY_UCUM = {code: unit for unit, code in UNITS.items()}
# A stretch "about" the first or the last year of our calendar reaches into the next one.
_YEARS = frozenset(range(FIRST_YEAR - 1, LAST_YEAR + 2))
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")


def of_needlecare(kind: str, name: str) -> str:
    """Return the address of one of our own definitions."""
    return f"{BASE}/{kind}/{name}"


def resource_id(*parts: str) -> str:
    """Return parts as the id of a resource; what is too long ends in a digest of itself."""
    name = "-".join(parts)
    return name if _ID.fullmatch(name) else f"{name[:50]}-{sha256(name.encode()).hexdigest()[:12]}"


def person_id(person: str, *parts: str) -> str:
    """Return an id that stays the same for a person and what it is about; nobody can read the person from it."""
    return str(uuid5(NAMESPACE_URL, "\n".join((BASE, person, *parts))))


def computer_name(*parts: str) -> str:
    """Return a name that programs can use: letters and digits, a capital first."""
    return "".join(word[:1].upper() + word[1:] for part in parts for word in re.split(r"[^A-Za-z0-9]+", part))


# --- texts and codes -------------------------------------------------------------------------------------------------


def texts(name: str, text: Text | None, language: str) -> dict[str, Any]:
    """Return an element that says a text in one language, with the other as its translation; nothing for None."""
    if text is None:
        return {}
    other = "en" if language == "es" else "es"
    translation = [
        {"url": "lang", "valueCode": other},
        {"url": "content", "valueString": text.in_language(other)},
    ]
    return {
        name: text.in_language(language),
        f"_{name}": {"extension": [{"url": _TRANSLATION, "extension": translation}]},
    }


def text_of(found: dict[str, Any], name: str, language: str) -> Text:
    """Return the text of an element that `texts` wrote.

    Raises
    ------
    KeyError, IndexError, TypeError
        If the element or its translation is missing.
    """
    parts = found[f"_{name}"]["extension"][0]["extension"]
    said = {language: found[name], parts[0]["valueCode"]: parts[1]["valueString"]}
    return Text(said["en"], said["es"])


def coding(system: str, code: str, display: str = "") -> dict[str, Any]:
    """Return a Coding."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(system: str, code: str, display: str = "") -> dict[str, Any]:
    """Return a CodeableConcept of one code."""
    return {"coding": [coding(system, code, display)]}


def duration(length: Duration) -> dict[str, Any]:
    """Return an amount of time as a FHIR Duration or Quantity."""
    return {
        "value": length.amount,
        "unit": length.unit.value,
        "system": UCUM,
        "code": UNITS[length.unit],
    }


def duration_of(found: dict[str, Any]) -> Duration:
    """Return the amount of time of a FHIR Duration."""
    if found["system"] != UCUM or isinstance(found["value"], bool) or not isinstance(found["value"], int):
        raise ValueError("not a whole number of a UCUM unit")
    return Duration(found["value"], _BY_UCUM[found["code"]])


# --- times -----------------------------------------------------------------------------------------------------------


def moment(at: Instant, where: Zone) -> str:
    """Return an instant as a FHIR dateTime: local with its offset, or UTC where that has seconds."""
    here = where.local(at)
    offset = here.utcoffset()
    if not offset or offset.total_seconds() % 60:
        here = datetime.fromtimestamp(at, UTC)
        return f"{here:%Y-%m-%dT%H:%M:%S}Z"
    return here.isoformat(timespec="seconds")


def date_time(stretch: Interval, where: Zone) -> str | None:
    """Return an interval as the dateTime that stands for just it: a moment, a local day, month or year; else None."""
    if stretch.is_exact:
        return moment(stretch.lo, where)
    first, last = where.day_of(stretch.lo), where.day_of(stretch.hi)
    is_whole = where.day(first).lo == stretch.lo and where.day(last).hi == stretch.hi
    if not is_whole or not FIRST_YEAR <= first.year <= LAST_YEAR:
        return None
    following = last + timedelta(days=1)
    if first == last:
        return first.isoformat()
    if first.day == following.day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if (first.month, first.day, following.month, following.day, last.year) == (1, 1, 1, 1, first.year):
        return f"{first:%Y}"
    return None


def period(stretch: Interval, where: Zone) -> dict[str, str]:
    """Return an interval as a Period; an end that nobody knows is left out."""
    found = {}
    if stretch.lo > BEGINNING:
        found["start"] = moment(stretch.lo, where)
    if stretch.hi < END:
        found["end"] = moment(stretch.hi, where)
    return found


def instant_of(text: str) -> Instant:
    """Return the instant of a dateTime that has a time of day and an offset.

    Raises
    ------
    ValueError
        If it is none, or names only a day.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time of day with an offset is needed")
    return int(at.timestamp())


def period_of(found: Any) -> Interval:
    """Return the interval of a Period.

    Raises
    ------
    ValueError
        If it is none, or lies outside our calendar.
    """
    if not isinstance(found, dict) or not found or set(found) - {"start", "end"}:
        raise ValueError("a Period has start, end or both")
    years = {int(str(at)[:4]) for at in found.values()}
    if not years <= _YEARS:
        raise ValueError(f"years are {FIRST_YEAR} to {LAST_YEAR}")
    first = instant_of(found["start"]) if "start" in found else BEGINNING
    last = instant_of(found["end"]) if "end" in found else END
    return Interval(first, last)
