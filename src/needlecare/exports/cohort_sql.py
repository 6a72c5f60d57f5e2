"""The tables joined in a database, by statements that any of them understands.

Beside the joins themselves, only whole-number arithmetic, CASE, MAX and GROUP BY are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from needlecare.exports.cohort_batch import Batch, Layout
from needlecare.exports.tables import RuleTables
from needlecare.protocol.reader import NeedlecareError
from needlecare.protocol.time import BEGINNING, END

# Wall seconds need 64 bits.
_LONG = ("lo", "hi", "session_lo", "session_hi", "advised", "floor", "onward")
TABLES = {
    "uses": "client ladder lo lo_day hi hi_day session_lo session_hi session_day",
    "answers": "client answer",
    "waits": "ladder place span mild fail sure dates spans",
    "verdicts": "answer weight certain possible",
    "calendar": "slot advised advised_fixed floor floor_fixed onward onward_fixed",
}

# A finding's weight: (outcome * 8 + worst) * 4096 + 4095 - place; see `tables`. 0 where the rule is kept.
ANSWERS = f"""
SELECT client, MAX(weight) AS weight, MAX(certain) AS certain, MAX(possible) AS possible
FROM (
  SELECT client, certain, possible,
    CASE WHEN worst = 0 THEN 0
         WHEN best = worst THEN (worst * 8 + worst) * 4096 + 4095 - place
         ELSE (16 + worst) * 4096 + 4095 - place END AS weight
  FROM (
    SELECT client, place, certain, possible,
      CASE WHEN sure = 0 THEN 0 WHEN lo <= advised_hi THEN 0 WHEN lo <= floor_hi THEN mild ELSE fail END AS best,
      CASE WHEN hi <= advised_lo THEN 0 WHEN hi <= floor_lo THEN mild ELSE fail END AS worst
    FROM (
      SELECT u.client, w.place, w.mild, w.fail, w.sure, u.lo, u.hi,
        CASE WHEN s.advised_fixed = 1 THEN s.advised ELSE u.session_lo + s.advised END AS advised_lo,
        CASE WHEN s.advised_fixed = 1 THEN s.advised ELSE u.session_hi + s.advised END AS advised_hi,
        CASE WHEN s.floor_fixed = 1 THEN s.floor ELSE u.session_lo + s.floor END AS floor_lo,
        CASE WHEN s.floor_fixed = 1 THEN s.floor ELSE u.session_hi + s.floor END AS floor_hi,
        CASE WHEN w.dates = 0 THEN {BEGINNING} WHEN u.hi = {BEGINNING} THEN {BEGINNING} WHEN u.hi = {END} THEN {END}
             WHEN h.onward_fixed = 1 THEN h.onward ELSE u.hi + h.onward END AS certain,
        CASE WHEN w.dates * w.sure = 0 THEN {BEGINNING} WHEN u.lo = {BEGINNING} THEN {BEGINNING}
             WHEN l.onward_fixed = 1 THEN l.onward ELSE u.lo + l.onward END AS possible
      FROM uses u
      JOIN waits w ON w.ladder = u.ladder
      JOIN calendar s ON s.slot = u.session_day * w.spans + w.span
      JOIN calendar h ON h.slot = u.hi_day * w.spans + w.span
      JOIN calendar l ON l.slot = u.lo_day * w.spans + w.span
    ) limits
  ) ends
  UNION ALL
  SELECT a.client, CASE WHEN v.certain = 1 THEN {END} ELSE {BEGINNING} END,
    CASE WHEN v.possible = 1 THEN {END} ELSE {BEGINNING} END, v.weight
  FROM answers a JOIN verdicts v ON v.answer = a.answer
) findings
GROUP BY client
"""


class MissingPart(NeedlecareError):
    """A part of the program that is not installed."""


def duckdb_module() -> Any:
    """Return DuckDB.

    Raises
    ------
    MissingPart
        If it is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingPart("DuckDB is not installed; run: pip install 'needlecare[cohort]'") from None
    return duckdb


def connect(backend: str) -> Any:
    """Return a connection to an empty database in memory: `duckdb` or `sqlite`."""
    if backend == "duckdb":
        connection = duckdb_module().connect(":memory:")
        connection.execute("SET threads = 1")
        connection.execute("SET perfect_ht_threshold = 22")  # clients are numbered without gaps
        return connection
    import sqlite3

    return sqlite3.connect(":memory:")


def rule_rows(tables: RuleTables) -> list[tuple[int, ...]]:
    """Return the rule table; rules without a date have the one length past all others, and each row how many there are."""
    nowhere = len(tables.spans)
    return [(*w[:2], nowhere if w.span < 0 else w.span, *w[3:], nowhere + 1) for w in tables.waits]


def calendar_rows(tables: RuleTables, days: Iterable[int]) -> list[tuple[int, ...]]:
    """Return the calendar table; a slot is a day times the number of lengths, plus the number of the length.

    A length without a date is kept only by no use at all, and may always be kept.
    """
    nowhere = len(tables.spans)
    rows: list[tuple[int, ...]] = [
        (step.day * (nowhere + 1) + step.span, *step[2:]) for step in tables.calendar(days)
    ]
    return rows + [(day * (nowhere + 1) + nowhere, BEGINNING, 1, BEGINNING, 1, 0, 0) for day in days]


def fill(connection: Any, name: str, rows: Sequence[Sequence[int]]) -> None:
    """Make a table anew and fill it."""
    columns = TABLES[name].split()
    types = ", ".join(f"{column} {'BIGINT' if column in _LONG else 'INTEGER'}" for column in columns)
    connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute(f"CREATE TABLE {name} ({types})")
    if not len(rows):
        return
    if type(connection).__module__.startswith("sqlite3"):
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        return
    import numpy

    table = numpy.array(rows, dtype=numpy.int64)
    given = {column: numpy.ascontiguousarray(table[:, n]) for n, column in enumerate(columns)}
    connection.register("given", given)
    connection.execute(f"INSERT INTO {name} SELECT {', '.join(columns)} FROM given")
    connection.unregister("given")


def answers(connection: Any, layout: Layout, batch: Batch) -> list[tuple[int, int, int, int]]:
    """Return each client's place, weight, and earliest wall seconds, certain and possible."""
    tables = layout.tables
    fill(connection, "uses", batch.uses)
    fill(connection, "answers", batch.answers)
    fill(connection, "waits", rule_rows(tables))
    fill(connection, "verdicts", [(n, *verdict) for n, verdict in enumerate(layout.verdicts)])
    fill(connection, "calendar", calendar_rows(tables, batch.days))
    return connection.execute(ANSWERS).fetchall()  # type: ignore[no-any-return]
