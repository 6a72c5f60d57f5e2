"""A table answered block by block: plain rows all at once, the others one by one, all in their order.

Needs NumPy. What is written is what `Cohort.answers` gives, row for row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple, TypeAlias

import numpy as np

from needlecare.exports import cohort_numpy
from needlecare.exports.cohort import Answer, Cohort, written_row
from needlecare.exports.cohort_columns import Block, Columns, Ints
from needlecare.exports.cohort_plain import Plain, PlainLayout
from needlecare.exports.cohort_read import Client
from needlecare.exports.tables import Verdict, instant_of, order_of, outcome_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import BEGINNING, END, Zone

_MOST_KEPT = 200_000  # moments

Written: TypeAlias = tuple[str, ...]


class Answered(NamedTuple):
    """Some clients answered: their rows as they are written, how many got which outcome, and how many the engine answered."""

    rows: list[Written]
    outcomes: Counter[Outcome]
    engine: int


class Blocks:
    """Answers the rows of one source.

    Parameters
    ----------
    cohort : Cohort
    rows : iterator
        The header and the rows, each with its line.
    source : str
        How messages name it.
    tell : callable
        Is told how many clients are done.
    """

    def __init__(
        self,
        cohort: Cohort,
        rows: Iterator[tuple[int, Sequence[str]]],
        source: str,
        tell: Callable[[int], None],
    ) -> None:
        cohort.reader.open(rows, source)
        self.cohort, self.source, self.tell = cohort, source, tell
        self._rows = rows
        self._columns = Columns(cohort.reader)
        self._layout = PlainLayout(cohort.layout, self._columns)
        self._dates = _Dates(cohort.zone)
        self._words: dict[int, tuple[Outcome, str]] = {}
        self._done = 0

    def __iter__(self) -> Iterator[Answered]:
        """Yield answers; once a row was bad the others are only read."""
        for block in self._columns.blocks(self._rows, self.cohort.at_once):
            plain = self._layout.lay_out(block)
            others = self._clients(block, plain)
            if not self.cohort.reader.problems:
                yield self._answered(block, plain, others)
            self._done += len(block.lines)
            self.tell(self._done)

    def _clients(self, block: Block, plain: Plain) -> list[Client]:
        """Return the clients that are no plain rows; what is wrong with rows is kept by the reader."""
        places = np.flatnonzero(~plain.is_plain).tolist()
        read = (self.cohort.reader.client(block.lines[n], block.row(n), self.source) for n in places)
        return [client for client in read if client is not None]

    def _answered(self, block: Block, plain: Plain, others: list[Client]) -> Answered:
        places = np.flatnonzero(plain.is_plain)
        weight, certain, possible = self._joined(plain, places)
        asked = plain.session.asked.take(places)
        names = block.names if len(places) == len(block.names) else [block.names[n] for n in places.tolist()]
        dates = (self._dates.written(walls, asked) for walls in (certain, possible))
        different, which = np.unique(weight, return_inverse=True)
        said = [self._said(one) for one in different.tolist()]
        words, rules = (
            np.array([*column, ""], dtype=object)
            for column in ([o.word for o, _ in said], [r for _, r in said])
        )
        rows = list(zip(names, words[which], rules[which], *dates, repeat("tables"), strict=False))
        outcomes: Counter[Outcome] = Counter()
        for (outcome, _), number in zip(said, np.bincount(which).tolist(), strict=True):
            outcomes[outcome] += number
        if not others:
            return Answered(rows, outcomes, 0)
        answers = self.cohort.answered(others, lambda done: self.tell(self._done + done))
        outcomes.update(answer.outcome for answer in answers)
        merged = _merged(rows, places, answers, np.flatnonzero(~plain.is_plain), self.cohort.zone)
        return Answered(merged, outcomes, sum(answer.by == "engine" for answer in answers))

    def _said(self, weight: int) -> tuple[Outcome, str]:
        """Return the outcome of a weight, and the rule that decides."""
        found = self._words.get(weight)
        if found is None:
            order = order_of(weight)
            rule = "" if order is None else self.cohort.layout.tables.rules[order]
            found = self._words[weight] = outcome_of(weight), rule
        return found

    def _joined(self, plain: Plain, places: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the weight of each plain row, and its earliest wall seconds."""
        slots, session = self.cohort.layout.slots, plain.session
        client, ladder, lo, hi = plain.uses
        sessions = session.lo.take(client), session.hi.take(client)
        uses = cohort_numpy.numbered(slots, client, ladder, (lo, hi), sessions)
        if self.cohort.database is None:
            weight, certain, possible = cohort_numpy.decided(
                uses, self.cohort.known.arrays, len(plain.is_plain)
            )
            weight = np.maximum(weight, plain.weight)
            certain, possible = (
                np.where(none, END, at) for none, at in ((plain.certain, certain), (plain.possible, possible))
            )
            return weight.take(places), certain.take(places), possible.take(places)
        rows = np.concatenate((np.stack(uses, axis=1), np.stack(self._answering(plain, places), axis=1)))
        found = self.cohort.joined({"uses": rows, **self.cohort.known.tables})
        table = np.array(found or np.empty((0, 4)), dtype=np.int64)
        _, weight, certain, possible = table[np.argsort(table[:, 0])].T
        return weight, certain, possible

    def _answering(self, plain: Plain, places: Ints) -> cohort_numpy.Uses:
        """Return the rows of `uses` for what plain rows say without a time."""
        packed = plain.weight * 4 + plain.certain * 2 + plain.possible
        different, which = np.unique(packed.take(places), return_inverse=True)
        verdicts = (Verdict(one // 4, one // 2 % 2, one % 2) for one in different.tolist())
        slots = self.cohort.layout.slots
        found = np.array([slots.answer(verdict) for verdict in verdicts], dtype=np.int64).reshape(-1, 3)
        return cohort_numpy.answering(places, *found.take(which, axis=0).T)


def _merged(
    rows: list[Written], places: Ints, answers: Sequence[Answer], others: Ints, where: Zone
) -> list[Written]:
    """Return rows of two kinds in their order."""
    merged: list[Written] = [()] * (len(places) + len(others))
    for place, row in zip(places.tolist(), rows, strict=True):
        merged[place] = row
    for place, answer in zip(others.tolist(), answers, strict=True):
        merged[place] = written_row(answer, where)
    return merged


class _Dates:
    """Earliest dates as they are written."""

    def __init__(self, where: Zone) -> None:
        self._instants, self._texts = _Instants(where), _Texts(where)

    def written(self, walls: Ints, asked: Ints) -> list[str]:
        """Return wall seconds as local times, none before the moment of asking; without one, nothing."""
        for kept in (self._instants, self._texts):
            if len(kept) > _MOST_KEPT:
                kept.clear()
        instants = np.fromiter(map(self._instants.__getitem__, walls.tolist()), np.int64, count=len(walls))
        return list(map(self._texts.__getitem__, np.maximum(instants, asked).tolist()))


class _Instants(dict[int, int]):
    """The instants of wall seconds; what is long past is the beginning of time."""

    def __init__(self, where: Zone) -> None:
        self.zone = where

    def __missing__(self, wall: int) -> int:
        at = END if wall >= END else instant_of(self.zone, wall) if wall > 0 else BEGINNING
        self[wall] = at
        return at


class _Texts(dict[int, str]):
    """Instants as local times with their offset; nothing for the end of time."""

    def __init__(self, where: Zone) -> None:
        self.zone = where

    def __missing__(self, instant: int) -> str:
        text = self[instant] = "" if instant >= END else self.zone.local(instant).isoformat()
        return text
