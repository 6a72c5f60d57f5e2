"""`needlecare cohort`: many clients at once, from a table to a table."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from needlecare.cli.options import (
    Now,
    Protocols,
    check_zone,
    chosen_protocols,
    moment_of,
    open_book,
    print_json,
)

if TYPE_CHECKING:
    from needlecare.protocol.rulebook import Rulebook


class Backend(StrEnum):
    NUMPY = "numpy"
    DUCKDB = "duckdb"
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    SPARK = "spark"
    ENGINE = "engine"


def cohort(
    clients: Annotated[
        str,
        typer.Argument(
            metavar="CLIENTS",
            help="One row a client: a CSV or Parquet file, a SQLite or DuckDB file, or an address such as "
            "postgresql://USER@HOST/DATABASE.",
        ),
    ],
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE", help="The clinic's time zone.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to write; else standard output."),
    ] = None,
    table: Annotated[
        str, typer.Option("--table", metavar="NAME", help="The table of a database that holds the clients.")
    ] = "clients",
    by: Annotated[
        Backend | None, typer.Option("--by", help="Who joins the tables; else the fastest installed.")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            envvar="DATABASE_URL",
            help="The server for --by postgresql; else that of CLIENTS.",
        ),
    ] = None,
    tables: Annotated[
        Path | None,
        typer.Option(
            "--tables", metavar="FOLDER", help="Write the tables and their SQL instead, for a cluster."
        ),
    ] = None,
    protocol: Protocols = None,
    now: Now = None,
    json: Annotated[bool, typer.Option("--json", help="Print counts as JSON; needs --output.")] = False,
) -> None:
    """Screen many clients: outcome, deciding rule and earliest dates of each, as CSV.

    With --json the counts are printed instead, and FILE is still written.
    """
    from needlecare.exports.cohort_databases import Unavailable
    from needlecare.exports.cohort_files import screen_file
    from needlecare.exports.cohort_sources import is_server

    check_zone(zone)
    book = open_book(chosen_protocols(protocol))
    if json and output is None:
        raise typer.BadParameter(
            "needs --output FILE, since standard output takes the counts", param_hint="--json"
        )
    if tables is not None:
        with _tidy_when_ended():
            _write_tables(book, clients, tables, zone=zone, table=table, now=now)
        return
    bar = _Progress()
    try:
        with _tidy_when_ended():
            counts = screen_file(
                book,
                clients,
                output,
                where=zone,
                backend=by.value if by else "",
                database=clients if is_server(clients) else database or "",
                table=table,
                now=moment_of(now, zone) if now else None,
                progress=bar.show,
                stream=sys.stdout,
            )
    except Unavailable as error:
        raise typer.BadParameter(str(error), param_hint="--by") from None
    except OSError as error:
        raise typer.BadParameter(f"{output}: {error.strerror}", param_hint="--output") from None
    finally:
        bar.clear()
    if json:
        print_json(
            {
                "clients": counts.total,
                "by_engine": counts.engine,
                "outcomes": {outcome.word: number for outcome, number in counts.outcomes.items()},
                "digest": book.digest,
            }
        )


def _write_tables(
    book: Rulebook, clients: str, folder: Path, *, zone: str, table: str, now: str | None
) -> None:
    from needlecare.exports.cohort import Cohort
    from needlecare.exports.cohort_sources import named, rows_of
    from needlecare.exports.cohort_tables import write_tables
    from needlecare.protocol.time import zone as zone_of

    cohort = Cohort(book, zone_of(zone), backend="engine", now=moment_of(now, zone) if now else None)
    try:
        count = write_tables(cohort, cohort.reader.clients(rows_of(clients, table), named(clients)), folder)
    except OSError as error:
        raise typer.BadParameter(f"{folder}: {error.strerror}", param_hint="--tables") from None
    print(f"{folder}: the tables of {count} client{'' if count == 1 else 's'}, and answers.sql")


@contextmanager
def _tidy_when_ended() -> Iterator[None]:
    """Leave nothing half done behind where the process is told to end or its terminal is closed, as Ctrl-C does."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in (getattr(signal, name) for name in names)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Progress:
    """How far the work is, on a terminal only."""

    def __init__(self) -> None:
        self.bar: Any = None

    def show(self, done: int, share: float | None) -> None:
        if not sys.stderr.isatty():
            return
        if self.bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.start()
            self.bar.add_task("", total=None)
        total = None if share is None else 1.0
        self.bar.update(0, description=f"{done:,} clients", completed=share or 0, total=total)

    def clear(self) -> None:
        if self.bar is not None:
            self.bar.stop()
