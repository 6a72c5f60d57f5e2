"""The clients of a file or a database screened, and their answers written as CSV, whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from needlecare.exports.cohort import HEADER, TOLD_EVERY, Cohort, written_row
from needlecare.exports.cohort_csv import Row
from needlecare.exports.cohort_read import Client
from needlecare.exports.cohort_sources import named, rows_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Instant, zone

# Rows as they are written, the outcomes of their clients, and how many the engine answered.
Part: TypeAlias = tuple[list[tuple[str, ...]], Counter[Outcome], int]


class Counts:
    """How many clients got which outcome, and how many the engine answered."""

    def __init__(self) -> None:
        self.outcomes = dict.fromkeys(reversed(Outcome), 0)
        self.engine = 0

    @property
    def total(self) -> int:
        return sum(self.outcomes.values())

    def add(self, outcomes: Counter[Outcome], engine: int) -> None:
        for outcome, number in outcomes.items():
            self.outcomes[outcome] += number
        self.engine += engine


def screen_file(
    book: Rulebook,
    source: str | Path,
    target: Path | None,
    *,
    where: str,
    backend: str = "",
    database: str = "",
    table: str = "clients",
    now: Instant | None = None,
    progress: Callable[[int, float | None], None] | None = None,
    stream: Any = None,
) -> Counts:
    """Screen the clients of a file or database and write their answers as CSV, whole or not at all.

    Raises
    ------
    BadFile
        With the problems of the source, by row and column; nothing is written then.
    Unavailable
        If the backend is not installed, or cannot be reached.
    """
    cohort = Cohort(book, zone(where), backend=backend, database=database, now=now)
    share: list[float] = []

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, share[-1] if share else None)

    folder = target.resolve().parent if target else None
    handle, name = tempfile.mkstemp(dir=folder, prefix=".cohort.", suffix=".part")
    part = Path(name)
    try:
        counts = Counts()
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as written:
            writer = csv.writer(written, lineterminator="\n")
            writer.writerow(HEADER)
            for rows, outcomes, engine in _answers(
                cohort, rows_of(source, table, share), named(source), tell
            ):
                counts.add(outcomes, engine)
                writer.writerows(rows)
        cohort.reader.raise_if_any()
        if target is None:
            with part.open(encoding="utf-8", newline="") as ready:
                while chunk := ready.read(1 << 20):
                    stream.write(chunk)
        else:
            part.chmod(0o644)
            part.replace(target.resolve())
    finally:
        part.unlink(missing_ok=True)
        cohort.close()
    return counts


def _answers(cohort: Cohort, rows: Iterator[Row], source: str, tell: Callable[[int], None]) -> Iterable[Part]:
    """Return answers some at a time: by column where that can be, else row by row."""
    if cohort.backend == "engine" or find_spec("numpy") is None:
        return _by_row(cohort, rows, source, tell)
    from needlecare.exports.cohort_blocks import Blocks

    return Blocks(cohort, rows, source, tell)


def _by_row(cohort: Cohort, rows: Iterator[Row], source: str, tell: Callable[[int], None]) -> Iterator[Part]:
    answers = cohort.answers(_shown(cohort.reader.clients(rows, source), tell))
    while group := list(islice(answers, TOLD_EVERY)):
        engine = sum(answer.by == "engine" for answer in group)
        outcomes = Counter(answer.outcome for answer in group)
        yield [written_row(answer, cohort.zone) for answer in group], outcomes, engine


def _shown(clients: Iterator[Client], tell: Callable[[int], None]) -> Iterator[Client]:
    """Yield clients, and tell how many were read."""
    for number, client in enumerate(clients, 1):
        if not number % TOLD_EVERY:
            tell(number)
        yield client
