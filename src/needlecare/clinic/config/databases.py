"""The database: SQLite in one file, or whatever DATABASE_URL names.

SQLite is set up so that what was committed stays: write locks are taken at once, since a lock that is upgraded later
fails under load; and where the library has the fault of 3.7.0 to 3.51.2 that can lose a write-ahead log, the rollback
journal is used instead.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import dj_database_url

WAL_FAULT = ((3, 7, 0), (3, 51, 2))  # first and last version with it


def pragmas(version: tuple[int, int, int]) -> str:
    """Return how a SQLite of a version keeps its journal, and how hard it makes sure."""
    first, last = WAL_FAULT
    if version < first or version <= last:
        return "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
    return "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


def database(address: str, *, file: Path) -> dict[str, Any]:
    """Return the settings of the one database."""
    if address and not address.startswith("sqlite"):
        # Each thread of the server keeps its connection: opening one takes longer than most answers.
        found: dict[str, Any] = dict(
            dj_database_url.parse(address, conn_max_age=None, conn_health_checks=True)
        )
        return found
    name = dj_database_url.parse(address)["NAME"] if address else str(file)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"{pragmas(sqlite3.sqlite_version_info)} PRAGMA foreign_keys=ON;",
        },
    }
