"""Which one question to ask next, so that a person is asked as little as possible and never twice.

The interview asks only what can still change the outcome. It stops when nothing can: when the session is out of the
question whatever else is said, or when every rule is settled or was answered with "not sure".
"""

from __future__ import annotations

from typing import Any

from needlecare.engine.screening import Finding, Question, Verdict, screen
from needlecare.protocol.document import Question as Group
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import BEGINNING, Instant, Interval, utc
from needlecare.protocol.values import dataclass

# Answered once by "not sure", these are not asked again.
_BY_NAME = {"last-use", "started", "condition", "by-when", "stop-by"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question to a person.

    `kind` is a question's kind (see `screening.Question`), or `uses` or `any-of` where one screenful asks about several
    `names` at once; `group` is then the protocol's own question. `horizon` divides "since then" from "not since then",
    `limit` divides the answers of by-when and stop-by. `settles` counts the findings it may settle.
    """

    kind: str
    names: tuple[str, ...] = ()
    group: str = ""
    horizon: Instant | None = None
    limit: Instant | None = None
    settles: int = 0

    @property
    def id(self) -> str:
        """Return a name under which an answer can be kept."""
        return ":".join((self.kind, self.group or ",".join(self.names)))


def next_question(book: Rulebook, facts: Facts, *, verdict: Verdict | None = None) -> Prompt | None:
    """Return the question to ask next, or None when asking on would change nothing."""
    verdict = verdict or screen(book, facts)
    if verdict.best is Outcome.STOP:
        return None
    still_open = [
        f for f in verdict.findings if f.outcome is Outcome.ASK and f.question and askable(facts, f.question)
    ]
    if not still_open:
        return None
    prompts = _prompts(book, facts, still_open)
    return max(prompts, key=lambda p: (_weight(p, still_open), p.settles, -_order(book, p)))


def askable(facts: Facts, question: Question) -> bool:
    """Return whether a question has not been answered with "not sure" already."""
    if question.kind not in _BY_NAME or not question.names:
        return True
    return any(not _unsure(facts, name) for name in question.names)


def _unsure(facts: Facts, name: str) -> bool:
    if name in facts.states:
        return facts.states[name].holds is None
    return any(use.unsure for use in facts.used.get(name, ()))


def _prompts(book: Rulebook, facts: Facts, findings: list[Finding]) -> list[Prompt]:
    grouped: dict[tuple[str, str], list[Finding]] = {}
    groups = {(group.kind, name): group for group in reversed(book.questions) for name in group.of}
    prompts: list[Prompt] = []
    for finding in findings:
        assert finding.question is not None
        group = _group_of(groups, finding.question)
        if group is not None:
            grouped.setdefault((group.kind, group.id), []).append(finding)
    taken = {f.rule_id for members in grouped.values() for f in members}
    for (kind, name), members in grouped.items():
        names = {n for f in members if f.question for n in f.question.names if (kind, n) in groups}
        order = next(g for g in book.questions if g.id == name).of
        prompts.append(_group_prompt(facts, kind, name, tuple(n for n in order if n in names), members))
    single: dict[Question, int] = {}
    for finding in findings:
        if finding.rule_id not in taken and finding.question is not None:
            key = _askable_part(facts, finding.question)
            single[key] = single.get(key, 0) + 1
    prompts.extend(Prompt(kind=q.kind, names=q.names, limit=q.limit, settles=n) for q, n in single.items())
    return prompts


def _group_of(groups: dict[tuple[str, str], Group], question: Question) -> Group | None:
    kind = {"last-use": "uses", "condition": "any-of"}.get(question.kind)
    if kind is None:
        return None
    return next((groups[kind, name] for name in question.names if (kind, name) in groups), None)


def _askable_part(facts: Facts, question: Question) -> Question:
    names = tuple(
        name for name in question.names if question.kind not in _BY_NAME or not _unsure(facts, name)
    )
    return Question(kind=question.kind, names=names, limit=question.limit)


def _group_prompt(
    facts: Facts, kind: str, name: str, names: tuple[str, ...], members: list[Finding]
) -> Prompt:
    limits = [f.limit.lo for f in members if f.limit is not None]
    if kind == "any-of" or not limits:
        return Prompt(kind=kind, names=names, group=name, settles=len(members))
    return Prompt(kind=kind, names=names, group=name, horizon=min(*limits, facts.asked), settles=len(members))


def _weight(prompt: Prompt, findings: list[Finding]) -> int:
    """Return the worst outcome a prompt could bring to light."""
    names = set(prompt.names)
    return max(
        f.worst
        for f in findings
        if f.question and (names & set(f.question.names) or f.question.kind == prompt.kind)
    )


def _order(book: Rulebook, prompt: Prompt) -> int:
    ids = [group.id for group in book.questions]
    return ids.index(prompt.group) if prompt.group in ids else len(ids)


# --- answers, as entries of a facts file -----------------------------------------------------------------------------


def chosen(prompt: Prompt, picked: tuple[str, ...], *, asked: Instant) -> dict[str, Any]:
    """Return the facts that picking `picked` on one screenful says; what is not picked is a "no", or "not since then".

    Raises
    ------
    ValueError
        If a name was not on the screen.
    """
    strange = set(picked) - set(prompt.names)
    if strange:
        raise ValueError(f"not asked about: {', '.join(sorted(strange))}")
    if prompt.kind == "any-of":
        return {"states": {name: "yes" if name in picked else "no" for name in prompt.names}}
    if prompt.horizon is None:
        return {"used": {name: "never" if name not in picked else "not-sure" for name in prompt.names}}
    recent = {"from": moment_text(prompt.horizon + 1), "to": moment_text(max(asked, prompt.horizon + 1))}
    earlier = {"last": f"not since {moment_text(prompt.horizon)}"}
    return {"used": {name: recent if name in picked else earlier for name in prompt.names}}


def settled_by(prompt: Prompt, yes: bool, *, last: Interval) -> dict[str, Any]:
    """Return the facts a yes or no to "was it by then?" says, given where the last use lay before."""
    assert prompt.limit is not None
    lo, hi = (last.lo, prompt.limit) if yes else (prompt.limit + 1, max(last.hi, prompt.limit + 1))
    entry: Any = {"from": moment_text(lo), "to": moment_text(hi)}
    if lo <= BEGINNING:
        entry = {"last": f"not since {moment_text(hi)}"}
    if prompt.names == ("previous-session",):
        return {"previous-sessions": [entry]}
    return {"used": {prompt.names[0]: entry}}


def moment_text(moment: Instant) -> str:
    """Return an instant as a facts file writes it."""
    return utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")
