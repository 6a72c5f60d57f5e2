"""Settings that are wrong stop the start, and the database keeps what it was given."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from needlecare.clinic.config import environment
from needlecare.clinic.config.databases import database, pragmas

GOOD = {
    "NEEDLECARE_SECRET_KEY": "many-Different_letters.0123456789" * 2,
    "NEEDLECARE_HOSTS": "clinic.example",
}


def check(tmp_path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Django's deployment check as a clinic would."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEEDLECARE_", "DATABASE_", "DJANGO_"))}
    settings = {"DJANGO_SETTINGS_MODULE": "needlecare.clinic.config.settings.production"}
    return subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env={**kept, **settings, "NEEDLECARE_DATA": str(tmp_path), **variables},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_the_deployment_check_is_clean(tmp_path):
    found = check(tmp_path, **GOOD)

    assert found.returncode == 0, found.stderr


def test_a_wrong_value_stops_the_start(tmp_path):
    found = check(tmp_path, **{**GOOD, "NEEDLECARE_HOSTS": ""})

    assert found.returncode != 0
    assert "NEEDLECARE_HOSTS is missing: name the site's hosts" in found.stderr


@pytest.mark.parametrize(
    ("read", "value", "words"),
    [
        (environment.secret, "", "X is missing: give at least 50"),
        (environment.secret, "short", "X is too short: give at least 50"),
        (lambda name: environment.truth(name, default=True), "maybe", "X is 'maybe': use yes or no"),
        (lambda name: environment.whole(name, 2, least=1, most=9), "ten", "give a whole number from 1 to 9"),
        (environment.database_address, "mysql://x", "X begins with 'mysql:'; use postgresql://"),
        (lambda name: environment.folder(name, Path("/")), "/nowhere", "X: there is no folder '/nowhere'"),
    ],
)
def test_a_wrong_value_says_what_is_right(monkeypatch, read, value, words):
    monkeypatch.setenv("X", value)

    with pytest.raises(ImproperlyConfigured, match=re.escape(words)):
        read("X")


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 6, 9), "DELETE"),
        ((3, 7, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
    ],
)
def test_a_sqlite_with_the_log_fault_keeps_a_rollback_journal(version, journal):
    assert f"journal_mode={journal}" in pragmas(version)
    assert ("synchronous=EXTRA" if journal == "DELETE" else "synchronous=FULL") in pragmas(version)


def test_sqlite_takes_its_write_lock_at_once(tmp_path):
    assert database("", file=tmp_path / "x")["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_what_is_set_holds_in_the_database():
    if connection.vendor != "sqlite":
        pytest.skip("the database is a server")
    with connection.cursor() as cursor:
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]

    assert synchronous in (2, 3)
    assert keys == 1
