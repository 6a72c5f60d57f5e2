"""What holds, what is normal and what is not, at this moment after a session.

Where the hour of the session is not known, signs count from the earliest it can have ended: a limit is then passed
sooner rather than later.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

from needlecare.answering.case import Case
from needlecare.clinic.common.clinic import Clinic
from needlecare.clinic.common.proof import Proof, proof_of, proof_of_source
from needlecare.clinic.common.words import say
from needlecare.engine.care import CareCalendar, Item, care
from needlecare.engine.course import Expectation, Status, expected_at
from needlecare.engine.timing import anchor_at
from needlecare.exports.dates import Entry, entries
from needlecare.exports.ics import check_lines, next_lines
from needlecare.exports.sheet import Row
from needlecare.exports.texts import fluent
from needlecare.protocol.model import Strength
from needlecare.protocol.time import END, Instant
from needlecare.wording.care import emergency_number, flags, item_text, told
from needlecare.wording.language import Speaker, first_capital

HOUR = 3_600  # [s]
# Where the line of healing has its marks, by hours since the session's end; between them it is even.
MARKS = ((0, "hour-0"), (24, "24-h"), (72, "72-h"), (168, "day-7"), (672, "week-4"))
MOST_CHECKS = 3  # that are shown
LEFT, RIGHT = 34, 956  # of the line, in the drawing's own units


class Emergency:
    """The text that stands first on every page about a treated person; it needs no calculation."""

    def __init__(self, speaker: Speaker) -> None:
        self.say, self.book = speaker, speaker.book

    @property
    def signs(self) -> list[str]:
        return self._signs("emergency")

    @property
    def same_day(self) -> list[str]:
        return self._signs("same-day")

    @property
    def call(self) -> list[str]:
        return self._signs("call-clinic")

    def _signs(self, level: str) -> list[str]:
        return [first_capital(self.say.text(flag.sign)) for flag in flags(self.book, level)]

    @property
    def titles(self) -> dict[str, str]:
        return {"same_day": self.say.say("same-day"), "call": self.say.say("call-clinic")}

    @property
    def number(self) -> str:
        return emergency_number(self.say)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A sign with what it means now."""

    name: str
    until: str
    says: str
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Something that holds now: until when, the sentence, and its proof."""

    until: str
    text: str
    proof: Proof
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    at: int
    label: str


class Now:
    """What the template arranges for somebody who was treated."""

    def __init__(self, case: Case, moment: Instant, clinic: Clinic) -> None:
        self.case, self.moment, self.clinic, self.say = case, moment, clinic, case.speaker
        end = anchor_at(case.book, case.facts, "session-end")
        assert end is not None
        self.end = min(end.lo, moment)

    # --- where we are ---

    @property
    def session(self) -> str:
        return self.say.session()

    @property
    def number(self) -> int:
        """Return the day: the session's own is 0."""
        zone = self.case.facts.zone
        return (zone.day_of(self.moment) - zone.day_of(self.case.facts.session.lo)).days

    @property
    def present(self) -> str:
        return self.say.times.moment(self.moment)

    @property
    def here(self) -> int:
        """Return where the present lies on the line of healing. [units of the drawing]"""
        return _place((self.moment - self.end) / HOUR)

    @property
    def here_label(self) -> int:
        """Return where its words stand, so that they stay inside the drawing."""
        return min(max(self.here, LEFT + 70), RIGHT - 70)

    @property
    def marks(self) -> list[Mark]:
        return [Mark(at=_place(hours), label=say(f"after-mark-{name}")) for hours, name in MARKS]

    # --- signs ---

    @cached_property
    def _expected(self) -> tuple[Expectation, ...]:
        return expected_at(self.case.book, self.end, self.moment, self.case.facts.zone)

    @property
    def normal(self) -> list[Sign]:
        """Return the signs that are usual now."""
        found = [one for one in self._expected if one.phase in ("typical", "still-normal")]
        return [self._sign(one) for one in found if one.sign.typical.advised.amount]

    @property
    def coming(self) -> list[Sign]:
        """Return the signs that may still begin, and results that may show."""
        return [
            self._sign(one)
            for one in self._expected
            if one.phase == "early" or (one.phase == "a-result" and self._shows(one))
        ]

    def _shows(self, one: Expectation) -> bool:
        return one.limits.onset is not None and one.limits.onset <= self.moment

    @property
    def watched(self) -> list[Sign]:
        """Return the signs that should be over now; still there, they are watched."""
        return [self._sign(one) for one in self._expected if one.status is Status.WATCH]

    @property
    def flagged(self) -> list[Sign]:
        """Return the signs that have lasted too long if they are there; those that are never usual are red flags too."""
        return [self._sign(one) for one in self._expected if one.phase == "lasting"]

    def _sign(self, one: Expectation) -> Sign:
        until = one.limits.normal_until
        shown = ""
        if until is not None and until > self.moment:
            shown = say("after-normal-until", time=self.say.times.by(until))
        elif until is not None and one.sign.normal_until is not None and one.sign.normal_until.advised.amount:
            shown = say("after-normal-was", time=self.say.times.by(until))
        return Sign(
            name=first_capital(self.say.text(one.sign.sign)),
            until=shown,
            says=self.say.text(one.sign.says),
            proof=proof_of_source(self.say, one.sign.source, id=one.sign.id),
        )

    # --- what holds ---

    @cached_property
    def calendar(self) -> CareCalendar:
        return care(self.case.book, self.case.facts)

    @cached_property
    def _items(self) -> list[Item]:
        found = [item for item in self.calendar.items if item.holds_at(self.moment)]
        return [
            item for item in told(self.case.book, found) if item.rule is not None and self._is_after(item)
        ]

    def _is_after(self, item: Item) -> bool:
        return item.rule is not None and any(window.form == "after" for window in item.rule.when)

    @property
    def holds(self) -> list[Holding]:
        """Return what to do and to leave now, what ends first first."""
        items = [item for item in self._items if item.kind != "may" and not self._is_for_plans(item)]
        return [self._holding(item) for item in sorted(items, key=lambda item: item.closes or END)]

    @property
    def for_plans(self) -> list[Holding]:
        """Return what to know for something planned: advice, and what only a prescriber decides."""
        items = [item for item in self._items if item.kind != "may" and self._is_for_plans(item)]
        return [self._holding(item) for item in sorted(items, key=lambda item: item.closes or END)]

    def _is_for_plans(self, item: Item) -> bool:
        return item.strength is not Strength.MUST or item.actor == "prescriber"

    @property
    def allowed(self) -> list[Holding]:
        """Return what may be done again."""
        return [self._holding(item) for item in self._items if item.kind == "may"]

    def _holding(self, item: Item) -> Holding:
        assert item.rule is not None
        times = self.say.times
        if item.kind == "may":
            until = say("after-since", time=times.moment(item.opens)) if item.opens else ""
        elif item.closes is None or item.closes >= END:
            until = say("after-no-end")
        else:
            until = say("after-until", time=times.first(item.closes))
        return Holding(
            until=until,
            text=item_text(self.say, item),
            proof=proof_of(self.say, item.rule),
            statements=item.rule.source.statement,
        )

    # --- what comes ---

    @property
    def coming_up(self) -> list[Row]:
        """Return the next times to look at the skin, and the days for the next session."""
        book, facts, say = self.case.book, self.case.facts, fluent(self.say)
        found = entries(book, facts, self.calendar)
        checks = [one for one in found if one.kind == "check" and one.at.hi >= self.moment]
        rows = [Row(when=self._when(one), what=tuple(check_lines(say, one))) for one in checks[:MOST_CHECKS]]
        windows = [one for one in found if one.kind == "next"]
        return [
            *rows,
            *(Row(when=say.say("sheet-next-session"), what=tuple(next_lines(say, one))) for one in windows),
        ]

    def _when(self, entry: Entry) -> str:
        times = self.say.times
        return first_capital(times.first(entry.at.lo) if entry.whole_days else times.moment(entry.at.lo))

    @property
    def short(self) -> str:
        return f"{self.case.book.digest[:4]} {self.case.book.digest[4:8]}"


def _place(hours: float) -> int:
    """Return where a number of hours lies on the line."""
    step = (RIGHT - LEFT) / (len(MARKS) - 1)
    for index, ((low, _), (high, _)) in enumerate(itertools.pairwise(MARKS)):
        if hours <= high:
            return round(LEFT + step * (index + max(hours - low, 0) / (high - low)))
    return RIGHT
