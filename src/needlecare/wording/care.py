"""The care calendar in words: which items a client reads, and what each says on the day it begins or ends.

A rule is told in the protocol's own sentence. An item that borrows another's length for the same subjects is told with
that one, and what the client said does not concern her is left out, unless it is advice for afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable

from needlecare.engine.care import CareCalendar, CareDay, Item
from needlecare.engine.course import is_result
from needlecare.protocol.document import RedFlag
from needlecare.protocol.model import Outcome, Prescribed, Strength
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Instant
from needlecare.wording.language import Speaker

LEVELS = ("emergency", "same-day", "call-clinic", "self-care")
# What a client reads first on a day, and what last.
ORDER = ("check", "step", "order", "only", "do", "follow", "tell", "medicine", "avoid", "may", "expect")


def is_told(book: Rulebook, item: Item) -> bool:
    """Return whether an item is for this client: what she said "no" to is not, but advice for afterwards is."""
    if item.concerns is not False or item.rule is None:
        return True
    subjects = [book.subjects[name] for name in item.rule.subjects if name in book.subjects]
    afterwards = any(window.form == "after" for window in item.rule.when)
    is_advice = afterwards and item.rule.outcome is not Outcome.REFER
    return is_advice and any(
        s.prescribed is not Prescribed.ALWAYS and s.kind != "procedure" for s in subjects
    )


def heading_of(book: Rulebook, item: Item) -> str:
    """Return under which heading an item is told: what may be prescribed never stands under "leave out"."""
    return "medicine" if item.kind == "avoid" and may_be_prescribed(book, item) else item.kind


def may_be_prescribed(book: Rulebook, item: Item) -> bool:
    """Return whether an item speaks of anything that a prescriber may have ordered."""
    names = item.rule.subjects if item.rule is not None else ()
    inside = {inner for name in names for inner in book.narrower.get(name, ())}
    return any(book.subjects[name].prescribed is not Prescribed.NEVER for name in inside)


def told(book: Rulebook, items: Iterable[Item]) -> list[Item]:
    """Return the items a client reads, in reading order, without those that only repeat another."""
    kept = [item for item in items if is_told(book, item)]
    ids = {item.id for item in kept}
    single = [item for item in kept if not _repeats(book, item, ids)]
    return sorted(single, key=lambda item: ORDER.index(heading_of(book, item)))


def _repeats(book: Rulebook, item: Item, ids: set[str]) -> bool:
    """Return whether an item borrows its length from another that is told and names the same subjects or wider ones."""
    lender = book.rule.get(item.inherited_from)
    if item.rule is None or lender is None or lender.id not in ids:
        return False
    return all(name in book.narrower.get(wide, ()) for name in item.rule.subjects for wide in lender.subjects)


def item_text(speaker: Speaker, item: Item) -> str:
    """Return an item in the protocol's own sentence; said as a "perhaps" where a guard is open."""
    if item.rule is not None:
        says = speaker.text(item.rule.says)
        is_conditional = item.applies is not None or says.startswith(speaker.words["if"])
        return says if is_conditional else speaker.fill("plan-perhaps", text=says)
    assert item.sign is not None
    return speaker.text(item.sign.says)


def subject(speaker: Speaker, item: Item) -> str:
    """Return what an item is about, in a few words."""
    if item.rule is not None:
        return speaker.names(item.rule.subjects)
    assert item.sign is not None
    return speaker.text(item.sign.sign)


# --- one day ---------------------------------------------------------------------------------------------------------


def day_lines(speaker: Speaker, calendar: CareCalendar, day: CareDay, *, since: Instant) -> list[str]:
    """Return what a client reads for one day, from the moment `since` on; empty where nothing changes for her."""
    begins = [
        item for item in told(speaker.book, day.begins) if item.opens is not None and item.opens >= since
    ]
    lines = [_session_line(speaker)] if day.number == 0 else []
    checks = [item for item in begins if item.kind == "check"]
    if checks:
        names = dict.fromkeys(name for item in checks if item.rule for name in item.rule.subjects)
        lines.append(speaker.say("plan-arrive", names=speaker.names(names, joined="and")))
    in_time = sorted(begins, key=lambda item: item.opens or 0)
    lines += [_beginning(speaker, item) for item in in_time if item.kind not in ("check", "expect")]
    lines += _expected(speaker, [item for item in begins if item.kind == "expect"])
    lines += _ending(speaker, calendar, day)
    return lines


def _session_line(speaker: Speaker) -> str:
    at = speaker.facts.session
    if at.is_exact:
        return speaker.say("plan-session-at", clock=speaker.times.clock(at.lo))
    return speaker.say("plan-session")


def _beginning(speaker: Speaker, item: Item) -> str:
    shown, times = item_text(speaker, item), speaker.times
    assert item.opens is not None
    if item.kind == "may":
        return speaker.say("plan-from-clock", clock=times.clock(item.opens), text=shown)
    if item.kind not in ("avoid", "do", "only") or item.closes is None:
        return shown
    if item.rule is not None and item.rule.implies_avoid and not may_be_prescribed(speaker.book, item):
        from_on = speaker.fill("from-time", time=times.moment(item.closes))
        return speaker.say("plan-not-yet", subject=subject(speaker, item), from_on=from_on)
    if _same_day(speaker, item.opens, item.closes - 1) or item.closes <= speaker.facts.session.hi:
        return shown
    return f"{shown} {speaker.say('plan-until', time=times.by(item.closes))}"


def _same_day(speaker: Speaker, one: Instant, other: Instant) -> bool:
    return speaker.facts.zone.day_of(one) == speaker.facts.zone.day_of(other)


def _expected(speaker: Speaker, items: list[Item]) -> list[str]:
    """Return what to expect, signs with the same usual end together."""
    groups: dict[Instant | None, list[str]] = {}
    results = [item for item in items if item.sign is not None and is_result(item.sign)]
    for item in sorted(items, key=lambda item: item.closes or 0):
        if item not in results:
            groups.setdefault(item.closes, []).append(subject(speaker, item))
    lines = [item_text(speaker, item) for item in results]
    for closes, names in groups.items():
        until = speaker.times.first(closes) if closes is not None else ""
        key = "plan-expect-until" if until else "plan-expect-open"
        lines.append(speaker.say(key, names=speaker.words["comma"].join(names), time=until))
    return lines


def _ending(speaker: Speaker, calendar: CareCalendar, day: CareDay) -> list[str]:
    """Return what is over on a day after the session, with its hour."""
    lines: dict[Instant, list[str]] = {}
    for item in told(speaker.book, day.ends):
        if item.kind not in ("avoid", "do", "only") or item.strength is not Strength.MUST or not item.closes:
            continue
        is_said_already = item.rule is not None and item.rule.implies_avoid
        is_short = item.opens is not None and item.closes - item.opens <= 86_400
        if item.closes > calendar.session_end.hi and not is_said_already and not is_short:
            lines.setdefault(item.closes, []).append(subject(speaker, item))
    return [
        speaker.say(
            "plan-over", clock=speaker.times.clock(closes), names=speaker.listed(list(dict.fromkeys(names)))
        )
        for closes, names in sorted(lines.items())
    ]


# --- before the first day, and what no calendar places ---------------------------------------------------------------


def already(speaker: Speaker, calendar: CareCalendar, moment: Instant) -> list[str]:
    """Return what holds before the session and began before `moment`."""
    held = [
        item
        for item in told(speaker.book, calendar.items)
        if item.opens is not None and item.opens < moment and item.holds_at(moment) and item.kind != "expect"
    ]
    return [item_text(speaker, item) for item in held]


# --- red flags -------------------------------------------------------------------------------------------------------


def flags(book: Rulebook, level: str) -> list[RedFlag]:
    """Return the red flags of a level, in the order of the protocol; each id once."""
    return [flag for flag in {f.id: f for f in reversed(book.red_flags)}.values() if flag.level == level][
        ::-1
    ]


def emergency_number(speaker: Speaker) -> str:
    """Return the number to call where the session is; all that are known where the country is not said."""
    numbers = speaker.book.emergency_numbers
    here = [numbers[country] for country in speaker.facts.jurisdiction or () if country in numbers]
    if len(set(here)) == 1:
        return here[0]
    countries: dict[str, list[str]] = {}
    for country, number in numbers.items():
        countries.setdefault(number, []).append(country)
    shown = [f"{number} ({', '.join(names)})" for number, names in sorted(countries.items())]
    return speaker.listed(shown, joined="or") or speaker.words["emergency-number"]
