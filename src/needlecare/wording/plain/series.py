"""A plan of a series as plain values."""

from __future__ import annotations

from typing import Any

from needlecare.engine.series import SeriesPlan
from needlecare.engine.series_limits import Limit
from needlecare.wording import series as series_words
from needlecare.wording.language import Speaker
from needlecare.wording.plain.common import context_form


def series_form(speaker: Speaker, found: SeriesPlan) -> dict[str, Any]:
    """Return a plan of a series, what limits it, and where it does not fit the longest one that does."""
    return {**_series(speaker, found), **context_form(speaker)}


def _series(speaker: Speaker, found: SeriesPlan) -> dict[str, Any]:
    return {
        "fits": found.fits,
        "count": found.count,
        "headline": series_words.headline(speaker, found),
        "sessions": [
            {
                "number": session.number,
                "earliest": session.earliest.isoformat(),
                "ideal": session.ideal.isoformat(),
                "latest": session.latest.isoformat() if session.latest else None,
                "notes": list(session.notes),
            }
            for session in found.sessions
        ],
        "limits": [limit_form(speaker, limit) for limit in found.limits],
        "reasons": [limit_form(speaker, limit) for limit in found.reasons],
        "notes": [{"code": note, "text": series_words.note(speaker, note)} for note in found.notes],
        "not_while": list(found.not_while),
        "shorter": _series(speaker, found.shorter) if found.shorter else None,
    }


def limit_form(speaker: Speaker, limit: Limit) -> dict[str, Any]:
    """Return one thing that limits a series."""
    return {
        "kind": limit.kind,
        "name": limit.name or None,
        "first": limit.first.isoformat() if limit.first else None,
        "last": limit.last.isoformat() if limit.last else None,
        "rules": list(limit.rules),
        "text": series_words.limit(speaker, limit),
    }
