"""The tables in NumPy: numbered, and joined; a million clients in a fraction of a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from needlecare.exports.cohort_batch import Batch, Layout
from needlecare.exports.cohort_sql import NEVER_DAY, OPEN_DAY, Slots
from needlecare.exports.tables import DAY
from needlecare.protocol.time import BEGINNING, END

Ints: TypeAlias = NDArray[np.int64]
_AT_ONCE = 1 << 15  # uses that fit the caches of a processor, with what is computed of them
_MOST_ROUNDS = 12
_MOST_MARKED = 1 << 22  # keys that are numbered by a table of them all


class Uses(NamedTuple):
    """The columns of `uses`. [wall seconds]"""

    client: Ints
    limits: Ints
    lo: Ints
    lo_end: Ints
    hi: Ints
    hi_end: Ints
    session_lo: Ints
    session_hi: Ints


class Step(NamedTuple):
    """What a length does by its place: a shift, counted from a time that `moves`, or by itself where that is 0."""

    shift: Ints
    moves: Ints

    def at(self, places: Ints, start: Ints) -> Ints:
        """Return the wall seconds that a length before or after some times ends at."""
        found = self.moves.take(places)
        found *= start
        found += self.shift.take(places)
        return found


class Arrays(NamedTuple):
    """The tables `limits` and `calendar`.

    `weights` has nine for each limit: by how many of its two the latest, and by how many the earliest, last use is past.
    """

    advised: Step
    floor: Step
    weights: Ints
    onward: Step


class Known:
    """The tables of some slots as arrays; only rows that are new are turned into them."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self._state = (0, 0, 0)
        self._limits = np.zeros((0, 10), dtype=np.int64)
        self._calendar = np.zeros((0, 3), dtype=np.int64)
        self._arrays: Arrays | None = None

    @property
    def arrays(self) -> Arrays:
        """Return both tables as they are now."""
        state = self.slots.state
        if self._arrays is None or state != self._state:
            if state[0] != self._state[0]:
                self._limits, self._calendar = self._limits[:0], self._calendar[:0]
            self._limits = _grown(self._limits, self.slots.limits)
            self._calendar = _grown(self._calendar, self.slots.calendar)
            self._state, self._arrays = state, _arrays_of(self._limits, self._calendar)
        return self._arrays

    @property
    def tables(self) -> dict[str, Ints]:
        """Return both tables as rows."""
        assert self.arrays is not None
        return {"limits": self._limits, "calendar": self._calendar}


def _grown(table: Ints, rows: Sequence[Sequence[int]]) -> Ints:
    more = np.array(rows[len(table) :], dtype=np.int64).reshape(-1, table.shape[1])
    return np.concatenate((table, more))


def _arrays_of(limits: Ints, calendar: Ints) -> Arrays:
    nothing = np.zeros(len(limits), dtype=np.int64)
    ask_mild, ask_fail, mild, mixed, fail = limits[:, 5:].T
    weights = [nothing, nothing, nothing, ask_mild, mild, mild, ask_fail, mixed, fail]
    shifts = [np.ascontiguousarray(column) for column in limits[:, 1:5].T]
    onward = Step(*(np.ascontiguousarray(column) for column in calendar[:, 1:].T))
    return Arrays(Step(*shifts[:2]), Step(*shifts[2:]), np.stack(weights, axis=1).reshape(-1), onward)


def findings(uses: Uses, arrays: Arrays) -> tuple[Ints, Ints, Ints]:
    """Return the weight of each use, and its earliest wall seconds."""
    limits, lo, hi = uses.limits, uses.lo, uses.hi
    advised, floor = (
        arrays.advised.at(limits, uses.session_lo),
        arrays.floor.at(limits, uses.session_lo),
    )
    passed = (hi > advised).view(np.int8) + (hi > floor).view(np.int8)
    passed *= 3
    if not np.array_equal(uses.session_lo, uses.session_hi):
        advised, floor = (
            arrays.advised.at(limits, uses.session_hi),
            arrays.floor.at(limits, uses.session_hi),
        )
    passed += (lo > advised).view(np.int8)
    passed += (lo > floor).view(np.int8)
    at = limits * 9
    at += passed
    return arrays.weights.take(at), arrays.onward.at(uses.hi_end, hi), arrays.onward.at(uses.lo_end, lo)


def decided(uses: Uses, arrays: Arrays, clients: int) -> tuple[Ints, Ints, Ints]:
    """Return each client's greatest weight and latest wall seconds; the uses of a client stand together."""
    weight = np.zeros(clients, dtype=np.int64)
    certain, possible = np.full((2, clients), BEGINNING)
    client = uses.client
    start = 0
    while start < len(client):
        end = min(start + _AT_ONCE, len(client))
        if end < len(client):  # no client is cut in two
            end = int(np.searchsorted(client, client[end - 1], side="right"))
        part = Uses(*(column[start:end] for column in uses))
        starts = np.flatnonzero(np.concatenate(([True], part.client[1:] != part.client[:-1])))
        sizes = np.diff(starts, append=end - start)
        of = part.client.take(starts)
        for values, results in zip(findings(part, arrays), (weight, certain, possible), strict=True):
            results[of] = _greatest(values, starts, sizes)
        start = end
    return weight, certain, possible


def _greatest(values: Ints, starts: Ints, sizes: Ints) -> Ints:
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


def uses_of(rows: Sequence[Sequence[int]]) -> Uses:
    """Return rows of `uses` as columns, those of a client together."""
    table = np.array(rows or np.empty((0, len(Uses._fields))), dtype=np.int64)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return Uses(*(np.ascontiguousarray(column) for column in table.T))


def answers(layout: Layout, batch: Batch, known: Known | None = None) -> list[tuple[int, int, int, int]]:
    """Return the place, the weight and the earliest wall seconds of each client of a batch that tables hold."""
    slots = layout.slots
    said = [(client, layout.verdicts[number]) for client, number in batch.answers]
    uses = uses_of([*slots.uses(batch.told), *slots.answers(said)])
    columns = decided(uses, (known or Known(slots)).arrays, len(batch.clients))
    kept = sorted({client for client, _ in said})
    return list(zip(kept, *(column[kept].tolist() for column in columns), strict=True))


# --- numbering -------------------------------------------------------------------------------------------------------


def numbered(
    slots: Slots, client: Ints, ladder: Ints, ends: tuple[Ints, Ints], session: tuple[Ints, Ints]
) -> Uses:
    """Return the rows of `uses` for last uses that ladders look at, one for each rule.

    Parameters
    ----------
    ends, session : tuple of ndarray of shape (N,), int
        The ends of last uses, and of the sessions, both beside `client`. [wall seconds]
    """
    ladders = slots.tables.ladders
    first = np.cumsum([0, *map(len, ladders)])
    waits = np.array([wait for ladder in ladders for wait in ladder], dtype=np.int64)
    row, count = first.take(ladder), np.diff(first).take(ladder)
    if (count != 1).any():
        which = np.repeat(np.arange(len(ladder)), count)
        row = row.take(which) + np.arange(len(which)) - (np.cumsum(count) - count).take(which)
        client, *times = (column.take(which) for column in (client, *ends, *session))
        ends, session = (times[0], times[1]), (times[2], times[3])
    wait = waits.take(row)
    lengths = np.array([slots.tables.ends_of(n) for n in range(len(slots.tables.waits))]).reshape(-1, 2)
    until, perhaps = lengths.take(wait, axis=0).T
    limits = _places(session[0] // DAY, wait, slots.limit)
    (lo, lo_end), (hi, hi_end) = (
        (at, _places(_days(at), length, slots.end)) for at, length in zip(ends, (perhaps, until), strict=True)
    )
    return Uses(client, limits, lo, lo_end, hi, hi_end, *session)


def answering(client: Ints, limits: Ints, first: Ints, last: Ints) -> Uses:
    """Return the rows of `uses` for what clients say without a time; beside them stands what `Slots.answer` gives."""
    nothing = np.zeros(len(client), dtype=np.int64)
    return Uses(client, limits, nothing, first, nothing, last, nothing, nothing)


def _days(walls: Ints) -> Ints:
    days = walls // DAY
    days[walls == BEGINNING] = NEVER_DAY
    days[walls == END] = OPEN_DAY
    return days


def _places(days: Ints, numbers: Ints, place: Callable[[int, int], int]) -> Ints:
    """Return the places of pairs of a day and a number, each different one asked for once."""
    if not len(days):
        return days
    width, least = int(numbers.max()) + 2, int(days.min())
    keys = (days - least) * width
    keys += numbers + 1
    most = int(keys.max()) + 1
    if most > _MOST_MARKED:
        found, which = np.unique(keys, return_inverse=True)
    else:
        is_there = np.zeros(most, dtype=np.bool_)
        is_there[keys] = True
        found, which = np.flatnonzero(is_there), keys
    places = np.array([place(key // width + least, key % width - 1) for key in found.tolist()])
    if which is keys:
        table = np.zeros(most, dtype=np.int64)
        table[found] = places
        places = table
    return places.take(which)
