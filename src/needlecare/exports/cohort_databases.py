"""Where the tables are joined: DuckDB and SQLite in memory, a PostgreSQL server, or Spark; all by the one statement.

PostgreSQL gets temporary tables only, which go with the connection. Spark reads and writes Parquet files in a folder that
goes too; on a cluster that folder has to be one that all its machines see.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from needlecare.exports.cohort_sql import ANSWERS, LONG, TABLES
from needlecare.protocol.reader import NeedlecareError

Rows: TypeAlias = Any  # rows of whole numbers: a sequence of sequences, or an array
Found: TypeAlias = list[
    tuple[int, int, int, int]
]  # client, weight, and earliest wall seconds, certain and possible


class Unavailable(NeedlecareError):
    """A part of the program, or a server, that cannot be used here; the message says what to do."""


class Database(Protocol):
    """Something that can join tables."""

    def fill(self, name: str, rows: Rows) -> None:
        """Make a table anew and fill it; rows may be an array."""

    def answers(self) -> Found:
        """Return what the statement gives."""

    def close(self) -> None:
        """Leave nothing behind."""


def connect(backend: str, *, url: str = "") -> Database:
    """Return an empty database: `duckdb`, `sqlite`, `postgresql` (the server that `url` names) or `spark`.

    Raises
    ------
    Unavailable
        If it is not installed, or cannot be reached.
    """
    made: dict[str, Callable[[], Database]] = {
        "duckdb": DuckDB,
        "sqlite": SQLite,
        "postgresql": lambda: PostgreSQL(url),
        "spark": Spark,
    }
    return made[backend]()


def module(name: str, *, extra: str = "cohort") -> Any:
    """Return an optional module.

    Raises
    ------
    Unavailable
        If it is not installed.
    """
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise Unavailable(
            f"{name.partition('.')[0]} is not installed; run: pip install 'needlecare[{extra}]'"
        ) from None


def _columns(name: str) -> str:
    """Return the columns of a table with their types."""
    return ", ".join(f"{c} {'BIGINT' if c in LONG else 'INTEGER'}" for c in TABLES[name].split())


def _plain(rows: Rows) -> Rows:
    return rows.tolist() if hasattr(rows, "tolist") else rows


class SQLite:
    """Whole numbers in memory; always there."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")

    def fill(self, name: str, rows: Rows) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        self.connection.execute(f"CREATE TABLE {name} ({_columns(name)})")
        marks = ", ".join("?" for _ in TABLES[name].split())
        self.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", _plain(rows))

    def answers(self) -> Found:
        return self.connection.execute(ANSWERS).fetchall()

    def close(self) -> None:
        self.connection.close()


class DuckDB:
    """Columns in memory, on one thread."""

    def __init__(self) -> None:
        self.connection = module("duckdb").connect(":memory:")
        self.connection.execute("SET threads = 1")
        self.connection.execute("SET perfect_ht_threshold = 22")  # clients are numbered without gaps

    def fill(self, name: str, rows: Rows) -> None:
        numpy = module("numpy")
        columns = TABLES[name].split()
        table = numpy.array(rows, dtype=numpy.int64).reshape(-1, len(columns))
        given = {column: numpy.ascontiguousarray(table[:, n]) for n, column in enumerate(columns)}
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} ({_columns(name)})")
        self.connection.register("given", given)
        self.connection.execute(f"INSERT INTO {name} SELECT {', '.join(columns)} FROM given")
        self.connection.unregister("given")

    def answers(self) -> Found:
        return self.connection.execute(ANSWERS).fetchall()  # type: ignore[no-any-return]

    def close(self) -> None:
        self.connection.close()


class PostgreSQL:
    """A server; its own tables are neither read nor changed."""

    def __init__(self, url: str) -> None:
        if not url:
            raise Unavailable("PostgreSQL needs its address: postgresql://USER@HOST/DATABASE")
        self.connection = postgresql(url)
        self.connection.autocommit = True
        for name in TABLES:
            self.connection.execute(f"CREATE TEMPORARY TABLE {name} ({_columns(name)})")

    def fill(self, name: str, rows: Rows) -> None:
        self.connection.execute(f"TRUNCATE pg_temp.{name}")
        with self.connection.cursor() as cursor, cursor.copy(f"COPY pg_temp.{name} FROM STDIN") as copy:
            copy.write("".join("\t".join(map(str, row)) + "\n" for row in _plain(rows)))
        self.connection.execute(f"ANALYZE pg_temp.{name}")

    def answers(self) -> Found:
        return self.connection.execute(ANSWERS).fetchall()  # type: ignore[no-any-return]

    def close(self) -> None:
        self.connection.close()


def postgresql(url: str) -> Any:
    """Return a connection to a PostgreSQL server.

    Raises
    ------
    Unavailable
        If it cannot be reached; the message holds no password.
    """
    psycopg = module("psycopg")
    try:
        return psycopg.connect(url, connect_timeout=10)
    except psycopg.Error as error:
        lines = str(error).strip().splitlines() or ["no answer"]
        raise Unavailable(f"{shown(url)} cannot be reached: {lines[0]}") from None


def shown(url: str) -> str:
    """Return a database's address without its password."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


class Spark:
    """Apache Spark: on this machine, or where SPARK_MASTER says."""

    def __init__(self) -> None:
        sql = module("pyspark.sql", extra="spark")
        if not has_java():
            raise Unavailable(
                "Spark needs Java 17 or later; install it (Debian: apt-get install default-jre-headless) or set JAVA_HOME"
            )
        folder = os.environ.get("NEEDLECARE_SPARK_FOLDER")
        self.folder = Path(tempfile.mkdtemp(prefix="needlecare-", dir=folder))
        self.session = (
            sql.SparkSession.builder.master(os.environ.get("SPARK_MASTER", "local[2]"))
            .appName("needlecare")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "ERROR")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate()
        )
        self._duckdb = DuckDB()

    def fill(self, name: str, rows: Rows) -> None:
        self._duckdb.fill(name, rows)
        path = self.folder / f"{name}.parquet"
        self._duckdb.connection.execute(f"COPY {name} TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 131072)")
        self.session.read.parquet(str(path)).createOrReplaceTempView(name)

    def answers(self) -> Found:
        target = self.folder / "found.parquet"
        self.session.sql(ANSWERS).write.mode("overwrite").parquet(str(target))
        query = "SELECT client, weight, certain, possible FROM read_parquet(?)"
        return self._duckdb.connection.execute(query, [f"{target}/*.parquet"]).fetchall()  # type: ignore[no-any-return]

    def close(self) -> None:
        self._duckdb.close()
        self.session.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def has_java() -> bool:
    """Return whether a Java can be found."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (home is not None and (Path(home) / "bin" / "java").exists())
