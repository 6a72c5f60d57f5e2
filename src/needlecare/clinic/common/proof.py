"""Where a sentence comes from, in the words of `needlecare explain`: what holds, why, and the sources with their grade."""

from __future__ import annotations

from dataclasses import dataclass

from needlecare.protocol.model import Rule, Source
from needlecare.wording.language import Speaker
from needlecare.wording.rules import about, readings, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What stands behind one sentence. `lines` are pairs of a label and a text."""

    id: str
    statements: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    cited: tuple[Cited, ...]


def proof_of(speaker: Speaker, rule: Rule) -> Proof:
    """Return what stands behind a rule."""
    left_out = (
        speaker.say("x-note"),
        speaker.say("x-what"),
    )  # a note is for the clinic; the sentence says its own kind
    read = tuple((f"{speaker.say('x-reading')} {name}", text) for name, text in readings(speaker, rule))
    cited = sources(speaker, rule)[1 if rule.source.statement else 0 :]
    return Proof(
        id=rule.id,
        statements=rule.source.statement,
        lines=(*(line for line in about(speaker, rule) if line[0] not in left_out), *read),
        cited=tuple(Cited(title=title, href=href) for title, href in cited),
    )


def proof_of_source(
    speaker: Speaker, source: Source, *, id: str = "", lines: tuple[tuple[str, str], ...] = ()
) -> Proof:
    """Return what stands behind a sentence that belongs to no rule, such as a sign or the series."""
    entries = [speaker.book.sources[key] for key in source.cite if key in speaker.book.sources]
    return Proof(
        id=id,
        statements=source.statement,
        lines=lines,
        cited=tuple(
            Cited(title=f"{entry.title} · {speaker.words[f'grade-{entry.grade}']}", href=entry.href)
            for entry in entries
        ),
    )
