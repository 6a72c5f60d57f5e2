"""The care calendar, and what holds at one moment, as plain values; emergency text first."""

from __future__ import annotations

from typing import Any

from needlecare.engine.care import Item, care
from needlecare.engine.screening import Verdict
from needlecare.protocol.document import RedFlag
from needlecare.protocol.time import Instant
from needlecare.wording import care as care_words
from needlecare.wording.language import Speaker
from needlecare.wording.plain.common import context_form, interval, moment
from needlecare.wording.plain.verdicts import verdict_form


def plan_form(speaker: Speaker, answer: Verdict, planned: Speaker | None) -> dict[str, Any]:
    """Return the emergency text, the verdict, and the calendar of the session that is planned for (or null)."""
    return {
        "emergency": emergency_form(speaker),
        "verdict": verdict_form(speaker, answer),
        "plan": None if planned is None else calendar_form(planned),
        "red_flags": [flag_form(speaker, flag) for flag in speaker.book.red_flags],
    }


def calendar_form(speaker: Speaker) -> dict[str, Any]:
    """Return the care calendar of the facts' session; days refer to items by their place in `items`."""
    calendar, where = care(speaker.book, speaker.facts), speaker.facts.zone
    place = {id(item): index for index, item in enumerate(calendar.items)}
    return {
        "session": interval(where, calendar.session),
        "session_end": interval(where, calendar.session_end),
        "days": [
            {
                "date": day.day.isoformat(),
                "number": day.number,
                "begins": [place[id(item)] for item in day.begins],
                "ends": [place[id(item)] for item in day.ends],
                "holds": [place[id(item)] for item in day.holds],
            }
            for day in calendar.days
        ],
        "unplaced": [place[id(item)] for item in calendar.unplaced],
        "items": [item_form(speaker, item) for item in calendar.items],
    }


def now_form(speaker: Speaker, items: tuple[Item, ...], at: Instant) -> dict[str, Any]:
    """Return the emergency text and what holds at one moment."""
    return {
        "emergency": emergency_form(speaker),
        "at": moment(speaker.facts.zone, at),
        "holds": [item_form(speaker, item) for item in items],
        **context_form(speaker),
    }


def item_form(speaker: Speaker, item: Item) -> dict[str, Any]:
    """Return one item of a care calendar."""
    where = speaker.facts.zone
    return {
        "id": item.id,
        "of": "rule" if item.rule is not None else "sign",
        "kind": item.kind,
        "actor": item.actor,
        "strength": item.strength.value,
        "from": moment(where, item.opens),
        "to": moment(where, item.closes),
        "floor": moment(where, item.floor),
        "until_state": item.state or None,
        "since_state": item.since_state or None,
        "unstated": item.unstated,
        "inherited_from": item.inherited_from or None,
        "about": item.about,
        "applies": item.applies,
        "concerns": item.concerns,
        "to_prescriber": item.to_prescriber,
        "told": care_words.is_told(speaker.book, item),
        "text": care_words.item_text(speaker, item),
    }


def emergency_form(speaker: Speaker) -> dict[str, Any]:
    """Return whom to call in an emergency and for what; it needs no answer."""
    numbers = speaker.book.emergency_numbers
    here = [numbers[country] for country in speaker.facts.jurisdiction or () if country in numbers]
    return {
        "number": here[0] if len(set(here)) == 1 else None,
        "numbers": dict(numbers),
        "flags": [flag_form(speaker, flag) for flag in care_words.flags(speaker.book, "emergency")],
    }


def flag_form(speaker: Speaker, flag: RedFlag) -> dict[str, Any]:
    """Return a red flag with what to do."""
    return {
        "id": flag.id,
        "level": flag.level,
        "sign": speaker.text(flag.sign),
        "say": speaker.text(flag.say),
    }
