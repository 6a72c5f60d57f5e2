"""Publishing: the one way in which what the site answers by can change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from needlecare.clinic.protocols.models import Publication
from needlecare.protocol.document import Protocol
from needlecare.protocol.load import dump
from needlecare.protocol.rulebook import combine

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ChangedMeanwhile(RuntimeError):
    """Somebody published since a person looked at the protocol in force."""


def publish(
    layers: Sequence[Protocol],
    *,
    reason: str,
    at: datetime,
    by: User | None = None,
    by_name: str = "",
    seen: str | None = None,
) -> Publication:
    """Publish protocols together; from now on they answer.

    `seen` is the digest of the protocol in force that the person looked at; without it nothing is compared.

    Raises
    ------
    ChangedMeanwhile
        If another protocol is in force than the one that was seen.
    """
    book = combine(*layers)
    with transaction.atomic():
        if seen is not None and seen != _digest_in_force():
            raise ChangedMeanwhile("another protocol is in force than the one that was looked at")
        made = Publication(
            digest=book.digest,
            layers=[dump(layer) for layer in book.layers],
            reason=reason,
            by=by,
            by_name=by_name or (by.get_username() if by else ""),
            at=at,
        )
        made.save()
    return made


def _digest_in_force() -> str:
    """Return the digest in force, and let nobody else publish before this transaction ends.

    The first publication is never changed, so its row serves as the lock; SQLite locks by its transactions.
    """
    Publication.objects.select_for_update().order_by("pk").first()
    return Publication.objects.values_list("digest", flat=True).first() or ""
