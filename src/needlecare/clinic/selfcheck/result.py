"""The result of an interview, part by part: the answer, what to leave by when, whom to ask what, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from needlecare.answering.case import Case
from needlecare.answering.planning import for_planning
from needlecare.clinic.common.clinic import Clinic
from needlecare.clinic.common.proof import Proof, proof_of, proof_of_source
from needlecare.clinic.common.words import say
from needlecare.clinic.selfcheck.answers import beginning_of
from needlecare.clinic.selfcheck.drawing import Sum, sum_of
from needlecare.clinic.selfcheck.talk import Talk
from needlecare.engine.care import care
from needlecare.engine.screening import Finding, screen
from needlecare.exports.sheet import Row, Sheet, rows_up_to_the_day, sheet_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import BEGINNING, Instant
from needlecare.wording.care import emergency_number, flags
from needlecare.wording.findings import kept_line, last_use, sentence, subject_names
from needlecare.wording.language import first_capital
from needlecare.wording.questions import question
from needlecare.wording.verdict import dates, headline, said

_WEIGHING = (Outcome.STOP, Outcome.WAIT, Outcome.CAUTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One finding: what it is about, what it says, the person's own words, and what stands behind it."""

    title: str
    outcome: str
    word: str
    text: str
    said: tuple[str, ...]
    proof: Proof | None
    drawn: Sum | None
    aloud: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A day as a leaf of a calendar."""

    weekday: str
    day: int
    month: str


class Result:
    """What the template of the result arranges."""

    def __init__(self, case: Case, talk: Talk, clinic: Clinic) -> None:
        self.case, self.talk, self.clinic, self.say = case, talk, clinic, case.speaker
        self.verdict = screen(case.book, case.facts)

    # --- the answer ---

    @property
    def outcome(self) -> str:
        return self.verdict.outcome.word

    @property
    def word(self) -> str:
        return first_capital(self.say.outcome(self.verdict.outcome))

    @property
    def title(self) -> str:
        """Return the earliest day where there is a wait that ends; else the verdict in one sentence."""
        if self.verdict.outcome is Outcome.WAIT and self.verdict.certain is not None:
            return say("check-earliest", day=self.say.times.first(self.verdict.certain))
        return headline(self.say, self.verdict)

    @property
    def sentences(self) -> list[str]:
        """Return what stands below the title."""
        first = headline(self.say, self.verdict)
        has_day = any(self.talk.first.get("day", ()))
        shown = [first] if first != self.title and has_day else []
        if self.verdict.outcome not in (Outcome.STOP,):
            shown.append(dates(self.say, self.verdict))
        return [*shown, self._first_open()] if self._first_open() else shown

    def _first_open(self) -> str:
        """Return on which day the clinic is open again, where the earliest day is one on which it is closed."""
        certain, closed = self.verdict.certain, self.clinic.closed
        if self.verdict.outcome is not Outcome.WAIT or certain is None or len(closed) == 7:
            return ""
        day = self._first_day(certain)
        if day.weekday() not in closed:
            return ""
        while day.weekday() in closed:
            day += timedelta(days=1)
        return say("check-first-open", day=self.say.times.day(day))

    @property
    def leaf(self) -> Leaf | None:
        """Return the day to remember: the earliest after a wait, else the session's."""
        if self.verdict.outcome in (Outcome.READY, Outcome.CAUTION):
            return self._leaf(self.case.facts.zone.day_of(self.case.facts.session.lo))
        if self.verdict.outcome is Outcome.WAIT and self.verdict.certain is not None:
            return self._leaf(self._first_day(self.verdict.certain))
        return None

    def _first_day(self, moment: Instant) -> date:
        return self.case.facts.zone.day_of(moment + 1)

    def _leaf(self, day: date) -> Leaf:
        words = self.say.words
        month = words["months"].split()[day.month - 1]
        weekday = words["weekdays"].split()[day.weekday()]
        return Leaf(weekday=first_capital(weekday), day=day.day, month=f"{first_capital(month)} {day.year}")

    @property
    def beginning(self) -> list[str]:
        return beginning_of(self.talk, self.case)

    # --- what to do ---

    @cached_property
    def planned(self) -> Case | None:
        """Return the case to plan for: as asked, or on the first day after every wait."""
        return for_planning(self.case, self.verdict)

    @cached_property
    def sheet(self) -> Sheet | None:
        """Return the care sheet of the session that is planned for."""
        if self.planned is None:
            return None
        book, facts = self.planned.book, self.planned.facts
        is_as_asked = facts == self.case.facts
        return sheet_of(
            self.planned.speaker,
            care(book, facts),
            self.verdict if is_as_asked else screen(book, facts),
            clinic=self.clinic.name,
            phone=self.clinic.phone,
        )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Return what to leave by when, and the day itself, as the care sheet has them."""
        if self.planned is None:
            return ()
        return rows_up_to_the_day(self.planned.speaker, care(self.planned.book, self.planned.facts))

    @property
    def planned_for(self) -> str:
        return self.planned.speaker.session() if self.planned else ""

    # --- whom to ask, and why ---

    @cached_property
    def to_ask(self) -> list[Reason]:
        """Return what a clinician or a prescriber decides, each with a sentence to say aloud."""
        return [self._reason(found) for found in self._of([Outcome.REFER])]

    @cached_property
    def still_open(self) -> list[str]:
        """Return what nobody has answered yet, each question once."""
        asked = (
            question(self.say, found.question) if found.question else sentence(self.say, found)
            for found in self._of([Outcome.ASK])
        )
        return list(dict.fromkeys(asked))

    @cached_property
    def reasons(self) -> list[Reason]:
        """Return what weighs, worst first."""
        return [self._reason(found) for found in self._of(_WEIGHING)]

    @cached_property
    def kept(self) -> list[Reason]:
        """Return the rules that are kept by something that was said."""
        return [self._reason(found) for found in self._of([Outcome.READY]) if _is_measured(found)]

    @property
    def others(self) -> str:
        """Return how many more rules are kept."""
        count = len(self._of([Outcome.READY])) - len(self.kept)
        return self.say.counted("others-hold", count) if count > 0 else ""

    @property
    def unsaid(self) -> str:
        """Return what is planned for afterwards and stands in no rule."""
        names = self.say.names(self.verdict.unsaid, joined="and")
        return self.say.say("unsaid", names=names) if names else ""

    @property
    def pending(self) -> str:
        """Return what is looked at on arrival."""
        rules = [self.case.book.rule[name] for name in self.verdict.pending]
        names = dict.fromkeys(self.say.name(name) for rule in rules for name in rule.subjects)
        return self.say.say("arrival-later", names=self.say.listed(list(names))) if names else ""

    def _of(self, outcomes: Iterable[Outcome]) -> list[Finding]:
        wanted = set(outcomes)
        return [found for found in self.verdict.findings if found.outcome in wanted]

    def _reason(self, found: Finding) -> Reason:
        names = subject_names(found) if found.said or not found.states else found.states
        title = first_capital(self.say.names(names)) if names else say("check-rule")
        is_kept = found.outcome is Outcome.READY
        return Reason(
            title=title,
            outcome=found.outcome.word,
            word=first_capital(self.say.outcome(found.outcome)),
            text=kept_line(self.say, found) if is_kept else sentence(self.say, found),
            said=said(self.say, found),
            proof=self._proof(found),
            drawn=sum_of(self.say, found),
            aloud=self._aloud(found, title) if found.outcome is Outcome.REFER else "",
        )

    def _proof(self, found: Finding) -> Proof | None:
        if found.rule is not None:
            return proof_of(self.say, found.rule)
        if found.rule_id and self.case.book.series:
            return proof_of_source(self.say, self.case.book.series.source, id=found.rule_id)
        return None

    def _aloud(self, found: Finding, title: str) -> str:
        """Return what to say to whom decides; a prescriber is asked, never told."""
        day = self.planned_for or self.say.session()
        is_prescribers = found.prescribed or (found.rule is not None and found.rule.actor == "prescriber")
        key = "check-aloud-prescriber" if is_prescribers else "check-aloud-clinic"
        treatment = self.say.text(self.case.book.layers[0].title)
        return say(key, treatment=treatment.lower(), day=day, subject=title)

    # --- always ---

    @property
    def emergency(self) -> list[str]:
        return [first_capital(self.say.text(flag.sign)) for flag in flags(self.case.book, "emergency")]

    @property
    def number(self) -> str:
        return emergency_number(self.say)

    @property
    def short(self) -> str:
        return f"{self.case.book.digest[:4]} {self.case.book.digest[4:8]}"

    @property
    def asked(self) -> str:
        return self.say.times.moment(self.case.facts.asked)


def _is_measured(found: Finding) -> bool:
    """Return whether a kept rule was measured by a use whose time was said, not by "not since"."""
    last = last_use(found)
    return found.slack is not None and last is not None and last.lo > BEGINNING
