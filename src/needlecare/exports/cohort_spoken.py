"""What the rows of a block answer, key by key: as numbers, as the different answers there are, and as facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from needlecare.exports.cohort_columns import SILENT, Block, Bools, Columns, Ints, Texts
from needlecare.exports.tables import Key
from needlecare.protocol.said import Facts, Said
from needlecare.protocol.time import Interval, Zone

_MOST_CLASSES = 1 << 16  # that are told apart by a table of them all
_NO = "no"

Answers: TypeAlias = tuple[str | None, ...]  # as they were written


class Spoken:
    """The answers of a block.

    Attributes
    ----------
    plans : list of str
        The columns that speak of plans.
    """

    def __init__(self, columns: Columns, block: Block, where: Zone) -> None:
        self.columns, self.block, self.zone = columns, block, where
        self.plans = [name for key, name in columns.of_keys.items() if key[0] == "plan"]
        self._said: dict[Key, Ints | None] = {}
        self._has_plan = any_of([block.cells[name] != SILENT for name in self.plans if name in block.cells])

    def said(self, key: Key) -> Ints | None:
        """Return what each row answers to a key, as numbers; what a row that speaks of plans leaves out is not planned."""
        if key not in self._said:
            self._said[key] = self._read(key)
        return self._said[key]

    def where(self, keys: Iterable[Key]) -> list[Bools]:
        """Return for each key that is spoken of at all, in which rows it is."""
        return [said != SILENT for key in keys if (said := self.said(key)) is not None]

    def _read(self, key: Key) -> Ints | None:
        name = self.columns.of_keys.get(key)
        said = None if name is None else self.block.cells.get(name)
        if key[0] != "plan" or self._has_plan is None:
            return said
        if said is None:
            said = np.zeros(len(self.block.lines), dtype=np.int64)
        return np.where(self._has_plan & (said == SILENT), self._texts(key)[_NO], said)

    def _texts(self, key: Key) -> Texts:
        """Return the texts of a key's column; any column that speaks of plans does for what is planned."""
        return self.columns.texts[self.columns.of_keys.get(key) or self.plans[0]]

    def different(self, keys: Sequence[Key], rows: Ints) -> tuple[list[Answers], Ints]:
        """Return the different answers that some rows give to keys, and which of them each row gives."""
        which, classes = np.zeros(len(rows), dtype=np.int64), 1
        for key in keys:
            said = self.said(key)
            if said is None:
                continue
            size = len(self._texts(key).meanings)
            which = which * size + said.take(rows)
            classes *= size
            if classes > _MOST_CLASSES:
                _, which = np.unique(which, return_inverse=True)
                classes = int(which.max()) + 1
        an_example = np.full(classes, -1)
        an_example[which] = rows
        found = np.flatnonzero(an_example >= 0)
        number = np.zeros(classes, dtype=np.int64)
        number[found] = np.arange(len(found))
        return [self._answers(keys, row) for row in an_example[found].tolist()], number.take(which)

    def _answers(self, keys: Iterable[Key], row: int) -> Answers:
        found = ((key, self.said(key)) for key in keys)
        return tuple(
            None if said is None or said[row] == SILENT else self._texts(key).texts[said[row]]
            for key, said in found
        )

    def facts(self, keys: Sequence[Key], answers: Answers) -> Facts:
        """Return answers to keys as facts."""
        states: dict[str, Said] = {}
        plan: dict[str, bool] = {}
        rest: dict[str, Any] = {}
        for key, text in zip(keys, answers, strict=True):
            if text is None:
                continue
            texts = self._texts(key)
            meaning = texts.meanings[texts[text]]
            if key[0] == "state":
                states[key[1]] = Said(holds=meaning)
            elif key[0] == "plan":
                plan[key[1]] = meaning
            else:
                rest[self.columns.by_name[self.columns.of_keys[key]].fact] = meaning
        nowhen = Interval(0, 0)
        return Facts(zone=self.zone, asked=0, session=nowhen, states=states, plan=plan or None, **rest)


def any_of(parts: Sequence[Bools]) -> Bools | None:
    """Return where any of some conditions holds; None where there is none."""
    return reduce(np.logical_or, parts) if parts else None


def all_of(parts: Sequence[Bools]) -> Bools:
    """Return where all of some conditions hold."""
    return reduce(np.logical_and, parts)
