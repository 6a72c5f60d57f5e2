"""A verdict as plain values: its outcome, dates, and each finding with its proof."""

from __future__ import annotations

from typing import Any

from needlecare.engine.screening import Finding, Question, Verdict
from needlecare.protocol.time import BEGINNING, END, Interval, Zone
from needlecare.wording import findings, questions, verdict
from needlecare.wording.language import Speaker
from needlecare.wording.plain.common import context_form, interval, moment, source_form


def verdict_form(speaker: Speaker, answer: Verdict) -> dict[str, Any]:
    """Return a verdict with its findings, worst first."""
    where = speaker.facts.zone
    return {
        "outcome": answer.outcome.word,
        "best": answer.best.word,
        "worst": answer.worst.word,
        "headline": verdict.headline(speaker, answer),
        "dates": verdict.dates(speaker, answer),
        "earliest": {"certain": moment(where, answer.certain), "possible": moment(where, answer.possible)},
        "findings": [finding_form(speaker, finding) for finding in answer.findings],
        "pending": list(answer.pending),
        "unsaid": list(answer.unsaid),
        **context_form(speaker),
    }


def finding_form(speaker: Speaker, found: Finding) -> dict[str, Any]:
    """Return a finding with its proof."""
    where = speaker.facts.zone
    rule = found.rule
    source = (
        rule.source if rule else speaker.book.series.source if found.rule_id and speaker.book.series else None
    )
    return {
        "rule": found.rule_id or None,
        "outcome": found.outcome.word,
        "best": found.best.word,
        "worst": found.worst.word,
        "about": list(findings.subject_names(found) if found.said or not found.states else found.states),
        "sentence": findings.sentence(speaker, found),
        "limit": _limit(where, found, speaker.facts.session),
        "slack": slack(found),
        "said": list(verdict.said(speaker, found)),
        "question": question_form(speaker, found.question) if found.question else None,
        "unstated": found.unstated,
        "inherited_from": found.inherited_from or None,
        "source": source_form(speaker.book, source, found.rule_id) if source else None,
    }


def _limit(where: Zone, found: Finding, session: Interval) -> dict[str, Any] | None:
    if found.limit is None:
        return None
    is_end = found.limit.lo > session.lo
    floor = found.floor_limit if found.floor_limit not in (None, found.limit) else None
    return {
        "is": "free-from" if is_end else "last-use",
        "advised": interval(where, found.limit),
        "floor": interval(where, floor) if floor else None,
    }


def slack(found: Finding) -> dict[str, Any] | None:
    """Return the limit minus the last use, exact in seconds; null where there is no end. [h, s]"""
    if found.slack is None or found.limit is None:
        return None
    least = None if found.slack.lo <= found.limit.lo - END else found.slack.lo
    most = None if found.slack.hi >= found.limit.hi - BEGINNING else found.slack.hi
    return {
        "least_hours": hours(least),
        "most_hours": hours(most),
        "least_seconds": least,
        "most_seconds": most,
    }


def hours(seconds: int | None) -> float | int | None:
    """Return seconds in hours: a whole number where it is one, else rounded to the second."""
    if seconds is None:
        return None
    return seconds // 3600 if seconds % 3600 == 0 else round(seconds / 3600, 4)


def question_form(speaker: Speaker, asked: Question) -> dict[str, Any]:
    """Return a question with its words."""
    return {
        "kind": asked.kind,
        "names": list(asked.names),
        "limit": moment(speaker.facts.zone, asked.limit),
        "text": questions.question(speaker, asked),
    }
