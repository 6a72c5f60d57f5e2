"""What rules on the person say of a session: contraindications, checks on arrival, and the questions that settle guards."""

from __future__ import annotations

from needlecare.engine import knowledge
from needlecare.engine.finding import Finding, Question, decided, truth_ends
from needlecare.engine.timing import exclusion, is_arrival_rule
from needlecare.protocol.model import Condition, Outcome, Rule, Verb, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Truth, Use


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
    said = tuple(pair for name in rule.subjects for pair in _seen_by(book, facts, name))
    return decided(rule, best, worst, _asked(facts, unknown), states=rule.subjects, said=said)


def arrival_truth(book: Rulebook, facts: Facts, name: str) -> Truth:
    """Return whether an arrival condition holds: as was said of it, or of a use that day before the session."""
    truth, said = knowledge.condition_holds(book, facts, name), facts.states.get(name)
    hangs_on_area = facts.areas is None and said is not None and said.holds is not None
    return True if truth is None and not hangs_on_area and _seen_by(book, facts, name) else truth


def _seen_by(book: Rulebook, facts: Facts, name: str) -> tuple[tuple[str, Use], ...]:
    """Return what was said of uses on the session's day, before it, that make an arrival condition hold."""
    # Known only by its day, a session lies somewhere in that day; over several days nothing is certain.
    day = facts.zone.day(facts.zone.day_of(facts.session.hi))
    for subject in book.conditions[name].of:
        known = knowledge.last_use(book, facts, subject)
        uses = [(part.lo, part.lo if part.goes_on else part.hi) for part in known.parts if part.sure]
        uses += [(plan.lo, plan.hi) for plan in known.planned]
        if any(day.lo <= lo and hi <= facts.session.lo for lo, hi in uses):
            return known.said
    return ()


def is_pending(book: Rulebook, facts: Facts, rule: Rule) -> bool:
    """Return whether a rule waits for arrival: an arrival rule of which nothing has been said while booking."""
    if facts.stage == "arrival" or not is_arrival_rule(rule):
        return False
    is_lifted = bool(rule.unless) and knowledge.all_hold(book, facts, rule.unless)
    if is_lifted or knowledge.all_hold(book, facts, rule.guards) is False:
        return False
    if rule.verb is Verb.CHECK:
        return all(n not in facts.states and arrival_truth(book, facts, n) is None for n in rule.subjects)
    known = [knowledge.last_use(book, facts, name, excepted=rule.excepted) for name in rule.subjects]
    return not any(k.spoken or k.plans for k in known)


def by_stage(book: Rulebook, facts: Facts) -> tuple[list[Rule], list[Rule]]:
    """Return the rules that wait for arrival, and those that are looked at now."""
    pending: list[Rule] = []
    now: list[Rule] = []
    for rule in book.rules:
        (pending if is_pending(book, facts, rule) else now).append(rule)
    return pending, now


def guard_question(book: Rulebook, facts: Facts, guard: Condition) -> Question:
    """Return the question that would settle a guard."""
    for part in guards_within((guard,)):
        if part.kind == "has":
            open_ones = tuple(n for n in part.names if knowledge.condition_holds(book, facts, n) is None)
            if open_ones:
                return _asked(facts, open_ones)
        elif part.kind != "prescribed" and knowledge.holds(book, facts, part) is None:
            return Question("birth" if part.kind == "age" else part.kind, part.names)
    return Question("condition")


def _asked(facts: Facts, open_ones: tuple[str, ...]) -> Question:
    """Return the question that settles conditions: which area is treated, where one was answered for some area."""
    elsewhere = any((said := facts.states.get(name)) and said.holds for name in open_ones)
    return Question("area") if elsewhere and facts.areas is None else Question("condition", open_ones)
