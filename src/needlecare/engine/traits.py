"""What rules on the person say of a session: contraindications, checks on arrival, and the questions that settle guards."""

from __future__ import annotations

from needlecare.engine import knowledge
from needlecare.engine.finding import Finding, Question, decided, truth_ends
from needlecare.engine.timing import exclusion
from needlecare.protocol.model import Condition, Outcome, Rule, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth
from needlecare.protocol.time import BEGINNING, Interval


def exclude(book: Rulebook, facts: Facts, rule: Rule) -> Finding:
    """Return what a contraindication says."""
    assert rule.exclude is not None
    truth = knowledge.holds(book, facts, rule.exclude)
    fail = exclusion(rule)
    best, worst = truth_ends(truth, fail)
    names = tuple(n for guard in guards_within((rule.exclude,)) if guard.kind == "has" for n in guard.names)
    held = tuple(n for n in names if knowledge.condition_holds(book, facts, n))
    question = guard_question(book, facts, rule.exclude)
    waits = truth is True and fail is Outcome.WAIT
    return decided(rule, best, worst, question, states=held or names, until=rule.id if waits else "")


def check(book: Rulebook, facts: Facts, rule: Rule) -> Finding:
    """Return what a check on arrival says."""
    truths = {name: arrival_truth(book, facts, name) for name in rule.subjects}
    truth = True if True in truths.values() else None if None in truths.values() else False
    best, worst = truth_ends(truth, rule.outcome or Outcome.CAUTION)
    unknown = tuple(name for name, found in truths.items() if found is None)
    return decided(rule, best, worst, Question("condition", unknown), states=rule.subjects)


def arrival_truth(book: Rulebook, facts: Facts, name: str) -> Truth:
    """Return whether an arrival condition holds: as was said of it, or of a use on the session's day."""
    truth = knowledge.condition_holds(book, facts, name)
    if truth is not None:
        return truth
    first, last = (facts.zone.day(facts.zone.day_of(at)) for at in (facts.session.lo, facts.session.hi))
    for subject in book.conditions[name].of if first == last else ():
        known = knowledge.last_use(book, facts, subject)
        uses = (Interval(known.lo, known.hi), *known.planned) if known.lo > BEGINNING else known.planned
        if any(first.lo <= use.lo and use.hi <= facts.session.hi for use in uses):
            return True
    return None


def guard_question(book: Rulebook, facts: Facts, guard: Condition) -> Question:
    """Return the question that would settle a guard."""
    for part in guards_within((guard,)):
        if part.kind == "has":
            open_ones = tuple(n for n in part.names if knowledge.condition_holds(book, facts, n) is None)
            elsewhere = [n for n in open_ones if (said := facts.states.get(n)) and said.holds]
            if open_ones:
                return Question("area") if elsewhere else Question("condition", open_ones)
        elif knowledge.holds(book, facts, part) is None:
            return Question("birth" if part.kind == "age" else part.kind, part.names)
    return Question("condition")
