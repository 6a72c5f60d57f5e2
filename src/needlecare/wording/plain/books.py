"""Rules, protocols and the remarks of a check as plain values."""

from __future__ import annotations

from typing import Any

from needlecare.protocol.document import Protocol
from needlecare.protocol.lint import LEVELS, Remark, coverage
from needlecare.protocol.model import Rule
from needlecare.wording import rules as rule_words
from needlecare.wording.language import Speaker
from needlecare.wording.plain.common import book_form, protocol_form, source_form


def rule_form(speaker: Speaker, rule: Rule) -> dict[str, Any]:
    """Return a rule with its words and sources."""
    outcome = rule_words.if_not_kept(rule)
    return {
        "rule": rule.id,
        "verb": rule.verb.value,
        "about": list(rule.subjects),
        "says": speaker.text(rule.says),
        "why": speaker.text(rule.why) if rule.why else None,
        "note": speaker.text(rule.note) if rule.note else None,
        "remedy": speaker.text(rule.remedy) if rule.remedy else None,
        "when": [rule_words.window(speaker, when) for when in rule.when],
        "if": [rule_words.guard(speaker, part) for part in rule.guards],
        "unless": [rule_words.guard(speaker, part) for part in rule.unless],
        "if_not_kept": outcome.word if outcome is not None else None,
        "strength": rule.strength.value,
        "grade": rule.grade.value if rule.grade else None,
        "actor": rule.actor,
        "readings": [{"id": name, "text": text} for name, text in rule_words.readings(speaker, rule)],
        "source": source_form(speaker.book, rule.source, rule.id),
        "lang": speaker.language,
    }


def shelf_form(layer: Protocol, language: str) -> dict[str, Any]:
    """Return a protocol as it stands on the shelf."""
    return {**protocol_form(layer), "title": layer.title.in_language(language), "rules": len(layer.rules)}


def check_form(speaker: Speaker, remarks: tuple[Remark, ...]) -> dict[str, Any]:
    """Return what a check found, and the map of statements of each protocol."""
    maps = [(layer, coverage(layer)) for layer in speaker.book.layers]
    return {
        "counts": {level: sum(remark.level == level for remark in remarks) for level in LEVELS},
        "remarks": [
            {
                "level": remark.level,
                "code": remark.code,
                "protocol": remark.protocol,
                "where": list(remark.where),
                "says": speaker.text(remark.says),
            }
            for remark in remarks
        ],
        "coverage": [
            {
                "protocol": layer.protocol,
                "statements": len(found.statements),
                "unmapped": list(found.unmapped),
                "mapped": {name: list(where) for name, where in found.mapped.items()},
            }
            for layer, found in maps
        ],
        "lang": speaker.language,
        **book_form(speaker.book),
    }
