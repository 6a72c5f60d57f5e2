"""What check-ins say of the healing skin, as plain values."""

from __future__ import annotations

from typing import Any

from needlecare.engine.course import Course, Limits, SignAnswer
from needlecare.protocol.time import Instant, Zone
from needlecare.wording.language import Speaker
from needlecare.wording.plain.calendar import emergency_form, flag_form
from needlecare.wording.plain.common import book_form, interval, moment, source_form


def course_form(speaker: Speaker, found: Course, *, session_end: Instant | None) -> dict[str, Any]:
    """Return what the answers of a check-in mean, emergency text first."""
    where = speaker.facts.zone
    return {
        "emergency": emergency_form(speaker),
        "status": found.status.word if found.status is not None else None,
        "urgency": found.urgency.word,
        "at": moment(where, found.check_in.at),
        "session_end": moment(where, session_end),
        "complete": found.is_complete,
        "flags": [{**flag_form(speaker, entry.flag), "status": entry.status.word} for entry in found.flags],
        "signs": [sign_form(speaker, entry) for entry in found.signs],
        "unanswered_flags": [flag_form(speaker, flag) for flag in found.unanswered_flags],
        "unanswered_signs": [
            {"id": sign.id, "sign": speaker.text(sign.sign)} for sign in found.unanswered_signs
        ],
        "zone": where.key,
        "lang": speaker.language,
        **book_form(speaker.book),
    }


def sign_form(speaker: Speaker, found: SignAnswer) -> dict[str, Any]:
    """Return what one answered sign means, with its proof."""
    where, sign, answer = speaker.facts.zone, found.sign, found.answer
    return {
        "id": sign.id,
        "sign": speaker.text(sign.sign),
        "status": found.status.word,
        "urgency": found.urgency.word,
        "reasons": list(found.reasons),
        "says": speaker.text(sign.says),
        "present": answer.present,
        "level": answer.level.name.lower() if answer.level is not None else None,
        "trend": found.trend.name.lower() if found.trend is not None else None,
        "trend_held": found.trend_held,
        "compared_with": moment(where, found.compared_with),
        "limits": _limits(where, found.limits) if found.limits else None,
        "source": source_form(speaker.book, sign.source),
    }


def _limits(where: Zone, limits: Limits) -> dict[str, Any]:
    return {
        "onset": moment(where, limits.onset),
        "typical": interval(where, limits.typical),
        "normal_until": moment(where, limits.normal_until),
        "flag_from": moment(where, limits.flag_from),
        "worse_after": moment(where, limits.worse_after),
    }
