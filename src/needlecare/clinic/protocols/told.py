"""The protocol, its history and a change in plain words, as the desk's pages arrange them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.proof import Cited, proof_of
from needlecare.clinic.common.words import language, say
from needlecare.clinic.protocols.models import Publication
from needlecare.clinic.protocols.review import Meaning
from needlecare.exports.diff_words import Teller
from needlecare.protocol.lint import LEVELS, lint
from needlecare.protocol.load import digest
from needlecare.protocol.model import Outcome
from needlecare.protocol.reader import Place
from needlecare.protocol.rulebook import Rulebook
from needlecare.wording.language import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its sentence, what holds as pairs of a label and a text, and its sources."""

    id: str
    says: str
    lines: tuple[tuple[str, str], ...]
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One protocol file of those in force together."""

    id: str
    version: str
    title: str
    rank: str
    digest: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One publication in the history."""

    number: int
    digest: str
    short: str
    when: str
    by: str
    reason: str
    layers: tuple[str, ...]
    is_in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    text: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines under a heading; `tone` is `critical` where somebody should look twice; `known` could be said before, too."""

    title: str
    lines: tuple[Line, ...]
    known: tuple[Line, ...] = ()
    tone: str = ""


def layers(book: Rulebook) -> tuple[Layer, ...]:
    """Return every layer with its rules in words."""
    speaker = Speaker.of_book(book, language())
    return tuple(
        Layer(
            id=layer.protocol,
            version=layer.version,
            title=speaker.text(layer.title),
            rank=layer.layer.name.lower(),
            digest=digest(layer),
            rules=tuple(
                Rule(id=rule.id, says=speaker.text(rule.says), lines=proof.lines, cited=proof.cited)
                for rule in layer.rules
                for proof in (proof_of(speaker, rule),)
            ),
        )
        for layer in book.layers
    )


def entry(publication: Publication, *, in_force: int) -> Entry:
    """Return a publication as the history shows it; `in_force` is the number of the one that answers now."""
    heads = [json.loads(text) for text in publication.layers]
    shown = publication.digest
    return Entry(
        number=publication.pk,
        digest=shown,
        short=f"{shown[:4]} {shown[4:8]}",
        when=moment(publication.at),
        by=publication.by_name,
        reason=publication.reason,
        layers=tuple(f"{head['protocol']} {head['version']}" for head in heads),
        is_in_force=publication.pk == in_force,
    )


def moment(at: datetime) -> str:
    """Return a moment by the clinic's clock, with the place named."""
    clinic = the_clinic()
    return f"{at.astimezone(ZoneInfo(clinic.zone_key)):%Y-%m-%d %H:%M} ({clinic.place})"


def remarks(found: Meaning, places: Mapping[str, Place]) -> tuple[Group, ...]:
    """Return the linter's remarks, errors first, each with where it stands; what is new stands in the open."""
    speaker = Speaker.of_book(found.new, language())
    old = set() if found.is_same else set(lint(found.old))
    groups = []
    for level in LEVELS:
        lines: dict[bool, list[Line]] = {True: [], False: []}
        for remark in found.remarks:
            if remark.level == level:
                where = " · ".join((remark.protocol, *_place(remark.where, places), *remark.where))
                lines[remark in old].append(Line(text=speaker.text(remark.says), where=where))
        if any(lines.values()):
            title = f"{speaker.say(f'check-{level}s')} ({sum(map(len, lines.values()))})"
            tone = "critical" if level == "error" else ""
            groups.append(Group(title=title, lines=tuple(lines[False]), known=tuple(lines[True]), tone=tone))
    return tuple(groups)


def _place(where: Iterable[str], places: Mapping[str, Place]) -> tuple[str, ...]:
    found = next((places[name] for name in where if name in places), None)
    return (say("desk-place", line=found.line, column=found.column),) if found else ()


def changes(found: Meaning) -> tuple[Group, ...]:
    """Return what changes for clients, from fine to not fine first, then names and texts."""
    teller, all_of = Teller(found.old, found.new, language()), found.changes
    worse = [region for region in all_of.regions if region.gets_worse]
    regions = {
        "worse": [region for region in worse if region.old.outcome is Outcome.READY],
        "stricter": [region for region in worse if region.old.outcome is not Outcome.READY],
        "better": [region for region in all_of.regions if not region.gets_worse],
    }
    sentences = {key: teller.sentences(some) for key, some in regions.items()}
    names = {
        "rules-changed": list(all_of.rules_changed),
        "rules-added": list(all_of.rules_added),
        "rules-removed": list(all_of.rules_removed),
        "asked-anew": [teller.asked(key) for key in all_of.asked_anew],
        "asked-no-more": [teller.asked(key) for key in all_of.asked_no_more],
    }
    texts = [
        Line(text=teller.text_change(change), where=f"{change.kind} {change.name} ({change.part})")
        for change in all_of.texts
    ]
    groups = {
        **{key: tuple(Line(text=line) for line in lines) for key, lines in sentences.items()},
        **{key: tuple(Line(text=line) for line in dict.fromkeys(lines)) for key, lines in names.items()},
        "texts": tuple(texts),
    }
    return tuple(
        Group(title=teller.say(key), lines=lines, tone="critical" if key == "worse" else "")
        for key, lines in groups.items()
        if lines
    )
