"""What the server calls."""

from __future__ import annotations

import contextlib
import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlecare.clinic.config.settings.production")
application = get_wsgi_application()


def make_ready() -> None:
    """Read what every answer needs before the first visitor comes, and spare it the search for garbage.

    A search through all that a process keeps for ever would hold up whoever asks just then, for a tenth of a second.
    """
    from django.db import DatabaseError, connections

    from needlecare.clinic.protocols.force import NothingPublished, in_force

    with contextlib.suppress(DatabaseError, NothingPublished):  # the pages say so
        in_force()
    connections.close_all()
    gc.collect()
    gc.freeze()


make_ready()
