"""What a finding rests on, worked out by hand: the last allowed use, how much room is left, and what to ask."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

import needlecare
from needlecare.engine.screening import Finding, findings_of, screen
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import Interval

# A session of one hour on Thursday 10 December 2026 at 10:00, asked for an hour before.
START = {"zone": "UTC", "asked": "2026-12-10T09:00", "session": "2026-12-10T10:00", "areas": ["face"]}

PROTOCOL = """
needlecare: 1
protocol: proofs
version: "1.0"
title: {en: Proofs, es: Pruebas}
layer: clinic
sources: {page: {title: A page, grade: C, read: 2026-11-22}}
settings: {session-length: 1 hour}
subjects:
  gel: {name: {en: gel, es: gel}, kind: product}
  cream: {name: {en: cream, es: crema}, kind: product, prescribed: sometimes}
  laser: {name: {en: laser, es: láser}, kind: procedure}
  test: {name: {en: test, es: prueba}, kind: event}
  dye: {name: {en: dye, es: tinte}, kind: product}
conditions:
  sick: {name: {en: sick, es: enferma}, kind: state}
  mole: {name: {en: mole, es: lunar}, kind: history, local: true}
  stain: {name: {en: stain, es: mancha}, kind: arrival, local: true, of: [dye]}
  sore: {name: {en: sore, es: dolorida}, kind: healing, local: true}
areas:
  face: {name: {en: face, es: cara}}
  legs: {name: {en: legs, es: piernas}}
anchors: {peel: {name: {en: the peel, es: el peeling}}}
series:
  gap: 2..4 week
  count: 2..3
  not-while: sore
  says: {en: Come back., es: Vuelva.}
  source: {cite: page}
rules:
"""
RULES = {
    "wait": "avoid: gel, when: {before: session, for: 2..4 day}, outcome: wait",
    "wait-cream": "avoid: cream, when: {before: session, for: 2..4 day}, outcome: wait",
    "cream-caution": "avoid: cream, when: {before: session, for: 2 day}, outcome: caution",
    "wait-unstated": "avoid: gel, when: {before: session, for: unstated}",
    "wait-inherited": "avoid: laser, when: {before: session, for: unstated, inherit: wait}",
    "wait-before-peel": "avoid: gel, when: {before: peel, for: 1 day}",
    "day-before": "avoid: gel, when: {on: session, days: -1}",
    "cream-day-before": "avoid: cream, when: {on: session, days: -1}, outcome: caution",
    "cream-day-of-peel": "avoid: cream, when: {on: peel}",
    "day-of-peel": "avoid: gel, when: {on: peel}",
    "day-after": "avoid: cream, when: {on: session, days: 1}",
    "afterwards": "avoid: laser, when: {after: session-end, for: 2..3 day}, outcome: wait",
    "cream-afterwards": "avoid: cream, when: {after: session-end, for: 2..3 day}, outcome: wait",
    "later": "avoid: laser, when: {after: session-end, from: 2 day, to: 5 day}, outcome: wait",
    "cream-later": "avoid: cream, when: {after: session-end, from: 2 day, to: 5 day}, outcome: wait",
    "some-days": "avoid: laser, when: {before: session, from: 6 day, to: 3 day}, outcome: wait",
    "cream-some-days": "avoid: cream, when: {before: session, from: 6 day, to: 3 day}, outcome: caution",
    "on-both-sides": "avoid: laser, when: [{before: session, for: 2 day}, {after: session-end, for: 1..2 day}], outcome: wait",
    "around": "avoid: laser, when: [{before: session, for: 2..3 day}, {after: session-end, for: 1..2 day}], outcome: wait",
    "until-calm": "avoid: gel, when: {while: {condition: sore}}, outcome: wait",
    "at-session": "avoid: gel, when: {at: session}, outcome: wait",
    "after-last-time": "avoid: gel, when: {after: previous-session, for: 2 week}, outcome: wait",
    "after-peel": "avoid: gel, when: {after: peel, for: 2 day}, outcome: wait",
    "after-peel-as-wait": "avoid: gel, when: {after: peel, for: unstated, inherit: wait}, outcome: wait",
    "by-pen": "avoid: gel, when: {before: session, for: 2 day}, outcome: wait, if: {device: pen-a}",
    "own-cream": "avoid: cream, when: {before: session, for: 2 day}, outcome: wait, unless: {prescribed: true}",
    "when-sick": "avoid: gel, when: {before: session, for: 2 day}, outcome: wait, if: {has: sick}",
    "duty": "require: [test], when: {before: session, at: 1..2 week}, outcome: wait",
    "not-sick": "exclude: sick, outcome: wait, grade: relative",
    "no-mole": "exclude: mole, grade: absolute",
    "of-age": "exclude: {age: {under: 18}}, outcome: stop",
    "no-stain": "check: stain, when: {at: session}, outcome: wait, remedy: {en: Off., es: Fuera.}",
    "from-then": "allow: gel, when: {after: session-end, from: 1 day}, implies-avoid: true",
}


@cache
def book(name: str) -> Rulebook:
    """Return a protocol with one rule, and the one from which it takes a length."""
    said = ", says: {en: So., es: Así.}, source: {cite: page}"
    rules = (f"- {{id: {one}, {RULES[one]}{said}}}\n" for one in dict.fromkeys(("wait", name)))
    return needlecare.combine(needlecare.parse(PROTOCOL + "".join(rules)))


def finding(rule: str, said: dict[str, Any]) -> str:
    """Return what a rule, or the series, says of somebody: its ends, limits, room and question, and what marks it."""
    by = book(rule if rule in RULES else "wait")
    facts = needlecare.facts(
        {key: value for key, value in {**START, **said}.items() if value != "not said"}, by
    )
    found = [one for one in findings_of(by, facts) if one.rule_id == rule]
    return written(found[0]) if found else "nothing"


def written(found: Finding) -> str:
    parts = [found.best.word]
    parts += [found.worst.word] if found.worst is not found.best else []
    assert found.outcome is (found.best if len(parts) == 1 else Outcome.ASK)
    parts += [f"limit {both(found.limit, moment)}"] if found.limit else []
    parts += [f"floor {both(found.floor_limit, moment)}"] if found.floor_limit else []
    parts += [f"room {both(found.slack, hours)}"] if found.slack else []
    if found.question is not None:
        limit = [] if found.question.limit is None else [moment(found.question.limit)]
        parts.append(" ".join(("ask", found.question.kind, *found.question.names, *limit)))
    parts += [f"on {name}" for name in found.states]
    parts += [f"as {found.inherited_from}"] if found.inherited_from else []
    parts += [f"until {found.until}"] if found.until else []
    parts += [word for word in ("unstated", "goes_on", "planned") if getattr(found, word)]
    parts += ["prescribed" if found.prescribed else "prescribed?"] if found.prescribed is not False else []
    return "; ".join(parts)


def both(ends: Interval, as_text: Callable[[int], str]) -> str:
    return "/".join(dict.fromkeys((as_text(ends.lo), as_text(ends.hi))))


def moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%m-%dT%H:%M:%S").removesuffix(":00")


def hours(seconds: int) -> str:
    return "open" if abs(seconds) > 10**9 else f"{seconds / 3600:.4g}h"


EARLY = {"asked": "2026-12-01T09:00"}
ROUGHLY = {"session": {"from": "2026-12-10T10:00", "to": "2026-12-10T14:00"}}
UNPLACED = {"areas": "not said"}


def used(name: str, when: Any, **more: Any) -> dict[str, Any]:
    return {"used": {name: {"last": when, **more} if more else when}}


def planned(name: str, when: str) -> dict[str, Any]:
    return EARLY | used(name, "never", planned=when)


LIMITS = "limit 12-06T10:00; floor 12-08T10:00"
WAITS = [
    ("wait", {}, f"ready; wait; {LIMITS}; ask last-use gel 12-06T10:00"),
    ("wait", used("gel", "never"), f"ready; {LIMITS}"),
    ("wait", used("gel", "2026-12-05T10:00"), f"ready; {LIMITS}; room 24h"),
    ("wait", used("gel", "2026-12-06T10:00"), f"ready; {LIMITS}; room 0h"),
    ("wait", used("gel", "2026-12-08T10:00"), f"caution; {LIMITS}; room -48h"),
    ("wait", used("gel", "2026-12-08T10:01"), f"wait; {LIMITS}; room -48.02h"),
    (
        "wait",
        used("gel", "2026-12-06"),
        f"ready; caution; {LIMITS}; room -14h/10h; ask by-when gel 12-06T10:00",
    ),
    (
        "wait",
        EARLY | used("gel", "ongoing"),
        f"ready; wait; {LIMITS}; room open/121h; ask stop-by gel 12-06T10:00; goes_on",
    ),
    ("wait", planned("gel", "2026-12-08T09:00"), f"caution; {LIMITS}; planned"),
    ("wait", planned("gel", "2026-12-06T10:00"), f"ready; {LIMITS}"),
    ("wait", planned("gel", "2026-12-06"), f"ready; caution; {LIMITS}; ask planned-time gel; planned"),
    ("wait", used("gel", "2026-12-08T10:01", area="legs"), f"ready; {LIMITS}"),
    (
        "wait",
        UNPLACED | used("gel", "2026-12-08T10:01", area="legs"),
        f"ready; wait; {LIMITS}; room -48.02h/open; ask area",
    ),
    (
        "wait",
        ROUGHLY | used("gel", "2026-12-06T12:00"),
        "ready; caution; limit 12-06T10:00/12-06T14:00; floor 12-08T10:00/12-08T14:00; room -2h/2h; ask session-time",
    ),
    (
        "wait",
        ROUGHLY | used("gel", {"from": "2026-12-06T11:00", "to": "2026-12-06T15:00"}),
        "ready; caution; limit 12-06T10:00/12-06T14:00; floor 12-08T10:00/12-08T14:00; room -5h/3h; "
        "ask by-when gel 12-06T14:00",
    ),
    ("wait-cream", used("cream", "2026-12-05T10:00"), f"ready; {LIMITS}; room 24h; prescribed?"),
    (
        "wait-cream",
        EARLY | used("cream", "ongoing"),
        f"ready; wait; {LIMITS}; room open/121h; ask stop-by cream 12-06T10:00; goes_on; prescribed?",
    ),
    (
        "wait-cream",
        EARLY | used("cream", "ongoing", prescribed="yes"),
        f"refer; {LIMITS}; room open/121h; goes_on; prescribed",
    ),
    (
        "cream-caution",  # who uses it now may have it prescribed, and only a prescriber says whether it can pause
        EARLY | used("cream", "ongoing"),
        "ready; refer; limit 12-08T10:00; floor 12-08T10:00; room open/169h; ask stop-by cream 12-08T10:00; "
        "goes_on; prescribed?",
    ),
    ("wait-unstated", {}, "ready; refer; ask last-use gel; unstated"),
    ("wait-unstated", used("gel", "2026-12-05"), "refer; unstated"),
    ("wait-unstated", used("gel", "never"), "ready; unstated"),
    ("wait-inherited", used("laser", "2026-12-05T10:00"), f"ready; {LIMITS}; room 24h; as wait; unstated"),
    ("wait-before-peel", {}, "ready; wait; ask plan-date peel"),
    ("wait-before-peel", used("gel", "never"), "ready"),
    (
        "wait-before-peel",
        {"plan": {"peel": "2026-12-20T10:00"}} | planned("gel", "2026-12-19T10:00"),
        "ready; limit 12-19T10:00; floor 12-19T10:00",
    ),
    (
        "wait-before-peel",
        {"plan": {"peel": "2026-12-20T10:00"}} | planned("gel", "2026-12-19T10:01"),
        "wait; limit 12-19T10:00; floor 12-19T10:00; planned",
    ),
]
DAYS = [
    ("day-before", {}, "ready; wait; limit 12-08T23:59:59; ask by-when gel 12-08T23:59:59"),
    ("day-before", used("gel", "2026-12-09T08:00"), "wait; limit 12-08T23:59:59"),
    ("day-before", used("gel", "2026-12-08"), "ready; limit 12-08T23:59:59"),
    (
        "day-before",  # of a session on one of two days
        {"session": {"from": "2026-12-10T10:00", "to": "2026-12-11T10:00"}} | used("gel", "2026-12-08"),
        "ready; limit 12-08T23:59:59/12-09T23:59:59",
    ),
    (
        "day-before",
        EARLY | used("gel", "ongoing"),
        "ready; wait; limit 12-08T23:59:59; ask stop-by gel 12-08T23:59:59; goes_on",
    ),
    (
        "cream-day-before",
        EARLY | used("cream", "ongoing"),
        "ready; refer; limit 12-08T23:59:59; ask stop-by cream 12-08T23:59:59; goes_on; prescribed?",
    ),
    (
        "cream-day-before",
        EARLY | used("cream", "ongoing", prescribed="no"),
        "ready; caution; limit 12-08T23:59:59; ask stop-by cream 12-08T23:59:59; goes_on",
    ),
    (
        "cream-day-before",
        EARLY | used("cream", "ongoing", prescribed="yes"),
        "refer; limit 12-08T23:59:59; goes_on; prescribed",
    ),
    (
        "cream-day-before",  # it is used on the day itself
        {"asked": "2026-12-09T12:00"} | used("cream", "ongoing", prescribed="yes"),
        "caution; limit 12-08T23:59:59; goes_on; prescribed",
    ),
    ("day-of-peel", {}, "ready; wait; ask plan-date peel"),
    ("day-of-peel", used("gel", "never"), "ready"),
    ("cream-day-of-peel", {}, "ready; wait; ask plan-date peel; prescribed?"),
    (
        "day-of-peel",
        {"plan": {"peel": "2026-12-05"}} | used("gel", "2026-12-05"),
        "wait; limit 12-04T23:59:59",
    ),
    ("at-session", {}, "nothing"),  # only arrival shows that
    ("at-session", used("gel", "2026-12-10T08:00"), "wait; limit 12-09T23:59:59"),
    ("at-session", used("gel", "2026-12-09T23:59:59"), "ready; limit 12-09T23:59:59"),
    ("day-after", {}, "nothing"),
    ("day-after", planned("cream", "2026-12-11T08:00"), "caution; limit 12-10T23:59:59; prescribed?"),
    (
        "day-after",
        EARLY | used("cream", "ongoing", prescribed="yes"),
        "refer; limit 12-10T23:59:59; goes_on; prescribed",
    ),
    (
        "day-after",
        EARLY | used("cream", "ongoing"),
        "ready; refer; limit 12-10T23:59:59; ask stop-by cream 12-10T23:59:59; goes_on; prescribed?",
    ),
]
AFTERWARDS = [
    ("afterwards", {}, "nothing"),
    ("afterwards", planned("laser", "2026-12-13T11:00"), "ready; limit 12-13T11:00; planned"),
    ("afterwards", planned("laser", "2026-12-13T10:59"), "caution; limit 12-13T11:00; planned"),
    ("afterwards", planned("laser", "2026-12-12T11:00"), "caution; limit 12-13T11:00; planned"),
    ("afterwards", planned("laser", "2026-12-12T10:59"), "wait; limit 12-13T11:00; planned"),
    (
        "afterwards",
        planned("laser", "2026-12-12"),
        "caution; wait; limit 12-13T11:00; ask planned-time laser; planned",
    ),
    (
        "afterwards",
        planned("laser", "2026-12-10"),
        "ready; wait; limit 12-13T11:00; ask planned-time laser; planned",
    ),
    (
        "afterwards",
        ROUGHLY | planned("laser", "2026-12-13T12:00"),  # the session ends between 11:00 and 15:00
        "ready; caution; limit 12-13T11:00/12-13T15:00; ask planned-time laser; planned",
    ),
    (
        "cream-afterwards",
        EARLY | used("cream", "ongoing"),
        "ready; refer; limit 12-13T11:00; ask prescribed cream; goes_on; prescribed?",
    ),
    ("from-then", {}, "nothing"),
    ("from-then", planned("gel", "2026-12-11T10:59"), "caution; limit 12-11T11:00; planned"),
    ("from-then", planned("gel", "2026-12-11T11:00"), "ready; limit 12-11T11:00; planned"),
    ("later", planned("laser", "2026-12-12T10:59"), "ready; limit 12-15T11:00; planned"),
    ("later", planned("laser", "2026-12-15T10:59"), "wait; limit 12-15T11:00; planned"),
    (
        "later",
        planned("laser", "2026-12-15"),
        "ready; wait; limit 12-15T11:00; ask planned-time laser; planned",
    ),
    (
        "cream-later",
        EARLY | used("cream", "ongoing"),
        "ready; refer; limit 12-15T11:00; ask prescribed cream; goes_on; prescribed?",
    ),
    ("until-calm", {}, "nothing"),
    ("until-calm", planned("gel", "2026-12-11T10:00"), "ready; wait; ask condition sore; planned"),
    ("until-calm", planned("gel", "2026-12-11"), "ready; wait; ask planned-time gel; planned"),
]
STRETCHES = [
    ("some-days", {}, "ready; wait; limit 12-04T10:00; ask last-use laser 12-04T10:00"),
    ("some-days", used("laser", "2026-12-04T10:00"), "ready; limit 12-04T10:00"),
    ("some-days", used("laser", "2026-12-04T10:00:01"), "wait; limit 12-04T10:00"),
    ("some-days", used("laser", "2026-12-07T10:00"), "wait; limit 12-04T10:00"),
    ("some-days", used("laser", "2026-12-07T10:00:01"), "ready; limit 12-04T10:00"),
    (
        "some-days",
        used("laser", "2026-12-04"),
        "ready; wait; limit 12-04T10:00; ask by-when laser 12-04T10:00",
    ),
    (
        "some-days",
        used("laser", "2026-12-07"),
        "ready; wait; limit 12-04T10:00; ask by-when laser 12-07T10:00",
    ),
    (
        "cream-some-days",
        EARLY | used("cream", "ongoing"),
        "ready; refer; limit 12-04T10:00; ask stop-by cream 12-04T10:00; goes_on; prescribed?",
    ),
    (
        "cream-some-days",
        EARLY | used("cream", "ongoing", prescribed="no"),
        "ready; caution; limit 12-04T10:00; ask stop-by cream 12-04T10:00; goes_on",
    ),
    (
        "cream-some-days",
        EARLY | used("cream", "ongoing", prescribed="yes"),
        "refer; limit 12-04T10:00; goes_on; prescribed",
    ),
    (
        "cream-some-days",
        {"asked": "2026-12-05T12:00"} | used("cream", "ongoing", prescribed="yes"),
        "caution; limit 12-04T10:00; goes_on; prescribed",
    ),
    (
        "after-last-time",  # of two earlier sessions the later
        {"previous-sessions": ["2026-12-01T10:00", "2026-10-01T10:00"]} | used("gel", "2026-12-05T10:00"),
        "wait; limit 12-01T09:59:59",
    ),
    (
        "after-last-time",
        {"previous-sessions": ["2026-10-01T10:00", "2026-12-01T10:00"]} | used("gel", "2026-12-05T10:00"),
        "wait; limit 12-01T09:59:59",
    ),
    ("after-peel", {}, "ready; wait; ask plan-date peel"),
    (
        "after-peel",
        {"plan": {"peel": "2026-12-12T10:00"}} | planned("gel", "2026-12-13T10:00"),
        "wait; limit 12-12T09:59:59; planned",
    ),
    (
        "after-peel",  # a use at noon of the day of the peel, when its hour is not known
        {"plan": {"peel": "2026-12-05"}} | used("gel", "2026-12-05T12:00"),
        "ready; wait; limit 12-04T23:59:59/12-05T23:59:58; ask plan-date peel",
    ),
]
AFTER_PEEL = [  # two to four days, as another rule says
    ("2026-12-16T10:00", "ready"),
    ("2026-12-16T09:59", "caution"),
    ("2026-12-14T10:00", "caution"),
    ("2026-12-14T09:59", "wait"),
]
AROUND = [  # both sides of a rule; which side asks does not matter here, so only the ends are compared
    ("2026-12-10", "wait"),  # some time on the session's own day
    ({"from": "2026-12-07T10:00", "to": "2026-12-10T09:00"}, "ready; wait"),
    ({"from": "2026-12-07T10:01", "to": "2026-12-10T09:00"}, "caution; wait"),
    ({"from": "2026-12-08T10:00", "to": "2026-12-11T10:59"}, "caution; wait"),
    ({"from": "2026-12-08T10:01", "to": "2026-12-11T10:59"}, "wait"),
    ({"from": "2026-12-08T10:01", "to": "2026-12-11T11:00"}, "caution; wait"),
    ({"from": "2026-12-08T10:01", "to": "2026-12-12T10:59"}, "caution; wait"),
    ({"from": "2026-12-08T10:01", "to": "2026-12-12T11:00"}, "ready; wait"),
    ("2026-12-08T10:00", "caution"),
    ("2026-12-11T11:00", "caution"),
    ("2026-12-12T11:00", "ready"),
    (["2026-12-12T11:00", "2026-12-08T10:01"], "wait"),  # the second is in the way
    (["2026-12-12T11:00", {"from": "2026-12-08T10:01", "to": "2026-12-11T10:59"}], "wait"),
]
LEGS = {"area": "legs"}
SOMEWHERE = [  # a use on the legs, at a known hour: only the area of the session is open
    ("wait-unstated", used("gel", "2026-12-05T10:00", **LEGS), "ready; refer; ask area; unstated"),
    ("day-before", used("gel", "2026-12-09T08:00", **LEGS), "ready; wait; limit 12-08T23:59:59; ask area"),
    (
        "some-days",
        used("laser", "2026-12-06T10:00", **LEGS),
        "ready; wait; limit 12-04T10:00; ask area",
    ),
    (
        "afterwards",
        EARLY | used("laser", "never", planned="2026-12-11T10:00", **LEGS),
        "ready; wait; limit 12-13T11:00; ask area; planned",
    ),
    (
        "later",
        EARLY | used("laser", "never", planned="2026-12-13T10:00", **LEGS),
        "ready; wait; limit 12-15T11:00; ask area; planned",
    ),
]
PEN = "ready; wait; limit 12-08T10:00; floor 12-08T10:00"
DUTY = "limit 11-26T10:00; floor 12-03T10:00"
PERSON = [
    ("duty", {}, f"ready; wait; {DUTY}; ask started test 11-26T10:00"),
    ("duty", used("test", "2026-11-26T10:00"), f"ready; {DUTY}"),
    ("duty", used("test", "2026-12-03T10:00"), f"caution; {DUTY}"),
    ("duty", used("test", "2026-12-03T10:01"), f"wait; {DUTY}"),
    ("duty", used("test", "never"), f"wait; {DUTY}"),
    ("not-sick", {}, "ready; wait; ask condition sick; on sick"),
    ("not-sick", {"states": {"sick": "yes"}}, "wait; on sick; until not-sick"),
    ("not-sick", {"states": {"sick": "no"}}, "ready; on sick"),
    ("no-mole", {"states": {"mole": "yes"}}, "stop; on mole"),
    (
        "no-mole",
        UNPLACED | {"states": {"mole": {"holds": "yes", "area": "legs"}}},
        "ready; stop; ask area; on mole",
    ),
    ("of-age", {}, "ready; stop; ask birth"),
    ("of-age", {"birth": "2008-12-10"}, "ready"),
    ("of-age", {"birth": "2008-12-11"}, "stop"),
    (
        "of-age",  # the last moment at which the session may start is the first of her birthday
        {"birth": "2008-12-11", "session": {"from": "2026-12-10T10:00", "to": "2026-12-11T00:00"}},
        "ready; stop; ask birth",
    ),
    ("by-pen", used("gel", "2026-12-09T10:00"), f"{PEN}; room -24h; ask device pen-a"),
    ("no-stain", {}, "nothing"),
    ("no-stain", {"stage": "arrival"}, "ready; wait; ask condition stain; on stain"),
    ("no-stain", {"stage": "arrival", "states": {"stain": "no"}}, "ready; on stain"),
    ("no-stain", used("dye", "2026-12-10T08:00"), "wait; on stain"),
    (
        "no-stain",  # "no" elsewhere says nothing of the face, which was dyed today
        {"states": {"stain": {"holds": "no", "area": "legs"}}} | used("dye", "2026-12-10T08:00"),
        "wait; on stain",
    ),
    (
        "no-stain",  # what was seen is somewhere, and where the session is was not said
        UNPLACED | {"states": {"stain": {"holds": "yes", "area": "legs"}}} | used("dye", "2026-12-10T08:00"),
        "ready; wait; ask area; on stain",
    ),
]
TOO_LATE = "limit 12-08T10:00; floor 12-08T10:00; room -24h"
GUARDED = [
    ("when-sick", used("gel", "2026-12-09T10:00"), f"ready; wait; {TOO_LATE}; ask condition sick"),
    (
        "when-sick",
        {"states": {"sick": "yes"}} | used("gel", "2026-12-09T10:00"),
        f"wait; {TOO_LATE}; on sick",
    ),
    ("when-sick", {"states": {"sick": "no"}} | used("gel", "2026-12-09T10:00"), "nothing"),
    (
        "when-sick",
        {"states": {"sick": "not-sure"}} | used("gel", "2026-12-09T10:00"),
        f"ready; wait; {TOO_LATE}; ask condition sick; on sick",
    ),
    (
        "own-cream",
        used("cream", "2026-12-09T10:00"),
        f"ready; wait; {TOO_LATE}; ask prescribed cream; prescribed?",
    ),
    ("own-cream", used("cream", "2026-12-09T10:00", prescribed="no"), f"wait; {TOO_LATE}"),
    ("own-cream", used("cream", "2026-12-09T10:00", prescribed="yes"), "nothing"),
]
ONE, TWO, THREE = (
    ["2026-11-26T10:00"],
    ["2026-10-01", "2026-11-01"],
    ["2026-09-01", "2026-10-01", "2026-11-01"],
)
SERIES = [
    ("series-gap", {}, "ready; wait; ask previous-session"),
    ("series-gap", {"previous-sessions": []}, "nothing"),
    ("series-gap", {"previous-sessions": ONE}, "ready; limit 11-26T10:00; room 0h"),
    ("series-gap", {"previous-sessions": ["2026-11-26T10:36"]}, "wait; limit 11-26T10:00; room -0.6h"),
    (
        "series-gap",
        {"previous-sessions": ["2026-11-26"]},
        "ready; wait; limit 11-26T10:00; room -14h/10h; ask by-when previous-session 11-26T10:00",
    ),
    ("series-not-while", {"previous-sessions": ONE}, "ready; wait; ask condition sore; on sore"),
    (
        "series-not-while",
        {"previous-sessions": ONE, "states": {"sore": "yes"}},
        "wait; on sore; until series-not-while",
    ),
    ("series-not-while", {"previous-sessions": ONE, "states": {"sore": "no"}}, "ready; on sore"),
    ("series-count", {"previous-sessions": TWO}, "ready"),
    ("series-count", {"previous-sessions": THREE}, "refer"),
]


@pytest.mark.parametrize(
    ("rule", "said", "proof"), [*WAITS, *DAYS, *AFTERWARDS, *STRETCHES, *PERSON, *GUARDED, *SERIES]
)
def test_a_finding_says_what_it_rests_on(rule: str, said: dict[str, Any], proof: str):
    assert finding(rule, said) == proof


@pytest.mark.parametrize(("when", "ends"), AFTER_PEEL)
def test_a_length_that_is_inherited_counts_after_another_date_too(when: str, ends: str):
    found = finding("after-peel-as-wait", {"plan": {"peel": "2026-12-12T10:00"}} | planned("gel", when))

    assert found.partition("; limit")[0] == ends


def test_a_check_on_arrival_rests_on_what_was_used_that_day():
    by = book("no-stain")
    facts = needlecare.facts({**START, **used("dye", "2026-12-10T08:00")}, by)

    (found,) = (one for one in findings_of(by, facts) if one.rule_id == "no-stain")

    assert [(name, use.last.lo) for name, use in found.said] == [("dye", facts.session.lo - 7200)]


@pytest.mark.parametrize(("when", "ends"), AROUND)
def test_a_plan_of_unknown_hour_may_miss_one_side_of_the_session_but_not_both(when: Any, ends: str):
    found = finding("around", planned("laser", when))

    assert found.partition("; limit")[0] == ends


@pytest.mark.parametrize(
    ("when", "ends"),
    [
        (
            "2026-12-08T12:00",
            "ready; wait",
        ),  # two days before a session at noon or later, not before an earlier one
        ("2026-12-08T09:59", "ready"),
        ("2026-12-08T14:01", "wait"),
        (["2026-12-08T12:00", "2026-12-12T13:00"], "ready; wait"),  # noon suits both
        (["2026-12-08T12:01", "2026-12-12T13:00"], "caution; wait"),  # a minute more, and no start suits both
        (["2026-12-08T12:01", "2026-12-11T13:00"], "wait"),  # nor is any even a day before the second
    ],
)
def test_a_session_of_unknown_hour_may_suit_each_plan_but_not_all(when: Any, ends: str):
    by_two_days = {"used": {"laser": {"last": "never", "planned": when}}}

    assert finding("on-both-sides", EARLY | ROUGHLY | by_two_days).partition("; limit")[0] == ends


def test_a_verdict_says_what_is_left_for_arrival_what_no_rule_speaks_of_and_by_which_protocol():
    by = book("no-stain")
    said = {"gel": "2026-12-09", "laser": {"last": "never", "planned": ["2026-12-10T12:00"]}}

    found = screen(by, needlecare.facts({**START, "used": said, "previous-sessions": []}, by))

    assert found.pending == ("no-stain",)
    assert [one.rule_id for one in found.findings] == ["wait", ""]
    assert found.findings[1].states == ("laser",)
    assert found.findings[1].said[0][0] == "laser"
    assert (found.outcome, found.best, found.worst) == (Outcome.WAIT, Outcome.WAIT, Outcome.WAIT)
    assert found.digest == by.digest
    assert found.unsaid == ()


def test_what_is_planned_for_afterwards_and_no_rule_speaks_of_is_named():
    by = book("wait-inherited")
    said = {name: {"last": "never", "planned": ["2026-12-10T12:00"]} for name in ("laser", "gel")}

    found = screen(by, needlecare.facts({**START, "used": said, "previous-sessions": []}, by))

    assert found.unsaid == ("gel", "laser")  # there are rules on both, for before


@pytest.mark.parametrize(("rule", "said", "proof"), SOMEWHERE)
def test_which_area_is_treated_is_asked_before_anything_on_a_use_elsewhere(
    rule: str, said: dict[str, Any], proof: str
):
    assert finding(rule, UNPLACED | said) == proof
    assert finding(rule, {"areas": ["face"]} | said).partition(";")[0] in ("ready", "nothing")
    assert finding(rule, {"areas": ["legs"]} | said).partition(";")[0] in ("wait", "refer")


SAMOA = {"zone": "Pacific/Apia", "asked": "2011-12-31T09:00", "session": "2011-12-31T10:00"}


def test_a_day_that_the_zone_left_out_is_the_second_at_which_it_was_skipped():
    """Samoa had no 30 December 2011, the day before the 31st."""
    for when, ends in (
        ("2011-12-29", "ready"),
        ("2011-12-31T00:00:01", "ready"),
        ("2011-12-31T00:00:00", "wait"),
        ("2011-12-31", "ready; wait"),
    ):
        assert finding("day-before", SAMOA | used("gel", when)).partition("; limit")[0] == ends


def test_words_about_the_area_a_rule_is_for_settle_it_whatever_is_treated():
    words = {"states": {"stain": {"holds": "no", "area": "legs"}}}
    by = needlecare.combine(needlecare.parse(PROTOCOL + ONLY_LEGS))
    said = {"zone": "UTC", "asked": "2026-12-10T09:00", "session": "2026-12-10T10:00", "stage": "arrival"}

    open_area = screen(by, needlecare.facts({**said, "previous-sessions": [], "used": {}, "states": {}}, by))
    settled = screen(by, needlecare.facts({**said, "previous-sessions": [], **words}, by))

    assert open_area.worst is Outcome.WAIT
    assert settled.outcome is Outcome.READY
    assert settled.certain == settled.possible == settled.facts.asked


ONLY_LEGS = """
- id: legs-only
  check: stain
  when: {at: session}
  if: {area: legs}
  outcome: wait
  remedy: {en: Off., es: Fuera.}
  says: {en: So., es: Así.}
  source: {cite: page}
"""


def test_words_about_the_area_a_rule_is_for_may_leave_less_open():
    """Whoever is not treated on the legs is free; on the legs, the mask was three days ago: more than two, not yet four."""
    protocol = PROTOCOL.replace(
        "  dye:", "  mask: {name: {en: mask, es: mascarilla}, kind: product, in: [gel]}\n  dye:"
    )
    rule = "- {id: legs, avoid: gel, when: {before: session, for: 2..4 day}, outcome: wait, if: {area: legs}"
    by = needlecare.combine(
        needlecare.parse(f"{protocol}{rule}, says: {{en: So., es: Así.}}, source: {{cite: page}}}}\n")
    )
    said = {**START, "areas": None, "used": {
        "gel": {"last": "never", "area": "legs"}, "mask": {"last": "2026-12-07T09:00", "area": "legs"},
    }}  # fmt: skip
    del said["areas"]

    found = next(one for one in findings_of(by, needlecare.facts(said, by)) if one.rule_id == "legs")

    assert (found.best, found.worst, found.outcome) == (Outcome.READY, Outcome.CAUTION, Outcome.ASK)


def test_what_was_worked_out_for_one_protocol_is_not_taken_for_another():
    """The mask is a gel in one protocol and stands alone in the other; the same facts are asked of both, turn about."""
    mask = "  mask: {name: {en: mask, es: mascarilla}, kind: product%s}\n  dye:"
    rule = "- {id: no-gel, avoid: gel, when: {before: session, for: 4 day}, says: {en: So., es: Así.}, source: {cite: page}}"
    inside, alone = (
        needlecare.combine(needlecare.parse(f"{PROTOCOL.replace('  dye:', mask % where)}{rule}\n"))
        for where in (", in: [gel]", "")
    )
    facts = needlecare.facts({**START, "used": {"gel": "never", "mask": "2026-12-09T09:00"}}, inside)

    def outcome(by: Rulebook, facts: Facts) -> Outcome:
        return next(found.outcome for found in findings_of(by, facts) if found.rule_id == "no-gel")

    assert [outcome(by, facts) for by in (inside, alone, inside, alone)] == [Outcome.WAIT, Outcome.READY] * 2
    assert outcome(inside, replace(facts, used={})) is Outcome.ASK
