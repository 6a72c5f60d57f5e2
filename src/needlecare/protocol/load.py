"""Protocols from files: read, checked for unknown names, combined by rank, and named by a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from needlecare.protocol.fields import BAD
from needlecare.protocol.forms import PROTOCOL, SETTINGS
from needlecare.protocol.model import (
    Anchor,
    Area,
    Protocol,
    Question,
    RedFlag,
    Rule,
    Series,
    Settings,
    Sign,
    SourceEntry,
    Subject,
    Trait,
)
from needlecare.protocol.names import check_names
from needlecare.protocol.reader import (
    BadFile,
    Node,
    Place,
    Problem,
    Report,
    read_bytes,
    read_file,
    suggestion,
)

LIBRARY = Path(__file__).parent / "library"


def read_protocol(root: Node, *, name: str) -> Protocol:
    """Return the protocol in a root node.

    Raises
    ------
    BadFile
        With every problem of form and every unknown name in the file.
    """
    report = Report(name)
    if isinstance(root.value, dict) and "settings" in root.value:
        first = Report(name)  # settings come first: they say what "a few days" is read as
        SETTINGS.read(root.value["settings"], first)
        report.vague = first.vague
    protocol = PROTOCOL.read(root, report)
    report.raise_if_any()
    assert protocol is not BAD
    check_names(protocol, root, report)
    report.raise_if_any()
    return protocol  # type: ignore[no-any-return]


def read_protocol_file(path: Path) -> Protocol:
    """Return the protocol of a file."""
    return read_protocol(read_file(path), name=path.name)


def dump(protocol: Protocol) -> str:
    """Return the canonical text of a protocol: JSON, keys in the order of the language; loading it gives the same."""
    return json.dumps(PROTOCOL.write(protocol), ensure_ascii=False, separators=(",", ":")) + "\n"


def parse(text: str | bytes, *, name: str = "protocol.yaml") -> Protocol:
    """Return the protocol in a text; a name ending in .json means JSON."""
    raw = text.encode() if isinstance(text, str) else text
    return read_protocol(read_bytes(raw, name=name), name=name)


def digest(protocol: Protocol) -> str:
    """Return the digest by which a protocol is named, over its canonical text."""
    return hashlib.sha256(dump(protocol).encode()).hexdigest()


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
        return hashlib.sha256("".join(digest(layer) for layer in self.layers).encode()).hexdigest()

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
        return _first(layer.subjects for layer in self.layers)

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
        return self.layers[0].settings if self.layers else Settings()

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
    """Return protocols as one rulebook, highest rank first; equal ranks keep the order given."""
    seen: set[str] = set()
    for protocol in protocols:
        if protocol.protocol in seen:
            raise ValueError(f"protocol {protocol.protocol!r} is given twice")
        seen.add(protocol.protocol)
    return Rulebook(tuple(sorted(protocols, key=lambda p: p.layer)))


def library() -> tuple[str, ...]:
    """Return the names of the protocols shipped."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def path_of(name: str) -> Path:
    """Return the file of a shipped protocol's name, or the path given.

    Raises
    ------
    BadFile
        If it is neither a shipped protocol nor a file.
    """
    if name in library():
        return LIBRARY / f"{name}.yaml"
    path = Path(name)
    if path.suffix in (".yaml", ".yml", ".json") or path.exists():
        return path
    what = f"no protocol of this name{suggestion(name, list(library()))}; shipped are {', '.join(library())}"
    raise BadFile([Problem(name, Place(1, 1), what)])


def load(*names: str | Path) -> Rulebook:
    """Return protocols by shipped name or path, combined into one rulebook.

    Raises
    ------
    BadFile
        If a file is missing or has problems.
    """
    from needlecare.protocol.cache import cached_protocol

    return combine(*(cached_protocol(path_of(str(name))) for name in names or ("microneedling", "safety")))
