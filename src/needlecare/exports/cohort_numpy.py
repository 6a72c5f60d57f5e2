"""The tables joined in NumPy: the rule table and the calendar table as arrays, a million clients in a fraction of a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from needlecare.exports.cohort_batch import Batch, Layout
from needlecare.exports.cohort_sql import calendar_rows, rule_rows, verdict_rows
from needlecare.protocol.time import BEGINNING

Array: TypeAlias = NDArray[np.int64]
_AT_ONCE = 1 << 15  # uses that fit the caches of a processor, with what is computed of them
_MOST_ROUNDS = 12


class Step(NamedTuple):
    """What a length does by slot: a shift, counted from a time that `moves`, or by itself where that is 0."""

    shift: Array
    moves: Array

    def at(self, slots: Array, start: Array) -> Array:
        """Return the wall seconds that a length before or after some times ends at."""
        found = self.moves.take(slots)
        found *= start
        found += self.shift.take(slots)
        return found


@dataclass(frozen=True, slots=True)
class Arrays:
    """The rule table by ladder, and the calendar table by slot, counted from its first.

    `first` and `count` say where the rows of a ladder are. `weights` has nine for each row: by how many of its two limits the
    latest, and by how many the earliest, last use has passed.
    """

    first: Array
    count: Array
    spans: int
    span: Array
    until: Array
    perhaps: Array
    weights: Array
    advised: Step
    floor: Step
    onward: Step
    is_single: bool
    is_dated: bool  # every length ends a wait
    is_sure: bool  # and does so for certain


def arrays_of(waits: Sequence[Sequence[int]], calendar: Sequence[Sequence[int]]) -> Arrays:
    """Return the rows of both tables as arrays."""
    rules = np.array(sorted(map(tuple, waits)) or np.empty((0, 11)), dtype=np.int64)
    ladders = int(rules[:, 0].max(initial=-1)) + 1
    count = np.bincount(rules[:, 0], minlength=ladders).astype(np.int64)
    table = np.array(calendar, dtype=np.int64)
    first = int(table[:, 0].min())
    laid = [np.zeros(int(table[:, 0].max()) - first + 1, dtype=np.int64) for _ in range(6)]
    for column, values in enumerate(laid, 1):
        values[table[:, 0] - first] = table[:, column]
    return Arrays(
        first=np.cumsum(count) - count,
        count=count,
        spans=int(rules[:, 2].max(initial=1)),
        span=rules[:, 3] - first,
        until=rules[:, 4] - first,
        perhaps=rules[:, 5] - first,
        weights=np.array([_weights(row) for row in rules.tolist()], dtype=np.int64).reshape(-1),
        advised=Step(laid[0], laid[1]),
        floor=Step(laid[2], laid[3]),
        onward=Step(laid[4], laid[5]),
        is_single=bool((count == 1).all()),
        is_dated=bool((rules[:, 3] == rules[:, 4]).all()),
        is_sure=bool((rules[:, 4] == rules[:, 5]).all()),
    )


def _weights(row: Sequence[int]) -> list[int]:
    """Return the weights of a rule by the limits passed: by the latest last use in threes, by the earliest within."""
    ask_mild, ask_fail, mild, mixed, fail = row[6:]
    return [0, 0, 0, ask_mild, mild, mild, ask_fail, mixed, fail]


def findings(uses: Sequence[Array], arrays: Arrays) -> tuple[Array, Array, Array, Array]:
    """Return for each use and rule: whose it is, the weight of the finding, and the earliest wall seconds.

    Parameters
    ----------
    uses : sequence of ndarray of shape (N,), int
        The columns of `uses`, in their order. [wall seconds, days]
    """
    ladder = uses[1]
    row = arrays.first.take(ladder)
    if not arrays.is_single:
        counts = arrays.count.take(ladder)
        which = np.repeat(np.arange(len(ladder)), counts)
        row = row.take(which) + np.arange(len(which)) - (np.cumsum(counts) - counts).take(which)
        uses = [column.take(which) for column in uses]
    client, _, lo, lo_day, hi, hi_day, session_lo, session_hi, session_day = uses
    span = arrays.span.take(row)
    here = session_day * arrays.spans
    here += span
    advised, floor = arrays.advised.at(here, session_lo), arrays.floor.at(here, session_lo)
    passed = (hi > advised).view(np.int8) + (hi > floor).view(np.int8)
    passed *= 3
    if not np.array_equal(session_lo, session_hi):
        advised, floor = arrays.advised.at(here, session_hi), arrays.floor.at(here, session_hi)
    passed += (lo > advised).view(np.int8)
    passed += (lo > floor).view(np.int8)
    at = row * 9
    at += passed
    weight = arrays.weights.take(at)
    until = span if arrays.is_dated else arrays.until.take(row)
    at = hi_day * arrays.spans
    at += until
    certain = arrays.onward.at(at, hi)
    if not (arrays.is_sure and np.array_equal(lo_day, hi_day)):
        at = lo_day * arrays.spans
        at += until if arrays.is_sure else arrays.perhaps.take(row)
    possible = arrays.onward.at(at, lo)
    return client, weight, certain, possible


def decided(uses: Sequence[Array], arrays: Arrays, clients: int) -> tuple[Array, Array, Array]:
    """Return each client's greatest weight and latest wall seconds; the uses of a client stand together."""
    weight = np.zeros(clients, dtype=np.int64)
    certain = np.full(clients, BEGINNING, dtype=np.int64)
    possible = np.full(clients, BEGINNING, dtype=np.int64)
    client = uses[0]
    start = 0
    while start < len(client):
        end = min(start + _AT_ONCE, len(client))
        if end < len(client):  # no client is cut in two
            end = int(np.searchsorted(client, client[end - 1], side="right"))
        owner, *found = findings([column[start:end] for column in uses], arrays)
        starts = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
        sizes = np.diff(starts, append=len(owner))
        of = owner.take(starts)
        for values, results in zip(found, (weight, certain, possible), strict=True):
            results[of] = _greatest(values, starts, sizes)
        start = end
    return weight, certain, possible


def _greatest(values: Array, starts: Array, sizes: Array) -> Array:
    """Return the greatest value of each group; a few values each are faster taken in rounds than by NumPy's reduceat."""
    most = int(sizes.max())
    if most > _MOST_ROUNDS:
        return np.maximum.reduceat(values, starts)
    found = values.take(starts)
    for step in range(1, most):
        more = np.flatnonzero(sizes > step)
        if len(more) == len(found):
            np.maximum(found, values.take(starts + step), out=found)
        else:
            found[more] = np.maximum(found.take(more), values.take(starts.take(more) + step))
    return found


def answers(layout: Layout, batch: Batch) -> list[tuple[int, int, int, int]]:
    """Return each client's place, weight, and earliest wall seconds, certain and possible."""
    total = len(batch.clients)
    calendar = calendar_rows(layout.tables, batch.days)
    table = np.array(batch.uses or np.empty((0, 9)), dtype=np.int64)
    arrays = arrays_of(rule_rows(layout.tables), calendar)
    columns = [np.ascontiguousarray(table[:, n]) for n in range(9)]
    weight, certain, possible = decided(columns, arrays, total)
    said = np.array(batch.answers or np.empty((0, 2)), dtype=np.int64)
    verdicts = np.array(verdict_rows(layout.verdicts) or np.empty((0, 4)), dtype=np.int64)
    given = verdicts[said[:, 1]]
    for column, results in enumerate((weight, certain, possible), 1):
        np.maximum.at(results, said[:, 0], given[:, column])
    kept: Any = np.unique(said[:, 0])
    return list(
        zip(
            kept.tolist(), weight[kept].tolist(), certain[kept].tolist(), possible[kept].tolist(), strict=True
        )
    )
