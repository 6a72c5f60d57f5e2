"""A rule by itself, in words: when it holds, for whom, and what it means if it is not kept."""

from __future__ import annotations

from needlecare.engine.timing import broken, exclusion, span_of
from needlecare.protocol.model import (
    AnyOf,
    Bound,
    Condition,
    Edge,
    Guard,
    Later,
    Not,
    Open,
    Outcome,
    Rule,
    Shift,
    State,
    Unstated,
    Verb,
    Window,
)
from needlecare.wording.language import Speaker


def window(speaker: Speaker, when: Window) -> str:
    """Return a window in words: "5 to 7 days before the session"."""
    shown = _window(speaker, when)
    span = span_of(speaker.book, when)
    has_no_length = any(isinstance(bound, Unstated) for bound in when.bounds)
    if has_no_length and span is not None:
        return speaker.fill("w-counted", window=shown, span=speaker.times.span(span))
    return shown


def _window(speaker: Speaker, when: Window) -> str:
    if when.form in ("since", "until", "while"):
        bound = when.opens if when.form == "since" else when.closes
        return speaker.fill(f"w-{when.form}", state=_state(speaker, bound))
    if when.form == "words":
        return speaker.words[f"w-{when.words}"]
    if when.form in ("course", "moment"):
        return speaker.fill(f"w-{when.form}", anchor=_anchor(speaker, when.opens))
    if when.form == "day":
        return _day(speaker, when)
    if when.form in ("days", "nights"):
        return _numbered(speaker, when)
    return _before(speaker, when) if when.form == "before" else _after(speaker, when)


def _before(speaker: Speaker, when: Window) -> str:
    anchor = _anchor(speaker, when.closes)
    match when.opens, when.closes:
        case Shift(_, _, far), Shift(_, _, near):
            spans = {"far": speaker.times.span(far), "near": speaker.times.span(near)}
            return speaker.fill("w-before-until", anchor=anchor, **spans)
        case Shift(_, _, far), _:
            return speaker.fill("w-before", anchor=anchor, span=speaker.times.span(far))
    return speaker.fill("w-unstated-before", anchor=anchor)


def _after(speaker: Speaker, when: Window) -> str:
    anchor, times = _anchor(speaker, when.opens), speaker.times
    states = [b for bound in (when.opens, when.closes) if isinstance(bound, Later) for b in bound.bounds]
    opens, closes = _timed(when.opens), _timed(when.closes)
    match opens, closes:
        case Shift(_, side, span), Shift(_, _, other) if span == other:
            shown = speaker.fill("w-before" if side < 0 else "w-after", anchor=anchor, span=times.span(span))
        case Shift(_, _, near), Shift(_, _, far):
            shown = speaker.fill("w-after-until", anchor=anchor, near=times.span(near), far=times.span(far))
        case Shift(_, _, near), _:
            shown = speaker.fill("w-after-from", anchor=anchor, near=times.span(near))
        case _, Shift(_, _, far):
            shown = speaker.fill("w-after", anchor=anchor, span=times.span(far))
        case _, State():
            shown = speaker.fill("w-after-state", anchor=anchor, state=_state(speaker, closes))
        case _, Edge(_, _, edge):
            shown = speaker.fill("w-until-edge", anchor=anchor, edge=speaker.words[f"edge-{edge}"])
        case _:
            shown = speaker.fill("w-unstated-after", anchor=anchor)
    for state in states:
        if isinstance(state, State):
            shown = speaker.fill("w-and-state", window=shown, state=_state(speaker, state))
    return shown


def _timed(bound: Bound) -> Bound:
    if isinstance(bound, Later):
        return next((part for part in bound.bounds if not isinstance(part, State)), Open())
    return bound


def _day(speaker: Speaker, when: Window) -> str:
    assert isinstance(when.opens, Edge)
    anchor, days = _anchor(speaker, when.opens), when.opens.day
    key = "w-day" if not days else "w-day-before" if days < 0 else "w-day-after"
    shown = speaker.fill(key, anchor=anchor, amount=speaker.times.amount(abs(days), "day"))
    return speaker.fill(f"w-{when.words}", window=shown) if when.words else shown


def _numbered(speaker: Speaker, when: Window) -> str:
    assert isinstance(when.opens, Edge)
    first = when.first_day or 0
    shift = 1 if when.form == "nights" else first
    opens = when.opens.day + shift
    closes = when.closes.day + first if isinstance(when.closes, Edge) else None
    if closes is None:
        shown = speaker.fill("or-more", least=opens)
    else:
        shown = str(opens) if closes == opens else speaker.fill("range", least=opens, most=closes)
    key = "w-nights" if when.form == "nights" else "w-numbered"
    return speaker.fill(key, days=shown, first=first, anchor=_anchor(speaker, when.opens))


def _anchor(speaker: Speaker, bound: Bound) -> str:
    part = _timed(bound)
    return speaker.anchor(getattr(part, "anchor", "session"))


def _state(speaker: Speaker, bound: Bound) -> str:
    return speaker.name(bound.condition) if isinstance(bound, State) else ""


def guard(speaker: Speaker, condition: Condition) -> str:
    """Return a guard in words: "the area is body", "age under 18"."""
    match condition:
        case AnyOf(parts):
            return speaker.listed([guard(speaker, part) for part in parts], joined="or")
        case Not(part):
            return speaker.fill("g-not", guard=guard(speaker, part))
        case Guard("prescribed"):
            return speaker.words["g-prescribed"]
        case Guard("age" | "depth-mm" | "skin-type", _, least, most, open_least, open_most):
            return speaker.fill(
                f"g-{condition.kind}", range=_range(speaker, least, most, open_least, open_most)
            )
        case Guard(kind, names):
            return speaker.fill(f"g-{kind}", names=speaker.names(names))
    raise TypeError(f"not a guard: {condition!r}")


def _range(
    speaker: Speaker, least: float | None, most: float | None, open_least: bool, open_most: bool
) -> str:
    if least is not None and most is not None:
        return speaker.fill("range", least=f"{least:g}", most=f"{most:g}")
    if most is not None:
        return speaker.fill("g-under" if open_most else "g-upto", most=f"{most:g}")
    return speaker.fill("g-over" if open_least else "g-from", least=f"{least or 0:g}")


def if_not_kept(rule: Rule) -> Outcome | None:
    """Return what it means for a session that a rule is not kept; None where it does not decide one."""
    if rule.verb is Verb.EXCLUDE:
        return exclusion(rule)
    if rule.verb is Verb.CHECK:
        return rule.outcome or Outcome.CAUTION
    if rule.verb is Verb.AVOID and rule.when:
        return max(broken(rule, when) for when in rule.when)
    return rule.outcome


def about(speaker: Speaker, rule: Rule) -> list[tuple[str, str]]:
    """Return a rule as labelled lines, in the order people ask about it."""
    lines = [
        ("x-what", speaker.words[f"verb-{rule.verb.value}"]),
        (
            "x-subjects",
            speaker.names(rule.subjects) or (guard(speaker, rule.exclude) if rule.exclude else ""),
        ),
        ("x-when", speaker.listed([window(speaker, when) for when in rule.when])),
        ("x-if", speaker.listed([guard(speaker, part) for part in rule.guards])),
        ("x-unless", speaker.listed([guard(speaker, part) for part in rule.unless], joined="or")),
        ("x-except", speaker.names(rule.excepted)),
        ("x-instead", speaker.names(rule.substitute)),
        ("x-broken", speaker.outcome(outcome) if (outcome := if_not_kept(rule)) is not None else ""),
        ("x-remedy", speaker.text(rule.remedy) if rule.remedy else ""),
        ("x-why", speaker.text(rule.why) if rule.why else ""),
        ("x-note", speaker.text(rule.note) if rule.note else ""),
    ]
    return [(speaker.say(key), text) for key, text in lines if text]


def sources(speaker: Speaker, rule: Rule) -> list[tuple[str, str]]:
    """Return where a rule comes from: its statements, then each page or study; each with its address, if any."""
    source = rule.source
    lines = [(", ".join(source.statement), "")] if source.statement else []
    for key in source.cite:
        entry = speaker.book.sources.get(key)
        if entry is not None:
            lines.append((f"{entry.title} · {speaker.words[f'grade-{entry.grade}']}", entry.href))
    return lines


def readings(speaker: Speaker, rule: Rule) -> list[tuple[str, str]]:
    """Return how the page was read where a rule rests on a reading: its id and its text."""
    all_readings = {reading.id: reading for layer in speaker.book.layers for reading in layer.readings}
    return [
        (name, speaker.text(all_readings[name].says)) for name in rule.source.reading if name in all_readings
    ]
