"""The treatment as web data: schema.org JSON-LD for the treatment page, with its sources and the protocols' digest.

One graph: the page, the treatment, what it is offered for, what speaks against it, what is expected and what needs help.
It holds the protocol's own sentences and nothing about any person. Where schema.org has no place for something, such as
floor and advised value, the sentence says it; nothing is forced into a property that means something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from needlecare.engine.course import is_result
from needlecare.engine.timing import is_washout
from needlecare.exports.contraindications import kind_of
from needlecare.protocol.document import PageText
from needlecare.protocol.load import digest
from needlecare.protocol.model import Rule, Verb, guards_within
from needlecare.wording.care import flags
from needlecare.wording.language import Speaker, first_capital

CONTEXT = "https://schema.org"
# What may stand in a script element without ending it, and in a line of JavaScript without breaking it.
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

_Node = dict[str, Any]


def as_jsonld(speaker: Speaker, *, address: str = "", clinic: str = "") -> str:
    """Return the web data of a rulebook as JSON that may stand inside a script element as it is.

    Parameters
    ----------
    address : str
        Where the treatment page stands; names in the graph hang on it, else they are relative to whatever page holds it.
    clinic : str
        Who publishes it.
    """
    text = json.dumps(graph(speaker, address=address, clinic=clinic), ensure_ascii=False, indent=2)
    for sign, shown in _IN_SCRIPT.items():
        text = text.replace(sign, shown)
    return text + "\n"


def graph(speaker: Speaker, *, address: str = "", clinic: str = "") -> _Node:
    """Return the web data of a rulebook as plain values; names that hang on an address begin with it."""
    writer = _Writer(speaker, address)
    nodes = [writer.page(clinic), writer.treatment(), *writer.offered_for()]
    return {"@context": CONTEXT, "@graph": nodes}


class _Writer:
    """Says every node of the graph."""

    def __init__(self, speaker: Speaker, address: str) -> None:
        self.say, self.book, self.address = speaker, speaker.book, address

    def name(self, part: str) -> str:
        return f"{self.address}#{part}"

    def page(self, clinic: str) -> _Node:
        main = self.book.layers[0]
        sources = {
            key: entry for layer in self.book.layers for key, entry in layer.sources.items() if entry.href
        }
        found: _Node = {
            "@type": "MedicalWebPage",
            "@id": self.name("page"),
            "name": self.say.text(main.title),
            "inLanguage": self.say.language,
            "audience": {"@type": "Patient"},
            "mainEntity": {"@id": self.name("treatment")},
            "version": main.version,
            "identifier": [
                {
                    "@type": "PropertyValue",
                    "propertyID": "sha256",
                    "name": layer.protocol,
                    "value": digest(layer),
                }
                for layer in self.book.layers
            ],
            "citation": [
                {"@type": "CreativeWork", "name": entry.title, "url": entry.href}
                for entry in {entry.href: entry for entry in sources.values()}.values()
            ],
        }
        if self.address:
            found["url"] = self.address
        if clinic:
            found["publisher"] = {"@type": "MedicalBusiness", "name": clinic}
        return found

    def treatment(self) -> _Node:
        main, say = self.book.layers[0], self.say
        found: _Node = {
            "@type": "MedicalTherapy",
            "@id": self.name("treatment"),
            "name": say.text(main.title),
            "description": self._told("about"),
            "bodyLocation": [say.text(area.name) for area in main.areas.values()],
            "preparation": self._sentences(rule for rule in self.book.rules if _is_before(rule)),
            "howPerformed": self._sentences(rule for rule in self.book.rules if rule.verb is Verb.STEP),
            "followup": [
                *self._sentences(rule for rule in self.book.rules if _is_after(rule)),
                *([say.text(self.book.series.says)] if self.book.series else []),
            ],
            "contraindication": [
                {
                    "@type": "MedicalContraindication",
                    "name": self._excluded(rule),
                    "description": say.text(rule.says),
                }
                for rule in self.book.rules
                if kind_of(rule) == "contraindication"
            ],
            "adverseOutcome": [
                {
                    "@type": "MedicalSymptom",
                    "name": first_capital(say.text(sign.sign)),
                    "description": say.text(sign.says),
                }
                for sign in self.book.course
                if sign.typical.advised.amount and not is_result(sign)
            ],
            "seriousAdverseOutcome": [
                {
                    "@type": "MedicalSymptom",
                    "name": first_capital(say.text(flag.sign)),
                    "description": say.text(flag.say),
                }
                for level in ("emergency", "same-day")
                for flag in flags(self.book, level)
            ],
        }
        return {key: value for key, value in found.items() if value}

    def offered_for(self) -> Iterator[_Node]:
        entries = {entry.id: entry for layer in self.book.layers for entry in layer.indications}
        for entry in entries.values():
            yield {
                "@type": "MedicalCondition",
                "@id": self.name(entry.id),
                "name": first_capital(self.say.text(entry.name)),
                "possibleTreatment": {"@id": self.name("treatment")},
            }

    def _told(self, section: str) -> str:
        pages: list[PageText] = [page for layer in self.book.layers for page in layer.pages]
        return " ".join(self.say.text(page.text) for page in pages if page.section == section)

    def _sentences(self, rules: Iterable[Rule]) -> list[str]:
        return list(dict.fromkeys(self.say.text(rule.says) for rule in rules))

    def _excluded(self, rule: Rule) -> str:
        """Return what a contraindication is about; its own sentence where that has no name, such as an age."""
        names = rule.subjects or tuple(_names(rule.exclude))
        return first_capital(self.say.names(names)) if names else self.say.text(rule.says)


def _names(condition: Any) -> Iterator[str]:
    """Yield the names a contraindication speaks of."""
    if condition is not None:
        for guard in guards_within((condition,)):
            yield from guard.names


def _is_before(rule: Rule) -> bool:
    """Return whether a rule is kept before the session or on arrival."""
    return rule.verb is Verb.CHECK or any(map(is_washout, rule.when))


def _is_after(rule: Rule) -> bool:
    """Return whether a rule is kept after the session."""
    return rule.verb is not Verb.STEP and any(window.form == "after" for window in rule.when)
