"""Where a printed window lies: which of the ways of writing it is, and what the language makes of it."""

from __future__ import annotations

import re

from sheets.anchors import (
    AFTER,
    COURSE,
    ON_THE_DAY,
    ONE_SESSION,
    SERIES,
    SESSION,
    Context,
    Placed,
    anchored,
    tidy,
    unstated,
    usual_side,
)
from sheets.bounds import numbered_or_sided, on_the_day, sided
from sheets.events import has_state, states
from sheets.figures import amounts, unit_of
from sheets.lengths import NoForm, count, span
from sheets.phrases import from_words
from sheets.sheet import PrintedWindow, Value


def place(window: PrintedWindow, context: Context) -> Placed:
    """Return what a printed window says.

    Raises
    ------
    NoForm
        Where a part of it has no form in the language.
    """
    words = tidy(window.anchor)
    often = _often(window, at_least=context.at_least)
    placed = _without_recurrence(window, words, context, recurs=bool(often))
    placed.often = [*often, *placed.often]
    return placed


def _without_recurrence(window: PrintedWindow, words: str, context: Context, *, recurs: bool) -> Placed:
    if re.fullmatch(
        r"count (?:in|of) (?:the |a )?(?:series|course|sessions?)|(?:total )?number of (?:sessions"
        r"|treatments)"
        r"|(?:series|session|treatment) count|(?:total )?(?:sessions|treatments)(?: in (?:the )?(?:series"
        r"|total))?",
        words,
    ):
        how_many = count(_either(window), window.qualifier)
        if unit_of(window.unit):  # "one or two a year"
            return Placed(often=[f"{how_many} per {_calendar(unit_of(window.unit))}"])
        return Placed(repeat={"count": how_many})
    if SERIES.fullmatch(words) and (window.opens or window.closes):
        return _spacing(window, words, context)
    if words in (
        "recurring",
        "repeated",
        "recurrence",
        "repeating",
        "regularly",
        "recurs",
        "repeat",
        "frequency",
    ):
        if _is_bounded(window) and window.unit:
            return Placed(windows=sided(window, *usual_side(context), context))
        return Placed() if not has_state(window) else Placed(windows=states(window, context))
    if words in (
        "",
        "timeless",
        "current",
        "not applicable",
        "no anchor",
        "unstated",
        "none",
        "not stated",
        "unspecified",
        "unknown",
        "unclear",
        "n/a",
        "null",
        "unstated anchor",
    ):
        if not (_is_bounded(window) or has_state(window)):
            return Placed(windows=[] if recurs else unstated(context))
        if context.phase == "in_clinic" and unit_of(window.unit):
            context.lasts["each"] = span(_either(window), window.unit, window.qualifier)
            return Placed(windows=unstated(context))
        side, anchor = usual_side(context)
        read = [f"counted {'before the session' if side < 0 else 'from the end of the session'}, by phase"]
        return Placed(windows=sided(window, side, anchor, context), readings=read)
    if COURSE.fullmatch(words) or _names_course(window):
        return Placed(windows=[{"course": "whole"}])
    if ON_THE_DAY.fullmatch(words):
        return Placed(windows=on_the_day(window, context))
    if _is_bounded(window) and re.fullmatch(
        rf"(?:both )?(?:before and after|pre[- ]?(?:and|/)[- ]?post"
        rf"|(?:on )?either side(?: of)?)(?: {SESSION})?",
        words,
    ):
        far = window.opens if window.opens is not None and not window.opens.is_zero else window.closes
        length = span(far or Value(), window.unit, window.qualifier)
        return Placed(windows=[{"before": "session", "for": length}, {"after": "session-end", "for": length}])
    beside = re.fullmatch(
        r"(?:around|either side of|before and after) (?:the |your |an? )?(?P<what>[a-z][a-z '-]*)", words
    )
    if beside and window.opens is not None and window.closes is not None:
        anchor = context.names.anchor(beside["what"])
        context.own_words.append(words)
        ahead, behind = (span(v, window.unit) for v in (window.opens, window.closes))
        return Placed(windows=[{"before": anchor, "for": ahead}, {"after": anchor, "for": behind}])
    length_of = re.fullmatch(rf"(?:during|in|at|for|(?:the )?length of|within) {SESSION}", words)
    if length_of and _is_bounded(window) and unit_of(window.unit) in ("minute", "hour"):
        context.lasts["each"] = span(_either(window), window.unit, window.qualifier)
        return Placed(windows=[{"at": "session"}])
    found = (
        anchored(words, context.names)
        if _is_bounded(window) or has_state(window) or _plain_anchor(words)
        else None
    )
    ends = (
        found is not None and found[1] == "session-end" and re.search(r"\b(?:end|completion|finish)", words)
    )
    if ends and context.phase in (
        "pre",
        "contraindication",
    ):  # not the session's own end, but that of a therapy
        found = (1, context.names.anchor(re.sub(rf"^{AFTER}\s+(?:the\s+)?", "", words)))
    if found:
        return numbered_or_sided(window, *found, context)
    if _is_bounded(window):
        return _from_an_event(window, words, context)
    placed = from_words(words, context)
    return Placed(
        windows=[*placed.windows, *(states(window, context) if has_state(window) else ())],
        often=placed.often,
        repeat=placed.repeat,
    )


def _from_an_event(window: PrintedWindow, words: str, context: Context) -> Placed:
    """Return figures from something the page names without saying a side: "flight", "scar maturity"."""
    bare = re.sub(rf"^(?:the |your |an? )?(?:{ONE_SESSION}|needling)(?: (?:day|date|time))?$", "", words)
    if not bare or re.fullmatch(r"around .+", words):
        side, anchor = usual_side(context)
        return numbered_or_sided(window, side, anchor, context)
    if amounts(words) or not re.fullmatch(r"[a-z][a-z '/-]*", words):
        raise NoForm(f"figures from an anchor that is not understood: '{window.anchor}'")
    side, _ = usual_side(context)
    context.own_words.append(words)
    return numbered_or_sided(window, side, context.names.anchor(words), context)


def _calendar(unit: str) -> str:
    return "day" if unit == "night" else unit


def _plain_anchor(words: str) -> bool:
    return re.fullmatch(rf"(?:before|after|prior to|following|post|pre)[\s-]+{SESSION}", words) is not None


def _is_bounded(window: PrintedWindow) -> bool:
    return any(v is not None and not (v.is_zero and not window.unit) for v in (window.opens, window.closes))


def _either(window: PrintedWindow) -> Value:
    opens, closes = window.opens, window.closes
    if opens is not None and opens.is_zero:
        opens = None
    if opens is None or closes is None:
        value = opens or closes
        if value is None:
            raise NoForm("a count that is not given")
        if opens is not None and value.least == value.most and "least" in window.qualifier:
            return Value(least=value.least, most=None, words=value.words)
        return value
    return Value(least=opens.least, most=closes.most, words=opens.words or closes.words)


def _names_course(window: PrintedWindow) -> bool:
    ends = [tidy(v.words) for v in (window.opens, window.closes) if v is not None]
    return ends == ["first session", "last session"]


def _spacing(window: PrintedWindow, words: str, context: Context) -> Placed:
    opens, closes = window.opens, window.closes
    if opens is not None and closes is not None and not opens.is_zero and not closes.is_zero:
        value = Value(least=opens.least, most=closes.most, words=opens.words)
    else:
        value = opens if opens is not None and not opens.is_zero else closes or Value(words="nothing")
    gap = span(value, window.unit, window.qualifier or ("at least" if context.at_least else ""))
    if context.action == "avoid":
        return Placed(windows=[{"after": "session-end", "for": gap}])
    return Placed(repeat={"gap": gap}, windows=[{"after": "session", "from": gap}])


def _often(window: PrintedWindow, *, at_least: bool) -> list[str]:
    if window.times is not None:
        unit = unit_of(window.unit)
        if not unit:
            raise NoForm(f"so many times per '{window.unit}'")
        alone = tidy(window.anchor) == "recurring"
        how_many = count(
            window.times, (window.qualifier or ("at least" if at_least else "")) if alone else ""
        )
        return [f"{how_many} per {_calendar(unit)}"]
    if window.every is not None:
        return [f"every {span(window.every, window.unit)}"]
    if tidy(window.anchor) == "recurring" and window.opens is None and window.closes is None and window.unit:
        unit = unit_of(window.unit)
        if not unit:
            raise NoForm(f"recurring per '{window.unit}'")
        return [f"1 per {_calendar(unit)}"]
    return []
