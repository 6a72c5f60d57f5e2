"""The same journeys on PostgreSQL: the site as a clinic runs it, on a server of the tests' own.

Every run goes through these; with DATABASE_URL all journeys are on that server, and this one adds nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from postgres import database_on, server

from . import test_desk_journeys as desk
from . import test_journal as journal
from . import test_journeys as visitors

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="DATABASE_URL: every journey is on it"),
]

JOURNEYS: tuple[tuple[Callable[..., None], dict[str, Any]], ...] = (
    (visitors.test_when_can_i_be_treated, {"language": "en", "script": True}),
    (visitors.test_when_can_i_be_treated, {"language": "es", "script": False}),
    (visitors.test_the_interview_can_be_done_by_keyboard_alone, {}),
    (visitors.test_is_this_product_all_right, {"language": "es", "script": False}),
    (visitors.test_i_was_treated_two_days_ago, {"language": "en", "script": True}),
    (visitors.test_skin_in_six_moments, {"script": True}),
    (journal.test_reading_a_post_and_what_is_like_it, {"language": "es", "script": False}),
    (journal.test_searching_the_journal, {"language": "en", "script": True}),
    (journal.test_searching_the_journal, {"language": "es", "script": False}),
    (journal.test_a_post_leads_to_itself_in_the_other_language, {"language": "en", "other": "es"}),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """Serve a new site on PostgreSQL, where a second factor is required at the desk."""
    with server() as given, database_on(given) as address:
        variables = {
            **os.environ,
            "DATABASE_URL": address,
            "NEEDLECARE_SETTINGS": "local",
            "DJANGO_SETTINGS_MODULE": "needlecare.clinic.config.settings.local",
            "NEEDLECARE_DATA": str(tmp_path_factory.mktemp("postgres")),
            "NEEDLECARE_SECOND_FACTOR": "yes",
        }
        for command in (("migrate", "--verbosity", "0"), ("seed", "--demo")):
            subprocess.run([sys.executable, "-m", "django", *command], env=variables, check=True)
        yield from desk.served(variables)


def test_the_journeys_go_on_postgres_as_on_sqlite(tab_of, tmp_path, subtests):
    for journey, how in JOURNEYS:
        with subtests.test(journey.__name__, **how):
            journey(tab_of, **how)
    with subtests.test("desk"):
        desk.test_a_new_protocol_is_mended_compared_published_and_taken_back_by_keyboard(tab_of, tmp_path)
