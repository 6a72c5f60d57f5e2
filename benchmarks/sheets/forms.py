"""Which forms a printed rule shows: the names by which the results are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets.anchors import anchored
from sheets.figures import lead_of
from sheets.names import Names
from sheets.sheet import PrintedRule, PrintedWindow, Value


def forms_of(rule: PrintedRule) -> tuple[str, ...]:
    """Return the forms of a rule: those of its windows first, then those of its guards and remarks."""
    found = [form for window in rule.windows for form in _of_window(window, rule)]
    timed = [window for window in rule.windows if window.times is None and window.every is None]
    if len(timed) > 1:
        found.append("several windows of one rule")
    return tuple(dict.fromkeys([*found, *_of_rule(rule)]))


def _of_window(window: PrintedWindow, rule: PrintedRule) -> Iterator[str]:
    anchor = window.anchor.lower().strip()
    bounds = [value for value in (window.opens, window.closes) if value is not None]
    if window.times is not None:
        yield "recurs: so many times a day"
    if window.every is not None:
        yield "recurs: every so many hours or minutes"
    if window.while_state:
        yield "while a state lasts"
    if window.from_event:
        yield "once a state is reached"
    if window.until_event:
        morning = "morning" in window.until_event.lower()
        yield "until the next morning" if morning else "until a state is reached"
    if (
        window.times is not None
        or window.every is not None
        or window.while_state
        or window.from_event
        or window.until_event
    ) and not any(value.least or value.words for value in bounds):
        return
    yield _temporal(window, rule, anchor, bounds)


def _temporal(window: PrintedWindow, rule: PrintedRule, anchor: str, bounds: list[Value]) -> str:
    named = (
        ("day num", window.unit.replace("_", " "), "numbered days"),
        ("night", window.unit, "nights and the evening before"),
        ("count in", anchor, "series count"),
        ("previous session", anchor, "interval between sessions"),
        ("throughout", anchor, "throughout the course"),
        ("day of", anchor, "on the day of the procedure"),
    )
    for sign, where, form in named:
        if sign in where:
            return form
    if anchor in ("", "unstated"):
        phase = (
            "after"
            if rule.phase in ("post", "expected")
            else "before"
            if rule.phase in ("pre", "contraindication")
            else "other"
        )
        return (
            f"no time stated ({phase})"
            if rule.phase != "contraindication"
            else "a condition or drug excludes, no time"
        )
    if anchor == "recurring":
        return "recurs: daily"
    if not any(value.least or value.most or value.words for value in bounds):
        return (
            "zero or no figures from an anchor"
            if anchored(anchor, Names())
            else "the page's own words for a time"
        )
    return _with_figures(window, anchor, bounds)


def _with_figures(window: PrintedWindow, anchor: str, bounds: list[Value]) -> str:
    side = (
        "after"
        if re.match(r"after|post|following|since", anchor)
        else "before"
        if re.match(r"before|pre|prior", anchor)
        else "from an anchor"
    )
    opens, closes = window.opens, window.closes
    if any(value.words for value in bounds):
        return f"to a part of a day ({side})"
    if (
        opens is not None
        and closes is not None
        and opens.least
        and (opens.least, opens.most) == (closes.least, closes.most)
    ):
        return f"an act at a point {side}"
    if opens is not None and opens.least and closes is not None and closes.least:
        return f"from N until M {side}"
    open_end = side == "after" and closes is None
    if open_end:
        return "from N after, onward"
    value = opens if side == "before" else closes
    kind = lead_of(window.qualifier) or ("at least" if value is not None and value.most is None else "")
    if kind:
        return f"{kind} N {side}"
    return f"N to M {side}" if value is not None and value.least != value.most else f"N {side}"


_NOTES = (
    (r"dose", "a dose"),
    (r"prefer", "two tiers: least and preferred"),
    (r"plus_until", "N and a state"),
    (r"typical", "until a state, with a usual length"),
    (r"both_sides|through", "a course on both sides"),
    (r"asymmetric", "two sides of unequal length"),
    (r"order|sequence", "an order of acts"),
    (r"substitute", "a substitute"),
    (r"reference|other_protocol", "another protocol applies"),
    (r"override", "personal advice applies"),
    (r"conflict|contradict", "the page contradicts itself or others"),
    (r"clearance", "a clearance"),
)


def _of_rule(rule: PrintedRule) -> Iterator[str]:
    condition = " ".join(rule.conditions).lower()
    if condition:
        yield "a guard: " + _guard_form(condition)
    if rule.area:
        yield "limited to an area"
    if rule.variant:
        yield "limited to a variant or indication"
    if re.search(r"\bonly\b", rule.severity.lower()):
        yield "nothing but these"
    if re.search(r"absolute|relative|caution", rule.severity.lower()):
        yield "a graded contraindication"
    elif rule.severity and not lead_of(rule.severity.lower()):
        yield "another force word"
    if any(
        re.match(r"disclos|notif|inform|declare|declaration|tell", subject.lower())
        for subject in rule.subjects
    ):
        yield "a disclosure"
    for form, name in _NOTES:
        if any(re.search(form, note.lower()) for note in rule.notes):
            yield name


def _guard_form(condition: str) -> str:
    for form, name in (
        (r"\bunless\b|^or\b|except", "what lifts the rule"),
        (r"history|prone|gets|suffers", "a history"),
        (r"fitzpatrick|skin type", "skin type"),
        (r"\bmm\b|depth", "needle depth"),
        (
            r"doctor|physician|provider|practitioner|prescri|gp\b|specialist|medical",
            "a clearance or prescription",
        ),
        (r"\bmen\b|women|age|years", "a group of people"),
    ):
        if re.search(form, condition):
            return name
    return "a state, event or wish"
