"""The one plain question that settles what is open."""

from __future__ import annotations

from typing import Protocol

from needlecare.protocol.model import Prescribed
from needlecare.protocol.time import Instant
from needlecare.wording.language import Speaker


class Askable(Protocol):
    """What can be asked: a screening `Question`, or an interview's `Prompt`."""

    @property
    def kind(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def limit(self) -> Instant | None: ...


def question(speaker: Speaker, asked: Askable) -> str:
    """Return a question in words a client understands."""
    match asked.kind:
        case "last-use":
            return _of_subject(speaker, asked.names)
        case "by-when":
            return _by_when(speaker, asked)
        case "stop-by":
            return _stop_by(speaker, asked)
        case "condition":
            return _of_conditions(speaker, asked.names)
        case "uses" | "any-of":
            return _of_group(speaker, asked)
        case "plan-date":
            is_planned = asked.names and (speaker.facts.plan or {}).get(asked.names[0])
            key = "q-plan-date" if is_planned else "q-plan-or-date"
            return speaker.say(key, anchor=_anchors(speaker, asked.names))
        case "plan":
            return speaker.say("q-plan", names=_anchors(speaker, asked.names))
        case "prescribed" | "planned-time":
            return speaker.say(f"q-{asked.kind}", subject=speaker.names(asked.names))
        case "started":
            return speaker.say("q-started", subject=speaker.names(asked.names))
        case kind:
            key = f"q-{kind}" if f"q-{kind}" in speaker.words else "q-other"
            return speaker.say(key, names=speaker.names(asked.names))


def _anchors(speaker: Speaker, names: tuple[str, ...]) -> str:
    anchors = speaker.book.anchors
    return speaker.listed(
        [speaker.anchor(n) if n in anchors else speaker.name(n) for n in names], joined="or"
    )


def _of_subject(speaker: Speaker, names: tuple[str, ...]) -> str:
    asks = [s.ask for name in names if (s := speaker.book.subjects.get(name)) and s.ask]
    if len(names) == 1 and asks:
        return speaker.text(asks[0])
    kinds = {speaker.book.subjects[name].kind for name in names if name in speaker.book.subjects}
    key = "q-last-use" if kinds <= {"medicine", "product"} else "q-last-time"
    return speaker.say(key, subject=speaker.names(names))


def _of_conditions(speaker: Speaker, names: tuple[str, ...]) -> str:
    if not names:
        return speaker.say("q-condition-none")
    trait = speaker.book.conditions.get(names[0])
    if len(names) == 1:
        return (
            speaker.text(trait.ask)
            if trait and trait.ask
            else speaker.say("q-condition", names=speaker.names(names))
        )
    return speaker.say("q-any-of", names=speaker.names(names))


def _of_group(speaker: Speaker, asked: Askable) -> str:
    """Return the protocol's own question about several names, else one that lists them."""
    group = getattr(asked, "group", "")
    own = next((entry.ask for entry in speaker.book.questions if entry.id == group), None)
    return speaker.text(own) if own else speaker.say(f"q-{asked.kind}", names=speaker.names(asked.names))


def _by_when(speaker: Speaker, asked: Askable) -> str:
    """Ask on which side of one moment something was; the moment itself still counts as before."""
    assert asked.limit is not None
    key = "q-previous-by" if asked.names == ("previous-session",) else "q-by"
    if key == "q-by" and asked.names:
        return _at(speaker, "q-by-when-of", "q-by-day-of", asked.limit, subject=speaker.names(asked.names))
    return _at(speaker, f"{key}-when", f"{key}-day", asked.limit)


def _stop_by(speaker: Speaker, asked: Askable) -> str:
    assert asked.limit is not None
    subject = speaker.names(asked.names)
    if is_prescription_asked(speaker, asked):
        return speaker.say("q-prescribed", subject=subject)
    kinds = {speaker.book.subjects[name].kind for name in asked.names}
    last = speaker.words["last-use" if kinds <= {"medicine", "product"} else "last-time"]
    return _at(speaker, "q-stop-by", "q-stop-by-day", asked.limit, subject=subject, last=last)


def is_prescription_asked(speaker: Speaker, asked: Askable) -> bool:
    """Return whether, of something still in use, it is asked first if it was prescribed."""
    inside = {inner for name in asked.names for inner in speaker.book.narrower.get(name, {name})}
    can_be = [speaker.book.subjects[name].prescribed is not Prescribed.NEVER for name in inside]
    said = [use.prescribed for name in inside for use in speaker.facts.used.get(name, ()) if use.ongoing]
    return any(can_be) and None in said


def _at(speaker: Speaker, at_clock: str, on_day: str, limit: Instant, **parts: object) -> str:
    """Ask about a moment by its hour, or by its day where it is the turn of one."""
    times = speaker.times
    if times.ends_day(limit) or times.starts_day(limit):
        return speaker.say(on_day, day=times.by(limit), **parts)
    day = times.day(speaker.facts.zone.day_of(limit))
    return speaker.say(at_clock, day=day, clock=times.clock(limit), **parts)
