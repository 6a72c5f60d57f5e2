"""An interview in progress: what to ask next, and how an answer joins what was said before."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from needlecare.answering.case import Case
    from needlecare.engine.interview import Prompt
    from needlecare.engine.screening import Question, Verdict

# What a question asks about: its kind, and one name.
Part = tuple[str, str]


def next_of(case: Case, skipped: Set[Part]) -> tuple[Prompt | None, Verdict]:
    """Return what to ask next, leaving out what was skipped, and the verdict so far."""
    from needlecare.engine.interview import next_question
    from needlecare.engine.screening import screen

    verdict = screen(case.book, case.facts)
    left = tuple(f for f in verdict.findings if f.question is None or not parts(f.question) <= skipped)
    return next_question(case.book, case.facts, verdict=replace(verdict, findings=left)), verdict


def parts(asked: Prompt | Question) -> set[Part]:
    """Return what a question asks about, name by name; a screenful asks about each of its names."""
    kind = {"uses": "last-use", "any-of": "condition"}.get(asked.kind, asked.kind)
    return {(kind, name) for name in asked.names or ("",)}


def merged(said: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return facts with an answer added; what was said of one name before is refined, not repeated."""
    result = dict(said)
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = {**result[key], **value}
        else:
            result[key] = value
    return result
