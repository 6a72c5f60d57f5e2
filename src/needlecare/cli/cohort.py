"""`needlecare cohort`: many clients at once, from a table to a table."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

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


class Backend(StrEnum):
    DUCKDB = "duckdb"
    NUMPY = "numpy"
    SQLITE = "sqlite"
    ENGINE = "engine"


def cohort(
    clients: Annotated[
        Path,
        typer.Argument(
            metavar="CLIENTS", help="A table, one row a client: CSV, Parquet, or a SQLite or DuckDB file."
        ),
    ],
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE", help="The clinic's time zone.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to write; else standard output."),
    ] = None,
    by: Annotated[
        Backend | None, typer.Option("--by", help="Who joins the tables; else the fastest installed.")
    ] = None,
    protocol: Protocols = None,
    now: Now = None,
    json: Annotated[bool, typer.Option("--json", help="Print counts as JSON; needs --output.")] = False,
) -> None:
    """Screen many clients: outcome, deciding rule and earliest dates of each, as CSV.

    With --json the counts are printed instead, and FILE is still written.
    """
    from needlecare.exports.cohort import screen_file
    from needlecare.exports.cohort_sql import MissingPart

    check_zone(zone)
    book = open_book(chosen_protocols(protocol))
    if json and output is None:
        raise typer.BadParameter(
            "needs --output FILE, since standard output takes the counts", param_hint="--json"
        )
    bar = _Progress()
    try:
        counts = screen_file(
            book,
            clients,
            output,
            where=zone,
            backend=by.value if by else "",
            now=moment_of(now, zone) if now else None,
            progress=bar.show,
            stream=sys.stdout,
        )
    except MissingPart as error:
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


class _Progress:
    """How far the work is, on a terminal only."""

    def __init__(self) -> None:
        self.shown = False

    def show(self, done: int) -> None:
        if sys.stderr.isatty():
            self.shown = True
            sys.stderr.write(f"\r{done:,} clients")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
