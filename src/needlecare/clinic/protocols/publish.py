"""Publishing: the one way in which what the site answers by can change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from needlecare.clinic.protocols.force import forget
from needlecare.clinic.protocols.models import Publication
from needlecare.protocol.document import Protocol
from needlecare.protocol.load import dump
from needlecare.protocol.rulebook import combine

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def publish(
    layers: Sequence[Protocol], *, reason: str, at: datetime, by: User | None = None, by_name: str = ""
) -> Publication:
    """Publish protocols together; from now on they answer."""
    book = combine(*layers)
    made = Publication(
        digest=book.digest,
        layers=[dump(layer) for layer in book.layers],
        reason=reason,
        by=by,
        by_name=by_name or (by.get_username() if by else ""),
        at=at,
    )
    made.save()
    forget()
    return made
