"""Rows of a table read by column: each different text once, and a number in the place of each cell.

A row with a cell that cannot be read, or with too few or too many, is marked; `Reader` then says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from needlecare.exports.cohort_csv import LONGEST_CELL, CsvFile, Row
from needlecare.exports.cohort_read import BadCell, Column, Reader
from needlecare.exports.tables import BIRTH, PREVIOUS, wall_of
from needlecare.protocol.said import Use
from needlecare.protocol.time import BEGINNING, Interval, Zone

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
SILENT, UNREAD = 0, 1  # numbers of an empty cell, and of one that cannot be read
_MOST_TEXTS = 100_000  # that are remembered, of each form
_LINE_END, _QUOTE = b'\n"'
_LEAST_ROW = 64  # [bytes], about
_RISKY = frozenset(("=", "+", "@", "-"))  # first letters of names that need a closer look


class Texts(dict[str, int]):
    """Texts read before, and their numbers.

    Attributes
    ----------
    meanings : list
        What they mean, by number.
    texts : list of str
        How they are written, by number, without spaces around them.
    """

    def __init__(self, read: Callable[[str], Any], numbers: Callable[[Any], tuple[int, ...]]) -> None:
        self.read, self._of = read, numbers
        self.meanings: list[Any] = []
        self.texts: list[str] = []
        self._arrays: tuple[Ints, ...] = ()
        self.forget()

    def forget(self) -> None:
        """Forget all texts; their numbers are given anew."""
        self.clear()
        self[""] = SILENT
        self.meanings, self.texts, self._arrays = [None, None], ["", ""], ()

    def __missing__(self, written: str) -> int:
        text = written.strip()
        if text != written:
            number = self[text]
        else:
            try:
                value = self.read(text)
            except BadCell:
                return UNREAD
            number = len(self.meanings)
            self.meanings.append(value)
            self.texts.append(text)
        self[written] = number
        return number

    @property
    def arrays(self) -> tuple[Ints, ...]:
        """Return what the values mean as numbers, in arrays by their number; silence is None."""
        known = len(self._arrays[0]) if self._arrays else 0
        if known < len(self.meanings):
            more = np.array([self._of(value) for value in self.meanings[known:]], dtype=np.int64).T
            parts = zip(self._arrays or more[:, :0], more, strict=True)
            self._arrays = tuple(np.concatenate(part) for part in parts)
        return self._arrays


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows: their lines, the names of clients, cells by column as numbers, which could be read, and any row's cells."""

    lines: Sequence[int]
    names: list[str]
    cells: dict[str, Ints]
    is_read: Bools
    row: Callable[[int], Sequence[str]]


class Columns:
    """The columns of one source.

    Attributes
    ----------
    by_name : dict
        Every column but the clients' names.
    of_keys : dict
        The names of those that hold answers, by their keys.
    texts : dict
        The texts of each of them.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.by_name = {column.name: column for column in reader.columns if column.kind != "client"}
        self.of_keys = {
            column.key: name
            for name, column in self.by_name.items()
            if column.kind not in ("use", "session", "asked")
        }
        numbers = _Numbers(reader.zone)
        shared: dict[Any, Texts] = {}
        self.texts: dict[str, Texts] = {}
        for name, column in self.by_name.items():
            of = numbers.of(column)
            self.texts[name] = shared.setdefault((column.read, of), Texts(column.read, of))

    def blocks(self, source: Iterator[Row], size: int) -> Iterator[Block]:
        """Yield the rows of a table, some at a time; empty lines are left out."""
        if not isinstance(source, CsvFile):
            yield from self._of_rows(source, size)
            return
        source.at_once = max(source.at_once, _LEAST_ROW * size)
        width = len(self.reader.columns)
        for chunk in source.chunks():
            cut = _cut(chunk, source.mark, width)
            if cut is None:
                yield from self._of_rows(source.rows(chunk), size)
            else:
                first, source.line = source.line, source.line + cut.count
                yield self._of_cut(cut, range(first, source.line))

    def _forget_if_many(self) -> None:
        for texts in self.texts.values():
            if len(texts) > _MOST_TEXTS:
                texts.forget()

    def _of_rows(self, source: Iterator[Row], size: int) -> Iterator[Block]:
        """Yield rows that were read one by one."""
        while group := list(islice(source, size)):
            full = [row for row in group if row[1]]
            if full:
                yield self._of_group([line for line, _ in full], [cells for _, cells in full])

    def _of_group(self, lines: list[int], rows: list[Sequence[str]]) -> Block:
        self._forget_if_many()
        width, count = len(self.reader.columns), len(rows)
        is_read = np.ones(count, dtype=np.bool_)
        wide = rows
        if set(map(len, rows)) != {width}:
            is_read[:] = [len(row) == width for row in rows]
            nothing = [""] * width
            wide = [row if len(row) == width else nothing for row in rows]
        block = Block(lines, list(map(str, lines)), {}, is_read, rows.__getitem__)
        for column, written in zip(self.reader.columns, zip(*wide, strict=True), strict=True):
            places = np.fromiter(compress(range(count), written), dtype=np.int64)
            self._fill(block, column, places, list(filter(None, written)))
        return block

    def _of_cut(self, cut: _Cut, lines: range) -> Block:
        """Return the rows of a text that is cut into cells."""
        self._forget_if_many()
        is_read = np.ones(cut.count, dtype=np.bool_)
        block = Block(lines, list(map(str, lines)), {}, is_read, cut.row)
        for column, (places, written) in zip(self.reader.columns, cut.columns(), strict=True):
            self._fill(block, column, places, written)
        return block

    def _fill(self, block: Block, column: Column, places: Ints, written: list[str]) -> None:
        """Take the cells of a column that are not empty: their places, and what they say."""
        if column.kind == "client":
            _name(block, column, places.tolist(), list(map(str.strip, written)))
        elif written:
            texts = self.texts[column.name]
            numbers = np.fromiter(map(texts.__getitem__, written), np.int64, count=len(written))
            found = block.cells[column.name] = np.zeros(len(block.lines), dtype=np.int64)
            found[places] = numbers
            block.is_read[places[numbers == UNREAD]] = False


def _name(block: Block, column: Column, places: list[int], names: list[str]) -> None:
    """Take the names of clients, and mark those that cannot be read; where there is none, the line stays."""
    for place, name in zip(places, names, strict=True):
        block.names[place] = name or block.names[place]
    if _RISKY.isdisjoint({name[:1] for name in names}):
        return
    for place, name in zip(places, names, strict=True):
        if name[:1] in _RISKY:
            try:
                column.read(name)
            except BadCell:
                block.is_read[place] = False


# --- text ------------------------------------------------------------------------------------------------------------


class _Cut:
    """A text cut into rows of equally many cells; where it is more than ASCII it stays bytes, by whose places it is cut."""

    def __init__(self, text: str | bytes, starts: Ints, ends: Ints, width: int) -> None:
        self._text, self._width = text, width
        self._starts, self._ends = starts, ends
        self.count = len(ends) // width

    def row(self, place: int) -> list[str]:
        """Return the cells of a row."""
        cells = slice(place * self._width, (place + 1) * self._width)
        return self._written(self._starts[cells], self._ends[cells])

    def columns(self) -> Iterator[tuple[Ints, list[str]]]:
        """Yield for each column the places of its cells that are not empty, and what they say."""
        full = np.flatnonzero(self._ends > self._starts)
        column = (full % self._width).astype(np.uint16)
        full = full.take(np.argsort(column, kind="stable"))
        cells = self._written(self._starts.take(full), self._ends.take(full))
        rows = full // self._width
        last = np.cumsum(np.bincount(column, minlength=self._width)).tolist()
        for start, end in zip([0, *last], last, strict=False):
            yield rows[start:end], cells[start:end]

    def _written(self, starts: Ints, ends: Ints) -> list[str]:
        text, pairs = self._text, zip(starts.tolist(), ends.tolist(), strict=True)
        if isinstance(text, str):
            return [text[start:end] for start, end in pairs]
        return [text[start:end].decode() for start, end in pairs]


def _cut(chunk: bytes, mark: str, width: int) -> _Cut | None:
    """Return a text cut into cells; None where it has to be read row by row.

    That is where rows differ in length, a cell goes on in the next line, or quotation marks stand within cells.
    """
    if width == 1 or b"\0" in chunk:
        return None
    if b"\r" in chunk:
        chunk = chunk.replace(b"\r\n", b"\n")
        if b"\r" in chunk:
            return None
    if not chunk.endswith(b"\n"):
        chunk += b"\n"
    letters = np.frombuffer(chunk, dtype=np.uint8)
    is_line_end = letters == _LINE_END
    is_end = is_line_end | (letters == ord(mark))
    quotes = np.flatnonzero(letters == _QUOTE) if b'"' in chunk else letters[:0]
    if len(quotes):
        is_quote = np.zeros(len(letters), dtype=np.uint8)
        is_quote[quotes] = 1
        is_end &= (
            np.cumsum(is_quote, dtype=np.uint8) % 2 == 0
        )  # only odd and even matter, so that it may overflow
    ends = np.flatnonzero(is_end)
    if not len(ends) or len(ends) % width or not is_line_end.take(ends).reshape(-1, width)[:, -1].all():
        return None
    starts = np.concatenate(([0], ends[:-1] + 1))
    if np.count_nonzero(is_line_end) * width != len(ends) or (ends - starts).max() > LONGEST_CELL:
        return None
    if len(quotes):
        is_quoted = (
            (letters.take(starts) == _QUOTE) & (letters.take(ends - 1) == _QUOTE) & (ends - starts > 1)
        )
        if np.count_nonzero(is_quoted) * 2 != len(quotes):
            return None
        starts, ends = starts + is_quoted, ends - is_quoted
    try:
        text = chunk.decode()
    except UnicodeDecodeError:
        return None
    return _Cut(text if chunk.isascii() else chunk, starts, ends, width)


# --- values as numbers -----------------------------------------------------------------------------------------------


class _Numbers:
    """What values mean as numbers. [instants, wall seconds]"""

    def __init__(self, where: Zone) -> None:
        self.zone = where

    def of(self, column: Column) -> Callable[[Any], tuple[int, ...]]:
        """Return what turns the values of a column into numbers."""
        kinds: dict[str, Callable[[Any], tuple[int, ...]]] = {}
        kinds |= {"use": self.use, "plan": self.plan, BIRTH: self.birth, PREVIOUS: self.previous}
        kinds |= {"session": self.time, "asked": self.time}
        return kinds.get(column.kind, self.nothing)

    def nothing(self, _: Any) -> tuple[int, ...]:
        return (0,)

    def time(self, at: Interval | None) -> tuple[int, ...]:
        """Return a time's ends, their wall seconds, and the beginning of its first day."""
        if at is None:
            return (BEGINNING,) * 5
        return *self._ends(at), self.zone.day(self.zone.day_of(at.lo)).lo

    def use(self, use: Use | None) -> tuple[int, ...]:
        """Return a last use's ends and their wall seconds; and 1 if it is not sure, goes on or has begun, or is "never"."""
        if use is None:
            return (*(BEGINNING,) * 4, 0, 0, 0)
        goes_on = use.ongoing or use.started is not None
        ends = (BEGINNING,) * 4 if use.last is None else self._ends(use.last)
        return (*ends, int(use.unsure), int(goes_on), int(use.never))

    def birth(self, at: Interval | None) -> tuple[int, ...]:
        """Return the wall seconds at which the first and the last day of a birth begin."""
        if at is None:
            return BEGINNING, BEGINNING
        first, last = (self.zone.day(self.zone.day_of(end)).lo for end in (at.lo, at.hi))
        return wall_of(self.zone, first), wall_of(self.zone, last)

    def previous(self, sessions: tuple[Interval, ...] | None) -> tuple[int, ...]:
        """Return how many earlier sessions there were, and the wall seconds of the ends of the last."""
        if not sessions:
            return 0, BEGINNING, BEGINNING
        lo, hi = max(one.lo for one in sessions), max(one.hi for one in sessions)
        return len(sessions), wall_of(self.zone, lo), wall_of(self.zone, hi)

    def plan(self, at: Any) -> tuple[int, ...]:
        """Return 1 if something planned has a date."""
        return (int(isinstance(at, Interval | str)),)

    def _ends(self, at: Interval) -> tuple[int, int, int, int]:
        return at.lo, at.hi, wall_of(self.zone, at.lo), wall_of(self.zone, at.hi)
