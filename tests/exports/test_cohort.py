"""Many clients at once: every backend gives the engine's answers row for row, and bad tables are named by row and column."""

import csv
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from exports.cohort_worlds import table
from exports.trial import text
from postgres import server

from needlecare import combine, load, parse
from needlecare.exports import cohort_numpy
from needlecare.exports.cohort import Answer, Cohort, affected_by, tables_of
from needlecare.exports.cohort_databases import Database, Unavailable, connect
from needlecare.exports.cohort_files import screen_file
from needlecare.exports.cohort_read import Client
from needlecare.exports.cohort_sql import ANSWERS
from needlecare.exports.cohort_tables import write_tables
from needlecare.protocol.model import Outcome
from needlecare.protocol.reader import BadFile
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import zone

BOOKS_OF_ALL, CLIENTS_OF_ALL = 43, 107_500  # of which forty books with 100,000 clients

INVENTED = Path(__file__).parent.parent / "data" / "invented"
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC")
BOOKS = [seed if seed < 3 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(BOOKS_OF_ALL)]


def cohort_of(book: Rulebook, seed: int, count: int) -> tuple[Cohort, list[Client]]:
    """Return random clients of a rulebook."""
    cohort = Cohort(book, zone(ZONES[seed % len(ZONES)]), backend="numpy")
    clients = list(cohort.reader.clients(table(book, seed=seed, count=count), "made up"))
    cohort.reader.raise_if_any()
    return cohort, clients


def told(found: Sequence[Answer]) -> list[tuple[Any, ...]]:
    return [(one.outcome, one.rule, one.certain, one.possible) for one in found]


def assert_all_agree(
    book: Rulebook, seed: int, count: int, databases: Sequence[Database], *, with_engine: bool = True
) -> list[Answer]:
    """Compare the engine, NumPy and databases row for row; return the answers.

    Without those that the tables leave to the engine, in great numbers, since there the engine meets itself.
    """
    cohort, clients = cohort_of(book, seed, count)
    if not with_engine:
        left = set(cohort.layout.batch(clients).engine)
        clients = [client for place, client in enumerate(clients) if place not in left]
    found = cohort.answered(clients)
    right = Cohort(book, cohort.zone, backend="engine").answered(clients)
    for mine, engine in zip(found, right, strict=True):
        assert told([mine]) == told([engine]), mine.client
    batch = cohort.layout.batch(clients)
    by_numpy = sorted(cohort_numpy.answers(cohort.layout, batch))
    for database in databases:
        for name, rows in tables_of(cohort.layout, batch).items():
            database.fill(name, rows)
        assert sorted(database.answers()) == by_numpy, type(database).__name__
    return found


@pytest.fixture(scope="module")
def databases() -> Iterator[list[Database]]:
    with server() as url:
        found = [connect("duckdb"), connect("sqlite"), connect("postgresql", url=url)]
        yield found
        for database in found:
            database.close()


@pytest.mark.parametrize("seed", BOOKS)
def test_every_backend_answers_as_the_engine_does(seed, databases):
    book = combine(parse(text(seed)))
    if seed < 3:
        assert_all_agree(book, seed, 300, databases)
    else:
        found = assert_all_agree(book, seed, CLIENTS_OF_ALL // BOOKS_OF_ALL, databases, with_engine=False)
        assert len(found) > CLIENTS_OF_ALL // BOOKS_OF_ALL / 3, "tables answer many of them"


@pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.slow)])
def test_every_backend_answers_as_the_engine_does_by_the_shipped_protocols(count, databases):
    found = assert_all_agree(load("microneedling", "safety"), count, count, databases)

    assert sum(one.by == "tables" for one in found) > count / 2, "tables answer most of them"


@pytest.mark.parametrize("name", sorted(path.stem for path in INVENTED.glob("*.yaml")))
def test_every_backend_answers_as_the_engine_does_by_protocols_with_every_form(name, databases):
    assert_all_agree(load(INVENTED / f"{name}.yaml"), 7, 150, databases)


def test_the_clients_of_these_tests_are_a_hundred_thousand_and_their_sessions_meet_months_ends():
    _, clients = cohort_of(combine(parse(text(0))), 0, 400)
    days = Counter(zone(ZONES[0]).day_of(client.session.lo).day for client in clients)

    assert CLIENTS_OF_ALL >= 100_000
    assert sum(days[day] for day in (1, 28, 29, 30, 31)) > len(clients) / 2


def test_the_statement_uses_nothing_but_whole_numbers_case_max_and_groups():
    words = {
        word
        for word in ANSWERS.replace("(", " ").replace(")", " ").replace(",", " ").split()
        if word.isupper()
    }

    joins = {"SELECT", "FROM", "JOIN", "ON", "AS", "GROUP", "BY"}
    assert words - joins == {"MAX", "CASE", "WHEN", "THEN", "ELSE", "END"}
    assert not set("/%|&~'") & set(ANSWERS)


# --- files -----------------------------------------------------------------------------------------------------------


@cache
def shipped() -> Rulebook:
    return load("microneedling")


def screened(
    tmp_path: Path, rows: str | bytes, *, name: str = "clients.csv", backend: str = "sqlite"
) -> list[dict[str, str]]:
    source, target = tmp_path / name, tmp_path / "answers.csv"
    source.write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    screen_file(shipped(), source, target, where="Europe/London", backend=backend)
    with target.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_file_is_answered_client_by_client(tmp_path):
    found = screened(
        tmp_path,
        "client,session,waxing,plan.peel\nAna,2026-12-03T14:30,2026-11-29,no\nBen,2026-12-03,ongoing,\n",
    )

    assert [(row["client"], row["outcome"], row["rule"], row["by"]) for row in found] == [
        ("Ana", "wait", "waxing-before", "tables"),
        ("Ben", "wait", "waxing-before", "engine"),
    ]
    assert found[0]["earliest_possible"] == "2026-12-06T00:00:00+00:00"


@pytest.mark.parametrize("backend", ["sqlite", "engine"])
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("", "clients.csv:1:1: the table is empty; it needs a header and rows"),
        (
            "client,waxing\n",
            "clients.csv:1:1: column 'session' is missing; add the day or moment of each session",
        ),
        (
            "session,waxng\n2026-12-03,never\n",
            "clients.csv:1:2: column 'waxng' is not known (did you mean 'waxing'?)",
        ),
        (
            "session,waxing,waxing\n",
            "clients.csv:1:3: column 'waxing' means waxing, which stands here already; keep one",
        ),
        (
            "session,waxing\n2026-12-03,yesterday\n",
            "clients.csv:2:2: column 'waxing': expected a last use, found 'yesterday'; write a time, never",
        ),
        (
            "session,waxing\n2026-02-30,never\n",
            "clients.csv:2:1: column 'session': expected a time, found '2026-02-30'; this day is not in the calendar",
        ),
        ("session,waxing\n,never\n", "clients.csv:2:1: column 'session': is empty; write a day or a moment"),
        (
            "session,waxing\n2026-12-03,2026-12-09\n",
            "clients.csv:2:2: column 'waxing': the last use lies after the moment of asking",
        ),
        (
            "client,session\n=HYPERLINK(A1),2026-12-03\n",
            "clients.csv:2:1: column 'client': this looks like a formula of a spreadsheet",
        ),
        (
            "client,session\n-1+cmd|' /C calc'!A0,2026-12-03\n",
            "clients.csv:2:1: column 'client': this looks like a formula of a spreadsheet",
        ),
        (
            "session,waxing\n2026-12-03,=TODAY()\n",
            "clients.csv:2:2: column 'waxing': expected a time, found '=TODAY()'",
        ),
        (
            "session,waxing\n2026-12-03\n",
            "clients.csv:2:2: this row has 1 cell, the header 2; mend the row",
        ),
        (
            "session,waxing\n2026-12-03," + "x" * 200_000 + "\n",
            "clients.csv:2:1: is no CSV here (field larger than field limit",
        ),
        (
            "session,waxing\n2026-12-03,never\n2026-12-03,never,never\n",
            "clients.csv:3:3: this row has 3 cells, the header 2; mend the row",
        ),
        ('session,waxing\n2026-12-03,"never\n', "is no CSV here"),
        (b"session,waxing\n2026-12-03,n\xffver\n", "is not UTF-8 from here on"),
        (
            "session,skin-type\n2026-12-03,7\n",
            "column 'skin-type': expected a skin type from 1 to 6, found '7'",
        ),
        ("session,areas\n2026-12-03,moon\n", "column 'areas': area 'moon' is not known"),
        ("session,still-healing\n2026-12-03,maybe\n", "expected yes, no or not-sure, found 'maybe'"),
    ],
)
def test_a_bad_table_is_named_by_row_and_column_and_nothing_is_written(tmp_path, rows, message, backend):
    with pytest.raises(BadFile) as caught:
        screened(tmp_path, rows, backend=backend)

    assert message in str(caught.value.problems[0])
    assert [path.name for path in tmp_path.iterdir()] == ["clients.csv"]


def test_all_bad_rows_are_counted_and_the_first_are_named(tmp_path):
    with pytest.raises(BadFile) as caught:
        screened(tmp_path, "session,waxing\n" + "2026-12-03,?\n" * 500)

    assert len(caught.value.problems) == 200


@pytest.mark.parametrize(("backend", "right"), [("numpy", [*range(50, 501, 50), 700]), ("engine", [500])])
def test_progress_is_told_while_rows_are_read_and_while_the_engine_answers(tmp_path, backend, right):
    source = tmp_path / "clients.csv"
    source.write_text("session,waxing\n" + "2026-12-03,never\n" * 200 + "2026-12-03,ongoing\n" * 500)
    told_of: list[tuple[int, float | None]] = []

    def tell(done: int, share: float | None) -> None:
        told_of.append((done, share))

    book = combine(parse(text(0).replace("acid", "waxing")))
    screen_file(book, source, tmp_path / "o.csv", where="UTC", backend=backend, progress=tell)
    assert [done for done, _ in told_of] == right
    assert told_of[-1][1] is not None
    assert 0 < told_of[-1][1] <= 1


def test_an_older_answer_stays_whole_where_the_new_one_fails(tmp_path):
    (tmp_path / "answers.csv").write_text("kept")

    with pytest.raises(BadFile):
        screened(tmp_path, "session,waxing\n2026-12-03,never\n2026-12-03,?\n")
    assert (tmp_path / "answers.csv").read_text() == "kept"


def test_semicolons_a_byte_order_mark_and_quoted_line_breaks_are_read(tmp_path):
    rows = '\ufeffclient;session;waxing\n"Ana\nB";2026-12-03;never\n;2026-12-03;never\n'

    assert [row["client"] for row in screened(tmp_path, rows)] == ["Ana\nB", "4"]


def test_rows_come_from_parquet_sqlite_and_duckdb_alike(tmp_path):
    import duckdb

    rows = "client,session,waxing,still-healing\nAna,2026-12-03,2026-11-29,no\nBen,2026-12-31,,\n"
    right = screened(tmp_path, rows)
    cells = [line.split(",") for line in rows.splitlines()]
    path = tmp_path / "c.sqlite"
    with sqlite3.connect(path) as database:
        database.execute('CREATE TABLE clients (client, session, waxing, "still-healing")')
        database.executemany("INSERT INTO clients VALUES (?, ?, ?, ?)", cells[1:])
    database.close()
    with duckdb.connect(str(tmp_path / "c.duckdb")) as database:
        database.execute(f"CREATE TABLE clients AS SELECT * FROM read_csv('{tmp_path / 'clients.csv'}')")
        database.execute(f"COPY clients TO '{tmp_path / 'c.parquet'}'")

    for name in ("c.sqlite", "c.parquet", "c.duckdb"):
        screen_file(load("microneedling"), tmp_path / name, tmp_path / "o.csv", where="Europe/London")
        with (tmp_path / "o.csv").open(newline="") as stream:
            assert list(csv.DictReader(stream)) == right


@pytest.mark.parametrize("by_address", [True, False])
def test_rows_come_from_a_postgresql_server_and_from_addresses_of_files(tmp_path, by_address):
    rows = "client,session,waxing,still-healing\nAna,2026-12-03,2026-11-29,no\nBen,2026-12-31,,\n"
    right = screened(tmp_path, rows)
    cells = [line.split(",") for line in rows.splitlines()]

    def answered(source: str, **more: Any) -> list[dict[str, str]]:
        screen_file(load("microneedling"), source, tmp_path / "o.csv", where="Europe/London", **more)
        with (tmp_path / "o.csv").open(newline="") as stream:
            return list(csv.DictReader(stream))

    if by_address:
        with sqlite3.connect(tmp_path / "c.db") as database:
            database.execute('CREATE TABLE people (client, session, waxing, "still-healing")')
            database.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", cells[1:])
        database.close()
        assert answered(f"sqlite:///{tmp_path / 'c.db'}", table="people") == right
        return
    import psycopg

    with server() as url:
        with psycopg.connect(url) as connection:
            columns = 'client text, session date, waxing date, "still-healing" boolean'
            connection.execute(f"CREATE TABLE needlecare_clients ({columns})")
            connection.execute(
                "INSERT INTO needlecare_clients VALUES ('Ana', '2026-12-03', '2026-11-29', false)"
            )
            connection.execute("INSERT INTO needlecare_clients VALUES ('Ben', '2026-12-31')")
        try:
            found = answered(url, table="needlecare_clients", backend="postgresql", database=url)
            with pytest.raises(BadFile, match="it needs a table 'nobody'"):
                answered(url, table="nobody")
        finally:
            with psycopg.connect(url) as connection:
                connection.execute("DROP TABLE needlecare_clients")
    assert found == right


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("postgresql://ana:secret@/none?host=/nowhere", "postgresql:///none:1:1: cannot be reached: "),
        ("mysql://localhost/clients", "mysql://localhost/clients:1:1: is no address known here"),
        ("missing.csv", "missing.csv:1:1: no such file"),
    ],
)
def test_a_source_that_cannot_be_read_is_named_without_its_password(tmp_path, source, message):
    with pytest.raises(BadFile) as caught:
        screen_file(load("microneedling"), source, tmp_path / "o.csv", where="UTC")

    told_of = str(caught.value.problems[0])
    assert told_of.startswith(message)
    assert "secret" not in told_of
    assert list(tmp_path.iterdir()) == []


def test_postgresql_needs_an_address():
    with pytest.raises(Unavailable, match="needs its address"):
        connect("postgresql")


def test_memory_does_not_grow_with_the_number_of_clients(tmp_path):
    import tracemalloc

    book = load("microneedling")
    cohort = Cohort(book, zone("UTC"), backend="numpy", at_once=500)
    row = ["x", "2026-12-03", "2026-11-29"]

    def rows() -> Any:
        yield 1, ["client", "session", "waxing"]
        for number in range(6 * 500):
            yield number + 2, row

    found = cohort.answers(cohort.reader.clients(rows(), "made up"))
    tracemalloc.start()
    sum(1 for _ in islice(found, 500))
    tracemalloc.reset_peak()
    sum(1 for _ in islice(found, 500))
    first = tracemalloc.get_traced_memory()[1]
    sum(1 for _ in found)
    assert tracemalloc.get_traced_memory()[1] < 1.5 * first
    tracemalloc.stop()


# --- tables for a cluster --------------------------------------------------------------------------------------------


def test_the_tables_of_a_cohort_hold_what_another_machine_needs(tmp_path):
    book = combine(parse(text(1)))
    cohort, clients = cohort_of(book, 1, 250)
    right = cohort.answered(clients)
    by_hand = Cohort(book, cohort.zone, backend="numpy", at_once=60)  # several batches

    assert write_tables(by_hand, clients, tmp_path / "tables") == 250
    rows = {
        path.stem: list(csv.reader(path.read_text().splitlines()))
        for path in (tmp_path / "tables").glob("*.csv")
    }
    database = sqlite3.connect(":memory:")
    for name in ("uses", "limits", "calendar"):
        header, *lines = rows[name]
        database.execute(f"CREATE TABLE {name} ({', '.join(f'{column} INTEGER' for column in header)})")
        database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in header)})", lines)
    found = database.execute((tmp_path / "tables" / "answers.sql").read_text()).fetchall()
    rules, outcomes = dict(rows["rules"][1:]), dict(rows["outcomes"][1:])
    told_by = {
        client: (outcomes[str(weight // 32768)], rules[str(4095 - weight % 4096)] if weight else "")
        for client, weight, *_ in found
    }
    told_by |= {int(row[0]): (row[3], row[4]) for row in rows["clients"][1:] if row[3]}
    database.close()
    assert [told_by[number] for number in range(250)] == [(one.outcome.word, one.rule) for one in right]
    with pytest.raises(FileExistsError):
        write_tables(by_hand, clients, tmp_path / "tables")


# --- who is affected -------------------------------------------------------------------------------------------------


def test_a_change_names_who_was_fine_and_is_not_any_more_first(tmp_path):
    from needlecare.protocol.load import path_of

    new = Path(path_of("microneedling")).read_text(encoding="utf-8").replace("for: 5..7 day", "for: 8..9 day")
    header = ["client", "session", "waxing", "plan.peel", "previous-sessions", "still-healing"]
    book = load("microneedling")
    others = [name for name in book.subjects if name != "waxing"]
    fine = ["2026-12-03T14:30", "2026-11-25T20:00", "no", "none", "no"]
    late = ["2026-12-03T14:30", "2026-11-27T08:00", "no", "none", "no"]
    unused = ["never"] * len(others)
    source = tmp_path / "c.csv"
    with source.open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [
                [*header, *others],
                ["late", *late, *unused],
                ["fine", *fine, *unused],
                ["kept", "2026-12-24", *fine[1:], *unused],
            ]
        )

    effect = affected_by(book, combine(parse(new)), source, zone="Europe/London")
    assert [(one.name, one.old.outcome, one.new.outcome) for one in effect.clients] == [
        ("fine", Outcome.READY, Outcome.WAIT),
        ("late", Outcome.CAUTION, Outcome.WAIT),
    ]
    assert (effect.total, effect.worse) == (3, 1)
    assert effect.form()["clients"][0]["new"]["rules"] == ["waxing-before"]


# --- the command -----------------------------------------------------------------------------------------------------


def command(*arguments: str) -> Any:
    import typer
    from typer.testing import CliRunner

    from needlecare.cli.cohort import cohort
    from needlecare.cli.declared import for_typer

    app = typer.Typer()
    app.command()(for_typer(cohort))
    return CliRunner().invoke(app, list(arguments))


def test_the_command_writes_answers_and_counts_them(tmp_path):
    source, target = tmp_path / "clients.csv", tmp_path / "answers.csv"
    source.write_text("session,waxing\n2026-12-03,never\n2026-12-03,ongoing\n")

    printed = command(str(source), "--zone", "UTC")
    counted = command(str(source), "--zone", "UTC", "-o", str(target), "--json", "--by", "sqlite")
    assert printed.output == target.read_text()
    assert (counted.exit_code, '"by_engine": 1' in counted.output) == (0, True)


@pytest.mark.parametrize(
    "wrong",
    [("--zone", "Mars/One"), ("--zone", "UTC", "--json"), ("--zone", "UTC", "-o", "/no/such/place/a.csv")],
)
def test_wrong_use_of_the_command_is_told_and_ends_with_two(tmp_path, wrong):
    source = tmp_path / "clients.csv"
    source.write_text("session\n2026-12-03\n")

    assert command(str(source), *wrong).exit_code == 2
