"""Laws that hold for every protocol and every client; worlds are drawn from the shipped protocols."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from oracle.generate import Worlds
from raw import raw_protocols

import needlecare
from needlecare.engine.screening import Finding, Verdict, finding_of, screen
from needlecare.engine.timing import moves_along
from needlecare.engine.traits import arrival_truth
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import END, Interval

SHIPPED = ("microneedling", "safety")
seeds = st.integers(min_value=0, max_value=10**9)
law = settings(
    max_examples=90, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@cache
def book() -> Rulebook:
    return needlecare.load(*SHIPPED)


def client(seed: int) -> Facts:
    """Return a client of the shipped protocols, the same for the same seed."""
    said = Worlds(*raw_protocols(*SHIPPED), seed=seed).case()
    try:
        return needlecare.facts(said, book(), now=0)
    except needlecare.BadFile:
        assume(False)
        raise


def by_rule(verdict: Verdict) -> dict[str, Finding]:
    return {f.rule_id: f for f in verdict.findings if f.rule_id}


def narrowed(facts: Facts, seed: int) -> Facts:
    """Return facts in which one open use is known better."""
    open_uses = [
        (name, at)
        for name, uses in facts.used.items()
        for at, use in enumerate(uses)
        if use.last is not None and use.last.lo < use.last.hi
    ]
    assume(open_uses)
    name, at = open_uses[seed % len(open_uses)]
    use = facts.used[name][at]
    assert use.last is not None
    width = use.last.hi - use.last.lo
    lo = use.last.lo + seed % (width + 1)
    hi = lo + (seed // 7) % (use.last.hi - lo + 1)
    uses = list(facts.used[name])
    uses[at] = replace(use, last=Interval(lo, hi))
    return replace(facts, used={**facts.used, name: tuple(uses)})


@pytest.mark.slow
@law
@given(seed=seeds, how=seeds)
def test_narrowing_an_answer_never_flips_a_finding_only_settles_it(seed: int, how: int) -> None:
    facts = client(seed)

    before, after = by_rule(screen(book(), facts)), by_rule(screen(book(), narrowed(facts, how)))

    for rule, wide in before.items():
        if rule in after:
            assert wide.best <= after[rule].best <= after[rule].worst <= wide.worst, rule


def shown(facts: Facts, condition: str) -> bool:
    """Return whether a use on the session's day makes a condition hold of which nothing was said."""
    return arrival_truth(book(), facts, condition) is True


def test_no_said_of_the_skin_on_arrival_stands_over_a_use_earlier_that_day() -> None:
    day = {"asked": "2026-12-03T14:00", "session": "2026-12-03T14:30", "used": {"makeup": "2026-12-03T08:00"}}
    facts = needlecare.facts({"zone": "Europe/London", "areas": ["face"], **day}, book())
    came_off = replace(facts, states={"makeup-on-skin": Said(holds=False)})

    assert by_rule(screen(book(), facts))["no-makeup"].outcome is Outcome.CAUTION
    assert by_rule(screen(book(), came_off))["no-makeup"].outcome is Outcome.READY


@pytest.mark.slow
@law
@given(seed=seeds, pick=seeds)
def test_saying_what_was_silent_stays_within_what_was_possible(seed: int, pick: int) -> None:
    facts = client(seed)
    # What a use of that day shows is not silent: "no" to it tells of later, as of make-up that came off again.
    silent = [n for n in sorted(book().conditions) if n not in facts.states and not shown(facts, n)]
    assume(silent)
    name = silent[pick % len(silent)]
    said = replace(facts, states={**facts.states, name: Said(holds=bool(pick & 1))})

    before, after = by_rule(screen(book(), facts)), by_rule(screen(book(), said))

    for rule, wide in before.items():
        found = after.get(rule)
        if found is not None:
            assert wide.best <= found.best <= found.worst <= wide.worst, rule


@pytest.mark.slow
@law
@given(seed=seeds, days=st.integers(0, 400), pick=seeds)
def test_one_more_wait_never_makes_the_date_earlier(seed: int, days: int, pick: int) -> None:
    facts = client(seed)
    names = sorted(
        name
        for name, uses in facts.used.items()
        if name in book().subjects and all(use.never and not use.planned for use in uses)
    )
    assume(names)
    moment = facts.asked - days * 86_400 - pick % 86_400
    more = {**facts.used, names[pick % len(names)]: (Use(last=Interval(moment, moment)),)}

    before, after = screen(book(), facts), screen(book(), replace(facts, used=more))

    assert _order(before.certain) <= _order(after.certain)
    assert _order(before.possible) <= _order(after.possible)


def _order(moment: int | None) -> int:
    return END + 1 if moment is None else moment


def answered(facts: Facts) -> Facts:
    """Return facts in which every silence is a harmless answer."""
    used = {name: (Use(never=True),) for name in book().subjects}
    states = {name: Said(holds=False) for name in book().conditions}
    return replace(
        facts,
        used={**used, **facts.used},
        states={**states, **facts.states},
        previous_sessions=facts.previous_sessions or (),
        plan=facts.plan or {},
    )


@pytest.mark.slow
@law
@given(seed=seeds)
def test_every_wait_is_over_at_the_earliest_moment_and_not_a_second_before(seed: int) -> None:
    facts = answered(client(seed))
    verdict = screen(book(), facts)
    assume(verdict.certain is not None)
    assert verdict.certain is not None

    at = screen(book(), moved(facts, verdict.certain))

    assert not [
        f.rule_id
        for f in at.findings
        if Outcome.WAIT in (f.best, f.worst) and f.limit is not None and f.rule_id not in _peel_rules()
    ]
    if verdict.certain > facts.asked:
        sooner = screen(book(), moved(facts, verdict.certain - 1))
        assert sooner.worst > Outcome.READY


def moved(facts: Facts, start: int) -> Facts:
    """Return the same facts for a session that starts at a moment, and what is planned with it moved along."""
    session = Interval(start, start)
    plan = {n: session if moves_along(facts, n) else at for n, at in (facts.plan or {}).items()}
    return replace(facts.on(session), plan=plan)


def _peel_rules() -> set[str]:
    return {rule.id for rule in book().rules if any("peel" in window.anchors for window in rule.when)}


@pytest.mark.slow
@law
@given(seed=seeds)
def test_the_facts_a_finding_cites_give_the_same_finding_alone(seed: int) -> None:
    facts = client(seed)
    for finding in screen(book(), facts).findings:
        if finding.rule is None or finding.outcome is Outcome.ASK:
            continue
        cited = {name for name, _ in finding.said}
        only = replace(
            facts,
            used={n: uses for n, uses in facts.used.items() if n in cited},
            states={n: said for n, said in facts.states.items() if n in finding.states},
        )

        alone = finding_of(book(), only, finding.rule)

        assert alone is not None, finding.rule_id
        assert alone.outcome is finding.outcome, finding.rule_id


@pytest.mark.slow
@law
@given(seed=seeds)
def test_the_worst_finding_is_the_outcome(seed: int) -> None:
    verdict = screen(book(), client(seed))

    assert verdict.outcome is max((f.outcome for f in verdict.findings), default=Outcome.READY)
    assert verdict.best <= verdict.outcome or verdict.outcome is Outcome.ASK
    assert all(f.question is not None for f in verdict.findings if f.outcome is Outcome.ASK)
    assert all(f.question is None for f in verdict.findings if f.outcome is not Outcome.ASK)
