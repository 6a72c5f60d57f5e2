"""A rulebook compiled for many clients: the answer of `screening.screen`, in microseconds.

A client speaks of a few things, and most rules are silent about them. The rules that are spoken of are looked up in
tables, or where a rule is not simple the engine answers it; the silent ones are only counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from needlecare.engine.finding import Finding, Question, Verdict
from needlecare.engine.interview import askable
from needlecare.engine.screening import finding_of, findings_of, screen
from needlecare.engine.tables import AROUND, INSIDE, OWN, Alike, Pair, Reason, Tables
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Said, Truth, Use
from needlecare.protocol.time import BEGINNING, END, Instant, Interval, Zone, before
from needlecare.protocol.values import NamedTuple

SaidUse: TypeAlias = tuple[
    int, Instant, Instant
]  # class, and the ends of its last use; never: twice BEGINNING
SaidState: TypeAlias = tuple[int, Truth]  # condition, and whether it holds; not sure: None
_Said: TypeAlias = Facts | tuple[Pair, Sequence[SaidUse], Sequence[SaidState]]
# What was said, the rules that the engine has answered (all: -1), and its findings.
Beyond: TypeAlias = tuple[_Said, int, Sequence[tuple[int, Finding]]]
# The last allowed uses: advised value at both ends of the session, floor at both; the first two again.
_Limits: TypeAlias = tuple[Instant, Instant, Instant, Instant, Pair]
_Row: TypeAlias = list[_Limits | None]

_OUTCOMES = tuple(Outcome)  # by their values
_READY, _ASK, _STOP = Outcome.READY, Outcome.ASK.value, Outcome.STOP.value
_NOTHING = (0, -1, None)
_MOST_SESSIONS = 16_384  # whose limits are kept
_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


class Quick(NamedTuple):
    """The outcome of a session and what it rests on, equal to what `screening.screen` finds.

    `reasons` are of the rules that were spoken of and `open` has a bit for every rule that is not settled; `by.tables`
    names both. `question` is that of the gravest open rule; what was answered with "not sure" is not asked again.
    """

    outcome: Outcome
    best: Outcome
    worst: Outcome
    reasons: Sequence[Reason]
    open: int
    question: Question | None
    by: Compiled
    said: _Said

    @property
    def facts(self) -> Facts:
        """Return the facts that were answered."""
        return self.said if isinstance(self.said, Facts) else self.by.facts(*self.said)

    @property
    def verdict(self) -> Verdict:
        """Return the engine's verdict, with the earliest dates."""
        return screen(self.by.book, self.facts)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the engine's findings, worst first."""
        return self.verdict.findings


@dataclass(slots=True)
class _Piece:
    """What several words say to one wait: of its class and those inside it, and the bound that wider ones set."""

    least: Instant = BEGINNING
    most: Instant = BEGINNING
    bound: Instant = END
    is_own: bool = False


class Compiled:
    """One rulebook in one zone, for booking; made by `compile_rules`."""

    def __init__(self, book: Rulebook, zone: Zone) -> None:
        self.book, self.zone = book, zone
        self.tables = tables = Tables(book, zone)
        self._uses, self._states, self._bit = tables.uses, tables.states, tables.bit
        self._hard, self._silent = tables.hard, tables.silent
        self._open, self._open_hard = sum(self._silent) & ~self._hard, sum(self._silent) & self._hard
        self._spans = tuple(tables.spans)
        self._names = tuple(tables.classes), tuple(tables.conditions)
        self._rows: dict[Pair, _Row] = {}

    def answer(
        self,
        session: Pair,
        uses: Sequence[SaidUse],
        states: Sequence[SaidState] = (),
        beyond: Beyond | None = None,
    ) -> Quick:
        """Return the answer for what is said of some classes and conditions, by their numbers in `tables`.

        Parameters
        ----------
        session : tuple of two instants
            The first and the last at which the session may start; twice the same where it is known exactly.
        uses : sequence of (class, first, last)
            The last use of the class lies between the two instants; both are BEGINNING where there was none.
        states : sequence of (condition, truth)
            Whether each condition holds; None where the person is not sure.
        beyond : Beyond, optional
            What `screen` has found out already.
        """
        # The busiest loop: no helpers, and plain ints, which Python compares faster than outcomes.
        try:
            row = self._rows[session]
        except KeyError:
            row = self._new_row(session)
        taken = self._hard
        best = worst = settled = lead_worst = 0
        reasons: list[Reason] = []
        is_open = not_sure = engine = 0
        lead, question = -1, None  # of the gravest open rule that was spoken of
        if beyond is None:
            said: _Said = (session, uses, states)
        else:
            said, engine, found = beyond
            taken |= engine
            for number, finding in found:
                reasons.append(_reason(number, finding))
                best, worst = max(best, finding.best.value), max(worst, finding.worst.value)
                if finding.outcome is not Outcome.ASK:
                    settled = max(settled, finding.outcome.value)
                    continue
                is_open |= self._bit[number]
                if (-finding.worst, number) < (-lead_worst, lead) and _isaskable(said, finding):
                    lead, lead_worst, question = number, finding.worst.value, finding.question
        table = self._uses
        for number, lo, hi in uses:
            bits, clashing, waits = table[number]
            if clashing & taken:
                return self._piecewise(session, uses, states, said, engine)
            taken |= bits
            for rules, members, slot, mild, fail, side in waits:
                first, last, floor_first, floor_last, limit = row[slot] or self._limits(session, row, slot)
                least, most = lo, hi
                if side == OWN:
                    slack = None if hi == BEGINNING else (first - hi, last - lo)
                    if hi <= first:
                        reasons.append((rules, _READY, _READY, limit, slack))
                        continue
                elif side == INSIDE:
                    most, slack = END, None
                else:
                    least, slack = BEGINNING, None if hi == BEGINNING else (first - hi, last - BEGINNING)
                low = 0 if least <= last else mild if least <= floor_last else fail
                high = 0 if most <= first else mild if most <= floor_first else fail
                reasons.append((rules, _OUTCOMES[low], _OUTCOMES[high], limit, slack))
                if low == high:
                    if low > settled:
                        settled = low
                    continue
                is_open |= members
                if low > best:
                    best = low
                if high > lead_worst or (high == lead_worst and rules[0] < lead):
                    lead, lead_worst, question = rules[0], high, None
        conditions = self._states
        for number, truth in states:
            bits, if_so, if_not, fail = conditions[number]
            if bits & taken:
                return self._piecewise(session, uses, states, said, engine)
            if truth is None:
                not_sure |= bits
                continue
            taken |= bits
            reasons += if_so if truth else if_not
            if truth and fail > settled:
                settled = fail
        if settled > best:
            best = settled
        if best > worst:
            worst = best
        if lead_worst > worst:
            worst = lead_worst
        silent = self._open & ~taken | self._open_hard & ~engine
        if silent:
            is_open |= silent
            silent_worst, silent_rule, silent_question = self._silent[silent & -silent]
            if silent_worst > worst:
                worst = silent_worst
            if not_sure:
                silent &= ~not_sure
                silent_worst, silent_rule, silent_question = self._silent.get(silent & -silent, _NOTHING)
        if best == _STOP:
            question = None
        elif silent and (lead < 0 or (-silent_worst, silent_rule) < (-lead_worst, lead)):
            question = silent_question
            if question is not None and question.limit is not None:
                question = self._dated(silent_rule, question, session, row)
        elif lead >= 0 and question is None:
            question = self._asked_again(lead, said)
        outcome = _OUTCOMES[_ASK if is_open and settled < _ASK else settled]
        return _new(
            Quick, (outcome, _OUTCOMES[best], _OUTCOMES[worst], reasons, is_open, question, self, said)
        )

    def screen(self, facts: Facts) -> Quick:
        """Return the answer for any facts."""
        tables = self.tables
        is_known = (
            facts.zone == self.zone
            and facts.stage == "booking"
            and facts.used.keys() <= tables.classes.keys()
        )
        if not is_known or facts.uncovered or facts.previous_sessions:
            return self._by_engine(facts)
        engine = tables.always
        for fact, rules in tables.person.items():
            if rules and getattr(facts, fact) is not None:
                engine |= rules
        uses: list[SaidUse] = []
        for name, said in facts.used.items():
            number = tables.classes[name]
            if not all(map(_is_plain, said)):
                engine |= tables.kin[number] | (self._uses[number][0] & self._hard)
            uses += [
                (number, use.last.lo, use.last.hi) if use.last else (number, BEGINNING, BEGINNING)
                for use in said
            ]
        states: list[SaidState] = []
        for name, state in facts.states.items():
            if (place := tables.conditions.get(name)) is not None:
                states.append((place, state.holds))
                engine |= self._states[place][0] if state.areas is not None else 0
        session = (facts.session.lo, facts.session.hi)
        if engine:
            return self._piecewise(session, uses, states, facts, engine)
        return self.answer(session, uses, states, (facts, 0, ()))

    def _piecewise(
        self, session: Pair, uses: Sequence[SaidUse], states: Sequence[SaidState], said: _Said, engine: int
    ) -> Quick:
        """Return the answer where several words bear on one rule, or where a rule is for the engine."""
        for number, *_ in uses:
            engine |= self._uses[number][0] & self._hard
        for number, _ in states:
            engine |= self._states[number][0] & self._hard
        found: list[tuple[int, Finding]] = []
        if engine:
            said = said if isinstance(said, Facts) else self.facts(*said)
            if engine & self.tables.outside:
                return self._by_engine(said)
            hard = sorted(self.tables.rules_in(engine & ~self.tables.gap))
            found = [
                (n, f) for n in hard if (f := finding_of(self.book, said, self.book.rules[n])) is not None
            ]
        if engine or len(dict(states)) < len(states):
            states = self._single_states(states, engine)
        return self.answer(session, self._pieces(uses, engine), states, (said, engine, found))

    def _pieces(self, uses: Sequence[SaidUse], engine: int) -> list[SaidUse]:
        """Return what all words together say to each wait alone; the law is that of `knowledge.last_use`."""
        ends: dict[int, Pair] = {}
        for number, lo, hi in uses:
            if number in ends:
                lo, hi = max(lo, ends[number][0]), max(hi, ends[number][1])
            ends[number] = (lo, hi)
        pieces: dict[Alike, _Piece] = {}
        for number, (lo, hi) in ends.items():
            for rules, bits, _, _, _, side in self._uses[number][2]:
                if bits & engine:
                    continue
                piece = pieces.get(rules)
                if piece is None:
                    piece = pieces[rules] = _Piece()
                if side == AROUND:
                    # A wider word bounds what is not spoken of itself; what lies inside that word counts with it.
                    inside = self.tables.inside[number]
                    piece.bound = min(piece.bound, max(ends[inner][1] for inner in ends if inner in inside))
                    continue
                if lo > piece.least:
                    piece.least = lo
                if hi > piece.most:
                    piece.most = hi
                if side == OWN:
                    piece.is_own = True
        found = []
        for rules, piece in pieces.items():
            most = piece.most if piece.is_own else max(piece.most, piece.bound)
            side = OWN if piece.is_own or piece.bound < END else INSIDE
            found.append((self.tables.single[rules, side], min(piece.least, most), most))
        return found

    def _single_states(self, states: Sequence[SaidState], engine: int) -> list[SaidState]:
        """Return what is said of each contraindication alone."""
        said = {rules: truth for number, truth in states for rules, *_ in self._states[number][1]}
        return [
            (self.tables.single[rules, OWN], said[rules])
            for rules in said
            if not self._bit[rules[0]] & engine
        ]

    def _by_engine(self, facts: Facts) -> Quick:
        """Return the engine's own answer in the same form."""
        numbers = {id(rule): number for number, rule in enumerate(self.book.rules)}
        found = [
            (numbers[id(f.rule)] if f.rule else self.tables.rules.index(f.rule_id, len(numbers)), f)
            for f in findings_of(self.book, facts)
        ]
        return self.answer((facts.session.lo, facts.session.hi), (), (), (facts, -1, found))

    def facts(self, session: Pair, uses: Iterable[SaidUse], states: Iterable[SaidState]) -> Facts:
        """Return what `answer` is given as the facts that `screening` reads."""
        classes, conditions = self._names
        used: dict[str, tuple[Use, ...]] = {}
        for number, lo, hi in uses:
            use = Use(never=True) if hi == BEGINNING else Use(last=Interval(lo, hi))
            used[classes[number]] = (*used.get(classes[number], ()), use)
        said = {conditions[number]: Said(holds=truth) for number, truth in states}
        return Facts(zone=self.zone, asked=session[0], session=Interval(*session), used=used, states=said)

    def _new_row(self, session: Pair) -> _Row:
        if len(self._rows) >= _MOST_SESSIONS:
            del self._rows[next(iter(self._rows))]
        row = self._rows[session] = [None] * (len(self._spans) + 1)
        return row

    def _limits(self, session: Pair, row: _Row, slot: int) -> _Limits:
        """Return the last allowed uses before a session, and keep them."""
        start, end = session
        span = self._spans[slot]
        first = before(start, span.advised, self.zone)
        last = first if start == end else before(end, span.advised, self.zone)
        floors = (first, last)
        if span.is_range:
            floors = before(start, span.floor, self.zone), before(end, span.floor, self.zone)
        limits = row[slot] = (first, last, *floors, (first, last))
        return limits

    def _dated(self, rule: int, question: Question, session: Pair, row: _Row) -> Question | None:
        """Return the question of a rule that nobody spoke of, for this session."""
        slot = self.tables.slots.get(rule)
        if slot is None:
            return self._asked_again(rule, (session, (), ()))
        return Question(question.kind, question.names, (row[slot] or self._limits(session, row, slot))[0])

    def _asked_again(self, rule: int, said: _Said) -> Question | None:
        facts = said if isinstance(said, Facts) else self.facts(*said)
        found = finding_of(self.book, facts, self.book.rules[rule])
        return found.question if found else None


def compile_rules(book: Rulebook, zone: Zone) -> Compiled:
    """Return a rulebook as tables that answer one client after another, in the zone of the clinic."""
    return Compiled(book, zone)


def _is_plain(use: Use) -> bool:
    """Return whether an entry says no more than when the last use was, or that there was none."""
    is_over = (use.last is not None or use.never) and not (use.ongoing or use.unsure)
    return is_over and not (use.planned or use.started or use.areas is not None or use.prescribed is not None)


def _isaskable(said: _Said | None, finding: Finding) -> bool:
    return isinstance(said, Facts) and finding.question is not None and askable(said, finding.question)


def _reason(number: int, finding: Finding) -> Reason:
    return (number,), finding.best, finding.worst, _pair(finding.limit), _pair(finding.slack)


def _pair(interval: Interval | None) -> Pair | None:
    return None if interval is None else (interval.lo, interval.hi)
