"""The tables of a compiled rulebook: what silence means, and which rules each word may touch.

What a rule says of a person who says nothing about it is asked of the engine once. Plain waits before the session and
plain contraindications are laid out for looking up; the other rules are marked as hard, for the engine to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import TypeAlias

from needlecare.engine.finding import Question
from needlecare.engine.screening import COUNT_RULE, GAP_RULE, HEALING_RULE, finding_of, findings_of, uncovered
from needlecare.engine.timing import broken, exclusion, is_arrival_rule, is_washout, only_afterwards, span_of
from needlecare.protocol.model import At, Guard, Outcome, Rule, Span, Verb, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Use
from needlecare.protocol.time import Instant, Interval, Zone
from needlecare.protocol.values import replace

Pair: TypeAlias = tuple[Instant, Instant]
Alike: TypeAlias = tuple[int, ...]  # rules that always say the same
# What such rules say: best, worst, limit, slack.
Reason: TypeAlias = tuple[Alike, Outcome, Outcome, Pair | None, Pair | None]

OWN, INSIDE, AROUND = 0, 1, 2  # words on the class a wait is about, on one inside it, on one around it
# Rules, their bits, their span, what it means to be past the advised value and past the floor, and whose words judge.
Wait: TypeAlias = tuple[Alike, int, int, int, int, int]
UseEntry: TypeAlias = tuple[int, int, tuple[Wait, ...]]  # bits it takes, bits it may not meet, waits
# Bits it takes, reasons if so and if not, worst outcome if so.
StateEntry: TypeAlias = tuple[int, tuple[Reason, ...], tuple[Reason, ...], int]

_PERSON = (
    *("session_end", "areas", "plan", "previous_sessions", "event", "birth", "skin_type", "depth_mm"),
    *("device", "indication", "role", "jurisdiction", "add_on"),
)
_FACTS_OF_GUARDS = {"area": "areas", "age": "birth", "depth-mm": "depth_mm", "skin-type": "skin_type"}
_FACTS_OF_ANCHORS = {
    **dict.fromkeys(("previous-session", "first-session"), "previous_sessions"),
    "session-end": "session_end",
    "event": "event",
    "birth": "birth",
}


class Tables:
    """What `Compiled` looks up. Rules, classes and conditions are numbers; sets of rules are bits, the gravest lowest.

    Attributes
    ----------
    rules : tuple of str
        Rule ids by number, then those of the series, and "" for what no rule covers.
    classes, conditions : dict of str to int
        Their numbers.
    silent : dict of int to (int, int, Question or None)
        Worst outcome, number and question of each rule that silence leaves open, by its bit.
    always, hard, gap, outside : int
        Rules that hold of everybody; those for the engine; the gap between sessions; what no rule covers.
    uses, states : list
        Entries by class and by condition, then those that touch one rule only, to be found by `single`.
    kin : list of int
        By class, all rules that any word on it may touch, plans and other areas included.
    inside : list of frozenset of int
        By class, itself and every class inside it.
    person : dict of str to int
        Hard rules that a fact about the person may touch, by its name in `Facts`.
    """

    def __init__(self, book: Rulebook, zone: Zone) -> None:
        self.book = book
        self.rules = (*(rule.id for rule in book.rules), GAP_RULE, HEALING_RULE, COUNT_RULE, "")
        self.classes = {name: number for number, name in enumerate(book.subjects)}
        self.conditions = {name: number for number, name in enumerate(book.conditions)}
        self.inside = [
            frozenset(self.classes[inner] for inner in book.narrower[name]) for name in self.classes
        ]
        nothing = Facts(zone=zone, asked=0, session=Interval(0, 0))
        self._learn_silence(nothing)
        self._lay_out()
        self._mark_uncovered(nothing)
        self._lay_out_singly()

    def _learn_silence(self, nothing: Facts) -> None:
        count = len(self.book.rules)
        found = {number: finding_of(self.book, nothing, rule) for number, rule in enumerate(self.book.rules)}
        found[count] = next((f for f in findings_of(self.book, nothing) if f.rule_id == GAP_RULE), None)
        worst = [f.worst if (f := found.get(number)) else Outcome.READY for number in range(len(self.rules))]
        by_bit = sorted(range(len(self.rules)), key=lambda number: (-worst[number], number))
        self.bit = {number: 1 << place for place, number in enumerate(by_bit)}
        self.number = {bit: number for number, bit in self.bit.items()}
        self.gap, self.outside = self.bit[count], self.bit[len(self.rules) - 1]
        self.silent: dict[int, tuple[int, int, Question | None]] = {
            self.bit[number]: (f.worst.value, number, f.question)
            for number, f in found.items()
            if f and f.outcome is Outcome.ASK
        }
        self.always = sum(
            self.bit[number] for number, f in found.items() if f and f.best is not Outcome.READY
        )

    def _lay_out(self) -> None:
        """Sort the rules into those to be looked up and those for the engine, and note what touches each."""
        self.hard = self.always | self.outside
        self.person = {**dict.fromkeys(_PERSON, 0), "previous_sessions": self.gap}
        self.kin = [0 for _ in self.classes]
        self.spans: list[Span] = []
        self.slots: dict[int, int] = {}  # of a rule, the place of its length in `spans`
        waits: dict[tuple[str, int, Outcome], list[int]] = {}
        touched = [0 for _ in self.classes]
        self.states: list[StateEntry] = [(0, (), (), 0) for _ in self.conditions]
        for number, rule in enumerate(self.book.rules):
            bit = self.bit[number]
            for relative in self._relatives(_subjects(self.book, rule)):
                self.kin[relative] |= bit
            span, condition = plain_wait(self.book, rule), plain_condition(rule)
            if span is not None and not bit & self.always:
                self.slots[number] = slot = self._slot(span)
                waits.setdefault((rule.subjects[0], slot, broken(rule, rule.when[0])), []).append(number)
            elif condition is not None and not bit & self.always:
                self._add_to(self.conditions[condition], _excluding(bit, number, exclusion(rule)))
            elif not _is_for_plans(rule):
                self.hard |= bit
                self._touch(rule, bit, touched)
        self._lay_out_waits(waits, touched)

    def _slot(self, span: Span) -> int:
        plain = Span(span.floor, span.advised)
        if plain not in self.spans:
            self.spans.append(plain)
        return self.spans.index(plain)

    def _lay_out_waits(self, waits: dict[tuple[str, int, Outcome], list[int]], touched: list[int]) -> None:
        table = [list[Wait]() for _ in self.classes]
        for (name, slot, fail), alike in waits.items():
            bits = sum(self.bit[number] for number in alike)
            for subject, side in self.sides(name):
                touched[subject] |= bits
                table[subject].append(
                    (tuple(alike), bits, slot, min(Outcome.CAUTION, fail).value, fail.value, side)
                )
        taken, clashing = self._nesting()
        self.uses: list[UseEntry] = [
            (touched[n] | taken[n], touched[n] | clashing[n], tuple(table[n])) for n in range(len(table))
        ]

    def _add_to(self, condition: int, entry: StateEntry) -> None:
        bits, if_so, if_not, worst = self.states[condition]
        self.states[condition] = (bits | entry[0], if_so + entry[1], if_not + entry[2], max(worst, entry[3]))

    def _touch(self, rule: Rule, bit: int, touched: list[int]) -> None:
        """Note what may make a hard rule say anything else than in silence."""
        conditions = [*rule.subjects] if rule.verb is Verb.CHECK else []
        guards = [*rule.guards, *rule.unless, *([rule.exclude] if rule.exclude else [])]
        if is_arrival_rule(rule):
            guards = []  # silent until arrival, whoever comes
        for guard in guards_within(guards):
            if guard.kind == "has":
                conditions += guard.names
            elif guard.kind != "prescribed":
                self.person[_FACTS_OF_GUARDS.get(guard.kind, guard.kind.replace("-", "_"))] |= bit
        for anchor in {anchor for window in rule.when for anchor in window.anchors} - {"session"}:
            self.person[_FACTS_OF_ANCHORS.get(anchor, "plan")] |= bit
        for subject in {number for name in _subjects(self.book, rule) for number, _ in self.sides(name)}:
            touched[subject] |= bit
        for condition in conditions:
            self._add_to(self.conditions[condition], (bit, (), (), 0))

    def sides(self, name: str) -> Iterator[tuple[int, int]]:
        """Yield the classes whose use says something of a class, and from which side."""
        yield self.classes[name], OWN
        yield from ((self.classes[inner], INSIDE) for inner in self.book.narrower[name] - {name})
        yield from ((self.classes[wide], AROUND) for wide in self.book.wider[name])

    def _relatives(self, names: Iterable[str]) -> set[int]:
        """Return the classes on which a word may bear on some classes: around them, and inside any of these."""
        roots = {root for name in names for root in (name, *self.book.wider[name])}
        return {self.classes[inner] for root in roots for inner in self.book.narrower[root]}

    def _nesting(self) -> tuple[list[int], list[int]]:
        """Return for each class the bits it takes, and those it may not meet: of classes around it and inside it."""
        around = [name for name in self.classes if len(self.book.narrower[name]) > 1]
        outer = {name: 1 << len(self.rules) + 2 * place for place, name in enumerate(around)}
        taken, clashing = [], []
        for name in self.classes:
            wider = [wide for wide in around if wide in self.book.wider[name]]
            taken.append(reduce(or_, (2 * outer[wide] for wide in wider), outer.get(name, 0)))
            clashing.append(reduce(or_, (outer[wide] for wide in wider), 2 * outer.get(name, 0)))
        return taken, clashing

    def _mark_uncovered(self, nothing: Facts) -> None:
        """Mark the classes that no rule is about, or none once a later use is planned."""
        over, later = Use(last=nothing.session), Use(planned=(Interval(1, 1),))
        for name, number in self.classes.items():
            if uncovered(self.book, replace(nothing, used={name: (over,)})):
                taken, clashing, waits = self.uses[number]
                self.uses[number] = (taken | self.outside, clashing | self.outside, waits)
            if uncovered(self.book, replace(nothing, used={name: (later,)})):
                self.kin[number] |= self.outside

    def _lay_out_singly(self) -> None:
        """Add entries that touch one rule only: for words on several classes, once they are put together."""
        self.single: dict[tuple[Alike, int], int] = {}
        waits = [wait for _, _, found in self.uses for wait in found if wait[-1] == OWN]
        for alike, bits, slot, mild, fail, _ in waits:
            for side in (OWN, INSIDE):
                self.single[alike, side] = len(self.uses)
                self.uses.append((bits, bits, ((alike, bits, slot, mild, fail, side),)))
        for alike, _, worst, *_ in [reason for _, if_so, *_ in self.states for reason in if_so]:
            self.single[alike, OWN] = len(self.states)
            self.states.append(_excluding(self.bit[alike[0]], alike[0], worst))

    def rules_in(self, bits: int) -> Iterator[int]:
        """Yield the rules of a set, the gravest first."""
        bits &= (1 << len(self.rules)) - 1
        while bits:
            yield self.number[bits & -bits]
            bits &= bits - 1


def _subjects(book: Rulebook, rule: Rule) -> list[str]:
    """Return the classes whose use a rule looks at."""
    names = rule.subjects
    if rule.verb is Verb.CHECK:
        names = tuple(subject for name in rule.subjects for subject in book.conditions[name].of)
    return [name for name in names if name in book.subjects]


def _is_for_plans(rule: Rule) -> bool:
    """Return whether a rule says nothing of a last use that is over, or nothing of the session at all."""
    if rule.verb is Verb.AVOID:
        return all(map(only_afterwards, rule.when))
    return rule.verb not in (Verb.EXCLUDE, Verb.CHECK, Verb.REQUIRE, Verb.FOLLOW)


def plain_wait(book: Rulebook, rule: Rule) -> Span | None:
    """Return the length of a rule that is a wait before the session for everybody; None for any other rule."""
    if rule.verb is not Verb.AVOID or len(rule.subjects) != 1 or not rule.when:
        return None
    if rule.guards or rule.unless or rule.excepted:
        return None
    window, *others = rule.when
    span = span_of(book, window)
    is_wait = is_washout(window) and window.closes == At("session") and all(map(only_afterwards, others))
    return span if is_wait and span is not None and span.floor.amount else None


def plain_condition(rule: Rule) -> str | None:
    """Return the one condition that a contraindication for everybody names; None for any other rule."""
    if rule.verb is Verb.EXCLUDE and not (rule.guards or rule.unless) and isinstance(rule.exclude, Guard):
        return rule.exclude.names[0] if rule.exclude.kind == "has" and len(rule.exclude.names) == 1 else None
    return None


def _excluding(bit: int, number: int, fail: Outcome) -> StateEntry:
    ready = Outcome.READY
    return bit, (((number,), fail, fail, None, None),), (((number,), ready, ready, None, None),), fail.value
