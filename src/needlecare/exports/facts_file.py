"""Facts written as a facts file that reads back into the same facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from needlecare.exports.fhir.terms import date_time
from needlecare.protocol.facts_forms import FACTS, FactsFile
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import Interval, Zone

_TRUTHS = {True: "yes", False: "no", None: "not-sure"}


def facts_file(facts: Facts, *, client: str = "", protocols: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return facts as the plain values of a facts file; times are moments in UTC, from the first to the last."""
    asked = Interval(facts.asked, max([facts.asked, *_ends(facts.used)]))
    used: Mapping[str, tuple[Use, ...]] = {
        **facts.used,
        **{name: (Use(unsure=True),) for name in facts.uncovered},
    }
    read = FactsFile(
        client=client,
        protocols=protocols,
        zone=facts.zone,
        asked=asked,
        session=facts.session,
        session_end=facts.session_end,
        stage=facts.stage,
        areas=facts.areas,
        used=used,
        states=facts.states,
        plan=facts.plan,
        previous_sessions=facts.previous_sessions,
        event=facts.event,
        birth=facts.birth,
        skin_type=facts.skin_type,
        depth_mm=facts.depth_mm,
        device=facts.device,
        indication=facts.indication,
        role=facts.role,
        jurisdiction=facts.jurisdiction,
        add_on=facts.add_on,
    )
    written: dict[str, Any] = FACTS.write(read)
    for name, entries in written.get("used", {}).items():
        if entries:
            written["used"][name] = _short(entries, facts.zone)
    for key, value in written.items():
        if key != "used":
            written[key] = _timed(value, facts.zone)
    if facts.states:
        written["states"] = {name: _state(said) for name, said in facts.states.items()}
    return written


def _timed(value: Any, where: Zone) -> Any:
    """Return a value with each stretch that is a moment, day, month or year written as that."""
    if isinstance(value, list):
        return [_timed(entry, where) for entry in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"from", "to"}:
        first, last = (int(datetime.fromisoformat(value[end]).timestamp()) for end in ("from", "to"))
        return date_time(Interval(first, last), where) or value
    return {key: _timed(entry, where) for key, entry in value.items()}


def _short(entries: list[dict[str, Any]], where: Zone) -> Any:
    """Return what is said of a subject; in one word or time, where that is all, as it was said."""
    timed = _timed(entries, where)
    if len(timed) == 1 and set(timed[0]) == {"last", "words"} and timed[0]["last"] == timed[0]["words"]:
        return timed[0]["last"]
    return timed[0] if len(timed) == 1 else timed


def _state(said: Said) -> Any:
    holds = _TRUTHS[said.holds]
    if said.areas is None and said.words in ("", holds):
        return holds
    where = {} if said.areas is None else {"area": list(said.areas)}
    return {"holds": holds, **where, **({"words": said.words} if said.words else {})}


def _ends(used: Mapping[str, tuple[Use, ...]]) -> list[int]:
    """Return the ends of all last uses; the moment of asking reaches as far, else reading would cut them."""
    return [use.last.hi for uses in used.values() for use in uses if use.last is not None]
