"""What a text would mean as a layer of the protocol: its problems, or the linter's remarks and what changes for clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from needlecare.exports.diff import Changes, compare
from needlecare.protocol.document import Protocol
from needlecare.protocol.lint import Remark, lint, rule_places
from needlecare.protocol.load import BadFile, combine, read_protocol
from needlecare.protocol.reader import Place, Problem, read_bytes
from needlecare.protocol.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What one rulebook in the place of another means."""

    old: Rulebook
    new: Rulebook
    remarks: tuple[Remark, ...]
    changes: Changes

    @property
    def is_same(self) -> bool:
        return self.old.digest == self.new.digest

    @property
    def errors(self) -> int:
        """Return how many remarks must be mended first."""
        return sum(remark.level == "error" for remark in self.remarks)

    @property
    def may_be_published(self) -> bool:
        return not (self.is_same or self.errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A text as it was read: `problems`, or the layer with its meaning and where its rules stand."""

    problems: tuple[Problem, ...] = ()
    layer: Protocol | None = None
    replaced: Protocol | None = None
    meaning: Meaning | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def keeps_its_version(self) -> bool:
        """Return whether a layer differs from the one it replaces, and is called by the same version."""
        return (
            self.layer is not None
            and self.replaced is not None
            and self.layer != self.replaced
            and self.layer.version == self.replaced.version
        )


def meaning(old: Rulebook, new: Rulebook) -> Meaning:
    """Return what the new rulebook in the place of the old one means."""
    return Meaning(old=old, new=new, remarks=lint(new), changes=compare(old, new))


def review(text: str, *, name: str, in_force: Rulebook) -> Review:
    """Return what a text would mean if it took the place of the layer of its name, or joined the layers in force."""
    try:
        layer, places = _read(text, name)
    except BadFile as bad:
        return Review(problems=bad.problems)
    others = [known for known in in_force.layers if known.protocol != layer.protocol]
    replaced = next((known for known in in_force.layers if known.protocol == layer.protocol), None)
    found = meaning(in_force, combine(layer, *others))
    return Review(layer=layer, replaced=replaced, meaning=found, places=places)


@lru_cache(
    maxsize=4
)  # reading a whole protocol takes a second or two, and a draft is looked at again and again
def _read(text: str, name: str) -> tuple[Protocol, Mapping[str, Place]]:
    root = read_bytes(text.encode(), name=name)
    return read_protocol(root, name=name), rule_places(root)
