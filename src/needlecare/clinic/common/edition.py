"""The edition of the site: every change to what it shows begins a new one, in all processes of a machine at once.

What pages need is read once for an edition and kept in memory. The mark by which processes know of each other's changes is the
size of a file in the data folder, to which every change adds a byte: asking for it takes a microsecond. A process on another
machine sees no such file, and goes by the seconds for which things are kept.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

Kept = TypeVar("Kept")
Edition = tuple[int, int]

KEPT_SECONDS = 60
# What no page shows: signing in is no new edition.
_NOT_SHOWN = ("sessions", "auth", "contenttypes", "admin", "account", "mfa", "signin")

_own = 0
_kept: dict[str, tuple[Edition, float, Any]] = {}


def edition() -> Edition:
    """Return what tells this edition from others: the changes made here, and by all processes of the machine."""
    try:
        return _own, os.stat(settings.EDITION_FILE).st_size
    except OSError:  # nothing was ever changed, or nothing can be kept there
        return _own, 0


def begin() -> None:
    """Begin a new edition: what was kept is not looked at again."""
    global _own
    _own += 1
    _kept.clear()
    with contextlib.suppress(OSError), open(settings.EDITION_FILE, "ab") as mark:
        mark.write(b".")


def kept(name: str, make: Callable[[], Kept], *, seconds: float = KEPT_SECONDS) -> Kept:
    """Return what was made under a name in this edition; make it now where there is none, or it is too old."""
    now, here = time.monotonic(), edition()
    found = _kept.get(name)
    if found is None or found[0] != here or now - found[1] > seconds:
        found = _kept[name] = (here, now, make())
    value: Kept = found[2]
    return value


def changed(sender: type[Model], **_: Any) -> None:
    """Begin a new edition now, and once more when others can see the change."""
    if sender._meta.app_label in _NOT_SHOWN:
        return
    begin()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(begin)


post_save.connect(changed, dispatch_uid="edition")
post_delete.connect(changed, dispatch_uid="edition")
