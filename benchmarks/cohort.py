"""Clients a second by tables: a million clients, four facts each, forty rules, on one core.

Usage: python3 dev.py bench cohort [CLIENTS]. Printed are the rates of NumPy, DuckDB, SQLite and of the plain engine one
client after the other, with the fastest and the slowest of several runs, and the rate at which this machine copies memory.
All give the same answers, which is checked first. The rows of `uses` and `answers` are given; reading CSV is measured apart.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from needlecare import combine, parse
from needlecare.exports import cohort_numpy, cohort_sql
from needlecare.exports.cohort import screen_file
from needlecare.exports.cohort_databases import connect
from needlecare.exports.tables import DAY, RuleTables, Verdict, weight_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import zone

RULES, FACTS, RUNS = 40, 4, 5
SPANS = ("3..4 day", "5..7 day", "2 week", "1 week", "6 month", "3 day", "4 week", "1 month")
ZONE = zone("Europe/London")
FIRST_DAY = 20_500  # in 2026


def forty_rules() -> Rulebook:
    """Return forty waits, each for a class of its own."""
    words = "says: {en: Words., es: Palabras.}, source: {cite: own}"
    subjects = "".join(
        f"  thing-{n}: {{name: {{en: thing {n}, es: cosa {n}}}, kind: product}}\n" for n in range(RULES)
    )
    rules = "".join(
        f"- {{id: wait-{n}, avoid: thing-{n}, when: {{before: session, for: {SPANS[n % len(SPANS)]}}}, {words}}}\n"
        for n in range(RULES)
    )
    head = 'needlecare: 1\nprotocol: bench\nversion: "1.0"\ntitle: {en: Bench, es: Banco}\nlayer: clinic\n'
    sources = "sources: {own: {title: Own, grade: p, read: 2026-01-01}}\n"
    return combine(parse(f"{head}{sources}subjects:\n{subjects}rules:\n{rules}"))


class World:
    """Random clients as the rows that tables are joined with."""

    def __init__(self, count: int) -> None:
        self.book, self.count = forty_rules(), count
        self.tables = RuleTables(self.book, ZONE)
        ladders = [self.tables.ladder([(n, True)]) for n in range(RULES)]
        random = np.random.default_rng(7)
        client = np.repeat(np.arange(count, dtype=np.int64), FACTS)
        first = random.integers(0, RULES, count)
        things = (first[:, None] + np.array([0, 7, 17, 29])) % RULES
        days = random.integers(FIRST_DAY, FIRST_DAY + 365, count)
        session = days * DAY + random.integers(8 * 4, 18 * 4, count) * 900
        last = np.repeat(days, FACTS) - random.integers(1, 220, count * FACTS)
        self.uses = [
            client,
            np.array(ladders)[things.reshape(-1)],
            last * DAY,
            last,
            last * DAY + DAY - 1,
            last,
            np.repeat(session, FACTS),
            np.repeat(session, FACTS),
            np.repeat(days, FACTS),
        ]
        # What nobody spoke of is open: one answer for each set of four things.
        self.answers = [np.arange(count, dtype=np.int64), first.astype(np.int64)]
        silences = [self._silence({(n + step) % RULES for step in (0, 7, 17, 29)}) for n in range(RULES)]
        self.verdicts = cohort_sql.verdict_rows(silences)
        found = np.unique(np.concatenate((self.uses[3], self.uses[8])))
        self.calendar = cohort_sql.calendar_rows(self.tables, found.tolist())
        self.rules = cohort_sql.rule_rows(self.tables)

    def _silence(self, said: set[int]) -> Verdict:
        return Verdict(weight_of(Outcome.READY, Outcome.WAIT, min(set(range(RULES)) - said)), 1, 0)

    def by_numpy(self) -> Any:
        arrays = cohort_numpy.arrays_of(self.rules, self.calendar)
        found = cohort_numpy.decided(self.uses, arrays, self.count)
        given = np.array(self.verdicts, dtype=np.int64)
        for column, results in enumerate(found, 1):
            np.maximum(results, given[:, column].take(self.answers[1]), out=results)
        return found

    def database(self, backend: str) -> Any:
        database = connect(backend)
        database.fill("uses", np.stack(self.uses, axis=1))
        database.fill("answers", np.stack(self.answers, axis=1))
        database.fill("waits", self.rules)
        database.fill("verdicts", self.verdicts)
        database.fill("calendar", self.calendar)
        return database


def timed(work: Callable[[], Any], runs: int = RUNS) -> tuple[float, float, Any]:
    """Return the fastest and the slowest of several runs, and what the last gave. [s]"""
    took, result = [], None
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        took.append(time.perf_counter() - start)
    return min(took), max(took), result


def show(name: str, clients: int, best: float, worst: float) -> None:
    print(
        f"{name:28}{clients / best / 1e6:10.3f} million clients a second (slowest run {clients / worst / 1e6:.3f})"
    )


def copied(size: int = 1 << 28) -> float:
    """Return how fast this machine copies memory. [bytes/s]"""
    source = np.ones(size, dtype=np.uint8)
    target = np.empty_like(source)
    best, _, _ = timed(lambda: np.copyto(target, source))
    return size / best


def written(folder: Path, count: int) -> Path:
    """Write a CSV of clients with four facts among forty columns."""
    random, path = Random(7), folder / "clients.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("client,session," + ",".join(f"thing-{n}" for n in range(RULES)) + "\n")
        for number in range(count):
            cells = [""] * RULES
            for thing in random.sample(range(RULES), FACTS):
                cells[thing] = f"2026-{random.randint(1, 6):02}-{random.randint(1, 28):02}"
            day = f"2026-{random.randint(7, 12):02}-{random.randint(1, 28):02}T14:30"
            stream.write(f"{number},{day},{','.join(cells)}\n")
    return path


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    os.environ["OMP_NUM_THREADS"] = "1"
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}"
    )
    world = World(count)
    right = world.by_numpy()
    duckdb = world.database("duckdb")
    small = World(min(count, 20_000))
    sqlite = small.database("sqlite")

    best, worst, _ = timed(world.by_numpy)
    show("NumPy", count, best, worst)
    best, worst, result = timed(lambda: duckdb.connection.execute(cohort_sql.ANSWERS).fetchnumpy(), 3)
    show("DuckDB, one thread", count, best, worst)
    order = np.argsort(result["client"])
    for values, name in zip(right, ("weight", "certain", "possible"), strict=True):
        assert np.array_equal(values, result[name][order]), f"DuckDB and NumPy differ in {name}"
    best, worst, rows = timed(sqlite.answers, 2)
    show("SQLite", small.count, best, worst)
    assert sorted(rows) == [(n, *map(int, row)) for n, row in enumerate(zip(*small.by_numpy(), strict=True))]
    by_file(world.book)
    rate = copied()
    each = 9 * 8 * FACTS + 2 * 8
    print(
        f"{'Memory copies':28}{rate / 1e9:10.3f} GB a second, or {rate / each / 1e6:.0f} million clients' rows"
    )
    print(f"{'Greatest memory':28}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:10.3f} GB")


def by_file(book: Rulebook) -> None:
    """Print the rates from CSV to CSV, and check that tables and engine write the same."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = written(folder, 100_000)
        best, worst, _ = timed(
            lambda: screen_file(book, source, folder / "a.csv", where=ZONE.key, backend="numpy"), 1
        )
        show("CSV to CSV by NumPy", 100_000, best, worst)
        part = folder / "part.csv"
        part.write_text("".join(source.read_text().splitlines(keepends=True)[:5_001]))
        best, worst, _ = timed(
            lambda: screen_file(book, part, folder / "b.csv", where=ZONE.key, backend="engine"), 1
        )
        show("CSV to CSV by the engine", 5_000, best, worst)
        first = [line.rpartition(",")[0] for line in (folder / "a.csv").read_text().splitlines()[1:5_001]]
        assert first == [line.rpartition(",")[0] for line in (folder / "b.csv").read_text().splitlines()[1:]]


if __name__ == "__main__":
    main()
