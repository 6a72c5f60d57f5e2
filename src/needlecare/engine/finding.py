"""What an answer is made of: questions, findings and the verdict; values only."""

from __future__ import annotations

from needlecare.protocol.model import Outcome, Rule
from needlecare.protocol.said import Facts, Truth, Use
from needlecare.protocol.time import Instant, Interval
from needlecare.protocol.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next: `kind` is last-use, by-when, stop-by, started, condition, area, plan, plan-date, birth,
    prescribed, previous-session, planned-time, session-time or a fact's own name; `limit` divides the answers.
    """

    kind: str
    names: tuple[str, ...] = ()
    limit: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says of one session, with its proof.

    `rule` is None where no rule covers what was said. `limit` is the last allowed use (advised value), `floor_limit`
    the same at the floor, `slack` limit minus last use; all intervals, since session and use may be. [s]
    """

    rule_id: str
    rule: Rule | None
    outcome: Outcome
    best: Outcome
    worst: Outcome
    limit: Interval | None = None
    floor_limit: Interval | None = None
    slack: Interval | None = None
    said: tuple[tuple[str, Use], ...] = ()
    states: tuple[str, ...] = ()
    question: Question | None = None
    until: str = ""
    unstated: bool = False
    inherited_from: str = ""
    prescribed: Truth = False
    goes_on: bool = False
    planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of a session and the findings it rests on, worst first.

    `pending` are rules that can only be looked at on arrival, `unsaid` is what is planned for afterwards and the protocol
    does not speak of. `certain` is the first instant at which every rule that
    time can settle is kept whatever the open answers are; `possible` the first at which it may be. None: no such time
    is known.
    """

    outcome: Outcome
    best: Outcome
    worst: Outcome
    findings: tuple[Finding, ...]
    pending: tuple[str, ...]
    unsaid: tuple[str, ...]
    certain: Instant | None
    possible: Instant | None
    digest: str
    facts: Facts


def decided(
    rule: Rule | None, best: Outcome, worst: Outcome, question: Question | None, **proof: Any
) -> Finding:
    """Return a finding from its two ends: equal ends are the outcome, different ones `ask` the question."""
    settled = best is worst
    name = proof.pop("rule_id", rule.id if rule else "")
    return Finding(
        rule_id=name,
        rule=rule,
        outcome=best if settled else Outcome.ASK,
        best=best,
        worst=worst,
        question=None if settled else question,
        **proof,
    )


def truth_ends(truth: Truth, fail: Outcome) -> tuple[Outcome, Outcome]:
    """Return both ends of a finding that is broken when something is true."""
    return (fail if truth else Outcome.READY), (Outcome.READY if truth is False else fail)


def narrowed(found: Finding, *, least: Outcome = Outcome.READY, most: Outcome = Outcome.STOP) -> Finding:
    """Return a finding whose ends lie between two outcomes, as far as they are its own."""
    best = min(max(found.best, least), found.worst)
    worst = max(min(found.worst, most), best)
    if best is found.best and worst is found.worst:
        return found
    if best is worst:
        return replace(found, best=best, worst=worst, outcome=best, question=None)
    return replace(found, best=best, worst=worst)


def worst_of(found: list[Finding]) -> Finding | None:
    """Return the finding that decides among several of one rule, with the ends of all."""
    if not found:
        return None
    if len(found) == 1 and len(found[0].said) < 2:  # the usual case: nothing to join
        return found[0]
    lead = max(found, key=lambda f: (f.outcome, f.worst, f.best, bool(f.said)))
    best, worst = max(f.best for f in found), max(f.worst for f in found)
    if best is worst:
        lead = max(found, key=lambda f: (f.best, f.outcome is f.best))
        return replace(lead, best=best, worst=worst, outcome=best, question=None)
    still_open = [f for f in found if f.question is not None]
    lead = max(still_open, key=lambda f: (f.worst, f.best, bool(f.said)))
    said = tuple(dict.fromkeys(pair for f in found for pair in f.said))
    return replace(lead, best=best, worst=worst, outcome=Outcome.ASK, said=said)
