"""A site with its first content, in a database of its own for every process.

Making one takes seconds, copying one nothing: it is made once for a state of the migrations and the first content, and
kept. Where DATABASE_URL names a server, a database is made there instead.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # on Windows each process makes its own
    fcntl = None  # type: ignore[assignment]

SITE = Path(__file__).parents[2] / "src" / "needlecare"
# What the content of a new database depends on.
MADE_OF = (
    "clinic/*/migrations/*.py",
    "clinic/*/models.py",
    "clinic/pages/**/*.py",
    "clinic/journal/*.py",
    "protocol/**/*",
)


def state() -> str:
    """Return a name for everything that a new database depends on."""
    found = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(SITE.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def template(folder: Path) -> Path:
    """Return a folder with a database of first content and its pictures, made now if there is none."""
    kept = folder / f"site-{state()}"
    with one_at_a_time(folder / "lock"):
        if not kept.exists():
            make(folder / f"making-{os.getpid()}", kept)
    return kept


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Let one process after the other do something, where the system can; a process that dies lets go."""
    with path.open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make(making: Path, kept: Path) -> None:
    """Make a database with the site's own means, and keep it once it is whole."""
    making.mkdir(parents=True)
    variables = {
        **os.environ,
        "NEEDLECARE_DATA": str(making),
        "DJANGO_SETTINGS_MODULE": "needlecare.clinic.config.settings.test",
    }
    for command in (("migrate", "--verbosity", "0"), ("seed", "--demo")):
        subprocess.run(
            [sys.executable, "-m", "django", *command], env=variables, check=True, stdout=subprocess.DEVNULL
        )
    with contextlib.suppress(OSError):  # another process was quicker
        making.rename(kept)
    shutil.rmtree(making, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    request,
    django_test_environment,
    django_db_modify_db_settings,
    django_db_blocker,
    tmp_path_factory,
) -> Iterator[None]:
    """Give this process a database of its own; on a server, `django_db_modify_db_settings` sees to its name."""
    from django.test.utils import override_settings

    data = tmp_path_factory.mktemp("site") / "data"
    with override_settings(MEDIA_ROOT=str(data / "media"), EDITION_FILE=data / "edition"):
        yield from made(data, request.config.cache.mkdir("site"), django_db_blocker)


def made(data: Path, kept: Path, django_db_blocker) -> Iterator[None]:
    """Make the database, on a server if one is named and in a folder otherwise."""
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if os.environ.get("DATABASE_URL"):
        with django_db_blocker.unblock():
            old = setup_databases(verbosity=0, interactive=False)
            with warnings.catch_warnings(
                action="ignore", category=ResourceWarning
            ):  # Wagtail leaves buffers open
                call_command("seed", demo=True, verbosity=0)
                gc.collect()  # what is left open is told here, not in the midst of a test
        yield
        with django_db_blocker.unblock():
            with connection.cursor() as cursor:  # a browser's last request may still hold one
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            teardown_databases(old, verbosity=0)
        return
    shutil.copytree(template(Path(kept)), data)
    connection.close()
    connection.settings_dict["NAME"] = str(data / "needlecare.sqlite3")
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Remember nothing of the test before."""
    from django.core.cache import cache

    from needlecare.clinic.common import edition
    from needlecare.clinic.protocols.force import book_of

    cache.clear()
    edition.begin()
    book_of.cache_clear()
