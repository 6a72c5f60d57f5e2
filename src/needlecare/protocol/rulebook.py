"""Protocols in order of rank, read as one: what an answer is given by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from needlecare.protocol.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from needlecare.protocol.document import (
        Anchor,
        Area,
        Protocol,
        Question,
        RedFlag,
        Series,
        Settings,
        Sign,
        SourceEntry,
    )
    from needlecare.protocol.model import Rule, Subject, Trait


@dataclass(frozen=True)
class Rulebook:
    """Layers in order of rank, read as one; what an answer is given by.

    Names are looked up in the layer of the highest rank that has them. Rules are never merged: each layer's rule stands
    and gives its own finding.
    """

    layers: tuple[Protocol, ...]

    @cached_property
    def digest(self) -> str:
        """Return the digest of all layers together."""
        from hashlib import sha256

        from needlecare.protocol.load import digest

        return sha256("".join(digest(layer) for layer in self.layers).encode()).hexdigest()

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for layer in self.layers for rule in layer.rules)

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in reversed(self.rules)}

    @cached_property
    def layer_of(self) -> Mapping[str, Protocol]:
        """Return the layer each rule stands in, by rule id."""
        return {rule.id: layer for layer in reversed(self.layers) for rule in layer.rules}

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        """Return every subject as the first layer defines it, with the classes and aliases of all layers."""
        merged: dict[str, Subject] = {}
        for layer in self.layers:
            for name, subject in layer.subjects.items():
                first = merged.get(name, subject)
                within = tuple(dict.fromkeys((*first.within, *subject.within)))
                aliases = tuple(dict.fromkeys((*first.aliases, *subject.aliases)))
                merged[name] = replace(first, within=within, aliases=aliases)
        return merged

    @cached_property
    def conditions(self) -> Mapping[str, Trait]:
        return _first(layer.conditions for layer in self.layers)

    @cached_property
    def areas(self) -> Mapping[str, Area]:
        return _first(layer.areas for layer in self.layers)

    @cached_property
    def anchors(self) -> Mapping[str, Anchor]:
        return _first(layer.anchors for layer in self.layers)

    @cached_property
    def sources(self) -> Mapping[str, SourceEntry]:
        return _first(layer.sources for layer in self.layers)

    @cached_property
    def emergency_numbers(self) -> Mapping[str, str]:
        return _first(layer.emergency_numbers for layer in self.layers)

    @cached_property
    def course(self) -> tuple[Sign, ...]:
        return tuple({sign.id: sign for layer in reversed(self.layers) for sign in layer.course}.values())

    @cached_property
    def red_flags(self) -> tuple[RedFlag, ...]:
        return tuple(flag for layer in self.layers for flag in layer.red_flags)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for layer in self.layers for question in layer.questions)

    @cached_property
    def series(self) -> Series | None:
        return next((layer.series for layer in self.layers if layer.series), None)

    @cached_property
    def settings(self) -> Settings:
        return self.layers[0].settings

    @cached_property
    def narrower(self) -> Mapping[str, frozenset[str]]:
        """Return, for each subject, itself and every class inside it."""
        inside: dict[str, set[str]] = {name: {name} for name in self.subjects}
        for name in self.subjects:
            for wider in self.wider[name]:
                inside[wider].add(name)
        return {name: frozenset(members) for name, members in inside.items()}

    @cached_property
    def wider(self) -> Mapping[str, frozenset[str]]:
        """Return, for each subject, every class it lies in, without itself."""
        found: dict[str, frozenset[str]] = {}

        def climb(name: str) -> frozenset[str]:
            if name not in found:
                above = [wide for wide in self.subjects[name].within if wide in self.subjects]
                found[name] = frozenset(above).union(*(climb(wide) for wide in above))
            return found[name]

        for name in self.subjects:
            climb(name)
        return found

    @cached_property
    def related(self) -> Mapping[str, frozenset[str]]:
        """Return, for each subject, itself, every class inside it and every class around it."""
        return {name: self.narrower[name] | self.wider[name] for name in self.subjects}

    def inside(self, names: Iterable[str]) -> frozenset[str]:
        """Return some subjects and every class inside them."""
        return frozenset(inner for name in names for inner in self.narrower.get(name, {name}))

    @cached_property
    def ruled(self) -> frozenset[str]:
        """Return every subject that a rule is about."""
        return self.inside(name for rule in self.rules for name in rule.subjects)

    @cached_property
    def seen_on_arrival(self) -> frozenset[str]:
        """Return every subject whose use makes a condition hold that is looked at on arrival."""
        return self.inside(name for trait in self.conditions.values() for name in trait.of)

    @cached_property
    def parts(self) -> Mapping[str, frozenset[str]]:
        """Return, for each area, itself and all its parts."""
        found: dict[str, frozenset[str]] = {}

        def gather(name: str) -> frozenset[str]:
            if name not in found:
                own = self.areas[name].parts if name in self.areas else ()
                found[name] = frozenset([name]).union(*(gather(part) for part in own))
            return found[name]

        for name in self.areas:
            gather(name)
        return found

    def overlap(self, one: Iterable[str], other: Iterable[str]) -> bool:
        """Return whether two lists of areas share a part."""
        mine = {part for name in one for part in self.parts.get(name, {name})}
        theirs = {part for name in other for part in self.parts.get(name, {name})}
        return not mine.isdisjoint(theirs)

    def named(self, word: str) -> str | None:
        """Return the subject a name or alias stands for, or None."""
        return self._by_name.get(word.strip().lower())

    @property
    def words(self) -> list[str]:
        """Return every id and alias a subject can be named by."""
        return list(self._by_name)

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        names = {alias.lower(): s.id for s in self.subjects.values() for alias in s.aliases}
        return {**names, **{name: name for name in self.subjects}}


def _first(tables: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for table in tables:
        for name, entry in table.items():
            merged.setdefault(name, entry)
    return merged


def combine(*protocols: Protocol) -> Rulebook:
    """Return protocols as one rulebook, highest rank first; equal ranks keep the order given.

    Raises
    ------
    ValueError
        If no protocol is given, or one twice.
    """
    if not protocols:
        raise ValueError("a rulebook needs at least one protocol")
    seen: set[str] = set()
    for protocol in protocols:
        if protocol.protocol in seen:
            raise ValueError(f"protocol {protocol.protocol!r} is given twice")
        seen.add(protocol.protocol)
    return Rulebook(tuple(sorted(protocols, key=lambda p: p.layer)))
