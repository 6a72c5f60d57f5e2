"""Windows as protocol files write them: from when to when a rule holds, counted from an anchor."""

from __future__ import annotations

from typing import Any

from needlecare.protocol.fields import BAD, CountKind, Kind, Word
from needlecare.protocol.model import (
    At,
    Bound,
    Count,
    Earlier,
    Edge,
    Later,
    Open,
    Shift,
    State,
    Unstated,
    Window,
)
from needlecare.protocol.reader import Node, Report, suggestion
from needlecare.protocol.spans import SPAN

_COUNT = CountKind()
_WORD = Word()
_LEADS = ("before", "after", "on", "at", "since", "while", "until", "course", "as")
_EDGES = {"end-of-day": (0, "end"), "next-morning": (1, "morning"), "evening": (0, "evening")}
_KEYS: dict[str, tuple[str, ...]] = {
    "before": ("before", "for", "inherit", "at", "from", "to"),
    "after": (
        *(
            "after",
            "for",
            "inherit",
            "at",
            "from",
            "to",
            "until",
            "and-until",
            "or-until",
            "and-since",
            "while",
            "usually",
        ),
        *("days", "first", "nights"),
    ),
    "on": ("on", "days", "part"),
    "at": ("at",),
    "since": ("since",),
    "until": ("until",),
    "while": ("while",),
    "course": ("course",),
    "as": ("as",),
}


class WindowKind(Kind):
    """A window: from one bound to another."""

    expects = "a window such as {before: session, for: 3 day}"

    def read(self, node: Node, report: Report) -> Any:
        if not isinstance(node.value, dict):
            return self.bad(node, report)
        lead = next((word for word in _LEADS if word in node.value), None)
        if lead is None:
            return self.bad(node, report, f"start it with one of {', '.join(_LEADS)}")
        good = True
        for key in node.value:
            if key not in _KEYS[lead]:
                near = suggestion(key, list(_KEYS[lead]))
                report.problem(
                    node.keys[key],
                    f"key '{key}' does not go with '{lead}'{near}; use {', '.join(_KEYS[lead])}",
                )
                good = False
        if not good:
            return BAD
        try:
            window = _WindowReader(node, report, lead).window()
        except _Unreadable:
            return BAD
        written = _written(window).keys()
        also = {"days", "from"} if "for" in written and "for" not in node.value else {"days"}
        for key in node.value.keys() - written - also:
            what = f"key '{key}' changes nothing beside the others; remove one of them"
            report.problem(node.keys[key], what)
            good = False
        return window if good else BAD

    def write(self, value: Any) -> Any:
        return _written(value)

    def schema(self) -> dict[str, Any]:
        word = {"type": "string"}
        span = SPAN.schema()
        named = {"condition": word, "anchor": word}
        state = {
            "anyOf": [
                word,
                {
                    "type": "object",
                    "properties": named,
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": False,
                },
            ]
        }
        open_span = {"anyOf": [span, {"const": "unstated"}]}
        own = {
            **dict.fromkeys(
                (
                    "before",
                    "after",
                    "on",
                    "inherit",
                    "and-until",
                    "or-until",
                    "and-since",
                ),
                word,
            ),
            "course": {"const": "whole"},
            "as": {"enum": ["directed", "needed", "soon"]},
            "part": {"enum": ["morning", "evening"]},
            "from": {"anyOf": [span, {"enum": list(_EDGES)}]},
            "to": span,
            **dict.fromkeys(("since", "until", "while"), state),
            "usually": span,
            "for": open_span,
            "at": word,
            "days": {"type": ["string", "integer", "object"]},
            "nights": {"type": ["string", "integer"]},
            "first": {"enum": [0, 1]},
        }
        alone = [{"required": [lead]} for lead in _LEADS]
        return {"type": "object", "properties": own, "additionalProperties": False, "anyOf": alone}


class _Unreadable(Exception):
    """A part of a window could not be read; its reason is in the report."""


class _WindowReader:
    def __init__(self, node: Node, report: Report, lead: str) -> None:
        assert isinstance(node.value, dict)
        self.node, self.keys, self.report, self.lead = node, node.value, report, lead

    def window(self) -> Window:
        return getattr(self, f"_{self.lead}")()  # type: ignore[no-any-return]

    def _got(self, kind: Kind, key: str) -> Any:
        value = kind.read(self.keys[key], self.report)
        if value is BAD:
            raise _Unreadable
        return value

    def _word(self, node: Node) -> str:
        value = _WORD.read(node, self.report)
        if value is BAD:
            raise _Unreadable
        return str(value)

    def _anchor(self, key: str) -> str:
        anchor: str = self._got(_WORD, key)
        return "session" if anchor == "session-day" else anchor

    def _fail(self, what: str, key: str = "") -> _Unreadable:
        self.report.problem(self.keys[key].place if key else self.node.place, what)
        return _Unreadable()

    def _state(self, key: str, *, ends: bool = False) -> State:
        child = self.keys[key]
        if isinstance(child.value, dict) and list(child.value) == ["condition"]:
            child = child.value["condition"]
        value = _WORD.read(child, self.report)
        if value is BAD:
            raise _Unreadable
        return State(value, ends)

    def _unstated(self, anchor: str, side: int) -> Unstated:
        if "inherit" not in self.keys:
            return Unstated(anchor, side)
        child = self.keys["inherit"]
        if child.text[:1].isdigit() or child.text.startswith(
            ("about", "at least", "up to", "few", "couple", "several", "some")
        ):
            return Unstated(anchor, side, self._got(SPAN, "inherit"), "published")
        return Unstated(anchor, side, None, self._got(_WORD, "inherit"))

    def _before(self) -> Window:
        anchor = self._anchor("before")
        if "at" in self.keys:
            bound = Shift(anchor, -1, self._got(SPAN, "at"))
            return Window("act", bound, bound)
        if "from" in self.keys:
            near: Bound = Shift(anchor, -1, self._got(SPAN, "to")) if "to" in self.keys else At(anchor)
            return Window("before", Shift(anchor, -1, self._got(SPAN, "from")), near)
        if "for" in self.keys:
            if self.keys["for"].text == "unstated":
                return Window("before", self._unstated(anchor, -1), At(anchor))
            return Window("before", Shift(anchor, -1, self._got(SPAN, "for")), At(anchor))
        raise self._fail("how long before? add 'for: 3 day', or 'for: unstated' where the page does not say")

    def _after(self) -> Window:
        anchor = self._anchor("after")
        keys = self.keys
        if "days" in keys:
            return self._numbered(anchor)
        if "nights" in keys:
            nights: Count = self._got(_COUNT, "nights")
            closes: Bound = Open() if nights.most is None else Edge(anchor, nights.most, "morning")
            return Window("nights", Edge(anchor, nights.least - 1, "evening"), closes)
        if "at" in keys:
            bound = Shift(anchor, 1, self._got(SPAN, "at"))
            return Window("act", bound, bound)
        opens: Bound = At(anchor)
        if "from" in keys and keys["from"].text in _EDGES:
            day, edge = _EDGES[keys["from"].text]
            opens = Edge(anchor, day, edge)
        elif "from" in keys:
            opens = Shift(anchor, 1, self._got(SPAN, "from"))
        if "and-since" in keys:
            opens = Later((opens, self._state("and-since")))
        end = self._end(anchor)
        if "and-until" in keys:
            end = Later((end, self._state("and-until")))
        if "or-until" in keys and "and-until" in keys:
            raise self._fail("'and-until' and 'or-until' do not go together; keep one", "or-until")
        if "or-until" in keys:
            end = Earlier((end, self._state("or-until")))
        return Window("after", opens, end, usually=self._got(SPAN, "usually") if "usually" in keys else None)

    def _end(self, anchor: str) -> Bound:
        keys = self.keys
        if "for" in keys and keys["for"].text == "unstated":
            return self._unstated(anchor, 1)
        if "for" in keys:
            return Shift(anchor, 1, self._got(SPAN, "for"))
        if "to" in keys:
            return Shift(anchor, 1, self._got(SPAN, "to"))
        if "until" in keys:
            child = keys["until"]
            if child.text in _EDGES:
                day, edge = _EDGES[child.text]
                return Edge(anchor, day, edge)
            if isinstance(child.value, dict) and list(child.value) == ["anchor"]:
                return At(self._word(child.value["anchor"]))
            return self._state("until")
        if "while" in keys:
            return self._state("while", ends=True)
        if "from" in keys or "and-since" in keys:
            return Open()
        raise self._fail(
            "until when? add 'for: 3 day', 'from: 24 hour', or 'for: unstated' where the page does not say"
        )

    def _numbered(self, anchor: str) -> Window:
        if "first" not in self.keys:
            raise self._fail(
                "numbered days need 'first: 0' or 'first: 1': is the treatment day day 0 or day 1?"
            )
        starts, ends = self._days()
        if self.keys["first"].text not in ("0", "1"):
            raise self._fail("'first' is 0 or 1: the number of the treatment day", "first")
        first = int(self.keys["first"].text)
        return Window(
            "days", _day(anchor, starts, first, "start"), _day(anchor, ends, first, "end"), first_day=first
        )

    def _days(self) -> tuple[Count, Count | None]:
        """Return the first and the last numbered day, each perhaps a range; None where there is no last."""
        node = self.keys["days"]
        if not isinstance(node.value, dict):
            days: Count = self._got(_COUNT, "days")
            last = None if days.most is None else Count(days.most, days.most)
            return Count(days.least, days.least), last
        if "from" not in node.value or set(node.value) - {"from", "to"}:
            raise self._fail("a range of numbered days is {from: 5..7} or {from: 2, to: 5..7}")
        ends = [_COUNT.read(child, self.report) for child in node.value.values()]
        if BAD in ends or any(end.most is None for end in ends):
            raise self._fail("a range of numbered days is {from: 5..7} or {from: 2, to: 5..7}")
        read = dict(zip(node.value, ends, strict=True))
        last = read.get("to", read["from"])
        if last.least < read["from"].least or last.most < read["from"].most:
            raise self._fail(
                "numbered days end before they begin; write the earlier day under 'from'", "days"
            )
        return read["from"], read.get("to")

    def _on(self) -> Window:
        anchor = self._anchor("on")
        day = 0
        if "days" in self.keys:
            value = self.keys["days"].value
            if not isinstance(value, int) or isinstance(value, bool) or not -4000 <= value <= 4000:
                raise self._fail(
                    "'days' counts from the anchor's own day: 0, -1 for the day before, 1 for the day after",
                    "days",
                )
            day = value
        part = self.keys["part"].text if "part" in self.keys else ""
        if part == "evening":
            return Window("day", Edge(anchor, day, "evening"), Edge(anchor, day, "end"), words=part)
        if part == "morning":
            return Window("day", Edge(anchor, day, "start"), Edge(anchor, day, "morning"), words=part)
        if part:
            raise self._fail("'part' is morning or evening", "part")
        return Window("day", Edge(anchor, day, "start"), Edge(anchor, day, "end"))

    def _at(self) -> Window:
        bound = At(self._anchor("at"))
        return Window("moment", bound, bound)

    def _since(self) -> Window:
        return Window("since", self._state("since"), Open())

    def _until(self) -> Window:
        return Window("until", Open(), self._state("until"))

    def _while(self) -> Window:
        return Window("while", Open(), self._state("while", ends=True))

    def _course(self) -> Window:
        if self.keys["course"].text != "whole":
            raise self._fail("'course' is 'whole': from the first session to the last", "course")
        return Window("course", At("first-session"), At("last-session"))

    def _as(self) -> Window:
        words = self.keys["as"].text
        if words not in ("directed", "needed", "soon"):
            raise self._fail("'as' is directed, needed or soon", "as")
        return Window("words", Open(), Open(), words=words)


def _day(anchor: str, days: Count | None, first: int, edge: str) -> Bound:
    if days is None:
        return Open()
    advised = None if days.most in (None, days.least) else days.most
    return Edge(anchor, days.least - first, edge, None if advised is None else advised - first)


def _day_count(bound: Bound, first: int) -> Count | None:
    if not isinstance(bound, Edge):
        return None
    return Count(bound.day + first, (bound.day if bound.advised is None else bound.advised) + first)


def _end_written(bound: Bound, written: dict[str, Any], *, started: bool) -> None:
    match bound:
        case Shift(_, _, span):
            written["to" if started else "for"] = SPAN.write(span)
        case Unstated(_, _, inherited, source):
            written["for"] = "unstated"
            if source:
                written["inherit"] = SPAN.write(inherited) if source == "published" else source
        case Edge(_, day, edge):
            written["until"] = next(word for word, where in _EDGES.items() if where == (day, edge))
        case At(anchor):
            written["until"] = {"anchor": anchor}
        case State(condition, ends):
            written["while" if ends else "until"] = {"condition": condition}
        case Later((first, State(condition))):
            _end_written(first, written, started=started)
            written["and-until"] = condition
        case Earlier((first, State(condition))):
            _end_written(first, written, started=started)
            written["or-until"] = condition


def _written(window: Window) -> dict[str, Any]:
    match window:
        case Window("act", Shift(anchor, side, span)):
            return {"before" if side < 0 else "after": anchor, "at": SPAN.write(span)}
        case Window("before", Shift(anchor, _, far), At(_)):
            return {"before": anchor, "for": SPAN.write(far)}
        case Window("before", Shift(anchor, _, far), Shift(_, _, near)):
            return {"before": anchor, "from": SPAN.write(far), "to": SPAN.write(near)}
        case Window("before", Unstated(anchor) as bound):
            written: dict[str, Any] = {"before": anchor}
            _end_written(bound, written, started=False)
            return written
        case Window("days", Edge(anchor) as opens, closes, first):
            starts, ends = _day_count(opens, first or 0), _day_count(closes, first or 0)
            assert starts is not None
            days: Any = {"from": _COUNT.write(starts), **({"to": _COUNT.write(ends)} if ends else {})}
            if starts.least == starts.most and (ends is None or ends.least == ends.most):
                days = _COUNT.write(Count(starts.least, ends.least if ends else None))
            return {"after": anchor, "days": days, "first": first}
        case Window("nights", Edge(anchor, start), closes):
            most = None if isinstance(closes, Open) else closes.day  # type: ignore[union-attr]
            return {"after": anchor, "nights": _COUNT.write(Count(start + 1, most))}
        case Window("day", Edge(anchor, day), words=part):
            return {"on": anchor, **({"days": day} if day else {}), **({"part": part} if part else {})}
        case Window("moment", At(anchor)):
            return {"at": anchor}
        case Window("since", State(condition)):
            return {"since": {"condition": condition}}
        case Window("until" | "while" as form, _, State(condition)):
            return {form: {"condition": condition}}
        case Window("course"):
            return {"course": "whole"}
        case Window("words", words=words):
            return {"as": words}
    return _after_written(window)


def _after_written(window: Window) -> dict[str, Any]:
    lead = window.opens.bounds[0] if isinstance(window.opens, Later) else window.opens
    assert isinstance(lead, At | Shift | Edge)
    written: dict[str, Any] = {"after": lead.anchor}
    opens, started, state = window.opens, False, ""
    if isinstance(opens, Later):
        state = next(bound.condition for bound in opens.bounds if isinstance(bound, State))
        opens = opens.bounds[0]
    if isinstance(opens, Edge):
        day, edge = opens.day, opens.edge
        written["from"], started = next(word for word, where in _EDGES.items() if where == (day, edge)), True
    if isinstance(opens, Shift):
        written["from"], started = SPAN.write(opens.span), True
    if state:
        written["and-since"] = state
    if not isinstance(window.closes, Open):
        _end_written(window.closes, written, started=started)
    if window.usually is not None:
        written["usually"] = SPAN.write(window.usually)
    return written


WINDOW = WindowKind()
