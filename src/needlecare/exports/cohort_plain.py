"""Whole columns of clients laid out at once, as `cohort_batch` lays out one client; it says what each step means.

Rows that no table can hold, or that could not be read, are marked, and left to be taken one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from needlecare.exports.cohort_batch import SILENT as UNBOUNDED
from needlecare.exports.cohort_batch import Layout, OpenRule
from needlecare.exports.cohort_columns import SILENT, Block, Bools, Columns, Ints
from needlecare.exports.cohort_spoken import Spoken, all_of, any_of
from needlecare.exports.tables import BIRTH, DAY, PREVIOUS, Key, Reach, Verdict, wall_of
from needlecare.protocol.said import Facts
from needlecare.protocol.time import BEGINNING, END


class Session(NamedTuple):
    """The sessions of some rows, and the moments of asking. [instants, wall seconds]"""

    lo: Ints
    hi: Ints
    day_start: Ints  # an instant
    asked: Ints  # an instant
    asked_wall: Ints


class _Last(NamedTuple):
    """What a column says of last uses, in the rows where it says anything. [instants, wall seconds]"""

    rows: Ints
    hi: Ints
    lo_wall: Ints
    hi_wall: Ints
    unsure: Bools


class _Ends(NamedTuple):
    """The ends of the last use of a class, in the rows that speak of it. [instants, wall seconds]"""

    rows: Ints
    hi: Ints
    lo_wall: Ints
    hi_wall: Ints


class LastUses(NamedTuple):
    """Last uses that ladders look at, those of a row together. [wall seconds]"""

    client: Ints
    ladder: Ints
    lo: Ints
    hi: Ints


@dataclass(frozen=True, slots=True)
class Plain:
    """Some rows laid out: which are plain, their sessions and uses, and what their answers say."""

    is_plain: Bools
    session: Session
    uses: LastUses
    weight: Ints
    certain: Bools  # no date is left for certain
    possible: Bools  # nor perhaps


class PlainLayout:
    """Lays blocks of one source out."""

    def __init__(self, layout: Layout, columns: Columns) -> None:
        self.layout, self.columns = layout, columns

    def lay_out(self, block: Block) -> Plain:
        """Return a block laid out."""
        self.layout.forget_if_many()
        return _Laying(self, block).done()


class _Laying:
    """One block, while it is laid out."""

    def __init__(self, plain: PlainLayout, block: Block) -> None:
        self.plain, self.layout, self.tables = plain, plain.layout, plain.layout.tables
        self.block, self.count = block, len(block.lines)
        self.is_plain: Bools = block.is_read.copy()
        self.touched: dict[str, Bools] = {}
        self.spoken = Spoken(plain.columns, block, plain.layout.tables.zone)
        self._uses: list[tuple[Ints, int, Ints, Ints]] = []

    def done(self) -> Plain:
        session = self._session()
        said = dict(self._last_uses(session))
        self._no_dated_plans()
        for reach in self.tables.reaches:
            self._reach(reach, said, session)
        self._birth()
        self._previous()
        weight, certain, possible = self._silence()
        for rows, found in self._told():
            weight[rows] = np.maximum(weight[rows], found[0])
            certain[rows] |= found[1] > 0
            possible[rows] |= found[2] > 0
        return Plain(self.is_plain, session, self._all_uses(), weight, certain, possible)

    def _all_uses(self) -> LastUses:
        """Return the uses of plain rows, those of a client together."""
        client = np.concatenate([rows for rows, *_ in self._uses] or [_none()])
        kept = np.flatnonzero(self.is_plain.take(client))
        order = kept.take(np.argsort(client.take(kept), kind="stable"))
        ladder = np.repeat([one[1] for one in self._uses], [len(one[0]) for one in self._uses])
        lo, hi = (np.concatenate([one[n] for one in self._uses] or [_none()]) for n in (2, 3))
        return LastUses(*(column.astype(np.int64).take(order) for column in (client, ladder, lo, hi)))

    # --- sessions and uses ---

    def _times(self, name: str) -> tuple[Ints, ...] | None:
        cells = self.block.cells.get(name)
        if cells is None:
            return None
        return tuple(numbers.take(cells) for numbers in self.plain.columns.texts[name].arrays)

    def _session(self) -> Session:
        nowhere = np.full(self.count, BEGINNING)
        times = self._times("session")
        if times is None:
            self.is_plain[:] = False
            return Session(*(nowhere,) * 5)
        start, _, lo, hi, day_start = times
        self.is_plain &= (self.block.cells["session"] != SILENT) & (lo // DAY == hi // DAY)
        now = self.layout.reader.now
        asked, asked_wall = start, lo
        if now is not None:
            asked, asked_wall = np.full(self.count, now), np.full(self.count, wall_of(self.tables.zone, now))
        told = self._times("asked")
        if told is not None:
            is_told = self.block.cells["asked"] != SILENT
            asked, asked_wall = np.where(is_told, told[0], asked), np.where(is_told, told[2], asked_wall)
        if now is not None:
            is_now = (asked == now) & (start < asked)
            asked, asked_wall = np.where(is_now, start, asked), np.where(is_now, lo, asked_wall)
        return Session(lo, hi, day_start, asked, asked_wall)

    def _last_uses(self, session: Session) -> Iterator[tuple[str, _Last]]:
        """Yield what each column says of last uses, ended at the moment of asking."""
        for name, column in self.plain.columns.by_name.items():
            if column.kind != "use" or name not in self.block.cells:
                continue
            cells = self.block.cells[name]
            rows = np.flatnonzero(cells)
            numbers = (one.take(cells.take(rows)) for one in self.plain.columns.texts[name].arrays)
            lo, hi, lo_wall, hi_wall, unsure, goes_on, never = numbers
            strange = goes_on > 0 if name in self.layout.covered else (goes_on > 0) | (never == 0)
            asked = session.asked.take(rows)
            is_late = hi > asked
            if is_late.any():
                strange |= is_late & (lo > asked)
                hi = np.where(is_late, asked, hi)
                hi_wall = np.where(is_late, session.asked_wall.take(rows), hi_wall)
            self.is_plain[rows[strange]] = False
            yield name, _Last(rows, hi, lo_wall, hi_wall, unsure > 0)

    def _no_dated_plans(self) -> None:
        for name in self.spoken.plans:
            times = self._times(name)
            if times is not None:
                self.is_plain &= times[0] == 0

    def _reach(self, reach: Reach, said: dict[str, _Last], session: Session) -> None:
        """Add the uses of a class that waits look at."""
        ends = self._ends(reach, said)
        if ends is not None:
            touched = self.touched[reach.name] = np.zeros(self.count, dtype=np.bool_)
            touched[ends.rows] = True
            if reach.unheld:
                self._leave_to_the_engine(reach, ends, session)
            if reach.waits:
                self._uses.append((ends.rows, self.layout.ladders[reach.name], ends.lo_wall, ends.hi_wall))
        for number in reach.guarded:
            self._guarded(number, ends)

    def _ends(self, reach: Reach, said: dict[str, _Last]) -> _Ends | None:
        """Return the ends of the last use of a class, by all words that bear on it; None where none does."""
        inside = {name: one for name, one in said.items() if name in reach.inside}
        around = [(said[wide], names) for wide, names in reach.around if wide in said]
        own = said.get(reach.name)
        if own is not None and len(inside) == 1 and not around:
            hi, hi_wall = (np.where(own.unsure, END, one) for one in (own.hi, own.hi_wall))
            return _Ends(own.rows, hi, own.lo_wall, hi_wall)
        if not inside and not around:
            return None
        spoken, settled = np.zeros((2, self.count), dtype=np.bool_)
        lo_wall, hi, hi_wall = np.full((3, self.count), BEGINNING)
        for one in inside.values():
            spoken[one.rows] = True
            _raise(lo_wall, one.rows, one.lo_wall)
            _raise(hi, one.rows, one.hi)
            _raise(hi_wall, one.rows, one.hi_wall)
        if own is not None:
            settled[own.rows] = ~own.unsure
        bound, bound_wall = np.full((2, self.count), END)
        for wide, names in around:
            spoken[wide.rows] = True
            latest, latest_wall = np.full((2, self.count), BEGINNING)
            for one in (one for name, one in said.items() if name in names):
                sure = np.flatnonzero(~one.unsure)
                _raise(latest, one.rows.take(sure), one.hi.take(sure))
                _raise(latest_wall, one.rows.take(sure), one.hi_wall.take(sure))
            rows = wide.rows[~wide.unsure]
            bound[rows] = np.minimum(bound[rows], latest[rows])
            bound_wall[rows] = np.minimum(bound_wall[rows], latest_wall[rows])
        hi = np.where(settled, hi, np.maximum(hi, bound))
        hi_wall = np.where(settled, hi_wall, np.maximum(hi_wall, bound_wall))
        rows = np.flatnonzero(spoken)
        return _Ends(rows, *(one.take(rows) for one in (hi, lo_wall, hi_wall)))

    def _leave_to_the_engine(self, reach: Reach, ends: _Ends, session: Session) -> None:
        """Mark rows in which rules that no table holds may matter."""
        matters = ends.hi != BEGINNING
        if reach.is_due:
            matters |= True
        if reach.on_the_day:
            matters &= (ends.hi == BEGINNING) | (ends.hi >= session.day_start.take(ends.rows))
        self.is_plain[ends.rows[matters]] = False

    def _guarded(self, number: int, ends: _Ends | None) -> None:
        """Add the uses that a rule with guards looks at, where it applies."""
        keys = self.layout.guards[number]
        spoken = any_of(self.spoken.where(keys))
        lo, hi = (np.full(self.count, end) for end in UNBOUNDED)
        is_meant = np.zeros(self.count, dtype=np.bool_) if spoken is None else spoken.copy()
        if ends is not None:
            is_meant[ends.rows] = True
            lo[ends.rows], hi[ends.rows] = ends.lo_wall, ends.hi_wall
        self._add_where_it_applies(number, np.flatnonzero(is_meant), lo, hi)

    def _add_where_it_applies(self, number: int, rows: Ints, lo: Ints, hi: Ints) -> None:
        """Add uses for the rule of that number, of the rows in which its guards hold or may."""
        if not len(rows):
            return
        answers, which = self.spoken.different(self.layout.guards[number], rows)
        applies = [
            self.tables.applies(self.spoken.facts(self.layout.guards[number], one), number) for one in answers
        ]
        for sure in (True, False):
            meant = np.array([one is (True if sure else None) for one in applies])
            chosen = rows[meant.take(which)]
            if len(chosen):
                ladder = self.tables.ladder([(number, sure)])
                self._uses.append((chosen, ladder, lo.take(chosen), hi.take(chosen)))

    # --- the person ---

    def _birth(self) -> None:
        """Add births as uses, for rules about age."""
        times = self._times(BIRTH)
        lo, hi = (np.full(self.count, end) for end in UNBOUNDED)
        has_birth = np.zeros(self.count, dtype=np.bool_)
        if times is not None:
            has_birth = self.block.cells[BIRTH] != SILENT
            if self.layout.has_ages:
                self.is_plain &= ~has_birth
                has_birth[:] = False
            lo, hi = np.where(has_birth, times[0], lo), np.where(has_birth, times[1], hi)
        for number in self.tables.age_rules:
            keys = self.layout.guards[number]
            spoken = any_of(self.spoken.where(keys))
            meant = has_birth if spoken is None else has_birth | spoken
            self._add_where_it_applies(number, np.flatnonzero(meant), lo, hi)

    def _previous(self) -> None:
        """Add earlier sessions as uses, for the gap between sessions."""
        times = self._times(PREVIOUS)
        if times is None or self.layout.book.series is None:
            return
        rows = np.flatnonzero(times[0])
        ladder = self.tables.ladder([(len(self.layout.book.rules), True)])
        self._uses.append((rows, ladder, times[1].take(rows), times[2].take(rows)))

    # --- answers ---

    def _silence(self) -> tuple[Ints, Bools, Bools]:
        """Return what all rules say that nobody spoke of: the gravest, and whether any forbids every date."""
        closed = [(rule.verdict, self._closed(rule)) for rule in self.layout.open_rules]
        always = [verdict for verdict, is_closed in closed if is_closed is None]
        least, no, perhaps = (max((one[n] for one in always), default=0) for n in range(3))
        weight = np.full(self.count, least)
        certain, possible = np.full(self.count, no > 0), np.full(self.count, perhaps > 0)
        for verdict, is_closed in closed:
            if is_closed is None:
                continue
            if verdict.weight > least:
                np.maximum(weight, verdict.weight, out=weight, where=~is_closed)
            if verdict.certain and not no:
                certain |= ~is_closed
            if verdict.possible and not perhaps:
                possible |= ~is_closed
        return weight, certain, possible

    def _closed(self, rule: OpenRule) -> Bools | None:
        """Return where words end a rule's silence; None where there can be none."""
        closed = self.spoken.where(rule.keys)
        if rule.classes and all(name in self.touched for name in rule.classes):
            closed.append(all_of([self.touched[name] for name in rule.classes]))
        about = ((BIRTH, rule.on_birth), (PREVIOUS, rule.on_sessions))
        closed += [self.block.cells[name] != SILENT for name, on in about if on and name in self.block.cells]
        return any_of(closed)

    def _told(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield rows whose answers rules look at that look at no time, and what these say."""
        for topic in self.tables.topics:
            spoken = any_of(self.spoken.where(topic.keys))
            if spoken is None:
                continue
            spoken &= self.is_plain
            if topic.silent and all(name in self.touched for name in topic.silent):
                spoken &= ~all_of([self.touched[name] for name in topic.silent])
            rows = np.flatnonzero(spoken)
            yield rows, self._verdicts(rows, topic.keys, topic.rules, partial(self._verdict, topic.rules))
        series, times = self.layout.book.series, self._times(PREVIOUS)
        if series is None or times is None:
            return
        keys = tuple(("state", name) for name in series.not_while)
        for count in filter(None, np.unique(times[0]).tolist()):
            rows = np.flatnonzero(self.is_plain & (times[0] == count))
            verdict = partial(self.layout.series_verdict, count=count)
            yield rows, self._verdicts(rows, keys, ("series", count), verdict)

    def _verdict(self, rules: tuple[int, ...], facts: Facts) -> Verdict:
        return self.tables.verdict(facts, rules)

    def _verdicts(
        self, rows: Ints, keys: tuple[Key, ...], about: tuple[Any, ...], verdict: Callable[[Facts], Verdict]
    ) -> Ints:
        """Return what is said of some rows by their answers to keys, asked once for each different one."""
        answers, which = self.spoken.different(keys, rows)
        numbers = [
            self.layout.number((about, one), lambda one=one: verdict(self.spoken.facts(keys, one)))
            for one in answers
        ]
        found = np.array([self.layout.verdicts[number] for number in numbers], dtype=np.int64)
        return found.reshape(-1, 3).take(which, axis=0).T


def _raise(values: Ints, rows: Ints, to: Ints) -> None:
    values[rows] = np.maximum(values.take(rows), to)


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)
