"""Which rules are contraindications to another program.

The grade decides. Absolute, relative and passing ones are contraindications; a precaution is a warning, since it asks for
care and not for another treatment. Advice is neither, nor is a talk that no text but practice asks for, such as about
support in deciding.
"""

from __future__ import annotations

from needlecare.engine.timing import exclusion
from needlecare.protocol.model import Grade, Outcome, Rule, Strength, Verb

_BINDING = (Grade.ABSOLUTE, Grade.RELATIVE, Grade.DEFER)
_RECALLED = "r"


def kind_of(rule: Rule) -> str:
    """Return what a rule is to another program: `contraindication`, `warning`, or nothing."""
    is_advice = rule.verb is not Verb.EXCLUDE or rule.strength is not Strength.MUST
    if is_advice or (rule.source.grade == _RECALLED and rule.grade is not Grade.ABSOLUTE):
        return ""
    if rule.grade in _BINDING and exclusion(rule) >= Outcome.REFER:
        return "contraindication"
    return "warning" if rule.grade is Grade.PRECAUTION else ""
