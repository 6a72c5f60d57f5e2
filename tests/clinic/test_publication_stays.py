"""A publication is never changed or taken away: the database itself refuses, whoever asks, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from needlecare.clinic.protocols.models import Publication
from needlecare.clinic.protocols.triggers import REFUSAL

COLUMNS = "id, digest, layers, reason, by_id, by_name, at"
CHANGES = {
    "change": "UPDATE protocols_publication SET reason = 'another'",
    "change of nothing": "UPDATE protocols_publication SET reason = reason",
    "removal": "DELETE FROM protocols_publication",
}
OF_SQLITE = {
    "replacement": f"INSERT OR REPLACE INTO protocols_publication ({COLUMNS}) "
    "SELECT id, digest, '[]', 'another', by_id, by_name, at FROM protocols_publication",
    "upsert": f"INSERT INTO protocols_publication ({COLUMNS}) SELECT {COLUMNS} FROM protocols_publication WHERE true "
    "ON CONFLICT (id) DO UPDATE SET reason = 'another'",
}
OF_POSTGRES = {"truncation": "TRUNCATE protocols_publication"}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_a_publication(statement):
    before = list(Publication.objects.values())

    with (
        pytest.raises(DatabaseError, match=REFUSAL),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert list(Publication.objects.values()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("statement", OF_SQLITE.values(), ids=OF_SQLITE)
def test_sqlite_refuses_to_replace_a_publication(statement):
    if connection.vendor != "sqlite":
        pytest.skip("the database is a server")
    with (
        pytest.raises(DatabaseError, match=REFUSAL),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_model_refuses_too():
    kept = Publication.objects.get()
    kept.reason = "another"

    with pytest.raises(ValueError, match="never changed"):
        kept.save()


def refused_on_postgres(address: str) -> None:
    """Hold PostgreSQL to the same; `journeys/test_on_postgres.py` has the database."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as database:
        before = database.execute("SELECT * FROM protocols_publication").fetchall()
        for statement in {**CHANGES, **OF_POSTGRES}.values():
            with pytest.raises(psycopg.errors.RestrictViolation, match=REFUSAL):
                database.execute(statement)

        assert database.execute("SELECT * FROM protocols_publication").fetchall() == before != []
