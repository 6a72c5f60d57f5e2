"""One of two rulebooks that are compared: what its rules look at, what their decisions rest on, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from needlecare.engine.screening import finding_of, findings_of, uncovered
from needlecare.engine.timing import span_of
from needlecare.exports import diff_axes as axes
from needlecare.exports.diff_axes import PLAIN, SESSION, SESSION_END, Key
from needlecare.protocol.model import Outcome, Rule, Verb
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Use

NOT_COVERED = ""  # in the place of a rule's id, where no rule covers what was said
_OF_SERIES = ("series-gap", "series-not-while", "series-count")


class Value(NamedTuple):
    """An outcome and the rules that give it; none where all hold."""

    outcome: Outcome
    rules: tuple[str, ...]


class Side:
    """One of the two rulebooks, with what its rules look at."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.meaning = {id(rule): _meaning(book, rule) for rule in book.rules}
        self.meanings = set(self.meaning.values())
        self.mains = [(rule, list(dict.fromkeys(_mains(book, rule)))) for rule in book.rules]
        self.by_key: dict[Key, list[Rule]] = {}
        for rule, mains in self.mains:
            for key in dict.fromkeys((*mains, *guard_keys(rule))):
                self.by_key.setdefault(key, []).append(rule)
        nothing = axes.facts_of(book, PLAIN, ())
        always = [f for rule, mains in self.mains if not mains if (f := finding_of(book, nothing, rule))]
        self.always = _value([(f.best, f.rule_id) for f in always])

    @cached_property
    def _named(self) -> set[str]:
        names = {name for rule in self.book.rules for name in rule.subjects}
        return {inner for name in names for inner in self.book.narrower.get(name, ())}

    @cached_property
    def _series_alone(self) -> Rulebook:
        return Rulebook(tuple(replace(layer, rules=()) for layer in self.book.layers))

    @cached_property
    def covered(self) -> set[str]:
        """Return the classes that the protocol speaks of."""
        nothing = axes.facts_of(self.book, PLAIN, ())
        said = (Use(never=False, last=nothing.session),)
        return {
            name
            for name in self.book.subjects
            if not uncovered(self.book, replace(nothing, used={name: said}))
        }

    def touched(self, keys: Iterable[Key]) -> list[Rule]:
        found = {id(rule): rule for key in keys for rule in self.by_key.get(key, ())}
        return list(found.values())

    def looks_at(self, main: Key, keys: Sequence[Key]) -> Any:
        """Return all that decides on a use of a class: classes with the same are decided alike."""
        known = self.book.named(main[1])
        subject = self.book.subjects[known] if known else None
        kind = (subject.prescribed, subject.area_free, known in self.covered) if subject else None
        return kind, tuple(id(rule) for rule in self.touched([main, *keys]))

    def value(self, facts: Facts, rules: Sequence[Rule]) -> Value:
        found = [(f.best, f.rule_id) for rule in rules if (f := finding_of(self.book, facts, rule))]
        if (facts.uncovered or not self._named.issuperset(facts.used)) and uncovered(self.book, facts):
            found.append((Outcome.REFER, NOT_COVERED))
        found += [(self.always.outcome, name) for name in self.always.rules]
        return _value(found)

    def value_of_series(self, facts: Facts) -> Value:
        found = [f for f in findings_of(self._series_alone, facts) if f.rule_id in _OF_SERIES]
        return _value([(f.best, f.rule_id) for f in found])


def _value(found: Iterable[tuple[Outcome, str]]) -> Value:
    listed = list(found)
    worst = max((outcome for outcome, _ in listed), default=Outcome.READY)
    if worst is Outcome.READY:
        return Value(worst, ())
    return Value(worst, tuple(dict.fromkeys(name for outcome, name in listed if outcome is worst)))


def _mains(book: Rulebook, rule: Rule) -> Iterator[Key]:
    """Yield what a rule is about, once for each class and anchor."""
    if rule.verb is Verb.EXCLUDE:
        yield next(iter(guard_keys(rule)))
    elif rule.verb is Verb.CHECK:
        yield from (("state", name) for name in rule.subjects)
        yield from (("use", subject) for name in rule.subjects for subject in book.conditions[name].of)
    elif (
        rule.verb is Verb.AVOID
        or (rule.verb is Verb.REQUIRE and rule.outcome is not None)
        or (rule.verb is Verb.ALLOW and rule.implies_avoid)
    ):
        left_out = {inner for name in rule.excepted for inner in book.narrower.get(name, {name})}
        anchors = {anchor for window in rule.when for anchor in window.anchors}
        for name in rule.subjects:
            for inner in sorted(book.narrower[name] - left_out):
                if anchors & {SESSION, SESSION_END} or not anchors:
                    yield ("use", inner)
                for anchor in sorted(anchors - {SESSION, SESSION_END}):
                    yield ("use-before", anchor, inner)


def guard_keys(rule: Rule) -> Iterator[Key]:
    for guard in axes.guards_of(rule):
        if guard.kind in ("has", "plan"):
            kind = "state" if guard.kind == "has" else "plan"
            yield from ((kind, name) for name in guard.names)
        else:
            yield (guard.kind,)


def _meaning(book: Rulebook, rule: Rule) -> Any:
    """Return all that a rule's decisions rest on; its texts and sources are left out."""
    names = sorted({inner for name in rule.subjects for inner in book.narrower.get(name, ())})
    kinds = [(name, book.subjects[name].prescribed, book.subjects[name].area_free) for name in names]
    guards = axes.guards_of(rule)
    conditions = [*rule.subjects, *(name for guard in guards for name in guard.names)]
    traits = [
        (n, book.conditions[n].local, book.conditions[n].of) for n in conditions if n in book.conditions
    ]
    areas = [sorted(book.parts.get(n, ())) for guard in guards if guard.kind == "area" for n in guard.names]
    left_out = [sorted(book.narrower.get(name, ())) for name in rule.excepted]
    spans = [span_of(book, window) for window in rule.when]
    own = (rule.verb, rule.subjects, rule.exclude, rule.when, rule.guards, rule.unless, rule.outcome)
    more = (rule.strength, rule.grade, rule.implies_avoid, rule.excepted, book.settings.session_length)
    return repr((own, more, spans, kinds, traits, areas, left_out))
