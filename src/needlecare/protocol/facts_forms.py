"""The forms of a facts file, one table a form: its keys, their kinds, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
from needlecare.protocol.reader import Node, Report, suggestion
from needlecare.protocol.said import Said, Truth, Use
from needlecare.protocol.time import BEGINNING, Interval, Zone, zone
from needlecare.protocol.values import dataclass, field, replace
from needlecare.protocol.when import WHEN

LONGEST_PHRASE = 400  # characters of plain words in the place of a time
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
        written = WHEN.write(value.last)
        return f"not since {written['to']}" if value.last.lo <= BEGINNING else written

    def schema(self) -> dict[str, Any]:
        lead = {"type": "string", "pattern": r"^(since|before|not since) \d{4}.*$"}
        words = {
            "type": "string",
            "maxLength": LONGEST_PHRASE,
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
