"""The next question of an interview as plain values."""

from __future__ import annotations

from typing import Any

from needlecare.engine.interview import Prompt
from needlecare.engine.screening import Verdict
from needlecare.protocol.model import Outcome
from needlecare.wording import questions
from needlecare.wording.language import Speaker
from needlecare.wording.plain.calendar import emergency_form
from needlecare.wording.plain.common import context_form, moment


def asked_form(speaker: Speaker, asked: Prompt | None, verdict: Verdict) -> dict[str, Any]:
    """Return what to ask next, or null where nothing can change the outcome any more."""
    return {
        "question": prompt_form(speaker, asked) if asked is not None else None,
        "open": sum(finding.outcome is Outcome.ASK for finding in verdict.findings),
        "outcome": verdict.outcome.word,
        "emergency": emergency_form(speaker),
        **context_form(speaker),
    }


def prompt_form(speaker: Speaker, asked: Prompt) -> dict[str, Any]:
    """Return a question with its words and what can be chosen."""
    where = speaker.facts.zone
    return {
        "kind": asked.kind,
        "names": list(asked.names),
        "group": asked.group or None,
        "limit": moment(where, asked.limit),
        "since": moment(where, asked.horizon),
        "settles": asked.settles,
        "text": questions.question(speaker, asked),
        "options": [{"name": name, "text": speaker.name(name)} for name in asked.names],
    }
