"""Who writes the definitions of a rulebook: its addresses, code systems, language and words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from needlecare.exports.fhir.terms import BASE, Resource, coding, concept, resource_id, texts
from needlecare.protocol.document import Protocol
from needlecare.protocol.load import digest
from needlecare.protocol.model import Rule, Text, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Zone
from needlecare.wording.language import Speaker, first_capital

# The tables of a layer whose names are codes, each in a code system of its own.
TABLES = ("subjects", "conditions", "areas", "anchors")


@dataclass(frozen=True)
class Writer:
    """Writes for one speaker; `base` is where the definitions of the protocols stand."""

    speaker: Speaker
    base: str = BASE

    @property
    def language(self) -> str:
        return self.speaker.language

    @property
    def zone(self) -> Zone:
        return self.speaker.facts.zone

    @property
    def book(self) -> Rulebook:
        return self.speaker.book

    def address(self, kind: str, *parts: str) -> str:
        """Return the canonical address of a definition."""
        return f"{self.base}/{kind}/{resource_id(*parts)}"

    def plan(self, layer: Protocol) -> str:
        """Return the address of a layer's PlanDefinition, with its version."""
        return f"{self.address('PlanDefinition', layer.protocol)}|{layer.version}"

    @cached_property
    def name(self) -> str:
        """Return the name of the rulebook: the names of its layers."""
        return "-".join(layer.protocol for layer in self.book.layers)

    @cached_property
    def version(self) -> str:
        """Return a version of what all layers together define; the first signs of their digest."""
        return self.book.digest[:12]

    @property
    def questionnaire(self) -> str:
        return f"{self.address('Questionnaire', self.name)}|{self.version}"

    def text(self, text: Text) -> str:
        return self.speaker.text(text)

    def said(self, name: str, text: Text | None) -> dict[str, Any]:
        """Return an element with a text and its translation."""
        return texts(name, text, self.language)

    @cached_property
    def _systems(self) -> dict[str, tuple[str, str]]:
        """Return the code system and the display of every name; the first layer that has a name gives both."""
        return {
            name: (self.address("CodeSystem", layer.protocol, table), first_capital(self.text(entry.name)))
            for layer in reversed(self.book.layers)
            for table in reversed(TABLES)
            for name, entry in getattr(layer, table).items()
        }

    def coded(self, name: str) -> dict[str, Any]:
        """Return a name as a Coding; one that no layer defines has no display."""
        system, display = self._systems.get(name, (self.address("CodeSystem", self.name, "names"), ""))
        return coding(system, name, display)

    def of_rule(self, rule: Rule) -> Resource:
        """Return a rule as a concept."""
        layer = self.book.layer_of[rule.id]
        return concept(self.address("CodeSystem", layer.protocol, "rules"), rule.id, self.title(rule))

    def title(self, rule: Rule) -> str:
        """Return what a rule is about in a few words; its own sentence where that has no name, such as an age."""
        names = rule.subjects or rule.order or tuple(names_in(rule))
        return first_capital(self.speaker.names(names)) if names else self.text(rule.says)

    def identifier(self, layer: Protocol) -> Resource:
        """Return the digest of a layer as an identifier."""
        return digest_identifier(digest(layer))


def digest_identifier(value: str) -> Resource:
    """Return a digest as an identifier."""
    from needlecare.exports.fhir.terms import DIGEST_SYSTEM

    return {"system": DIGEST_SYSTEM, "value": value}


def names_in(rule: Rule) -> list[str]:
    """Return the names an exclusion speaks of."""
    guards = guards_within((rule.exclude,)) if rule.exclude is not None else ()
    return [name for guard in guards for name in guard.names]
