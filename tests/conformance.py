"""The conformance suite: cases by which another implementation of the language can be held against this one.

    .venv/bin/python tests/conformance.py

writes `conformance/cases.jsonl` anew: facts and what follows from them, by the oracle, which shares no code with the
engine. The same protocols always give the same lines. `docs/reference/conformance.md` tells the format.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oracle import calendar
from oracle.book import Book, listed, subjects_of
from oracle.breakpoints import BreakPoint, Session, gaps, sessions
from oracle.enumerate import earliest, screened, verdict
from oracle.generate import ZONES, exists, random_cases
from raw import raw_protocols

SUITE = Path(__file__).resolve().parent.parent / "conformance" / "cases.jsonl"
FORMAT = "needlecare conformance 1"
SHIPPED = ("microneedling", "safety")
GAPS, SILENCES = 13, 9  # every so manieth session, and rule
WORLDS = 200  # drawn at random, in all forms of words at once
PARTIAL = (
    "about {day}",
    "before {day}",
    "not since {day}",
    "since {day}",
    "{month}",
    "about {month}",
    "{year}",
)
LINE = {"ensure_ascii": False, "separators": (",", ":")}


def main(target: Path) -> None:
    """Write the suite, whole or not at all."""
    written = "".join(line + "\n" for line in lines(*SHIPPED))
    part = target.with_suffix(".part")
    part.write_text(written, encoding="utf-8")
    part.replace(target)
    print(f"{target.name}: {written.count(chr(10)) - 1} cases, {len(written.encode()) / 1e6:.1f} MB")


def lines(*names: str) -> Iterator[str]:
    """Yield the header and a line for each case."""
    protocols = raw_protocols(*names)
    book = Book(*protocols)
    frames: dict[str, Any] = {"settled": settled(book), "silent": {}}
    yield json.dumps(
        {
            "format": FORMAT,
            "protocols": [{"protocol": p["protocol"], "version": str(p["version"])} for p in protocols],
            "frames": frames,
        },
        **LINE,
    )
    seen: set[str] = set()
    for point in points(book, protocols):
        frame, facts = min(
            ((name, laid_over(frame, point.facts)) for name, frame in frames.items()),
            key=lambda choice: len(json.dumps(choice[1])),
        )
        said = json.dumps({"frame": frame, "facts": facts}, **LINE)
        if said not in seen:
            seen.add(said)
            case = {"case": f"{point.rule}: {point.remark}", "frame": frame, "facts": facts}
            yield json.dumps({**case, "expected": expected(book, point.facts)}, **LINE)


def laid_over(frame: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be laid over a frame to get some facts; null takes away what the frame says."""

    def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        gone = {key: None for key in old if key not in new}
        return gone | {key: value for key, value in new.items() if key not in old or old[key] != value}

    over = changed(frame, facts)
    for key in ("used", "states"):
        inner = changed(frame.get(key) or {}, facts.get(key) or {})
        over.pop(key, None)
        if inner:
            over[key] = inner
    return over


def whole(frame: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a case: its own keys instead of the frame's, under `used` and `states` name by name."""
    facts = {**frame, **over}
    for key in ("used", "states"):
        names = {**frame.get(key, {}), **over.get(key, {})}
        facts[key] = {name: said for name, said in names.items() if said is not None}
    return {key: value for key, value in facts.items() if value is not None}


def expected(book: Book, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the oracle says of facts: every finding that may be other than ready, and the dates in UTC."""
    found, dates = verdict(book, facts), earliest(book, facts)
    return {
        "outcome": found.outcome,
        "findings": {
            name: [one.best, one.worst, one.outcome]
            for name, one in found.findings.items()
            if one.worst != "ready"
        },
        "uncovered": sorted(found.uncovered),
        "pending": sorted(found.pending),
        "certain": in_utc(dates.certain),
        "possible": in_utc(dates.possible),
    }


def in_utc(moment: int | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def settled(book: Book) -> dict[str, Any]:
    """Return facts in which everything is said and harmless, but for the session."""
    facts = dict(Session(book, {"id": ""}, "UTC", 0).settled)
    return {key: value for key, value in facts.items() if key not in ("zone", "session", "asked")}


# --- what is asked ------------------------------------------------------------------------------------------------


def points(book: Book, protocols: tuple[Mapping[str, Any], ...]) -> Iterator[BreakPoint]:
    """Yield all facts: every break point of every rule, partial dates around it, silence, and random worlds."""
    zones = list(ZONES)
    for number, rule in enumerate(screened(book)):
        first = session_of(book, rule, zones[number % len(zones)], number)
        yield from first.conditions()
        yield from partial(first)
        if number % SILENCES == 0:
            yield from silence(first)
        second = [session_of(book, rule, zones[(number + 3) % len(zones)], number)] if number % 2 else []
        for session in (first, *second):
            yield from session.uses()
            yield from session.sights()
            yield from session.ages()
    for zone, start in list(gaps(book, tuple(zones)))[::GAPS]:
        between = Session(book, {"id": "series-gap"}, zone, start)
        yield from between.gaps(book.series or {})
        yield from unfinished(between, listed((book.series or {}).get("not-while")))
    for number, facts in enumerate(random_cases(*protocols, seed=1, count=WORLDS)):
        yield BreakPoint("world", facts, f"number {number}")


def session_of(book: Book, rule: Mapping[str, Any], zone: str, number: int) -> Session:
    """Return one of a rule's sessions in a zone, in turn: its limits, or its own day, meet clock changes or months' ends."""
    choices = list(sessions(book, rule, (zone,), number))
    return Session(book, rule, *choices[number // len(ZONES) % len(choices)])


def partial(session: Session) -> Iterator[BreakPoint]:
    """Yield uses near every limit of a rule, said in every form that names no moment."""
    for subject in subjects_of(session.rule):
        for limit, remark in session.limits():
            day = session.day(min(limit, session.start))
            if not exists(day, session.zone):
                continue
            asked = session.text(max(session.start, calendar.day(day, session.zone)[1]))
            for form in PARTIAL:
                said = form.format(day=day, month=str(day)[:7], year=str(day)[:4])
                yield session.point(f"{subject}, {remark}, {form}", used={subject: said}, asked=asked)
            between = {"last": {"from": str(session.day(limit, -40)), "to": str(day)}}
            yield session.point(f"{subject}, {remark}, between", used={subject: between["last"]}, asked=asked)
        for said in ("never", "not-sure", "ongoing", None):
            facts = session.point(f"{subject}, {said or 'not said'}", used={subject: said})
            used = {name: words for name, words in facts.facts["used"].items() if words is not None}
            yield BreakPoint(facts.rule, {**facts.facts, "used": used}, facts.remark)


def unfinished(session: Session, conditions: list[str]) -> Iterator[BreakPoint]:
    """Yield every answer to what must be over before the next session, some while after the one before."""
    earlier = [session.text(calendar.before(session.start, 10, "week", session.zone))]
    for name in conditions:
        for said in ("yes", "no", "not-sure"):
            yield session.point(f"{name} {said}", states={name: said}, **{"previous-sessions": earlier})


def silence(session: Session) -> Iterator[BreakPoint]:
    """Yield a session of which nothing is said, while booking and on arrival."""
    facts = {key: session.settled[key] for key in ("zone", "session", "asked")}
    for stage in ("booking", "arrival"):
        yield BreakPoint(session.rule["id"], {**facts, "stage": stage}, f"silence, {stage}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SUITE)
