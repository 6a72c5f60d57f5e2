"""Windows with figures, parts of a day or states on either side of an anchor."""

from __future__ import annotations

import re
from dataclasses import replace

from sheets.anchors import (
    ON_THE_DAY,
    ONE_SESSION,
    ZERO,
    Context,
    Placed,
    Plain,
    anchored,
    known_anchor,
    tidy,
    usual_side,
)
from sheets.events import OTHER_SESSION, PART_OF_DAY, closed_by, has_state, opened_by, other_session, states
from sheets.figures import NUMBER, Amount, amounts, number, unit_of
from sheets.lengths import NoForm, span, span_of_amount
from sheets.numbered import (
    COUNTED,
    counted,
    first_number,
    has_figures,
    is_onward,
    nights,
    numbered,
    numbered_weeks,
    printed,
)
from sheets.phrases import windows_of
from sheets.sheet import PrintedWindow, Value


def numbered_or_sided(window: PrintedWindow, side: int, anchor: str, context: Context) -> Placed:
    window = _as_numbered(_with_units(window, context))
    unit = window.unit.replace("_", " ").strip()
    if re.fullmatch(r"(?:numbered days?|days? (?:numbers?|no\.?|#))", unit):
        return Placed(
            windows=numbered(window, side, anchor, context),
            readings=[f"treatment day is day {first_number(window, context)}"],
        )
    if re.fullmatch(r"(?:numbered )?(?:week|month)s? (?:numbers?|no\.?|#)|numbered (?:week|month)s?", unit):
        return Placed(windows=numbered_weeks(window, "week" if "week" in unit else "month", anchor, context))
    return Placed(windows=sided(window, side, anchor, context))


_DAY_WORDS = re.compile(rf"(?:on |from |until )?(?P<unit>day|week|month)\s+#?(?P<figure>{NUMBER})")


def _as_numbered(window: PrintedWindow) -> PrintedWindow:
    """Return a window from "day 3" to "day 5" with these as the numbers they are."""
    ends = [_DAY_WORDS.fullmatch(tidy(v.words) if v else "") for v in (window.opens, window.closes)]
    if not any(ends):
        return window
    values = [
        Value(least=number(found["figure"]), most=number(found["figure"])) if found else value
        for found, value in zip(ends, (window.opens, window.closes), strict=True)
    ]
    unit = next(found["unit"] for found in ends if found)
    return replace(window, opens=values[0], closes=values[1], unit=f"{unit} number")


def _with_units(window: PrintedWindow, context: Context) -> PrintedWindow:
    """Return a window whose figures have no unit with the units that the rule's sentence gives them."""
    if window.unit or window.every is not None or window.times is not None:
        return window
    said = [found for found in amounts(context.text) if not found.vague]
    opens, closes = (_with_unit(value, said) for value in (window.opens, window.closes))
    return replace(window, opens=opens, closes=closes)


def _with_unit(value: Value | None, said: list[Amount]) -> Value | None:
    if value is None or value.is_zero or value.words:
        return value
    same = next((found for found in said if (found.least, found.most) == (value.least, value.most)), None)
    return Value(words=same.words) if same else value


def sided(window: PrintedWindow, side: int, anchor: str, context: Context) -> list[Plain]:
    unit = unit_of(window.unit)
    qualifier = window.qualifier or ("at least" if context.at_least and not _has_range(window) else "")
    if re.fullmatch(r"no later than|by|latest|at (?:the )?latest", qualifier):
        qualifier = "at least" if side < 0 else "up to"
    opens, closes = _worded(window.opens, window.unit), _worded(window.closes, window.unit)
    if COUNTED.fullmatch(window.unit) and has_figures(opens, closes):
        return counted(opens, closes, window.unit, side, anchor, context)
    if unit == "night" and side > 0:
        return nights(opens, closes, anchor, window, context)
    if side < 0:
        return _before(window, opens, closes, anchor, qualifier, context)
    return _after(window, opens, closes, anchor, qualifier, context)


def _has_range(window: PrintedWindow) -> bool:
    return any(v is not None and v.least != v.most for v in (window.opens, window.closes))


def _is_length(value: Value) -> bool:
    """Return whether a bound in words is a length with its own unit, such as "48 hours"."""
    found = amounts(value.words)
    return len(found) == 1 and found[0].words.lower() == tidy(value.words)


def _worded(value: Value | None, unit: str = "") -> Value | None:
    """Return a bound whose words say "the procedure itself" as zero, and "a few" with its unit as "a few days"."""
    if value is None:
        return None
    words = tidy(value.words)
    if words in ZERO:
        return Value(least=0, most=0)
    if words and unit and not amounts(words):
        found = amounts(f"{words} {unit}s" if not unit.endswith("s") else f"{words} {unit}")
        if len(found) == 1 and found[0].start == 0 and found[0].end >= len(words):
            return Value(words=found[0].words)
    return value


def _before(
    window: PrintedWindow,
    far: Value | None,
    near: Value | None,
    anchor: str,
    qualifier: str,
    context: Context,
) -> list[Plain]:
    if far is not None and near is not None and far.is_zero and not near.is_zero and not near.words:
        far, near = near, far  # written the other way round: from the procedure back to the far end
    also = _states_before(window, far, anchor, context)
    if far is None or (far.is_zero and (near is None or near.is_zero)):
        if near is not None and not near.is_zero:
            return _until_before(near, window, anchor, context)
        return also or [{"before": anchor, "for": "unstated"}]
    if far.words and not _is_length(far):
        return [*_from_words(far, near, window, anchor, context), *also]
    if near is not None and (near.least, near.most, near.words) == (far.least, far.most, ""):
        return [_point(far, window.unit, -1, anchor, qualifier, context), *also]
    if _ends_first(near, far):
        raise NoForm("a window that ends before it begins")
    length = span(far, window.unit, qualifier)
    if near is None or near.is_zero:
        return [{"before": anchor, "for": length}, *also]
    if near.words and not _is_length(near):
        if near.words == far.words or _same_day(near.words):
            return [{"before": anchor, "for": length}, {"on": _day_anchor(anchor)}, *also]
        side = known_anchor(f"before {tidy(near.words)}")
        if side is None:
            raise NoForm(f"from {length} before until '{near.words}'")
        return [{"before": side[1], "for": length}, *also]
    return [{"before": anchor, "from": length, "to": span(near, window.unit)}, *also]


def _same_day(words: str) -> bool:
    return bool(
        ON_THE_DAY.fullmatch(tidy(words))
        or re.fullmatch(r"(?:and )?including .*|end of (?:the )?day", tidy(words))
    )


def _states_before(window: PrintedWindow, far: Value | None, anchor: str, context: Context) -> list[Plain]:
    """Return what the states of a window before the session add to it.

    A length before the session that is "counted from the end of a therapy" is so long after that end, too.
    """
    if not has_state(window):
        return []
    if window.from_event and far is not None and not far.is_zero and (not far.words or _is_length(far)):
        event = context.names.anchor(window.from_event)
        context.own_words.append(window.from_event)
        rest = replace(window, from_event="")
        more = states(rest, context) if has_state(rest) else []
        return [{"after": event, "for": span(far, window.unit)}, *more]
    return states(window, context)


def _until_before(near: Value, window: PrintedWindow, anchor: str, context: Context) -> list[Plain]:
    """Return what is due by some time before the session, the page saying only when at the latest."""
    if near.words and not _is_length(near):
        return windows_of(tidy(near.words), context)
    if context.action == "avoid":
        raise NoForm("a ban that ends before the session and has no beginning")
    return [{"before": anchor, "at": span(near, window.unit, "at least")}]


def _from_words(
    far: Value, near: Value | None, window: PrintedWindow, anchor: str, context: Context
) -> list[Plain]:
    """Return a window before the session that opens at a part of a day or at another anchor."""
    if near is not None and not (near.words == far.words or near.is_zero):
        if not near.words or _is_length(near):
            raise NoForm(f"from '{far.words}' to '{printed(near) if not near.words else near.words}' before")
        if _same_day(near.words) or ON_THE_DAY.fullmatch(tidy(near.words)):
            return [*windows_of(tidy(far.words), context), {"on": _day_anchor(anchor)}]
    side = anchored(f"after {tidy(far.words)}", context.names) if _EARLIER.search(tidy(far.words)) else None
    if side is not None:
        return [{"after": side[1], "until": {"anchor": anchor}}]
    return windows_of(tidy(far.words), context)


_EARLIER = re.compile(r"\b(?:consult|booking|previous|last|first|patch|appointment made|purchase)")


def _point(value: Value, unit: str, side: int, anchor: str, qualifier: str, context: Context) -> Plain:
    """Return an act at a point in time; a count of days that bans, or is the next day, is a calendar day."""
    exact = value.least is not None and value.least == value.most and value.least == int(value.least)
    if unit_of(unit) == "night" and exact:
        return {"on": _day_anchor(anchor), "days": side * int(value.least or 0), "part": "evening"}
    is_day = unit_of(unit) == "day" and exact and not qualifier
    if is_day and (value.least == 1 or context.action in ("avoid", "expect")):
        return {"on": _day_anchor(anchor), "days": side * int(value.least or 0)}
    return {"before" if side < 0 else "after": anchor, "at": span(value, unit, qualifier)}


def _day_anchor(anchor: str) -> str:
    return "session" if anchor == "session-end" else anchor


def _after(
    window: PrintedWindow,
    opens: Value | None,
    closes: Value | None,
    anchor: str,
    qualifier: str,
    context: Context,
) -> list[Plain]:
    placed: Plain = {"after": anchor}
    if opens is not None and not opens.is_zero and closes is not None and closes.is_zero:
        opens, closes = closes, opens  # written far end first, as pages do before a procedure
    if (
        (
            opens is not None
            and closes is not None
            and not opens.is_zero
            and (opens.least, opens.most) == (closes.least, closes.most)
        )
        and not opens.words
        and not closes.words
    ):
        return [_point(opens, window.unit, 1, anchor, qualifier, context)]
    started = opens is not None and not opens.is_zero
    if _ends_first(opens, closes):
        raise NoForm("a window that ends before it begins")
    if opens is not None and opens.words and not _is_length(opens):
        _opened_in_words(placed, opens.words, context)
    elif started and opens is not None:
        placed["from"] = span(opens, window.unit, qualifier if closes is None else "")
    elif opens is not None and closes is None and window.unit and not has_state(window):
        return [{"after": anchor, "from": f"0 {_minutes_or(window.unit)}"}]
    _closed(placed, closes, window, qualifier, context)
    return _ended(placed, window, qualifier, context)


def _opened_in_words(placed: Plain, words: str, context: Context) -> None:
    """Set where a window after the session opens: at a part of a day, at another anchor, or once a state is reached."""
    words = tidy(words)
    if words in PART_OF_DAY:
        placed["from"] = PART_OF_DAY[words]
        return
    if amounts(words):
        raise NoForm(f"a window that opens at '{words}'")
    other = re.fullmatch(rf"(?:the |your )?(?P<which>previous|first|last|next) {ONE_SESSION}", words)
    if other:
        placed["after"] = f"{other['which']}-session"
    elif re.fullmatch(r"(?:getting |arriving |returning )?home", words):
        placed["after"] = "home"
    else:
        context.own_words.append(words)
        placed["and-since"] = context.names.condition(words, kind="healing")


def _closed(
    placed: Plain, closes: Value | None, window: PrintedWindow, qualifier: str, context: Context
) -> None:
    """Set where a window after the session closes."""
    started = "from" in placed
    if closes is None or closes.is_zero or is_onward(closes):
        return
    until = re.fullmatch(
        r"(?:(?P<length>.+?)\s+(?P<join>or|and)\s+)?(?:until|till)\s+(?P<what>.+)", tidy(closes.words)
    )
    if until:
        length = amounts(until["length"] or "")
        if until["length"] and len(length) != 1:
            raise NoForm(f"a window that closes at '{closes.words}'")
        if length:
            placed["to" if started else "for"] = span_of_amount(length[0])
        lead = f"whichever first {qualifier}" if until["join"] == "or" else qualifier
        closed_by(placed, until["what"], lead, context)
        return
    if not closes.words or _is_length(closes):
        placed["to" if started else "for"] = span(closes, window.unit, qualifier)
        return
    word = PART_OF_DAY.get(tidy(closes.words))
    other = OTHER_SESSION.fullmatch(tidy(closes.words))
    if other:
        placed["until"] = {"anchor": other_session(other["which"])}
    else:
        placed["until"] = word or {"condition": context.names.condition(closes.words, kind="healing")}


def _ends_first(opens: Value | None, closes: Value | None) -> bool:
    """Return whether the later of two ends is the smaller; of a window before the session, give the nearer end first."""
    if opens is None or closes is None or opens.words or closes.words or closes.is_zero:
        return False
    most = closes.most if closes.most is not None else float("inf")
    return opens.least is not None and most < opens.least


def _minutes_or(unit: str) -> str:
    name = unit_of(unit)
    if not name:
        raise NoForm(f"the unit '{unit}' is not a unit of time")
    return "day" if name == "night" else name


def _ended(placed: Plain, window: PrintedWindow, qualifier: str, context: Context) -> list[Plain]:
    """Return a window with the states it waits for."""
    lengths = amounts(window.until_event)
    if lengths or amounts(window.from_event):
        if set(placed) == {"after"} and len(lengths) <= 1:
            return states(window, context)
        raise NoForm(f"a length among the events: '{window.until_event or window.from_event}'")
    if window.from_event:
        opened_by(placed, window.from_event, context)
    if window.until_event:
        closed_by(placed, window.until_event, qualifier, context)
    if window.while_state:
        state = context.names.condition(window.while_state, kind="healing")
        if {"for", "to", "until"} & set(placed):
            context.guards.append({"has": [state]})
        else:
            placed["while"] = {"condition": state}
    if set(placed) == {"after"}:
        return [{**placed, "for": "unstated"}]
    if set(placed) == {"after", "and-since"} and placed["after"] == "session-end":
        return [{"since": {"condition": placed["and-since"]}}]
    return [placed]


def on_the_day(window: PrintedWindow, context: Context) -> list[Plain]:
    opens, closes = _worded(window.opens, window.unit), _worded(window.closes, window.unit)
    day: Plain = {"on": "session"}
    if not has_figures(opens, closes) and not any(v is not None and v.words for v in (opens, closes)):
        return [day, *(_states_of_day(window, context))]
    unit = unit_of(window.unit)
    if unit in ("minute", "hour") and context.phase in ("in_clinic", "expected"):
        context.lasts["each"] = span(
            closes if closes and not closes.is_zero else opens or Value(), window.unit
        )
        return [day]
    if unit in ("minute", "hour"):
        return sided(window, *usual_side(context), context)
    words = [v.words for v in (opens, closes) if v is not None and v.words and not _is_length(v)]
    if words:
        return [placed for said in dict.fromkeys(words) for placed in windows_of(tidy(said), context)]
    far, near = (v if v is not None else Value(least=0, most=0) for v in (opens, closes))
    if near.is_zero and unit:
        return [{"before": "session", "for": span(far, window.unit)}, day]
    if (far.is_zero or far.least == 1) and unit == "day" and near.least == near.most == 1:
        return [day]
    if far.is_zero and unit:
        return [day, {"after": "session-end", "for": span(near, window.unit, window.qualifier)}]
    raise NoForm("figures on the day of the procedure")


def _states_of_day(window: PrintedWindow, context: Context) -> list[Plain]:
    return states(window, context) if has_state(window) else []
