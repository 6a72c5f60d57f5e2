"""May this session happen? One finding per rule, one outcome per session; the worst wins.

Every finding is decided at the best and at the worst end of what is known. Where both agree that is the outcome; where
they differ the outcome is `ask`, with the question that would settle it. Nothing here reads a clock or a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from needlecare.engine import knowledge, places, traits, uses
from needlecare.engine.earliest import earliest
from needlecare.engine.finding import Finding, Question, Verdict, decided, narrowed, truth_ends, worst_of
from needlecare.engine.timing import is_washout, level, limits_of
from needlecare.protocol.model import Outcome, Rule, Span, Verb, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import Interval
from needlecare.protocol.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from needlecare.protocol.document import Series

GAP_RULE = "series-gap"
HEALING_RULE = "series-not-while"
COUNT_RULE = "series-count"


def screen(book: Rulebook, facts: Facts) -> Verdict:
    """Return what the rulebook says of the session in the facts.

    Parameters
    ----------
    book : Rulebook
        From `load`.
    facts : Facts
        From `read_facts`; its `asked` is the present, no clock is read.
    """
    pending, rules = traits.by_stage(book, facts)
    findings = sorted(_findings(book, facts, rules), key=lambda f: (-f.outcome, -f.worst))
    certain, possible = earliest(book, facts, rules)
    return Verdict(
        outcome=max((f.outcome for f in findings), default=Outcome.READY),
        best=max((f.best for f in findings), default=Outcome.READY),
        worst=max((f.worst for f in findings), default=Outcome.READY),
        findings=tuple(findings),
        unsaid=unsaid(book, facts),
        pending=tuple(rule.id for rule in pending),
        certain=certain,
        possible=possible,
        digest=book.digest,
        facts=facts,
    )


def findings_of(book: Rulebook, facts: Facts) -> Iterator[Finding]:
    """Return a finding for every rule that is screened, and for every subject no rule covers."""
    return _findings(book, facts, traits.by_stage(book, facts)[1])


def _findings(book: Rulebook, facts: Facts, rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        finding = _finding(book, facts, rule)
        if finding is not None:
            yield finding
    if book.series is not None:
        yield from _series_findings(book, facts, book.series)
    for name in uncovered(book, facts):
        said = tuple((name, use) for use in facts.used.get(name, ()))
        yield decided(None, Outcome.REFER, Outcome.REFER, None, said=said, states=(name,))


def finding_of(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    """Return what one rule says, or None where the rule is not about whether a session may happen."""
    return None if traits.is_pending(book, facts, rule) else _finding(book, facts, rule)


def _finding(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    found = _at_any_start(book, facts, rule)
    if found is None or found.outcome is not Outcome.ASK or not places.is_open_twice(book, facts, rule):
        return found
    each = [_at_any_start(book, there, rule) for there in places.each(book, facts)]
    best = min(Outcome.READY if one is None else one.best for one in each)
    worst = max(Outcome.READY if one is None else one.worst for one in each)
    return narrowed(found, least=best, most=worst)


def _at_any_start(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    found = _found(book, facts, rule)
    is_about_uses = rule.verb in (Verb.AVOID, Verb.ALLOW)
    if found is None or found.outcome is not Outcome.ASK or facts.session.is_exact or not is_about_uses:
        return found
    # A start that suits one plan may not suit another, or a last use.
    exact = (
        _found(book, replace(facts, session=Interval(start, start)), rule)
        for start in uses.starts_beside_plans(book, facts, rule)
    )
    least = min((Outcome.READY if at is None else at.best for at in exact), default=found.best)
    return narrowed(found, least=least)


def _found(book: Rulebook, facts: Facts, rule: Rule) -> Finding | None:
    found: Finding | None = None
    if rule.verb is Verb.AVOID:
        parts = [_one_of(book, facts, rule, choices) for choices in uses.avoid(book, facts, rule)]
        return worst_of([part for part in parts if part is not None])
    if rule.verb is Verb.EXCLUDE:
        found = traits.exclude(book, facts, rule)
    elif rule.verb is Verb.CHECK:
        found = traits.check(book, facts, rule)
    elif rule.verb is Verb.REQUIRE and rule.outcome is not None:
        found = uses.require(book, facts, rule)
    elif rule.verb is Verb.FOLLOW:
        followed = rule.outcome or Outcome.REFER
        found = decided(rule, followed, followed, None)
    elif rule.verb is Verb.ALLOW and rule.implies_avoid:
        found = uses.implied(book, facts, rule)
    return None if found is None else _guarded(book, facts, rule, found)


def uncovered(book: Rulebook, facts: Facts) -> tuple[str, ...]:
    """Return what was said to be used that no rule names; "never" needs no rule."""
    others = [name for name in facts.used if name not in book.ruled]
    used = [name for name in others if knowledge.is_used(book, facts, name)]
    return (
        *facts.uncovered,
        *(n for n in used if n not in book.seen_on_arrival or _is_planned_later(book, facts, n)),
    )


def _is_planned_later(book: Rulebook, facts: Facts, name: str) -> bool:
    return any(plan.hi > facts.session.lo for plan in knowledge.plans_of(book, facts, name))


def unsaid(book: Rulebook, facts: Facts) -> tuple[str, ...]:
    """Return what is planned for after the session and stands in no rule for afterwards: the protocol does not say."""
    later = {name for name in facts.used if _is_planned_later(book, facts, name)}
    if not later:
        return ()
    after_it = [rule for rule in book.rules if any(not is_washout(window) for window in rule.when)]
    told = book.inside(name for rule in after_it for name in rule.subjects)
    return tuple(sorted(later - told - set(uncovered(book, facts))))


def _guarded(book: Rulebook, facts: Facts, rule: Rule, found: Finding) -> Finding | None:
    """Return a finding as the rule's guards leave it; None where the rule does not apply."""
    if not (rule.guards or rule.unless):
        return found
    applies = knowledge.all_hold(book, facts, rule.guards, prescribed=found.prescribed)
    lifted = bool(rule.unless) and knowledge.all_hold(book, facts, rule.unless, prescribed=found.prescribed)
    if applies is False or lifted is True:
        return None
    guarding = [n for g in guards_within((*rule.guards, *rule.unless)) if g.kind == "has" for n in g.names]
    if any(n in facts.states for n in guarding):
        found = replace(found, states=(*found.states, *(n for n in guarding if n in facts.states)))
    if (applies is True and lifted is False) or found.worst is Outcome.READY:
        return found
    if found.best is Outcome.READY and found.question is not None and found.question.kind != "plan-date":
        return found
    open_guards = rule.guards if applies is None else rule.unless
    asked = next(
        g for g in open_guards if knowledge.holds(book, facts, g, prescribed=found.prescribed) is None
    )
    if found.prescribed is None and any(part.kind == "prescribed" for part in guards_within((asked,))):
        question = Question("prescribed", rule.subjects[:1])
    else:
        question = traits.guard_question(book, facts, asked)
    return replace(found, outcome=Outcome.ASK, best=Outcome.READY, question=question)


def _one_of(book: Rulebook, facts: Facts, rule: Rule, choices: tuple[Finding, ...]) -> Finding | None:
    """Return what a rule says where one of several findings is true, by whether something is prescribed."""
    found = [one for choice in choices if (one := _guarded(book, facts, rule, choice)) is not None]
    if len(choices) == 1 or not found:
        return found[0] if found else None
    lead = max(found, key=lambda f: (f.worst, f.outcome))
    best = min(f.best for f in found) if len(found) == len(choices) else Outcome.READY
    if best is lead.worst or (lead.best is best and lead.question is not None):
        return replace(lead, prescribed=None)
    question = Question("prescribed", rule.subjects[:1])
    return replace(lead, outcome=Outcome.ASK, best=best, question=question, prescribed=None)


def _series_findings(book: Rulebook, facts: Facts, series: Series) -> Iterator[Finding]:
    earlier = facts.previous_sessions
    if earlier is None:
        question = Question("previous-session")
        yield decided(None, Outcome.READY, Outcome.WAIT, question, rule_id=GAP_RULE)
    elif earlier:
        limit = limits_of(facts, facts.session, Span(series.gap.floor, series.gap.floor))[0]
        lo, hi = max(s.lo for s in earlier), max(s.hi for s in earlier)
        best, worst = level(lo, limit.hi, limit.hi, Outcome.WAIT), level(hi, limit.lo, limit.lo, Outcome.WAIT)
        question = Question("by-when", ("previous-session",), limit.lo)
        slack = Interval(limit.lo - hi, limit.hi - lo)
        yield decided(None, best, worst, question, rule_id=GAP_RULE, limit=limit, slack=slack)
        yield from _healing(book, facts, series)
        more = series.count.most is not None and len(earlier) >= series.count.most
        ends = truth_ends(more, Outcome.REFER)
        yield decided(None, *ends, None, rule_id=COUNT_RULE)


def _healing(book: Rulebook, facts: Facts, series: Series) -> Iterator[Finding]:
    for name in series.not_while:
        truth = knowledge.condition_holds(book, facts, name)
        best, worst = truth_ends(truth, Outcome.WAIT)
        until = HEALING_RULE if truth else ""
        question = Question("condition", (name,))
        yield decided(None, best, worst, question, rule_id=HEALING_RULE, states=(name,), until=until)


__all__ = ["Finding", "Question", "Verdict", "finding_of", "findings_of", "screen", "uncovered"]
