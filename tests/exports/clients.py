"""Invented clients for the tests of exports, and the commands run as a person runs them."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner, Result

import needlecare
from needlecare.cli.declared import for_typer
from needlecare.engine.care import care
from needlecare.exports.code import code_of
from needlecare.exports.dates import Entry, entries
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.wording.language import Speaker

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
GOLDEN = ROOT / "tests" / "data" / "exports"
CODE = re.compile(r"NC1(-[0-9A-Z]{4}){4}-[0-9A-Z]{2}")  # changes with every text of a protocol

# Uses with a last date long before, so that every ban before the session is still to come; nothing stands in the way.
SAID: dict[str, Any] = {
    "zone": "Europe/London",
    "asked": "2026-11-02T18:00",
    "session": "2026-12-03T14:30",
    "areas": ["face"],
    "jurisdiction": "GB",
    "previous-sessions": [],
    "used": {"topical-retinoid": "2026-11-01", "waxing": "2026-10-30", "exfoliant": "2026-11-01"},
}


@cache
def book() -> Rulebook:
    return needlecare.load("microneedling", "safety")


def facts(**said: Any) -> Facts:
    """Return the facts of a client in London, with what is said put over them."""
    return needlecare.facts({**SAID, **said}, book())


def dates(found: Facts) -> tuple[Entry, ...]:
    return entries(book(), found, care(book(), found))


def code(found: Facts) -> str:
    return str(code_of(book().digest, found))


def speaker(found: Facts, language: str = "en") -> Speaker:
    return Speaker(book(), found, language)


def run(command: Any, *arguments: str) -> Result:
    """Run one command of the program."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(for_typer(command))
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def same_but_code(text: str) -> str:
    """Return a text with every code replaced, since it changes with each protocol."""
    return CODE.sub("CODE", text)
