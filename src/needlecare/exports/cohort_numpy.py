"""The tables joined in NumPy: the rule table and the calendar table as arrays, a million clients in a fraction of a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from needlecare.exports.cohort_batch import Batch, Layout
from needlecare.exports.cohort_sql import calendar_rows, rule_rows
from needlecare.exports.tables import weight_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import BEGINNING, END

Array: TypeAlias = NDArray[np.int64]
_AT_ONCE = 1 << 15  # uses that fit the caches of a processor, with what is computed of them


@dataclass(frozen=True, slots=True)
class Arrays:
    """The rule table by ladder, and the calendar table by day and length.

    `first` and `count` say where the rows of a ladder are. `weights` has nine for each row: by how many of its two limits the
    latest, and by how many the earliest, last use has passed. Steps of the calendar are shifts, or where `fixed` wall seconds.
    """

    first: Array
    count: Array
    span: Array
    dates: Array
    sure: Array
    weights: Array
    slot: int  # the first of the calendar's
    spans: int
    steps: tuple[Array, Array, Array]  # advised, floor, onward
    fixed: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]
    is_fixed: tuple[bool, bool, bool]
    is_dated: bool
    is_single: bool


def arrays_of(waits: Sequence[Sequence[int]], calendar: Sequence[Sequence[int]]) -> Arrays:
    """Return the rows of both tables as arrays."""
    rules = np.array(sorted(map(tuple, waits)) or np.empty((0, 8)), dtype=np.int64)
    ladders = int(rules[:, 0].max(initial=-1)) + 1
    count = np.bincount(rules[:, 0], minlength=ladders).astype(np.int64)
    table = np.array(calendar or np.empty((0, 7)), dtype=np.int64)
    first = int(table[:, 0].min()) if len(table) else 0
    laid = [np.zeros(int(table[:, 0].max(initial=first)) - first + 1, dtype=np.int64) for _ in range(6)]
    for column, values in enumerate(laid):
        values[table[:, 0] - first] = table[:, 1 + column]
    return Arrays(
        first=np.cumsum(count) - count,
        count=count,
        span=rules[:, 2].copy(),
        dates=rules[:, 6].copy(),
        sure=rules[:, 5].copy(),
        weights=np.array([_weights(row) for row in rules.tolist()], dtype=np.int64).reshape(-1),
        slot=first,
        spans=int(rules[:, 7].max(initial=1)),
        steps=(laid[0], laid[2], laid[4]),
        fixed=(laid[1] == 1, laid[3] == 1, laid[5] == 1),
        is_fixed=(bool(laid[1].any()), bool(laid[3].any()), bool(laid[5].any())),
        is_dated=bool((rules[:, 5] * rules[:, 6]).all()),
        is_single=bool((count == 1).all()),
    )


def _weights(row: Sequence[int]) -> list[int]:
    """Return the weights of a rule by the limits passed: those of the worst end in threes, of the best end within."""
    _, place, _, mild, fail, sure, *_ = row
    level = [Outcome.READY, Outcome(mild), Outcome(fail)]
    ends = ((level[best] if sure else Outcome.READY, level[worst]) for worst in range(3) for best in range(3))
    return [weight_of(min(best, worst), worst, place) for best, worst in ends]


def findings(uses: Sequence[Array], arrays: Arrays) -> tuple[Array, Array, Array, Array]:
    """Return for each use and rule: whose it is, the weight of the finding, and the earliest wall seconds.

    Parameters
    ----------
    uses : sequence of ndarray of shape (N,), int
        The columns of `uses`, in their order. [wall seconds, days]
    """
    ladder = uses[1]
    row = arrays.first[ladder]
    if not arrays.is_single:
        counts = arrays.count[ladder]
        which = np.repeat(np.arange(len(ladder)), counts)
        row = row[which] + np.arange(len(which)) - (np.cumsum(counts) - counts)[which]
        uses = [column[which] for column in uses]
    client, _, lo, lo_day, hi, hi_day, session_lo, session_hi, session_day = uses
    slot = arrays.span[row]
    slot -= arrays.slot
    here = session_day * arrays.spans + slot
    advised, floor = _stepped(arrays, 0, here, session_lo), _stepped(arrays, 1, here, session_lo)
    passed = (hi > advised).view(np.int8) + (hi > floor).view(np.int8)
    passed *= 3
    if not np.array_equal(session_lo, session_hi):
        advised, floor = _stepped(arrays, 0, here, session_hi), _stepped(arrays, 1, here, session_hi)
    passed += (lo > advised).view(np.int8)
    passed += (lo > floor).view(np.int8)
    at = row * 9
    at += passed
    weight = arrays.weights[at]
    at = hi_day * arrays.spans + slot
    certain = _dated(arrays, hi, at)
    if not np.array_equal(lo_day, hi_day):
        at = lo_day * arrays.spans + slot
    possible = _dated(arrays, lo, at)
    if not arrays.is_dated:
        undated = arrays.dates[row] == 0
        certain[undated] = BEGINNING
        possible[undated | (arrays.sure[row] == 0)] = BEGINNING
    return client, weight, certain, possible


def _stepped(arrays: Arrays, kind: int, at: Array, start: Array) -> Array:
    found = arrays.steps[kind][at]
    found += start
    if arrays.is_fixed[kind]:
        hits = np.flatnonzero(arrays.fixed[kind][at])
        found[hits] = arrays.steps[kind][at[hits]]
    return found


def _dated(arrays: Arrays, use: Array, at: Array) -> Array:
    """Return when a wait after a last use is over; where there was none, or it is not known, the use itself."""
    found = _stepped(arrays, 2, at, use)
    if len(use) and (use.min() == BEGINNING or use.max() == END):
        edges = (use == BEGINNING) | (use == END)
        found[edges] = use[edges]
    return found


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
        edges = np.flatnonzero(owner[1:] != owner[:-1]) + 1
        edges = np.concatenate(([0], edges)) if len(owner) else edges
        for values, results in zip(found, (weight, certain, possible), strict=True):
            if len(edges):
                results[owner[edges]] = np.maximum.reduceat(values, edges)
        start = end
    return weight, certain, possible


def answers(layout: Layout, batch: Batch) -> list[tuple[int, int, int, int]]:
    """Return each client's place, weight, and earliest wall seconds, certain and possible."""
    total = len(batch.clients)
    calendar = calendar_rows(layout.tables, batch.days)
    table = np.array(batch.uses or np.empty((0, 9)), dtype=np.int64)
    arrays = arrays_of(rule_rows(layout.tables), calendar)
    columns = [np.ascontiguousarray(table[:, n]) for n in range(9)]
    weight, certain, possible = decided(columns, arrays, total)
    said = np.array(batch.answers or np.empty((0, 2)), dtype=np.int64)
    verdicts = np.array(layout.verdicts or np.empty((0, 3)), dtype=np.int64)
    given = verdicts[said[:, 1]] if len(said) else np.empty((0, 3), dtype=np.int64)
    np.maximum.at(weight, said[:, 0], given[:, 0])
    for results, column in ((certain, 1), (possible, 2)):
        results[said[:, 0][given[:, column] == 1]] = END
    kept: Any = np.unique(said[:, 0])
    return list(
        zip(
            kept.tolist(), weight[kept].tolist(), certain[kept].tolist(), possible[kept].tolist(), strict=True
        )
    )
