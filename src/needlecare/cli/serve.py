"""`needlecare serve`: answers on a port with the clinic's site."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from needlecare.cli.delivering import refuse
from needlecare.cli.site import choose_settings

MOST_WORKERS = 4  # unless more are asked for; each takes the memory of a whole site


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; a proxy stands before it.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 8000,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            help=f"Processes that answer. If not given, one for each core, at most {MOST_WORKERS}.",
        ),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            help="Threads in each process. If not given, 1 in each of several, 2 in a single one.",
        ),
    ] = None,
) -> None:
    """Serve the site until it is stopped."""
    choose_settings()
    workers = workers or min(cores(), MOST_WORKERS)
    from django.core.exceptions import ImproperlyConfigured

    try:
        import django

        django.setup()
    except ImproperlyConfigured as error:
        refuse(str(error))
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "needlecare.clinic.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Answers are worked out, hardly waited for: two threads of one process would only make both answers late.
        blocking_threads=threads or (2 if workers == 1 else 1),
        log_level=LogLevels.warning,
        log_access=False,  # addresses of pages are nobody's business
        respawn_failed_workers=True,
    ).serve()


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only some systems can tell
        return os.cpu_count() or 1
