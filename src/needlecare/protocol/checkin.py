"""What a client says while the skin heals: check-ins, each with signs and red flags, the words kept.

A sign or red flag that is not mentioned stays not answered, which is neither "no" nor "fine". The forms stand in tables
like those of the facts file, so that reader, messages and published schema cannot disagree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import IntEnum
from itertools import pairwise
from typing import Any

from needlecare.protocol.facts_forms import TruthKind, ZoneKind
from needlecare.protocol.fields import BAD, Choice, Field, Kind, ListOf, MapOf, Record, String, YesNo
from needlecare.protocol.reader import Node, Report, clipped, read_text, suggestion
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Truth
from needlecare.protocol.time import Instant, Interval, Zone, after, zone
from needlecare.protocol.values import dataclass, field
from needlecare.protocol.when import WHEN

# An hour that the clock shows twice, or "about" an hour, still counts as a moment; a whole day does not. [s]
_WIDEST_MOMENT = 6 * 3600


class Level(IntEnum):
    """How strong a sign is."""

    NONE = 0
    MILD = 1
    MODERATE = 2
    SEVERE = 3


class Trend(IntEnum):
    """How a sign compares with the answer before."""

    BETTER = -1
    SAME = 0
    WORSE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said of one sign; None where it was not said, or the client is not sure.

    Raises
    ------
    ValueError
        If level and presence contradict each other.
    """

    present: Truth
    level: Level | None = None
    trend: Trend | None = None
    words: str = ""

    def __post_init__(self) -> None:
        if self.level is not None and self.present is not (self.level > Level.NONE):
            raise ValueError(f"a sign of level {self.level.name.lower()} cannot be {self.present!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """What was said at one moment: answers by sign id, and yes, no or not sure by red-flag id."""

    at: Instant
    signs: Mapping[str, Answer] = field(default_factory=dict)
    flags: Mapping[str, Truth] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """All check-ins after one session, oldest first; `session_end` is None where no session is known."""

    zone: Zone
    session_end: Instant | None
    entries: tuple[CheckIn, ...]

    @property
    def latest(self) -> CheckIn:
        return self.entries[-1]

    @property
    def earlier(self) -> tuple[CheckIn, ...]:
        return self.entries[:-1]


# --- the forms -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _AnswerEntry:
    present: bool | None = None
    level: Level | None = None
    trend: Trend | None = None
    words: str = ""


_ANSWER = Record(
    _AnswerEntry,
    {
        "present": Field(YesNo(), "is it there? not needed where a level is given"),
        "level": Field(Choice(Level), "how strong it is"),
        "trend": Field(Choice(Trend), "compared with the answer before"),
        "words": Field(String(most=400), "the client's own words"),
    },
)
_SHORT: dict[str, Answer] = {
    "yes": Answer(present=True),
    "no": Answer(present=False),
    "not-sure": Answer(present=None),
    **{level.name.lower(): Answer(present=level > Level.NONE, level=level) for level in Level},
}


class AnswerKind(Kind):
    """What is said of one sign: a word, or a mapping with level and trend."""

    expects = f"one of {', '.join(_SHORT)}, or a mapping such as {{level: mild, trend: better}}"

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, dict):
            return self._mapping(node, report)
        word = "yes" if node.value is True else "no" if node.value is False else node.text
        if word not in _SHORT:
            near = "" if isinstance(node.value, list) else suggestion(node.text, list(_SHORT))
            report.problem(node.place, f"expected {self.expects}, found {node.kind}{near}")
            return BAD
        return _SHORT[word]

    def _mapping(self, node: Node, report: Report) -> Any:
        entry = _ANSWER.read(node, report)
        if entry is BAD:
            return BAD
        present = entry.present
        if entry.level is not None:
            implied = entry.level > Level.NONE
            if present is not None and present is not implied:
                report.problem(node.keys["present"], "'present' and 'level' contradict each other; keep one")
                return BAD
            present = implied
        if present is None and entry.trend is not None:
            present = True  # nothing grows better or worse that is not there
        if present is False and entry.trend is not None:
            report.problem(node.keys["trend"], "a sign that is not there has no trend; remove it")
            return BAD
        return Answer(present=present, level=entry.level, trend=entry.trend, words=entry.words)

    def write(self, value: Any) -> Any:
        for word, answer in _SHORT.items():
            if value == answer:
                return word
        return _ANSWER.write(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"enum": [*_SHORT, True, False]}, _ANSWER.schema()]}


class _FlagKind(TruthKind):
    def read(self, node: Node, report: Report) -> Any:
        said = super().read(node, report)
        return BAD if said is BAD else said.holds

    def write(self, value: Any) -> Any:
        return "not-sure" if value is None else value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    at: Interval
    signs: Mapping[str, Answer] = field(default_factory=dict)
    flags: Mapping[str, Truth] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryFile:
    """A check-in file as read, before names are looked up in a rulebook."""

    check_ins: tuple[_Entry, ...]
    client: str = ""
    protocols: tuple[str, ...] = ()
    zone: Zone | None = None
    session: Interval | None = None
    session_end: Interval | None = None


_ENTRY = Record(
    _Entry,
    {
        "at": Field(WHEN, "the moment of the check-in"),
        "signs": Field(MapOf(AnswerKind()), "by sign; what is not mentioned is not answered"),
        "flags": Field(MapOf(_FlagKind()), "by red flag: yes, no or not-sure"),
    },
    what="a check-in such as {at: 2026-12-04T09:00, signs: {redness: mild}}",
)
DIARY = Record(
    DiaryFile,
    {
        "client": Field(String(most=200), "the client's name; printed, never decided on"),
        "protocols": Field(
            ListOf(String(most=400), one_alone=True), "protocols to answer by, where not given otherwise"
        ),
        "zone": Field(ZoneKind(), "the clinic's time zone"),
        "session": Field(WHEN, "the moment the session began, where its end is not known"),
        "session-end": Field(WHEN, "the moment the session ended; all times run from it"),
        "check-ins": Field(
            ListOf(_ENTRY, one_alone=True, most=400), "the last is decided, the others compared with"
        ),
    },
    what="check-ins, a mapping with zone, session-end and check-ins",
)


# --- from a file to a diary ------------------------------------------------------------------------------------------


def read_checkins(
    root: Node, book: Rulebook, *, name: str, now: Instant, zone_key: str | None = None
) -> Diary:
    """Return the check-ins in a root node, with names looked up in a rulebook and times held against the clock.

    Parameters
    ----------
    now : int
        The present; no check-in lies after it. [s since 1970, UTC]
    zone_key : str, optional
        Taken where the file gives none.

    Raises
    ------
    BadFile
        With every problem found.
    """
    report = Report(name)
    report.zone = _zone(root, report, zone_key)
    read = DIARY.read(root, report)
    if read is BAD:
        report.raise_if_any()
    assert isinstance(root.value, dict)
    listed = root.value["check-ins"]
    places = listed.value if isinstance(listed.value, list) else [listed]
    session_end = _session_end(read, root, book, report)
    for entry, place in zip(read.check_ins, places, strict=True):
        _check_names(entry, place, book, report)
        _check_time(entry, place, session_end, now, report)
    if any(one == other for one, other in pairwise(sorted(entry.at.hi for entry in read.check_ins))):
        report.problem(listed.place, "two check-ins have the same time; join them, or mend one of the times")
    report.raise_if_any()
    entries = [CheckIn(at=min(e.at.hi, now), signs=e.signs, flags=e.flags) for e in read.check_ins]
    entries.sort(key=lambda entry: entry.at)
    return Diary(zone=report.zone, session_end=session_end, entries=tuple(entries))


def checkins(said: Mapping[str, Any], book: Rulebook, *, now: Instant, name: str = "checkin.json") -> Diary:
    """Return check-ins given as plain values, as a check-in file holds them.

    Raises
    ------
    BadFile
        With every problem found.
    """
    return read_checkins(read_text(json.dumps(said, ensure_ascii=False), name=name), book, name=name, now=now)


def _zone(root: Node, report: Report, zone_key: str | None) -> Zone:
    """Return the zone times are read in; a bad one is reported with the other keys."""
    if isinstance(root.value, dict) and "zone" in root.value:
        read = ZoneKind().read(root.value["zone"], Report(report.file))
        return zone("UTC") if read is BAD else read
    if not zone_key and isinstance(root.value, dict):
        report.problem(
            root.place, "key 'zone' is missing; add the clinic's zone, such as 'zone: Europe/London'"
        )
    return zone(zone_key or "UTC")


def _session_end(read: DiaryFile, root: Node, book: Rulebook, report: Report) -> Instant | None:
    assert isinstance(root.value, dict)
    for key, when in (("session", read.session), ("session-end", read.session_end)):
        if when is not None and when.hi - when.lo > _WIDEST_MOMENT:
            report.problem(
                root.value[key].place,
                "signs are counted in hours; add the time of day, as in 2026-12-03T14:30",
            )
    if read.session and read.session_end and read.session_end.hi < read.session.lo:
        report.problem(
            root.value["session-end"].place, "the session ends before it starts; mend one of the two"
        )
    # The earlier end of a vague moment: a flag then comes sooner rather than later.
    if read.session_end is not None:
        return read.session_end.lo
    if read.session is not None:
        return after(read.session.lo, book.settings.session_length, report.zone)
    return None


def _check_names(entry: _Entry, node: Node, book: Rulebook, report: Report) -> None:
    signs, flags = [sign.id for sign in book.course], [flag.id for flag in book.red_flags]
    assert isinstance(node.value, dict)
    for key, names, known, others, where in (
        ("signs", entry.signs, signs, flags, "'flags'"),
        ("flags", entry.flags, flags, signs, "'signs'"),
    ):
        for written in names:
            if written not in known:
                place = node.value[key].keys[written]
                hint = f"; put it under {where}" if written in others else suggestion(written, known)
                what = "sign" if key == "signs" else "red flag"
                remedy = hint or "; this protocol does not name it"
                report.problem(place, f"{what} '{clipped(written)}' is not known{remedy}")


def _check_time(entry: _Entry, node: Node, session_end: Instant | None, now: Instant, report: Report) -> None:
    assert isinstance(node.value, dict)
    place = node.value["at"].place
    if entry.at.hi - entry.at.lo > _WIDEST_MOMENT:
        report.problem(place, "a check-in is a moment; add the time of day, as in 2026-12-04T09:00")
    elif entry.at.lo > now:
        report.problem(place, "this check-in lies in the future; mend its time, or wait until then")
    elif session_end is not None and min(entry.at.hi, now) < session_end:
        what = "this check-in comes before the end of the session; mend its time, or the session's"
        report.problem(place, what)
