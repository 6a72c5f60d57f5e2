"""What the engine says of each printed rule, from the protocol alone: one row a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from needlecare.engine.windows import Extent, Moment, extents
from needlecare.protocol.load import combine
from needlecare.protocol.model import (
    AnyOf,
    At,
    Condition,
    Dose,
    Edge,
    Guard,
    Lasting,
    Not,
    Often,
    Rule,
    Shift,
    Span,
    Unstated,
    Verb,
)
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Instant, Interval, Zone, zone
from sheets.audit import lost_figures
from sheets.draft import Draft
from sheets.forms import forms_of
from sheets.sheet import PrintedRule, Sheet, read_sheets
from sheets.translate import Translated, translate

Plain = dict[str, Any]
EXACTLY, VAGUE, UNSTATED, NOT_HELD = "exactly", "vague", "unstated", "not held"
STATUSES = (EXACTLY, VAGUE, UNSTATED, NOT_HELD)

ZONE = "Europe/London"
SESSION_START, SESSION_END = "2026-06-17T10:00", "2026-06-17T11:00"
# Times of the other anchors: given, as a clinic's diary would give them; nothing is derived from one another.
_DIARY = {
    "session": SESSION_START,
    "session-end": SESSION_END,
    "previous-session": "2026-05-13T10:00",
    "next-session": "2026-07-22T10:00",
    "first-session": SESSION_START,
    "last-session": "2026-09-30T10:00",
    "event": "2026-08-01T15:00",
    "consultation": "2026-06-03T10:00",
    "home": "2026-06-17T11:30",
    "birth": "1990-03-05T00:00",
}
# An anchor that only one page knows: the end of a therapy behind the session, a wedding ahead of it.
_BEHIND, _AHEAD = "2026-01-15T10:00", "2026-08-01T15:00"


@dataclass(frozen=True)
class Result:
    """One printed rule and how it is held."""

    sheet: str
    rule: str
    status: str
    why: tuple[str, ...]
    forms: tuple[str, ...]
    own_words: tuple[str, ...]
    row: Plain
    leniently: str = ""  # what the strict reader has against the sheet's file


def results_of(folder: Path) -> Iterator[Result]:
    """Yield a result for every rule of every sheet of a folder.

    Whatever a sheet nobody has seen trips, the others go on: its rules are then not held, with the reason.
    """
    for sheet in read_sheets(folder):
        try:
            results = list(results_of_sheet(sheet))
        except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as error:
            why = f"the benchmark stumbles over this sheet ({type(error).__name__}: {error})"
            results = [_unread(sheet, rule.id, why) for rule in sheet.rules]
        yield from results


def _unread(sheet: Sheet, rule: str | None, why: str) -> Result:
    row = {"sheet": sheet.name, "rule": rule, "status": NOT_HELD, "why": [why]}
    return Result(sheet.name, rule or "", NOT_HELD, (why,), ("what cannot be read",), (), row)


def results_of_sheet(sheet: Sheet) -> Iterator[Result]:
    """Yield a result for every rule of a sheet; a sheet that cannot be read gives one, not held."""
    if sheet.trouble:
        yield _unread(sheet, None, sheet.trouble)
        return
    translated = translate(sheet)
    where = zone(ZONE)
    book = combine(*([translated.protocol] if translated.protocol else []))
    anchors = _anchors(book, where)
    for index, (printed, draft) in enumerate(zip(sheet.rules, translated.drafts, strict=True)):
        rules = (
            ()
            if index in translated.rejected or not draft.verb
            else tuple(book.rule[name] for name in translated.ids[index])
        )
        yield _result(translated, index, printed, draft, rules, book, anchors, where)


def _anchors(book: Rulebook, where: Zone) -> dict[str, Interval]:
    ahead = {
        b.anchor
        for r in book.rules
        for w in r.when
        for b in w.bounds
        if isinstance(b, Shift | Unstated) and b.side < 0
    }
    own = {name: _AHEAD if name in ahead else _BEHIND for name in book.anchors}
    times = {**_DIARY, **own}
    return {name: _exact(where, text) for name, text in times.items()}


def _exact(where: Zone, text: str) -> Interval:
    moment = where.first_reaching(datetime.fromisoformat(text))
    return Interval(moment, moment)


def _result(
    translated: Translated,
    index: int,
    printed: PrintedRule,
    draft: Draft,
    rules: tuple[Rule, ...],
    book: Rulebook,
    anchors: Mapping[str, Interval],
    where: Zone,
) -> Result:
    why = list(draft.lost)
    if index in translated.rejected and not why:
        why.append(f"the language refuses it: {translated.rejected[index]}")
    placed = [extent for rule in rules for extent in extents(book, rule, anchors, where)]
    why += [
        f"the anchor '{m.anchor}' has no time"
        for e in placed
        for m in (e.opens, e.closes)
        if m.kind == "unplaced"
    ]
    if rules and not why:
        why += lost_figures(printed, rules, book)
    status = NOT_HELD if why else _status(rules, placed)
    if status == EXACTLY and draft.vaguely:
        status = VAGUE
    forms = forms_of(printed)
    sheet = translated.sheet
    row = {
        "sheet": sheet.name,
        "number": sheet.number,
        "rule": printed.id,
        "status": status,
        "why": why,
        "forms": list(forms),
        "phase": printed.phase,
        "action": printed.action,
        "printed_subjects": list(printed.subjects),
        "session_start": _iso(anchors["session"].lo, where),
        "session_end": _iso(anchors["session-end"].lo, where),
        **(_rows(rules, book, anchors, where)),
        "readings": draft.readings,
        "guards_in_own_words": draft.own_words,
    }
    return Result(
        sheet.name, printed.id, status, tuple(why), forms, tuple(draft.own_words), row, sheet.leniently
    )


def _status(rules: tuple[Rule, ...], placed: list[Extent]) -> str:
    moments = [moment for extent in placed for moment in (extent.opens, extent.closes)]
    needs_window = {
        Verb.AVOID,
        Verb.REQUIRE,
        Verb.RECOMMEND,
        Verb.ALLOW,
        Verb.ONLY,
        Verb.EXPECT,
        Verb.TELL,
        Verb.STEP,
    }
    if any(m.kind == "unstated" for m in moments) or (
        not placed and any(r.verb in needs_window for r in rules)
    ):
        return UNSTATED
    if any(m.vague for m in moments) or any(extent.window.form == "words" for extent in placed):
        return VAGUE
    if any(r.often and r.often.words for r in rules):
        return VAGUE
    return EXACTLY


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(rules: tuple[Rule, ...], book: Rulebook, anchors: Mapping[str, Interval], where: Zone) -> Plain:
    """Return what the language's rules say: the first at the top, what further rules add under `also`."""
    rows = [_row(rule, book, anchors, where) for rule in rules]
    if not rows:
        return {"verb": None, "subjects": [], "windows": [], "guards": [], "recurrence": None}
    used = {
        bound.anchor
        for rule in rules
        for window in rule.when
        for bound in window.bounds
        if isinstance(bound, At | Shift | Edge | Unstated)
    }
    times = {name: _iso(anchors[name].lo, where) for name in sorted(used) if name in anchors}
    return {**rows[0], "anchors": times, "also": rows[1:]}


def _row(rule: Rule, book: Rulebook, anchors: Mapping[str, Interval], where: Zone) -> Plain:
    guards = [_guard(guard, False, book) for guard in rule.guards]
    guards += [{**_guard(guard, False, book), "lifts": True} for guard in rule.unless]
    local = [name for name in rule.subjects if _is_local(name, book)]
    if rule.exclude is not None and isinstance(rule.exclude, Guard):
        local += [name for name in rule.exclude.names if _is_local(name, book)]
    if local:
        guards.append({"kind": "area", "names": ["treated"], "negated": False})
    repeat = rule.repeat
    return {
        "verb": str(rule.verb),
        "subjects": [_name(name, book) for name in (*rule.subjects, *rule.order)] or _excluded(rule, book),
        "windows": [_window(extent, where) for extent in extents(book, rule, anchors, where)],
        "guards": guards,
        "excludes": _guard(rule.exclude, False, book) if rule.exclude is not None else None,
        "recurrence": _often(rule.often) if rule.often else None,
        "series": {
            "gap": _span(repeat.gap),
            "count": {"least": repeat.count.least, "most": repeat.count.most} if repeat.count else None,
            "until": repeat.until or None,
        }
        if repeat
        else None,
        "dose": _dose(rule.dose) if rule.dose else None,
        "lasts": _lasts(rule.lasts) if rule.lasts else None,
        "likelihood": rule.likelihood or None,
        "around": rule.around,
        "strength": str(rule.strength),
        "grade": str(rule.grade) if rule.grade else None,
        "outcome": rule.outcome.word if rule.outcome is not None else None,
        "actor": rule.actor,
        "follow": rule.follow or None,
        "substitute": [_name(name, book) for name in rule.substitute],
        "remedy": rule.remedy.en if rule.remedy else None,
        "says": {"en": rule.says.en, "es": rule.says.es},
    }


def _excluded(rule: Rule, book: Rulebook) -> list[str]:
    return [_name(name, book) for name in rule.exclude.names] if isinstance(rule.exclude, Guard) else []


def _is_local(name: str, book: Rulebook) -> bool:
    if name in book.subjects:
        return not book.subjects[name].area_free
    return name in book.conditions and book.conditions[name].local


def _name(name: str, book: Rulebook) -> str:
    for table in (book.subjects, book.conditions, book.areas):
        if name in table:
            return str(table[name].name.en)
    return name


def _guard(guard: Condition, negated: bool, book: Rulebook) -> Plain:
    match guard:
        case Not(part):
            return _guard(part, not negated, book)
        case AnyOf(parts):
            return {"kind": "any", "of": [_guard(part, False, book) for part in parts], "negated": negated}
        case Guard(kind, names, least, most, open_least, open_most):
            row: Plain = {"kind": kind, "negated": negated}
            if names:
                row["names"] = [_name(name, book) for name in names]
            if least is not None:
                row["over" if open_least else "least"] = least
            if most is not None:
                row["under" if open_most else "most"] = most
            return row
    raise TypeError(f"not a guard: {guard!r}")


def _often(often: Often) -> Plain:
    if often.words:
        return {"words": often.words}
    if often.every:
        return {"every": _span(often.every)}
    if often.parts:
        count = {"least": len(often.parts), "most": len(often.parts)}
        return {"times": count, "per": "day", "parts": list(often.parts)}
    assert often.count is not None
    return {"times": {"least": often.count.least, "most": often.count.most}, "per": str(often.per)}


def _dose(dose: Dose) -> Plain:
    return {
        "amount": dose.amount,
        "unit": dose.unit,
        "bound": dose.bound or None,
        "per": str(dose.per) if dose.per else None,
    }


def _lasts(lasts: Lasting) -> Plain:
    parts = {"each": lasts.each, "pause": lasts.pause, "total": lasts.total}
    return {name: _span(span) for name, span in parts.items() if span is not None}


def _span(span: Span | None) -> Plain | None:
    if span is None:
        return None
    return {"floor": str(span.floor), "advised": str(span.advised), **_manner(span)}


def _manner(span: Any) -> Plain:
    words = {"about": span.about, "bound": span.bound, "vague": span.vague}
    return {key: value for key, value in words.items() if value}


def _window(extent: Extent, where: Zone) -> Plain:
    window = extent.window
    row: Plain = {
        "form": window.form,
        "opens": _moment(extent.opens, where),
        "closes": _moment(extent.closes, where),
    }
    if window.first_day is not None:
        row["first_day"] = window.first_day
    if window.usually is not None:
        row["usually"] = _span(window.usually)
    return {**row, "words": window.words} if window.words else row


def _moment(moment: Moment, where: Zone) -> Plain:
    row: Plain = {"kind": moment.kind}
    if moment.anchor:
        row["anchor"] = moment.anchor
    for name, times in (("floor", moment.floor), ("advised", moment.advised)):
        if times is not None:
            row[name] = (
                _iso(times.lo, where) if times.is_exact else [_iso(times.lo, where), _iso(times.hi, where)]
            )
    if moment.condition:
        row["state"], row["state_ends"] = moment.condition, moment.ends
    if moment.earlier:
        row["whichever_first"] = True
    if moment.inherited_from:
        row["inherited_from"] = moment.inherited_from
    return {**row, **_manner(moment)}


def _iso(moment: Instant, where: Zone) -> str:
    return where.local(moment).isoformat()
