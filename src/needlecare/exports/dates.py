"""The dates of one session: by when what must be over, the session, when things end, check-ins, the next window.

One entry has one key, which stays the same when the session moves: rules that reach equally far before the session share
an entry. Nothing here asks anybody to change a prescribed medicine; what is prescribed becomes a question to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from needlecare.engine.care import CareCalendar, Item
from needlecare.engine.course import is_result
from needlecare.engine.series import plan_series
from needlecare.engine.series_limits import Days
from needlecare.engine.timing import is_washout, span_of
from needlecare.protocol.document import Series, Sign
from needlecare.protocol.model import Edge, Rule, Shift, Strength, Window
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import END, Duration, Instant, Interval, Unit, after
from needlecare.wording.care import may_be_prescribed, told

# Limits of signs within these have a check-in; what is over in hours needs none, and results take months.
FIRST_CHECK, LAST_CHECK = Duration(1, Unit.DAY), Duration(2, Unit.WEEK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to have in a calendar.

    `kind` is stop, ask, session, again, check or next. `at` is the moment, or the stretch; of a stop the last moment that is
    allowed. `whole_days` says that only the days are meant, the first and the last included.
    """

    key: str
    kind: str
    at: Interval
    whole_days: bool = False
    items: tuple[Item, ...] = ()
    gone: tuple[Sign, ...] = ()
    steady: tuple[Sign, ...] = ()
    number: int = 0
    count: int = 0


def entries(book: Rulebook, facts: Facts, calendar: CareCalendar) -> tuple[Entry, ...]:
    """Return the dates of the facts' session that lie after the present, earliest first."""
    items = told(book, calendar.items)
    found = [
        *stops(book, facts, items),
        _session(facts, calendar),
        *_again(book, facts, calendar, items),
        *_checks(book, facts, calendar),
        *_next(book, facts, calendar),
    ]
    return tuple(sorted(found, key=_order))


def _order(entry: Entry) -> tuple[Instant, str]:
    return entry.at.lo, entry.key


# --- before ----------------------------------------------------------------------------------------------------------


def is_stop(facts: Facts, item: Item) -> bool:
    """Return whether an item is a ban that reaches from some time before the session up to it."""
    return (
        item.kind == "avoid"
        and item.opens is not None
        and item.opens < facts.session.lo
        and item.closes is not None
        and item.rule is not None
        and any(map(is_washout, item.rule.when))
    )


def is_in_use(book: Rulebook, facts: Facts, item: Item) -> bool:
    """Return whether the client said of an item's subjects that they are prescribed, go on, are planned or not settled."""
    names = item.rule.subjects if item.rule is not None else ()
    inside = {inner for name in names for inner in book.narrower.get(name, {name})}
    uses = (use for name in inside for use in facts.used.get(name, ()))
    return any(use.prescribed or use.ongoing or use.planned or use.is_open for use in uses)


def is_exposure(book: Rulebook, item: Item) -> bool:
    """Return whether an item is about something nobody does or uses, such as sunburn; its own sentence says it best."""
    names = item.rule.subjects if item.rule is not None else ()
    return any(name in book.subjects and book.subjects[name].kind == "exposure" for name in names)


def stops(book: Rulebook, facts: Facts, items: Iterable[Item]) -> tuple[Entry, ...]:
    """Return by when what must be over, or asked about, of the items a client reads; earliest first."""
    return tuple(sorted(_stops(book, facts, items), key=_order))


def _stops(book: Rulebook, facts: Facts, items: Iterable[Item]) -> Iterator[Entry]:
    groups: dict[tuple[str, str, Instant], list[Item]] = {}
    for item in items:
        if not is_stop(facts, item) or item.opens is None or item.opens < facts.asked:
            continue
        kind = "ask" if item.to_prescriber else "stop"
        if kind == "ask" and not is_in_use(book, facts, item):
            continue  # a question only for who said that she uses it
        groups.setdefault((kind, _reach(book, item.rule), item.opens), []).append(item)
    for (kind, reach, limit), members in groups.items():
        at, whole = _last_allowed(facts, limit)
        yield Entry(key=f"{kind}-{reach}", kind=kind, at=at, whole_days=whole, items=tuple(members))


def _last_allowed(facts: Facts, limit: Instant) -> tuple[Interval, bool]:
    """Return a last allowed moment; as the day that ends there, where it is the turn of a day or the hour is not known."""
    where = facts.zone
    day = where.day_of(limit)
    if where.day(day).lo == limit:
        return where.day(day - timedelta(days=1)), True
    if where.day(day).hi == limit or not facts.session.is_exact:
        return where.day(day), True
    return Interval(limit, limit), False


def _reach(book: Rulebook, rule: Rule | None) -> str:
    """Return how far before its anchor a rule reaches, as a name that a moved session does not change."""
    assert rule is not None
    return _bound_name(book, next(window for window in rule.when if is_washout(window)), rule)


def _bound_name(book: Rulebook, window: Window, rule: Rule) -> str:
    for bound in (window.opens, window.closes):
        if isinstance(bound, Shift):
            return f"{bound.anchor}-{_length(bound.span.advised)}"
        if isinstance(bound, Edge) and bound.day:
            return f"{bound.anchor}-day{bound.day}-{bound.edge}"
    span = span_of(book, window)
    anchors = "-".join(sorted(window.anchors))
    return f"{anchors}-{_length(span.advised)}" if span else rule.id


def _length(length: Duration) -> str:
    return f"{length.amount}-{length.unit.value}"


# --- the session and afterwards --------------------------------------------------------------------------------------


def _session(facts: Facts, calendar: CareCalendar) -> Entry:
    if facts.session.is_exact:
        at = Interval(facts.session.lo, max(calendar.session_end.hi, facts.session.lo))
        return Entry(key="session", kind="session", at=at)
    return Entry(key="session", kind="session", at=facts.session, whole_days=True)


def _again(book: Rulebook, facts: Facts, calendar: CareCalendar, items: Iterable[Item]) -> Iterator[Entry]:
    groups: dict[tuple[str, Instant], list[Item]] = {}
    for item in items:
        moment = _freed(book, facts, calendar, item)
        if moment is not None and item.rule is not None:
            after_windows = [window for window in item.rule.when if not is_washout(window)]
            name = _bound_name(book, after_windows[0], item.rule) if after_windows else item.rule.id
            groups.setdefault((name, moment), []).append(item)
    for (name, moment), members in groups.items():
        whole = not facts.session.is_exact
        at = facts.zone.day(facts.zone.day_of(moment)) if whole else Interval(moment, moment)
        yield Entry(key=f"again-{name}", kind="again", at=at, whole_days=whole, items=tuple(members))


def _freed(book: Rulebook, facts: Facts, calendar: CareCalendar, item: Item) -> Instant | None:
    """Return when something may be done again or is over after the session, None where an item says no such thing."""
    if item.to_prescriber or item.strength is not Strength.MUST or may_be_prescribed(book, item):
        return None  # "over" beside the name of a medicine could be read as an order to end it
    if item.kind == "may" and item.opens is not None and item.opens > calendar.session_end.hi:
        return item.opens
    if item.kind not in ("avoid", "do", "only") or item.closes is None or item.closes >= END:
        return None
    is_said_already = item.rule is not None and item.rule.implies_avoid
    is_short = item.opens is not None and item.closes - item.opens <= 86_400
    return None if item.closes <= calendar.session_end.hi or is_said_already or is_short else item.closes


def _checks(book: Rulebook, facts: Facts, calendar: CareCalendar) -> Iterator[Entry]:
    """Yield a check-in wherever signs reach a limit: what is usually gone by then, what must not grow any more."""
    gone: dict[Duration, list[Sign]] = {}
    steady: dict[Duration, list[Sign]] = {}
    for sign in book.course:
        if is_result(sign) or not sign.typical.advised.amount:
            continue
        for limits, span in ((gone, sign.normal_until), (steady, sign.worse_after)):
            if span is not None and FIRST_CHECK.nominal <= span.advised.nominal <= LAST_CHECK.nominal:
                limits.setdefault(span.advised, []).append(sign)
    days = _by_day(facts, calendar.session_end.lo, {*gone, *steady})
    for number, (day, lengths) in enumerate(sorted(days.items()), 1):
        moment = after(calendar.session_end.lo, lengths[0], facts.zone)
        whole = not facts.session.is_exact
        yield Entry(
            key=f"check-{_length(lengths[0])}",
            kind="check",
            at=facts.zone.day(day) if whole else Interval(moment, moment),
            whole_days=whole,
            gone=tuple(sign for length in lengths for sign in gone.get(length, ())),
            steady=tuple(sign for length in lengths for sign in steady.get(length, ())),
            number=number,
            count=len(days),
        )


def _by_day(facts: Facts, end: Instant, lengths: Iterable[Duration]) -> dict[date, list[Duration]]:
    """Return lengths by the local day they end on; "72 hour" and "3 day" are one check-in."""
    days: dict[date, list[Duration]] = {}
    for length in sorted(lengths, key=lambda length: (length.nominal, length.unit)):
        days.setdefault(facts.zone.day_of(after(end, length, facts.zone)), []).append(length)
    return days


def _next(book: Rulebook, facts: Facts, calendar: CareCalendar) -> Iterator[Entry]:
    """Yield the days for the next session, where the series goes on: from its earliest to its ideal day."""
    series, earlier = book.series, facts.previous_sessions or ()
    if series is None or (series.count.most is not None and len(earlier) + 1 >= series.count.most):
        return
    then = replace(
        facts,
        asked=max(calendar.session_end.hi, facts.asked),
        previous_sessions=(*earlier, facts.session),
        session_end=None,
    )
    stretches = (
        [_usual_gap(book, then, series)]
        if _is_free(book, facts, calendar)
        else list(_free_stretches(book, then))
    )
    where = facts.zone
    for place, (first, last) in enumerate(stretches, 1):
        yield Entry(
            key="next" if place == 1 else f"next-{place}",
            kind="next",
            at=Interval(where.day(first).lo, where.day(last).hi),
            whole_days=True,
        )


def _is_free(book: Rulebook, facts: Facts, calendar: CareCalendar) -> bool:
    """Return whether nothing but the gap lies ahead: no event, no plan, and every wait over by this session."""
    uses = [
        (name, use) for name, given in facts.used.items() for use in given if not use.never or use.planned
    ]
    if facts.event is not None or any(use.planned or use.ongoing for _, use in uses):
        return False
    for item in calendar.items:
        if item.kind == "avoid" and item.rule is not None and item.opens is not None:
            inside = {inner for name in item.rule.subjects for inner in book.narrower.get(name, {name})}
            if any(use.last is not None and use.last.hi > item.opens for name, use in uses if name in inside):
                return False
    return True


def _usual_gap(book: Rulebook, facts: Facts, series: Series) -> tuple[date, date]:
    """Return the first and the last day of the usual gap; `_free_stretches` gives the same where nothing lies ahead."""
    last, days = facts.session.hi, Days(book, facts)
    first, usual = (
        days.first_from(after(last, length, facts.zone)) for length in (series.gap.floor, series.gap.advised)
    )
    return first, usual


def _free_stretches(book: Rulebook, facts: Facts) -> Iterator[tuple[date, date]]:
    """Yield the stretches of days from the earliest to the ideal day, without those a planned treatment takes."""
    plan = plan_series(book, facts, sessions=1)
    if not plan.fits:
        return
    planned = plan.sessions[0]
    first, end = planned.earliest, max(planned.earliest, planned.ideal)
    taken = [(limit.first, limit.last) for limit in plan.limits if limit.kind == "planned"]
    for start, last in sorted((start, last) for start, last in taken if start and last):
        if first < start <= end:
            yield first, start - timedelta(days=1)
        if start <= end:
            first = max(first, last + timedelta(days=1))
    if first <= end:
        yield first, end
