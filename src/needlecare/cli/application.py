"""All commands as one application: their names, what they are for, and the help."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import typer

from needlecare.cli.declared import for_typer

# Each command: the module that has it, and what it is for. Only what is called is imported, so that it starts fast.
COMMANDS = {
    "screen": ("screen", "May the session happen; if not, why and when?"),
    "plan": ("plan", "The verdict, and what to do on each day."),
    "now": ("plan", "What holds at this moment."),
    "series": ("series", "The days of a course of sessions."),
    "interview": ("interview", "Ask what is still open, one question at a time."),
    "product": ("product", "What is in a bottle, by its label or name."),
    "say": ("say", "Plain words as facts: what, and when."),
    "calendar": ("calendar", "The dates of a session for any calendar program."),
    "sheet": ("sheet", "A care sheet to print: PDF, HTML or Markdown."),
    "verify": ("verify", "Check the code of a printed sheet."),
    "fhir": ("fhir", "Protocol, answers and plan as HL7 FHIR R4."),
    "jsonld": ("jsonld", "Web data about the treatment (schema.org)."),
    "cohort": ("cohort", "Many clients at once, from a table to a table."),
    "diff": ("diff", "What a change of a protocol means for clients."),
    "explain": ("explain", "One rule: when it holds, why, and its sources."),
    "check": ("check", "What to mend in a protocol, and its map."),
    "schema": ("schema", "JSON Schemas of files and answers."),
    "protocols": ("protocols", "What is shipped."),
    "serve": ("serve", "The clinic's site, on a port."),
    "site": ("site", "Looks after the clinic's site."),
}
# What `site` does not know itself is handed to Django.
SETTINGS = {"site": {"allow_extra_args": True, "ignore_unknown_options": True}}
ABOUT = "A treatment protocol as one checked file: may it happen, when, and what to do on each day."


def build(given: Sequence[str]) -> typer.Typer:
    """Return the application; with the command that is called alone, or with all where help may be needed."""
    app = typer.Typer(
        name="needlecare",
        help=ABOUT,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_shared)
    for name in [given[0]] if given and given[0] in COMMANDS else COMMANDS:
        module, short = COMMANDS[name]
        app.command(name, short_help=short, context_settings=SETTINGS.get(name))(
            for_typer(getattr(import_module(f"needlecare.cli.{module}"), name))
        )
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from needlecare import __version__

        print(f"needlecare {__version__}")
        raise typer.Exit


def _shared(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Shared by all commands."""
