"""The parts of a rule's sentence: what it says besides its structured fields, clause by clause."""

from __future__ import annotations

import re

from sheets.draft import Draft


def clauses(draft: Draft, sentence: str | None = None) -> list[str]:
    """Return the clauses of a rule's sentence, the first of them the rule itself."""
    text = draft.sentence if sentence is None else sentence
    return [clause.strip() for clause in re.split(r"[;.](?!\d)", text) if clause.strip()]


SUBSTITUTE = re.compile(
    r"(?P<what>[a-z][a-z -]*?)\s+(?:may|might|can|could)\s+(?:suit"
    r"|be (?:used|suitable|better|tried|an option)|work|help)(?:\s+(?:better"
    r"|instead))?"
    r"|(?:use|try|take|choose|switch to|consider)\s+(?P<other>[a-z][a-z -]*?)\s+instead"
    r"|(?P<third>[a-z][a-z -]*?)\s+(?:is|are) (?:an alternative"
    r"|fine instead)",
    re.IGNORECASE,
)


def substitute_clauses(draft: Draft) -> list[str]:
    """Return the clauses in which what may be used instead can stand."""
    return clauses(draft) if draft.has_note("substitute", "alternative") else clauses(draft)[1:]


# Conditions that the readers of times take up themselves.
TAKEN_UP = re.compile(
    r"\b(?:longer|wait(?:ing)? longer|more time|extend(?:ed)?|sooner|earlier)\s+(?:if|when|where|with)\b"
    r"|\bup to [^;,()]+? if\b",
    re.IGNORECASE,
)
