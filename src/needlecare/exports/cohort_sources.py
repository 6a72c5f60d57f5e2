"""Where clients come from: CSV, Parquet, a SQLite or DuckDB file, or a PostgreSQL server; read row by row, never as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from needlecare.exports.cohort_csv import CsvFile, Row, refuse
from needlecare.exports.cohort_databases import Unavailable, module, postgresql, shown

AT_ONCE = 10_000  # rows of a database
_SERVERS = ("postgresql://", "postgres://")
_FILES = ("sqlite:///", "duckdb:///")


def named(source: str | Path) -> str:
    """Return a source as messages name it: a server without its password."""
    return shown(str(source)) if is_server(source) else str(source)


def is_server(source: str | Path) -> bool:
    """Return whether a source is the address of a server."""
    return str(source).startswith(_SERVERS)


def rows_of(source: str | Path, table: str = "clients", share: list[float] | None = None) -> Iterator[Row]:
    """Return the header and the rows of a source, each with its line.

    Parameters
    ----------
    source : str or Path
        A path, or an address: `postgresql://...`, `sqlite:///PATH` or `duckdb:///PATH`.
    table : str
        The table or view of a database that holds the clients.
    share : list, optional
        Its one entry is kept at the share of a CSV file that is read.

    Raises
    ------
    BadFile
        If it cannot be opened or read.
    Unavailable
        If what it needs is not installed.
    """
    if is_server(source):
        return _from_postgresql(str(source), table)
    if "://" in str(source) and not str(source).startswith(_FILES):
        refuse(named(source), f"is no address known here; use one of {', '.join((*_SERVERS[:1], *_FILES))}")
    written = str(source)
    path = Path(written.partition(":///")[2] if written.startswith(_FILES) else written)
    if not path.is_file():
        refuse(written, "no such file; give a CSV or Parquet file, or a database")
    if path.suffix in (".sqlite", ".sqlite3") or written.startswith("sqlite:"):
        return _from_sqlite(path, table)
    if path.suffix in (".parquet", ".duckdb") or written.startswith("duckdb:"):
        return _from_duckdb(path, table)
    return CsvFile(path, [] if share is None else share)


def _quoted(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'


def _from_sqlite(path: Path, table: str) -> Iterator[Row]:
    import sqlite3

    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield from _numbered(connection.execute(f"SELECT * FROM {_quoted(table)}"))
    except sqlite3.Error as error:
        refuse(str(path), f"cannot be read: {error}; it needs a table '{table}'")
    finally:
        connection.close()


def _from_duckdb(path: Path, table: str) -> Iterator[Row]:
    duckdb = module("duckdb")
    is_parquet = path.suffix == ".parquet"
    try:
        with duckdb.connect(":memory:" if is_parquet else str(path), read_only=not is_parquet) as connection:
            if is_parquet:
                connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            else:
                connection.execute(f"SELECT * FROM {_quoted(table)}")
            yield from _numbered(connection)
    except duckdb.Error as error:
        refuse(str(path), f"cannot be read: {str(error).splitlines()[0]}")


def _from_postgresql(url: str, table: str) -> Iterator[Row]:
    psycopg = module("psycopg")
    try:
        connection = postgresql(url)
    except Unavailable as error:
        refuse(shown(url), str(error).removeprefix(shown(url)).strip())
    try:
        connection.read_only = True
        with (
            connection,
            connection.cursor(name="clients") as cursor,
        ):  # the server keeps what was not asked for
            cursor.execute(
                psycopg.sql.SQL("SELECT * FROM {}").format(psycopg.sql.Identifier(*table.split(".")))
            )
            yield from _numbered(cursor)
    except psycopg.Error as error:
        refuse(shown(url), f"cannot be read: {str(error).splitlines()[0]}; it needs a table '{table}'")


def _numbered(cursor: Any) -> Iterator[Row]:
    line = 1
    rows = cursor.fetchmany(AT_ONCE)
    yield line, [entry[0] for entry in cursor.description]
    while rows:
        for row in rows:
            line += 1
            yield line, ["" if cell is None else _written(cell) for cell in row]
        rows = cursor.fetchmany(AT_ONCE)


def _written(cell: Any) -> str:
    """Return a cell as it would stand in a facts file."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
