"""Tables read by column: what is written, and what is refused, is what reading row by row gives; memory stays bounded."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest
from exports.cohort_worlds import table
from exports.trial import text
from hypothesis import given
from hypothesis import strategies as st

from needlecare import combine, load, parse
from needlecare.exports.cohort import Cohort, written_row
from needlecare.exports.cohort_blocks import Blocks
from needlecare.exports.cohort_columns import Columns
from needlecare.exports.cohort_csv import CsvFile
from needlecare.exports.cohort_files import screen_file
from needlecare.exports.cohort_read import Reader
from needlecare.protocol.reader import BadFile
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import zone

INVENTED = Path(__file__).parent.parent / "data" / "invented"
WHERE = "Australia/Lord_Howe"
SEEDS = [seed if seed < 3 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(6)]
PLAIN = "client,session,topical-retinoid,waxing,plan.peel\n"


@cache
def shipped() -> Rulebook:
    return load("microneedling")


def screened(
    book: Rulebook, source: Path, *, backend: str = "numpy", now: int | None = None
) -> list[list[str]]:
    target = source.with_suffix(".out")
    screen_file(book, source, target, where=WHERE, backend=backend, now=now)
    with target.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def problems(book: Rulebook, source: Path, backend: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        screened(book, source, backend=backend)
    return [str(problem) for problem in caught.value.problems]


def assert_columns_answer_as_rows_do(
    book: Rulebook, folder: Path, rows: Sequence[Sequence[str]], now: int | None
) -> None:
    source = folder / "clients.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    by_row = Cohort(book, zone(WHERE), backend="sqlite", now=now)
    clients = list(by_row.reader.clients(iter(list(enumerate(rows, 1))), "made up"))
    by_row.reader.raise_if_any()
    right = [list(written_row(answer, by_row.zone)) for answer in by_row.answered(clients)]
    engine = [list(written_row(answer, by_row.zone)) for answer in by_row.by_engine(clients)]
    by_row.close()

    found = screened(book, source, now=now)
    assert found == right
    assert [row[:-1] for row in found] == [row[:-1] for row in engine]


@pytest.mark.parametrize("seed", SEEDS)
def test_columns_are_answered_as_rows_are_and_as_by_the_engine(seed, tmp_path):
    book = combine(parse(text(seed)))
    rows = [row for _, row in table(book, seed=seed, count=100)]

    assert_columns_answer_as_rows_do(book, tmp_path, rows, None if seed % 2 else 2_000_000_000)


@pytest.mark.parametrize("name", [*sorted(path.stem for path in INVENTED.glob("*.yaml")), "shipped"])
def test_columns_are_answered_as_rows_are_by_every_form_of_a_rule(name, tmp_path):
    book = load("microneedling", "safety") if name == "shipped" else load(INVENTED / f"{name}.yaml")
    rows = [row for _, row in table(book, seed=11, count=25)]

    assert_columns_answer_as_rows_do(book, tmp_path, rows, None)


@pytest.mark.parametrize("seed", range(2))
def test_columns_that_are_not_there_are_silent(seed, tmp_path):
    random = Random(seed)
    _, *found = table(shipped(), seed=seed, count=40)
    header = next(table(shipped(), seed=seed, count=0))[1]
    kept = [n for n, name in enumerate(header) if name == "session" or random.random() < 0.3]
    rows = [[row[n] for n in kept] for row in (header, *(row for _, row in found))]

    assert_columns_answer_as_rows_do(shipped(), tmp_path, rows, None)


def test_a_plan_left_out_beside_one_that_is_answered_is_not_planned(tmp_path):
    rows = [
        ["session", "plan.waxing", "plan.peel"],
        ["2026-12-03", "no", ""],
        ["2026-12-03", "", "no"],
        ["2026-12-03", "", ""],
    ]

    assert_columns_answer_as_rows_do(shipped(), tmp_path, rows, None)


@pytest.mark.parametrize("backend", ["duckdb", "sqlite"])
def test_databases_answer_columns_as_numpy_does(backend, tmp_path):
    book = combine(parse(text(5)))
    source = tmp_path / "clients.csv"
    with source.open("w", newline="") as stream:
        csv.writer(stream).writerows(row for _, row in table(book, seed=5, count=150))

    assert screened(book, source, backend=backend) == screened(book, source)


@pytest.mark.parametrize("backend", ["numpy", "sqlite"])
def test_tables_that_are_forgotten_between_blocks_are_made_anew(backend, tmp_path):
    path = written_as(tmp_path / "c.csv", rows_of_all_kinds())
    right = [tuple(row) for row in screened(shipped(), path)]
    cohort = Cohort(shipped(), zone(WHERE), backend=backend, at_once=1)
    cohort.layout.slots.most_kept = 5

    blocks = list(Blocks(cohort, CsvFile(path, [], at_once=200), "c.csv", lambda _: None))
    cohort.close()
    assert len(blocks) > 5
    assert [row for block in blocks for row in block.rows] == right


# --- forms of CSV ----------------------------------------------------------------------------------------------------


def rows_of_all_kinds(count: int = 60) -> list[list[str]]:
    random = Random(3)
    names = ("Ana", "José", "Ana\nB", 'the "first"', "a, b; c", "", "  Ben ", "-7")
    uses = ("2026-11-29", "2026-12-01T14:30", "never", "", " ", "ongoing", "2026-11")
    rows = [PLAIN.strip().split(",")]
    for _ in range(count):
        session = random.choice(("2026-12-03", "2026-12-31T09:00"))
        rows.append(
            [
                random.choice(names),
                session,
                random.choice(uses),
                random.choice(uses),
                random.choice(("", "no")),
            ]
        )
    return rows


def written_as(
    path: Path, rows: Sequence[Sequence[str]], *, mark: str = ",", end: str = "\n", quoting: int = 0
) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=mark, lineterminator=end, quoting=quoting).writerows(rows)
    return path


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [50, 300, 1 << 20])
def test_a_file_read_in_parts_gives_the_rows_and_lines_that_reading_it_at_once_gives(
    mark, end, size, tmp_path
):
    path = written_as(tmp_path / "c.csv", rows_of_all_kinds(), mark=mark, end=end)
    right, line = [], 1
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter=mark)
        for row in reader:
            right.append((line, row))
            line = reader.line_num + 1

    by_chunk = CsvFile(path, [], at_once=size)
    header = next(by_chunk)
    assert list(CsvFile(path, [], at_once=size)) == right
    assert [header, *(row for chunk in by_chunk.chunks() for row in by_chunk.rows(chunk))] == right


@pytest.mark.parametrize("size", [50, 1 << 20])
@pytest.mark.parametrize(
    "form",
    [
        {"end": "\r\n"},
        {"end": "\r", "quoting": csv.QUOTE_ALL},
        {"mark": ";"},
        {"quoting": csv.QUOTE_ALL},
        {"mark": ";", "end": "\r\n", "quoting": csv.QUOTE_ALL},
    ],
)
def test_every_form_of_csv_gives_the_same_answers_under_the_same_names(form, size, tmp_path):
    rows = rows_of_all_kinds()
    plain = [["a name" if set(row[0]) & set('\n",;') else row[0], *row[1:]] for row in rows]

    def answered(rows: Sequence[Sequence[str]], **form: object) -> list[tuple[str, ...]]:
        path = written_as(tmp_path / "c.csv", rows, **form)
        cohort = Cohort(shipped(), zone(WHERE), backend="numpy", at_once=1)
        blocks = Blocks(cohort, CsvFile(path, [], at_once=size), "c.csv", lambda _: None)
        return [row for block in blocks for row in block.rows]

    by_form, by_plain = answered(rows, **form), answered(plain)
    assert [row[1:] for row in by_form] == [row[1:] for row in by_plain]
    shown = [(row[0].strip(), found[0]) for row, found in zip(rows[1:], by_form, strict=True)]
    assert all(name == found or (not name and found.isdigit()) for name, found in shown)


LETTERS = st.text(alphabet='ab",;\n\r é', max_size=6)
LINES = st.lists(
    LETTERS.map(lambda cell: cell.replace("\n", "")) | st.just('"a"') | st.just('"a,b"'),
    min_size=3,
    max_size=3,
)


@given(lines=st.lists(LINES.map(",".join), max_size=8), end=st.sampled_from(["\n", "\r\n"]))
def test_whatever_a_file_holds_its_cells_are_those_that_a_reader_of_csv_gives(lines, end, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "c.csv"
    path.write_bytes(("client,session,waxing" + end + end.join(lines)).encode())

    def by_column() -> list[tuple[int, list[str]]]:
        reader, source = Reader(shipped(), zone(WHERE)), CsvFile(path, [])
        reader.open(source, "c.csv")
        blocks = Columns(reader).blocks(source, 5)
        return [(line, list(block.row(n))) for block in blocks for n, line in enumerate(block.lines)]

    def by_row() -> list[tuple[int, list[str]]]:
        _, *rows = CsvFile(path, [])
        return [(line, list(cells)) for line, cells in rows if cells]

    assert what_is_read(by_column) == what_is_read(by_row)


def what_is_read(read: Callable[[], list[tuple[int, list[str]]]]) -> list[tuple[int, list[str]]] | str:
    """Return rows with their lines, or what is wrong with them."""
    try:
        return read()
    except BadFile as problem:
        return str(problem)


def test_blank_lines_a_byte_order_mark_and_a_last_line_without_end_are_read(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        f"\ufeff{PLAIN}\nAna,2026-12-03,never,never,no\n\n\n,2026-12-03,never,never,no", encoding="utf-8"
    )

    assert [row[0] for row in screened(shipped(), path)] == ["Ana", "6"]


# --- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quote", ["", '"'])
def test_bad_rows_among_good_ones_are_named_as_when_reading_row_by_row(quote, tmp_path):
    good = f"{quote}Ana{quote},2026-12-03,never,2026-11-29,no\n"
    bad = [
        "=A1,2026-12-03,never,never,no\n",
        "-7a,2026-12-03,yesterday,2026-11-31,maybe\n",
        "Ana,,never,never,no\n",
        "Ana,2026-12-03,2026-12-09,never,no\n",
        "Ana,2026-12-03,never,never\n",
        "Ana,2026-12-03,never,never,no,no\n",
        "Ana,2026-12-03,=1+1,=A1,@x\n",
    ]
    path = tmp_path / "c.csv"
    path.write_text(PLAIN + "".join(good * 7 + one for one in bad) + good)

    found = problems(shipped(), path, "numpy")
    assert found == problems(shipped(), path, "engine")
    assert len(found) == 12
    assert {path.name for path in tmp_path.iterdir()} == {"c.csv"}


def test_a_bad_byte_is_named_by_its_own_line_however_far_down(tmp_path):
    path = tmp_path / "c.csv"
    good = b"Jos\xc3\xa9,2026-12-03,never,never,no\n"
    path.write_bytes(PLAIN.encode() + good * 40_000 + b"Jos\xe9,2026-12-03,never,never,no\n" + good)

    [found] = problems(shipped(), path, "numpy")
    assert found == f"{path}:40002:1: is not UTF-8 from here on; save the file as UTF-8"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_no_file_behind(how, tmp_path):
    source = tmp_path / "c.csv"
    source.write_text(PLAIN + "Ana,2026-12-03,ongoing,never,no\n" * 50_000)
    # What runs in the background is started deaf to Ctrl-C; a person's terminal is not.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{heard}; from needlecare.cli import main; main()"
    arguments = ["cohort", str(source), "--zone", "UTC", "-o", str(tmp_path / "o.csv")]
    with subprocess.Popen([sys.executable, "-c", program, *arguments], stderr=subprocess.PIPE) as process:
        try:
            end = time.monotonic() + 60
            while len(os.listdir(tmp_path)) < 2 and time.monotonic() < end:
                time.sleep(0.05)
            assert len(os.listdir(tmp_path)) == 2, "the answers are being written"
            process.send_signal(how)
            process.communicate(timeout=60)
        finally:
            process.kill()

    assert process.returncode != 0
    assert os.listdir(tmp_path) == ["c.csv"]
