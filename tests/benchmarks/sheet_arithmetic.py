"""The windows of printed care sheets by plain date arithmetic: from the sheets' own format, without the translator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

LONDON = ZoneInfo("Europe/London")
START, END = datetime(2026, 6, 17, 10), datetime(2026, 6, 17, 11)
NEXT = datetime(2026, 7, 22, 10)

Row = dict[str, Any]


def printed_rules(folder: Path, numbers: tuple[str, ...] = ()) -> Iterator[tuple[str, Row]]:
    for path in sorted(folder.glob("*.yaml")):
        if numbers and not path.stem.startswith(numbers):
            continue
        rules = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["rules"]
        prints_zero = any(
            rule["window"]["unit"] == "day number" and rule["window"]["from"] == 0 for rule in rules
        )
        for rule in rules:
            yield (
                path.stem,
                {**rule, "first_day": 0 if prints_zero or "day after treatment" in rule["text"] else 1},
            )


def differences_of(printed: list[tuple[str, Row]], rows: list[Row]) -> tuple[list[str], Counter[str]]:
    """Return every difference between printed and derived windows, and how many rules of each kind were compared."""
    derived = {(row["sheet"], row["rule"]): row for row in rows}
    found, compared = [], Counter[str]()
    for sheet, rule in printed:
        row = derived[sheet, str(rule["id"])]
        if row["status"] == "not held":
            compared["not held"] += 1
            continue
        kind, wrong = difference(rule, row)
        compared[kind] += 1
        if wrong:
            found.append(f"{sheet} {rule['id']}: {wrong}")
    return found, compared


# The arithmetic: a printed window is a list of expected ends (floor of opening, advised, floor of closing, advised),
# in wall-clock time; None is an end that no figure gives.

Ends = tuple[datetime | None, datetime | None, datetime | None, datetime | None]
OWN_WORDS = "page's own words"


def difference(rule: Row, row: Row) -> tuple[str, str]:
    """Return what kind of rule it is, and how the engine's windows differ from the printed ones (nothing if they do not)."""
    windows = [*row["windows"], *(window for also in row.get("also", []) for window in also["windows"])]
    found = [ends_in(window) for window in windows]
    kinds = set()
    # A longer length for some people only is a rule beside it; then the printed window stays as it is.
    preferred = "preferred_longer" in (rule.get("notes") or []) and not row.get("also")
    for printed in [rule["window"], *(rule.get("window_also") or [])]:
        kind, expected = expectation(printed, rule)
        kinds.add(kind)
        if kind == "recurs":
            wrong = recurrence_difference(printed, row)
            if wrong:
                return kind, wrong
        elif kind == "states":
            if not any("state" in w["opens"] or "state" in w["closes"] for w in windows):
                return kind, "no state bounds it"
        elif kind == "unstated":
            if row["verb"] not in ("exclude", "follow") and not any(
                is_unstated(w, rule["phase"]) for w in windows
            ):
                return kind, f"nothing is marked as unstated in {windows}"
        elif kind == "count":
            count = row["series"]["count"]
            ends = ends_of(printed["from"]) if printed["to"] is None else (printed["from"], printed["to"])
            if (count["least"], count["most"]) != ends:
                return kind, f"count {count}"
        elif (
            kind == "figures"
            and expected is not None
            and not any(agrees(expected, ends, preferred) for ends in found)
        ):
            return kind, f"expected {expected}, found {found}"
    return ("figures" if "figures" in kinds else sorted(kinds)[0]), ""


def is_unstated(window: Row, phase: str) -> bool:
    """Return whether a window lies on the side its phase points to and leaves its far end unstated."""
    opens, closes = window["opens"], window["closes"]
    if phase == "in_clinic":
        return wall(opens["floor"]) == START
    if phase in ("pre", "contraindication"):
        return opens["kind"] == "unstated" and wall(closes["floor"]) == START
    return closes["kind"] == "unstated" and wall(opens["floor"]) == END


def agrees(expected: Ends, found: Ends, preferred: bool) -> bool:
    single = expected[0] == expected[1] and expected[2] == expected[3]
    if preferred and single:  # a longer length in the sentence moves the advised end outwards
        return (expected[0], expected[2]) == (found[0], found[2]) and expected != found
    return expected == found


def ends_in(window: Row) -> Ends:
    return tuple(  # type: ignore[return-value]
        wall(window[side].get(name)) for side in ("opens", "closes") for name in ("floor", "advised")
    )


def wall(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    assert moment.utcoffset() == moment.replace(tzinfo=LONDON).utcoffset()
    return moment.replace(tzinfo=None)


def recurrence_difference(printed: Row, row: Row) -> str:
    recurrence, unit = row["recurrence"], singular(printed["unit"])
    if printed.get("every") is not None:
        least, most = ends_of(printed["every"])
        wanted = {"floor": f"{least} {unit}", "advised": f"{most} {unit}"}
        return "" if recurrence["every"] == wanted else f"every {recurrence}"
    if printed.get("times_per_unit") is None:
        return ""
    least, most = ends_of(printed["times_per_unit"])
    counts = ({"least": least, "most": most}, {"least": least, "most": None})
    per = "day" if unit == "night" else unit
    return "" if recurrence["times"] in counts and recurrence["per"] == per else f"{recurrence}"


def singular(unit: str | None) -> str:
    return (unit or "").removesuffix("s")


def ends_of(amount: Any) -> tuple[Any, Any]:
    return (amount["min"], amount["max"]) if isinstance(amount, dict) else (amount, amount)


def expectation(printed: Row, rule: Row) -> tuple[str, Ends | None]:
    """Return what kind of window is printed, and its ends where they follow from figures."""
    anchor, unit, opens, closes = (printed.get(key) for key in ("anchor", "unit", "from", "to"))
    unit = singular(unit)
    if anchor == "recurring":
        return "recurs", None
    if anchor == "count in series":
        return ("count" if unit in ("session", "treatment") else OWN_WORDS), None
    if printed.get("while_state") or (printed.get("from_event") and anchor != "before procedure"):
        return "states", None
    if printed.get("until_event"):
        if printed["until_event"] == "next morning":
            return "figures", (END, END, morning(1), morning(1))
        return "states", None
    if anchor in ("unstated", "between sessions") and "between sessions" in rule["text"]:
        return "figures", (END, END, NEXT, NEXT)
    if anchor == "unstated" and not has_figures(opens, closes):
        return "unstated", None
    if anchor == "day of procedure":
        return "figures", whole_days(0, 0)
    if anchor == "since previous session":
        return "figures", (*reach(START, opens, unit, 1), None, None)
    if anchor == "throughout course":
        return "figures", (START, START, datetime(2026, 9, 30, 10), datetime(2026, 9, 30, 10))
    if anchor == "before social event":
        event = datetime(2026, 8, 1, 15)
        return "figures", (*reach(event, opens, unit, -1), event, event)
    plain = unit in ("minute", "hour", "day", "week", "month", "year", "night", "day number") or not unit
    worded = [
        end for end in (opens, closes) if isinstance(end, str) and end not in ("end of day", "evening before")
    ]
    if anchor not in ("before procedure", "after procedure") or not plain or worded:
        return OWN_WORDS, None
    if printed.get("qualifier") in ("up to", "less than") and ends_of(closes)[0] == ends_of(closes)[1]:
        closes = {"min": 0, "max": ends_of(closes)[1]}  # anything from nothing on
    if has_figures(opens, closes) and not unit:
        return OWN_WORDS, None
    if unit == "day number":
        return "figures", numbered(opens, closes, rule)
    if anchor == "before procedure":
        return "figures", ahead(opens, closes, unit)
    return "figures", behind(opens, closes, unit)


def has_figures(*ends: Any) -> bool:
    return any(end not in (None, 0) for end in ends)


def ahead(far: Any, near: Any, unit: str | None) -> Ends | None:
    if far is None:
        return None
    if far == "evening before":
        return morning(-1, 18), morning(-1, 18), morning(0, 0), morning(0, 0)
    if unit == "night" and far == near == 1:
        return morning(-1, 18), morning(-1, 18), morning(0, 0), morning(0, 0)
    if far == near:
        one_day = unit == "day" and ends_of(far) == (1, 1)
        return (
            whole_days(-1, -1) if one_day else (*reach(START, far, unit, -1), *reach(START, near, unit, -1))
        )
    return (*reach(START, far, unit, -1), *(reach(START, near, unit, -1) if near else (START, START)))


def behind(opens: Any, closes: Any, unit: str | None) -> Ends | None:
    if closes == "end of day":
        return END, END, morning(1, 0), morning(1, 0)
    least, most = ends_of(closes)
    if unit == "night" and least == most:
        return morning(opens - 1, 18), morning(opens - 1, 18), morning(least), morning(most)
    if opens is None and closes is None:
        return None
    if unit == "day" and ends_of(opens) == ends_of(closes) == (1, 1):
        return whole_days(1, 1)  # "the day after" is a calendar day
    begins = reach(END, opens, unit, 1) if opens else (END, END)
    if unit == "night":
        begins = (END, END)
    return (*begins, *(reach(END, closes, unit, 1) if closes is not None else (None, None)))


def numbered(first: Any, last: Any, rule: Row) -> Ends:
    shift = rule["first_day"]
    begins = [whole_days(day - shift, day - shift)[0] for day in ends_of(first)]
    if last is None:
        return begins[0], begins[1], None, None
    closes = [whole_days(day - shift, day - shift)[2] for day in ends_of(last)]
    return begins[0], begins[1], closes[0], closes[1]


def morning(days: int, hour: int = 8) -> datetime:
    return datetime(2026, 6, 17, hour) + timedelta(days=days)


def whole_days(first: int, last: int) -> tuple[datetime, datetime, datetime, datetime]:
    begins, ends = datetime(2026, 6, 17) + timedelta(days=first), datetime(2026, 6, 18) + timedelta(days=last)
    return begins, begins, ends, ends


def reach(start: datetime, amount: Any, unit: str | None, side: int) -> tuple[datetime, datetime]:
    """Return the nearer and the farther end of an amount from a moment; one that has no upper end stops at its least."""
    least, most = ends_of(amount)
    if least is None:  # "up to": anything from nothing on
        least = 0
    return step(start, side * least, unit), step(start, side * (least if most is None else most), unit)


def step(start: datetime, count: float, unit: str | None) -> datetime:
    """Return wall-clock time so many units on; hours are elapsed time, all others steps on the calendar."""
    if unit in ("minute", "hour"):
        moment = start.replace(tzinfo=LONDON).timestamp() + count * {"minute": 60, "hour": 3600}[unit]
        return datetime.fromtimestamp(moment, LONDON).replace(tzinfo=None)
    if unit in ("day", "night", "week"):
        return start + timedelta(days=count * {"day": 1, "night": 1, "week": 7}[unit])
    if unit == "year":
        return start.replace(year=start.year + int(count))
    assert unit == "month", unit
    year, month = divmod(start.year * 12 + start.month - 1 + int(count), 12)
    return start.replace(year=year, month=month + 1)  # the 17th is in every month
