"""PostgreSQL does as SQLite: some journeys through the site as a clinic runs it, and what the database refuses.

Every run goes through these on a server of its own. With DATABASE_URL every test of the site is on that server, and the
journeys are not gone through twice.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from postgres import database_on, server

from ..test_publication_stays import refused_on_postgres
from . import test_desk_journeys as desk
from . import test_journal as journal
from . import test_journeys as visitors

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

# Those that ask the database most, with and without script, in both languages.
JOURNEYS: tuple[tuple[Callable[..., None], dict[str, Any]], ...] = (
    (visitors.test_when_can_i_be_treated, {"language": "es", "script": False}),
    (visitors.test_is_this_product_all_right, {"language": "en", "script": True}),
    (visitors.test_i_was_treated_two_days_ago, {"language": "es", "script": False}),
    (journal.test_reading_a_post_and_what_is_like_it, {"language": "es", "script": False}),
    (journal.test_searching_the_journal, {"language": "en", "script": True}),
    (journal.test_a_post_leads_to_itself_in_the_other_language, {"language": "en", "other": "es"}),
)


@pytest.fixture(scope="module")
def variables(tmp_path_factory) -> Iterator[dict[str, str]]:
    """Make a new site on PostgreSQL, where a second factor is required at the desk."""
    with server() as given, database_on(given) as address:
        found = {
            **os.environ,
            "DATABASE_URL": address,
            "NEEDLECARE_SETTINGS": "local",
            "DJANGO_SETTINGS_MODULE": "needlecare.clinic.config.settings.local",
            "NEEDLECARE_DATA": str(tmp_path_factory.mktemp("postgres")),
            "NEEDLECARE_SECOND_FACTOR": "yes",
        }
        manage(found, "migrate", "--verbosity", "0")
        manage(found, "seed", "--demo")
        yield found


@pytest.fixture(scope="module")
def site(variables) -> Iterator[str]:
    yield from desk.served(variables)


def manage(variables: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, "-m", "django", *command], env=variables, check=True)


def test_postgres_does_as_sqlite(variables, tab_of, tmp_path, subtests):
    for journey, how in () if os.environ.get("DATABASE_URL") else JOURNEYS:
        with subtests.test(journey.__name__, **how):
            journey(tab_of, **how)
    with subtests.test("a new protocol at the desk"):
        desk.test_a_new_protocol_is_mended_compared_published_and_taken_back_by_keyboard(tab_of, tmp_path)
    with subtests.test("a publication is never changed"):
        refused_on_postgres(variables["DATABASE_URL"])
        manage(variables, "migrate", "protocols", "0002_draft_and_permission", "--verbosity", "0")
