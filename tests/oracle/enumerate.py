"""The verdict by enumeration: every rule judged in every world that can matter, then the best and the worst of them.

A rule is judged two-valued: in one world everything is known, so it is kept or broken. The worlds are those of `worlds`. Best
and worst equal gives that outcome, anything else `ask`. Unknown uses of different things do not depend on one another, so the
worst of several is the worst of their worsts, and the best the worst of their bests; nothing else is clever here.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .windows import EVER, RANK, Moment, Window, cover, edges, is_aftercare, is_arrival, outcome_of
from . import calendar
from .worlds import (
    Book,
    Case,
    Interval,
    Piece,
    Rule,
    anchor_choices,
    birthdays,
    claim,
    holds,
    leaves,
    listed,
    people,
    starts,
    stated_points,
    windows_of,
)

WORD = {rank: word for word, rank in RANK.items()}
READY, CAUTION = RANK["ready"], RANK["caution"]
BY_GRADE = {"absolute": "stop", "relative": "refer", "precaution": "caution", "defer": "wait"}
Spell = tuple[int, int, int, bool]
NOWHEN: Interval = (EVER, -EVER)


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


def verdict(book: Book, facts: Mapping[str, Any], *, now: str | None = None, stage: str | None = None) -> Verdict:
    """Return the outcome of every rule and of the session."""
    case = Case(book, facts, now=now, stage=stage)
    findings: dict[str, Finding] = {}
    pending = []
    for rule in book.rules:
        if waits_for_a_fact(case, rule):
            pending.append(rule["id"])
        elif (found := finding(case, rule)) is not None:
            findings[rule["id"]] = found
    uncovered = tuple(sorted(set(case.used) - book.named))
    outcomes = [found.outcome for found in findings.values()] + ["refer" for _ in uncovered]
    worst = max(outcomes, key=RANK.__getitem__, default="ready")
    return Verdict(worst, findings, tuple(pending), uncovered)


def earliest(book: Book, facts: Mapping[str, Any], *, now: str | None = None, stage: str | None = None) -> Earliest:
    """Return the first instants from now on at which every rule is ready, by trying every instant where one may turn."""
    case = Case(book, facts, now=now, stage=stage)
    case.ends_states = True  # READING 11: by another day a state may be over
    rules = [rule for rule in book.rules if not waits_for_a_fact(case, rule)]
    candidates = sorted(turn for turn in {case.now, *turns(case, rules)} if turn >= case.now)
    return Earliest(
        certain=first_ready(case, list(rules), candidates, lambda found: found.worst),
        possible=first_ready(case, list(rules), candidates, lambda found: found.best),
    )


def turns(case: Case, rules: list[Rule]) -> Iterator[int]:
    """Yield every instant at which some rule may turn from forbidding a session to allowing it."""
    for rule in rules:
        windows = windows_of(case.book, rule)
        for point in stated_points(case, rule, windows):
            found = edges(windows, point, case.zone)
            yield from found | {turn - case.length for turn in found}
        yield from birthdays(case, rule)


def first_ready(case: Case, rules: list[Rule], candidates: list[int], end: Any) -> int | None:
    """Return the first candidate at which the chosen end of every rule is ready."""
    for start in candidates:
        there = copy.copy(case)
        there.session = (start, start)
        for rule in rules:
            found = finding(there, rule)
            if found is not None and end(found) != "ready":
                rules.remove(rule)
                rules.insert(0, rule)  # tried first next time; changes nothing but the speed
                break
        else:
            return start
    return None


def waits_for_a_fact(case: Case, rule: Rule) -> bool:
    """Say whether a rule stays pending: it is about arrival or after-care, and nobody has spoken of it.

    READING 2: after-care windows are judged on what is stated, at either stage; silence about later plans is no finding.
    """
    windows = windows_of(case.book, rule)
    if "check" in rule or (windows and all(map(is_arrival, windows))):
        return case.stage != "arrival" and screened(case.book, rule) and not case.speaks(rule)
    return "avoid" in rule and bool(windows) and all(map(is_aftercare, windows)) and not case.speaks(rule)


def screened(book: Book, rule: Rule) -> bool:
    """Say whether a rule is a matter of screening at all; a duty only with an outcome, and due before the session ends."""
    windows = windows_of(book, rule)
    duty = "require" in rule and "outcome" in rule and not (windows and all(map(is_aftercare, windows)))
    return duty or bool({"avoid", "exclude", "check", "follow"} & set(rule))


def finding(case: Case, rule: Rule) -> Finding | None:
    """Return the best and the worst outcome of a rule over all worlds, or None when it is no matter of screening."""
    if not screened(case.book, rule):
        return None
    memory, key = case.book.findings, case.key(rule)
    if key not in memory:
        if len(memory) > 500_000:
            memory.clear()
        memory[key] = enumerated(case, rule)
    return memory[key]


def enumerated(case: Case, rule: Rule) -> Finding:
    """Return a rule's finding by trying every world."""
    windows = windows_of(case.book, rule)
    best, worst = RANK["stop"], READY
    for at, person in worlds(case, rule, windows):
        low, high = judged(case, rule, windows, person, at)
        best, worst = min(best, low), max(worst, high)
    if best == worst:
        outcome = WORD[best]
    else:
        outcome = "refer" if prescriber_decides(case, rule, windows) else "ask"
    return Finding(WORD[best], WORD[worst], outcome)


def worlds(case: Case, rule: Rule, windows: tuple[Window, ...]) -> Iterator[tuple[Moment, dict[str, Any]]]:
    """Yield every world that can matter to a rule, but for the uses: when it happens and what is true of the person."""
    for start in starts(case, rule, windows):
        for person in people(case, rule, start):
            for at in moments(case, rule, windows, start):
                yield at, person


def moments(case: Case, rule: Rule, windows: tuple[Window, ...], start: int) -> Iterator[Moment]:
    """Yield every course of events around a session that starts at an instant."""
    settings = case.book.settings[rule["id"]]
    states = sorted(states_in(windows))
    for anchors in anchor_choices(case, rule, windows, start):
        for number in range(2 ** len(states)):
            reached = {state: bool(number >> place & 1) for place, state in enumerate(states)}
            yield Moment(
                case.zone,
                start,
                start + case.length,
                anchors,
                reached,
                str(settings.get("morning", "08:00")),
                str(settings.get("evening", "18:00")),
            )


def states_in(windows: tuple[Window, ...]) -> set[str]:
    """Return the conditions that windows begin with, last as long as, or end with."""
    found = set()
    for window in windows:
        for key in ("until", "since", "while", "and-until"):
            value = window.get(key)
            if isinstance(value, Mapping):
                found.add(str(value["condition"]))
            elif key in ("while", "and-until") and value:
                found.add(str(value))
    return found


def judged(
    case: Case, rule: Rule, windows: tuple[Window, ...], person: dict[str, Any], at: Moment
) -> tuple[int, int]:
    """Return the best and worst outcome of a rule when all is known but what people used."""
    by_use = any(key == "prescribed" for guard in (rule.get("if"), rule.get("unless")) for key, _ in leaves(guard))
    if not by_use and not applies(case, rule, person):
        return READY, READY
    if "follow" in rule:
        return RANK[rule.get("outcome", "refer")], RANK[rule.get("outcome", "refer")]
    for verb, usual in (("exclude", BY_GRADE.get(rule.get("grade", "relative"), "refer")), ("check", "caution")):
        if verb in rule:
            broken = holds(claim(rule, verb), person, case.book)
            rank = RANK[rule.get("outcome", usual)] if broken else READY
            return rank, rank
    together, names = (max, rule["avoid"]) if "avoid" in rule else (min, rule["require"])
    limits = spells_of(rule, windows, at) if "avoid" in rule else deadlines(rule, windows, at)
    ranges = []
    for name in listed(names):  # one use breaks a ban, one use fulfils a duty
        inner = [by_piece(case, rule, limits, person, name, piece) for piece in pieces_of(case, rule, name)]
        ranges.append((together(low for low, _ in inner), together(high for _, high in inner)))
    return max(low for low, _ in ranges), max(high for _, high in ranges)


def pieces_of(case: Case, rule: Rule, name: str) -> list[Piece]:
    """Return what is known of uses of one subject of a rule."""
    return case.pieces(name, but=listed(rule.get("except")))


def applies(case: Case, rule: Rule, person: dict[str, Any]) -> bool:
    """Say whether a rule's guards let it apply to a fully known person."""
    unless = rule.get("unless")
    return holds(rule.get("if"), person, case.book) and not (unless and holds(unless, person, case.book))


def by_piece(
    case: Case, rule: Rule, limits: list[Any], person: dict[str, Any], name: str, piece: Piece
) -> tuple[int, int]:
    """Return the best and worst outcome of a rule by one piece of what is known of uses."""
    free = (case.book.subjects.get(piece.subject) or {}).get("area-free")
    if piece.area and not free and not case.book.overlap(listed(piece.area), person["areas"]):
        if piece.subject != name or piece.planned:
            return READY, READY
        piece = case.silence(name)  # READING 1: "waxed, legs" says nothing of the face
    best, worst = RANK["stop"], READY
    for prescribed in [piece.prescribed] if piece.prescribed else ["yes", "no"]:
        if applies(case, rule, {**person, "prescribed": prescribed}):
            low, high = banned(piece, limits) if "avoid" in rule else owed(piece, limits, RANK[rule["outcome"]])
        else:
            low, high = READY, READY
        best, worst = min(best, low), max(worst, high)
    return best, worst


def banned(piece: Piece, spells: list[Spell]) -> tuple[int, int]:
    """Return the best and worst outcome of an `avoid` over every history that fits one piece."""
    best, worst = RANK["stop"], READY
    edges_of_spells = {edge for first, last, *_ in spells for edge in (first - 1, first, last, last + 1)}
    for uses, (low, high) in histories(piece, edges_of_spells):
        stated = max((rank for first, last, rank, _ in spells for use in uses if first <= use <= last), default=READY)
        # Other uses are possible, but nobody assumes a plan for after this session that no one has mentioned.
        possible = (rank for first, last, rank, later in spells if not later and max(first, low) <= min(last, high))
        best, worst = min(best, stated), max(worst, stated, *possible)
    return best, worst


def spells_of(rule: Rule, windows: tuple[Window, ...], at: Moment) -> list[Spell]:
    """Return the forbidden spells of an `avoid`: first and last second, what a use in it gives, and if it is after-care."""
    found = []
    for window in windows or ({"course": "ever"},):
        broken = RANK[outcome_of(rule, window)]
        for wide, rank in ((False, broken), (True, min(CAUTION, broken))):
            runs = [(-EVER, EVER)] if window.get("course") == "ever" else cover(window, wide, at)
            found += [(first, last, rank, is_aftercare(window)) for first, last in runs if first <= last]
    return found


def deadlines(rule: Rule, windows: tuple[Window, ...], at: Moment) -> list[tuple[int, int]]:
    """Return by when a screened `require` is to be done or started, with what it gives to make each limit."""
    for window in windows:
        amounts = window.get("for", window.get("from", window.get("at")))
        if "before" in window and isinstance(amounts, tuple):
            anchor = at.of(window["before"])
            floor, advised = (calendar.before(anchor, *amount, at.zone) for amount in amounts)
            return [(advised, READY), (floor, CAUTION)]
    return [(at.start, READY)]


def owed(piece: Piece, limits: list[tuple[int, int]], missing: int) -> tuple[int, int]:
    """Return the best and worst outcome of a screened `require` over every history that fits one piece."""
    best, worst = missing, READY

    def reached(use: int) -> int:
        return min((rank for limit, rank in limits if use <= limit), default=missing)

    for uses, (low, high) in histories(piece, {limit + step for limit, _ in limits for step in (0, 1)}):
        stated = min((reached(use) for use in uses), default=missing)
        worst = max(worst, stated)
        best = min(best, stated, reached(low) if low <= high else missing)
    return best, worst


def histories(piece: Piece, edges_of_spells: set[int]) -> Iterator[tuple[tuple[int, ...], Interval]]:
    """Yield every history of use that can matter: uses that happened for sure, and where others are possible.

    Only the last use is stated, so earlier ones are possible, back to the start when that is stated.
    """
    if piece.last is None:
        yield (), NOWHEN
        return
    low, high = piece.last
    points = sorted(p for p in {low, high, *edges_of_spells} if low <= p <= high)
    if piece.open and not piece.planned:
        yield (), (-EVER, high)
    elif piece.planned:
        if piece.open:
            yield (), NOWHEN
        yield from (((point,), NOWHEN) for point in points)
    else:
        begins = [-EVER]
        if piece.started:
            begins = sorted(p for p in {*piece.started, *points} if piece.started[0] <= p <= piece.started[1])
        for begin in begins:
            sure = [begin] if piece.started else []
            sure += [low] if piece.goes_on and begin <= low else []  # who goes on uses it now
            for last in points:
                if last >= begin:
                    yield (*sure, last), (begin, last)


def prescriber_decides(case: Case, rule: Rule, windows: tuple[Window, ...]) -> bool:
    """Say whether a rule is open because a prescribed medicine goes on that may break it: nobody is told to stop it."""
    for name in listed(rule.get("avoid")):
        for piece in pieces_of(case, rule, name):
            if piece.goes_on and piece.prescribed == "yes":
                for at, person in worlds(case, rule, windows):
                    if by_piece(case, rule, spells_of(rule, windows, at), person, name, piece)[1] > READY:
                        return True
    return False
