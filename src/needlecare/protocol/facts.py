"""Facts files: what a client says, read strictly and resolved on the clinic's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from needlecare.protocol.facts_forms import FACTS, FactsFile, ZoneKind
from needlecare.protocol.fields import BAD
from needlecare.protocol.plain_words import Phrases, in_dates
from needlecare.protocol.reader import Node, Report, clipped, read_text, suggestion
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import Duration, Instant, Interval, Unit, Zone, before, zone
from needlecare.protocol.values import replace
from needlecare.protocol.when import WHEN

_NAMED = ("device", "indication", "role", "jurisdiction", "add_on")


def read_facts(
    root: Node,
    book: Any,
    *,
    name: str,
    now: Instant,
    zone_key: str | None = None,
    session: str | None = None,
    phrases: Phrases | None = None,
) -> Facts:
    """Return the facts in a root node, with names looked up in a rulebook.

    Parameters
    ----------
    now : int
        The present, taken where the file does not say when it was asked. [s since 1970, UTC]
    zone_key, session : str, optional
        Taken where the file gives none.
    phrases : callable, optional
        Reads plain words such as "2 nights ago" under `used`; without it they are a problem.

    Raises
    ------
    BadFile
        With every problem found.
    """
    report = Report(name)
    if not isinstance(root.value, dict):
        FACTS.read(root, report)
        report.raise_if_any()
    assert isinstance(root.value, dict)
    where = _zone_first(root, report, zone_key)
    report.zone = where
    if phrases is not None and where is not None:
        root = in_dates(root, phrases, report, where, now)
    assert isinstance(root.value, dict)
    read = FACTS.read(root, report)
    session_at = read.session if read is not BAD else None
    if session_at is None and session and "session" not in root.value:
        session_at = WHEN.read(Node(session, root.place, session), report)
    if session_at is None and "session" not in root.value:
        report.problem(root.place, "key 'session' is missing; add the day or moment of the session")
    if read is BAD or session_at in (None, BAD) or where is None:
        report.raise_if_any()
    assert where is not None
    facts = _looked_up(read, root, book, report, session=session_at, where=where, now=now)
    report.raise_if_any()
    return facts


def facts(
    said: Mapping[str, Any], book: Any, *, now: Instant | None = None, name: str = "facts.json"
) -> Facts:
    """Return facts given as plain values, as a facts file holds them.

    `now` is the present, needed where `asked` is missing. [s since 1970, UTC]

    Raises
    ------
    BadFile
        With every problem found.
    """
    import json

    root = read_text(json.dumps(said, ensure_ascii=False), name=name)
    if now is None and "asked" not in said:
        raise ValueError("give `now`, or `asked` in the facts: the engine reads no clock")
    return read_facts(root, book, name=name, now=now or 0)


def _zone_first(root: Node, report: Report, zone_key: str | None) -> Zone | None:
    assert isinstance(root.value, dict)
    if "zone" in root.value:
        read = ZoneKind().read(root.value["zone"], Report(report.file))
        return zone("UTC") if read is BAD else read
    if zone_key:
        return zone(zone_key)
    report.problem(root.place, "key 'zone' is missing; add the clinic's zone, such as 'zone: Europe/London'")
    return zone("UTC")


def _looked_up(
    read: FactsFile, root: Node, book: Any, report: Report, *, session: Any, where: Zone, now: Instant
) -> Facts:
    asked = _asked(read, session, now)
    used: dict[str, tuple[Use, ...]] = {}
    uncovered: list[str] = []
    top = root.value
    assert isinstance(top, dict)
    for written, entries in read.used.items():
        place = top["used"].keys[written]
        known = book.named(written)
        if known is None:
            few = len(uncovered) + len(report.problems) < 50  # each is compared with every name
            near = suggestion(written.lower(), book.words, cutoff=0.86) if few else ""
            if written in book.conditions:
                report.problem(place, f"'{clipped(written)}' is a condition; put it under 'states'")
            elif near:
                report.problem(place, f"subject '{clipped(written)}' is not known{near}; mend the name")
            elif any(not use.never or use.planned for use in entries):
                uncovered.append(written)
            continue
        if known in used:
            report.problem(place, f"'{clipped(written)}' means {known}, which stands here already; keep one")
        _check_areas([area for use in entries for area in use.areas or ()], book, top["used"], report)
        for use in entries:
            if use.last is not None and use.last.lo > asked.hi:
                report.problem(place, "the last use is in the future; write it as {planned: ...}")
            if any(plan.hi < asked.lo for plan in use.planned):
                report.problem(place, "the planned use is in the past; write it as {last: ...}")
        used[known] = tuple(_by_then(use, asked) for use in entries)
    states = _states(read, top, book, report)
    _check_areas(read.areas or (), book, top.get("areas", root), report)
    plan = read.plan and {k: (session if v == "with-session" else v) for k, v in read.plan.items()}
    for key in plan or ():
        if key not in book.anchors and key not in book.subjects:
            near = suggestion(key, [*book.anchors, *book.subjects])
            report.problem(
                top["plan"].keys[key],
                f"plan '{clipped(key)}' is not known{near or '; this protocol does not name it, take it out'}",
            )
    if read.session_end and read.session_end.hi < session.lo:
        report.problem(top["session-end"].place, "the session ends before it starts; mend one of the two")
    return Facts(
        zone=where,
        asked=asked.lo,
        session=session,
        session_end=read.session_end,
        stage=read.stage,
        areas=read.areas,
        used=used,
        states=states,
        plan=plan,
        previous_sessions=read.previous_sessions,
        event=read.event,
        birth=read.birth or _birth_from_age(read.age, asked.lo, where),
        skin_type=read.skin_type,
        depth_mm=read.depth_mm,
        **{key: getattr(read, key) for key in _NAMED},
        uncovered=tuple(uncovered),
    )


def _asked(read: FactsFile, session: Interval, now: Instant) -> Interval:
    """Return when the facts were said: as the file says, else now, but not after a session that lies in the past."""
    if read.asked:
        return read.asked
    moment = min(now, session.lo)
    return Interval(moment, moment)


def _by_then(use: Use, asked: Interval) -> Use:
    """Return a use whose last time is not later than the moment at which it was said."""
    if use.last is None or use.last.hi <= asked.hi or use.last.lo > asked.hi:
        return use
    return replace(use, last=Interval(use.last.lo, asked.hi))


def _states(read: FactsFile, top: dict[str, Node], book: Any, report: Report) -> dict[str, Said]:
    for written, said in read.states.items():
        place = top["states"].keys[written]
        if written not in book.conditions:
            near = suggestion(written, list(book.conditions))
            hint = "; this protocol does not name it, take it out"
            hint = "; put it under 'used'" if book.named(written) else near or hint
            report.problem(place, f"condition '{clipped(written)}' is not known{hint}")
        _check_areas(said.areas or (), book, top["states"], report)
    return dict(read.states)


def _check_areas(areas: Any, book: Any, node: Node, report: Report) -> None:
    for area in areas:
        if area not in book.areas and book.areas and not report.is_full:
            from needlecare.protocol.names import place_of_word

            near = suggestion(area, list(book.areas))
            report.problem(
                place_of_word(node, area), f"area '{clipped(area)}' is not known{near}; use a named area"
            )


def _birth_from_age(age: int | None, asked: Instant, where: Zone) -> Interval | None:
    if age is None:
        return None
    youngest = before(asked, Duration(age, Unit.YEAR), where)
    return Interval(before(asked, Duration(age + 1, Unit.YEAR), where) + 1, youngest)
