"""Plain values that every answer shares: moments, intervals, sources, and the protocols an answer rests on.

Moments are ISO 8601 with the zone's offset at that moment. A bound that is not known is null, never a far date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from needlecare.protocol.load import digest
from needlecare.protocol.time import BEGINNING, END, Instant, Interval, Zone

if TYPE_CHECKING:
    from needlecare.protocol.document import Protocol
    from needlecare.protocol.model import Source
    from needlecare.protocol.rulebook import Rulebook
    from needlecare.wording.language import Speaker


def context_form(speaker: Speaker) -> dict[str, Any]:
    """Return what every answer about a client names: session, present, zone, language, protocols."""
    facts = speaker.facts
    return {
        "session": interval(facts.zone, facts.session),
        "asked": moment(facts.zone, facts.asked),
        "zone": facts.zone.key,
        "lang": speaker.language,
        **book_form(speaker.book),
    }


def book_form(book: Rulebook) -> dict[str, Any]:
    """Return the protocols an answer rests on, and the digest of all of them together."""
    return {"protocols": [protocol_form(layer) for layer in book.layers], "digest": book.digest}


def protocol_form(layer: Protocol) -> dict[str, Any]:
    """Return by which name, version and digest a protocol is known."""
    return {
        "protocol": layer.protocol,
        "version": layer.version,
        "layer": layer.layer.name.lower(),
        "digest": digest(layer),
    }


def source_form(book: Rulebook, source: Source, rule_id: str = "") -> dict[str, Any]:
    """Return where something comes from: statements of the page, readings, and titles with addresses."""
    layer = book.layer_of.get(rule_id)
    return {
        "protocol": layer.protocol if layer else None,
        "statement": list(source.statement),
        "reading": list(source.reading),
        "grade": source.grade or None,
        "cite": [
            {
                "key": key,
                "title": entry.title,
                "href": entry.href or None,
                "grade": entry.grade,
                "read": entry.read,
            }
            for key in source.cite
            if (entry := book.sources.get(key))
        ],
    }


def moment(where: Zone, at: Instant | None) -> str | None:
    """Return an instant in the zone's own reading, ISO 8601 with offset; None beyond the calendar."""
    return None if at is None or not BEGINNING < at < END else where.local(at).isoformat()


def interval(where: Zone, when: Interval) -> dict[str, str | None]:
    """Return an interval by its two ends, both included."""
    return {"from": moment(where, when.lo), "to": moment(where, when.hi)}
