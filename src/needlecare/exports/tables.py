"""A rulebook as tables of whole numbers, for many clients at once: a rule table and a calendar table.

Waits before the session become rows of `waits`, grouped in ladders: all rows of a ladder look at one last use. Rules that
look at no time become `verdicts`: what they say of one set of answers, asked of the engine once. Times are wall seconds:
what the clinic's clock shows, at its highest so far, as seconds since 1970; so that a step of days or months is a shift, and
what months lack is the calendar table's to know. What no table can hold is marked, for the engine to answer.

A finding is one number, its weight: outcome and worst end first, then the earlier rule. A client's greatest weight decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from needlecare.engine.earliest import earliest
from needlecare.engine.knowledge import all_hold
from needlecare.engine.screening import COUNT_RULE, GAP_RULE, HEALING_RULE, finding_of
from needlecare.engine.timing import (
    broken,
    exclusion,
    is_arrival_window,
    is_washout,
    only_afterwards,
    span_of,
)
from needlecare.exports.diff_axes import plain_unit
from needlecare.protocol.model import At, Condition, Guard, Outcome, Rule, Span, Verb, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth
from needlecare.protocol.time import BEGINNING, END, Duration, Instant, Unit, Zone

BIRTH, PREVIOUS = "birth", "previous-sessions"
DAY = 86_400
_MOST_RULES = 4096
_EPOCH, _EPOCH_DAY = datetime(1970, 1, 1), date(1970, 1, 1).toordinal()
_UNDATED = Span(Duration(0, Unit.DAY), Duration(0, Unit.DAY))

Weight: TypeAlias = int
Key: TypeAlias = tuple[str, ...]


class Wait(NamedTuple):
    """One row of the rule table: a rule on the last use that a ladder looks at.

    `span` numbers the length, -1 where its anchor has no date. `order` is the rule's place. Past the advised value a use means
    `mild`, past the floor `fail`. `sure` is 0 where a guard leaves open whether the rule applies at all. `dates` is 1 where the
    rule counts for the earliest date.
    """

    ladder: int
    order: int
    span: int
    mild: int
    fail: int
    sure: int
    dates: int


class Verdict(NamedTuple):
    """What rules that look at no time say of one set of answers: their weight, and whether they forbid every date."""

    weight: Weight
    certain: int
    possible: int


@dataclass(frozen=True, slots=True)
class Topic:
    """Rules that look at the same answers and, as long as nothing is said of `silent` classes, at no time."""

    keys: tuple[Key, ...]
    silent: tuple[str, ...]
    rules: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """A class whose last use waits look at, with the classes whose use counts and those that bound it."""

    name: str
    inside: frozenset[str]
    around: tuple[tuple[str, frozenset[str]], ...]  # a wider class, and what lies inside it
    waits: tuple[int, ...]
    guarded: tuple[int, ...]
    unheld: tuple[int, ...]  # rules for the engine, where something was used
    on_the_day: bool  # those are about the session's own day only
    is_due: bool  # one of those asks that it was done


def weight_of(best: Outcome, worst: Outcome, order: int) -> Weight:
    """Return the weight of a finding; 0 where it holds."""
    outcome = best if best is worst else Outcome.ASK
    if outcome is Outcome.READY:
        return 0
    return (outcome * 8 + worst) * _MOST_RULES + _MOST_RULES - 1 - order


def outcome_of(weight: Weight) -> Outcome:
    """Return the outcome of a weight."""
    return Outcome(weight // (8 * _MOST_RULES))


def order_of(weight: Weight) -> int | None:
    """Return the place of the rule that decides; None where all hold."""
    return _MOST_RULES - 1 - weight % _MOST_RULES if weight else None


class RuleTables:
    """The tables of a rulebook in one zone.

    Attributes
    ----------
    rules : tuple of str
        Rule ids by their order, those of the series last.
    spans : list of Span
        Lengths by number.
    waits : list of Wait
        The rule table.
    ladders : list of list of int
        The places of each ladder's rows in the rule table.
    age_rules : tuple of int
        Rules that are waits for a birthday.
    topics : tuple of Topic
        Rules that look at no time, by the answers they look at.
    reaches : tuple of Reach
        The classes that waits look at.
    """

    def __init__(self, book: Rulebook, where: Zone) -> None:
        self.book, self.zone = book, where
        self.rules = (*(rule.id for rule in book.rules), GAP_RULE, HEALING_RULE, COUNT_RULE)
        self.spans: list[Span] = []
        self.waits: list[Wait] = []
        self.ladders: list[list[int]] = []
        self._single: dict[int, Rulebook] = {}
        self._ladders: dict[tuple[tuple[int, int], ...], int] = {}
        self._of_rule = {number: self._wait(rule) for number, rule in enumerate(book.rules)}
        self.age_rules = tuple(
            n for n, found in self._of_rule.items() if found and book.rules[n].verb is Verb.EXCLUDE
        )
        self.topics = tuple(self._topics())
        self.reaches = tuple(self._reaches())

    # --- waits ---

    def _wait(self, rule: Rule) -> tuple[Span, Outcome, bool] | None:
        """Return a rule's length, what breaking it means, and whether it counts for dates; None if no table holds it."""
        if rule.verb is Verb.EXCLUDE:
            guard = rule.exclude
            if (
                isinstance(guard, Guard)
                and (guard.kind, guard.least) == ("age", None)
                and guard.most is not None
                and _are_plain((*rule.guards, *rule.unless))
            ):
                years = Duration(int(guard.most + (not guard.open_most)), Unit.YEAR)
                fail = exclusion(rule)
                return Span(years, years), fail, fail in (Outcome.WAIT, Outcome.STOP)
            return None
        if rule.verb is not Verb.AVOID or len(rule.subjects) != 1 or rule.excepted or not rule.when:
            return None
        window, *others = rule.when
        if not (is_washout(window) and all(map(only_afterwards, others))):
            return None
        span = span_of(self.book, window)
        if span is None or not _are_plain((*rule.guards, *rule.unless)):
            return None
        if {span.floor.unit, span.advised.unit} & {Unit.HOUR, Unit.MINUTE} or not span.floor.amount:
            return None
        fail = broken(rule, window)
        if window.closes == At("session"):
            return span, fail, fail is Outcome.WAIT
        if window.closes == At("session-end"):
            return None
        return _UNDATED, fail, False

    def anchors(self, number: int) -> tuple[str, ...]:
        """Return the anchors of a rule that have a date of their own."""
        rule = self.book.rules[number]
        found = {anchor for window in rule.when for anchor in window.anchors}
        return tuple(sorted(found - {"session", "session-end"}))

    def ladder(self, entries: Iterable[tuple[int, bool]]) -> int:
        """Return the number of the ladder of some rules, each with whether it applies for sure."""
        key = tuple((number, int(sure)) for number, sure in entries)
        if key not in self._ladders:
            self._ladders[key] = ladder = len(self._ladders)
            self.ladders.append([])
            for number, sure_one in key:
                self.ladders[ladder].append(len(self.waits))
                self.waits.append(self._row(ladder, number, sure_one))
        return self._ladders[key]

    def ends_of(self, wait: int) -> tuple[int, int]:
        """Return the numbers of the lengths by which the wait of a row ends, certainly and possibly; -1 where it ends none."""
        row = self.waits[wait]
        return (row.span if row.dates else -1), (row.span if row.dates and row.sure else -1)

    def _row(self, ladder: int, number: int, sure: int) -> Wait:
        if number == len(self.book.rules):  # the gap between sessions
            assert self.book.series is not None
            floor = self.book.series.gap.floor
            span, fail, dates = Span(floor, floor), Outcome.WAIT, True
        else:
            found = self._of_rule[number]
            assert found is not None
            span, fail, dates = found
        if span is _UNDATED:  # whatever the use, the anchor may lie so that it is no matter
            return Wait(ladder, number, -1, min(Outcome.CAUTION, fail), fail, 0, 0)
        return Wait(ladder, number, self._slot(span), min(Outcome.CAUTION, fail), fail, sure, int(dates))

    def _slot(self, span: Span) -> int:
        plain = Span(plain_unit(span.floor), plain_unit(span.advised))
        if plain not in self.spans:
            self.spans.append(plain)
        return self.spans.index(plain)

    def _reaches(self) -> Iterator[Reach]:
        """Yield every class that waits, or rules no table can hold, look at."""
        waits: dict[str, list[int]] = {}
        unheld: dict[str, list[int]] = {}
        for number, rule in enumerate(self.book.rules):
            if self._of_rule[number] is not None and rule.verb is Verb.AVOID:
                waits.setdefault(rule.subjects[0], []).append(number)
            else:
                for name in self._looked_at(rule):
                    unheld.setdefault(name, []).append(number)
        for name in dict.fromkeys((*waits, *unheld)):
            rules = waits.get(name, [])
            plain = [n for n in rules if not (self.book.rules[n].guards or self.book.rules[n].unless)]
            others = unheld.get(name, [])
            yield Reach(
                name,
                self.book.narrower[name],
                tuple((wide, self.book.narrower[wide]) for wide in sorted(self.book.wider[name])),
                tuple(n for n in plain if self._of_rule[n][0] is not _UNDATED),  # type: ignore[index]
                tuple(n for n in rules if n not in plain or self._of_rule[n][0] is _UNDATED),  # type: ignore[index]
                tuple(others),
                all(self._is_of_the_day(self.book.rules[n]) for n in others),
                any(self.book.rules[n].verb is Verb.REQUIRE for n in others),
            )

    def _looked_at(self, rule: Rule) -> tuple[str, ...]:
        """Return the classes whose last use a rule looks at, where no table holds it."""
        if rule.verb is Verb.CHECK:
            names = [subject for name in rule.subjects for subject in self.book.conditions[name].of]
        elif (rule.verb is Verb.REQUIRE and rule.outcome is not None) or (
            rule.verb is Verb.AVOID and not all(map(only_afterwards, rule.when))
        ):
            names = list(rule.subjects)
        else:
            names = []  # plans and courses alone can break it
        return tuple(name for name in names if name in self.book.subjects)

    def _is_of_the_day(self, rule: Rule) -> bool:
        """Return whether a rule looks at no use before the session's own day."""
        days = [getattr(window.opens, "day", 1) if window.form == "day" else 1 for window in rule.when]
        return rule.verb is Verb.CHECK or (
            rule.verb is Verb.AVOID and not any(days) and all(map(is_arrival_window, rule.when))
        )

    def applies(self, facts: Facts, number: int) -> Truth:
        """Return whether a rule applies by its guards."""
        rule = self.book.rules[number]
        found = all_hold(self.book, facts, rule.guards)
        lifted = all_hold(self.book, facts, rule.unless) if rule.unless else False
        if found is False or lifted is True:
            return False
        return None if found is None or lifted is None else True

    def guard_keys(self, number: int) -> tuple[Key, ...]:
        """Return the answers that the guards of a rule look at."""
        rule = self.book.rules[number]
        return tuple(dict.fromkeys(_keys((*rule.guards, *rule.unless))))

    # --- rules that look at no time ---

    def _topics(self) -> Iterator[Topic]:
        found: dict[tuple[tuple[Key, ...], tuple[str, ...]], list[int]] = {}
        for number, rule in enumerate(self.book.rules):
            if self._of_rule[number] is not None:
                continue
            own = (rule.exclude,) if rule.exclude is not None else ()
            keys = list(_keys((*own, *rule.guards, *rule.unless)))
            if rule.verb is Verb.CHECK:
                keys += [("state", name) for name in rule.subjects]
            silent = () if rule.verb is Verb.CHECK else self._looked_at(rule)
            found.setdefault((tuple(sorted(set(keys))), silent), []).append(number)
        for (together, silent), numbers in found.items():
            yield Topic(together, silent, tuple(numbers))

    def verdict(self, facts: Facts, rules: Iterable[int]) -> Verdict:
        """Return what some rules say of facts in which no use is said."""
        weight = certain = possible = 0
        for number in rules:
            rule = self.book.rules[number]
            found = finding_of(self.book, facts, rule)
            if found is not None:
                weight = max(weight, weight_of(found.best, found.worst, number))
                first, perhaps = earliest(self._alone(number), facts)
                certain, possible = max(certain, int(first is None)), max(possible, int(perhaps is None))
        return Verdict(weight, certain, possible)

    def _alone(self, number: int) -> Rulebook:
        """Return the book with one rule to keep; the others can still be looked up, for the lengths they lend."""
        if number not in self._single:
            alone = Rulebook(self.book.layers)
            shared = {**vars(self.book), "rule": self.book.rule}
            vars(alone).update({**shared, "rules": (self.book.rules[number],), "series": None})
            self._single[number] = alone
        return self._single[number]


def _are_plain(conditions: Sequence[Condition]) -> bool:
    """Return whether guards ask nothing of time or prescriptions, so that answers alone settle them."""
    return all(guard.kind not in ("age", "prescribed") for guard in guards_within(conditions))


def _keys(conditions: Sequence[Condition]) -> Iterator[Key]:
    for guard in guards_within(conditions):
        if guard.kind in ("has", "plan"):
            kind = "state" if guard.kind == "has" else "plan"
            yield from ((kind, name) for name in guard.names)
        else:
            yield (guard.kind,)


@lru_cache(maxsize=1 << 17)
def step(day: int, amount: Duration, side: int) -> tuple[int, int]:
    """Return a length stepped from any time on a day: the shift in seconds, and 0; or a fixed wall second, and 1."""
    if amount.unit is Unit.DAY:
        return side * amount.amount * DAY, 0
    start = date.fromordinal(day + _EPOCH_DAY)
    index = start.year * 12 + start.month - 1 + side * amount.amount
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    there = first + timedelta(days=start.day - 1)
    if there < following:
        return (there - start).days * DAY, 0
    second = (following.toordinal() - _EPOCH_DAY) * DAY
    return (second if side > 0 else second - 1), 1


def wall_of(where: Zone, moment: Instant) -> int:
    """Return the highest reading of the clock by an instant. [wall seconds]"""
    if moment in (BEGINNING, END):
        return moment
    return int((where.highest_reading(moment) - _EPOCH).total_seconds())


def instant_of(where: Zone, wall: int) -> Instant:
    """Return the first instant at which the clock has come to a reading."""
    return where.first_reaching(_EPOCH + timedelta(seconds=wall))
