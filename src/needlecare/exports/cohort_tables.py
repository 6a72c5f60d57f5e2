"""The tables of a cohort as files, for another machine or a cluster to join: CSV with headers, and the statement.

What no table can hold stands with its answer by the engine in `clients.csv`; for all others the statement gives it, as a weight
that `rules.csv` explains, and as wall seconds.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from needlecare.exports.cohort import Cohort, tables_of
from needlecare.exports.cohort_read import Client
from needlecare.exports.cohort_sql import ANSWERS, TABLES
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import Instant

CLIENTS = ("client", "name", "asked", "outcome", "rule", "earliest_certain", "earliest_possible")


def write_tables(cohort: Cohort, clients: Iterable[Client], folder: Path) -> int:
    """Write the tables of clients into a new folder, whole or not at all, and return how many clients there are.

    Raises
    ------
    BadFile
        With the problems of the clients, once all were read.
    OSError
        If the folder is there already, or cannot be made.
    """
    if folder.exists():
        raise FileExistsError(17, "is there already; name a new folder", str(folder))
    part = Path(tempfile.mkdtemp(prefix=".tables.", dir=folder.resolve().parent))
    try:
        count = _written(cohort, clients, part)
        cohort.reader.raise_if_any()
        part.chmod(0o755)
        part.replace(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return count


def _written(cohort: Cohort, clients: Iterable[Client], folder: Path) -> int:
    layout = cohort.layout
    slots = layout.slots
    slots.most_kept = float("inf")  # its places hold for all clients
    count = 0
    with _Files(folder) as files:
        for batch in map(layout.batch, _groups(clients, cohort.at_once)):
            files.rows("uses", ((count + row[0], *row[1:]) for row in tables_of(layout, batch)["uses"]))
            by_engine = dict(
                zip(batch.engine, cohort.by_engine([batch.clients[n] for n in batch.engine]), strict=True)
            )
            for place, client in enumerate(batch.clients):
                answer = by_engine.get(place)
                told: tuple[str, ...] = ("",) * 4
                if answer is not None:
                    dates = (_said(at, cohort) for at in (answer.certain, answer.possible))
                    told = (answer.outcome.word, answer.rule, *dates)
                files.rows(
                    "clients", [(count + place, client.name, _said(client.asked, cohort), *told)], CLIENTS
                )
            count += len(batch.clients)
        files.rows("limits", slots.limits)
        files.rows("calendar", slots.calendar)
        files.rows("rules", enumerate(layout.tables.rules), ("place", "rule"))
        files.rows("outcomes", ((outcome.value, outcome.word) for outcome in Outcome), ("number", "outcome"))
    (folder / "answers.sql").write_text(ANSWERS.lstrip(), encoding="utf-8")
    return count


def _groups(clients: Iterable[Client], size: int) -> Iterator[list[Client]]:
    left = iter(clients)
    while group := list(islice(left, size)):
        yield group


def _said(at: Instant | None, cohort: Cohort) -> str:
    return "" if at is None else cohort.zone.local(at).isoformat()


class _Files:
    """CSV files in a folder, open until all is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._streams: list[Any] = []
        self._write: dict[str, Callable[[Iterable[Any]], None]] = {}

    def rows(self, name: str, rows: Iterable[Any], header: Sequence[str] = ()) -> None:
        if name not in self._write:
            stream = (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
            self._streams.append(stream)
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header or TABLES[name].split())
            self._write[name] = writer.writerows
        self._write[name](rows)

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self._streams:
            stream.close()
