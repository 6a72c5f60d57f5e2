"""What a protocol says of classes around a session, as plain values."""

from __future__ import annotations

from typing import Any

from needlecare.wording import around as around_words
from needlecare.wording.around import Around, RuleSays
from needlecare.wording.language import Speaker
from needlecare.wording.plain.common import context_form, interval, moment, source_form


def session_form(speaker: Speaker, found: list[Around]) -> dict[str, Any]:
    """Return what the rulebook says of several classes, for the session of the speaker's facts."""
    return {"classes": [class_form(speaker, one) for one in found], **context_form(speaker)}


def class_form(speaker: Speaker, found: Around) -> dict[str, Any]:
    """Return what the rulebook says of one class."""
    where = speaker.facts.zone
    return {
        "class": found.name,
        "covered": found.is_covered,
        "may_be_prescribed": found.may_be_prescribed,
        "last_use_by": moment(where, found.last_use),
        "again_from": moment(where, found.again),
        "text": [text for text, _, _ in around_words.lines(speaker, found)],
        "rules": [rule_form(speaker, line) for line in found.says],
    }


def rule_form(speaker: Speaker, line: RuleSays) -> dict[str, Any]:
    """Return what one rule says of a class."""
    where, found = speaker.facts.zone, line.finding
    return {
        "rule": line.rule.id,
        "outcome": found.outcome.word if found else None,
        "text": line.text,
        "question": line.asked or None,
        "last_use_by": interval(where, found.limit) if found and found.limit else None,
        "again_from": moment(where, line.again),
        "again_floor": moment(where, line.again_floor),
        "repeats": line.repeats,
        "source": source_form(speaker.book, line.rule.source, line.rule.id),
    }
