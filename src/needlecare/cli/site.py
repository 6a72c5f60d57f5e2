"""`needlecare site`: looks after an installation of the clinic's site."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from needlecare.cli.delivering import refuse

INSTALL = "pip install 'needlecare[web]'"
SETTINGS = "needlecare.clinic.config.settings"
KINDS = ("local", "production")


def site(
    context: typer.Context,
    command: Annotated[
        str,
        typer.Argument(metavar="COMMAND", help="secret, migrate, seed, prepare, createsuperuser, check ..."),
    ],
) -> None:
    """Look after the site: make its database, its first pages and its files.

    secret prints a new secret key; migrate makes or updates the database; seed publishes the shipped protocols and makes the
    first pages; prepare gathers the files that browsers load; any other command is Django's own.
    """
    if command == "secret":
        import secrets

        print(secrets.token_urlsafe(48))
        return
    choose_settings()
    run = ["collectstatic", "--noinput"] if command == "prepare" else [command]
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["needlecare site", *run, *context.args])
    except ImproperlyConfigured as error:
        refuse(str(error))


def choose_settings() -> None:
    """Take the settings that NEEDLECARE_SETTINGS names; refuse where the site's packages are missing."""
    from importlib.util import find_spec

    if find_spec("wagtail") is None:
        refuse(f"The site needs more than the command. Install it with: {INSTALL}")
    kind = os.environ.get("NEEDLECARE_SETTINGS", "production")
    if kind not in KINDS:
        refuse(f"NEEDLECARE_SETTINGS is '{kind}': use {' or '.join(KINDS)}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{SETTINGS}.{kind}")
    sys.argv[0] = "needlecare"
