"""A protocol file as a whole: its sources, readings, expected course, red flags, series and page, around its rules.

Kept apart from `model`, which is all that screening needs.
"""

from __future__ import annotations

from collections.abc import Mapping

from needlecare.protocol.model import Count, Layer, Rule, Source, Span, Subject, Text, Trait
from needlecare.protocol.time import Duration, Unit
from needlecare.protocol.values import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A page, label, study or leaflet; `grade` is R, S, H, C, p (proposal) or r (recalled)."""

    title: str
    grade: str
    read: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    id: str
    name: Text
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    id: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    id: str
    name: Text
    source: Source
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A symptom of the expected course, with three numbers and a trend (all from session end)."""

    id: str
    sign: Text
    typical: Span
    onset: Span | None = None
    normal_until: Span | None = None
    flag_from: Span | None = None
    worse_after: Span | None = None
    trend: str = "fading"
    level: str = "call-clinic"
    ask: Text | None = None
    says: Text
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """A sign that needs help, and how soon: emergency, same-day, call-clinic or self-care."""

    id: str
    level: str
    sign: Text
    say: Text
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """How often to come back: gap between sessions, usual count, and states that forbid the next."""

    gap: Span
    count: Count
    not_while: tuple[str, ...] = ()
    says: Text
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an ambiguity of the page was read; a `finding` is a defect for the clinic to mend."""

    id: str
    statement: tuple[str, ...]
    says: Text
    finding: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    id: str
    section: str
    statement: tuple[str, ...] = ()
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRule:
    statement: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One screenful that answers many names at once; `kind` is uses or any-of."""

    id: str
    kind: str
    ask: Text
    of: tuple[str, ...]


_HOUR = Duration(1, Unit.HOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Readings a protocol declares once: its hours, its length of a session, and its policy for vague amounts."""

    morning: str = "08:00"
    evening: str = "18:00"
    session_length: Duration = _HOUR
    vague: tuple[tuple[str, Count], ...] = (
        ("couple", Count(2, 2)),
        ("few", Count(2, 4)),
        ("several", Count(3, 7)),
        ("some", Count(1, 3)),
    )
    gentle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One protocol file: one layer of one treatment."""

    protocol: str
    version: str
    title: Text
    layer: Layer
    needlecare: int = 1
    statements: tuple[str, ...] = ()
    sources: Mapping[str, SourceEntry] = field(default_factory=dict)
    settings: Settings = Settings()
    emergency_numbers: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    conditions: Mapping[str, Trait] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    anchors: Mapping[str, Anchor] = field(default_factory=dict)
    indications: tuple[Indication, ...] = ()
    readings: tuple[Reading, ...] = ()
    rules: tuple[Rule, ...] = ()
    course: tuple[Sign, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    series: Series | None = None
    pages: tuple[PageText, ...] = ()
    questions: tuple[Question, ...] = ()
    not_rules: tuple[NotRule, ...] = ()
