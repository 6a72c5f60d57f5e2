"""Clients a second by tables: a million clients, four facts each, forty rules, on one core.

Usage: python3 dev.py bench cohort [CLIENTS]. Printed are the rates of NumPy, of DuckDB and of what its groups and maxima
alone take, of SQLite, of PostgreSQL (with `DATABASE_URL`) and Spark (two cores; with pyspark and Java), of the plain engine
one client after the other, of CSV to CSV, and the rate at which this machine copies memory; ten million clients are then
streamed. All give the same answers, which is checked. Rates are by processor time where the work is in this process, so that
other work on the machine does less to them; the slowest of several runs shows the noise.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from needlecare import combine, parse
from needlecare.exports import cohort_numpy, cohort_sql
from needlecare.exports.cohort import Cohort
from needlecare.exports.cohort_databases import Database, DuckDB, connect, has_java
from needlecare.exports.cohort_files import screen_file
from needlecare.exports.cohort_sources import rows_of
from needlecare.exports.cohort_sql import Slots
from needlecare.exports.tables import DAY, RuleTables, Verdict, weight_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import BEGINNING, END, zone

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

    def __init__(self, count: int, seed: int = 7) -> None:
        self.book, self.count = forty_rules(), count
        tables = RuleTables(self.book, ZONE)
        self.slots = Slots(tables)
        ladders = np.array([tables.ladder([(n, True)]) for n in range(RULES)])
        random = np.random.default_rng(seed)
        client = np.repeat(np.arange(count, dtype=np.int64), FACTS)
        first = random.integers(0, RULES, count)
        things = (first[:, None] + np.array([0, 7, 17, 29])) % RULES
        days = random.integers(FIRST_DAY, FIRST_DAY + 365, count)
        session = np.repeat(days * DAY + random.integers(8 * 4, 18 * 4, count) * 900, FACTS)
        last = np.repeat(days, FACTS) - random.integers(1, 220, count * FACTS)
        ends = last * DAY, last * DAY + DAY - 1
        ladder = ladders.take(things.reshape(-1))
        self.uses = cohort_numpy.numbered(self.slots, client, ladder, ends, (session, session))
        # What nobody spoke of is open: one answer for each set of four things.
        silences = [self._silence({(n + step) % RULES for step in (0, 7, 17, 29)}) for n in range(RULES)]
        self.given = np.array([(one.weight, END, BEGINNING) for one in silences]).T
        self.first = first
        answers = np.array([self.slots.answer(one) for one in silences]).take(first, axis=0).T
        self.answers = cohort_numpy.answering(np.arange(count), *answers)
        self.arrays = cohort_numpy.Known(self.slots)

    def _silence(self, said: set[int]) -> Verdict:
        return Verdict(weight_of(Outcome.READY, Outcome.WAIT, min(set(range(RULES)) - said)), 1, 0)

    def by_numpy(self) -> Any:
        found = cohort_numpy.decided(self.uses, self.arrays.arrays, self.count)
        for given, results in zip(self.given, found, strict=True):
            np.maximum(results, given.take(self.first), out=results)
        return found

    def fill(self, database: Database) -> None:
        """Fill a database with the tables."""
        uses = np.concatenate((np.stack(self.uses, axis=1), np.stack(self.answers, axis=1)))
        for name, rows in {"uses": uses, **self.arrays.tables}.items():
            database.fill(name, rows)


class Timing(NamedTuple):
    """The fastest and the slowest of several runs. [s]"""

    best: float
    worst: float


def timed(
    work: Callable[[], Any], runs: int = RUNS, clock: Callable[[], float] = time.process_time
) -> tuple[Timing, Any]:
    """Return how long some work takes, and what the last run gave."""
    took, result = [], None
    for _ in range(runs):
        start = clock()
        result = work()
        took.append(clock() - start)
    return Timing(min(took), max(took)), result


def show(name: str, clients: int, timing: Timing, engine: float = 0) -> None:
    best, worst = clients / timing.best, clients / timing.worst
    times = f"; {best / engine:,.0f} times the plain engine" if engine else ""
    print(f"{name:34}{best:12,.0f} clients a second (slowest run {worst:,.0f}){times}", flush=True)


def copied(size: int = 1 << 28) -> float:
    """Return how fast this machine copies memory. [bytes/s]"""
    source = np.ones(size, dtype=np.uint8)
    target = np.empty_like(source)
    timing, _ = timed(lambda: np.copyto(target, source), clock=time.perf_counter)
    return size / timing.best


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
    processor = platform.processor() or platform.machine()
    print(
        f"{processor}, Python {platform.python_version()}, NumPy {np.__version__}, load {os.getloadavg()[0]:.1f}"
    )
    world = World(count)
    engine = by_engine(world.book)
    timing, _ = timed(world.by_numpy)
    show("NumPy", count, timing, engine)
    by_database("DuckDB, one thread", "duckdb", world, engine)
    small = World(min(count, 50_000))
    by_database("SQLite", "sqlite", small, engine)
    if "DATABASE_URL" in os.environ:
        by_database("PostgreSQL, wall time", "postgresql", small, engine)
    if find_spec("pyspark") and has_java():
        by_database("Spark, two cores, wall time", "spark", world, engine)
    by_file(world.book, engine, count // 5)
    rate, each = copied(), 8 * 8 * FACTS
    print(f"{'Memory copies':34}{rate / each:12,.0f} clients' rows a second ({rate / 1e9:.1f} GB)")
    print(f"{'Greatest memory so far':34}{memory():12.2f} GB")
    streamed(10 * count, at_once=count // 4)


def by_engine(book: Rulebook) -> float:
    """Print and return the rate of the plain engine, one client after the other, each read before. [clients/s]"""
    cohort = Cohort(book, ZONE, backend="engine")
    with tempfile.TemporaryDirectory() as folder:
        clients = list(cohort.reader.clients(rows_of(written(Path(folder), 1_000)), "made up"))
    timing, _ = timed(lambda: cohort.answered(clients), 3)
    show("Plain engine loop", len(clients), timing)
    return len(clients) / timing.best


# What DuckDB needs for the groups alone: the same rows, and as many maxima, without a join.
BARE = (
    "SELECT client, MAX(limits) AS weight, MAX(hi) AS certain, MAX(lo) AS possible FROM uses GROUP BY client"
)


def _answers(database: Database, statement: str) -> Any:
    """Return the answers of a database; DuckDB's as columns, as it gives them fastest."""
    if isinstance(database, DuckDB):
        return database.connection.execute(statement).fetchnumpy()
    names = ("client", "weight", "certain", "possible")
    return dict(zip(names, np.array(database.answers()).T, strict=True))


def by_database(name: str, backend: str, world: World, engine: float) -> None:
    """Print the rate of a database, and check its answers; what it is filled with is not timed."""
    database = connect(backend, url=os.environ.get("DATABASE_URL", ""))
    world.fill(database)
    clock = time.process_time if backend in ("duckdb", "sqlite") else time.perf_counter
    timing, found = timed(partial(_answers, database, cohort_sql.ANSWERS), RUNS, clock)
    show(name, world.count, timing, engine)
    order = np.argsort(found["client"])
    for values, column in zip(world.by_numpy(), ("weight", "certain", "possible"), strict=True):
        assert np.array_equal(values, found[column][order]), f"{name} and NumPy differ in {column}"
    if backend == "duckdb":
        show("  its groups and maxima alone", world.count, timed(partial(_answers, database, BARE), RUNS)[0])
    database.close()


def streamed(count: int, *, at_once: int) -> None:
    """Print the rate and the memory of many clients, made and answered some at a time by NumPy."""
    took = outcomes = 0.0
    for number in range(0, count, at_once):
        world = World(at_once, seed=number)
        timing, found = timed(world.by_numpy, 1)
        took += timing.best
        outcomes += len(found[0])
    show(f"NumPy, {count / 1e6:,.0f} million streamed", int(outcomes), Timing(took, took))
    print(f"{'Greatest memory':34}{memory():12.2f} GB")


def memory() -> float:
    """Return the most memory this process has had. [GB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def by_file(book: Rulebook, engine: float, count: int) -> None:
    """Print the rates from CSV to CSV, and check that tables and engine write the same."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = written(folder, count)
        for backend in ("numpy", "duckdb"):
            target = folder / f"{backend}.csv"
            work = partial(screen_file, book, source, target, where=ZONE.key, backend=backend)
            show(f"CSV to CSV, {backend}", count, timed(work, 3)[0], engine)
        part = folder / "part.csv"
        part.write_text("".join(source.read_text().splitlines(keepends=True)[:2_001]))
        screen_file(book, part, folder / "engine.csv", where=ZONE.key, backend="engine")
        right = [line.rpartition(",")[0] for line in (folder / "engine.csv").read_text().splitlines()]
        for backend in ("numpy", "duckdb"):
            found = (folder / f"{backend}.csv").read_text().splitlines()[:2_001]
            assert [line.rpartition(",")[0] for line in found] == right, f"{backend} differs from the engine"


if __name__ == "__main__":
    main()
