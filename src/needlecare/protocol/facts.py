"""Facts files: what a client says, read strictly and resolved on the clinic's calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from needlecare.protocol.fields import (
    BAD,
    Choice,
    Field,
    Kind,
    ListOf,
    MapOf,
    Number,
    Record,
    String,
    Whole,
    Word,
    YesNo,
)
from needlecare.protocol.reader import Node, Place, Report, clipped, read_text, suggestion
from needlecare.protocol.said import Facts, Said, Truth, Use
from needlecare.protocol.time import (
    BEGINNING,
    FIRST_YEAR,
    LAST_YEAR,
    Duration,
    Instant,
    Interval,
    Unit,
    Zone,
    before,
    zone,
)
from needlecare.protocol.values import dataclass, field, replace

# "About" a day is two days either way, about a month a week either way: the stated tolerance. [days]
ABOUT_DAY, ABOUT_MONTH, ABOUT_YEAR = 2, 7, 92
_LONGEST_PHRASE = 400  # characters of plain words in the place of a time


# --- times as people write them --------------------------------------------------------------------------------------

_DATE = r"(?P<y>\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?"
_CLOCK = r"(?:[T ](?P<h>\d{2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?(?P<off>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?"
_WHEN = re.compile(rf"(?P<lead>about )?{_DATE}{_CLOCK}", re.ASCII)


class _NoTime(Exception):
    """A text is not a time we can read; the message says why."""


def interval_of(text: str, where: Zone) -> Interval:
    """Return the interval a written time stands for: `2026-11-30`, `2026-11-30T14:30`, `2026-11`, `about 2026-11-20`."""
    found = _WHEN.fullmatch(text.strip())
    if found is None:
        raise _NoTime(
            "write a day (2026-11-30), a moment (2026-11-30T14:30), a month (2026-11) or 'about 2026-11-20'"
        )
    if found["h"]:
        if not found["d"]:
            raise _NoTime("a time of day needs a whole date before it")
        return _moment(found, where)
    first, last, tolerance = _days(found)
    if first == last and where.day_of(where.day(first).lo) != first:
        raise _NoTime(f"the calendar of {where.key} left this day out; choose another")
    if found["lead"] == "about ":
        first, last = first - timedelta(days=tolerance), last + timedelta(days=tolerance)
    return Interval(where.day(first).lo, where.day(last).hi)


def _days(found: re.Match[str]) -> tuple[date, date, int]:
    year, month, day = int(found["y"]), int(found["m"] or 1), int(found["d"] or 1)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _NoTime(f"the year {year} is out of reach; use {FIRST_YEAR} to {LAST_YEAR}")
    try:
        first = date(year, month, day)
    except ValueError:
        raise _NoTime("this day is not in the calendar; check month and day") from None
    if found["d"]:
        return first, first, ABOUT_DAY
    if found["m"]:
        following = date(year + month // 12, month % 12 + 1, 1)
        return first, following - timedelta(days=1), ABOUT_MONTH
    return first, date(year, 12, 31), ABOUT_YEAR


def _moment(found: re.Match[str], where: Zone) -> Interval:
    day, _, _ = _days(found)
    try:
        wall = datetime(
            day.year, day.month, day.day, int(found["h"]), int(found["min"]), int(found["s"] or 0)
        )
    except ValueError:
        raise _NoTime("this time is not on the clock; use 00:00 to 23:59") from None
    if found["off"]:
        exact = int(
            datetime.fromisoformat(f"{wall.isoformat()}{found['off'].replace('Z', '+00:00')}").timestamp()
        )
        return _widened(Interval(exact, exact), found)
    first = where.first_reaching(wall)
    if where.local(first).replace(tzinfo=None) != wall:
        raise _NoTime(f"the clock skips {wall:%H:%M} that day in {where.key}; choose another time")
    second = int(wall.replace(tzinfo=where.local(first).tzinfo, fold=1).timestamp())
    return _widened(Interval(first, max(first, second)), found)


def _widened(moment: Interval, found: re.Match[str]) -> Interval:
    return Interval(moment.lo - 3 * 3600, moment.hi + 3 * 3600) if found["lead"] == "about " else moment


class WhenKind(Kind):
    """A time as an interval: a day, moment, month, year, `about` one, or `{from, to}`."""

    expects = "a time"
    _hint = "write a day (2026-11-30), a moment (2026-11-30T14:30), a month (2026-11), 'about 2026-11-20' or {from, to}"

    def read(self, node: Node, report: Report) -> Any:
        where: Zone = report.zone or zone("UTC")
        if isinstance(node.value, dict):
            return self._between(node, report)
        if isinstance(node.value, list) or node.value is None:
            return self.bad(node, report, self._hint)
        try:
            return interval_of(node.text, where)
        except _NoTime as error:
            return self.bad(node, report, str(error))

    def _between(self, node: Node, report: Report) -> Any:
        assert isinstance(node.value, dict)
        if set(node.value) != {"from", "to"}:
            return self.bad(node, report, "a stretch of time has just 'from' and 'to'")
        first, last = (self.read(node.value[key], report) for key in ("from", "to"))
        if first is BAD or last is BAD:
            return BAD
        if first.lo > last.hi:
            report.problem(node.place, "'from' is later than 'to'; swap them")
            return BAD
        return Interval(first.lo, last.hi)

    def write(self, value: Any) -> Any:
        return {"from": _iso(value.lo), "to": _iso(value.hi)}

    def schema(self) -> dict[str, Any]:
        text = {
            "type": "string",
            "pattern": r"^(about )?\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?)?$",
        }
        year = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
        between = {
            "type": "object",
            "properties": {"from": text, "to": text},
            "required": ["from", "to"],
            "additionalProperties": False,
        }
        return {"anyOf": [text, year, between]}


def _iso(moment: Instant) -> str:
    return datetime.fromtimestamp(moment, zone("UTC").local(0).tzinfo).strftime("%Y-%m-%dT%H:%M:%SZ")


WHEN = WhenKind()
_WORD_LIST = ListOf(Word(), one_alone=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _UseEntry:
    last: Any = None
    planned: tuple[Interval, ...] = ()
    started: Interval | None = None
    ended: Interval | None = None
    area: tuple[str, ...] | None = None
    prescribed: Truth = None
    words: str = ""


class LastKind(Kind):
    """A last use: a time, `never`, `ongoing`, `not-sure`, `since T` (began then, goes on), `before T`, `not since T`."""

    expects = "a last use"
    _words = ("never", "ongoing", "not-sure")

    def read(self, node: Node, report: Report) -> Any:
        text = "" if isinstance(node.value, dict | list) else node.text.strip()
        if text == "never" or node.value is False or text == "no":
            return Use(never=True)
        if text == "ongoing":
            return Use(ongoing=True)
        if text == "not-sure":
            return Use(unsure=True)
        for lead in ("not since ", "since ", "before "):
            if text.startswith(lead):
                rest = text.removeprefix(lead)
                when = WHEN.read(Node(rest, node.place, rest), report)
                if when is BAD:
                    return BAD
                if lead == "since ":
                    return Use(ongoing=True, started=when)
                return Use(last=Interval(BEGINNING, when.hi if lead == "not since " else when.lo - 1))
        if text and text[0].isalpha() and not text.startswith("about "):
            near = suggestion(text, list(self._words))
            return self.bad(node, report, f"write a time, never, ongoing or not-sure{near}")
        when = WHEN.read(node, report)
        return BAD if when is BAD else Use(last=when)

    def write(self, value: Any) -> Any:
        if value.never or value.ongoing or value.unsure:
            return "never" if value.never else "ongoing" if value.ongoing else "not-sure"
        return WHEN.write(value.last)

    def schema(self) -> dict[str, Any]:
        lead = {"type": "string", "pattern": r"^(since|before|not since) \d{4}.*$"}
        words = {
            "type": "string",
            "maxLength": _LONGEST_PHRASE,
            "description": "plain words such as '2 nights ago', which the command reads",
        }
        return {"anyOf": [{"enum": [*self._words, "no", False]}, lead, *WHEN.schema()["anyOf"], words]}


LAST = LastKind()
_USE = Record(
    _UseEntry,
    {
        "last": Field(LAST, "the last use, or the end of a course"),
        "planned": Field(ListOf(WHEN, one_alone=True), "later uses already decided"),
        "started": Field(WHEN, "when a course began"),
        "ended": Field(WHEN, "when a course ended; the same as `last`"),
        "area": Field(_WORD_LIST, "where, if not in the treated area"),
        "prescribed": Field(YesNo(), "was it prescribed?"),
        "words": Field(String(most=400), "the client's own words"),
    },
)


_MOST_USES = 500


class UsedKind(Kind):
    """What is said of one subject: a last use, a mapping with more, or a list of mappings."""

    expects = "a last use or a mapping such as {last: 2026-11-30, area: legs}"

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, list):
            if len(node.value) > _MOST_USES:
                report.problem(node.place, f"more than {_MOST_USES} entries on one thing; keep the latest")
                return BAD
            entries = [self._one(item, report) for item in node.value]
            if not entries:
                return self.bad(node, report, "write at least one entry, or never")
            return BAD if BAD in entries else tuple(entries)
        entry = self._one(node, report)
        return BAD if entry is BAD else (entry,)

    def _one(self, node: Node, report: Report) -> Any:
        if not isinstance(node.value, dict) or set(node.value) == {"from", "to"}:
            use = LAST.read(node, report)
            return (
                use
                if use is BAD or node.value is False or isinstance(node.value, dict)
                else replace(use, words=node.text)
            )
        entry = _USE.read(node, report)
        if entry is BAD:
            return BAD
        if entry.last is not None and entry.ended is not None:
            report.problem(node.keys["ended"], "'last' and 'ended' say the same; keep one")
            return BAD
        base = entry.last or (Use(last=entry.ended) if entry.ended else Use())
        if entry.last is None and entry.ended is None:
            # A course that began goes on; a plan says nothing of the last use.
            base = Use(ongoing=True) if entry.started else Use(unsure=not entry.planned)
        return replace(
            base,
            planned=entry.planned,
            started=entry.started or base.started,
            areas=entry.area,
            prescribed=entry.prescribed,
            words=entry.words,
        )

    def write(self, value: Any) -> Any:
        return [self._written(use) for use in value]

    def _written(self, use: Use) -> dict[str, Any]:
        is_said = use.unsure or not use.is_open
        written: dict[str, Any] = {"last": LAST.write(use)} if is_said else {}
        if use.planned:
            written["planned"] = [WHEN.write(plan) for plan in use.planned]
        if use.started:
            written["started"] = WHEN.write(use.started)
        if use.areas is not None:
            written["area"] = list(use.areas)
        if use.prescribed is not None:
            written["prescribed"] = use.prescribed
        return {**written, **({"words": use.words} if use.words else {})}

    def schema(self) -> dict[str, Any]:
        one = {"anyOf": [*LAST.schema()["anyOf"], _USE.schema()]}
        return {"anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class _StateEntry:
    holds: Said
    area: tuple[str, ...] | None = None
    words: str = ""


class TruthKind(Kind):
    """Yes, no or not-sure."""

    expects = "yes, no or not-sure"

    def read(self, node: Node, report: Report) -> Any:
        if node.text == "not-sure":
            return Said(holds=None, words=node.text)
        value = YesNo().read(node, Report(report.file))
        return self.bad(node, report) if value is BAD else Said(holds=value, words=node.text)

    def write(self, value: Any) -> Any:
        return "not-sure" if value.holds is None else value.holds

    def schema(self) -> dict[str, Any]:
        return {"enum": [True, False, "yes", "no", "not-sure"]}


_STATE = Record(
    _StateEntry,
    {"holds": Field(TruthKind()), "area": Field(_WORD_LIST), "words": Field(String(most=400))},
    what="yes, no, not-sure or a mapping such as {holds: yes, area: legs}",
)


class StateKind(Kind):
    expects = "yes, no or not-sure"

    def read(self, node: Node, report: Report) -> Any:
        if not isinstance(node.value, dict):
            return TruthKind().read(node, report)
        entry = _STATE.read(node, report)
        if entry is BAD:
            return BAD
        return Said(holds=entry.holds.holds, areas=entry.area, words=entry.words or entry.holds.words)

    def write(self, value: Any) -> Any:
        holds = TruthKind().write(value)
        return {"holds": holds, "area": list(value.areas)} if value.areas is not None else holds

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [TruthKind().schema(), _STATE.schema()]}


class PlanKind(Kind):
    """When something planned with the session happens: a time, `with-session`, yes (no date yet) or no."""

    expects = "a time, with-session, yes or no"

    def read(self, node: Node, report: Report) -> Any:
        if node.text == "with-session":
            return "with-session"
        if node.value is True or node.text == "yes":
            return True
        if node.value is False or node.text == "no":
            return False
        if node.text[:1].isalpha() and not node.text.startswith("about "):
            return self.bad(node, report, suggestion(node.text, ["with-session"]).strip(" ()"))
        return WHEN.read(node, report)

    def write(self, value: Any) -> Any:
        return value if isinstance(value, bool | str) else WHEN.write(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"enum": ["with-session", True, False, "yes", "no"]}, *WHEN.schema()["anyOf"]]}


class ZoneKind(Kind):
    expects = "an IANA zone such as Europe/London"

    def read(self, node: Node, report: Report) -> Any:
        try:
            if node.text.startswith(("right/", "posix", "localtime", "Factory")):
                raise ValueError("differs from machine to machine, or counts leap seconds")
            return zone(node.text)
        except ValueError:
            from zoneinfo import available_timezones

            names = sorted(available_timezones() - {node.text})
            cities = {name.rpartition("/")[2]: name for name in names}
            near = suggestion(cities.get(node.text, node.text), names)
            what = f"zone {node.kind} is not known{near}; use a name such as Europe/London"
            report.problem(node.place, what)
            return BAD

    def write(self, value: Any) -> Any:
        return value.key

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsFile:
    """A facts file as read, before names are looked up in a rulebook."""

    zone: Zone | None = None
    asked: Interval | None = None
    session: Interval | None = None
    session_end: Interval | None = None
    stage: str = "booking"
    areas: tuple[str, ...] | None = None
    used: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    states: Mapping[str, Said] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None
    previous_sessions: tuple[Interval, ...] | None = None
    event: Interval | None = None
    birth: Interval | None = None
    age: int | None = None
    skin_type: int | None = None
    depth_mm: float | None = None
    device: tuple[str, ...] | None = None
    indication: tuple[str, ...] | None = None
    role: tuple[str, ...] | None = None
    jurisdiction: tuple[str, ...] | None = None
    add_on: tuple[str, ...] | None = None
    client: str = ""
    protocols: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)


_ANY_NAME = String("a name", most=80)
FACTS = Record(
    FactsFile,
    {
        "client": Field(String(most=200), "the client's name; printed, never decided on"),
        "protocols": Field(
            ListOf(String(most=400), one_alone=True), "protocols to answer by, where not given otherwise"
        ),
        "zone": Field(ZoneKind(), "the clinic's time zone"),
        "asked": Field(WHEN, "when this was said; the command takes the present moment where it is missing"),
        "session": Field(WHEN, "the session's start: a moment, or only a day"),
        "session-end": Field(WHEN, "the session's end, where known"),
        "stage": Field(
            Choice(("booking", "arrival")), "on arrival, silence about arrival checks is asked about too"
        ),
        "areas": Field(_WORD_LIST, "the areas to be treated"),
        "used": Field(MapOf(UsedKind(), key=_ANY_NAME), "what was used, taken or undergone, and when last"),
        "states": Field(MapOf(StateKind(), key=_ANY_NAME), "what is or was true of the person"),
        "plan": Field(
            MapOf(PlanKind()), "what is planned together with the session, and when; {} where nothing is"
        ),
        "previous-sessions": Field(
            ListOf(WHEN, one_alone=True, least=0), "earlier sessions; [] where there was none"
        ),
        "event": Field(WHEN, "an event to be ready for"),
        "birth": Field(WHEN, "date of birth"),
        "age": Field(Whole(0, 120), "age in years, where the date of birth is not known"),
        "skin-type": Field(Whole(1, 6), "Fitzpatrick skin type"),
        "depth-mm": Field(Number(0, 10, "mm"), "needle depth"),
        "device": Field(_WORD_LIST),
        "indication": Field(_WORD_LIST),
        "role": Field(_WORD_LIST, "who treats"),
        "jurisdiction": Field(ListOf(String("a country code such as GB", r"[A-Z]{2}"), one_alone=True)),
        "add-on": Field(ListOf(Word(), one_alone=True, least=0)),
    },
    what="facts, a mapping with zone, session, areas, used and states",
)
_NAMED = ("device", "indication", "role", "jurisdiction", "add_on")

# Reads words in the place of a last use: the name they stand under, the words, and the day they were said. Returns entries
# for that name, what is to be asked before there can be any, or None where the words say nothing.
Phrases: TypeAlias = Callable[[str, str, date], list[dict[str, Any]] | str | None]
_NO_PHRASE = re.compile(
    rf"(about |before |since |not since )?{_DATE}(-.*|[T ].*)?|never|ongoing|not-sure|no|false"
)


def read_facts(
    root: Node,
    book: Any,
    *,
    name: str,
    now: Instant,
    zone_key: str | None = None,
    session: str | None = None,
    phrases: Phrases | None = None,
) -> Facts:
    """Return the facts in a root node, with names looked up in a rulebook.

    Parameters
    ----------
    now : int
        The present, taken where the file does not say when it was asked. [s since 1970, UTC]
    zone_key, session : str, optional
        Taken where the file gives none.
    phrases : callable, optional
        Reads plain words such as "2 nights ago" under `used`; without it they are a problem.

    Raises
    ------
    BadFile
        With every problem found.
    """
    report = Report(name)
    if not isinstance(root.value, dict):
        FACTS.read(root, report)
        report.raise_if_any()
    assert isinstance(root.value, dict)
    where = _zone_first(root, report, zone_key)
    report.zone = where
    if phrases is not None and where is not None:
        root = _in_dates(root, phrases, report, where, now)
    assert isinstance(root.value, dict)
    read = FACTS.read(root, report)
    session_at = read.session if read is not BAD else None
    if session_at is None and session and "session" not in root.value:
        session_at = WHEN.read(Node(session, root.place, session), report)
    if session_at is None and "session" not in root.value:
        report.problem(root.place, "key 'session' is missing; add the day or moment of the session")
    if read is BAD or session_at in (None, BAD) or where is None:
        report.raise_if_any()
    assert where is not None
    facts = _looked_up(read, root, book, report, session=session_at, where=where, now=now)
    report.raise_if_any()
    return facts


def facts(
    said: Mapping[str, Any], book: Any, *, now: Instant | None = None, name: str = "facts.json"
) -> Facts:
    """Return facts given as plain values, as a facts file holds them.

    `now` is the present, needed where `asked` is missing. [s since 1970, UTC]

    Raises
    ------
    BadFile
        With every problem found.
    """
    import json

    root = read_text(json.dumps(said, ensure_ascii=False), name=name)
    if now is None and "asked" not in said:
        raise ValueError("give `now`, or `asked` in the facts: the engine reads no clock")
    return read_facts(root, book, name=name, now=now or 0)


def _zone_first(root: Node, report: Report, zone_key: str | None) -> Zone | None:
    assert isinstance(root.value, dict)
    if "zone" in root.value:
        read = ZoneKind().read(root.value["zone"], Report(report.file))
        return zone("UTC") if read is BAD else read
    if zone_key:
        return zone(zone_key)
    report.problem(root.place, "key 'zone' is missing; add the clinic's zone, such as 'zone: Europe/London'")
    return zone("UTC")


def _in_dates(root: Node, phrases: Phrases, report: Report, where: Zone, now: Instant) -> Node:
    """Return a facts file with the plain words under `used` read into dates; what they leave open is a problem."""
    assert isinstance(root.value, dict)
    used = root.value.get("used")
    if used is None or not isinstance(used.value, dict) or not any(map(_has_phrase, used.value.values())):
        return root
    asked = _said_at(root, where, now)
    if asked is None or where.day_of(asked.lo) != where.day_of(asked.hi):
        return root  # not to be counted from; the reader says what is wrong
    said = _Spoken(phrases, report, where.day_of(asked.lo))
    entries = {name: said.entry(name, node) for name, node in used.value.items()}
    return replace(root, value={**root.value, "used": replace(used, value=entries)})


def _said_at(root: Node, where: Zone, now: Instant) -> Interval | None:
    """Return when the facts were said, or None where that cannot be read."""
    assert isinstance(root.value, dict)
    times: dict[str, Interval] = {}
    for key in ("asked", "session"):
        if key in root.value:
            when = WHEN.read(root.value[key], Report("", zone=where))
            if when is BAD:
                return None
            times[key] = when
    moment = min(now, times["session"].lo) if "session" in times else now
    return times.get("asked", Interval(moment, moment))


def _has_phrase(node: Node) -> bool:
    if isinstance(node.value, list):
        return any(map(_has_phrase, node.value))
    if isinstance(node.value, dict):
        return "last" in node.value and _has_phrase(node.value["last"])
    text = node.text.strip()
    return 0 < len(text) <= _LONGEST_PHRASE and _NO_PHRASE.fullmatch(text) is None


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Plain words under `used`, read into entries as if they had been written so."""

    phrases: Phrases
    report: Report
    day: date

    def entry(self, name: str, node: Node) -> Node:
        if not _has_phrase(node):
            return node
        if isinstance(node.value, list):
            parts = [self.entry(name, item) for item in node.value]
            flat = [one for part in parts for one in (part.value if isinstance(part.value, list) else [part])]
            return replace(node, value=flat)
        if isinstance(node.value, dict):
            return self._with_more(name, node, node.value)
        found = self.phrases(name, node.text, self.day)
        if isinstance(found, str):
            self.report.problem(node.place, found)
            return _written("not-sure", node.place)
        if found is None:
            return node
        return _written(found[0] if len(found) == 1 else found, node.place)

    def _with_more(self, name: str, node: Node, said: dict[str, Node]) -> Node:
        """Return a mapping whose `last` was in words; what else it says stands, and comes before what the words say."""
        last = self.entry(name, said["last"])
        if last is said["last"]:
            return node
        if isinstance(last.value, list):
            what = "these words tell of more than one time; write a list with an entry for each"
            self.report.problem(last.place, what)
        if not isinstance(last.value, dict):
            return replace(node, value={**said, "last": _written("not-sure", node.place)})
        rest = {key: value for key, value in said.items() if key != "last"}
        keys = {**dict.fromkeys(last.value, last.place), **node.keys}
        return replace(node, value={**last.value, **rest}, keys=keys)


def _written(value: Any, place: Place) -> Node:
    """Return plain values as a node, all of it at one place of the file."""
    if isinstance(value, dict):
        keys = dict.fromkeys(value, place)
        return Node({key: _written(item, place) for key, item in value.items()}, place, keys=keys)
    if isinstance(value, list):
        return Node([_written(item, place) for item in value], place)
    return Node(value, place, str(value))


def _looked_up(
    read: FactsFile, root: Node, book: Any, report: Report, *, session: Any, where: Zone, now: Instant
) -> Facts:
    asked = _asked(read, session, now)
    used: dict[str, tuple[Use, ...]] = {}
    uncovered: list[str] = []
    top = root.value
    assert isinstance(top, dict)
    for written, entries in read.used.items():
        place = top["used"].keys[written]
        known = book.named(written)
        if known is None:
            few = len(uncovered) + len(report.problems) < 50  # each is compared with every name
            near = suggestion(written.lower(), book.words, cutoff=0.86) if few else ""
            if written in book.conditions:
                report.problem(place, f"'{clipped(written)}' is a condition; put it under 'states'")
            elif near:
                report.problem(place, f"subject '{clipped(written)}' is not known{near}; mend the name")
            elif any(not use.never or use.planned for use in entries):
                uncovered.append(written)
            continue
        if known in used:
            report.problem(place, f"'{clipped(written)}' means {known}, which stands here already; keep one")
        _check_areas([area for use in entries for area in use.areas or ()], book, top["used"], report)
        for use in entries:
            if use.last is not None and use.last.lo > asked.hi:
                report.problem(place, "the last use is in the future; write it as {planned: ...}")
            if any(plan.hi < asked.lo for plan in use.planned):
                report.problem(place, "the planned use is in the past; write it as {last: ...}")
        used[known] = tuple(_by_then(use, asked) for use in entries)
    states = _states(read, top, book, report)
    _check_areas(read.areas or (), book, top.get("areas", root), report)
    plan = read.plan and {k: (session if v == "with-session" else v) for k, v in read.plan.items()}
    for key in plan or ():
        if key not in book.anchors and key not in book.subjects:
            near = suggestion(key, [*book.anchors, *book.subjects])
            report.problem(
                top["plan"].keys[key],
                f"plan '{clipped(key)}' is not known{near or '; this protocol does not name it, take it out'}",
            )
    if read.session_end and read.session_end.hi < session.lo:
        report.problem(top["session-end"].place, "the session ends before it starts; mend one of the two")
    return Facts(
        zone=where,
        asked=asked.lo,
        session=session,
        session_end=read.session_end,
        stage=read.stage,
        areas=read.areas,
        used=used,
        states=states,
        plan=plan,
        previous_sessions=read.previous_sessions,
        event=read.event,
        birth=read.birth or _birth_from_age(read.age, asked.lo, where),
        skin_type=read.skin_type,
        depth_mm=read.depth_mm,
        **{key: getattr(read, key) for key in _NAMED},
        uncovered=tuple(uncovered),
    )


def _asked(read: FactsFile, session: Interval, now: Instant) -> Interval:
    """Return when the facts were said: as the file says, else now, but not after a session that lies in the past."""
    if read.asked:
        return read.asked
    moment = min(now, session.lo)
    return Interval(moment, moment)


def _by_then(use: Use, asked: Interval) -> Use:
    """Return a use whose last time is not later than the moment at which it was said."""
    if use.last is None or use.last.hi <= asked.hi or use.last.lo > asked.hi:
        return use
    return replace(use, last=Interval(use.last.lo, asked.hi))


def _states(read: FactsFile, top: dict[str, Node], book: Any, report: Report) -> dict[str, Said]:
    for written, said in read.states.items():
        place = top["states"].keys[written]
        if written not in book.conditions:
            near = suggestion(written, list(book.conditions))
            hint = "; this protocol does not name it, take it out"
            hint = "; put it under 'used'" if book.named(written) else near or hint
            report.problem(place, f"condition '{clipped(written)}' is not known{hint}")
        _check_areas(said.areas or (), book, top["states"], report)
    return dict(read.states)


def _check_areas(areas: Any, book: Any, node: Node, report: Report) -> None:
    for area in areas:
        if area not in book.areas and book.areas and not report.is_full:
            from needlecare.protocol.names import place_of_word

            near = suggestion(area, list(book.areas))
            report.problem(
                place_of_word(node, area), f"area '{clipped(area)}' is not known{near}; use a named area"
            )


def _birth_from_age(age: int | None, asked: Instant, where: Zone) -> Interval | None:
    if age is None:
        return None
    youngest = before(asked, Duration(age, Unit.YEAR), where)
    return Interval(before(asked, Duration(age + 1, Unit.YEAR), where) + 1, youngest)
