"""What the surroundings say of an installation: read once, refused with a remedy where it cannot be right."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

DATABASES = ("sqlite", "postgres", "postgresql")
LEAST_SECRET = 50  # characters


def text(name: str, default: str = "") -> str:
    """Return a variable without the spaces around it."""
    return os.environ.get(name, default).strip()


def words(name: str, default: str = "") -> list[str]:
    """Return a variable's words, with commas or spaces between."""
    return text(name, default).replace(",", " ").split()


def secret(name: str) -> str:
    """Return a secret; refuse one that is missing or short."""
    found = text(name)
    if len(found) < LEAST_SECRET:
        raise ImproperlyConfigured(
            f"{name} is {'too short' if found else 'missing'}: give at least {LEAST_SECRET} random characters; "
            "`needlecare site secret` prints some"
        )
    return found


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number between two bounds."""
    found = text(name) or str(default)
    if not found.isdecimal() or not least <= int(found) <= most:
        raise ImproperlyConfigured(f"{name} is '{found}': give a whole number from {least} to {most}")
    return int(found)


def truth(name: str, *, default: bool) -> bool:
    """Return yes or no."""
    found = text(name) or ("yes" if default else "no")
    if found not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name} is '{found}': use yes or no")
    return found == "yes"


def folder(name: str, default: Path) -> Path:
    """Return a folder that exists."""
    found = Path(text(name) or default).expanduser()
    if not found.is_dir():
        raise ImproperlyConfigured(f"{name}: there is no folder '{found}'; make it, or name another")
    return found


def database_address(name: str = "DATABASE_URL") -> str:
    """Return the address of a database, or nothing where none is given."""
    found = text(name)
    if found and urlsplit(found).scheme not in DATABASES:
        raise ImproperlyConfigured(
            f"{name} begins with '{urlsplit(found).scheme}:'; use postgresql://user:password@host/name, "
            "or leave it out for SQLite"
        )
    return found
