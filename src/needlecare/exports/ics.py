"""The dates of a session as an iCalendar file (RFC 5545), and how one file follows from an earlier one.

Titles are discreet unless asked otherwise: no treatment and nothing about health, since calendars are shared. A UID names
a person's session by its number and an entry by its key, so that a moved session moves its entries; what is no longer
planned is cancelled, what is past stays. Lines are written here, in a tenth of the time a general writer takes; earlier
files are read with icalendar, and the tests read ours with it and with ical.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from needlecare.exports.dates import Entry, is_exposure
from needlecare.exports.texts import fluent
from needlecare.protocol.time import Instant, Zone, zone
from needlecare.wording.care import emergency_number, item_text, may_be_prescribed, subject
from needlecare.wording.language import Speaker
from needlecare.wording.times import is_twice

PRODUCT = "-//NC//1//EN"
_NAMES = uuid5(NAMESPACE_URL, "urn:nc:dates")
CHECK_MINUTES = 10
_DAY = timedelta(days=1)
_MORNING = time(9)
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_SPECIAL = re.compile(r"[\\;,\n]|[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_FOLD = 73  # octets before a line is folded; 75 is the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One VEVENT: `start` and `end` are whole content lines, `end` empty where it has none.

    `starts` and `over` are the instants they mean. The last line of `description` names the protocols or the code.
    """

    uid: str
    start: str
    end: str
    starts: Instant
    over: Instant
    title: str
    description: str
    status: str = "CONFIRMED"
    sequence: int = 0
    busy: bool = False
    alarms: tuple[Instant, ...] = ()

    @property
    def meaning(self) -> tuple[str, ...]:
        """Return what a reader would notice: a change of it is a new version."""
        return (self.start, self.end, self.title, self.description.rpartition("\n")[0], self.status)


def events(
    speaker: Speaker, entries: Iterable[Entry], *, person: str, code: str, plain: bool, firm: bool = True
) -> tuple[Event, ...]:
    """Return dates as events.

    Parameters
    ----------
    person : str
        Whose dates they are; a part of every UID, never shown.
    plain : bool
        Whether titles and texts say what they are about.
    firm : bool
        Whether the session may happen as far as is known; else its entry is tentative.
    """
    say = fluent(speaker)
    number = len(speaker.facts.previous_sessions or ()) + 1
    return tuple(
        _event(
            say,
            entry,
            uid=str(uuid5(_NAMES, f"{person}\n{number}\n{entry.key}")),
            code=code,
            plain=plain,
            firm=firm,
        )
        for entry in entries
    )


def follow(
    earlier: Iterable[Event], planned: Iterable[Event], *, now: Instant, dropped: bool = False
) -> tuple[Event, ...]:
    """Return what is planned as the next version of an earlier calendar.

    A changed event has the next SEQUENCE. What is no longer planned is cancelled; what was over before `now` stays as it
    was, unless the whole session is `dropped`.
    """
    before = {event.uid: event for event in earlier}
    found = [] if dropped else [_version(before.get(event.uid), event) for event in planned]
    known = {event.uid for event in found}
    for event in before.values():
        if event.uid in known:
            continue
        is_kept = event.status == "CANCELLED" or (event.over < now and not dropped)
        found.append(
            event if is_kept else replace(event, status="CANCELLED", sequence=event.sequence + 1, alarms=())
        )
    return tuple(sorted(found, key=lambda event: (event.starts, event.uid)))


def _version(earlier: Event | None, event: Event) -> Event:
    if earlier is None:
        return event
    return replace(event, sequence=earlier.sequence + (earlier.meaning != event.meaning))


# --- what an entry says ----------------------------------------------------------------------------------------------


def _event(say: Speaker, entry: Entry, *, uid: str, code: str, plain: bool, firm: bool) -> Event:
    where = say.facts.zone
    first, over = entry.at.lo, entry.at.hi
    if entry.whole_days:
        last = where.day_of(entry.at.hi) + _DAY
        start, end = f"DTSTART;VALUE=DATE:{where.day_of(first):%Y%m%d}", f"DTEND;VALUE=DATE:{last:%Y%m%d}"
    else:
        if entry.kind == "check":
            over = first + 60 * CHECK_MINUTES
        start = f"DTSTART{_moment(where, first)}"
        end = f"DTEND{_moment(where, over)}" if over > first else ""
    return Event(
        uid=uid,
        start=start,
        end=end,
        starts=first,
        over=over,
        title=_full_title(say, entry) if plain else say.say(f"discreet-{entry.kind}"),
        description="\n".join(_full_text(say, entry, code))
        if plain
        else "\n" + say.say("discreet-text", code=code),
        status="CONFIRMED" if firm or entry.kind != "session" else "TENTATIVE",
        busy=entry.kind == "session",
        alarms=tuple(at for at in _alarms(say, entry) if at > say.facts.asked),
    )


def _full_title(say: Speaker, entry: Entry) -> str:
    treatment = say.text(say.book.layers[0].title)
    match entry.kind:
        case "stop":
            title = _stop_title(say, entry)
        case "ask":
            title = say.say("full-ask", names=_names(say, entry))
        case "again":
            title = "; ".join(_again_titles(say, entry))
        case "check":
            title = say.say("full-check", number=entry.number, count=entry.count)
        case "next":
            title = say.say("full-next")
        case _:
            return treatment
    return f"{treatment}: {title}"


def _again_titles(say: Speaker, entry: Entry) -> Iterator[str]:
    for key, kinds in (("may", ("may",)), ("avoid", ("avoid",)), ("do", ("do", "only"))):
        names = dict.fromkeys(subject(say, item) for item in entry.items if item.kind in kinds)
        if names:
            yield say.say(f"full-again-{key}", names=say.listed(list(names)))


def _stop_title(say: Speaker, entry: Entry) -> str:
    key = "full-last-day" if entry.whole_days else "full-stop"
    items = [item for item in entry.items if not is_exposure(say.book, item)] or list(entry.items)
    medicines = [subject(say, item) for item in items if may_be_prescribed(say.book, item)]
    names = [subject(say, item) for item in items if not may_be_prescribed(say.book, item)]
    if not names:
        return say.say(f"{key}-if", names=say.listed(medicines))
    shown = say.say(key, names=say.listed(names))
    return f"{shown}; {say.fill('unless-prescribed', names=say.listed(medicines))}" if medicines else shown


def _names(say: Speaker, entry: Entry) -> str:
    return say.listed(list(dict.fromkeys(subject(say, item) for item in entry.items)))


def _full_text(say: Speaker, entry: Entry, code: str) -> Iterator[str]:
    if entry.kind == "stop":
        yield say.say("stop-by", time=say.times.by(entry.at.hi))
    if entry.kind == "session":
        yield from session_lines(say)
    yield from dict.fromkeys(item_text(say, item) for item in entry.items)
    if entry.kind == "ask":
        yield say.say("ask-prescriber")
    yield from check_lines(say, entry)
    if entry.kind == "next":
        yield from next_lines(say, entry)
    layers = [f"{layer.protocol} {layer.version}" for layer in say.book.layers]
    yield say.say("made-by", protocols=say.listed(layers), code=code)


def session_lines(say: Speaker) -> Iterator[str]:
    """Yield what the entry of the session itself says: what is looked at on arrival."""
    from needlecare.protocol.model import Verb

    rules = [rule for rule in say.book.rules if rule.verb is Verb.CHECK]
    names = list(dict.fromkeys(name for rule in rules for name in rule.subjects))
    if names:
        yield say.say("plan-arrive", names=say.names(names, joined="and"))


def check_lines(say: Speaker, entry: Entry) -> Iterator[str]:
    """Yield what to look for at a check-in."""
    for key, signs in (("check-gone", entry.gone), ("check-not-growing", entry.steady)):
        if signs:
            yield say.say(key, names=say.listed([say.text(sign.sign) for sign in signs]))
    if entry.kind == "check" and say.book.red_flags:
        yield say.sentence(say.say("emergency", number=emergency_number(say)))


def next_lines(say: Speaker, entry: Entry) -> Iterator[str]:
    """Yield when the next session can be, and under which condition."""
    first, last = (say.times.day(say.facts.zone.day_of(at)) for at in (entry.at.lo, entry.at.hi))
    yield say.say("next-window" if first != last else "next-from", first=first, last=last)
    if say.book.series is not None and say.book.series.not_while:
        yield say.say("next-if-healed", states=say.names(say.book.series.not_while))


def _alarms(say: Speaker, entry: Entry) -> Iterator[Instant]:
    """Yield when to be reminded, by the clock on the wall whatever it does in between."""
    where, first = say.facts.zone, entry.at.lo
    evening = time.fromisoformat(say.book.settings.evening)
    if entry.kind == "ask":
        yield _clock(where, first, _MORNING, days=-7)
    if entry.kind in ("stop", "ask", "session"):
        yield _clock(where, first, evening, days=-1)
    if entry.whole_days and entry.kind != "session":
        yield _clock(where, first, _MORNING)
    elif entry.kind == "session" and not entry.whole_days:
        yield first - 2 * 3600
    elif not entry.whole_days and entry.kind != "stop":
        yield first


def _clock(where: Zone, moment: Instant, reading: time, *, days: int = 0) -> Instant:
    day = where.day_of(moment) + timedelta(days=days)
    return where.first_reaching(datetime.combine(day, reading))


# --- lines -----------------------------------------------------------------------------------------------------------


def as_ics(say: Speaker, found: Iterable[Event], *, plain: bool) -> bytes:
    """Return events as an iCalendar file; DTSTAMP is the facts' own present, so that the same facts give the same file."""
    found, words = tuple(found), fluent(say)
    where, facts = say.facts.zone, say.facts
    treatment = say.text(say.book.layers[0].title)
    name = f"{treatment}: {say.session()}" if plain else words.say("discreet-calendar")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{_escaped(name)}", f"X-WR-CALNAME:{_escaped(name)}", f"X-WR-TIMEZONE:{where.key}"]
    moments = [at for event in found for at in (event.starts, event.over)]
    for key in sorted({key for event in found for key in _zones_of(event)}):
        lines += _timezone(key, where.local(min(moments)).year - 1, where.local(max(moments)).year + 1)
    stamp = f"{datetime.fromtimestamp(facts.asked, UTC):%Y%m%dT%H%M%SZ}"
    for event in found:
        lines += _event_lines(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event_lines(event: Event, stamp: str) -> list[str]:
    title = _escaped(event.title)
    lines = ["BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp}", f"SEQUENCE:{event.sequence}"]
    lines += [event.start, *([event.end] if event.end else [])]
    lines += [
        f"SUMMARY:{title}",
        f"DESCRIPTION:{_escaped(event.description.strip())}",
        f"STATUS:{event.status}",
    ]
    lines += ["CLASS:PRIVATE", f"TRANSP:{'OPAQUE' if event.busy else 'TRANSPARENT'}"]
    for at in event.alarms:
        trigger = f"TRIGGER:{_elapsed(at - event.starts)}"
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", trigger, "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _moment(where: Zone, at: Instant) -> str:
    """Return parameters and value of a moment: local with its zone, and UTC where the clock shows a reading twice."""
    here = where.local(at)
    if where.key == "UTC" or is_twice(here):
        return f":{here.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f";TZID={where.key}:{here:%Y%m%dT%H%M%S}"


def _zones_of(event: Event) -> Iterator[str]:
    for line in (event.start, event.end):
        if ";TZID=" in line:
            yield line.partition(";TZID=")[2].partition(":")[0]


@lru_cache(maxsize=32)
def _timezone(key: str, first: int, last: int) -> tuple[str, ...]:
    """Return a VTIMEZONE that holds every change of the clock from one year to another, each by its own date.

    Dates rather than rules: a rule speaks of all years, and no zone has promised to keep its own.
    """
    where = zone(key)
    at = int(datetime(first, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(last + 1, 1, 1, tzinfo=UTC).timestamp())
    lines = ["BEGIN:VTIMEZONE", f"TZID:{key}"]
    lines += _observance(where, at, at)
    for change in _changes(where, at, end):
        lines += _observance(where, change - 1, change)
    return (*lines, "END:VTIMEZONE")


def _changes(where: Zone, start: Instant, end: Instant) -> Iterator[Instant]:
    step = 86_400 * 7
    for lo in range(start, end, step):
        hi = min(lo + step, end)
        while where.local(lo).utcoffset() != where.local(hi).utcoffset():
            low, high = lo, hi
            while high - low > 1:
                middle = (low + high) // 2
                if where.local(middle).utcoffset() == where.local(lo).utcoffset():
                    low = middle
                else:
                    high = middle
            yield high
            lo = high


def _observance(where: Zone, before: Instant, at: Instant) -> list[str]:
    old, new = where.local(before), where.local(at)
    kind = "DAYLIGHT" if new.dst() else "STANDARD"
    shown = at + int((old.utcoffset() or timedelta(0)).total_seconds())
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{datetime.fromtimestamp(shown, UTC):%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{old:%z}",
        f"TZOFFSETTO:{new:%z}",
        f"TZNAME:{_escaped(new.tzname() or where.key)}",
        f"END:{kind}",
    ]


def _elapsed(seconds: int) -> str:
    sign, rest = ("-" if seconds < 0 else ""), abs(seconds)
    parts = [(rest // 3600, "H"), (rest // 60 % 60, "M"), (rest % 60, "S")]
    return f"{sign}PT" + ("".join(f"{amount}{unit}" for amount, unit in parts if amount) or "0S")


def _escaped(text: str) -> str:
    """Return a text as a value: no control characters, and what separates values escaped."""
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found.group(), ""), text)


def _folded(line: str) -> str:
    """Return a line folded after at most 75 octets, never inside a character."""
    raw = line.encode()
    if len(raw) <= _FOLD:
        return line
    parts, at = [], 0
    while at < len(raw):
        end = min(at + _FOLD, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(raw[at:end].decode())
        at = end
    return "\r\n ".join(parts)


# --- an earlier file -------------------------------------------------------------------------------------------------


class NotACalendar(ValueError):
    """An earlier file that cannot be gone on with; the message says why."""


def read_events(raw: bytes, where: Zone) -> tuple[Event, ...]:
    """Return the events of an earlier file of ours.

    Raises
    ------
    NotACalendar
        If it is no iCalendar file, or not one of ours.
    ModuleNotFoundError
        If icalendar is not installed.
    """
    from icalendar import Calendar

    try:
        calendar: Any = Calendar.from_ical(raw)
        if str(calendar.get("PRODID", "")) != PRODUCT:
            raise NotACalendar("it was not made by `needlecare calendar`")
        return tuple(_read(component, where) for component in calendar.walk("VEVENT"))
    except NotACalendar:
        raise
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise NotACalendar("it is no calendar file that can be read") from error


def _read(component: Mapping[str, Any], where: Zone) -> Event:
    starts = _instant(component["DTSTART"].dt, where)
    ends = component.get("DTEND")
    return Event(
        uid=str(component["UID"]),
        start=_content_line("DTSTART", component["DTSTART"]),
        end=_content_line("DTEND", ends) if ends is not None else "",
        starts=starts,
        over=_instant(ends.dt, where) if ends is not None else starts,
        title=str(component["SUMMARY"]),
        description=_padded(str(component.get("DESCRIPTION", ""))),
        status=str(component.get("STATUS", "CONFIRMED")),
        sequence=int(component.get("SEQUENCE", 0)),
        busy=str(component.get("TRANSP", "")) == "OPAQUE",
    )


def _padded(description: str) -> str:
    """Return a description as it was before writing: one that is a single line names the code alone."""
    return description if "\n" in description else "\n" + description


def _instant(value: Any, where: Zone) -> Instant:
    if isinstance(value, datetime):
        return int(value.timestamp())
    return where.day(value).lo


def _content_line(name: str, value: Any) -> str:
    parameters = "".join(f";{key}={entry}" for key, entry in value.params.items())
    return f"{name}{parameters}:{value.to_ical().decode()}"
