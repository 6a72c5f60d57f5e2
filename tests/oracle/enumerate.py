"""The verdict by enumeration: every rule judged in every world that can matter, best and worst.

A rule is judged two-valued: in one world everything is known, so it is kept or broken. The worlds are those
of `worlds`. Best and worst equal gives that outcome, anything else `ask`. Unknown uses of different things
do not depend on one another, so the worst of several is the worst of their worsts, and the best the worst
of their bests; nothing else is clever here.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from . import calendar
from .book import YES, Book, Rule, claim, guards_of, holds, kept, leaves, listed, subjects_of, windows_of
from .windows import (
    EVER,
    RANK,
    THIS_SESSION,
    Moment,
    Window,
    cover,
    edges,
    is_aftercare,
    is_arrival,
    outcome_of,
    span,
    state_in,
)
from .worlds import (
    Case,
    Interval,
    Piece,
    anchor_choices,
    area_choices,
    birthdays,
    is_seen,
    people,
    starts,
    stated_points,
)

WORD = {rank: word for word, rank in RANK.items()}
READY, CAUTION, REFER, WAIT, STOP = (RANK[word] for word in ("ready", "caution", "refer", "wait", "stop"))
BY_GRADE = {"absolute": "stop", "relative": "refer", "precaution": "caution", "defer": "wait"}
USUAL = {
    "follow": "refer",
    "exclude": "refer",
    "check": "caution",
}  # READING 19: unless the grade says otherwise
NOWHEN: Interval = (EVER, -EVER)


class Spell(NamedTuple):
    """A run of seconds in which a use breaks a rule, from the first to the last, and what it then gives.

    `side` is before (it ends at its anchor), after (only plans fall into it) or on.
    """

    first: int
    last: int
    rank: int
    broken: int
    side: str


@dataclass(frozen=True)
class Finding:
    """What one rule gives over all worlds."""

    best: str
    worst: str
    outcome: str


@dataclass(frozen=True)
class Verdict:
    """What all rules give for one session."""

    outcome: str
    findings: Mapping[str, Finding]
    pending: tuple[str, ...]
    uncovered: tuple[str, ...]


@dataclass(frozen=True)
class Earliest:
    """The first instants at which every rule is ready: in all worlds, and in some world."""

    certain: int | None
    possible: int | None


def verdict(
    book: Book, facts: Mapping[str, Any], *, now: str | None = None, stage: str | None = None
) -> Verdict:
    """Return the outcome of every rule and of the session."""
    case = Case(book, facts, now=now, stage=stage)
    findings: dict[str, Finding] = {}
    pending = []
    for rule in screened(book):
        if waits_for_arrival(case, rule):
            pending.append(rule["id"])
        else:
            findings[rule["id"]] = finding(case, rule)
    findings |= series(case)
    names = tuple(sorted(name for name in case.used if is_uncovered(case, name)))
    outcomes = [found.outcome for found in findings.values()] + ["refer" for _ in names]
    worst = max(outcomes, key=RANK.__getitem__, default="ready")
    return Verdict(worst, findings, tuple(pending), names)


def is_uncovered(case: Case, name: str) -> bool:
    """Say whether something is, or may be, used in the treated area that no rule speaks of (READING 23)."""
    if name in case.book.named:
        return False
    uses = [piece for piece in case.entry(name) if piece.last is not None]
    if case.areas is not None and not (case.book.subjects.get(name) or {}).get("area-free"):
        uses = [piece for piece in uses if not piece.area or case.book.overlap(piece.area, case.areas)]
    if name in case.book.seen_on_arrival:  # that is for arrival, but not what comes after
        uses = [piece for piece in uses if piece.planned and piece.last and piece.last[1] > case.session[0]]
    return bool(uses)


# --- the earliest date ----------------------------------------------------------------------------


def earliest(
    book: Book, facts: Mapping[str, Any], *, now: str | None = None, stage: str | None = None
) -> Earliest:
    """Return the first instants from now on at which nothing forbids a session, surely and possibly.

    READING 21: "possibly" is asked of each rule on its own.
    """
    case = Case(book, facts, now=now, stage=stage)
    case.for_dates = True
    rules = [rule for rule in screened(book) if not waits_for_arrival(case, rule)]
    times = {case.now, *turns(case, rules)}
    return Earliest(
        certain=first_free(case, rules, times, lambda found: found.worst),
        possible=first_free(case, rules, times, lambda found: found.best),
    )


def first_free(case: Case, rules: list[Rule], times: set[int], end: Callable[[Finding], str]) -> int | None:
    """Return the first instant from now on at which the chosen end of every rule is ready."""
    if any(end(finding(case, rule)) != "ready" for rule in rules if not case.is_timed(rule)):
        return None  # whatever the date
    rules = [rule for rule in rules if case.is_timed(rule)]
    there = copy.copy(case)
    for start in sorted(turn for turn in times if turn >= case.now):
        there.session = (start, start)
        if any(end(found) == "wait" for found in series(there).values()):
            continue
        blocking = next((rule for rule in rules if end(finding(there, rule)) != "ready"), None)
        if blocking is None:
            return start
        rules.remove(blocking)
        rules.insert(0, blocking)  # tried first next time, only for speed
    return None


def turns(case: Case, rules: list[Rule]) -> set[int]:
    """Return every instant at which some rule may turn from forbidding a session to allowing it."""
    found = set()
    for rule in rules:
        if case.is_timed(rule):
            windows = windows_of(case.book, rule)
            now = [case.now] if "require" in rule else []  # what was not done before can be done now
            for point in [*stated_points(case, rule, windows), *now]:
                found |= edges(windows, point, case.zone)
            found |= birthdays(case, rule)
    if case.book.series:
        floor, _ = span(case.book.series["gap"], {})
        for one in listed(case.facts.get("previous-sessions")):
            found |= {calendar.after(at, *floor, case.zone) for at in case.read(one)}
    return found | {turn - case.length for turn in found}


# --- the series -----------------------------------------------------------------------------------


def series(case: Case) -> dict[str, Finding]:
    """Return what the series says: the gap since the last session, healing, and how many there were (READING 26)."""
    if not case.book.series:
        return {}
    earlier = case.earlier
    if earlier is None:
        return {"series-gap": Finding("ready", "wait", "ask")}
    if not earlier:
        return {}
    kept = {over <= start for over in case.gap_over for start in case.session}
    found = {"series-gap": found_from(READY if True in kept else WAIT, WAIT if False in kept else READY)}
    if case.healing:
        best = WAIT if {True} in case.healing and not case.for_dates else READY
        found["series-not-while"] = found_from(
            best, WAIT if any(True in truth for truth in case.healing) else READY
        )
    most = str(case.book.series["count"]).partition("..")[2] or str(case.book.series["count"])
    if not case.for_dates:
        many = len(earlier) >= int(most)
        found["series-count"] = found_from(*[REFER if many else READY] * 2)
    return found


def found_from(best: int, worst: int) -> Finding:
    """Return a finding from its two ends."""
    return Finding(WORD[best], WORD[worst], WORD[best] if best == worst else "ask")


# --- rules ----------------------------------------------------------------------------------------


def judge(book: Book, facts: Mapping[str, Any], rule_id: str) -> Finding:
    """Return the finding of one rule alone, pending or not."""
    return finding(Case(book, facts), book.by_id[rule_id])


def waits_for_arrival(case: Case, rule: Rule) -> bool:
    """Say whether a rule stays pending: it is about arrival, it applies for all that is known, and nobody spoke of it."""
    if case.stage == "arrival" or not is_for_arrival(case.book, rule["id"]):
        return False
    if not any(applies(case, rule, person) for start in case.session for person in people(case, rule, start)):
        return False
    if "check" not in rule:
        return not any(case.is_spoken_of(name, but=listed(rule.get("except"))) for name in subjects_of(rule))
    names = listed(rule["check"])
    return not any(name in case.states or is_seen_anywhere(case, name) for name in names)


def is_seen_anywhere(case: Case, condition: str) -> bool:
    """Say whether a use makes a condition hold wherever and whenever in all that is known the session is."""
    places = area_choices(case)
    return all(is_seen(case, condition, areas, start) for areas in places for start in case.session)


@kept
def is_for_arrival(book: Book, rule_id: str) -> bool:
    """Say whether a rule is wholly about arrival."""
    rule = book.by_id[rule_id]
    windows = windows_of(book, rule)
    return "check" in rule or ("avoid" in rule and bool(windows) and all(map(is_arrival, windows)))


@kept
def screened(book: Book) -> tuple[Rule, ...]:
    """Return the rules that are a matter of screening; a duty only with an outcome and if due by then."""

    def matters(rule: Rule) -> bool:
        windows = windows_of(book, rule)
        duty = "require" in rule and "outcome" in rule and not (windows and all(map(is_aftercare, windows)))
        implied = rule.get("implies-avoid") in YES
        return duty or implied or bool({"avoid", "exclude", "check", "follow"} & set(rule))

    return tuple(rule for rule in book.rules if matters(rule))


def finding(case: Case, rule: Rule) -> Finding:
    """Return the best and the worst outcome of a rule over all worlds."""
    memory, key = case.book.findings, case.key(rule)
    found: Finding | None = memory.get(key)
    if found is None:
        if len(memory) > 500_000:
            memory.clear()
        found = memory[key] = enumerated(case, rule)
    return found


def enumerated(case: Case, rule: Rule) -> Finding:
    """Return a rule's finding by trying every world."""
    windows = windows_of(case.book, rule)
    ranges = [judged(case, rule, windows, person, at) for at, person in worlds(case, rule, windows)]
    return found_from(min(low for low, _ in ranges), max(high for _, high in ranges))


def worlds(case: Case, rule: Rule, windows: tuple[Window, ...]) -> Iterator[tuple[Moment, dict[str, Any]]]:
    """Yield every world that can matter to a rule but for the uses: what happens when, and what is true."""
    states = sorted(states_in(windows))
    choices = product((False, True), repeat=len(states))
    reached = [dict(zip(states, choice, strict=True)) for choice in choices]
    settings = case.book.settings[rule["id"]]
    hours = str(settings.get("morning", "08:00")), str(settings.get("evening", "18:00"))
    for start in starts(case, rule, windows):
        end = start + case.length
        placings = list(anchor_choices(case, rule, windows, start))
        moments = [Moment(case.zone, start, end, anchors, r, *hours) for anchors in placings for r in reached]
        for person in people(case, rule, start):
            for at in moments:
                yield at, person


def states_in(windows: tuple[Window, ...]) -> set[str]:
    """Return the conditions that windows begin with, last as long as, or end with."""
    keys = ("until", "since", "while", "and-until", "or-until", "and-since")
    over = {"the course is over" for window in windows if "course" in window}
    return over | {state_in(window.get(key)) for window in windows for key in keys} - {""}


def judged(
    case: Case, rule: Rule, windows: tuple[Window, ...], person: dict[str, Any], at: Moment
) -> tuple[int, int]:
    """Return the best and worst outcome of a rule when all is known but what people used."""
    by_use = any(key == "prescribed" for guard in guards_of(rule) for key, _ in leaves(guard))
    if not by_use and not applies(case, rule, person):
        return READY, READY
    for verb, usual in USUAL.items():
        if verb in rule:
            broken = verb == "follow" or holds(claim(rule, verb), person, case.book)
            usual = BY_GRADE[rule["grade"]] if verb == "exclude" and "grade" in rule else usual
            return on_dates(case, rule, RANK[rule.get("outcome", usual)]) if broken else (READY, READY)
    if case.for_dates and "require" in rule and rule["outcome"] != "wait":
        return READY, READY  # READING 12: what only a clinician or practitioner decides is no matter of dates
    together = min if "require" in rule else max
    limits = deadlines(rule, windows, at) if "require" in rule else spells_of(case, rule, windows, at)
    ranges = []
    for name in subjects_of(rule):  # one use breaks a ban, one use fulfils a duty
        pieces = case.pieces(name, but=listed(rule.get("except")), areas=person["areas"])
        if "require" in rule:
            pieces = [*pieces, *case.begun(name, person["areas"])]
        inner = [by_piece(case, rule, limits, person, piece) for piece in pieces]
        if "require" in rule:
            inner.append(undone(case, limits, RANK[rule["outcome"]]))
        inner = inner or [(READY, READY)]
        ranges.append((together(low for low, _ in inner), together(high for _, high in inner)))
    return max(low for low, _ in ranges), max(high for _, high in ranges)


def on_dates(case: Case, rule: Rule, rank: int) -> tuple[int, int]:
    """Return what something true of the person gives; for dates, READING 11: what one waits for may be over any day."""
    is_of_age = isinstance(rule.get("exclude"), Mapping) and set(rule["exclude"]) == {"age"}
    if not case.for_dates or (rank == STOP and "exclude" in rule) or (rank == WAIT and is_of_age):
        return rank, rank
    return READY, rank if rank == WAIT else READY


def applies(case: Case, rule: Rule, person: dict[str, Any]) -> bool:
    """Say whether a rule's guards let it apply to a fully known person."""
    person = {"prescribed": "", **person}
    unless = rule.get("unless")
    return holds(rule.get("if"), person, case.book) and not (unless and holds(unless, person, case.book))


def by_piece(
    case: Case, rule: Rule, limits: list[Any], person: dict[str, Any], piece: Piece
) -> tuple[int, int]:
    """Return the best and worst outcome of a rule by one piece of what is known of uses."""
    if piece.last is None and "require" not in rule:
        return READY, READY  # what is never used breaks nothing
    best, worst = STOP, READY
    for prescribed in [piece.prescribed] if piece.prescribed else ["yes", "no"]:
        low, high = READY, READY
        if applies(case, rule, {**person, "prescribed": prescribed}):
            if "require" in rule:
                low, high = owed(piece, limits, RANK[rule["outcome"]])
            elif piece.planned:
                low, high = planned(piece, limits)
            elif piece.goes_on and prescribed == "yes" and not case.for_dates:
                low, high = [going_on(piece, limits)] * 2
            else:
                low, high = banned(piece, limits)
        best, worst = min(best, low), max(worst, high)
    return best, worst


def given(use: int, spells: list[Spell]) -> int:
    """Return what a last use at one instant gives.

    READING 9: one after the session, or another anchor, stands for a use up to it.
    READING 2: none stands for a plan, so windows after the session do not count.
    """
    hit = [
        s.rank
        for s in spells
        if s.first <= (min(use, s.last) if s.side == "before" else use) <= s.last and s.side != "after"
    ]
    return max(hit, default=READY)


def banned(piece: Piece, spells: list[Spell]) -> tuple[int, int]:
    """Return the best and worst outcome of an `avoid` over every last use that fits one piece."""
    assert piece.last is not None
    ranks = [given(use, spells) for use in points(piece.last, spells)]
    if piece.goes_on:  # READING 5: who goes on uses it now, and again at any time
        now = given(piece.last[0], spells)
        return now, max(now, *ranks)
    return READY if piece.open else min(ranks), max(ranks)


def planned(piece: Piece, spells: list[Spell]) -> tuple[int, int]:
    """Return the best and worst outcome of an `avoid` over every time at which a plan may be carried out."""
    assert piece.last is not None
    ranks = [
        max((s.rank for s in spells if s.first <= use <= s.last), default=READY)
        for use in points(piece.last, spells)
    ]
    return READY if piece.open else min(ranks), max(ranks)


def going_on(piece: Piece, spells: list[Spell]) -> int:
    """Return what a prescribed course that goes on gives: READING 13."""
    assert piece.last is not None
    now = piece.last[0]
    late = [
        s.broken
        for s in spells
        if s.rank == s.broken
        and s.side != "after"
        and s.first <= (min(now, s.last) if s.side == "before" else now) <= s.last
    ]
    windows = {s.side for s in spells}
    return max([*late, *([REFER] if windows else [])], default=READY)


def points(within: Interval, spells: list[Spell]) -> list[int]:
    """Return the instants of an interval that can matter: its ends, and where spells begin and end."""
    low, high = within
    found = {low, high, *(edge for s in spells for edge in (s.first - 1, s.first, s.last, s.last + 1))}
    return [point for point in found if low <= point <= high]


def spells_of(case: Case, rule: Rule, windows: tuple[Window, ...], at: Moment) -> list[Spell]:
    """Return the forbidden spells of an `avoid`.

    For dates only those count that make one wait, from this session or an anchor that moves with it (READING 12, 24).
    """
    found = []
    both = any(is_before(window) for window in windows) and any(is_aftercare(window) for window in windows)
    for window in windows or ({"course": "ever"},):
        around = {window.get(key) for key in ("before", "after", "on", "at")}
        if "previous-session" in around and case.facts.get("previous-sessions") == []:
            continue  # there was none
        broken = RANK[outcome_of(rule, window)]
        anchor = window.get("before", window.get("after", window.get("on", window.get("at", "session"))))
        if window.get("course") == "whole":
            anchor = "course"  # READING 27: no matter of dates
        if case.for_dates and (broken != WAIT or anchor not in (*THIS_SESSION, *case.moving)):
            continue
        side = "after" if is_aftercare(window) else "before" if is_before(window) else "on"
        for wide, rank in ((False, broken), (True, min(CAUTION, broken))):
            for first, last in [(-EVER, EVER)] if window.get("course") == "ever" else cover(window, wide, at):
                if both and window.get("after") == "session-end" and first == at.end:
                    first = at.start  # READING 25: between two sides lies the session itself
                if first <= last:
                    found.append(Spell(first, last, rank, broken, side))
    return found


def is_before(window: Window) -> bool:
    """Say whether a window reaches up to its anchor."""
    return "before" in window and "to" not in window and "at" not in window


def deadlines(rule: Rule, windows: tuple[Window, ...], at: Moment) -> list[tuple[int, int]]:
    """Return by when a duty is to be done or started (READING 17), with what it gives to make each limit."""
    for window in windows:
        amounts = window.get("for", window.get("from", window.get("at")))
        if "before" in window and isinstance(amounts, tuple):
            anchor = at.of(window["before"])
            floor, advised = (calendar.before(anchor, *amount, at.zone) for amount in amounts)
            return [(advised, READY), (floor, CAUTION)]
    return [(at.start, READY)]


def owed(piece: Piece, limits: list[tuple[int, int]], missing: int) -> tuple[int, int]:
    """Return the best and worst outcome of a screened `require` over all that fits one piece (READING 17)."""
    if piece.last is None:
        return missing, missing
    times = piece.started or piece.last
    if piece.open:
        best = reached(times[0], limits, missing) if piece.planned else READY
        return best, (reached(piece.started[1], limits, missing) if piece.started else missing)
    if not piece.started and (piece.goes_on or times[0] == -EVER):
        return READY, missing
    return reached(times[0], limits, missing), reached(times[1], limits, missing)


def undone(case: Case, limits: list[tuple[int, int]], missing: int) -> tuple[int, int]:
    """Return what it gives that a duty is not done: for dates, it may be done at once."""
    return (reached(case.now, limits, missing) if case.for_dates else missing), missing


def reached(use: int, limits: list[tuple[int, int]], missing: int) -> int:
    """Return what a duty done at one instant gives."""
    return min((rank for limit, rank in limits if use <= limit), default=missing)
