"""The same statement on Apache Spark, with two cores of this machine: the same answers, row for row."""

from importlib.util import find_spec

import pytest
from exports.test_cohort import CLIENTS_OF_ALL, assert_all_agree, cohort_of
from exports.trial import text

from needlecare import combine, load, parse
from needlecare.exports import cohort_numpy
from needlecare.exports.cohort import Cohort, tables_of
from needlecare.exports.cohort_databases import Spark, connect, has_java
from needlecare.exports.cohort_tables import write_tables

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not has_java(), reason="no Java here; Debian has it as default-jre-headless"),
    pytest.mark.skipif(
        find_spec("pyspark") is None,
        reason="no pyspark in this environment; `python3 dev.py test` runs this in another",
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of the connection to Java
]


def test_spark_answers_a_hundred_thousand_clients_as_numpy_does():
    cohort, clients = cohort_of(combine(parse(text(1))), 1, CLIENTS_OF_ALL)
    batch = cohort.layout.batch(clients)
    spark = connect("spark")

    try:
        for name, rows in tables_of(cohort.layout, batch).items():
            spark.fill(name, rows)
        assert sorted(spark.answers()) == sorted(cohort_numpy.answers(cohort.layout, batch))
        assert_all_agree(load("microneedling", "safety"), 7, 300, [spark])
    finally:
        spark.close()


def test_written_tables_are_joined_by_spark_as_the_docs_show(tmp_path):
    cohort, clients = cohort_of(combine(parse(text(3))), 3, 500)
    write_tables(Cohort(cohort.book, cohort.zone, backend="numpy", at_once=200), clients, tmp_path / "tables")
    batch = cohort.layout.batch(clients)
    spark = Spark()

    try:
        for name in ("uses", "limits", "calendar"):
            path = str(tmp_path / "tables" / f"{name}.csv")
            rows = spark.session.read.csv(path, header=True, inferSchema=True)
            rows.createOrReplaceTempView(name)
        found = spark.session.sql((tmp_path / "tables" / "answers.sql").read_text()).collect()
    finally:
        spark.close()
    assert sorted(map(tuple, found)) == sorted(cohort_numpy.answers(cohort.layout, batch))


def test_a_cohort_by_spark_gives_the_engines_answers():
    book = combine(parse(text(2)))
    cohort, clients = cohort_of(book, 2, 300)
    by_spark = Cohort(book, cohort.zone, backend="spark")

    found = by_spark.answered(clients)
    by_spark.close()
    assert [answer[1:5] for answer in found] == [
        answer[1:5] for answer in Cohort(book, cohort.zone, backend="engine").answered(clients)
    ]
